//! Nobody gets in who was not told the address, nothing gets out that was not to be served, and nobody can keep the server
//! from answering others.

use serde_json::json;

use crate::cli_program::overheard;
use crate::serve_client::{Served, minimal, named};

#[test]
fn nothing_is_answered_without_the_token() {
    let served = Served::start();
    for path in ["/", "/assets/app.js", "/api/v1/scenarios", "/api/v1/health", "/api/v1/openapi.json", "/nothing"] {
        assert_eq!(served.ask("GET", path, &[], "").status, 401, "{path}");
        let wrong = [("Authorization", format!("Bearer {}", "0".repeat(served.token.len())))];
        assert_eq!(served.ask("GET", path, &wrong, "").status, 401, "{path}");
    }
    assert_eq!(served.ask("GET", "/?token=wrong", &[], "").status, 401);
    assert!(served.ask("GET", "/", &[], "").text().contains("printed when it was started"));
}

#[test]
fn the_printed_address_gives_a_cookie_and_is_taken_out_of_the_history() {
    let served = Served::start();
    let welcome = served.ask("GET", &format!("/?token={}", served.token), &[], "");
    assert_eq!(welcome.status, 303);
    assert!(welcome.head.contains("location: /\r\n"), "{}", welcome.head);
    let cookie = welcome.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let pair = cookie.split(';').next().unwrap().to_owned();
    let page = served.ask("GET", "/", &[("Cookie", pair.clone())], "");
    assert_eq!(page.status, 200);
    assert!(page.head.contains("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"), "{}", page.head);
    assert!(!page.text().contains("@NONCE@"));
    let again = served.ask("GET", "/", &[("Cookie", pair.clone())], "");
    assert!(page.text() != again.text(), "each answer has a nonce of its own");
    // A cookie comes along with whatever a browser sends: what does something must say where it comes from.
    let json = |origin: Option<&str>| {
        let mut headers = vec![("Cookie", pair.clone()), ("Content-Type", "application/json".to_owned())];
        headers.extend(origin.map(|origin| ("Origin", origin.to_owned())));
        served.ask("POST", "/api/v1/check", &headers, &json!({ "scenario": "minimal" }).to_string()).status
    };
    assert_eq!(json(Some("http://localhost")), 200);
    assert_eq!(json(None), 403);
    assert_eq!(json(Some("http://evil.example")), 403);
    assert_eq!(json(Some("null")), 403);
}

#[test]
fn other_names_and_other_origins_get_nothing() {
    let served = Served::start();
    let with = |name: &'static str, value: &str| {
        let mut headers = served.bearer();
        headers.push((name, value.to_owned()));
        let answer = served.ask("GET", "/api/v1/scenarios", &headers, "");
        if answer.status == 200 { String::new() } else { answer.code() }
    };
    let port = served.port;
    for host in [format!("127.0.0.1:{port}"), format!("[::1]:{port}"), "localhost".into(), "planning.example".into()] {
        assert_eq!(with("Host", &host), "", "{host}");
    }
    for host in ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "planning.example.evil.example"] {
        assert_eq!(with("Host", host), "wrong_host", "{host}");
    }
    for origin in ["http://evil.example", "http://localhost:1", "null", "http://localhost.evil.example"] {
        assert_eq!(with("Origin", origin), "wrong_origin", "{origin}");
    }
    assert_eq!(with("Sec-Fetch-Site", "cross-site"), "wrong_origin");
    assert_eq!(with("Origin", "http://localhost"), "");
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let served = Served::start();
    for path in ["/", "/assets/app.js", "/api/v1/scenarios", "/nothing"] {
        let head = served.get(path).head;
        for header in [
            "x-content-type-options: nosniff",
            "x-frame-options: DENY",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
            "cross-origin-resource-policy: same-origin",
            "frame-ancestors 'none'",
        ] {
            assert!(head.contains(header), "{path}: {header} in {head}");
        }
    }
}

