//! Streams that come in dribbles (feature `alloc`): chunks that hold a part of a line.

use super::{
    Engine, Handed, Part,
    short_ways::{DATA, DATA_START, EVENT_TYPE, EVENT_TYPE_START, IGNORED, data_name},
};
use crate::{
    place::Place,
    progress::Progress,
    search::{
        CR, LF, few_bytes, four_to_eight_bytes, holds_line_end, line_end, line_end_in_word,
        without_first,
    },
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
        if self.handed != Handed::Nothing {
            return false;
        }
        let taken = match self.place {
            DATA | EVENT_TYPE | IGNORED if byte == LF => {
                self.place = Place::LINE_START;
                1
            }
            EVENT_TYPE | IGNORED if byte > CR => self.few_of_value(u64::from(byte), 1),
            Place::LINE_START if byte == LF => usize::from(self.is_block_start()),
            Place::LINE_START => self.few_at_line_start(u64::from(byte), 1),
            _ => 0,
        };
        self.looked_at(taken);
        taken > 0
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

    /// Reads a chunk of up to eight bytes.
    #[inline(never)]
    pub(super) fn few(&mut self, chunk: &[u8]) -> Progress {
        let Some(mut word) = few_bytes(chunk) else { return self.read_on::<false>(chunk, 0) };
        if self.handed != Handed::Nothing {
            self.forget_handed();
        }
        self.pass_by_no_bom(chunk);
        let mut pos = 0;
        while pos < chunk.len() {
            let byte = word as u8;
            let taken = match self.place {
                DATA | EVENT_TYPE | IGNORED => match line_end_in_word(word) {
                    Some(0) => {
                        self.after_line_end(byte);
                        1
                    }
                    found => self.few_of_value(word, found.unwrap_or(chunk.len() - pos)),
                },
                Place::LINE_START | Place::AFTER_CR => match byte {
                    LF if self.place == Place::AFTER_CR => {
                        self.place = Place::LINE_START;
                        1
                    }
                    LF | CR if self.data == Part::Stored && !self.id.is_pending() => {
                        self.after_line_end(byte);
                        self.looked_at(pos + 1);
                        self.handed = Handed::Event;
                        return Progress::item(pos + 1);
                    }
                    LF | CR if self.is_block_start() => {
                        self.after_line_end(byte);
                        1
                    }
                    _ => self.few_at_line_start(word, chunk.len() - pos),
                },
                DATA_START | EVENT_TYPE_START if byte > CR => {
                    if !self.few_may_begin() {
                        break;
                    }
                    continue;
                }
                place if byte == place.expected() && byte > CR => {
                    self.place = place.after_expected();
                    1
                }
                _ => break,
            };
            if taken == 0 {
                break;
            }
            pos += taken;
            word = without_first(word, taken);
        }
        self.looked_at(pos);
        if pos == chunk.len() {
            return Progress::need_data(pos);
        }
        self.read_on::<false>(chunk, pos)
    }

    /// Takes so many bytes of a value; 0 where it may not.
    #[inline(always)]
    fn few_of_value(&mut self, word: u64, len: usize) -> usize {
        let (region, takes) = match self.place {
            DATA => (Region::Data, self.data == Part::Stored && len <= self.data_room()),
            EVENT_TYPE => {
                let takes = self.event_type == Part::Stored && len <= self.event_type_room();
                (Region::EventType, takes)
            }
            _ => return len,
        };
        if !takes {
            return 0;
        }
        self.storage.append_word(region, word, len);
        len
    }

    /// Takes what there is of `data: `, or a byte of what else a line can begin with.
    #[inline(always)]
    fn few_at_line_start(&mut self, word: u64, len: usize) -> usize {
        let byte = word as u8;
        if let Some(place) = data_name(word, len) {
            self.place = place;
            return len.min(6);
        }
        let place = if byte == b':' && !self.report_comments {
            Some(IGNORED)
        } else {
            Place::in_name(byte)
        };
        match place {
            Some(place) => {
                self.place = place;
                1
            }
            None => 0,
        }
    }

    /// At the first byte of a value that is stored, makes room for as many as come at once; false
    /// where there is not so much.
    #[inline(always)]
    fn few_may_begin(&mut self) -> bool {
        if self.dropping {
            return false;
        }
        if self.place == EVENT_TYPE_START {
            if self.max_event_type < 8 {
                return false;
            }
            self.storage.truncate(Region::EventType, 0);
            self.event_type = Part::Stored;
            self.place = EVENT_TYPE;
            return true;
        }
        if self.data_room() <= 8 {
            return false;
        }
        if self.data != Part::Absent {
            self.storage.append(Region::Data, b"\n");
        }
        self.data = Part::Stored;
        self.place = DATA;
        true
    }

    /// Data that earlier chunks began.
    #[inline(never)]
    pub(super) fn more_data(&mut self, chunk: &[u8]) -> Progress {
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
