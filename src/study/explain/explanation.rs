//! What an explanation has found: finished numbers, ready to be shown.

pub use crate::engine::Ending;
pub use crate::scenario::Basis;
use crate::statistics::{Band, Estimate};
use crate::study::result::Provenance;

/// Under so many effective hits there is no confident answer.
pub const CONFIDENT_HITS: f64 = 30.0;

/// The answer to the question who captured what leaked.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The event's name (untrusted text).
    pub scenario: String,
    /// The scenario file, as named on the command line.
    pub file: String,
    /// Measures in force.
    pub measures: Vec<String>,
    /// Where the result comes from.
    pub provenance: Provenance,
    /// Why it ended.
    pub ending: Ending,
    /// What is known of the leak, field by field.
    pub known: Vec<Known>,
    /// What was given beside the file, as it can be given again.
    pub given: Vec<String>,
    /// What can be said.
    pub verdict: Verdict,
    /// Who may have captured: by descending posterior, where there is one.
    pub hypotheses: Vec<Hypothesis>,
    /// Effective number of trials with a capture that fits what is known.
    pub effective_hits: f64,
    /// Would a measure have prevented it? Empty where nothing fits.
    pub prevention: Vec<Prevention>,
    /// Trials on which the prevention rests.
    pub prevention_trials: u64,
    /// Names of measures left out because they cannot be combined with those in force (untrusted text).
    pub left_out: Vec<String>,
}

impl Explanation {
    /// The hypothesis with the highest posterior; absent where nothing fits.
    pub fn leader(&self) -> Option<&Hypothesis> {
        self.hypotheses.first().filter(|first| first.posterior.is_some())
    }
}

/// What can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The first hypothesis leads, beyond chance.
    Leads,
    /// The first hypothesis leads, but chance may have put it before so many that follow it.
    Tied(usize),
    /// Too few captures fit for a confident answer.
    TooFew,
    /// No capture fits.
    NoMatch,
    /// Nobody in the scenario captures anything at all.
    NothingCaptured,
    /// There is only one who may have captured.
    NoRival,
}

/// Of what kind a hypothesis is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sort {
    /// A campaign, by chance.
    Campaign {
        /// Its focus: 0 is scattered, more knows where officials are; central value where it is uncertain.
        focus: f64,
    },
    /// A rival pathway.
    Pathway,
}

/// Who may have captured.
#[derive(Debug, Clone, PartialEq)]
pub struct Hypothesis {
    /// Its name (untrusted text).
    pub name: String,
    /// Campaign or pathway.
    pub sort: Sort,
    /// Expected captures per event, whatever leaked.
    pub expected: Estimate,
    /// Share of all captures, before what is known of the leak; absent where nobody captures anything.
    pub prior: Option<Estimate>,
    /// Share of its captures that fit what is known; absent where it captures nothing.
    pub likelihood: Option<Estimate>,
    /// Share of all captures that fit; absent where none fits.
    pub posterior: Option<Estimate>,
    /// 5 % and 95 % point of the posterior over the draws of the uncertain values, each draw counted by how probable it
    /// makes such a leak; absent without draws, and where they are too few or too noisy to tell.
    pub band: Option<Band>,
    /// Bayes factor of this hypothesis over all others together. Absent where either likelihood is 0.
    pub favoured_by: Option<Estimate>,
    /// Bayes factor of the leading hypothesis over this one: the ratio of their likelihoods. Absent where either is 0.
    pub leader_favoured_by: Option<Estimate>,
    /// Factor by which its prior would have to be larger to make it as probable as the leading hypothesis: the ratio of
    /// their posteriors. Absent where its own is 0, and for the leading hypothesis.
    pub overturns_at: Option<Estimate>,
    /// Effective number of trials with a capture by it that fits.
    pub effective_hits: f64,
    /// Trials with a capture by it that fits.
    pub matched_trials: u64,
    /// Its kinds of collector, where it has several.
    pub collectors: Vec<Collector>,
}

/// A kind of collector of a campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct Collector {
    /// Its name (untrusted text).
    pub name: String,
    /// Share of all captures, before what is known.
    pub prior: Option<Estimate>,
    /// Share of its captures that fit.
    pub likelihood: Option<Estimate>,
    /// Share of all captures that fit.
    pub posterior: Option<Estimate>,
}

/// Where a fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The `[leak]` table of the scenario.
    File,
    /// It was given beside it.
    Given,
}

/// A fact of the leak, and what it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Its field.
    pub field: &'static str,
    /// Its value (untrusted text).
    pub value: String,
    /// Where it comes from.
    pub told: Told,
    /// What it rests on, by `[sources]`; absent where nothing is said, or it was given.
    pub basis: Option<Basis>,
    /// Posterior of the leading hypothesis without this fact; absent where nothing fits.
    pub leader_without: Option<Estimate>,
    /// Effective number of trials with a capture that fits all other facts.
    pub hits_without: f64,
    /// Effective number of trials with a capture that fits this fact.
    pub hits_alone: f64,
}

/// What a measure would have done.
#[derive(Debug, Clone, PartialEq)]
pub struct Prevention {
    /// Its name (untrusted text).
    pub measure: String,
    /// What it is called (untrusted text).
    pub title: String,
    /// Measures that it needs, and that were in force with it.
    pub with: Vec<String>,
    /// Odds that the leak would not have happened, whoever captured it.
    pub prevented: Estimate,
    /// The same, if the leading hypothesis captured it.
    pub if_leader: Option<Estimate>,
}

/// How strongly evidence speaks, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Up to 3: not worth more than a bare mention.
    BareMention,
    /// 3 to 20.
    Positive,
    /// 20 to 150.
    Strong,
    /// Above 150.
    VeryStrong,
}

impl Strength {
    /// The strength of a Bayes factor of at least 1, or of its inverse.
    ///
    /// R. E. Kass, A. E. Raftery, *Bayes factors*, JASA 90 (1995) 773, section 3.2.
    pub fn of(factor: f64) -> Self {
        match factor.max(1.0 / factor) {
            factor if factor > 150.0 => Self::VeryStrong,
            factor if factor > 20.0 => Self::Strong,
            factor if factor > 3.0 => Self::Positive,
            _ => Self::BareMention,
        }
    }

    /// The words of the source.
    pub fn words(self) -> &'static str {
        match self {
            Self::BareMention => "bare mention",
            Self::Positive => "positive",
            Self::Strong => "strong",
            Self::VeryStrong => "very strong",
        }
    }
}