#[test]
#[cfg(unix)]
fn no_file_is_read_or_written_outside_of_what_is_served() {
    let served = Served::start();
    let secret = served.dir.path().join("secret.toml");
    std::fs::write(&secret, minimal().replace("Three days", "Secret days")).unwrap();
    std::os::unix::fs::symlink(&secret, served.file("link.toml")).unwrap();
    std::os::unix::fs::symlink(served.file("minimal.toml"), served.file("inside.toml")).unwrap();
    let listing = served.get("/api/v1/scenarios").text();
    assert!(listing.contains("\"inside\"") && !listing.contains("link") && !listing.contains("Secret"), "{listing}");
    for id in ["link", "..%2fsecret", "..%2F..%2Fetc%2Fpasswd", "%2fetc%2fpasswd", "1~minimal", "minimal%00", ".", ".."]
    {
        let answer = served.get(&format!("/api/v1/scenarios/{id}"));
        assert!(answer.status == 404 && !answer.text().contains("Secret"), "{id}: {}", answer.text());
    }
    for name in ["..%2f..%2fCargo.toml", "..", "index.html%00", "%2e%2e%2fapp.js"] {
        assert_eq!(served.get(&format!("/assets/{name}")).status, 404, "{name}");
    }
    let save = |name: &str| served.post("/api/v1/save", &json!({ "name": name, "text": "x", "replace": true })).status;
    for name in [
        "../secret",
        "/etc/x",
        "a/b",
        "a\\b",
        "",
        ".",
        "..",
        ".hidden",
        "-x",
        "a\u{0}b",
        "a\nb",
        "x ",
        &"x".repeat(200),
    ] {
        assert_eq!(save(name), 400, "{name:?}");
    }
    assert_eq!(save("link"), 409, "nothing is written through a link");
    assert!(std::fs::read_to_string(&secret).unwrap().contains("Secret days"));
    assert_eq!(served.post("/api/v1/save", &json!({ "folder": "7", "name": "x", "text": "x" })).status, 404);
    for path in ["../secret.toml", "/etc/passwd", secret.to_str().unwrap(), "link.toml"] {
        let body = json!({ "scenario": "minimal", "text": format!("extends = {path:?}\n{}", minimal()) });
        let checked = served.post("/api/v1/check", &body).text();
        assert!(
            checked.contains("lies outside of the folders") && !checked.contains("Secret days"),
            "{path}: {checked}"
        );
    }
    let body = json!({ "scenario": "minimal", "text": "extends = \"open.toml\"\n[event]\ndays = 4\n" });
    assert_eq!(served.post("/api/v1/describe", &body).json()["days"], 4, "a file beside it can be extended");
}

#[test]
fn what_is_too_large_or_no_question_is_refused() {
    let served = Served::start();
    let post = |kind: &str, body: &str| {
        let mut headers = served.bearer();
        headers.push(("Content-Type", kind.to_owned()));
        served.ask("POST", "/api/v1/odds", &headers, body).status
    };
    assert_eq!(post("text/plain", "{\"scenario\":\"minimal\"}"), 415);
    assert_eq!(post("application/json", "{"), 400);
    assert_eq!(post("application/json", "{\"scenario\": 7}"), 400);
    assert_eq!(post("application/json", &format!("{{\"text\":\"{}\"}}", "x".repeat(3_000_000))), 413);
    assert_eq!(post("application/json", &"[".repeat(100_000)), 400);
    for (key, value) in [
        ("trials", json!(100_000_000)),
        ("trials", json!(0)),
        ("draws", json!(1_000_000)),
        ("precision", json!(1e-9)),
        ("precision", json!(1.0)),
        ("max_trials", json!(1e15 as u64)),
    ] {
        let answer = served.post("/api/v1/odds", &json!({ "scenario": "minimal", key: value }));
        assert_eq!(answer.status, 400, "{key}: {}", answer.text());
    }
    let combine = served.post("/api/v1/compare", &json!({ "scenario": "minimal", "combine": 9 }));
    assert_eq!(combine.status, 400);
    let page = [served.bearer(), vec![("Content-Type", "application/json".into()), ("X-Overheard-Page", "x y".into())]]
        .concat();
    assert_eq!(served.ask("POST", "/api/v1/odds", &page, "{\"scenario\":\"minimal\"}").status, 400);
}

#[test]
fn a_scenario_that_would_keep_a_thread_for_minutes_is_refused() {
    let served = Served::start();
    let text = minimal()
        .replace("count = 10\n", "count = 40000\n")
        .replace("rate = { delegates = 0.5 }", "rate = { delegates = 3 }");
    let events = served.stream("/api/v1/odds", None, &json!({ "text": text })).all();
    assert_eq!(named(&events, "error")[0]["code"], "too_large", "{events:?}");
    let many = format!("{}\n{}", minimal(), "# \u{202e}\n".repeat(10_000));
    assert_eq!(served.post("/api/v1/check", &json!({ "text": many })).status, 200);
    let deep = format!("a = {}", "[".repeat(5000));
    assert_eq!(served.post("/api/v1/check", &json!({ "text": deep })).status, 200);
}

#[test]
fn names_from_a_file_cannot_act_on_who_reads_an_answer() {
    let served = Served::start();
    let name = "x\\u001b[31m\\u202e</script><img src=x>";
    std::fs::write(served.file("hostile.toml"), minimal().replace("Three days in one hotel", name)).unwrap();
    for answer in [served.get("/api/v1/scenarios"), served.get("/api/v1/scenarios/hostile")] {
        assert!(answer.head.contains("content-type: application/json") && answer.head.contains("nosniff"));
        assert!(!answer.text().contains(['\u{1b}', '\u{202e}']));
    }
    let events = served.stream("/api/v1/odds", None, &json!({ "scenario": "hostile", "trials": 500 })).all();
    assert!(!serde_json::to_string(named(&events, "figures")[0]).unwrap().contains(['\u{1b}']));
}

#[test]
fn the_command_prints_its_address_and_stops_when_it_is_told_to() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.toml"), minimal()).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_overheard"));
    command.current_dir(dir.path()).args(["serve", "a.toml", "--quiet"]).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line).unwrap();
    assert!(line.starts_with("http://127.0.0.1:") && line.contains("/?token="), "{line}");
    let _ = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let refused = crate::cli_program::ended(overheard(dir.path()).args(["serve", "nothing"]));
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("name a folder of scenarios, or scenario files"), "{}", refused.stderr);
}
