//! A chunk that adds text to one choice, read without its typed object: nearly every chunk is one.

use alloc::borrow::Cow;

use headwater_json::{Kind, Reader, Value};

use super::{ChatReader, index_of};
use crate::answer::Answer;
use crate::chat_completion::reasoning_text;
use crate::error::ReadError;
use crate::object::Extra;
use crate::object::on_demand::{name, natural, no_entries, nothing, text};
use crate::record::{Findings, Place, TextKind};

/// What a chunk adds to which choice. All else of it is checked, and passed over.
#[derive(Default)]
pub(crate) struct TextChunk<'a> {
    pub(crate) id: Option<&'a str>,
    pub(crate) created: Option<u64>,
    pub(crate) model: Option<&'a str>,
    pub(crate) system_fingerprint: Option<&'a str>,
    pub(crate) service_tier: Option<&'a str>,
    pub(crate) provider: Option<&'a str>,
    /// The index of the choice.
    pub(crate) choice: Option<u64>,
    pub(crate) delta: TextDelta<'a>,
    /// The members of the choice that have no field, where everything was asked for.
    pub(crate) choice_extra: Extra<'a>,
}

/// What is new of the message.
#[derive(Default)]
pub(crate) struct TextDelta<'a> {
    pub(crate) role: Option<&'a str>,
    pub(crate) content: Option<Cow<'a, str>>,
    pub(crate) refusal: Option<Cow<'a, str>>,
    pub(crate) reasoning_content: Option<Cow<'a, str>>,
    pub(crate) reasoning: Option<Cow<'a, str>>,
    /// The members that have no field, where everything was asked for.
    pub(crate) extra: Extra<'a>,
}

/// What is asked of a chunk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// What it adds to the text.
    Text,
    /// All that belongs to the answer: a chunk that holds more of it than this type does is another.
    Everything,
}

impl<'a> TextChunk<'a> {
    /// `None` if it is another chunk, or anything about it is out of the ordinary.
    pub(crate) fn read(json: &'a str, asked: Asked) -> Option<Self> {
        let mut reader = Reader::new(json);
        let mut members = reader.value().ok()?.object().ok()??;
        let mut chunk = Self::default();
        let mut has_choice = false;
        while let Some((key, value)) = members.next_member().ok()? {
            match key.as_plain()? {
                "id" => chunk.id = name(value)?,
                "object" => is_ordinary(name(value)?).then_some(())?,
                "created" => chunk.created = natural(value)?,
                "model" => chunk.model = name(value)?,
                "choices" if has_choice => return None,
                "choices" => {
                    chunk.read_choices(value, asked)?;
                    has_choice = true;
                }
                "system_fingerprint" => chunk.system_fingerprint = name(value)?,
                "service_tier" => chunk.service_tier = name(value)?,
                "provider" => chunk.provider = name(value)?,
                "usage" | "error" | "x_groq" | "citations" => nothing(&value)?,
                "obfuscation" => {}
                _ if asked == Asked::Text => {}
                "moderation" | "timings" | "search_results" | "prompt_filter_results" => {
                    nothing(&value)?
                }
                _ => return None,
            }
        }
        reader.finish().ok()?;
        has_choice.then_some(chunk)
    }

    fn read_choices(&mut self, choices: Value<'_, 'a>, asked: Asked) -> Option<()> {
        let mut choices = choices.array().ok()??;
        let mut members = choices.next_element().ok()??.object().ok()??;
        let mut has_delta = false;
        while let Some((key, value)) = members.next_member().ok()? {
            match key.as_plain()? {
                "index" => self.choice = natural(value)?,
                "delta" if has_delta => return None,
                "delta" => {
                    self.delta.read(value, asked)?;
                    has_delta = true;
                }
                // Some servers have an empty one in every chunk.
                "finish_reason" => name(value)?.is_none_or(str::is_empty).then_some(())?,
                // Beside a delta they count for nothing.
                "text" | "message" => {}
                "native_finish_reason" => nothing(&value)?,
                "error" if asked == Asked::Text || value.kind() != Kind::Null => nothing(&value)?,
                _ if asked == Asked::Text => {}
                "logprobs" | "content_filter_results" | "content_filter_offsets" => {
                    nothing(&value)?;
                }
                name => self.choice_extra.insert(name, value.raw().ok()?),
            }
        }
        let is_only = choices.next_element().ok()?.is_none();
        (has_delta && is_only).then_some(())
    }
}

impl<'a> TextDelta<'a> {
    /// The piece of the reasoning.
    pub(super) fn reasoning_text(&self) -> Option<&str> {
        reasoning_text(self.reasoning_content.as_deref(), self.reasoning.as_deref())
    }

    fn read(&mut self, delta: Value<'_, 'a>, asked: Asked) -> Option<()> {
        let mut members = delta.object().ok()??;
        while let Some((key, value)) = members.next_member().ok()? {
            match key.as_plain()? {
                "role" => self.role = name(value)?,
                "content" => self.content = text(value)?,
                "refusal" => self.refusal = text(value)?,
                "reasoning_content" => self.reasoning_content = text(value)?,
                "reasoning" => self.reasoning = text(value)?,
                "tool_calls" => no_entries(value)?,
                "function_call" | "audio" | "annotations" => nothing(&value)?,
                // Those of the final message say so if there are none.
                "images" if asked == Asked::Text || value.kind() != Kind::Null => nothing(&value)?,
                _ if asked == Asked::Text => {}
                "reasoning_details" => nothing(&value)?,
                name => self.extra.insert(name, value.raw().ok()?),
            }
        }
        Some(())
    }
}

/// Neither an error nor of the legacy completions.
fn is_ordinary(object: Option<&str>) -> bool {
    !matches!(object, Some("error" | "text_completion"))
}

impl ChatReader {
    /// Reads a chunk that adds text to a choice.
    pub(crate) fn read_text(
        &mut self,
        chunk: &TextChunk<'_>,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let says_something = |text: &&str| !text.is_empty();
        answer.named(chunk.id.filter(says_something), chunk.model.filter(says_something));
        let index = index_of(chunk.choice);
        let limit = answer.limits.choices;
        let Some(state) = self.state(index, limit) else {
            found.fail(ReadError::TooManyChoices { limit });
            return;
        };
        state.streamed = true;
        let place = Place { choice: index, ..Place::default() };
        let TextDelta { content, refusal, .. } = &chunk.delta;
        let reasoning = chunk.delta.reasoning_text();
        let texts = [
            (TextKind::Reasoning, reasoning),
            (TextKind::Text, content.as_deref()),
            (TextKind::Refusal, refusal.as_deref()),
        ];
        for (kind, text) in texts {
            if let Some(text) = text {
                answer.said(kind, place, text, found);
            }
        }
    }
}
