//! What was found, in one sentence.

use crate::report::{odds, safe};
use crate::study::result::{Attribution, RunResult, Share};

/// Names in a sentence are cut to this width.
const NAME_COLUMNS: usize = 30;
/// Two names that cannot be told apart are both named if they have at least this share.
const WORTH_NAMING: f64 = 0.5;
/// First hour of each part of the day, and its name.
const PARTS_OF_DAY: [(u8, &str); 4] =
    [(0, "at night"), (6, "in the morning"), (12, "in the afternoon"), (18, "in the evening")];
const HOURS_OF_A_PART: u8 = 6;

/// "In about 1 in 24 such events at least one sensitive conversation is captured by chance; most often …".
pub fn of(result: &RunResult) -> String {
    let odds = &result.odds.estimate;
    if let Some(low) = odds::sure_but_for_chance(odds) {
        let bound = odds::lower_bound(low);
        return format!(
            "In all of the simulated events at least one sensitive conversation was captured by chance: the odds are \
             above {bound} at 95 %, chance alone."
        );
    }
    let Some(words) = odds::in_words(odds) else { return of_nothing(result) };
    let about = match words.strip_prefix("all but ") {
        Some(rest) => format!("all but about {rest}"),
        None if words.ends_with("all") => words,
        None => format!("about {words}"),
    };
    let events = format!("In {about} such events at least one sensitive conversation is captured by chance");
    match ways(&result.attribution) {
        ways if ways.is_empty() => format!("{events}."),
        ways => format!("{events}; most often {}.", ways.join(", ")),
    }
}

fn of_nothing(result: &RunResult) -> String {
    let bound = result.odds.estimate.interval.map(|interval| interval.high);
    match bound {
        Some(high) if high > 0.0 => format!(
            "No conversation was captured in any of the simulated events: the odds are below {} at 95 %, chance alone.",
            odds::bound(high)
        ),
        Some(_) => "No sensitive conversation can be captured by chance in such an event.".to_owned(),
        None => {
            "No conversation was captured in any of the simulated events; how far that carries is unknown.".to_owned()
        }
    }
}

/// What most captures have in common, each by itself: cause, channel, venue, part of the day. What cannot be told
/// apart from the next is left out.
fn ways(attribution: &Attribution) -> Vec<String> {
    let named = |preposition: &str, shares: &[Share]| {
        let names: Vec<String> = leaders(shares).iter().map(|share| safe::fit(&share.name, NAME_COLUMNS)).collect();
        (!names.is_empty()).then(|| format!("{preposition} {}", names.join(" or ")))
    };
    let causes: Vec<&str> = leaders(&attribution.cause).iter().map(|share| cause_in_words(&share.name)).collect();
    let cause = (!causes.is_empty()).then(|| causes.join(" or "));
    let (channel, venue) = (named("over", &attribution.channel), named("at", &attribution.venue));
    [cause, channel, venue, part_of_day(&attribution.hour)].into_iter().flatten().collect()
}

fn cause_in_words(cause: &str) -> &'static str {
    match cause {
        "mistake" => "through a mistake",
        "workaround" => "through a workaround",
        "forced" => "because nothing approved was to be had",
        _ => "on an approved line",
    }
}

/// The name with the greatest share, if its interval is clear of the next one's; two names that are not clear of each
/// other but of the third, if they have half of all.
fn leaders(shares: &[Share]) -> Vec<&Share> {
    let mut ordered: Vec<&Share> = shares.iter().collect();
    ordered.sort_by(|a, b| b.share.mean.total_cmp(&a.share.mean));
    let clear = |upper: usize| ordered.get(upper + 1).is_none_or(|next| low(ordered[upper]) > high(next));
    let leading = match ordered.len() {
        0 => 0,
        _ if clear(0) => 1,
        // Two of two would say nothing.
        3.. if clear(1) && ordered[0].share.mean + ordered[1].share.mean >= WORTH_NAMING => 2,
        _ => 0,
    };
    ordered.truncate(leading);
    ordered
}

fn low(share: &Share) -> f64 {
    share.share.interval.map_or(share.share.mean, |interval| interval.low)
}

fn high(share: &Share) -> f64 {
    share.share.interval.map_or(share.share.mean, |interval| interval.high)
}

/// The part of the day with more than half of the captures.
fn part_of_day(hours: &[Share]) -> Option<String> {
    let share_of = |first: u8| -> f64 {
        let covers = |share: &&Share| {
            share.name.parse::<u8>().is_ok_and(|hour| (first..first + HOURS_OF_A_PART).contains(&hour))
        };
        hours.iter().filter(covers).map(|share| share.share.mean).sum()
    };
    PARTS_OF_DAY.iter().find(|(first, _)| share_of(*first) > 0.5).map(|(_, words)| (*words).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Estimate, Interval};

    fn shares(shares: &[(&str, f64, f64)]) -> Vec<Share> {
        let share = |&(name, mean, half): &(&str, f64, f64)| {
            let interval = Some(Interval { standard_error: half / 2.0, low: mean - half, high: mean + half });
            Share { name: name.to_owned(), share: Estimate { mean, interval } }
        };
        shares.iter().map(share).collect()
    }

    #[test]
    fn a_name_leads_only_where_it_is_clear_of_the_next() {
        let leading = |list: &[(&str, f64, f64)]| -> Vec<String> {
            leaders(&shares(list)).iter().map(|share| share.name.clone()).collect()
        };
        assert_eq!(leading(&[("a", 0.6, 0.05), ("b", 0.4, 0.05)]), ["a"]);
        assert_eq!(leading(&[("a", 0.4, 0.05), ("b", 0.38, 0.05), ("c", 0.22, 0.05)]), ["a", "b"]);
        assert!(leading(&[("a", 0.34, 0.05), ("b", 0.33, 0.05), ("c", 0.33, 0.05)]).is_empty());
        assert_eq!(leading(&[("a", 1.0, 0.0)]), ["a"]);
        assert!(leading(&[]).is_empty());
    }

    #[test]
    fn a_part_of_the_day_is_named_where_it_has_more_than_half() {
        assert_eq!(
            part_of_day(&shares(&[("9", 0.4, 0.0), ("19", 0.3, 0.0), ("22", 0.3, 0.0)])).as_deref(),
            Some("in the evening")
        );
        assert_eq!(part_of_day(&shares(&[("3", 0.5, 0.0), ("13", 0.5, 0.0)])), None);
    }
}
