//! From the calls of an answer to the next request.

use headwater::{Instant, ResponseHead, Session, Step};
use headwater_json::RawJson;
use headwater_openai::request::{AssistantMessage, Message, PastCall, Request, Tool, ToolOutput};
use headwater_openai::{AnswerStream, Api, ToolCall};

use super::json;

/// The calls of an answer as it was streamed.
fn calls(api: Api, events: &[&str]) -> Vec<ToolCall> {
    let now = Instant::ORIGIN;
    let body: String = events.iter().map(|event| format!("data: {event}\n\n")).collect();
    let mut answer = AnswerStream::new(api);
    answer.handle_response(ResponseHead::new(200), now);
    let mut rest = body.as_bytes();
    loop {
        let progress = answer.advance(rest, now);
        if progress.step == Step::NeedData {
            break;
        }
        rest = &rest[progress.consumed..];
    }
    answer.tool_calls().to_vec()
}

fn responses_calls() -> Vec<ToolCall> {
    calls(
        Api::Responses,
        &[
            r#"{"type":"response.output_item.done","output_index":1,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"weather","arguments":"{\"city\":\"Paris\"}","status":"completed"}}"#,
            r#"{"type":"response.output_item.done","output_index":2,"item":{"type":"custom_tool_call","id":"ct_1","call_id":"call_2","name":"sql","input":"SELECT \"a\"","status":"completed"}}"#,
        ],
    )
}

fn chat_calls() -> Vec<ToolCall> {
    calls(
        Api::ChatCompletions,
        &[
            r#"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}},{"index":1,"id":"call_2","type":"custom","custom":{"name":"sql","input":"SELECT \"a\""}},{"index":2,"id":"call_3","type":"function","function":{"name":"now","arguments":""}}]}}]}"#,
            r#"{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#,
            "[DONE]",
        ],
    )
}

/// What a tool gives.
fn run(call: &ToolCall) -> String {
    format!("of \"{}\"", call.name())
}

#[test]
fn responses_by_the_id_of_the_one_before() {
    let calls = responses_calls();
    let asked = Request::responses("m").prompt("p").instructions("i").tool(Tool::built_in("t"));
    let next = asked.continuing("resp_1").messages(calls.iter().map(|call| call.output(run(call))));
    assert_eq!(
        next.body(),
        concat!(
            r#"{"model":"m","previous_response_id":"resp_1","instructions":"i","input":["#,
            r#"{"type":"function_call_output","call_id":"call_1","output":"of \"weather\""},"#,
            r#"{"type":"custom_tool_call_output","call_id":"call_2","output":"of \"sql\""}],"#,
            r#""tools":[{"type":"t"}],"stream":true}"#,
        )
    );
}

#[test]
fn responses_by_sending_the_output_back() {
    let output = concat!(
        r#"[ {"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"gAAA+/=="} , "#,
        r#"{"id":"fc_1","type":"function_call","call_id":"call_1","name":"weather","arguments":"{}"}]"#,
    );
    let raw = RawJson::parse(output).expect("JSON");
    let asked = Request::responses("m").prompt("p").stateless();
    let next = asked.answer(raw).message(ToolOutput::function("call_1", "21"));
    let expected = concat!(
        r#"{"model":"m","input":[{"role":"user","content":"p"},"#,
        r#"{"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"gAAA+/=="},"#,
        r#"{"id":"fc_1","type":"function_call","call_id":"call_1","name":"weather","arguments":"{}"},"#,
        r#"{"type":"function_call_output","call_id":"call_1","output":"21"}],"#,
        r#""include":["reasoning.encrypted_content"],"store":false,"stream":true}"#,
    );
    assert_eq!(next.body(), expected);
    // Item by item, as they arrive.
    let items = raw.elements().expect("a list");
    let asked = Request::responses("m").prompt("p").stateless();
    let next = items.fold(asked, Request::answer);
    assert_eq!(next.message(ToolOutput::function("call_1", "21")).body(), expected);
}

#[test]
fn responses_from_the_pieces() {
    let calls = responses_calls();
    let next = Request::new(Api::Responses, "m", "p")
        .message(AssistantMessage::new().content("Wait").tool_calls(&calls))
        .messages(calls.iter().map(|call| call.output(run(call))));
    assert_eq!(
        next.body(),
        concat!(
            r#"{"model":"m","input":[{"role":"user","content":"p"},"#,
            r#"{"role":"assistant","content":"Wait"},"#,
            r#"{"type":"function_call","call_id":"call_1","name":"weather","arguments":"{\"city\":\"Paris\"}"},"#,
            r#"{"type":"custom_tool_call","call_id":"call_2","name":"sql","input":"SELECT \"a\""},"#,
            r#"{"type":"function_call_output","call_id":"call_1","output":"of \"weather\""},"#,
            r#"{"type":"custom_tool_call_output","call_id":"call_2","output":"of \"sql\""}],"#,
            r#""stream":true}"#,
        )
    );
}

