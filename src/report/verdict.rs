//! What `verify` found, in words.

use super::recorded::Mismatch;
use super::text::layout;
use super::{round, safe};
use crate::study::result::Block;
use crate::study::verify::Verification;

/// Blocks that are told one by one.
const SHOWN: usize = 5;

/// Whether the result is what the program makes of its scenario, as far as was looked.
pub fn holds(mismatches: &[Mismatch], again: &Verification) -> bool {
    mismatches.is_empty() && again.differing.is_empty() && again.checked > 0
}

/// What was compared and what was found, in at most 80 columns.
pub fn text(mismatches: &[Mismatch], again: &Verification) -> String {
    let mut lines: Vec<String> = mismatches.iter().map(|mismatch| safe::one_line(&mismatch.to_string())).collect();
    lines.extend(again.differing.iter().take(SHOWN).map(|(recorded, now)| difference(recorded, now)));
    if again.differing.len() > SHOWN {
        lines.push(format!("and {} more blocks of trials", round::count((again.differing.len() - SHOWN) as u64)));
    }
    if again.checked == 0 {
        lines.push("no block of trials could be run again: nothing shows where the numbers come from".to_owned());
    }
    lines.push(if holds(mismatches, again) { held(again) } else { failed(again) });
    lines.iter().map(|line| layout::wrap(line, 2) + "\n").collect()
}

fn difference(recorded: &Block, now: &Block) -> String {
    let Block { draw, first_trial, trials, .. } = recorded;
    let place = format!("draw {draw}, {trials} trials from {first_trial}");
    let named = [
        ("odds", recorded.odds, now.odds),
        ("captures", recorded.captures, now.captures),
        ("harm", recorded.harm, now.harm),
    ];
    match named.into_iter().find(|(_, recorded, now)| recorded != now) {
        Some((sum, recorded, now)) => format!("{place}: sum of {sum} was {recorded}, is {now}"),
        None => format!("{place}: digest was {:016x}, is {:016x}", recorded.digest, now.digest),
    }
}

fn held(again: &Verification) -> String {
    format!(
        "holds: all files are as they were written, and {} of {} blocks of trials, run again ({} trials), gave the \
         same to the last bit",
        round::count(again.checked as u64),
        round::count(again.blocks as u64),
        round::count(again.trials)
    )
}

fn failed(again: &Verification) -> String {
    format!(
        "does NOT hold: this is not what this version makes of the scenario ({} of {} blocks of trials run again, {} \
         differ)",
        round::count(again.checked as u64),
        round::count(again.blocks as u64),
        round::count(again.differing.len() as u64)
    )
}
