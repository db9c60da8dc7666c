//! What the types show of themselves: sizes and places for those who search for an error, and what
//! to do about it; never content (that it is never there is a law of `laws.rs`).
#![cfg(feature = "alloc")]

use headwater::{
    Comment, Decoder, EventId, EventType, Fragment, FragmentDecoder, Item, Outgoing, Step,
};

/// The item at the end of these bytes, shown.
fn shown_item(bytes: &[u8]) -> String {
    let config = headwater::Config::new().report_comments(true).report_unknown_fields(true);
    let mut decoder = Decoder::with_config(config);
    assert_eq!(decoder.advance(bytes).step, Step::Item);
    format!("{:?}", decoder.item(bytes).expect("an item").expect("no error"))
}

/// All fragments of these bytes, shown.
fn shown_fragments(mut bytes: &[u8]) -> Vec<String> {
    let config = headwater::Config::new().report_comments(true).report_unknown_fields(true);
    let mut decoder = FragmentDecoder::with_config(config);
    let mut shown = Vec::new();
    loop {
        let progress = decoder.advance(bytes);
        if progress.step == Step::NeedData {
            return shown;
        }
        shown
            .push(format!("{:?}", decoder.fragment(bytes).expect("a fragment").expect("no error")));
        bytes = &bytes[progress.consumed..];
    }
}

#[test]
fn what_a_decoder_hands_out_shows_its_sizes() {
    let event = "Event { event_type_len: 2, data_len: 3, last_event_id_len: 1 }";
    assert_eq!(shown_item(b"id: 7\nevent: ab\ndata: xyz\n\n"), event);
    assert_eq!(shown_item(b": two\n"), "Comment { len: 4 }");
    assert_eq!(shown_item(b"abc: defg\n"), "UnknownField { name_len: 3, value_len: 4 }");
    assert_eq!(
        shown_fragments(b":c\nname: v\nid: 7\nevent: ab\ndata: xyz\n\n"),
        [
            "Comment { len: 1 }",
            "UnknownField { name_len: 4, value_len: 1 }",
            "Start",
            "Piece { len: 3 }",
            "End { event_type_len: 2, last_event_id_len: 1 }",
        ]
    );
    assert_eq!(format!("{:?}", Fragment::Start), "Start");
    assert_eq!(format!("{:?}", Item::Comment(b"abc")), "Comment { len: 3 }");
}

#[test]
fn views_and_copies_of_an_event_show_its_sizes() {
    let bytes = b"id: 7\nevent: ab\ndata: xyz\n\n";
    let mut chunk = &bytes[..];
    let mut decoder = Decoder::new();
    let event = decoder.decode(&mut chunk).expect("no error").expect("an event");
    assert_eq!(format!("{:?}", event.to_owned()), format!("{event:?}"));
    assert!(format!("{event:?}").contains("data_len: 3"));
    assert_eq!(format!("{:?}", event.data_lossy()), "Lossy { len: 3 }");
    let mut text = headwater::TextChunk::new(bytes);
    assert_eq!(format!("{text:?}"), "TextChunk { len: 27, taken: 0, .. }");
    let shown = format!("{event:?}");
    let mut decoder = Decoder::new();
    let event = decoder.decode_text(&mut text).expect("no error").expect("an event");
    assert_eq!(format!("{event:?}"), shown);
    assert_eq!(format!("{text:?}"), "TextChunk { len: 27, taken: 27, .. }");
}

#[cfg(feature = "bytes")]
#[test]
fn an_event_that_owns_its_parts_shows_their_sizes() {
    let mut chunk = bytes::Bytes::from_static(b"data: xyz\n\n");
    let event = headwater::BytesDecoder::new().decode(&mut chunk);
    let event = event.expect("no error").expect("an event");
    let shown = "Event { event_type_len: 7, data_len: 3, last_event_id_len: 0 }";
    assert_eq!(format!("{event:?}"), shown);
}

#[test]
fn a_decoder_shows_where_it_stands() {
    let mut decoder = Decoder::new();
    let shown = format!("{decoder:?}");
    assert!(shown.starts_with("Decoder { last_event_id_len: 0"), "{shown}");
    let _ = decoder.advance(b"id: 77\nretry: 5\n\n");
    let shown = format!("{decoder:?}");
    assert!(shown.contains("last_event_id_len: 2") && shown.contains("Some(5)"), "{shown}");
}

#[test]
fn what_is_to_be_sent_shows_its_sizes() {
    let event_type = EventType::new("ab").expect("a type");
    let id = EventId::new("7").expect("an id");
    assert_eq!(format!("{event_type:?}"), "EventType { len: 2 }");
    assert_eq!(format!("{id:?}"), "EventId { len: 1 }");
    assert_eq!(format!("{:?}", Comment::new("xyz")), "Comment { len: 3 }");
    let event = Outgoing::new("xyz").event_type(event_type).id(id);
    let shown = "Outgoing { event_type_len: 2, data_len: 3, id_len: Some(1), .. }";
    assert_eq!(format!("{event:?}"), shown);
    let mut pieces = event.pieces();
    assert_eq!(format!("{pieces:?}"), format!("Pieces {{ len: {} }}", event.encoded_len()));
    let first = pieces.next().expect("a piece").len();
    assert_eq!(format!("{pieces:?}"), format!("Pieces {{ len: {} }}", event.encoded_len() - first));
}

/// What went wrong, where or how far, and what to do.
#[test]
fn errors_say_what_to_do() {
    let told = EventType::new("a\nb").expect_err("a line end").to_string();
    assert!(told.contains("line end at byte 1") && told.contains("remove it"), "{told}");
    let told = EventId::new("ab\0").expect_err("a NUL").to_string();
    assert!(told.contains("NUL at byte 2") && told.contains("remove it"), "{told}");
    let told = Outgoing::new("x").encode_to_slice(&mut [0; 3]).expect_err("small").to_string();
    assert!(told.contains("9 bytes are needed"), "{told}");
    let mut decoder = Decoder::with_config(headwater::Config::new().max_id_bytes(2));
    let told = decoder.set_last_event_id(b"a\r").expect_err("a CR").to_string();
    assert!(told.contains("byte 1"), "{told}");
    let told = decoder.set_last_event_id(b"abc").expect_err("long").to_string();
    assert!(told.contains("limit of 2 bytes") && told.contains("max_id_bytes"), "{told}");
    let _ = decoder.advance(b"id: abc");
    let told = decoder.item(b"id: abc").expect("an error").expect_err("long").to_string();
    assert!(told.contains("limit of 2 bytes") && told.contains("max_id_bytes"), "{told}");
}

#[test]
fn each_text_view_shows_its_own_part() {
    let mut chunk = &b"id: one\nevent: two\ndata: three\n\n"[..];
    let mut decoder = Decoder::new();
    let event = decoder.decode(&mut chunk).expect("no error").expect("an event");
    let owned = event.to_owned();
    for parts in [
        [event.last_event_id_str(), event.event_type_str(), event.data_str()],
        [owned.last_event_id_str(), owned.event_type_str(), owned.data_str()],
    ] {
        assert_eq!(parts, [Ok("one"), Ok("two"), Ok("three")]);
    }
}
