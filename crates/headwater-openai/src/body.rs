//! What came in place of an event stream.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use headwater::ResponseHead;

use crate::failure;
use crate::outcome::Failure;

/// How much of a body is kept.
pub(crate) const MAX_BODY_BYTES: usize = 64 * 1024;
const OK: u16 = 200;

/// The beginning of the body, until it proves to be an event stream.
///
/// The content type alone proves nothing: gateways send event streams as JSON and error pages as
/// event streams.
#[derive(Clone)]
pub(crate) struct Body {
    status: u16,
    content_type: Option<String>,
    start: Vec<u8>,
    is_stream: bool,
}

impl Default for Body {
    fn default() -> Self {
        Self { status: OK, content_type: None, start: Vec::new(), is_stream: false }
    }
}

impl Body {
    pub(crate) fn head(&mut self, head: ResponseHead<'_>) {
        self.status = head.status;
        self.content_type = head.content_type.map(|given| {
            let essence = given.split(|byte| *byte == b';').next().unwrap_or(given);
            let shown = essence.get(..100).unwrap_or(essence).trim_ascii();
            String::from_utf8_lossy(shown).into_owned()
        });
    }

    /// The status says that no answer follows.
    pub(crate) const fn is_error(&self) -> bool {
        self.status != OK
    }

    /// No byte that follows is kept.
    pub(crate) fn is_full(&self) -> bool {
        self.start.len() >= MAX_BODY_BYTES
    }

    pub(crate) fn keep(&mut self, bytes: &[u8]) {
        if !self.is_stream {
            let room = MAX_BODY_BYTES.saturating_sub(self.start.len());
            self.start.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        }
    }

    /// An event came: nothing is kept any more.
    pub(crate) fn events_came(&mut self) {
        self.is_stream = true;
        self.start = Vec::new();
    }

    /// What came in place of an event stream; nothing, where one came that held no event.
    pub(crate) fn in_place_of_stream(&self) -> Option<&[u8]> {
        let text = String::from_utf8_lossy(&self.start);
        let is_other = self.is_error() || self.what_came(trimmed(&text)).is_some();
        Some(self.start.as_slice()).filter(|start| is_other && !start.is_empty())
    }

    /// What a body that held no event says, at its end.
    pub(crate) fn failure(&self) -> Failure {
        let text = String::from_utf8_lossy(&self.start);
        let text = trimmed(&text);
        if self.is_error() {
            let status = Some(self.status);
            return if text.is_empty() {
                Failure { status, ..Failure::saying("the server said nothing more") }
            } else {
                Failure { status, ..failure::of_text(text) }
            };
        }
        let Some(what) = self.what_came(text) else {
            return Failure::saying(
                "the stream held no event; ask again, or look at the server's log",
            );
        };
        let said = failure::of_text(text);
        let message =
            format!("the server answered with {what} instead of an event stream: {}", said.message);
        Failure { message, ..said }
    }

    /// Names what is no event stream; `None` if it may be one without events.
    fn what_came(&self, text: &str) -> Option<&str> {
        let declared = self.content_type.as_deref().filter(|declared| {
            !declared.is_empty() && !declared.eq_ignore_ascii_case("text/event-stream")
        });
        match text.chars().next()? {
            '{' | '[' => Some(declared.unwrap_or("JSON")),
            '<' => Some(declared.unwrap_or("HTML")),
            // Only comments: an event stream, whatever it is declared as.
            ':' => None,
            _ => declared,
        }
    }
}

/// The text without what says nothing at its beginning and end.
fn trimmed(text: &str) -> &str {
    text.trim_start_matches('\u{FEFF}').trim()
}
