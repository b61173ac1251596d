//! So many at once, the others in a line. Whoever asks anew while waiting keeps the place: a hand that does not rest on a
//! slider neither loses its turn nor takes that of others.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

/// The longest line; who comes later is turned away.
const LONGEST: usize = 256;

/// Who asks, of what: a newer question of the same kind replaces the older one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asker(pub String);

/// A gate through which so many may go at once.
#[derive(Clone)]
pub struct Gate {
    state: Arc<Mutex<State>>,
}

struct State {
    free: usize,
    waiting: VecDeque<(Asker, oneshot::Sender<Pass>)>,
}

/// The right to go on; another may when it is dropped.
pub struct Pass {
    gate: Gate,
}

/// A place in the line.
pub struct Place {
    /// How many stand before it; absent if it has its turn.
    pub ahead: Option<usize>,
    turn: oneshot::Receiver<Pass>,
}

impl Gate {
    /// A gate for so many at once.
    pub fn new(at_once: usize) -> Self {
        Self { state: Arc::new(Mutex::new(State { free: at_once, waiting: VecDeque::new() })) }
    }

    /// Gets into the line; absent if it is too long.
    pub fn queue(&self, asker: Asker) -> Option<Place> {
        let (sender, turn) = oneshot::channel();
        let mut state = self.lock();
        // Who has gone away does not wait.
        state.waiting.retain(|(_, waiting)| !waiting.is_closed());
        let own = state.waiting.iter().position(|(other, _)| *other == asker);
        let ahead = match own {
            Some(place) => {
                state.waiting[place].1 = sender;
                place
            }
            None if state.waiting.len() >= LONGEST => return None,
            None => {
                state.waiting.push_back((asker, sender));
                state.waiting.len() - 1
            }
        };
        let waits = state.free <= ahead;
        drop(state);
        self.admit();
        Some(Place { ahead: waits.then_some(ahead), turn })
    }

    /// Lets through as many as may.
    fn admit(&self) {
        loop {
            let mut state = self.lock();
            if state.free == 0 {
                return;
            }
            let Some((_, next)) = state.waiting.pop_front() else { return };
            state.free -= 1;
            drop(state);
            // Who has gone away gives the pass back by dropping it, without the lock held.
            let _ = next.send(Pass { gate: self.clone() });
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.gate.lock().free += 1;
        self.gate.admit();
    }
}

impl Place {
    /// Waits for its turn; absent if a newer question has taken the place.
    pub async fn turn(self) -> Option<Pass> {
        self.turn.await.ok()
    }
}

/// Flags of the questions under way, by who asks.
#[derive(Default)]
pub struct Turns {
    flags: Mutex<BTreeMap<Asker, Arc<AtomicBool>>>,
    anonymous: AtomicU64,
}

/// A question under way.
pub struct Turn {
    /// Who asks.
    pub asker: Asker,
    /// Whether a newer question has replaced it.
    replaced: Arc<AtomicBool>,
}

impl Turns {
    /// A question begins: an older one of the same asker ends. Who does not say who asks replaces nobody.
    pub fn begin(&self, page: Option<&str>, what: &str) -> Turn {
        let asker = match page {
            Some(page) => Asker(format!("{page} {what}")),
            None => Asker(format!("{} {what}", self.anonymous.fetch_add(1, Ordering::Relaxed))),
        };
        let replaced = Arc::new(AtomicBool::new(false));
        let mut flags = self.flags.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody but this map holds the flags of what is over.
        flags.retain(|_, flag| Arc::strong_count(flag) > 1);
        if let Some(older) = flags.insert(asker.clone(), Arc::clone(&replaced)) {
            older.store(true, Ordering::Relaxed);
        }
        Turn { asker, replaced }
    }
}

impl Turn {
    /// Whether a newer question has replaced it.
    pub fn is_replaced(&self) -> bool {
        self.replaced.load(Ordering::Relaxed)
    }
}
