//! JSON that is still growing, after every prefix.

mod support;

use headwater_json::{Config, ErrorKind, LoneSurrogates, PartialJson, PartialValue};
use proptest::prelude::*;
use serde_json::Value;
use support::{documents, nested, oracle::expected};

fn so_far(json: &PartialJson) -> Option<Value> {
    let value = json.value()?;
    let walked = walk(value);
    let written: Value = serde_json::from_str(&value.to_string()).unwrap();
    assert_eq!(walked, written);
    Some(written)
}

fn walk(value: PartialValue<'_>) -> Value {
    assert_ne!(value.is_complete(), value.is_partial());
    if let Some(members) = value.members() {
        return Value::Object(members.map(|(key, value)| (key.into(), walk(value))).collect());
    }
    if let Some(elements) = value.elements() {
        return elements.map(walk).collect();
    }
    if let Some(text) = value.as_str() {
        return text.into();
    }
    if let Some(number) = value.as_number() {
        return support::number(number);
    }
    if value.is_null() { Value::Null } else { value.as_bool().unwrap().into() }
}

/// What is complete, as text, with the way to it.
fn complete(value: PartialValue<'_>, way: &str, found: &mut Vec<(String, String)>) {
    if value.is_complete() {
        found.push((way.into(), value.to_string()));
    }
    for (at, element) in value.elements().into_iter().flatten().enumerate() {
        complete(element, &format!("{way}/{at}"), found);
    }
    for (at, (_, member)) in value.members().into_iter().flatten().enumerate() {
        complete(member, &format!("{way}/{at}"), found);
    }
}

fn check(text: &[u8]) {
    let mut growing = PartialJson::new();
    let mut was_complete = Vec::new();
    for end in 0..=text.len() {
        if end > 0 {
            growing.push(&text[end - 1..end]).unwrap();
        }
        let prefix = &text[..end];
        let shown = String::from_utf8_lossy(prefix);
        let expected = expected(prefix);
        assert_eq!(so_far(&growing), expected, "by the byte: {shown}");
        let mut at_once = PartialJson::new();
        at_once.push(prefix).unwrap();
        assert_eq!(so_far(&at_once), expected, "at once: {shown}");
        assert_eq!(at_once.is_complete(), growing.is_complete());
        let mut halves = PartialJson::new();
        halves.push(&text[..end / 2]).unwrap();
        halves.push(&text[end / 2..end]).unwrap();
        assert_eq!(so_far(&halves), expected, "in halves: {shown}");
        assert_eq!(growing.error(), None);

        let mut is_complete = Vec::new();
        if let Some(value) = growing.value() {
            assert_eq!(value.is_complete(), growing.is_complete());
            complete(value, "", &mut is_complete);
        }
        for value in &was_complete {
            assert!(is_complete.contains(value), "{value:?} was complete, and changed: {shown}");
        }
        was_complete = is_complete;
    }
    growing.end().unwrap();
    assert!(growing.is_complete());
    assert_eq!(so_far(&growing), Some(serde_json::from_slice(text).unwrap()));
    assert!(growing.value().unwrap().is_complete());
}

#[test]
fn every_prefix_by_hand() {
    for text in [
        r#"{"city":"Paris","days":[1,-2.5e+3,0],"ok":true,"none":null,"deep":{"a":[{}]}}"#,
        r#" { "a" : [ 1 , 22 , 3.0 ] , "b" : "x" } "#,
        r#"["\"\\\/\b\f\n\r\t","\u00e9\ud83d\ude00","é漢😀",""]"#,
        r#"{"\u0061\n":{"\ud83d\ude00":"\ud83d\ude00!"},"":""}"#,
        r#"{"a":"b","a":"c"}"#,
        "-12.5e-2",
        "[[],{},[[]],[{}],\"\"]",
        "\"text\"",
        "[-0,0.0,1e5,-1]",
    ] {
        check(text.as_bytes());
    }
}

fn after(text: &str) -> PartialJson {
    let mut json = PartialJson::new();
    json.push(text).unwrap();
    json
}

fn written(text: &str) -> String {
    after(text).value().map(|value| value.to_string()).unwrap_or_default()
}

