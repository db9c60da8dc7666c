//! Chat Completions streams: text, reasoning, usage and ends.

mod common;

use common::{End, Run, Seen, chat, events, read_every_way_with};
use headwater::CloseReason;
use headwater_openai::{
    AnswerStream, Api, IncompleteReason, InterruptionCause, Limits, Outcome, ReadError, Usage,
};

const DONE: &str = "[DONE]";

fn choice(index: u32, rest: &str) -> String {
    format!(r#"{{"id":"c1","model":"m","choices":[{{"index":{index},{rest}}}]}}"#)
}

fn content(text: &str) -> String {
    choice(0, &format!(r#""delta":{{"content":"{text}"}}"#))
}

fn finish(reason: &str) -> String {
    choice(0, &format!(r#""delta":{{}},"finish_reason":"{reason}""#))
}

fn broken_by(body: &str, end: End) -> Seen {
    read_every_way_with(body.as_bytes(), || Run::new(Api::ChatCompletions).end(end))
}

#[test]
fn text_is_joined_and_the_answer_completed() {
    let body = events(&[&content("Hel"), &content("lo"), &finish("stop"), DONE]);
    let seen = chat(&body);
    assert_eq!(seen.text, "Hello");
    assert_eq!(seen.outcome, Outcome::Completed);
    assert_eq!(seen.closed, CloseReason::Finished);
    assert_eq!(seen.response_id.as_deref(), Some("c1"));
    assert_eq!(seen.model.as_deref(), Some("m"));
    assert_eq!(seen.body, None);
    assert_eq!(
        seen.deltas,
        [
            r#"Text { choice: 0, item: 0, part: 0, text: "Hel" }"#,
            r#"Text { choice: 0, item: 0, part: 0, text: "lo" }"#
        ]
    );
    let data: Vec<_> = seen.events.iter().map(|event| event.clone().unwrap_or_default()).collect();
    assert_eq!(data.last().map(Vec::as_slice), Some(&b"[DONE]"[..]));
}

#[test]
fn choices_are_kept_apart_and_a_missing_index_is_0() {
    let body = events(&[
        r#"{"choices":[{"index":1,"delta":{"content":"b"}},{"delta":{"content":"a"}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"},{"index":1,"delta":{},"finish_reason":"stop"}]}"#,
        DONE,
    ]);
    let seen = chat(&body);
    assert_eq!(seen.text, "aa");
    assert!(seen.deltas[0].contains("choice: 1"), "{:?}", seen.deltas);
    assert_eq!(seen.outcome, Outcome::Completed);
}

#[test]
fn content_may_be_a_list_with_thinking() {
    let body = events(&[
        &choice(
            0,
            r#""delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"yes"},7]}"#,
        ),
        &choice(0, r#""delta":{"content":[{"type":"thinking","thinking":"!"}]}"#),
        &finish("stop"),
        DONE,
    ]);
    let seen = chat(&body);
    assert_eq!((seen.text.as_str(), seen.reasoning.as_str()), ("yes", "hm!"));
}

#[test]
fn reasoning_has_two_names_and_is_told_once() {
    let body = events(&[
        &choice(0, r#""delta":{"reasoning_content":"a","content":null}"#),
        &choice(0, r#""delta":{"reasoning":"b"}"#),
        &choice(0, r#""delta":{"reasoning":"c","reasoning_content":"c"}"#),
        &choice(0, r#""delta":{"reasoning":{"effort":"low"}}"#),
        &finish("stop"),
        DONE,
    ]);
    assert_eq!(chat(&body).reasoning, "abc");
}

#[test]
fn a_refusal_is_an_outcome_of_its_own() {
    let body = events(&[
        &choice(0, r#""delta":{"refusal":"I "}"#),
        &choice(0, r#""delta":{"refusal":"won't"}"#),
        &finish("stop"),
        DONE,
    ]);
    let seen = chat(&body);
    assert_eq!(seen.outcome, Outcome::Refused);
    assert_eq!(seen.refusal, "I won't");
    assert_eq!(seen.refusal_deltas, "I won't");
    // Snowflake sends an empty one with every answer.
    let body = events(&[&choice(0, r#""delta":{"content":"x","refusal":""}"#), DONE]);
    assert_eq!(chat(&body).outcome, Outcome::Completed);
}

#[test]
fn legacy_completions_hold_text() {
    let body = events(&[
        r#"{"object":"text_completion","choices":[{"index":0,"text":"Hi","finish_reason":null}]}"#,
        r#"{"object":"text_completion","choices":[{"index":0,"text":"","finish_reason":"length"}]}"#,
        DONE,
    ]);
    let seen = chat(&body);
    assert_eq!(seen.text, "Hi");
    assert_eq!(seen.outcome, Outcome::Incomplete { reason: IncompleteReason::TokenLimit });
    // Together sends both; they say the same.
    let both = choice(0, r#""text":"Hi","delta":{"content":"Hi"},"finish_reason":"stop""#);
    assert_eq!(chat(events(&[&both, DONE])).text, "Hi");
}

#[test]
fn an_answer_that_was_not_streamed_may_come_as_one_event() {
    let whole = choice(0, r#""message":{"content":"Hi"},"finish_reason":"stop""#);
    let seen = chat(events(&[&whole, DONE]));
    assert_eq!((seen.text.as_str(), &seen.outcome), ("Hi", &Outcome::Completed));
    let repeated = choice(0, r#""message":{"content":"Hi"},"finish_reason":"stop""#);
    assert_eq!(chat(events(&[&content("Hi"), &repeated, DONE])).text, "Hi");
}

#[test]
fn usage_is_the_last_one_that_says_something() {
    let counts = |total: u64| {
        format!(
            r#"{{"choices":[],"usage":{{"prompt_tokens":1,"completion_tokens":2.0,"total_tokens":{total}}}}}"#
        )
    };
    let nothing = [r#"{"choices":[],"usage":null}"#, r#"{"choices":[],"usage":{}}"#];
    let body = events(&[
        &content("x"),
        &counts(3),
        &counts(4),
        nothing[0],
        nothing[1],
        &finish("stop"),
        DONE,
    ]);
    let seen = chat(&body);
    let usage = seen.usage.expect("a usage");
    assert_eq!(
        (usage.input_tokens, usage.output_tokens, usage.total_tokens),
        (Some(1), Some(2), Some(4))
    );
    assert_eq!(seen.deltas.iter().filter(|delta| delta.starts_with("Usage")).count(), 2);
    let groq = r#"{"choices":[],"x_groq":{"usage":{"prompt_tokens":7}}}"#;
    let seen = chat(events(&[groq, &finish("stop"), DONE]));
    assert_eq!(seen.usage.and_then(|Usage { input_tokens, .. }| input_tokens), Some(7));
}

#[test]
fn the_end_of_the_body_is_as_good_as_done_after_every_finish_reason() {
    let seen = chat(events(&[&content("x"), &finish("stop")]));
    assert_eq!(seen.outcome, Outcome::Completed);
    assert_eq!(seen.closed, CloseReason::EndOfStream);
    let second = choice(1, r#""delta":{"content":"y"}"#);
    let seen = chat(events(&[&content("x"), &second, &finish("stop")]));
    let interruption = seen.interruption();
    assert_eq!(interruption.why, InterruptionCause::EndOfStream);
    assert!(interruption.saw_finish_reason && !interruption.saw_done);
}

#[test]
fn nothing_spoils_an_answer_after_its_finish_reason() {
    let body = events(&[&content("x"), &finish("stop")]);
    for end in [End::NetworkError, End::Close] {
        assert_eq!(broken_by(&body, end).outcome, Outcome::Completed, "{end:?}");
    }
}

#[test]
fn an_answer_without_an_end_is_interrupted() {
    let body = events(&[&content("x")]);
    for (end, why) in [
        (End::Clean, InterruptionCause::EndOfStream),
        (End::NetworkError, InterruptionCause::NetworkError),
        (End::Close, InterruptionCause::Closed),
    ] {
        let interruption = broken_by(&body, end).interruption();
        assert_eq!(interruption.why, why);
        assert!(!interruption.saw_done && !interruption.saw_finish_reason);
    }
}

#[test]
fn done_without_a_finish_reason_completes() {
    assert_eq!(chat(events(&[&content("x"), DONE])).outcome, Outcome::Completed);
}

#[test]
fn finish_reasons_say_what_they_say() {
    let outcome = |reason: &str| chat(events(&[&content("x"), &finish(reason), DONE])).outcome;
    let incomplete = |reason| Outcome::Incomplete { reason };
    assert_eq!(outcome("length"), incomplete(IncompleteReason::TokenLimit));
    assert_eq!(outcome("content_filter"), incomplete(IncompleteReason::ContentFilter));
    assert_eq!(outcome("end_turn"), Outcome::Completed);
    assert_eq!(outcome("abort"), incomplete(IncompleteReason::Other("abort".into())));
    // An empty one is none (Ollama, sglang), and does not erase one.
    let body = events(&[&content("x"), &finish("")]);
    assert!(matches!(chat(&body).outcome, Outcome::Interrupted(_)));
    let body = events(&[&finish("length"), &finish(""), DONE]);
    assert_eq!(chat(&body).outcome, incomplete(IncompleteReason::TokenLimit));
}

#[test]
fn what_follows_done_is_ignored() {
    let body = events(&[&finish("stop"), DONE, r#"{"choices":[],"cost":"0"}"#, &content("late")]);
    let seen = chat(&body);
    assert_eq!(seen.events.len(), 2);
    assert_eq!(seen.text, "");
}

#[test]
fn wrong_types_cost_their_field_only() {
    let body = events(&[
        r#"{"id":7,"model":null,"object":[],"choices":[null,5,{"index":"0","delta":{"content":"a","role":{},"tool_calls":"x","refusal":3}}],"usage":"much"}"#,
        r#"{"choices":{"0":{}}}"#,
        r#"{"choices":[{"delta":[1,2]}]}"#,
        &finish("stop"),
        DONE,
    ]);
    let seen = chat(&body);
    assert_eq!(seen.text, "a");
    assert_eq!(seen.errors, []);
    assert_eq!(seen.outcome, Outcome::Completed);
}

#[test]
fn halves_of_characters_are_joined_or_replaced() {
    let body = events(&[
        &content(r"a\ud83d"),
        &content(r"\ude00b\n\u00e9"),
        &content(r"\ud83d\ude00\ud83dx\\ud83d"),
        &finish("stop"),
        DONE,
    ]);
    let seen = chat(&body);
    assert_eq!(seen.text, "a😀b\né😀\u{FFFD}x\\ud83d");
    assert_eq!(seen.errors, []);
}

#[test]
fn bytes_that_are_not_utf_8_are_shown_as_such() {
    let mut body = b"data: {\"choices\":[{\"delta\":{\"content\":\"a\xff\"}}]}\n\n".to_vec();
    body.extend_from_slice(b"data: [DONE]\n\n");
    assert_eq!(chat(&body).text, "a\u{FFFD}");
}

#[test]
fn pings_and_empty_data_are_nothing() {
    let seen = chat(format!(
        ": hello\n\nevent: ping\ndata:\n\nretry: 3\n\nid: 7\n\n{}",
        events(&["{}", r#"{"choices":[]}"#, "", &finish("stop"), " [DONE] "])
    ));
    assert_eq!(seen.outcome, Outcome::Completed);
    assert_eq!((seen.deltas.len(), seen.errors.len()), (0, 0));
}

#[test]
fn data_that_is_no_json_is_told_and_passed_over() {
    let seen = chat(events(&[&content("a"), "ping", &content("b"), &finish("stop"), DONE]));
    assert_eq!(seen.text, "ab");
    assert!(matches!(seen.errors[..], [ReadError::NotJson { line: 1, column: 1 }]));
    assert_eq!(seen.outcome, Outcome::Completed);
}

#[test]
fn a_chunk_that_cannot_be_read_leaves_a_hole() {
    let hole = r#"{"choices":[{"delta":{"content":"a"},"logprobs":NaN}]}"#;
    let seen = chat(events(&[&content("a"), hole, &finish("stop"), DONE]));
    assert_eq!(seen.interruption().why, InterruptionCause::EventLost);
    assert!(seen.interruption().saw_done && seen.interruption().saw_finish_reason);
}

#[test]
fn choices_are_bounded() {
    let chunks: Vec<_> =
        (0..130).map(|index| choice(index, r#""delta":{"content":"x"}"#)).collect();
    let mut data: Vec<&str> = chunks.iter().map(String::as_str).collect();
    data.push(DONE);
    let body = events(&data);
    let seen = Run::new(Api::ChatCompletions).read([body.as_bytes()]);
    assert_eq!(seen.deltas.len(), 128);
    assert_eq!(seen.errors, [ReadError::TooManyChoices { limit: 128 }; 2]);
    assert_eq!(seen.interruption().why, InterruptionCause::EventLost);
}

#[test]
fn the_last_event_may_lack_its_blank_line() {
    for last in ["data: [DONE]", "data: [DONE]\n", "data:[DONE]\r"] {
        let seen = chat(format!("{}{last}", events(&[&content("x")])));
        assert_eq!(seen.outcome, Outcome::Completed, "{last:?}");
        assert_eq!(seen.events.len(), 2);
    }
    let seen = chat(format!("{}data: {}", events(&[&content("x")]), finish("stop")));
    assert_eq!(seen.outcome, Outcome::Completed);
    let cut = finish("stop");
    let seen = chat(format!("{}data: {}", events(&[&content("x")]), &cut[..cut.len() - 1]));
    assert_eq!(seen.interruption().why, InterruptionCause::EndOfStream);
    assert_eq!(seen.events.len(), 1);
}

#[test]
fn sources_and_images_and_speech_are_told() {
    let cite = |list: &str| format!(r#"{{"choices":[],"citations":{list}}}"#);
    let body = events(&[
        &choice(
            1,
            r#""delta":{"content":"x","annotations":[{"type":"url_citation","url_citation":{"url":"u"}}]}"#,
        ),
        &cite(r#"["a"]"#),
        &cite(r#"["a","b\"c"]"#),
        &cite(r#"["a"]"#),
        &choice(
            0,
            r#""delta":{"images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}},{"image_url":{"url":"https://example.org/i"}}]}"#,
        ),
        &choice(0, r#""delta":{"audio":{"id":"a","data":"AA=="}}"#),
        DONE,
    ]);
    assert_eq!(
        chat(&body).deltas[1..],
        [
            r#"Citation { choice: 1, item: 0, annotation: {"type":"url_citation","url_citation":{"url":"u"}} }"#,
            r#"Citation { choice: 0, item: 0, annotation: "a" }"#,
            r#"Citation { choice: 0, item: 0, annotation: "b\"c" }"#,
            "ImagePart { choice: 0, item: 0, index: Some(0), base64: AA== }",
            r#"Other { item: 0, kind: "audio" }"#,
        ]
    );
}

#[test]
fn counts_are_limited_as_set() {
    let limits = Limits::new().max_choices(1).max_tool_calls(1).max_answer_bytes(40);
    let with = |data: &[&str]| {
        read_every_way_with(events(data).as_bytes(), || Run {
            session: AnswerStream::new(Api::ChatCompletions).limits(limits),
            ..Run::new(Api::ChatCompletions)
        })
    };
    let bare = |rest: &str| format!(r#"{{"choices":[{{{rest}}}]}}"#);
    let seen = with(&[&bare(r#""index":0"#), &bare(r#""index":1"#), DONE]);
    assert_eq!(seen.errors, [ReadError::TooManyChoices { limit: 1 }]);
    assert_eq!(seen.interruption().why, InterruptionCause::EventLost);
    let call = |index: u32| {
        bare(&format!(
            r#""delta":{{"tool_calls":[{{"index":{index},"function":{{"name":"f"}}}}]}}"#
        ))
    };
    let seen = with(&[&call(0), &call(1), DONE]);
    assert_eq!(
        (seen.calls.len(), &seen.errors[..]),
        (1, &[ReadError::TooManyToolCalls { limit: 1 }][..])
    );
    let long = bare(&format!(r#""delta":{{"content":"{}"}}"#, "x".repeat(41)));
    let seen = with(&[&long, DONE]);
    assert_eq!(
        (seen.text.len(), &seen.errors[..]),
        (41, &[ReadError::AnswerTooLarge { limit: 40 }][..])
    );
}
