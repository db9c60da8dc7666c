//! How chunks merge, rule by rule, and what an answer may hold.

use headwater_openai::chat_completion::{ChatAccumulator, ChatChunk};
use headwater_openai::{Limits, ReadError};

use super::common::json::assert_same_json;

fn apply(answer: &mut ChatAccumulator, chunk: &str) -> Result<(), ReadError> {
    answer.apply(&ChatChunk::parse(chunk).expect("a chunk"))
}

fn of(chunks: &[&str]) -> ChatAccumulator {
    let mut answer = ChatAccumulator::new();
    for chunk in chunks {
        assert_eq!(apply(&mut answer, chunk), Ok(()), "{chunk}");
    }
    answer
}

/// What deltas of choice 0 become, as the message.
fn message(deltas: &[&str]) -> String {
    let chunks: Vec<_> =
        deltas.iter().map(|delta| format!(r#"{{"choices":[{{"delta":{delta}}}]}}"#)).collect();
    let chunks: Vec<_> = chunks.iter().map(String::as_str).collect();
    of(&chunks).snapshot().choices()[0].message.as_ref().unwrap().to_json()
}

#[test]
fn a_stream_becomes_the_answer_that_it_streams() {
    let answer = of(&[
        r#"{"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false}}}]}"#,
        r#"{"id":"c1","object":"chat.completion.chunk","created":17,"model":"river-1","service_tier":"auto","choices":[{"index":1,"delta":{"role":"assistant","content":"Up"},"finish_reason":null,"logprobs":null}],"obfuscation":"abc"}"#,
        r#"{"id":"c2","object":"chat.completion.chunk","created":18,"model":"river-2","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"role":"assistant","content":"Do"},"logprobs":{"content":[{"token":"Do","logprob":-0.10,"bytes":[68,111],"top_logprobs":[]}],"refusal":null},"content_filter_results":{}},{"index":1,"delta":{"content":"!"},"finish_reason":"stop"}]}"#,
        r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":"wn"},"logprobs":{"content":[{"token":"wn","logprob":-2,"bytes":null,"top_logprobs":[]}],"refusal":null},"finish_reason":"length","content_filter_results":{"hate":{"filtered":false}},"stop_reason":7}],"usage":null,"citations":["a"],"news":{"n":1.50}}"#,
        r#"{"choices":[{"index":0,"delta":{},"finish_reason":"","stop_reason":null}],"citations":["a","b"],"news":null,"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}"#,
        r#"{"choices":[],"usage":{},"service_tier":null}"#,
    ]);
    let expected = r#"{"id":"c1","object":"chat.completion","created":17,"model":"river-1","service_tier":"default","system_fingerprint":"fp",
        "prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false}}}],"citations":["a","b"],"news":{"n":1.50},
        "usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7},"choices":[
        {"index":0,"message":{"role":"assistant","content":"Down","refusal":null},"finish_reason":"length","stop_reason":7,
         "content_filter_results":{"hate":{"filtered":false}},"logprobs":{"refusal":null,"content":[
         {"token":"Do","logprob":-0.10,"bytes":[68,111],"top_logprobs":[]},{"token":"wn","logprob":-2,"bytes":null,"top_logprobs":[]}]}},
        {"index":1,"message":{"role":"assistant","content":"Up!","refusal":null},"finish_reason":"stop","logprobs":null}]}"#;
    assert_same_json(&answer.snapshot().to_json(), expected);
    assert_same_json(&answer.into_completion().to_json(), expected);
}

#[test]
fn tool_calls_have_no_index_and_no_empty_content() {
    assert_same_json(
        &message(&[
            r#"{"role":"assistant","content":""}"#,
            r#"{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"level","arguments":""}}]}"#,
            r#"{"tool_calls":[{"index":0,"function":{"name":"level","arguments":"{\"r\":"}},{"index":0,"function":{"arguments":"1}"}}]}"#,
            r#"{"tool_calls":[{"index":0,"id":"b","function":{"name":"fl"}},{"index":0,"function":{"name":"ow","arguments":{"x": 1.0}}}]}"#,
            r#"{"tool_calls":[{"index":1,"id":"c","type":"custom","custom":{"name":"sql","input":"sel"}},{"index":1,"custom":{"input":"ect"}}]}"#,
            r#"{"tool_calls":[{"id":"d","function":{"name":"now"},"news":1},{"extra_content":{"google":{"thought_signature":"s"}}}]}"#,
        ]),
        r#"{"role":"assistant","content":null,"refusal":null,"tool_calls":[
            {"id":"a","type":"function","function":{"name":"level","arguments":"{\"r\":1}"}},
            {"id":"b","type":"function","function":{"name":"flow","arguments":"{\"x\": 1.0}"}},
            {"id":"c","type":"custom","custom":{"name":"sql","input":"select"}},
            {"id":"d","type":"function","function":{"name":"now","arguments":""},"news":1,"extra_content":{"google":{"thought_signature":"s"}}}]}"#,
    );
}

