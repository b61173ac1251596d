//! What there is to ask about.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::blocking;
use super::diagnosis::{Told, told};
use crate::report::safe;
use crate::scenario::world::World;
use crate::scenario::{Leak, Measure, MeasureKind, Scenario};
use crate::serve::ask::{Json, MAX_TRIALS, PRECISION, Question};
use crate::serve::controls::{Control, controls};
use crate::serve::error::{ErrorBody, Refusal, json};
use crate::serve::library::{Entry, Library};
use crate::serve::state::App;
use crate::study::prepare::DEFAULT_DRAWS;

/// All scenarios.
#[derive(Serialize, ToSchema)]
pub struct Listing {
    /// They.
    scenarios: Vec<Listed>,
    /// Where a file can be saved.
    folders: Vec<FolderTold>,
    /// The seed, unless another is asked for.
    seed: u64,
    /// Version of the program.
    version: &'static str,
}

/// One of them.
#[derive(Serialize, ToSchema)]
struct Listed {
    /// What it is asked for by.
    id: String,
    /// The event's name.
    title: String,
    /// The file, as a command would be told of it.
    path: String,
    /// Whether it was there when the server was started: it is not replaced without asking.
    shipped: bool,
    /// Whether it can be run.
    valid: bool,
    /// The folder.
    folder: String,
}

/// A folder.
#[derive(Serialize, ToSchema)]
struct FolderTold {
    /// What it is asked for by.
    id: String,
    /// As it was named.
    path: String,
    /// Its own name.
    name: String,
    /// Whether a file can be saved there.
    writable: bool,
}

/// A scenario, with all that can be asked of it.
#[derive(Serialize, ToSchema)]
pub struct Description {
    id: Option<String>,
    title: String,
    /// The first lines of the file, without their marks.
    question: String,
    text: String,
    path: String,
    folder: Option<String>,
    hash: Option<String>,
    /// Whether it changes another file.
    extends: bool,
    currency: String,
    harm_unit: String,
    days: u32,
    /// How many values are not known.
    uncertain: usize,
    leak: bool,
    controls: Vec<Control>,
    measures: Vec<MeasureTold>,
    groups: Vec<String>,
    venues: Vec<String>,
    kinds: Vec<String>,
    channels: Vec<String>,
    pathways: Vec<String>,
    campaigns: Vec<String>,
    /// What is odd about it; of an invalid one, what is wrong.
    diagnostics: Vec<Told>,
    valid: bool,
    defaults: Defaults,
}

/// How it is run, unless something else is asked for.
#[derive(Serialize, ToSchema)]
struct Defaults {
    seed: u64,
    precision: f64,
    max_trials: u64,
    draws: u64,
}

/// A measure.
#[derive(Serialize, ToSchema)]
struct MeasureTold {
    name: String,
    title: String,
    kind: &'static str,
    /// What it costs: the median where it is uncertain.
    cost: f64,
    currency: String,
    excludes: Vec<String>,
    requires: Vec<String>,
}

/// The scenarios that are served.
#[utoipa::path(get, path = "/api/v1/scenarios", responses((status = 200, body = Listing)))]
pub async fn list(State(app): State<Arc<App>>) -> Result<Response<Body>, Refusal> {
    let listing = blocking(move || Ok(listing(&app.library))).await?;
    Ok(json(StatusCode::OK, &listing))
}

/// A scenario, with all that can be asked of it.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}", params(("id" = String, Path)),
    responses((status = 200, body = Description), (status = 404, body = ErrorBody)))]
pub async fn describe(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Response<Body>, Refusal> {
    let described = blocking(move || {
        let entry = app.library.find(&id)?;
        let text = app.library.text(&entry)?;
        let question = Question { scenario: Some(id), ..Question::default() };
        Ok(match question.scenario(&app.library) {
            Ok(scenario) => described(&scenario, Some(&entry), text)?,
            Err(refusal) => broken(&entry, text, &refusal),
        })
    })
    .await?;
    Ok(json(StatusCode::OK, &described))
}

/// An edited scenario, with all that can be asked of it.
#[utoipa::path(post, path = "/api/v1/describe", request_body = Question,
    responses((status = 200, body = Description), (status = 422, body = ErrorBody)))]
pub async fn describe_text(
    State(app): State<Arc<App>>,
    Json(question): Json<Question>,
) -> Result<Response<Body>, Refusal> {
    let described = blocking(move || {
        let scenario = question.scenario(&app.library)?;
        let entry = question.scenario.as_deref().map(|id| app.library.find(id)).transpose()?;
        let text = match (&question.text, &entry) {
            (Some(text), _) => text.clone(),
            (None, Some(entry)) => app.library.text(entry)?,
            (None, None) => String::new(),
        };
        described(&scenario, entry.as_ref(), text)
    })
    .await?;
    Ok(json(StatusCode::OK, &described))
}

