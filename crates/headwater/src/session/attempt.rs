//! A request, said without the types of any HTTP library.

mod own_request;

use core::fmt;

pub use self::own_request::{OwnRequest, RequestHeader};

/// What is to be requested: either in terms of the caller's own request, whose URL, headers and body
/// the caller owns ([`original`](Self::original)), or all of it the session's own
/// ([`own`](Self::own)). A driver builds both in the same way:
///
/// | of the request | comes from |
/// |---|---|
/// | the URL | [`target`](Self::target) |
/// | the method | [`method`](Self::method) |
/// | the headers | those of the caller's that [`keeps_header`](Self::keeps_header) lets pass, then those of [`headers`](Self::headers) whose name is not among them |
/// | the body | [`body`](Self::body) |
///
/// The transport must neither follow redirects nor send again by itself.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Attempt<'a> {
    /// Where to.
    pub target: Target<'a>,
    /// With which method.
    pub method: Method,
    /// The value of `Last-Event-ID`; [`headers`](Self::headers) has it too. Never empty, and nothing
    /// that HTTP cannot carry.
    pub last_event_id: Option<&'a [u8]>,
    /// Whether the caller's secrets go along: not to another origin than the caller's own.
    pub secrets: bool,
    /// With which body, and whether the caller's headers go along that speak of his.
    pub body: RequestBody<'a>,
    pub(crate) own: Option<Own<'a>>,
}

/// Where a request goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Target<'a> {
    /// To the caller's own URL.
    Original,
    /// To this one, where the server sent us: absolute, `http` or `https`, without a fragment.
    Redirected(&'a str),
    /// To a URL that the session knows itself.
    Own {
        /// Scheme, host and port, as in `https://example.com`; empty where they are those of the
        /// caller's URL.
        origin: &'a str,
        /// The path and its query: begins with `/`, and is fit for a request as it stands.
        path_and_query: &'a str,
    },
}

/// With which method a request is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// The caller's own.
    Original,
    /// GET: the session's own, or what a redirect has made of another.
    Get,
    /// POST, the session's own.
    Post,
}

/// With which body a request is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RequestBody<'a> {
    /// With the caller's own, if he has any.
    Original,
    /// With none.
    Nothing,
    /// With this one, the session's own. It stays where it is until the request has been handed over,
    /// so that a driver copies it once a request.
    Own(&'a [u8]),
}

/// What holds secrets, whoever marked it or not.
const SECRET_HEADERS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

const LAST_EVENT_ID: &str = "last-event-id";

/// What a header's name begins with that speaks of the body.
const CONTENT: &[u8] = b"content-";

impl<'a> Attempt<'a> {
    /// The caller's own request, as it stands.
    #[must_use]
    pub const fn original() -> Self {
        Self {
            target: Target::Original,
            method: Method::Original,
            last_event_id: None,
            secrets: true,
            body: RequestBody::Original,
            own: None,
        }
    }

    /// A request that the session owns, all of it. What the caller has beside it, a `User-Agent` say,
    /// may go along, but for what the request has itself and for what speaks of a body.
    #[must_use]
    pub fn own(request: &'a dyn OwnRequest) -> Self {
        Self {
            target: Target::Own {
                origin: request.origin(),
                path_and_query: request.path_and_query(),
            },
            method: request.method(),
            last_event_id: None,
            secrets: true,
            body: request.body().map_or(RequestBody::Nothing, RequestBody::Own),
            own: Some(Own(request)),
        }
    }

    /// Whether a header of the caller's goes along. `marked_secret` is what the caller said of it;
    /// `Authorization`, `Cookie` and `Proxy-Authorization` are secrets anyway. `Last-Event-ID` never
    /// does: it is the session's own; tell the session an id that is known.
    #[must_use]
    pub fn keeps_header(&self, name: &str, marked_secret: bool) -> bool {
        if name.eq_ignore_ascii_case(LAST_EVENT_ID) {
            return false;
        }
        let is_secret =
            marked_secret || SECRET_HEADERS.iter().any(|secret| name.eq_ignore_ascii_case(secret));
        if is_secret && !self.secrets {
            return false;
        }
        let is_of_body = name
            .as_bytes()
            .get(..CONTENT.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(CONTENT));
        if is_of_body && self.body != RequestBody::Original {
            return false;
        }
        self.own.is_none_or(|own| !own.has_header(name))
    }

    /// What the request carries beside the caller's headers: all that a request of the session's own
    /// has, or, for an event source (HTML 9.2.2), `Accept` and `Cache-Control`, each where the caller
    /// gave none of his own, and `Last-Event-ID` where there is one.
    ///
    /// Values may hold any byte that HTTP allows, not ASCII alone: use the constructor for bytes of
    /// your HTTP library, and mark as sensitive what is so.
    pub fn headers(&self) -> impl Iterator<Item = RequestHeader<'a>> + use<'a> {
        let of_event_source = [
            Some(("accept", &b"text/event-stream"[..])),
            Some(("cache-control", &b"no-cache"[..])),
            self.last_event_id.map(|id| (LAST_EVENT_ID, id)),
        ];
        let of_event_source = if self.own.is_some() { [None; 3] } else { of_event_source };
        let public = |(name, value)| RequestHeader { name, value, is_sensitive: false };
        let own = self.own.into_iter().flat_map(Own::headers);
        of_event_source.into_iter().flatten().map(public).chain(own)
    }
}

/// Compared by what it says.
#[derive(Clone, Copy)]
pub(crate) struct Own<'a>(&'a dyn OwnRequest);

