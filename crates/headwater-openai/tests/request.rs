//! Request bodies, and what nothing may print.

use headwater_openai::{AnswerStream, Api, Request};

#[test]
fn the_paths_are_those_of_the_apis() {
    assert_eq!(Api::Responses.path(), "/responses");
    assert_eq!(Request::new(Api::ChatCompletions, "m", "p").path(), "/chat/completions");
}

#[test]
fn a_responses_request() {
    let request = Request::new(Api::Responses, "m", "a \"b\"\n\u{1}é");
    assert_eq!(request.body(), r#"{"model":"m","input":"a \"b\"\n\u0001é","stream":true}"#);
}

#[test]
fn a_chat_request() {
    let request = Request::new(Api::ChatCompletions, "m", "p");
    assert_eq!(
        request.body(),
        r#"{"model":"m","messages":[{"role":"user","content":"p"}],"stream":true,"stream_options":{"include_usage":true}}"#
    );
    assert_eq!(
        request.instructions("i").body(),
        r#"{"model":"m","messages":[{"role":"system","content":"i"},{"role":"user","content":"p"}],"stream":true,"stream_options":{"include_usage":true}}"#
    );
}

#[test]
fn debug_shows_neither_prompt_nor_answer() {
    let request = Request::new(Api::Responses, "m", "secret").instructions("hidden");
    let shown = format!("{request:?}");
    assert!(!shown.contains("secret") && !shown.contains("hidden"), "{shown}");

    use headwater::{Instant, Session};
    let mut session = AnswerStream::new(Api::ChatCompletions);
    let chunk = b"data: {\"choices\":[{\"delta\":{\"content\":\"secret\",\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"secret\"}}]}}]}\n\n";
    let _ = session.advance(chunk, Instant::ORIGIN);
    let item = session.item(chunk).map(|item| format!("{item:?}"));
    let shown = format!("{session:?} {item:?} {:?}", session.tool_calls());
    assert!(!shown.contains("secret"), "{shown}");
}
