//! How far the jobs are, until the result is there.

use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::plan::Plan;
use super::queue::{self, Queue};
use super::scripts;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::terminal::{self, Interrupt, Voice};
use crate::report::{safe, shell};

/// Time between two looks: the folder is counted and the queue is asked.
const BETWEEN: Duration = Duration::from_secs(2);
const GLANCE: Duration = Duration::from_millis(100);
/// Looks at an empty queue until the jobs are taken for lost: a job that ends and the next that is submitted by it are
/// some time apart, and shared folders show new files late.
const PATIENCE: u32 = 15;
/// A line is written for this many steps where there is no terminal.
const LINES: u64 = 10;

/// Waits for the result, prints it, and shows the progress on the way.
pub fn watch(plan: &Plan, dir: &Path, interrupt: &Interrupt, voice: Voice) -> Result<Outcome, Failure> {
    let bar = bar(plan, voice);
    let (mut alone, mut told) = (0, 0);
    loop {
        if dir.join(scripts::ANSWER).exists() {
            bar.finish_and_clear();
            return answer(dir, voice);
        }
        let there = plan.there(dir);
        let queue = queue::of(dir);
        show(&bar, there, queue);
        if terminal::is_watched() || there * LINES / plan.shards > told {
            told = there * LINES / plan.shards;
            tell(plan, there, queue, voice);
        }
        alone = if queue.is_some_and(Queue::is_empty) { alone + 1 } else { 0 };
        if alone > PATIENCE {
            bar.finish_and_clear();
            return Err(lost(dir));
        }
        if !wait(interrupt) {
            bar.finish_and_clear();
            terminal::note(voice, &format!("the jobs go on; look again with: {}", again(dir)));
            return Ok(Outcome::Interrupted);
        }
    }
}

fn bar(plan: &Plan, voice: Voice) -> ProgressBar {
    let hidden = voice == Voice::Quiet || !terminal::is_watched();
    let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(Some(plan.shards), target);
    if let Ok(style) = ProgressStyle::with_template("{bar:20} {pos} of {len} parts{wide_msg}") {
        bar.set_style(style.progress_chars("█▓░"));
    }
    bar
}

fn show(bar: &ProgressBar, there: u64, queue: Option<Queue>) {
    bar.set_position(there);
    bar.set_message(queue.map_or_else(String::new, in_words));
}

fn in_words(queue: Queue) -> String {
    format!(", jobs: {} running, {} waiting", queue.running, queue.waiting)
}

/// A line where there is no terminal for a bar.
fn tell(plan: &Plan, there: u64, queue: Option<Queue>, voice: Voice) {
    if !terminal::is_watched() {
        let queue = queue.map_or_else(String::new, in_words);
        terminal::note(voice, &format!("{there} of {} parts{queue}", plan.shards));
    }
}

/// Whether to go on after a while.
fn wait(interrupt: &Interrupt) -> bool {
    let glances = BETWEEN.as_millis() / GLANCE.as_millis();
    (0..glances).all(|_| {
        std::thread::sleep(GLANCE);
        !interrupt.came()
    })
}

fn answer(dir: &Path, voice: Voice) -> Result<Outcome, Failure> {
    let path = dir.join(scripts::ANSWER);
    let answer = std::fs::read(&path).map_err(|error| Failure::Slurm(format!("{}: {error}", safe::path(&path))))?;
    terminal::note(voice, &format!("the result is in {}", safe::path(&dir.join(scripts::RESULT))));
    terminal::print(&answer)?;
    Ok(Outcome::Done)
}

fn lost(dir: &Path) -> Failure {
    let logs = safe::path(&dir.join(scripts::LOGS));
    let again = again(dir);
    Failure::Slurm(format!("the jobs are gone from the queue, and there is no result; {logs} may say why; see {again}"))
}

fn again(dir: &Path) -> String {
    let words = ["overheard", "slurm", "--resume"].map(str::to_owned);
    safe::one_line(&shell::line(words.iter().chain([&dir.to_string_lossy().into_owned()])))
}
