//! Bytes into the lines and fields of an event stream (HTML standard 9.2.5 and the first half of
//! 9.2.6), for any chunking.
//!
//! The reader remembers where in a line it stands, so no byte is looked at again because a chunk
//! ended. It holds no bytes: it answers with ranges of the chunk. What it has seen of a name that a
//! chunk cut is a prefix of a known name, so a count is enough to remember it.

use crate::search::{CR, LF, line_end};

/// Which field a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Data,
    /// A comment or an unknown field that nobody asked for.
    Ignored,
    EventType,
    Id,
    Retry,
    Comment,
    Unknown,
}

impl Field {
    const fn name(self) -> &'static [u8] {
        match self {
            Self::Data => b"data",
            Self::EventType => b"event",
            Self::Id => b"id",
            Self::Retry => b"retry",
            Self::Ignored | Self::Comment | Self::Unknown => b"",
        }
    }
}

const BOM: &[u8] = "\u{feff}".as_bytes();

/// Where in a line the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At the start of the stream; `matched` bytes of a BOM have been seen, and they are a name's
    /// bytes if it turns out to be none.
    Bom,
    LineStart,
    /// In a name; `matched` bytes are those of `field`'s name.
    Name,
    /// In the name of an unknown field that is to be reported.
    UnknownName,
    /// After the colon, where one space is not part of the value.
    ValueStart,
    Value,
}

/// What the reader came upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// The chunk is used up.
    NeedData,
    /// A blank line.
    Blank,
    /// A data line's value begins (for fragments only).
    DataStart,
    /// Part of an unknown field's name: `prefix`, which is not in the chunk any more, then
    /// `start..end` of the chunk. Only where unknown fields are reported.
    UnknownName { first: bool, prefix: &'static [u8], start: usize, end: usize },
    /// Part of a field's value.
    Value(Value),
}

/// A part of a field's value: `start..end` of the chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) field: Field,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// No part of this value came before.
    pub(crate) first: bool,
    /// The line ended; its line end stands at `end`.
    pub(crate) last: bool,
    /// A blank line follows, and is consumed too.
    pub(crate) blank: bool,
}

/// The reader of lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineReader {
    place: Place,
    field: Field,
    matched: u8,
    /// The last byte was a CR that ended a line: an LF that comes next belongs to it.
    after_cr: bool,
    /// No part of the value (or of the unknown name) has been handed out.
    fresh: bool,
    report_comments: bool,
    report_unknown_fields: bool,
    #[cfg(feature = "scan-count")]
    pub(crate) scanned: u64,
}

impl LineReader {
    pub(crate) const fn new(report_comments: bool, report_unknown_fields: bool) -> Self {
        Self {
            place: Place::Bom,
            field: Field::Ignored,
            matched: 0,
            after_cr: false,
            fresh: true,
            report_comments,
            report_unknown_fields,
            #[cfg(feature = "scan-count")]
            scanned: 0,
        }
    }

    /// A new stream.
    pub(crate) const fn restart(&mut self) {
        self.place = Place::Bom;
        self.matched = 0;
        self.after_cr = false;
    }

    /// Takes the rest of the current line as nothing; the next byte stands in its value.
    pub(crate) const fn ignore_rest_of_line(&mut self) {
        self.place = Place::Value;
        self.field = Field::Ignored;
        self.fresh = false;
        self.after_cr = false;
    }

    /// Stands at a line start again, right after `line_end`, the first byte of a line's end.
    pub(crate) const fn resume_after(&mut self, line_end: u8) {
        self.place = Place::LineStart;
        self.after_cr = line_end == CR;
    }

    /// The field whose line the end of the stream would end now.
    pub(crate) fn field_at_end(&self) -> Option<(Field, bool)> {
        match self.place {
            Place::Name if usize::from(self.matched) == self.field.name().len() => {
                Some((self.field, true))
            }
            Place::ValueStart => Some((self.field, true)),
            Place::Value => Some((self.field, self.fresh)),
            _ => None,
        }
    }

    #[inline(always)]
    pub(crate) const fn looked_at(&mut self, bytes: usize) {
        #[cfg(feature = "scan-count")]
        {
            self.scanned += bytes as u64;
        }
        let _ = bytes;
    }

