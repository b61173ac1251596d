//! What the numbers of a scenario rest on.

use super::table::{Cell, Kind, Table};
use crate::report::{basis_name, round};
use crate::scenario::{Basis, Ignorance, Scenario, Stated};
use crate::study::result::BandShares;

/// Digits of a number that somebody typed.
const TYPED_DIGITS: i32 = 6;
/// From here on a share is "all".
const ALL: f64 = 0.995;

const BAND_UNTOLD: &str = "What share of the band of ignorance they make up cannot be told from these draws: that takes a \
    band, and draws that are many and quiet enough for a fit (more --draws, or more trials).";

const BAND_OF_JUDGEMENT: &str =
    "All of the band of ignorance rests on judgement: no uncertain value rests on anything else.";

/// The evidence register.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    /// Where numbers come from.
    pub notes: Vec<Note>,
    /// Every number, in the order of the file's parts.
    pub numbers: Vec<Number>,
    /// What each uncertain value rests on, those of measures' costs included.
    pub uncertain: Vec<Option<Basis>>,
}

/// Where the numbers at a path come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The path, which may hold `*` (untrusted text).
    pub path: String,
    /// What they rest on.
    pub basis: Basis,
    /// The source, the computation or the reason (untrusted text).
    pub text: String,
}

/// A number of the scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Where it stands (untrusted text).
    pub path: String,
    /// What is stated.
    pub value: Told,
    /// Which of the notes says where it comes from; absent if none does.
    pub note: Option<usize>,
}

/// What is stated of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Told {
    /// It is this.
    Known(f64),
    /// It is not known, and this is believed of it.
    Believed(Ignorance),
    /// A measure changes it to about this.
    Changed(f64),
}

impl Evidence {
    /// The register of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let told = |stated: Stated| match stated {
            Stated::Known(value) => Told::Known(value),
            Stated::Uncertain(index) => Told::Believed(scenario.uncertain()[index].law),
            Stated::Changed(value) => Told::Changed(value),
        };
        let notes = scenario.sources().iter();
        let numbers = scenario.numbers().into_iter();
        Self {
            notes: notes
                .map(|note| Note { path: note.path.clone(), basis: note.basis, text: note.text.clone() })
                .collect(),
            numbers: numbers
                .map(|number| Number { path: number.path, value: told(number.value), note: number.source })
                .collect(),
            uncertain: scenario.uncertain().iter().map(|value| scenario.basis_of(&value.path)).collect(),
        }
    }

    /// The register as tables: the notes, numbered, then what is not known, then every other number, with the number of its
    /// note.
    pub fn tables(&self) -> Vec<Table> {
        let note = |(index, note): (usize, &Note)| {
            let basis = Cell::word(basis_name(Some(note.basis)));
            vec![numbered(index), Cell::word(&note.path), basis, Cell::word(&note.text)]
        };
        let notes = Table::new(
            "Where the numbers come from, as the scenario says it",
            &[
                ("Note", Kind::Number),
                ("Numbers at", Kind::Word),
                ("Basis", Kind::Word),
                ("Source, computation or reason", Kind::Word),
            ],
            self.notes.iter().enumerate().map(note).collect(),
        );
        let (uncertain, known): (Vec<&Number>, Vec<&Number>) =
            self.numbers.iter().partition(|number| matches!(number.value, Told::Believed(_)));
        let uncertain = self.list("Numbers that are not known, and what is believed of them", "Believed", &uncertain);
        let known = self.list("All other numbers", "Stated", &known);
        [notes, uncertain, known].into_iter().flatten().collect()
    }

    fn list(&self, caption: &str, head: &str, numbers: &[&Number]) -> Option<Table> {
        let row = |number: &&Number| {
            let (text, key) = told(&number.value);
            let basis = basis_name(number.note.and_then(|note| self.notes.get(note)).map(|note| note.basis));
            let note = number.note.map_or_else(|| Cell::word("none"), numbered);
            vec![Cell::word(&number.path), Cell::number(text, key), Cell::word(basis), note]
        };
        let heads = [("Number", Kind::Word), (head, Kind::Number), ("Basis", Kind::Word), ("Note", Kind::Number)];
        Table::new(caption, &heads, numbers.iter().map(row).collect())
    }

    /// How many numbers rest on what, in sentences.
    pub fn summary(&self) -> Vec<String> {
        let of = |number: &Number| number.note.and_then(|note| self.notes.get(note)).map(|note| note.basis);
        let all = counts("numbers", self.numbers.iter().map(of));
        let uncertain = counts("of them are not known", self.uncertain.iter().copied());
        [all, uncertain].into_iter().filter(|sentence| !sentence.is_empty()).collect()
    }

    /// What share of the band of ignorance rests on what, in a sentence; absent without uncertain values.
    pub fn behind_band(&self, band: Option<&BandShares>) -> Option<String> {
        let all_judgement = self.uncertain.iter().all(|basis| *basis == Some(Basis::Judgement));
        let sentence = match band {
            _ if all_judgement => BAND_OF_JUDGEMENT.to_owned(),
            Some(band) => share_of_band(band),
            None => BAND_UNTOLD.to_owned(),
        };
        (!self.uncertain.is_empty()).then_some(sentence)
    }
}

