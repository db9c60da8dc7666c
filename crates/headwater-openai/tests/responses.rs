//! Responses streams: texts, items and ends.

mod common;

use common::{End, Run, Seen, events, read_every_way_with, responses};
use headwater::CloseReason;
use headwater_openai::{
    AnswerStream, Api, IncompleteReason, InterruptionCause, Limits, Outcome, ReadError, Warning,
};

const COMPLETED: &str =
    r#"{"type":"response.completed","response":{"status":"completed","output":[]}}"#;

fn delta(kind: &str, item: u32, part: u32, text: &str) -> String {
    format!(
        r#"{{"type":"response.{kind}.delta","output_index":{item},"content_index":{part},"delta":"{text}"}}"#
    )
}

fn text(text: &str) -> String {
    delta("output_text", 0, 0, text)
}

fn completed(output: &str) -> String {
    format!(
        r#"{{"type":"response.completed","response":{{"status":"completed","output":[{output}]}}}}"#
    )
}

fn message(text: &str) -> String {
    format!(
        r#"{{"type":"message","id":"m1","content":[{{"type":"output_text","text":"{text}"}}]}}"#
    )
}

fn done(index: u32, item: &str) -> String {
    format!(r#"{{"type":"response.output_item.done","output_index":{index},"item":{item}}}"#)
}

fn added(index: u32, item: &str) -> String {
    format!(r#"{{"type":"response.output_item.added","output_index":{index},"item":{item}}}"#)
}

fn read(data: &[&str]) -> Seen {
    responses(events(data))
}

#[test]
fn a_whole_answer() {
    let seen = read(&[
        r#"{"type":"response.created","sequence_number":0,"response":{"id":"r1","model":"m","status":"in_progress","output":[],"usage":null}}"#,
        r#"{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"type":"reasoning","id":"rs"}}"#,
        r#"{"type":"response.reasoning_summary_text.delta","sequence_number":2,"output_index":0,"summary_index":1,"delta":"hm"}"#,
        r#"{"type":"response.reasoning_text.delta","sequence_number":3,"output_index":0,"content_index":0,"delta":"!"}"#,
        r#"{"type":"response.output_text.delta","sequence_number":4,"output_index":1,"content_index":0,"delta":"Hi","logprobs":[]}"#,
        r#"{"type":"response.output_text.done","sequence_number":5,"output_index":1,"content_index":0,"text":"Hi"}"#,
        r#"{"type":"response.completed","sequence_number":6,"response":{"id":"r2","status":"completed","output":[],"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}}"#,
    ]);
    assert_eq!((seen.text.as_str(), seen.reasoning.as_str()), ("Hi", "hm!"));
    assert!(seen.deltas[0].contains("item: 0, part: 1"), "{:?}", seen.deltas);
    assert!(seen.deltas[2].contains("item: 1, part: 0"), "{:?}", seen.deltas);
    assert_eq!(seen.outcome, Outcome::Completed);
    assert_eq!(seen.closed, CloseReason::Finished);
    assert_eq!(seen.response_id.as_deref(), Some("r1"));
    assert_eq!(seen.model.as_deref(), Some("m"));
    assert_eq!(seen.last_sequence_number, Some(6));
    assert_eq!(seen.usage.and_then(|usage| usage.total_tokens), Some(3));
    assert_eq!((seen.errors.len(), seen.deltas.len()), (0, 4));
}

#[test]
fn the_type_in_the_json_counts_not_the_name_of_the_event() {
    let body = format!("event: error\ndata: {}\n\nevent: x\ndata: {COMPLETED}\n\n", text("Hi"));
    let seen = responses(body);
    assert_eq!((seen.text.as_str(), &seen.outcome), ("Hi", &Outcome::Completed));
}

#[test]
fn texts_that_come_only_with_an_end_are_one_delta() {
    let ends = [
        r#"{"type":"response.output_text.done","output_index":0,"content_index":0,"text":"Hi"}"#,
        r#"{"type":"response.content_part.done","output_index":0,"content_index":0,"part":{"type":"output_text","text":"Hi"}}"#,
        &done(0, &message("Hi")),
    ];
    for end in ends {
        let seen = read(&[end, COMPLETED]);
        assert_eq!((seen.text.as_str(), seen.deltas.len()), ("Hi", 1), "{end}");
    }
    let seen = read(&[ends[0], ends[1], ends[2], &completed(&message("Hi"))]);
    assert_eq!((seen.text.as_str(), seen.deltas.len()), ("Hi", 1));
    let seen = read(&[&completed(&message("Hi"))]);
    assert_eq!((seen.text.as_str(), seen.deltas.len()), ("Hi", 1));
}

#[test]
fn a_text_is_not_told_again_at_another_position() {
    // Bedrock counts parts from 1; the terminal response leaves the reasoning item out.
    let seen = read(&[
        &delta("output_text", 1, 1, "Hi"),
        &done(1, &message("Hi")),
        &completed(&message("Hi")),
    ]);
    assert_eq!(seen.text, "Hi");
    // Even where its text differs: the item has the same id.
    let seen = read(&[
        &added(3, &message("")),
        &delta("output_text", 3, 0, "Hi"),
        &completed(&message("Hi there")),
    ]);
    assert_eq!(seen.text, "Hi");
}

#[test]
fn a_refusal_is_an_outcome_of_its_own() {
    let part = r#"{"type":"message","content":[{"type":"refusal","refusal":"No."}]}"#;
    let ends = [
        r#"{"type":"response.refusal.done","output_index":0,"content_index":0,"refusal":"No."}"#,
        r#"{"type":"response.content_part.done","output_index":0,"content_index":0,"part":{"type":"refusal","refusal":"No."}}"#,
        &done(0, part),
    ];
    let streamed = delta("refusal", 0, 0, "No.");
    for data in [
        vec![streamed.as_str()],
        vec![ends[0]],
        vec![ends[1]],
        vec![ends[2]],
        vec![&streamed, ends[0], ends[1], ends[2]],
    ] {
        let data: Vec<_> = data.into_iter().chain([COMPLETED]).collect();
        let seen = read(&data);
        assert_eq!((&seen.outcome, seen.refusal.as_str()), (&Outcome::Refused, "No."));
        assert_eq!(seen.refusal_deltas, "No.");
    }
    assert_eq!(read(&[&completed(part)]).refusal, "No.");
}

#[test]
fn calls_follow_their_items() {
    let seen = read(&[
        &added(
            1,
            r#"{"type":"function_call","id":"fc1","call_id":"c1","name":"f","arguments":""}"#,
        ),
        r#"{"type":"response.function_call_arguments.delta","output_index":1,"item_id":"other","delta":"{\"x\":"}"#,
        &added(
            2,
            r#"{"type":"custom_tool_call","id":"ct1","call_id":"c2","name":"sh","input":""}"#,
        ),
        r#"{"type":"response.custom_tool_call_input.delta","output_index":2,"delta":"ls"}"#,
        r#"{"type":"response.function_call_arguments.delta","output_index":1,"delta":"1}"}"#,
        r#"{"type":"response.function_call_arguments.done","output_index":1,"arguments":"{\"x\":1}"}"#,
        &done(
            1,
            r#"{"type":"function_call","id":"fc9","call_id":"c1","name":"f","arguments":"{\"x\":1}","status":"completed"}"#,
        ),
        r#"{"type":"response.custom_tool_call_input.done","output_index":2,"input":"ls -l"}"#,
        &done(2, r#"{"type":"custom_tool_call","call_id":"c2","name":"shell","input":"ls -l"}"#),
        COMPLETED,
    ]);
    assert_eq!(seen.call_list(), [("f", r#"{"x":1}"#, true), ("shell", "ls -l", true)]);
    assert_eq!((seen.calls[0].id(), seen.calls[1].id()), ("c1", "c2"));
    assert_eq!(seen.outcome, Outcome::ToolCalls);
    assert_eq!(
        seen.deltas,
        [
            r#"ToolCallBegun { index: 0, id: "c1", name: "f" }"#,
            r#"ToolCallArguments { index: 0, fragment: "{\"x\":" }"#,
            r#"ToolCallBegun { index: 1, id: "c2", name: "sh" }"#,
            r#"ToolCallArguments { index: 1, fragment: "ls" }"#,
            r#"ToolCallArguments { index: 0, fragment: "1}" }"#,
            "ToolCallComplete { index: 0 }",
            r#"ToolCallArguments { index: 1, fragment: " -l" }"#,
            "ToolCallComplete { index: 1 }",
        ]
    );
}

#[test]
fn the_done_item_is_right_about_everything() {
    let seen = read(&[
        &added(0, r#"{"type":"function_call","call_id":"old","name":"old"}"#),
        r#"{"type":"response.function_call_arguments.delta","output_index":0,"delta":"{\"wrong\""}"#,
        &done(0, r#"{"type":"function_call","call_id":"new","name":"new","arguments":"{}"}"#),
        COMPLETED,
    ]);
    assert_eq!(seen.call_list(), [("new", "{}", true)]);
    assert_eq!(seen.calls[0].id(), "new");
}

#[test]
fn without_an_output_index_the_item_id_or_the_last_open_item_decides() {
    let call = |id: &str, name: &str, arguments: &str| {
        format!(
            r#"{{"type":"function_call","id":"{id}","call_id":"c-{id}","name":"{name}","arguments":"{arguments}"}}"#
        )
    };
    let event = |kind: &str, item: &str| {
        format!(r#"{{"type":"response.output_item.{kind}","item":{item}}}"#)
    };
    let arguments =
        |rest: &str| format!(r#"{{"type":"response.function_call_arguments.delta",{rest}}}"#);
    let seen = read(&[
        &event("added", &call("a", "f", "")),
        &event("added", &call("b", "g", "")),
        &arguments(r#""item_id":"a","delta":"{}""#),
        &arguments(r#""delta":"[""#),
        &arguments(r#""item_id":"b","delta":"]""#),
        &event("done", &call("b", "g", "[]")),
        &arguments(r#""delta":" ""#),
        &event("done", &call("a", "f", "{} ")),
        COMPLETED,
    ]);
    assert_eq!(seen.call_list(), [("f", "{} ", true), ("g", "[]", true)]);
    assert_eq!(seen.outcome, Outcome::ToolCalls);
}

#[test]
fn calls_that_come_only_with_the_terminal_response_are_told() {
    let call = r#"{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"}"#;
    let seen = read(&[&completed(call)]);
    assert_eq!(seen.call_list(), [("f", "{}", true)]);
    assert_eq!(seen.deltas.len(), 3);
    // But not twice, whatever they are called and wherever they stand there.
    let renamed = r#"{"type":"function_call","call_id":"c7","name":"f","arguments":"{}"}"#;
    for terminal in [call, renamed] {
        let seen = read(&[&done(4, call), &completed(terminal)]);
        assert_eq!(seen.call_list(), [("f", "{}", true)]);
        assert_eq!(seen.outcome, Outcome::ToolCalls);
    }
}

#[test]
fn gateways_may_number_every_call_0() {
    let call = |id: u32| {
        format!(r#"{{"type":"function_call","call_id":"c{id}","name":"f","arguments":"{{}}"}}"#)
    };
    let seen = read(&[&done(0, &call(1)), &done(0, &call(2)), COMPLETED]);
    assert_eq!(seen.call_list(), [("f", "{}", true), ("f", "{}", true)]);
}

#[test]
fn whatever_waits_for_the_caller_is_a_tool_call() {
    for item in [
        r#"{"type":"computer_call","call_id":"c"}"#,
        r#"{"type":"shell_call","call_id":"c"}"#,
        r#"{"type":"local_shell_call","call_id":"c"}"#,
        r#"{"type":"apply_patch_call","call_id":"c"}"#,
        r#"{"type":"mcp_approval_request","id":"c"}"#,
        r#"{"type":"tool_search_call","call_id":"c","execution":"client"}"#,
        r#"{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}"#,
    ] {
        assert_eq!(read(&[&done(0, item), COMPLETED]).outcome, Outcome::ToolCalls, "{item}");
        assert_eq!(read(&[&completed(item)]).outcome, Outcome::ToolCalls, "{item}");
    }
    for item in [
        r#"{"type":"web_search_call","id":"c"}"#,
        r#"{"type":"mcp_call","id":"c","name":"f","arguments":"{}"}"#,
        r#"{"type":"tool_search_call","call_id":"c","execution":"server"}"#,
        r#"{"type":"shell_call","call_id":"c"},{"type":"shell_call_output","call_id":"c"}"#,
        r#"{"type":"mcp_approval_request","id":"c"},{"type":"mcp_approval_response","approval_request_id":"c"}"#,
        r#"{"type":"local_shell_call","call_id":"c"},{"type":"local_shell_call_output","id":"c"}"#,
        r#"{"type":"local_shell_call","id":"i","call_id":"c"},{"type":"local_shell_call_output","id":"i"}"#,
    ] {
        assert_eq!(read(&[&completed(item)]).outcome, Outcome::Completed, "{item}");
    }
}

#[test]
fn the_response_decides_over_the_name_of_its_event() {
    let ended = |kind: &str, rest: &str| {
        read(&[&text("x"), &format!(r#"{{"type":"response.{kind}","response":{{{rest}}}}}"#)])
            .outcome
    };
    let incomplete = |reason| Outcome::Incomplete { reason };
    let limit = r#""incomplete_details":{"reason":"max_output_tokens"}"#;
    assert_eq!(ended("incomplete", limit), incomplete(IncompleteReason::TokenLimit));
    assert_eq!(
        ended("completed", &format!(r#""status":"incomplete",{limit}"#)),
        incomplete(IncompleteReason::TokenLimit)
    );
    assert_eq!(
        ended("incomplete", r#""incomplete_details":{"reason":"content_filter"}"#),
        incomplete(IncompleteReason::ContentFilter)
    );
    assert_eq!(
        ended("incomplete", r#""incomplete_details":{"reason":"steered"}"#),
        incomplete(IncompleteReason::Other("steered".into()))
    );
    assert_eq!(ended("incomplete", ""), incomplete(IncompleteReason::Other(String::new())));
    assert!(matches!(ended("completed", r#""status":"failed""#), Outcome::Failed(_)));
    for status in ["completed", "incomplete", "cancelled", "odd"] {
        let ending = ended("failed", &format!(r#""status":"{status}""#));
        assert!(matches!(ending, Outcome::Failed(_)), "{status}");
    }
    assert_eq!(
        ended("completed", r#""status":"cancelled""#),
        incomplete(IncompleteReason::Other("cancelled".into()))
    );
    // The event says that it is the end: a status that tells of none does not overrule it.
    for status in [r#""status":"in_progress""#, r#""status":"queued""#, r#""status":"odd""#, ""] {
        assert_eq!(ended("completed", status), Outcome::Completed, "{status}");
    }
}

#[test]
fn a_call_of_an_incomplete_answer_is_kept() {
    let seen = read(&[
        &added(0, r#"{"type":"function_call","call_id":"a","name":"f","arguments":""}"#),
        r#"{"type":"response.function_call_arguments.delta","output_index":0,"delta":"{\"x\""}"#,
        &done(
            0,
            r#"{"type":"function_call","call_id":"a","name":"f","arguments":"{\"x\"","status":"incomplete"}"#,
        ),
        r#"{"type":"response.incomplete","response":{"incomplete_details":{"reason":"max_output_tokens"}}}"#,
    ]);
    assert_eq!(seen.call_list(), [("f", "{\"x\"", false)]);
    assert_eq!(seen.outcome, Outcome::Incomplete { reason: IncompleteReason::TokenLimit });
}

#[test]
fn done_is_no_end_here() {
    let seen = read(&[&text("x"), "[DONE]"]);
    assert_eq!(seen.closed, CloseReason::EndOfStream);
    assert!(seen.interruption().saw_done);
    assert_eq!(seen.interruption().why, InterruptionCause::EndOfStream);
    assert_eq!(read(&[&text("x"), "[DONE]", COMPLETED]).outcome, Outcome::Completed);
    assert_eq!(read(&[&text("x"), COMPLETED, "[DONE]"]).events.len(), 2);
}

#[test]
fn an_answer_without_its_terminal_event_is_interrupted() {
    let numbered = r#"{"type":"keepalive","sequence_number":7}"#;
    for (end, why) in [
        (End::Clean, InterruptionCause::EndOfStream),
        (End::NetworkError, InterruptionCause::NetworkError),
        (End::Close, InterruptionCause::Closed),
    ] {
        let body = events(&[&text("x"), &done(0, &message("x")), numbered]);
        let seen = read_every_way_with(body.as_bytes(), || Run::new(Api::Responses).end(end));
        assert_eq!(seen.interruption().why, why);
        assert_eq!(seen.interruption().last_sequence_number, Some(7));
    }
}

#[test]
fn unknown_events_add_nothing_of_the_known() {
    let seen = read(&[
        r#"{"type":"keepalive","sequence_number":3}"#,
        r#"{"type":"response.shell_call_output_content.delta","output_index":0,"delta":{"stdout":"x"}}"#,
        r#"{"type":"response.from_the_future","delta":"x","text":"y"}"#,
        r#"{"type":"response.output_item.added","output_index":0,"item":null}"#,
        r#"{"type":17}"#,
        COMPLETED,
    ]);
    assert_eq!(
        seen.deltas,
        [
            r#"Other { item: 0, kind: "response.shell_call_output_content.delta" }"#,
            r#"Other { item: 0, kind: "response.from_the_future" }"#,
            r#"Other { item: 0, kind: "" }"#,
        ]
    );
    assert_eq!(seen.errors, []);
    assert_eq!(seen.outcome, Outcome::Completed);
    assert_eq!(seen.events.len(), 6);
}

#[test]
fn wrong_types_cost_their_field_only() {
    let seen = read(&[
        r#"{"type":"response.output_text.delta","sequence_number":"1","output_index":-1,"content_index":{},"item_id":4,"delta":"a","response":[],"item":"x"}"#,
        r#"{"type":"response.completed","response":{"id":1,"created_at":1.5,"output":null,"usage":[],"error":false}}"#,
    ]);
    assert_eq!((seen.text.as_str(), seen.errors.len()), ("a", 0));
    assert_eq!(seen.outcome, Outcome::Completed);
}

#[test]
fn the_last_event_may_lack_its_blank_line() {
    for end in ["", "\n", "\r\n"] {
        let body = format!("{}data: {COMPLETED}{end}", events(&[&text("x")]));
        for how in [End::Clean, End::NetworkError] {
            let seen = read_every_way_with(body.as_bytes(), || Run::new(Api::Responses).end(how));
            assert_eq!(seen.outcome, Outcome::Completed);
            assert_eq!((seen.events.len(), seen.closed), (2, CloseReason::Finished));
        }
    }
}

#[test]
fn parts_are_bounded() {
    let parts: Vec<_> = (0..1030).map(|part| delta("output_text", 0, part, "x")).collect();
    let body =
        events(&parts.iter().map(String::as_str).collect::<Vec<_>>()) + &events(&[COMPLETED]);
    let seen = Run::new(Api::Responses).read([body.as_bytes()]);
    assert_eq!(seen.text.len(), 1024);
    assert_eq!(seen.errors, [ReadError::TooManyParts { limit: 1024 }; 6]);
    assert_eq!(seen.interruption().why, InterruptionCause::EventLost);
}

/// Of a call whose item never came, nothing says that it was answered.
#[test]
fn arguments_alone_wait_for_the_caller_too() {
    for event in [
        r#"{"type":"response.function_call_arguments.delta","output_index":1,"delta":"{}"}"#,
        r#"{"type":"response.function_call_arguments.done","output_index":1,"arguments":"{}"}"#,
        r#"{"type":"response.custom_tool_call_input.delta","output_index":1,"delta":"{}"}"#,
    ] {
        let seen = read(&[event, COMPLETED]);
        assert_eq!((seen.calls.len(), &seen.outcome), (1, &Outcome::ToolCalls), "{event}");
    }
}

#[test]
fn the_terminal_output_says_what_still_waits() {
    let streamed = done(5, r#"{"type":"shell_call","call_id":"a"}"#);
    let answered =
        r#"{"type":"shell_call","call_id":"b"},{"type":"shell_call_output","call_id":"b"}"#;
    assert_eq!(read(&[&streamed, &completed(answered)]).outcome, Outcome::Completed);
    assert_eq!(read(&[&streamed, COMPLETED]).outcome, Outcome::ToolCalls);
}

#[test]
fn a_text_without_ids_is_not_told_again_at_another_position() {
    let anonymous = message("Hi").replace(r#""id":"m1","#, "");
    let seen = read(&[&delta("output_text", 3, 1, "Hi"), &completed(&anonymous)]);
    assert_eq!(seen.text, "Hi");
}

#[test]
fn a_complete_response_completes_calls_that_were_never_done() {
    let call = r#"{"type":"function_call","call_id":"a","name":"f"}"#;
    let arguments =
        r#"{"type":"response.function_call_arguments.done","output_index":0,"arguments":"{}"}"#;
    let seen = read(&[&added(0, call), arguments, COMPLETED]);
    assert_eq!(seen.call_list(), [("f", "{}", true)]);
    let seen = read(&[&added(0, call), arguments]);
    assert_eq!(seen.call_list(), [("f", "{}", false)]);
}

#[test]
fn a_call_that_says_it_is_incomplete_is() {
    let call = r#"{"type":"function_call","call_id":"a","name":"f","arguments":"{}","status":"incomplete"}"#;
    let end = r#"{"type":"response.incomplete","response":{}}"#;
    assert_eq!(read(&[&done(0, call), end]).call_list(), [("f", "{}", false)]);
}

#[test]
fn a_done_item_without_an_output_index_is_known_by_its_id() {
    let event = |kind: &str, id: &str, name: &str| {
        format!(
            r#"{{"type":"response.output_item.{kind}","item":{{"type":"function_call","id":"{id}","name":"{name}","arguments":"{{}}"}}}}"#
        )
    };
    let seen = read(&[
        &event("added", "a", "f"),
        &event("added", "b", "g"),
        &event("done", "a", "f"),
        &event("done", "b", "g"),
        COMPLETED,
    ]);
    assert_eq!(seen.call_list(), [("f", "{}", true), ("g", "{}", true)]);
    assert!(seen.deltas[3].contains("index: 0"), "{:?}", seen.deltas);
}

#[test]
fn reasoning_is_told_once_wherever_it_stands() {
    let item = r#"{"type":"reasoning","id":"r","summary":[{"type":"summary_text","text":"a"},{"type":"summary_text","text":"b"}],"content":[{"type":"reasoning_text","text":"c"}]}"#;
    let summary = |kind: &str, part: u32, text: &str| {
        let member = if kind == "delta" { "delta" } else { "text" };
        format!(
            r#"{{"type":"response.reasoning_summary_text.{kind}","output_index":0,"summary_index":{part},"{member}":"{text}"}}"#
        )
    };
    let thought = |kind: &str, text: &str| {
        let member = if kind == "delta" { "delta" } else { "text" };
        format!(
            r#"{{"type":"response.reasoning_text.{kind}","output_index":0,"content_index":0,"{member}":"{text}"}}"#
        )
    };
    let whole = ["a", "b"].map(|text| summary("done", u32::from(text == "b"), text));
    let ends = [&*whole[0], &whole[1], &thought("done", "c"), &done(0, item), &completed(item)];
    // Summaries and texts of one number do not mix.
    let deltas = [summary("delta", 0, "a"), thought("delta", "c"), summary("delta", 1, "b")];
    let streamed: Vec<_> = deltas.iter().map(String::as_str).chain(ends).collect();
    for (data, reasoning) in [
        (&streamed[..], "acb"),
        (&ends[..], "abc"),
        (&ends[3..], "abc"),
        (&ends[4..], "abc"),
        // Of an item whose reasoning came in deltas, nothing is added.
        (&[&*deltas[0], ends[1], ends[3], ends[4]], "a"),
    ] {
        let seen = read(data);
        assert_eq!((seen.reasoning.as_str(), &seen.warnings[..]), (reasoning, &[][..]), "{data:?}");
        assert_eq!(seen.outcome, Outcome::Completed);
    }
    let seen = read(&[&deltas[0], &summary("done", 0, "other"), COMPLETED]);
    assert_eq!(seen.warnings, [Warning::TextDiffers { item: 0, part: 0 }]);
}

#[test]
fn counts_are_limited_as_set() {
    let limits = Limits::new().max_items(1).max_parts(2).max_tool_calls(1).max_tool_call_bytes(9);
    let with = |data: &[&str]| {
        read_every_way_with(events(data).as_bytes(), || Run {
            session: AnswerStream::new(Api::Responses).limits(limits),
            ..Run::new(Api::Responses)
        })
    };
    let over_parts = ReadError::TooManyParts { limit: 2 };
    let parts = [0, 1, 2].map(|part| delta("output_text", 0, part, "x"));
    let seen = with(&[&parts[0], &parts[1], &parts[2]]);
    assert_eq!((seen.text.as_str(), &seen.errors[..]), ("xx", &[over_parts][..]));
    let items = [0, 1].map(|item| added(item, &message("")));
    assert_eq!(with(&[&items[0], &items[1]]).errors, [ReadError::TooManyParts { limit: 1 }]);
    let call = |name: &str| format!(r#"{{"type":"function_call","name":"{name}","call_id":"c"}}"#);
    let seen = with(&[&added(0, &call("f")), &added(1, &call("g").replace("\"c\"", "\"d\""))]);
    assert_eq!((seen.calls.len(), seen.errors.len()), (1, 1));
    let seen = with(&[&added(0, &call("longer than all"))]);
    assert_eq!(seen.errors, [ReadError::ToolCallsTooLarge { limit: 9 }]);
    assert_eq!(seen.interruption().why, InterruptionCause::EndOfStream);
}

/// What a part or an item says as it is announced is the beginning of its text.
#[test]
fn texts_that_are_announced_with_their_beginning_are_handed_out_once() {
    let part = |event: &str, text: &str| {
        format!(
            r#"{{"type":"response.content_part.{event}","output_index":0,"content_index":0,"part":{{"type":"output_text","text":"{text}"}}}}"#
        )
    };
    let last = completed(&message("ab"));
    for data in [
        &[
            &*part("added", "a"),
            &*text("b"),
            &*part("done", "ab"),
            &*done(0, &message("ab")),
            &*last,
        ][..],
        &[&added(0, &message("a")), &part("added", "a"), &text("b"), &last],
        &[&added(0, &message("a")), &text("b"), COMPLETED],
        &[&added(0, &message("")), &part("added", ""), &text("ab"), &last],
        &[&added(0, &message("ab")), &last],
    ] {
        let seen = read(data);
        assert_eq!((&*seen.text, &seen.warnings[..]), ("ab", &[][..]), "{data:?}");
        assert_eq!(seen.final_text.as_deref(), Some("ab"), "{data:?}");
    }
}
