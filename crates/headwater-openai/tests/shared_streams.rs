//! Streams recorded from 32 providers, and some derived from them, with what they must yield.
//!
//! They are not part of this repository, for they are others' recordings: the test looks for them
//! in the folder that `HEADWATER_SHARED` names, else in `shared` beside the workspace. How each ends
//! stands in `shared_outcomes.tsv`, for people to check.

mod common;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use common::{Run, Seen, status};
use headwater::ResponseHead;
use headwater_openai::response::{OutputItem, Response};
use headwater_openai::{Api, ToolCall};
use serde_json::Value;

const OUTCOMES: &str = include_str!("shared_outcomes.tsv");

fn streams() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("HEADWATER_SHARED").map_or_else(beside, PathBuf::from);
    let streams = shared.join("streams");
    streams.is_dir().then_some(streams)
}

/// The columns of each line of a table.
fn table(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect()).collect()
}

fn read(streams: &Path, name: &str) -> String {
    std::fs::read_to_string(streams.join(name)).expect("a list of the shared folder")
}

fn rows(streams: &Path, name: &str) -> Vec<Value> {
    let text = read(streams, name);
    text.lines().map(|line| serde_json::from_str(line).expect("a row of JSON")).collect()
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// `name(arguments)` of the calls of a row, of choice 0: those the caller is to make, or those that the
/// server makes on MCP servers.
fn expected_calls(row: &Value, of_mcp: bool) -> Vec<String> {
    let tools = row["tools"].as_array().into_iter().flatten();
    tools
        .filter(|tool| (tool["type"] == "mcp_call") == of_mcp)
        .map(|tool| call(text_of(&tool["name"]), text_of(&tool["arguments"])))
        .collect()
}

/// Arguments that are JSON are compared as such: the lists were written by another JSON writer.
fn call(name: &str, arguments: &str) -> String {
    let read = serde_json::from_str::<Value>(arguments);
    format!("{name}({})", read.map_or_else(|_| arguments.to_owned(), |read| read.to_string()))
}

fn mcp_calls(seen: &Seen) -> Vec<String> {
    let response = seen.final_object.as_deref().map(|json| Response::parse(json).expect("JSON"));
    let output = response.into_iter().flat_map(|response| response.output.unwrap_or_default());
    let mcp_call = |item: OutputItem<'_>| match item {
        OutputItem::McpCall(item) => Some(call(
            item.name.as_deref().unwrap_or_default(),
            item.arguments.as_deref().unwrap_or_default(),
        )),
        _ => None,
    };
    output.filter_map(mcp_call).collect()
}

/// Input, output and total of a row, in the words of either API.
fn expected_usage(row: &Value) -> [Option<u64>; 3] {
    let usage = &row["usage"];
    let count = |a: &str, b: &str| usage[a].as_u64().or_else(|| usage[b].as_u64());
    [
        count("input_tokens", "prompt_tokens"),
        count("output_tokens", "completion_tokens"),
        usage["total_tokens"].as_u64(),
    ]
}

/// Reads a stream in chunks of several sizes. Notes what is not as the row and the table say.
fn check(streams: &Path, row: &Value, ends: &[&str], disagreements: &mut Vec<String>) {
    let file = text_of(&row["file"]);
    let body = std::fs::read(streams.join(file)).expect("a stream");
    let api = match row["kind"].as_str() {
        Some("chat" | "completions") => Api::ChatCompletions,
        Some(_) => Api::Responses,
        None if file.contains("responses") => Api::Responses,
        None => Api::ChatCompletions,
    };
    for size in [1, 7, 64, 1400, body.len().max(1)] {
        let head = ResponseHead::new(200).content_type(Some(b"text/event-stream"));
        let seen = Run::new(api).head(head).read(body.chunks(size));
        let mut differs = |what: &str, is: &str, should: &str| {
            if is != should {
                disagreements.push(format!("{file} in {size}s: {what} is {is:?}, not {should:?}"));
            }
        };
        differs("wire", text_of(&row["terminal"]), ends[1]);
        differs("status", status(&seen.outcome), ends[2]);
        let told = ["completed", "tool_calls", "refused", "incomplete"].contains(&ends[2]);
        let reason = seen.reason.as_deref().filter(|_| told);
        differs("reason", reason.unwrap_or("-"), ends[3]);
        differs("text", &seen.text, text_of(&row["text"]));
        differs("refusal", &seen.refusal_deltas, text_of(&row["refusal"]));
        // The rows have the calls of a Responses stream from their `done` items.
        let told = |call: &&ToolCall| api == Api::ChatCompletions || call.is_complete();
        let calls = seen.calls.iter().filter(|call| call.choice() == 0).filter(told);
        let calls: Vec<_> = calls.map(|one| call(one.name(), one.arguments())).collect();
        differs("tools", &calls.join("\n"), &expected_calls(row, false).join("\n"));
        if api == Api::Responses {
            let expected = expected_calls(row, true);
            differs("MCP calls", &mcp_calls(&seen).join("\n"), &expected.join("\n"));
        }
        let usage = seen.usage;
        let usage =
            usage.map_or([None; 3], |it| [it.input_tokens, it.output_tokens, it.total_tokens]);
        // The rows pass over what Groq says in a field of its own.
        if !row["usage"].is_null() || !body.windows(8).any(|at| at == b"\"x_groq\"") {
            differs("usage", &format!("{usage:?}"), &format!("{:?}", expected_usage(row)));
        }
    }
}

#[test]
fn shared_streams_yield_what_they_must() {
    let Some(streams) = streams() else {
        // Not `eprintln!`, which the test runner keeps to itself where a test passes.
        let skipped = "SKIPPED: 204 recorded streams were not read: no shared folder beside the \
                       workspace, and none named in HEADWATER_SHARED\n";
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        return;
    };
    let outcomes = table(OUTCOMES);
    let (mut all, mut count) = (Vec::new(), 0);
    let mut providers = BTreeMap::<String, (usize, usize)>::new();
    for list in ["recorded", "derived"] {
        let told = read(&streams, &format!("{list}.tsv"));
        let told = table(&told);
        for row in rows(&streams, &format!("{list}.expected.jsonl")) {
            let file = text_of(&row["file"]);
            let of_file = |line: &&Vec<&str>| line[0] == file;
            let ends =
                outcomes.iter().find(of_file).unwrap_or_else(|| panic!("{file} has no line"));
            let mut disagreements = Vec::new();
            check(&streams, &row, ends, &mut disagreements);
            let provider = told.iter().find(of_file).map_or("derived", |line| line[5]);
            let (read, passed) = providers.entry(provider.to_owned()).or_default();
            *read += 1;
            *passed += usize::from(disagreements.is_empty());
            all.extend(disagreements);
            count += 1;
        }
    }
    println!("| provider | streams | passed |\n|---|---|---|");
    for (provider, (read, passed)) in &providers {
        println!("| {provider} | {read} | {passed} |");
    }
    assert_eq!((count, outcomes.len()), (204, 204), "every stream has a line, and every line one");
    assert!(all.is_empty(), "{}", all.join("\n"));
}
