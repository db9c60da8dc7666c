//! A slow and obvious decoder of a whole event stream, written from the HTML standard, sections
//! 9.2.5 "Parsing an event stream" and 9.2.6 "Interpreting an event stream". The quotations in the
//! comments are the standard's.
//!
//! "Streams must be decoded using the UTF-8 decode algorithm." Here everything stays bytes. That
//! comes to the same, because the only characters that the parser looks for (CR, LF, colon, space,
//! NUL, the field names, the digits) are ASCII, and replacing invalid sequences neither eats nor
//! makes an ASCII byte; so text may as well be decoded after the lines are taken apart
//! ([`lossy`]). Of the decode algorithm only one thing is left: one leading byte order mark goes.
//!
//! Where the project adds to the standard, or pins what it leaves open:
//!
//! * The last event ID buffer starts as the known last event ID (that of the connection before).
//! * `retry` with an empty value is ignored; a value that is too large becomes `u64::MAX`.
//! * Limits, see [`Limits`]; comments and unknown fields, if asked for; the block that the end of
//!   the stream cut off, see [`Block`].
//! * Every happening carries the number of bytes after which it is handed out.

use headwater::{Config, DecodeError};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
const CR: u8 = b'\r';
const LF: u8 = b'\n';

/// What the decoder under test is told at its start.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) max_event: usize,
    pub(crate) max_id: usize,
    pub(crate) max_comment: usize,
    pub(crate) report_comments: bool,
    pub(crate) report_unknown_fields: bool,
    pub(crate) known_id: Vec<u8>,
}

impl Setup {
    /// The defaults: limits that a test's input does not reach, no reports, no known ID.
    pub(crate) const fn plain() -> Self {
        Self {
            max_event: 16 << 20,
            max_id: 4 << 10,
            max_comment: 4 << 10,
            report_comments: false,
            report_unknown_fields: false,
            known_id: Vec::new(),
        }
    }

    /// As [`Setup::plain`], with both kinds of reports.
    pub(crate) fn talkative() -> Self {
        Self { report_comments: true, report_unknown_fields: true, ..Self::plain() }
    }

    /// As [`Setup::talkative`], with these limits.
    pub(crate) fn limited(max_event: usize, max_id: usize, max_comment: usize) -> Self {
        Self { max_event, max_id, max_comment, ..Self::talkative() }
    }

    pub(crate) const fn config(&self) -> Config {
        Config::new()
            .max_event_bytes(self.max_event)
            .max_id_bytes(self.max_id)
            .max_comment_bytes(self.max_comment)
            .report_comments(self.report_comments)
            .report_unknown_fields(self.report_unknown_fields)
    }
}

/// The limits as they come out for one kind of decoder. Each strikes on the first byte over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Of an event's data, the line feeds that join its lines included. Over it: the event is
    /// void up to its blank line, its ID is not committed, its `retry` counts.
    pub(crate) data: usize,
    /// Of an event's type; over it, the same.
    pub(crate) event_type: usize,
    /// Of an ID; over it, that field is void and an earlier one of the block still holds.
    pub(crate) id: usize,
    /// Of a comment, or of an unknown field's name and value together, if they are reported.
    pub(crate) report: usize,
}

impl Limits {
    pub(crate) const fn of(setup: &Setup) -> Self {
        Self {
            data: setup.max_event,
            event_type: setup.max_event,
            id: setup.max_id,
            report: setup.max_comment,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Event(Block),
    Comment(Vec<u8>),
    UnknownField { name: Vec<u8>, value: Vec<u8> },
    Error(DecodeError),
}

/// An event; or the block that the end of the stream cut off, its last line counted as ended, with
/// the ID in force instead of the pending one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) event_type: Vec<u8>,
    pub(crate) data: Vec<u8>,
    pub(crate) id: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Happening {
    /// How many bytes had been fed when it was handed out.
    pub(crate) at: usize,
    pub(crate) what: What,
    /// The reconnection time at that point.
    pub(crate) retry: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) happenings: Vec<Happening>,
    pub(crate) last_event_id: Vec<u8>,
    pub(crate) retry: Option<u64>,
    pub(crate) unfinished: Option<Block>,
}

/// The text of a field: the decode algorithm's replacement, one U+FFFD per maximal subpart.
pub(crate) fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Decodes the whole of `input`.
pub(crate) fn decode(input: &[u8], setup: &Setup, limits: Limits) -> Outcome {
    let mut machine = Machine::new(setup, limits);
    for line in lines(input) {
        match line.closed_at {
            Some(_) => machine.line(&line),
            None => return machine.end(&line),
        }
    }
    unreachable!("the last line is the one that is not closed")
}

/// A line's bytes without its end.
#[derive(Clone, Debug)]
struct Line<'i> {
    /// Where in the stream its first byte is.
    start: usize,
    bytes: &'i [u8],
    /// How many bytes had been fed when it ended: the LF or CR included, the LF after a CR not.
    closed_at: Option<usize>,
}

