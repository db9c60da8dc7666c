//! Whole lines and whole events at once (feature `alloc`): what nearly all calls come upon.
//!
//! A short way is taken where everything is as usual, and does what the bytes would have done one
//! by one. Where something is not (a limit, a report, an id that waits for its blank line), it
//! leaves the engine standing at the byte in question, and the byte decides.

use super::{Engine, Handed, Part};
use crate::{
    place::{Field, Place},
    progress::Progress,
    search::{CR, LF, few_bytes, line_end, line_end_near, line_end_seldom_near},
    storage::Storage,
};

const DATA_NAME: u64 = u64::from_le_bytes(*b"data:\0\0\0");
const DATA_NAME_MASK: u64 = 0xff_ffff_ffff;
const EVENT_NAME: u64 = u64::from_le_bytes(*b"event:\0\0");
const EVENT_NAME_MASK: u64 = 0xffff_ffff_ffff;

/// Up to this size chunks are read in a register.
pub(super) const MOST_FEW: usize = 8;

/// The first byte of a BOM.
const BOM_START: u8 = 0xef;

pub(super) const DATA_START: Place = Place::value_of(Field::Data);
pub(super) const DATA: Place = Place::within(Field::Data);
pub(super) const EVENT_TYPE_START: Place = Place::value_of(Field::EventType);
pub(super) const EVENT_TYPE: Place = Place::within(Field::EventType);
pub(super) const IGNORED: Place = Place::within(Field::Ignored);

/// The end of a line and the blank line that dispatches the event, as nearly all servers write them.
pub(crate) const BLANK_AFTER_LINE: &[u8; 2] = b"\n\n";

/// Where the value of a line with a usual name begins.
#[inline(always)]
pub(super) fn usual_name(line: &[u8]) -> Option<(Field, usize)> {
    let head = line.first_chunk::<8>()?;
    let word = u64::from_le_bytes(*head);
    if word & DATA_NAME_MASK == DATA_NAME {
        Some((Field::Data, 5 + usize::from(head[5] == b' ')))
    } else if word & EVENT_NAME_MASK == EVENT_NAME {
        Some((Field::EventType, 6 + usize::from(head[6] == b' ')))
    } else {
        None
    }
}

/// The place after the `len` bytes in `word`, or the first six of them, where they are `data: ` or
/// its beginning.
#[inline(always)]
pub(super) fn data_name(word: u64, len: usize) -> Option<Place> {
    const NAME: u64 = u64::from_le_bytes(*b"data: \0\0");
    let len = len.min(6);
    if (NAME ^ word) & ((1 << (8 * len)) - 1) != 0 {
        return None;
    }
    Some(Place::in_data_name(len))
}

/// How many bytes of `block`, from a line's start, are comments and blank lines that end in LF or
/// CRLF: between events they are nothing. And whether all that follows is a comment that goes on.
#[inline(never)]
fn comments_and_blank_lines(block: &[u8]) -> (usize, bool) {
    let mut rest = block;
    let goes_on = loop {
        let len = match rest.first() {
            Some(&LF) => 1,
            Some(&CR) if rest.get(1) == Some(&LF) => 2,
            Some(b':') => match line_end_near(rest) {
                Some(len) if rest.get(len) == Some(&LF) => len + 1,
                Some(len) if rest.get(len + 1) == Some(&LF) => len + 2,
                found => break found.is_none(),
            },
            _ => break false,
        };
        rest = rest.get(len..).unwrap_or_default();
    };
    (block.len() - rest.len(), goes_on)
}

impl<S: Storage> Engine<S> {
    /// Reads on from the start of a call. Answers where in the chunk the data of a whole event without
    /// a type is, which needs no more to be lent, or what came instead.
    #[inline(always)]
    pub(crate) fn whole_event_or(&mut self, chunk: &[u8]) -> Result<(usize, usize), Progress> {
        if self.is_between_whole_events() {
            self.next_whole_event(chunk)
        } else {
            Err(self.other_way(chunk))
        }
    }

