//! Streams recorded from 32 providers, and some derived from them, with what they must yield.
//!
//! They are not part of this repository, for they are others' recordings: the test looks for them
//! in the folder that `HEADWATER_SHARED` names, else in `shared` beside the workspace.

mod common;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use common::Run;
use headwater::ResponseHead;
use headwater_openai::{Api, IncompleteReason, Outcome, ToolCall};
use serde_json::Value;

/// Calls that wait for the caller, beside functions and custom tools.
const WAITING_ITEMS: [&str; 5] =
    ["computer_call", "shell_call", "local_shell_call", "apply_patch_call", "mcp_approval_request"];

fn streams() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("HEADWATER_SHARED").map_or_else(beside, PathBuf::from);
    let streams = shared.join("streams");
    streams.is_dir().then_some(streams)
}

fn rows(streams: &Path, name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(streams.join(name)).expect("the list of expectations");
    text.lines().map(|line| serde_json::from_str(line).expect("a row of JSON")).collect()
}

fn list(row: &Value, key: &str) -> Vec<Value> {
    row[key].as_array().cloned().unwrap_or_default()
}

fn class(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Completed => "completed",
        Outcome::ToolCalls => "tool calls",
        Outcome::Incomplete { reason: IncompleteReason::TokenLimit } => "token limit",
        Outcome::Incomplete { .. } => "incomplete",
        Outcome::Refused => "refused",
        Outcome::Failed(_) => "failed",
        Outcome::Interrupted(_) => "interrupted",
        _ => "another",
    }
}

/// The outcome that a row's wire facts ask for.
fn expected(row: &Value) -> &'static str {
    let file = row["file"].as_str().unwrap_or_default();
    let terminal = row["terminal"].as_str().unwrap_or_default();
    // An `error:` field, an error object without `choices`, and bodies that hold no event at all:
    // the rows count events only and call these `none`.
    let failed_without_event = [
        "gpustack-reasoning-text-nofinish",
        "chat-error-field-llamacpp",
        "chat-error-vllm-object",
        "notsse-",
        "derived/only-",
    ];
    if !row["error"].is_null() || failed_without_event.iter().any(|name| file.contains(name)) {
        return "failed";
    }
    let refused = row["refusal"].as_str().is_some_and(|refusal| !refusal.is_empty());
    match row["kind"].as_str() {
        Some("responses") => {
            let items = list(row, "item_types");
            let is = |item: &Value, kind: &str| item.as_str() == Some(kind);
            let answered = items.iter().any(|item| is(item, "shell_call_output"));
            let waits = list(row, "tools").iter().any(|tool| tool["type"] != "mcp_call")
                || items.iter().any(|item| WAITING_ITEMS.iter().any(|kind| is(item, kind)))
                    && !answered
                // Both recordings of a lone tool search ask the client to search.
                || items.len() == 1 && is(&items[0], "tool_search_call");
            match terminal {
                "response.failed" => "failed",
                "response.incomplete" => "token limit",
                "response.completed" if waits => "tool calls",
                "response.completed" if refused => "refused",
                "response.completed" => "completed",
                _ => "interrupted",
            }
        }
        _ => {
            // By what the choices say, the worst first.
            let choices = row["choices"].as_object().cloned().unwrap_or_default();
            let any = |test: &dyn Fn(&Value) -> bool| choices.values().any(test);
            if terminal == "error" {
                "failed"
            } else if !terminal.ends_with("[DONE]") && any(&|choice| choice["finish"].is_null())
                || terminal == "none"
            {
                "interrupted"
            } else if any(&|choice| choice["finish"] == "length") {
                "token limit"
            } else if any(&|choice| !list(choice, "tools").is_empty()) {
                "tool calls"
            } else if refused {
                "refused"
            } else {
                "completed"
            }
        }
    }
}

/// `name(arguments)` of the calls that the caller is to make, of choice 0.
fn expected_calls(row: &Value) -> Vec<String> {
    let ours = |tool: &&Value| tool["type"] != "mcp_call";
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let tools = list(row, "tools");
    tools
        .iter()
        .filter(ours)
        .map(|tool| call(&text(&tool["name"]), &text(&tool["arguments"])))
        .collect()
}

/// Arguments that are JSON are compared as such: the lists were written by another JSON writer.
fn call(name: &str, arguments: &str) -> String {
    let read = serde_json::from_str::<Value>(arguments);
    format!("{name}({})", read.map_or_else(|_| arguments.to_owned(), |read| read.to_string()))
}

fn check(streams: &Path, row: &Value, disagreements: &mut Vec<String>) {
    let file = row["file"].as_str().expect("a file name");
    let body = std::fs::read(streams.join(file)).expect("a stream");
    let api = match row["kind"].as_str() {
        Some("chat" | "completions") => Api::ChatCompletions,
        Some(_) => Api::Responses,
        None if file.contains("responses") => Api::Responses,
        None => Api::ChatCompletions,
    };
    let size = [1, 7, 64, 1400, body.len().max(1)];
    for size in size {
        let run =
            Run::new(api).head(ResponseHead::new(200).content_type(Some(b"text/event-stream")));
        let seen = run.read(body.chunks(size));
        let mut differs = |what: &str, is: &str, should: &str| {
            if is != should {
                disagreements.push(format!("{file} in {size}s: {what} is {is:?}, not {should:?}"));
            }
        };
        differs("outcome", class(&seen.outcome), expected(row));
        differs("text", &seen.text, row["text"].as_str().unwrap_or_default());
        differs("refusal", &seen.refusal_deltas, row["refusal"].as_str().unwrap_or_default());
        // The rows have the calls of a Responses stream from their `done` items.
        let told = |call: &&ToolCall| api == Api::ChatCompletions || call.is_complete();
        let calls = seen.calls.iter().filter(|call| call.choice() == 0).filter(told);
        let calls: Vec<_> = calls.map(|one| call(one.name(), one.arguments())).collect();
        differs("tools", &calls.join("\n"), &expected_calls(row).join("\n"));
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
    let mut rows_read = rows(&streams, "recorded.expected.jsonl");
    rows_read.extend(rows(&streams, "derived.expected.jsonl"));
    assert!(rows_read.len() >= 204, "only {} streams", rows_read.len());
    let mut disagreements = Vec::new();
    for row in &rows_read {
        check(&streams, row, &mut disagreements);
    }
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
}
