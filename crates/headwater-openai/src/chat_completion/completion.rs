//! The whole answer.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use headwater_json::JsonText;

use super::{
    ChatMessage, FinishReason, Groq, Logprobs, Moderation, PromptFilterResult, SearchResult,
    Timings, Usage,
};
use crate::error::ReadError;
use crate::object::{object, parse};

object! {
    /// An answer as a server returns it without streaming.
    pub struct ChatCompletion<'a> {
        /// The answer's id.
        optional id: Cow<'a, str> = "id",
        /// `chat.completion`; `text_completion` for a legacy completion.
        optional object: Cow<'a, str> = "object",
        /// When the answer was begun, in Unix seconds; some servers give milliseconds.
        optional created: u64 = "created",
        /// The model that answered.
        optional model: Cow<'a, str> = "model",
        /// The choices.
        optional choices: Vec<ChatChoice<'a>> = "choices",
        /// Which version of the server's backend answered.
        optional system_fingerprint: Cow<'a, str> = "system_fingerprint",
        /// How the request was billed and queued: `default`, `flex`, `priority` and others.
        optional service_tier: Cow<'a, str> = "service_tier",
        /// What the answer cost.
        optional usage: Box<Usage<'a>> = "usage",
        /// What moderation said, where it was asked for.
        optional moderation: Box<Moderation<'a>> = "moderation",
        /// What went wrong: an object, or a text.
        optional error: JsonText<'a> = "error",
        /// What Groq adds.
        optional x_groq: Box<Groq<'a>> = "x_groq",
        /// How long llama.cpp took.
        optional timings: Box<Timings<'a>> = "timings",
        /// The addresses of the pages that Perplexity cites.
        optional citations: Vec<Cow<'a, str>> = "citations",
        /// The pages that Perplexity found.
        optional search_results: Vec<SearchResult<'a>> = "search_results",
        /// Who answered for OpenRouter.
        optional provider: Cow<'a, str> = "provider",
        /// What Azure's filters said of the prompt.
        optional prompt_filter_results: Vec<PromptFilterResult<'a>> = "prompt_filter_results",
    }
}

object! {
    /// One of the answers that were asked for.
    pub struct ChatChoice<'a> {
        /// Which one it is.
        optional index: u64 = "index",
        /// The message.
        optional message: ChatMessage<'a> = "message",
        /// The text, in a legacy completion.
        optional text: Cow<'a, str> = "text",
        /// Why it ended.
        optional finish_reason: FinishReason<'a> = "finish_reason",
        /// Why it ended in the words of the provider behind OpenRouter.
        optional native_finish_reason: Cow<'a, str> = "native_finish_reason",
        /// How likely the tokens were.
        optional logprobs: Box<Logprobs<'a>> = "logprobs",
        /// What Azure's filters said.
        optional content_filter_results: JsonText<'a> = "content_filter_results",
        /// Which part of the text Azure's filters speak of.
        optional content_filter_offsets: JsonText<'a> = "content_filter_offsets",
    }
}

impl<'a> ChatCompletion<'a> {
    /// Reads the body of a response.
    ///
    /// # Errors
    /// It is not JSON, or no object.
    pub fn parse(text: &'a str) -> Result<Self, ReadError> {
        parse(text)
    }

    /// The choices; none where the answer has no such field.
    #[must_use]
    pub fn choices(&self) -> &[ChatChoice<'a>] {
        self.choices.as_deref().unwrap_or_default()
    }
}
