//! The typed objects of Chat Completions: all of an object is read into its fields, and written
//! again as it was.

mod common;

#[path = "chat_types/examples.rs"]
mod examples;
#[path = "chat_types/left_over.rs"]
mod left_over;

use common::bodies;
use common::json::assert_same_json;
use examples::{CHUNKS, COMPLETIONS};
use headwater_json::{Kind, RawJson};
use headwater_openai::ReadError;
use headwater_openai::chat_completion::{ChatChunk, ChatCompletion, Content, FinishReason};
use serde_json::{Map, Value};

fn rebuilt_chunk(text: &str) {
    let chunk = ChatChunk::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let written = chunk.to_json();
    assert_same_json(&written, text);
    let owned = chunk.clone().into_owned();
    assert_eq!(owned, chunk);
    assert_eq!(owned.to_json(), written);
    assert_eq!(ChatChunk::parse(&written).as_ref(), Ok(&chunk), "{text}");
}

fn rebuilt_completion(text: &str) {
    let completion = ChatCompletion::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let written = completion.to_json();
    assert_same_json(&written, text);
    let owned = completion.clone().into_owned();
    assert_eq!(owned, completion);
    assert_eq!(owned.to_json(), written);
}

#[test]
fn every_field_of_the_schema_has_a_field() {
    for text in CHUNKS {
        rebuilt_chunk(text);
        let chunk = ChatChunk::parse(text).unwrap();
        assert_eq!(left_over::of_chunk(&chunk), [""; 0], "{text}");
    }
    for text in COMPLETIONS {
        rebuilt_completion(text);
        let completion = ChatCompletion::parse(text).unwrap();
        assert_eq!(left_over::of_completion(&completion), [""; 0], "{text}");
    }
}

/// What stands in the place of a member, to be put there as it is written.
const MARK: &str = "@mark@";

/// The example with each of its members in turn as `change` makes it.
fn each_member_changed(text: &str, change: &dyn Fn(&mut Map<String, Value>, &str)) -> Vec<String> {
    fn pointers(value: &Value, at: &str, out: &mut Vec<(String, String)>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    out.push((at.to_owned(), name.clone()));
                    pointers(value, &format!("{at}/{name}"), out);
                }
            }
            Value::Array(list) => {
                for (index, value) in list.iter().enumerate() {
                    pointers(value, &format!("{at}/{index}"), out);
                }
            }
            _ => {}
        }
    }

    let whole: Value = serde_json::from_str(text).unwrap();
    let mut found = Vec::new();
    pointers(&whole, "", &mut found);
    let changed = found.into_iter().map(|(object, name)| {
        let mut whole = whole.clone();
        let object = whole.pointer_mut(&object).and_then(Value::as_object_mut);
        change(object.unwrap(), &name);
        whole.to_string()
    });
    changed.collect()
}

/// The examples with each of their members in turn as it is written here.
fn rebuilt(examples: &[&str], rebuilt: fn(&str), in_place: &[&str]) {
    let set = |members: &mut Map<String, Value>, name: &str| {
        members.insert(name.to_owned(), Value::from(MARK));
    };
    for changed in examples.iter().flat_map(|text| each_member_changed(text, &set)) {
        for written in in_place {
            rebuilt(&changed.replace(&format!("\"{MARK}\""), written));
        }
    }
}

#[test]
fn members_may_be_null_each_and_all() {
    rebuilt(&CHUNKS, rebuilt_chunk, &["null"]);
    rebuilt(&COMPLETIONS, rebuilt_completion, &["null"]);
    let all_null = |members: &mut Map<String, Value>, _: &str| {
        members.values_mut().for_each(|value| *value = Value::Null);
    };
    for text in CHUNKS {
        each_member_changed(text, &all_null).iter().for_each(|text| rebuilt_chunk(text));
    }
    for text in COMPLETIONS {
        each_member_changed(text, &all_null).iter().for_each(|text| rebuilt_completion(text));
    }
}

#[test]
fn members_may_be_missing() {
    let remove = |members: &mut Map<String, Value>, name: &str| {
        members.remove(name);
    };
    for text in CHUNKS {
        each_member_changed(text, &remove).iter().for_each(|text| rebuilt_chunk(text));
    }
    for text in COMPLETIONS {
        each_member_changed(text, &remove).iter().for_each(|text| rebuilt_completion(text));
    }
}

