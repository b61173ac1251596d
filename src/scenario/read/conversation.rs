//! Kinds of conversation.

use super::{At, Reader};
use crate::quantity::{HourTable, NonNegative, PerDay, Probability, QuantityError};
use crate::scenario::limits;
use crate::scenario::node::Value;
use crate::scenario::shape::{Entity, shown};
use crate::scenario::world::{Clock, Joiners, Kind};

const MINUTES_PER_HOUR: f64 = 60.0;

impl Reader<'_> {
    pub(super) fn kind(&mut self, at: &At<'_>) -> Option<Kind> {
        let rate = self.rate(at);
        let joined_by = self.joined_by(at);
        let hours = self.hours(at);
        let duration = self.distribution(at, "duration_minutes");
        let (factor, variation) = (self.number(at, "lapse_factor"), self.lapse_variation(at));
        let approved = at.get("approved").and_then(|mix| self.weights(&mix, Entity::Channel));
        let fallback = match at.get("fallback") {
            Some(mix) => Some(self.weights(&mix, Entity::Channel)?),
            None => None,
        };
        let recognised = self.number(at, "recognised");
        let harm = self.distribution(at, "harm");
        Some(Kind {
            name: at.key.to_owned(),
            rate: rate?,
            joined_by: joined_by?,
            hours: hours?,
            clock: if at.text("clock") == Some("home") { Clock::Home } else { Clock::Local },
            duration: duration?.scaled(1.0 / MINUTES_PER_HOUR),
            lapse_factor: NonNegative::new(factor?).ok()?,
            lapse_variation: NonNegative::new(variation?).ok()?,
            approved: approved?,
            fallback,
            recognised: Probability::new(recognised?).ok()?,
            harm: harm?,
        })
    }

    /// The variation of the lapse factor: none, or one that makes a law.
    fn lapse_variation(&mut self, at: &At<'_>) -> Option<f64> {
        let variation = self.number(at, "lapse_variation")?;
        if variation == 0.0 || limits::VARIATIONS.contains(&variation) {
            return Some(variation);
        }
        let (least, most) = (limits::VARIATIONS.start(), limits::VARIATIONS.end());
        let message = format!("{} is neither 0 nor between {least} and {most}", shown(variation));
        self.error(&at.get("lapse_variation")?, message);
        None
    }

    fn rate(&mut self, at: &At<'_>) -> Option<Vec<(usize, PerDay)>> {
        let at = at.get("rate")?;
        let rates = self.by_name(&at, Entity::Group)?;
        if let Some((group, rate)) = rates.iter().find(|(_, rate)| *rate > limits::RATE) {
            let message = format!("{rate} conversations per person and day are above the limit of {}", limits::RATE);
            let place = at.entries().find(|entry| self.names.index(Entity::Group, entry.key) == Some(*group))?;
            self.error(&place, message);
            return None;
        }
        let started = rates.into_iter().filter(|(_, rate)| *rate > 0.0);
        started.map(|(group, rate)| Some((group, PerDay::new(rate).ok()?))).collect()
    }

    fn joined_by(&mut self, at: &At<'_>) -> Option<Vec<(usize, Joiners)>> {
        let Some(at) = at.get("joined_by") else { return Some(Vec::new()) };
        let read: Vec<Option<(usize, Joiners)>> = at
            .entries()
            .map(|entry| {
                let joiners = self.joiners(&entry);
                Some((self.names.index(Entity::Group, entry.key)?, joiners?))
            })
            .collect();
        read.into_iter().collect()
    }

    fn joiners(&mut self, at: &At<'_>) -> Option<Joiners> {
        if let Value::Number(_) = at.node.value {
            return self.settled(at).map(|count| Joiners::Fixed(count as u32));
        }
        if let Some(poisson) = at.get("poisson") {
            let mean = self.settled(&poisson)?;
            if mean > limits::JOINERS {
                self.error(
                    &poisson,
                    format!("{mean} is above the limit of {} for a number of joiners", limits::JOINERS),
                );
                return None;
            }
            return NonNegative::new(mean).ok().map(Joiners::Poisson);
        }
        let (min, max) = (self.number(at, "min"), self.number(at, "max"));
        let (min, max) = (min?, max?);
        if min > max {
            self.error(at, format!("min {min} is above max {max}"));
            return None;
        }
        Some(Joiners::Uniform { min: min as u32, max: max as u32 })
    }

    fn hours(&mut self, at: &At<'_>) -> Option<HourTable<f64>> {
        const FLAT: f64 = 1.0;
        let Some(at) = at.get("hours") else { return Some(HourTable::from_fn(|_| FLAT)) };
        let ranges = self.by_hour(&at, |reader, entry| reader.settled(entry))?;
        let partial = self.checked(&at, HourTable::partial(&ranges))?;
        let weights = partial.map(|weight| weight.unwrap_or(0.0));
        if weights.iter().all(|weight| *weight == 0.0) {
            self.error(&at, QuantityError::NoWeight.to_string());
            return None;
        }
        Some(HourTable::from_fn(|hour| weights[hour]))
    }
}