#[test]
fn calls_of_one_name_and_number_are_told_apart() {
    let call = |arguments: &str| {
        format!(
            r#"{{"tool_calls":[{{"index":0,"function":{{"name":"f","arguments":"{arguments}"}}}}]}}"#
        )
    };
    assert_same_json(
        &message(&[&call("{"), &call("}"), &call("{}"), &call("[")]),
        r#"{"role":"assistant","content":null,"refusal":null,"tool_calls":[
            {"type":"function","function":{"name":"f","arguments":"{}"}},
            {"type":"function","function":{"name":"f","arguments":"{}["}}]}"#,
    );
}

#[test]
fn parts_of_content_grow_together() {
    assert_same_json(
        &message(&[
            r#"{"content":""}"#,
            r#"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"So"}],"closed":true}]}"#,
            r#"{"content":[{"type":"thinking","thinking":[{"type":"text","text":" it"}],"closed":true},{"type":"text","text":"1"}]}"#,
            r#"{"content":"44"}"#,
            r#"{"content":[{"type":"reference","reference_ids":[1]},{"type":"new"}]}"#,
            r#"{"content":"."}"#,
        ]),
        r#"{"role":"assistant","refusal":null,"content":[{"type":"thinking","thinking":[{"type":"text","text":"So it"}],"closed":true},
            {"type":"text","text":"144"},{"type":"reference","reference_ids":[1]},{"type":"new"},{"type":"text","text":"."}]}"#,
    );
    assert_same_json(
        &message(&[
            r#"{"content":"A"}"#,
            r#"{"content":[{"type":"text","text":"B"}]}"#,
            r#"{"content":7}"#,
        ]),
        r#"{"role":"assistant","refusal":null,"content":[{"type":"text","text":"AB"}]}"#,
    );
}

#[test]
fn reasoning_refusal_and_audio_grow() {
    assert_same_json(
        &message(&[
            r#"{"reasoning":"H","reasoning_content":"H","content":"","reasoning_details":[{"type":"reasoning.text","text":"H","index":0,"format":"f"}]}"#,
            r#"{"reasoning":"m","reasoning_content":"m","reasoning_details":[{"type":"reasoning.text","text":"m","index":0}]}"#,
            r#"{"reasoning_details":[{"type":"reasoning.text","signature":"s","index":0},{"type":"reasoning.text","text":"2","index":0}]}"#,
            r#"{"reasoning_details":[{"type":"reasoning.encrypted","data":"x","index":0,"id":"1"},{"type":"reasoning.encrypted","data":"y","index":0,"id":"2"}]}"#,
            r#"{"refusal":"N","audio":{"id":"a","data":"Ukl","transcript":"He"},"annotations":[{"type":"url_citation"}]}"#,
            r#"{"refusal":"o","audio":{"data":"GRg==","transcript":"llo"},"annotations":[{"type":"file"}],"role":""}"#,
            r#"{"refusal":"","audio":{"expires_at":9},"images":[1],"tool_calls":"none"}"#,
        ]),
        r#"{"role":"assistant","content":null,"refusal":"No","reasoning":"Hm","reasoning_content":"Hm","reasoning_details":[
            {"type":"reasoning.text","text":"Hm","index":0,"format":"f","signature":"s"},{"type":"reasoning.text","text":"2","index":0},
            {"type":"reasoning.encrypted","data":"x","index":0,"id":"1"},{"type":"reasoning.encrypted","data":"y","index":0,"id":"2"}],
            "audio":{"id":"a","data":"UklGRg==","transcript":"Hello","expires_at":9},
            "annotations":[{"type":"url_citation"},{"type":"file"}],"images":[1]}"#,
    );
}

