//! Chat and completions streams: the project's own, and those recorded from providers, which are no
//! part of the repository.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use headwater::ResponseHead;
use headwater_openai::{Api, Outcome};
use serde_json::Value;

use super::Run;

/// A stream with the row that tells what it must yield.
pub(crate) struct Stream {
    pub(crate) file: String,
    pub(crate) body: Vec<u8>,
    pub(crate) row: Value,
}

impl Stream {
    /// The data of its events that are no `[DONE]`, as text; or the whole answer that came in place of
    /// them.
    pub(crate) fn events(&self) -> Vec<String> {
        let head = ResponseHead::new(200).content_type(Some(b"text/event-stream"));
        let seen = Run::new(Api::ChatCompletions).head(head).read([&self.body[..]]);
        let data = seen.events.iter().flatten().map(|data| String::from_utf8_lossy(data));
        let whole = seen.body.as_deref().filter(|_| seen.outcome == Outcome::Completed);
        let whole = whole.map(|body| String::from_utf8_lossy(body));
        data.filter(|data| data.trim() != "[DONE]")
            .chain(whole)
            .map(|data| data.into_owned())
            .collect()
    }
}

/// Those of `tests/streams`.
pub(crate) fn own() -> Vec<Stream> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/streams");
    let mut streams = rows(&folder, "expected.jsonl");
    streams.retain(|stream| stream.row["api"] != "responses");
    assert!(streams.len() >= 140, "only {} streams", streams.len());
    streams
}

/// Those of the folder that `HEADWATER_SHARED` names, else of `shared` beside the workspace.
pub(crate) fn shared() -> Option<Vec<Stream>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("HEADWATER_SHARED").map_or_else(beside, PathBuf::from);
    let folder = shared.join("streams");
    if !folder.is_dir() {
        // Not `eprintln!`, which the test runner keeps to itself where a test passes.
        let skipped = "SKIPPED: the recorded chat streams were not read: no shared folder beside \
                       the workspace, and none named in HEADWATER_SHARED\n";
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        return None;
    }
    let mut streams = rows(&folder, "recorded.expected.jsonl");
    streams.extend(rows(&folder, "derived.expected.jsonl"));
    streams.retain(|stream| stream.row["kind"] != "responses" && !stream.file.contains("/respon"));
    assert!(streams.len() >= 105, "only {} streams", streams.len());
    Some(streams)
}

fn rows(folder: &Path, name: &str) -> Vec<Stream> {
    let rows = std::fs::read_to_string(folder.join(name)).expect("the rows");
    let stream = |row: &str| {
        let row: Value = serde_json::from_str(row).expect("a row of JSON");
        let file = row["file"].as_str().expect("a file").to_owned();
        let body = std::fs::read(folder.join(&file)).expect("a stream");
        Stream { file, body, row }
    };
    rows.lines().map(stream).collect()
}
