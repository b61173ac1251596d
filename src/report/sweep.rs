//! What a sweep has found, in words: for the summary, the charts and the tables.

use super::{round, safe};
use crate::statistics::{Estimate, Interval, Way};
use crate::study::sweep::result::{Axis, Course, Meeting, Pair, Shape, SweepResult, Verdict};

/// Paths in a sentence are cut to this width, at their beginning: the end says what it is.
const PATH_COLUMNS: usize = 44;
/// Values and names of measures in a sentence are cut to this width.
const NAME_COLUMNS: usize = 30;
/// The scenario with no measure in force.
pub const AS_IT_IS: &str = "no measure";
/// Crossings that a finding tells one by one.
const CROSSINGS_TOLD: usize = 4;
/// Digits of a ratio of odds.
const RATIO_DIGITS: i32 = 2;

/// The shape of a course, as files name it.
pub fn course_word(shape: Shape) -> &'static str {
    match shape {
        Shape::Constant => "constant",
        Shape::Level => "level",
        Shape::Rising => "rising",
        Shape::Falling => "falling",
        Shape::Ridge => "ridge",
        Shape::Unordered => "unordered",
    }
}

/// How two lines lie to each other, as files name it.
pub fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Cross => "cross",
        Verdict::FirstLower => "first_lower",
        Verdict::SecondLower => "second_lower",
        Verdict::Alike => "alike",
    }
}

/// A path, short enough for a sentence: its last two steps, or three where the first of them would say nothing.
pub fn path(axis: &Axis) -> String {
    safe::fit_end(short(&axis.path), PATH_COLUMNS)
}

/// The last steps of a path (untrusted text).
pub fn short(path: &str) -> &str {
    let dots: Vec<(usize, &str)> = path.rmatch_indices('.').take(3).collect();
    let from = |steps: usize| dots.get(steps - 1).map_or(path, |(at, _)| &path[at + 1..]);
    match from(2) {
        // Dots inside of quotes are no steps.
        _ if path.contains(['"', '\'']) => path,
        short if short.starts_with('*') => from(3),
        short => short,
    }
}

/// A value of an axis.
pub fn value(axis: &Axis, position: usize) -> String {
    safe::fit(&axis.values[position].text, NAME_COLUMNS)
}

/// The name of a line.
pub fn line(result: &SweepResult, line: usize) -> String {
    result.lines[line].measure.as_deref().map_or_else(|| AS_IT_IS.to_owned(), |name| safe::fit(name, NAME_COLUMNS))
}

/// The odds at a point, as a percentage with the digits that their error supports.
pub fn percent(odds: &Estimate) -> String {
    format!("{} %", round::shown(odds, 100.0).mean)
}

/// The finding of a sweep, in sentences.
pub fn finding(result: &SweepResult) -> Vec<String> {
    if result.axes.len() > 1 {
        return over_two(result);
    }
    let mut sentences = vec![along_one(result, &result.courses[0])];
    sentences.extend(measures(result));
    sentences
}

/// The finding in one line. With several lines beside each other: how they lie to each other; over two paths: where the
/// ridge goes.
pub fn title(result: &SweepResult) -> String {
    let ridges: Vec<&Course> =
        result.courses.iter().filter(|course| course.line == 0 && course.shape == Shape::Ridge).collect();
    if let ([across, down], [first, .., last]) = (&result.axes[..], &ridges[..]) {
        let at = |course: &Course| (value(across, course.greatest), value(down, course.row.unwrap_or(0)));
        let ((from, low), (to, high)) = (at(first), at(last));
        let (path, rows) = (path(across), path(down));
        return format!(
            "Beyond a ridge more {path} lowers the odds: from {from} on at {rows} {low}, from {to} on at {high}"
        );
    }
    let sentences = finding(result);
    let several = result.axes.len() == 1 && result.lines.len() > 1;
    let told = if several { sentences.get(1) } else { sentences.first() };
    told.map_or_else(String::new, |sentence| sentence.trim_end_matches('.').to_owned())
}

