//! Raw values and the on-demand reader.

mod support;

use headwater_json::{ErrorKind, Kind, OwnedRawJson, RawJson, Reader, StrPiece};

fn raw(text: &str) -> RawJson<'_> {
    RawJson::parse(text).unwrap()
}

#[test]
fn a_value_is_kept_as_it_is_written() {
    let text = " {\"a\" : [1.0, 1e2 ,\"\\u0061\"] ,\n\"b\":null}\n";
    let value = raw(text);
    assert_eq!(value.as_json(), text.trim());
    assert_eq!(value.to_string(), text.trim());
    let owned = value.to_owned();
    assert_eq!(owned.as_raw(), value);
    assert_eq!(owned.to_string(), text.trim());
    assert_eq!(OwnedRawJson::parse(text), Ok(owned.clone()));
    assert_eq!(&*owned.into_json(), text.trim());
    let elements: Vec<_> =
        value.get("a").unwrap().elements().unwrap().map(|value| value.as_json()).collect();
    assert_eq!(elements, ["1.0", "1e2", "\"\\u0061\""]);
}

#[test]
fn kinds_are_told_apart() {
    for (text, kind) in [
        ("null", Kind::Null),
        ("true", Kind::Bool),
        ("false", Kind::Bool),
        ("-1", Kind::Number),
        ("\"a\"", Kind::String),
        ("[]", Kind::Array),
        ("{}", Kind::Object),
    ] {
        let value = raw(text);
        assert_eq!(value.kind(), kind);
        assert_eq!(value.is_null(), kind == Kind::Null);
        assert_eq!(value.as_bool().is_some(), kind == Kind::Bool);
        assert_eq!(value.as_number().is_some(), kind == Kind::Number);
        assert_eq!(value.as_f64().is_some(), kind == Kind::Number);
        assert_eq!(value.as_str().is_some(), kind == Kind::String);
        assert_eq!(value.elements().is_some(), kind == Kind::Array);
        assert_eq!(value.members().is_some(), kind == Kind::Object);
        let mut reader = Reader::new(text);
        assert_eq!(reader.value().unwrap().kind(), kind);
    }
    assert_eq!(RawJson::NULL, raw("null"));
}

#[test]
fn numbers_are_exact() {
    assert_eq!(raw("18446744073709551615").as_u64(), Some(u64::MAX));
    assert_eq!(raw("18446744073709551616").as_u64(), None);
    assert_eq!(raw("-9223372036854775808").as_i64(), Some(i64::MIN));
    assert_eq!(raw("-9223372036854775809").as_i64(), None);
    assert_eq!(raw("-1").as_u64(), None);
    assert_eq!(raw("1.0").as_i64(), None);
    assert_eq!(raw("1e2").as_u64(), None);
    assert_eq!(raw("1e2").as_f64(), Some(100.0));
    assert_eq!(raw("0.1").as_f64(), Some(0.1));
    assert_eq!(raw("1e999").as_f64(), None);
    assert_eq!(raw("1e999").as_number(), Some("1e999"));
}

#[test]
fn the_reader_reads_numbers_exactly() {
    for (text, expected) in [
        ("0", Some(0)),
        ("7", Some(7)),
        ("9999999999999999999", Some(9_999_999_999_999_999_999)),
        ("18446744073709551615", Some(u64::MAX)),
        ("18446744073709551616", None),
        ("99999999999999999999", None),
        ("-1", None),
        ("1.0", None),
        ("1e2", None),
        ("\"1\"", None),
        ("[1]", None),
    ] {
        let text = format!("[{text},{text} ,{text}]");
        let mut reader = Reader::new(&text);
        let mut elements = reader.value().unwrap().array().unwrap().unwrap();
        let mut count = 0;
        while let Some(element) = elements.next_element().unwrap() {
            assert_eq!(element.u64().unwrap(), expected, "{text}");
            count += 1;
        }
        assert_eq!(count, 3);
        reader.finish().unwrap();
    }
    // The number ends where the grammar ends it; what follows it is the fault.
    let mut reader = Reader::new("[01]");
    let mut elements = reader.value().unwrap().array().unwrap().unwrap();
    assert_eq!(elements.next_element().unwrap().unwrap().u64(), Ok(Some(0)));
    let error = elements.next_element().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::ExpectedCommaOrEnd, 2));
}

