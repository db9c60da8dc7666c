//! What the events of a Responses stream add up to.

use std::path::{Path, PathBuf};

use headwater_openai::response::{Response, ResponseAccumulator, ResponseEvent};
use headwater_openai::{Limits, ReadError};
use serde_json::Value;

fn folders() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/streams");
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("HEADWATER_SHARED").map_or_else(beside, PathBuf::from);
    let shared = shared.join("streams");
    if !shared.is_dir() {
        println!("SKIPPED: no recorded streams: {} is missing", shared.display());
    }
    let folders = [own.join("responses"), shared.join("responses"), shared.join("derived")];
    folders.into_iter().filter(|folder| folder.is_dir()).collect()
}

/// The data of each event of each stream.
fn streams() -> Vec<(String, Vec<String>)> {
    let mut streams = Vec::new();
    for folder in folders() {
        for entry in std::fs::read_dir(folder).expect("it can be read") {
            let path = entry.expect("it can be read").path();
            let bytes = std::fs::read(&path).expect("it can be read");
            let mut decoder = headwater::Decoder::new();
            let (mut rest, mut events) = (&bytes[..], Vec::new());
            while let Some(event) = decoder.decode(&mut rest).expect("within the limits") {
                events.push(event.data_lossy().to_string());
            }
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            streams.push((name, events));
        }
    }
    streams.sort();
    streams
}

fn json(response: &Response<'_>) -> Value {
    serde_json::from_str(&response.to_json()).expect("JSON")
}

/// What the last event says anew, or for the first time: reasoning is encrypted anew for it, some
/// servers give its items other ids, and these streams are about what it alone tells.
fn is_told_anew(name: &str, sum: &mut Value, last: &mut Value) -> bool {
    for item in [sum, last].into_iter().flat_map(|it| it.as_array_mut().into_iter().flatten()) {
        let item = item.as_object_mut().expect("an item");
        item.remove("encrypted_content");
        if name.contains("rotat") {
            item.remove("id");
        }
    }
    const ABOUT_THAT: [&str; 5] = [
        "deltas-alone.sse",
        "final-output-differs.sse",
        "openai-mcplisttools-message.sse",
        "responses-delta-only.sse",
        "terminal-alone.sse",
    ];
    ABOUT_THAT.contains(&name)
}

#[test]
fn the_events_before_the_last_add_up_to_what_it_says() {
    let mut compared = 0;
    for (name, events) in streams() {
        let mut answer = ResponseAccumulator::new();
        for event in &events {
            let Ok(event) = ResponseEvent::parse(event) else { continue };
            let last = event.response().filter(|_| event.is_terminal()).map(json);
            if let Some(mut last) = last.map(|last| last["output"].clone()) {
                let mut sum = json(&answer.snapshot())["output"].clone();
                let has_output = last.as_array().is_some_and(|output| !output.is_empty());
                if has_output && !is_told_anew(&name, &mut sum, &mut last) {
                    assert_eq!(sum, last, "{name}");
                    compared += 1;
                }
            }
            answer.apply(&event).expect("within the limits");
        }
    }
    assert!(compared > 90, "{compared} streams compared");
}

/// A finished stream gives the response of its last event, with the items of the stream where that has
/// none.
#[test]
fn a_finished_stream_gives_the_response_of_its_last_event() {
    for (name, events) in streams() {
        let mut answer = ResponseAccumulator::new();
        let mut items = Value::Null;
        for event in &events {
            let Ok(event) = ResponseEvent::parse(event) else { continue };
            answer.apply(&event).expect("within the limits");
            if !event.is_terminal() {
                items = json(&answer.snapshot())["output"].clone();
            }
            let Some(response) = event.response().filter(|_| event.is_terminal()) else { continue };
            let mut last = json(response);
            if last["output"].as_array().is_none_or(Vec::is_empty) {
                last["output"] = json(&answer.snapshot())["output"].clone();
                let len = |items: &Value| items.as_array().map(Vec::len);
                assert_eq!(len(&last["output"]), len(&items), "{name}");
            }
            assert_eq!(json(&answer.snapshot()), last, "{name}");
            break;
        }
    }
}

