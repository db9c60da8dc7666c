//! What providers add to a chunk or to an answer.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use headwater_json::JsonText;

use super::Usage;
use crate::object::{Number, object};

object! {
    /// What Groq adds.
    pub struct Groq<'a> {
        /// The id of the request.
        optional id: Cow<'a, str> = "id",
        /// The usage, where the chunk itself has none.
        optional usage: Box<Usage<'a>> = "usage",
        /// What went wrong.
        optional error: JsonText<'a> = "error",
        /// The seed that was used.
        optional seed: Number<'a> = "seed",
    }
}

object! {
    /// How long llama.cpp took.
    pub struct Timings<'a> {
        /// Tokens of the prompt that were in the cache.
        optional cache_n: u64 = "cache_n",
        /// Tokens of the prompt that were read.
        optional prompt_n: u64 = "prompt_n",
        /// How long that took, in milliseconds.
        optional prompt_ms: Number<'a> = "prompt_ms",
        /// The same for a token.
        optional prompt_per_token_ms: Number<'a> = "prompt_per_token_ms",
        /// Tokens of the prompt that were read in a second.
        optional prompt_per_second: Number<'a> = "prompt_per_second",
        /// Tokens of the answer.
        optional predicted_n: u64 = "predicted_n",
        /// How long they took, in milliseconds.
        optional predicted_ms: Number<'a> = "predicted_ms",
        /// The same for a token.
        optional predicted_per_token_ms: Number<'a> = "predicted_per_token_ms",
        /// Tokens of the answer in a second.
        optional predicted_per_second: Number<'a> = "predicted_per_second",
    }
}

object! {
    /// A page that Perplexity found.
    pub struct SearchResult<'a> {
        /// The title of the page.
        optional title: Cow<'a, str> = "title",
        /// Its address.
        optional url: Cow<'a, str> = "url",
        /// When it was published.
        optional date: Cow<'a, str> = "date",
        /// When it was last changed.
        optional last_updated: Cow<'a, str> = "last_updated",
        /// An excerpt of it.
        optional snippet: Cow<'a, str> = "snippet",
        /// Where it was found, such as `web`.
        optional source: Cow<'a, str> = "source",
    }
}

object! {
    /// What Azure's filters said of a prompt.
    pub struct PromptFilterResult<'a> {
        /// Which prompt of the request.
        optional prompt_index: u64 = "prompt_index",
        /// What each filter said.
        optional content_filter_results: JsonText<'a> = "content_filter_results",
    }
}

object! {
    /// What moderation said, where it was asked for.
    pub struct Moderation<'a> {
        /// Of the prompt.
        optional input: JsonText<'a> = "input",
        /// Of the answer.
        optional output: JsonText<'a> = "output",
    }
}
