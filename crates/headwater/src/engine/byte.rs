//! What one byte does, wherever in the stream it stands: the grammar of HTML standard 9.2.5.

use super::{Engine, Handed};
use crate::{
    place::{Field, Place},
    search::{CR, LF},
    storage::Storage,
};

const fn is_line_end(byte: u8) -> bool {
    byte == LF || byte == CR
}

impl<S: Storage> Engine<S> {
    /// Reads `byte`, which stands at `*pos`. Where it makes a value begin that is announced, it is
    /// left for the next call.
    #[inline]
    pub(super) fn byte<const FRAGMENTS: bool>(
        &mut self,
        byte: u8,
        chunk: &[u8],
        pos: &mut usize,
    ) -> Handed {
        let place = self.place;
        self.step();
        self.looked_at(1);
        *pos += 1;
        if byte == place.expected() && byte != LF {
            self.place = place.after_expected();
            if FRAGMENTS && self.place == Place::value_of(Field::Data) {
                return self.data_start();
            }
            return Handed::Nothing;
        }
        if place.is_value_next() || (place.is_name_complete() && is_line_end(byte)) {
            self.place = Place::value_of(place.field());
            if FRAGMENTS && place.field() == Field::Data {
                *pos -= 1;
                return self.data_start();
            }
        }
        if self.place.is_in_value() {
            return self.value_byte::<FRAGMENTS>(byte, chunk, *pos);
        }
        match place {
            Place::LINE_START | Place::AFTER_CR | Place::STREAM_START => {
                self.line_start::<FRAGMENTS>(byte)
            }
            Place::UNKNOWN_NAME => self.unknown_name(byte),
            Place::CLOSED => Handed::Nothing,
            _ => self.unknown_field(place.seen(), byte),
        }
    }

    /// A byte at a line's start that no `data` begins with.
    fn line_start<const FRAGMENTS: bool>(&mut self, byte: u8) -> Handed {
        if self.place == Place::AFTER_CR && byte == LF {
            self.place = Place::LINE_START;
        } else if let Some(place) = Place::in_name(byte) {
            self.place = place;
        } else if is_line_end(byte) {
            self.after_line_end(byte);
            return self.blank_line::<FRAGMENTS>();
        } else if byte == b':' {
            self.comment();
        } else {
            return self.unknown_field(b"", byte);
        }
        Handed::Nothing
    }

    pub(super) const fn after_line_end(&mut self, byte: u8) {
        self.place = if byte == CR { Place::AFTER_CR } else { Place::LINE_START };
    }

    fn comment(&mut self) {
        if self.report_comments {
            self.report.begin(&mut self.storage);
            self.place = Place::value_of(Field::Comment);
        } else {
            self.place = Place::within(Field::Ignored);
        }
    }

    /// The byte shows that the line's name is none that the standard knows; `seen` of it lies behind
    /// us.
    fn unknown_field(&mut self, seen: &[u8], byte: u8) -> Handed {
        if !self.report_unknown_fields {
            self.place = Place::within(Field::Ignored);
            if is_line_end(byte) {
                self.after_line_end(byte);
            }
            return Handed::Nothing;
        }
        self.report.begin(&mut self.storage);
        self.place = Place::UNKNOWN_NAME;
        if self.report.add_name(&mut self.storage, seen).is_err() {
            return self.over_limit(byte, Handed::UnknownFieldTooLong);
        }
        self.unknown_name(byte)
    }

    /// A byte of an unknown field's name, or the one after it.
    fn unknown_name(&mut self, byte: u8) -> Handed {
        if byte == b':' {
            self.place = Place::UNKNOWN_SPACE;
            return Handed::Nothing;
        }
        if is_line_end(byte) {
            self.after_line_end(byte);
            return Handed::UnknownField;
        }
        match self.report.add_name(&mut self.storage, &[byte]) {
            Ok(()) => Handed::Nothing,
            Err(_) => self.over_limit(byte, Handed::UnknownFieldTooLong),
        }
    }

    /// Reading goes on after the byte that went over a limit: the rest of its line counts for
    /// nothing.
    pub(super) const fn over_limit(&mut self, byte: u8, handed: Handed) -> Handed {
        self.place = Place::within(Field::Ignored);
        if is_line_end(byte) {
            self.after_line_end(byte);
        }
        handed
    }

    /// A byte of a value, which ends at `end`, or the first byte of its line's end.
    fn value_byte<const FRAGMENTS: bool>(&mut self, byte: u8, chunk: &[u8], end: usize) -> Handed {
        let (field, first) = (self.place.field(), self.place.is_fresh());
        let piece = if is_line_end(byte) {
            self.after_line_end(byte);
            if !first && matches!(field, Field::Data | Field::EventType | Field::Ignored) {
                return Handed::Nothing;
            }
            end..end
        } else {
            self.place = Place::within(field);
            end - 1..end
        };
        match self.value_piece::<FRAGMENTS>(field, chunk, piece, first) {
            Handed::Nothing if is_line_end(byte) => self.value_ended(field),
            Handed::Nothing => Handed::Nothing,
            Handed::Piece => Handed::Piece,
            handed => self.over_limit(byte, handed),
        }
    }
}
