//! Answers that come bit by bit: events of a server (`text/event-stream`), and how a run learns that nobody listens.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use futures_core::Stream;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::error::{Refusal, Wrong, of_type};
use super::gate::Turn;
use super::state::App;
use crate::engine::{Monitor, Progress};
use crate::report::safe;

/// Events under way to one client.
const ROOM: usize = 64;
/// Those that must arrive find this much room beside those that need not.
const RESERVED: usize = 24;
/// How long one question may take in all.
pub const TIME_LIMIT: Duration = Duration::from_secs(600);
/// How often it is told how far a run is.
const PROGRESS_EVERY: u64 = 250;

/// Where events go.
pub struct Events {
    sender: Sender<String>,
    turn: Turn,
    app: Arc<App>,
    started: Instant,
    told: AtomicU64,
}

/// Why a run ends before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The client has gone away, asks something else, or the server closes.
    Unwanted,
    /// It took too long.
    TooLong,
}

impl Events {
    /// A stream of events, and the answer that carries it.
    pub fn open(app: &Arc<App>, turn: Turn) -> (Self, Response<Body>) {
        let (sender, receiver) = mpsc::channel(ROOM);
        let mut answer = of_type(StatusCode::OK, "text/event-stream", Body::from_stream(Lines(receiver)));
        answer
            .headers_mut()
            .insert(header::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
        let events = Self { sender, turn, app: Arc::clone(app), started: Instant::now(), told: AtomicU64::new(0) };
        (events, answer)
    }

    /// The app.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Who asks.
    pub fn turn(&self) -> &Turn {
        &self.turn
    }

    /// Sends an event that must arrive. There are few of them in a stream; a client that reads none of them loses them.
    pub fn send(&self, event: &str, data: &impl Serialize) {
        if let Ok(data) = serde_json::to_string(data) {
            self.send_text(event, &safe::json(&data));
        }
    }

    /// Sends an event whose data are JSON already, on one line or several.
    pub fn send_text(&self, event: &str, data: &str) {
        // Texts of JSON hold no line ends: what is taken out is layout.
        let line: String = data.lines().map(str::trim_start).collect();
        let _ = self.sender.try_send(format!("event: {event}\ndata: {line}\n\n"));
    }

    /// Whether an event that is soon followed by a better one would get through.
    pub fn has_room(&self) -> bool {
        self.sender.capacity() > RESERVED
    }

    /// Tells of what went wrong midway.
    pub fn fail(&self, refusal: &Refusal) {
        let Wrong { code, message, diagnostics } = refusal.wrong();
        match diagnostics {
            Some(diagnostics) => self.send("diagnostics", &json!({ "diagnostics": diagnostics })),
            None => self.send("error", &json!({ "code": code, "message": message })),
        }
    }

    /// Tells that it is over.
    pub fn close(&self) {
        let nothing = Value::Object(serde_json::Map::new());
        match self.end() {
            Some(End::Unwanted) => self.send("cancelled", &nothing),
            Some(End::TooLong) => {
                let message = format!("it took longer than {} minutes: ask for less", TIME_LIMIT.as_secs() / 60);
                self.fail(&Refusal::new(StatusCode::REQUEST_TIMEOUT, "too_long", message));
                self.send("done", &nothing);
            }
            None => self.send("done", &nothing),
        }
    }

    /// Whether it is to end before it is done, and why.
    pub fn end(&self) -> Option<End> {
        if self.sender.is_closed() || self.turn.is_replaced() || self.app.is_closing() {
            return Some(End::Unwanted);
        }
        (self.started.elapsed() > TIME_LIMIT).then_some(End::TooLong)
    }

    /// Waits until the client has gone away.
    pub async fn gone(&self) {
        self.sender.closed().await;
    }
}

impl Monitor for Events {
    fn progress(&self, progress: &Progress) {
        let now = self.started.elapsed().as_millis() as u64;
        let last = self.told.load(Ordering::Relaxed);
        if now < last + PROGRESS_EVERY || !self.has_room() {
            return;
        }
        // Of several threads that tell at once, one is heard.
        if self.told.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            let Progress { trials_done, trials_planned, .. } = progress;
            self.send("progress", &json!({ "trials_done": trials_done, "trials_planned": trials_planned }));
        }
    }

    fn cancelled(&self) -> bool {
        self.end().is_some()
    }
}

/// The events as the body of an answer.
struct Lines(Receiver<String>);

impl Stream for Lines {
    type Item = Result<String, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|event| event.map(Ok))
    }
}