#[test]
fn what_was_saved_goes_on_after_any_event() {
    for (name, events) in streams().into_iter().filter(|(_, events)| events.len() < 60) {
        let mut whole = ResponseAccumulator::new();
        let mut saved = ResponseAccumulator::new();
        for event in &events {
            let Ok(event) = ResponseEvent::parse(event) else { continue };
            whole.apply(&event).expect("within the limits");
            saved = ResponseAccumulator::restore(&saved.save()).expect("what was saved");
            saved.apply(&event).expect("within the limits");
            assert_eq!(saved.snapshot().to_json(), whole.snapshot().to_json(), "{name}");
        }
        let again = Response::parse(&whole.snapshot().to_json()).expect("JSON").into_owned();
        assert_eq!(again.to_json(), whole.snapshot().to_json(), "{name}");
    }
    for wrong in ["", "{}", "[]", r#"{"response":{}}"#, r#"{"items":[]}"#] {
        assert!(ResponseAccumulator::restore(wrong).is_err(), "{wrong}");
    }
}

fn apply(answer: &mut ResponseAccumulator, event: &str) -> Result<(), ReadError> {
    answer.apply(&ResponseEvent::parse(event).expect("an event"))
}

#[test]
fn limits_are_kept() {
    let delta = |index: u64, part: u64, text: &str| {
        format!(
            r#"{{"type":"response.output_text.delta","output_index":{index},"content_index":{part},"delta":"{text}"}}"#
        )
    };
    let mut answer = ResponseAccumulator::new().limits(Limits::new().max_answer_bytes(5));
    assert_eq!(apply(&mut answer, &delta(0, 0, "abc")), Ok(()));
    let too_large = Err(ReadError::AnswerTooLarge { limit: 5 });
    assert_eq!(apply(&mut answer, &delta(0, 0, "def")), too_large);
    assert_eq!(apply(&mut answer, &delta(0, 0, "de")), Ok(()));
    assert_eq!(answer.snapshot().output_text(), "abcde");
    let mut answer = ResponseAccumulator::new();
    for index in 0..1024 {
        assert_eq!(apply(&mut answer, &delta(index * 3, index * 7, "x")), Ok(()));
    }
    // The first part of the first item is one of its 1,024.
    for part in 1..1024 {
        assert_eq!(apply(&mut answer, &delta(0, u64::MAX - part, "y")), Ok(()));
    }
    let too_many = Err(ReadError::TooManyParts { limit: 1024 });
    assert_eq!(apply(&mut answer, &delta(0, 5, "y")), too_many);
    assert_eq!(apply(&mut answer, &delta(u64::MAX, 0, "x")), too_many);
    let command = r#"{"type":"response.shell_call_command.added","output_index":9999999,"command_index":18446744073709551615,"command":"x"}"#;
    assert_eq!(apply(&mut ResponseAccumulator::new(), command), too_many);
}

