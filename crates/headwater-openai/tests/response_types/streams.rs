//! Every event of the streams that were recorded or made: read, written, and compared.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use headwater::Decoder;
use headwater_json::{Kind, RawJson};
use headwater_openai::ReadError;
use headwater_openai::response::{OutputItem, ResponseEvent};

use crate::{is_same, rewritten};

/// What came of events.
#[derive(Debug, Default)]
struct Counts {
    events: usize,
    unknown: BTreeMap<String, usize>,
    unknown_items: BTreeMap<String, usize>,
    unread: BTreeMap<String, usize>,
}

impl Counts {
    fn check(&mut self, file: &str, data: &str) {
        if data.is_empty() || data == "[DONE]" {
            return;
        }
        self.events += 1;
        let told = |what: &str| format!("{file}: {what}: {data}");
        match ResponseEvent::parse(data) {
            Ok(event) => {
                let written = rewritten(data).expect("the same");
                assert!(is_same(&written, data), "{}", told(&written));
                if let ResponseEvent::Unknown(_) = event {
                    let kind = event.kind().unwrap_or_default().into_owned();
                    assert!(!ResponseEvent::KINDS.contains(&&*kind), "{}", told("is known"));
                    *self.unknown.entry(kind).or_default() += 1;
                }
                let output = event.response().and_then(|response| response.output.as_ref());
                for item in event.item().into_iter().chain(output.into_iter().flatten()) {
                    if let OutputItem::Unknown(_) = item {
                        let kind = item.kind().unwrap_or_default().into_owned();
                        assert!(!OutputItem::KINDS.contains(&&*kind), "{}", told("has a known"));
                        *self.unknown_items.entry(kind).or_default() += 1;
                    }
                }
            }
            Err(error) => {
                assert!(is_right(error, data), "{}", told(&error.to_string()));
                *self.unread.entry(format!("{file}: {error}")).or_default() += 1;
            }
        }
    }

    fn read_folder(&mut self, folder: &Path) -> usize {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "sse"));
        for file in &files {
            let body = std::fs::read(file).expect("a stream");
            let name = file.file_name().expect("a name").to_string_lossy();
            let mut decoder = Decoder::new();
            let mut rest = &body[..];
            while !rest.is_empty() {
                if let Ok(Some(event)) = decoder.decode(&mut rest) {
                    self.check(&name, &String::from_utf8_lossy(event.data()));
                }
            }
        }
        files.len()
    }
}

/// Whether there is the fault in the data that was found.
fn is_right(error: ReadError, data: &str) -> bool {
    match (error, RawJson::parse(data)) {
        (ReadError::NotJson { .. }, read) => {
            read.is_err() && serde_json::from_str::<serde_json::Value>(data).is_err()
        }
        (ReadError::NotAnObject, Ok(raw)) => raw.kind() != Kind::Object,
        (ReadError::Field { name }, Ok(raw)) => match raw.get(name).map(|value| value.kind()) {
            None | Some(Kind::Null) => true,
            Some(kind) => kind == Kind::String && name == "response",
        },
        _ => false,
    }
}

#[test]
fn our_streams_are_written_as_they_were() {
    let mut counts = Counts::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/streams/responses");
    let files = counts.read_folder(&folder);
    assert!(files >= 150 && counts.events > 1000, "{files} files, {counts:?}");
    println!("{counts:#?}");
}

fn shared_streams() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("HEADWATER_SHARED").map_or_else(beside, PathBuf::from);
    let streams = shared.join("streams");
    streams.is_dir().then_some(streams)
}

#[test]
fn shared_streams_are_written_as_they_were() {
    let Some(streams) = shared_streams() else {
        // Not `eprintln!`, which the test runner keeps to itself where a test passes.
        let skipped = "SKIPPED: the recorded Responses streams were not read: no shared folder \
                       beside the workspace, and none named in HEADWATER_SHARED\n";
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        return;
    };
    let mut counts = Counts::default();
    let files = counts.read_folder(&streams.join("responses"));
    assert!(files >= 70 && counts.events > 8000, "{files} files, {counts:?}");
    assert!(counts.unknown.is_empty() && counts.unread.is_empty(), "{counts:#?}");
    assert!(counts.unknown_items.is_empty(), "{counts:#?}");
    let derived = counts.read_folder(&streams.join("derived"));
    println!("{files} files, {derived} derived, {counts:#?}");
}
