//! Recorded streams, where they are.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder of recorded streams, which are others' and not part of this repository.
pub(crate) fn shared() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("HEADWATER_SHARED").map_or_else(beside, PathBuf::from);
    Some(shared.join("streams")).filter(|streams| streams.is_dir())
}

/// Says loudly that something was not checked.
pub(crate) fn skipped(what: &str) {
    // Not `eprintln!`, which the test runner keeps to itself where a test passes.
    std::io::stderr().write_all(format!("SKIPPED: {what}\n").as_bytes()).unwrap();
}
