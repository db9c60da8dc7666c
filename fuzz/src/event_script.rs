//! An event stream that a fuzzer can change without breaking its form.

use core::ops::Range;
use std::fmt::Write as _;

use headwater_json::RawJson;

/// Stands between two records. A byte of a change that is this one ends its record.
const RECORD_SEPARATOR: u8 = 0x1E;
/// Begins a record that is the data of an event, as it stands.
const RAW: u8 = 0xFF;

/// What stands in a stream beside JSON. `{}` is the data of an event of its own.
const SPECIALS: [(Frame, &str); 8] = [
    (Frame::Data, "[DONE]"),
    (Frame::Comment, "keep-alive"),
    (Frame::Data, ""),
    (Frame::Data, "ping"),
    (Frame::Data, "[1]"),
    (Frame::ErrorEvent, "out of order"),
    (Frame::ErrorEvent, r#"{"code":400,"details":"unknown detector"}"#),
    (Frame::ErrorField, r#"{"code":500,"message":"slot lost","type":"server_error"}"#),
];

/// What takes the place of a value.
const VALUES: [&str; 32] = [
    "null",
    "true",
    "false",
    "0",
    "1",
    "2",
    "-1",
    "1.0",
    "4294967296",
    "18446744073709551616",
    "1e400",
    "\"\"",
    "\"a\"",
    "\"0\"",
    "\"\\ud83d\\ude00\\n\"",
    "\"\\ud83d\"",
    "\"error\"",
    "\"stop\"",
    "\"length\"",
    "\"incomplete\"",
    "\"completed\"",
    "\"failed\"",
    "{}",
    "[]",
    "[null]",
    "[{}]",
    "{\"a\":1}",
    "[[[[1]]]]",
    "\"{}\"",
    "\"{\\\"a\\\":\"",
    "\"response.completed\"",
    "\"client\"",
];

/// What takes the place of a key, or is put beside it.
const KEYS: [&str; 16] = [
    "odd",
    "type",
    "index",
    "id",
    "delta",
    "error",
    "output_index",
    "content_index",
    "item_id",
    "call_id",
    "name",
    "arguments",
    "finish_reason",
    "text",
    "choices",
    "status",
];

/// Longer events slow a fuzzer down.
const MAX_DATA: usize = 1 << 13;

/// The form in which something stands in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    Data,
    /// An event of the name `error`.
    ErrorEvent,
    /// The field `error`, in a block without data.
    ErrorField,
    Comment,
}

/// A block of the stream: an event, or what stands in its place.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) frame: Frame,
    pub(crate) data: String,
}

impl Block {
    pub(crate) fn rendered(&self) -> String {
        let data = &self.data;
        match self.frame {
            Frame::Data => format!("data: {data}\n\n"),
            Frame::ErrorEvent => format!("event: error\ndata: {data}\n\n"),
            Frame::ErrorField => format!("error: {data}\n\n"),
            Frame::Comment => format!(": {data}\n\n"),
        }
    }

    /// How many bytes of it hold all that it says: all but the line ends.
    pub(crate) fn len_without_line_ends(&self) -> usize {
        self.rendered().len() - 2
    }
}

/// The blocks that a script names.
///
/// A record is the number of a special block or of a template, and changes of three bytes each, or
/// [`RAW`] and the data of an event.
pub(crate) fn read(script: &[u8], templates: &str) -> Vec<Block> {
    let templates: Vec<_> = templates.lines().collect();
    let records = script.split(|&byte| byte == RECORD_SEPARATOR);
    records.filter_map(|record| block(record, &templates)).collect()
}

fn block(record: &[u8], templates: &[&str]) -> Option<Block> {
    let (&first, changes) = record.split_first()?;
    if first == RAW {
        let text = String::from_utf8_lossy(changes).replace(['\r', '\n'], " ");
        return Some(Block { frame: Frame::Data, data: text });
    }
    let number = usize::from(first) % (SPECIALS.len() + templates.len());
    let (frame, data) = match number.checked_sub(SPECIALS.len()) {
        None => SPECIALS[number],
        Some(template) => (Frame::Data, templates[template]),
    };
    let mut data = data.to_owned();
    for change in changes.chunks_exact(3) {
        data = changed(data, [change[0], change[1], change[2]]);
    }
    Some(Block { frame, data })
}

