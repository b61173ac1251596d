//! `check`: what is wrong with scenarios, and what their numbers imply.

use super::args::{CheckArguments, CheckFormat};
use super::failure::{Failure, Outcome};
use super::{load, terminal};
use crate::report::check::{self, Checked};
use crate::report::files::ReportError;

/// Checks each scenario.
pub fn check(arguments: &CheckArguments) -> Result<Outcome, Failure> {
    let checked: Vec<Checked> = arguments
        .scenarios
        .iter()
        .map(|path| Checked::of(&path.to_string_lossy(), load::changed(path, &arguments.changes)))
        .collect();
    let printed = match arguments.format {
        CheckFormat::Text => check::text(&checked, terminal::look()),
        CheckFormat::Json => check::json(&checked).map_err(ReportError::Json)?,
    };
    if arguments.format == CheckFormat::Text {
        checked.iter().filter(|one| !one.diagnostics.0.is_empty()).for_each(|one| terminal::diagnose(&one.diagnostics));
    }
    terminal::print(printed.as_bytes())?;
    Ok(if checked.iter().all(Checked::is_valid) { Outcome::Done } else { Outcome::Invalid })
}
