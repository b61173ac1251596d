//! `explain` as a user meets it: what is printed and written, what is refused, and the case that the program was built for.

use std::fs;
use std::path::{Path, PathBuf};

use overheard::engine::Effort;
use overheard::report::charts::{ChartStyle, Size, charts_of_explanation};
use overheard::report::safe;
use overheard::report::text::{explain::explanation as told, layout::Look};
use overheard::scenario;
use overheard::study::explain::explanation::{Explanation, Strength, Verdict};

use crate::cli_program::{Ended, ended, overheard};
use crate::explain::{TEXT, asked, read};

/// A folder with the case solved by hand in it.
fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("hand.toml"), format!("{TEXT}[leak]\nvenue = \"hall\"\nlapsed_legs = 1\n")).unwrap();
    dir
}

fn explain(dir: &Path, arguments: &[&str]) -> Ended {
    ended(overheard(dir).args(["explain", "hand.toml", "--trials", "2000"]).args(arguments))
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn it_prints_and_keeps_what_it_found() {
    let dir = folder();
    let found = explain(dir.path(), &["--given", "kind=plan", "--report"]);
    assert_eq!(found.code, Some(0), "{}", found.stderr);
    for words in ["What is known", "Who captured it", "favours \"broad\"", "a rival would lead", "have prevented it?"] {
        assert!(found.stdout.contains(words), "{words} is not in\n{}", found.stdout);
    }
    assert!(found.stderr.contains("wrote output/hand-explain"), "{}", found.stderr);
    let place = dir.path().join("output/hand-explain");
    for file in [
        "summary.json",
        "summary.txt",
        "hypotheses.csv",
        "evidence.csv",
        "prevention.csv",
        "page.json",
        "report.html",
        "manifest.json",
        "charts/posterior.svg",
        "charts/posterior.png",
        "charts/prevention.svg",
    ] {
        assert!(place.join(file).exists(), "{file}");
    }
    let kept = fs::read_to_string(place.join("summary.txt")).unwrap();
    assert_eq!(kept, found.stdout);
    // Again over it, with another format: the same result.
    let again = explain(dir.path(), &["--given", "kind=plan", "--format", "json", "--quiet"]);
    assert_eq!((again.code, again.stderr.as_str()), (Some(0), ""));
    assert_eq!(fs::read_to_string(place.join("summary.json")).unwrap(), again.stdout);
    let csv = explain(dir.path(), &["--given", "kind=plan", "--format", "csv", "--quiet"]);
    assert_eq!(fs::read_to_string(place.join("hypotheses.csv")).unwrap(), csv.stdout);
}

#[test]
fn the_json_holds_what_the_documents_promise() {
    let dir = folder();
    let found = json(&explain(dir.path(), &["--format", "json"]).stdout);
    assert_eq!(
        (&found["verdict"], &found["leading"], &found["stop"]),
        (&"leads".into(), &"broad".into(), &"trials".into())
    );
    let one = &found["hypotheses"][0];
    for field in [
        "name",
        "sort",
        "focus",
        "captures_per_event",
        "prior",
        "likelihood",
        "posterior",
        "band",
        "favoured_over_all_others_by",
        "leading_favoured_by",
        "strength",
        "overturned_by_prior_times",
        "effective_hits",
        "matched_trials",
        "collectors",
    ] {
        assert!(one.get(field).is_some(), "{field}");
    }
    let sum = |field: &str| -> f64 {
        found["hypotheses"].as_array().unwrap().iter().map(|one| one[field]["mean"].as_f64().unwrap()).sum()
    };
    assert!((sum("prior") - 1.0).abs() < 1e-9 && (sum("posterior") - 1.0).abs() < 1e-9);
    let facts: Vec<(&str, &str)> = found["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fact| (fact["field"].as_str().unwrap(), fact["told"].as_str().unwrap()))
        .collect();
    assert_eq!(facts, [("lapsed_legs", "leak"), ("venue", "leak")]);
    assert_eq!(found["prevention"].as_array().unwrap().len(), 5);
}

#[test]
fn what_is_given_goes_before_what_the_file_says() {
    let dir = folder();
    let facts = |arguments: &[&str]| -> Vec<String> {
        let found = json(&explain(dir.path(), &[arguments, &["--format", "json"]].concat()).stdout);
        let facts = found["evidence"].as_array().unwrap();
        facts
            .iter()
            .map(|fact| format!("{}={}", fact["field"].as_str().unwrap(), fact["value"].as_str().unwrap()))
            .collect()
    };
    assert_eq!(facts(&["--given", "venue=hotel"]), ["lapsed_legs=1", "venue=hotel"]);
    assert_eq!(facts(&["--given", "none", "--given", "hour=21"]), ["hour=21-22"]);
    assert!(facts(&["--given", "none"]).is_empty());
    let nothing = explain(dir.path(), &["--given", "none"]);
    assert!(nothing.stdout.contains("Nothing is known of the leak"), "{}", nothing.stdout);
    // The page says how to make it again.
    let page = fs::read_to_string(dir.path().join("output/hand-explain/page.json")).unwrap();
    assert!(page.contains("overheard explain hand.toml --given none --trials 2000 --seed 1"), "{page}");
}

#[test]
fn what_is_wrong_with_a_fact_is_said_with_what_is_right() {
    let dir = folder();
    for (given, message) in [
        ("venu=hall", "did you mean `venue`?"),
        ("colour=red", "there are: kind, day, hour"),
        ("venue=hal", "did you mean `hall`?"),
        ("venue=", "there are: hall, hotel"),
        ("venue=lodging", "no venue is called"),
        ("channel=phon", "did you mean `phone`?"),
        ("group=envoy", "did you mean `envoys`?"),
        ("kind=plans", "did you mean `plan`?"),
        ("cause=slip", "there are: mistake, workaround, forced, none"),
        ("hour=evening", "such as \"08-18\""),
        ("hour=24", "such as \"08-18\""),
        ("day=3", "the event has the days 1 to 2"),
        ("participants=few", "a whole number such as 4, or a range such as 3-5"),
        ("lapsed_legs=2-1", "a range such as 3-5"),
        ("hotel", "FIELD=VALUE is wanted"),
        ("\u{1b}[31mvenue=hall", "\\u{1b}"),
    ] {
        let refused = explain(dir.path(), &["--given", given]);
        assert_eq!(refused.code, Some(2), "{given}: {}", refused.stderr);
        assert!(refused.stderr.contains(message) && !refused.stderr.contains('\u{1b}'), "{given}: {}", refused.stderr);
        assert_eq!(refused.stdout, "");
    }
    let twice = explain(dir.path(), &["--given", "venue=hall", "--given", "venue=hotel"]);
    assert!(twice.stderr.contains("given twice, as \"hall\" and as \"hotel\""), "{}", twice.stderr);
    let analog = explain(dir.path(), &["--estimator", "analog"]);
    assert_eq!(analog.code, Some(2));
    assert!(!dir.path().join("output").exists(), "nothing is written");
}

#[test]
fn a_leak_in_the_file_is_checked_like_the_rest_of_it() {
    let dir = folder();
    for (wrong, message) in [
        ("day = 3", "leak.day: the event has the days 1 to 2"),
        ("participants = \"4-2\"", "a range such as 3-5"),
        ("participants = -1", "is not a whole number"),
        ("participants = { low = 1, high = 2 }", "a whole number such as 4"),
        ("cause = \"slip\"", "\"slip\" is not \"mistake\" or"),
        ("channel = \"phon\"", "did you mean `phone`?"),
    ] {
        fs::write(dir.path().join("hand.toml"), format!("{TEXT}[leak]\n{wrong}\n")).unwrap();
        let refused = explain(dir.path(), &[]);
        assert_eq!(refused.code, Some(2), "{wrong}: {}", refused.stderr);
        assert!(refused.stderr.contains(message), "{wrong}: {}", refused.stderr);
    }
}

/// Every line of the text of each verdict fits, and none of them says a number that is not there.
#[test]
fn every_verdict_is_told_in_words_and_in_80_columns() {
    let even = TEXT.replace("prior = 0.5", "prior = 11.5");
    let alone = TEXT.split("[pathway").next().unwrap().to_owned();
    let nobody = TEXT.split("[campaign").next().unwrap().to_owned();
    let given = &["venue=hall", "lapsed_legs=1", "kind=plan"][..];
    for (text, given, trials, words) in [
        (TEXT, given, 2_000, "the leak was most likely a chance hit of the campaign \"broad\""),
        (&even, given, 400, "does not tell the campaign \"broad\" from the pathway \"insider\""),
        (TEXT, &["participants=3"], 500, "What is in the way is participants=3, which no capture whatever fits"),
        (TEXT, &["lapsed_legs=0", "cause=mistake"], 500, "What is in the way is"),
        (TEXT, &["venue=hall", "lapsed_legs=1", "hour=03-04"], 60, "Too few simulated captures"),
        (&alone, given, 500, "Only the campaign \"broad\" captures anything"),
        (&nobody, given, 500, "Nobody in this scenario captures anything"),
        (TEXT, &[], 500, "Nothing is known of the leak"),
    ] {
        let found = asked(&read(text), given, 1, Effort::Trials(trials));
        let text = told(&found, Look::Plain);
        assert!(text.replace('\n', " ").replace("  ", " ").contains(words), "{words}: not in\n{text}");
        for line in text.lines() {
            assert!(safe::width(line) <= 80 && !line.split(' ').any(|word| ["NaN", "inf"].contains(&word)), "{line}");
        }
    }
}

#[test]
fn names_from_the_file_do_nothing_anywhere() {
    let hostile = TEXT
        .replace("pathway.insider.captures", "pathway.platform.captures")
        .replace("broad", "\"<script>alert(1)</script>\\u001b[31m\\u202e=1+1\"")
        .replace("pathway.insider", &format!("pathway.\"{}\"", "=x😀".repeat(100)))
        .replace("measure.careful", "measure.\"-<b>&\"");
    let found = asked(&read(&hostile), &["venue=hall", "lapsed_legs=1"], 1, Effort::Trials(2_000));
    let text = told(&found, Look::Plain);
    assert!(text.lines().all(|line| safe::width(line) <= 80), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{202e}']));
    let looks = overheard::report::files::Looks { report: overheard::report::files::Wanted::Yes, ..Default::default() };
    let files = overheard::report::files::of_explanation(&found, &looks).unwrap();
    for file in files.iter().filter(|file| !file.name.ends_with(".png")) {
        let text = String::from_utf8(file.bytes.clone()).unwrap();
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{}", file.name);
        if file.name.ends_with(".svg") || file.name.ends_with(".html") {
            assert!(!text.contains("<script>alert") && !text.contains("<b>&"), "{}", file.name);
        }
    }
}

#[test]
fn charts_are_drawn_at_every_size_and_only_where_something_fits() {
    let names = |found: &Explanation, style: &ChartStyle| -> Vec<&str> {
        charts_of_explanation(found, style).iter().map(|chart| chart.name).collect()
    };
    let found = asked(&read(TEXT), &["venue=hall", "lapsed_legs=1"], 1, Effort::Trials(2_000));
    for (width, height) in [(320, 320), (960, 600), (4000, 2000)] {
        let style = ChartStyle { size: Size::new(width, height).unwrap(), ..ChartStyle::default() };
        assert_eq!(names(&found, &style), ["posterior", "prevention"]);
    }
    let style = ChartStyle::default();
    assert!(charts_of_explanation(&found, &style)[0].title.contains("\"broad\" explains"));
    assert!(names(&asked(&read(TEXT), &["participants=3"], 1, Effort::Trials(500)), &style).is_empty());
    let few = asked(&read(TEXT), &["venue=hall", "lapsed_legs=1", "hour=03-04"], 1, Effort::Trials(60));
    assert_eq!(names(&few, &style), ["posterior"]);
    assert!(charts_of_explanation(&few, &style)[0].title.contains("Too little fits"));
}

/// The number before a word in a text of one line.
fn number_before(text: &str, word: &str) -> f64 {
    let before = text.split(word).next().unwrap().split_whitespace().last().unwrap();
    before.parse().unwrap_or_else(|_| panic!("{before} before {word}"))
}

/// The Singapore case with what was published: one lapsed leg, the hotel, the evening. The README says by what factors that
/// favours the scattered campaign; 40,000 trials put each within a tenth of itself.
#[test]
fn the_published_facts_favour_the_scattered_campaign_as_the_readme_says() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let scenario = scenario::load(&root.join("scenarios/singapore-airshow-2024.toml"), &[]).unwrap();
    let found = asked(&scenario, &[], 7, Effort::Trials(40_000));
    let facts: Vec<&str> = found.known.iter().map(|known| known.field).collect();
    assert_eq!(facts, ["kind", "hour", "lapsed_legs", "venue"]);
    assert_eq!(found.verdict, Verdict::Leads);
    let leader = found.leader().unwrap();
    assert_eq!(leader.name, "scattered");
    let readme = fs::read_to_string(root.join("README.md")).unwrap().replace('\n', " ");
    let factor = leader.favoured_by.unwrap();
    let stated = number_before(&readme, "over all its rivals together");
    assert!((stated / factor.mean - 1.0).abs() < 0.1, "README.md says {stated}, found {factor:?}");
    assert_eq!(Strength::of(factor.interval.unwrap().low), Strength::Positive);
    for rival in &found.hypotheses[1..] {
        let favoured = rival.leader_favoured_by.unwrap();
        let stated = number_before(&readme, &format!("over `{}`", rival.name));
        assert!((stated / favoured.mean - 1.0).abs() < 0.1, "README.md says {stated}, found {favoured:?}");
        assert!(favoured.interval.unwrap().low > 3.0, "{}: {favoured:?}", rival.name);
    }
    // What was published of the line matters most: the hour, which was not published, hardly.
    let without = |field: &str| {
        let known = found.known.iter().find(|known| known.field == field).unwrap();
        known.leader_without.unwrap().mean / leader.posterior.unwrap().mean
    };
    assert!(without("lapsed_legs") < 0.4 && (without("hour") - 1.0).abs() < 0.1);
    // A band, since its numbers are ranges; the leader's lead does not hold in all of it.
    let band = leader.band.unwrap();
    assert!(band.low < leader.posterior.unwrap().mean && leader.posterior.unwrap().mean < band.high, "{band:?}");
}
