//! Bytes into fields and fields into events (HTML standard 9.2.5 and 9.2.6): the one engine behind
//! every face.
//!
//! What a byte does stands in `engine/byte.rs`, one byte at a time, for every place in a line: that
//! alone would decode any stream. `engine/runs.rs` takes many bytes at once where they would all do
//! the same; feature `alloc` adds the short ways, which see a line or an event as a whole, and those
//! for dribbles of a few bytes. All of them only save work, and leave what is out of the ordinary
//! (limits, reports, ids) to the byte.
//!
//! Advice to those who change it. An event's data and type are ranges of the chunk as long as they
//! can be; they are copied to the storage where the chunk ends before the event does
//! ([`Engine::keep`]), and where a second data line has to be joined to the first. A range is
//! therefore valid within one call of [`Engine::advance`], and after it only where that call handed
//! out the event. Everything that is handed out in the middle of a block (a report, an error) calls
//! `keep` first.

mod block;
mod byte;
#[cfg(feature = "alloc")]
mod dribbles;
#[cfg(feature = "alloc")]
mod few;
mod runs;
#[cfg(feature = "alloc")]
pub(crate) mod short_ways;
#[cfg(feature = "alloc")]
mod whole_lines;

use crate::{
    config::Config,
    error::{DecodeError, InvalidLastEventId},
    event::{DEFAULT_EVENT_TYPE, Event},
    last_event_id::LastEventId,
    place::{Field, Place},
    progress::Progress,
    reconnection_time::ReconnectionTime,
    report::Report,
    session::Ended,
    storage::{Region, Storage},
};

/// Where a part of the event under way is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// No field gave one.
    Absent,
    /// In its region of the storage.
    Stored,
    /// `start..end` of the chunk.
    InChunk(usize, usize),
}

/// What the last call of `advance` handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handed {
    Nothing,
    Event,
    /// An event that lies whole in the chunk: there is nothing of it to clear away.
    #[cfg_attr(not(feature = "alloc"), expect(dead_code, reason = "for the short ways alone"))]
    WholeEvent,
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

/// Decodes an event stream; `Decoder` and `FragmentDecoder` are its two faces.
#[derive(Clone)]
pub(crate) struct Engine<S> {
    place: Place,
    handed: Handed,
    data: Part,
    event_type: Part,
    /// The block's event went over its limit: nothing of it is kept until the next blank line.
    dropping: bool,
    closed: Option<Ended>,
    report_comments: bool,
    report_unknown_fields: bool,
    max_data: usize,
    max_event_type: usize,
    id: LastEventId,
    report: Report,
    reconnection_time: ReconnectionTime,
    #[cfg(feature = "scan-count")]
    scanned: u64,
    #[cfg(feature = "scan-count")]
    steps: u64,
    pub(crate) storage: S,
}

impl<S: Storage> Engine<S> {
    pub(crate) fn new(config: Config, storage: S) -> Self {
        let bounded = |limit: usize, region| limit.min(storage.capacity(region));
        Self {
            place: Place::STREAM_START,
            handed: Handed::Nothing,
            data: Part::Absent,
            event_type: Part::Absent,
            dropping: false,
            closed: None,
            report_comments: config.report_comments,
            report_unknown_fields: config.report_unknown_fields,
            max_data: bounded(config.max_event_bytes, Region::Data),
            max_event_type: bounded(config.max_event_bytes, Region::EventType),
            id: LastEventId::new(config.max_id_bytes.min(storage.capacity(Region::Ids) / 3)),
            report: Report::new(bounded(config.max_comment_bytes, Region::Report)),
            reconnection_time: ReconnectionTime::UNSET,
            #[cfg(feature = "scan-count")]
            scanned: 0,
            #[cfg(feature = "scan-count")]
            steps: 0,
            storage,
        }
    }

    #[inline(always)]
    pub(crate) const fn hands_out_event(&self) -> bool {
        matches!(self.handed, Handed::Event | Handed::WholeEvent)
    }

