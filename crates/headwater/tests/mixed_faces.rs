//! One decoder asked in a different way at each call, cut, ended, reset and taken up again: what it
//! hands out is what the reference decoder does.
#![cfg(feature = "bytes")]

mod support;

use bytes::Bytes;
use headwater::{BytesDecoder, DecodeError, Decoder, Event, Item, Step, TextChunk};
use proptest::prelude::*;
use support::{
    reference::{self, Block, Limits, What},
    streams,
};

/// A connection: as much of a stream as comes, and what is done after it.
#[derive(Clone, Debug)]
struct Connection {
    stream: Vec<u8>,
    ends: bool,
    resets: bool,
}

fn connection() -> impl Strategy<Value = Connection> {
    (streams::stream(), any::<prop::sample::Index>(), any::<bool>(), any::<bool>(), 0..3).prop_map(
        |(mut stream, cut, ends, resets, whole)| {
            if whole > 0 {
                stream.truncate(cut.index(stream.len() + 1));
            }
            Connection { stream, ends, resets }
        },
    )
}

/// Xorshift: which way to ask is no business of the strategy's.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

fn owned(event: Event<'_>) -> What {
    What::Event(Block {
        event_type: event.event_type().to_vec(),
        data: event.data().to_vec(),
        id: event.last_event_id().to_vec(),
    })
}

/// Decodes a chunk as text, up to three events of it. Whether it is used up.
fn as_text(decoder: &mut Decoder, rest: &mut &[u8], dice: &mut Dice, out: &mut Vec<What>) -> bool {
    let mut chunk = TextChunk::new(rest);
    let mut used_up = false;
    for _ in 0..=dice.roll(3) {
        match decoder.decode_text(&mut chunk) {
            Ok(Some(event)) => {
                assert_eq!(event.data_str().ok(), std::str::from_utf8(event.event().data()).ok());
                out.push(owned(event.event()));
            }
            Ok(None) => used_up = true,
            Err(error) => out.push(What::Error(error)),
        }
    }
    *rest = chunk.rest();
    used_up
}

/// Decodes up to one thing in two phases. Whether the chunk is used up.
fn in_two_phases(
    decoder: &mut Decoder,
    rest: &mut &[u8],
    dice: &mut Dice,
    out: &mut Vec<What>,
) -> bool {
    let chunk = *rest;
    let progress = decoder.advance(chunk);
    *rest = &chunk[progress.consumed..];
    if progress.step == Step::NeedData {
        assert!(decoder.item(chunk).is_none());
        return true;
    }
    match (decoder.event(chunk).filter(|_| dice.roll(2) == 0), decoder.item(chunk)) {
        (Some(event), _) | (None, Some(Ok(Item::Event(event)))) => out.push(owned(event)),
        (None, Some(Err(error))) => out.push(What::Error(error)),
        (None, Some(Ok(_))) => {}
        (None, None) => panic!("an item, and nothing to be had"),
    }
    false
}

fn feed(decoder: &mut Decoder, chunk: &[u8], dice: &mut Dice, out: &mut Vec<What>) {
    let mut rest = chunk;
    loop {
        match dice.roll(32) {
            0 => *decoder = decoder.clone(),
            1 => decoder.release_spare_capacity(),
            _ => {}
        }
        let used_up = match dice.roll(3) {
            0 => match decoder.decode(&mut rest) {
                Ok(Some(event)) => {
                    out.push(owned(event));
                    false
                }
                Ok(None) => true,
                Err(error) => {
                    out.push(What::Error(error));
                    false
                }
            },
            1 => as_text(decoder, &mut rest, dice, out),
            _ => in_two_phases(decoder, &mut rest, dice, out),
        };
        if used_up {
            assert!(rest.is_empty());
            return;
        }
    }
}

