//! Whole JSON texts: the on-demand reader and the pattern, against the tokenizer and `serde_json`.

use headwater_json::{
    Config, ErrorKind, Filling, JsonError, Kind, LoneSurrogates, PartialJson, Pattern, RawJson,
    Reader, Value as Unread, Varying,
};
use serde_json::{Map, Value};

use crate::{
    controls::{self, Shown},
    partial_json::walk,
    support::oracle,
};

/// Stands between the text and those that are held against it as a pattern.
const SEPARATOR: u8 = 0x1E;

/// Whatever the bytes are, the reader takes for JSON what the tokenizer and `serde_json` do, with the
/// same values, however little of them is asked for, and refuses the rest as the tokenizer does. A text
/// fits a pattern made of another where it is that one but for the values that may differ, and those
/// are handed out as they are read.
///
/// The last four bytes are which questions are put to the reader, which values may differ, and a byte
/// of the text that is changed, to what. What stands before them are the text and others, with 0x1E
/// between.
pub fn json_readers(input: &[u8]) {
    let (texts, [questions, varying, place, byte]) = controls::split_off(input);
    let _shown = Shown(input.escape_ascii().to_string());
    let mut texts = texts.split(|&byte| byte == SEPARATOR);
    let text = texts.next().unwrap_or_default();
    check_reader(text, questions);
    let mut changed = text.to_vec();
    let len = changed.len().max(1);
    if let Some(changed) = changed.get_mut(usize::from(place) % len) {
        *changed = byte;
    }
    check_pattern(text, varying, [text, &changed].into_iter().chain(texts));
}

fn check_reader(text: &[u8], questions: u8) {
    let mut growing = PartialJson::new();
    let outcome = growing.push(text).and_then(|()| growing.end().map(drop));
    let is_utf8 = str::from_utf8(text).is_ok();
    if !is_utf8 {
        assert!(
            Reader::from_slice(text).is_err_and(|error| error.kind() == ErrorKind::InvalidUtf8)
        );
        assert!(outcome.is_err() && oracle::read(text).is_none());
        return;
    }
    let read = read(text, all_of);
    assert_eq!(read.as_ref().map(drop), outcome.as_ref().map(drop), "the reader and the tokenizer");
    let mut asked = Questions(questions);
    assert_eq!(self::read(text, |value| asked.put(value)), outcome, "with questions");
    let Ok(read) = read else {
        let is_too_deep =
            matches!(outcome, Err(error) if matches!(error.kind(), ErrorKind::TooDeep { .. }));
        assert!(is_too_deep || oracle::read(text).is_none(), "refused, and JSON");
        return;
    };
    assert_eq!(growing.value().map(walk), Some(read.clone()));
    // Half a surrogate pair is JSON, which `serde_json` does not read.
    let config = Config::default().lone_surrogates(LoneSurrogates::Refuse);
    if PartialJson::with_config(config).push(text).is_ok() {
        assert_eq!(oracle::read(text), Some(read));
    } else {
        assert_eq!(oracle::read(text), None);
    }
}

/// Reads a text to its end, with `ask` for its value.
fn read<T>(
    text: &[u8],
    mut ask: impl FnMut(Unread<'_, '_>) -> Result<T, JsonError>,
) -> Result<T, JsonError> {
    let mut reader = Reader::from_slice(text)?;
    let value = ask(reader.value()?)?;
    reader.finish().map(|()| value)
}

/// A value with all that is in it.
fn all_of(value: Unread<'_, '_>) -> Result<Value, JsonError> {
    Ok(match value.kind() {
        Kind::Object => {
            let mut read = Map::new();
            let mut members = value.object()?.expect("it begins as one");
            while let Some((key, value)) = members.next_member()? {
                read.insert(key.to_cow().into_owned(), all_of(value)?);
            }
            Value::Object(read)
        }
        Kind::Array => {
            let mut read = Vec::new();
            let mut elements = value.array()?.expect("it begins as one");
            while let Some(value) = elements.next_element()? {
                read.push(all_of(value)?);
            }
            Value::Array(read)
        }
        Kind::String => value.string()?.expect("it begins as one").to_cow().into(),
        Kind::Null | Kind::Bool | Kind::Number => scalar(value.raw()?.as_json()),
    })
}