/// The messages of a chat request after the first, which is the user's.
fn messages(request: &Request) -> String {
    let body = request.body();
    let rest = body.strip_prefix(r#"{"model":"m","messages":[{"role":"user","content":"p"},"#);
    let end = r#"],"stream":true,"stream_options":{"include_usage":true}}"#;
    rest.and_then(|rest| rest.strip_suffix(end)).expect(&body).into()
}

#[test]
fn chat_from_the_pieces() {
    let calls = chat_calls();
    let next = Request::new(Api::ChatCompletions, "m", "p")
        .message(AssistantMessage::new().tool_calls(&calls))
        .messages(calls.iter().map(|call| call.output(run(call))));
    assert_eq!(
        messages(&next),
        concat!(
            r#"{"role":"assistant","content":null,"tool_calls":["#,
            r#"{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}},"#,
            r#"{"id":"call_2","type":"custom","custom":{"name":"sql","input":"SELECT \"a\""}},"#,
            // Of no arguments JSON is made.
            r#"{"id":"call_3","type":"function","function":{"name":"now","arguments":"{}"}}]},"#,
            r#"{"role":"tool","tool_call_id":"call_1","content":"of \"weather\""},"#,
            r#"{"role":"tool","tool_call_id":"call_2","content":"of \"sql\""},"#,
            r#"{"role":"tool","tool_call_id":"call_3","content":"of \"now\""}"#,
        )
    );
}

#[test]
fn chat_from_the_pieces_with_what_providers_want_back() {
    let call = PastCall::function("call_1", "f", "{\"a\":1}")
        .extra_content(json(r#"{"google":{"thought_signature":"c2ln"}}"#));
    let said = AssistantMessage::new()
        .raw("thinking_blocks", json("[1]"))
        .reasoning_details(json(r#"[{"type":"reasoning.encrypted","data":"x"}]"#))
        .reasoning_content("hm")
        .content("Wait")
        .tool_call(call);
    let request = Request::new(Api::ChatCompletions, "m", "p").message(said.clone());
    assert_eq!(
        messages(&request),
        concat!(
            r#"{"role":"assistant","content":"Wait","reasoning_content":"hm","#,
            r#""reasoning_details":[{"type":"reasoning.encrypted","data":"x"}],"tool_calls":["#,
            r#"{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"},"#,
            r#""extra_content":{"google":{"thought_signature":"c2ln"}}}],"thinking_blocks":[1]}"#,
        )
    );
    // The Responses API has no place for it.
    assert_eq!(
        Request::responses("m").message(said).body(),
        concat!(
            r#"{"model":"m","input":[{"role":"assistant","content":"Wait"},"#,
            r#"{"type":"function_call","call_id":"call_1","name":"f","arguments":"{\"a\":1}"}],"stream":true}"#,
        )
    );
    let nothing = Request::new(Api::ChatCompletions, "m", "p").message(AssistantMessage::new());
    assert_eq!(messages(&nothing), r#"{"role":"assistant","content":""}"#);
}

#[test]
fn the_deprecated_function_call() {
    let calls = calls(
        Api::ChatCompletions,
        &[
            r#"{"choices":[{"index":0,"delta":{"function_call":{"name":"f","arguments":"{}"}}}]}"#,
            r#"{"choices":[{"index":0,"delta":{},"finish_reason":"function_call"}]}"#,
            "[DONE]",
        ],
    );
    let next = Request::new(Api::ChatCompletions, "m", "p")
        .message(AssistantMessage::new().tool_calls(&calls))
        .messages(calls.iter().map(|call| call.output(run(call))));
    assert_eq!(
        messages(&next),
        concat!(
            r#"{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},"#,
            r#"{"role":"function","name":"f","content":"of \"f\""}"#,
        )
    );
}

/// A message as it came, and as it goes back.
fn goes_back(message: &str) -> String {
    let raw = RawJson::parse(message).expect("JSON");
    messages(&Request::chat("m").prompt("p").answer(raw).into())
}

#[test]
fn a_message_goes_back_with_what_has_to_come_back() {
    assert_eq!(
        goes_back(concat!(
            r#"{"role":"assistant","content":null,"refusal":null,"annotations":[],"reasoning":"hm","#,
            r#""reasoning_details":[{"type":"reasoning.text","text":"hm","signature":"s"}],"#,
            r#""citations":["c"],"audio":{"id":"audio_1","data":"AAAA"},"function_call":null,"#,
            r#""tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"},"#,
            r#""extra_content":{"google":{"thought_signature":"c2ln"}}}],"reasoning_content":"","#,
            r#""extra_content":{"google":{"thought_signature":"dG9v"}}}"#,
        )),
        concat!(
            r#"{"role":"assistant","content":null,"reasoning_content":"","#,
            r#""reasoning_details":[{"type":"reasoning.text","text":"hm","signature":"s"}],"#,
            r#""tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"},"#,
            r#""extra_content":{"google":{"thought_signature":"c2ln"}}}],"#,
            r#""extra_content":{"google":{"thought_signature":"dG9v"}},"audio":{"id":"audio_1"}}"#,
        )
    );
    assert_eq!(
        goes_back(r#"{"content":"Hi \u0041","tool_calls":[],"refusal":null,"audio":null}"#),
        r#"{"role":"assistant","content":"Hi \u0041"}"#
    );
    assert_eq!(goes_back(r#"{"content":null}"#), r#"{"role":"assistant","content":""}"#);
    assert_eq!(
        goes_back(r#"{"content":null,"refusal":"no"}"#),
        r#"{"role":"assistant","content":null,"refusal":"no"}"#
    );
    // All of it, where that is what is wanted.
    let raw = RawJson::parse(r#"{"role":"assistant","reasoning":"hm"}"#).expect("JSON");
    let all = Request::chat("m").prompt("p").message(Message::from(raw));
    assert_eq!(messages(&all.into()), r#"{"role":"assistant","reasoning":"hm"}"#);
}