/// Changes a JSON text. What is no JSON stays as it is.
fn changed(text: String, [place, kind, what]: [u8; 3]) -> String {
    let spans = match RawJson::parse(&text) {
        Ok(raw) if text.len() <= MAX_DATA => Spans::of(raw),
        _ => return text,
    };
    let pick = |spans: &[Range<usize>], number: u8| {
        spans.get(usize::from(number) % spans.len().max(1)).cloned()
    };
    let value = VALUES[usize::from(what) % VALUES.len()];
    let key = KEYS[usize::from(what) % KEYS.len()];
    let (place, new) = match kind % 6 {
        0 => (pick(&spans.values, place), value.to_owned()),
        1 => (pick(&spans.keys, place), key.to_owned()),
        // A part of the text at another place.
        2 => {
            let other = pick(&spans.values, what).unwrap_or_default();
            (pick(&spans.values, place), text[other].to_owned())
        }
        // A member more, before the one with this key.
        3 => {
            let place = pick(&spans.keys, place);
            let old = place.clone().map_or("", |place| &text[place]);
            let value = VALUES[usize::from(kind / 6) % VALUES.len()];
            let mut new = String::new();
            let _ = write!(new, "{key}\":{value},\"{old}");
            (place, new)
        }
        // A list of the same twice, and the text cut.
        4 => {
            let place = pick(&spans.values, place);
            let old = place.clone().map_or("", |place| &text[place]);
            (place, format!("[{old},{old}]"))
        }
        _ => {
            let len = usize::from(what) % text.len().max(1);
            let len = (0..=len).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            return text[..len].to_owned();
        }
    };
    let mut text = text;
    if let Some(place) = place {
        text.replace_range(place, &new);
    }
    text
}

/// Where the values and the keys of a JSON text stand.
#[derive(Default)]
struct Spans {
    values: Vec<Range<usize>>,
    keys: Vec<Range<usize>>,
}

impl Spans {
    fn of(raw: RawJson<'_>) -> Self {
        let mut spans = Self::default();
        spans.add(raw, raw.as_json().as_ptr().addr());
        spans
    }

    fn add(&mut self, raw: RawJson<'_>, base: usize) {
        let range = |text: &str| {
            let start = text.as_ptr().addr() - base;
            start..start + text.len()
        };
        self.values.push(range(raw.as_json()));
        for (key, value) in raw.members().into_iter().flatten() {
            self.keys.push(range(key.as_written()));
            self.add(value, base);
        }
        for value in raw.elements().into_iter().flatten() {
            self.add(value, base);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, RAW, changed, read};

    const TEMPLATE: &str = r#"{"a":1,"b":["x"]}"#;

    #[test]
    fn changes_keep_json_json() {
        let with = |change| changed(TEMPLATE.to_owned(), change);
        assert_eq!(with([1, 0, 0]), r#"{"a":null,"b":["x"]}"#);
        assert_eq!(with([1, 1, 0]), r#"{"a":1,"odd":["x"]}"#);
        assert_eq!(with([1, 2, 3]), r#"{"a":"x","b":["x"]}"#);
        assert_eq!(with([1, 3, 0]), r#"{"a":1,"odd":null,"b":["x"]}"#);
        assert_eq!(with([3, 4, 0]), r#"{"a":1,"b":[["x","x"]]}"#);
        assert_eq!(with([0, 5, 3]), r#"{"a"#);
        assert_eq!(changed("{".to_owned(), [0, 0, 0]), "{");
    }

    #[test]
    fn records_are_blocks() {
        let script = [&[0, 0x1E, 8, 1, 0, 1, 0x1E, RAW][..], b"{}\n", &[0x1E, 1]].concat();
        let blocks = read(&script, TEMPLATE);
        let rendered: Vec<_> = blocks.iter().map(Block::rendered).collect();
        assert_eq!(
            rendered,
            [
                "data: [DONE]\n\n",
                "data: {\"a\":true,\"b\":[\"x\"]}\n\n",
                "data: {} \n\n",
                ": keep-alive\n\n",
            ]
        );
    }
}
