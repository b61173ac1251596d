//! The page: its files, built into the program.

use std::fs;
use std::path::Path;

use super::token::random_word;

/// Stands in the page for what is new in every answer, by which the style sheet of the editor is let through.
const NONCE: &str = "@NONCE@";

/// A file of the page.
pub struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

macro_rules! asset {
    ($name:literal, $kind:literal, $path:literal) => {
        Asset { name: $name, kind: $kind, bytes: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $path)) }
    };
}

/// The page itself.
const INDEX: Asset = asset!("index.html", "text/html; charset=utf-8", "web/dist/index.html");
/// What it asks for, by name. Fonts are those of the charts.
const ASSETS: [Asset; 7] = [
    asset!("app.js", "text/javascript; charset=utf-8", "web/dist/app.js"),
    asset!("editor.js", "text/javascript; charset=utf-8", "web/dist/editor.js"),
    asset!("app.css", "text/css; charset=utf-8", "web/dist/app.css"),
    asset!("licences.txt", "text/plain; charset=utf-8", "web/dist/licences.txt"),
    asset!("Inter-Regular.otf", "font/otf", "assets/fonts/Inter-Regular.otf"),
    asset!("Inter-Bold.otf", "font/otf", "assets/fonts/Inter-Bold.otf"),
    asset!("OFL.txt", "text/plain; charset=utf-8", "assets/fonts/OFL.txt"),
];

/// What is sent of a file.
pub struct Sent {
    /// Its type.
    pub kind: &'static str,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The page, and the policy under which it is shown.
pub fn index(folder: Option<&Path>) -> Option<(Sent, String)> {
    let nonce = random_word().ok()?;
    let text = String::from_utf8(read(&INDEX, folder)).ok()?.replace(NONCE, &nonce);
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' blob: data:; \
         font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    Some((Sent { kind: INDEX.kind, bytes: text.into_bytes() }, policy))
}

/// A file that the page asks for. Only names of the list are looked for, wherever they are read from.
pub fn asset(name: &str, folder: Option<&Path>) -> Option<Sent> {
    let asset = ASSETS.iter().find(|asset| asset.name == name)?;
    Some(Sent { kind: asset.kind, bytes: read(asset, folder) })
}

fn read(asset: &Asset, folder: Option<&Path>) -> Vec<u8> {
    let found = folder.and_then(|folder| fs::read(folder.join(asset.name)).ok());
    found.unwrap_or_else(|| asset.bytes.to_vec())
}
