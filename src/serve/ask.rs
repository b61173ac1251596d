//! What is asked about: a scenario that is served, or a text in its place, and what is changed in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::error::Refusal;
use super::library::Library;
use crate::report::safe;
use crate::scenario::{self, Diagnostics, Override, Scenario};
use crate::study::result::{Effort, Estimator};
use crate::study::run::RunOptions;

/// Bytes of a request at most.
pub const BODY_BYTES: usize = 2_000_000;
/// Changes of values at most.
const MOST_CHANGES: usize = 500;
/// Half-width of the interval over the odds at which a run stops, unless told otherwise: that of the commands.
pub const PRECISION: f64 = 0.02;
/// Most trials that a run spends on it, unless told otherwise: that of the commands.
pub const MAX_TRIALS: u64 = 1_000_000;
/// The most trials that may be asked for here.
const MOST_TRIALS: u64 = 10_000_000;
/// The most draws that may be asked for here.
const MOST_DRAWS: u64 = 10_000;
/// The closest precision that may be asked for here.
const CLOSEST: f64 = 1e-4;
/// The most steps of a trial: a thousand of them are done before it is asked whether to stop.
const MOST_WORK: f64 = 3e5;
/// The name of a text that stands in the place of no file.
const UNSAVED: &str = "unsaved.toml";

/// A scenario and what is changed in it.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Question {
    /// The id of a scenario.
    pub scenario: Option<String>,
    /// A text in the place of that file, or of none.
    pub text: Option<String>,
    /// What is changed, by path: numbers, or text as it would be typed after `--set PATH=`.
    pub set: BTreeMap<String, Value>,
    /// Names of the measures in force; of a comparison, of the only ones that are compared.
    pub measures: Option<Vec<String>>,
    /// The seed; absent: 1.
    pub seed: Option<u64>,
    /// Exactly so many trials.
    pub trials: Option<u64>,
    /// At most so many trials on the way to the precision.
    pub max_trials: Option<u64>,
    /// Half-width of the 95 % interval over the odds at which to stop.
    pub precision: Option<f64>,
    /// Draws of the uncertain values.
    pub draws: Option<u64>,
    /// What the difference is told to: absent, to the file as it is.
    pub beside: Option<Beside>,
    /// Of a comparison: combinations of up to so many measures.
    pub combine: Option<usize>,
    /// Of a comparison: all combinations that cost at most this.
    pub budget: Option<f64>,
    /// Of a comparison: odds that are tolerable.
    pub tolerable: Option<f64>,
    /// Of an explanation: what is known of the leak, by field.
    pub seen: Option<BTreeMap<String, String>>,
}

/// What a difference is told to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Beside {
    /// What is changed, by path.
    pub set: BTreeMap<String, Value>,
    /// Names of the measures in force.
    pub measures: Vec<String>,
}

/// Where a scenario stands, or would stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Where {
    /// The file.
    pub path: PathBuf,
    /// Whether what is asked about is not what stands in it.
    pub unsaved: Saved,
}

/// Whether a scenario is a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It is.
    Yes,
    /// It is a text that was edited.
    No,
}

impl Question {
    /// Where its scenario stands.
    pub fn place(&self, library: &Library) -> Result<Where, Refusal> {
        let unsaved = if self.text.is_some() { Saved::No } else { Saved::Yes };
        let path = match (&self.scenario, library.folders().next()) {
            (Some(id), _) => library.find(id)?.path,
            (None, Some(folder)) if self.text.is_some() => folder.join(UNSAVED),
            _ => return Err(Refusal::bad("`scenario` or `text` is missing: what is the question about?")),
        };
        Ok(Where { path, unsaved })
    }

    /// Its scenario, changed as it says.
    pub fn scenario(&self, library: &Library) -> Result<Scenario, Refusal> {
        self.changed(library, &self.set, self.measures.as_deref().unwrap_or_default())
    }

    /// What a difference is told to; absent where nothing differs.
    pub fn unchanged(&self, library: &Library) -> Result<Option<Scenario>, Refusal> {
        let beside = self.beside.clone().unwrap_or_default();
        let own = Beside { set: self.set.clone(), measures: self.measures.clone().unwrap_or_default() };
        if beside == own {
            return Ok(None);
        }
        self.changed(library, &beside.set, &beside.measures).map(Some)
    }