    pub(crate) const fn handed(&self) -> Handed {
        self.handed
    }

    /// The error that was handed out, if it was one.
    #[cold]
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

    pub(crate) const fn closed(&self) -> Option<Ended> {
        self.closed
    }

    pub(crate) const fn reconnection_time(&self) -> Option<u64> {
        self.reconnection_time.get()
    }

    #[cfg(feature = "scan-count")]
    pub(crate) const fn bytes_scanned(&self) -> u64 {
        self.scanned
    }

    #[cfg(feature = "scan-count")]
    pub(crate) const fn steps(&self) -> u64 {
        self.steps
    }

    /// Called wherever something is taken that is not taken without a call.
    #[inline(always)]
    const fn step(&mut self) {
        #[cfg(feature = "scan-count")]
        {
            self.steps += 1;
        }
    }

    #[inline(always)]
    const fn looked_at(&mut self, bytes: usize) {
        #[cfg(feature = "scan-count")]
        {
            self.scanned += bytes as u64;
        }
        let _ = bytes;
    }

    #[inline]
    pub(crate) fn last_event_id(&self) -> &[u8] {
        self.id.get(&self.storage)
    }

    #[inline]
    fn part<'a>(&'a self, part: Part, region: Region, chunk: &'a [u8]) -> &'a [u8] {
        match part {
            Part::Absent => &[],
            Part::InChunk(start, end) => chunk.get(start..end).unwrap_or_default(),
            Part::Stored => self.storage.bytes(region),
        }
    }

    #[inline]
    pub(crate) fn event_type<'a>(&'a self, chunk: &'a [u8]) -> &'a [u8] {
        match self.part(self.event_type, Region::EventType, chunk) {
            [] => DEFAULT_EVENT_TYPE,
            event_type => event_type,
        }
    }

    /// The event that was handed out, or the unfinished one after the end of the stream.
    #[inline]
    pub(crate) fn lend_event<'a>(&'a self, chunk: &'a [u8]) -> Event<'a> {
        Event {
            event_type: self.event_type(chunk),
            data: self.part(self.data, Region::Data, chunk),
            last_event_id: self.last_event_id(),
        }
    }

