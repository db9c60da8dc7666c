//! Fields into events (HTML standard 9.2.6): the one engine behind every face.
//!
//! Advice to those who change it. An event's data and type are ranges of the chunk as long as they
//! can be; they are copied to the storage in two cases only: where the chunk ends before the event
//! does ([`Engine::keep`]), and where a second data line has to be joined to the first. A range is
//! therefore valid within one call of [`Engine::advance`], and after it only where that call handed
//! out the event. Everything that is handed out in the middle of a block (a report, an error) calls
//! `keep` first.

use core::ops::Range;

use crate::{
    config::Config,
    error::{DecodeError, InvalidLastEventId},
    event::{DEFAULT_EVENT_TYPE, Event},
    line::{Field, LineReader, Token, Value},
    progress::Progress,
    search::{CR, LF},
    session::CloseReason,
    storage::{Region, Storage},
};

/// Where a part of the event under way is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// No field gave one.
    Absent,
    /// `start..end` of the chunk.
    InChunk(usize, usize),
    /// In its region of the storage.
    Stored,
}

/// What the last call of `advance` handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handed {
    Nothing,
    Event,
    Comment,
    UnknownField,
    DataTooLarge,
    EventTypeTooLarge,
    IdTooLong,
    CommentTooLong,
    UnknownFieldTooLong,
    /// Fragments only.
    Start,
    /// Fragments only: the bytes are where `data` says.
    Piece,
    /// Fragments only: the LF that joins two data lines.
    Joiner,
    /// Fragments only.
    End,
}

/// What is known of the digits of a `retry` field so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Digits {
    None,
    Some,
    NotOnly,
}

/// The value of a data line that holds none.
const NO_VALUE: Value =
    Value { field: Field::Data, start: 0, end: 0, first: true, last: true, blank: false };

/// Decodes an event stream; `Decoder` and `FragmentDecoder` are its two faces.
#[derive(Clone)]
pub(crate) struct Engine<S> {
    lines: LineReader,
    handed: Handed,
    data: Part,
    event_type: Part,
    /// The block's event went over its limit: nothing of it is kept until the next blank line.
    dropping: bool,
    closed: Option<CloseReason>,
    retry_digits: Digits,
    id_pending: bool,
    // The region `Ids` holds committed, pending and incoming id:
    // 0 <= id_len <= pending_end <= length of the region
    id_len: usize,
    pending_end: usize,
    /// Where the value begins in the region `Report`.
    report_name_len: usize,
    retry: u64,
    reconnection_time: Option<u64>,
    max_data: usize,
    max_event_type: usize,
    max_id: usize,
    max_report: usize,
    pub(crate) storage: S,
}

impl<S: Storage> Engine<S> {
    pub(crate) fn new(config: Config, storage: S) -> Self {
        let bounded = |limit: usize, region| limit.min(storage.capacity(region));
        Self {
            lines: LineReader::new(config.report_comments, config.report_unknown_fields),
            handed: Handed::Nothing,
            data: Part::Absent,
            event_type: Part::Absent,
            dropping: false,
            closed: None,
            retry_digits: Digits::None,
            id_pending: false,
            id_len: 0,
            pending_end: 0,
            report_name_len: 0,
            retry: 0,
            reconnection_time: None,
            max_data: bounded(config.max_event_bytes, Region::Data),
            max_event_type: bounded(config.max_event_bytes, Region::EventType),
            max_id: config.max_id_bytes.min(storage.capacity(Region::Ids) / 3),
            max_report: bounded(config.max_comment_bytes, Region::Report),
            storage,
        }
    }

    pub(crate) const fn handed(&self) -> Handed {
        self.handed
    }

    /// The error that was handed out, if it was one.
    pub(crate) const fn handed_error(&self) -> Option<DecodeError> {
        Some(match self.handed {
            Handed::DataTooLarge => DecodeError::EventTooLarge { limit: self.max_data },
            Handed::EventTypeTooLarge => DecodeError::EventTooLarge { limit: self.max_event_type },
            Handed::IdTooLong => DecodeError::IdTooLong { limit: self.max_id },
            Handed::CommentTooLong => DecodeError::CommentTooLong { limit: self.max_report },
            Handed::UnknownFieldTooLong => {
                DecodeError::UnknownFieldTooLong { limit: self.max_report }
            }
            _ => return None,
        })
    }

    pub(crate) const fn closed(&self) -> Option<CloseReason> {
        self.closed
    }

    pub(crate) const fn reconnection_time(&self) -> Option<u64> {
        self.reconnection_time
    }

    #[cfg(feature = "scan-count")]
    pub(crate) const fn bytes_scanned(&self) -> u64 {
        self.lines.scanned
    }

