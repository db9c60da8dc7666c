//! What was said so far in each part, remembered by its length and a hash.

use alloc::vec::Vec;

use crate::record::{Place, TextKind};

/// The parts of which something was passed on.
///
/// The events that end a part repeat it whole. To tell whether anything is new in them, the text
/// itself need not be kept.
#[derive(Clone, Default)]
pub(super) struct Parts {
    said: Vec<Said>,
}

#[derive(Clone)]
struct Said {
    kind: TextKind,
    place: Place,
    len: usize,
    hash: u64,
    /// A delta of it came.
    is_streamed: bool,
}

/// How the whole of a part compares with what was passed on.
pub(super) enum Settled<'a> {
    Same,
    /// This much is still to be passed on.
    Lacks(&'a str),
    Differs,
}

impl Parts {
    /// Notes that a text was passed on, the piece of a delta or not; false if there are too many parts.
    pub(super) fn append(
        &mut self,
        kind: TextKind,
        place: Place,
        text: &str,
        is_delta: bool,
        max_parts: usize,
    ) -> bool {
        let at = self.position(kind, place).unwrap_or(self.said.len());
        if at == self.said.len() {
            if at >= max_parts {
                return false;
            }
            self.said.push(Said { kind, place, len: 0, hash: HASH_OF_NOTHING, is_streamed: false });
        }
        if let Some(said) = self.said.get_mut(at) {
            said.len = said.len.saturating_add(text.len());
            said.hash = hash(said.hash, text);
            said.is_streamed |= is_delta;
        }
        true
    }

    /// Compares. The positions in an item, and those of items in the terminal response, may differ
    /// from those of the deltas, so that the same text at another place counts, too: within the
    /// item, or `anywhere`. After an event was `lost`, the deltas may be a beginning only.
    pub(super) fn settle<'a>(
        &self,
        kind: TextKind,
        place: Place,
        whole: &'a str,
        anywhere: bool,
        lost: bool,
    ) -> Settled<'a> {
        let whole_hash = hash(HASH_OF_NOTHING, whole);
        let may_be =
            |said: &&Said| said.kind == kind && (anywhere || said.place.item == place.item);
        let mut others = self.said.iter().filter(may_be);
        if others.any(|said| said.len == whole.len() && said.hash == whole_hash) {
            return Settled::Same;
        }
        let Some(said) = self.position(kind, place).and_then(|at| self.said.get(at)) else {
            return Settled::Lacks(whole);
        };
        match whole.split_at_checked(said.len) {
            Some((before, rest)) if lost && hash(HASH_OF_NOTHING, before) == said.hash => {
                Settled::Lacks(rest)
            }
            _ => Settled::Differs,
        }
    }

    /// Whether any reasoning was passed on, of this item or of any; only in deltas, or in any way.
    pub(super) fn has_reasoning(&self, item: Option<u32>, in_deltas: bool) -> bool {
        self.said.iter().any(|said| {
            matches!(said.kind, TextKind::Reasoning | TextKind::Summary)
                && item.is_none_or(|item| said.place.item == item)
                && (said.is_streamed || !in_deltas)
        })
    }

    fn position(&self, kind: TextKind, place: Place) -> Option<usize> {
        self.said.iter().rposition(|said| said.kind == kind && said.place == place)
    }
}

const HASH_OF_NOTHING: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a: takes a text in pieces.
fn hash(so_far: u64, text: &str) -> u64 {
    text.bytes().fold(so_far, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
