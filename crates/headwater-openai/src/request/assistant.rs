//! What a model said and called, to be sent back to it.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use headwater_json::JsonText;

use super::write::{self, Members};
use super::{Content, message};
use crate::api::Api;
use crate::tool_call::{Slot, ToolCall, ToolKind};

/// A message of the model, put together: what it said, and the tools that it called.
///
/// In the Responses API it becomes an item for the text and one for each call; what providers of
/// Chat Completions add to theirs has no place there and is left out.
///
/// ```
/// use headwater_openai::request::{AssistantMessage, PastCall};
/// use headwater_openai::{Api, Request, ToolCall};
///
/// // One turn of a conversation over either API: what was said and called, and what came of it.
/// fn next(asked: Request, text: &str, calls: &[ToolCall]) -> Request {
///     asked
///         .message(AssistantMessage::new().content(text).tool_calls(calls))
///         .messages(calls.iter().map(|call| call.output("21 °C")))
/// }
/// # let _ = next;
/// let call = PastCall::function("call_1", "weather", r#"{"city":"Paris"}"#);
/// let request = Request::new(Api::ChatCompletions, "m", "How warm is it?")
///     .message(AssistantMessage::new().tool_call(call));
/// # assert!(request.body().contains("call_1"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AssistantMessage {
    content: Option<Content>,
    calls: Vec<PastCall>,
    /// Of Chat Completions alone.
    more: Members,
}

impl AssistantMessage {
    /// One that says and calls nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What the model said.
    #[must_use]
    pub fn content(mut self, content: impl Into<Content>) -> Self {
        self.content = Some(content.into());
        self
    }

    /// Adds a tool call.
    #[must_use]
    pub fn tool_call(mut self, call: impl Into<PastCall>) -> Self {
        self.calls.push(call.into());
        self
    }

    /// Adds all of these tool calls.
    #[must_use]
    pub fn tool_calls(self, calls: impl IntoIterator<Item = impl Into<PastCall>>) -> Self {
        calls.into_iter().fold(self, Self::tool_call)
    }

    /// What the model thought, where the server wants it back (DeepSeek and Kimi, with tool calls).
    #[must_use]
    pub fn reasoning_content(mut self, reasoning: impl Into<String>) -> Self {
        self.more.set("reasoning_content", write::text(&reasoning.into()));
        self
    }

    /// What the model thought, as OpenRouter gives and wants it: all of the list, in its order.
    #[must_use]
    pub fn reasoning_details<'j>(self, details: impl Into<JsonText<'j>>) -> Self {
        self.raw("reasoning_details", details)
    }

    /// Sets any other member of the message, in Chat Completions.
    #[must_use]
    pub fn raw<'j>(mut self, name: impl Into<String>, value: impl Into<JsonText<'j>>) -> Self {
        self.more.set(name.into(), value.into().as_json().into());
        self
    }

    pub(super) fn write(&self, api: Api, mut entry: impl FnMut(String)) {
        if api == Api::ChatCompletions {
            return entry(self.to_chat_json());
        }
        if let Some(content) = self.content.as_ref().filter(|content| !content.is_empty()) {
            entry(message::of_role("assistant", &content.to_json(api, "assistant")));
        }
        for call in &self.calls {
            entry(call.to_item());
        }
    }

    fn to_chat_json(&self) -> String {
        let mut members = Members::default();
        members.set("role", write::text("assistant"));
        let content = self.content.as_ref().filter(|content| !content.is_empty());
        // Without calls `null` is refused.
        let nothing = if self.calls.is_empty() { "\"\"" } else { "null" };
        let content = content.map(|content| content.to_json(Api::ChatCompletions, "assistant"));
        members.set("content", content.unwrap_or_else(|| nothing.into()));
        for call in &self.calls {
            if call.kind == CallKind::FunctionCall {
                members.set("function_call", call.named("arguments"));
            } else {
                members.push("tool_calls", call.to_chat_json());
            }
        }
        for (name, json) in self.more.iter() {
            members.set(String::from(name), json.into());
        }
        members.to_json()
    }
}