fn listing(library: &Library) -> Listing {
    let listed = |entry: Entry| {
        let title = library.title(&entry);
        Listed {
            title: title.text,
            valid: title.valid,
            path: safe::path(&entry.path),
            shipped: entry.first,
            folder: entry.folder.to_string(),
            id: entry.id,
        }
    };
    let folder = |(index, path): (usize, &std::path::Path)| FolderTold {
        id: index.to_string(),
        path: safe::path(path),
        name: safe::one_line(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy()),
        writable: std::fs::metadata(path).is_ok_and(|found| !found.permissions().readonly()),
    };
    Listing {
        scenarios: library.list().into_iter().map(listed).collect(),
        folders: library.folders().enumerate().map(folder).collect(),
        seed: 1,
        version: env!("CARGO_PKG_VERSION"),
    }
}

fn described(scenario: &Scenario, entry: Option<&Entry>, text: String) -> Result<Description, Refusal> {
    let central = scenario.central_values();
    let own = safe::one_line(scenario.file());
    let world = scenario.world(&central).map_err(|diagnostics| Refusal::invalid(&diagnostics, &own))?;
    let measure = |measure: &Measure| MeasureTold {
        name: measure.name.clone(),
        title: safe::one_line(&measure.title),
        kind: if measure.kind == MeasureKind::Technical { "technical" } else { "organisational" },
        cost: measure.cost(&central),
        currency: safe::one_line(scenario.cost_unit()),
        excludes: measure.excludes.clone(),
        requires: measure.requires.clone(),
    };
    let uncertain = scenario.uncertain().len();
    Ok(Description {
        id: entry.map(|entry| entry.id.clone()),
        title: safe::one_line(scenario.name()),
        question: question(&text),
        extends: scenario.files().count() > 1,
        path: own.clone(),
        folder: entry.map(|entry| entry.folder.to_string()),
        hash: Some(scenario.hash().to_owned()),
        currency: safe::one_line(scenario.cost_unit()),
        harm_unit: safe::one_line(scenario.harm_unit()),
        days: world.event.days,
        uncertain,
        leak: scenario.leak().is_some_and(|leak| *leak != Leak::default()),
        controls: controls(scenario, &world),
        measures: scenario.measures().iter().map(measure).collect(),
        diagnostics: told(scenario.warnings(), &own),
        valid: true,
        defaults: defaults(if scenario.uses().contains(&true) { DEFAULT_DRAWS } else { 1 }),
        text,
        ..names(&world)
    })
}

fn defaults(draws: u64) -> Defaults {
    Defaults { seed: 1, precision: PRECISION, max_trials: MAX_TRIALS, draws }
}

/// A description with the names of a world, and nothing else.
fn names(world: &World) -> Description {
    fn of<T>(all: &[T], name: fn(&T) -> &String) -> Vec<String> {
        all.iter().map(|one| name(one).clone()).collect()
    }
    Description {
        groups: of(&world.groups, |group| &group.name),
        venues: of(&world.venues, |venue| &venue.name),
        kinds: of(&world.kinds, |kind| &kind.name),
        channels: of(&world.channels, |channel| &channel.name),
        pathways: of(&world.pathways, |pathway| &pathway.name),
        campaigns: of(&world.campaigns, |campaign| &campaign.name),
        ..Description::default()
    }
}

/// A file that is no valid scenario: its text, and what is wrong with it.
fn broken(entry: &Entry, text: String, refusal: &Refusal) -> Description {
    Description {
        id: Some(entry.id.clone()),
        title: safe::one_line(&entry.path.file_stem().unwrap_or_default().to_string_lossy()),
        question: question(&text),
        path: safe::path(&entry.path),
        folder: Some(entry.folder.to_string()),
        diagnostics: refusal.wrong().diagnostics.clone().unwrap_or_default(),
        text,
        ..Description::default()
    }
}

impl Default for Description {
    fn default() -> Self {
        Self {
            id: None,
            title: String::new(),
            question: String::new(),
            text: String::new(),
            path: String::new(),
            folder: None,
            hash: None,
            extends: false,
            currency: String::new(),
            harm_unit: String::new(),
            days: 0,
            uncertain: 0,
            leak: false,
            controls: Vec::new(),
            measures: Vec::new(),
            groups: Vec::new(),
            venues: Vec::new(),
            kinds: Vec::new(),
            channels: Vec::new(),
            pathways: Vec::new(),
            campaigns: Vec::new(),
            diagnostics: Vec::new(),
            valid: false,
            defaults: defaults(1),
        }
    }
}

/// The question that a file asks: the comment under its heading "The question", or the first comment.
fn question(text: &str) -> String {
    let comments: Vec<&str> = text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim).collect();
    let start = comments.iter().position(|line| line.eq_ignore_ascii_case("the question")).map(|heading| heading + 1);
    let rest = comments.iter().skip(start.unwrap_or(0)).skip_while(|line| line.is_empty() || line.starts_with(':'));
    let words: Vec<&str> = rest.take_while(|line| !line.is_empty()).copied().collect();
    safe::one_line(&words.join(" "))
}
