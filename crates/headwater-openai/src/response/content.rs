//! The parts that messages and reasoning are made of.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::{Annotation, Logprob};
use crate::object::{object, tagged, token_list};

tagged! {
    /// A part of what the model says or thinks.
    pub enum ContentPart<'a> {
        /// Text of the answer.
        OutputText(OutputText<'a>) = "output_text",
        /// Why the model does not answer.
        Refusal(Refusal<'a>) = "refusal",
        /// Text of the reasoning itself.
        ReasoningText(ReasoningText<'a>) = "reasoning_text",
        /// Text of a summary of the reasoning.
        SummaryText(SummaryText<'a>) = "summary_text",
    }
}

impl ContentPart<'_> {
    /// What the part says, whatever it is.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::OutputText(part) => part.text.as_deref(),
            Self::Refusal(part) => part.refusal.as_deref(),
            Self::ReasoningText(part) => part.text.as_deref(),
            Self::SummaryText(part) => part.text.as_deref(),
            Self::Unknown(_) => None,
        }
    }
}

object! {
    /// Text of the answer.
    pub struct OutputText<'a> {
        /// The text.
        optional text: Cow<'a, str> = "text",
        /// What the text refers to.
        optional annotations: Vec<Annotation<'a>> = "annotations",
        /// How likely its tokens were, where the request asked for that.
        optional logprobs: Vec<Logprob<'a>> = "logprobs" by token_list,
    }
}

object! {
    /// Why the model does not answer.
    pub struct Refusal<'a> {
        /// The text.
        optional refusal: Cow<'a, str> = "refusal",
    }
}

object! {
    /// Text of the reasoning itself, which open models show.
    pub struct ReasoningText<'a> {
        /// The text.
        optional text: Cow<'a, str> = "text",
    }
}

object! {
    /// Text of a summary of the reasoning.
    pub struct SummaryText<'a> {
        /// The text.
        optional text: Cow<'a, str> = "text",
    }
}
