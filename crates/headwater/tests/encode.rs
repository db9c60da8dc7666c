//! The encoder: what it writes, what it refuses, and that the decoder reads it back.
#![cfg(feature = "alloc")]

mod support;

use headwater::{BufferTooSmall, Comment, EventId, EventType, InvalidField, Outgoing};
use proptest::prelude::*;
use support::faces::{self, AdvanceItem, Record};
use support::reference::{self, Limits, Setup, What};
use support::{splits, streams};

/// What can be written, by its parts.
#[derive(Clone, Debug, Default)]
struct Draft {
    event_type: Option<Vec<u8>>,
    id: Option<Vec<u8>>,
    retry: Option<u64>,
    data: Vec<u8>,
}

impl Draft {
    fn outgoing(&self) -> Outgoing<'_> {
        let mut outgoing = Outgoing::new(&self.data);
        if let Some(event_type) = &self.event_type {
            outgoing = outgoing.event_type(EventType::new(event_type).unwrap());
        }
        if let Some(id) = &self.id {
            outgoing = outgoing.id(EventId::new(id).unwrap());
        }
        if let Some(retry) = self.retry {
            outgoing = outgoing.reconnection_time_ms(retry);
        }
        outgoing
    }

    fn encoded(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.outgoing().encode_into(&mut bytes);
        bytes
    }
}

/// Line ends of any kind are line feeds to the reader.
fn normalised(data: &[u8]) -> Vec<u8> {
    let mut lines = Vec::new();
    let mut at = 0;
    while at < data.len() {
        match &data[at..] {
            [b'\r', b'\n', ..] => {
                lines.push(b'\n');
                at += 1;
            }
            [b'\r', ..] => lines.push(b'\n'),
            [byte, ..] => lines.push(*byte),
            [] => {}
        }
        at += 1;
    }
    lines
}

/// The four ways out must agree. The buffer has to be just large enough.
macro_rules! assert_ways_agree {
    ($encodable:expr) => {{
        let encodable = $encodable;
        let mut whole = b"before".to_vec();
        encodable.encode_into(&mut whole);
        let bytes = whole.strip_prefix(b"before").expect("appends").to_vec();
        let pieces: Vec<&[u8]> = encodable.pieces().collect();
        assert_eq!(pieces.concat(), bytes, "pieces");
        assert_eq!(encodable.encoded_len(), bytes.len(), "length");
        for len in 0..bytes.len() {
            let BufferTooSmall { needed, .. } =
                encodable.encode_to_slice(&mut vec![0; len]).unwrap_err();
            assert_eq!(needed, bytes.len(), "into {len} bytes");
        }
        for spare in 0..3 {
            let mut buffer = vec![0xAA; bytes.len() + spare];
            assert_eq!(encodable.encode_to_slice(&mut buffer), Ok(bytes.len()));
            assert_eq!(buffer[..bytes.len()], bytes, "in a slice");
            assert_eq!(buffer[bytes.len()..], [0xAA; 3][..spare], "beyond is left alone");
        }
        bytes
    }};
}

fn field(more: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        Just(b' '),
        Just(b':'),
        Just(0xEF),
        Just(0xFF),
        prop::sample::select(more),
        any::<u8>().prop_filter("no line ends, no NUL", |byte| !b"\r\n\0".contains(byte)),
    ];
    prop::collection::vec(byte, 0..20)
}

fn data() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop::sample::select(vec![
        &b"\n"[..],
        b"\r",
        b"\r\n",
        b" ",
        b":",
        b"\0",
        b"data",
        b"id: 9",
        b"\xEF\xBB\xBF",
        b"\xFF",
        b"abcdefgh",
    ]);
    prop::collection::vec(scrap, 0..12).prop_map(|scraps| scraps.concat())
}

