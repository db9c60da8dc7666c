//! What the server received.

use core::fmt;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, Uri};

use crate::refusal::Refusal;

/// The most bytes that a request body may have.
pub(crate) const MAX_BODY: usize = 1024 * 1024;

/// How much of a body that is too large is read and thrown away before the server answers and
/// closes: a client that is still sending would lose the answer.
const MAX_DISCARDED: usize = 16 * MAX_BODY;

/// A request that the server received, for assertions.
///
/// Its `Debug` form hides what may be secret: the values of headers that carry credentials, the
/// query, and the body.
#[derive(Clone)]
pub struct ReceivedRequest {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl ReceivedRequest {
    pub(crate) fn new(parts: Parts, body: Bytes) -> Self {
        Self { method: parts.method, uri: parts.uri, headers: parts.headers, body }
    }

    /// The method, such as `POST`.
    #[must_use]
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The path as it was sent, without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The query, without the question mark.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.uri.query()
    }

    /// The first value of a header; the name's case does not matter. `None` too when the value is
    /// not visible ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The names and values of all headers, in lower case and as bytes.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()))
    }

    pub(crate) const fn uri(&self) -> &Uri {
        &self.uri
    }

    pub(crate) const fn header_map(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body; empty when it was refused for its size.
    #[must_use]
    pub const fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Debug for ReceivedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedRequest")
            .field("method", &self.method)
            .field("path", &self.uri.path())
            .field("query", &self.uri.query().map(|_| Redacted))
            .field("headers", &RedactedHeaders(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

struct RedactedHeaders<'a>(&'a HeaderMap);

impl fmt::Debug for RedactedHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.0 {
            match is_secret(name.as_str()) {
                true => map.entry(name, &Redacted),
                false => map.entry(name, value),
            };
        }
        map.finish()
    }
}

/// Whether a header's value may give access to something; its name is in lower case.
fn is_secret(name: &str) -> bool {
    ["authorization", "key", "token", "secret", "cookie", "credential", "password"]
        .iter()
        .any(|part| name.contains(part))
}

/// Reads a request's body, up to [`MAX_BODY`].
pub(crate) async fn read_body(mut incoming: Incoming) -> Result<Bytes, Refusal> {
    let mut body = BytesMut::new();
    let mut seen = 0_usize;
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|_| Refusal::BodyBroken)?;
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen > MAX_DISCARDED {
            break;
        } else if seen <= MAX_BODY {
            body.extend_from_slice(&data);
        } else {
            body = BytesMut::new();
        }
    }
    if seen > MAX_BODY { Err(Refusal::BodyTooLarge) } else { Ok(body.freeze()) }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use hyper::Request;

    use super::ReceivedRequest;

    #[test]
    fn debug_hides_what_may_be_secret_and_the_accessors_do_not() {
        let (parts, ()) = Request::post("/v1/responses?code=s3cret")
            .header("Authorization", "Bearer s3cret")
            .header("api-key", "s3cret")
            .header("X-Goog-Api-Key", "s3cret")
            .header("Cookie", "s3cret")
            .header("x-trace", "shown")
            .body(())
            .unwrap()
            .into_parts();
        let request = ReceivedRequest::new(parts, Bytes::from_static(b"{\"key\":\"s3cret\"}"));
        let debug = format!("{request:?}");
        assert!(!debug.contains("s3cret"), "{debug}");
        assert!(debug.contains("shown") && debug.contains("authorization"), "{debug}");
        assert_eq!(request.header("AUTHORIZATION"), Some("Bearer s3cret"));
        assert_eq!(request.query(), Some("code=s3cret"));
        assert_eq!(request.headers().count(), 5);
    }
}
