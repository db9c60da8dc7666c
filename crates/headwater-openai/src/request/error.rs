//! What HTTP cannot carry.

use alloc::string::String;
use core::fmt;

/// Why a request cannot be sent to an endpoint. None of these shows a value: it may be a key.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// The base URL is neither `http://` or `https://` with a host nor a path that begins with `/`;
    /// or it holds a user, a fragment or characters that no URL has.
    BaseUrl,
    /// The id of a response, or the name of a deployment, cannot be a part of a path.
    PathSegment,
    /// A header has no name, or one that no header can have.
    HeaderName,
    /// The value of a header holds characters that none can carry.
    HeaderValue {
        /// The header's name.
        name: String,
    },
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BaseUrl => f.write_str(
                "the base URL has to begin with http:// or https:// and a host, or be a path that \
                 begins with /, without a user, a fragment (#…), spaces or letters beyond ASCII",
            ),
            Self::PathSegment => f.write_str(
                "the id of a response or the name of a deployment is empty, `.` or `..`: \
                 give the one that the server gave",
            ),
            Self::HeaderName => f.write_str(
                "the name of a header is empty or holds characters that none can have: \
                 give it without its colon",
            ),
            Self::HeaderValue { name } => write!(
                f,
                "the value of the header {name} holds characters that no header can carry: \
                 look for line ends and letters beyond ASCII in it"
            ),
        }
    }
}

impl core::error::Error for RequestError {}
