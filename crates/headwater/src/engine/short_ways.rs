//! Whole lines and whole events at once (feature `alloc`): what nearly all calls come upon.
//!
//! A short way is taken where everything is as usual, and does what the bytes would have done one
//! by one. Where something is not (a limit, a report, an id that waits for its blank line), it
//! leaves the engine standing at the byte in question, and the byte decides.

use super::{Engine, Handed, Part};
use crate::{
    place::{Field, Place},
    progress::Progress,
    search::{CR, LF, few_bytes, holds_line_end, line_end, may_hold_line_end},
    storage::{Region, Storage},
};

const DATA: u64 = u64::from_le_bytes(*b"data:\0\0\0");
const DATA_MASK: u64 = 0xff_ffff_ffff;
const EVENT: u64 = u64::from_le_bytes(*b"event:\0\0");
const EVENT_MASK: u64 = 0xffff_ffff_ffff;

/// Up to this size a chunk is first looked at for whether it holds a line end at all.
const MOST_SMALL: usize = 256;

/// Where the value of a line with a usual name begins.
#[inline(always)]
fn usual_name(line: &[u8]) -> Option<(Field, usize)> {
    let head = line.first_chunk::<8>()?;
    let word = u64::from_le_bytes(*head);
    if word & DATA_MASK == DATA {
        Some((Field::Data, 5 + usize::from(head[5] == b' ')))
    } else if word & EVENT_MASK == EVENT {
        Some((Field::EventType, 6 + usize::from(head[6] == b' ')))
    } else {
        None
    }
}

/// How long the line end at `at` is, where it lies whole in the chunk and the byte after a CR is
/// there to tell.
#[inline(always)]
fn line_end_len(chunk: &[u8], at: usize) -> Option<usize> {
    match chunk.get(at)? {
        &LF => Some(1),
        _ => Some(1 + usize::from(*chunk.get(at + 1)? == LF)),
    }
}

/// Where the blank line at `at`, if it is one, ends.
#[inline(always)]
fn blank_line_end(chunk: &[u8], at: usize) -> Option<usize> {
    match *chunk.get(at)? {
        LF => Some(at + 1),
        CR if chunk.get(at + 1) == Some(&LF) => Some(at + 2),
        _ => None,
    }
}

impl<S: Storage> Engine<S> {
    /// The short way from the start of a call, if there is one.
    #[inline(always)]
    pub(super) fn short_way(&mut self, chunk: &[u8]) -> Option<Progress> {
        if self.handed == Handed::Event && self.place == Place::LINE_START {
            return self.next_event(chunk);
        }
        if self.is_within_stored_data() {
            return self.more_data(chunk);
        }
        None
    }

    #[inline(always)]
    fn is_within_stored_data(&self) -> bool {
        // Nothing is handed out in the middle of data.
        self.place == Place::within(Field::Data) && self.data == Part::Stored
    }

    /// Takes a small chunk, where all of it is part of a name or of stored data: the common case of
    /// a stream that comes in dribbles. False, and nothing is read, where it is anything else.
    #[inline(always)]
    pub(crate) fn takes_all(&mut self, chunk: &[u8]) -> bool {
        match *chunk {
            [byte] if self.handed == Handed::Nothing => self.takes_byte(byte),
            [_, ..] if chunk.len() <= MOST_SMALL && self.is_within_stored_data() => {
                self.takes_data(chunk)
            }
            _ => false,
        }
    }

    #[inline(always)]
    fn takes_byte(&mut self, byte: u8) -> bool {
        if self.is_within_stored_data() {
            if byte == LF {
                self.place = Place::LINE_START;
            } else if byte == CR || self.data_room() == 0 {
                return false;
            } else {
                self.storage.append(Region::Data, &[byte]);
            }
        } else if byte == self.place.expected() && byte != LF {
            self.place = self.place.after_expected();
        } else {
            return false;
        }
        self.looked_at(1);
        true
    }

    #[inline(never)]
    fn takes_data(&mut self, chunk: &[u8]) -> bool {
        if chunk.len() > self.data_room() {
            return false;
        }
        if let Some(word) = few_bytes(chunk) {
            if holds_line_end(word) {
                return false;
            }
            self.storage.append_word(Region::Data, word, chunk.len());
        } else {
            if may_hold_line_end(chunk) {
                return false;
            }
            self.storage.append(Region::Data, chunk);
        }
        self.looked_at(chunk.len());
        true
    }

