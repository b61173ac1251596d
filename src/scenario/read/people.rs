//! Groups of officials: how many, how prone to lapse, and where they are.

use super::{At, Reader};
use crate::quantity::{HourTable, NonNegative, Probability};
use crate::scenario::limits;
use crate::scenario::names::LODGING;
use crate::scenario::shape::{Entity, shown};
use crate::scenario::world::{Group, LapseOdds, Place};

impl Reader<'_> {
    pub(super) fn group(&mut self, at: &At<'_>, days: u32) -> Option<Group> {
        let count = self.number(at, "count");
        let presence = self.presence(at, days);
        let mistake = self.lapse_odds(at, "mistake", "mistake_variation");
        let workaround = self.lapse_odds(at, "workaround", "workaround_variation");
        let (substitutes, flagged) = (self.number(at, "substitutes"), self.number(at, "flagged"));
        let lodging = match at.get("lodging") {
            Some(lodging) => Some(self.weights(&lodging, Entity::Venue)?),
            None => None,
        };
        let whereabouts = self.whereabouts(at);
        let (first_day, last_day) = presence?;
        Some(Group {
            name: at.key.to_owned(),
            count: count? as u32,
            first_day,
            last_day,
            mistake: mistake?,
            workaround: workaround?,
            substitutes: Probability::new(substitutes?).ok()?,
            flagged: Probability::new(flagged?).ok()?,
            lodging,
            whereabouts: whereabouts?,
        })
    }

    fn presence(&mut self, at: &At<'_>, days: u32) -> Option<(u32, u32)> {
        let (first, last) = (self.number(at, "first_day"), self.optional_number(at, "last_day"));
        let (first, last) = (first? as u32, last?.map_or(days, |last| last as u32));
        if last > days {
            let message = format!("day {last} is after the event, which has {days} days");
            let place = at.get("last_day")?;
            self.error(&place, message);
            return None;
        }
        if first > last {
            let place = at.get("first_day")?;
            self.error(&place, format!("first day {first} is after the last day {last}"));
            return None;
        }
        Some((first, last))
    }

    fn lapse_odds(&mut self, at: &At<'_>, mean: &str, variation: &str) -> Option<LapseOdds> {
        let (m, c) = (self.number(at, mean), self.number(at, variation));
        let (m, c) = (m?, c?);
        // A Beta law with mean m and c.v. c has a + b = (1 - m)/(c^2 m) - 1, which must be positive.
        if m > 0.0 && c > 0.0 && c * c * m >= 1.0 - m {
            let greatest = ((1.0 - m) / m).sqrt();
            let message = format!("a variation of {c} is too large for odds of {m}: it must be below {greatest:.4}");
            let place = at.get(variation)?;
            let help = "odds that vary so much would have to leave 0 to 1: lower the variation or the odds".to_owned();
            self.error(&place, message).help = Some(help);
            return None;
        }
        if m > 0.0 && m < 1.0 && c > 0.0 {
            self.lapse_law(&at.get(variation)?, m, c)?;
        }
        Some(LapseOdds { mean: Probability::new(m).ok()?, variation: NonNegative::new(c).ok()? })
    }

    /// Refuses Beta laws that are hardly laws any more: everybody alike, or everybody at 0 or at 1.
    fn lapse_law(&mut self, at: &At<'_>, m: f64, c: f64) -> Option<()> {
        let sum = (1.0 - m) / (c * c * m) - 1.0;
        if !limits::VARIATIONS.contains(&c) || sum > limits::LAPSE_SHAPES {
            let message = format!("a variation of {} is too small or too large for odds of {}", shown(c), shown(m));
            let help = "0 leaves all people alike; else from 0.0001 to some 10".to_owned();
            self.error(at, message).help = Some(help);
            return None;
        }
        if sum * m.min(1.0 - m) < limits::LAPSE_SHAPE {
            let message = format!("with a variation of {} nearly everybody has odds of 0 or of 1", shown(c));
            let help = "lower the variation, or make two groups: those who do and those who do not".to_owned();
            self.error(at, message).help = Some(help);
            return None;
        }
        Some(())
    }

    fn whereabouts(&mut self, group: &At<'_>) -> Option<HourTable<Vec<(Place, f64)>>> {
        let at = group.get("whereabouts")?;
        let lodges = group.node.get("lodging").is_some();
        let ranges = self.by_hour(&at, |reader, cell| reader.places(cell, lodges))?;
        self.checked(&at, HourTable::covering(&ranges))
    }

    fn places(&mut self, cell: &At<'_>, lodges: bool) -> Option<Vec<(Place, f64)>> {
        let mut places = Vec::new();
        let mut total = 0.0;
        for entry in cell.entries() {
            let weight = self.settled(&entry)?;
            let place = match self.names.index(Entity::Venue, entry.key) {
                Some(venue) => Place::Venue(venue),
                None if entry.key != LODGING => return None,
                None if !lodges => {
                    let help = "add lodging = { VENUE = 1 } to the group".to_owned();
                    self.error(&entry, "the group has no lodging").help = Some(help);
                    return None;
                }
                None => Place::Lodging,
            };
            total += weight;
            places.push((place, weight));
        }
        if total > 0.0 && total < f64::INFINITY {
            return Some(places);
        }
        self.error(cell, crate::quantity::QuantityError::NoWeight.to_string());
        None
    }
}
