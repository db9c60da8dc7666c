//! A document says of every event of the project's streams what the other reader says.

use std::path::Path;
use std::{fs, println};

use headwater_json::{Document, DocumentValue, Kind, RawJson};

/// Each line of data of the streams of `headwater-openai`, as far as it is JSON.
fn payloads() -> Vec<String> {
    let streams = Path::new(env!("CARGO_MANIFEST_DIR")).join("../headwater-openai/tests/streams");
    let mut payloads = Vec::new();
    for folder in ["responses", "chat", "completions"] {
        for entry in fs::read_dir(streams.join(folder)).into_iter().flatten().flatten() {
            let stream = String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned();
            let data = stream.split(['\r', '\n']).filter_map(|line| line.strip_prefix("data:"));
            payloads.extend(data.filter(|data| RawJson::parse(data).is_ok()).map(str::to_owned));
        }
    }
    payloads
}

fn assert_says(raw: RawJson<'_>, value: DocumentValue<'_>) {
    assert_eq!(raw.kind(), value.kind());
    assert_eq!(raw.as_bool(), value.as_bool());
    assert_eq!(raw.as_str().as_deref(), value.as_str());
    assert_eq!(raw.as_u64(), value.as_u64());
    assert_eq!(raw.as_i64(), value.as_i64());
    assert_eq!(raw.as_f64(), value.as_f64());
    let members = raw.members().map(|all| all.map(|(name, value)| (name.to_cow(), value)));
    let members: Option<Vec<_>> = members.map(Iterator::collect);
    let same: Option<Vec<_>> = value.members().map(Iterator::collect);
    assert_eq!(members.as_ref().map(Vec::len), same.as_ref().map(Vec::len));
    for ((name, raw), (same_name, value)) in members.iter().flatten().zip(same.iter().flatten()) {
        assert_eq!(name, same_name);
        assert_says(*raw, *value);
    }
    let elements: Option<Vec<_>> = raw.elements().map(Iterator::collect);
    let same: Option<Vec<_>> = value.elements().map(Iterator::collect);
    assert_eq!(elements.as_ref().map(Vec::len), same.as_ref().map(Vec::len));
    for (raw, value) in elements.iter().flatten().zip(same.iter().flatten()) {
        assert_says(*raw, *value);
    }
}

/// Whether it holds what a document refuses: half a surrogate pair, or a whole number of more than
/// 64 bits.
fn is_refused(raw: RawJson<'_>) -> bool {
    let is_large = |number: &str| {
        number.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit())
            && number.parse::<u64>().is_err()
            && number.parse::<i64>().is_err()
    };
    raw.as_json_str().is_some_and(|text| !text.is_well_formed())
        || raw.as_number().is_some_and(is_large)
        || raw.members().is_some_and(|mut all| all.any(|(_, value)| is_refused(value)))
        || raw.elements().is_some_and(|mut all| all.any(is_refused))
}

#[test]
fn every_event_of_the_streams_says_the_same() {
    let payloads = payloads();
    if payloads.is_empty() {
        println!("SKIPPED: the streams of headwater-openai are not beside this package");
        return;
    }
    let mut refused = 0;
    for payload in &payloads {
        let raw = RawJson::parse(payload).unwrap();
        let mut text = payload.clone().into_bytes();
        match Document::parse(&mut text) {
            Ok(document) => assert_says(raw, document.root()),
            Err(error) => {
                assert!(is_refused(raw), "{error}: {payload}");
                refused += 1;
            }
        }
    }
    assert!(payloads.len() > 1_000 && refused * 100 < payloads.len(), "{refused} refused");
}

#[test]
fn the_last_of_several_members_counts() {
    let mut text = br#"{"a":1,"b":{"a":[2]},"a":3}"#.to_vec();
    let document = Document::parse(&mut text).unwrap();
    assert_eq!(document.root().get("a").and_then(|a| a.as_u64()), Some(3));
    assert_eq!(document.root().get("c").map(|c| c.kind()), None);
    let inner = document.root().get("b").and_then(|b| b.get("a"));
    assert_eq!(inner.map(|inner| inner.kind()), Some(Kind::Array));
}

#[test]
fn what_is_no_json_is_an_error() {
    for text in ["", "{", "[1,]", "nul", "{\"a\" 1}", "\"\\ud800\"", "1 2"] {
        let mut bytes = text.as_bytes().to_vec();
        assert!(Document::parse(&mut bytes).is_err(), "{text}");
    }
}
