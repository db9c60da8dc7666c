//! A request, said without the types of any HTTP library.

use core::fmt;

/// What is to be requested, in terms of the caller's own request: the caller owns its URL, its
/// headers and its body, and knows which headers hold secrets.
///
/// A driver builds the request like this: the URL and the method that [`target`](Self::target) and
/// [`method`](Self::method) say; of the caller's headers those that
/// [`keeps_header`](Self::keeps_header) lets pass; of [`headers`](Self::headers) those whose name the
/// caller has not given; and the body if [`body`](Self::body) says so. The transport must neither follow redirects nor send again by
/// itself.
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
    /// Whether secrets go along: not to another origin than the caller's own.
    pub secrets: bool,
    /// Whether the caller's body goes along, and the headers that speak of it.
    pub body: bool,
}

/// Where a request goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Target<'a> {
    /// To the caller's own URL.
    Original,
    /// To this one, where the server sent us: absolute, `http` or `https`, without a fragment.
    Redirected(&'a str),
}

/// With which method a request is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// The caller's own.
    Original,
    /// GET, which a redirect has made of another.
    Get,
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
            body: true,
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
        self.body || !is_of_body
    }

    /// What an event source's request carries beside the caller's headers (HTML 9.2.2): `Accept` and
    /// `Cache-Control`, each where the caller gave none of his own, and `Last-Event-ID` where there is
    /// one.
    ///
    /// Values may hold any byte that HTTP allows, not ASCII alone: use the constructor for bytes of
    /// your HTTP library.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &'a [u8])> + use<'a> {
        [
            Some(("accept", &b"text/event-stream"[..])),
            Some(("cache-control", &b"no-cache"[..])),
            self.last_event_id.map(|id| (LAST_EVENT_ID, id)),
        ]
        .into_iter()
        .flatten()
    }
}

/// Shows neither the URL nor the id: both may hold what is nobody else's business.
impl fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("target", &self.target)
            .field("method", &self.method)
            .field("last_event_id_len", &self.last_event_id.map(<[u8]>::len))
            .field("secrets", &self.secrets)
            .field("body", &self.body)
            .finish()
    }
}

/// Shows no URL: its query may hold a secret.
impl fmt::Debug for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Original => "Original",
            Self::Redirected(_) => "Redirected",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Target};

    #[test]
    fn secrets_stay_behind_and_so_does_what_speaks_of_a_body() {
        let all = Attempt::original();
        let public = Attempt { secrets: false, ..all };
        let bare = Attempt { body: false, ..all };
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

    #[test]
    fn debugging_shows_no_url_and_no_id() {
        let attempt = Attempt {
            target: Target::Redirected("https://hidden/"),
            last_event_id: Some(b"hidden"),
            ..Attempt::original()
        };
        assert!(!std::format!("{attempt:?}").contains("hidden"));
    }
}
