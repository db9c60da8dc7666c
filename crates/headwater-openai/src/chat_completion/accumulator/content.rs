//! How the content of a message grows.

use alloc::borrow::{Cow, ToOwned as _};
use alloc::vec::Vec;

use super::budget::Budget;
use super::is_silent;
use crate::chat_completion::{Content, ContentPart, RefusalPart, TextPart, ThinkingPart};
use crate::object::MAX_ENTRIES;

/// Adds a piece. One that is neither text nor parts counts as missing.
pub(super) fn merge(
    known: &mut Option<Content<'static>>,
    piece: &Content<'_>,
    budget: &mut Budget,
) {
    match (known, piece) {
        (_, Content::Other(_)) => {}
        (Some(Content::Parts(parts)), piece) => add(parts, piece, budget),
        (Some(Content::Text(text)), Content::Text(more)) => {
            if budget.exchange(0, more.len()) {
                text.to_mut().push_str(more);
            }
        }
        (known, Content::Text(text)) => {
            if budget.exchange(0, text.len()) {
                *known = Some(Content::Text(Cow::Owned((**text).to_owned())));
            }
        }
        (known, piece @ Content::Parts(_)) => {
            // What was text so far is the first of the parts.
            let mut parts = match known.take().filter(|known| !is_silent(known)) {
                Some(Content::Text(text)) => Vec::from([text_part(text)]),
                _ => Vec::new(),
            };
            add(&mut parts, piece, budget);
            *known = Some(Content::Parts(parts));
        }
    }
}

fn text_part(text: Cow<'_, str>) -> ContentPart<'_> {
    ContentPart::Text(TextPart { text: Some(text), ..TextPart::default() })
}

/// Adds a piece to a list of parts.
fn add(parts: &mut Vec<ContentPart<'static>>, piece: &Content<'_>, budget: &mut Budget) {
    match piece {
        Content::Text(text) if text.is_empty() => {}
        Content::Text(text) => add_part(parts, &text_part(Cow::Borrowed(text)), budget),
        Content::Parts(more) => more.iter().for_each(|part| add_part(parts, part, budget)),
        Content::Other(_) => {}
    }
}

/// Adds a part, to the last one where that is of its kind: a part comes in pieces too.
fn add_part(parts: &mut Vec<ContentPart<'static>>, part: &ContentPart<'_>, budget: &mut Budget) {
    match (parts.last_mut(), part) {
        (Some(ContentPart::Text(known)), ContentPart::Text(more)) => {
            budget.append(&mut known.text, more.text.as_deref());
            budget.merge_extra(&mut known.extra, &more.extra, TextPart::FIELDS);
        }
        (Some(ContentPart::Refusal(known)), ContentPart::Refusal(more)) => {
            budget.append(&mut known.refusal, more.refusal.as_deref());
            budget.merge_extra(&mut known.extra, &more.extra, RefusalPart::FIELDS);
        }
        (Some(ContentPart::Thinking(known)), ContentPart::Thinking(more)) => {
            if let Some(thinking) = &more.thinking {
                merge(&mut known.thinking, thinking, budget);
            }
            // Mistral calls every piece closed.
            known.closed = more.closed.or(known.closed);
            budget.merge_extra(&mut known.extra, &more.extra, ThinkingPart::FIELDS);
        }
        _ => budget.push(parts, part, MAX_ENTRIES),
    }
}
