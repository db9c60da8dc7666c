//! What an answer cost.

use alloc::boxed::Box;

use crate::object::{Number, object};

object! {
    /// How many tokens were used, as the server counted them.
    pub struct Usage<'a> {
        /// Tokens of the prompt.
        optional prompt_tokens: u64 = "prompt_tokens",
        /// Tokens of the answer, reasoning included.
        optional completion_tokens: u64 = "completion_tokens",
        /// All of them. Not always the sum of the other two.
        optional total_tokens: u64 = "total_tokens",
        /// What the prompt's tokens were.
        optional prompt_tokens_details: Box<PromptTokensDetails<'a>> = "prompt_tokens_details",
        /// What the answer's tokens were.
        optional completion_tokens_details: Box<CompletionTokensDetails<'a>>
            = "completion_tokens_details",
        /// What it cost, in the server's currency (OpenRouter).
        optional cost: Number<'a> = "cost",
    }
}

object! {
    /// What the tokens of a prompt were.
    pub struct PromptTokensDetails<'a> {
        /// Sound.
        optional audio_tokens: u64 = "audio_tokens",
        /// Read from the cache.
        optional cached_tokens: u64 = "cached_tokens",
        /// Written to the cache.
        optional cache_write_tokens: u64 = "cache_write_tokens",
        /// Pictures.
        optional image_tokens: u64 = "image_tokens",
        /// Text.
        optional text_tokens: u64 = "text_tokens",
    }
}

object! {
    /// What the tokens of an answer were.
    pub struct CompletionTokensDetails<'a> {
        /// Of a given prediction, those that came true.
        optional accepted_prediction_tokens: u64 = "accepted_prediction_tokens",
        /// Sound.
        optional audio_tokens: u64 = "audio_tokens",
        /// Reasoning, whether it was sent or not.
        optional reasoning_tokens: u64 = "reasoning_tokens",
        /// Of a given prediction, those that did not come true; they are paid for too.
        optional rejected_prediction_tokens: u64 = "rejected_prediction_tokens",
        /// Text.
        optional text_tokens: u64 = "text_tokens",
    }
}
