//! Fields into events (HTML standard 9.2.6): the one engine behind every face.
//!
//! Advice to those who change it. An event's data and type are ranges of the chunk as long as they
//! can be; they are copied to the storage in two cases only: where the chunk ends before the event
//! does ([`Engine::keep`]), and where a second data line has to be joined to the first. A range is
//! therefore valid within one call of [`Engine::advance`], and after it only where that call handed
//! out the event. Everything that is handed out in the middle of a block (a report, an error) calls
//! `keep` first.

mod block;

use crate::{
    config::Config,
    error::{DecodeError, InvalidLastEventId},
    event::{DEFAULT_EVENT_TYPE, Event},
    last_event_id::LastEventId,
    line::{Field, LineReader, Token, Value},
    progress::Progress,
    reconnection_time::ReconnectionTime,
    report::Report,
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
    /// The chunk before ended within a data value that is being stored, and nothing else is going
    /// on: what comes is appended, up to a line's end.
    continues_data: bool,
    max_data: usize,
    max_event_type: usize,
    id: LastEventId,
    report: Report,
    reconnection_time: ReconnectionTime,
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
            continues_data: false,
            max_data: bounded(config.max_event_bytes, Region::Data),
            max_event_type: bounded(config.max_event_bytes, Region::EventType),
            id: LastEventId::new(config.max_id_bytes.min(storage.capacity(Region::Ids) / 3)),
            report: Report::new(bounded(config.max_comment_bytes, Region::Report)),
            reconnection_time: ReconnectionTime::UNSET,
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
            Handed::IdTooLong => DecodeError::IdTooLong { limit: self.id.max() },
            Handed::CommentTooLong => DecodeError::CommentTooLong { limit: self.report.max() },
            Handed::UnknownFieldTooLong => {
                DecodeError::UnknownFieldTooLong { limit: self.report.max() }
            }
            _ => return None,
        })
    }

    pub(crate) const fn closed(&self) -> Option<CloseReason> {
        self.closed
    }

    pub(crate) const fn reconnection_time(&self) -> Option<u64> {
        self.reconnection_time.get()
    }

    #[cfg(feature = "scan-count")]
    pub(crate) const fn bytes_scanned(&self) -> u64 {
        self.lines.scanned
    }

    pub(crate) fn last_event_id(&self) -> &[u8] {
        self.id.get(&self.storage)
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
        self.report.text(&self.storage)
    }

    pub(crate) fn report_name(&self) -> &[u8] {
        self.report.name(&self.storage)
    }

    /// Reads the chunk up to what comes next, or to its end.
    ///
    /// The two things that nearly all calls do stand here, to be inlined: going on with data that
    /// earlier chunks began, and an event that lies whole in the chunk. The rest is `read_on`'s.
    #[inline]
    pub(crate) fn advance<const FRAGMENTS: bool>(&mut self, chunk: &[u8]) -> Progress {
        let mut pos = 0;
        if !FRAGMENTS && self.continues_data {
            let token = self.lines.value::<FRAGMENTS>(chunk, &mut pos);
            if let Token::Value(Value { last: false, .. }) = token {
                if self.has_room_for(chunk.len()) {
                    self.storage.append(Region::Data, chunk);
                    return Progress::need_data(chunk.len());
                }
            }
            return self.read_on::<FRAGMENTS>(chunk, token, pos);
        }
        if self.handed != Handed::Nothing {
            self.forget_handed();
        }
        if self.closed.is_some() {
            return Progress::need_data(chunk.len());
        }
        loop {
            let token = self.lines.next::<FRAGMENTS>(chunk, &mut pos);
            match token {
                Token::Value(value) if self.take_whole::<FRAGMENTS>(&value) => {
                    if value.blank && !self.id.is_pending() {
                        self.handed = Handed::Event;
                        return Progress::item(pos);
                    }
                    if value.blank {
                        return self.read_on::<FRAGMENTS>(chunk, Token::Blank, pos);
                    }
                }
                Token::NeedData => {
                    self.keep(chunk);
                    return Progress::need_data(chunk.len());
                }
                token => return self.read_on::<FRAGMENTS>(chunk, token, pos),
            }
        }
    }

    /// Takes the block's first data, or its type, where that lies whole in the chunk and within its
    /// limit; false where it is anything else, and then nothing is taken.
    #[inline(always)]
    fn take_whole<const FRAGMENTS: bool>(&mut self, value: &Value) -> bool {
        if !value.first || !value.last || self.dropping {
            return false;
        }
        let len = value.end - value.start;
        let part = Part::InChunk(value.start, value.end);
        match value.field {
            Field::Data if !FRAGMENTS && self.data == Part::Absent && len <= self.max_data => {
                self.data = part;
            }
            Field::EventType if len <= self.max_event_type => self.event_type = part,
            _ => return false,
        }
        true
    }

    /// Does what the token says, and reads on up to what comes next, or to the chunk's end.
    #[inline(never)]
    fn read_on<const FRAGMENTS: bool>(
        &mut self,
        chunk: &[u8],
        mut token: Token,
        mut pos: usize,
    ) -> Progress {
        self.continues_data = false;
        loop {
            let handed = match token {
                Token::Value(value) => {
                    let handed = if self.take_whole::<FRAGMENTS>(&value) {
                        Handed::Nothing
                    } else if !FRAGMENTS && value.field == Field::Data {
                        self.store_data(chunk, value, &mut pos)
                    } else {
                        self.value(chunk, value, &mut pos)
                    };
                    match handed {
                        Handed::Nothing if value.blank => self.blank_line::<FRAGMENTS>(),
                        handed => handed,
                    }
                }
                Token::Blank => self.blank_line::<FRAGMENTS>(),
                Token::DataStart => self.data_start(),
                Token::UnknownName { first, prefix, start, end } => {
                    self.unknown_name(chunk, first, prefix, start..end, &mut pos)
                }
                Token::NeedData => {
                    self.keep(chunk);
                    self.continues_data =
                        self.lines.is_within_data() && self.data == Part::Stored && !self.dropping;
                    return Progress::need_data(chunk.len());
                }
            };
            match handed {
                Handed::Nothing => {
                    token = self.lines.next::<FRAGMENTS>(chunk, &mut pos);
                    continue;
                }
                Handed::Event => {}
                Handed::Piece => self.keep_event_type(chunk),
                _ => self.keep(chunk),
            }
            self.handed = handed;
            return Progress::item(pos);
        }
    }

    #[inline(always)]
    fn has_room_for(&self, bytes: usize) -> bool {
        bytes <= self.max_data.saturating_sub(self.storage.bytes(Region::Data).len())
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
        // Also where a part lies in the chunk: an earlier field of the block may have been stored.
        self.storage.truncate(Region::Data, 0);
        self.storage.truncate(Region::EventType, 0);
        self.data = Part::Absent;
        self.event_type = Part::Absent;
    }

    /// Copies to the storage what lies in the chunk, because the chunk will not be there.
    #[inline]
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
        self.continues_data = false;
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
        self.id.set(&mut self.storage, id)
    }

    /// A new connection: the id and the reconnection time stay, nothing else does.
    pub(crate) fn reconnect(&mut self) {
        self.lines.restart();
        self.handed = Handed::Nothing;
        self.clear_event();
        self.dropping = false;
        self.closed = None;
        self.continues_data = false;
        self.id.discard_pending(&mut self.storage);
    }

    pub(crate) fn reset(&mut self) {
        self.reconnect();
        self.id.forget(&mut self.storage);
        self.reconnection_time = ReconnectionTime::UNSET;
    }

    pub(crate) fn release_spare_capacity(&mut self) {
        self.storage.release();
    }
}
