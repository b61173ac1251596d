//! Golden files: short plain text beside the tests. `UPDATE_EXPECTED=1` writes them anew.

use std::path::Path;

/// Compares with `tests/golden/<name>`.
pub fn check(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "{} differs (UPDATE_EXPECTED=1 writes it anew)\n--- expected\n{expected}\n--- found\n{found}",
        path.display()
    );
}
