//! A request that a session owns.

use core::fmt;

use super::Method;

/// A request that a session owns, all of it, and lends while
/// [`Action::Connect`](crate::Action::Connect) asks for it.
///
/// For those who write a session; a driver asks the [`Attempt`](super::Attempt), which is the same for
/// every session.
pub trait OwnRequest {
    /// Its method: [`Get`](Method::Get) or [`Post`](Method::Post).
    fn method(&self) -> Method;

    /// Scheme, host and port; empty where they are those of the caller's URL.
    fn origin(&self) -> &str;

    /// The path and its query, which begins with `/`.
    fn path_and_query(&self) -> &str;

    /// Its headers, numbered from 0 without a gap; no name comes twice. The length of the body is none
    /// of them: that is the transport's affair.
    fn header(&self, index: usize) -> Option<RequestHeader<'_>>;

    /// Its body, if it has one.
    fn body(&self) -> Option<&[u8]>;
}

/// A header of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RequestHeader<'a> {
    /// Its name, in any case.
    pub name: &'a str,
    /// Its value: bytes that HTTP can carry (RFC 9110, 5.5).
    pub value: &'a [u8],
    /// Whether the value is secret: to be shown nowhere, and to be marked as sensitive in the types of
    /// the HTTP library, so that HTTP/2 does not keep it in its table either.
    pub is_sensitive: bool,
}

/// Shows no value.
impl fmt::Debug for RequestHeader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestHeader")
            .field("name", &self.name)
            .field("value_len", &self.value.len())
            .field("is_sensitive", &self.is_sensitive)
            .finish()
    }
}
