//! What each field and each blank line does to the block under way (HTML standard 9.2.6, "process
//! the field" and "dispatch the event").

use core::ops::Range;

use super::{Engine, Handed, Part};
use crate::{
    place::Field,
    storage::{Region, Storage},
};

impl<S: Storage> Engine<S> {
    /// "If the line is empty: dispatch the event."
    #[inline]
    pub(super) fn blank_line<const FRAGMENTS: bool>(&mut self) -> Handed {
        if core::mem::take(&mut self.dropping) {
            self.id.discard_pending(&mut self.storage);
            self.clear_event();
            return Handed::Nothing;
        }
        self.id.commit(&mut self.storage);
        if self.data == Part::Absent {
            self.clear_event();
            return Handed::Nothing;
        }
        if FRAGMENTS { Handed::End } else { Handed::Event }
    }

    /// More of a field's value, empty where its line ends. Answers with the error where it goes over
    /// the field's limit.
    #[inline]
    pub(super) fn value_piece<const FRAGMENTS: bool>(
        &mut self,
        field: Field,
        chunk: &[u8],
        range: Range<usize>,
        first: bool,
    ) -> Handed {
        let piece = chunk.get(range.clone()).unwrap_or_default();
        match field {
            Field::Data if FRAGMENTS => {
                if self.dropping || piece.is_empty() {
                    return Handed::Nothing;
                }
                self.data = Part::InChunk(range.start, range.end);
                return Handed::Piece;
            }
            Field::Data => return self.data_piece(chunk, piece, first),
            Field::EventType => return self.event_type_piece(chunk, piece, first),
            Field::Id if self.id.value(&mut self.storage, piece, first).is_err() => {
                return Handed::IdTooLong;
            }
            Field::Retry => self.reconnection_time.value(piece, first),
            Field::Unknown if self.report.add_text(&mut self.storage, piece).is_err() => {
                return Handed::UnknownFieldTooLong;
            }
            Field::Comment if self.report.add_text(&mut self.storage, piece).is_err() => {
                return Handed::CommentTooLong;
            }
            _ => {}
        }
        Handed::Nothing
    }

    /// The line of a value ended within its limit.
    pub(super) fn value_ended(&mut self, field: Field) -> Handed {
        match field {
            Field::Id => {
                let looked_at = self.id.value_ended(&mut self.storage);
                self.looked_at(looked_at);
            }
            Field::Retry => self.reconnection_time.value_ended(),
            Field::Unknown => return Handed::UnknownField,
            Field::Comment => return Handed::Comment,
            _ => {}
        }
        Handed::Nothing
    }

    /// "Append the field value to the data buffer", the LF before it where it is not the first.
    pub(super) fn data_piece(&mut self, chunk: &[u8], piece: &[u8], first: bool) -> Handed {
        if self.dropping {
            return Handed::Nothing;
        }
        let joins = self.joins(first);
        self.keep_data(chunk);
        self.data = Part::Stored;
        if piece.len() + usize::from(joins) > self.data_room() {
            self.drop_event();
            return Handed::DataTooLarge;
        }
        if joins {
            self.storage.append(Region::Data, b"\n");
        }
        self.storage.append(Region::Data, piece);
        Handed::Nothing
    }

    /// Whether an LF joins the value to the one of the data line before.
    #[inline(always)]
    pub(super) fn joins(&self, first: bool) -> bool {
        first && self.data != Part::Absent
    }

    /// How many bytes more the data may have.
    #[inline(always)]
    pub(super) fn data_room(&self) -> usize {
        let len = match self.data {
            Part::InChunk(start, end) => end.saturating_sub(start),
            _ => self.storage.bytes(Region::Data).len(),
        };
        self.max_data.saturating_sub(len)
    }

    fn drop_event(&mut self) {
        self.clear_event();
        self.dropping = true;
    }

    /// "Set the event type buffer to the field value."
    fn event_type_piece(&mut self, chunk: &[u8], piece: &[u8], first: bool) -> Handed {
        if self.dropping {
            return Handed::Nothing;
        }
        if first {
            self.storage.truncate(Region::EventType, 0);
        } else {
            self.keep_event_type(chunk);
        }
        self.event_type = Part::Stored;
        if piece.len() > self.event_type_room() {
            self.drop_event();
            return Handed::EventTypeTooLarge;
        }
        self.storage.append(Region::EventType, piece);
        Handed::Nothing
    }

    #[inline(always)]
    pub(super) fn event_type_room(&self) -> usize {
        self.max_event_type.saturating_sub(self.storage.bytes(Region::EventType).len())
    }

    /// Fragments only: a data line's value begins.
    pub(super) fn data_start(&mut self) -> Handed {
        if self.dropping {
            return Handed::Nothing;
        }
        if self.data == Part::Absent {
            // No byte of it is stored; this says that the block has data.
            self.data = Part::Stored;
            return Handed::Start;
        }
        Handed::Joiner
    }
}
