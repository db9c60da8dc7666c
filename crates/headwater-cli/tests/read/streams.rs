//! Every stream that there is: our own, and those that were recorded from servers, where they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use headwater::Decoder;
use serde_json::{Value, json};

use crate::exactness::assert_same_json;
use crate::support::process::headwater;
use crate::support::shared::{shared, skipped};

/// The first holds every stream whole.
const CHUNK_SIZES: [&str; 5] = ["10000000", "1400", "64", "7", "1"];

/// One stream, read in every way.
struct ReadStream {
    file: String,
    /// All but the last.
    lines: Vec<Value>,
    raw_lines: Vec<String>,
    outcome: Value,
    final_object: Value,
    text: String,
    exit: Option<i32>,
}

impl ReadStream {
    fn of(path: &Path, api: &str) -> Self {
        let file = path.display().to_string();
        let run = |args: &[&str]| headwater(["read", "--api", api]).args(args).args([path]).run();
        let [whole, cut @ ..] = CHUNK_SIZES.map(|size| run(&["--chunk-size", size]));
        assert_eq!(whole.stderr, "", "{file}");
        for (cut, size) in cut.iter().zip(&CHUNK_SIZES[1..]) {
            assert_eq!((cut.code, &cut.stdout), (whole.code, &whole.stdout), "{file} in {size}s");
        }
        let text = run(&["--text", "--chunk-size", "7"]);
        assert_eq!(text.code, whole.code, "{file}");
        let mut raw_lines: Vec<String> = whole.stdout.lines().map(str::to_owned).collect();
        let last = raw_lines.pop().unwrap_or_else(|| panic!("{file}: no line"));
        let ending = run(&["--final", "--chunk-size", "64"]);
        assert_eq!(ending.stdout, format!("{last}\n"), "{file}");
        let read = |line: &String| {
            // Half a surrogate pair is no string to this reader, but the event is told all the same.
            serde_json::from_str(line).unwrap_or_else(|_| json!({"event": null}))
        };
        let ending: Value =
            serde_json::from_str(&last).unwrap_or_else(|_| panic!("{file}: {last}"));
        Self {
            lines: raw_lines.iter().map(read).collect(),
            raw_lines,
            outcome: ending["outcome"].clone(),
            final_object: ending["final"].clone(),
            text: text.stdout,
            exit: whole.code,
            file,
        }
    }

    /// Each event of the body, up to the end of the answer, is a line that says the same.
    fn says_what_came(&self, body: &[u8], is_responses: bool) {
        let came = events_until_the_end(body, is_responses);
        let file = &self.file;
        assert_eq!(self.lines.len(), came.len(), "{file}: the number of lines");
        for ((line, raw_line), came) in self.lines.iter().zip(&self.raw_lines).zip(&came) {
            if line.get("error").is_some() {
                assert_eq!(line["raw"].as_str(), Some(&**came), "{file}");
                continue;
            }
            let event = raw_line.strip_prefix("{\"event\":").and_then(|it| it.strip_suffix('}'));
            let event = event.unwrap_or_else(|| panic!("{file}: {raw_line}"));
            assert_same_json(event, came, file);
        }
    }

    /// All of its fields are there, and the exit code is the one that goes with its status.
    fn has_a_whole_outcome(&self) {
        let file = &self.file;
        let keys: Vec<&str> =
            self.outcome.as_object().expect(file).keys().map(String::as_str).collect();
        let expected = [
            "body",
            "error",
            "last_sequence_number",
            "reason",
            "saw_done",
            "saw_finish_reason",
            "status",
            "tool_calls",
            "warnings",
        ];
        assert_eq!(keys, expected, "{file}");
        let exit = match self.outcome["status"].as_str() {
            Some("completed" | "tool_calls") => 0,
            Some("incomplete" | "refused") => 3,
            Some("failed") => 4,
            Some("interrupted") => 5,
            other => panic!("{file}: {other:?}"),
        };
        assert_eq!(self.exit, Some(exit), "{file}");
        assert_eq!(self.outcome["error"].is_null(), exit != 4, "{file}");
    }
}

/// The data of the events of an answer: up to `[DONE]` in Chat Completions, up to the terminal event
/// in Responses. `[DONE]` is no JSON, and nothing is no event; the last may lack its blank line.
fn events_until_the_end(body: &[u8], is_responses: bool) -> Vec<String> {
    let mut decoder = Decoder::new();
    let (mut all, mut rest) = (Vec::new(), body);
    while let Some(event) = decoder.decode(&mut rest).expect("within the limits") {
        all.push(event.data_lossy().to_string());
    }
    decoder.end();
    if let Some(event) = decoder.unfinished() {
        let data = event.data_lossy().to_string();
        let is_whole = core::str::from_utf8(event.data()).is_ok()
            && serde_json::from_str::<Value>(&data).is_ok_and(|value| value.is_object());
        all.extend(is_whole.then_some(data));
    }
    let is_done = |data: &String| data.trim() == "[DONE]";
    let is_terminal = |data: &String| {
        let kind = serde_json::from_str::<Value>(data).map(|event| event["type"].clone());
        let kind = kind.unwrap_or_default();
        ["response.completed", "response.incomplete", "response.failed"]
            .iter()
            .any(|terminal| kind == *terminal)
    };
    let end = if is_responses {
        all.iter().position(is_terminal).map(|at| at + 1)
    } else {
        all.iter().position(is_done)
    };
    all.truncate(end.unwrap_or(all.len()));
    all.retain(|data| !is_done(data));
    all
}

/// `name(arguments)`, arguments that are JSON as such.
fn call(call: &Value) -> String {
    let [name, arguments] = ["name", "arguments"].map(|key| call[key].as_str().unwrap_or_default());
    match serde_json::from_str::<Value>(arguments) {
        Ok(json) => format!("{name}({json})"),
        Err(_) => format!("{name}({arguments})"),
    }
}