    pub(crate) fn last_event_id(&self) -> &[u8] {
        self.storage.bytes(Region::Ids).get(..self.id_len).unwrap_or_default()
    }

    fn part<'a>(&'a self, part: Part, region: Region, chunk: &'a [u8]) -> &'a [u8] {
        match part {
            Part::Absent => &[],
            Part::InChunk(start, end) => {
                debug_assert!(end <= chunk.len(), "not the chunk that was given to advance");
                chunk.get(start..end).unwrap_or_default()
            }
            Part::Stored => self.storage.bytes(region),
        }
    }

    pub(crate) fn event_type<'a>(&'a self, chunk: &'a [u8]) -> &'a [u8] {
        match self.part(self.event_type, Region::EventType, chunk) {
            [] => DEFAULT_EVENT_TYPE,
            event_type => event_type,
        }
    }

    /// The event that was handed out, or the unfinished one after the end of the stream.
    #[inline(always)]
    pub(crate) fn lend_event<'a>(&'a self, chunk: &'a [u8]) -> Event<'a> {
        Event {
            event_type: self.event_type(chunk),
            data: self.part(self.data, Region::Data, chunk),
            last_event_id: self.last_event_id(),
        }
    }

    /// Where the data lies in the chunk of the event that was handed out, if it does.
    #[cfg(feature = "bytes")]
    pub(crate) const fn data_in_chunk(&self) -> Option<(usize, usize)> {
        match self.data {
            Part::InChunk(start, end) => Some((start, end)),
            _ => None,
        }
    }

    /// Where the type lies in the chunk of the event that was handed out, if it does.
    #[cfg(feature = "bytes")]
    pub(crate) const fn event_type_in_chunk(&self) -> Option<(usize, usize)> {
        match self.event_type {
            Part::InChunk(start, end) if start < end => Some((start, end)),
            _ => None,
        }
    }

    /// The comment, or the unknown field's value, that was handed out.
    pub(crate) fn report_value(&self) -> &[u8] {
        self.storage.bytes(Region::Report).get(self.report_name_len..).unwrap_or_default()
    }

    pub(crate) fn report_name(&self) -> &[u8] {
        self.storage.bytes(Region::Report).get(..self.report_name_len).unwrap_or_default()
    }

    /// Reads the chunk up to what comes next, or to its end.
    #[inline]
    pub(crate) fn advance<const FRAGMENTS: bool>(&mut self, chunk: &[u8]) -> Progress {
        if self.handed != Handed::Nothing {
            self.forget_handed();
        }
        if self.closed.is_some() {
            return Progress::need_data(chunk.len());
        }
        let mut pos = 0;
        loop {
            let handed = match self.lines.next::<FRAGMENTS>(chunk, &mut pos) {
                Token::Value(value) if !FRAGMENTS && value.field == Field::Data => {
                    match self.data_value(chunk, value, &mut pos) {
                        Handed::Nothing if value.blank => self.blank_line::<FRAGMENTS>(),
                        handed => handed,
                    }
                }
                Token::Value(value) => match self.value(chunk, value, &mut pos) {
                    Handed::Nothing if value.blank => self.blank_line::<FRAGMENTS>(),
                    handed => handed,
                },
                Token::Blank => self.blank_line::<FRAGMENTS>(),
                Token::DataStart => self.data_start(),
                Token::UnknownName { first, prefix, start, end } => {
                    self.unknown_name(chunk, first, prefix, start..end, &mut pos)
                }
                Token::NeedData => {
                    self.keep(chunk);
                    return Progress::need_data(chunk.len());
                }
            };
            match handed {
                Handed::Nothing => continue,
                Handed::Event => {}
                Handed::Piece => self.keep_event_type(chunk),
                _ => self.keep(chunk),
            }
            self.handed = handed;
            return Progress::item(pos);
        }
    }

    /// Clears what was lent since the last call.
    #[inline(always)]
    fn forget_handed(&mut self) {
        match self.handed {
            Handed::Event | Handed::End => {
                self.storage.event_done();
                self.clear_event();
            }
            Handed::Piece => self.data = Part::Stored,
            _ => {}
        }
        self.handed = Handed::Nothing;
    }

    #[inline(always)]
    fn clear_event(&mut self) {
        if self.data == Part::Stored {
            self.storage.truncate(Region::Data, 0);
        }
        self.data = Part::Absent;
        self.event_type = Part::Absent;
    }

    /// Copies to the storage what lies in the chunk, because the chunk will not be there.
    fn keep(&mut self, chunk: &[u8]) {
        if let Part::InChunk(start, end) = self.data {
            self.storage.truncate(Region::Data, 0);
            self.storage.append(Region::Data, chunk.get(start..end).unwrap_or_default());
            self.data = Part::Stored;
        }
        self.keep_event_type(chunk);
    }

