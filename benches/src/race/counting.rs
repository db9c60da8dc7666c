//! Starts the process that counts.

use std::process::{Command, Stdio};

use headwater_benches::count::Counts;

use super::Fallible;
use super::asked::Asked;

/// What `race-counts` counts, built with the feature `count` that must not be on here.
pub(super) fn counts(asked: &Asked) -> Fallible<Vec<Counts>> {
    eprintln!("counting allocations, in a process of its own");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["run", "--quiet", "--release", "-p", "headwater-benches", "--bin", "race-counts"])
        .args(["--no-default-features", "--features"])
        .arg(if cfg!(feature = "peers") { "count,peers" } else { "count" })
        .arg("--");
    for (name, value) in asked.names() {
        if let Some(value) = value {
            command.args([name, value]);
        }
    }
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("race-counts failed: {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