impl<'a> Own<'a> {
    fn headers(self) -> impl Iterator<Item = RequestHeader<'a>> {
        (0..).map_while(move |index| self.0.header(index))
    }

    fn has_header(self, name: &str) -> bool {
        self.headers().any(|header| header.name.eq_ignore_ascii_case(name))
    }
}

impl PartialEq for Own<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.headers().eq(other.headers())
    }
}

impl Eq for Own<'_> {}

/// Shows neither the URL nor the id, nor headers and body: all may hold what is nobody else's business.
impl fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("target", &self.target)
            .field("method", &self.method)
            .field("last_event_id_len", &self.last_event_id.map(<[u8]>::len))
            .field("secrets", &self.secrets)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// Shows no URL: its query may hold a secret.
impl fmt::Debug for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Original => "Original",
            Self::Redirected(_) => "Redirected",
            Self::Own { .. } => "Own",
        })
    }
}

/// Shows the size, not the content.
impl fmt::Debug for RequestBody<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Original => f.write_str("Original"),
            Self::Nothing => f.write_str("Nothing"),
            Self::Own(body) => f.debug_struct("Own").field("len", &body.len()).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Method, OwnRequest, RequestBody, RequestHeader, Target};

    #[test]
    fn secrets_stay_behind_and_so_does_what_speaks_of_a_body() {
        let all = Attempt::original();
        let public = Attempt { secrets: false, ..all };
        let bare = Attempt { body: RequestBody::Nothing, ..all };
        for (name, marked, goes_along) in [
            ("Authorization", false, [true, false, true]),
            ("proxy-authorization", false, [true, false, true]),
            ("COOKIE", false, [true, false, true]),
            ("x-api-key", true, [true, false, true]),
            ("x-api-key", false, [true, true, true]),
            ("Content-Type", false, [true, true, false]),
            ("content-length", false, [true, true, false]),
            ("content", false, [true, true, true]),
            ("accept", false, [true, true, true]),
            ("Last-Event-ID", false, [false, false, false]),
        ] {
            let kept = [all, public, bare].map(|attempt| attempt.keeps_header(name, marked));
            assert_eq!(kept, goes_along, "{name}");
        }
    }

    /// A request of a session, which holds nothing but secrets.
    struct Hidden;

    impl OwnRequest for Hidden {
        fn method(&self) -> Method {
            Method::Post
        }

        fn origin(&self) -> &str {
            "https://hidden"
        }

        fn path_and_query(&self) -> &str {
            "/hidden"
        }

        fn header(&self, index: usize) -> Option<RequestHeader<'_>> {
            let (name, is_sensitive) = *[("api-key", true), ("accept", false)].get(index)?;
            Some(RequestHeader { name, value: b"hidden", is_sensitive })
        }

        fn body(&self) -> Option<&[u8]> {
            Some(b"hidden")
        }
    }

    #[test]
    fn a_request_of_the_session_goes_before_the_callers() {
        let attempt = Attempt::own(&Hidden);
        assert!(attempt == attempt && attempt != Attempt::original());
        assert_eq!(attempt.method, Method::Post);
        assert!(attempt.body == RequestBody::Own(b"hidden"));
        let own = Target::Own { origin: "https://hidden", path_and_query: "/hidden" };
        assert!(attempt.target == own);
        for (name, goes_along) in [
            ("User-Agent", true),
            ("Cookie", true),
            ("API-Key", false),
            ("Accept", false),
            ("content-type", false),
            ("content-length", false),
            ("last-event-id", false),
        ] {
            assert_eq!(attempt.keeps_header(name, false), goes_along, "{name}");
        }
        let named = |header: RequestHeader<'static>| (header.name, header.is_sensitive);
        let expected = [("api-key", true), ("accept", false)];
        assert!(Attempt::own(&Hidden).headers().map(named).eq(expected));
    }

    /// A request with one header, of this name.
    struct Plain(&'static str);

    impl OwnRequest for Plain {
        fn method(&self) -> Method {
            Method::Get
        }

        fn origin(&self) -> &str {
            ""
        }

        fn path_and_query(&self) -> &str {
            "/"
        }

        fn header(&self, index: usize) -> Option<RequestHeader<'_>> {
            let header = RequestHeader { name: self.0, value: b"", is_sensitive: false };
            (index == 0).then_some(header)
        }

        fn body(&self) -> Option<&[u8]> {
            None
        }
    }

    #[test]
    fn requests_that_differ_in_a_header_differ() {
        assert!(Attempt::own(&Plain("a")) == Attempt::own(&Plain("a")));
        assert!(Attempt::own(&Plain("a")) != Attempt::own(&Plain("b")));
    }

    #[test]
    fn debugging_shows_no_url_no_id_no_header_and_no_body() {
        let redirected = Attempt {
            target: Target::Redirected("https://hidden/"),
            last_event_id: Some(b"hidden"),
            ..Attempt::original()
        };
        let own = Attempt::own(&Hidden);
        let header = own.headers().next();
        let shown = std::format!("{redirected:?}{own:?}{header:?}");
        assert!(!shown.contains("hidden"), "{shown}");
        for part in [
            "Redirected, method: Original, last_event_id_len: Some(6)",
            "Own { len: 6 }",
            r#"RequestHeader { name: "api-key", value_len: 6, is_sensitive: true }"#,
        ] {
            assert!(shown.contains(part), "{shown}");
        }
    }
}
