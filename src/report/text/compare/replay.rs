//! Who would have been saved by what.

use super::NAME_COLUMNS;
use crate::report::text::layout::{self, Look, Side};
use crate::report::{round, safe};
use crate::study::comparison::{CompareResult, Replay, Replayed};
use crate::study::result::Story;

/// Measures in the matrix.
const SHOWN: usize = 10;
/// Single stories told.
const STORIES: usize = 4;
/// Measures named in a story on each side.
const NAMED: usize = 3;
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MINUTES_PER_HOUR: f64 = 60.0;

/// The matrix of measures, and some stories; empty where no capture was replayed.
pub fn section(result: &CompareResult, look: Look) -> String {
    let replay = &result.replay;
    if replay.captures == 0 || replay.measures.is_empty() {
        return String::new();
    }
    let order = by_share(replay);
    let heading = format!("Who would have been saved by what: {} captures of the baseline replayed", replay.captures);
    let stories: String = stories(result)
        .into_iter()
        .map(|replayed| layout::wrap(&format!("- {}", told(result, replayed)), 2) + "\n")
        .collect();
    format!("{}\n{}{}\n{stories}", look.heading(&heading), matrix(replay, &order), look.faint(&note(replay, &order)))
}

/// Measures, the one that prevents most first.
fn by_share(replay: &Replay) -> Vec<usize> {
    let mut order: Vec<usize> = (0..replay.measures.len()).collect();
    order.sort_by(|&a, &b| replay.both[b][b].cmp(&replay.both[a][a]).then(a.cmp(&b)));
    order
}

fn matrix(replay: &Replay, order: &[usize]) -> String {
    let shown = &order[..order.len().min(SHOWN)];
    let columns = &shown[..shown.len().min(overlaps(replay, shown))];
    let percent = |count: usize| format!("{:.0}", 100.0 * count as f64 / replay.captures as f64);
    let mut head = vec![String::new(), String::new(), "prevents".to_owned(), "95 %".to_owned()];
    head.extend((1..=columns.len()).map(|number| number.to_string()));
    let mut rows = vec![head];
    for (number, &measure) in (1..).zip(shown) {
        let interval = replay.prevented[measure].and_then(|share| share.interval);
        let interval = interval
            .map(|interval| format!("{:.0} to {:.0}", 100.0 * interval.low, 100.0 * interval.high))
            .unwrap_or_default();
        let own = format!("{} %", percent(replay.both[measure][measure]));
        let mut row = vec![number.to_string(), safe::fit(&replay.measures[measure], NAME_COLUMNS - 10), own, interval];
        row.extend(
            columns
                .iter()
                .map(|&other| if other == measure { "·".to_owned() } else { percent(replay.both[measure][other]) }),
        );
        rows.push(row);
    }
    let mut sides = vec![Side::Right, Side::Left, Side::Right, Side::Right];
    sides.extend(std::iter::repeat_n(Side::Right, columns.len()));
    layout::columns(&rows, &sides, 0)
}

/// How many columns of overlaps have room.
fn overlaps(replay: &Replay, shown: &[usize]) -> usize {
    let names = shown.iter().map(|&measure| safe::width(&replay.measures[measure])).max().unwrap_or(0);
    let used = "10  ".len() + names.min(NAME_COLUMNS - 10) + "  prevents  100 to 100".len();
    let every = shown.iter().any(|&measure| replay.both[measure][measure] == replay.captures);
    layout::COLUMNS.saturating_sub(used) / if every { "  100" } else { "  99" }.len()
}

fn note(replay: &Replay, order: &[usize]) -> String {
    let none = format!("{:.0}", 100.0 * replay.by_none as f64 / replay.captures as f64);
    let both = if order.len() > 1 { "at the right: % that each of the two would have prevented; " } else { "" };
    let more = order.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!("; {more} more measures: replay.csv") } else { String::new() };
    layout::wrap(&format!("none alone would have prevented {none} %; {both}every capture: stories.csv{more}"), 0)
}

