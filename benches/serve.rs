//! How long somebody with a hand on a slider waits, and what twenty of them cost.
//!
//! `cargo bench --bench serve`. Prints, for the Singapore scenario: the time to the first figures of a moved slider, when
//! nobody else asks and while a run to the end goes on; then, with twenty clients that drag sliders without a rest, the
//! time of a light request, of first figures, and the most memory that the process has taken.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

#[allow(dead_code, clippy::unwrap_used, reason = "shared with the tests, which use all of it")]
#[path = "../tests/suite/serve_client.rs"]
mod serve_client;

use serve_client::Served;

const MOVES: usize = 40;
const CLIENTS: usize = 20;
const MOVES_OF_CLIENT: usize = 10;
const LIGHT_REQUESTS: usize = 1000;
/// Between two light requests, so that they are spread over all of the load.
const PAUSE: Duration = Duration::from_millis(20);

fn main() {
    // Cargo passes `--bench`, and `cargo test --benches` nothing: then there is nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let served = Served::of(dir, vec![folder]);
    // The unchanged scenario is run once, as when the page is opened.
    drop(served.stream("/api/v1/odds", Some("a"), &question(None)).all());
    told("first figures, a moved slider", (0..MOVES).map(|step| first(&served, "a", step)).collect());
    let busy = served.stream("/api/v1/odds", Some("b"), &json!({ "scenario": "large-show" }));
    told("first figures, beside a long run", (0..MOVES).map(|step| first(&served, "c", step)).collect());
    drop(busy);
    under_load(&served);
    println!("most memory: {}", most_memory().unwrap_or_else(|| "not known here".to_owned()));
}

/// Twenty clients drag sliders; somebody asks for the list of scenarios again and again.
fn under_load(served: &Served) {
    let over = AtomicBool::new(false);
    let (light, figures) = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let page = format!("client-{client}");
                scope.spawn(move || {
                    (0..MOVES_OF_CLIENT).map(|step| first(served, &page, client + step)).collect::<Vec<Duration>>()
                })
            })
            .collect();
        let light = scope.spawn(|| {
            let mut times = Vec::new();
            while times.len() < LIGHT_REQUESTS && !over.load(Ordering::Relaxed) {
                let asked = Instant::now();
                assert_eq!(served.get("/api/v1/scenarios").status, 200);
                times.push(asked.elapsed());
                std::thread::sleep(PAUSE);
            }
            times
        });
        let figures: Vec<Duration> =
            clients.into_iter().flat_map(|client| client.join().expect("a client answers")).collect();
        over.store(true, Ordering::Relaxed);
        (light.join().expect("it is answered"), figures)
    });
    told("a light request, under 20 clients", light);
    told("first figures, under 20 clients", figures);
}

fn question(step: Option<usize>) -> Value {
    let set = step.map_or(json!({}), |step| json!({ "group.senior-officers.workaround": 0.01 + 0.002 * step as f64 }));
    json!({ "scenario": "singapore-airshow-2024", "set": set })
}

/// The time from a question to its first figures; the next question replaces it.
fn first(served: &Served, page: &str, step: usize) -> Duration {
    let asked = Instant::now();
    let mut events = served.stream("/api/v1/odds", Some(page), &question(Some(step)));
    assert!(events.any(|event| event.name == "figures"), "figures come");
    asked.elapsed()
}

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!("{what}: median {:.0} ms, 9 of 10 within {:.0} ms ({} of them)", at(0.5), at(0.9), times.len());
}

/// The most memory that the process has taken, where the system tells.
fn most_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
