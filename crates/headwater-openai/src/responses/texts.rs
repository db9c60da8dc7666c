//! The texts of a Responses stream, and what repeats them.

use alloc::borrow::Cow;

use super::parts::Settled;
use super::{ResponsesReader, Told};
use crate::answer::Answer;
use crate::error::ReadError;
use crate::record::{Findings, Place, TextKind};
use crate::response::items::ReasoningItem;
use crate::response::{ContentPart, Placed, ResponseEvent};
use crate::warning::Warning;

impl ResponsesReader {
    pub(super) fn text(
        &mut self,
        kind: TextKind,
        event: &impl Placed,
        delta: &str,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let place = self.place(event);
        let limit = answer.limits.parts;
        if self.parts.append(kind, place, delta, true, limit) {
            answer.said(kind, place, delta, found);
        } else {
            found.fail(ReadError::TooManyParts { limit });
        }
    }

    pub(super) fn settle_event(
        &mut self,
        kind: TextKind,
        event: &ResponseEvent<'_>,
        whole: &str,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let place = self.place(event);
        let _ = self.settle(kind, place, whole, Told::Done, answer, found);
    }

    /// The whole of a reasoning text. Servers repeat it elsewhere and in other parts: it is passed on
    /// only where no delta of the item's reasoning came.
    pub(super) fn thought_event(
        &mut self,
        kind: TextKind,
        event: &ResponseEvent<'_>,
        whole: &str,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let place = self.place(event);
        let settled = self.parts.settle(kind, place, whole, false, answer.lost);
        if matches!(settled, Settled::Differs) || !self.parts.has_reasoning(Some(place.item), true)
        {
            let _ = self.settle(kind, place, whole, Told::Done, answer, found);
        }
    }

    /// A part as it begins, usually without a text, or as it is done.
    pub(super) fn part_told(
        &mut self,
        event: &ResponseEvent<'_>,
        part: &ContentPart<'_>,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let is_done = !matches!(event, ResponseEvent::ContentPartAdded(_));
        if let Some((kind, whole)) = said_by(part).filter(|(_, text)| is_done || !text.is_empty()) {
            self.settle_event(kind, event, &whole, answer, found);
        }
    }

    /// Compares the whole of a part with its deltas, and passes on what they lack: all of it, where
    /// there were none, or what came after them, where an event was lost. Returns whether what was
    /// passed on is now the whole.
    pub(super) fn settle(
        &mut self,
        kind: TextKind,
        place: Place,
        whole: &str,
        told: Told,
        answer: &mut Answer,
        found: &mut Findings,
    ) -> bool {
        if self.began_before(place.item, answer) {
            return true;
        }
        let may_lack = answer.lost || answer.wants_rest;
        match self.parts.settle(kind, place, whole, told == Told::Terminal, may_lack) {
            Settled::Same => true,
            Settled::Lacks(rest) => {
                let limit = answer.limits.parts;
                if !self.parts.append(kind, place, rest, false, limit) {
                    found.fail(ReadError::TooManyParts { limit });
                    return false;
                }
                answer.said(kind, place, rest, found);
                true
            }
            Settled::Differs => {
                answer.warn(Warning::TextDiffers { item: place.item, part: place.part });
                false
            }
        }
    }

    pub(super) fn message(
        &mut self,
        told: Told,
        index: u32,
        parts: &[ContentPart<'_>],
        answer: &mut Answer,
        found: &mut Findings,
    ) -> bool {
        let mut whole = true;
        for (part, content) in (0_u32..).zip(parts) {
            let said = said_by(content);
            if let Some((kind, text)) = said.filter(|it| told != Told::Added || !it.1.is_empty()) {
                let place = Place { choice: 0, item: index, part };
                whole &= self.settle(kind, place, &text, told, answer, found);
            }
        }
        whole
    }

    /// The reasoning of an item of which none was passed on, be it that no deltas came or that the
    /// terminal response alone has it.
    pub(super) fn thoughts(
        &mut self,
        told: Told,
        index: u32,
        item: &ReasoningItem<'_>,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        let of_item = (told != Told::Terminal).then_some(index);
        if !answer.wants_rest && self.parts.has_reasoning(of_item, false) {
            return;
        }
        for parts in [&item.summary, &item.content] {
            for (part, content) in (0_u32..).zip(parts.as_deref().unwrap_or_default()) {
                let (kind, text) = match content {
                    ContentPart::SummaryText(part) => (TextKind::Summary, &part.text),
                    ContentPart::ReasoningText(part) => (TextKind::Reasoning, &part.text),
                    _ => continue,
                };
                let place = Place { choice: 0, item: index, part };
                let whole = text.as_deref().unwrap_or_default();
                let _ = self.settle(kind, place, whole, told, answer, found);
            }
        }
    }
}

/// What a content part says.
fn said_by<'p>(part: &'p ContentPart<'_>) -> Option<(TextKind, Cow<'p, str>)> {
    match part {
        ContentPart::Refusal(part) => {
            Some((TextKind::Refusal, Cow::Borrowed(part.refusal.as_deref()?)))
        }
        ContentPart::OutputText(part) => {
            Some((TextKind::Text, Cow::Borrowed(part.text.as_deref()?)))
        }
        ContentPart::Unknown(raw) if part.kind().as_deref() == Some("text") => {
            Some((TextKind::Text, raw.as_raw().get("text")?.as_str()?))
        }
        _ => None,
    }
}
