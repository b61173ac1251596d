//! Events at the ends of what can be: odds of 0 and of 1, nobody there, one person, nothing said, nobody listening.
//! Text, JSON and CSV stay sane, and the sentence is right.

use std::fs;

use serde_json::Value;

use crate::cli_program::{ended, overheard};

/// Ten people, 15 talks, one leg in 50 on the open line; a collector that misses nothing.
const TALKS: &str = r#"
format = 1
event = { name = "Talks", days = 3 }
channel.app = { readable = 0, approved = true }
channel.phone = { readable = 1 }
venue.hall = { offers = ["app", "phone"] }
group.envoys = { count = 10, mistake = 0.02, whereabouts."00-24" = { hall = 1 } }
[conversation.talk]
rate = { envoys = 0.5 }
joined_by = { envoys = 0 }
duration_minutes = 20
approved = { app = 1 }
fallback = { phone = 1 }
recognised = 0.4
harm = 1
"#;
const LISTENERS: &str = r#"
[campaign.broad.collector.post]
count = 1
pickup_per_hour = { phone = 1e12 }
"#;

/// What the program prints of it, and the object of its JSON.
fn run(text: &str, changes: &[&str], arguments: &[&str]) -> (String, Value) {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.toml"), text).unwrap();
    let mut command = overheard(dir.path());
    command.args(["run", "a.toml", "--quiet"]).args(arguments);
    changes.iter().for_each(|change| _ = command.args(["--set", change]));
    let run = ended(&mut command);
    assert_eq!(run.code, Some(0), "{changes:?}: {}", run.stderr);
    let out = dir.path().join("output/a");
    for entry in fs::read_dir(&out).unwrap() {
        let path = entry.unwrap().path();
        // Pictures are no text.
        if path.is_dir() {
            continue;
        }
        let told = fs::read_to_string(&path).unwrap();
        let odd = |word: &str| matches!(word, "NaN" | "nan" | "inf" | "-inf" | "infinity" | "-0" | "-0.0");
        let found = told.split(|c: char| c.is_whitespace() || ",:\"()".contains(c)).find(|word| odd(word));
        assert_eq!(found, None, "{changes:?} {}: {told}", path.display());
        assert!(!told.contains("1 in 0") && !told.contains("below 0)"), "{changes:?} {}: {told}", path.display());
    }
    let json = serde_json::from_slice(&fs::read(out.join("summary.json")).unwrap()).unwrap();
    (run.stdout.replace('\n', " "), json)
}

fn with_listeners() -> String {
    format!("{TALKS}{LISTENERS}")
}

#[test]
fn where_nothing_can_be_captured_the_odds_are_0_and_no_bound() {
    let nobody_listens = TALKS.to_owned();
    let no_collector = format!("{TALKS}\n[campaign.broad]\nfocus = 0\n");
    let town = "[venue.town]\noffers = [\"phone\"]\n";
    let posts_elsewhere = format!("{}places = {{ town = 1 }}\n{town}", with_listeners());
    let cases: [(&str, String, &[&str]); 10] = [
        ("posts where nobody is", posts_elsewhere, &[]),
        ("no campaign", nobody_listens, &[]),
        ("an empty campaign", no_collector, &[]),
        ("no posts", with_listeners(), &["campaign.broad.collector.post.count=0"]),
        ("posts never on duty", with_listeners(), &["campaign.broad.collector.post.duty=0"]),
        ("no slips", with_listeners(), &["group.envoys.mistake=0"]),
        ("nothing said", with_listeners(), &["conversation.talk.rate.envoys=0"]),
        ("nobody there", with_listeners(), &["group.envoys.count=0"]),
        ("nothing readable", with_listeners(), &["channel.phone.readable=0"]),
        (
            "nobody, uncertain slips",
            with_listeners(),
            &["group.envoys.count=0", "group.envoys.mistake={low=0.1,high=0.2}"],
        ),
    ];
    for (what, text, changes) in cases {
        let (told, json) = run(&text, changes, &[]);
        assert!(
            told.contains("No sensitive conversation can be captured by chance in such an event."),
            "{what}: {told}"
        );
        assert!(told.contains("no capture is possible"), "{what}: {told}");
        for part in ["odds", "captures", "harm"] {
            assert_eq!((&json[part]["mean"], &json[part]["high"]), (&0.0.into(), &0.0.into()), "{what} {part}");
        }
        assert_eq!(json["stop"], "impossible", "{what}");
        assert_eq!(json["weak_link_share"], Value::Null, "{what}");
        assert_eq!(json["harm_exceedance"].as_array().map(Vec::len), Some(0), "{what}");
        assert_eq!(json["attribution"]["venue"], serde_json::json!({}), "{what}");
        let survival = json["first_capture"].as_array().unwrap();
        assert!(survival.iter().all(|point| point["survival"] == 1.0), "{what}");
    }
}

#[test]
fn where_nothing_was_seen_the_odds_have_a_bound() {
    let (told, json) =
        run(&with_listeners(), &["group.envoys.mistake=1e-9"], &["--trials", "1000", "--estimator", "analog"]);
    assert!(told.contains("the odds are below 3 in 1,000 at 95 %, chance alone"), "{told}");
    assert!((json["odds"]["high"].as_f64().unwrap() - (1.0 - 0.05f64.powf(0.001))).abs() < 1e-9);
    let (told, json) =
        run(&with_listeners(), &["group.envoys.mistake=1e-9"], &["--trials", "1", "--estimator", "analog"]);
    assert!(told.contains("the odds are below 95 in 100"), "{told}");
    assert!(told.contains("after the one trial asked for"), "{told}");
    assert_eq!(json["odds"]["mean"], 0.0);
}

#[test]
fn odds_of_1_are_told_as_such_and_those_that_were_only_seen_as_a_bound() {
    let sure = ["group.envoys.mistake=1", "conversation.talk.recognised=1", "conversation.talk.rate.envoys=20"];
    let (told, json) = run(&with_listeners(), &sure, &["--max-trials", "4000"]);
    assert!(told.contains("In all such events at least one") || told.contains("In all of the simulated"), "{told}");
    assert_eq!(json["odds"]["mean"], 1.0);
    assert_eq!(json["weak_link_share"], 1.0);
    let (told, json) = run(&with_listeners(), &sure, &["--trials", "200", "--estimator", "analog"]);
    assert!(told.contains("In all of the simulated events"), "{told}");
    assert!(told.contains("the odds are above all but 1.5 in 100 at 95 %, chance alone"), "{told}");
    assert!((json["odds"]["low"].as_f64().unwrap() - 0.05f64.powf(1.0 / 200.0)).abs() < 1e-9);
    assert_eq!(json["odds"]["high"], 1.0);
}

#[test]
fn a_single_person_talks_alone_even_if_others_were_to_join() {
    let alone = ["group.envoys.count=1", "conversation.talk.joined_by.envoys=5", "conversation.talk.rate.envoys=2"];
    let (told, json) = run(&with_listeners(), &alone, &["--trials", "4000"]);
    assert!(told.contains("1.0 per conversation"), "{told}");
    assert_eq!(json["funnel"]["legs"], json["funnel"]["conversations"]);
    assert_eq!(json["weak_link_share"], 1.0);
}
