//! What a chunk adds to a message.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use headwater_json::JsonText;

use super::{
    Annotation, Audio, Content, CustomCall, FunctionCall, ReasoningDetail, ToolType, tool_call,
};
use crate::object::object;

object! {
    /// What a chunk adds to a message.
    pub struct MessageDelta<'a> {
        /// Who speaks: `assistant`. Some servers say so in every chunk.
        optional role: Cow<'a, str> = "role",
        /// A piece of the content.
        optional content: Content<'a> = "content",
        /// A piece of the refusal.
        optional refusal: Cow<'a, str> = "refusal",
        /// A piece of the reasoning (DeepSeek and others).
        optional reasoning_content: Cow<'a, str> = "reasoning_content",
        /// A piece of the reasoning (OpenRouter, Groq, Ollama and others).
        optional reasoning: Cow<'a, str> = "reasoning",
        /// Pieces of the reasoning (OpenRouter and others).
        optional reasoning_details: Vec<ReasoningDetail<'a>> = "reasoning_details",
        /// Pieces of tool calls.
        optional tool_calls: Vec<ToolCallDelta<'a>> = "tool_calls",
        /// A piece of the function call, in the deprecated way.
        optional function_call: Box<FunctionCall<'a>> = "function_call",
        /// A piece of the spoken answer.
        optional audio: Box<Audio<'a>> = "audio",
        /// What the message refers to.
        optional annotations: Vec<Annotation<'a>> = "annotations",
    }
}

object! {
    /// A piece of a tool call.
    pub struct ToolCallDelta<'a> {
        /// Which call of the message it belongs to, where the server keeps to that.
        optional index: u64 = "index",
        /// The id that the call's result has to name.
        optional id: Cow<'a, str> = "id",
        /// What kind of tool is called.
        optional kind: ToolType<'a> = "type",
        /// A piece of the function.
        optional function: FunctionCall<'a> = "function",
        /// A piece of the custom tool.
        optional custom: Box<CustomCall<'a>> = "custom",
        /// What a provider adds (Gemini: its thought signature), also in a piece of its own.
        optional extra_content: JsonText<'a> = "extra_content",
    }
}

impl MessageDelta<'_> {
    /// The piece of the reasoning: servers that send both fields send the same in them.
    #[must_use]
    pub fn reasoning_text(&self) -> Option<&str> {
        reasoning_text(self.reasoning_content.as_deref(), self.reasoning.as_deref())
    }
}

impl ToolCallDelta<'_> {
    /// Gemini's signature of the thoughts that led to the call. Without it the call is refused when
    /// it is sent back.
    #[must_use]
    pub fn thought_signature(&self) -> Option<Cow<'_, str>> {
        tool_call::thought_signature(self.extra_content.as_ref()?)
    }
}

/// The first that says something.
pub(crate) fn reasoning_text<'t>(
    reasoning_content: Option<&'t str>,
    reasoning: Option<&'t str>,
) -> Option<&'t str> {
    let says_something = |text: &&str| !text.is_empty();
    reasoning_content.filter(says_something).or(reasoning).filter(says_something)
}