    /// Reads on from `*pos` to whatever comes next.
    ///
    /// With `FRAGMENTS`, a data line announces its value before it, and a blank line is always a
    /// token of its own.
    #[inline(always)]
    pub(crate) fn next<const FRAGMENTS: bool>(&mut self, chunk: &[u8], pos: &mut usize) -> Token {
        loop {
            if self.place == Place::Value {
                return self.value::<FRAGMENTS>(chunk, pos);
            }
            if self.place == Place::LineStart && !self.after_cr && self.usual_name(chunk, pos) {
                if FRAGMENTS && self.field == Field::Data {
                    return Token::DataStart;
                }
                continue;
            }
            if let Some(token) = self.before_value::<FRAGMENTS>(chunk, pos) {
                return token;
            }
        }
    }

    /// Reads the name that nearly every line has, in one look at eight bytes; false where the line
    /// begins in another way, and then nothing is read.
    #[inline(always)]
    fn usual_name(&mut self, chunk: &[u8], pos: &mut usize) -> bool {
        const DATA: u64 = u64::from_le_bytes(*b"data:\0\0\0");
        const DATA_MASK: u64 = 0xff_ffff_ffff;
        const EVENT: u64 = u64::from_le_bytes(*b"event:\0\0");
        const EVENT_MASK: u64 = 0xffff_ffff_ffff;

        let Some(head) = chunk.get(*pos..).and_then(<[u8]>::first_chunk::<8>) else { return false };
        let word = u64::from_le_bytes(*head);
        let (field, name_len, next) = if word & DATA_MASK == DATA {
            (Field::Data, 5, head[5])
        } else if word & EVENT_MASK == EVENT {
            (Field::EventType, 6, head[6])
        } else {
            self.looked_at(1);
            return false;
        };
        let space = usize::from(next == b' ');
        self.looked_at(name_len + space);
        *pos += name_len + space;
        self.field = field;
        self.fresh = true;
        self.place = Place::Value;
        true
    }

    /// Reads by the byte up to a value, to a token before it, or to the end of the chunk; `None`
    /// where a value begins.
    #[inline(never)]
    fn before_value<const FRAGMENTS: bool>(
        &mut self,
        chunk: &[u8],
        pos: &mut usize,
    ) -> Option<Token> {
        loop {
            let Some(&byte) = chunk.get(*pos) else { return Some(Token::NeedData) };
            let token = match self.place {
                Place::Bom => self.bom(byte, pos),
                Place::LineStart => self.line_start(byte, chunk, pos),
                Place::Name => self.name(byte, pos),
                Place::UnknownName => Some(self.unknown_name(chunk, pos)),
                Place::ValueStart => {
                    self.looked_at(1);
                    *pos += usize::from(byte == b' ');
                    self.place = Place::Value;
                    (FRAGMENTS && self.field == Field::Data).then_some(Token::DataStart)
                }
                Place::Value => return None,
            };
            if token.is_some() {
                return token;
            }
        }
    }

    fn bom(&mut self, byte: u8, pos: &mut usize) -> Option<Token> {
        self.looked_at(1);
        let matched = usize::from(self.matched);
        if BOM.get(matched) == Some(&byte) {
            *pos += 1;
            self.matched += 1;
            if matched + 1 == BOM.len() {
                self.place = Place::LineStart;
            }
            return None;
        }
        self.place = Place::LineStart;
        if matched == 0 { None } else { self.unknown(BOM.get(..matched).unwrap_or_default(), *pos) }
    }

    fn line_start(&mut self, byte: u8, chunk: &[u8], pos: &mut usize) -> Option<Token> {
        self.looked_at(1);
        if core::mem::take(&mut self.after_cr) && byte == LF {
            *pos += 1;
            return None;
        }
        self.fresh = true;
        match byte {
            LF | CR => {
                *pos += 1;
                self.after_line_end(byte, chunk, pos);
                return Some(Token::Blank);
            }
            b':' => {
                *pos += 1;
                self.place = Place::Value;
                self.field = if self.report_comments { Field::Comment } else { Field::Ignored };
                return None;
            }
            b'd' => self.field = Field::Data,
            b'e' => self.field = Field::EventType,
            b'i' => self.field = Field::Id,
            b'r' => self.field = Field::Retry,
            _ => return self.unknown(b"", *pos),
        }
        *pos += 1;
        self.matched = 1;
        self.place = Place::Name;
        None
    }

