//! The fonts in which the page and its charts are set, as part of the page: charts look as they were laid out, and nothing is
//! loaded.

use super::base64::base64;
use crate::report::charts::font::{BOLD_FOR_BROWSERS, REGULAR_FOR_BROWSERS};

/// The style's rules for the fonts. Weights from 600 on are bold.
pub fn faces() -> String {
    let face = |weight: &str, font: &[u8]| {
        format!(
            "@font-face {{ font-family: Inter; font-weight: {weight}; src: url(data:font/woff2;base64,{}) format(\"woff2\"); }}\n",
            base64(font)
        )
    };
    face("400", REGULAR_FOR_BROWSERS) + &face("600 700", BOLD_FOR_BROWSERS)
}
