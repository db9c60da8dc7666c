//! URLs, as far as redirects need them: RFC 3986 to the letter, so that no HTTP library reads another
//! host out of one than we do.

use alloc::string::String;
use core::fmt;

use iri_string::{
    format::ToDedicatedString as _,
    types::{UriAbsoluteStr, UriReferenceStr},
};

use crate::session::RedirectRefusal;

/// The longest location that is looked at, in bytes.
const MAX_LOCATION_BYTES: usize = 8 * 1024;

/// Why an event source cannot use a URL.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidUrl {
    /// It is no absolute URL with a host, or longer than 8 KiB.
    NotAUrl,
    /// Its scheme is neither `http` nor `https`.
    UnsupportedScheme,
    /// It holds a user name or a password.
    Credentials,
}

impl fmt::Display for InvalidUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAUrl => "it is no URL: give one as in https://example.com/events",
            Self::UnsupportedScheme => "its scheme is neither http nor https",
            Self::Credentials => {
                "it holds a user name or a password: give them in a header, which is never shown"
            }
        })
    }
}

impl core::error::Error for InvalidUrl {}

/// Scheme, host and port.
#[derive(Clone, Copy, Debug)]
pub(in crate::event_source) struct Origin<'a> {
    is_secure: bool,
    host: &'a str,
    port: u16,
}

impl Origin<'_> {
    pub(super) const fn is_secure(&self) -> bool {
        self.is_secure
    }
}

impl PartialEq for Origin<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.is_secure == other.is_secure
            && self.port == other.port
            && self.host.eq_ignore_ascii_case(other.host)
    }
}

/// As the standard writes it: `https://example.com`, with the port where it is not the usual one.
impl fmt::Display for Origin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_secure { "https://" } else { "http://" })?;
        self.host
            .chars()
            .try_for_each(|letter| fmt::Write::write_char(f, letter.to_ascii_lowercase()))?;
        if self.port == usual_port(self.is_secure) {
            return Ok(());
        }
        write!(f, ":{}", self.port)
    }
}

const fn usual_port(is_secure: bool) -> u16 {
    if is_secure { 443 } else { 80 }
}

/// The URL that the caller gave, without its fragment.
pub(super) fn check(url: &str) -> Result<String, InvalidUrl> {
    let url = url.split('#').next().unwrap_or_default();
    if url.len() > MAX_LOCATION_BYTES {
        return Err(InvalidUrl::NotAUrl);
    }
    let url = UriAbsoluteStr::new(url).map_err(|_| InvalidUrl::NotAUrl)?;
    if !is_http(url.scheme_str()) {
        return Err(InvalidUrl::UnsupportedScheme);
    }
    if url.authority_components().is_some_and(|authority| authority.userinfo().is_some()) {
        return Err(InvalidUrl::Credentials);
    }
    origin(url.as_str()).ok_or(InvalidUrl::NotAUrl)?;
    Ok(url.as_str().into())
}

/// Where `location` leads from `base`.
pub(super) fn resolve(base: &str, location: &[u8]) -> Result<String, RedirectRefusal> {
    let location = location.trim_ascii();
    if location.is_empty() {
        return Err(RedirectRefusal::NoLocation);
    }
    let location = escaped(location).ok_or(RedirectRefusal::InvalidLocation)?;
    let invalid = |_| RedirectRefusal::InvalidLocation;
    let reference = UriReferenceStr::new(&location).map_err(invalid)?;
    let base = UriAbsoluteStr::new(base).map_err(invalid)?;
    let resolved = reference.resolve_against(base).to_dedicated_string();
    check(resolved.as_str()).map_err(|error| match error {
        InvalidUrl::NotAUrl => RedirectRefusal::InvalidLocation,
        InvalidUrl::UnsupportedScheme => RedirectRefusal::UnsupportedScheme,
        InvalidUrl::Credentials => RedirectRefusal::Credentials,
    })
}

/// The location with what servers send unescaped and browsers escape: spaces, quotes, brackets in a
/// query, UTF-8. `None` where it holds what HTTP libraries disagree about: a backslash, a control
/// character.
fn escaped(location: &[u8]) -> Option<String> {
    if location.len() > MAX_LOCATION_BYTES {
        return None;
    }
    let mut url = String::with_capacity(location.len());
    let mut in_query = false;
    for &byte in location.iter().take_while(|&&byte| byte != b'#') {
        in_query |= byte == b'?';
        match byte {
            b'\\' | 0..b' ' | 0x7F => return None,
            b' ' | b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'|' | b'}' | 0x80.. => {
                push_escaped(&mut url, byte);
            }
            b'[' | b']' if in_query => push_escaped(&mut url, byte),
            _ => url.push(char::from(byte)),
        }
    }
    Some(url)
}

fn push_escaped(url: &mut String, byte: u8) {
    let digit = |value: u8| char::from(if value < 10 { b'0' + value } else { b'A' + value - 10 });
    url.extend(['%', digit(byte >> 4), digit(byte & 15)]);
}

/// The origin of an absolute URL; `None` where it has no host or no port that there can be.
pub(super) fn origin(url: &str) -> Option<Origin<'_>> {
    let url = UriAbsoluteStr::new(url).ok()?;
    let authority = url.authority_components()?;
    let is_secure = url.scheme_str().eq_ignore_ascii_case("https");
    let port = match authority.port() {
        None | Some("") => usual_port(is_secure),
        Some(port) => port.parse().ok()?,
    };
    let host = Some(authority.host()).filter(|host| !host.is_empty())?;
    Some(Origin { is_secure, host, port })
}

fn is_http(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}
