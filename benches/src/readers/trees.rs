//! Readers that make a tree of the whole text, which is asked afterwards.

use headwater_json::{Document, DocumentValue};
use jiter::JsonValue;
use serde_json::Value;

use super::Asks;

/// A value of a tree.
trait Node: Sized {
    fn member(&self, name: &str) -> Option<Self>;
    fn entries(&self) -> Vec<Self>;
    fn number(&self) -> Option<u64>;
    fn text_len(&self) -> Option<u64>;
}

fn found(asks: Asks, root: &impl Node) -> Option<u64> {
    match asks {
        Asks::Delta => {
            Some(root.member("sequence_number")?.number()? + root.member("delta")?.text_len()?)
        }
        Asks::Chunk => {
            let mut found = root.member("created")?.number()?;
            for choice in root.member("choices")?.entries() {
                found += choice.member("delta")?.member("content")?.text_len()?;
            }
            Some(found)
        }
        Asks::Completed => {
            let mut found = 0;
            for item in root.member("response")?.member("output")?.entries() {
                let parts = item.member("content").map(|content| content.entries());
                for part in parts.into_iter().flatten() {
                    found += part.member("text")?.text_len()?;
                }
                found += item.member("result").and_then(|result| result.text_len()).unwrap_or(0);
            }
            Some(found)
        }
    }
}

pub(super) fn serde_json(asks: Asks, text: &[u8]) -> Option<u64> {
    let root: Value = serde_json::from_slice(text).ok()?;
    found(asks, &&root)
}

/// It writes into the text, so it gets a copy.
pub(super) fn document(asks: Asks, text: &[u8]) -> Option<u64> {
    let mut text = text.to_vec();
    let document = Document::parse(&mut text).ok()?;
    found(asks, &document.root())
}

pub(super) fn jiter(asks: Asks, text: &[u8]) -> Option<u64> {
    let root = JsonValue::parse(text, false).ok()?;
    found(asks, &&root)
}

impl Node for &Value {
    fn member(&self, name: &str) -> Option<Self> {
        self.get(name)
    }

    fn entries(&self) -> Vec<Self> {
        self.as_array().into_iter().flatten().collect()
    }

    fn number(&self) -> Option<u64> {
        self.as_u64()
    }

    fn text_len(&self) -> Option<u64> {
        self.as_str().map(|text| text.len() as u64)
    }
}

impl Node for DocumentValue<'_> {
    fn member(&self, name: &str) -> Option<Self> {
        self.get(name)
    }

    fn entries(&self) -> Vec<Self> {
        self.elements().into_iter().flatten().collect()
    }

    fn number(&self) -> Option<u64> {
        self.as_u64()
    }

    fn text_len(&self) -> Option<u64> {
        self.as_str().map(|text| text.len() as u64)
    }
}

impl Node for &JsonValue<'_> {
    fn member(&self, name: &str) -> Option<Self> {
        match self {
            JsonValue::Object(members) => {
                members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    fn entries(&self) -> Vec<Self> {
        match self {
            JsonValue::Array(entries) => entries.iter().collect(),
            _ => Vec::new(),
        }
    }

    fn number(&self) -> Option<u64> {
        match self {
            JsonValue::Int(number) => u64::try_from(*number).ok(),
            _ => None,
        }
    }

    fn text_len(&self) -> Option<u64> {
        match self {
            JsonValue::Str(text) => Some(text.len() as u64),
            _ => None,
        }
    }
}
