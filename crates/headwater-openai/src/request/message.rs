//! Entries of a conversation.

use alloc::format;
use alloc::string::String;
use core::fmt;

use headwater_json::{JsonText, RawJson};

use super::{AssistantMessage, Content, ToolOutput, write};
use crate::api::Api;

/// One entry of a conversation: a message, the result of a tool, or any other item.
///
/// ```
/// use headwater_openai::Request;
/// use headwater_openai::request::{ContentPart, Message};
///
/// let seen = Message::user([
///     ContentPart::text("What is this?"),
///     ContentPart::image_url("https://h.example/cat.png"),
/// ]);
/// let request = Request::chat("m").message(seen).message(Message::assistant("A cat."));
/// # assert!(request.body().contains("image_url"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Message(Kind);

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    Text { role: &'static str, content: Content },
    Assistant(AssistantMessage),
    Tool(ToolOutput),
    Raw(String),
}

impl Message {
    /// What the user says.
    pub fn user(content: impl Into<Content>) -> Self {
        Self::text("user", content)
    }

    /// What the model is to keep to.
    pub fn system(content: impl Into<Content>) -> Self {
        Self::text("system", content)
    }

    /// What the model is to keep to, under the name that OpenAI's reasoning models have for it.
    pub fn developer(content: impl Into<Content>) -> Self {
        Self::text("developer", content)
    }

    /// What the model said. With tool calls it is an [`AssistantMessage`].
    pub fn assistant(content: impl Into<Content>) -> Self {
        Self::text("assistant", content)
    }

    /// An entry that is JSON already.
    pub(super) const fn written(json: String) -> Self {
        Self(Kind::Raw(json))
    }

    fn text(role: &'static str, content: impl Into<Content>) -> Self {
        Self(Kind::Text { role, content: content.into() })
    }

    /// Calls `entry` with each entry, as JSON, that it is in this API.
    pub(super) fn write(&self, api: Api, mut entry: impl FnMut(String)) {
        match &self.0 {
            Kind::Text { role, content } => entry(of_role(role, &content.to_json(api, role))),
            Kind::Assistant(message) => message.write(api, entry),
            Kind::Tool(output) => entry(output.to_json(api)),
            Kind::Raw(json) => entry(json.clone()),
        }
    }
}

/// A message whose content is JSON already.
pub(super) fn of_role(role: &str, content: &str) -> String {
    write::object(|object| {
        object.member("role", &role);
        object.raw("content", content);
    })
}

/// A list of messages with one before them. What is no list stays what it is.
pub(super) fn before(first: &str, list: &str) -> String {
    let Some(rest) = list.strip_prefix('[').map(str::trim_start) else { return list.into() };
    let separator = if rest.starts_with(']') { "" } else { "," };
    format!("[{first}{separator}{rest}")
}

impl From<AssistantMessage> for Message {
    fn from(message: AssistantMessage) -> Self {
        Self(Kind::Assistant(message))
    }
}

impl From<ToolOutput> for Message {
    fn from(output: ToolOutput) -> Self {
        Self(Kind::Tool(output))
    }
}

/// Goes into the conversation as it is: a message of Chat Completions, or an item of the Responses
/// API.
impl From<JsonText<'_>> for Message {
    fn from(entry: JsonText<'_>) -> Self {
        entry.as_raw().into()
    }
}

/// Goes into the conversation as it is: a message of Chat Completions, or an item of the Responses
/// API.
impl From<RawJson<'_>> for Message {
    fn from(entry: RawJson<'_>) -> Self {
        Self(Kind::Raw(entry.as_json().into()))
    }
}

/// Shows kinds and sizes, not what is said.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Text { role, content } => f
                .debug_struct("Message")
                .field("role", role)
                .field("content", content)
                .finish_non_exhaustive(),
            Kind::Assistant(message) => message.fmt(f),
            Kind::Tool(output) => output.fmt(f),
            Kind::Raw(json) => {
                f.debug_struct("Message").field("len", &json.len()).finish_non_exhaustive()
            }
        }
    }
}
