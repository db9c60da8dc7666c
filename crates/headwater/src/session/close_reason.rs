//! Why a session is closed.

use core::fmt;

use super::action::DeadlineReason;

/// Why a session is closed. It stays so.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CloseReason {
    /// The stream's own terminal marker came; what follows it does not matter.
    Finished,
    /// The body ended.
    EndOfStream,
    /// The transport broke.
    NetworkError,
    /// A deadline passed.
    Timeout(DeadlineReason),
    /// The caller closed it.
    Closed,
    /// The server said with status 204 that nobody shall come back.
    NoContent,
    /// The response has a status that opens no stream and is not asked for again.
    UnexpectedStatus {
        /// The status code, as in 404.
        status: u16,
    },
    /// The response has status 200, but is no `text/event-stream`.
    UnexpectedContentType,
    /// The event stream is compressed, and nothing below the session undoes that.
    UnexpectedContentEncoding,
    /// The server sent elsewhere, and was not followed.
    RedirectRefused(RedirectRefusal),
    /// A connection was lost, and the limit on retries is reached.
    RetriesExhausted {
        /// Which limit.
        limit: RetryLimit,
        /// How the last connection was lost.
        last: Interruption,
    },
    /// A connection was lost, and the request must not be sent again: it may have been acted on, and
    /// nobody said that it may be repeated.
    NotRepeatable(Interruption),
}

/// How a connection was lost that is made again, or could be.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Interruption {
    /// The body ended, as event streams do whose server goes away.
    EndOfStream,
    /// The transport broke.
    NetworkError,
    /// A deadline passed.
    Timeout(DeadlineReason),
    /// The server answered that it cannot now.
    Status(u16),
    /// More than 20 redirects, one after the other.
    TooManyRedirects,
    /// The body told of an error.
    ErrorInBody,
}

/// Which limit on retries was reached.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RetryLimit {
    /// The number of attempts without progress.
    Attempts,
    /// The time without progress.
    Elapsed,
    /// How long the server may ask to wait.
    Delay,
}

/// Why a redirect was not followed.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RedirectRefusal {
    /// The session does not know its URL, or the crate was built without feature `redirects`.
    NotSupported,
    /// The response has no `Location`, or an empty one, or two that differ.
    NoLocation,
    /// `Location` is no URL, or is longer than 8 KiB.
    InvalidLocation,
    /// Its scheme is neither `http` nor `https`.
    UnsupportedScheme,
    /// From `https` to `http`: what was private would be sent in the clear.
    Insecure,
    /// It holds a user name or a password.
    Credentials,
    /// The request is paid for, and goes nowhere but where the caller sends it.
    Paid,
}

impl CloseReason {
    /// Whether it is closed because the transport broke, so that the transport's own error says why.
    #[must_use]
    pub const fn is_network_error(&self) -> bool {
        matches!(
            self,
            Self::NetworkError
                | Self::RetriesExhausted { last: Interruption::NetworkError, .. }
                | Self::NotRepeatable(Interruption::NetworkError)
        )
    }

    /// Whether it is closed for what the head of a response says, whose body nobody has read: the
    /// server may say there what is wrong.
    #[must_use]
    pub const fn turns_down_response(&self) -> bool {
        matches!(
            self,
            Self::NoContent
                | Self::UnexpectedStatus { .. }
                | Self::UnexpectedContentType
                | Self::UnexpectedContentEncoding
                | Self::RedirectRefused(_)
        )
    }
}

impl fmt::Display for CloseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finished => f.write_str("the stream came to its own end"),
            Self::EndOfStream => f.write_str("the body ended"),
            Self::NetworkError => f.write_str("the transport broke"),
            Self::Timeout(reason) => reason.fmt(f),
            Self::Closed => f.write_str("the caller closed it"),
            Self::NoContent => f.write_str("the server said not to come back (status 204)"),
            Self::UnexpectedStatus { status } => {
                write!(f, "the server answered with status {status}, which is no event stream")
            }
            Self::UnexpectedContentType => f.write_str(
                "the server's answer is no text/event-stream: check the URL, and what Content-Type says",
            ),
            Self::UnexpectedContentEncoding => f.write_str(
                "the event stream is compressed, which the client did not ask for: have the server \
                 leave it as it is, or take a client that undoes the compression",
            ),
            Self::RedirectRefused(why) => write!(f, "a redirect was not followed: {why}"),
            Self::RetriesExhausted { limit, last } => {
                write!(f, "{last}, and the limit on {limit} is reached")
            }
            Self::NotRepeatable(last) => write!(
                f,
                "{last}; the request was not sent again, because it may have been acted on"
            ),
        }
    }
}

