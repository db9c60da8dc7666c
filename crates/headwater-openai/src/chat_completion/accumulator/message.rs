//! How the message of a choice grows.

use alloc::vec::Vec;

use super::budget::Budget;
use super::choices::Growth;
use super::{calls, content, speaks};
use crate::chat::TextDelta;
use crate::chat_completion::{
    Audio, ChatMessage, Content, MessageDelta, ReasoningDetail, ToolCall, ToolCallDelta,
};
use crate::object::MAX_ENTRIES;

/// Merges a delta. There is `room` for so many more tool calls.
pub(super) fn merge(
    message: &mut ChatMessage<'static>,
    delta: &MessageDelta<'_>,
    growth: &mut Growth,
    room: usize,
    budget: &mut Budget,
) {
    budget.replace_text(&mut message.role, delta.role.as_deref());
    if let Some(piece) = &delta.content {
        content::merge(&mut message.content, piece, budget);
    }
    budget.append(&mut message.refusal, speaks(delta.refusal.as_deref()));
    let reasoning_content = speaks(delta.reasoning_content.as_deref());
    budget.append(&mut message.reasoning_content, reasoning_content);
    budget.append(&mut message.reasoning, speaks(delta.reasoning.as_deref()));
    for detail in delta.reasoning_details.iter().flatten() {
        merge_detail(message.reasoning_details.get_or_insert_default(), detail, budget);
    }
    calls::merge(message, delta, &mut growth.numbers, room, budget);
    if let Some(audio) = &delta.audio {
        merge_audio(message.audio.get_or_insert_default(), audio, budget);
    }
    budget.extend(&mut message.annotations, delta.annotations.as_ref(), MAX_ENTRIES);
    budget.merge_extra(&mut message.extra, &delta.extra, MessageDelta::FIELDS);
    budget.unreadable(&delta.extra, "tool_calls");
}

/// The same of a delta that was not read as its type, and holds nothing but texts.
pub(super) fn merge_text(
    message: &mut ChatMessage<'static>,
    delta: &TextDelta<'_>,
    budget: &mut Budget,
) {
    budget.replace_text(&mut message.role, delta.role);
    if let Some(piece) = delta.content.as_deref() {
        content::merge(&mut message.content, &Content::Text(piece.into()), budget);
    }
    budget.append(&mut message.refusal, speaks(delta.refusal.as_deref()));
    let reasoning_content = speaks(delta.reasoning_content.as_deref());
    budget.append(&mut message.reasoning_content, reasoning_content);
    budget.append(&mut message.reasoning, speaks(delta.reasoning.as_deref()));
    budget.merge_extra(&mut message.extra, &delta.extra, MessageDelta::FIELDS);
}

/// Adds text that stands outside of a delta.
pub(super) fn say(message: &mut ChatMessage<'static>, text: Option<&str>, budget: &mut Budget) {
    if let Some(text) = speaks(text) {
        content::merge(&mut message.content, &Content::Text(text.into()), budget);
    }
}

/// A whole message as a delta that says all of it.
pub(super) fn as_delta<'a>(message: &ChatMessage<'a>) -> MessageDelta<'a> {
    let message = message.clone();
    let numbered = |(call, number): (ToolCall<'a>, u64)| ToolCallDelta {
        index: Some(number),
        id: call.id,
        kind: call.kind,
        function: call.function,
        custom: call.custom,
        extra_content: call.extra_content,
        extra: call.extra,
    };
    let calls = message.tool_calls.map(|calls| calls.into_iter().zip(0..).map(numbered).collect());
    MessageDelta {
        role: message.role,
        content: message.content,
        refusal: message.refusal,
        reasoning_content: message.reasoning_content,
        reasoning: message.reasoning,
        reasoning_details: message.reasoning_details,
        tool_calls: calls,
        function_call: message.function_call,
        audio: message.audio,
        annotations: message.annotations,
        extra: message.extra,
    }
}

fn merge_audio(known: &mut Audio<'static>, piece: &Audio<'_>, budget: &mut Budget) {
    budget.set(&mut known.id, piece.id.as_deref());
    budget.append(&mut known.data, piece.data.as_deref());
    budget.append(&mut known.transcript, piece.transcript.as_deref());
    known.expires_at = piece.expires_at.or(known.expires_at);
    budget.merge_extra(&mut known.extra, &piece.extra, Audio::FIELDS);
}

/// Adds a piece of reasoning to the detail that it goes on with, or begins one.
fn merge_detail(
    details: &mut Vec<ReasoningDetail<'static>>,
    piece: &ReasoningDetail<'_>,
    budget: &mut Budget,
) {
    let Some(known) = details.iter_mut().rev().find(|known| goes_on(known, piece)) else {
        budget.push(details, piece, MAX_ENTRIES);
        return;
    };
    budget.set(&mut known.id, piece.id.as_deref());
    budget.set(&mut known.format, piece.format.as_deref());
    budget.append(&mut known.text, piece.text.as_deref());
    budget.append(&mut known.summary, piece.summary.as_deref());
    budget.set(&mut known.data, piece.data.as_deref());
    budget.set(&mut known.signature, piece.signature.as_deref());
    budget.merge_extra(&mut known.extra, &piece.extra, ReasoningDetail::FIELDS);
}

/// Whether a piece goes on with this detail: of the same number and kind, and not after the
/// signature that closes it. What is encrypted comes whole.
fn goes_on(known: &ReasoningDetail<'static>, piece: &ReasoningDetail<'_>) -> bool {
    let (id, signature) = (speaks(known.id.as_deref()), speaks(known.signature.as_deref()));
    let same_id = id.is_none() || speaks(piece.id.as_deref()).is_none_or(|new| id == Some(new));
    let closed = signature.is_some() && (piece.text.is_some() || piece.signature.is_some());
    let encrypted = known.data.is_some() && piece.data.is_some();
    known.index == piece.index && known.kind == piece.kind && same_id && !closed && !encrypted
}