    fn changed(
        &self,
        library: &Library,
        set: &BTreeMap<String, Value>,
        measures: &[String],
    ) -> Result<Scenario, Refusal> {
        let path = self.place(library)?.path;
        let own = safe::path(&path);
        let invalid = |diagnostics: Diagnostics| Refusal::invalid(&diagnostics, &own);
        let scenario = read(library, &path, self.text.as_deref(), set).map_err(invalid)?;
        let scenario =
            if measures.is_empty() { scenario } else { scenario.with_measures(measures).map_err(invalid)? };
        let world = scenario.world(&scenario.central_values()).map_err(invalid)?;
        if scenario::work_of_a_trial(&world) > MOST_WORK {
            let message = "the scenario is too large for the page: use the command line, or model a part of the event";
            return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "too_large", message));
        }
        Ok(scenario)
    }

    /// Its scenario, changed as it says, without measures.
    pub fn bare_scenario(&self, library: &Library) -> Result<Scenario, Refusal> {
        self.changed(library, &self.set, &[])
    }

    /// How it is to be run.
    pub fn options(&self) -> Result<RunOptions, Refusal> {
        let precision = self.precision.unwrap_or(PRECISION);
        let within = |given: Option<u64>, most: u64| given.is_none_or(|given| (1..=most).contains(&given));
        if !(CLOSEST..1.0).contains(&precision) {
            return Err(Refusal::bad(format!("precision: a number from {CLOSEST} to below 1 is needed")));
        }
        if !within(self.trials, MOST_TRIALS) || !within(self.max_trials, MOST_TRIALS) {
            return Err(Refusal::bad(format!("trials: 1 to {MOST_TRIALS} are run here; the command line runs more")));
        }
        if !within(self.draws, MOST_DRAWS) {
            return Err(Refusal::bad(format!("draws: 1 to {MOST_DRAWS} are made here; the command line makes more")));
        }
        let max_trials = self.max_trials.unwrap_or(MAX_TRIALS);
        let effort = self.trials.map_or(Effort::Precision { relative: precision, max_trials }, Effort::Trials);
        let seed = self.seed.unwrap_or(1);
        Ok(RunOptions { seed, draws: self.draws, effort, estimator: Estimator::Conditional, records: 0 })
    }
}

/// Reads a scenario with changes.
fn read(
    library: &Library,
    path: &Path,
    text: Option<&str>,
    set: &BTreeMap<String, Value>,
) -> Result<Scenario, Diagnostics> {
    let changes = overrides(set).into_iter().take(MOST_CHANGES + 1);
    let changes = changes.map(|text| Override::parse(&text)).collect::<Result<Vec<_>, _>>()?;
    library.load(path, text, &changes)
}

/// Changes as they are typed after `--set`.
pub fn overrides(set: &BTreeMap<String, Value>) -> Vec<String> {
    let given = set.iter().filter(|(_, value)| !value.is_null());
    given.map(|(path, value)| format!("{path}={}", as_typed(value))).collect()
}

/// A value as it is typed: a text stands for itself.
fn as_typed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => toml(other),
    }
}

/// A value in TOML, on one line.
fn toml(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let bare =
                |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
            let key = |key: &str| if bare(key) { key.to_owned() } else { Value::from(key).to_string() };
            let entries = entries.iter().map(|(name, value)| format!("{} = {}", key(name), toml(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        // Texts of JSON are texts of TOML; so are its numbers, true and false.
        other => other.to_string(),
    }
}

/// A body in JSON.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Response<Body>;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.split(';').next().map(str::trim) != Some("application/json") {
            let message = "the body must be JSON, and say so: content-type: application/json";
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", message).into_response());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| too_large().into_response())?;
        let read = serde_json::from_slice(&bytes);
        read.map(Self).map_err(|error| Refusal::bad(format!("the body is not what is wanted: {error}")).into_response())
    }
}

/// The answer to a body that is too large, or does not come.
pub fn too_large() -> Refusal {
    let message = format!("the body does not come, or is larger than {} MB", BODY_BYTES / 1_000_000);
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_typed_as_the_command_line_takes_them() {
        let set: BTreeMap<String, Value> = serde_json::from_str(
            r#"{"a.b": 0.02, "b": {"low": 0.1, "high": 1e-7}, "c": "local", "d": ["x", "y\n"], "e": true, "f": null}"#,
        )
        .unwrap();
        assert_eq!(
            overrides(&set),
            ["a.b=0.02", "b={ high = 1e-7, low = 0.1 }", "c=local", r#"d=["x", "y\n"]"#, "e=true"]
        );
    }
}
