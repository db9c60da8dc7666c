//! What answers one request, whatever that asks for.

use std::io;

use bytes::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{HeaderMap, Response, StatusCode};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::body::{Live, Outgoing, Stream};
use crate::plan::Plan;
use crate::wire::Wire;
use crate::{Delivery, End};

/// What answers one request: a status, headers and a body that leaves as it is told to, or no answer
/// at all.
///
/// ```
/// use headwater_replay::{End, Reply};
///
/// let broken = Reply::event_stream("id: 1\ndata: a\n\ndata: b").ending(End::Reset);
/// let moved = Reply::redirect(307, "http://127.0.0.1:8080/elsewhere");
/// let busy = Reply::new(503).header("retry-after", "2");
/// # let _ = (broken, moved, busy);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Reply {
    kind: Kind,
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    delivery: Delivery,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// With a length.
    Whole(Bytes),
    Streamed(Bytes, End),
    Reset,
    Silence,
}

impl Reply {
    /// This status, without a body.
    pub const fn new(status: u16) -> Self {
        Self::of(Kind::Whole(Bytes::new()), status)
    }

    const fn of(kind: Kind, status: u16) -> Self {
        Self { kind, status, headers: Vec::new(), delivery: Delivery::new() }
    }

    /// Status 200 and `text/event-stream`, with these bytes.
    pub fn event_stream(bytes: impl Into<Bytes>) -> Self {
        Self::of(Kind::Streamed(bytes.into(), End::Clean), 200)
            .header("content-type", "text/event-stream")
            .header("cache-control", "no-cache")
    }

    /// A redirect with this status, as 307, to a path of the same server or to a URL.
    pub fn redirect(status: u16, location: impl AsRef<[u8]>) -> Self {
        Self::new(status).header("location", location)
    }

    /// No answer: the connection is reset (TCP `RST`) once the request was received.
    pub const fn reset() -> Self {
        Self::of(Kind::Reset, 500)
    }

    /// No answer, and the connection stays open, until the client or the server leaves.
    pub const fn silence() -> Self {
        Self::of(Kind::Silence, 500)
    }

    /// One more header; its value may hold any byte that HTTP allows.
    pub fn header(mut self, name: impl Into<String>, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.into(), value.as_ref().to_vec()));
        self
    }

    /// With this body, sent at once.
    pub fn body(mut self, bytes: impl Into<Bytes>) -> Self {
        self.kind = Kind::Whole(bytes.into());
        self
    }

    /// How the body ends, which makes it a stream without a length.
    pub fn ending(mut self, end: End) -> Self {
        self.kind = match self.kind {
            Kind::Whole(bytes) | Kind::Streamed(bytes, _) => Kind::Streamed(bytes, end),
            other => other,
        };
        self
    }

    /// How the body leaves, which makes it a stream without a length.
    pub fn delivery(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        if let Kind::Whole(_) = self.kind { self.ending(End::Clean) } else { self }
    }

    /// Whether HTTP allows its status and headers.
    pub(crate) fn check(&self) -> io::Result<()> {
        self.head().map(drop)
    }

    fn head(&self) -> io::Result<(StatusCode, HeaderMap)> {
        let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidInput, what);
        let status = StatusCode::from_u16(self.status)
            .ok()
            .filter(|status| (200..600).contains(&status.as_u16()))
            .ok_or_else(|| invalid(format!("{} is no status to answer with", self.status)))?;
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let parsed =
                HeaderName::try_from(name).ok().zip(HeaderValue::try_from(&value[..]).ok());
            let (parsed_name, parsed_value) = parsed.ok_or_else(|| {
                invalid(format!("{name:?}: \"{}\" is no header", value.escape_ascii()))
            })?;
            headers.append(parsed_name, parsed_value);
        }
        Ok((status, headers))
    }

    /// The response, with what is written to `live` as its body where there is one.
    ///
    /// # Errors
    /// There is to be none.
    pub(crate) async fn response(
        self,
        live: Option<UnboundedReceiver<Live>>,
        wire: Wire,
    ) -> io::Result<Response<Outgoing>> {
        let (status, headers) = self.head()?;
        let body = match (self.kind, live) {
            (Kind::Reset, _) => {
                wire.reset_at_end();
                return Err(io::ErrorKind::ConnectionReset.into());
            }
            (Kind::Silence, _) => core::future::pending().await,
            (_, Some(pieces)) => Outgoing::stream(Stream::live(pieces, wire)),
            (Kind::Whole(bytes), None) => Outgoing::Whole(Some(bytes)),
            (Kind::Streamed(bytes, end), None) => {
                let plan = Plan::new(&bytes, end, &self.delivery);
                Outgoing::stream(Stream::planned(plan, &self.delivery, wire))
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        label_coding(&mut response);
        Ok(response)
    }
}

/// Says how the body is coded.
pub(crate) fn label_coding(response: &mut Response<Outgoing>) {
    if response.body().is_gzip() {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
}

/// Says that the body is an event stream, whatever it is called, that nobody is to hold back.
pub(crate) fn label_event_stream(headers: &mut HeaderMap, content_type: HeaderValue) {
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // Asks nginx not to hold the stream back.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
}