#[test]
fn members_of_a_wrong_type_stay_as_they_came() {
    let wrong =
        [r#""half \ud83d""#, "12.0", "true", "[]", "[1.50,null]", r#"{"type":7,"a":[1e2]}"#];
    rebuilt(&CHUNKS, rebuilt_chunk, &wrong);
    rebuilt(&COMPLETIONS, rebuilt_completion, &wrong);
}

#[test]
fn members_that_nobody_knows_stay() {
    let add = |members: &mut Map<String, Value>, _: &str| {
        members.insert("unheard of".to_owned(), Value::from(MARK));
        members.insert("nothing".to_owned(), Value::Null);
        members.entry("type").or_insert_with(|| Value::from("of another kind"));
    };
    let unknown = format!("\"{MARK}\"");
    for text in CHUNKS {
        for changed in each_member_changed(text, &add) {
            rebuilt_chunk(&changed.replace(&unknown, r#"{"deep":[1.0,-0,1e400,{"x":null}]}"#));
        }
    }
    for text in COMPLETIONS {
        for changed in each_member_changed(text, &add) {
            rebuilt_completion(&changed.replace(&unknown, "0.1000000000000000055511151231257827"));
        }
    }
}

#[test]
fn numbers_are_exact() {
    let text = r#"{"created":18446744073709551615,"usage":{"cost":0.000120,"total_tokens":12.0},"choices":[{"index":0,"logprobs":{"content":[{"logprob":-9999.00e-1}]}}]}"#;
    rebuilt_chunk(text);
    let chunk = ChatChunk::parse(text).unwrap();
    let usage = chunk.usage.as_ref().unwrap();
    assert_eq!(chunk.created, Some(u64::MAX));
    assert_eq!(usage.total_tokens, Some(12));
    assert_eq!(usage.cost.as_ref().unwrap().as_str(), "0.000120");
}

#[test]
fn content_is_text_or_parts() {
    let parts = r#"{"choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"a "},{"text":"b","type":"text"}],"closed":true},{"text":"c","type":"text"},7,{"type":"new"}]}}]}"#;
    rebuilt_chunk(parts);
    let chunk = ChatChunk::parse(parts).unwrap();
    let content = chunk.choices()[0].delta.as_ref().unwrap().content.as_ref().unwrap();
    assert_eq!((&*content.text(), &*content.thinking()), ("c", "a b"));
    let chunk = ChatChunk::parse(r#"{"choices":[{"delta":{"content":7.50}}]}"#).unwrap();
    let content = chunk.choices()[0].delta.as_ref().unwrap().content.as_ref().unwrap();
    assert!(matches!(content, Content::Other(raw) if raw.as_json() == "7.50"));
    assert_eq!(content.text(), "");
}

#[test]
fn accessors_read_what_servers_send() {
    let text = r#"{"choices":[{"delta":{"reasoning_content":"","reasoning":"Hm.","tool_calls":[{"type":"custom","extra_content":{"google":{"thought_signature":"s\u0069g"}}}]},"finish_reason":"error"},{"finish_reason":"end_turn"}]}"#;
    let chunk = ChatChunk::parse(text).unwrap();
    let delta = chunk.choices()[0].delta.as_ref().unwrap();
    assert_eq!(delta.reasoning_text(), Some("Hm."));
    let call = &delta.tool_calls.as_ref().unwrap()[0];
    assert_eq!(call.thought_signature().as_deref(), Some("sig"));
    assert_eq!(call.kind.as_ref().unwrap().as_str(), "custom");
    let reasons: Vec<_> = chunk.choices().iter().flat_map(|choice| &choice.finish_reason).collect();
    assert_eq!(reasons, [&FinishReason::Error, &FinishReason::Other("end_turn".into())]);
}

#[test]
fn arguments_may_be_an_object() {
    let text = r#"{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":{"x": 1.0}}}]}}]}"#;
    rebuilt_chunk(text);
    let mut chunk = ChatChunk::parse(text).unwrap();
    let call = &mut chunk.choices.as_mut().unwrap()[0]
        .delta
        .as_mut()
        .unwrap()
        .tool_calls
        .as_mut()
        .unwrap()[0];
    let function = call.function.as_mut().unwrap();
    assert_eq!(function.arguments.as_deref(), Some(r#"{"x": 1.0}"#));
    function.arguments = Some("{}".into());
    assert_same_json(
        &chunk.to_json(),
        r#"{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{}"}}]}}]}"#,
    );
}

#[test]
fn what_is_no_object_is_no_chunk() {
    for text in ["[]", "7", "\"error\"", "null", "true"] {
        assert_eq!(ChatChunk::parse(text), Err(ReadError::NotAnObject), "{text}");
    }
    let broken = ChatChunk::parse(r#"{"choices":[{"index":0,}]}"#);
    assert_eq!(broken, Err(ReadError::NotJson { line: 1, column: 24 }));
}

#[test]
fn debug_shows_no_content() {
    let chunk = ChatChunk::parse(
        r#"{"id":"secret","choices":[{"delta":{"content":"secret"}}],"unknown":"secret"}"#,
    );
    assert_eq!(format!("{:?}", chunk.as_ref().unwrap()), r#"{id, choices, "unknown"}"#);
    let chunk = chunk.unwrap();
    let delta = chunk.choices()[0].delta.as_ref().unwrap();
    assert_eq!(format!("{delta:?} {:?}", delta.content), "{content} Some(Text { len: 6 })");
}

/// A chunk is read for each event of a stream.
#[cfg(target_pointer_width = "64")]
#[test]
fn a_chunk_is_not_large() {
    use headwater_openai::chat_completion::{ChunkChoice, ToolCallDelta};

    let sizes =
        [size_of::<ChatChunk<'_>>(), size_of::<ChunkChoice<'_>>(), size_of::<ToolCallDelta<'_>>()];
    assert_eq!(sizes, [752, 416, 184]);
}

fn check_events(streams: &[bodies::Stream]) -> usize {
    let mut count = 0;
    for stream in streams {
        for data in stream.events() {
            let is_object = RawJson::parse(&data).is_ok_and(|raw| raw.kind() == Kind::Object);
            assert_eq!(ChatChunk::parse(&data).is_ok(), is_object, "{}: {data}", stream.file);
            if is_object {
                rebuilt_chunk(&data);
                count += 1;
            }
        }
    }
    count
}

#[test]
fn events_of_our_streams_are_rebuilt() {
    let count = check_events(&bodies::own());
    assert!(count > 300, "only {count} events");
}

#[test]
fn events_of_recorded_streams_are_rebuilt() {
    let Some(streams) = bodies::shared() else { return };
    let count = check_events(&streams);
    assert!(count > 6500, "only {count} events");
}
