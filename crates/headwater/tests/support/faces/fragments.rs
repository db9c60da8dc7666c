//! The fragment face, its pieces put together again.

use headwater::{DecodeError, Fragment, FragmentDecoder};

use crate::support::reference::{Limits, Setup};

use super::{
    Ended, Face, Seen, Witness,
    drivers::{Roomy, for_each_chunk},
};

/// `FragmentDecoder`: the pieces are put together here. Data has no limit in this face.
pub(super) struct Fragments(pub(super) FragmentDecoder<Roomy>);

impl Face for Fragments {
    fn name(&self) -> &'static str {
        "fragments"
    }

    fn limits(&self, setup: &Setup) -> Limits {
        Limits { data: usize::MAX, ..Limits::of(setup) }
    }

    fn run(&mut self, known_id: &[u8], chunks: &[&[u8]], witness: &mut dyn Witness) {
        let decoder = &mut self.0;
        decoder.reset();
        decoder.set_last_event_id(known_id).expect("a test's known ID is a valid one");
        let mut assembly = Assembly::default();
        for_each_chunk(chunks, |mut walk| {
            loop {
                let rest = walk.rest();
                let more = walk.step(&decoder.advance(rest));
                let fragment = decoder.fragment(rest);
                assert_eq!(gist(&fragment), gist(&decoder.fragment(rest)), "asked twice");
                if !more {
                    assert!(fragment.is_none(), "a fragment where more data was asked for");
                    return;
                }
                let fragment = fragment.expect("a fragment was announced");
                if let Some(seen) = assembly.take(fragment) {
                    witness.saw(walk.at(), seen, decoder.reconnection_time_ms());
                }
            }
        });
        decoder.end();
        witness.ended(Ended {
            last_event_id: decoder.last_event_id(),
            retry: decoder.reconnection_time_ms(),
            unfinished: None,
        });
    }
}

/// Enough of a fragment to compare it.
fn gist<'a>(fragment: &Option<Result<Fragment<'a>, DecodeError>>) -> (u8, &'a [u8], &'a [u8]) {
    match fragment {
        None => (0, b"", b""),
        Some(Ok(Fragment::Start)) => (1, b"", b""),
        Some(Ok(Fragment::Piece(piece))) => (2, piece, b""),
        Some(Ok(Fragment::End(end))) => (3, end.event_type(), end.last_event_id()),
        Some(Ok(Fragment::Comment(text))) => (4, text, b""),
        Some(Ok(Fragment::UnknownField { name, value })) => (5, name, value),
        Some(Ok(_)) => (6, b"", b""),
        Some(Err(_)) => (7, b"", b""),
    }
}

/// Puts fragments together, and minds their order.
#[derive(Debug, Default)]
pub(crate) struct Assembly {
    pub(crate) begun: bool,
    pub(crate) data: Vec<u8>,
}

impl Assembly {
    pub(crate) fn take<'s, 'a: 's>(
        &'s mut self,
        fragment: Result<Fragment<'a>, DecodeError>,
    ) -> Option<Seen<'s>> {
        match fragment {
            Ok(Fragment::Start) => {
                assert!(!self.begun, "started twice");
                self.begun = true;
                self.data.clear();
                None
            }
            Ok(Fragment::Piece(piece)) => {
                assert!(self.begun, "a piece before the start");
                assert!(!piece.is_empty(), "an empty piece");
                self.data.extend_from_slice(piece);
                None
            }
            Ok(Fragment::End(end)) => {
                assert!(core::mem::take(&mut self.begun), "an end without a start");
                let (event_type, id) = (end.event_type(), end.last_event_id());
                Some(Seen::Event { event_type, data: &self.data, id })
            }
            Ok(Fragment::Comment(text)) => Some(Seen::Comment(text)),
            Ok(Fragment::UnknownField { name, value }) => Some(Seen::UnknownField { name, value }),
            Ok(other) => panic!("an unknown fragment: {other:?}"),
            Err(error) => {
                if matches!(error, DecodeError::EventTooLarge { .. }) {
                    self.begun = false;
                }
                Some(Seen::Error(error))
            }
        }
    }
}
