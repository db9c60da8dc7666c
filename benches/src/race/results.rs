//! All that a run of the race measured.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use headwater_benches::answers::Answers;
use headwater_benches::cell::Cell;
use headwater_benches::conformance::Conformance;
use headwater_benches::count::Counts;
use headwater_benches::delivery::Delivery;
use headwater_benches::growth::Growth;
use serde::{Deserialize, Serialize};

use super::Fallible;
use super::asked::Asked;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Results {
    /// The command that was given; of files of long ago unknown.
    #[serde(default)]
    pub(super) command: Option<String>,
    #[serde(default)]
    pub(super) asked: Asked,
    /// The commit that was raced, where git tells it.
    #[serde(default)]
    pub(super) commit: Option<String>,
    /// The model of the CPU, where the system tells it.
    pub(super) cpu: String,
    pub(super) cells: Vec<Cell>,
    pub(super) counts: Vec<Counts>,
    pub(super) growth: Vec<Growth>,
    pub(super) delivery: Vec<Delivery>,
    pub(super) conformance: Vec<Conformance>,
    /// Answers: not in files of long ago.
    #[serde(default)]
    pub(super) answers: Vec<Answers>,
}

impl Results {
    pub(super) fn new(command: String, asked: Asked, counts: Vec<Counts>) -> Self {
        Self {
            command: Some(command),
            asked,
            commit: commit(),
            cpu: cpu_model().unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cells: Vec::new(),
            counts,
            growth: Vec::new(),
            delivery: Vec::new(),
            conformance: Vec::new(),
            answers: Vec::new(),
        }
    }

    pub(super) fn load(file: &Path) -> Fallible<Self> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?)
    }

    /// A part of the race has a name of its own, so that it never takes the place of a whole one.
    pub(super) fn save(&self, number: usize) -> Fallible<()> {
        std::fs::create_dir_all(folder())?;
        let name = if self.asked.is_everything() { "race" } else { "part" };
        let file = folder().join(format!("{name}-{number}.json"));
        Ok(std::fs::write(file, serde_json::to_vec(self)?)?)
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

/// The commit's short hash, with a word where something was changed since.
fn commit() -> Option<String> {
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        let output =
            git.current_dir(workspace()).args(arguments).stderr(Stdio::null()).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    };
    let hash = git(&["rev-parse", "--short", "HEAD"])?;
    // What is written about the race does not change it.
    let changed =
        git(&["status", "--porcelain", "--untracked-files=no", "--", "crates", "benches"]);
    let changed = changed.is_some_and(|files| files.lines().any(|file| !file.ends_with(".md")));
    Some(hash + if changed { " with changes" } else { "" })
}

fn cpu_model() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
