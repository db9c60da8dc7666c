//! Nothing is lost, whatever a server sends.

use std::borrow::Cow;
use std::mem::size_of;

use headwater_openai::response::events::{OutputTextDelta, ResponseCompleted};
use headwater_openai::response::items::FunctionCall;
use headwater_openai::response::{
    ContentPart, ErrorCode, FunctionOutput, ItemStatus, OutputItem, Response, ResponseEvent,
    ResponseStatus, ServiceTier,
};
use headwater_openai::{Number, ReadError};

use crate::tree::Tree;
use crate::{is_same, rewritten};

fn keeps(json: &str) {
    let written = rewritten(json).expect(json);
    assert!(is_same(&written, json), "{json}\nis written as\n{written}");
}

fn response(json: &str) -> Response<'_> {
    match ResponseEvent::parse(json).expect(json) {
        ResponseEvent::Completed(event) => *event.response.expect("it has one"),
        other => panic!("{other:?}"),
    }
}

fn item(json: &str) -> OutputItem<'static> {
    let json = format!(r#"{{"type":"response.output_item.done","item":{json}}}"#);
    ResponseEvent::parse(&json).expect(&json).item().expect("an item").clone().into_owned()
}

#[test]
fn numbers_keep_their_digits() {
    for number in ["1", "1.0", "0.10", "1e2", "1E+2", "-0", "-0.0", "18446744073709551616", "1e999"]
    {
        keeps(&format!(
            r#"{{"type":"response.completed","sequence_number":{number},"response":{{
                "created_at":{number},"temperature":{number},"top_logprobs":{number},
                "usage":{{"input_tokens":{number},"odd":{number}}},"odd":[{number}]}}}}"#
        ));
    }
    let json = r#"{"type":"response.completed","response":{"created_at":1787150055.0,"top_p":0.10,
        "usage":{"input_tokens":12.0,"output_tokens":-1}}}"#;
    let response = response(json);
    let created_at = response.created_at.as_ref().expect("a time");
    assert_eq!((created_at.as_str(), created_at.as_u64()), ("1787150055.0", Some(1_787_150_055)));
    assert_eq!(response.top_p.as_ref().map(Number::as_str), Some("0.10"));
    let usage = response.usage.as_ref().expect("usage");
    assert_eq!((usage.input_tokens, usage.output_tokens), (Some(12), None));
    assert_eq!(usage.extra.get("output_tokens").map(|raw| raw.as_json()), Some("-1"));
}