    /// Reads on from the start of a call that is not between whole events.
    #[inline(always)]
    pub(crate) fn other_way(&mut self, chunk: &[u8]) -> Progress {
        if let [byte] = *chunk {
            if self.takes_byte(byte) {
                return Progress::need_data(1);
            }
        } else if self.takes_few_of_data(chunk) {
            return Progress::need_data(chunk.len());
        }
        if chunk.len() <= MOST_FEW {
            self.read_few(chunk)
        } else if self.is_within_stored_data() {
            self.more_data(chunk)
        } else {
            self.advance_on(chunk)
        }
    }

    /// The last call handed out an event that lay whole in its chunk, and there is nothing of any
    /// block in the storage.
    #[inline(always)]
    pub(crate) fn is_between_whole_events(&self) -> bool {
        self.handed == Handed::WholeEvent
    }

    /// Between whole events: one more, of one data line that ends in LF, and then a blank line.
    /// Answers where in the chunk its data is, or what came instead.
    #[inline(always)]
    pub(crate) fn next_whole_event(&mut self, chunk: &[u8]) -> Result<(usize, usize), Progress> {
        let Some((field, start)) = usual_name(chunk) else {
            return Err(self.block_start(chunk, 0));
        };
        if field != Field::Data {
            return Err(self.typed_block(chunk, 0, start));
        }
        let value = chunk.get(start..).unwrap_or_default();
        let len = line_end_seldom_near(value).unwrap_or(value.len());
        let end = start + len;
        self.data = Part::InChunk(start, end);
        self.event_type = Part::Absent;
        let after = chunk.get(end..).and_then(<[u8]>::first_chunk);
        if after != Some(BLANK_AFTER_LINE) || len > self.max_data {
            self.looked_at(start);
            return Err(self.data_line_read(chunk, start, len));
        }
        self.looked_at(end + BLANK_AFTER_LINE.len());
        Ok((start, end))
    }

    /// At `pos` a block begins, with nothing in the storage.
    #[inline]
    fn block_start(&mut self, chunk: &[u8], mut pos: usize) -> Progress {
        self.step();
        self.handed = Handed::Nothing;
        self.data = Part::Absent;
        self.event_type = Part::Absent;
        if pos == 0 && chunk.len() <= MOST_FEW {
            return self.read_few(chunk);
        }
        let mut block = chunk.get(pos..).unwrap_or_default();
        if let Some(b':' | &LF) = block.first() {
            if !self.report_comments {
                let (len, goes_on) = comments_and_blank_lines(block);
                if goes_on {
                    self.looked_at(block.len());
                    self.place = IGNORED;
                    return Progress::need_data(chunk.len());
                }
                self.looked_at(len);
                pos += len;
                block = block.get(len..).unwrap_or_default();
            }
        }
        match usual_name(block) {
            Some((Field::EventType, name_len)) => self.typed_block(chunk, pos, name_len),
            _ => self.data_line(chunk, pos),
        }
    }

    /// At a line's start, where the block has no data yet: a data line, or the beginning of one.
    #[inline(always)]
    fn data_line(&mut self, chunk: &[u8], pos: usize) -> Progress {
        let line = chunk.get(pos..).unwrap_or_default();
        if let Some((Field::Data, name_len)) = usual_name(line) {
            self.looked_at(name_len);
            return self.first_data_line(chunk, pos + name_len);
        }
        match few_bytes(line).and_then(|word| data_name(word, line.len())) {
            Some(Place::LINE_START) | None => self.read_on::<false>(chunk, pos),
            Some(DATA_START) if line.len() > 6 => {
                self.looked_at(6);
                self.first_data_line(chunk, pos + 6)
            }
            Some(place) => {
                self.looked_at(line.len());
                self.place = place;
                self.keep_event_type(chunk);
                Progress::need_data(chunk.len())
            }
        }
    }

