//! What a model thought, piece by piece (OpenRouter and others).

use alloc::borrow::Cow;

use crate::object::{object, open_string};

open_string! {
    /// What a piece of reasoning is.
    pub enum ReasoningType<'a> {
        /// The thoughts themselves.
        Text = "reasoning.text",
        /// A summary of them.
        Summary = "reasoning.summary",
        /// Thoughts that only the server can read, to be sent back as they are.
        Encrypted = "reasoning.encrypted",
    }
}

object! {
    /// A piece of reasoning. It has to be sent back as it is for the model to go on with it.
    pub struct ReasoningDetail<'a> {
        /// What it is.
        optional kind: ReasoningType<'a> = "type",
        /// Its id, where it has one.
        optional id: Cow<'a, str> = "id",
        /// Whose format it is in, such as `anthropic-claude-v1`.
        optional format: Cow<'a, str> = "format",
        /// Which of the details it belongs to.
        optional index: u64 = "index",
        /// The thoughts.
        optional text: Cow<'a, str> = "text",
        /// The summary.
        optional summary: Cow<'a, str> = "summary",
        /// What only the server can read.
        optional data: Cow<'a, str> = "data",
        /// What proves to the server that the thoughts are its own.
        optional signature: Cow<'a, str> = "signature",
    }
}
