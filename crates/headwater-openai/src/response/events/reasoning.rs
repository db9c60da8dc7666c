//! The reasoning and its summaries.

use alloc::borrow::Cow;

use super::events;
use crate::response::{ContentPart, ItemStatus};

events! {
    /// A part of the summary began.
    pub struct ReasoningSummaryPartAdded<'a> in summary {
        /// The part.
        required part: ContentPart<'a> = "part",
    }

    /// A part of the summary is whole.
    pub struct ReasoningSummaryPartDone<'a> in summary {
        /// The part: it goes before what was gathered of it.
        required part: ContentPart<'a> = "part",
        /// `incomplete`, where it was cut short.
        optional status: ItemStatus<'a> = "status",
    }

    /// More text of the summary.
    pub struct ReasoningSummaryTextDelta<'a> in summary {
        /// The text to append.
        required delta: Cow<'a, str> = "delta",
        /// Padding that hides the length.
        optional obfuscation: Cow<'a, str> = "obfuscation",
    }

    /// A text of the summary is whole.
    pub struct ReasoningSummaryTextDone<'a> in summary {
        /// All of the text.
        required text: Cow<'a, str> = "text",
    }

    /// More text of the reasoning itself.
    pub struct ReasoningTextDelta<'a> in content {
        /// The text to append.
        required delta: Cow<'a, str> = "delta",
        /// Padding that hides the length.
        optional obfuscation: Cow<'a, str> = "obfuscation",
    }

    /// A text of the reasoning itself is whole.
    pub struct ReasoningTextDone<'a> in content {
        /// All of the text.
        required text: Cow<'a, str> = "text",
    }

    /// A part of the reasoning itself began. From vLLM, not published.
    pub struct ReasoningPartAdded<'a> in content {
        /// The part.
        required part: ContentPart<'a> = "part",
    }

    /// A part of the reasoning itself is whole. From vLLM, not published.
    pub struct ReasoningPartDone<'a> in content {
        /// The part: it goes before what was gathered of it.
        required part: ContentPart<'a> = "part",
    }
}
