//! A message of a model as it came, to be sent back to it.

use alloc::string::String;

use headwater_json::{Kind, RawJson};

use super::Message;
use super::write::{self, Members};

/// What goes back besides role, content and sound.
const BACK: [&str; 9] = [
    "name",
    "refusal",
    "tool_calls",
    "function_call",
    // DeepSeek and Kimi refuse calls without it, also where it is empty.
    "reasoning_content",
    // OpenRouter.
    "reasoning_details",
    // Gemini: thought signatures.
    "extra_content",
    // LiteLLM: the signed thinking of Claude.
    "thinking_blocks",
    // GitHub Copilot: the same, sealed.
    "reasoning_opaque",
];

/// A message as it came in a choice, with those members that have to come back, or may.
///
/// Left out are those that servers refuse or that repeat what another one says: `reasoning` (beside
/// `reasoning_details`), `annotations`, `citations` and the like.
pub(super) fn sent_back(message: RawJson<'_>) -> Message {
    let mut members = Members::default();
    members.set("role", write::text("assistant"));
    for (name, value) in message.members().into_iter().flatten() {
        let name = name.to_cow();
        if BACK.contains(&&*name) && says_something(value) {
            members.set(name.into_owned(), value.as_json().into());
        }
    }
    if let Some(id) = message.get("audio").and_then(|audio| audio.get("id")) {
        // The sound itself is not sent again.
        members.set("audio", write::object(|object| object.raw("id", id.as_json())));
    }
    let content = message.get("content").filter(|content| !content.is_null());
    // `null` is refused where there is nothing else.
    let nothing = if members.iter().count() == 1 { "\"\"" } else { "null" };
    let content = content.map_or(nothing, |content| content.as_json());
    members.set("content", String::from(content));
    Message::written(members.to_json())
}

/// Neither `null` nor an empty list: of calls, that is refused.
fn says_something(value: RawJson<'_>) -> bool {
    match value.kind() {
        Kind::Null => false,
        Kind::Array => value.elements().is_some_and(|mut elements| elements.next().is_some()),
        _ => true,
    }
}