impl fmt::Display for Interruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndOfStream => f.write_str("the body ended"),
            Self::NetworkError => f.write_str("the transport broke"),
            Self::Timeout(reason) => reason.fmt(f),
            Self::Status(status) => write!(f, "the server answered with status {status}"),
            Self::TooManyRedirects => f.write_str("there were more than 20 redirects"),
            Self::ErrorInBody => f.write_str("the server told of an error"),
        }
    }
}

impl fmt::Display for DeadlineReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reconnect => "it is time to connect again",
            Self::Connect => "no connection was made in time",
            Self::FirstByte => "no byte of the body came in time",
            Self::Idle => "nothing came for too long",
            Self::ContentIdle => "no event came for too long",
            Self::Grace => "everything came but the end of the stream",
            Self::Total => "all of it took too long",
        })
    }
}

impl fmt::Display for RetryLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Attempts => "attempts",
            Self::Elapsed => "time without progress",
            Self::Delay => "the time that the server may ask to wait",
        })
    }
}

impl fmt::Display for RedirectRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSupported => {
                "give the session its URL (feature `redirects`), or the final URL"
            }
            Self::NoLocation => "it does not say where to",
            Self::InvalidLocation => "its Location is no URL",
            Self::UnsupportedScheme => "its scheme is neither http nor https",
            Self::Insecure => "it leads from https to http",
            Self::Credentials => "it holds a user name or a password",
            Self::Paid => "a request that is paid for goes to no other URL; set the final one",
        })
    }
}

/// How a plain decoder was ended: of the reasons those that it knows, in one byte of its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ended {
    EndOfStream,
    NetworkError,
    Closed,
}

impl From<Ended> for CloseReason {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::EndOfStream => Self::EndOfStream,
            Ended::NetworkError => Self::NetworkError,
            Ended::Closed => Self::Closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CloseReason, DeadlineReason, Interruption, RedirectRefusal, RetryLimit};

    #[test]
    fn the_transports_own_error_says_why_where_it_broke() {
        let limit = RetryLimit::Attempts;
        for (reason, is_network_error) in [
            (CloseReason::NetworkError, true),
            (CloseReason::NotRepeatable(Interruption::NetworkError), true),
            (CloseReason::RetriesExhausted { limit, last: Interruption::NetworkError }, true),
            (CloseReason::EndOfStream, false),
            (CloseReason::NotRepeatable(Interruption::EndOfStream), false),
            (CloseReason::RetriesExhausted { limit, last: Interruption::EndOfStream }, false),
        ] {
            assert_eq!(reason.is_network_error(), is_network_error, "{reason:?}");
        }
    }

    #[test]
    fn a_response_is_turned_down_for_its_head_alone() {
        for reason in [
            CloseReason::NoContent,
            CloseReason::UnexpectedStatus { status: 404 },
            CloseReason::UnexpectedContentType,
            CloseReason::UnexpectedContentEncoding,
            CloseReason::RedirectRefused(RedirectRefusal::Paid),
        ] {
            assert!(reason.turns_down_response(), "{reason:?}");
        }
        let limit = RetryLimit::Attempts;
        for reason in [
            CloseReason::Finished,
            CloseReason::Closed,
            CloseReason::EndOfStream,
            CloseReason::Timeout(DeadlineReason::Idle),
            CloseReason::RetriesExhausted { limit, last: Interruption::Status(503) },
        ] {
            assert!(!reason.turns_down_response(), "{reason:?}");
        }
    }

    #[test]
    fn each_reason_is_told_in_words() {
        let refused = CloseReason::RedirectRefused;
        let limit = RetryLimit::Attempts;
        for (reason, words) in [
            (CloseReason::UnexpectedStatus { status: 404 }, "status 404"),
            (CloseReason::Timeout(DeadlineReason::Idle), "nothing came for too long"),
            (CloseReason::Timeout(DeadlineReason::ContentIdle), "no event came for too long"),
            (refused(RedirectRefusal::Insecure), "it leads from https to http"),
            (refused(RedirectRefusal::Paid), "paid for"),
            (
                CloseReason::RetriesExhausted { limit, last: Interruption::Status(503) },
                "the server answered with status 503, and the limit on attempts is reached",
            ),
            (CloseReason::NotRepeatable(Interruption::NetworkError), "was not sent again"),
        ] {
            let told = std::format!("{reason}");
            assert!(told.contains(words), "{told}");
        }
    }
}