    /// A block whose first line, which begins at `pos`, gives its type.
    #[inline(never)]
    fn typed_block(&mut self, chunk: &[u8], pos: usize, name_len: usize) -> Progress {
        self.step();
        let follows_whole_event = self.is_between_whole_events();
        self.handed = Handed::Nothing;
        self.data = Part::Absent;
        let start = pos + name_len;
        let value = chunk.get(start..).unwrap_or_default();
        let len = line_end_near(value).unwrap_or(value.len());
        if len > self.max_event_type {
            self.event_type = Part::Absent;
            return self.read_on::<false>(chunk, pos);
        }
        let end = start + len;
        self.looked_at(end - pos);
        self.event_type = Part::InChunk(start, end);
        if chunk.get(end) != Some(&LF) {
            self.place = EVENT_TYPE;
            if end == chunk.len() {
                self.keep_event_type(chunk);
                return Progress::need_data(end);
            }
            return self.read_on::<false>(chunk, end);
        }
        self.looked_at(1);
        let line = chunk.get(end + 1..).unwrap_or_default();
        let Some((Field::Data, name_len)) = usual_name(line) else {
            return self.data_line(chunk, end + 1);
        };
        self.looked_at(name_len);
        let start = end + 1 + name_len;
        let value = line.get(name_len..).unwrap_or_default();
        let len = line_end(value).unwrap_or(value.len());
        let end = start + len;
        let after = chunk.get(end..).and_then(<[u8]>::first_chunk);
        if !follows_whole_event || after != Some(BLANK_AFTER_LINE) || len > self.max_data {
            return self.data_line_read(chunk, start, len);
        }
        self.looked_at(len + BLANK_AFTER_LINE.len());
        self.data = Part::InChunk(start, end);
        self.handed = Handed::WholeEvent;
        Progress::item(end + BLANK_AFTER_LINE.len())
    }

    /// The block's first data, from `start` on.
    #[inline(always)]
    fn first_data_line(&mut self, chunk: &[u8], start: usize) -> Progress {
        let value = chunk.get(start..).unwrap_or_default();
        if value.is_empty() {
            // The name ended with the chunk.
            return Progress::need_data(chunk.len());
        }
        let len = line_end(value).unwrap_or(value.len());
        self.data_line_read(chunk, start, len)
    }

    /// The first data line of a block was read up to its end or the chunk's.
    #[inline]
    fn data_line_read(&mut self, chunk: &[u8], start: usize, len: usize) -> Progress {
        self.handed = Handed::Nothing;
        self.place = Place::within(Field::Data);
        if len > self.max_data {
            self.data = Part::InChunk(start, start);
            return self.read_on::<false>(chunk, start);
        }
        self.looked_at(len);
        let end = start + len;
        self.data = Part::InChunk(start, end);
        if end == chunk.len() {
            self.keep(chunk);
            return Progress::need_data(end);
        }
        self.after_data_line(chunk, end)
    }

    /// What there is no shorter way for.
    #[inline(never)]
    fn advance_on(&mut self, chunk: &[u8]) -> Progress {
        self.step();
        if self.handed != Handed::Nothing {
            self.forget_handed();
        }
        self.pass_by_no_bom(chunk);
        let mut pos = 0;
        if self.place == IGNORED {
            let len = line_end_near(chunk).unwrap_or(chunk.len());
            self.looked_at(len);
            pos = len;
            if chunk.get(len) == Some(&LF) {
                self.looked_at(1);
                pos += 1;
                self.place = Place::LINE_START;
            }
        } else if !self.place.is_in_value() && self.place != Place::LINE_START {
            pos = self.name_goes_on(chunk);
            if self.place == DATA_START && self.data == Part::Absent && !self.dropping {
                return self.first_data_line(chunk, pos);
            }
        }
        if self.place == EVENT_TYPE {
            pos = self.more_of_type(chunk);
        }
        if self.place == Place::LINE_START {
            if self.is_block_start() {
                return self.block_start(chunk, pos);
            }
            if self.event_type == Part::Stored && self.data == Part::Absent && !self.id.is_pending()
            {
                return self.data_line(chunk, pos);
            }
        }
        self.read_on::<false>(chunk, pos)
    }

