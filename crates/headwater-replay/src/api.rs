//! The two streaming APIs.

use core::fmt;

use serde_json::Value;

use crate::framing::Lines;

/// One of OpenAI's two streaming APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Api {
    /// The Responses API: typed events, `POST /v1/responses`.
    Responses,
    /// The Chat Completions API: chunks and `[DONE]`, `POST /v1/chat/completions`.
    ChatCompletions,
}

impl Api {
    /// Both APIs, Responses first.
    pub const ALL: [Self; 2] = [Self::Responses, Self::ChatCompletions];

    /// The path of the API's streaming request, with the `/v1` prefix.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Responses => "/v1/responses",
            Self::ChatCompletions => "/v1/chat/completions",
        }
    }

    /// The API that a recorded event stream is of, told by its JSON: the first object that only
    /// one of the two APIs sends decides. `None` when no object does, as in an empty stream, a
    /// legacy completion, or a bare `{"error": …}`, which both APIs could have sent.
    ///
    /// Reads line by line and stops at the first deciding object; any line ends, a byte order
    /// mark, comments and keep-alives before it are fine.
    #[must_use]
    pub fn detect(stream: &[u8]) -> Option<Self> {
        Lines::new(stream).filter_map(data).find_map(|data| {
            let object: Value = serde_json::from_slice(data).ok()?;
            Self::of_object(&object)
        })
    }

    fn of_object(object: &Value) -> Option<Self> {
        if let Some(kind) = object.get("type").and_then(Value::as_str) {
            // A failure before `response.created` is a lone `error` event with its type at the
            // top level; chat errors have it inside `error`.
            if kind.starts_with("response.") || kind == "error" {
                return Some(Self::Responses);
            }
        }
        match object.get("object").and_then(Value::as_str) {
            Some("chat.completion.chunk") => Some(Self::ChatCompletions),
            // Legacy `/v1/completions` streams have `choices` too.
            Some("text_completion") => None,
            // Several gateways leave `object` out or empty.
            _ => object.get("choices").map(|_| Self::ChatCompletions),
        }
    }

    pub(crate) const fn slot(self) -> usize {
        match self {
            Self::Responses => 0,
            Self::ChatCompletions => 1,
        }
    }
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Responses => "Responses",
            Self::ChatCompletions => "Chat Completions",
        })
    }
}

/// What a `data` line carries.
pub(crate) fn data(line: &[u8]) -> Option<&[u8]> {
    let value = line.strip_prefix(b"data:")?;
    Some(value.strip_prefix(b" ").unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::Api;

    #[track_caller]
    fn detects(stream: &str, api: Option<Api>) {
        assert_eq!(Api::detect(stream.as_bytes()), api, "{stream:?}");
    }

    #[test]
    fn by_the_first_deciding_object() {
        detects(
            "event: response.created\ndata: {\"type\":\"response.created\"}\n\n",
            Some(Api::Responses),
        );
        detects(
            "data: {\"object\":\"chat.completion.chunk\",\"choices\":[]}\n\n",
            Some(Api::ChatCompletions),
        );
        detects(
            ": hi\r\n\r\n\u{feff}\r\ndata:{\"choices\":[{}]}\r\n\r\n",
            Some(Api::ChatCompletions),
        );
        detects("\u{feff}data: {\"type\":\"response.queued\"}\r\r", Some(Api::Responses));
        detects("data: {\"type\":\"error\",\"error\":{}}\n\n", Some(Api::Responses));
        detects("data: {\"error\":{}}\n\ndata: {\"choices\":[]}\n\n", Some(Api::ChatCompletions));
        detects(
            "data: {\"type\":\"keepalive\"}\n\ndata: {\"type\":\"response.created\"}\n\n",
            Some(Api::Responses),
        );
    }

    #[test]
    fn not_when_nothing_decides() {
        detects("", None);
        detects("data: [DONE]\n\n", None);
        detects("data: {\"error\":{\"message\":\"no\"}}\n\n", None);
        detects("data: {\"object\":\"text_completion\",\"choices\":[]}\n\n", None);
        detects("{\"choices\":[]}", None);
        detects("<html>", None);
    }
}
