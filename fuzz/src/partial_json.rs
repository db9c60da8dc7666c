//! JSON that is still growing, against `serde_json`.

use headwater_json::{Config, LoneSurrogates, PartialJson, PartialValue};
use serde_json::Value;

use crate::{controls, support::oracle};

const MAX_TEXT: usize = 4096;
/// In how many places a text is held against the oracle, which begins anew for every prefix.
const MAX_LOOKS: usize = 512;

/// However a text is cut, the value so far after each chunk (of a long text in small chunks: after every
/// few) is what `serde_json` reads of it with its
/// open string and containers closed, what was complete stays as it was, and the text is refused at
/// the same byte, or is JSON, as it is whole.
///
/// The last seven bytes are sizes of chunks. What stands before them is the text.
pub fn partial_json(input: &[u8]) {
    let (text, sizes) = controls::split_off::<7>(input);
    let text = text.get(..MAX_TEXT).unwrap_or(text);
    let mut whole = new();
    let outcome = whole.push(text);
    let mut growing = new();
    let mut was_complete = Vec::new();
    let mut end = 0;
    let chunks = controls::cut(text, &sizes);
    let looks = chunks.len().div_ceil(MAX_LOOKS);
    for (number, chunk) in chunks.into_iter().enumerate() {
        end += chunk.len();
        if let Err(error) = growing.push(chunk) {
            assert_eq!(Err(error), outcome);
            assert_eq!(growing.push("x"), outcome, "an error stays");
            return;
        }
        if number % looks != 0 && end < text.len() {
            continue;
        }
        let value = growing.value();
        assert_eq!(value.map(walk), oracle::expected(&text[..end]));
        let written = value.map(|value| value.to_string());
        let read = written.map(|text| oracle::expected(text.as_bytes()));
        assert_eq!(read.flatten(), value.map(walk));
        let mut is_complete = Vec::new();
        if let Some(value) = value {
            collect_complete(value, "", &mut is_complete);
        }
        for known in &was_complete {
            assert!(is_complete.contains(known), "{known:?} was complete, and changed");
        }
        was_complete = is_complete;
    }
    assert_eq!(outcome, Ok(()));
    let is_json = std::str::from_utf8(text).is_ok() && oracle::read(text).is_some();
    assert_eq!(growing.end().is_ok(), is_json);
    assert_eq!(whole.end().is_ok(), is_json);
}

/// Half a surrogate pair is refused, as `serde_json` does.
fn new() -> PartialJson {
    PartialJson::with_config(Config::default().lone_surrogates(LoneSurrogates::Refuse))
}

pub(crate) fn walk(value: PartialValue<'_>) -> Value {
    if let Some(members) = value.members() {
        return Value::Object(members.map(|(key, value)| (key.into(), walk(value))).collect());
    }
    if let Some(elements) = value.elements() {
        return elements.map(walk).collect();
    }
    if let Some(text) = value.as_str() {
        return text.into();
    }
    match value.as_number() {
        Some(number) => serde_json::from_str(number).expect("a number"),
        None => value.as_bool().map_or(Value::Null, Value::from),
    }
}

/// What is complete, as it is written, with the way to it.
fn collect_complete(value: PartialValue<'_>, way: &str, found: &mut Vec<(String, String)>) {
    if value.is_complete() {
        found.push((way.into(), value.to_string()));
    }
    for (at, element) in value.elements().into_iter().flatten().enumerate() {
        collect_complete(element, &format!("{way}/{at}"), found);
    }
    for (at, (_, member)) in value.members().into_iter().flatten().enumerate() {
        collect_complete(member, &format!("{way}/{at}"), found);
    }
}