    /// At the start of the stream, where no BOM can begin there any more: it is a line's start.
    #[inline(always)]
    pub(super) fn pass_by_no_bom(&mut self, chunk: &[u8]) {
        if self.place == Place::STREAM_START && chunk.first().is_some_and(|&byte| byte != BOM_START)
        {
            self.place = Place::LINE_START;
        }
    }

    /// At a line's start: whether nothing of a block came before it.
    #[inline(always)]
    pub(super) fn is_block_start(&self) -> bool {
        self.data == Part::Absent
            && self.event_type == Part::Absent
            && !self.dropping
            && !self.id.is_pending()
    }

    #[inline(always)]
    pub(super) fn is_within_stored_data(&self) -> bool {
        // Nothing is handed out in the middle of data.
        self.place == DATA && self.data == Part::Stored
    }

    /// How the event that is being handed out has to be cleared away.
    #[inline(always)]
    pub(super) fn kind_of_event(&self) -> Handed {
        let whole = self.place == Place::LINE_START
            && matches!(self.data, Part::InChunk(..))
            && self.event_type != Part::Stored
            && self.storage.is_clear_of_events();
        if whole { Handed::WholeEvent } else { Handed::Event }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        DATA_START, Field, Place, comments_and_blank_lines, data_name, few_bytes, usual_name,
    };

    #[test]
    fn a_usual_name_is_known_with_its_space_and_without() {
        assert_eq!(usual_name(b"data: ab"), Some((Field::Data, 6)));
        assert_eq!(usual_name(b"data:abc"), Some((Field::Data, 5)));
        assert_eq!(usual_name(b"event: a"), Some((Field::EventType, 7)));
        assert_eq!(usual_name(b"event:ab"), Some((Field::EventType, 6)));
        for other in [&b"data: a"[..], b"dato: ab", b"data ab:", b"evens: a", b"retry: 1"] {
            assert_eq!(usual_name(other), None);
        }
    }

    #[test]
    fn each_beginning_of_a_data_line_has_its_place() {
        let mut expected = Place::LINE_START;
        for len in 0..=6 {
            let word = few_bytes(&b"data: "[..len]).expect("they are few");
            assert_eq!(data_name(word, len), Some(expected), "{len}");
            expected = expected.after_expected();
        }
        for more in [&b"data: "[..], b"data: x", b"data: xy"] {
            let word = few_bytes(more).expect("they are few");
            assert_eq!(data_name(word, more.len()), Some(DATA_START));
        }
        for other in [&b"x"[..], b"dx", b"data:x", b"datas"] {
            assert_eq!(data_name(few_bytes(other).expect("they are few"), other.len()), None);
        }
    }

    #[test]
    fn what_is_nothing_between_events_is_passed_over() {
        let blocks: [(&[u8], _); 13] = [
            (b"", (0, false)),
            (b"data", (0, false)),
            (b"\n\ndata", (2, false)),
            (b": a comment\ndata", (12, false)),
            (b"\n:\n\n: a comment of some length, longer than a vector is\ndata: x", (56, false)),
            (b": not at its end", (0, true)),
            (b"\n: not at its end", (1, true)),
            (b": carriage return\r\n\n", (20, false)),
            (b"\r\n\n", (3, false)),
            (b":c\rx", (0, false)),
            (b":c\r", (0, false)),
            (b"\rdata", (0, false)),
            (b"\r", (0, false)),
        ];
        for (block, passed) in blocks {
            assert_eq!(comments_and_blank_lines(block), passed, "{}", block.escape_ascii());
        }
    }
}
