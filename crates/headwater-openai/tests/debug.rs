//! `Debug` shows sizes and kinds, never what a caller, a model or a server said.

use headwater::{Config, Instant, ResponseHead, Session, Step};
use headwater_openai::{AnswerStream, Api, Outcome, Request};

const MARKER: &str = "secret-marker";

/// The `Debug` of all that reading a body hands out, plain and pretty, with `M` in the body for
/// the marker.
fn shown(api: Api, status: u16, body: &str) -> String {
    let now = Instant::ORIGIN;
    let body = body.replace('M', MARKER);
    let mut session = AnswerStream::with_config(api, Config::new().report_comments(true));
    let mut out = String::new();
    session.handle_response(ResponseHead::new(status), now);
    let mut rest = body.as_bytes();
    loop {
        let progress = session.advance(rest, now);
        out += &format!("{session:?} {session:#?}\n");
        if progress.step == Step::NeedData {
            break;
        }
        let item = session.item(rest).expect("an item was told of");
        out += &format!("{item:?} {item:#?} {:?} {:?}\n", item.deltas(), item.error());
        for delta in item.deltas() {
            out += &format!("{delta:?} {delta:#?}\n");
        }
        rest = rest.get(progress.consumed..).expect("the rest");
    }
    session.handle_end(now);
    let _ = session.advance(b"", now);
    let outcome = session.outcome().expect("an outcome");
    out += &format!("{session:?} {outcome:?} {outcome:#?} {:?}\n", session.api());
    out += &match outcome {
        Outcome::Failed(failure) => format!("{failure:?} {failure:#?}\n"),
        Outcome::Incomplete { reason } => format!("{reason:?} {reason:#?}\n"),
        Outcome::Interrupted(interruption) => format!("{interruption:?} {:?}\n", interruption.why),
        _ => String::new(),
    };
    for call in session.tool_calls() {
        out += &format!("{call:?} {call:#?} {:?}\n", call.kind());
    }
    out + &format!("{:?}\n", session.usage())
}

#[test]
fn nothing_shows_what_was_said() {
    let request = Request::new(Api::Responses, "m", MARKER).instructions(MARKER);
    let mut all = format!("{request:?} {request:#?}\n");
    for (api, status, body) in [
        (
            Api::ChatCompletions,
            200,
            concat!(
                ": M\n\nid: M\ndata: M\n\n",
                r#"data: {"id":"M","model":"M","choices":[{"delta":{"content":"M","reasoning":"M","refusal":"M","#,
                r#""tool_calls":[{"index":0,"id":"M","function":{"name":"M","arguments":"{\"M\":1}"}}]}}],"#,
                r#""usage":{"prompt_tokens":1}}"#,
                "\n\n",
                r#"data: {"choices":[{"delta":{},"finish_reason":"tool_calls"}]}"#,
                "\n\ndata: [DONE]\n\n",
            ),
        ),
        (
            Api::Responses,
            200,
            concat!(
                r#"data: {"type":"response.output_item.done","item":{"type":"custom_tool_call","call_id":"M","name":"M","input":"M"}}"#,
                "\n\n",
                r#"data: {"type":"response.incomplete","response":{"id":"M","incomplete_details":{"reason":"M"}}}"#,
                "\n\n",
            ),
        ),
        (Api::ChatCompletions, 200, "data: {\"choices\":[{\"delta\":{\"content\":\"M\"}}]}\n\n"),
        (Api::ChatCompletions, 200, "data: {\"choices\":[M\n\n"),
        (Api::ChatCompletions, 200, "data: {\"error\":{\"message\":\"M\",\"code\":7}}\n\n"),
        (Api::Responses, 200, "event: error\ndata: M\n\n"),
        (Api::Responses, 200, "error: {\"message\":\"M\"}\n\n"),
        (Api::Responses, 200, "{\"M\":\"M\"}"),
        (Api::Responses, 500, "<html>M</html>"),
    ] {
        all += &shown(api, status, body);
    }
    assert!(!all.contains(MARKER), "{all}");
    // All of it was there to be shown.
    for kind in [
        "Request {",
        "AnswerStream {",
        "AnswerItem {",
        "Deltas {",
        "comment_len: Some(14)",
        "Text { choice: 0, item: 0, part: 0, text_len: 13 }",
        "Reasoning { choice: 0, item: 0, part: 0, text_len: 13 }",
        "Refusal { choice: 0, item: 0, part: 0, text_len: 13 }",
        "ToolCallBegun { index: 0, id_len: 13, name_len: 13 }",
        "ToolCallArguments { index: 0, fragment_len: 19 }",
        "ToolCallComplete { index: 0 }",
        "Usage(Usage {",
        "ToolCall { kind: Function",
        "ToolCall { kind: Custom",
        "NotJson {",
        "Incomplete { reason: Other { len: 13 } }",
        "outcome: Some(\"Failed\")",
        "Failed(Failure { status: None, message_len: 13, error_type: None, code: Some(\"7\") })",
        "Failure { status: Some(500), message_len: 26,",
        "Interrupted(Interruption {",
    ] {
        assert!(all.contains(kind), "{kind} is not in {all}");
    }
}

#[test]
fn what_a_person_is_told_holds_the_message() {
    let mut session = AnswerStream::new(Api::Responses);
    session.handle_response(ResponseHead::new(500), Instant::ORIGIN);
    let _ = session.advance(MARKER.as_bytes(), Instant::ORIGIN);
    session.handle_end(Instant::ORIGIN);
    let told = session.outcome().map(ToString::to_string);
    assert_eq!(told.as_deref(), Some("the request failed with status 500: secret-marker"));
}