#[test]
fn strings_are_borrowed_without_escapes() {
    let plain = raw("\"é\"").as_json_str().unwrap();
    assert_eq!(plain.as_plain(), Some("é"));
    assert!(matches!(plain.to_cow(), std::borrow::Cow::Borrowed("é")));
    let escaped = raw(r#""a\n\ud83d\ude00\ud83d""#).as_json_str().unwrap();
    assert_eq!(escaped.as_plain(), None);
    assert_eq!(escaped.as_written(), r"a\n\ud83d\ude00\ud83d");
    assert_eq!(escaped.to_cow(), "a\n😀\u{fffd}");
    assert!(!escaped.is_well_formed());
    assert!(plain.is_well_formed() && raw(r#""\n""#).as_json_str().unwrap().is_well_formed());
    let pieces: Vec<_> = escaped.pieces().collect();
    let expected = [
        StrPiece::Plain("a"),
        StrPiece::Escaped('\n'),
        StrPiece::Escaped('😀'),
        StrPiece::LoneSurrogate(0xd83d),
    ];
    assert_eq!(pieces, expected);
}

#[test]
fn strings_are_equal_once_decoded() {
    let string = |text| raw(text).as_json_str().unwrap();
    assert!(string(r#""\u0061b""#) == "ab");
    assert!(string(r#""\u0061b""#) != "a" && string(r#""\u0061b""#) != "abc");
    assert_eq!(string(r#""\u0061b""#), string(r#""a\u0062""#));
    assert_eq!(string(r#""ab""#), string(r#""a\u0062""#));
    assert_eq!(string(r#""a\u0062""#), string(r#""ab""#));
    assert_ne!(string(r#""\u0061b""#), string(r#""\u0061c""#));
    let object = raw(r#"{"\u0061":1}"#);
    assert_eq!(object.get("a").unwrap().as_u64(), Some(1));
}

#[test]
fn of_several_members_the_last_is_meant() {
    assert_eq!(raw(r#"{"a":1,"b":2,"a":3}"#).get("a").unwrap().as_u64(), Some(3));
    assert!(raw(r#"{"a":1}"#).get("b").is_none());
    assert!(raw("[1]").get("a").is_none());
}

#[test]
fn what_is_not_read_is_skipped_and_checked() {
    let text =
        r#"{"skip":[{"a":[1,{}]},"]"],"in":{"x":1,"y":[2,3],"z":4},"list":[1,[2],3],"last":"x"}"#;
    let mut reader = Reader::new(text);
    let mut keys = Vec::new();
    let mut object = reader.value().unwrap().object().unwrap().unwrap();
    while let Some((key, value)) = object.next_member().unwrap() {
        keys.push(key.as_plain().unwrap());
        match key.as_plain() {
            Some("in") => {
                let mut inner = value.object().unwrap().unwrap();
                assert!(inner.next_member().unwrap().unwrap().0 == "x");
                let (_, y) = inner.next_member().unwrap().unwrap();
                let mut y = y.array().unwrap().unwrap();
                assert_eq!(y.next_element().unwrap().unwrap().raw().unwrap().as_u64(), Some(2));
                // Three containers are left halfway.
            }
            Some("list") => {
                // Asked for what it is not.
                assert!(value.string().unwrap().is_none());
            }
            Some("last") => {
                assert_eq!(value.string().unwrap().unwrap().as_plain(), Some("x"));
            }
            _ => {}
        }
    }
    assert_eq!(keys, ["skip", "in", "list", "last"]);
    assert!(object.next_member().unwrap().is_none(), "the end stays the end");
    reader.finish().unwrap();
}

#[test]
fn the_end_of_an_inner_array_is_not_that_of_the_outer() {
    let mut reader = Reader::new("[[1],[2],3]");
    let mut outer = reader.value().unwrap().array().unwrap().unwrap();
    let mut inner = outer.next_element().unwrap().unwrap().array().unwrap().unwrap();
    while inner.next_element().unwrap().is_some() {}
    assert!(inner.next_element().unwrap().is_none());
    assert!(inner.next_element().unwrap().is_none());
    assert_eq!(outer.next_element().unwrap().unwrap().raw().unwrap().as_json(), "[2]");
    assert_eq!(outer.next_element().unwrap().unwrap().raw().unwrap().as_u64(), Some(3));
    assert!(outer.next_element().unwrap().is_none());
    reader.finish().unwrap();
}

#[test]
fn a_fault_stays() {
    let mut reader = Reader::new(r#"{"a":1,"b":tru,"c":3}"#);
    let mut object = reader.value().unwrap().object().unwrap().unwrap();
    assert!(object.next_member().unwrap().is_some());
    assert!(object.next_member().unwrap().is_some());
    let error = object.next_member().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::InvalidLiteral, 14));
    assert_eq!(object.next_member().unwrap_err(), error);
    assert_eq!(reader.finish(), Err(error));

    let mut twice = Reader::new("1");
    twice.value().unwrap().raw().unwrap();
    assert_eq!(twice.value().unwrap_err().kind(), ErrorKind::ExpectedValue);
    assert!(Reader::from_slice(b"\"\xff\"").is_err());
}

#[test]
fn debugging_shows_no_payload() {
    let text = r#"{"secret":"secret","n":["secret\n"]}"#;
    let value = raw(text);
    let (key, string) = value.members().unwrap().next().unwrap();
    let escaped = value.get("n").unwrap().elements().unwrap().next().unwrap();
    let pieces: Vec<_> = escaped.as_json_str().unwrap().pieces().collect();
    let mut reader = Reader::new(text);
    let mut shown = format!("{value:?} {key:?} {string:?} {escaped:?} {pieces:?} {reader:?}");
    shown += &format!("{:?} {:?}", value.members(), value.to_owned());
    shown += &format!("{:?}", reader.value());
    assert!(!shown.contains("secret"), "{shown}");
    assert!(shown.contains("kind: Object, len: 36"), "{shown}");
}

#[test]
fn a_look_ahead_moves_nothing_and_tells_what_will_come() {
    let mut reader = Reader::new(r#"{"a":[1, 2],"b":"x\n"}"#);
    let value = reader.value().unwrap();
    assert_eq!(value.lookahead().raw().unwrap().as_json(), r#"{"a":[1, 2],"b":"x\n"}"#);
    let mut members = value.object().unwrap().unwrap();
    let (name, value) = members.next_member().unwrap().unwrap();
    assert_eq!(name, "a");
    assert_eq!(value.lookahead().raw().unwrap().as_json(), "[1, 2]");
    let mut elements = value.array().unwrap().unwrap();
    let first = elements.next_element().unwrap().unwrap();
    let ahead = first.lookahead();
    assert_eq!(first.u64_or_raw().unwrap(), Ok(1));
    assert_eq!(ahead.raw().unwrap().as_json(), "1");
    let (name, value) = members.next_member().unwrap().unwrap();
    assert_eq!((name == "b", value.lookahead().raw().unwrap().as_json()), (true, r#""x\n""#));
    reader.finish().unwrap();
    // What is no JSON is the reader's to tell.
    let mut reader = Reader::new("[1,}");
    assert!(reader.value().unwrap().lookahead().raw().is_none());
    assert!(reader.finish().is_err());
}

#[test]
fn a_number_that_is_no_natural_is_left_as_it_is_written() {
    for (text, expected) in [
        ("0", Ok(0)),
        ("18446744073709551615", Ok(u64::MAX)),
        ("18446744073709551616", Err("18446744073709551616")),
        ("-1", Err("-1")),
        ("1.0", Err("1.0")),
        ("\"1\"", Err("\"1\"")),
        ("[1]", Err("[1]")),
    ] {
        let mut reader = Reader::new(text);
        let read = reader.value().unwrap().u64_or_raw().unwrap();
        assert_eq!(read.map_err(|raw| raw.as_json().to_owned()), expected.map_err(str::to_owned));
    }
}

#[test]
fn a_tag_is_found_wherever_it_stands() {
    for (text, tag, left) in [
        (r#"{"type":"a","b":1,"c":2}"#, Some("a"), vec!["b", "c"]),
        (r#"{"t\u0079pe":"\u0061","b":1}"#, Some("a"), vec!["b"]),
        (r#"{"b":{"type":"x"},"type":"a","c":2}"#, Some("a"), vec!["b", "type", "c"]),
        (r#"{"b":1,"type":7}"#, None, vec!["b", "type"]),
        (r#"{"type":null,"b":1}"#, None, vec!["type", "b"]),
        (r#"{"b":1}"#, None, vec!["b"]),
        ("{}", None, vec![]),
    ] {
        let mut reader = Reader::new(text);
        let (found, mut members) = reader.value().unwrap().tagged_object("type").unwrap().unwrap();
        assert_eq!(found.map(|tag| tag.to_string()).as_deref(), tag, "{text}");
        let mut names = Vec::new();
        while let Some((name, _)) = members.next_member().unwrap() {
            names.push(name.to_string());
        }
        assert_eq!(names, left, "{text}");
        reader.finish().unwrap();
    }
    assert!(Reader::new("[]").value().unwrap().tagged_object("type").unwrap().is_none());
    let mut reader = Reader::new(r#"{"b":1,"type":"#);
    assert!(reader.value().unwrap().tagged_object("type").unwrap().unwrap().0.is_none());
    assert!(reader.finish().is_err());
}

#[test]
fn a_text_is_quoted_as_json() {
    for text in ["", "plain", "\"\\/", "\n\r\t\u{8}\u{0}\u{1f}\u{7f}", "é漢😀\u{2028}"] {
        let quoted = headwater_json::Quoted(text).to_string();
        assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), text);
        assert_eq!(quoted, serde_json::to_string(text).unwrap().replace("\\b", "\\u0008"));
    }
    assert!(!format!("{:?}", headwater_json::Quoted("secret")).contains("secret"));
}

#[test]
fn a_json_text_is_what_it_was_borrowed_or_owned() {
    use headwater_json::JsonText;

    let borrowed = JsonText::parse(" [1.0, \"x\"] ").unwrap();
    assert!(matches!(borrowed, JsonText::Borrowed(_)));
    let owned = borrowed.clone().into_owned();
    assert!(matches!(owned, JsonText::Owned(_)));
    assert_eq!(borrowed, owned);
    assert_eq!((borrowed.as_json(), &*owned.to_string()), ("[1.0, \"x\"]", "[1.0, \"x\"]"));
    assert_eq!(JsonText::parse(String::from("7")).unwrap().as_raw().as_u64(), Some(7));
    assert_eq!(JsonText::default().as_json(), "null");
    assert_ne!(JsonText::parse("1").unwrap(), JsonText::parse("1.0").unwrap());
    assert!(JsonText::parse("[").is_err());
    assert!(!format!("{owned:?}").contains('x'));
}