#[test]
fn legacy_answers_stay_legacy() {
    let answer = of(&[
        r#"{"object":"text_completion","choices":[{"index":0,"text":"Hi","logprobs":{"tokens":["Hi"],"token_logprobs":[null],"text_offset":[0],"top_logprobs":[null]}}]}"#,
        r#"{"object":"text_completion","choices":[{"index":0,"text":"gh","logprobs":{"tokens":["gh"],"token_logprobs":[-0.50],"text_offset":[2],"top_logprobs":[{"gh":-0.50}]},"finish_reason":"stop"}]}"#,
    ]);
    assert_same_json(
        &answer.snapshot().to_json(),
        r#"{"object":"text_completion","choices":[{"index":0,"text":"High","finish_reason":"stop","logprobs":{"tokens":["Hi","gh"],
            "token_logprobs":[null,-0.50],"text_offset":[0,2],"top_logprobs":[null,{"gh":-0.50}]}}]}"#,
    );
    assert_same_json(
        &message(&[
            r#"{"function_call":{"name":"level","arguments":""}}"#,
            r#"{"function_call":{"name":"level","arguments":"{"}}"#,
            r#"{"function_call":{"name":"other","arguments":"lost"}}"#,
            r#"{"function_call":{"arguments":"}"}}"#,
        ]),
        r#"{"role":"assistant","content":null,"refusal":null,"function_call":{"name":"level","arguments":"{}"}}"#,
    );
}