/// One capture of each of the commonest ways (venue, channel, cause), and one that nothing would have prevented.
fn stories(result: &CompareResult) -> Vec<&Replayed> {
    let all = &result.replay.stories;
    let way = |replayed: &Replayed| {
        let Story { venue, channel, cause, .. } = &replayed.story;
        (venue.clone(), channel.clone(), cause.clone())
    };
    let mut ways: Vec<(usize, &Replayed)> = Vec::new();
    for replayed in all {
        match ways.iter_mut().find(|(_, first)| way(first) == way(replayed)) {
            Some((count, _)) => *count += 1,
            None => ways.push((1, replayed)),
        }
    }
    // A stable sort: among equals the earlier trial first.
    ways.sort_by_key(|&(count, _)| std::cmp::Reverse(count));
    let mut told: Vec<&Replayed> = ways.into_iter().take(STORIES).map(|(_, replayed)| replayed).collect();
    let lost = |replayed: &&Replayed| replayed.prevented_by.is_empty();
    let unheard = all.iter().find(lost).filter(|_| told.len() == STORIES && !told.iter().any(lost));
    if let Some(lost) = unheard {
        told.pop();
        told.push(lost);
    }
    told
}

/// "Thursday 22:40, hotel, hotel-wifi, one workaround: secure-room would have prevented it, no-dial-in would not."
fn told(result: &CompareResult, replayed: &Replayed) -> String {
    format!("{}: {}.", happened(result, replayed), verdict(result, replayed))
}

/// "Thursday 22:40, hotel, hotel-wifi, one workaround".
pub fn happened(result: &CompareResult, replayed: &Replayed) -> String {
    let story = &replayed.story;
    let [venue, channel] = [&story.venue, &story.channel].map(|name| safe::fit(name, NAME_COLUMNS));
    format!("{}, {venue}, {channel}, {}", when(result, story), lapses(story))
}

fn when(result: &CompareResult, story: &Story) -> String {
    let minutes = (story.hour * MINUTES_PER_HOUR).floor() as u64;
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let day = match result.baseline.first_weekday {
        Some(first) => {
            WEEKDAYS[(usize::from(first) + story.day.saturating_sub(1) as usize) % WEEKDAYS.len()].to_owned()
        }
        None => format!("Day {}", story.day),
    };
    format!("{day} {hours:02}:{minutes:02}")
}

fn lapses(story: &Story) -> String {
    let number = |count: u32| match count {
        1 => "one".to_owned(),
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        more => more.to_string(),
    };
    match (story.cause.as_str(), story.lapsed_legs) {
        ("none", _) | (_, 0) => "an approved line".to_owned(),
        ("forced", _) => "nothing approved at hand".to_owned(),
        (cause, 1) => format!("one {}", safe::fit(cause, NAME_COLUMNS)),
        (cause, count) => format!("a {} among {} lapsed legs", safe::fit(cause, NAME_COLUMNS), number(count)),
    }
}

fn verdict(result: &CompareResult, replayed: &Replayed) -> String {
    let order = by_share(&result.replay);
    let name = |&measure: &usize| safe::fit(&result.replay.measures[measure], NAME_COLUMNS);
    let saves = |measure: &&usize| replayed.prevented_by.contains(&result.replay.measures[**measure]);
    let saving: Vec<String> = order.iter().filter(saves).map(name).collect();
    let failing: Vec<String> = order.iter().filter(|measure| !saves(measure)).map(name).collect();
    match (saving.is_empty(), failing.is_empty()) {
        (true, _) => "none of the measures would have helped".to_owned(),
        (false, true) => "each of the measures would have prevented it".to_owned(),
        (false, false) => format!("{} would have prevented it, {} would not", some(&saving), some(&failing)),
    }
}

fn some(names: &[String]) -> String {
    match names.len() {
        count if count > NAMED => {
            format!("{} and {} more", names[..NAMED - 1].join(", "), round::count((count - NAMED + 1) as u64))
        }
        _ => crate::report::choice::listed(names),
    }
}
