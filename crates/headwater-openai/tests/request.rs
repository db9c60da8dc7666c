//! Request bodies.

use headwater_openai::{Api, Request};

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
