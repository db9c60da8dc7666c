//! No cut makes a broken answer look whole, and no event over a limit is forgotten.

mod common;

use common::{End, Run, Seen, events, read_every_way_with};
use headwater::{Config, DecodeError};
use headwater_openai::{AnswerStream, Api, InterruptionCause, Outcome, ReadError, Warning};

const TEXTS: [&str; 2] = [
    r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Hel"}"#,
    r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"lo"}"#,
];
const COMPLETED: &str = r#"{"type":"response.completed","response":{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"Hello"}]}]}}"#;

/// Reads the body cut after every byte. `end` is the first length at which the answer may count as
/// whole.
fn cut_everywhere(api: Api, body: &str, end: usize) {
    for how in [End::Clean, End::NetworkError] {
        for at in 0..=body.len() {
            let run = Run::new(api).end(how);
            let seen = run.read([body.as_bytes().get(..at).unwrap_or_default()]);
            let whole = matches!(seen.outcome, Outcome::Completed | Outcome::ToolCalls);
            assert_eq!(whole, at >= end, "cut at {at} of {}: {:?}", body.len(), seen.outcome);
        }
    }
}

fn end_of(body: &str, marker: &str) -> usize {
    body.find(marker).expect("the marker") + marker.len()
}

#[test]
fn a_cut_chat_answer_is_never_whole_before_its_finish_reason() {
    let finish = r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#;
    let usage = r#"{"choices":[],"usage":{"prompt_tokens":1}}"#;
    let text = r#"{"choices":[{"delta":{"content":"Hi"}}]}"#;
    let body = events(&[text, finish, usage, "[DONE]"]);
    cut_everywhere(Api::ChatCompletions, &body, end_of(&body, finish));
    let call = r#"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}}]}"#;
    let body = events(&[call, call, "[DONE]"]);
    cut_everywhere(Api::ChatCompletions, &body, end_of(&body, "[DONE]"));
}

#[test]
fn a_cut_responses_answer_is_never_whole_before_its_terminal_event() {
    let body = events(&[TEXTS[0], TEXTS[1], COMPLETED]).replace('\n', "\r\n");
    cut_everywhere(Api::Responses, &body, end_of(&body, COMPLETED));
    let call = r#"{"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","call_id":"a","name":"f","arguments":"{}"}}"#;
    let end = r#"{"type":"response.completed","response":{}}"#;
    let body = events(&[call, end, "[DONE]"]);
    cut_everywhere(Api::Responses, &body, end_of(&body, end));
}

fn with_limit(api: Api, limit: usize, body: &str) -> Seen {
    read_every_way_with(body.as_bytes(), || Run {
        session: AnswerStream::with_config(api, Config::new().max_event_bytes(limit)),
        ..Run::new(api)
    })
}

fn padded(data: &str) -> String {
    data.replacen('{', &format!(r#"{{"obfuscation":"{}","#, "x".repeat(600)), 1)
}

#[test]
fn a_chat_answer_that_lost_an_event_is_not_whole() {
    let text = r#"{"choices":[{"delta":{"content":"Hi"}}]}"#;
    let finish = r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#;
    let body = events(&[text, &padded(text), text, finish, "[DONE]"]);
    let seen = with_limit(Api::ChatCompletions, 500, &body);
    assert_eq!(seen.text, "HiHi");
    assert_eq!(seen.errors, [ReadError::Decode(DecodeError::EventTooLarge { limit: 500 })]);
    assert_eq!(seen.events.iter().filter(|event| event.is_none()).count(), 1);
    assert_eq!(seen.interruption().why, InterruptionCause::EventLost);
    assert!(seen.interruption().saw_done);
}

#[test]
fn the_terminal_response_makes_up_for_a_lost_event() {
    // The lost piece was the last: the rest of the text is still to come.
    let seen = with_limit(Api::Responses, 500, &events(&[TEXTS[0], &padded(TEXTS[1]), COMPLETED]));
    assert_eq!((seen.text.as_str(), &seen.outcome), ("Hello", &Outcome::Completed));
    // The lost event held no text.
    let other = padded(r#"{"type":"response.image_generation_call.partial_image"}"#);
    let seen = with_limit(Api::Responses, 500, &events(&[TEXTS[0], &other, TEXTS[1], COMPLETED]));
    assert_eq!((seen.text.as_str(), &seen.outcome), ("Hello", &Outcome::Completed));
    // All the text was lost.
    let seen = with_limit(Api::Responses, 500, &events(&[&padded(TEXTS[0]), COMPLETED]));
    assert_eq!((seen.text.as_str(), &seen.outcome), ("Hello", &Outcome::Completed));
}

#[test]
fn what_was_handed_out_without_a_lost_piece_is_warned_of() {
    let seen = with_limit(Api::Responses, 500, &events(&[&padded(TEXTS[0]), TEXTS[1], COMPLETED]));
    assert_eq!(seen.text, "lo");
    assert_eq!(seen.outcome, Outcome::Completed);
    assert_eq!(seen.warnings, [Warning::EventLost, Warning::TextDiffers { item: 0, part: 0 }]);
    assert_eq!(seen.final_text.as_deref(), Some("Hello"));
}

#[test]
fn it_does_not_where_it_cannot() {
    // There is no output to compare with.
    let empty = r#"{"type":"response.completed","response":{"status":"completed","output":[]}}"#;
    let seen = with_limit(Api::Responses, 500, &events(&[TEXTS[0], &padded(TEXTS[1]), empty]));
    assert_eq!(seen.interruption().why, InterruptionCause::EventLost);
    // The terminal event itself was lost.
    let seen = with_limit(Api::Responses, 500, &events(&[TEXTS[0], TEXTS[1], &padded(COMPLETED)]));
    assert_eq!(seen.interruption().why, InterruptionCause::EndOfStream);
}

#[test]
fn mangled_bytes_do_no_harm() {
    let chat = [
        r#"{"choices":[{"delta":{"content":"H\u00e9\ud83d","tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}}],"error":null}"#,
        r#"{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"total_tokens":1e3}}"#,
        "[DONE]",
    ];
    for (api, body) in [
        (Api::ChatCompletions, events(&chat)),
        (Api::Responses, events(&[TEXTS[0], TEXTS[1], COMPLETED])),
    ] {
        for at in 0..body.len() {
            for byte in [b'\n', b'"', b'\\', 0xff] {
                let mut mangled = body.clone().into_bytes();
                mangled[at] = byte;
                let seen = Run::new(api).read([&mangled[..]]);
                assert_eq!(Run::new(api).read(mangled.chunks(7)), seen, "{byte} at {at}");
                let _ = mangled.remove(at);
                let _ = Run::new(api).read([&mangled[..]]);
            }
        }
    }
}

#[test]
fn deep_nesting_does_no_harm() {
    let deep = "[".repeat(1_000_000);
    for data in [
        format!(r#"{{"choices":{deep}"#),
        format!(r#"{{"error":{deep}{}}}"#, "]".repeat(1_000_000)),
        format!(r#"{{"choices":[{{"delta":{{"content":{deep}{}}}}}]}}"#, "]".repeat(1_000_000)),
        r#"{"error":"#.repeat(100_000) + "1" + &"}".repeat(100_000),
    ] {
        for api in [Api::ChatCompletions, Api::Responses] {
            let _ = Run::new(api).read([format!("data: {data}\n\n").as_bytes()]);
        }
    }
}