#[test]
fn what_cannot_be_told_is_left_out() {
    for (text, expected) in [
        ("", ""),
        (" ", ""),
        ("t", ""),
        ("-", ""),
        ("nul", ""),
        ("\"", "\"\""),
        ("\"\\", "\"\""),
        ("[", "[]"),
        ("[t", "[]"),
        ("[1,", "[1]"),
        ("[-", "[]"),
        ("[1.", "[1]"),
        ("[1.5e", "[1.5]"),
        ("[1.5e-", "[1.5]"),
        ("[1.5e-3", "[1.5e-3]"),
        ("{\"", "{}"),
        ("{\"a", "{}"),
        ("{\"a\"", "{}"),
        ("{\"a\":", "{}"),
        ("{\"a\":-", "{}"),
        ("{\"a\":fals", "{}"),
        ("{\"a\":\"", r#"{"a":""}"#),
        ("{\"a\":[", r#"{"a":[]}"#),
        ("{\"a\":1,\"b\":nu", r#"{"a":1}"#),
        (r#"["a\u00"#, r#"["a"]"#),
        (r#"["a\ud83d"#, r#"["a"]"#),
        (r#"["a\ud83d\u"#, r#"["a"]"#),
        (r#"["a\ud83dx"#, "[\"a\u{fffd}x\"]"),
        ("[\"\\u0001\\n\\\"", r#"["\u0001\n\""]"#),
    ] {
        assert_eq!(written(text), expected, "{text}");
    }
}

#[test]
fn what_may_go_on_is_partial() {
    for (text, is_complete) in [
        ("\"a", false),
        ("\"a\"", true),
        ("1", false),
        ("1 ", true),
        ("true", true),
        ("[", false),
        ("[1]", true),
        ("{\"a\":1", false),
        ("{\"a\":1}", true),
    ] {
        let json = after(text);
        assert_eq!(json.is_complete(), is_complete, "{text}");
        assert_eq!(json.value().unwrap().is_complete(), is_complete, "{text}");
    }
    for (text, is_complete) in [
        ("[1", false),
        ("[1,", true),
        ("[1 ", true),
        ("[\"a", false),
        ("[\"a\"", true),
        ("[[", false),
        ("[[]", true),
        ("[null", true),
    ] {
        let json = after(text);
        let first = json.value().unwrap().elements().unwrap().next().unwrap();
        assert_eq!(first.is_complete(), is_complete, "{text}");
    }
}

#[test]
fn a_fault_keeps_the_value() {
    let mut json = after(r#"{"a":"bc"#);
    let error = json.push("d\ne\"}").unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::ControlCharacter, 9));
    assert_eq!(json.push("\"}"), Err(error));
    assert_eq!(json.end(), Err(error));
    assert_eq!(json.error(), Some(error));
    assert!(!json.is_complete());
    assert_eq!(json.value().unwrap().to_string(), r#"{"a":"bcd"}"#);

    let mut cut = after("[1");
    assert_eq!(cut.end().unwrap_err().kind(), ErrorKind::UnexpectedEnd);
    assert_eq!(cut.value().unwrap().to_string(), "[1]");
}

#[test]
fn accessors_answer_for_their_kind_alone() {
    let json = after(r#"{"n":-3,"f":1.5,"s":"x","b":false,"z":null,"a":[],"n":4}"#);
    let value = json.value().unwrap();
    assert_eq!(value.get("n").unwrap().as_u64(), Some(4), "the last of several");
    assert_eq!(value.get("f").unwrap().as_f64(), Some(1.5));
    assert_eq!(value.get("f").unwrap().as_u64(), None);
    assert_eq!(value.get("b").unwrap().as_bool(), Some(false));
    assert!(value.get("z").unwrap().is_null());
    assert_eq!(value.get("s").unwrap().as_f64(), None);
    assert!(value.get("x").is_none());
    assert!(value.get("s").unwrap().get("x").is_none());
    assert!(value.as_str().is_none() && value.elements().is_none());
    assert!(value.get("a").unwrap().members().is_none());
}

#[test]
fn it_keeps_to_its_configuration() {
    let mut refusing =
        PartialJson::with_config(Config::default().lone_surrogates(LoneSurrogates::Refuse));
    assert_eq!(refusing.push(r#"["\ud83dx"#).unwrap_err().kind(), ErrorKind::LoneSurrogate);
    let mut shallow = PartialJson::with_config(Config::default().max_depth(3));
    shallow.push(nested(3)).unwrap();
    let mut shallow = PartialJson::with_config(Config::default().max_depth(3));
    assert_eq!(shallow.push(nested(4)).unwrap_err().kind(), ErrorKind::TooDeep { limit: 3 });
}

#[test]
fn debugging_shows_no_payload() {
    let json = after(r#"{"secret":"secret"#);
    let value = json.value().unwrap();
    let shown = format!("{json:?} {value:?} {:?} {:?}", value.get("secret"), value.members());
    assert!(!shown.contains("secret"), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn every_prefix_of_random_json(text in documents::document(false)) {
        prop_assume!(text.len() < 160);
        check(text.as_bytes());
    }
}