fn numbered(index: usize) -> Cell {
    Cell::number((index + 1).to_string(), (index + 1) as f64)
}

/// "12 numbers: 3 sourced, 9 judgement."; empty without any.
fn counts(what: &str, bases: impl Iterator<Item = Option<Basis>> + Clone) -> String {
    let all = bases.clone().count();
    let known = [Some(Basis::Sourced), Some(Basis::Computed), Some(Basis::Judgement), None];
    let counts: Vec<String> = known
        .into_iter()
        .map(|basis| (bases.clone().filter(|other| *other == basis).count(), basis_name(basis)))
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    if all == 0 { String::new() } else { format!("{all} {what}: {}.", counts.join(", ")) }
}

/// "Judgement makes up 93 % (give or take 4 %) of the band…".
fn share_of_band(band: &BandShares) -> String {
    let percent = |share: f64| format!("{:.0} %", 100.0 * share.clamp(0.0, 1.0));
    let share = |basis: Option<Basis>| band.by_basis.iter().find(|share| share.basis == basis);
    let judgement = match share(Some(Basis::Judgement)) {
        None => "None of the band of ignorance rests on judgement".to_owned(),
        Some(judgement) if judgement.share > ALL => "All of the band of ignorance rests on judgement".to_owned(),
        Some(judgement) => format!(
            "{} of the band of ignorance (give or take {}) rests on judgement",
            percent(judgement.share),
            percent(judgement.standard_error * 1.96)
        ),
    };
    let others = band.by_basis.iter().filter(|share| share.basis != Some(Basis::Judgement));
    let others: Vec<String> =
        others.map(|other| format!("{} {}", percent(other.share), basis_name(other.basis))).collect();
    let others = if others.is_empty() { String::new() } else { format!(", {}", others.join(", ")) };
    format!(
        "{judgement}{others}: these are shares of the variance of the logarithm of the odds over the draws, by a log-linear \
         fit that explains {} of what the band stands for.",
        percent(band.explained)
    )
}

/// What is stated, and by what it is sorted.
fn told(value: &Told) -> (String, f64) {
    let typed = |value: f64| round::typed(value, TYPED_DIGITS);
    match *value {
        Told::Known(value) => (typed(value), value),
        Told::Changed(value) => (format!("{} (by a measure)", typed(value)), value),
        Told::Believed(Ignorance::LogNormal { low, high } | Ignorance::LogitNormal { low, high }) => {
            (format!("{} to {} (90 %)", typed(low), typed(high)), low)
        }
        Told::Believed(Ignorance::Pert { min, mode, max }) => {
            (format!("{} to {}, likeliest {}", typed(min), typed(max), typed(mode)), min)
        }
    }
}
