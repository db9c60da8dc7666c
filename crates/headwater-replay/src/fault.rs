//! Answers that are no stream.

use bytes::Bytes;

use crate::Reply;

/// An HTTP answer in place of a stream: an error status, a JSON error at status 200, a proxy's HTML
/// page, a redirect; or any other [`Reply`].
///
/// ```
/// use headwater_replay::{Fault, Reply};
///
/// let busy = Fault::error(429, "rate_limit_exceeded", "Slow down.")
///     .header("retry-after", "1")
///     .times(2);
/// let proxy = Fault::new(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>");
/// let crashed = Fault::from(Reply::reset()).times(1);
/// # let _ = (busy, proxy, crashed);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub(crate) reply: Reply,
    pub(crate) times: Option<usize>,
}

impl From<Reply> for Fault {
    fn from(reply: Reply) -> Self {
        Self { reply, times: None }
    }
}

impl Fault {
    /// An answer with this status, content type and body.
    ///
    /// A status outside 200 to 599, or a content type that is no header value, is reported by
    /// [`Server::bind`](crate::Server::bind).
    #[must_use]
    pub fn new(status: u16, content_type: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Reply::new(status).header("content-type", content_type.into()).body(body).into()
    }

    /// An error in the form of OpenAI's, `{"error":{"message":…,"type":…,"param":null,"code":…}}`,
    /// with `code` as its type and code.
    #[must_use]
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let body = crate::refusal::error_object(message, code, code);
        Self::new(status, "application/json", body)
    }

    /// One more header.
    ///
    /// A name or value that HTTP does not allow is reported by
    /// [`Server::bind`](crate::Server::bind).
    #[must_use]
    pub fn header(self, name: impl Into<String>, value: impl AsRef<[u8]>) -> Self {
        Self { reply: self.reply.header(name, value), ..self }
    }

    /// Only the next `times` requests for a stream get this answer, then the server goes on to the
    /// next fault, or to streams. Without it all requests do.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }
}
