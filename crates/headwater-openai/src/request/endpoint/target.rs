//! URLs, put together.

use alloc::format;
use alloc::string::String;

use crate::request::RequestError;

/// A path below a base URL.
pub(super) struct Target {
    origin: String,
    path: String,
    query: String,
}

impl Target {
    pub(super) fn new(base_url: &str) -> Result<Self, RequestError> {
        let is_plain = base_url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
        let (base, query) = base_url.split_once('?').unwrap_or((base_url, ""));
        let (origin, path) = split_origin(base).ok_or(RequestError::BaseUrl)?;
        if !is_plain {
            return Err(RequestError::BaseUrl);
        }
        let path = path.trim_end_matches('/').into();
        Ok(Self { origin: origin.into(), path, query: query.into() })
    }

    /// Appends what is fit for a path.
    pub(super) fn push(&mut self, path: &str) {
        self.path.push_str(path);
    }

    /// Appends what is no more than one segment, whatever it holds: a server chose it.
    pub(super) fn push_segment(&mut self, segment: &str) -> Result<(), RequestError> {
        // URL parsers resolve these, also where they are escaped.
        if matches!(segment, "" | "." | "..") {
            return Err(RequestError::PathSegment);
        }
        push_escaped(&mut self.path, segment);
        Ok(())
    }

    pub(super) fn push_query(&mut self, name: &str, value: &str) {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        push_escaped(&mut self.query, name);
        self.query.push('=');
        push_escaped(&mut self.query, value);
    }

    /// The origin, and the path with its query.
    pub(super) fn finish(self) -> (String, String) {
        let Self { origin, mut path, query } = self;
        if !query.is_empty() {
            path.push('?');
            path.push_str(&query);
        }
        (origin, path)
    }
}

/// The URL with a path before its query.
pub(super) fn below(url: &str, path: &str) -> String {
    let (base, query) =
        url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let base = base.trim_end_matches('/');
    query.map_or_else(|| format!("{base}{path}"), |query| format!("{base}{path}?{query}"))
}

/// The origin of a URL without a query, and its path. A path alone has an empty origin.
fn split_origin(base: &str) -> Option<(&str, &str)> {
    if base.is_empty() || base.starts_with('/') {
        return Some(("", base));
    }
    let (scheme, rest) = base.split_once("://")?;
    let is_http = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let authority = rest.split('/').next().unwrap_or_default();
    if !is_http || authority.is_empty() || authority.contains('@') {
        return None;
    }
    base.split_at_checked(scheme.len() + "://".len() + authority.len())
}

/// Escapes all but what RFC 3986 section 2.3 calls unreserved.
fn push_escaped(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
}
