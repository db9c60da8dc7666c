//! `headwater read` as a process: a recorded answer in, typed events and the outcome out.

mod support;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::process::{Finished, headwater};

fn read(input: impl AsRef<[u8]>, args: &[&str]) -> Finished {
    headwater(["read"]).args(args).stdin(input.as_ref()).run()
}

fn lines(run: &Finished) -> Vec<Value> {
    run.stdout.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

const CHAT: &str = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hé\"}}]}\n\n\
    data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
const RESPONSE: &str = "data: {\"type\":\"response.output_text.delta\",\"sequence_number\":0,\
    \"output_index\":0,\"content_index\":0,\"delta\":\"Hé\"}\n\n\
    data: {\"type\":\"response.completed\",\"sequence_number\":1,\"response\":{\"id\":\"r\",\"status\":\"completed\",\"output\":[]}}\n\n";

#[test]
fn each_event_is_a_line_and_the_outcome_is_the_last() {
    let run = read(CHAT, &[]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert_eq!(
        lines(&run),
        [
            json!({"event":{"id":"c","choices":[{"index":0,"delta":{"content":"Hé"}}]}}),
            json!({"event":{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}}),
            json!({
                "outcome":{
                    "status":"completed","reason":"stop","error":null,"last_sequence_number":null,
                    "saw_finish_reason":true,"saw_done":true,"tool_calls":[],"body":null,"warnings":[]
                },
                "final":{
                    "id":"c","object":"chat.completion","choices":[{
                        "index":0,"message":{"role":"assistant","content":"Hé","refusal":null},
                        "finish_reason":"stop","logprobs":null
                    }]
                }
            }),
        ]
    );
    let final_line = run.stdout.lines().last().expect("a line");
    assert_eq!(read(CHAT, &["--final"]).stdout.trim_end(), final_line);
    assert_eq!(read(CHAT, &["--api", "chat", "--chunk-size", "1"]).stdout, run.stdout);
    assert_eq!(read(CHAT, &["--text"]).stdout, "Hé");
}

#[test]
fn the_first_object_tells_the_api() {
    let run = read(RESPONSE, &["--final"]);
    let ending = &lines(&run)[0];
    assert_eq!(ending["outcome"]["status"], "completed");
    assert_eq!(ending["outcome"]["last_sequence_number"], 1);
    assert_eq!(ending["final"]["output"][0]["content"][0]["text"], "Hé");
    for beginning in [": ping\n\n", "event: ping\n\n", "data: ping\n\n", "data:\n\n"] {
        for stream in [CHAT, RESPONSE] {
            let stream = format!("{beginning}{stream}");
            for size in ["1", "7", "65536"] {
                assert_eq!(read(&stream, &["--text", "--chunk-size", size]).stdout, "Hé");
            }
        }
    }
    // The last event may lack its blank line, and be the only one.
    assert_eq!(read(RESPONSE.split("\n\n").next().unwrap_or_default(), &["--text"]).stdout, "Hé");
}

#[test]
fn what_cannot_be_read_is_told_with_its_text_and_the_rest_goes_on() {
    let stream = format!("data: {{\"choices\":[\n\ndata: 7\n\n{CHAT}");
    let run = read(stream, &[]);
    let lines = lines(&run);
    assert_eq!(lines[0]["raw"], "{\"choices\":[");
    assert!(lines[0]["error"].as_str().is_some_and(|error| error.contains("JSON")));
    assert_eq!(lines[1]["raw"], "7");
    assert_eq!(lines[2]["event"]["id"], "c");
    assert_eq!(lines[4]["outcome"]["status"], "interrupted");
    assert_eq!(run.code, Some(5));
}

#[test]
fn json_over_several_lines_is_printed_on_one() {
    let stream = "data: {\"type\":\"response.odd\",\ndata: \"a\": [1.0,\ndata: 2]}\n\n";
    let run = read(stream, &["--api", "responses"]);
    assert_eq!(
        run.stdout.lines().next(),
        Some(r#"{"event":{"type":"response.odd","a": [1.0,2]}}"#)
    );
}

#[test]
fn a_live_stream_is_shown_as_it_comes() {
    let mut run = headwater(["read", "--text"]).open_stdin().start();
    let (first, rest) = CHAT.split_once("\n\n").expect("two events");
    run.write(format!("{first}\n\n"));
    run.shows("Hé");
    assert!(run.is_running());
    run.write(rest);
    run.close_stdin();
    assert_eq!(run.finish().code, Some(0));
}

#[test]
fn a_file_that_is_not_there_is_a_usage_error() {
    assert_eq!(headwater(["read", "no-such-file"]).run().code, Some(2));
}

/// Of the project's own streams, where they are: the outcome of each, as its row has it.
#[test]
fn the_outcomes_of_our_streams_are_those_of_their_rows() {
    let streams = Path::new(env!("CARGO_MANIFEST_DIR")).join("../headwater-openai/tests/streams");
    let Ok(rows) = std::fs::read_to_string(streams.join("expected.jsonl")) else {
        println!("SKIPPED: the streams of headwater-openai are not here");
        return;
    };
    let mut disagreements = Vec::new();
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row).expect("a row of JSON");
        check(&streams, &row, &mut disagreements);
    }
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
}

fn check(streams: &Path, row: &Value, disagreements: &mut Vec<String>) {
    let file = row["file"].as_str().expect("a file");
    let path: PathBuf = streams.join(file);
    let api = if row["api"] == "responses" { "responses" } else { "chat" };
    let run = headwater(["read", "--final", "--api", api]).args([&path]).run();
    let line: Value = serde_json::from_str(run.stdout.trim_end()).expect("one line of JSON");
    let (is, should) = (&line["outcome"], &row["outcome"]);
    let is_open = |key: &str| {
        row["left_open"].as_array().is_some_and(|open| open.iter().any(|left| left == key))
    };
    let mut differs = |what: &str, is: &Value, should: &Value| {
        if is != should && !is_open(what) {
            disagreements.push(format!("{file}: {what} is {is}, not {should}"));
        }
    };
    for key in ["status", "reason", "last_sequence_number", "saw_finish_reason", "saw_done"] {
        differs(key, &is[key], &should[key]);
    }
    differs("body", &json!(!is["body"].is_null()), &should["body"]);
    differs("error", &json!(is["error"].is_null()), &json!(should["error"].is_null()));
    for key in ["type", "code"] {
        if !should["error"][key].is_null() {
            differs("error", &is["error"][key], &should["error"][key]);
        }
    }
    // The rows list the calls of choice 0, the line those of all.
    if !matches!(file, "chat/n3-different-ends.sse" | "chat/tool-of-choice-1.sse") {
        differs("tool_calls", &is["tool_calls"], &row["tool_calls"]);
    }
    let exit = match should["status"].as_str() {
        Some("completed" | "tool_calls") => 0,
        Some("incomplete" | "refused") => 3,
        Some("failed") => 4,
        _ => 5,
    };
    differs("exit", &json!(run.code), &json!(exit));
}
