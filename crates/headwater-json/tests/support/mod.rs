//! What every test needs: a text read in every way, held against `serde_json`.

#![allow(dead_code, reason = "each test file takes the part it needs")]

pub(crate) mod documents;
pub(crate) mod oracle;
pub(crate) mod transcript;

use headwater_json::{
    Config, ErrorKind, Kind, LoneSurrogates, MAX_DEPTH, PartialJson, RawJson, Reader, Tokenizer,
};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

pub(crate) use transcript::Transcript;

/// Reads `text` in every way. All of them have to agree, with each other and with `serde_json`.
/// Answers whether it is JSON.
pub(crate) fn check(text: &[u8]) -> bool {
    let whole = Transcript::of(Tokenizer::new(), &[text]);
    for chunks in splits(text) {
        let cut = Transcript::of(Tokenizer::new(), &chunks);
        assert_eq!(cut, whole, "{:?} cut into {chunks:?}", String::from_utf8_lossy(text));
    }
    let is_json = whole.result.is_ok();
    assert_eq!(is_json, is_json_to_serde(text, &whole), "{:?}", String::from_utf8_lossy(text));
    check_readers(text, &whole);
    check_refusing(text);
    if is_json {
        check_values(text, &whole);
    }
    is_json
}

/// Every cut in two, every byte by itself, and some with empty chunks; long texts at some places.
pub(crate) fn splits(text: &[u8]) -> Vec<Vec<&[u8]>> {
    let step = text.len() / 400 + 1;
    let mut splits: Vec<Vec<&[u8]>> = (0..=text.len())
        .step_by(step)
        .map(|at| {
            let (head, tail) = text.split_at(at);
            vec![head, tail]
        })
        .collect();
    for size in [1, 2, 3, 7] {
        splits.push(text.chunks(size).collect());
        splits.push(text.chunks(size).flat_map(|chunk| [chunk, b""]).collect());
    }
    splits
}

fn is_json_to_serde(text: &[u8], whole: &Transcript) -> bool {
    // It has no limit where it ignores what it reads.
    let is_too_deep =
        matches!(whole.result, Err(error) if matches!(error.kind(), ErrorKind::TooDeep { .. }));
    !is_too_deep
        && std::str::from_utf8(text).is_ok()
        && serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

/// Those that read a text as a whole find the same fault at the same place.
fn check_readers(text: &[u8], whole: &Transcript) {
    let mut growing = PartialJson::new();
    let grown = growing.push(text).and_then(|()| growing.end());
    assert_eq!(grown, whole.result, "{:?}", String::from_utf8_lossy(text));
    let Ok(text) = std::str::from_utf8(text) else {
        assert!(RawJson::from_slice(text).is_err());
        return;
    };
    assert_eq!(RawJson::parse(text).map(|_| ()), whole.result, "{text:?}");
    assert_eq!(Reader::new(text).finish(), whole.result, "{text:?}");
    assert_eq!(read_in_part(text), whole.result, "{text:?}");
}

/// Goes into every second container and leaves it halfway.
fn read_in_part(text: &str) -> Result<(), headwater_json::JsonError> {
    let mut reader = Reader::new(text);
    let value = reader.value()?;
    match value.kind() {
        Kind::Object => {
            if let Some(mut object) = value.object()? {
                let mut count = 0;
                while let Some((_, value)) = object.next_member()? {
                    count += 1;
                    match (count % 3, value.kind()) {
                        (0, _) => {}
                        (1, Kind::Object) => {
                            if let Some(mut inner) = value.object()? {
                                inner.next_member()?;
                            }
                        }
                        (1, Kind::Array) => {
                            if let Some(mut inner) = value.array()? {
                                inner.next_element()?;
                            }
                        }
                        _ => drop(value.raw()?),
                    }
                }
            }
        }
        Kind::Array => {
            if let Some(mut array) = value.array()? {
                while let Some(value) = array.next_element()? {
                    if let Some(mut inner) = value.array()? {
                        let _ = inner.next_element()?.map(|value| value.string()).transpose()?;
                    }
                }
            }
        }
        _ => {}
    }
    reader.finish()
}

/// Where lone surrogates are refused, exactly what `serde_json` reads into a value is read.
fn check_refusing(text: &[u8]) {
    let config = Config::default().lone_surrogates(LoneSurrogates::Refuse);
    let whole = Transcript::of(Tokenizer::with_config(config), &[text]);
    for chunks in splits(text) {
        assert_eq!(Transcript::of(Tokenizer::with_config(config), &chunks), whole);
    }
    match serde_json::from_slice::<Value>(text) {
        Ok(_) => assert_eq!(whole.result, Ok(()), "{:?}", String::from_utf8_lossy(text)),
        Err(error) if error.to_string().contains("out of range") => {}
        // Its limit is one less.
        Err(error) if error.to_string().contains("recursion") => {}
        Err(_) => assert!(whole.result.is_err(), "{:?}", String::from_utf8_lossy(text)),
    }
}

/// What stands in the text is what `serde_json` finds there.
fn check_values(text: &[u8], whole: &Transcript) {
    let Ok(expected) = serde_json::from_slice::<Value>(text) else { return };
    assert_eq!(whole.value(), Some(expected.clone()));
    let raw = RawJson::from_slice(text).unwrap();
    assert_eq!(value_of(raw), expected);
    let mut growing = PartialJson::new();
    growing.push(text).unwrap();
    growing.end().unwrap();
    assert!(growing.is_complete());
    let written = growing.value().unwrap().to_string();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), expected);
}

/// A value as its accessors give it.
pub(crate) fn value_of(raw: RawJson<'_>) -> Value {
    match raw.kind() {
        Kind::Null => Value::Null,
        Kind::Bool => raw.as_bool().unwrap().into(),
        Kind::Number => number(raw.as_number().unwrap()),
        Kind::String => {
            let text = raw.as_json_str().unwrap();
            assert_eq!(text, text.to_cow().as_ref());
            assert_eq!(text.to_string(), text.to_cow());
            raw.as_str().unwrap().into()
        }
        Kind::Array => raw.elements().unwrap().map(value_of).collect(),
        Kind::Object => {
            let members = raw.members().unwrap();
            let members: Map<_, _> =
                members.map(|(key, value)| (key.to_cow().into_owned(), value_of(value))).collect();
            for (key, value) in &members {
                assert_eq!(&value_of(raw.get(key).unwrap()), value);
            }
            Value::Object(members)
        }
    }
}

pub(crate) fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// So many arrays in each other.
pub(crate) fn nested(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

pub(crate) const LIMIT: usize = MAX_DEPTH as usize;
