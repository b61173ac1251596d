//! Charts of finished results, as SVG and PNG. Nothing here computes a statistic; what cannot be drawn honestly is not
//! drawn.

mod calibrate;
mod compare;
pub mod contour;
mod discover;
mod explain;
pub mod font;
pub mod heat;
pub mod labels;
pub mod plot;
mod png;
pub mod rows;
mod run;
pub mod scale;
pub mod scene;
mod sensitivity;
pub mod sheet;
pub mod spans;
pub mod style;
mod svg;
mod sweep;

pub use calibrate::charts_of_calibrate;
pub use compare::{charts_of_compare, charts_of_files};
pub use discover::charts_of_discovery;
pub use explain::charts_of_explanation;
pub use png::{PngError, SCALE, png};
pub use run::charts_of_run;
pub use sensitivity::charts_of_sensitivity;
pub use style::{ChartStyle, Size, SizeError, Theme};
pub use svg::escaped;
pub use sweep::charts_of_sweep;

/// A finished chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Its file name, without extension.
    pub name: &'static str,
    /// What it shows, as a finding.
    pub title: String,
    /// What is to be seen, for those who do not see it.
    pub alt: String,
    /// How it is read.
    pub how_to_read: &'static str,
    /// The chart.
    pub svg: String,
}
