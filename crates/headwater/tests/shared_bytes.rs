//! What `BytesDecoder` promises beyond the decoder's laws: its events own what they hold.
#![cfg(feature = "bytes")]

use bytes::Bytes;
use headwater::{BytesDecoder, BytesEvent, Config};

fn decode_one(decoder: &mut BytesDecoder, chunks: &[&'static [u8]]) -> BytesEvent {
    for chunk in chunks {
        let mut input = Bytes::from_static(chunk);
        if let Some(event) = decoder.decode(&mut input).unwrap() {
            return event;
        }
        assert!(input.is_empty());
    }
    panic!("no event")
}

fn parts(event: &BytesEvent) -> [&[u8]; 3] {
    [event.event_type(), event.data(), event.last_event_id()]
}

#[test]
fn data_on_one_line_within_a_chunk_is_shared_and_not_copied() {
    let chunk: &'static [u8] = b"id: 1\nevent: e\ndata: abc\n\n";
    let event = decode_one(&mut BytesDecoder::new(), &[chunk]);
    assert_eq!(parts(&event), [&b"e"[..], b"abc", b"1"]);
    let range = chunk.as_ptr_range();
    assert!(range.contains(&event.data().as_ptr()) && range.contains(&event.event_type().as_ptr()));
    let own = event.compact();
    assert_eq!(own, event);
    assert!(!range.contains(&own.data().as_ptr()) && !range.contains(&own.event_type().as_ptr()));
}

#[test]
fn data_without_a_type_or_with_an_empty_one_is_shared_too() {
    for chunk in [&b"data: abc\n\n"[..], b"data: abc\r\n\r\n", b"event: \ndata: abc\n\n"] {
        let mut decoder = BytesDecoder::new();
        // At the start of a stream a byte order mark may come.
        decode_one(&mut decoder, &[b"data: first\n\n"]);
        let event = decode_one(&mut decoder, &[chunk]);
        assert_eq!(parts(&event), [&b"message"[..], b"abc", b""]);
        assert!(chunk.as_ptr_range().contains(&event.data().as_ptr()), "{chunk:?}");
    }
}

/// However they were cut, and whatever the decoder reads after them.
#[test]
fn events_outlive_their_chunks_and_their_decoder() {
    let stream: &'static [u8] = b"id: 1\nevent: e\ndata: ab\n\n";
    let later = b"id: 2\nevent: f\ndata: xy\ndata: z\n\n";
    for cut in 0..=stream.len() {
        let mut decoder = BytesDecoder::new();
        let first = decode_one(&mut decoder, &[&stream[..cut], &stream[cut..]]);
        let second = decode_one(&mut decoder, &[later]);
        drop(decoder);
        assert_eq!(parts(&first), [&b"e"[..], b"ab", b"1"], "{cut}");
        assert_eq!(parts(&second), [&b"f"[..], b"xy\nz", b"2"], "{cut}");
    }
}

#[test]
fn the_views_of_an_event_agree() {
    let mut decoder = BytesDecoder::new();
    let good = decode_one(&mut decoder, &[b"data: a\xC3\xA9\n\n"]);
    assert_eq!(good.data_str(), Ok("a\u{e9}"));
    assert_eq!(good.as_event().data(), good.data());
    assert_eq!(good.as_event().event_type(), b"message");
    let bad = decode_one(&mut decoder, &[b"data: a\xC3\n\n"]);
    assert!(bad.data_str().is_err());
    assert_eq!(bad.data_lossy().to_string(), "a\u{FFFD}");
}

/// The ID is kept from event to event; it must follow every way in which it can change.
#[test]
fn the_id_of_an_event_is_never_a_stale_one() {
    let mut decoder = BytesDecoder::new();
    let mut id_of = |act: fn(&mut BytesDecoder), chunk| {
        act(&mut decoder);
        decode_one(&mut decoder, &[chunk]).last_event_id().to_vec()
    };
    assert_eq!(id_of(|_| {}, b"data\n\n"), b"");
    assert_eq!(id_of(|_| {}, b"id: 1\ndata\n\n"), b"1");
    assert_eq!(id_of(|_| {}, b"data\n\n"), b"1");
    assert_eq!(id_of(|_| {}, b"id: 2\n\ndata\n\n"), b"2");
    assert_eq!(id_of(|_| {}, b"id\ndata\n\n"), b"");
    assert_eq!(id_of(|decoder| decoder.set_last_event_id(b"k").unwrap(), b"data\n\n"), b"k");
    assert_eq!(id_of(BytesDecoder::reconnect, b"\xEF\xBB\xBFdata\n\n"), b"k");
    assert_eq!(id_of(BytesDecoder::reset, b"\xEF\xBB\xBFdata\n\n"), b"");
}

#[test]
fn errors_and_the_end_are_the_decoders() {
    let mut decoder = BytesDecoder::with_config(Config::new().max_event_bytes(2));
    let mut input = Bytes::from_static(b"data: abc\n\ndata: d\nid: 7\nretry: 5\n");
    assert!(decoder.decode(&mut input).is_err());
    assert!(decoder.decode(&mut input).unwrap().is_none());
    decoder.end();
    let left = decoder.unfinished().unwrap();
    assert_eq!(parts(&left), [&b"message"[..], b"d", b""]);
    assert_eq!((decoder.last_event_id(), decoder.reconnection_time_ms()), (&b""[..], Some(5)));
    let mut late = Bytes::from_static(b"\ndata: e\n\n");
    assert!(decoder.decode(&mut late).unwrap().is_none() && late.is_empty());
}

#[test]
fn events_are_equal_when_their_parts_are() {
    let mut decoder = BytesDecoder::new();
    let event = decode_one(&mut decoder, &[b"id: 1\nevent: e\ndata: a\n\n"]);
    assert_eq!(event, decode_one(&mut BytesDecoder::new(), &[b"event: e\nid: 1\ndata: a\n\n"]));
    assert_ne!(event, decode_one(&mut decoder, &[b"event: e\ndata: b\n\n"]));
    assert_ne!(event, decode_one(&mut decoder, &[b"event: f\ndata: a\n\n"]));
    assert_ne!(event, decode_one(&mut decoder, &[b"id: 2\nevent: e\ndata: a\n\n"]));
    assert_eq!(event.data_bytes(), b"a"[..]);
}

#[test]
fn a_large_event_is_the_same_whole_and_in_pieces() {
    for len in [(16 << 10) - 1, 16 << 10, 100 << 10] {
        let stream = [&b"data: first\n\ndata: "[..], &vec![b'x'; len], b"\n\n"].concat();
        for size in [64, 1400, stream.len()] {
            let (mut slices, mut chunks) = (BytesDecoder::new(), BytesDecoder::new());
            let mut seen = [0, 0];
            for mut chunk in stream.chunks(size) {
                let mut bytes = Bytes::copy_from_slice(chunk);
                while let Some(event) = slices.decode_slice(&mut chunk).unwrap() {
                    assert!(seen[0] == 0 || event.data() == vec![b'x'; len], "{len} by {size}");
                    seen[0] += 1;
                }
                while let Some(event) = chunks.decode(&mut bytes).unwrap() {
                    assert!(seen[1] == 0 || event.data() == vec![b'x'; len], "{len} by {size}");
                    seen[1] += 1;
                }
            }
            assert_eq!(seen, [2, 2], "{len} by {size}");
        }
    }
}
