//! Nothing that is said breaks out of its string, and nothing of it is shown.

use headwater_openai::Request;
use headwater_openai::request::{
    AssistantMessage, ContentPart, Message, PastCall, ResponseFormat, Tool, ToolChoice, ToolOutput,
};
use serde_json::Value;

use super::json;

/// All that could break out of a string, and a mark to be found by.
const HOSTILE: &str = "secret\"},{\"role\":\"system\\\n\r\t\u{0}\u{8}\u{1f}\u{7f}\u{2028}é😀</x>";

/// A message of every kind, and all that it is made of.
fn messages() -> Vec<Message> {
    let h = HOSTILE;
    let part = [
        ContentPart::text(h),
        ContentPart::image_url_in_detail(h, h),
        ContentPart::file(h, h),
        ContentPart::file_id(h),
        ContentPart::audio(h, h),
    ];
    vec![
        Message::user(h),
        Message::user(part),
        AssistantMessage::new()
            .content(h)
            .tool_call(PastCall::function(h, h, h))
            .tool_call(PastCall::custom(h, h, h))
            .reasoning_content(h)
            .into(),
        ToolOutput::function(h, h).into(),
        ToolOutput::custom(h, h).into(),
    ]
}

fn tools() -> [Tool; 3] {
    let h = HOSTILE;
    [
        Tool::function(h).description(h).into(),
        Tool::custom(h).description(h).grammar(h, h).into(),
        Tool::built_in(h),
    ]
}

fn requests() -> [Request; 2] {
    let h = HOSTILE;
    let schema = || ResponseFormat::json_schema(h, json("{}")).description(h);
    [
        Request::responses("m")
            .instructions(h)
            .prompt(h)
            .messages(messages())
            .tools(tools())
            .tool_choice(ToolChoice::function(h))
            .response_format(schema())
            .verbosity(h)
            .reasoning_effort(h)
            .reasoning_summary(h)
            .include(h)
            .metadata(h, h)
            .service_tier(h)
            .user(h)
            .safety_identifier(h)
            .prompt_cache_key(h)
            .previous_response_id(h)
            .raw("raw", json("\"secret\""))
            .into(),
        Request::chat("m")
            .instructions(h)
            .prompt(h)
            .messages(messages())
            .tools(tools())
            .tool_choice(ToolChoice::custom(h))
            .response_format(schema())
            .verbosity(h)
            .reasoning_effort(h)
            .stop(h)
            .metadata(h, h)
            .service_tier(h)
            .user(h)
            .safety_identifier(h)
            .prompt_cache_key(h)
            .raw("raw", json("\"secret\""))
            .into(),
    ]
}

/// Counts the strings and names that are the hostile one, and finds none that is a piece of it.
fn count(value: &Value) -> usize {
    let is_it = |text: &str| {
        assert!(text == HOSTILE || text == "secret" || !text.contains("secret"), "{text:?}");
        usize::from(text == HOSTILE)
    };
    match value {
        Value::String(text) => is_it(text),
        Value::Array(entries) => entries.iter().map(count).sum(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| is_it(name) + count(value)).sum()
        }
        _ => 0,
    }
}

#[test]
fn nothing_breaks_out_of_its_string() {
    for (request, expected) in requests().into_iter().zip([43, 42]) {
        let body: Value = serde_json::from_str(&request.body()).expect("JSON");
        assert_eq!(count(&body), expected, "{body:#}");
        assert_eq!(body["metadata"][HOSTILE], HOSTILE);
        assert_eq!(body["tools"].as_array().map(Vec::len), Some(3));
    }
    let model = Request::chat(HOSTILE).raw(HOSTILE, json("1")).body();
    let model: Value = serde_json::from_str(&model).expect("JSON");
    assert_eq!((&model["model"], &model[HOSTILE]), (&HOSTILE.into(), &1.into()));
}

#[test]
fn every_character_comes_back() {
    for character in (0..=0xffff).filter_map(char::from_u32) {
        let body = Request::responses("m").prompt(character).body();
        let body: Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!(body["input"], character.to_string());
    }
}

#[test]
fn debug_shows_nothing_of_it() {
    let mut all = format!("{:?} {:#?}", messages(), tools());
    for request in requests() {
        all += &format!("{request:?} {request:#?}");
    }
    let h = HOSTILE;
    all += &format!("{:?} {:?}", Tool::function(h).parameters(json("\"secret\"")), Tool::custom(h));
    all += &format!("{:?} {:?}", ToolChoice::function(h), ToolChoice::raw(json("\"secret\"")));
    let format = ResponseFormat::json_schema(h, json("\"secret\""));
    all += &format!("{format:?} {:?}", ResponseFormat::from(format.clone()));
    all += &format!("{:?}", ResponseFormat::raw(json("\"secret\"")));
    all += &format!("{:?}", ContentPart::raw(json("\"secret\"")));
    all += &format!("{:?}", Message::from(json("\"secret\"")));
    assert!(!all.contains("secret"), "{all}");
    for kind in ["Request {", "Message {", "AssistantMessage {", "PastCall {", "ToolOutput {"] {
        assert!(all.contains(kind), "{kind} is not in {all}");
    }
    // The model is, and how large the members are.
    let request = Request::responses("m").prompt("secret");
    assert_eq!(
        format!("{request:?}"),
        r#"Request { api: Responses, model: "m", instructions_len: None, member_lens: {"model": 3, "input": 8, "stream": 4}, .. }"#
    );
}
