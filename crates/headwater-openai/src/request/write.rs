//! JSON being put together.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use headwater_json::RawJson;

use crate::object::{Extra, ObjectWriter, ToJson};

/// The order in which members stand, whatever the order in which they were set. Others follow, in
/// the order in which they were set first.
const ORDER: [&str; 37] = [
    "model",
    "previous_response_id",
    "instructions",
    "input",
    "messages",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "text",
    "response_format",
    "verbosity",
    "reasoning",
    "reasoning_effort",
    "max_output_tokens",
    "max_completion_tokens",
    "max_tokens",
    "max_tool_calls",
    "temperature",
    "top_p",
    "stop",
    "seed",
    "n",
    "include",
    "background",
    "store",
    "metadata",
    "service_tier",
    "user",
    "safety_identifier",
    "prompt_cache_key",
    // Of a message of the model.
    "role",
    "content",
    "reasoning_content",
    "reasoning_details",
    "tool_calls",
    "stream",
    "stream_options",
];

/// A value as JSON.
pub(super) fn json(value: &impl ToJson) -> String {
    let mut out = String::new();
    value.write_json(&mut out);
    out
}

/// A text as a JSON string.
pub(super) fn text(text: &str) -> String {
    json(&text)
}

/// An object with the members that `write` gives it.
pub(super) fn object(write: impl FnOnce(&mut ObjectWriter<'_>)) -> String {
    let mut out = String::new();
    let mut object = ObjectWriter::new(&mut out);
    write(&mut object);
    object.finish(&Extra::default(), &|_| true);
    out
}

/// Writes the members that there are, each a text.
pub(super) fn texts(object: &mut ObjectWriter<'_>, members: &[(&str, Option<&str>)]) {
    for (name, text) in members {
        if let Some(text) = text {
            object.member(name, text);
        }
    }
}

/// A list of values that are JSON already.
pub(super) fn list(entries: impl IntoIterator<Item = String>) -> String {
    let mut out = String::from("[]");
    for entry in entries {
        append(&mut out, &entry);
    }
    out
}

/// Appends to a list that is JSON already.
fn append(list: &mut String, entry: &str) {
    list.pop();
    if !list.trim_end().ends_with('[') {
        list.push(',');
    }
    list.push_str(entry);
    list.push(']');
}

/// The members of an object that is being put together, each of them JSON already: what is set
/// later counts, and what came raw can be added to like anything else.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Members(Vec<(Cow<'static, str>, String)>);

impl Members {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, json)| json)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, json)| (&**name, &**json))
    }

    pub(super) fn set(&mut self, name: impl Into<Cow<'static, str>>, json: String) {
        let name = name.into();
        if let Some(known) = self.get_mut(&name) {
            *known = json;
            return;
        }
        let rank = rank(&name);
        let at = self.0.partition_point(|(known, _)| self::rank(known) <= rank);
        self.0.insert(at, (name, json));
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// Appends to a list. What is there and is none gives way to it.
    pub(super) fn push(&mut self, name: &'static str, entry: String) {
        match self.get_mut(name).filter(|known| known.starts_with('[')) {
            Some(known) => append(known, &entry),
            None => self.set(name, list([entry])),
        }
    }

    /// Sets a member of an object, or removes it. What is there and is no object gives way to it.
    pub(super) fn set_in(&mut self, name: &'static str, key: &str, json: Option<String>) {
        let mut inner = Self::default();
        let known = self.get(name).and_then(|known| RawJson::parse(known).ok()?.members());
        for (key, value) in known.into_iter().flatten() {
            inner.set_or_append(&key.to_cow(), value.as_json().into());
        }
        match json {
            Some(json) => inner.set_or_append(key, json),
            None => inner.remove(key),
        }
        if inner.0.is_empty() {
            self.remove(name);
        } else {
            self.set(name, inner.to_json());
        }
    }

    pub(super) fn to_json(&self) -> String {
        object(|object| self.iter().for_each(|(name, json)| object.raw(name, json)))
    }

    /// As [`set`](Self::set), in the order in which they were set first.
    fn set_or_append(&mut self, name: &str, json: String) {
        match self.get_mut(name) {
            Some(known) => *known = json,
            None => self.0.push((Cow::Owned(name.into()), json)),
        }
    }

    fn get_mut(&mut self, name: &str) -> Option<&mut String> {
        self.0.iter_mut().find(|(known, _)| known == name).map(|(_, json)| json)
    }
}

fn rank(name: &str) -> usize {
    ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len())
}

/// Shows names and sizes, not values.
impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(name, json)| (name, json.len()))).finish()
    }
}
