//! How likely the tokens were.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use headwater_json::JsonText;

use crate::object::{Number, object, token_list};

object! {
    /// How likely the tokens of a choice were.
    pub struct Logprobs<'a> {
        /// The tokens of the content.
        optional content: Vec<TokenLogprob<'a>> = "content" by token_list,
        /// The tokens of the refusal.
        optional refusal: Vec<TokenLogprob<'a>> = "refusal" by token_list,
        /// The tokens of the reasoning (DeepSeek).
        optional reasoning_content: Vec<TokenLogprob<'a>> = "reasoning_content" by token_list,
        /// Legacy completions: where in the text each token begins.
        optional text_offset: Vec<u64> = "text_offset" by token_list,
        /// Legacy completions: the logarithm of each token's probability.
        optional token_logprobs: Vec<Option<Number<'a>>> = "token_logprobs" by token_list,
        /// Legacy completions: the tokens.
        optional tokens: Vec<Cow<'a, str>> = "tokens" by token_list,
        /// Legacy completions: for each token an object of the likeliest ones in its place.
        optional top_logprobs: Vec<JsonText<'a>> = "top_logprobs" by token_list,
    }
}

object! {
    /// How likely a token was.
    pub struct TokenLogprob<'a> {
        /// The token.
        optional token: Cow<'a, str> = "token",
        /// The logarithm of its probability.
        optional logprob: Number<'a> = "logprob",
        /// Its bytes in UTF-8: a token may hold a part of a character.
        optional bytes: Vec<u64> = "bytes",
        /// The likeliest tokens in its place.
        optional top_logprobs: Vec<TopLogprob<'a>> = "top_logprobs",
    }
}

object! {
    /// How likely a token was that could have stood in a place.
    pub struct TopLogprob<'a> {
        /// The token.
        optional token: Cow<'a, str> = "token",
        /// The logarithm of its probability.
        optional logprob: Number<'a> = "logprob",
        /// Its bytes in UTF-8.
        optional bytes: Vec<u64> = "bytes",
    }
}
