//! The session that reads a streamed answer.

mod session_parts;
#[cfg(test)]
mod tests;

use core::fmt;

use headwater::{
    Action, CloseReason, Config, Deadline, DecodeError, Decoder, Growing, Instant, Item, Progress,
    ResponseHead, Sent, Session, Step, Storage,
};

use crate::accumulator::{Accumulator, AnswerObject};
use crate::api::Api;
use crate::body::{Body, MAX_BODY_BYTES};
use crate::item::AnswerItem;
use crate::limits::Limits;
use crate::outcome::{InterruptionCause, Outcome};
use crate::reader::{Flow, Reader};
use crate::tool_call::ToolCall;
use crate::usage::Usage;
use crate::waiting_call::WaitingCall;
use crate::warning::Warning;
use crate::whole_answer::whole_answer;

/// How many bytes an event may take: images come in one.
pub(crate) const MAX_EVENT_BYTES: usize = 64 * 1024 * 1024;

/// Reads one streamed answer: a [`Session`] whose items are the events of the answer with what each
/// adds to it, and which ends with one [`Outcome`].
///
/// It is for one response. Call [`handle_response`](Session::handle_response) with its head before
/// its body, or it is taken for an event stream with status 200. The status and the body decide
/// together what came: an error status, an error page or plain JSON in place of a stream are
/// failures, and [`body`](Self::body) holds what the server sent; but plain JSON that is the whole answer,
/// as a server gives that does not stream, is that answer. Of an error status, only the
/// first 64 KiB are read: then the session is closed with
/// [`CloseReason::Finished`], for such a body need not have an end.
///
/// A Responses answer ends with `response.completed`, `response.incomplete` or `response.failed`; a
/// Chat Completions answer with `[DONE]`, or at the end of the body once every choice has its
/// finish reason. The session is then closed and ignores what follows. An error that the server
/// reports in the stream decides the outcome, but reading goes on to the end.
///
/// An event that only adds to a text, as nearly all do, is read on demand: its JSON is checked, and no
/// more of it is decoded than what it adds, where that belongs, and what the answer as a whole needs.
/// One that is as the event before but for its text, its number and padding is not read at all, but
/// compared with that: up to 4 KiB of the last event are kept for it.
/// Once the session's buffers have grown, it costs no allocation unless the text holds an escape.
/// Accumulation appends the text, which costs its bytes and now and then a larger buffer, never a copy
/// of the answer for each event.
///
/// Servers that count their text in UTF-16 units cut characters in two. The halves are joined: in deltas
/// and the final object stands the character, with the delta that has its second half.
///
/// A clone costs a copy of all that was kept, and goes on by itself.
#[derive(Clone)]
pub struct AnswerStream<S = Growing> {
    decoder: Decoder<S>,
    reader: Reader,
    body: Body,
    lent: Lent,
    /// What the end of the body brought, still to be handed out.
    waits: Lent,
    /// The response came as it stands, and it is still being made.
    pending: bool,
    closed: Option<CloseReason>,
    outcome: Option<Outcome>,
}

/// What `item` hands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lent {
    Nothing,
    /// What the decoder holds; it was given the chunk from `offset` on.
    Decoded {
        offset: usize,
    },
    /// The event that the end of the body cut off.
    Unfinished,
    /// What an answer brings that came whole, in place of an event stream.
    Whole,
}

impl AnswerStream<Growing> {
    /// Reads an answer of this API within the default limits.
    #[must_use]
    pub fn new(api: Api) -> Self {
        Self::with_config(api, Config::new().max_event_bytes(MAX_EVENT_BYTES))
    }

    /// Reads an answer of this API within these limits, of which that on events is 16 MiB where it is
    /// not set: [`new`](Self::new) allows 64.
    ///
    /// Comments are handed out as items of their own if the configuration reports them. Unknown
    /// fields are the session's own affair, and so is the limit on both: 64 KiB.
    #[must_use]
    pub fn with_config(api: Api, config: Config) -> Self {
        Self::with_storage(api, config, Growing::default())
    }
}

impl<S: Storage> AnswerStream<S> {
    /// Reads an answer of this API within these limits, and keeps the bytes of an event that
    /// outlive their chunk in `storage`.
    #[must_use]
    pub fn with_storage(api: Api, config: Config, storage: S) -> Self {
        // llama.cpp reports an error in the midst of an answer as the field `error: {..}`.
        let config = config.report_unknown_fields(true).max_comment_bytes(MAX_BODY_BYTES);
        Self {
            decoder: Decoder::with_storage(config, storage),
            reader: Reader::new(api, Some(Accumulator::new(api, Limits::new()))),
            body: Body::new(config.event_limit()),
            lent: Lent::Nothing,
            waits: Lent::Nothing,
            pending: false,
            closed: None,
            outcome: None,
        }
    }