/// A tool call of an earlier answer, to be sent back to the model that made it.
#[derive(Clone, PartialEq, Eq)]
pub struct PastCall {
    kind: CallKind,
    id: String,
    name: String,
    arguments: String,
    extra_content: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum CallKind {
    Function,
    Custom,
    /// The deprecated member of a message, of which there is one.
    FunctionCall,
}

impl PastCall {
    /// The call of a function.
    pub fn function(
        id: impl Into<String>,
        name: impl Into<String>,
        arguments: impl Into<String>,
    ) -> Self {
        let mut arguments = arguments.into();
        // Some servers send nothing for a function that takes nothing, and read JSON all the same.
        if arguments.trim().is_empty() {
            arguments = String::from("{}");
        }
        Self::new(CallKind::Function, id.into(), name.into(), arguments)
    }

    /// The call of a custom tool.
    pub fn custom(
        id: impl Into<String>,
        name: impl Into<String>,
        input: impl Into<String>,
    ) -> Self {
        Self::new(CallKind::Custom, id.into(), name.into(), input.into())
    }

    const fn new(kind: CallKind, id: String, name: String, arguments: String) -> Self {
        Self { kind, id, name, arguments, extra_content: None }
    }

    /// What Gemini adds to a call in Chat Completions, its thought signature, and refuses to go on
    /// without.
    #[must_use]
    pub fn extra_content<'j>(mut self, extra: impl Into<JsonText<'j>>) -> Self {
        self.extra_content = Some(extra.into().as_json().into());
        self
    }

    /// An item of the Responses API.
    fn to_item(&self) -> String {
        let (kind, arguments) = match self.kind {
            CallKind::Custom => ("custom_tool_call", "input"),
            CallKind::Function | CallKind::FunctionCall => ("function_call", "arguments"),
        };
        write::object(|object| {
            let fields = [
                ("type", Some(kind)),
                ("call_id", Some(&*self.id)),
                ("name", Some(&*self.name)),
                (arguments, Some(&*self.arguments)),
            ];
            write::texts(object, &fields);
        })
    }

    /// An entry of `tool_calls`.
    fn to_chat_json(&self) -> String {
        let (kind, arguments) = match self.kind {
            CallKind::Custom => ("custom", "input"),
            CallKind::Function | CallKind::FunctionCall => ("function", "arguments"),
        };
        write::object(|object| {
            write::texts(object, &[("id", Some(&self.id)), ("type", Some(kind))]);
            object.raw(kind, &self.named(arguments));
            if let Some(extra) = &self.extra_content {
                object.raw("extra_content", extra);
            }
        })
    }

    /// Name and arguments alone.
    fn named(&self, arguments: &str) -> String {
        write::object(|object| {
            let fields = [("name", Some(&*self.name)), (arguments, Some(&*self.arguments))];
            write::texts(object, &fields);
        })
    }
}

impl From<&ToolCall> for PastCall {
    fn from(call: &ToolCall) -> Self {
        let (id, name, arguments) = (call.id(), call.name(), call.arguments());
        match call.kind {
            ToolKind::Custom => Self::custom(id, name, arguments),
            ToolKind::Function => {
                let mut past = Self::function(id, name, arguments);
                if call.slot == Slot::FunctionCall {
                    past.kind = CallKind::FunctionCall;
                }
                past
            }
        }
    }
}

/// Shows sizes, not what was said.
impl fmt::Debug for AssistantMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssistantMessage")
            .field("content", &self.content)
            .field("calls", &self.calls)
            .field("member_lens", &self.more)
            .finish_non_exhaustive()
    }
}

/// Shows sizes, not what was called.
impl fmt::Debug for PastCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PastCall")
            .field("id_len", &self.id.len())
            .field("name_len", &self.name.len())
            .field("arguments_len", &self.arguments.len())
            .finish_non_exhaustive()
    }
}
