//! The project's own streams, with what they must yield: `streams/README.md`.

mod common;

use std::path::Path;

use common::Run;
use headwater::ResponseHead;
use headwater_openai::{Api, Outcome};
use serde_json::Value;

fn status(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Completed => "completed",
        Outcome::ToolCalls => "tool_calls",
        Outcome::Incomplete { .. } => "incomplete",
        Outcome::Refused => "refused",
        Outcome::Failed(_) => "failed",
        Outcome::Interrupted(_) => "interrupted",
        _ => "another",
    }
}

fn check(row: &Value, body: &[u8], disagreements: &mut Vec<String>) {
    let file = row["file"].as_str().expect("a file");
    let api = match row["api"].as_str() {
        Some("responses") => Api::Responses,
        _ => Api::ChatCompletions,
    };
    let is_open = |key: &str| {
        row["left_open"].as_array().is_some_and(|open| open.iter().any(|left| left == key))
    };
    for size in [1, 7, 64, 1400, body.len().max(1)] {
        let head = ResponseHead::new(200).content_type(Some(b"text/event-stream"));
        let seen = Run::new(api).head(head).read(body.chunks(size));
        let mut differs = |what: &str, is: &str, should: &Value| {
            let should = should.as_str().unwrap_or_default();
            if is != should {
                disagreements.push(format!("{file} in {size}s: {what} is {is:?}, not {should:?}"));
            }
        };
        differs("status", status(&seen.outcome), &row["outcome"]["status"]);
        if !is_open("text") {
            differs("text", &seen.text, &row["text"]);
        }
        if !is_open("reasoning") {
            differs("reasoning", &seen.reasoning, &row["reasoning"]);
        }
    }
}

#[test]
fn our_streams_yield_what_they_must() {
    let streams = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/streams");
    let rows = std::fs::read_to_string(streams.join("expected.jsonl")).expect("the rows");
    let mut disagreements = Vec::new();
    let mut count = 0;
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row).expect("a row of JSON");
        let file = row["file"].as_str().expect("a file");
        let body = std::fs::read(streams.join(file)).expect("a stream");
        check(&row, &body, &mut disagreements);
        count += 1;
    }
    let files = ["responses", "chat", "completions"].map(|folder| {
        std::fs::read_dir(streams.join(folder)).expect("a folder of streams").count()
    });
    assert_eq!(count, files.iter().sum::<usize>(), "each stream has its row");
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
}
