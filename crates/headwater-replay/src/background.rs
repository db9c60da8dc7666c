//! Responses that go on in the background, and how they are resumed.

use alloc::collections::VecDeque;

use bytes::Bytes;
use hyper::http::Uri;
use serde_json::Value;

use crate::api::data;
use crate::framing::{Lines, event_end};
use crate::refusal::Refusal;
use crate::{End, Recording};

/// How many responses are kept that can be resumed.
const KEPT: usize = 64;

/// How `GET /v1/responses/{id}?stream=true&starting_after=N` is answered.
///
/// ```
/// use headwater_replay::{Answer, Delivery, End, Resume, Server};
///
/// // Every stream breaks off after 700 bytes; the second resumption has the last events once more.
/// let server = Server::new()
///     .answer("m", Answer::text("Hello there"))
///     .delivery(Delivery::new().truncate_after(700, End::Cut))
///     .resume(Resume::Right)
///     .resume(Resume::Repeating(2));
/// # let _ = server;
/// ```
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Resume {
    /// With what follows event `N`, as it ought to be.
    #[default]
    Right,
    /// So many events too early; 1 is off by one.
    Repeating(u64),
    /// From the beginning, as if `starting_after` were not known.
    FromTheStart,
    /// So many events too late.
    Skipping(u64),
    /// Status 404.
    NotFound,
    /// Status 400, as a response is answered that is more than five minutes old.
    TooOld,
}

/// The responses that were created with `"background": true`.
#[derive(Debug, Default)]
pub(crate) struct Background {
    /// How the next resumptions are answered; right behind these.
    resumes: VecDeque<Resume>,
    /// How often each is polled before it is done.
    polls_before_done: usize,
    responses: VecDeque<Stored>,
}

#[derive(Debug)]
struct Stored {
    id: String,
    bytes: Bytes,
    end: End,
    /// Each event's number, and where it begins.
    events: Vec<(u64, usize)>,
    /// The response object at its beginning and at its end.
    first: Value,
    last: Option<Value>,
    polls: usize,
    is_cancelled: bool,
}

impl Background {
    pub(crate) fn new(resumes: VecDeque<Resume>, polls_before_done: usize) -> Self {
        Self { resumes, polls_before_done, responses: VecDeque::new() }
    }

    /// Keeps a stream, if it says an id.
    pub(crate) fn keep(&mut self, recording: &Recording) {
        let Some(stored) = Stored::new(recording) else { return };
        self.responses.retain(|other| other.id != stored.id);
        self.responses.push_back(stored);
        while self.responses.len() > KEPT {
            self.responses.pop_front();
        }
    }

    /// What is left of a response's stream, and how it ends.
    pub(crate) fn resume(&mut self, id: &str, uri: &Uri) -> Result<(Bytes, End), Refusal> {
        let how = self.resumes.pop_front().unwrap_or_default();
        let stored = self.find(id)?;
        if stored.is_cancelled {
            return Ok((Bytes::new(), End::Clean));
        }
        let next = query(uri, "starting_after").map(|after| {
            let after = after.parse::<u64>().map_err(|_| Refusal::InvalidCursor)?;
            Ok(after.saturating_add(1))
        });
        let next = next.transpose()?.unwrap_or(0);
        let from = match how {
            Resume::Right => next,
            Resume::Repeating(events) => next.saturating_sub(events),
            Resume::FromTheStart => 0,
            Resume::Skipping(events) => next.saturating_add(events),
            Resume::NotFound => return Err(Refusal::UnknownResponse(id.into())),
            Resume::TooOld => return Err(Refusal::ResponseTooOld),
        };
        let start = stored.events.iter().find(|(number, _)| *number >= from);
        let start = start.map_or(stored.bytes.len(), |(_, start)| *start);
        Ok((stored.bytes.slice(start..), stored.end))
    }

    /// The response object, as it stands.
    pub(crate) fn poll(&mut self, id: &str) -> Result<Value, Refusal> {
        let polls = self.polls_before_done;
        let stored = self.find(id)?;
        if stored.polls < polls {
            stored.polls += 1;
            return Ok(stored.with_status(if stored.is_cancelled {
                "cancelled"
            } else {
                "in_progress"
            }));
        }
        Ok(stored.now())
    }

    /// Cancels a response that is not done, and gives its object.
    pub(crate) fn cancel(&mut self, id: &str) -> Result<Value, Refusal> {
        let stored = self.find(id)?;
        stored.is_cancelled = true;
        Ok(stored.now())
    }

    fn find(&mut self, id: &str) -> Result<&mut Stored, Refusal> {
        let found = self.responses.iter_mut().find(|stored| stored.id == id);
        found.ok_or_else(|| Refusal::UnknownResponse(id.into()))
    }
}

impl Stored {
    fn new(recording: &Recording) -> Option<Self> {
        let bytes = recording.bytes();
        let (mut events, mut first, mut last) = (Vec::new(), None, None);
        let mut from = 0;
        while from < bytes.len() {
            let end = event_end(bytes, from);
            let event = bytes.get(from..end).unwrap_or_default();
            let json =
                Lines::new(event).find_map(data).and_then(|data| serde_json::from_slice(data).ok());
            let json: Value = json.unwrap_or_default();
            if let Some(number) = json.get("sequence_number").and_then(Value::as_u64) {
                events.push((number, from));
            }
            if let Some(response) = json.get("response") {
                first.get_or_insert_with(|| response.clone());
                let kind = json.get("type").and_then(Value::as_str).unwrap_or_default();
                if ["response.completed", "response.incomplete", "response.failed"].contains(&kind)
                {
                    last = Some(response.clone());
                }
            }
            from = end;
        }
        let first = first?;
        let id = first.get("id")?.as_str()?.to_owned();
        let (bytes, end) = (bytes.clone(), recording.end());
        Some(Self { id, bytes, end, events, first, last, polls: 0, is_cancelled: false })
    }

    fn now(&self) -> Value {
        match &self.last {
            _ if self.is_cancelled => self.with_status("cancelled"),
            Some(last) => last.clone(),
            None => self.with_status("in_progress"),
        }
    }

    fn with_status(&self, status: &str) -> Value {
        let mut object = self.first.clone();
        if let Some(members) = object.as_object_mut() {
            members.insert("status".into(), status.into());
            members.insert("background".into(), true.into());
        }
        object
    }
}

/// A parameter of the query. None here needs percent-decoding.
pub(crate) fn query<'a>(uri: &'a Uri, name: &str) -> Option<&'a str> {
    let parameters = uri.query()?.split('&');
    parameters
        .filter_map(|it| it.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}
