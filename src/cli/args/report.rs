//! Arguments of `report`.

use std::path::PathBuf;

use clap::Args;

use super::ThemeChoice;

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Examples:
  overheard report output/air-show
  overheard report output/air-show output/air-show-compare --out briefing.html
  overheard report output/* --theme print --out - | less";

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArguments {
    /// Folders of results, of whatever commands, in the order in which they are read
    #[arg(required = true, value_name = "DIR")]
    pub results: Vec<PathBuf>,
    /// The file to write; - for standard output
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    pub out: PathBuf,
    /// Overwrite a file that is no report
    #[arg(long)]
    pub force: bool,
    /// Colours of the page; charts keep theirs [default: those of the first result]
    #[arg(long, value_enum)]
    pub theme: Option<ThemeChoice>,
}