/// "The stream must then be parsed by reading everything line by line, with a U+000D CARRIAGE
/// RETURN U+000A LINE FEED (CRLF) character pair, a single U+000A LINE FEED (LF) character not
/// preceded by a U+000D CARRIAGE RETURN (CR) character, and a single U+000D CARRIAGE RETURN (CR)
/// character not followed by a U+000A LINE FEED (LF) character being the ways in which a line can
/// end." What follows the last line end is the last line; it may be empty.
fn lines(input: &[u8]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    // "The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if any."
    let mut start = if input.starts_with(BYTE_ORDER_MARK) { 3 } else { 0 };
    let mut at = start;
    while at < input.len() {
        let end_len = match &input[at..] {
            [CR, LF, ..] => 2,
            [LF, ..] | [CR, ..] => 1,
            _ => {
                at += 1;
                continue;
            }
        };
        lines.push(Line { start, bytes: &input[start..at], closed_at: Some(at + 1) });
        at += end_len;
        start = at;
    }
    lines.push(Line { start, bytes: &input[start..], closed_at: None });
    lines
}

#[derive(Clone, Debug)]
struct Machine<'s> {
    setup: &'s Setup,
    limits: Limits,
    happenings: Vec<Happening>,
    // "When a stream is parsed, a data buffer, an event type buffer, and a last event ID buffer
    // must be associated with it. They must be initialized to the empty string."
    data_buffer: Vec<u8>,
    event_type_buffer: Vec<u8>,
    last_event_id_buffer: Vec<u8>,
    /// "the last event ID string of the event source"
    last_event_id: Vec<u8>,
    /// "the reconnection time"
    retry: Option<u64>,
    /// Addition: a limit struck in this block.
    void: bool,
}

impl<'s> Machine<'s> {
    fn new(setup: &'s Setup, limits: Limits) -> Self {
        Self {
            setup,
            limits,
            happenings: Vec::new(),
            data_buffer: Vec::new(),
            event_type_buffer: Vec::new(),
            // Deviation: seeded, so that events of a new connection carry the known ID on.
            last_event_id_buffer: setup.known_id.clone(),
            last_event_id: setup.known_id.clone(),
            retry: None,
            void: false,
        }
    }

    /// "Lines must be processed, in the order they are received, as follows". A line that is not
    /// closed is not processed; but a limit may have struck in it.
    fn line(&mut self, line: &Line<'_>) {
        let bytes = line.bytes;
        match (bytes.iter().position(|&byte| byte == b':'), line.closed_at) {
            // "If the line is empty (a blank line): Dispatch the event, as defined below."
            _ if bytes.is_empty() => {
                if let Some(at) = line.closed_at {
                    self.dispatch(at);
                }
            }
            // "If the line starts with a U+003A COLON character (:): Ignore the line."
            (Some(0), _) => self.comment(line),
            // "If the line contains a U+003A COLON character (:): Collect the characters on the
            // line before the first U+003A COLON character (:), and let field be that string.
            // Collect the characters on the line after the first U+003A COLON character (:), and
            // let value be that string. If value starts with a U+0020 SPACE character, remove it
            // from value. Process the field using the steps described below, using field as the
            // field name and value as the field value."
            (Some(colon), _) => {
                let after = &bytes[colon + 1..];
                let value = after.strip_prefix(b" ").unwrap_or(after);
                self.field(line, &bytes[..colon], value);
            }
            // "Otherwise, the string is not empty but does not contain a U+003A COLON character
            // (:): Process the field using the steps described below, using the whole line as the
            // field name, and the empty string as the field value."
            (None, Some(_)) => self.field(line, bytes, b""),
            // The name may still go on; only as an unknown one can it be too long already.
            (None, None) if is_start_of_known_name(bytes, line.start) => {}
            (None, None) => self.unknown_field(line, bytes, b""),
        }
    }