fn scalar(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

/// What is asked of each value, in turn.
struct Questions(u8);

impl Questions {
    /// Puts the next to a value, and so on to those in it. What is not asked for is skipped.
    fn put(&mut self, value: Unread<'_, '_>) -> Result<(), JsonError> {
        self.0 = self.0.wrapping_mul(5).wrapping_add(1);
        let raw = value.lookahead().raw();
        let same = |is: Option<&str>| assert_eq!(raw.map(|raw| raw.as_json().trim_end()), is);
        match self.0 >> 5 {
            0 => {}
            1 => same(Some(value.raw()?.as_json())),
            2 => assert_eq!(value.u64()?, raw.and_then(number)),
            3 => match value.u64_or_raw()? {
                Ok(read) => assert_eq!(Some(read), raw.and_then(number)),
                Err(read) => same(Some(read.as_json())),
            },
            4 => {
                let read = value.string()?.map(|text| text.to_cow());
                assert_eq!(read, raw.and_then(|raw| raw.as_str()));
            }
            5 => {
                let Some((tag, mut members)) = value.tagged_object("type")? else { return Ok(()) };
                if let (Some(tag), Some(raw)) = (tag, raw) {
                    let first = raw.members().into_iter().flatten().find(|it| it.0 == "type");
                    assert_eq!(first.and_then(|it| it.1.as_str()), Some(tag.to_cow()));
                }
                while let Some((_, value)) = members.next_member()? {
                    self.put(value)?;
                }
            }
            _ => self.put_within(value)?,
        }
        Ok(())
    }

    fn put_within(&mut self, value: Unread<'_, '_>) -> Result<(), JsonError> {
        let mut left = usize::from(self.0 >> 3 & 3);
        match value.kind() {
            Kind::Array => {
                let mut elements = value.array()?.expect("it begins as one");
                while left > 0 {
                    let Some(value) = elements.next_element()? else { break };
                    self.put(value)?;
                    left -= 1;
                }
            }
            _ => {
                let Some(mut members) = value.object()? else { return Ok(()) };
                while left > 0 {
                    let Some((_, value)) = members.next_member()? else { break };
                    self.put(value)?;
                    left -= 1;
                }
            }
        }
        Ok(())
    }
}

fn number(raw: RawJson<'_>) -> Option<u64> {
    raw.as_json().trim_end().parse().ok()
}

/// A value that may differ: which of them it is, and what it says.
type Said = (usize, Value);

fn check_pattern<'t>(text: &[u8], varying: u8, others: impl Iterator<Item = &'t [u8]>) {
    let Ok(text) = str::from_utf8(text) else { return };
    let Ok(raw) = RawJson::parse(text) else { return };
    let mut values = Vec::new();
    collect(raw, text, &mut values);
    let mut number = 0;
    values.retain(|_| {
        number += 1;
        varying >> (number % 8) & 1 == 1
    });
    let mut pattern = Pattern::new();
    assert!(pattern.learn(text, values.iter().copied().enumerate()), "it was read there");
    for other in others {
        let mut filled = Vec::new();
        let fits = pattern.fill(other, |number, filling| filled.push((number, said(filling))));
        if fits.is_none() {
            assert_ne!(other, text.as_bytes(), "it fits itself");
            continue;
        }
        check_fit(text, &values, other, &filled);
    }
}

/// What fits is JSON, and but for what was handed out it is the text.
fn check_fit(text: &str, values: &[Varying<'_>], other: &[u8], filled: &[Said]) {
    let other = str::from_utf8(other).expect("JSON is UTF-8");
    RawJson::parse(other).expect("what fits is JSON");
    assert_eq!(filled.len(), values.len());
    let (mut rest, mut of_other) = (text, other);
    for (value, (_, said)) in values.iter().zip(filled) {
        let written = written(*value);
        let start = written.as_ptr().addr() - rest.as_ptr().addr();
        assert_eq!(of_other.get(..start), rest.get(..start));
        rest = &rest[start + written.len()..];
        of_other = &of_other[start..];
        // As far as the reader goes.
        let (is, len) = match value {
            Varying::String(_) => {
                let len = end_of_string(of_other);
                let quoted = format!("\"{}\"", &of_other[..len]);
                let text = RawJson::parse(&quoted).expect("a string");
                (Value::from(text.as_str().expect("a string").into_owned()), len)
            }
            _ => {
                let len = of_other.find(|it: char| !it.is_ascii_digit()).unwrap_or(of_other.len());
                (scalar(&of_other[..len]), len)
            }
        };
        assert_eq!(*said, is);
        of_other = &of_other[len..];
    }
    assert_eq!(of_other, rest);
    assert!(filled.is_sorted_by_key(|said| said.0), "from the first to the last");
}

fn written(value: Varying<'_>) -> &str {
    match value {
        Varying::String(text) => text.as_written(),
        Varying::Natural(number) => number.as_json(),
        other => panic!("of a kind that is not known: {other:?}"),
    }
}

/// Up to its last quote.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.expect("it ends")
}

fn said(filling: Filling<'_>) -> Value {
    match filling {
        Filling::String(text) => text.to_cow().into(),
        Filling::Natural(number) => number.into(),
        other => panic!("of a kind that is not known: {other:?}"),
    }
}

/// The strings in a value and the natural numbers that end where a member or an element does.
fn collect<'a>(value: RawJson<'a>, text: &str, found: &mut Vec<Varying<'a>>) {
    if let Some(text) = value.as_json_str() {
        found.push(Varying::String(text));
    }
    let digits = value.as_json();
    let end = digits.as_ptr().addr() - text.as_ptr().addr() + digits.len();
    let ends_well = matches!(text.as_bytes().get(end), Some(b',' | b'}' | b']'));
    if ends_well && digits.len() <= 19 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        found.push(Varying::Natural(value));
    }
    for (_, member) in value.members().into_iter().flatten() {
        collect(member, text, found);
    }
    for element in value.elements().into_iter().flatten() {
        collect(element, text, found);
    }
}