#[test]
fn a_whole_message_counts_where_nothing_was_streamed() {
    let whole = r#"{"choices":[{"index":0,"message":{"role":"model","content":"Hi","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"a","function":{"name":"f","arguments":"{}"}}]}}]}"#;
    let answer = of(&[whole, whole]).snapshot();
    let message = answer.choices()[0].message.as_ref().unwrap();
    assert_eq!(message.content.as_ref().unwrap().text(), "Hi");
    assert_eq!((message.tool_calls().len(), message.role.as_deref()), (2, Some("model")));
    let answer = of(&[r#"{"choices":[{"delta":{"content":"Yo"}}]}"#, whole]).snapshot();
    assert_eq!(answer.choices()[0].message.as_ref().unwrap().tool_calls().len(), 0);
}

#[test]
fn usage_is_the_last_that_counts() {
    let answer = of(&[
        r#"{"usage":{"total_tokens":1,"x":2}}"#,
        r#"{"usage":{"total_tokens":2}}"#,
        r#"{"usage":null,"x_groq":{"id":"r","usage":{"total_tokens":9}}}"#,
        r#"{"usage":{"total_tokens":null}}"#,
        r#"{"usage":"none"}"#,
    ]);
    let answer = answer.snapshot();
    assert_eq!(answer.usage.as_ref().unwrap().to_json(), r#"{"total_tokens":2}"#);
    assert!(answer.extra.is_empty());
    let answer = of(&[r#"{"x_groq":{"id":"r","usage":{"total_tokens":9}}}"#]).snapshot();
    assert_eq!(answer.usage.unwrap().total_tokens, Some(9));
}

#[test]
fn what_is_over_a_limit_is_left_out() {
    let mut answer = ChatAccumulator::new();
    for index in 0..129 {
        let chunk = format!(r#"{{"choices":[{{"index":{index},"delta":{{"content":"x"}}}}]}}"#);
        let should =
            if index < 128 { Ok(()) } else { Err(ReadError::TooManyChoices { limit: 128 }) };
        assert_eq!(apply(&mut answer, &chunk), should);
    }
    assert_eq!(answer.snapshot().choices().len(), 128);
    for index in 0..129 {
        let choice = index % 2;
        let chunk = format!(
            r#"{{"choices":[{{"index":{choice},"delta":{{"tool_calls":[{{"index":{index},"id":"c{index}","function":{{"name":"f"}}}}]}}}}]}}"#
        );
        let should =
            if index < 128 { Ok(()) } else { Err(ReadError::TooManyToolCalls { limit: 128 }) };
        assert_eq!(apply(&mut answer, &chunk), should, "{index}");
    }
    assert_eq!(ChatAccumulator::restore(&answer.save()).unwrap().save(), answer.save());
}

#[test]
fn bytes_are_counted_once() {
    let chunk = format!(
        r#"{{"choices":[{{"delta":{{"content":"{}"}}}}],"news":"{}"}}"#,
        "x".repeat(100),
        "y".repeat(500)
    );
    let mut answer = ChatAccumulator::new().limits(Limits::new().max_answer_bytes(2_000));
    for _ in 0..14 {
        assert_eq!(apply(&mut answer, &chunk), Ok(()));
    }
    let full = answer.save();
    let too_large = Err(ReadError::AnswerTooLarge { limit: 2_000 });
    assert_eq!(apply(&mut answer, &chunk), too_large);
    assert_eq!(answer.save(), full);
    let small = r#"{"choices":[{"delta":{"content":"z"},"finish_reason":"stop"}],"id":"c"}"#;
    assert_eq!(apply(&mut answer, small), Ok(()));
    let long = format!(r#"{{"news":{}}}"#, "[".repeat(100) + &"]".repeat(100));
    assert_eq!(apply(&mut answer, &long), Ok(()), "a smaller one in its place");
    let limits = Limits::new().max_answer_bytes(2_000);
    let mut restored = ChatAccumulator::restore(&full).unwrap().limits(limits);
    assert_eq!(apply(&mut restored, &chunk), too_large, "what was taken is saved too");
}

#[test]
fn what_is_replaced_counts_no_more() {
    let mut answer = ChatAccumulator::new().limits(Limits::new().max_answer_bytes(100));
    for tokens in 100..200 {
        let chunk = format!(
            r#"{{"usage":{{"total_tokens":{tokens}}},"service_tier":"t{tokens}","news":{tokens}}}"#
        );
        assert_eq!(apply(&mut answer, &chunk), Ok(()));
    }
    // What grows has its room still.
    assert_eq!(apply(&mut answer, r#"{"choices":[{"delta":{"content":"0123456789"}}]}"#), Ok(()));
    assert_eq!(answer.snapshot().usage.unwrap().total_tokens, Some(199));
}

#[test]
fn lists_that_cannot_be_read_are_told_of() {
    let mut answer = ChatAccumulator::new();
    let field = |name| Err(ReadError::Field { name });
    // A choice that is none is passed over.
    assert_eq!(apply(&mut answer, r#"{"choices":[null,5,{}]}"#), Ok(()));
    let calls = r#"{"choices":[{"delta":{"content":"Hi","tool_calls":[7]}}]}"#;
    assert_eq!(apply(&mut answer, calls), field("tool_calls"));
    assert_eq!(apply(&mut answer, r#"{"choices":7}"#), Ok(()));
    let many = format!(r#"{{"choices":[{}]}}"#, vec!["{}"; 1025].join(","));
    assert_eq!(apply(&mut answer, &many), Err(ReadError::TooManyParts { limit: 1024 }));
    let answer = answer.snapshot();
    assert_eq!(
        answer.choices()[0].message.as_ref().unwrap().content.as_ref().unwrap().text(),
        "Hi"
    );
}

#[test]
fn only_what_was_saved_is_restored() {
    let saved = of(&[r#"{"choices":[{"delta":{"tool_calls":[{"index":3,"id":"a"}]}}]}"#]).save();
    assert!(ChatAccumulator::restore(&saved).is_ok());
    for (from, to) in [
        ("[3]", "[]"),
        ("[3]", "[true]"),
        ("\"streamed\":true", "\"streamed\":1"),
        ("\"index\":0", "\"index\":null"),
        ("\"bytes\"", "\"octets\""),
        ("\"completion\"", "\"answer\""),
    ] {
        let other = saved.replacen(from, to, 1);
        assert_ne!(other, saved);
        assert!(
            matches!(ChatAccumulator::restore(&other), Err(ReadError::Field { .. })),
            "{other}"
        );
    }
    assert!(matches!(ChatAccumulator::restore("{"), Err(ReadError::NotJson { .. })));
}

/// Each delta costs what it holds, not what came before it.
#[test]
fn texts_grow_in_place() {
    let chunk = ChatChunk::parse(r#"{"choices":[{"delta":{"content":"0123456789","reasoning":"0123456789","tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"0123456789"}}]}}]}"#).unwrap();
    let mut answer = ChatAccumulator::new();
    let cost = allocation_counter::measure(|| {
        for _ in 0..10_000 {
            answer.apply(&chunk).unwrap();
        }
    });
    // Three texts of 100 kB, each moved to twice the room whenever it is full.
    assert!(cost.bytes_total < 1_500_000, "{cost:?}");
    assert!(cost.count_total < 200, "{cost:?}");
}
