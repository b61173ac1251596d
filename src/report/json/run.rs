//! A run as JSON.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{Mean, placing_name, stop_name};
use crate::report::provenance::Origin;
use crate::statistics::Band;
use crate::study::result::{Attribution, Funnel, RunResult, Share};

/// One object for one result, an array for several.
pub fn summary(results: &[RunResult]) -> Result<String, serde_json::Error> {
    let text = match results {
        [result] => serde_json::to_string_pretty(&Summary::of(result))?,
        several => serde_json::to_string_pretty(&several.iter().map(Summary::of).collect::<Vec<_>>())?,
    };
    Ok(crate::report::safe::json(&text) + "\n")
}

/// A run, to be written.
#[derive(Serialize)]
pub(in crate::report) struct Summary<'a> {
    scenario: &'a str,
    file: &'a str,
    measures: &'a [String],
    harm_unit: &'a str,
    days: u32,
    first_weekday: Option<u8>,
    provenance: Origin,
    /// `aimed` where trials were; absent where they were not.
    #[serde(skip_serializing_if = "Option::is_none")]
    placing: Option<&'static str>,
    stop: &'static str,
    contributing_trials: u64,
    odds: Odds,
    captures: Mean,
    at_least: Vec<f64>,
    at_least_intervals: Vec<Mean>,
    harm: Mean,
    harm_exceedance: Vec<Exceedance>,
    first_capture: Vec<Survival>,
    funnel: Counts,
    funnel_intervals: Stages<'a>,
    attribution: Shares<'a>,
    attribution_intervals: ShareIntervals<'a>,
    attribution_venue_hour: Vec<VenueHour<'a>>,
    weak_link_share: Option<f64>,
    weak_link_share_interval: Option<Mean>,
    convergence: Vec<Convergence>,
    band_shares: Option<BandShares>,
    iso_risk: Option<IsoRisk<'a>>,
}

#[derive(Serialize)]
struct Odds {
    #[serde(flatten)]
    mean: Mean,
    chance_error: Option<f64>,
    band: Option<Quantiles>,
}

#[derive(Serialize)]
struct Quantiles {
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct Exceedance {
    harm: f64,
    probability: f64,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
struct Survival {
    hour: f64,
    survival: f64,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
struct Counts {
    conversations: f64,
    legs: f64,
    lapsed: f64,
    covered: f64,
    recorded: f64,
    readable: f64,
    reviewed: f64,
    captured_legs: f64,
    captured_conversations: f64,
}

#[derive(Serialize)]
struct VenueHour<'a> {
    venue: &'a str,
    hour: u8,
    share: f64,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
struct Convergence {
    trials: u64,
    #[serde(flatten)]
    odds: Mean,
}

#[derive(Serialize)]
struct BandShares {
    explained: f64,
    by_basis: Vec<BasisShare>,
}

#[derive(Serialize)]
struct BasisShare {
    basis: Option<&'static str>,
    share: f64,
    standard_error: f64,
}

#[derive(Serialize)]
struct IsoRisk<'a> {
    people: u32,
    groups: &'a [String],
    cells: Vec<IsoCell>,
}

#[derive(Serialize)]
struct IsoCell {
    people: u32,
    lapse_factor: f64,
    trials: u64,
    odds: Mean,
}

struct Stages<'a>(&'a Funnel);
struct Shares<'a>(&'a Attribution);
struct ShareIntervals<'a>(&'a Attribution);
struct ShareMap<'a>(&'a [Share]);
struct ShareIntervalMap<'a>(&'a [Share]);