fn draft() -> impl Strategy<Value = Draft> {
    use prop::option::of;
    let parts = (of(field(b"\0x")), of(field(b"xy")), of(any::<u64>()), data());
    parts.prop_map(|(event_type, id, retry, data)| Draft { event_type, id, retry, data })
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(1500))]

    /// Several in a row, so that an ID carries over and a type does not.
    #[test]
    fn what_is_written_is_read_back(
        drafts in prop::collection::vec(draft(), 1..4),
        places in streams::places(),
    ) {
        let input = drafts.iter().map(Draft::encoded).collect::<Vec<_>>().concat();
        let setup = Setup::talkative();
        let outcome = reference::decode(&input, &setup, Limits::of(&setup));
        prop_assert_eq!(outcome.happenings.len(), drafts.len());
        let (mut id, mut retry) = (Vec::new(), None);
        for (draft, happening) in drafts.iter().zip(&outcome.happenings) {
            let What::Event(event) = &happening.what else { panic!("{happening:?}") };
            id = draft.id.clone().unwrap_or(id);
            retry = draft.retry.or(retry);
            let event_type = draft.event_type.clone().filter(|name| !name.is_empty());
            prop_assert_eq!(&event.data, &normalised(&draft.data));
            prop_assert_eq!(&event.event_type, &event_type.unwrap_or_else(|| b"message".to_vec()));
            prop_assert_eq!(&event.id, &id);
            prop_assert_eq!(happening.retry, retry);
        }
        prop_assert!(outcome.unfinished.is_none());
        let chunks = splits::at_places(&input, &places);
        faces::check(&mut AdvanceItem::new(&setup), &setup, &input, &chunks, &outcome);
    }

    #[test]
    fn every_way_to_write_an_event_writes_the_same(draft in draft()) {
        assert_ways_agree!(draft.outgoing());
    }

    #[test]
    fn comments_are_read_back_line_by_line_and_are_nothing_else(text in data()) {
        let bytes = assert_ways_agree!(Comment::new(&text));
        let setup = Setup::talkative();
        let outcome = reference::decode(&bytes, &setup, Limits::of(&setup));
        let lines: Vec<Vec<u8>> = outcome
            .happenings
            .iter()
            .map(|happening| match &happening.what {
                What::Comment(text) => text.clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        prop_assert_eq!(lines.join(&b'\n'), normalised(&text));
        prop_assert!(bytes.ends_with(b"\n") && !bytes.ends_with(b"\n\n"));
    }

    #[test]
    fn a_line_end_anywhere_is_refused(text in field(b"xy"), place: prop::sample::Index) {
        for end in [&b"\n"[..], b"\r", b"\r\n"] {
            let at = place.index(text.len() + 1);
            let text = [&text[..at], end, &text[at..]].concat();
            prop_assert_eq!(EventType::new(&text).unwrap_err(), InvalidField::LineEnd { at });
            prop_assert_eq!(EventId::new(&text).unwrap_err(), InvalidField::LineEnd { at });
        }
    }
}

#[test]
fn injection_is_refused_at_every_place() {
    for len in 0..40 {
        for at in 0..=len {
            for bad in [b'\r', b'\n', 0] {
                let mut text = vec![b'a'; len];
                text.insert(at, bad);
                let (event_type, id) = (EventType::new(&text), EventId::new(&text));
                if bad == 0 {
                    assert!(event_type.is_ok(), "a type may hold NUL");
                    assert_eq!(id.unwrap_err(), InvalidField::Nul { at });
                } else {
                    assert_eq!(event_type.unwrap_err(), InvalidField::LineEnd { at });
                    assert_eq!(id.unwrap_err(), InvalidField::LineEnd { at });
                }
            }
        }
    }
}

#[test]
fn the_first_offence_is_the_one_told() {
    assert_eq!(EventId::new("a\0\r").unwrap_err(), InvalidField::Nul { at: 1 });
    assert_eq!(EventId::new("ab\r\0").unwrap_err(), InvalidField::LineEnd { at: 2 });
    assert_eq!(EventId::new("ab\n\r").unwrap_err(), InvalidField::LineEnd { at: 2 });
    assert_eq!(EventType::new("\0\r\n").unwrap_err(), InvalidField::LineEnd { at: 1 });
}

#[test]
fn the_exact_bytes() {
    let draft = |event_type: Option<&str>, id: Option<&str>, retry, data: &str| Draft {
        event_type: event_type.map(|text| text.into()),
        id: id.map(|text| text.into()),
        retry,
        data: data.into(),
    };
    let table: [(Draft, &str); 20] = [
        (draft(None, None, None, "a"), "data: a\n\n"),
        (draft(None, None, None, ""), "data: \n\n"),
        (draft(None, None, None, " a"), "data:  a\n\n"),
        (draft(None, None, None, "a\nb"), "data: a\ndata: b\n\n"),
        (draft(None, None, None, "a\rb"), "data: a\ndata: b\n\n"),
        (draft(None, None, None, "a\r\nb"), "data: a\ndata: b\n\n"),
        (draft(None, None, None, "a\n\rb"), "data: a\ndata: \ndata: b\n\n"),
        (draft(None, None, None, "a\n"), "data: a\ndata: \n\n"),
        (draft(None, None, None, "a\r"), "data: a\ndata: \n\n"),
        (draft(None, None, None, "a\r\n"), "data: a\ndata: \n\n"),
        (draft(None, None, None, "\n"), "data: \ndata: \n\n"),
        (draft(None, None, None, "\r\n\r\n"), "data: \ndata: \ndata: \n\n"),
        (draft(None, None, None, "a\0b: c"), "data: a\0b: c\n\n"),
        (draft(Some("e"), None, None, "a"), "event: e\ndata: a\n\n"),
        (draft(Some(" e:"), None, None, "a"), "event:  e:\ndata: a\n\n"),
        (draft(Some(""), None, None, "a"), "data: a\n\n"),
        (draft(None, Some("7"), None, "a"), "id: 7\ndata: a\n\n"),
        (draft(None, Some(""), None, "a"), "id: \ndata: a\n\n"),
        (draft(None, None, Some(0), "a"), "retry: 0\ndata: a\n\n"),
        (
            draft(Some("e"), Some("7"), Some(u64::MAX), "a\n\nb"),
            "event: e\nid: 7\nretry: 18446744073709551615\ndata: a\ndata: \ndata: b\n\n",
        ),
    ];
    for (draft, want) in table {
        let bytes = assert_ways_agree!(draft.outgoing());
        assert_eq!(bytes.escape_ascii().to_string(), want.as_bytes().escape_ascii().to_string());
    }
}

#[test]
fn the_exact_bytes_of_comments() {
    let table = [
        ("", ":\n"),
        ("a", ":a\n"),
        (" a", ": a\n"),
        ("a\nb", ":a\n:b\n"),
        ("a\rb", ":a\n:b\n"),
        ("a\r\nb", ":a\n:b\n"),
        ("a\n", ":a\n:\n"),
        ("\r\n", ":\n:\n"),
        ("data: x\n\nid: 1", ":data: x\n:\n:id: 1\n"),
    ];
    for (text, want) in table {
        let bytes = assert_ways_agree!(Comment::new(text));
        assert_eq!(bytes.escape_ascii().to_string(), want.as_bytes().escape_ascii().to_string());
    }
}

/// A comment between events does not end or change either.
#[test]
fn a_comment_is_not_in_the_way_of_an_event() {
    let mut input = Vec::new();
    Comment::new("one\n\ntwo").encode_into(&mut input);
    Outgoing::new("a").encode_into(&mut input);
    Comment::new("").encode_into(&mut input);
    Outgoing::new("b").encode_into(&mut input);
    let mut record = Record::default();
    let setup = Setup::plain();
    let mut face = AdvanceItem::new(&setup);
    faces::Face::run(&mut face, b"", &splits::bytewise(&input), &mut record);
    let data: Vec<_> = record
        .happenings
        .iter()
        .map(|(_, what)| match what {
            What::Event(event) => &*event.data,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(data, [b"a", b"b"]);
}

/// A line is made room for at once, no more and no less.
#[test]
fn one_line_takes_one_allocation_of_its_size() {
    for data in ["abc", "a line of some length, as a model's answer has it"] {
        let mut buffer = Vec::new();
        Outgoing::new(data).encode_into(&mut buffer);
        assert_eq!(buffer.capacity(), buffer.len());
    }
    let mut buffer = Vec::new();
    Comment::new(" keep-alive").encode_into(&mut buffer);
    assert_eq!(buffer.capacity(), buffer.len());
}