/// Bedrock begins to count parts at 1; other servers leave the indexes out, or send no skeleton.
#[test]
fn pieces_find_their_place_without_what_announces_them() {
    let mut answer = ResponseAccumulator::new();
    for event in [
        r#"{"type":"response.reasoning_summary_text.delta","output_index":0,"item_id":"rs","summary_index":3,"delta":"why"}"#,
        r#"{"type":"response.output_text.delta","output_index":2,"item_id":"m","content_index":2,"delta":"b"}"#,
        r#"{"type":"response.output_text.delta","output_index":2,"item_id":"m","content_index":1,"delta":"a"}"#,
        r#"{"type":"response.refusal.delta","output_index":2,"item_id":"m","content_index":7,"delta":"no"}"#,
        r#"{"type":"response.function_call_arguments.delta","output_index":1,"item_id":"f","delta":"{\"a\":"}"#,
        r#"{"type":"response.function_call_arguments.delta","item_id":"f","delta":"1}"}"#,
        r#"{"type":"response.code_interpreter_call_code.delta","output_index":4,"item_id":"c","delta":"1+"}"#,
        r#"{"type":"response.code_interpreter_call.interpreting","output_index":4,"item_id":"c"}"#,
        r#"{"type":"response.shell_call_command.delta","output_index":5,"command_index":1,"delta":"ls"}"#,
        r#"{"type":"response.shell_call_output_content.delta","output_index":6,"command_index":0,"delta":{"stdout":"o","stderr":"e"}}"#,
        r#"{"type":"response.apply_patch_call_operation_diff.delta","output_index":7,"delta":"+x"}"#,
        r#"{"type":"response.custom_tool_call_input.delta","output_index":8,"delta":"in"}"#,
        r#"{"type":"response.mcp_call_arguments.delta","output_index":9,"delta":"{}"}"#,
    ] {
        apply(&mut answer, event).expect("within the limits");
    }
    let expected: Value = serde_json::from_str(
        r#"[
        {"type":"reasoning","id":"rs","status":"in_progress","summary":[{"type":"summary_text","text":"why"}]},
        {"type":"function_call","id":"f","status":"in_progress","arguments":"{\"a\":1}"},
        {"type":"message","id":"m","status":"in_progress","role":"assistant","content":[
            {"type":"output_text","text":"a","annotations":[],"logprobs":[]},
            {"type":"output_text","text":"b","annotations":[],"logprobs":[]},
            {"type":"refusal","refusal":"no"}]},
        {"type":"code_interpreter_call","id":"c","status":"interpreting","code":"1+"},
        {"type":"shell_call","status":"in_progress","action":{"commands":["","ls"]}},
        {"type":"shell_call_output","status":"in_progress","output":[{"stdout":"o","stderr":"e"}]},
        {"type":"apply_patch_call","status":"in_progress","operation":{"type":"update_file","diff":"+x"}},
        {"type":"custom_tool_call","status":"in_progress","input":"in"},
        {"type":"mcp_call","status":"in_progress","arguments":"{}"}
        ]"#,
    )
    .expect("JSON");
    assert_eq!(json(&answer.snapshot())["output"], expected);
    // What is done stays.
    let done = r#"{"type":"response.output_item.done","output_index":1,"item":{"type":"function_call","id":"f","arguments":"{}"}}"#;
    apply(&mut answer, done).expect("within the limits");
    let late =
        r#"{"type":"response.function_call_arguments.delta","output_index":1,"delta":"late"}"#;
    apply(&mut answer, late).expect("within the limits");
    assert_eq!(json(&answer.snapshot())["output"][1]["arguments"], "{}");
}

/// Some gateways number every item 0, in streams whose terminal event has no output.
#[test]
fn items_of_one_number_are_kept_apart_once_they_are_done() {
    let event = |kind: &str, id: &str, arguments: &str| {
        format!(
            r#"{{"type":"response.output_item.{kind}","output_index":0,"item":{{"type":"function_call","id":"i{id}","call_id":"{id}","arguments":"{arguments}"}}}}"#
        )
    };
    let piece =
        r#"{"type":"response.function_call_arguments.delta","output_index":0,"delta":"[2]"}"#;
    let mut answer = ResponseAccumulator::new();
    for event in [
        &event("added", "a", ""),
        &event("done", "a", "[1]"),
        // Told again.
        &event("done", "a", "[1]"),
        &event("added", "b", ""),
        piece,
        &event("done", "b", "[2]"),
        &event("done", "c", "[3]"),
    ] {
        apply(&mut answer, event).expect("within the limits");
    }
    let output = json(&answer.snapshot())["output"].clone();
    let calls: Vec<_> = output.as_array().into_iter().flatten().collect();
    let told: Vec<_> = calls.iter().map(|call| (&call["call_id"], &call["arguments"])).collect();
    assert_eq!(
        told,
        [(&"a".into(), &"[1]".into()), (&"b".into(), &"[2]".into()), (&"c".into(), &"[3]".into())]
    );
    let last = format!(
        r#"{{"type":"response.output_text.delta","output_index":{},"delta":"x"}}"#,
        u64::MAX
    );
    apply(&mut answer, &last).expect("within the limits");
    let next = r#"{"type":"response.output_item.added","item":{"type":"message"}}"#;
    apply(&mut answer, next).expect("within the limits");
    assert_eq!(json(&answer.snapshot())["output"].as_array().map(Vec::len), Some(5));
}

