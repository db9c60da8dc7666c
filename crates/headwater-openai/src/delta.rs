//! What one event adds to an answer.

use core::fmt;

use crate::usage::Usage;

/// What one event adds to an answer, lent until the session is given more bytes.
///
/// `choice` numbers the alternatives of a Chat Completions answer; a Responses answer has one,
/// number 0. `item` and `part` tell the pieces of a Responses answer apart: the `output_index` and
/// the `content_index` or `summary_index`; both are 0 in Chat Completions. Of one choice, text in
/// order of arrival is the answer's text.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Delta<'a> {
    /// More of the answer's text.
    Text {
        /// The choice.
        choice: u32,
        /// The output item.
        item: u32,
        /// The part of the item.
        part: u32,
        /// The text; never empty.
        text: &'a str,
    },
    /// More of the model's reasoning, or of its summary.
    Reasoning {
        /// The choice.
        choice: u32,
        /// The output item.
        item: u32,
        /// The part of the item. No separator comes between parts.
        part: u32,
        /// The text; never empty.
        text: &'a str,
    },
    /// More of a refusal.
    Refusal {
        /// The choice.
        choice: u32,
        /// The output item.
        item: u32,
        /// The part of the item.
        part: u32,
        /// The text; never empty.
        text: &'a str,
    },
    /// A tool call begins.
    ToolCallBegun {
        /// Its place in [`AnswerStream::tool_calls`](crate::AnswerStream::tool_calls).
        index: usize,
        /// Its id; empty where none has come yet.
        id: &'a str,
        /// The tool's name; empty or cut short where it has not all come yet.
        name: &'a str,
    },
    /// More of the arguments of a tool call.
    ///
    /// Where the final arguments contradict the pieces, no delta can tell: what
    /// [`AnswerStream::tool_calls`](crate::AnswerStream::tool_calls) holds is right.
    ToolCallArguments {
        /// The call's place.
        index: usize,
        /// The piece; never empty.
        fragment: &'a str,
    },
    /// All of a tool call is there.
    ToolCallComplete {
        /// The call's place.
        index: usize,
    },
    /// The usage so far. It replaces what came before.
    Usage(Usage),
    /// A source of the text before it.
    Citation {
        /// The choice.
        choice: u32,
        /// The output item.
        item: u32,
        /// The part of the item.
        part: u32,
        /// The annotation, as JSON: an object, or, where a server tells of the answer's sources in a list
        /// of their own, the string with an address.
        annotation: &'a str,
    },
    /// An image as far as it is made; the whole one is in the final object.
    ImagePart {
        /// The choice.
        choice: u32,
        /// The output item.
        item: u32,
        /// The number of the version, from 0; of the image in a Chat Completions message.
        index: Option<u64>,
        /// The image, in base64.
        base64: &'a str,
    },
    /// Something else: a hosted tool that has come further, an event of a type that is not known, or
    /// a piece of speech. [`AnswerItem::typed`](crate::AnswerItem::typed) tells all of it.
    Other {
        /// The choice.
        choice: u32,
        /// The output item.
        item: u32,
        /// The event's type; `audio` for a piece of speech of a Chat Completions answer.
        kind: &'a str,
    },
}

/// Shows which delta it is, where it belongs and its sizes, not what it says.
impl fmt::Debug for Delta<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = |name: &str, choice: u32, item: u32, part: u32, text: &str| {
            f.debug_struct(name)
                .field("choice", &choice)
                .field("item", &item)
                .field("part", &part)
                .field("text_len", &text.len())
                .finish()
        };
        match *self {
            Self::Text { choice, item, part, text } => said("Text", choice, item, part, text),
            Self::Reasoning { choice, item, part, text } => {
                said("Reasoning", choice, item, part, text)
            }
            Self::Refusal { choice, item, part, text } => said("Refusal", choice, item, part, text),
            Self::ToolCallBegun { index, id, name } => f
                .debug_struct("ToolCallBegun")
                .field("index", &index)
                .field("id_len", &id.len())
                .field("name_len", &name.len())
                .finish(),
            Self::ToolCallArguments { index, fragment } => f
                .debug_struct("ToolCallArguments")
                .field("index", &index)
                .field("fragment_len", &fragment.len())
                .finish(),
            Self::ToolCallComplete { index } => {
                f.debug_struct("ToolCallComplete").field("index", &index).finish()
            }
            Self::Usage(usage) => f.debug_tuple("Usage").field(&usage).finish(),
            Self::Citation { choice, item, part, annotation } => f
                .debug_struct("Citation")
                .field("choice", &choice)
                .field("item", &item)
                .field("part", &part)
                .field("annotation_len", &annotation.len())
                .finish(),
            Self::ImagePart { choice, item, index, base64 } => f
                .debug_struct("ImagePart")
                .field("choice", &choice)
                .field("item", &item)
                .field("index", &index)
                .field("base64_len", &base64.len())
                .finish(),
            Self::Other { choice, item, kind } => f
                .debug_struct("Other")
                .field("choice", &choice)
                .field("item", &item)
                .field("kind_len", &kind.len())
                .finish(),
        }
    }
}