    fn keep_event_type(&mut self, chunk: &[u8]) {
        if let Part::InChunk(start, end) = self.event_type {
            self.storage.truncate(Region::EventType, 0);
            self.storage.append(Region::EventType, chunk.get(start..end).unwrap_or_default());
            self.event_type = Part::Stored;
        }
    }

    /// "If the line is empty: dispatch the event."
    #[inline(always)]
    fn blank_line<const FRAGMENTS: bool>(&mut self) -> Handed {
        if self.id_pending {
            self.settle_id();
        }
        if core::mem::take(&mut self.dropping) || self.data == Part::Absent {
            self.clear_event();
            return Handed::Nothing;
        }
        if FRAGMENTS { Handed::End } else { Handed::Event }
    }

    /// Commits the pending id, or discards it with its event.
    fn settle_id(&mut self) {
        self.id_pending = false;
        if self.dropping {
            self.storage.truncate(Region::Ids, self.id_len);
        } else {
            self.storage.remove(Region::Ids, 0..self.id_len);
            self.id_len = self.pending_end - self.id_len;
        }
        self.pending_end = self.id_len;
    }

    /// Part of a data field's value.
    #[inline(always)]
    fn data_value(&mut self, chunk: &[u8], value: Value, pos: &mut usize) -> Handed {
        let whole = value.first && value.last && self.data == Part::Absent && !self.dropping;
        if whole && value.end - value.start <= self.max_data {
            self.data = Part::InChunk(value.start, value.end);
            return Handed::Nothing;
        }
        self.store_data(chunk, value, pos)
    }