    /// Looks at the item under way, which took these many bytes of the chunk. Returns whether there
    /// is something to hand out.
    fn read_item(&mut self, chunk: &[u8], taken: usize) -> bool {
        let flow = match self.decoder.item(chunk) {
            Some(Ok(Item::Event(event))) => {
                if event.data().trim_ascii() != b"[DONE]" {
                    self.body.events_came();
                }
                self.reader.read(event.event_type() == b"error", event.data())
            }
            Some(Ok(Item::UnknownField { name: b"error", value })) => {
                self.body.events_came();
                self.reader.error_field(value);
                return false;
            }
            Some(Err(DecodeError::UnknownFieldTooLong { .. })) => return false,
            // No sign of an event stream: a line of any page may begin with a colon.
            Some(Ok(Item::Comment(_))) => {
                self.reader.findings.clear();
                self.body.keep(chunk.get(..taken).unwrap_or_default());
                Flow::Continue
            }
            Some(Err(error @ DecodeError::CommentTooLong { .. })) => {
                self.reader.not_decoded(error);
                self.body.keep(chunk.get(..taken).unwrap_or_default());
                Flow::Continue
            }
            Some(Err(error)) => {
                self.body.events_came();
                self.reader.not_decoded(error);
                Flow::Continue
            }
            _ => return false,
        };
        if flow == Flow::End {
            self.finish(CloseReason::Finished);
        }
        flow != Flow::Repeat
    }

    /// The body is over. An event that its end cut off counts if it is all there.
    pub(crate) fn end(&mut self, reason: CloseReason) {
        if self.closed.is_some() {
            return;
        }
        self.lent = Lent::Nothing;
        self.decoder.end();
        let mut flow = Flow::Continue;
        if let Some(event) = self.decoder.unfinished().filter(|_| !self.body.is_error()) {
            let is_error = event.event_type() == b"error";
            if Reader::is_whole(is_error, event.data()) {
                if event.data().trim_ascii() != b"[DONE]" {
                    self.body.events_came();
                }
                flow = self.reader.read(is_error, event.data());
                if flow != Flow::Repeat {
                    self.waits = Lent::Unfinished;
                }
            }
        }
        let api = self.api();
        if let Some(whole) = self.body.object().and_then(|text| whole_answer(api, text)) {
            flow = self.reader.read_whole(&whole.event);
            self.pending = whole.is_pending;
            self.waits = Lent::Whole;
        }
        self.finish(if flow == Flow::End { CloseReason::Finished } else { reason });
    }

    fn finish(&mut self, reason: CloseReason) {
        self.closed = Some(reason);
        self.outcome = Some(self.conclude(reason));
    }

    fn conclude(&self, reason: CloseReason) -> Outcome {
        let answer = &self.reader.answer;
        // An event that was cut off in the midst is something.
        let cut = self.decoder.unfinished().is_some();
        let nothing_came = !answer.saw_event && !answer.lost && !cut && answer.failure.is_none();
        let to_its_end = matches!(reason, CloseReason::Finished | CloseReason::EndOfStream);
        if self.body.is_error() || (nothing_came && to_its_end) {
            return Outcome::Failed(self.body.failure());
        }
        answer.outcome(
            self.reader.ending(),
            match reason {
                CloseReason::NetworkError => InterruptionCause::NetworkError,
                CloseReason::Closed => InterruptionCause::Closed,
                CloseReason::Timeout(timer) => InterruptionCause::Timeout(timer),
                _ => InterruptionCause::EndOfStream,
            },
        )
    }
}

impl<S> AnswerStream<S> {
    /// Takes no more of the answer than these limits allow. To be called before its first byte.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.reader.set_limits(limits);
        self
    }

    /// Keeps nothing of the answer but its tool calls and what the outcome takes: for those who hand on
    /// what comes, and a proxy that holds many streams.
    #[must_use]
    pub fn without_accumulation(mut self) -> Self {
        self.reader.accumulator = None;
        self
    }

    /// Which API it reads.
    #[must_use]
    pub const fn api(&self) -> Api {
        self.reader.api()
    }

    /// How the answer ended; `None` while it is under way. Once there, it stays.
    #[must_use]
    pub const fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// The calls of functions and custom tools so far, in the order in which they began.
    #[must_use]
    pub fn tool_calls(&self) -> &[ToolCall] {
        self.reader.answer.tool_calls.as_slice()
    }

    /// The calls so far that wait for the caller, of every kind and every choice: those that only the
    /// caller can run or approve, and that have no output in the same answer. By these, the outcome is
    /// [`Outcome::ToolCalls`].
    ///
    /// What functions and custom tools are called with is in [`tool_calls`](Self::tool_calls), by the same
    /// id; what the others ask for is in their items
    /// ([`snapshot`](Self::snapshot), [`AnswerItem::typed`](crate::AnswerItem::typed)).
    pub fn waiting_calls(&self) -> impl Iterator<Item = WaitingCall<'_>> {
        self.reader.waiting_calls()
    }

    /// The usage, where the server told it.
    #[must_use]
    pub const fn usage(&self) -> Option<Usage> {
        self.reader.answer.usage()
    }

    /// The words of the refusal; empty where the model did not refuse. Of several choices, those of
    /// the first that did.
    #[must_use]
    pub fn refusal(&self) -> &str {
        self.reader.answer.refusal()
    }

    /// The id of the response, as first told.
    #[must_use]
    pub fn response_id(&self) -> Option<&str> {
        self.reader.answer.response_id()
    }

    /// The model that answers, as first told.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.reader.answer.model()
    }

    /// The `sequence_number` of the last event that had one.
    #[must_use]
    pub const fn last_sequence_number(&self) -> Option<u64> {
        self.reader.answer.last_sequence_number
    }

    /// The answer so far as the server would have returned it without streaming; `None` where nothing of
    /// it came, or [`without_accumulation`](Self::without_accumulation). Costs a copy of it.
    #[must_use]
    pub fn snapshot(&self) -> Option<AnswerObject> {
        let accumulator = self.reader.accumulator.as_ref()?;
        self.reader.answer.saw_event.then(|| accumulator.snapshot())
    }

    /// What is odd about the answer so far: at most 64 things, each once.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        self.reader.answer.warnings()
    }

    /// The finish reason of each choice of a Chat Completions answer that has one, by the index of the
    /// choice, in the server's own word.
    pub fn finish_reasons(&self) -> impl Iterator<Item = (u32, &str)> {
        self.reader.finish_reasons()
    }

    /// The reason for the outcome in the server's own word: the finish reason of the choice that
    /// decides, or the reason why a response is incomplete.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.reader.reason()
    }

    /// Whether `[DONE]` came.
    #[must_use]
    pub const fn saw_done(&self) -> bool {
        self.reader.answer.saw_done
    }

    /// What came in place of an event stream, the first 64 KiB of it; `None` while the answer is
    /// under way, and where an event stream came.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        let ended = self.outcome.is_some();
        ended.then(|| self.body.in_place_of_stream()).flatten()
    }
}

