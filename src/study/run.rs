//! The odds of one scenario.

use std::sync::Arc;

use super::ignorance::band_shares;
use super::prepare::{Compile, Prepared, RunError};
use super::result::*;
use super::stories::{Search, search};
use crate::engine::{self, Indicators, Monitor, Progress, Sample, Work};
use crate::model::{AT_LEAST, CAUSES, Section, at};
use crate::quantity::HOURS_PER_DAY;
use crate::scenario::Scenario;
use crate::statistics::{ALPHA, Estimate, Interval, Range, Tally, band};

/// Trials by which the funnel is estimated where nothing can be captured.
const TRIALS_FOR_FUNNEL: u64 = 8192;

/// Advice on draws is rounded up to a multiple of this, after a margin for the error of the error.
const ADVICE_STEP: f64 = 100.0;
const ADVICE_MARGIN: f64 = 1.2;

/// How to run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunOptions {
    /// The seed.
    pub seed: u64,
    /// Draws of the uncertain values; absent: 1,000 if there are any, fewer where the trials are fewer than 4 each.
    pub draws: Option<u64>,
    /// How much to do.
    pub effort: Effort,
    /// The estimator.
    pub estimator: Estimator,
    /// Captured conversations to tell.
    pub records: usize,
}

/// Runs a scenario.
pub fn run(scenario: &Scenario, options: &RunOptions, monitor: &dyn Monitor) -> Result<RunResult, RunError> {
    let compile = Compile::by(monitor.work());
    let prepared = Prepared::new(scenario, options.seed, options.draws, options.effort, compile)?;
    run_prepared(scenario, &prepared, options, monitor)
}

/// Hears of a run before it is over.
pub trait Listener: Sync {
    /// Whether it would hear now.
    fn listens(&self) -> bool;
    /// What is found so far: `stop` says that the run is not over.
    fn hear(&self, found: RunResult);
}

/// Runs a scenario, and tells on the way what is found: the same result as by [`run`].
pub fn run_aloud(
    scenario: &Scenario,
    options: &RunOptions,
    monitor: &dyn Monitor,
    listener: &dyn Listener,
) -> Result<RunResult, RunError> {
    let compile = Compile::by(monitor.work());
    let prepared = Prepared::new(scenario, options.seed, options.draws, options.effort, compile)?;
    let read = |sample: &Sample| {
        if listener.listens() {
            let reading = Reading { scenario, options, prepared: &prepared, sample };
            listener.hear(RunResult { stop: Stop::Interrupted, ..reading.result(Vec::new()) });
        }
    };
    run_prepared(scenario, &prepared, options, &Aloud { monitor, read: &read })
}

/// Passes on what another monitor is to see, and reads every step.
struct Aloud<'a> {
    monitor: &'a dyn Monitor,
    read: &'a (dyn Fn(&Sample) + Sync),
}

impl Monitor for Aloud<'_> {
    fn progress(&self, progress: &Progress) {
        self.monitor.progress(progress);
    }

    fn cancelled(&self) -> bool {
        self.monitor.cancelled()
    }

    fn step(&self, sample: &Sample) {
        (self.read)(sample);
    }

    fn work(&self) -> Work<'_> {
        self.monitor.work()
    }
}

/// Runs a scenario whose draws are made.
pub(super) fn run_prepared(
    scenario: &Scenario,
    prepared: &Prepared,
    options: &RunOptions,
    monitor: &dyn Monitor,
) -> Result<RunResult, RunError> {
    let possible = (0..prepared.draws()).any(|draw| engine::Models::model(prepared, draw).can_capture());
    let effort = if possible { options.effort } else { Effort::Trials(TRIALS_FOR_FUNNEL.max(prepared.draws())) };
    let job = prepared.job(options.seed, options.estimator, effort);
    let mut sample = engine::run(&job, monitor).ok_or(RunError::NothingFinished)?;
    if !possible && sample.stop != Stop::Interrupted {
        sample.stop = Stop::Impossible;
    }
    let wanted = if possible { options.records } else { 0 };
    let stories_of = Search { seed: options.seed, wanted, most_trials: options.effort.most_trials() };
    let stories =
        search(prepared, stories_of, monitor, &|_, _, found| found.into_iter().map(|found| found.story).collect());
    Ok(Reading { scenario, options, prepared, sample: &sample }.result(stories))
}