    /// Data that earlier chunks began.
    #[inline(always)]
    fn more_data(&mut self, chunk: &[u8]) -> Option<Progress> {
        let len = line_end(chunk).unwrap_or(chunk.len());
        if len > self.data_room() {
            return None;
        }
        self.looked_at(len);
        self.storage.append(Region::Data, chunk.get(..len).unwrap_or_default());
        if len == chunk.len() {
            return Some(Progress::need_data(len));
        }
        Some(self.after_data_line(chunk, len))
    }

    /// A data line ended, with its line end at `at`; data and type are where they should be.
    #[inline(always)]
    fn after_data_line(&mut self, chunk: &[u8], at: usize) -> Progress {
        if let Some(len) = line_end_len(chunk, at) {
            self.place = Place::LINE_START;
            let next = at + len;
            self.looked_at(len);
            if !self.id.is_pending() {
                if let Some(end) = blank_line_end(chunk, next) {
                    self.looked_at(end - next);
                    self.handed = Handed::Event;
                    return Progress::item(end);
                }
            }
            return self.read_on::<false>(chunk, next);
        }
        self.read_on::<false>(chunk, at)
    }

    /// The event after an event: nothing is under way.
    #[inline(always)]
    fn next_event(&mut self, chunk: &[u8]) -> Option<Progress> {
        self.forget_handed();
        let (field, mut start) = usual_name(chunk)?;
        if field == Field::EventType {
            let len = line_end(chunk.get(start..)?)?;
            let end = start + len;
            if len > self.max_event_type || chunk.get(end) != Some(&LF) {
                return None;
            }
            let Some((Field::Data, name_len)) = usual_name(chunk.get(end + 1..)?) else {
                return None;
            };
            self.event_type = Part::InChunk(start, end);
            self.looked_at(end + 1);
            start = end + 1 + name_len;
        }
        let rest = chunk.get(start..)?;
        let len = line_end(rest).unwrap_or(rest.len());
        self.place = Place::within(Field::Data);
        self.data = Part::InChunk(start, start);
        if len > self.max_data {
            return Some(self.read_on::<false>(chunk, start));
        }
        self.looked_at(len);
        let end = start + len;
        self.data = Part::InChunk(start, end);
        if end == chunk.len() {
            self.keep(chunk);
            return Some(Progress::need_data(end));
        }
        Some(self.after_data_line(chunk, end))
    }

    /// Whole lines, from a line's start to where one is not as usual.
    #[inline]
    pub(super) fn lines(&mut self, chunk: &[u8], pos: &mut usize) -> Handed {
        if self.dropping {
            return Handed::Nothing;
        }
        while self.place == Place::LINE_START {
            let rest = chunk.get(*pos..).unwrap_or_default();
            let Some((field, name_len)) = usual_name(rest) else {
                if rest.first() == Some(&LF) {
                    *pos += 1;
                    self.looked_at(1);
                    match self.blank_line::<false>() {
                        Handed::Nothing => continue,
                        handed => return handed,
                    }
                }
                if rest.first() == Some(&b':') && !self.report_comments {
                    let len = line_end(rest).unwrap_or(rest.len());
                    self.place = Place::within(Field::Ignored);
                    self.line_read(chunk, pos, len);
                    continue;
                }
                break;
            };
            let value = rest.get(name_len..).unwrap_or_default();
            let len = line_end(value).unwrap_or(value.len());
            let start = *pos + name_len;
            let part = Part::InChunk(start, start + len);
            match field {
                Field::EventType if len <= self.max_event_type => self.event_type = part,
                Field::Data if self.data == Part::Absent && len <= self.max_data => {
                    self.data = part;
                }
                Field::Data if self.data != Part::Absent => {
                    self.keep_data(chunk);
                    if len >= self.data_room() {
                        break;
                    }
                    self.storage.append(Region::Data, b"\n");
                    self.storage.append(Region::Data, value.get(..len).unwrap_or_default());
                }
                _ => break,
            }
            self.place = Place::within(field);
            self.line_read(chunk, pos, name_len + len);
        }
        Handed::Nothing
    }

    /// A line was read but for its end, `len` bytes from `pos`.
    #[inline(always)]
    fn line_read(&mut self, chunk: &[u8], pos: &mut usize, len: usize) {
        self.looked_at(len);
        *pos += len;
        if let Some(len) = line_end_len(chunk, *pos) {
            self.place = Place::LINE_START;
            self.looked_at(len);
            *pos += len;
        }
    }
}
