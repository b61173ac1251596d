//! What learning is worth.

use super::super::plot::Axis;
use super::super::rows::{self, Role, Row, Shape};
use super::super::scale::{Scale, Unit};
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use crate::report::sensitivity::{by_worth, harm_unit, short};
use crate::report::{round, safe};
use crate::statistics::Worth;
use crate::study::sensitivity::result::{Information, SensitivityResult};

/// Single values and groups shown.
const MOST_VALUES: usize = 8;
const MOST_GROUPS: usize = 6;
const TICKS: usize = 6;
const ROW_COLUMNS: usize = 40;
const HOVER_COLUMNS: usize = 120;

const HOW_TO_READ: &str = "A bar is the expected harm that would be saved per event because, knowing the value, one would \
    choose another measure where that is better. Where learning never changes the choice it is 0, however much the odds hang \
    on the value. Grey bars learn several values at once. The interval reaches from an estimate that errs downwards to one \
    that errs upwards.";

/// The chart; absent without a choice, and where learning everything would change nothing.
pub fn chart(result: &SensitivityResult, style: &ChartStyle) -> Option<Chart> {
    let information = result.information.as_ref()?;
    if information.perfect.worth.mean <= 0.0 {
        return None;
    }
    let mut rows = vec![row("everything", &information.perfect, Role::Side)];
    let mut groups: Vec<_> = information.groups.iter().collect();
    groups.sort_by(|a, b| b.worth.worth.mean.total_cmp(&a.worth.worth.mean));
    let named = |name: &str, members: usize| format!("{} ({members} values)", short(name, ROW_COLUMNS - 12));
    let worth_drawing = |worth: &Worth| worth.worth.mean > 0.0;
    rows.extend(
        groups
            .iter()
            .filter(|group| worth_drawing(&group.worth))
            .take(MOST_GROUPS)
            .map(|group| row(&named(&group.name, group.members.len()), &group.worth, Role::Side)),
    );
    let values = by_worth(information).into_iter().filter(|&place| worth_drawing(&information.values[place]));
    let values: Vec<usize> = values.collect();
    rows.extend(
        values
            .iter()
            .take(MOST_VALUES)
            .map(|&place| row(&result.values[place].path, &information.values[place], Role::Main)),
    );
    let idle = information.values.len() - values.len();
    let mut words = Words {
        name: "information",
        title: title(result, information, &values),
        subtitle: format!("Expected value of learning, in {}, with its 95 % interval", harm_unit(result)),
        how_to_read: HOW_TO_READ,
        ..Words::default()
    };
    if values.len() > MOST_VALUES {
        words.note_also(&format!("{} more values are worth less.", values.len() - MOST_VALUES));
    }
    if idle > 0 {
        words.note_also(&format!("Learning any of {idle} further values by itself would change nothing."));
    }
    let ends = rows.iter().map(|row| row.value.interval.map_or(row.value.mean, |interval| interval.high));
    let axis = Axis::new(Scale::from_zero(ends.fold(0.0, f64::max)), Unit::Plain, harm_unit(result), TICKS);
    let mut sheet = Sheet::new(style, words);
    rows::draw(&mut sheet, &rows, &axis, Shape::Bar);
    Some(sheet.finish())
}

fn title(result: &SensitivityResult, information: &Information, values: &[usize]) -> String {
    let told = |worth: &Worth| format!("{} {}", round::shown(&worth.worth, 1.0).mean, harm_unit(result));
    let clear = |place: &&usize| information.values[**place].worth.interval.is_none_or(|interval| interval.low > 0.0);
    match values.first().filter(clear) {
        Some(&place) => format!(
            "Learning {} is worth {} for the choice of measure",
            short(&result.values[place].path, ROW_COLUMNS),
            told(&information.values[place])
        ),
        None => "No value by itself is worth learning for the choice of measure, as far as can be told".to_owned(),
    }
}

fn row(name: &str, worth: &Worth, role: Role) -> Row {
    let changes = round::fixed(100.0 * worth.changes, 1);
    let told = round::with_interval(&worth.worth, 1.0);
    Row {
        name: short(name, ROW_COLUMNS),
        value: worth.worth,
        told: round::shown(&worth.worth, 1.0).mean,
        aside: String::new(),
        hover: format!("{}: {told}; changes the choice in {changes} % of draws", safe::fit(name, HOVER_COLUMNS)),
        role,
    }
}
