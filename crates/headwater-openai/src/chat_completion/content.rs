//! What a message says.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use headwater_json::JsonText;

use crate::object::{object, tagged, text_or_parts};

text_or_parts! {
    /// What a message says, or a piece of it.
    pub enum Content<'a> {
        /// A text.
        Text,
        /// A list of parts (Mistral, where the model thinks).
        Parts(ContentPart),
    }
}

impl Content<'_> {
    /// All of the text, without the thoughts.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Parts(parts) => joined(parts.iter().filter_map(|part| match part {
                ContentPart::Text(part) => part.text.as_deref().map(Cow::Borrowed),
                _ => None,
            })),
            Self::Other(_) => Cow::Borrowed(""),
        }
    }

    /// All of the thoughts, where they are parts of the content.
    #[must_use]
    pub fn thinking(&self) -> Cow<'_, str> {
        let Self::Parts(parts) = self else { return Cow::Borrowed("") };
        joined(parts.iter().filter_map(|part| match part {
            ContentPart::Thinking(part) => part.thinking.as_ref().map(Self::text),
            _ => None,
        }))
    }
}

/// Pieces as one text, borrowed where there is only one.
fn joined<'t>(pieces: impl Iterator<Item = Cow<'t, str>>) -> Cow<'t, str> {
    pieces.reduce(|all, piece| all + piece).unwrap_or_default()
}

tagged! {
    /// A part of what a message says.
    pub enum ContentPart<'a> {
        /// Text.
        Text(TextPart<'a>) = "text",
        /// Thoughts.
        Thinking(ThinkingPart<'a>) = "thinking",
        /// A refusal.
        Refusal(RefusalPart<'a>) = "refusal",
        /// What the text before it refers to.
        Reference(ReferencePart<'a>) = "reference",
    }
}

object! {
    /// A text as a part.
    pub struct TextPart<'a> {
        /// The text.
        optional text: Cow<'a, str> = "text",
    }
}

object! {
    /// Thoughts as a part (Mistral).
    pub struct ThinkingPart<'a> {
        /// What the model thought.
        optional thinking: Content<'a> = "thinking",
        /// Whether the thoughts are at their end.
        optional closed: bool = "closed",
    }
}

object! {
    /// A refusal as a part.
    pub struct RefusalPart<'a> {
        /// Why the model refuses.
        optional refusal: Cow<'a, str> = "refusal",
    }
}

object! {
    /// What a text refers to (Mistral).
    pub struct ReferencePart<'a> {
        /// The references, numbers or names.
        optional reference_ids: Vec<JsonText<'a>> = "reference_ids",
    }
}
