//! The texts of messages.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use super::events;
use crate::object::token_list;
use crate::response::{Annotation, Logprob};

events! {
    /// More text of the answer.
    pub struct OutputTextDelta<'a> in content {
        /// The text to append.
        required delta: Cow<'a, str> = "delta",
        /// How likely its tokens were, where the request asked for that.
        optional logprobs: Vec<Logprob<'a>> = "logprobs" by token_list,
        /// Padding that hides the length.
        optional obfuscation: Cow<'a, str> = "obfuscation",
    }

    /// A text of the answer is whole.
    pub struct OutputTextDone<'a> in content {
        /// All of the text.
        required text: Cow<'a, str> = "text",
        /// How likely its tokens were, where the request asked for that.
        optional logprobs: Vec<Logprob<'a>> = "logprobs" by token_list,
    }

    /// A text of the answer refers to something.
    pub struct OutputTextAnnotationAdded<'a> in content {
        /// What it refers to.
        optional annotation: Box<Annotation<'a>> = "annotation",
        /// The position of the annotation in its part.
        optional annotation_index: u64 = "annotation_index",
    }

    /// More of why the model does not answer.
    pub struct RefusalDelta<'a> in content {
        /// The text to append.
        required delta: Cow<'a, str> = "delta",
        /// Padding that hides the length.
        optional obfuscation: Cow<'a, str> = "obfuscation",
    }

    /// Why the model does not answer, as a whole.
    pub struct RefusalDone<'a> in content {
        /// All of the text.
        required refusal: Cow<'a, str> = "refusal",
    }
}
