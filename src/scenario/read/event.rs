//! The gathering, its lines and its places.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{At, Reader};
use crate::quantity::{Hours, PerDay, Probability};
use crate::scenario::diagnostic::{nearest, quoted};
use crate::scenario::node::Value;
use crate::scenario::shape::Entity;
use crate::scenario::world::{Channel, Event, Venue};

const SECONDS_PER_HOUR: f64 = 3600.0;
const MINUTES_PER_HOUR: f64 = 60.0;

impl Reader<'_> {
    pub(super) fn event(&mut self, root: &At<'_>) -> Option<Event> {
        let at = root.get("event")?;
        self.needs_of_home_clock(root, &at);
        if let Some(beside) = self.beside.filter(|beside| beside.holds_all("event")) {
            return Some(beside.world.event.clone());
        }
        let days = self.number(&at, "days");
        let start = self.start(&at);
        let zones = (self.zone(&at, "time_zone"), self.zone(&at, "home_time_zone"));
        let home_to_local_hours = match (start, zones) {
            (Some(day), (Some(local), Some(home))) => offset_hours(day, &local)? - offset_hours(day, &home)?,
            _ => 0.0,
        };
        let first_weekday = start.map(|day| day.weekday().to_monday_zero_offset().unsigned_abs());
        Some(Event { name: at.text("name")?.to_owned(), days: days? as u32, home_to_local_hours, first_weekday })
    }

    fn start(&mut self, at: &At<'_>) -> Option<Date> {
        let at = at.get("start")?;
        let Value::Date(stated) = &at.node.value else { return None };
        let stated = stated.date?;
        let narrow = |x: u8| i8::try_from(x).ok();
        let date = Date::new(i16::try_from(stated.year).ok()?, narrow(stated.month)?, narrow(stated.day)?);
        self.checked(&at, date.map_err(|error| format!("not a date: {error}")))
    }

    fn zone(&mut self, at: &At<'_>, key: &str) -> Option<TimeZone> {
        let at = at.get(key)?;
        let name = at.node.text()?;
        if let Ok(zone) = TimeZone::get(name) {
            return Some(zone);
        }
        let known: Vec<String> = jiff::tz::db().available().map(|known| known.to_string()).collect();
        let help = match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "names are those of the IANA database, such as Asia/Singapore".to_owned(),
        };
        self.error(&at, format!("no time zone is called {}", quoted(name))).help = Some(help);
        None
    }

    /// A home clock needs the date and both zones.
    fn needs_of_home_clock(&mut self, root: &At<'_>, event: &At<'_>) {
        let missing: Vec<&str> =
            ["start", "time_zone", "home_time_zone"].into_iter().filter(|key| event.node.get(key).is_none()).collect();
        let Some(kinds) = root.get("conversation").filter(|_| !missing.is_empty()) else { return };
        for kind in kinds.entries() {
            if let (Some(clock), Some("home")) = (kind.get("clock"), kind.text("clock")) {
                let message = format!("the home clock needs event.{}", missing.join(", event."));
                self.error(&clock, message).help = Some("add what is missing, or use clock = \"local\"".to_owned());
            }
        }
    }

    pub(super) fn channel(&mut self, at: &At<'_>) -> Option<Channel> {
        let readable = self.number(at, "readable")?;
        let approved = matches!(at.node.get("approved").map(|node| &node.value), Some(Value::Bool(true)));
        Some(Channel { name: at.key.to_owned(), approved, readable: Probability::new(readable).ok()? })
    }

    pub(super) fn venue(&mut self, at: &At<'_>) -> Option<Venue> {
        let offers = self.indices(at, "offers", Entity::Channel);
        let blocked = self.indices(at, "blocked", Entity::Channel);
        let minutes = self.optional_number(at, "session_minutes");
        let sessions = match at.get("sessions_per_day") {
            Some(sessions) => self.by_name(&sessions, Entity::Channel)?,
            None => Vec::new(),
        };
        let minutes = minutes?;
        if minutes.is_none() && sessions.iter().any(|(_, sessions)| *sessions > 0.0) {
            let help = "session_minutes: mean length of other people's sessions there".to_owned();
            self.error(at, "`session_minutes` is missing where there are sessions_per_day").help = Some(help);
            return None;
        }
        let sessions = sessions.into_iter().map(|(channel, sessions)| Some((channel, PerDay::new(sessions).ok()?)));
        Some(Venue {
            name: at.key.to_owned(),
            offers: offers?,
            blocked: blocked?,
            sessions_per_day: sessions.collect::<Option<_>>()?,
            session: Hours::new(minutes.unwrap_or(0.0) / MINUTES_PER_HOUR).ok()?,
        })
    }
}

/// The offset of a zone from UTC at noon of a day \[h\].
fn offset_hours(day: Date, zone: &TimeZone) -> Option<f64> {
    let noon = day.at(12, 0, 0, 0);
    zone.to_zoned_datetime(noon).ok().map(|noon| f64::from(noon.offset().seconds()) / SECONDS_PER_HOUR)
}
