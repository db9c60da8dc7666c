//! The chunk of a stream.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use headwater_json::JsonText;

use super::{
    ChatMessage, FinishReason, Groq, Logprobs, MessageDelta, Moderation, PromptFilterResult,
    SearchResult, Timings, Usage,
};
use crate::error::ReadError;
use crate::object::{List, object, parse};

object! {
    /// An event of a Chat Completions stream, or of a legacy completions stream.
    ///
    /// Chunks without `choices` or `object` are common, and so are ids that change.
    pub struct ChatChunk<'a> {
        /// The answer's id.
        optional id: Cow<'a, str> = "id",
        /// `chat.completion.chunk`; `text_completion` in a legacy completions stream.
        optional object: Cow<'a, str> = "object",
        /// When the answer was begun, in Unix seconds; some servers give milliseconds.
        optional created: u64 = "created",
        /// The model that answers.
        optional model: Cow<'a, str> = "model",
        /// What is new of each choice.
        optional choices: List<ChunkChoice<'a>> = "choices",
        /// Which version of the server's backend answers.
        optional system_fingerprint: Cow<'a, str> = "system_fingerprint",
        /// How the request is billed and queued: `default`, `flex`, `priority` and others.
        optional service_tier: Cow<'a, str> = "service_tier",
        /// What the answer cost so far; of several, the last counts.
        optional usage: Box<Usage<'a>> = "usage",
        /// What moderation said, in a chunk of its own.
        optional moderation: Box<Moderation<'a>> = "moderation",
        /// Padding, which hides the size of what is said.
        optional obfuscation: Cow<'a, str> = "obfuscation",
        /// What went wrong: an object, or a text.
        optional error: JsonText<'a> = "error",
        /// What Groq adds.
        optional x_groq: Box<Groq<'a>> = "x_groq",
        /// How long llama.cpp took.
        optional timings: Box<Timings<'a>> = "timings",
        /// The addresses of the pages that Perplexity cites, in every chunk.
        optional citations: Vec<Cow<'a, str>> = "citations",
        /// The pages that Perplexity found, in every chunk.
        optional search_results: Vec<SearchResult<'a>> = "search_results",
        /// Who answers for OpenRouter.
        optional provider: Cow<'a, str> = "provider",
        /// What Azure's filters said of the prompt.
        optional prompt_filter_results: Vec<PromptFilterResult<'a>> = "prompt_filter_results",
    }
}

object! {
    /// What a chunk says of a choice.
    pub struct ChunkChoice<'a> {
        /// Which choice it is; the first where it is missing.
        optional index: u64 = "index",
        /// What is new of the message.
        optional delta: MessageDelta<'a> = "delta",
        /// The whole message so far (Perplexity), or all of it (gateways that stream an answer
        /// which was not streamed to them).
        optional message: Box<ChatMessage<'a>> = "message",
        /// What is new of the text, in a legacy completions stream.
        optional text: Cow<'a, str> = "text",
        /// Why the choice ended.
        optional finish_reason: FinishReason<'a> = "finish_reason",
        /// Why it ended in the words of the provider behind OpenRouter.
        optional native_finish_reason: Cow<'a, str> = "native_finish_reason",
        /// How likely the new tokens were.
        optional logprobs: Box<Logprobs<'a>> = "logprobs",
        /// What Azure's filters said.
        optional content_filter_results: JsonText<'a> = "content_filter_results",
        /// Which part of the text Azure's filters speak of.
        optional content_filter_offsets: JsonText<'a> = "content_filter_offsets",
    }
}

impl<'a> ChatChunk<'a> {
    /// Reads the data of an event.
    ///
    /// # Errors
    /// It is not JSON, or no object.
    pub fn parse(text: &'a str) -> Result<Self, ReadError> {
        parse(text)
    }

    /// What is new of each choice; nothing where the chunk has no such field.
    #[must_use]
    pub fn choices(&self) -> &[ChunkChoice<'a>] {
        self.choices.as_deref().unwrap_or_default()
    }
}