/// A finished sample, to be read.
struct Reading<'a> {
    scenario: &'a Scenario,
    options: &'a RunOptions,
    prepared: &'a Prepared<'a>,
    sample: &'a Sample,
}

impl Reading<'_> {
    fn result(&self, stories: Vec<Story>) -> RunResult {
        let event = &self.prepared.names.event;
        let odds = self.odds();
        let draw_odds: Vec<f64> = self.draws().into_iter().map(|(mean, _)| mean).collect();
        let band_shares = band_shares(self.scenario, self.prepared, &odds, &draw_odds);
        RunResult {
            scenario: self.scenario.name().to_owned(),
            file: self.scenario.file().to_owned(),
            measures: self.scenario.in_force().to_vec(),
            harm_unit: self.scenario.harm_unit().to_owned(),
            days: event.days,
            first_weekday: event.first_weekday,
            provenance: self.provenance(),
            placing: self.sample.placing,
            stop: self.sample.stop,
            advised_draws: self.advised_draws(),
            odds,
            captures: self.mean(at::CAPTURES, Range::NonNegative),
            at_least: self.at_least(),
            harm: self.mean(at::HARM, Range::NonNegative),
            harm_exceedance: self.harm_exceedance(),
            tolerance: self.tolerance(),
            first_capture: self.first_capture(),
            funnel: self.funnel(),
            attribution: self.attribution(),
            weak_link_share: self.sample.share(at::WEAK_LINK, at::CAPTURES),
            convergence: self.sample.convergence.clone(),
            draw_odds,
            stories_wanted: self.options.records,
            stories,
            blocks: self.sample.blocks.clone(),
            contributing_trials: self.sample.positive(),
            band_shares,
            iso_risk: None,
        }
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario_hash: self.scenario.hash().to_owned(),
            seed: self.options.seed,
            trials: self.sample.trials(),
            draws: self.prepared.draws(),
            estimator: self.options.estimator,
            overrides: self.scenario.overrides().to_vec(),
            effort: self.options.effort,
        }
    }

    /// Draws of which the design takes half of the squared width aimed at, so that chance can have the other half.
    fn advised_draws(&self) -> Option<u64> {
        let (Stop::Draws, Effort::Precision { relative, .. }) = (self.sample.stop, self.options.effort) else {
            return None;
        };
        let target = relative * self.sample.odds(Indicators::No, self.sample.alpha).mean;
        let design = self.sample.half_widths(self.sample.alpha)?.design;
        let needed = self.prepared.draws() as f64 * 2.0 * (design / target).powi(2) * ADVICE_MARGIN;
        Some((needed / ADVICE_STEP).ceil() as u64 * ADVICE_STEP as u64)
    }

    fn mean(&self, position: usize, range: Range) -> Estimate {
        self.sample.mean(position, range, ALPHA)
    }

    fn odds(&self) -> Odds {
        let indicators = if self.options.estimator == Estimator::Analog { Indicators::Yes } else { Indicators::No };
        let draws = self.draws();
        let noisy: Option<Vec<(f64, f64)>> = draws.iter().map(|&(mean, error)| Some((mean, error?))).collect();
        Odds {
            estimate: self.sample.odds(indicators, self.sample.alpha),
            chance_error: self.sample.chance_error(),
            band: noisy.as_deref().and_then(band),
        }
    }

    /// Mean odds of each draw with its squared error; empty without uncertain values.
    fn draws(&self) -> Vec<(f64, Option<f64>)> {
        if self.sample.draws.len() < 2 {
            return Vec::new();
        }
        self.sample.odds_of_draws()
    }

    fn at_least(&self) -> Vec<Estimate> {
        let certain = Estimate { mean: 1.0, interval: Some(Interval { standard_error: 0.0, low: 1.0, high: 1.0 }) };
        let positions = at::AT_LEAST_FIRST..at::AT_LEAST_FIRST + AT_LEAST;
        std::iter::once(certain).chain(positions.map(|position| self.mean(position, Range::Probability))).collect()
    }

    fn harm_exceedance(&self) -> Vec<Exceedance> {
        let point = |step| Exceedance { harm: Tally::level_of(step), probability: self.sample.harm_exceeds(step) };
        self.sample.harm_steps().map(point).collect()
    }

    fn tolerance(&self) -> Vec<(f64, f64)> {
        self.scenario.tolerance().iter().map(|point| (point.harm.get(), point.probability.get())).collect()
    }

    fn first_capture(&self) -> Vec<Survival> {
        let certain = Estimate { mean: 1.0, interval: Some(Interval { standard_error: 0.0, low: 1.0, high: 1.0 }) };
        let start = std::iter::once(Survival { hour: 0.0, survival: certain });
        let hours = self.sample.layout.first_capture.positions().enumerate();
        let later = hours
            .map(|(hour, position)| Survival { hour: (hour + 1) as f64, survival: self.sample.complement(position) });
        start.chain(later).collect()
    }

    fn funnel(&self) -> Funnel {
        let stage = |position| self.mean(position, Range::NonNegative);
        Funnel {
            conversations: stage(at::CONVERSATIONS),
            legs: stage(at::LEGS),
            lapsed: stage(at::LAPSED),
            covered: stage(at::COVERED),
            recorded: stage(at::RECORDED),
            readable: stage(at::READABLE),
            reviewed: stage(at::REVIEWED),
            captured_legs: stage(at::CAPTURED_LEGS),
            captured_conversations: stage(at::CAPTURES),
        }
    }

    fn attribution(&self) -> Attribution {
        let world = &self.prepared.names;
        let layout = &self.sample.layout;
        let named = |section: Section, names: Vec<String>| {
            let mut shares = self.shares(section, at::CAPTURED_LEGS, names);
            shares.sort_by(|a, b| b.share.mean.total_cmp(&a.share.mean));
            shares
        };
        let days = (1..=world.event.days).map(|day| day.to_string()).collect();
        let hours = (0..HOURS_PER_DAY).map(|hour| hour.to_string()).collect();
        let mut campaign = self.shares(layout.campaign, at::CAMPAIGN_CAPTURES, names(&world.campaigns, |c| &c.name));
        campaign.sort_by(|a, b| b.share.mean.total_cmp(&a.share.mean));
        Attribution {
            venue: named(layout.venue, names(&world.venues, |venue| &venue.name)),
            channel: named(layout.channel, names(&world.channels, |channel| &channel.name)),
            group: named(layout.group, names(&world.groups, |group| &group.name)),
            kind: named(layout.kind, names(&world.kinds, |kind| &kind.name)),
            cause: named(layout.cause, CAUSES.iter().map(ToString::to_string).collect()),
            campaign,
            day: self.shares(layout.day, at::CAPTURED_LEGS, days),
            hour: self.shares(layout.hour, at::CAPTURED_LEGS, hours),
            venue_hour: self.venue_hours(),
        }
    }

    /// Shares of a section, names without captures left out.
    fn shares(&self, section: Section, whole: usize, names: Vec<String>) -> Vec<Share> {
        let share = |(position, name)| Some(Share { name, share: self.sample.share(position, whole)? });
        let shares = section.positions().zip(names).filter_map(share);
        shares.filter(|share| share.share.mean > 0.0).collect()
    }

    fn venue_hours(&self) -> Vec<VenueHour> {
        let world = &self.prepared.names;
        let layout = &self.sample.layout;
        let cells = world.venues.iter().flat_map(|venue| (0..HOURS_PER_DAY as u8).map(move |hour| (venue, hour)));
        let cell = |(position, (venue, hour)): (usize, (&Arc<crate::scenario::world::Venue>, u8))| {
            let share = self.sample.share(position, at::CAPTURED_LEGS)?;
            (share.mean > 0.0).then(|| VenueHour { venue: venue.name.clone(), hour, share })
        };
        layout.venue_hour.positions().zip(cells).filter_map(cell).collect()
    }
}

fn names<T>(entities: &[T], name: impl Fn(&T) -> &String) -> Vec<String> {
    entities.iter().map(|entity| name(entity).clone()).collect()
}
