//! The `id` field: the id in force, and the one that the next blank line commits.

use crate::{
    error::{InvalidLastEventId, TooLong},
    search::{CR, LF},
    storage::{Region, Storage},
};

/// Where the ids stand in [`Region::Ids`]: committed, pending, then the one being read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LastEventId {
    // 0 <= committed_end <= pending_end <= length of the region
    committed_end: usize,
    pending_end: usize,
    is_pending: bool,
    max: usize,
}

impl LastEventId {
    /// No id, and none longer than `max` bytes to come.
    pub(crate) const fn new(max: usize) -> Self {
        Self { committed_end: 0, pending_end: 0, is_pending: false, max }
    }

    /// The most that an id may have, in bytes.
    pub(crate) const fn max(&self) -> usize {
        self.max
    }

    /// Whether the next blank line commits an id.
    #[cfg(feature = "alloc")]
    pub(crate) const fn is_pending(&self) -> bool {
        self.is_pending
    }

    /// The id in force.
    pub(crate) fn get<'a>(&self, storage: &'a impl Storage) -> &'a [u8] {
        storage.bytes(Region::Ids).get(..self.committed_end).unwrap_or_default()
    }

    pub(crate) fn set(
        &mut self,
        storage: &mut impl Storage,
        id: &[u8],
    ) -> Result<(), InvalidLastEventId> {
        if let Some(at) = id.iter().position(|byte| matches!(byte, 0 | &CR | &LF)) {
            return Err(InvalidLastEventId::Byte { at });
        }
        if id.len() > self.max {
            return Err(InvalidLastEventId::TooLong { limit: self.max });
        }
        self.forget(storage);
        storage.append(Region::Ids, id);
        self.committed_end = id.len();
        self.pending_end = id.len();
        Ok(())
    }

    /// Part of the field's value. Where it goes over the limit, the field is dropped.
    ///
    /// "If the field value does not contain U+0000 NULL, then set the last event ID buffer to the
    /// field value." An earlier id of the block stays pending until this one is known to be good.
    pub(crate) fn value(
        &mut self,
        storage: &mut impl Storage,
        piece: &[u8],
        first: bool,
    ) -> Result<(), TooLong> {
        if first {
            storage.truncate(Region::Ids, self.pending_end);
        }
        if piece.len() > self.room(storage) {
            storage.truncate(Region::Ids, self.pending_end);
            return Err(TooLong);
        }
        storage.append(Region::Ids, piece);
        Ok(())
    }

    /// How many bytes more the id being read may have.
    pub(crate) fn room(&self, storage: &impl Storage) -> usize {
        let incoming = storage.bytes(Region::Ids).len().saturating_sub(self.pending_end);
        self.max.saturating_sub(incoming)
    }

    /// The line of the field ended. Answers how many bytes it looked at.
    pub(crate) fn value_ended(&mut self, storage: &mut impl Storage) -> usize {
        let incoming = storage.bytes(Region::Ids).get(self.pending_end..).unwrap_or_default();
        let len = incoming.len();
        if incoming.contains(&0) {
            storage.truncate(Region::Ids, self.pending_end);
            return len;
        }
        storage.remove(Region::Ids, self.committed_end..self.pending_end);
        self.pending_end = self.committed_end + len;
        self.is_pending = true;
        len
    }

    /// A blank line: the pending id is committed, with its event or without one.
    #[inline(always)]
    pub(crate) fn commit(&mut self, storage: &mut impl Storage) {
        if self.is_pending {
            storage.remove(Region::Ids, 0..self.committed_end);
            self.committed_end = self.pending_end - self.committed_end;
            self.pending_end = self.committed_end;
            self.is_pending = false;
        }
    }

    /// Forgets what the block gave.
    pub(crate) fn discard_pending(&mut self, storage: &mut impl Storage) {
        storage.truncate(Region::Ids, self.committed_end);
        self.pending_end = self.committed_end;
        self.is_pending = false;
    }

    pub(crate) fn forget(&mut self, storage: &mut impl Storage) {
        self.committed_end = 0;
        self.discard_pending(storage);
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::LastEventId;
    use crate::storage::Growing;

    #[test]
    fn an_id_is_pending_from_its_line_end_to_the_blank_line() {
        let (mut id, mut storage) = (LastEventId::new(8), Growing::new());
        assert!(!id.is_pending());
        id.value(&mut storage, b"7", true).expect("it is short");
        assert!(!id.is_pending());
        id.value_ended(&mut storage);
        assert!(id.is_pending());
        id.commit(&mut storage);
        assert!(!id.is_pending());
    }
}
