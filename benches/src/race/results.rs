//! All that a race measured.

use std::path::{Path, PathBuf};

use headwater_benches::cell::Cell;
use headwater_benches::conformance::Conformance;
use headwater_benches::count::Counts;
use headwater_benches::delivery::Delivery;
use headwater_benches::growth::Growth;
use serde::{Deserialize, Serialize};

use super::Fallible;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Results {
    /// The model of the CPU, where the system tells it.
    pub(super) cpu: String,
    pub(super) cells: Vec<Cell>,
    pub(super) counts: Vec<Counts>,
    pub(super) growth: Vec<Growth>,
    pub(super) delivery: Vec<Delivery>,
    pub(super) conformance: Vec<Conformance>,
}

impl Results {
    pub(super) fn new(counts: Vec<Counts>) -> Self {
        Self {
            cpu: cpu_model().unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cells: Vec::new(),
            counts,
            growth: Vec::new(),
            delivery: Vec::new(),
            conformance: Vec::new(),
        }
    }

    pub(super) fn load(file: &Path) -> Fallible<Self> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?)
    }

    pub(super) fn save(&self, name: &str) -> Fallible<()> {
        std::fs::create_dir_all(folder())?;
        Ok(std::fs::write(folder().join(name), serde_json::to_vec(self)?)?)
    }

    pub(super) fn cell(&self, workload: &str, chunking: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.workload == workload && cell.chunking == chunking)
    }
}

/// `target/race`, in the target folder that cargo uses.
pub(super) fn folder() -> PathBuf {
    let default = || workspace().join("target");
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(default, PathBuf::from).join("race")
}

pub(super) fn workspace() -> PathBuf {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
    benches.parent().unwrap_or(benches).to_owned()
}

fn cpu_model() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