fn calls<'v>(list: impl IntoIterator<Item = &'v Value>) -> Vec<String> {
    list.into_iter().map(call).collect()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn rows(path: &Path) -> Option<Vec<Value>> {
    let text = fs::read_to_string(path).ok()?;
    Some(text.lines().map(|line| serde_json::from_str(line).expect("a row of JSON")).collect())
}

/// Half of the rows on each of two threads: a process waits for the disk half of its time.
fn each(rows: &[Value], check: impl Fn(&Value) + Sync) {
    let (one, other) = rows.split_at(rows.len() / 2);
    std::thread::scope(|scope| {
        for half in [one, other] {
            scope.spawn(|| half.iter().for_each(&check));
        }
    });
}

#[test]
fn our_own_streams() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../headwater-openai/tests/streams");
    let Some(rows) = rows(&folder.join("expected.jsonl")) else {
        return skipped("our own streams were not read: those of headwater-openai are not here");
    };
    assert!(rows.len() > 300);
    each(&rows, |row| check_own(&folder, row));
}

fn check_own(folder: &Path, row: &Value) {
    let file = row["file"].as_str().expect("a file");
    let path = folder.join(file);
    let body = fs::read(&path).expect("a stream");
    let is_responses = row["api"] == "responses";
    let stream = ReadStream::of(&path, if is_responses { "responses" } else { "chat" });
    stream.has_a_whole_outcome();
    stream.says_what_came(&body, is_responses);
    let should = &row["outcome"];
    let is_open = |key: &str| list(row, "left_open").iter().any(|left| left == key);
    for key in ["status", "reason", "last_sequence_number", "saw_finish_reason", "saw_done"] {
        assert!(stream.outcome[key] == should[key] || is_open(key), "{file}: {key}");
    }
    assert_eq!(stream.outcome["body"].is_null(), should["body"] == false, "{file}");
    for key in ["type", "code"] {
        let told = &should["error"][key];
        assert!(told.is_null() || stream.outcome["error"][key] == *told, "{file}: {key}");
    }
    let said = stream.outcome["error"]["message"].as_str().unwrap_or_default();
    let message = should["error"]["message"].as_str().unwrap_or_default();
    assert!(said.contains(message) || is_open("error"), "{file}: {said:?}");
    if !is_open("text") {
        assert_eq!(stream.text, row["text"].as_str().unwrap_or_default(), "{file}");
    }
    // The rows list the calls of choice 0, the line those of all.
    let of_others = ["chat/n3-different-ends.sse", "chat/tool-of-choice-1.sse"].contains(&file);
    if !of_others && !is_open("tool_calls") {
        assert_eq!(stream.outcome["tool_calls"], row["tool_calls"], "{file}");
    }
}

#[test]
fn recorded_streams() {
    let Some(folder) = shared() else {
        return skipped(
            "204 recorded streams were not read by the command: no shared folder beside the \
             workspace, and none named in HEADWATER_SHARED",
        );
    };
    let mut all = Vec::new();
    for name in ["recorded.expected.jsonl", "derived.expected.jsonl"] {
        all.extend(rows(&folder.join(name)).expect("the rows"));
    }
    assert!(all.len() >= 204, "only {} streams", all.len());
    let outcomes = outcomes_of_recorded();
    each(&all, |row| check_recorded(&folder, row, &outcomes));
}

/// Status and reason of each, from the table that a person can check; none where that is not here.
fn outcomes_of_recorded() -> BTreeMap<String, (String, Value)> {
    let table = "../headwater-openai/tests/shared_outcomes.tsv";
    let table = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(table));
    let Ok(table) = table else {
        skipped("the table of outcomes is not here: recorded streams were read without it");
        return BTreeMap::new();
    };
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let outcomes: BTreeMap<_, _> = lines
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let reason = if columns[3] == "-" { Value::Null } else { columns[3].into() };
            (columns[0].to_owned(), (columns[2].to_owned(), reason))
        })
        .collect();
    assert!(outcomes.len() >= 204, "only {} outcomes", outcomes.len());
    outcomes
}

fn check_recorded(folder: &Path, row: &Value, outcomes: &BTreeMap<String, (String, Value)>) {
    let file = row["file"].as_str().expect("a file");
    let path = folder.join(file);
    let body = fs::read(&path).expect("a stream");
    // By its first object: the rows are not asked which API it is.
    let stream = ReadStream::of(&path, "auto");
    let is_responses = file.contains("responses");
    stream.has_a_whole_outcome();
    stream.says_what_came(&body, is_responses);
    if !outcomes.is_empty() {
        let (status, reason) = &outcomes[file];
        assert_eq!(stream.outcome["status"], **status, "{file}");
        assert_eq!(stream.outcome["reason"], *reason, "{file}");
    }
    assert_eq!(stream.text, row["text"].as_str().unwrap_or_default(), "{file}");
    // The rows do not look for it where Groq puts it.
    if !row["usage"].is_null() {
        assert_eq!(stream.final_object["usage"], row["usage"], "{file}");
    }
    if row["choices"].as_object().is_none_or(|choices| choices.len() < 2) {
        let ours = |tool: &&Value| tool["type"] != "mcp_call";
        // The rows have those of a Responses stream from their `done` items.
        let told = |call: &&Value| !is_responses || call["complete"] == true;
        let is = calls(list(&stream.outcome, "tool_calls").iter().filter(told));
        assert_eq!(is, calls(list(row, "tools").iter().filter(ours)), "{file}");
    }
    let done = row["done_sentinel"] == true && !is_responses && stream.outcome["body"].is_null();
    assert_eq!(stream.outcome["saw_done"] == true, done, "{file}");
}
