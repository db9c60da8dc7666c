//! What the faces allocate, counted: nothing per event on the borrowed ones once warm, and nothing
//! for what nobody asked for, however long it is.

#![cfg(feature = "std")]

use allocation_counter::{AllocationInfo, measure};
use headwater::{
    Comment, Config, Decoder, EventId, EventType, FragmentDecoder, Outgoing, Step, TextChunk,
};

const CHUNK_SIZES: [usize; 6] = [1, 7, 64, 1_400, 16 * 1024, usize::MAX];

/// How large the chunks are, in words.
fn shown(chunk_size: usize) -> String {
    if chunk_size == usize::MAX { "all bytes".to_owned() } else { chunk_size.to_string() }
}

/// Deltas as a Responses stream has them, then a tool's arguments over several lines, with ids.
fn stream(events: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in 0..events {
        let data = format!(
            r#"{{"type":"response.output_text.delta","sequence_number":{number},"delta":"{}"}}"#,
            "wörter ".repeat(number % 30)
        );
        let id = number.to_string();
        let mut event = Outgoing::new(&data);
        if number % 3 == 0 {
            event = event
                .event_type(EventType::new("response.output_text.delta").expect("a type"))
                .id(EventId::new(&id).expect("an id"));
        }
        event.encode_into(&mut bytes);
        if number % 5 == 0 {
            bytes.extend_from_slice(b": keep-alive\r\n\r\ndata: two\r\ndata: lines\r\n\r\n");
        }
    }
    bytes
}

fn count_events(decoder: &mut Decoder, bytes: &[u8], chunk_size: usize) -> usize {
    let mut events = 0;
    for mut chunk in bytes.chunks(chunk_size.min(bytes.len())) {
        while let Some(event) = decoder.decode(&mut chunk).expect("no limit is passed") {
            events += usize::from(!event.data().is_empty());
        }
    }
    events
}

#[test]
fn the_lending_face_allocates_nothing_per_event_once_warm() {
    let bytes = stream(1_000);
    for chunk_size in CHUNK_SIZES {
        let mut decoder = Decoder::new();
        assert_eq!(count_events(&mut decoder, &bytes, chunk_size), 1_200);
        let mut events = 0;
        let info = measure(|| events = count_events(&mut decoder, &bytes, chunk_size));
        let chunks = shown(chunk_size);
        assert_eq!((events, info.count_total), (1_200, 0), "chunks of {chunks}");
        println!("lending face, chunks of {chunks}: 0 allocations in {events} events");
    }
}

/// The same as text, validated.
fn count_texts(decoder: &mut Decoder, bytes: &[u8], chunk_size: usize) -> usize {
    let mut events = 0;
    for chunk in bytes.chunks(chunk_size.min(bytes.len())) {
        let mut chunk = TextChunk::new(chunk);
        while let Some(event) = decoder.decode_text(&mut chunk).expect("no limit is passed") {
            events += usize::from(event.data_str().is_ok_and(|text| !text.is_empty()));
        }
    }
    events
}

#[test]
fn the_text_face_allocates_nothing_per_event_once_warm() {
    let bytes = stream(1_000);
    for chunk_size in CHUNK_SIZES {
        let mut decoder = Decoder::new();
        assert_eq!(count_texts(&mut decoder, &bytes, chunk_size), 1_200);
        let mut events = 0;
        let info = measure(|| events = count_texts(&mut decoder, &bytes, chunk_size));
        let chunks = shown(chunk_size);
        assert_eq!((events, info.count_total), (1_200, 0), "chunks of {chunks}");
        println!("text face, chunks of {chunks}: 0 allocations in {events} events");
    }
}

#[test]
fn whole_events_in_a_chunk_allocate_nothing_at_all() {
    let bytes = b"event: e\ndata: one line\n\n".repeat(100);
    let info = measure(|| {
        let mut decoder = Decoder::new();
        assert_eq!(count_events(&mut decoder, &bytes, usize::MAX), 100);
    });
    assert_eq!(info.count_total, 0);
}

