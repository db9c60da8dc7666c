//! Decoding, against the reference decoder.

use crate::{
    controls::{self, Shown},
    small_storage::{Regions, SmallDecoder, SmallFragments},
    support::{
        faces::{self, Face},
        reference::{self, Setup},
    },
};

/// However a stream is cut, every face under any limits hands out exactly what the reference
/// decoder does, each thing on the same byte, and ends with the same id, reconnection time and
/// unfinished block.
///
/// The last 16 bytes are controls: the face, the flags, the limits of events, ids and comments, the
/// sizes of the four regions of a small storage, seven sizes of chunks. Each is 0 where there is
/// nothing to say. What stands before them is the stream.
pub fn decode_chunked(input: &[u8]) {
    let (stream, bytes) = controls::split_off(input);
    let controls = Shown(Controls::read(bytes));
    let mut setup = controls.0.setup();
    let mut face = controls.0.face(&setup);
    let limits = face.limits(&setup);
    setup.known_id.truncate(limits.id);
    let chunks = controls::cut(stream, &controls.0.chunk_sizes);
    let expected = reference::decode(stream, &setup, limits);
    // A face that has decoded before begins as a new one does.
    for _ in 0..controls.0.runs() {
        faces::check(&mut *face, &setup, stream, &chunks, &expected);
    }
}

/// How a stream is decoded.
#[derive(Debug)]
struct Controls {
    face: u8,
    flags: u8,
    max_event: u8,
    max_id: u8,
    max_comment: u8,
    regions: Regions,
    chunk_sizes: [u8; 7],
}

impl Controls {
    const REPORT_COMMENTS: u8 = 1;
    const REPORT_UNKNOWN_FIELDS: u8 = 1 << 1;
    const TWICE: u8 = 1 << 2;
    /// The upper five bits: how many bytes of [`KNOWN_ID`] are the known id.
    const KNOWN_ID_SHIFT: u8 = 3;

    const fn read(bytes: [u8; 16]) -> Self {
        let [face, flags, max_event, max_id, max_comment, rest @ ..] = bytes;
        let [data, event_type, ids, report, chunk_sizes @ ..] = rest;
        let regions = Regions { data, event_type, ids, report };
        Self { face, flags, max_event, max_id, max_comment, regions, chunk_sizes }
    }

    fn setup(&self) -> Setup {
        // 0 says nothing of a limit, so that it is one less.
        let limit = |byte: u8, default| byte.checked_sub(1).map_or(default, usize::from);
        let plain = Setup::plain();
        let known_len = usize::from(self.flags >> Self::KNOWN_ID_SHIFT).min(KNOWN_ID.len());
        Setup {
            max_event: limit(self.max_event, plain.max_event),
            max_id: limit(self.max_id, plain.max_id),
            max_comment: limit(self.max_comment, plain.max_comment),
            report_comments: self.flags & Self::REPORT_COMMENTS != 0,
            report_unknown_fields: self.flags & Self::REPORT_UNKNOWN_FIELDS != 0,
            known_id: KNOWN_ID[..known_len].to_vec(),
        }
    }

    const fn runs(&self) -> usize {
        if self.flags & Self::TWICE == 0 { 1 } else { 2 }
    }

    /// One of the faces that the tests of the core drive, or one over a small storage.
    fn face(&self, setup: &Setup) -> Box<dyn Face> {
        let choice = usize::from(self.face) % (faces::COUNT + 2);
        match choice.checked_sub(faces::COUNT) {
            None => faces::all(setup).swap_remove(choice),
            Some(0) => Box::new(SmallDecoder::new(setup, self.regions)),
            Some(_) => Box::new(SmallFragments::new(setup, self.regions)),
        }
    }
}

/// Nothing in it that no id can hold, and something that is not UTF-8.
const KNOWN_ID: &[u8] = b"k: \xC3\xA9\xFF known by 9";
