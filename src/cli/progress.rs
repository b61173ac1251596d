//! How far a run is: a bar on standard error, once it takes longer than a moment and if somebody watches.

use std::fmt::Write;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::terminal::{self, Interrupt, Voice};
use crate::engine::{Monitor, Progress, Work};
use crate::report::round;

/// Runs that are over by then show no bar.
const PATIENCE: Duration = Duration::from_secs(1);
/// Fits 80 columns; the odds are cut first where the terminal is narrower.
const TEMPLATE: &str = "{bar:10} {human_pos} of {human_len}, {rate}/s, {eta} left{wide_msg}";

/// Watches a run for the terminal and for Ctrl-C.
pub struct Watch<'a> {
    interrupt: &'a Interrupt,
    bar: ProgressBar,
    started: Instant,
    voice: Voice,
    work: Work<'a>,
}

impl<'a> Watch<'a> {
    /// A bar that is not yet shown.
    pub fn new(interrupt: &'a Interrupt, voice: Voice) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.progress_chars("█▓░").with_key("rate", rate));
        }
        Self { interrupt, bar, started: Instant::now(), voice, work: Work::Whole }
    }

    /// The same, of work that is not all done here, or kept on the way.
    pub fn on(self, work: Work<'a>) -> Self {
        let mut watch = self;
        watch.work = work;
        watch
    }

    /// One with a new bar.
    pub fn anew(&self) -> Self {
        Self::new(self.interrupt, self.voice).on(self.work)
    }

    /// Says something beside the bar, if notes are wanted.
    pub fn note(&self, text: &str) {
        terminal::note(self.voice, text);
    }

    fn is_due(&self) -> bool {
        self.voice == Voice::Talking && self.started.elapsed() > PATIENCE && terminal::is_watched()
    }
}

fn rate(state: &ProgressState, text: &mut dyn Write) {
    let _ = write!(text, "{}", round::significant(state.per_sec(), 2));
}

impl Monitor for Watch<'_> {
    fn progress(&self, progress: &Progress) {
        // Threads tell of their trials in any order; another plan is another part of the run.
        let told = if self.bar.length() == Some(progress.trials_planned) { self.bar.position() } else { 0 };
        self.bar.set_length(progress.trials_planned);
        self.bar.set_position(progress.trials_done.max(told));
        if let Some(odds) = &progress.odds {
            let shown = round::shown(odds, 100.0);
            let interval = shown.interval.map(|(low, high)| format!(" ({low} to {high})")).unwrap_or_default();
            self.bar.set_message(format!(", odds {} %{interval}", shown.mean));
        }
        if self.bar.is_hidden() && self.is_due() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    fn cancelled(&self) -> bool {
        self.interrupt.came()
    }

    fn work(&self) -> Work<'_> {
        self.work
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
