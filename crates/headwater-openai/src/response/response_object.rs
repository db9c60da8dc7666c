//! The response as a whole.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use headwater_json::JsonText;

use super::{ContentPart, OutputItem, ResponseError, ResponseStatus, ResponseUsage, ToolUsage};
use crate::error::ReadError;
use crate::object::{Number, object, open_string, parse};

object! {
    /// A response: what was asked, how it goes and what has come of it.
    ///
    /// The lifecycle events carry it. In the last of them `output` is not reliable: some servers
    /// leave it out or empty although items were streamed.
    pub struct Response<'a> {
        /// Its id.
        optional id: Cow<'a, str> = "id",
        /// `response`.
        optional object: Cow<'a, str> = "object",
        /// How far it has come.
        optional status: ResponseStatus<'a> = "status",
        /// When it was made, in seconds since 1970.
        optional created_at: Number<'a> = "created_at",
        /// When it was completed, in seconds since 1970.
        optional completed_at: Number<'a> = "completed_at",
        /// The model that answers.
        optional model: Cow<'a, str> = "model",
        /// The items of the answer.
        optional output: Vec<OutputItem<'a>> = "output",
        /// Why it failed.
        optional error: ResponseError<'a> = "error",
        /// Why it was cut short.
        optional incomplete_details: IncompleteDetails<'a> = "incomplete_details",
        /// What it cost in tokens.
        optional usage: ResponseUsage<'a> = "usage",
        /// What its hosted tools cost.
        optional tool_usage: ToolUsage<'a> = "tool_usage",
        /// The instructions that stand before the request: a string, or items.
        optional instructions: JsonText<'a> = "instructions",
        /// The prompt template of the request.
        optional prompt: JsonText<'a> = "prompt",
        /// What the caller notes with it: a map of strings.
        optional metadata: JsonText<'a> = "metadata",
        /// The tools that the model may use.
        optional tools: JsonText<'a> = "tools",
        /// Whether it must use one: a string, or an object.
        optional tool_choice: JsonText<'a> = "tool_choice",
        /// Whether it may make several calls at once.
        optional parallel_tool_calls: bool = "parallel_tool_calls",
        /// How many calls of hosted tools it may make.
        optional max_tool_calls: u64 = "max_tool_calls",
        /// How many tokens it may answer with.
        optional max_output_tokens: u64 = "max_output_tokens",
        /// How freely it chooses its words.
        optional temperature: Number<'a> = "temperature",
        /// From how much of the probability it chooses.
        optional top_p: Number<'a> = "top_p",
        /// How many likely tokens are told for each.
        optional top_logprobs: u64 = "top_logprobs",
        /// How much words that come often are avoided. Not published.
        optional frequency_penalty: Number<'a> = "frequency_penalty",
        /// How much words that came already are avoided. Not published.
        optional presence_penalty: Number<'a> = "presence_penalty",
        /// How it is to reason.
        optional reasoning: ReasoningConfig<'a> = "reasoning",
        /// Of which form its text is to be.
        optional text: JsonText<'a> = "text",
        /// How its images are to be.
        optional image: JsonText<'a> = "image",
        /// What happens where the request is too long.
        optional truncation: Truncation<'a> = "truncation",
        /// Whether it is made in the background.
        optional background: bool = "background",
        /// Whether the server keeps it. Not published.
        optional store: bool = "store",
        /// The conversation that it belongs to.
        optional conversation: Conversation<'a> = "conversation",
        /// The id of the response that it follows on.
        optional previous_response_id: Cow<'a, str> = "previous_response_id",
        /// How soon it is made, and at which price.
        optional service_tier: ServiceTier<'a> = "service_tier",
        /// By which similar requests find each other's cache.
        optional prompt_cache_key: Cow<'a, str> = "prompt_cache_key",
        /// How long the cache keeps the request.
        optional prompt_cache_retention: CacheRetention<'a> = "prompt_cache_retention",
        /// How the cache is used.
        optional prompt_cache_options: JsonText<'a> = "prompt_cache_options",
        /// Whether the cache had the request, and why not.
        optional prompt_cache_diagnostics: JsonText<'a> = "prompt_cache_diagnostics",
        /// What was changed in the request before the model read it.
        optional input_transformations: JsonText<'a> = "input_transformations",
        /// What moderation found.
        optional moderation: JsonText<'a> = "moderation",
        /// The access programs that were used.
        optional access_programs: JsonText<'a> = "access_programs",
        /// By which the user of the caller can be told apart.
        optional safety_identifier: Cow<'a, str> = "safety_identifier",
        /// The same in older requests.
        optional user: Cow<'a, str> = "user",
    }
}

impl<'a> Response<'a> {
    /// Reads a response: what the API returns without streaming, or for its id.
    ///
    /// # Errors
    /// The text is no JSON object.
    pub fn parse(text: &'a str) -> Result<Self, ReadError> {
        parse(text)
    }

    /// The text of its messages: that of every `output_text` part, in the order of the output.
    #[must_use]
    pub fn output_text(&self) -> String {
        let mut text = String::new();
        for item in self.output.iter().flatten() {
            let OutputItem::Message(message) = item else { continue };
            for part in message.content.iter().flatten() {
                if let ContentPart::OutputText(part) = part {
                    text.push_str(part.text.as_deref().unwrap_or_default());
                }
            }
        }
        text
    }
}

object! {
    /// Why a response was cut short.
    pub struct IncompleteDetails<'a> {
        /// The reason.
        optional reason: IncompleteDetailsReason<'a> = "reason",
    }
}

open_string! {
    /// The reason why a response was cut short.
    pub enum IncompleteDetailsReason<'a> {
        /// It has as many tokens as it may.
        MaxOutputTokens = "max_output_tokens",
        /// It has as many messages as it may.
        MaxMessages = "max_messages",
        /// A filter stopped it.
        ContentFilter = "content_filter",
        /// Somebody gave it another direction.
        Steered = "steered",
    }
}

object! {
    /// How a response is to reason.
    pub struct ReasoningConfig<'a> {
        /// How much: `none`, `minimal`, `low`, `medium`, `high` and others.
        optional effort: Cow<'a, str> = "effort",
        /// Which summary it gives: `auto`, `concise` or `detailed`.
        optional summary: Cow<'a, str> = "summary",
        /// The same in older requests.
        optional generate_summary: Cow<'a, str> = "generate_summary",
        /// Which reasoning of earlier answers it sees.
        optional context: Cow<'a, str> = "context",
        /// In which mode it reasons.
        optional mode: Cow<'a, str> = "mode",
    }
}

object! {
    /// A conversation that responses belong to.
    pub struct Conversation<'a> {
        /// Its id.
        optional id: Cow<'a, str> = "id",
    }
}

open_string! {
    /// What happens where a request is too long for the model.
    pub enum Truncation<'a> {
        /// What is oldest in it is left out.
        Auto = "auto",
        /// It fails.
        Disabled = "disabled",
    }
}

open_string! {
    /// How soon a response is made, and at which price.
    pub enum ServiceTier<'a> {
        /// As the project is set.
        Auto = "auto",
        /// As usual.
        Default = "default",
        /// Cheaper and later.
        Flex = "flex",
        /// On capacity that was paid before.
        Scale = "scale",
        /// Sooner and dearer.
        Priority = "priority",
        /// Faster.
        Fast = "fast",
        /// Faster still.
        Ultrafast = "ultrafast",
    }
}

open_string! {
    /// How long the cache keeps a request.
    pub enum CacheRetention<'a> {
        /// As long as it stays in memory.
        InMemory = "in_memory",
        /// A day.
        OneDay = "24h",
    }
}