fn feed_owned(decoder: &mut BytesDecoder, chunk: &[u8], dice: &mut Dice, out: &mut Vec<What>) {
    let mut rest = Bytes::copy_from_slice(chunk);
    loop {
        let decoded = if dice.roll(2) == 0 {
            decoder.decode(&mut rest)
        } else {
            let chunk = rest.clone();
            let mut slice = &chunk[..];
            let decoded = decoder.decode_slice(&mut slice);
            rest = chunk.slice(chunk.len() - slice.len()..);
            decoded
        };
        match decoded {
            Ok(Some(event)) => {
                assert_eq!(event.data_bytes(), event.data());
                out.push(owned(event.as_event()));
            }
            Ok(None) => break,
            Err(error) => out.push(What::Error(error)),
        }
    }
    assert!(rest.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3000, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn faces_can_be_mixed_and_connections_broken_off(
        connections in prop::collection::vec(connection(), 1..5),
        setup in streams::setup(),
        seed in 1_u64..,
    ) {
        let mut dice = Dice(seed);
        let largest = [1, 3, 9, 80, 1000][dice.roll(5)];
        let mut lending = Decoder::with_config(setup.config());
        let mut owning = BytesDecoder::with_config(setup.config());
        let mut setup = setup;
        prop_assert!(lending.set_last_event_id(&setup.known_id).is_ok());
        prop_assert!(owning.set_last_event_id(&setup.known_id).is_ok());
        let mut retry = None;
        for Connection { stream, ends, resets } in connections {
            let expected = reference::decode(&stream, &setup, Limits::of(&setup));
            let no_report = |what: &What| matches!(what, What::Event(_) | What::Error(_));
            let wanted: Vec<What> =
                expected.happenings.iter().map(|it| it.what.clone()).filter(no_report).collect();
            let (mut lent, mut given) = (Vec::new(), Vec::new());
            let mut rest = &stream[..];
            while !rest.is_empty() {
                let (chunk, after) = rest.split_at(dice.roll(largest + 1).min(rest.len()));
                rest = after;
                feed(&mut lending, chunk, &mut dice, &mut lent);
                feed_owned(&mut owning, chunk, &mut dice, &mut given);
            }
            prop_assert_eq!(&lent, &wanted);
            prop_assert_eq!(&given, &wanted);
            retry = expected.retry.or(retry);
            prop_assert_eq!(lending.reconnection_time_ms(), retry);
            prop_assert_eq!(lending.last_event_id(), &expected.last_event_id[..]);
            prop_assert_eq!(owning.last_event_id(), &expected.last_event_id[..]);
            if ends {
                lending.end();
                owning.end();
                let mut after_the_end = Vec::new();
                feed(&mut lending, b"data: x\n\n:\n\nid: 4\n\n", &mut dice, &mut after_the_end);
                prop_assert!(after_the_end.is_empty());
                let unfinished = expected.unfinished.clone().map(What::Event);
                prop_assert_eq!(lending.unfinished().map(owned), unfinished.clone());
                prop_assert_eq!(owning.unfinished().map(|it| owned(it.as_event())), unfinished);
            }
            if resets {
                lending.reset();
                owning.reset();
                setup.known_id.clear();
                retry = None;
            } else {
                lending.reconnect();
                owning.reconnect();
                setup.known_id = expected.last_event_id;
            }
        }
    }
}

/// Asks until nothing comes any more; how many events came.
fn count(mut next: impl FnMut() -> Result<Option<usize>, DecodeError>) -> usize {
    let mut events = 0;
    while next().expect("within the limits").is_some() {
        events += 1;
    }
    events
}

/// A call that passes by what nobody asked for must not go deeper into the stack with each.
#[test]
fn endless_reports_in_one_chunk_need_no_more_stack() {
    let mut stream = b":\nx\n".repeat(200_000);
    stream.extend_from_slice(b"data: x\n\n");
    let config = headwater::Config::new().report_comments(true).report_unknown_fields(true);
    let ask = move || {
        let len = |event: Event<'_>| event.data().len();
        let (mut decoder, mut rest) = (Decoder::with_config(config), &stream[..]);
        assert_eq!(count(|| decoder.decode(&mut rest).map(|event| event.map(len))), 1);
        let (mut decoder, mut rest) = (BytesDecoder::with_config(config), &stream[..]);
        assert_eq!(count(|| Ok(decoder.decode_slice(&mut rest)?.map(|it| len(it.as_event())))), 1);
        let mut decoder = BytesDecoder::with_config(config);
        let mut rest = Bytes::copy_from_slice(&stream);
        assert_eq!(count(|| Ok(decoder.decode(&mut rest)?.map(|it| len(it.as_event())))), 1);
        let mut invalid = stream.clone();
        invalid.insert(1, 0xff);
        for text in [&stream, &invalid] {
            let (mut decoder, mut rest) = (Decoder::with_config(config), TextChunk::new(text));
            assert_eq!(count(|| Ok(decoder.decode_text(&mut rest)?.map(|it| len(it.event())))), 1);
        }
    };
    let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn(ask);
    thread.expect("a thread").join().expect("no overflow");
}
