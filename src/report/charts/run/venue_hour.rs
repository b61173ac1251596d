//! The share of captures by venue and hour of the day.

use std::collections::BTreeMap;

use super::super::heat::{self, Cell, HeatMap, HeatRow};
use super::super::rows::Role;
use super::super::scale::Unit;
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use super::contributions::MOST_ROWS;
use super::words;
use crate::report::round;
use crate::study::result::{RunResult, Share, VenueHour};

const HOURS: u8 = 24;
/// The longest stretch of hours that a title names.
const LONGEST_STRETCH: u8 = 6;
/// Hours at the ends of a stretch with less than this part of its mean are left out of it.
const THIN_HOUR: f64 = 0.5;

const HOW_TO_READ: &str = "Each cell is the share of all captured legs that falls to this venue in this hour of the day, \
    local time, summed over the days; all cells add up to 100 %. Darker is more (on dark paper: lighter). An empty cell \
    had no capture. Point at a cell for its 95 % interval.";

/// The chart; absent where nothing was captured.
pub fn chart(result: &RunResult, style: &ChartStyle) -> Option<Chart> {
    let attribution = &result.attribution;
    let stretch = Stretch::strongest(&attribution.venue_hour)?;
    let rows = rows(&attribution.venue, &attribution.venue_hour);
    let summed = rows.iter().any(|row| row.role == Role::Side);
    let mut map = HeatMap {
        rows,
        borders: (0..=HOURS).map(|hour| hour.to_string()).collect(),
        title: "hour of the day (local time, start of the conversation)".to_owned(),
        key: ("0 %".to_owned(), String::new()),
        sums: "all hours".to_owned(),
    };
    map.key.1 = format!("{} % of captured legs", round::significant(100.0 * map.greatest(), 2));
    let mut words = Words {
        name: "venue_hour",
        title: stretch.title(),
        subtitle: "Share of captured legs by venue and hour of the day".to_owned(),
        note: widest_interval(&attribution.venue_hour),
        how_to_read: HOW_TO_READ,
    };
    if summed {
        words.note_also("The last row is a sum and has no colours.");
    }
    words.note_also(&words::few(result));
    let mut sheet = Sheet::new(style, words);
    heat::draw(&mut sheet, &map);
    Some(sheet.finish())
}

/// What can be said of the errors, which a colour does not show: the interval of the strongest cell.
fn widest_interval(cells: &[VenueHour]) -> String {
    let strongest = cells.iter().max_by(|a, b| a.share.mean.total_cmp(&b.share.mean));
    let Some((cell, interval)) = strongest.and_then(|cell| Some((cell, cell.share.interval?))) else {
        return "No interval is known for the cells.".to_owned();
    };
    if interval.high <= interval.low {
        return String::new();
    }
    format!(
        "95 % interval of the strongest cell ({}, {} to {} h): {}.",
        words::in_title(&cell.venue),
        cell.hour,
        cell.hour + 1,
        Unit::Percent.told(&cell.share)
    )
}

fn rows(venues: &[Share], cells: &[VenueHour]) -> Vec<HeatRow> {
    let kept = if venues.len() > MOST_ROWS { MOST_ROWS - 1 } else { venues.len() };
    let mut rows: Vec<HeatRow> = venues[..kept]
        .iter()
        .map(|venue| HeatRow {
            name: words::in_row(&venue.name),
            told: percent(venue.share.mean),
            cells: cells.iter().filter(|cell| cell.venue == venue.name).map(cell_of).collect(),
            role: Role::Main,
        })
        .collect();
    if kept < venues.len() {
        rows.push(others(&venues[kept..], cells));
    }
    rows
}

fn others(venues: &[Share], cells: &[VenueHour]) -> HeatRow {
    let mut sums: BTreeMap<u8, f64> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| venues.iter().any(|venue| venue.name == cell.venue)) {
        *sums.entry(cell.hour).or_default() += cell.share.mean;
    }
    let name = format!("{} others", venues.len());
    let hover = |hour: u8, sum: f64| format!("{name}, {hour} to {} h: {}", hour + 1, percent(sum));
    let cells = sums.iter().map(|(&hour, &sum)| cell(hour, sum, hover(hour, sum))).collect();
    HeatRow { told: percent(venues.iter().map(|venue| venue.share.mean).sum()), cells, name, role: Role::Side }
}

fn cell_of(of: &VenueHour) -> Cell {
    let told = Unit::Percent.told(&of.share);
    let hover = format!("{}, {} to {} h: {told} of captured legs", words::in_hover(&of.venue), of.hour, of.hour + 1);
    cell(of.hour, of.share.mean, hover)
}

fn cell(hour: u8, value: f64, hover: String) -> Cell {
    let texts = if value >= 0.0095 { vec![format!("{:.0}", 100.0 * value)] } else { Vec::new() };
    Cell { column: usize::from(hour), value, texts, hover }
}

fn percent(share: f64) -> String {
    format!("{} %", if share < 0.095 { round::significant(100.0 * share, 1) } else { format!("{:.0}", 100.0 * share) })
}

/// Hours of a day at a venue.
#[derive(Debug, Clone, PartialEq)]
struct Stretch {
    venue: String,
    from: u8,
    to: u8,
    share: f64,
}

impl Stretch {
    /// The stretch of at most six hours at one venue that holds the most captures, without hours at its ends that add
    /// little.
    fn strongest(cells: &[VenueHour]) -> Option<Self> {
        let mut by_venue: BTreeMap<&str, [f64; HOURS as usize]> = BTreeMap::new();
        for cell in cells {
            by_venue.entry(&cell.venue).or_default()[usize::from(cell.hour)] = cell.share.mean;
        }
        let stretches = by_venue.iter().flat_map(|(venue, hours)| {
            (0..=HOURS - LONGEST_STRETCH).map(move |from| Self::trimmed(venue, hours, from, from + LONGEST_STRETCH))
        });
        stretches.max_by(|a, b| a.share.total_cmp(&b.share)).filter(|stretch| stretch.share > 0.0)
    }

    fn trimmed(venue: &str, hours: &[f64; HOURS as usize], mut from: u8, mut to: u8) -> Self {
        let sum = |from: u8, to: u8| hours[usize::from(from)..usize::from(to)].iter().sum::<f64>();
        let thin =
            |hour: u8, from: u8, to: u8| hours[usize::from(hour)] < THIN_HOUR * sum(from, to) / f64::from(to - from);
        while to - from > 1 && thin(from, from, to) {
            from += 1;
        }
        while to - from > 1 && thin(to - 1, from, to) {
            to -= 1;
        }
        Self { venue: venue.to_owned(), from, to, share: sum(from, to) }
    }

    fn title(&self) -> String {
        let share = words::sentence(&words::share(self.share));
        let of = if share.ends_with("ll") { "" } else { " of all" };
        let (venue, from, to) = (words::in_title(&self.venue), self.from, self.to);
        format!("{share}{of} captures are at {venue} between {from} and {to} h")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Estimate;

    #[test]
    fn the_title_names_the_strongest_hours_of_one_venue() {
        let cell = |venue: &str, hour, share| VenueHour { venue: venue.to_owned(), hour, share: Estimate::bare(share) };
        let cells = [cell("hall", 10, 0.3), cell("hotel", 9, 0.01), cell("hotel", 19, 0.25), cell("hotel", 20, 0.25)];
        let stretch = Stretch::strongest(&cells).unwrap();
        assert_eq!(stretch.title(), "Half of all captures are at hotel between 19 and 21 h");
        assert_eq!(Stretch::strongest(&[]), None);
    }
}
