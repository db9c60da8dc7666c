//! Encoding, against the decoders.

use headwater::{BufferTooSmall, Comment, EventId, EventType, InvalidField, Outgoing};

use crate::{
    controls,
    records::{self, Record},
    support::{
        faces,
        reference::{self, Block, Limits, Outcome, Setup, What},
    },
};

/// Whatever an event or comment holds, either the encoder refuses it where the format cannot hold
/// it, or every way to write it writes the same bytes, which any face at any chunking reads back as
/// what went in.
///
/// The last 9 bytes are controls: the face that reads, the length of a slice that is too small,
/// seven sizes of chunks. What stands before them are the [`records`].
pub fn encode_round_trip(input: &[u8]) {
    let (script, [face, too_small, chunk_sizes @ ..]) = controls::split_off::<9>(input);
    let mut bytes = Vec::new();
    let mut expected = Expected::default();
    for record in records::read(script) {
        bytes.extend(written(&record, too_small.into()));
        expected.add(&record);
    }
    let setup = roomy_setup();
    let outcome = reference::decode(&bytes, &setup, Limits::of(&setup));
    assert_eq!(Expected::of(&outcome), expected, "read from {}", bytes.escape_ascii());
    assert_eq!(outcome.unfinished, None, "left open by {}", bytes.escape_ascii());

    let mut face = faces::all(&setup).swap_remove(usize::from(face) % faces::COUNT);
    let expected = reference::decode(&bytes, &setup, face.limits(&setup));
    faces::check(&mut *face, &setup, &bytes, &controls::cut(&bytes, &chunk_sizes), &expected);
}

/// Everything reported, and no limit within reach.
fn roomy_setup() -> Setup {
    const OUT_OF_REACH: usize = 16 << 20;
    Setup::limited(OUT_OF_REACH, OUT_OF_REACH, OUT_OF_REACH)
}

/// The type, if it can be held; refused exactly where it cannot.
fn accepted_type(value: &[u8]) -> Option<EventType<'_>> {
    let offence = value.iter().position(|byte| b"\r\n".contains(byte));
    let made = EventType::new(value);
    assert_eq!(made.err(), offence.map(|at| InvalidField::LineEnd { at }), "event type");
    made.ok()
}

/// The id, likewise.
fn accepted_id(value: &[u8]) -> Option<EventId<'_>> {
    let offence = value.iter().position(|byte| b"\r\n\0".contains(byte));
    let made = EventId::new(value);
    let error = offence.map(|at| match value[at] {
        0 => InvalidField::Nul { at },
        _ => InvalidField::LineEnd { at },
    });
    assert_eq!(made.err(), error, "id");
    made.ok()
}

/// A macro because `Outgoing` and `Comment` have no trait in common.
macro_rules! written_every_way {
    ($encodable:expr, $too_small:expr) => {{
        let encodable = $encodable;
        let mut appended = b"before".to_vec();
        encodable.encode_into(&mut appended);
        let bytes = appended.strip_prefix(b"before").expect("it is appended").to_vec();
        assert_eq!(encodable.encoded_len(), bytes.len(), "the length told");

        let mut pieces = encodable.pieces();
        assert_eq!(pieces.by_ref().collect::<Vec<_>>().concat(), bytes, "in pieces");
        assert_eq!(pieces.next(), None, "a piece after the end");

        for len in [$too_small % bytes.len(), bytes.len() - 1] {
            let refused = encodable.encode_to_slice(&mut vec![0; len]);
            assert_eq!(refused, Err(BufferTooSmall { needed: bytes.len() }), "into {len} bytes");
        }
        let mut slice = [bytes.as_slice(), b"beyond"].concat();
        slice[..bytes.len()].fill(0xAA);
        assert_eq!(encodable.encode_to_slice(&mut slice), Ok(bytes.len()));
        assert_eq!(slice, [bytes.as_slice(), b"beyond"].concat(), "in a slice");
        bytes
    }};
}

/// The record, encoded without what is refused.
fn written(record: &Record<'_>, too_small: usize) -> Vec<u8> {
    match *record {
        Record::Comment(text) => written_every_way!(Comment::new(text), too_small),
        Record::Event { data, event_type, retry, id } => {
            let mut outgoing = Outgoing::new(data);
            if let Some(event_type) = event_type.and_then(accepted_type) {
                outgoing = outgoing.event_type(event_type);
            }
            if let Some(milliseconds) = retry {
                outgoing = outgoing.reconnection_time_ms(milliseconds);
            }
            if let Some(id) = id.and_then(accepted_id) {
                outgoing = outgoing.id(id);
            }
            written_every_way!(outgoing, too_small)
        }
    }
}

/// What a reader has to be told.
#[derive(Debug, Default, PartialEq, Eq)]
struct Expected {
    /// Each with the reconnection time at that point.
    told: Vec<(What, Option<u64>)>,
    last_event_id: Vec<u8>,
    retry: Option<u64>,
}

impl Expected {
    fn of(outcome: &Outcome) -> Self {
        let told = outcome.happenings.iter();
        Self {
            told: told.map(|happening| (happening.what.clone(), happening.retry)).collect(),
            last_event_id: outcome.last_event_id.clone(),
            retry: outcome.retry,
        }
    }

    fn add(&mut self, record: &Record<'_>) {
        match *record {
            Record::Comment(text) => {
                for line in with_line_feeds(text).split(|&byte| byte == b'\n') {
                    self.told.push((What::Comment(line.to_vec()), self.retry));
                }
            }
            Record::Event { data, event_type, retry, id } => {
                let no_line_end = |value: &&[u8]| !value.iter().any(|byte| b"\r\n".contains(byte));
                self.retry = retry.or(self.retry);
                if let Some(id) = id.filter(no_line_end).filter(|id| !id.contains(&0)) {
                    self.last_event_id = id.to_vec();
                }
                let event_type = event_type.filter(no_line_end).filter(|name| !name.is_empty());
                let event = Block {
                    event_type: event_type.unwrap_or(b"message").to_vec(),
                    data: with_line_feeds(data),
                    id: self.last_event_id.clone(),
                };
                self.told.push((What::Event(event), self.retry));
            }
        }
    }
}

/// The text as a reader sees it: a CRLF and a CR are an LF.
fn with_line_feeds(text: &[u8]) -> Vec<u8> {
    let mut before = 0;
    let mut read = Vec::new();
    for &byte in text {
        if (before, byte) != (b'\r', b'\n') {
            read.push(if byte == b'\r' { b'\n' } else { byte });
        }
        before = byte;
    }
    read
}
