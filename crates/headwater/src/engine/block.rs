//! What each line does to the block under way (HTML standard 9.2.6, "process the field" and
//! "dispatch the event").

use core::ops::Range;

use super::{Engine, Handed, NO_VALUE, Part};
use crate::{
    line::{Field, Value},
    search::{CR, LF},
    storage::{Region, Storage},
};

impl<S: Storage> Engine<S> {
    /// "If the line is empty: dispatch the event."
    #[inline(always)]
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

    /// Part of a data field's value, to be joined to what is stored.
    pub(super) fn store_data(&mut self, chunk: &[u8], value: Value, pos: &mut usize) -> Handed {
        if self.dropping {
            return Handed::Nothing;
        }
        let joins = value.first && self.data != Part::Absent;
        match self.data {
            Part::Absent => self.storage.truncate(Region::Data, 0),
            Part::InChunk(start, end) => {
                self.storage.truncate(Region::Data, 0);
                self.storage.append(Region::Data, chunk.get(start..end).unwrap_or_default());
            }
            Part::Stored => {}
        }
        self.data = Part::Stored;
        let room = self.max_data.saturating_sub(self.storage.bytes(Region::Data).len());
        let piece = chunk.get(value.start..value.end).unwrap_or_default();
        if piece.len() + usize::from(joins) > room {
            let fits = room.saturating_sub(usize::from(joins));
            self.go_on_after(chunk, value, fits, pos);
            self.drop_event();
            return Handed::DataTooLarge;
        }
        if joins {
            self.storage.append(Region::Data, b"\n");
        }
        self.storage.append(Region::Data, piece);
        Handed::Nothing
    }

    fn drop_event(&mut self) {
        self.clear_event();
        self.dropping = true;
    }

    /// Reading goes on right after the byte that went over a limit: the one behind the first
    /// `fits` bytes of the value, or its line's end. The rest of the value is ignored.
    fn go_on_after(&mut self, chunk: &[u8], value: Value, fits: usize, pos: &mut usize) {
        let over = value.start + fits;
        if over < value.end {
            self.lines.ignore_rest_of_line();
            *pos = over + 1;
        } else {
            self.lines.resume_after(chunk.get(value.end).copied().unwrap_or(LF));
            *pos = value.end + 1;
        }
    }

    /// Part of the value of any other field.
    pub(super) fn value(&mut self, chunk: &[u8], value: Value, pos: &mut usize) -> Handed {
        let piece = chunk.get(value.start..value.end).unwrap_or_default();
        if matches!(value.field, Field::Id | Field::Retry) {
            // For a NUL, for digits: once more, however the value was cut.
            self.lines.looked_at(piece.len());
        }
        let kept = match value.field {
            Field::EventType => return self.event_type_value(chunk, value, pos),
            Field::Id => self.id.value(&mut self.storage, piece, value.first, value.last),
            Field::Retry => {
                self.reconnection_time.value(piece, value.first, value.last);
                Ok(())
            }
            Field::Comment | Field::Unknown => {
                if value.first && value.field == Field::Comment {
                    self.report.begin(&mut self.storage);
                }
                self.report.add_text(&mut self.storage, piece)
            }
            // Data comes here as fragments only.
            Field::Data if !self.dropping && !piece.is_empty() => {
                self.data = Part::InChunk(value.start, value.end);
                return Handed::Piece;
            }
            Field::Data | Field::Ignored => Ok(()),
        };
        if let Err(fits) = kept {
            self.go_on_after(chunk, value, fits, pos);
        }
        match (value.field, kept) {
            (Field::Id, Err(_)) => Handed::IdTooLong,
            (Field::Comment, Err(_)) => Handed::CommentTooLong,
            (Field::Unknown, Err(_)) => Handed::UnknownFieldTooLong,
            (Field::Comment, Ok(())) if value.last => Handed::Comment,
            (Field::Unknown, Ok(())) if value.last => Handed::UnknownField,
            _ => Handed::Nothing,
        }
    }

    fn event_type_value(&mut self, chunk: &[u8], value: Value, pos: &mut usize) -> Handed {
        if self.dropping {
            return Handed::Nothing;
        }
        let room = if value.first {
            self.max_event_type
        } else {
            self.max_event_type.saturating_sub(self.storage.bytes(Region::EventType).len())
        };
        if value.end - value.start > room {
            self.go_on_after(chunk, value, room, pos);
            self.drop_event();
            return Handed::EventTypeTooLarge;
        }
        if value.first {
            self.storage.truncate(Region::EventType, 0);
        }
        self.event_type = Part::Stored;
        let piece = chunk.get(value.start..value.end).unwrap_or_default();
        self.storage.append(Region::EventType, piece);
        Handed::Nothing
    }

    pub(super) fn unknown_name(
        &mut self,
        chunk: &[u8],
        first: bool,
        prefix: &[u8],
        range: Range<usize>,
        pos: &mut usize,
    ) -> Handed {
        if first {
            self.report.begin(&mut self.storage);
        }
        let start = range.start;
        let name = chunk.get(range).unwrap_or_default();
        let kept = self.report.add_name(&mut self.storage, prefix);
        // A prefix lies behind us: where it is over the limit, that strikes with the byte that
        // shows that the name is none of ours.
        let kept = kept.map_err(|_| 0).and_then(|()| self.report.add_name(&mut self.storage, name));
        let Err(fits) = kept else { return Handed::Nothing };
        let over = start + fits;
        let ends_line = matches!(chunk.get(over), Some(&(LF | CR)));
        let end = over + usize::from(!ends_line);
        self.go_on_after(chunk, Value { start: over, end, ..NO_VALUE }, 0, pos);
        Handed::UnknownFieldTooLong
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
