//! What the session hands out.

use core::fmt;
use core::iter::FusedIterator;

use headwater::Event;

use crate::api::Api;
use crate::delta::Delta;
use crate::error::ReadError;
use crate::record::Findings;
use crate::tool_call::ToolCall;
use crate::typed::TypedEvent;

/// One event of an answer and what it adds, or a comment, lent until the session is given more
/// bytes.
#[derive(Clone, Copy)]
pub struct AnswerItem<'a> {
    pub(crate) api: Api,
    pub(crate) event: Option<Event<'a>>,
    pub(crate) comment: Option<&'a [u8]>,
    pub(crate) findings: &'a Findings,
    pub(crate) calls: &'a [ToolCall],
}

impl<'a> AnswerItem<'a> {
    /// The raw event; `None` where this is a [`comment`](Self::comment), where the answer came whole in
    /// place of an event stream, or where the decoder dropped the event for its size, in which case
    /// there is an [`error`](Self::error).
    #[must_use]
    pub const fn event(&self) -> Option<Event<'a>> {
        self.event
    }

    /// The event, typed, with all that the server said in it; `None` where there is no event. Reads the
    /// event's data each time, at once: ask once, and only where the [`deltas`](Self::deltas) do not say
    /// enough. It borrows from the data; a text delta without escapes costs no allocation, objects and
    /// lists within others do.
    ///
    /// # Errors
    /// The data is no JSON object, or lacks what an event of its type is about; it is at hand in
    /// [`event`](Self::event).
    #[must_use]
    pub fn typed(&self) -> Option<Result<TypedEvent<'a>, ReadError>> {
        Some(TypedEvent::read(self.api, &self.event?))
    }

    /// The comment, what stands after its colon. Only where the session's
    /// [`Config`](headwater::Config::report_comments) asks for comments.
    #[must_use]
    pub const fn comment(&self) -> Option<&'a [u8]> {
        self.comment
    }

    /// What it adds to the answer. Nothing, for many events. They were found when the event was read;
    /// going through them reads and allocates nothing.
    #[must_use]
    pub const fn deltas(&self) -> Deltas<'a> {
        Deltas { findings: self.findings, calls: self.calls, at: 0 }
    }

    /// Why it, or a part of it, could not be read.
    #[must_use]
    pub const fn error(&self) -> Option<&'a ReadError> {
        self.findings.error()
    }
}

/// Shows no payload: an answer is the caller's own business.
impl fmt::Debug for AnswerItem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerItem")
            .field("event_len", &self.event.map(|event| event.data().len()))
            .field("comment_len", &self.comment.map(<[u8]>::len))
            .field("deltas", &self.deltas().count())
            .field("error", &self.error())
            .finish()
    }
}

/// The deltas of one [`AnswerItem`], in the order of the event.
#[derive(Clone)]
pub struct Deltas<'a> {
    findings: &'a Findings,
    calls: &'a [ToolCall],
    at: usize,
}

impl<'a> Iterator for Deltas<'a> {
    type Item = Delta<'a>;

    fn next(&mut self) -> Option<Delta<'a>> {
        let delta = self.findings.delta(self.at, self.calls)?;
        self.at += 1;
        Some(delta)
    }
}

impl FusedIterator for Deltas<'_> {}

impl fmt::Debug for Deltas<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deltas").field("left", &self.clone().count()).finish()
    }
}
