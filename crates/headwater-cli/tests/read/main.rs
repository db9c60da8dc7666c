//! `headwater read` as a process: a recorded answer in, typed events and the outcome out.

#[path = "../support/mod.rs"]
mod support;

mod exactness;
mod streams;

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

/// Python's `splitlines` and others take these for the ends of lines, where JSON does not.
#[test]
fn a_line_is_one_whatever_ends_lines() {
    let stream = CHAT.replace("Hé", "a\u{2028}b\u{2029}c\u{85}d") + "junk\u{2028}";
    let run = read(&stream, &[]);
    assert!(!run.stdout.contains(['\u{85}', '\u{2028}', '\u{2029}']), "{run:?}");
    let lines = lines(&run);
    let text = "a\u{2028}b\u{2029}c\u{85}d";
    assert_eq!(lines[0]["event"]["choices"][0]["delta"]["content"], text);
    assert_eq!(lines[2]["final"]["choices"][0]["message"]["content"], text);
    read(&stream, &["--text"]).ended(0, text);
    let raw = read("data: {\u{2028}\n\n", &["--api", "chat"]);
    assert!(raw.stdout.starts_with("{\"error\":") && raw.stdout.contains("\"raw\":\"{\\u2028\""));
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

/// As a program that writes a character now and then does it.
#[test]
fn a_slow_pipe_is_read_byte_by_byte() {
    for stream in [CHAT, RESPONSE] {
        let text_ends = stream.find("Hé").expect("the text") + "Hé".len();
        let event_ends = text_ends + stream[text_ends..].find("\n\n").expect("its end") + 2;
        let mut run = headwater(["read", "--text"]).open_stdin().start();
        for byte in &stream.as_bytes()[..event_ends] {
            run.write([*byte]);
        }
        run.shows("Hé");
        assert!(run.is_running());
        run.write(&stream[event_ends..]);
        run.finish().ended(0, "Hé");
    }
}

/// What feeds the pipe may stay on: the answer is over all the same.
#[test]
fn the_end_of_the_answer_ends_it() {
    for (stream, lines) in [(CHAT, 3), (RESPONSE, 3)] {
        let mut run = headwater(["read"]).open_stdin().start();
        run.write(stream);
        run.shows_somewhere("\"outcome\"");
        let deadline = std::time::Instant::now() + support::process::PATIENCE;
        while run.is_running() {
            assert!(std::time::Instant::now() < deadline, "it reads on");
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        let run = run.finish();
        assert_eq!((run.code, run.stdout.lines().count()), (Some(0), lines), "{run:?}");
    }
}

#[test]
fn text_is_that_of_choice_0_alone() {
    let stream = "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"}},\
        {\"index\":0,\"delta\":{\"content\":\"a\\u0000\\n\"}}]}\n\n\
        data: {\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"no\"}}]}\n\n\
        data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n";
    let run = read(stream, &["--text"]);
    run.ended(3, "a\0\n").saying("token limit");
}

#[test]
fn legacy_completions_are_read_as_chat() {
    let stream = "data: {\"id\":\"cmpl\",\"object\":\"text_completion\",\"choices\":[{\"text\":\"So \",\"index\":0,\"finish_reason\":null}]}\n\n\
        data: {\"id\":\"cmpl\",\"object\":\"text_completion\",\"choices\":[{\"text\":\"be it\",\"index\":0,\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    for api in ["auto", "chat"] {
        read(stream, &["--text", "--api", api]).ended(0, "So be it");
        let run = read(stream, &["--api", api]);
        let lines = lines(&run);
        assert_eq!(lines[0]["event"]["choices"][0]["text"], "So ");
        assert_eq!(lines[2]["final"]["choices"][0]["text"], "So be it");
    }
}

#[test]
fn what_came_in_place_of_a_stream_is_the_body() {
    for (body, api) in [
        ("<html><h1>502 Bad Gateway</h1></html>\n", "auto"),
        ("{\n  \"error\": {\"message\": \"No.\", \"type\": \"t\", \"code\": 7}\n}\n", "auto"),
        ("<html>", "responses"),
        ("{\"choices\":[]}", "chat"),
    ] {
        for size in ["1", "65536"] {
            let run = read(body, &["--api", api, "--chunk-size", size]);
            let lines = lines(&run);
            assert_eq!((run.code, lines.len()), (Some(4), 1), "{run:?}");
            assert_eq!(lines[0]["outcome"]["body"], body);
            assert_eq!(lines[0]["outcome"]["status"], "failed");
            assert_eq!(lines[0]["final"], Value::Null);
        }
        read(body, &["--text"]).ended(4, "").saying("failed");
    }
    let outcome =
        &lines(&read("{\"error\":{\"message\":\"No.\",\"type\":\"t\",\"code\":7}}", &[]))[0];
    assert_eq!(outcome["outcome"]["error"]["type"], "t");
    assert_eq!(outcome["outcome"]["error"]["code"], "7");
    let message = outcome["outcome"]["error"]["message"].as_str().expect("a message");
    assert!(message.contains("No."), "{message}");
}

#[test]
fn a_whole_answer_in_place_of_a_stream_is_that_answer() {
    let run = read("{\"object\":\"response\",\"status\":\"completed\",\"output\":[]}", &[]);
    let lines = lines(&run);
    assert_eq!((run.code, &lines[0]["outcome"]["status"]), (Some(0), &json!("completed")));
}

#[test]
fn an_empty_file_is_no_answer() {
    let run = read("", &[]);
    let lines = lines(&run);
    assert_eq!((run.code, lines.len()), (Some(4), 1));
    assert_eq!((&lines[0]["outcome"]["body"], &lines[0]["final"]), (&Value::Null, &Value::Null));
}

#[test]
fn warnings_tell_of_gaps_and_repeats_and_nothing_is_dropped() {
    let delta = |number: u32, text: &str| {
        format!(
            "data: {{\"type\":\"response.output_text.delta\",\"sequence_number\":{number},\
             \"output_index\":0,\"content_index\":0,\"delta\":\"{text}\"}}\n\n"
        )
    };
    let end = "data: {\"type\":\"response.completed\",\"sequence_number\":9,\"response\":{\"status\":\"completed\",\"output\":[]}}\n\n";
    let stream = [delta(4, "a"), delta(4, "b"), delta(7, "c"), delta(8, "d"), end.into()].concat();
    read(&stream, &["--text"]).ended(0, "abcd");
    let run = read(&stream, &["--final"]);
    let warnings = lines(&run)[0]["outcome"]["warnings"].clone();
    let warnings: Vec<&str> =
        warnings.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].contains('4') && warnings[1].contains('7'), "{warnings:?}");
}

#[test]
fn a_file_that_cannot_be_read_is_a_usage_error() {
    headwater(["read", "no-such-file"]).run().is_usage_error("no-such-file");
    headwater(["read", "--text", env!("CARGO_MANIFEST_DIR")]).run().is_usage_error("cannot read");
    headwater(["read", "--text", "--final", "x"]).run().is_usage_error("--final");
    headwater(["read", "--chunk-size", "0", "x"]).run().is_usage_error("at least 1");
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    use std::io::Read as _;

    let event = format!(
        "data: {{\"choices\":[{{\"delta\":{{\"content\":\"{}\"}}}}]}}\n\n",
        "x".repeat(9999)
    );
    for args in [&[][..], &["--text"]] {
        let (run, mut stdout) =
            headwater(["read"]).args(args).stdin(event.repeat(200)).start_with_own_stdout();
        stdout.read_exact(&mut [0; 10]).expect("a beginning");
        drop(stdout);
        let run = run.finish();
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    }
}
