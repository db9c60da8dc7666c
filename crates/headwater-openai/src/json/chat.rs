//! The chunk of a Chat Completions stream, or of a legacy completions stream.

use alloc::borrow::Cow;

use serde::Deserialize;

use super::{List, Raw, UsageFields, lenient};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chunk<'a> {
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) id: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) object: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) model: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) choices: List<Choice<'a>>,
    #[serde(deserialize_with = "lenient::object")]
    pub(crate) usage: Option<UsageFields>,
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(crate) x_groq: Option<Groq<'a>>,
    #[serde(borrow, deserialize_with = "lenient::raw")]
    pub(crate) error: Option<Raw<'a>>,
    #[serde(borrow, deserialize_with = "lenient::raw")]
    pub(crate) message: Option<Raw<'a>>,
    #[serde(borrow, deserialize_with = "lenient::raw")]
    pub(crate) code: Option<Raw<'a>>,
    #[serde(borrow, rename = "type", deserialize_with = "lenient::text")]
    pub(crate) kind: Option<Cow<'a, str>>,
}

/// What Groq adds to a chunk.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Groq<'a> {
    #[serde(deserialize_with = "lenient::object")]
    pub(crate) usage: Option<UsageFields>,
    #[serde(borrow, deserialize_with = "lenient::raw")]
    pub(crate) error: Option<Raw<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choice<'a> {
    #[serde(deserialize_with = "lenient::count")]
    pub(crate) index: Option<u64>,
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(crate) delta: Option<Message<'a>>,
    /// The whole message, where a gateway sends an answer that was not streamed as one event.
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(crate) message: Option<Message<'a>>,
    /// Legacy completions.
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) text: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) finish_reason: Option<Cow<'a, str>>,
    /// OpenRouter: what the provider behind it said.
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) native_finish_reason: Option<Cow<'a, str>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Message<'a> {
    #[serde(borrow, deserialize_with = "lenient::raw")]
    content: Option<Raw<'a>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    reasoning_content: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    reasoning: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) refusal: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) tool_calls: List<CallPiece<'a>>,
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(crate) function_call: Option<Function<'a>>,
}

/// A piece of what `content` holds.
pub(crate) enum Content {
    Text,
    Thinking,
}

impl<'a> Message<'a> {
    /// Servers that send both reasoning fields send the same text in them.
    pub(crate) fn reasoning(&self) -> Option<&str> {
        self.reasoning_content.as_deref().or(self.reasoning.as_deref())
    }

    /// Calls `found` for each piece of `content`: a string, or Mistral's list of parts.
    pub(crate) fn each_content(&self, mut found: impl FnMut(Content, &str)) {
        let Some(content) = self.content else { return };
        if let Some(text) = lenient::string(content) {
            found(Content::Text, &text);
            return;
        }
        let Ok(parts) = super::read::<List<ContentPart<'a>>>(content.json()) else { return };
        for part in parts.iter() {
            if let Some(text) = &part.text {
                found(Content::Text, text);
            }
            let Some(thinking) = part.thinking else { continue };
            if let Some(text) = lenient::string(thinking) {
                found(Content::Thinking, &text);
            } else if let Ok(pieces) = super::read::<List<ContentPart<'a>>>(thinking.json()) {
                for text in pieces.iter().filter_map(|piece| piece.text.as_deref()) {
                    found(Content::Thinking, text);
                }
            }
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ContentPart<'a> {
    #[serde(borrow, deserialize_with = "lenient::text")]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::raw")]
    thinking: Option<Raw<'a>>,
}

/// A piece of a tool call.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct CallPiece<'a> {
    #[serde(deserialize_with = "lenient::count")]
    pub(crate) index: Option<u64>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) id: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(crate) function: Option<Function<'a>>,
    #[serde(borrow, deserialize_with = "lenient::object")]
    pub(crate) custom: Option<Custom<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Function<'a> {
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) name: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text_or_json")]
    pub(crate) arguments: Option<Cow<'a, str>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Custom<'a> {
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub(crate) name: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "lenient::text_or_json")]
    pub(crate) input: Option<Cow<'a, str>>,
}
