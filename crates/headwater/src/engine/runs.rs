//! Many bytes at once, where they would all do the same.

use super::{Engine, Handed};
use crate::{
    place::{Field, Place},
    search::line_end,
    storage::Storage,
};

impl<S: Storage> Engine<S> {
    /// Takes what a value goes on with, up to its line's end or the chunk's: as much as is within
    /// the limit. Nothing where that is nothing: the byte tells why.
    #[inline]
    pub(super) fn run<const FRAGMENTS: bool>(&mut self, chunk: &[u8], pos: &mut usize) -> Handed {
        if !self.place.is_in_value() {
            return Handed::Nothing;
        }
        let (field, first) = (self.place.field(), self.place.is_fresh());
        let start = *pos;
        let end = chunk.len().min(start.saturating_add(self.room::<FRAGMENTS>(field, first)));
        let rest = chunk.get(start..end).unwrap_or_default();
        let len = line_end(rest).unwrap_or(rest.len());
        if len == 0 {
            return Handed::Nothing;
        }
        self.step();
        self.looked_at(len);
        *pos += len;
        self.place = Place::within(field);
        self.value_piece::<FRAGMENTS>(field, chunk, start..*pos, first)
    }

    /// How many bytes the value may go on with.
    fn room<const FRAGMENTS: bool>(&self, field: Field, first: bool) -> usize {
        match field {
            Field::Data if FRAGMENTS || self.dropping => usize::MAX,
            Field::Data => self.data_room().saturating_sub(usize::from(self.joins(first))),
            Field::EventType if self.dropping => usize::MAX,
            Field::EventType if first => self.max_event_type,
            Field::EventType => self.event_type_room(),
            Field::Ignored => usize::MAX,
            Field::Unknown | Field::Comment => self.report.room(&self.storage),
            Field::Id if first => 0,
            Field::Id => self.id.room(&self.storage),
            Field::Retry => 0,
        }
    }
}
