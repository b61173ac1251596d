//! So many at once, the others in a line. Whoever asks anew while waiting keeps the place: a hand that does not rest on a
//! slider neither loses its turn nor takes that of others.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

/// The longest line; who comes later is turned away.
const LONGEST: usize = 256;

/// Who asks, of what: a newer question of the same kind replaces the older one.
type Asker = String;

/// A gate through which so many may go at once.
#[derive(Clone)]
pub struct Gate {
    state: Arc<Mutex<State>>,
}

struct State {
    free: usize,
    waiting: VecDeque<Waiting>,
}

struct Waiting {
    asker: Asker,
    /// Of the question that waits in the place.
    number: u64,
    turn: oneshot::Sender<Pass>,
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

    /// Gets into the line; absent if it is too long. Questions may come here in another order than they were asked in: one
    /// that comes after a newer one of the same asker gets no turn.
    pub fn queue(&self, question: &Turn) -> Option<Place> {
        let (sender, turn) = oneshot::channel();
        let mut state = self.lock();
        // Who has gone away does not wait.
        state.waiting.retain(|waiting| !waiting.turn.is_closed());
        let own = state.waiting.iter().position(|other| other.asker == question.asker);
        let ahead = match own {
            Some(place) if state.waiting[place].number > question.number => return Some(Place { ahead: None, turn }),
            Some(place) => {
                let waiting = &mut state.waiting[place];
                (waiting.number, waiting.turn) = (question.number, sender);
                place
            }
            None if state.waiting.len() >= LONGEST => return None,
            None => {
                let (asker, number) = (question.asker.clone(), question.number);
                state.waiting.push_back(Waiting { asker, number, turn: sender });
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
            let Some(next) = state.waiting.pop_front() else { return };
            state.free -= 1;
            drop(state);
            // Who has gone away gives the pass back by dropping it, without the lock held.
            let _ = next.turn.send(Pass { gate: self.clone() });
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
    asked: AtomicU64,
}

/// A question under way.
pub struct Turn {
    asker: Asker,
    /// A newer question has a greater one.
    number: u64,
    /// Whether a newer question has replaced it.
    replaced: Arc<AtomicBool>,
}

impl Turns {
    /// A question begins: an older one of the same asker ends. Who does not say who asks replaces nobody.
    pub fn begin(&self, page: Option<&str>, what: &str) -> Turn {
        let replaced = Arc::new(AtomicBool::new(false));
        let mut flags = self.flags.lock().unwrap_or_else(PoisonError::into_inner);
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let asker = match page {
            Some(page) => format!("{page} {what}"),
            // No page may be called so.
            None => format!("#{number} {what}"),
        };
        // Nobody but this map holds the flags of what is over.
        flags.retain(|_, flag| Arc::strong_count(flag) > 1);
        if let Some(older) = flags.insert(asker.clone(), Arc::clone(&replaced)) {
            older.store(true, Ordering::Relaxed);
        }
        Turn { asker, number, replaced }
    }
}

impl Turn {
    /// Whether a newer question has replaced it.
    pub fn is_replaced(&self) -> bool {
        self.replaced.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who has no turn yet hears of none; who never gets one finds the channel closed.
    fn turn_of(place: &mut Place) -> Result<Pass, oneshot::error::TryRecvError> {
        place.turn.try_recv()
    }

    #[test]
    fn a_question_that_comes_late_does_not_take_the_place_of_a_newer_one() {
        let (gate, turns) = (Gate::new(1), Turns::default());
        let mut before = gate.queue(&turns.begin(Some("other"), "odds")).unwrap();
        let under_way = turn_of(&mut before).ok().unwrap();
        let (older, newer) = (turns.begin(Some("page"), "odds"), turns.begin(Some("page"), "odds"));
        let mut newer_place = gate.queue(&newer).unwrap();
        let mut older_place = gate.queue(&older).unwrap();
        assert!(older.is_replaced() && !newer.is_replaced());
        assert!(matches!(turn_of(&mut older_place), Err(oneshot::error::TryRecvError::Closed)));
        drop(under_way);
        assert!(turn_of(&mut newer_place).is_ok());
    }

    #[test]
    fn a_newer_question_takes_the_place_of_an_older_one() {
        let (gate, turns) = (Gate::new(1), Turns::default());
        let mut before = gate.queue(&turns.begin(None, "odds")).unwrap();
        let under_way = turn_of(&mut before).ok().unwrap();
        let mut older_place = gate.queue(&turns.begin(Some("page"), "odds")).unwrap();
        let mut last = gate.queue(&turns.begin(Some("last"), "odds")).unwrap();
        let mut newer_place = gate.queue(&turns.begin(Some("page"), "odds")).unwrap();
        assert!(matches!(turn_of(&mut older_place), Err(oneshot::error::TryRecvError::Closed)));
        drop(under_way);
        let first = turn_of(&mut newer_place).ok().unwrap();
        assert!(turn_of(&mut last).is_err());
        drop(first);
        assert!(turn_of(&mut last).is_ok());
    }
}