#[test]
fn the_comparison_tells_digits_apart() {
    assert!(!is_same("[1]", "[1.0]"));
    assert!(!is_same(r#"{"a":null}"#, "{}"));
    assert!(!is_same(r#"{"a":1}"#, r#"{"a":1,"b":1}"#));
    assert!(is_same(r#"{"a":"\u0061","b":1}"#, r#"{"b":1, "a":"a"}"#));
}

#[test]
fn null_is_not_absent() {
    let null = r#"{"type":"response.output_item.done","item":null,"output_index":null}"#;
    let absent = r#"{"type":"response.output_item.done"}"#;
    for json in [null, absent] {
        keeps(json);
        let event = ResponseEvent::parse(json).expect(json);
        assert!(event.item().is_none() && event.output_index().is_none());
    }
    assert!(!is_same(&rewritten(null).unwrap(), &rewritten(absent).unwrap()));
}

#[test]
fn what_has_no_field_is_kept_at_every_level() {
    let json = r#"{"odd":{"a":[1.0]},"type":"response.completed","response":{"odd":1,"output":[
        {"odd":2,"type":"message","content":[{"odd":3,"type":"output_text","text":"Hi",
        "annotations":[{"odd":4,"type":"file_path"}],"logprobs":[{"odd":5}]}]}],
        "usage":{"odd":6,"input_tokens_details":{"type":"odd"}}},"copilot_usage":{"odd":7}}"#;
    keeps(json);
    let event = ResponseEvent::parse(json).unwrap();
    let ResponseEvent::Completed(ResponseCompleted { extra, response, .. }) = &event else {
        panic!("{event:?}")
    };
    assert_eq!(extra.get("odd").map(|raw| raw.as_json()), Some(r#"{"a":[1.0]}"#));
    assert!(extra.get("copilot_usage").is_some());
    assert!(response.as_ref().expect("it has one").extra.get("odd").is_some());
}

#[test]
fn another_type_in_an_optional_field_is_kept_beside_it() {
    let json = r#"{"type":"response.output_text.delta","delta":"Hi","item_id":[1.0],
        "output_index":"0","logprobs":[{},1]}"#;
    keeps(json);
    let event = ResponseEvent::parse(json).unwrap();
    assert_eq!((event.item_id(), event.output_index()), (None, None));
    let ResponseEvent::OutputTextDelta(event) = event else { panic!("{event:?}") };
    assert_eq!((event.logprobs.is_none(), event.extra.iter().count()), (true, 3));
}

#[test]
fn a_field_that_was_set_goes_before_what_it_was() {
    let json =
        r#"{"type":"response.output_text.delta","delta":"a","item_id":5,"output_index":2.0}"#;
    let ResponseEvent::OutputTextDelta(event) = ResponseEvent::parse(json).unwrap() else {
        panic!()
    };
    let mut changed = event.clone();
    changed.item_id = Some("item_1".into());
    changed.output_index = Some(3);
    changed.delta = "b".into();
    let written = ResponseEvent::OutputTextDelta(changed).to_json();
    let expected =
        r#"{"type":"response.output_text.delta","delta":"b","output_index":3,"item_id":"item_1"}"#;
    assert!(is_same(&written, expected), "{written}");
    assert_eq!(written.matches("item_id").count(), 1, "{written}");
}

#[test]
fn of_members_with_one_name_the_last_counts() {
    for last in [r#""b""#, "null", "5"] {
        for first in [r#""a""#, "null", "4"] {
            keeps(&format!(r#"{{"type":"keepalive","odd":{first},"odd":{last}}}"#));
            keeps(&format!(
                r#"{{"type":"response.output_text.delta","delta":"a","item_id":{first},
                "sequence_number":{first},"item_id":{last},"sequence_number":{last}}}"#
            ));
        }
    }
    keeps(r#"{"type":"response.output_text.delta","delta":"a","delta":null}"#);
    let twice = r#"{"type":"response.output_text.delta","delta":"a","delta":5}"#;
    assert_eq!(ResponseEvent::parse(twice), Err(ReadError::Field { name: "delta" }));
}

#[test]
fn strings_are_exact() {
    for text in [r#""\ud83d\ude00\u0000\"\\\/""#, r#""\ud83d alone""#, r#""é\u2028""#, r#""""#] {
        keeps(&format!(
            r#"{{"type":"response.output_text.delta","delta":{text},"item_id":{text},"odd":{text},
            "type":"response.output_text.delta"}}"#
        ));
    }
    keeps(r#"{"\u0074ype":"response.output\u005ftext.delta","\u0064elta":"Hi","a\"b":1}"#);
}

#[test]
fn what_is_no_event_is_said_so() {
    for json in ["null", "1", "[]", r#""response.created""#, "true"] {
        assert_eq!(ResponseEvent::parse(json), Err(ReadError::NotAnObject), "{json}");
    }
    for json in ["", "{", r#"{"type":"keepalive"} x"#, "{'type':1}", "[DONE]"] {
        assert!(matches!(ResponseEvent::parse(json), Err(ReadError::NotJson { .. })), "{json}");
    }
    for json in ["{}", r#"{"type":null}"#, r#"{"type":"response.odd","a":1.0,"sequence_number":3}"#]
    {
        let event = ResponseEvent::parse(json).expect(json);
        assert!(matches!(event, ResponseEvent::Unknown(_)), "{json}");
        keeps(json);
    }
    let odd = r#"{"output_index":2,"type":"response.odd","sequence_number":3}"#;
    let odd = ResponseEvent::parse(odd).unwrap();
    assert_eq!((odd.sequence_number(), odd.output_index()), (Some(3), Some(2)));
    assert_eq!(odd.kind().as_deref(), Some("response.odd"));
}

#[test]
fn what_an_event_is_about_must_be_of_its_type() {
    for (name, json) in [
        ("delta", r#"{"type":"response.output_text.delta","delta":5}"#),
        ("delta", r#"{"type":"response.output_text.delta"}"#),
        ("text", r#"{"type":"response.output_text.done"}"#),
    ] {
        assert_eq!(ResponseEvent::parse(json), Err(ReadError::Field { name }), "{json}");
    }
    for json in [
        r#"{"type":"response.output_text.delta","delta":null}"#,
        r#"{"type":"response.content_part.added","part":null}"#,
        r#"{"type":"response.completed","response":"odd"}"#,
        r#"{"type":"response.completed","response":null}"#,
        r#"{"type":"response.completed"}"#,
    ] {
        keeps(json);
    }
}

#[test]
fn arguments_may_be_an_object() {
    let json =
        r#"{"type":"response.function_call_arguments.done","arguments":{"a": 1.0},"item_id":"f"}"#;
    keeps(json);
    let ResponseEvent::FunctionCallArgumentsDone(event) = ResponseEvent::parse(json).unwrap()
    else {
        panic!("another event")
    };
    assert_eq!(event.arguments, r#"{"a": 1.0}"#);
    let OutputItem::FunctionCall(FunctionCall { arguments, .. }) =
        item(r#"{"type":"function_call","arguments":{"a":1}}"#)
    else {
        panic!("another item")
    };
    assert_eq!(arguments.as_deref(), Some(r#"{"a":1}"#));
}

#[test]
fn an_error_may_be_flat_or_nested_and_its_code_a_number() {
    let json = r#"{"type":"error","code":429,"message":["Slow down."],"param":null}"#;
    keeps(json);
    let ResponseEvent::Error(event) = ResponseEvent::parse(json).unwrap() else { panic!() };
    assert_eq!(event.code.as_ref().map(ErrorCode::as_str), Some("429"));
    assert_eq!(event.message.as_deref(), Some(r#"["Slow down."]"#));
    let json = r#"{"type":"response.failed","response":{"error":{"code":500,"message":"No."}}}"#;
    keeps(json);
    let nested = r#"{"type":"error","error":{"code":"slow_down"}}"#;
    let ResponseEvent::Error(event) = ResponseEvent::parse(nested).unwrap() else { panic!() };
    assert!(event.code.is_none() && event.error.is_some());
}

#[test]
fn items_tell_what_they_share() {
    let call = item(
        r#"{"type":"function_call","id":"fc_1","call_id":"call_1","name":"weather",
        "status":"in_progress"}"#,
    );
    assert_eq!((call.id(), call.call_id()), (Some("fc_1"), Some("call_1")));
    assert_eq!((call.name(), call.status()), (Some("weather"), Some(&ItemStatus::InProgress)));
    let odd = item(r#"{"type":"odd_call","id":"o_1","call_id":"call_1","name":"n","status":"s"}"#);
    assert_eq!((odd.id(), odd.call_id(), odd.name()), (Some("o_1"), Some("call_1"), Some("n")));
    assert_eq!(odd.status(), None);
    let compaction = item(r#"{"type":"compaction","id":"c_1","name":"n"}"#);
    assert_eq!((compaction.id(), compaction.name()), (Some("c_1"), None));
}

#[test]
fn items_and_parts_of_other_kinds_are_kept() {
    for odd in ["1.0", "null", "[]", r#""odd""#, r#"{"type":"odd","a":[1.0]}"#, "{}"] {
        keeps(&format!(
            r#"{{"type":"response.completed","response":{{"output":[{odd},
            {{"type":"message","content":[{odd}]}},{{"type":"function_call_output","output":{odd}}},
            {{"type":"mcp_call","error":{odd}}},{{"type":"shell_call","caller":{odd}}}]}}}}"#
        ));
    }
    let output = |json: &str| match item(json) {
        OutputItem::FunctionCallOutput(item) => item.output.expect("an output"),
        other => panic!("{other:?}"),
    };
    let is_other = |output| matches!(output, FunctionOutput::Other(_));
    assert!(is_other(output(r#"{"type":"function_call_output","output":{"a":1}}"#)));
    let parts = output(r#"{"type":"function_call_output","output":[{"type":"input_text"},5]}"#);
    assert!(matches!(parts, FunctionOutput::Parts(parts) if parts.len() == 2));
}

#[test]
fn strings_with_a_list_of_values_are_open() {
    let json = r#"{"type":"response.completed","response":{"status":"cancelled",
        "service_tier":"on_demand"}}"#;
    keeps(json);
    let response = response(json);
    assert_eq!(response.status, Some(ResponseStatus::Cancelled));
    assert_eq!(response.service_tier, Some(ServiceTier::Other(Cow::Borrowed("on_demand"))));
}

#[test]
fn reading_copies_no_text() {
    let json = r#"{"type":"response.output_text.delta","delta":"Hi","item_id":"item_1"}"#;
    let ResponseEvent::OutputTextDelta(OutputTextDelta { delta, item_id, .. }) =
        ResponseEvent::parse(json).unwrap()
    else {
        panic!("another event")
    };
    assert!(matches!(delta, Cow::Borrowed("Hi")));
    assert!(matches!(item_id, Some(Cow::Borrowed("item_1"))));
}

#[test]
fn debug_shows_no_content() {
    let json = r#"{"type":"response.completed","response":{"id":"secret","status":"secret",
        "instructions":"secret","output":[{"type":"message","content":[{"type":"output_text",
        "text":"secret"}]},{"type":"function_call_output","output":"secret"}],"odd":"secret"}}"#;
    let event = ResponseEvent::parse(json).unwrap();
    let response = event.response().expect("a response");
    let shown = format!("{event:?} {response:#?} {:?} {:?}", response.output, response.status);
    assert!(!shown.contains("secret"), "{shown}");
    assert!(shown.contains("instructions") && shown.contains("\"odd\""), "{shown}");
    let output = FunctionOutput::Text("secret".into());
    assert!(!format!("{output:?}").contains("secret"));
}

#[test]
fn events_and_items_stay_small() {
    assert!(size_of::<ResponseEvent<'_>>() <= 208, "{}", size_of::<ResponseEvent<'_>>());
    assert!(size_of::<ContentPart<'_>>() <= 96, "{}", size_of::<ContentPart<'_>>());
    assert!(size_of::<OutputItem<'_>>() <= 288, "{}", size_of::<OutputItem<'_>>());
}

#[test]
fn written_members_come_in_one_object() {
    let written = rewritten(r#"{"type":"keepalive"}"#).unwrap();
    assert_eq!(Tree::of(&written).members().len(), 1, "{written}");
}
