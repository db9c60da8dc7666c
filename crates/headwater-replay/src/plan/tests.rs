use core::time::Duration;

use bytes::Bytes;

use super::{Plan, is_awkward};
use crate::{Delivery, End};

const STREAM: &str = "event: a.delta\r\ndata: {\"type\":\"a.delta\",\"délta\":\"水🌊\"}\r\n\r\n\
    data: {\"choices\":[{\"delta\":{}}]}\n\n: idle\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"é\"}}]}\n\n";

fn pieces(delivery: &Delivery) -> Vec<(Bytes, u128)> {
    Plan::new(&Bytes::from_static(STREAM.as_bytes()), End::Clean, delivery)
        .map(|piece| (piece.bytes, piece.pause.as_millis()))
        .collect()
}

fn joined(pieces: &[(Bytes, u128)]) -> Vec<u8> {
    pieces.iter().flat_map(|(bytes, _)| bytes.to_vec()).collect()
}

fn event_starts() -> Vec<usize> {
    let blank_line = |at: &usize| {
        let before = &STREAM.as_bytes()[..*at];
        before.is_empty() || before.ends_with(b"\n\n") || before.ends_with(b"\r\n\r\n")
    };
    (0..STREAM.len()).filter(blank_line).collect()
}

#[test]
fn one_event_a_piece_by_default() {
    let pieces = pieces(&Delivery::new());
    assert_eq!(joined(&pieces), STREAM.as_bytes());
    assert_eq!(pieces.len(), 4);
    assert_eq!(pieces[2].0, b": idle\n\n".as_slice());
    assert!(pieces.iter().all(|(_, pause)| *pause == 0));
}

#[test]
fn every_piece_has_the_size_asked_for() {
    for size in 1..=STREAM.len() + 1 {
        let pieces = pieces(&Delivery::new().chunk_size(size));
        assert_eq!(joined(&pieces), STREAM.as_bytes());
        let (last, others) = pieces.split_last().unwrap();
        assert!(others.iter().all(|(bytes, _)| bytes.len() == size), "{size}");
        assert!(!last.0.is_empty() && last.0.len() <= size);
    }
    assert_eq!(pieces(&Delivery::new().chunk_size(0)).len(), STREAM.len());
}

#[test]
fn the_pause_is_before_each_event_and_never_inside_one() {
    let pieces = pieces(&Delivery::new().chunk_size(10).pace(Duration::from_millis(40)));
    let mut at = 0;
    for (bytes, pause) in &pieces {
        assert_eq!(*pause, if event_starts().contains(&at) { 40 } else { 0 }, "at {at}");
        at += bytes.len();
    }
    assert_eq!(pieces.iter().filter(|(_, pause)| *pause > 0).count(), 4);
    assert_eq!(at, STREAM.len());
}

#[test]
fn awkward_cuts_are_the_same_for_a_seed_and_reach_every_awkward_place() {
    let awkward: Vec<usize> =
        (1..STREAM.len()).filter(|&at| is_awkward(STREAM.as_bytes(), at)).collect();
    assert!(awkward.iter().any(|&at| !STREAM.is_char_boundary(at)));
    assert!(awkward.iter().any(|&at| STREAM.as_bytes()[at - 1..=at] == *b"\r\n"));
    let mut cut = vec![false; STREAM.len() + 1];
    for seed in 0..200 {
        let delivery = Delivery::new().awkward_chunks(seed);
        let first = pieces(&delivery);
        assert_eq!(first, pieces(&delivery));
        assert_eq!(joined(&first), STREAM.as_bytes());
        let mut at = 0;
        for (bytes, _) in &first {
            assert!((1..=48).contains(&bytes.len()));
            at += bytes.len();
            cut[at] = true;
        }
    }
    let missed: Vec<_> = awkward.iter().filter(|&&at| !cut[at]).collect();
    assert!(missed.is_empty(), "{missed:?}");
    assert_ne!(
        pieces(&Delivery::new().awkward_chunks(1)),
        pieces(&Delivery::new().awkward_chunks(2))
    );
}

#[test]
fn the_natural_pace_waits_for_tokens_only_and_cuts_an_event_at_most_twice() {
    for seed in 0..100 {
        let pieces = pieces(&Delivery::new().awkward_chunks(seed).natural_pace(seed));
        assert_eq!(joined(&pieces), STREAM.as_bytes());
        let long: Vec<u128> = pieces.iter().map(|(_, pause)| *pause).filter(|p| *p > 3).collect();
        assert_eq!(long.len(), 2, "{pieces:?}");
        assert!((250..=290).contains(&long[0]) && (20..=45).contains(&long[1]), "{long:?}");
        assert!(pieces.len() <= 4 * 3);
        // No event's last byte waits for the next event.
        let starts: Vec<usize> = pieces
            .iter()
            .scan(0, |at, (bytes, _)| Some(core::mem::replace(at, *at + bytes.len())))
            .collect();
        assert!(event_starts().iter().all(|start| starts.contains(start)), "{starts:?}");
    }
}

#[test]
fn truncation_stops_at_the_byte_and_takes_over_the_end() {
    let bytes = Bytes::from_static(STREAM.as_bytes());
    for length in 0..STREAM.len() {
        let delivery = Delivery::new().truncate_after(length, End::Stall);
        let plan = Plan::new(&bytes, End::Reset, &delivery);
        assert_eq!(plan.end(), End::Stall);
        let sent: Vec<u8> = plan.flat_map(|piece| piece.bytes).collect();
        assert_eq!(sent, STREAM.as_bytes()[..length]);
    }
    let delivery = Delivery::new().truncate_after(STREAM.len(), End::Stall);
    assert_eq!(Plan::new(&bytes, End::Reset, &delivery).end(), End::Reset);
}
