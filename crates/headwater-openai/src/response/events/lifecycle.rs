//! What becomes of the response, and of the stream.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use headwater_json::JsonText;

use super::events;
use crate::object::text_or_json;
use crate::response::error::error_code;
use crate::response::{ErrorCode, Response};

events! {
    /// The response was made: the first event of a stream.
    pub struct ResponseCreated<'a> in stream {
        /// The response.
        optional response: Box<Response<'a>> = "response",
    }

    /// The response waits, in the background.
    pub struct ResponseQueued<'a> in stream {
        /// The response.
        optional response: Box<Response<'a>> = "response",
    }

    /// The model is at work. It may come again, and takes back nothing of what came before.
    pub struct ResponseInProgress<'a> in stream {
        /// The response.
        optional response: Box<Response<'a>> = "response",
    }

    /// The response is whole: the last event of a stream.
    pub struct ResponseCompleted<'a> in stream {
        /// The response.
        optional response: Box<Response<'a>> = "response",
    }

    /// The response was cut short, and what came is valid: the last event of a stream.
    pub struct ResponseIncomplete<'a> in stream {
        /// The response, with `incomplete_details`.
        optional response: Box<Response<'a>> = "response",
    }

    /// The response failed: the last event of a stream.
    pub struct ResponseFailed<'a> in stream {
        /// The response, with `error`.
        optional response: Box<Response<'a>> = "response",
    }

    /// Something failed. `response.failed` follows where there is a response.
    ///
    /// It is published with `code`, `message` and `param` of its own; OpenAI sends them in `error`.
    pub struct ErrorEvent<'a> in stream {
        /// What failed; of a code that is not a string, its JSON.
        optional code: ErrorCode<'a> = "code" by error_code,
        /// The same in words; of a message that is not a string, its JSON.
        optional message: Cow<'a, str> = "message" by text_or_json,
        /// The parameter of the request that it is about.
        optional param: Cow<'a, str> = "param",
        /// The error, where it is an object of its own.
        optional error: JsonText<'a> = "error",
    }

    /// Nothing happened for a while. Not published.
    pub struct KeepAlive<'a> in stream {}
}
