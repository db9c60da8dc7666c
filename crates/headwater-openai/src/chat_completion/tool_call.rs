//! Tool calls.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use headwater_json::JsonText;

use crate::object::{object, open_string, text_or_json};

open_string! {
    /// What kind of tool is called.
    pub enum ToolType<'a> {
        /// A function, whose arguments are JSON.
        Function = "function",
        /// A custom tool, whose input is any text.
        Custom = "custom",
    }
}

object! {
    /// A tool call of a whole message.
    pub struct ToolCall<'a> {
        /// The id that its result has to name.
        optional id: Cow<'a, str> = "id",
        /// What kind of tool is called.
        optional kind: ToolType<'a> = "type",
        /// The function, if it is one.
        optional function: FunctionCall<'a> = "function",
        /// The custom tool, if it is one.
        optional custom: Box<CustomCall<'a>> = "custom",
        /// What a provider adds (Gemini: its thought signature). It has to be sent back.
        optional extra_content: JsonText<'a> = "extra_content",
    }
}

object! {
    /// A function and its arguments, or a piece of them.
    pub struct FunctionCall<'a> {
        /// The function's name.
        optional name: Cow<'a, str> = "name",
        /// The arguments: JSON once they are whole. They come from the model: nothing says that
        /// they fit the function.
        optional arguments: Cow<'a, str> = "arguments" by text_or_json,
    }
}

object! {
    /// A custom tool and its input, or a piece of it.
    pub struct CustomCall<'a> {
        /// The tool's name.
        optional name: Cow<'a, str> = "name",
        /// The input, any text.
        optional input: Cow<'a, str> = "input" by text_or_json,
    }
}

impl ToolCall<'_> {
    /// Gemini's signature of the thoughts that led to the call. Without it the call is refused when
    /// it is sent back.
    #[must_use]
    pub fn thought_signature(&self) -> Option<Cow<'_, str>> {
        thought_signature(self.extra_content.as_ref()?)
    }
}

pub(super) fn thought_signature<'c>(extra_content: &'c JsonText<'_>) -> Option<Cow<'c, str>> {
    extra_content.as_raw().get("google")?.get("thought_signature")?.as_str()
}
