//! What a session has to know of a response before its body.

use core::fmt;

use crate::retry_after::retry_after_ms;

/// What a session has to know of a response before its body.
///
/// Give it every header: it takes those that it has a use for, so that no adapter has to know them.
///
/// ```
/// use headwater::ResponseHead;
///
/// let headers: [(&str, &[u8]); 2] = [("content-type", b"text/event-stream"), ("etag", b"x")];
/// let mut head = ResponseHead::new(200);
/// for (name, value) in headers {
///     head = head.header(name, value);
/// }
/// assert_eq!(head.content_type, Some(&b"text/event-stream"[..]));
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ResponseHead<'a> {
    /// The status code, as in 200.
    pub status: u16,
    /// The URL that the response is of, where the transport followed redirects by itself.
    pub url: Option<&'a str>,
    /// The value of `Content-Type`, where there is one; the last, where there are several.
    pub content_type: Option<&'a [u8]>,
    /// The value of `Content-Encoding`, where there is one; a client that undoes the coding takes the
    /// header away.
    pub content_encoding: Option<&'a [u8]>,
    /// The value of `Location`; empty, where there are several that differ.
    pub location: Option<&'a [u8]>,
    /// The value of `Retry-After`: seconds, or a date.
    pub retry_after: Option<&'a [u8]>,
    /// The value of `retry-after-ms`: milliseconds.
    pub retry_after_ms: Option<&'a [u8]>,
    /// The value of `x-should-retry`: `true` or `false`.
    pub should_retry: Option<&'a [u8]>,
    /// The value of `Date`.
    pub date: Option<&'a [u8]>,
}

impl<'a> ResponseHead<'a> {
    /// A response with this status and no header.
    #[must_use]
    pub const fn new(status: u16) -> Self {
        Self {
            status,
            url: None,
            content_type: None,
            content_encoding: None,
            location: None,
            retry_after: None,
            retry_after_ms: None,
            should_retry: None,
            date: None,
        }
    }

    /// With this header. The case of its name does not matter, nor the order of headers, but for
    /// those that come several times. A header that no session has a use for changes nothing.
    #[must_use]
    pub fn header(mut self, name: &str, value: &'a [u8]) -> Self {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        let first = |old: Option<&'a [u8]>| Some(old.unwrap_or(value));
        if is("content-type") {
            self.content_type = Some(value);
        } else if is("content-encoding") {
            self.content_encoding = first(self.content_encoding);
        } else if is("location") {
            let differs = self.location.is_some_and(|location| location != value);
            self.location = Some(if differs { &[] } else { value });
        } else if is("retry-after") {
            self.retry_after = first(self.retry_after);
        } else if is("retry-after-ms") {
            self.retry_after_ms = first(self.retry_after_ms);
        } else if is("x-should-retry") {
            self.should_retry = first(self.should_retry);
        } else if is("date") {
            self.date = first(self.date);
        }
        self
    }

    /// How long the server asks to wait before the next request, in milliseconds, by `retry-after-ms`
    /// or `Retry-After`; `None` where it does not say, or says it in a way that nobody can follow: a
    /// date without a `Date` of the response's own to measure it against, for clocks differ.
    #[must_use]
    pub fn retry_delay_ms(&self) -> Option<u32> {
        retry_after_ms(self)
    }

    /// What `x-should-retry` says of sending the request again, in whatever case; `None` where it is
    /// missing, or neither `true` nor `false`.
    #[must_use]
    pub fn asks_to_retry(&self) -> Option<bool> {
        let value = self.should_retry?.trim_ascii();
        let is = |word: &str| value.eq_ignore_ascii_case(word.as_bytes());
        if is("true") { Some(true) } else { is("false").then_some(false) }
    }

    /// Whether the body is compressed, or coded in another way that nobody has undone.
    #[must_use]
    pub fn is_coded(&self) -> bool {
        let coding = self.content_encoding.unwrap_or_default().trim_ascii();
        !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity")
    }

    /// With this content type.
    #[must_use]
    pub const fn content_type(mut self, value: Option<&'a [u8]>) -> Self {
        self.content_type = value;
        self
    }

    /// With the URL that the transport came to by following redirects itself.
    #[must_use]
    pub const fn url(mut self, url: Option<&'a str>) -> Self {
        self.url = url;
        self
    }
}

/// Shows which headers there are, and of none what it says but of the content type: a location's
/// query may hold a secret.
impl fmt::Debug for ResponseHead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseHead")
            .field("status", &self.status)
            .field("content_type", &self.content_type.map(<[u8]>::escape_ascii))
            .field("content_encoding", &self.content_encoding.is_some())
            .field("url", &self.url.is_some())
            .field("location", &self.location.is_some())
            .field("retry_after", &self.retry_after.is_some())
            .field("retry_after_ms", &self.retry_after_ms.is_some())
            .field("should_retry", &self.should_retry.is_some())
            .field("date", &self.date.is_some())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::ResponseHead;

    #[test]
    fn each_header_finds_its_place_in_any_case() {
        let head = ResponseHead::new(503)
            .header("Content-Type", b"a")
            .header("CONTENT-TYPE", b"b")
            .header("Content-Encoding", b"gzip")
            .header("content-encoding", b"br")
            .header("Retry-After", b"1")
            .header("retry-after", b"2")
            .header("Retry-After-Ms", b"3")
            .header("X-Should-Retry", b"true")
            .header("Date", b"d")
            .header("x-request-id", b"e")
            .url(Some("http://a/"));
        let expected = ResponseHead {
            status: 503,
            url: Some("http://a/"),
            content_type: Some(b"b"),
            content_encoding: Some(b"gzip"),
            location: None,
            retry_after: Some(b"1"),
            retry_after_ms: Some(b"3"),
            should_retry: Some(b"true"),
            date: Some(b"d"),
        };
        assert!(head == expected);
    }

    #[test]
    fn a_body_is_coded_unless_its_coding_is_none() {
        for (coding, is_coded) in [
            (None, false),
            (Some(&b""[..]), false),
            (Some(b" Identity "), false),
            (Some(b"gzip"), true),
            (Some(b"identity, br"), true),
        ] {
            let head = ResponseHead { content_encoding: coding, ..ResponseHead::new(200) };
            assert_eq!(head.is_coded(), is_coded, "{coding:?}");
        }
    }

    #[test]
    fn whether_to_retry_is_a_word() {
        for (value, asks) in [
            (&b"true"[..], Some(true)),
            (b" TRUE ", Some(true)),
            (b"False", Some(false)),
            (b"", None),
            (b"1", None),
            (b"truely", None),
        ] {
            let head = ResponseHead::new(500).header("x-should-retry", value);
            assert_eq!(head.asks_to_retry(), asks, "{}", value.escape_ascii());
        }
        assert_eq!(ResponseHead::new(500).asks_to_retry(), None);
    }

    #[test]
    fn two_locations_that_differ_are_none() {
        let head = ResponseHead::new(302).header("location", b"/a");
        assert_eq!(head.header("Location", b"/a").location, Some(&b"/a"[..]));
        assert_eq!(head.header("Location", b"/b").location, Some(&b""[..]));
        assert_eq!(head.header("Location", b"/b").header("Location", b"").location, Some(&b""[..]));
    }

    #[test]
    fn debugging_shows_no_location() {
        let head = ResponseHead::new(302).header("location", b"/?key=secret").url(Some("secret"));
        let shown = std::format!("{head:?}");
        assert!(!shown.contains("secret"), "{shown}");
        assert!(shown.contains("status: 302, ") && shown.contains("location: true"), "{shown}");
    }
}