    fn name(&mut self, byte: u8, pos: &mut usize) -> Option<Token> {
        let name = self.field.name();
        let matched = usize::from(self.matched);
        self.looked_at(1);
        match name.get(matched) {
            Some(&expected) if byte == expected => {
                *pos += 1;
                self.matched += 1;
                None
            }
            None if byte == b':' => {
                *pos += 1;
                self.place = Place::ValueStart;
                None
            }
            None if byte == LF || byte == CR => {
                self.place = Place::ValueStart;
                None
            }
            _ => self.unknown(name.get(..matched).unwrap_or_default(), *pos),
        }
    }

    /// The name is none that the standard knows; `prefix` of it was consumed.
    fn unknown(&mut self, prefix: &'static [u8], pos: usize) -> Option<Token> {
        self.fresh = false;
        if !self.report_unknown_fields {
            self.place = Place::Value;
            self.field = Field::Ignored;
            return None;
        }
        self.place = Place::UnknownName;
        self.field = Field::Unknown;
        Some(Token::UnknownName { first: true, prefix, start: pos, end: pos })
    }

    fn unknown_name(&mut self, chunk: &[u8], pos: &mut usize) -> Token {
        let start = *pos;
        let rest = chunk.get(start..).unwrap_or_default();
        let end = match memchr::memchr3(b':', LF, CR, rest) {
            None => {
                *pos = chunk.len();
                chunk.len()
            }
            Some(len) => {
                let end = start + len;
                let colon = chunk.get(end) == Some(&b':');
                self.place = if colon { Place::ValueStart } else { Place::Value };
                self.fresh = true;
                *pos = end + usize::from(colon);
                end
            }
        };
        self.looked_at(*pos - start);
        Token::UnknownName { first: false, prefix: b"", start, end }
    }

    /// Whether the next byte stands within a data value, parts of which were handed out.
    pub(crate) fn is_within_data(&self) -> bool {
        self.place == Place::Value && self.field == Field::Data && !self.fresh
    }

    /// Reads to the end of the line, or of the chunk.
    #[inline(always)]
    pub(crate) fn value<const FRAGMENTS: bool>(&mut self, chunk: &[u8], pos: &mut usize) -> Token {
        let start = *pos;
        let rest = chunk.get(start..).unwrap_or_default();
        if let Some(len) = line_end(rest) {
            self.looked_at(len + 1);
            return Token::Value(self.value_ended::<FRAGMENTS>(chunk, pos, start + len));
        }
        self.looked_at(rest.len());
        *pos = chunk.len();
        if rest.is_empty() || self.field == Field::Ignored {
            return Token::NeedData;
        }
        let first = core::mem::take(&mut self.fresh);
        let end = start + rest.len();
        Token::Value(Value { field: self.field, start, end, first, last: false, blank: false })
    }

    /// The value that goes on at `*pos` ends at `end`, where a CR or an LF stands.
    #[inline(always)]
    fn value_ended<const FRAGMENTS: bool>(
        &mut self,
        chunk: &[u8],
        pos: &mut usize,
        end: usize,
    ) -> Value {
        let (field, start) = (self.field, *pos);
        *pos = end + 1;
        self.place = Place::LineStart;
        self.after_line_end(chunk.get(end).copied().unwrap_or(LF), chunk, pos);
        let mut blank = false;
        // What is reported at its line's end must be handed out before the blank line counts.
        if !FRAGMENTS && matches!(field, Field::Data | Field::Ignored) {
            if let Some(&byte @ (LF | CR)) = chunk.get(*pos) {
                self.looked_at(1);
                blank = true;
                *pos += 1;
                self.after_line_end(byte, chunk, pos);
            }
        }
        Value { field, start, end, first: self.fresh, last: true, blank }
    }

    /// After the first byte of a line's end: the LF of a CRLF belongs to it, now or when it comes.
    #[inline(always)]
    fn after_line_end(&mut self, byte: u8, chunk: &[u8], pos: &mut usize) {
        if byte == LF {
            return;
        }
        match chunk.get(*pos) {
            Some(&LF) => {
                self.looked_at(1);
                *pos += 1;
            }
            Some(_) => {}
            None => self.after_cr = true,
        }
    }
}
