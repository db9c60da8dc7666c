//! What a message says.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use headwater_json::{JsonText, Kind, Value};

use crate::object::{FromJson, IntoOwned, Misread, Read, ToJson, object, tagged};

/// What a message says, or a piece of it.
#[non_exhaustive]
#[derive(Clone, PartialEq)]
pub enum Content<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// A list of parts (Mistral, where the model thinks).
    Parts(Vec<ContentPart<'a>>),
    /// Anything else, as it came.
    Other(JsonText<'a>),
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

impl<'a> FromJson<'a> for Content<'a> {
    #[inline]
    fn from_json(value: Value<'_, 'a>) -> Result<Read<'a, Self>, Misread> {
        match value.kind() {
            Kind::String => Ok(match Cow::from_json(value)? {
                Read::Exactly(text) => Read::Exactly(Self::Text(text)),
                Read::Loosely(text, raw) => Read::Loosely(Self::Text(text), raw),
                Read::Other(raw) => Read::Other(raw),
            }),
            Kind::Array => Ok(match Vec::from_json(value)? {
                Read::Exactly(parts) => Read::Exactly(Self::Parts(parts)),
                Read::Loosely(parts, raw) => Read::Loosely(Self::Parts(parts), raw),
                Read::Other(raw) => Read::Exactly(Self::Other(raw.into())),
            }),
            _ => Ok(Read::Exactly(Self::Other(value.raw()?.into()))),
        }
    }
}

impl ToJson for Content<'_> {
    fn write_json(&self, out: &mut String) {
        match self {
            Self::Text(text) => text.write_json(out),
            Self::Parts(parts) => parts.write_json(out),
            Self::Other(raw) => raw.write_json(out),
        }
    }
}

impl IntoOwned for Content<'_> {
    type Owned = Content<'static>;

    fn into_owned(self) -> Content<'static> {
        match self {
            Self::Text(text) => Content::Text(IntoOwned::into_owned(text)),
            Self::Parts(parts) => Content::Parts(parts.into_owned()),
            Self::Other(raw) => Content::Other(raw.into_owned()),
        }
    }
}

/// Shows sizes, not what is said.
impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.debug_struct("Text").field("len", &text.len()).finish(),
            Self::Parts(parts) => f.debug_tuple("Parts").field(parts).finish(),
            Self::Other(raw) => f.debug_tuple("Other").field(raw).finish(),
        }
    }
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
