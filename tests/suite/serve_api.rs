//! The JSON behind the page: every address answers, and its figures are those of the commands.

use overheard::engine::Unwatched;
use overheard::scenario::{self, Override};
use overheard::study::beside::difference;
use overheard::study::result::{Effort, Estimator, RunResult};
use overheard::study::run::{RunOptions, run};
use serde_json::{Value, json};

use crate::cli_program::{ended, overheard};
use crate::serve_client::{Event, Served, minimal, named};

/// What the command prints as JSON, run where the server's scenarios lie under the same path.
fn printed(served: &Served, arguments: &[&str]) -> Value {
    let command = ended(overheard(served.dir.path()).args(arguments).args(["--format", "json", "--quiet"]));
    assert_eq!(command.code, Some(0), "{}", command.stderr);
    serde_json::from_str(&command.stdout).unwrap()
}

/// The last answer of a stream, which must have ended well.
fn last<'a>(events: &'a [Event], name: &str) -> &'a Value {
    assert_eq!(events.last().unwrap().name, "done", "{events:?}");
    let last = *named(events, name).last().unwrap_or_else(|| panic!("{events:?}"));
    assert_eq!(last["final"], true);
    last
}

#[test]
fn scenarios_are_listed_and_described_with_what_can_be_changed_in_them() {
    let served = Served::start();
    let listing = served.get("/api/v1/scenarios").json();
    let ids: Vec<&str> =
        listing["scenarios"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["minimal", "open"]);
    assert_eq!(listing["scenarios"][0]["title"], "Three days in one hotel");
    assert_eq!(listing["folders"][0]["name"], "scenarios");
    let described = served.get("/api/v1/scenarios/open").json();
    let control = |path: &str| {
        let all = described["controls"].as_array().unwrap();
        all.iter().find(|control| control["path"] == path).unwrap_or_else(|| panic!("{path}")).clone()
    };
    let mistake = control("group.delegates.mistake");
    assert_eq!(mistake["section"], "Lapses");
    assert!((mistake["uncertain"]["low"].as_f64().unwrap() - 0.05).abs() < 1e-9);
    for path in ["group.delegates.count", "conversation.talk.rate.delegates", "campaign.scattered.collector.post.count"]
    {
        let control = control(path);
        let number = |key: &str| control[key].as_f64().unwrap();
        assert!(number("min") <= number("central") && number("central") <= number("max"), "{control}");
        assert!(number("step") > 0.0);
    }
    assert_eq!(described["measures"][0]["name"], "briefing");
    assert!(described["question"].as_str().unwrap().starts_with("Ten delegates share a hotel"));
    assert_eq!(served.get("/api/v1/scenarios/none").status, 404);
}

#[test]
fn every_control_can_be_set_to_both_its_ends() {
    let served = Served::start();
    for id in ["minimal", "open"] {
        let described = served.get(&format!("/api/v1/scenarios/{id}")).json();
        for control in described["controls"].as_array().unwrap().iter().filter(|control| control["kind"] != "weights") {
            for end in ["min", "max"] {
                let path = control["path"].as_str().unwrap();
                let set = json!({ path: control[end] });
                let checked = served.post("/api/v1/check", &json!({ "scenario": id, "set": set })).json();
                let errors = checked["diagnostics"].as_array().unwrap().iter().filter(|one| one["severity"] == "error");
                assert_eq!(errors.count(), 0, "{path} at its {end}: {checked}");
            }
        }
    }
}

#[test]
fn final_figures_are_those_that_run_prints() {
    let served = Served::start();
    let file = served.file("open.toml").display().to_string();
    let body = json!({ "scenario": "open", "set": { "group.delegates.count": 12, "group.delegates.mistake": { "low": 0.02, "high": 0.3 } },
        "measures": ["briefing"], "seed": 7, "precision": 0.05, "draws": 200 });
    let events = served.stream("/api/v1/odds", None, &body).all();
    let figures = last(&events, "figures");
    let arguments = [
        "run",
        &file,
        "--set",
        "group.delegates.count=12",
        "--set",
        "group.delegates.mistake={ high = 0.3, low = 0.02 }",
        "--measure",
        "briefing",
        "--seed",
        "7",
        "--precision",
        "0.05",
        "--draws",
        "200",
    ];
    assert_eq!(figures["result"], printed(&served, &arguments));
    assert!(named(&events, "figures").len() > 1, "first figures come before");
    assert_eq!(named(&events, "figures")[0]["stage"], "first");
    // The command that is told makes it again.
    let told = named(&events, "command")[0]["command"].as_str().unwrap().to_owned();
    let words = format!("{told} --format json --quiet --force");
    let program = env!("CARGO_BIN_EXE_overheard");
    let again = std::process::Command::new("sh")
        .current_dir(served.dir.path())
        .args(["-c", &words.replacen("overheard", program, 1)])
        .output()
        .unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&again.stdout).unwrap(), figures["result"], "{told}");
}