fn along_one(result: &SweepResult, course: &Course) -> String {
    let axis = &result.axes[0];
    let odds = |column: usize| percent(&result.point(column, course.row.unwrap_or(0), course.line).odds.estimate);
    let mean = |column: usize| result.point(column, course.row.unwrap_or(0), course.line).odds.estimate.mean;
    let last = result.columns() - 1;
    let (path, from, to) = (path(axis), value(axis, 0), value(axis, last));
    let ends = format!("As {path} goes from {from} to {to}, the odds");
    match course.shape {
        Shape::Constant => format!("Nothing hangs on {path}: the odds are {} at every value.", odds(0)),
        Shape::Level => format!(
            "{ends} stay between {} and {}, and neither end can be told from the greatest.",
            odds(least(result, course)),
            odds(course.greatest)
        ),
        Shape::Rising => format!("{ends} rise from {} to {}{}.", odds(0), odds(last), times(mean(last), mean(0))),
        Shape::Falling => format!("{ends} fall from {} to {}{}.", odds(0), odds(last), part(mean(last), mean(0))),
        Shape::Ridge => format!(
            "The odds are greatest, {}, where {path} is {}; beyond, they fall: {} at {to}, {} at {from}.",
            odds(course.greatest),
            spanned(axis, course),
            odds(last),
            odds(0)
        ),
        Shape::Unordered => format!(
            "The odds are greatest, {}, where {path} is {}, and least, {}, where it is {}.",
            odds(course.greatest),
            value(axis, course.greatest),
            odds(least(result, course)),
            value(axis, least(result, course))
        ),
    }
}

fn least(result: &SweepResult, course: &Course) -> usize {
    let mean = |column: &usize| result.point(*column, course.row.unwrap_or(0), course.line).odds.estimate.mean;
    (0..result.columns()).min_by(|a, b| mean(a).total_cmp(&mean(b))).unwrap_or(0)
}

fn times(more: f64, less: f64) -> String {
    if less > 0.0 {
        format!(", {} times as much", round::significant(more / less, RATIO_DIGITS))
    } else {
        String::new()
    }
}

fn part(less: f64, more: f64) -> String {
    if less > 0.0 {
        format!(", by a factor of {}", round::significant(more / less, RATIO_DIGITS))
    } else {
        String::new()
    }
}

/// "8 (4 to 16)".
pub fn spanned(axis: &Axis, course: &Course) -> String {
    let at = |position| value(axis, position);
    match course.span {
        (low, high) if low == high => at(course.greatest),
        (low, high) => format!("{} ({} to {})", at(course.greatest), at(low), at(high)),
    }
}

/// What can be said of the lines beside each other.
fn measures(result: &SweepResult) -> Vec<String> {
    let crossing: Vec<&Pair> = result.pairs.iter().filter(|pair| pair.verdict == Verdict::Cross).collect();
    let mut sentences: Vec<String> =
        crossing.iter().take(CROSSINGS_TOLD).flat_map(|pair| crossings(result, pair)).collect();
    if crossing.len() > CROSSINGS_TOLD {
        sentences.push(format!("{} more pairs of lines cross.", crossing.len() - CROSSINGS_TOLD));
    }
    if result.lines.len() == 2 && crossing.is_empty() {
        sentences.push(apart(result, &result.pairs[0]));
    } else if result.lines.len() > 2 && crossing.len() < result.pairs.len() {
        let alike = result.pairs.iter().filter(|pair| pair.verdict == Verdict::Alike).count();
        let rest = match (crossing.is_empty(), lowest_everywhere(result)) {
            (true, Some(lowest)) => {
                format!("{} has the lowest odds at every value; no two lines cross", line(result, lowest))
            }
            (true, None) => "No two lines cross".to_owned(),
            (false, _) => "No other two cross".to_owned(),
        };
        let unclear = match alike {
            0 => String::new(),
            1 => "; one pair cannot be told apart anywhere".to_owned(),
            several => format!("; {several} pairs cannot be told apart anywhere"),
        };
        sentences.push(format!("{rest} inside the range{unclear}."));
    }
    sentences
}

/// The line with the lowest odds at every value of the first axis.
fn lowest_everywhere(result: &SweepResult) -> Option<usize> {
    let mean = |column: usize, line: usize| result.point(column, 0, line).odds.estimate.mean;
    let below = |line: usize, column: usize| {
        (0..result.lines.len()).all(|other| other == line || mean(column, line) < mean(column, other))
    };
    (0..result.lines.len()).find(|&line| (0..result.columns()).all(|column| below(line, column)))
}