    /// The event whose data is `start..end` of the chunk, and which has no type.
    #[cfg(feature = "alloc")]
    #[inline(always)]
    pub(crate) fn lend_untyped<'a>(
        &'a self,
        chunk: &'a [u8],
        start: usize,
        end: usize,
    ) -> Event<'a> {
        Event {
            event_type: DEFAULT_EVENT_TYPE,
            data: chunk.get(start..end).unwrap_or_default(),
            last_event_id: self.last_event_id(),
        }
    }

    /// Where the data lies in the chunk of the event that was handed out, if it does.
    #[inline(always)]
    pub(crate) const fn data_in_chunk(&self) -> Option<(usize, usize)> {
        match self.data {
            Part::InChunk(start, end) => Some((start, end)),
            _ => None,
        }
    }

    /// Whether a field gave the event a type.
    #[cfg(feature = "bytes")]
    pub(crate) const fn has_event_type(&self) -> bool {
        !matches!(self.event_type, Part::Absent)
    }

    /// Where the type lies in the chunk of the event that was handed out, if it does.
    #[cfg(feature = "bytes")]
    pub(crate) const fn event_type_in_chunk(&self) -> Option<(usize, usize)> {
        match self.event_type {
            Part::InChunk(start, end) => Some((start, end)),
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
    #[inline]
    pub(crate) fn advance<const FRAGMENTS: bool>(&mut self, chunk: &[u8]) -> Progress {
        #[cfg(feature = "alloc")]
        if !FRAGMENTS {
            return match self.whole_event_or(chunk) {
                Ok((_, end)) => Progress::item(end + short_ways::BLANK_AFTER_LINE.len()),
                Err(progress) => progress,
            };
        }
        if self.handed != Handed::Nothing {
            self.forget_handed();
        }
        self.read_on::<FRAGMENTS>(chunk, 0)
    }

    /// Reads from `pos` up to what comes next, or to the chunk's end.
    #[inline(never)]
    fn read_on<const FRAGMENTS: bool>(&mut self, chunk: &[u8], mut pos: usize) -> Progress {
        self.step();
        loop {
            #[cfg(feature = "alloc")]
            if !FRAGMENTS && self.lines(chunk, &mut pos) {
                return self.hand_out(Handed::Event, chunk, pos);
            }
            let mut handed = self.run::<FRAGMENTS>(chunk, &mut pos);
            while handed == Handed::Nothing {
                #[cfg(feature = "alloc")]
                if !FRAGMENTS {
                    pos += self.name_goes_on(chunk.get(pos..).unwrap_or_default());
                }
                let Some(&byte) = chunk.get(pos) else {
                    self.keep(chunk);
                    return Progress::need_data(chunk.len());
                };
                handed = self.byte::<FRAGMENTS>(byte, chunk, &mut pos);
                if self.place.is_in_value() || self.place == Place::LINE_START {
                    break;
                }
            }
            if handed != Handed::Nothing {
                return self.hand_out(handed, chunk, pos);
            }
        }
    }

    fn hand_out(&mut self, handed: Handed, chunk: &[u8], pos: usize) -> Progress {
        self.handed = handed;
        match handed {
            #[cfg(feature = "alloc")]
            Handed::Event => self.handed = self.kind_of_event(),
            #[cfg(not(feature = "alloc"))]
            Handed::Event => {}
            Handed::Piece => self.keep_event_type(chunk),
            _ => self.keep(chunk),
        }
        Progress::item(pos)
    }

    /// Clears what was lent since the last call.
    #[inline]
    fn forget_handed(&mut self) {
        match self.handed {
            Handed::Event | Handed::WholeEvent | Handed::End => {
                self.storage.event_done();
                self.clear_event();
            }
            Handed::Piece => self.data = Part::Stored,
            _ => {}
        }
        self.handed = Handed::Nothing;
    }

    /// The same out of line.
    #[cfg(feature = "alloc")]
    #[inline(never)]
    fn forget_handed_apart(&mut self) {
        self.forget_handed();
    }

    #[inline]
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
        self.keep_data(chunk);
        self.keep_event_type(chunk);
    }

    #[inline]
    fn keep_data(&mut self, chunk: &[u8]) {
        if let Part::InChunk(start, end) = self.data {
            self.storage.append(Region::Data, chunk.get(start..end).unwrap_or_default());
            self.data = Part::Stored;
        }
    }

    #[inline]
    fn keep_event_type(&mut self, chunk: &[u8]) {
        if let Part::InChunk(start, end) = self.event_type {
            self.storage.truncate(Region::EventType, 0);
            self.storage.append(Region::EventType, chunk.get(start..end).unwrap_or_default());
            self.event_type = Part::Stored;
        }
    }

    /// The end of the stream: nothing is dispatched, and nothing changes any more. What the block
    /// held so far can be asked for, its last line counted as ended.
    pub(crate) fn close(&mut self, ended: Ended) {
        if self.closed.is_some() {
            return;
        }
        if self.handed != Handed::Nothing {
            self.forget_handed();
        }
        self.closed = Some(ended);
        let place = core::mem::replace(&mut self.place, Place::CLOSED);
        if place.is_line_of_value() {
            let nothing = &[];
            match place.field() {
                Field::Data if place.is_fresh() => {
                    let _ = self.data_piece(nothing, nothing, true);
                }
                Field::EventType if place.is_fresh() => self.event_type = Part::Absent,
                _ => {}
            }
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
        self.place = Place::STREAM_START;
        self.handed = Handed::Nothing;
        self.clear_event();
        self.dropping = false;
        self.closed = None;
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
