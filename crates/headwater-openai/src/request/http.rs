//! Requests as HTTP carries them, without the types of an HTTP library.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use headwater::{OwnRequest, RequestHeader};

use super::RequestError;

/// How HTTP asks.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
}

impl Method {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A header of a request.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) is_sensitive: bool,
}

impl Header {
    /// Its name, in small letters.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its value, which may be a key.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Whether the value is secret: not to be shown, nor sent to another origin.
    #[must_use]
    pub const fn is_sensitive(&self) -> bool {
        self.is_sensitive
    }
}

/// Shows no value.
impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Header")
            .field("name", &self.name)
            .field("value_len", &self.value.len())
            .field("is_sensitive", &self.is_sensitive)
            .finish()
    }
}

/// A request as HTTP carries it: method, URL, headers and body. A clone shares all of it.
///
/// [`Request::prepare`](super::Request::prepare) and [`Endpoint`](super::Endpoint) make it.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest(pub(super) Arc<Parts>);

#[derive(PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) method: Method,
    pub(super) origin: String,
    pub(super) target: String,
    pub(super) headers: Vec<Header>,
    pub(super) body: String,
}

impl HttpRequest {
    /// Its method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.0.method
    }

    /// Scheme, host and port, without a path; empty where the base URL was a path alone.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// The path with its query, which begins with `/`.
    #[must_use]
    pub fn path_and_query(&self) -> &str {
        &self.0.target
    }

    /// Its headers. The length of the body is not among them.
    #[must_use]
    pub fn headers(&self) -> &[Header] {
        &self.0.headers
    }

    /// Its body; empty if it has none.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.0.body
    }

    /// Its body as a value of its own, without a copy.
    #[must_use]
    pub fn to_body(&self) -> RequestBody {
        RequestBody(self.0.clone())
    }
}

/// As a session lends it to its driver.
impl OwnRequest for HttpRequest {
    fn method(&self) -> headwater::Method {
        match self.0.method {
            Method::Get => headwater::Method::Get,
            Method::Post => headwater::Method::Post,
        }
    }

    fn origin(&self) -> &str {
        &self.0.origin
    }

    fn path_and_query(&self) -> &str {
        &self.0.target
    }

    fn header(&self, index: usize) -> Option<RequestHeader<'_>> {
        let Header { name, value, is_sensitive } = self.0.headers.get(index)?;
        Some(RequestHeader { name, value: value.as_bytes(), is_sensitive: *is_sensitive })
    }

    fn body(&self) -> Option<&[u8]> {
        Some(self.0.body.as_bytes()).filter(|body| !body.is_empty())
    }
}

/// Shows sizes: a URL may hold a key as well.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.0.method)
            .field("path_and_query_len", &self.0.target.len())
            .field("headers", &self.0.headers)
            .field("body_len", &self.0.body.len())
            .finish_non_exhaustive()
    }
}

/// The body of an [`HttpRequest`], which it shares: `bytes::Bytes::from_owner` takes it without a
/// copy.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestBody(Arc<Parts>);

impl AsRef<[u8]> for RequestBody {
    fn as_ref(&self) -> &[u8] {
        self.0.body.as_bytes()
    }
}

/// Shows the size, not the content.
impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBody").field("len", &self.0.body.len()).finish()
    }
}

/// Whether HTTP can carry a header: RFC 9110 sections 5.1 and 5.5, of ASCII alone.
pub(super) fn check(header: &Header) -> Result<(), RequestError> {
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if header.name.is_empty() || !header.name.bytes().all(of_name) {
        return Err(RequestError::HeaderName);
    }
    if !header.value.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~')) {
        return Err(RequestError::HeaderValue { name: header.name.clone() });
    }
    Ok(())
}