    /// "The steps to process the field given a field name and a field value depend on the field
    /// name [...]. Field names must be compared literally, with no case folding performed."
    fn field(&mut self, line: &Line<'_>, name: &[u8], value: &[u8]) {
        match name {
            b"event" => self.event_field(line, value),
            b"data" => self.data_field(line, value),
            b"id" => self.id_field(line, value),
            b"retry" => self.retry_field(line, value),
            // "Otherwise: The field is ignored."
            _ => self.unknown_field(line, name, value),
        }
    }

    /// "If the field name is "event": Set the event type buffer to field value."
    fn event_field(&mut self, line: &Line<'_>, value: &[u8]) {
        let limit = self.limits.event_type;
        if value.len() > limit {
            self.too_large(line.byte_of_value(value, limit), limit);
        } else if line.closed_at.is_some() {
            self.event_type_buffer = value.to_vec();
        }
    }

    /// "If the field name is "data": Append the field value to the data buffer, then append a
    /// single U+000A LINE FEED (LF) character to the data buffer."
    fn data_field(&mut self, line: &Line<'_>, value: &[u8]) {
        // The buffer ends with the LF that will join this line to the one before; that LF counts
        // from here on.
        let (before, limit) = (self.data_buffer.len(), self.limits.data);
        let over = before + value.len() > limit;
        match (value, line.closed_at) {
            // It is the LF alone that is over, and there is no byte of the value to tell it on.
            (b"", Some(at)) if over => self.too_large(at, limit),
            (b"", None) => {}
            (value, _) if over => {
                self.too_large(line.byte_of_value(value, limit.saturating_sub(before)), limit);
            }
            (_, None) => {}
            (value, Some(_)) => {
                self.data_buffer.extend_from_slice(value);
                self.data_buffer.push(LF);
            }
        }
    }

    /// "If the field name is "id": If the field value does not contain U+0000 NULL, then set the
    /// last event ID buffer to the field value. Otherwise, ignore the field."
    fn id_field(&mut self, line: &Line<'_>, value: &[u8]) {
        let limit = self.limits.id;
        if value.len() > limit {
            self.error(line.byte_of_value(value, limit), DecodeError::IdTooLong { limit });
        } else if line.closed_at.is_some() && !value.contains(&0) {
            self.last_event_id_buffer = value.to_vec();
        }
    }

    /// "If the field name is "retry": If the field value consists of only ASCII digits, then
    /// interpret the field value as an integer in base ten, and set the event stream's reconnection
    /// time to that integer. Otherwise, ignore the field." Pinned: no digits are not digits.
    fn retry_field(&mut self, line: &Line<'_>, value: &[u8]) {
        if line.closed_at.is_some() && !value.is_empty() && value.iter().all(u8::is_ascii_digit) {
            let number = value.iter().fold(0_u128, |number, digit| {
                (number * 10 + u128::from(digit - b'0')).min(u128::from(u64::MAX))
            });
            self.retry = Some(u64::try_from(number).expect("is at most that"));
        }
    }

    /// Addition: a comment is what follows the colon, as it stands.
    fn comment(&mut self, line: &Line<'_>) {
        let (text, limit) = (&line.bytes[1..], self.limits.report);
        if !self.setup.report_comments {
        } else if text.len() > limit {
            self.error(line.start + 1 + limit + 1, DecodeError::CommentTooLong { limit });
        } else if let Some(at) = line.closed_at {
            self.happen(at, What::Comment(text.to_vec()));
        }
    }

    /// Addition. The limit cannot strike before it is known that the field is an unknown one.
    fn unknown_field(&mut self, line: &Line<'_>, name: &[u8], value: &[u8]) {
        let limit = self.limits.report;
        if !self.setup.report_unknown_fields {
        } else if name.len() + value.len() > limit {
            let over = match limit.checked_sub(name.len()) {
                None => line.start + limit + 1,
                Some(left) => line.byte_of_value(value, left),
            };
            let at = over.max(line.known_as_unknown_at());
            self.error(at, DecodeError::UnknownFieldTooLong { limit });
        } else if let Some(at) = line.closed_at {
            self.happen(at, What::UnknownField { name: name.to_vec(), value: value.to_vec() });
        }
    }

