//! How an answer ended.

use alloc::string::String;
use core::fmt;

use headwater::DeadlineReason;

/// How an answer ended: one thing, the worst that applies, in the order failed, interrupted,
/// incomplete, tool calls, refused, completed.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The model said all it had to say, and all of it arrived.
    ///
    /// In the Responses API the event `response.completed` says so. The status in its response
    /// overrules it where that is `failed`, `incomplete` or `cancelled`; with `in_progress`, `queued`,
    /// another or none, as some servers send it, the answer counts as completed all the same.
    Completed,
    /// The model waits for tools to be run or approved: all that it waits for is in
    /// [`AnswerStream::waiting_calls`](crate::AnswerStream::waiting_calls), and what functions and custom
    /// tools are called with in [`AnswerStream::tool_calls`](crate::AnswerStream::tool_calls).
    ToolCalls,
    /// The server stopped the answer before its end.
    Incomplete {
        /// Why.
        reason: IncompleteReason,
    },
    /// The model refused. Its words are in
    /// [`AnswerStream::refusal`](crate::AnswerStream::refusal).
    Refused,
    /// The server reported an error, or answered with something that is no answer.
    Failed(Failure),
    /// The answer broke off, or a part of it is missing.
    Interrupted(Interruption),
}

/// Why a server stopped an answer before its end.
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq)]
pub enum IncompleteReason {
    /// The limit on output tokens, or the model's context, was reached.
    TokenLimit,
    /// A content filter cut it off.
    ContentFilter,
    /// Another reason, in the server's word; empty where it gave none.
    Other(String),
}

/// An error that a server reported, or what it sent in place of an answer.
///
/// Its `Display` holds the message, its `Debug` only how long that is: servers quote prompts in it.
#[non_exhaustive]
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    /// The HTTP status, where it was not 200.
    pub status: Option<u16>,
    /// What the server said, shortened; never empty.
    pub message: String,
    /// The error's `type`.
    pub error_type: Option<String>,
    /// The error's `code`; a number is given as its digits.
    pub code: Option<String>,
}

/// Where an answer broke off, and what it takes to go on by hand.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interruption {
    /// The id of the response, where it was told.
    pub response_id: Option<String>,
    /// The `sequence_number` of the last event of a Responses stream.
    pub last_sequence_number: Option<u64>,
    /// Whether the response is of the background and its id is known, so that it can be taken up
    /// again ([`AnswerSession::resuming`](crate::AnswerSession::resuming)) after that number.
    pub resumable: bool,
    /// Whether a choice of a Chat Completions stream had its finish reason.
    pub saw_finish_reason: bool,
    /// Whether `[DONE]` came.
    pub saw_done: bool,
    /// What broke it off.
    pub why: InterruptionCause,
}

/// What broke an answer off.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterruptionCause {
    /// The body ended before the answer did.
    EndOfStream,
    /// The connection failed.
    NetworkError,
    /// The caller closed it, be it for a deadline of its own.
    Closed,
    /// A deadline passed.
    Timeout(DeadlineReason),
    /// The server refused to give the rest of it.
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The answer ended properly, but an event of it was over a limit or could not be read.
    EventLost,
}

impl Failure {
    pub(crate) fn saying(message: impl Into<String>) -> Self {
        let mut message = message.into();
        if message.is_empty() {
            message.push_str("the server gave no reason");
        }
        Self { status: None, message, error_type: None, code: None }
    }
}

impl IncompleteReason {
    pub(crate) fn named(reason: &str) -> Self {
        match reason {
            "length" | "max_tokens" | "max_output_tokens" | "model_length" => Self::TokenLimit,
            "content_filter" => Self::ContentFilter,
            other => Self::Other(other.into()),
        }
    }
}

impl Outcome {
    /// Which variant it is, without what that holds.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Completed => "Completed",
            Self::ToolCalls => "ToolCalls",
            Self::Incomplete { .. } => "Incomplete",
            Self::Refused => "Refused",
            Self::Failed(_) => "Failed",
            Self::Interrupted(_) => "Interrupted",
        }
    }
}

/// Shows the size of the server's own word, not the word.
impl fmt::Debug for IncompleteReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TokenLimit => f.write_str("TokenLimit"),
            Self::ContentFilter => f.write_str("ContentFilter"),
            Self::Other(reason) => f.debug_struct("Other").field("len", &reason.len()).finish(),
        }
    }
}

/// Shows the size of the message, not what it says.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("status", &self.status)
            .field("message_len", &self.message.len())
            .field("error_type", &self.error_type)
            .field("code", &self.code)
            .finish()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Completed => f.write_str("the answer is complete"),
            Self::ToolCalls => f.write_str("the model waits for the results of its tool calls"),
            Self::Incomplete { reason } => write!(f, "the answer is incomplete: {reason}"),
            Self::Refused => f.write_str("the model refused to answer"),
            Self::Failed(failure) => failure.fmt(f),
            Self::Interrupted(interruption) => interruption.fmt(f),
        }
    }
}

impl fmt::Display for IncompleteReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TokenLimit => f.write_str("it ran into the token limit; raise it to get more"),
            Self::ContentFilter => f.write_str("a content filter cut it off"),
            Self::Other(reason) if reason.is_empty() => f.write_str("the server gave no reason"),
            Self::Other(reason) => write!(f, "the server gave the reason `{reason}`"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(f, "the request failed with status {status}: {}", self.message)?,
            None => write!(f, "the answer failed: {}", self.message)?,
        }
        match (&self.error_type, &self.code) {
            (Some(kind), Some(code)) if kind != code => write!(f, " ({kind}, {code})"),
            (Some(one), _) | (None, Some(one)) => write!(f, " ({one})"),
            (None, None) => Ok(()),
        }
    }
}

impl core::error::Error for Failure {}

impl fmt::Display for Interruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = match self.why {
            InterruptionCause::Timeout(reason) => {
                return write!(f, "the answer broke off: {reason}");
            }
            InterruptionCause::Refused { status } => {
                return write!(
                    f,
                    "the answer broke off, and the server refused the rest with status {status}"
                );
            }
            InterruptionCause::EndOfStream => {
                "the answer broke off: the server closed the stream before its end; ask again"
            }
            InterruptionCause::NetworkError => {
                "the answer broke off: the connection failed; ask again"
            }
            InterruptionCause::Closed => "the answer was closed before its end",
            InterruptionCause::EventLost => {
                "a part of the answer is missing: an event was over a limit or could not be read"
            }
        };
        f.write_str(said)
    }
}

impl core::error::Error for Interruption {}