#[test]
fn without_options_the_figures_are_those_of_a_plain_run() {
    let served = Served::start();
    let file = served.file("minimal.toml").display().to_string();
    let events = served.stream("/api/v1/odds", None, &json!({ "scenario": "minimal" })).all();
    let figures = last(&events, "figures");
    assert_eq!(figures["result"], printed(&served, &["run", &file]));
    assert_eq!(figures["difference"], Value::Null, "nothing is changed");
    let text = ended(overheard(served.dir.path()).args(["run", &file, "--quiet"])).stdout;
    let sentence = figures["sentence"].as_str().unwrap();
    assert_eq!(text.split_whitespace().collect::<Vec<_>>().join(" ").matches(sentence).count(), 1);
    assert!(text.contains(figures["shown"]["odds"].as_str().unwrap()));
}

#[test]
fn a_difference_is_that_of_two_runs_on_the_same_trials_and_narrower_than_of_two_by_themselves() {
    for (text, draws) in
        [(minimal(), None), (minimal().replace("mistake = 0.1 ", "mistake = { low = 0.05, high = 0.2 } "), Some(100))]
    {
        let of = |overrides: &[Override]| -> RunResult {
            let scenario = scenario::from_text("a.toml", &text, overrides).unwrap();
            let options = RunOptions {
                seed: 3,
                draws,
                effort: Effort::Trials(20_000),
                estimator: Estimator::Conditional,
                records: 0,
            };
            run(&scenario, &options, &Unwatched).unwrap()
        };
        let (plain, changed) = (of(&[]), of(&[Override::parse("conversation.talk.recognised=0.45").unwrap()]));
        let found = difference(&changed, &plain).unwrap();
        assert_eq!(found.trials, 20_000);
        let plain_odds = plain.odds.estimate;
        let expected = changed.odds.estimate.mean - plain_odds.mean;
        assert!((found.odds.mean - expected).abs() < 1e-12, "{found:?}, not {expected}");
        let [paired, alone] = [found.odds, plain_odds].map(|odds| odds.interval.unwrap().standard_error);
        assert!(paired < alone, "common numbers fall out: {paired} against {alone}");
        for (less, own, other) in
            [(found.captures, &changed.captures, &plain.captures), (found.harm, &changed.harm, &plain.harm)]
        {
            assert!((less.mean - (own.mean - other.mean)).abs() < 1e-12, "{found:?}");
            let [paired, alone] = [less, *other].map(|estimate| estimate.interval.unwrap().standard_error);
            assert!(paired < alone, "common numbers fall out: {paired} against {alone}");
        }
        let itself = difference(&plain, &plain).unwrap();
        assert_eq!((itself.odds.mean, itself.ratio.unwrap().mean), (0.0, 1.0));
    }
}

#[test]
fn comparisons_and_explanations_end_as_the_commands_do() {
    let served = Served::start();
    let file = served.file("minimal.toml").display().to_string();
    let body = json!({ "scenario": "minimal", "trials": 3000, "combine": 1 });
    let events = served.stream("/api/v1/compare", None, &body).all();
    let rows = last(&events, "rows");
    assert_eq!(rows["result"], printed(&served, &["compare", &file, "--trials", "3000"]));
    assert_eq!(rows["page"]["kind"], "compare");
    assert!(named(&events, "rows").len() > 1);
    let body = json!({ "scenario": "minimal", "trials": 3000, "seen": { "venue": "hotel", "hour": "18-24" } });
    let events = served.stream("/api/v1/explain", None, &body).all();
    let arguments = ["explain", &file, "--trials", "3000", "--given", "venue=hotel", "--given", "hour=18-24"];
    assert_eq!(last(&events, "posterior")["result"], printed(&served, &arguments));
    let facts = served.get("/api/v1/explain/facts/minimal").json();
    let venue = facts["facts"].as_array().unwrap().iter().find(|fact| fact["field"] == "venue").unwrap();
    assert_eq!(venue["values"], json!(["elsewhere", "hotel"]));
}

#[test]
fn what_is_wrong_with_a_question_is_told_where_it_is_wrong() {
    let served = Served::start();
    let text = minimal().replace("recognised = 0.5", "recognised = 5");
    let line = 1 + text[..text.find("recognised = 5").unwrap()].matches('\n').count();
    let body = json!({ "scenario": "minimal", "text": text });
    let checked = served.post("/api/v1/check", &body).json();
    let diagnostic = &checked["diagnostics"][0];
    assert_eq!((diagnostic["line"].as_u64(), diagnostic["own"].as_bool()), (Some(line as u64), Some(true)));
    assert_eq!((diagnostic["column"].as_u64(), diagnostic["end_column"].as_u64()), (Some(14), Some(15)));
    let described = served.post("/api/v1/describe", &body);
    assert_eq!((described.status, described.code()), (422, "invalid".to_owned()));
    let events = served.stream("/api/v1/odds", None, &body).all();
    assert_eq!(named(&events, "diagnostics")[0]["diagnostics"], checked["diagnostics"]);
    let unset =
        served.stream("/api/v1/odds", None, &json!({ "scenario": "minimal", "set": { "group.x.count": 1 } })).all();
    assert!(named(&unset, "diagnostics")[0]["diagnostics"][0]["help"].as_str().unwrap().contains("delegates"));
    let wrong =
        served.stream("/api/v1/explain", None, &json!({ "scenario": "minimal", "seen": { "venue": "moon" } })).all();
    assert!(named(&wrong, "error")[0]["message"].as_str().unwrap().contains("moon"));
    let none = served.post("/api/v1/odds", &json!({}));
    assert!(none.text().contains("what is the question about"), "{}", none.text());
}