#[test]
fn fragments_allocate_nothing_for_data() {
    let long_line = [&b"data: "[..], &[b'x'; 1 << 20], b"\n\n"].concat();
    let short_lines = [b"data: a line of some length\n".repeat(1000), b"\n".to_vec()].concat();
    for bytes in [long_line, short_lines] {
        for chunk_size in CHUNK_SIZES {
            let mut pieces = 0;
            let info = measure(|| {
                let mut decoder = FragmentDecoder::new();
                for mut chunk in bytes.chunks(chunk_size.min(bytes.len())) {
                    loop {
                        let progress = decoder.advance(chunk);
                        if progress.step == Step::NeedData {
                            break;
                        }
                        pieces += usize::from(decoder.fragment(chunk).is_some());
                        chunk = &chunk[progress.consumed..];
                    }
                }
            });
            assert!(pieces > 2);
            assert_eq!(info.count_total, 0, "chunks of {}", shown(chunk_size));
        }
    }
}

fn memory_of_an_endless_line(start: &[u8], config: Config) -> AllocationInfo {
    let chunk = [b'x'; 1_400];
    measure(|| {
        let mut decoder = Decoder::with_config(config);
        let mut errors = 0;
        for part in std::iter::once(start).chain(std::iter::repeat_n(&chunk[..], 10_000)) {
            let mut rest = part;
            loop {
                match decoder.decode(&mut rest) {
                    Ok(None) => break,
                    Ok(Some(_)) => panic!("nothing was complete"),
                    Err(_) => errors += 1,
                }
            }
        }
        assert!(errors <= 1, "an error is told once");
    })
}

#[test]
fn what_was_not_asked_for_costs_no_memory() {
    for start in [&b": "[..], b"unknown: ", b"unknown", b"\xef\xbb", b"dat"] {
        let info = memory_of_an_endless_line(start, Config::new());
        assert_eq!(info.count_total, 0, "{:?}", String::from_utf8_lossy(start));
    }
}

#[test]
fn memory_is_bounded_by_the_limits() {
    let asked = Config::new().report_comments(true).report_unknown_fields(true);
    let small = asked.max_event_bytes(10_000);
    // A `Vec` doubles: twice the limit is what it may come to.
    for (start, config, most) in [
        (&b": "[..], asked, 2 * 4_096),
        (b"unknown: ", asked, 2 * 4_096),
        (b"unknown", asked, 2 * 4_096),
        (b"id: ", asked, 2 * 4_096),
        (b"data: ", small, 2 * 10_000),
        (b"event: ", small, 2 * 10_000),
    ] {
        let info = memory_of_an_endless_line(start, config);
        let held = usize::try_from(info.bytes_max).expect("it fits");
        assert!(
            held > 0 && held <= most + 1_400,
            "{held} bytes for {:?}",
            String::from_utf8_lossy(start)
        );
    }
}

/// What a decoder holds, measured by giving it back.
fn held(decoder: &mut Decoder) -> i64 {
    -measure(|| decoder.release_spare_capacity()).bytes_current
}

/// An event whose type and data have these lengths, cut behind each so that both are stored.
fn large_event(decoder: &mut Decoder, type_len: usize, data_len: usize) {
    for (start, len) in [("event: ", type_len), ("\ndata: ", data_len), ("\n\n", 0)] {
        let mut bytes = start.as_bytes().to_vec();
        bytes.resize(start.len() + len, b'x');
        count_events(decoder, &bytes, usize::MAX);
    }
}

/// How many bytes come back over so many events that need nothing of the storage.
fn given_back_over(decoder: &mut Decoder, events: usize) -> i64 {
    let calm = b"data: x\n\n".repeat(events);
    -measure(|| assert_eq!(count_events(decoder, &calm, usize::MAX), events)).bytes_current
}

const MIB: usize = 1 << 20;
const KEPT: i64 = 64 << 10;