    fn store_data(&mut self, chunk: &[u8], value: Value, pos: &mut usize) -> Handed {
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
        self.data = Part::Stored;
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
    fn value(&mut self, chunk: &[u8], value: Value, pos: &mut usize) -> Handed {
        match value.field {
            Field::EventType => self.event_type_value(chunk, value, pos),
            Field::Id => self.id_value(chunk, value, pos),
            Field::Retry => {
                self.retry_value(chunk.get(value.start..value.end).unwrap_or_default(), value);
                Handed::Nothing
            }
            Field::Comment | Field::Unknown => self.report_part(chunk, value, pos),
            // Data comes here as fragments only.
            Field::Data if !self.dropping && value.start < value.end => {
                self.data = Part::InChunk(value.start, value.end);
                Handed::Piece
            }
            Field::Data | Field::Ignored => Handed::Nothing,
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
        if value.first && value.last {
            self.event_type = Part::InChunk(value.start, value.end);
            return Handed::Nothing;
        }
        if value.first {
            self.storage.truncate(Region::EventType, 0);
        }
        self.event_type = Part::Stored;
        let piece = chunk.get(value.start..value.end).unwrap_or_default();
        self.storage.append(Region::EventType, piece);
        Handed::Nothing
    }

    /// "If the field value does not contain U+0000 NULL, then set the last event ID buffer to the
    /// field value." An earlier id of the block stays pending until this one is known to be good.
    fn id_value(&mut self, chunk: &[u8], value: Value, pos: &mut usize) -> Handed {
        if value.first {
            self.storage.truncate(Region::Ids, self.pending_end);
        }
        let incoming = self.storage.bytes(Region::Ids).len().saturating_sub(self.pending_end);
        let room = self.max_id.saturating_sub(incoming);
        if value.end - value.start > room {
            self.go_on_after(chunk, value, room, pos);
            self.storage.truncate(Region::Ids, self.pending_end);
            return Handed::IdTooLong;
        }
        let piece = chunk.get(value.start..value.end).unwrap_or_default();
        self.storage.append(Region::Ids, piece);
        if value.last {
            self.id_line_ended();
        }
        Handed::Nothing
    }

    fn id_line_ended(&mut self) {
        let incoming = self.storage.bytes(Region::Ids).get(self.pending_end..).unwrap_or_default();
        if memchr::memchr(0, incoming).is_some() {
            self.storage.truncate(Region::Ids, self.pending_end);
            return;
        }
        let len = incoming.len();
        self.storage.remove(Region::Ids, self.id_len..self.pending_end);
        self.pending_end = self.id_len + len;
        self.id_pending = true;
    }

    /// "If the field value consists of only ASCII digits, then interpret the field value as an
    /// integer in base ten, and set the event stream's reconnection time to that integer."
    fn retry_value(&mut self, piece: &[u8], value: Value) {
        if value.first {
            self.retry = 0;
            self.retry_digits = Digits::None;
        }
        for &byte in piece {
            if !byte.is_ascii_digit() {
                self.retry_digits = Digits::NotOnly;
            }
            if self.retry_digits == Digits::NotOnly {
                return;
            }
            self.retry_digits = Digits::Some;
            self.retry = self.retry.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
        }
        if value.last && self.retry_digits == Digits::Some {
            self.reconnection_time = Some(self.retry);
        }
    }

    fn unknown_name(
        &mut self,
        chunk: &[u8],
        first: bool,
        prefix: &[u8],
        range: Range<usize>,
        pos: &mut usize,
    ) -> Handed {
        if first {
            self.storage.truncate(Region::Report, 0);
        }
        let start = range.start;
        let name = chunk.get(range).unwrap_or_default();
        let held = self.storage.bytes(Region::Report).len();
        let room = self.max_report.saturating_sub(held);
        if prefix.len() + name.len() > room {
            // A prefix lies behind us: the limit strikes with the byte that shows that the name is
            // none of ours.
            let over = start + room.saturating_sub(prefix.len());
            let value = Value { field: Field::Unknown, start: over, end: over, ..NO_VALUE };
            match chunk.get(over) {
                Some(&(LF | CR)) => self.go_on_after(chunk, value, 0, pos),
                _ => self.go_on_after(chunk, Value { end: over + 1, ..value }, 0, pos),
            }
            return Handed::UnknownFieldTooLong;
        }
        self.storage.append(Region::Report, prefix);
        self.storage.append(Region::Report, name);
        self.report_name_len = held + prefix.len() + name.len();
        Handed::Nothing
    }

    /// Part of a comment, or of an unknown field's value.
    fn report_part(&mut self, chunk: &[u8], value: Value, pos: &mut usize) -> Handed {
        let comment = value.field == Field::Comment;
        if comment && value.first {
            self.storage.truncate(Region::Report, 0);
            self.report_name_len = 0;
        }
        let room = self.max_report.saturating_sub(self.storage.bytes(Region::Report).len());
        if value.end - value.start > room {
            self.go_on_after(chunk, value, room, pos);
            return if comment { Handed::CommentTooLong } else { Handed::UnknownFieldTooLong };
        }
        let piece = chunk.get(value.start..value.end).unwrap_or_default();
        self.storage.append(Region::Report, piece);
        match (value.last, comment) {
            (false, _) => Handed::Nothing,
            (true, true) => Handed::Comment,
            (true, false) => Handed::UnknownField,
        }
    }

    /// Fragments only: a data line's value begins.
    fn data_start(&mut self) -> Handed {
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

    /// The end of the stream: nothing is dispatched, and nothing changes any more. What the block
    /// held so far can be asked for, its last line counted as ended.
    pub(crate) fn close(&mut self, reason: CloseReason) {
        if self.closed.is_some() {
            return;
        }
        if self.handed != Handed::Nothing {
            self.forget_handed();
        }
        self.closed = Some(reason);
        match self.lines.field_at_end() {
            Some((Field::Data, true)) => {
                let _ = self.store_data(&[], NO_VALUE, &mut 0);
            }
            Some((Field::EventType, true)) => self.event_type = Part::Absent,
            _ => {}
        }
        if self.dropping {
            self.clear_event();
        }
    }

    /// Whether the end of the stream cut off a block with data.
    pub(crate) fn is_unfinished(&self) -> bool {
        self.closed.is_some() && self.data != Part::Absent
    }

    pub(crate) fn set_last_event_id(&mut self, id: &[u8]) -> Result<(), InvalidLastEventId> {
        if let Some(at) = memchr::memchr3(0, CR, LF, id) {
            return Err(InvalidLastEventId::Byte { at });
        }
        if id.len() > self.max_id {
            return Err(InvalidLastEventId::TooLong { limit: self.max_id });
        }
        self.storage.truncate(Region::Ids, 0);
        self.storage.append(Region::Ids, id);
        self.id_len = id.len();
        self.pending_end = id.len();
        self.id_pending = false;
        Ok(())
    }

    /// A new connection: the id and the reconnection time stay, nothing else does.
    pub(crate) fn reconnect(&mut self) {
        self.lines.restart();
        self.handed = Handed::Nothing;
        self.data = Part::Stored;
        self.clear_event();
        self.dropping = false;
        self.closed = None;
        self.id_pending = false;
        self.pending_end = self.id_len;
        self.storage.truncate(Region::Ids, self.id_len);
    }

    pub(crate) fn reset(&mut self) {
        self.reconnect();
        self.storage.truncate(Region::Ids, 0);
        self.id_len = 0;
        self.pending_end = 0;
        self.reconnection_time = None;
    }

    pub(crate) fn release_spare_capacity(&mut self) {
        self.storage.release();
    }
}