#[test]
fn keys_and_names_are_completed_and_explained() {
    let served = Served::start();
    let text = minimal().replace("recognised = 0.5", "reco");
    let line = 1 + text[..text.find("reco\n").unwrap()].matches('\n').count();
    let help = served.post("/api/v1/complete", &json!({ "text": text, "line": line, "column": 5 })).json();
    assert_eq!(help["completions"][0]["label"], "recognised");
    assert_eq!(help["replaces"], 4);
    let first = 1 + text[..text.find("count = 10").unwrap()].matches('\n').count();
    let help = served.post("/api/v1/complete", &json!({ "text": text, "line": first, "column": 2 })).json();
    assert_eq!(help["hover"]["title"], "group.delegates.count");
}

#[test]
fn a_text_is_saved_beside_the_others_and_over_none_without_asking() {
    let served = Served::start();
    let text = minimal().replace("Three days", "Four days");
    let saved = served.post("/api/v1/save", &json!({ "folder": "0", "name": "next year", "text": text }));
    assert_eq!((saved.status, saved.json()["id"].as_str()), (201, Some("next year")));
    assert_eq!(std::fs::read_to_string(served.file("next year.toml")).unwrap(), text);
    assert!(served.get("/api/v1/scenarios").text().contains("Four days in one hotel"));
    assert_eq!(served.get("/api/v1/scenarios/next%20year").json()["title"], "Four days in one hotel");
    let over = json!({ "folder": "0", "name": "minimal.toml", "text": "format = 1" });
    assert_eq!(served.post("/api/v1/save", &over).status, 409);
    assert_eq!(std::fs::read_to_string(served.file("minimal.toml")).unwrap(), minimal());
    let asked = json!({ "folder": "0", "name": "minimal", "text": text, "replace": true });
    assert_eq!(served.post("/api/v1/save", &asked).status, 201);
    assert_eq!(served.get("/api/v1/scenarios/minimal").json()["title"], "Four days in one hotel");
}

#[test]
fn what_is_seen_can_be_taken_along_in_every_form() {
    let served = Served::start();
    let take = |more: Value| {
        let mut body = json!({ "scenario": "minimal", "trials": 3000, "seed": 2 });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        served.post("/api/v1/download", &body)
    };
    let file = served.file("minimal.toml").display().to_string();
    let json = take(json!({ "format": "json" }));
    assert_eq!(json.json(), printed(&served, &["run", &file, "--trials", "3000", "--seed", "2"]));
    assert!(json.head.contains("attachment; filename=\"minimal-run.json\""), "{}", json.head);
    let out = served.dir.path().join("output/minimal");
    let wrote = |name: &str| std::fs::read(out.join(name)).unwrap();
    assert!(take(json!({ "format": "csv", "table": "funnel" })).body == wrote("funnel.csv"));
    assert!(take(json!({ "format": "svg", "chart": "funnel" })).body == wrote("charts/funnel.svg"));
    assert!(take(json!({ "format": "png", "chart": "venue_hour" })).body == wrote("charts/venue_hour.png"));
    let html = take(json!({ "format": "html", "theme": "dark" }));
    assert!(html.text().starts_with("<!doctype html>") && html.text().contains("data-theme=\"dark\""));
    assert!(html.head.contains("sandbox"), "it is no page of this server");
    for command in ["compare", "explain"] {
        let csv = take(json!({ "format": "csv", "command": command }));
        assert_eq!(csv.status, 200, "{}", csv.text());
        assert_eq!(
            take(json!({ "format": "svg", "command": command })).body.starts_with(b"<svg"),
            command == "compare"
        );
    }
    let missing = take(json!({ "format": "csv", "table": "nothing" }));
    assert!(missing.status == 404 && missing.text().contains("attribution_venue_hour"), "{}", missing.text());
}

#[test]
fn the_description_of_the_json_is_served_and_can_be_read() {
    let served = Served::start();
    assert_eq!(served.get("/api/v1/health").json()["version"], env!("CARGO_PKG_VERSION"));
    let description = served.get("/api/v1/openapi.json").json();
    assert!(description["openapi"].as_str().unwrap().starts_with("3."));
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let answer = served.ask(&method.to_uppercase(), path, &served.bearer(), "");
            assert!(
                !answer.text().contains("there is nothing at this address") && answer.status != 405,
                "{method} {path}"
            );
        }
    }
}
