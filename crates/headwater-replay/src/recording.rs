//! A stream as it was recorded.

use core::error::Error;
use core::fmt;

use bytes::Bytes;

use crate::{Api, End};

/// A recorded event stream: the body of one answer, byte for byte.
///
/// The server sends the bytes verbatim, whatever they are: nothing checks that they are well
/// formed, since malformed streams are worth replaying too.
#[derive(Clone, PartialEq, Eq)]
pub struct Recording {
    name: String,
    api: Api,
    bytes: Bytes,
    end: End,
}

impl Recording {
    /// A recording whose API is told from its JSON, see [`Api::detect`].
    ///
    /// The name is what a request's `model` can ask for.
    ///
    /// # Errors
    ///
    /// [`UnknownApi`] when no JSON object in the stream says which API it is of; then
    /// [`with_api`](Self::with_api) is the way.
    pub fn new(name: impl Into<String>, bytes: impl Into<Bytes>) -> Result<Self, UnknownApi> {
        let (name, bytes) = (name.into(), bytes.into());
        match Api::detect(&bytes) {
            Some(api) => Ok(Self::with_api(name, api, bytes)),
            None => Err(UnknownApi { name }),
        }
    }

    /// A recording of a known API; any bytes will do.
    #[must_use]
    pub fn with_api(name: impl Into<String>, api: Api, bytes: impl Into<Bytes>) -> Self {
        Self { name: name.into(), api, bytes: bytes.into(), end: End::Clean }
    }

    /// The same recording with another end: how the HTTP body stops when all bytes have been sent.
    ///
    /// The default is [`End::Clean`]. [`Delivery::truncate_after`](crate::Delivery::truncate_after)
    /// takes precedence when it cuts the recording short.
    #[must_use]
    pub fn ending(mut self, end: End) -> Self {
        self.end = end;
        self
    }

    /// What a request's `model` can ask for.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The API whose requests this recording answers.
    #[must_use]
    pub const fn api(&self) -> Api {
        self.api
    }

    /// The body, byte for byte.
    #[must_use]
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// How the HTTP body stops when all bytes have been sent.
    #[must_use]
    pub const fn end(&self) -> End {
        self.end
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording")
            .field("name", &self.name)
            .field("api", &self.api)
            .field("length", &self.bytes.len())
            .field("end", &self.end)
            .finish()
    }
}

/// No JSON object in a stream says which API it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownApi {
    name: String,
}

impl UnknownApi {
    /// The name of the recording.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for UnknownApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} has no JSON object of the Responses or the Chat Completions API; \
             say which one it is of",
            self.name
        )
    }
}

impl Error for UnknownApi {}