    /// "When the user agent is required to dispatch the event, the user agent must process the data
    /// buffer, the event type buffer, and the last event ID buffer using steps appropriate for the
    /// user agent. For web browsers, the appropriate steps to dispatch the event are as follows".
    fn dispatch(&mut self, at: usize) {
        // Addition: the blank line ends a void event too, and its ID goes with it.
        if core::mem::take(&mut self.void) {
            self.last_event_id_buffer.clone_from(&self.last_event_id);
            self.data_buffer.clear();
        }
        // 1. "Set the last event ID string of the event source to the value of the last event ID
        //    buffer. The buffer does not get reset [...]"
        self.last_event_id.clone_from(&self.last_event_id_buffer);
        // 2. "If the data buffer is an empty string, set the data buffer and the event type buffer
        //    to the empty string and return."
        if let Some(event) = self.block() {
            // 5., 6. and 8.: the event is made and handed out.
            self.happen(at, What::Event(event));
        }
        // 7. "Set the data buffer and the event type buffer to the empty string."
        self.data_buffer.clear();
        self.event_type_buffer.clear();
    }

    /// The event of the buffers, if there is data.
    fn block(&self) -> Option<Block> {
        // 3. "If the data buffer's last character is a U+000A LINE FEED (LF) character, then
        //    remove the last character from the data buffer."
        let (&LF, data) = self.data_buffer.split_last()? else {
            unreachable!("every line adds it")
        };
        // 5. and 6. "Initialize event's type attribute to "message", its data attribute to data
        //    [...] and its lastEventId attribute to the last event ID string of the event source.
        //    If the event type buffer has a value other than the empty string, change the type of
        //    the newly created event to equal the value of the event type buffer."
        let event_type = match &*self.event_type_buffer {
            b"" => b"message",
            other => other,
        };
        Some(Block {
            event_type: event_type.to_vec(),
            data: data.to_vec(),
            id: self.last_event_id.clone(),
        })
    }

    /// "Once the end of the file is reached, any pending data must be discarded. (If the file ends
    /// in the middle of an event, before the final empty line, the incomplete event is not
    /// dispatched.)" Addition: it can be asked for.
    fn end(mut self, last: &Line<'_>) -> Outcome {
        self.line(last);
        let mut guess = self.clone();
        if !last.bytes.is_empty() && !self.void {
            guess
                .line(&Line { closed_at: Some(last.start + last.bytes.len() + 1), ..last.clone() });
        }
        Outcome {
            unfinished: if guess.void { None } else { guess.block() },
            happenings: self.happenings,
            last_event_id: self.last_event_id,
            retry: self.retry,
        }
    }

    fn too_large(&mut self, at: usize, limit: usize) {
        if !core::mem::replace(&mut self.void, true) {
            self.error(at, DecodeError::EventTooLarge { limit });
        }
    }

    fn error(&mut self, at: usize, error: DecodeError) {
        self.happen(at, What::Error(error));
    }

    fn happen(&mut self, at: usize, what: What) {
        self.happenings.push(Happening { at, what, retry: self.retry });
    }
}

impl Line<'_> {
    /// How many bytes had been fed when the byte `index` of `value` had. The value is always the
    /// line's tail.
    const fn byte_of_value(&self, value: &[u8], index: usize) -> usize {
        self.start + self.bytes.len() - value.len() + index + 1
    }

    /// How many bytes had been fed when this line could no longer be one of a known field: the
    /// first byte that does not fit, be it a colon or the line's end.
    fn known_as_unknown_at(&self) -> usize {
        let fits = |len: &usize| is_start_of_known_name(&self.bytes[..*len], self.start);
        let misfit = (1..=self.bytes.len()).find(|len| !fits(len));
        self.start + misfit.unwrap_or(self.bytes.len() + 1)
    }
}

/// Whether a line that begins so may still become a known field's. At the start of the stream it
/// may also still become a byte order mark.
fn is_start_of_known_name(bytes: &[u8], start: usize) -> bool {
    let known: [&[u8]; 4] = [b"event", b"data", b"id", b"retry"];
    known.iter().any(|name| name.starts_with(bytes))
        || (start == 0 && BYTE_ORDER_MARK.starts_with(bytes))
}
