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
    /// Compressed, and nobody has undone it.
    is_coded: bool,
    start: Vec<u8>,
    is_stream: bool,
    /// The first byte that is no space and no part of a BOM; 0 while there is none.
    first: u8,
    /// How much is kept of a JSON object, which may be the whole answer.
    max_object_bytes: usize,
}

impl Body {
    pub(crate) const fn new(max_object_bytes: usize) -> Self {
        Self {
            status: OK,
            content_type: None,
            is_coded: false,
            start: Vec::new(),
            is_stream: false,
            first: 0,
            max_object_bytes,
        }
    }

    /// Makes ready for another body.
    pub(crate) fn reset(&mut self) {
        *self = Self::new(self.max_object_bytes);
    }

    pub(crate) const fn status(&self) -> u16 {
        self.status
    }

    pub(crate) fn head(&mut self, head: ResponseHead<'_>) {
        self.status = head.status;
        self.is_coded = head.is_coded();
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
            if self.first == 0 {
                let says =
                    |byte: &u8| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte);
                self.first = bytes.iter().copied().find(says).unwrap_or(0);
            }
            let is_object = self.first == b'{' && !self.is_error();
            let limit = if is_object { self.max_object_bytes } else { 0 }.max(MAX_BODY_BYTES);
            let room = limit.saturating_sub(self.start.len());
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
        let start = self.start.get(..MAX_BODY_BYTES).unwrap_or(&self.start);
        Some(start).filter(|start| is_other && !start.is_empty())
    }

    /// The JSON object that came in place of an event stream, if one did, as far as it was kept.
    pub(crate) fn object(&self) -> Option<&str> {
        if self.is_error() || self.is_stream {
            return None;
        }
        core::str::from_utf8(self.trimmed()).ok().filter(|text| text.starts_with('{'))
    }

    fn trimmed(&self) -> &[u8] {
        self.start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.start).trim_ascii()
    }

    /// What a body that held no event says, at its end.
    pub(crate) fn failure(&self) -> Failure {
        let text = String::from_utf8_lossy(&self.start);
        let text = trimmed(&text);
        if self.is_error() {
            let status = Some(self.status);
            return if self.is_coded {
                Failure { status, ..Failure::saying("the server said why, but compressed") }
            } else if text.is_empty() {
                Failure { status, ..Failure::saying("the server said nothing more") }
            } else {
                Failure { status, ..failure::of_text(text) }
            };
        }
        if self.is_coded {
            return Failure::saying(
                "the answer is compressed, which was not asked for: have the server leave it as it is, \
                 or take a client that undoes the compression",
            );
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
