//! Whole lines at once (feature `alloc`): blocks that are more than a data line, or that an earlier
//! chunk began.

use super::{
    Engine, Handed, Part,
    short_ways::{DATA, usual_name},
};
use crate::{
    place::{Field, Place},
    progress::Progress,
    search::{CR, LF, line_end},
    storage::{Region, Storage},
};

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
    /// A data line ended, with its line end at `at`; data and type are where they should be.
    #[inline(always)]
    pub(super) fn after_data_line(&mut self, chunk: &[u8], at: usize) -> Progress {
        let Some(len) = line_end_len(chunk, at) else { return self.read_on::<false>(chunk, at) };
        self.place = Place::LINE_START;
        let next = at + len;
        self.looked_at(len);
        if !self.id.is_pending() {
            if let Some(end) = blank_line_end(chunk, next) {
                self.looked_at(end - next);
                return self.hand_out(Handed::Event, chunk, end);
            }
        }
        self.more_data_lines(chunk, next)
    }

    /// More data lines, the first from `pos` on, up to the blank line; if that is what there is.
    #[inline(never)]
    fn more_data_lines(&mut self, chunk: &[u8], mut pos: usize) -> Progress {
        loop {
            self.step();
            let line = chunk.get(pos..).unwrap_or_default();
            let Some((Field::Data, name_len)) = usual_name(line) else { break };
            let value = line.get(name_len..).unwrap_or_default();
            let len = line_end(value).unwrap_or(value.len());
            if !self.joins_line(chunk, value, len) {
                break;
            }
            let at = pos + name_len + len;
            let Some(line_end) = line_end_len(chunk, at) else {
                self.looked_at(name_len + len);
                self.place = DATA;
                if at < chunk.len() {
                    return self.read_on::<false>(chunk, at);
                }
                self.keep_event_type(chunk);
                return Progress::need_data(at);
            };
            self.looked_at(name_len + len + line_end);
            pos = at + line_end;
            match blank_line_end(chunk, pos) {
                Some(end) if !self.id.is_pending() => {
                    self.looked_at(end - pos);
                    return self.hand_out(Handed::Event, chunk, end);
                }
                _ => {}
            }
        }
        self.read_on::<false>(chunk, pos)
    }

    /// Joins the first `len` bytes of `value` to the data there is; not where that is too much.
    #[inline(always)]
    fn joins_line(&mut self, chunk: &[u8], value: &[u8], len: usize) -> bool {
        self.keep_data(chunk);
        let joins = len < self.data_room();
        if joins {
            self.storage.append(Region::Data, b"\n");
            self.storage.append_first(Region::Data, value, len);
        }
        joins
    }

    /// Whole lines, from a line's start to where one is not as usual; true where they made an event.
    #[inline]
    pub(super) fn lines(&mut self, chunk: &[u8], pos: &mut usize) -> bool {
        if self.dropping {
            return false;
        }
        while self.place == Place::LINE_START {
            let Some(len) = self.field_line(chunk, *pos) else { return false };
            self.step();
            self.looked_at(len);
            *pos += len;
            let Some(len) = line_end_len(chunk, *pos) else { return false };
            self.looked_at(len);
            *pos += len;
            self.place = Place::LINE_START;
            if let Some(end) = blank_line_end(chunk, *pos) {
                self.looked_at(end - *pos);
                *pos = end;
                return self.blank_line::<false>() == Handed::Event;
            }
        }
        false
    }

    /// Reads a data or event type line that begins at `start`, up to its end; `None`, and nothing is
    /// read, where it is another line, or over a limit.
    #[inline(always)]
    fn field_line(&mut self, chunk: &[u8], start: usize) -> Option<usize> {
        let line = chunk.get(start..)?;
        let (field, name_len) = usual_name(line)?;
        let value = line.get(name_len..)?;
        let len = line_end(value).unwrap_or(value.len());
        let part = Part::InChunk(start + name_len, start + name_len + len);
        match field {
            Field::EventType if len <= self.max_event_type => self.event_type = part,
            Field::Data if self.data == Part::Absent && len <= self.max_data => self.data = part,
            Field::Data if self.data != Part::Absent && self.joins_line(chunk, value, len) => {}
            _ => return None,
        }
        self.place = Place::within(field);
        Some(name_len + len)
    }
}

#[cfg(test)]
mod tests {
    use super::{blank_line_end, line_end_len};

    #[test]
    fn a_line_end_is_told_once_it_is_whole() {
        let line_ends: [(&[u8], _); 6] = [
            (b"x\n", Some(1)),
            (b"x\n\n", Some(1)),
            (b"x\r\n", Some(2)),
            (b"x\rx", Some(1)),
            (b"x\r", None),
            (b"x", None),
        ];
        for (chunk, len) in line_ends {
            assert_eq!(line_end_len(chunk, 1), len, "{chunk:?}");
        }
    }

    #[test]
    fn a_blank_line_is_told_where_nothing_can_belong_to_it() {
        let blank_lines: [(&[u8], _); 7] = [
            (b"x\n", Some(2)),
            (b"x\r\n", Some(3)),
            (b"x\rx", None),
            (b"x\r", None),
            (b"\n\rx\n", None),
            (b"xx", None),
            (b"x", None),
        ];
        for (chunk, end) in blank_lines {
            assert_eq!(blank_line_end(chunk, 1), end, "{chunk:?}");
        }
    }
}
