//! How likely tokens were.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::object::{Number, object};

object! {
    /// A token of the text, and how likely it was.
    pub struct Logprob<'a> {
        /// The token.
        optional token: Cow<'a, str> = "token",
        /// The natural logarithm of its probability.
        optional logprob: Number<'a> = "logprob",
        /// The token in UTF-8: a character may be split between tokens.
        optional bytes: Vec<u64> = "bytes",
        /// The likeliest tokens in its place.
        optional top_logprobs: Vec<TopLogprob<'a>> = "top_logprobs",
    }
}

object! {
    /// A token that could have stood there, and how likely it was.
    pub struct TopLogprob<'a> {
        /// The token.
        optional token: Cow<'a, str> = "token",
        /// The natural logarithm of its probability.
        optional logprob: Number<'a> = "logprob",
        /// The token in UTF-8.
        optional bytes: Vec<u64> = "bytes",
    }
}
