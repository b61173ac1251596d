//! What is wrong or odd about a scenario, for a program that marks it in the text.

use serde::Serialize;
use utoipa::ToSchema;

use crate::report::safe;
use crate::scenario::{Diagnostic, Severity};

/// One thing to say about one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Told {
    /// `error`: not a valid scenario; `warning`: valid, but odd.
    pub severity: &'static str,
    /// The file, or the whole `--set PATH=VALUE`.
    pub file: String,
    /// Whether that is the text that was asked about, and not a file that it extends.
    pub own: bool,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// The line on which it ends.
    pub end_line: Option<usize>,
    /// The column after its last character.
    pub end_column: Option<usize>,
    /// Path of the value, such as `group.generals.mistake`.
    pub path: String,
    /// What was found and what is required.
    pub message: String,
    /// What to try.
    pub help: Option<String>,
}

/// Diagnostics as they are told; `own` is the file that was asked about.
pub fn told(diagnostics: &[Diagnostic], own: &str) -> Vec<Told> {
    let one = |diagnostic: &Diagnostic| {
        let file = safe::one_line(&diagnostic.file);
        Told {
            severity: if diagnostic.severity == Severity::Error { "error" } else { "warning" },
            own: file == own && diagnostic.line.is_some(),
            file,
            line: diagnostic.line,
            column: diagnostic.column,
            end_line: diagnostic.line,
            end_column: diagnostic.end,
            path: safe::one_line(&diagnostic.path),
            message: safe::one_line(&diagnostic.message),
            help: diagnostic.help.as_deref().map(safe::one_line),
        }
    };
    diagnostics.iter().map(one).collect()
}