impl<'a> Summary<'a> {
    pub(in crate::report) fn of(result: &'a RunResult) -> Self {
        Self {
            scenario: &result.scenario,
            file: &result.file,
            measures: &result.measures,
            harm_unit: &result.harm_unit,
            days: result.days,
            first_weekday: result.first_weekday,
            provenance: Origin::of(&result.provenance),
            placing: placing_name(result.placing),
            stop: stop_name(result.stop),
            contributing_trials: result.contributing_trials,
            odds: Odds {
                mean: Mean::of(&result.odds.estimate),
                chance_error: result.odds.chance_error,
                band: result.odds.band.map(|Band { low, high }| Quantiles { low, high }),
            },
            captures: Mean::of(&result.captures),
            at_least: result.at_least.iter().map(|estimate| estimate.mean).collect(),
            at_least_intervals: result.at_least.iter().map(Mean::of).collect(),
            harm: Mean::of(&result.harm),
            harm_exceedance: exceedance(result),
            first_capture: survival(result),
            funnel: Counts::of(&result.funnel),
            funnel_intervals: Stages(&result.funnel),
            attribution: Shares(&result.attribution),
            attribution_intervals: ShareIntervals(&result.attribution),
            attribution_venue_hour: venue_hours(&result.attribution),
            weak_link_share: result.weak_link_share.map(|share| share.mean),
            weak_link_share_interval: result.weak_link_share.as_ref().map(Mean::of),
            convergence: result
                .convergence
                .iter()
                .map(|point| Convergence { trials: point.trials, odds: Mean::of(&point.odds) })
                .collect(),
            band_shares: result.band_shares.as_ref().map(BandShares::of),
            iso_risk: result.iso_risk.as_ref().map(IsoRisk::of),
        }
    }
}

impl BandShares {
    fn of(shares: &crate::study::result::BandShares) -> Self {
        let share = |share: &crate::study::result::BasisShare| BasisShare {
            basis: share.basis.map(|basis| crate::report::basis_name(Some(basis))),
            share: share.share,
            standard_error: share.standard_error,
        };
        Self { explained: shares.explained, by_basis: shares.by_basis.iter().map(share).collect() }
    }
}

impl<'a> IsoRisk<'a> {
    fn of(iso: &'a crate::study::result::IsoRisk) -> Self {
        let cell = |cell: &crate::study::result::IsoCell| IsoCell {
            people: cell.people,
            lapse_factor: cell.lapse_factor,
            trials: cell.trials,
            odds: Mean::of(&cell.odds),
        };
        Self { people: iso.people, groups: &iso.groups, cells: iso.cells.iter().map(cell).collect() }
    }
}

fn exceedance(result: &RunResult) -> Vec<Exceedance> {
    let point = |point: &crate::study::result::Exceedance| {
        let Mean { mean: probability, low, high, .. } = Mean::of(&point.probability);
        Exceedance { harm: point.harm, probability, low, high }
    };
    result.harm_exceedance.iter().map(point).collect()
}

fn survival(result: &RunResult) -> Vec<Survival> {
    let point = |point: &crate::study::result::Survival| {
        let Mean { mean: survival, low, high, .. } = Mean::of(&point.survival);
        Survival { hour: point.hour, survival, low, high }
    };
    result.first_capture.iter().map(point).collect()
}

fn venue_hours(attribution: &Attribution) -> Vec<VenueHour<'_>> {
    let cell = |cell: &crate::study::result::VenueHour| {
        let Mean { mean: share, low, high, .. } = Mean::of(&cell.share);
        (cell.hour, share, low, high)
    };
    let named = |entry| {
        let (hour, share, low, high) = cell(entry);
        VenueHour { venue: &entry.venue, hour, share, low, high }
    };
    attribution.venue_hour.iter().map(named).collect()
}

impl Counts {
    fn of(funnel: &Funnel) -> Self {
        Self {
            conversations: funnel.conversations.mean,
            legs: funnel.legs.mean,
            lapsed: funnel.lapsed.mean,
            covered: funnel.covered.mean,
            recorded: funnel.recorded.mean,
            readable: funnel.readable.mean,
            reviewed: funnel.reviewed.mean,
            captured_legs: funnel.captured_legs.mean,
            captured_conversations: funnel.captured_conversations.mean,
        }
    }
}

impl Serialize for Stages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_map(crate::report::stages(self.0).into_iter().map(|(name, estimate)| (name, Mean::of(estimate))))
    }
}

impl Serialize for Shares<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(crate::report::dimensions(self.0).map(|(name, shares)| (name, ShareMap(shares))))
    }
}

impl Serialize for ShareIntervals<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(crate::report::dimensions(self.0).map(|(name, shares)| (name, ShareIntervalMap(shares))))
    }
}

impl Serialize for ShareMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for share in self.0 {
            map.serialize_entry(&share.name, &share.share.mean)?;
        }
        map.end()
    }
}

impl Serialize for ShareIntervalMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|share| (&share.name, Mean::of(&share.share))))
    }
}
