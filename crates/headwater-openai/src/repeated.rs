//! Events that repeat the one before, but for what they add.
//!
//! Of two deltas in a row nearly every byte is the same: the names of the members, the ids, the
//! model, the indexes. So one that was read becomes a pattern, and the next is compared with it
//! rather than read. Only where that fails is its JSON read again.

mod varying;

use alloc::borrow::Cow;

use headwater_json::{Filling, JsonStr, Pattern};

use self::varying::{Member, varying_members};
use crate::chat::{TextChunk, TextDelta};
use crate::object::Extra;
use crate::responses::DeltaEvent;

/// Longer events are not remembered: their text is most of them.
const MAX_PATTERN_BYTES: usize = 4096;
/// At most half of two to the power of this many events pass before the next is learnt.
const MAX_IN_VAIN: u8 = 6;

/// What an event adds to a text.
pub(crate) enum Addition<'a> {
    /// Of a Responses answer.
    Delta(DeltaEvent<'a>),
    /// Of a Chat Completions answer.
    Chunk(TextChunk<'a>),
}

/// The last event as a pattern for the next.
#[derive(Clone, Default)]
pub(crate) struct Repeated {
    pattern: Pattern<Member>,
    fixed: Fixed,
    /// Patterns since the last that an event fitted: where none does, learning them is a loss.
    in_vain: u8,
    /// So many events pass before another is learnt.
    passes: u8,
}

/// What the events say that fit the pattern, all of them alike.
#[derive(Clone, Default)]
enum Fixed {
    #[default]
    Nothing,
    Delta(DeltaEvent<'static>),
    /// The index of the choice. What the chunk says of the answer was noted when the pattern was
    /// read.
    Chunk(Option<u64>),
}

impl Repeated {
    /// The event was read, and adds this: the next may be like it.
    pub(crate) fn learn(&mut self, text: &str, addition: &Addition<'_>) {
        self.forget();
        if self.passes > 0 || text.len() > MAX_PATTERN_BYTES {
            self.passes = self.passes.saturating_sub(1);
            return;
        }
        self.passes = (1 << self.in_vain) >> 1;
        self.in_vain = (self.in_vain + 1).min(MAX_IN_VAIN);
        if varying_members(text, addition).is_some_and(|members| self.pattern.learn(text, members))
        {
            self.fixed = match addition {
                Addition::Delta(event) => Fixed::Delta(event.without_text()),
                Addition::Chunk(chunk) => Fixed::Chunk(chunk.choice),
            };
        }
    }

    /// Another event came.
    pub(crate) fn forget(&mut self) {
        self.pattern.clear();
        self.fixed = Fixed::Nothing;
    }

    /// What an event adds that is as the last one; `None` where it is not.
    #[inline]
    pub(crate) fn read<'a>(&'a mut self, data: &'a [u8]) -> Option<Addition<'a>> {
        let addition = match &self.fixed {
            Fixed::Nothing => return None,
            Fixed::Delta(fixed) => Addition::Delta(delta(&self.pattern, fixed, data)?),
            Fixed::Chunk(choice) => Addition::Chunk(chunk(&self.pattern, *choice, data)?),
        };
        (self.in_vain, self.passes) = (0, 0);
        Some(addition)
    }
}

#[inline]
fn delta<'a>(
    pattern: &Pattern<Member>,
    fixed: &'a DeltaEvent<'static>,
    data: &'a [u8],
) -> Option<DeltaEvent<'a>> {
    let (mut delta, mut sequence_number) = (None, None);
    pattern.fill(data, |member, filling| match (member, filling) {
        (Member::Delta, Filling::String(text)) => delta = Some(text),
        (Member::SequenceNumber, Filling::Natural(number)) => sequence_number = Some(number),
        _ => {}
    })?;
    Some(fixed.with_text(sequence_number, text(delta)??))
}

#[inline]
fn chunk<'a>(
    pattern: &Pattern<Member>,
    choice: Option<u64>,
    data: &'a [u8],
) -> Option<TextChunk<'a>> {
    let [mut content, mut refusal, mut reasoning_content, mut reasoning] = [None; 4];
    let mut created = None;
    pattern.fill(data, |member, filling| match (member, filling) {
        (Member::Content, Filling::String(text)) => content = Some(text),
        (Member::Refusal, Filling::String(text)) => refusal = Some(text),
        (Member::ReasoningContent, Filling::String(text)) => reasoning_content = Some(text),
        (Member::Reasoning, Filling::String(text)) => reasoning = Some(text),
        (Member::Created, Filling::Natural(seconds)) => created = Some(seconds),
        _ => {}
    })?;
    let delta = TextDelta {
        role: None,
        content: text(content)?,
        refusal: text(refusal)?,
        reasoning_content: text(reasoning_content)?,
        reasoning: text(reasoning)?,
        extra: Extra::default(),
    };
    Some(TextChunk { created, choice, delta, ..TextChunk::default() })
}

/// `None` where half of a surrogate pair stands in it.
#[inline]
fn text(text: Option<JsonStr<'_>>) -> Option<Option<Cow<'_, str>>> {
    match text {
        Some(text) if !text.is_well_formed() => None,
        text => Some(text.map(|text| text.to_cow())),
    }
}