#[test]
fn buffers_shrink_to_64_kib_after_64_calm_events_and_not_before() {
    for (type_len, data_len) in [(0, MIB), (MIB, 1), (MIB, MIB), (200 << 10, 8 * MIB)] {
        let mut decoder = Decoder::new();
        large_event(&mut decoder, type_len, data_len);
        assert_eq!(given_back_over(&mut decoder, 63), 0);
        let large = [type_len, data_len].into_iter().filter(|len| *len > 64 << 10);
        let most: i64 = large.map(|len| len as i64 - KEPT).sum();
        // The large event itself is the first of the 64 that is not calm.
        let given_back = given_back_over(&mut decoder, 2);
        assert!(given_back >= most, "type {type_len}, data {data_len}: {given_back} of {most}");
        let buffers = i64::from(type_len > 0) + 1;
        let left = held(&mut decoder);
        assert!(left >= KEPT && left <= buffers * KEPT, "{left} bytes are kept");
    }
}

#[test]
fn whole_events_in_a_chunk_are_calm_ones_too() {
    for calm in [&b"data: x\n\n"[..], b"event: e\ndata: x\n\n"] {
        let mut decoder = Decoder::new();
        large_event(&mut decoder, 0, MIB);
        let calm = calm.repeat(70);
        let info = measure(|| assert_eq!(count_events(&mut decoder, &calm, calm.len()), 70));
        assert!(info.bytes_current <= KEPT - MIB as i64, "{info:?}");
    }
}

#[test]
fn on_request_all_of_it_is_given_back() {
    let mut decoder = Decoder::new();
    large_event(&mut decoder, MIB, MIB);
    // The event is done with at the next call.
    assert_eq!(given_back_over(&mut decoder, 1), 0);
    assert!(held(&mut decoder) >= 2 * MIB as i64);
    assert_eq!(held(&mut decoder), 0);
}

#[test]
fn an_event_that_needs_a_quarter_begins_the_count_anew() {
    for (needed, begins_anew) in [(MIB / 4 + 100, true), (MIB / 4 - 100, false)] {
        let mut decoder = Decoder::new();
        large_event(&mut decoder, 0, MIB);
        assert_eq!(given_back_over(&mut decoder, 60), 0);
        large_event(&mut decoder, 0, needed);
        let given_back = given_back_over(&mut decoder, 10);
        assert_eq!(given_back == 0, begins_anew, "{needed} bytes needed: {given_back} given back");
    }
}

#[test]
fn small_buffers_are_kept() {
    let mut decoder = Decoder::new();
    large_event(&mut decoder, 0, 60_000);
    let calm = b"data: x\n\n".repeat(200);
    let info = measure(|| assert_eq!(count_events(&mut decoder, &calm, 7), 200));
    assert_eq!(info.count_total, 0);
    assert!(held(&mut decoder) >= 60_000);
}

#[test]
fn encoding_in_pieces_or_into_a_slice_allocates_nothing() {
    let mut buffer = [0; 256];
    let info = measure(|| {
        let event = Outgoing::new("one\r\ntwo\rthree")
            .event_type(EventType::new("t").expect("a type"))
            .id(EventId::new("7").expect("an id"))
            .reconnection_time_ms(u64::MAX);
        let len = event.encode_to_slice(&mut buffer).expect("it fits");
        assert_eq!(len, event.pieces().map(<[u8]>::len).sum::<usize>());
        assert!(Comment::new(" a\nb").encode_to_slice(&mut buffer).is_ok());
    });
    assert_eq!(info.count_total, 0);
}

#[cfg(feature = "bytes")]
#[test]
fn the_owning_decoder_gives_all_of_it_back_too() {
    let mut decoder = headwater::BytesDecoder::new();
    let held = |decoder: &mut headwater::BytesDecoder, releases: bool| {
        let info = measure(|| {
            for part in [&b"data: "[..], &[b'x'; 1 << 20], b"\n\n"] {
                let mut input = part;
                let _ = decoder.decode_slice(&mut input).expect("within the limits");
            }
            if releases {
                // The event is lent until the next call.
                let _ = decoder.decode_slice(&mut &b"\n"[..]).expect("within the limits");
                decoder.release_spare_capacity();
            }
        });
        info.bytes_current
    };
    assert!(held(&mut decoder, false) >= 1 << 20);
    assert!(held(&mut decoder, true) <= -(1 << 20));
}
