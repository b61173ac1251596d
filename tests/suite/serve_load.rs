//! Many who ask at once: each gets its own answer, the newest question counts, and who has gone away costs nothing.

use serde_json::{Value, json};

use overheard::engine::Unwatched;
use overheard::scenario::{self, Override};
use overheard::study::result::{Effort, Estimator};
use overheard::study::run::{RunOptions, run};

use crate::serve_client::{Event, Served, named};

const CLIENTS: usize = 20;
const MOVES: usize = 4;

/// What a question about `minimal.toml` asks: a slider at one of its places.
fn question(client: usize, step: usize) -> (String, Value) {
    let mistake = format!("0.{:02}", 1 + client * MOVES + step);
    let number: Value = serde_json::from_str(&mistake).unwrap();
    (
        format!("group.delegates.mistake={number}"),
        json!({ "scenario": "minimal", "trials": 4000, "set": { "group.delegates.mistake": number } }),
    )
}

/// The figures of such a question must be nobody else's.
fn belongs(events: &[Event], change: &str) {
    for figures in named(events, "figures") {
        assert_eq!(figures["result"]["provenance"]["set"], json!([change]));
    }
}

/// A number as it is read back from JSON: the reader is off by a last bit now and then.
fn as_read(number: f64) -> Value {
    serde_json::from_str(&serde_json::to_string(&number).unwrap()).unwrap()
}

/// One client drags a slider: it asks again and again without waiting, and hears out all that it has asked.
fn drag(served: &Served, client: usize) -> Vec<(String, Vec<Event>)> {
    let page = format!("page-{client}");
    let asked: Vec<_> = (0..MOVES)
        .map(|step| {
            let (change, body) = question(client, step);
            (change, served.stream("/api/v1/odds", Some(&page), &body))
        })
        .collect();
    asked.into_iter().map(|(change, events)| (change, events.all())).collect()
}

#[test]
fn under_twenty_clients_that_drag_sliders_nothing_is_lost_or_mixed_up() {
    let served = Served::start();
    let file = served.file("minimal.toml").display().to_string();
    let text = crate::serve_client::minimal();
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                scope.spawn({
                    let served = &served;
                    move || drag(served, client)
                })
            })
            .collect();
        for client in clients {
            let answers = client.join().unwrap();
            for (change, events) in &answers {
                belongs(events, change);
                assert!(matches!(events.last().unwrap().name.as_str(), "done" | "cancelled"), "{events:?}");
            }
            // The last question is answered to the end, as a run of its own would.
            let (change, events) = answers.last().unwrap();
            assert_eq!(events.last().unwrap().name, "done");
            let figures = *named(events, "figures").last().unwrap();
            let scenario = scenario::from_text(&file, &text, &[Override::parse(change).unwrap()]).unwrap();
            let options = RunOptions {
                seed: 1,
                draws: None,
                effort: Effort::Trials(4000),
                estimator: Estimator::Conditional,
                records: 0,
            };
            let own = run(&scenario, &options, &Unwatched).unwrap();
            assert_eq!(figures["final"], true);
            assert_eq!(figures["result"]["odds"]["mean"], as_read(own.odds.estimate.mean));
            assert_eq!(figures["result"]["harm"]["mean"], as_read(own.harm.mean));
        }
    });
    assert_eq!(served.get("/api/v1/health").status, 200);
}

/// A question that would take an hour.
fn endless() -> Value {
    json!({ "scenario": "open", "max_trials": 10_000_000, "precision": 1e-4, "draws": 10_000 })
}

#[test]
fn a_newer_question_of_the_same_page_ends_the_older_one() {
    let served = Served::start();
    let mut older = served.stream("/api/v1/odds", Some("a"), &endless());
    assert!(older.any(|event| event.name == "figures"));
    let other = served.stream("/api/v1/odds", Some("b"), &json!({ "scenario": "minimal", "trials": 2000 })).all();
    assert_eq!(other.last().unwrap().name, "done", "another page is in nobody's way");
    let newer = served.stream("/api/v1/odds", Some("a"), &json!({ "scenario": "minimal", "trials": 2000 })).all();
    assert_eq!(newer.last().unwrap().name, "done");
    assert_eq!(older.last().unwrap().name, "cancelled");
}

#[test]
fn who_has_gone_away_costs_nothing() {
    let served = Served::start();
    // Were they not cancelled, they would hold every place there is for hours.
    for _ in 0..6 {
        let mut stream = served.stream("/api/v1/odds", None, &endless());
        assert!(stream.any(|event| event.name == "command"));
        drop(stream);
    }
    let last = served.stream("/api/v1/odds", None, &json!({ "scenario": "minimal", "trials": 2000 })).all();
    assert_eq!(last.last().unwrap().name, "done");
}

#[test]
fn a_server_that_stops_ends_what_is_under_way() {
    let served = Served::start();
    let mut stream = served.stream("/api/v1/odds", None, &endless());
    assert!(stream.any(|event| event.name == "figures"));
    drop(served);
    assert!(stream.last().is_none_or(|event| event.name != "done"));
}
