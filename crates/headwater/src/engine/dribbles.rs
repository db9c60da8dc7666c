//! Streams that come in dribbles (feature `alloc`): chunks that hold a part of a line.

use super::{
    Engine, Handed, Part,
    few::Few,
    short_ways::{DATA, EVENT_TYPE, IGNORED},
};
use crate::{
    place::Place,
    progress::Progress,
    search::{CR, LF, four_to_eight_bytes, holds_line_end, line_end, line_end_near},
    storage::{Region, Storage},
};

impl<S: Storage> Engine<S> {
    /// Reads what there is of a name that an earlier chunk began; answers where it stopped.
    #[inline(always)]
    pub(super) fn name_goes_on(&mut self, chunk: &[u8]) -> usize {
        let (place, len) = self.place.follow(chunk.iter().copied());
        self.place = place;
        self.looked_at(len);
        len
    }

    /// Takes a byte of a name or of a value: the common case of a stream that comes byte by byte.
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

    /// The same for lines of other fields, and where lines begin and end.
    #[inline(never)]
    fn takes_rarer_byte(&mut self, byte: u8) -> bool {
        self.step();
        if self.handed != Handed::Nothing {
            return false;
        }
        let takes = match self.place {
            DATA | EVENT_TYPE | IGNORED if byte == LF => {
                self.place = Place::LINE_START;
                true
            }
            IGNORED => byte != CR,
            EVENT_TYPE if byte > CR => self.few_of_type(Few::of_one(byte)).is_some(),
            Place::LINE_START if byte == LF => self.is_block_start(),
            Place::LINE_START if byte != CR => self.few_at_line_start(Few::of_one(byte)).is_some(),
            _ => false,
        };
        self.looked_at(usize::from(takes));
        takes
    }

    /// Takes what there is of data that earlier chunks began, where its line does not end in it.
    #[inline(always)]
    pub(super) fn takes_few_of_data(&mut self, chunk: &[u8]) -> bool {
        let Some(word) = four_to_eight_bytes(chunk) else { return false };
        let takes = self.is_within_stored_data()
            && !holds_line_end(word)
            && chunk.len() <= self.data_room();
        if takes {
            self.storage.append_word(Region::Data, word, chunk.len());
            self.looked_at(chunk.len());
        }
        takes
    }

    /// Reads what there is of a type that earlier chunks began, and an LF at its end; answers where it
    /// stopped.
    #[inline(always)]
    pub(super) fn more_of_type(&mut self, chunk: &[u8]) -> usize {
        let len = line_end_near(chunk).unwrap_or(chunk.len());
        if self.event_type != Part::Stored || len > self.event_type_room() {
            return 0;
        }
        self.looked_at(len);
        self.storage.append_first(Region::EventType, chunk, len);
        if chunk.get(len) != Some(&LF) {
            return len;
        }
        self.looked_at(1);
        self.place = Place::LINE_START;
        len + 1
    }

    /// Data that earlier chunks began.
    #[inline(never)]
    pub(super) fn more_data(&mut self, chunk: &[u8]) -> Progress {
        self.step();
        let len = line_end(chunk).unwrap_or(chunk.len());
        if len > self.data_room() {
            return self.read_on::<false>(chunk, 0);
        }
        self.looked_at(len);
        self.storage.append_first(Region::Data, chunk, len);
        if len == chunk.len() {
            return Progress::need_data(len);
        }
        self.after_data_line(chunk, len)
    }
}
