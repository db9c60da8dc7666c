//! What a response cost.

use headwater_json::JsonText;

use crate::object::object;

object! {
    /// The tokens that a response cost.
    pub struct ResponseUsage<'a> {
        /// Those of the request.
        optional input_tokens: u64 = "input_tokens",
        /// Which those were.
        optional input_tokens_details: InputTokensDetails<'a> = "input_tokens_details",
        /// Those of the answer, reasoning included.
        optional output_tokens: u64 = "output_tokens",
        /// Which those were.
        optional output_tokens_details: OutputTokensDetails<'a> = "output_tokens_details",
        /// All of them.
        optional total_tokens: u64 = "total_tokens",
    }
}

object! {
    /// Which tokens the request had.
    pub struct InputTokensDetails<'a> {
        /// Those that were read from the cache.
        optional cached_tokens: u64 = "cached_tokens",
        /// Those that were put into the cache.
        optional cache_write_tokens: u64 = "cache_write_tokens",
        /// For how long those stay in the cache.
        optional cache_write_tokens_details: JsonText<'a> = "cache_write_tokens_details",
    }
}

object! {
    /// Which tokens the answer had.
    pub struct OutputTokensDetails<'a> {
        /// Those of the reasoning.
        optional reasoning_tokens: u64 = "reasoning_tokens",
    }
}

object! {
    /// What the hosted tools of a response cost.
    pub struct ToolUsage<'a> {
        /// The tokens of image generation.
        optional image_gen: JsonText<'a> = "image_gen",
        /// The number of web searches.
        optional web_search: JsonText<'a> = "web_search",
    }
}
