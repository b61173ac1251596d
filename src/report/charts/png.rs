//! SVG to PNG, by resvg: smooth, at twice the size, with the embedded font and nothing of the system's.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::{Chart, font};

/// Pixels of the picture for one of the chart.
pub const SCALE: f32 = 2.0;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(font::REGULAR.to_vec());
    fonts.load_font_data(font::BOLD.to_vec());
    fonts.set_sans_serif_family("Inter");
    Arc::new(fonts)
});

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// The SVG cannot be read.
    #[error("the chart cannot be drawn: {0}")]
    Svg(#[from] resvg::usvg::Error),
    /// It is too large, or has no size.
    #[error("the chart is too large for a picture")]
    Size,
    /// The picture cannot be packed.
    #[error("the picture cannot be written: {0}")]
    Encoding(String),
}

/// The chart as a picture of twice its size.
pub fn png(chart: &Chart) -> Result<Vec<u8>, PngError> {
    let options = Options { fontdb: FONTS.clone(), ..Options::default() };
    let tree = Tree::from_str(&chart.svg, &options)?;
    let size = tree.size().to_int_size();
    let side = |pixels: u32| (pixels as f32 * SCALE) as u32;
    let mut picture = Pixmap::new(side(size.width()), side(size.height())).ok_or(PngError::Size)?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
    picture.encode_png().map_err(|error| PngError::Encoding(error.to_string()))
}
