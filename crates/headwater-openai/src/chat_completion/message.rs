//! A whole message.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use super::{Annotation, Audio, Content, FunctionCall, ReasoningDetail, ToolCall, delta};
use crate::object::object;

object! {
    /// A whole message of a model.
    pub struct ChatMessage<'a> {
        /// Who speaks: `assistant`.
        optional role: Cow<'a, str> = "role",
        /// What is said; `null` where it is nothing.
        optional content: Content<'a> = "content",
        /// Why the model refuses.
        optional refusal: Cow<'a, str> = "refusal",
        /// What the model thought (DeepSeek and others).
        optional reasoning_content: Cow<'a, str> = "reasoning_content",
        /// What the model thought (OpenRouter, Groq, Ollama and others).
        optional reasoning: Cow<'a, str> = "reasoning",
        /// What the model thought, to be sent back (OpenRouter and others).
        optional reasoning_details: Vec<ReasoningDetail<'a>> = "reasoning_details",
        /// The tool calls.
        optional tool_calls: Vec<ToolCall<'a>> = "tool_calls",
        /// The function call, in the deprecated way.
        optional function_call: Box<FunctionCall<'a>> = "function_call",
        /// The spoken answer.
        optional audio: Box<Audio<'a>> = "audio",
        /// What the message refers to.
        optional annotations: Vec<Annotation<'a>> = "annotations",
    }
}

impl<'a> ChatMessage<'a> {
    /// What the model thought: servers that send both fields send the same in them.
    #[must_use]
    pub fn reasoning_text(&self) -> Option<&str> {
        delta::reasoning_text(self.reasoning_content.as_deref(), self.reasoning.as_deref())
    }

    /// The tool calls; none where the message has no such field.
    #[must_use]
    pub fn tool_calls(&self) -> &[ToolCall<'a>] {
        self.tool_calls.as_deref().unwrap_or_default()
    }
}
