//! Streams that come in dribbles (feature `alloc`): chunks that hold a part of a line.

use super::{
    Engine, Handed, Part,
    short_ways::{DATA, DATA_START, EVENT_TYPE, IGNORED, MOST_SMALL},
};
use crate::{
    place::Place,
    progress::Progress,
    search::{CR, LF, few_bytes, holds_line_end, line_end, line_end_in_blocks, may_hold_line_end},
    storage::{Region, Storage},
};

impl<S: Storage> Engine<S> {
    /// Reads what there is of a name that an earlier chunk began; answers where it stopped.
    #[inline(always)]
    pub(super) fn name_goes_on(&mut self, chunk: &[u8]) -> usize {
        let mut pos = 0;
        while let Some(&byte) = chunk.get(pos) {
            if byte <= CR || byte != self.place.expected() {
                break;
            }
            self.place = self.place.after_expected();
            pos += 1;
        }
        self.looked_at(pos);
        pos
    }

    /// Takes a few bytes of a type that is being stored, if its line does not end in them.
    #[inline(always)]
    pub(super) fn takes_few_of_type(&mut self, chunk: &[u8]) -> bool {
        let Some(word) = few_bytes(chunk) else { return false };
        let takes = self.event_type == Part::Stored
            && !holds_line_end(word)
            && chunk.len() <= self.event_type_room();
        if takes {
            self.storage.append_word(Region::EventType, word, chunk.len());
            self.looked_at(chunk.len());
        }
        takes
    }

    /// Takes a byte of a name or of a value: the common case of a stream that comes in dribbles.
    /// False where it is anything else, and then nothing is read.
    #[inline(always)]
    pub(super) fn takes_byte(&mut self, byte: u8) -> bool {
        if self.is_within_stored_data() && byte > CR && self.data_room() > 0 {
            self.storage.append(Region::Data, &[byte]);
        } else if byte == self.place.expected() && byte > CR && self.handed == Handed::Nothing {
            self.place = self.place.after_expected();
        } else {
            return self.takes_rarer_byte(byte);
        }
        self.looked_at(1);
        true
    }

    #[inline(never)]
    fn takes_rarer_byte(&mut self, byte: u8) -> bool {
        if self.handed != Handed::Nothing {
            self.forget_handed();
        }
        let place = self.place;
        let next = match place {
            IGNORED if byte != CR && byte != LF => IGNORED,
            DATA | EVENT_TYPE | IGNORED if byte == LF => Place::LINE_START,
            EVENT_TYPE if byte > CR && self.takes_type_byte(byte) => EVENT_TYPE,
            DATA_START if byte > CR && self.takes_first_byte(byte) => DATA,
            place if byte > CR && byte == place.expected() => place.after_expected(),
            Place::LINE_START if byte == b':' && !self.report_comments => IGNORED,
            Place::LINE_START => match Place::in_name(byte) {
                Some(place) => place,
                None => return byte == LF && self.takes_noise(),
            },
            _ => return false,
        };
        self.place = next;
        self.looked_at(1);
        true
    }

    /// A blank line between events.
    fn takes_noise(&mut self) -> bool {
        let takes = self.is_block_start();
        self.looked_at(usize::from(takes));
        takes
    }

    fn takes_type_byte(&mut self, byte: u8) -> bool {
        let takes = self.event_type == Part::Stored && self.event_type_room() > 0;
        if takes {
            self.storage.append(Region::EventType, &[byte]);
        }
        takes
    }

    /// The first byte of the block's first data.
    fn takes_first_byte(&mut self, byte: u8) -> bool {
        let takes = self.data == Part::Absent && !self.dropping && self.max_data > 0;
        if takes {
            self.storage.append(Region::Data, &[byte]);
            self.data = Part::Stored;
        }
        takes
    }

    /// Data that earlier chunks began.
    #[inline(never)]
    pub(super) fn more_data(&mut self, chunk: &[u8]) -> Progress {
        if chunk.len() <= self.data_room() && chunk.len() <= MOST_SMALL {
            if let Some(word) = few_bytes(chunk) {
                if !holds_line_end(word) {
                    self.looked_at(chunk.len());
                    self.storage.append_word(Region::Data, word, chunk.len());
                    return Progress::need_data(chunk.len());
                }
            } else if !may_hold_line_end(chunk) {
                self.looked_at(chunk.len());
                self.storage.append(Region::Data, chunk);
                return Progress::need_data(chunk.len());
            }
        }
        self.data_line_goes_on(chunk)
    }

    #[inline(never)]
    fn data_line_goes_on(&mut self, chunk: &[u8]) -> Progress {
        let found =
            if chunk.len() <= MOST_SMALL { line_end_in_blocks(chunk) } else { line_end(chunk) };
        let len = found.unwrap_or(chunk.len());
        if len > self.data_room() {
            return self.read_on::<false>(chunk, 0);
        }
        self.looked_at(len);
        match chunk.get(..len).unwrap_or_default() {
            [] => {}
            piece => match few_bytes(piece) {
                Some(word) => self.storage.append_word(Region::Data, word, len),
                None => self.storage.append(Region::Data, piece),
            },
        }
        if len == chunk.len() {
            return Progress::need_data(len);
        }
        self.after_data_line(chunk, len)
    }
}
