//! The first judge of mutation testing: what the other tests check at length, in little, and quickly
//! built. `cargo test` leaves it out (`Cargo.toml`); how_we_test.md says how it is run.
#![cfg(feature = "alloc")]

mod support;

#[path = "encode/exact.rs"]
mod exact;
#[path = "shared_bytes.rs"]
mod shared_bytes;
#[path = "linear/short_streams.rs"]
mod short_streams;
#[path = "shown.rs"]
mod shown;
#[path = "steps.rs"]
mod steps;

use headwater::{Config, Decoder, EventType, InvalidField};
use support::reference::{self, Setup};
use support::{faces, splits};

/// The inputs of the conformance cases.
fn cases() -> Vec<Vec<u8>> {
    let vectors = include_str!("vectors/event_stream.json");
    let digits = vectors.split("\"input_hex\": \"").skip(1).map(|rest| rest.split('"').next());
    let digit = |digit: u8| (digit as char).to_digit(16).unwrap() as u8;
    let bytes = |pair: &[u8]| digit(pair[0]) << 4 | digit(pair[1]);
    digits.map(|digits| digits.unwrap().as_bytes().chunks(2).map(bytes).collect()).collect()
}

/// Streams of several blocks, which fill and pass limits of 3, 8 and 33 bytes.
const STREAMS: [&[u8]; 22] = [
    // Long enough to be validated as text in one; where reading goes on is told by what is no field.
    b"id: 7\ndata: x\n\ndata: of this the end is no field: id\n\ndata: nor of this: id\n\n\
      event: e\nid: 8\ndata: of a type\n\ndata: cut: id\n\ndata: caf\xc3\xa9\n\ndata: id\n\ndata: x",
    b"id: 1\ndata: one one\ndata: two two\n\ndata: x\n\n",
    b"data: ab\ndata:cd\n\n",
    b"event: ab\ndata: ab\ndata:cde\n\nevent: abc\nevent: abcd\ndata:x\n\n",
    b"data: abc\n\ndata: abcd\n\ndata: x\n\n",
    b"data: abc\n\nevent: abcd\ndata: x\n\nevent: abc\ndata: abc\n\n",
    b"data:abcd\rdata: x\r\r\ndata: abc\r\r",
    b"data: a\ndata: b\n\ndata: ab\ndata: cd\ndata\n\ndata\n\n",
    b"data: abc\r\ndata\r\nid: 1\r\n\r\nid: 12\r\ndata: x\r\n\r\n",
    b"id: 2\nid: 345\ndata: x\n\nid: a\0\ndata: y\n\nid\ndata\n\n",
    b"event: ab\nevent: cdef\ndata\n\ndata: 1\nevent: x\n\nevent\ndata: 2\n\n",
    b":ab\n:abc\r\n: \rxy: z\nxyz\nx:  y\nretry: 70\ndata: x\n\n",
    b"data: 12345678\n\ndata: 123456789\n\ndata: 1234567\n\n",
    b"event: 12345678\ndata: 1234567\ndata\n\nevent: 123456789\n\ndata: x\n\n",
    b"id: 12345678\n\nid: 123456789\ndata: x\n\n: 1234567\n: 12345678\n",
    b"data: 33 bytes of data are in this line\n\ndata: 34 bytes of data are in this line.\n\n",
    b"event: a type of a length of 33 bytes..\ndata: x\n\ndata: and a line of data of some more\n\n",
    b": a comment of some length, longer than two vectors are\n:\r\n\ndata: x\n\n: and more\n\n",
    b"unknown field: with a value\nunknown\ndataa\ndat\neven: x\nretry: 1x\nretry: 5\n\ndata: x\n\n",
    b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"caf\xc3\xa9\\n\"}}]}\n\ndata: [DONE]\n\n",
    b"data: a line with \x0b, \x0c and a tab\t, and \xe4\xb8\x96\xe7\x95\x8c, and then a CR\r\ndata: x\r\n\r\n",
    b"\xef\xbb\xbfdata: x\n\n\xef\xbb\xbfdata: y\n\n\n\ndata: z",
];

fn setups() -> [Setup; 5] {
    let quiet =
        Setup { report_comments: false, report_unknown_fields: false, ..Setup::limited(8, 8, 8) };
    let id_of_before = Setup { known_id: b"of before".to_vec(), ..Setup::limited(33, 33, 33) };
    [Setup::plain(), Setup::talkative(), Setup::limited(3, 2, 2), quiet, id_of_before]
}

#[test]
fn every_face_equals_the_reference_at_few_cuts() {
    let cases = cases();
    assert_eq!(cases.len(), 127);
    for setup in setups() {
        let mut faces = faces::roomy_ones(&setup);
        for input in STREAMS.iter().copied().chain(cases.iter().map(|case| &**case)) {
            for face in &mut faces {
                let expected = reference::decode(input, &setup, face.limits(&setup));
                let mut run = |chunks: &[&[u8]]| {
                    faces::check(&mut **face, &setup, input, chunks, &expected);
                };
                run(&[input]);
                run(&[b"", input]);
                for size in [1, 3, 7, 24] {
                    run(&input.chunks(size).collect::<Vec<_>>());
                }
            }
        }
    }
}

#[test]
fn every_cut_in_two_equals_the_reference() {
    let cases = cases();
    for setup in setups() {
        let mut face = faces::AdvanceItem::new(&setup);
        for input in STREAMS.iter().copied().chain(cases.iter().map(|case| &**case)) {
            let limits = reference::Limits::of(&setup);
            let expected = reference::decode(input, &setup, limits);
            splits::each_in_two(input, &mut |chunks| {
                faces::check(&mut face, &setup, input, chunks, &expected);
            });
        }
    }
}

#[test]
fn no_byte_is_looked_at_twice_because_a_chunk_ended() {
    for start in [&b"data: "[..], b"event: ", b": ", b"unknown: ", b"unknown"] {
        let mut bytes = start.to_vec();
        bytes.resize(4000, b'x');
        bytes.extend_from_slice(b"\n\n");
        for size in [1, 7, 64, 1400, 4002] {
            let scanned = short_streams::scanned(Config::new(), &bytes, size);
            let twice = scanned.checked_sub(bytes.len() as u64);
            assert!(twice.is_some_and(|twice| twice <= 4), "{start:?} {size} {twice:?}");
        }
    }
}

/// Each search meets each byte that could be taken for another, at each place in its words, vectors
/// and blocks.
#[test]
fn a_line_ends_at_the_first_cr_or_lf() {
    for len in (0..70).chain([127, 128, 129, 150]) {
        for at in 0..len {
            for byte in [b'\n', b'\r', 0x0b, 0x0c, 0x0e, 0x8a, 0x8d] {
                let mut line = vec![b'x'; len];
                line[at] = byte;
                let ends = byte == b'\n' || byte == b'\r';
                let refused = EventType::new(&line).err();
                assert_eq!(refused, ends.then_some(InvalidField::LineEnd { at }), "{line:?}");
                let stream = [b":", &*line, b"\n\ndata: y\n\ndata: ", &*line, b"\n\n"].concat();
                let mut stream = &*stream;
                let mut decoder = Decoder::new();
                let data = if ends { &line[..at] } else { &*line };
                for data in [b"y", data] {
                    let event = decoder.decode(&mut stream).unwrap().expect("an event");
                    assert_eq!(event.data(), data, "{line:?}");
                }
            }
        }
    }
    for byte in [b'\n', b'\r'] {
        let refused = EventType::new(&[byte; 150]).err();
        assert_eq!(refused, Some(InvalidField::LineEnd { at: 0 }));
    }
}
