//! Chunks of up to eight bytes (feature `alloc`), which are read in a register.

use super::{
    Engine, Handed, Part,
    short_ways::{DATA, DATA_START, EVENT_TYPE, EVENT_TYPE_START, IGNORED, MOST_FEW, data_name},
};
use crate::{
    place::Place,
    progress::Progress,
    search::{CR, LF, few_bytes, line_end_in_word, without_first},
    storage::{Region, Storage},
};

/// What is left of a chunk: the first byte stands lowest, behind the last all bits are set.
#[derive(Clone, Copy)]
pub(super) struct Few {
    word: u64,
    len: usize,
}

impl Few {
    #[inline(always)]
    pub(super) const fn of_one(byte: u8) -> Self {
        Self { word: byte as u64 | !0xff, len: 1 }
    }

    #[inline(always)]
    const fn first(self) -> u8 {
        self.word as u8
    }

    #[inline(always)]
    const fn without_first(self, bytes: usize) -> Self {
        Self { word: without_first(self.word, bytes), len: self.len.saturating_sub(bytes) }
    }

    /// Up to the line's end, or all.
    #[inline(always)]
    fn line_len(self) -> usize {
        line_end_in_word(self.word).unwrap_or(self.len)
    }
}

impl<S: Storage> Engine<S> {
    /// Reads a chunk of up to eight bytes.
    #[inline(never)]
    pub(super) fn read_few(&mut self, chunk: &[u8]) -> Progress {
        let Some(word) = few_bytes(chunk) else { return self.read_on::<false>(chunk, 0) };
        if self.handed != Handed::Nothing {
            self.forget_handed_apart();
        }
        self.pass_by_no_bom(chunk);
        let mut few = Few { word, len: chunk.len() };
        // Before all else: most of what is ignored is taken by this alone.
        if self.place == IGNORED || self.is_nothing_between_events(few.first()) {
            few = self.few_of_ignored(few);
        }
        while few.len > 0 {
            let Some(rest) = self.takes_some(few) else { break };
            few = rest;
            if self.handed == Handed::Event {
                let pos = chunk.len() - few.len;
                self.looked_at(pos);
                return Progress::item(pos);
            }
        }
        let pos = chunk.len() - few.len;
        self.looked_at(pos);
        if few.len == 0 {
            return Progress::need_data(pos);
        }
        self.read_on::<false>(chunk, pos)
    }

    /// Takes what belongs together; `None` where the byte has to tell what to do.
    #[inline(always)]
    fn takes_some(&mut self, few: Few) -> Option<Few> {
        self.step();
        match self.place {
            DATA => self.few_of_data(few),
            DATA_START => self.few_of_data_begin(few),
            EVENT_TYPE_START => self.few_of_type_begin(few),
            EVENT_TYPE => self.few_of_type(few),
            IGNORED => Some(self.few_of_ignored(few)),
            Place::LINE_START | Place::AFTER_CR => self.few_at_line_start(few),
            _ => self.few_of_name(few),
        }
    }

    /// Takes data that is stored, and its line's end with the blank line.
    #[inline(always)]
    fn few_of_data(&mut self, few: Few) -> Option<Few> {
        let len = few.line_len();
        if self.data != Part::Stored || len > self.data_room() {
            return None;
        }
        self.storage.append_word(Region::Data, few.word, len);
        if len == few.len {
            return Some(few.without_first(len));
        }
        let rest = self.few_at_line_end(few.without_first(len));
        if rest.first() == LF && self.place == Place::LINE_START {
            return self.few_at_line_start(rest).or(Some(rest));
        }
        Some(rest)
    }

    #[inline(always)]
    pub(super) fn few_of_type(&mut self, few: Few) -> Option<Few> {
        let len = few.line_len();
        if self.event_type != Part::Stored || len > self.event_type_room() {
            return None;
        }
        self.storage.append_word(Region::EventType, few.word, len);
        let rest = few.without_first(len);
        Some(if rest.len > 0 { self.few_at_line_end(rest) } else { rest })
    }

    #[inline(always)]
    fn few_at_line_end(&mut self, few: Few) -> Few {
        self.after_line_end(few.first());
        few.without_first(1)
    }

    /// At a line's start between events: whether the byte begins a comment or a blank line.
    #[inline(always)]
    fn is_nothing_between_events(&self, byte: u8) -> bool {
        self.place == Place::LINE_START
            && (byte == b':' || byte == LF)
            && !self.report_comments
            && self.is_block_start()
    }

    /// Takes lines that are ignored, and blank lines between events.
    #[inline(always)]
    fn few_of_ignored(&mut self, mut few: Few) -> Few {
        let is_block_start = self.is_block_start();
        loop {
            few = few.without_first(few.line_len());
            if few.len == 0 {
                self.place = IGNORED;
                return few;
            }
            let byte = few.first();
            few = few.without_first(1);
            if byte == CR || !is_block_start {
                self.after_line_end(byte);
                return few;
            }
            while few.first() == LF {
                few = few.without_first(1);
            }
            if few.len == 0 || few.first() != b':' || self.report_comments {
                self.place = Place::LINE_START;
                return few;
            }
        }
    }

    #[inline(always)]
    pub(super) fn few_at_line_start(&mut self, few: Few) -> Option<Few> {
        let byte = few.first();
        if byte == LF || byte == CR {
            if byte == LF && self.place == Place::AFTER_CR {
                self.place = Place::LINE_START;
            } else if self.data == Part::Stored && !self.id.is_pending() {
                self.after_line_end(byte);
                self.handed = Handed::Event;
            } else if self.is_block_start() {
                self.after_line_end(byte);
            } else {
                return None;
            }
            return Some(few.without_first(1));
        }
        if let Some(place) = data_name(few.word, few.len) {
            self.place = place;
            return Some(few.without_first(few.len.min(6)));
        }
        self.place =
            if byte == b':' && !self.report_comments { IGNORED } else { Place::in_name(byte)? };
        Some(few.without_first(1))
    }

    /// Takes what there is of a name that an earlier byte began.
    #[inline(always)]
    fn few_of_name(&mut self, few: Few) -> Option<Few> {
        let (place, len) = self.place.follow(few.word.to_le_bytes());
        self.place = place;
        (len > 0).then(|| few.without_first(len))
    }

    /// At the first byte of a value: not where there is no room for as many as come at once.
    #[inline(always)]
    fn few_of_data_begin(&mut self, few: Few) -> Option<Few> {
        if self.dropping || self.data_room() <= MOST_FEW {
            return None;
        }
        if self.data != Part::Absent {
            self.storage.append(Region::Data, b"\n");
        }
        self.data = Part::Stored;
        self.place = DATA;
        self.few_of_data(few)
    }

    #[inline(always)]
    fn few_of_type_begin(&mut self, few: Few) -> Option<Few> {
        if self.dropping || self.max_event_type < MOST_FEW {
            return None;
        }
        self.storage.truncate(Region::EventType, 0);
        self.event_type = Part::Stored;
        self.place = EVENT_TYPE;
        self.few_of_type(few)
    }
}
