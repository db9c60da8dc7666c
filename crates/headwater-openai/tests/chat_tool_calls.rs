//! How the pieces of tool calls find together in Chat Completions.

mod common;

use common::{Run, Seen, chat, events};
use headwater_openai::{Api, IncompleteReason, InterruptionCause, Outcome, ReadError, ToolKind};

/// A stream of chunks with these lists of `tool_calls`, ended by this finish reason.
fn calls_then(finish_reason: &str, pieces: &[&str]) -> Seen {
    let mut data: Vec<String> = pieces
        .iter()
        .map(|piece| format!(r#"{{"choices":[{{"index":0,"delta":{{"tool_calls":{piece}}}}}]}}"#))
        .collect();
    data.push(format!(
        r#"{{"choices":[{{"index":0,"delta":{{}},"finish_reason":"{finish_reason}"}}]}}"#
    ));
    data.push("[DONE]".into());
    chat(events(&data.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn calls(pieces: &[&str]) -> Seen {
    calls_then("tool_calls", pieces)
}

#[test]
fn pieces_are_joined_by_index() {
    let seen = calls(&[
        r#"[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]"#,
        r#"[{"index":0,"function":{"arguments":"{\"x\":"}}]"#,
        r#"[{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]"#,
        r#"[{"index":0,"function":{"arguments":"1}"}}]"#,
    ]);
    assert_eq!(seen.call_list(), [("f", r#"{"x":1}"#, true), ("g", "{}", true)]);
    assert_eq!(seen.calls[0].id(), "a");
    assert_eq!(seen.calls[0].kind(), ToolKind::Function);
    assert_eq!(seen.outcome, Outcome::ToolCalls);
    assert_eq!(
        seen.deltas,
        [
            r#"ToolCallBegun { index: 0, id: "a", name: "f" }"#,
            r#"ToolCallArguments { index: 0, fragment: "{\"x\":" }"#,
            r#"ToolCallBegun { index: 1, id: "b", name: "g" }"#,
            r#"ToolCallArguments { index: 1, fragment: "{}" }"#,
            r#"ToolCallArguments { index: 0, fragment: "1}" }"#,
            "ToolCallComplete { index: 0 }",
            "ToolCallComplete { index: 1 }",
        ]
    );
}

#[test]
fn stop_with_tool_calls_waits_for_them() {
    let piece = r#"[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]"#;
    assert_eq!(calls_then("stop", &[piece]).outcome, Outcome::ToolCalls);
}

#[test]
fn without_an_index_an_id_or_a_name_begins_a_call() {
    let seen = calls(&[
        r#"[{"id":"a","function":{"name":"f","arguments":"{\"x\":"}}]"#,
        r#"[{"function":{"arguments":"1}"}},{"extra_content":{"google":{}}}]"#,
        r#"[{"function":{"name":"g","arguments":"{}"}}]"#,
        r#"[{"id":"a","function":{"arguments":" "}}]"#,
    ]);
    assert_eq!(seen.call_list(), [("f", r#"{"x":1} "#, true), ("g", "{}", true)]);
}

#[test]
fn a_piece_without_a_number_is_none_of_the_deprecated_kind() {
    let seen = chat(events(&[
        r#"{"choices":[{"delta":{"function_call":{"name":"f","arguments":"{}"}}}]}"#,
        r#"{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"[]"}}]}}]}"#,
        "[DONE]",
    ]));
    assert_eq!(seen.call_list(), [("f", "{}", true), ("", "[]", true)]);
}

#[test]
fn the_same_index_with_another_id_is_another_call() {
    let seen = calls(&[
        r#"[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]"#,
        r#"[{"index":0,"id":"b","function":{"name":"f","arguments":"{\"y\""}}]"#,
        r#"[{"index":0,"function":{"arguments":":2}"}}]"#,
        r#"[{"index":0,"id":"a","function":{"arguments":" "}}]"#,
    ]);
    assert_eq!(seen.call_list(), [("f", "{} ", true), ("f", r#"{"y":2}"#, true)]);
}

#[test]
fn an_id_counts_before_any_arguments_came() {
    let seen = calls(&[
        r#"[{"index":0,"id":"a","function":{"name":"f"}},{"index":0,"id":"b","function":{"name":"g"}}]"#,
        r#"[{"index":0,"id":"a","function":{"arguments":"{}"}}]"#,
    ]);
    assert_eq!(seen.call_list(), [("f", "{}", true), ("g", "", true)]);
    // A piece that lost its index is known by its id.
    let seen = calls(&[
        r#"[{"index":0,"id":"a","function":{"name":"f"}},{"index":1,"id":"b","function":{"name":"g"}}]"#,
        r#"[{"id":"a","function":{"arguments":"{}"}}]"#,
    ]);
    assert_eq!(seen.call_list(), [("f", "{}", true), ("g", "", true)]);
}

#[test]
fn a_repeated_name_is_not_joined_to_itself() {
    let seen = calls(&[
        r#"[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\""}}]"#,
        r#"[{"index":0,"id":"a","function":{"name":"f","arguments":":1}"}}]"#,
    ]);
    assert_eq!(seen.call_list(), [("f", r#"{"x":1}"#, true)]);
    let seen = calls(&[
        r#"[{"index":0,"function":{"name":"f"}}]"#,
        r#"[{"index":0,"function":{"name":"f","arguments":"{\"x\""}}]"#,
        r#"[{"index":0,"function":{"name":"f","arguments":":1}"}}]"#,
    ]);
    assert_eq!(seen.call_list(), [("f", r#"{"x":1}"#, true)]);
}

#[test]
fn a_name_in_pieces_is_joined_until_arguments_come() {
    let seen = calls(&[
        r#"[{"index":0,"id":"a","function":{"name":"get_"}}]"#,
        r#"[{"index":0,"function":{"name":"weather"}}]"#,
        r#"[{"index":0,"function":{"arguments":"{}"}}]"#,
    ]);
    assert_eq!(seen.call_list(), [("get_weather", "{}", true)]);
}

#[test]
fn another_name_after_arguments_is_another_call() {
    let seen = calls(&[
        r#"[{"index":0,"function":{"name":"f","arguments":"{}"}}]"#,
        r#"[{"index":0,"function":{"name":"g","arguments":"{}"}}]"#,
    ]);
    assert_eq!(seen.call_list(), [("f", "{}", true), ("g", "{}", true)]);
}

#[test]
fn other_whole_arguments_of_the_same_name_are_another_call() {
    let seen = calls(&[
        r#"[{"index":0,"function":{"name":"f","arguments":"{\"x\":1}"}}]"#,
        r#"[{"index":0,"function":{"name":"f","arguments":"{\"x\":2}"}}]"#,
    ]);
    assert_eq!(seen.call_list(), [("f", r#"{"x":1}"#, true), ("f", r#"{"x":2}"#, true)]);
}

#[test]
fn two_pieces_of_one_index_in_a_chunk_are_both_taken() {
    let seen = calls(&[
        r#"[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}},{"index":0,"function":{"arguments":"}"}}]"#,
    ]);
    assert_eq!(seen.call_list(), [("f", "{}", true)]);
}

#[test]
fn arguments_may_be_null_or_an_object() {
    let seen = calls(&[
        r#"[{"index":0,"id":"a","function":{"name":"f","arguments":null}}]"#,
        r#"[{"index":0,"function":{"name":"","arguments":{"x": [1]}}}]"#,
    ]);
    assert_eq!(seen.call_list(), [("f", r#"{"x": [1]}"#, true)]);
}

#[test]
fn custom_tools_take_any_text() {
    let seen = calls(&[
        r#"[{"index":0,"id":"a","type":"custom","custom":{"name":"sh","input":"ls "}}]"#,
        r#"[{"index":0,"custom":{"input":"-l"}}]"#,
    ]);
    assert_eq!(seen.call_list(), [("sh", "ls -l", true)]);
    assert_eq!(seen.calls[0].kind(), ToolKind::Custom);
}

#[test]
fn the_deprecated_function_call_is_one_call() {
    let chunk = |call: &str| format!(r#"{{"choices":[{{"delta":{{"function_call":{call}}}}}]}}"#);
    let seen = chat(events(&[
        &chunk(r#"{"name":"f","arguments":"{"}"#),
        &chunk(r#"{"arguments":"}"}"#),
        r#"{"choices":[{"delta":{},"finish_reason":"function_call"}]}"#,
        "[DONE]",
    ]));
    assert_eq!(seen.call_list(), [("f", "{}", true)]);
    assert_eq!(seen.outcome, Outcome::ToolCalls);
}

#[test]
fn calls_of_two_choices_are_kept_apart() {
    let chunk = |choice: u32| {
        format!(
            r#"{{"choices":[{{"index":{choice},"delta":{{"tool_calls":[{{"index":0,"id":"i{choice}","function":{{"name":"f","arguments":"{{}}"}}}}]}}}}]}}"#
        )
    };
    let seen = chat(events(&[&chunk(0), &chunk(1), "[DONE]"]));
    assert_eq!(seen.call_list(), [("f", "{}", true), ("f", "{}", true)]);
    assert_eq!((seen.calls[0].choice(), seen.calls[1].choice()), (0, 1));
}

#[test]
fn a_call_that_a_limit_cut_off_is_kept_but_not_complete() {
    let pieces = [
        r#"[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]"#,
        r#"[{"index":1,"id":"b","function":{"name":"g","arguments":"{\"x"}}]"#,
        r#"[{"index":2,"id":"c","function":{"name":"h","arguments":""}}]"#,
    ];
    let seen = calls_then("length", &pieces);
    assert_eq!(seen.outcome, Outcome::Incomplete { reason: IncompleteReason::TokenLimit });
    assert_eq!(seen.call_list(), [("f", "{}", true), ("g", "{\"x", false), ("h", "", false)]);
    // A function that takes nothing may have no arguments at all.
    assert_eq!(calls(&pieces[2..]).call_list(), [("h", "", true)]);
}

#[test]
fn a_call_of_an_answer_that_broke_off_is_not_complete() {
    let piece = r#"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}}]}"#;
    let seen = chat(events(&[piece]));
    assert_eq!(seen.call_list(), [("f", "{}", false)]);
    assert_eq!(seen.interruption().why, InterruptionCause::EndOfStream);
}

#[test]
fn arguments_after_the_finish_reason_still_count() {
    let piece = |finish: &str, arguments: &str| {
        format!(
            r#"{{"choices":[{{"delta":{{"tool_calls":[{{"index":0,"id":"a","function":{{"name":"f","arguments":"{arguments}"}}}}]}},"finish_reason":{finish}}}]}}"#
        )
    };
    let seen = chat(events(&[&piece(r#""stop""#, "{}"), &piece("null", "x"), "[DONE]"]));
    assert_eq!(seen.call_list(), [("f", "{}x", false)]);
}

#[test]
fn calls_are_bounded() {
    let piece = |index: usize| {
        format!(
            r#"{{"choices":[{{"delta":{{"tool_calls":[{{"index":{index},"id":"i{index}","function":{{"name":"f"}}}}]}}}}]}}"#
        )
    };
    let pieces: Vec<_> = (0..130).map(|index| piece(index * 1_000_000)).collect();
    let body = events(&pieces.iter().map(String::as_str).collect::<Vec<_>>()) + "data: [DONE]\n\n";
    let seen = Run::new(Api::ChatCompletions).read([body.as_bytes()]);
    assert_eq!(seen.calls.len(), 128);
    assert_eq!(seen.errors, [ReadError::TooManyToolCalls { limit: 128 }; 2]);
    assert_eq!(seen.interruption().why, InterruptionCause::EventLost);
}

#[test]
fn arguments_are_bounded() {
    let mebibyte = "x".repeat(1024 * 1024);
    let piece = format!(
        r#"{{"choices":[{{"delta":{{"tool_calls":[{{"index":0,"function":{{"name":"f","arguments":"{mebibyte}"}}}}]}}}}]}}"#
    );
    let body = events(&[piece.as_str(); 17]) + "data: [DONE]\n\n";
    let seen = Run::new(Api::ChatCompletions).read([body.as_bytes()]);
    let limit = 16 * 1024 * 1024;
    assert!(seen.errors.contains(&ReadError::ToolCallsTooLarge { limit }), "{:?}", seen.errors);
    assert!(seen.calls[0].arguments().len() <= limit);
    assert!(!seen.calls[0].is_complete());
}
