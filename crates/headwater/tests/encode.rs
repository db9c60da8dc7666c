//! The encoder: what it writes, what it refuses, and that the decoder reads it back.
#![cfg(feature = "alloc")]

#[macro_use]
#[path = "encode/exact.rs"]
mod exact;
mod support;

use exact::Draft;
use headwater::{Comment, EventId, EventType, InvalidField, Outgoing};
use proptest::prelude::*;
use support::faces::{self, AdvanceItem, Record};
use support::reference::{self, Limits, Setup, What};
use support::{splits, streams};

fn encoded(draft: &Draft) -> Vec<u8> {
    let mut bytes = Vec::new();
    draft.outgoing().encode_into(&mut bytes);
    bytes
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
        let input = drafts.iter().map(encoded).collect::<Vec<_>>().concat();
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