impl<S: Storage> Session for AnswerStream<S> {
    type Item<'a>
        = AnswerItem<'a>
    where
        Self: 'a;

    fn action(&self) -> Action<'_> {
        self.closed.map_or(Action::Read, Action::Closed)
    }

    fn poll_timeout(&self) -> Option<Deadline> {
        None
    }

    /// Nothing: it reads one response, whoever asked for it.
    fn handle_request_started(&mut self, _now: Instant) {}

    fn handle_response(&mut self, head: ResponseHead<'_>, _now: Instant) {
        if self.closed.is_none() {
            self.body.head(head);
        }
    }

    fn advance(&mut self, chunk: &[u8], _now: Instant) -> Progress {
        self.lent = Lent::Nothing;
        if self.waits != Lent::Nothing {
            self.lent = core::mem::replace(&mut self.waits, Lent::Nothing);
            return Progress { consumed: 0, step: Step::Item };
        }
        let mut offset = 0;
        while self.closed.is_none() && !self.body.is_error() {
            let rest = chunk.get(offset..).unwrap_or_default();
            let progress = self.decoder.advance(rest);
            if progress.step == Step::Item && self.read_item(rest, progress.consumed) {
                self.lent = Lent::Decoded { offset };
                return Progress { consumed: offset + progress.consumed, step: Step::Item };
            }
            self.body.keep(rest.get(..progress.consumed).unwrap_or_default());
            offset += progress.consumed;
            if progress.step == Step::NeedData {
                return Progress { consumed: chunk.len(), step: Step::NeedData };
            }
        }
        if self.closed.is_none() {
            // The body of an error: nothing is read of it but what is kept.
            self.body.keep(chunk);
            if self.body.is_full() {
                self.finish(CloseReason::Finished);
            }
        }
        Progress { consumed: chunk.len(), step: Step::NeedData }
    }

    fn item<'a>(&'a self, chunk: &'a [u8]) -> Option<AnswerItem<'a>> {
        let (event, comment) = match self.lent {
            Lent::Nothing => return None,
            Lent::Unfinished => (self.decoder.unfinished(), None),
            Lent::Whole => (None, None),
            Lent::Decoded { offset } => match self.decoder.item(chunk.get(offset..)?)? {
                Ok(Item::Event(event)) => (Some(event), None),
                Ok(Item::Comment(comment)) => (None, Some(comment)),
                _ => (None, None),
            },
        };
        let calls = self.tool_calls();
        let (api, findings) = (self.api(), &self.reader.findings);
        Some(AnswerItem { api, event, comment, findings, calls })
    }

    fn handle_end(&mut self, _now: Instant) {
        self.end(CloseReason::EndOfStream);
    }

    fn handle_network_error(&mut self, _sent: Sent, _now: Instant) {
        self.end(CloseReason::NetworkError);
    }

    /// Nothing: the session has no deadlines.
    fn handle_timeout(&mut self, _now: Instant) {}

    fn close(&mut self) {
        self.end(CloseReason::Closed);
    }
}

/// Shows where the answer stands, not what it or the server says.
impl<S> fmt::Debug for AnswerStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerStream")
            .field("api", &self.api())
            .field("tool_calls", &self.tool_calls().len())
            .field("usage", &self.usage())
            .field("closed", &self.closed)
            .field("outcome", &self.outcome.as_ref().map(Outcome::kind))
            .finish_non_exhaustive()
    }
}