fn apart(result: &SweepResult, pair: &Pair) -> String {
    let (first, second) = (line(result, pair.lines.0), line(result, pair.lines.1));
    match pair.verdict {
        Verdict::FirstLower => {
            format!(
                "No crossing inside the range: {first} has lower odds than {second} wherever they can be told apart."
            )
        }
        Verdict::SecondLower => {
            format!(
                "No crossing inside the range: {second} has lower odds than {first} wherever they can be told apart."
            )
        }
        Verdict::Alike => format!("{first} and {second} cannot be told apart at any value: more trials may."),
        Verdict::Cross => format!("{first} and {second} change places from value to value."),
    }
}

fn crossings(result: &SweepResult, pair: &Pair) -> Vec<String> {
    if pair.crossings.is_empty() {
        return vec![apart(result, pair)];
    }
    let (first, second) = (line(result, pair.lines.0), line(result, pair.lines.1));
    let told = |meeting: &Meeting| {
        let (below, above) = if meeting.way == Way::Up { (&first, &second) } else { (&second, &first) };
        format!(
            "{above} overtakes {below} at {}: from there on it has the lower odds.",
            place(&result.axes[0], meeting)
        )
    };
    pair.crossings.iter().map(told).collect()
}

/// "0.034 (0.031 to 0.037)"; of whole numbers the next ones up, from which the change holds.
pub fn place(axis: &Axis, meeting: &Meeting) -> String {
    let Meeting { at, low, high, .. } = *meeting;
    if axis.whole {
        let [at, low, high] = [at, low, high].map(|value| round::fixed(value.ceil(), 0));
        return if low == high { at } else { format!("{at} ({low} to {high})") };
    }
    // Rounded by the width of the interval.
    let interval = Some(Interval { standard_error: 0.0, low, high });
    round::with_interval(&Estimate { mean: at, interval }, 1.0)
}

fn over_two(result: &SweepResult) -> Vec<String> {
    let mut sentences = Vec::new();
    for line_of in 0..result.lines.len() {
        let courses: Vec<&Course> = result.courses.iter().filter(|course| course.line == line_of).collect();
        let under = match &result.lines[line_of].measure {
            Some(_) => format!("With {}: ", line(result, line_of)),
            None => String::new(),
        };
        sentences.push(format!("{under}{}", ridges(result, &courses)));
    }
    let crossing = result.pairs.iter().filter(|pair| pair.verdict == Verdict::Cross).count();
    if result.lines.len() > 1 {
        let told =
            if crossing == 0 { "no two lines cross".to_owned() } else { format!("lines cross {crossing} times") };
        let (path, rows) = (path(&result.axes[0]), path(&result.axes[1]));
        sentences.push(format!("Along {path}, {told} over all values of {rows}."));
    }
    sentences
}

fn ridges(result: &SweepResult, courses: &[&Course]) -> String {
    let (across, down) = (&result.axes[0], &result.axes[1]);
    let (path, rows) = (path(across), path(down));
    let with_ridge: Vec<&&Course> = courses.iter().filter(|course| course.shape == Shape::Ridge).collect();
    let at = |course: &Course| value(down, course.row.unwrap_or(0));
    match with_ridge[..] {
        [] => {
            let count = |shape| courses.iter().filter(|course| course.shape == shape).count();
            let told = [(Shape::Rising, "rise"), (Shape::Falling, "fall"), (Shape::Level, "are level")];
            let parts: Vec<String> = told
                .iter()
                .filter(|(shape, _)| count(*shape) > 0)
                .map(|(shape, word)| format!("{word} at {} of {} values of {rows}", count(*shape), courses.len()))
                .collect();
            let told = if parts.is_empty() { String::new() } else { format!(": the odds {}", parts.join(", ")) };
            format!("No ridge along {path} inside the range{told}.")
        }
        [only] => format!(
            "More {path} raises the odds up to {} where {rows} is {}, and lowers them beyond; no other value of it has a \
             ridge inside the range.",
            spanned(across, only),
            at(only)
        ),
        [first, .., last] => format!(
            "More {path} raises the odds up to a ridge and lowers them beyond: the ridge is at {} where {rows} is {}, and \
             at {} where it is {}{}.",
            spanned(across, first),
            at(first),
            spanned(across, last),
            at(last),
            without(courses.len() - with_ridge.len(), courses.len())
        ),
    }
}

fn without(count: usize, of: usize) -> String {
    match count {
        0 => String::new(),
        1 => format!("; 1 of its {of} values has no ridge inside the range"),
        several => format!("; {several} of its {of} values have no ridge inside the range"),
    }
}
