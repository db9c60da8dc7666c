//! Event sources that are no model's answer.

use bytes::Bytes;
use hyper::HeaderMap;

use crate::End;
use crate::framing::{Lines, event_end};

/// An event stream of any content, as a page of a browser would follow it: a client that comes back
/// with `Last-Event-ID` gets what follows that event.
///
/// A client that has seen all of it is answered with status 204, which tells it to stay away; with an
/// id that no event has it gets all from the beginning. `retry` fields go as they stand in the bytes.
///
/// ```
/// use headwater_replay::{End, Feed};
///
/// let feed = Feed::new("retry: 100\nid: 1\ndata: a\n\nid: 2\ndata: b\n\n").ending(End::Cut);
/// # let _ = feed;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    bytes: Bytes,
    end: End,
}

impl Feed {
    /// A feed of these bytes, sent verbatim.
    #[must_use]
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), end: End::Clean }
    }

    /// How the body stops when all bytes have been sent. The default is [`End::Clean`].
    #[must_use]
    pub fn ending(mut self, end: End) -> Self {
        self.end = end;
        self
    }

    pub(crate) const fn end(&self) -> End {
        self.end
    }

    /// What a client gets that has seen this event; `None` where there is nothing more.
    pub(crate) fn after(&self, last_event_id: Option<&[u8]>) -> Option<Bytes> {
        let Some(last) = last_event_id else { return Some(self.bytes.clone()) };
        let mut from = 0;
        while from < self.bytes.len() {
            let end = event_end(&self.bytes, from);
            if id(self.bytes.get(from..end).unwrap_or_default()) == Some(last) {
                return Some(self.bytes.slice(end..)).filter(|rest| !rest.is_empty());
            }
            from = end;
        }
        Some(self.bytes.clone())
    }
}

/// The id of an event, where it has one.
fn id(event: &[u8]) -> Option<&[u8]> {
    Lines::new(event)
        .filter_map(|line| line.strip_prefix(b"id:"))
        .last()
        .map(|value| value.strip_prefix(b" ").unwrap_or(value))
}

/// The last event ID that a request has.
pub(crate) fn last_event_id(headers: &HeaderMap) -> Option<&[u8]> {
    headers.get("last-event-id").map(hyper::header::HeaderValue::as_bytes)
}

#[cfg(test)]
mod tests {
    use super::Feed;

    #[test]
    fn what_follows_an_event() {
        let bytes = "id: 1\ndata: a\n\n: no id\ndata: b\n\nid:2\nid: 3\r\n\r\ndata: c\n\nid: 4\n\n";
        let feed = Feed::new(bytes);
        for (last, rest) in [
            (None, Some(bytes)),
            (Some("1"), Some(&bytes[15..])),
            (Some("3"), Some("data: c\n\nid: 4\n\n")),
            (Some("2"), Some(bytes)),
            (Some("4"), None),
        ] {
            let after = feed.after(last.map(str::as_bytes));
            assert_eq!(after.as_deref(), rest.map(str::as_bytes), "{last:?}");
        }
    }
}