/// Whatever it is that a server tells at length, and however often: the answer holds no more of it than
/// its limit, and a few words of its own for each object.
#[test]
fn what_is_no_text_counts_too() {
    let long = "x".repeat(900);
    for (name, event) in [
        (
            "the id of an item",
            format!(r#""type":"response.output_text.delta","item_id":"{long}","delta":"a""#),
        ),
        (
            "an annotation of a part",
            format!(
                r#""type":"response.content_part.added","part":{{"type":"output_text","text":"","annotations":[{{"type":"url_citation","url":"{long}"}}]}}"#
            ),
        ),
        (
            "a part of another type",
            format!(
                r#""type":"response.content_part.done","part":{{"type":"odd","odd":"{long}"}}"#
            ),
        ),
        (
            "a log probability",
            format!(
                r#""type":"response.output_text.delta","delta":"a","logprobs":[{{"token":"a","logprob":0,"top_logprobs":[{{"token":"{long}","logprob":0}}]}}]"#
            ),
        ),
        (
            "what a command printed",
            format!(
                r#""type":"response.shell_call_output_content.done","command_index":0,"output":[{{"stdout":"","stderr":"","odd":"{long}"}},{{"stdout":"{long}"}},{{"stderr":"{long}{long}{long}"}}]"#
            ),
        ),
    ] {
        let mut answer = ResponseAccumulator::new().limits(Limits::new().max_answer_bytes(2_500));
        let mut is_told = false;
        for index in 0..9 {
            let event = format!(r#"{{"output_index":{index},"content_index":0,{event}}}"#);
            is_told |= apply(&mut answer, &event).is_err();
        }
        assert!(is_told, "{name}");
        let held = answer.snapshot().to_json().matches('x').count();
        assert!((900..=2_500).contains(&held), "{name}: {held}");
    }
}

/// What comes as deltas, as the whole of a text, of a part and of an item, counts once.
#[test]
fn what_is_told_again_counts_once() {
    let text = "x".repeat(1_000);
    let of_part = r#""output_index":0,"content_index":0,"#;
    let part = format!(r#"{{"type":"output_text","text":"{text}"}}"#);
    let item = format!(r#"{{"type":"message","id":"m","content":[{part}]}}"#);
    let mut answer = ResponseAccumulator::new().limits(Limits::new().max_answer_bytes(2_500));
    for event in [
        r#"{"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"m","content":[]}}"#,
        &format!(r#"{{"type":"response.output_text.delta",{of_part}"delta":"{text}"}}"#),
        &format!(r#"{{"type":"response.output_text.done",{of_part}"text":"{text}"}}"#),
        &format!(r#"{{"type":"response.content_part.done",{of_part}"part":{part}}}"#),
        &format!(r#"{{"type":"response.output_item.done","output_index":0,"item":{item}}}"#),
    ] {
        assert_eq!(apply(&mut answer, event), Ok(()));
        answer = ResponseAccumulator::restore(&answer.save())
            .expect("it was saved")
            .limits(Limits::new().max_answer_bytes(2_500));
    }
    let more = |len: usize| {
        format!(
            r#"{{"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":"{}"}}"#,
            "y".repeat(len)
        )
    };
    let too_large = Err(ReadError::AnswerTooLarge { limit: 2_500 });
    assert_eq!(apply(&mut answer, &more(1_600)), too_large);
    assert_eq!(apply(&mut answer, &more(1_300)), Ok(()));
    assert_eq!(apply(&mut answer, &more(300)), too_large);
}

/// A response is bounded in all that it brings whole: by its bytes, beside what was streamed, and in its
/// items and their parts.
#[test]
fn limits_are_kept_by_a_response_that_comes_at_once() {
    let response = |kind: &str, rest: &str| {
        format!(r#"{{"type":"response.{kind}","response":{{"id":"r",{rest}}}}}"#)
    };
    let delta = |text: &str| {
        format!(
            r#"{{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"{text}"}}"#
        )
    };
    let long = format!(r#""instructions":"{}""#, "x".repeat(500));
    let with_limit =
        |limit| ResponseAccumulator::new().limits(Limits::new().max_answer_bytes(limit));
    let too_large = Err(ReadError::AnswerTooLarge { limit: 600 });

    let mut answer = with_limit(600);
    assert_eq!(apply(&mut answer, &response("created", &long)), Ok(()));
    // The same again takes the place of the first.
    assert_eq!(apply(&mut answer, &response("in_progress", &long)), Ok(()));
    assert_eq!(apply(&mut answer, &delta(&"y".repeat(100))), too_large);
    assert_eq!(apply(&mut answer, &delta(&"y".repeat(60))), Ok(()));
    let mut answer = ResponseAccumulator::restore(&answer.save())
        .expect("it was saved")
        .limits(Limits::new().max_answer_bytes(600));
    assert_eq!(apply(&mut answer, &delta(&"y".repeat(60))), too_large);

    // What was streamed counts beside a terminal response that has no output, and not beside one that
    // takes its place.
    let mut answer = with_limit(600);
    assert_eq!(apply(&mut answer, &delta(&"y".repeat(200))), Ok(()));
    let output = format!(
        r#""output":[{{"type":"message","content":[{{"type":"output_text","text":"{}"}}]}}]"#,
        "z".repeat(480)
    );
    let mut other = answer.clone();
    assert_eq!(apply(&mut answer, &response("completed", &long)), too_large);
    assert_eq!(answer.snapshot().output_text(), "y".repeat(200));
    assert_eq!(apply(&mut other, &response("completed", &output)), Ok(()));
    assert_eq!(other.snapshot().output_text(), "z".repeat(480));

    let items = |count: usize, item: &str| format!(r#""output":[{}]"#, vec![item; count].join(","));
    let message = |parts: usize, part: &str| {
        format!(r#"{{"type":"message","content":[{}]}}"#, vec![part; parts].join(","))
    };
    let text = |annotations: usize| {
        let annotations = vec![r#"{"type":"file_path"}"#; annotations].join(",");
        format!(r#"{{"type":"output_text","text":"x","annotations":[{annotations}]}}"#)
    };
    let list = |kind: &str, field: &str, entry: &str, count: usize| {
        format!(r#"{{"type":"{kind}",{field}:[{}]}}"#, vec![entry; count].join(","))
    };
    let part = r#"{"type":"summary_text","text":"x"}"#;
    for (fits, is_over) in [
        (items(2, &message(0, "")), items(3, &message(0, ""))),
        (items(1, &message(3, &text(0))), items(1, &message(4, &text(0)))),
        (items(1, &message(1, &text(3))), items(1, &message(1, &text(4)))),
        (
            items(1, &list("reasoning", r#""summary""#, part, 3)),
            items(1, &list("reasoning", r#""summary""#, part, 4)),
        ),
        (
            items(1, &list("reasoning", r#""content""#, part, 3)),
            items(1, &list("reasoning", r#""content""#, part, 4)),
        ),
        (
            items(1, &list("shell_call_output", r#""output""#, "{}", 3)),
            items(1, &list("shell_call_output", r#""output""#, "{}", 4)),
        ),
    ] {
        let limited = || ResponseAccumulator::new().limits(Limits::new().max_items(2).max_parts(3));
        assert_eq!(apply(&mut limited(), &response("completed", &fits)), Ok(()), "{fits}");
        let mut answer = limited();
        let refused = apply(&mut answer, &response("completed", &is_over));
        assert!(matches!(refused, Err(ReadError::TooManyParts { .. })), "{is_over}: {refused:?}");
        assert_eq!(answer.snapshot().output.map(|output| output.len()), Some(0), "{is_over}");
    }
}

/// The terminal response is the last word.
#[test]
fn what_follows_the_terminal_event_is_passed_over() {
    let delta = r#"{"type":"response.output_text.delta","output_index":0,"delta":"x"}"#;
    for output in ["[]", r#"[{"type":"message","content":[{"type":"output_text","text":"x"}]}]"#] {
        let mut answer = ResponseAccumulator::new();
        apply(&mut answer, delta).expect("within the limits");
        let end = r#"{"type":"response.completed","response":{"id":"r","output":_}}"#;
        apply(&mut answer, &end.replace('_', output)).expect("within the limits");
        let ended = answer.snapshot();
        answer = ResponseAccumulator::restore(&answer.save()).expect("it was saved");
        for late in [
            delta,
            r#"{"type":"response.in_progress","response":{"id":"other"}}"#,
            r#"{"type":"response.failed","response":{"id":"other"}}"#,
        ] {
            apply(&mut answer, late).expect("within the limits");
            assert_eq!(answer.snapshot(), ended, "{late}");
        }
        assert_eq!(ended.output_text(), "x");
    }
}

/// Also where it is announced with its text once more.
#[test]
fn a_part_that_is_announced_again_loses_nothing() {
    let part = |event: &str, text: &str| {
        format!(
            r#"{{"type":"response.content_part.{event}","output_index":0,"content_index":0,"part":{{"type":"output_text","text":"{text}"}}}}"#
        )
    };
    let mut answer = ResponseAccumulator::new();
    for (event, text) in [
        (part("added", ""), ""),
        (part("added", "a"), "a"),
        (part("added", ""), "a"),
        (part("added", "b"), "a"),
        (part("done", "c"), "c"),
        (part("done", ""), ""),
    ] {
        apply(&mut answer, &event).expect("within the limits");
        assert_eq!(answer.snapshot().output_text(), text, "{event}");
    }
}
