//! The arrow of `docs/architecture.md` is law: a module imports only what stands to its left.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Modules from left to right; those of one step may not import each other.
const STEPS: [&[&str]; 10] = [
    &["quantity", "random"],
    &["statistics"],
    &["scenario"],
    &["model"],
    &["engine"],
    &["study"],
    &["report"],
    &["serve"],
    &["cli"],
    &["main", "lib"],
];

/// Crates that a module must not know.
const FOREIGN: [(&str, &[&str]); 4] = [
    ("quantity", &["serde", "rand", "toml", "rayon"]),
    ("statistics", &["rayon", "toml", "serde"]),
    ("model", &["rayon", "toml", "serde", "csv"]),
    ("scenario", &["rayon", "rand", "rand_distr", "csv"]),
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let first = path.strip_prefix(&root).unwrap().components().next().unwrap();
            let module = first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            // Tests inside a file may look to the right: they are no part of what depends on it.
            let code = text.split("#[cfg(test)]").next().unwrap().to_owned();
            (module, path, code)
        })
        .collect()
}

/// The modules named behind `crate::` (or `overheard::`), alone or in braces.
fn imports(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    for prefix in ["crate::", "overheard::"] {
        for (at, _) in code.match_indices(prefix) {
            let rest = &code[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(list) => {
                    found.extend(list.split('}').next().unwrap_or("").split(',').map(|item| word(item.trim())))
                }
                None => {
                    found.insert(word(rest));
                }
            }
        }
    }
    found
}

fn step_of(module: &str) -> Option<usize> {
    STEPS.iter().position(|step| step.contains(&module))
}

#[test]
fn every_module_has_its_place_in_the_order() {
    for (module, path, _) in sources() {
        assert!(
            step_of(&module).is_some(),
            "{} belongs to no layer: add it to docs/architecture.md and here",
            path.display()
        );
    }
}

#[test]
fn a_module_imports_only_what_stands_to_its_left() {
    for (module, path, code) in sources() {
        for import in imports(&code) {
            let allowed = match (step_of(&module), step_of(&import)) {
                (Some(own), Some(other)) => other < own || import == module,
                _ => true,
            };
            assert!(allowed, "{}: {module} imports {import}, which stands to its right", path.display());
        }
    }
}

#[test]
fn modules_keep_away_from_crates_that_are_none_of_their_business() {
    for (module, path, code) in sources() {
        for (_, crates) in FOREIGN.iter().filter(|(owner, _)| *owner == module) {
            for foreign in *crates {
                let named = [format!("use {foreign}::"), format!(" {foreign}::"), format!("({foreign}::")];
                let found = named.iter().any(|pattern| code.contains(pattern));
                assert!(!found, "{}: {module} uses {foreign}", path.display());
            }
        }
    }
}

#[test]
fn the_scan_for_imports_sees_braces_and_paths() {
    let found = imports("use crate::{model::Model, engine};\nlet x = crate::study::run::run();\n// crate::cli\n");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["engine", "model", "study"]);
}
