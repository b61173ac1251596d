//! The content security policy: nothing is loaded, only the report's own style and script are in force, and fonts are those
//! that it brings.

use sha2::{Digest, Sha256};

use super::base64::base64;

/// A policy under which exactly this style and this script are in force.
pub fn of(style: &str, script: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())));
    format!(
        "default-src 'none'; style-src {}; script-src {}; font-src data:; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}
