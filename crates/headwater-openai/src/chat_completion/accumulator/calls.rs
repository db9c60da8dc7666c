//! How the pieces of tool calls find together: by the rules that the reader of deltas has too.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use headwater_json::RawJson;

use super::budget::Budget;
use super::speaks;
use crate::chat_completion::{
    ChatMessage, CustomCall, FunctionCall, MessageDelta, ToolCall, ToolCallDelta, ToolType,
};
use crate::error::ReadError;

type Text = Option<Cow<'static, str>>;

/// A piece of a call; what is missing is empty.
struct Piece<'p, 'a> {
    delta: &'p ToolCallDelta<'a>,
    is_custom: bool,
    id: &'p str,
    name: &'p str,
    arguments: &'p str,
}

impl<'p, 'a> Piece<'p, 'a> {
    fn of(delta: &'p ToolCallDelta<'a>) -> Self {
        let (name, arguments) = match (&delta.custom, &delta.function) {
            (Some(custom), _) => (&custom.name, &custom.input),
            (None, Some(function)) => (&function.name, &function.arguments),
            (None, None) => (&None, &None),
        };
        let is_custom = delta.custom.is_some() || delta.kind == Some(ToolType::Custom);
        let [id, name, arguments] =
            [&delta.id, name, arguments].map(|text| text.as_deref().unwrap_or_default());
        Self { delta, is_custom, id, name, arguments }
    }

    /// A piece without any of these begins nothing (Gemini's metadata-only pieces).
    const fn is_empty(&self) -> bool {
        self.id.is_empty() && self.name.is_empty() && self.arguments.is_empty()
    }
}

/// Merges the tool calls of a delta. There is `room` for so many more of them.
pub(super) fn merge(
    message: &mut ChatMessage<'static>,
    delta: &MessageDelta<'_>,
    numbers: &mut Vec<Option<u64>>,
    room: usize,
    budget: &mut Budget,
) {
    let max_calls = numbers.len() + room;
    for piece in delta.tool_calls.iter().flatten().map(Piece::of) {
        let known = message.tool_calls.as_deref().unwrap_or_default();
        let at = match target(known, numbers, &piece) {
            None if piece.is_empty() => continue,
            None if known.len() >= max_calls => {
                let limit = budget.limits().tool_calls;
                budget.fail(ReadError::TooManyToolCalls { limit });
                continue;
            }
            None => {
                numbers.push(piece.delta.index);
                message.tool_calls.get_or_insert_default().push(ToolCall::default());
                numbers.len() - 1
            }
            Some(at) => at,
        };
        if let Some(call) = message.tool_calls.as_mut().and_then(|calls| calls.get_mut(at)) {
            merge_call(call, &piece, budget);
        }
    }
    if let Some(piece) = &delta.function_call {
        merge_legacy(message.function_call.get_or_insert_default(), piece, budget);
    }
}

/// The call that a piece goes on with; `None` if it begins one.
fn target(
    calls: &[ToolCall<'static>],
    numbers: &[Option<u64>],
    piece: &Piece<'_, '_>,
) -> Option<usize> {
    let number = piece.delta.index;
    let is_of = |at: usize| numbers.get(at) == Some(&number);
    if !piece.id.is_empty() {
        let has_id = |at: &usize| calls.get(*at).is_some_and(|c| c.id.as_deref() == Some(piece.id));
        let same_id =
            (0..calls.len()).rev().filter(has_id).find(|at| number.is_none() || is_of(*at));
        if same_id.is_some() {
            return same_id;
        }
    }
    if number.is_none() {
        let begins = !piece.id.is_empty() || !piece.name.is_empty();
        return if begins { None } else { calls.len().checked_sub(1) };
    }
    let last = (0..calls.len()).rev().find(|at| is_of(*at))?;
    calls.get(last).is_some_and(|call| goes_on(call, piece)).then_some(last)
}

/// Whether a piece of the same number goes on with this call.
fn goes_on(call: &ToolCall<'static>, piece: &Piece<'_, '_>) -> bool {
    if !piece.id.is_empty() && speaks(call.id.as_deref()).is_some() {
        return false;
    }
    let (name, arguments) = said(call);
    if piece.name.is_empty() || name.is_empty() || arguments.is_empty() {
        return true;
    }
    // The name is repeated with every piece by some; but after whole arguments, others belong to
    // another call of the same function.
    let others = piece.arguments.trim_start().starts_with('{') && RawJson::parse(arguments).is_ok();
    name == piece.name && !others
}

/// The name and the arguments of a call so far.
fn said<'c>(call: &'c ToolCall<'static>) -> (&'c str, &'c str) {
    let (name, arguments) = match (&call.custom, &call.function) {
        (Some(custom), _) => (&custom.name, &custom.input),
        (None, Some(function)) => (&function.name, &function.arguments),
        (None, None) => return ("", ""),
    };
    (name.as_deref().unwrap_or_default(), arguments.as_deref().unwrap_or_default())
}

fn merge_call(call: &mut ToolCall<'static>, piece: &Piece<'_, '_>, budget: &mut Budget) {
    budget.set(&mut call.id, Some(piece.id));
    let delta = piece.delta;
    budget.replace(&mut call.kind, delta.kind.as_ref());
    budget.replace(&mut call.extra_content, delta.extra_content.as_ref());
    budget.merge_extra(&mut call.extra, &delta.extra, ToolCallDelta::FIELDS);
    if piece.is_custom {
        become_custom(call);
    }
    if let Some(custom) = &mut call.custom {
        grow((&mut custom.name, &mut custom.input), (piece.name, piece.arguments), budget);
        if let Some(later) = &delta.custom {
            budget.merge_extra(&mut custom.extra, &later.extra, CustomCall::FIELDS);
        }
    } else if let Some(later) = &delta.function {
        let function = call.function.get_or_insert_default();
        grow((&mut function.name, &mut function.arguments), (piece.name, piece.arguments), budget);
        budget.merge_extra(&mut function.extra, &later.extra, FunctionCall::FIELDS);
    }
}

/// What came as a function before it was said to be none.
fn become_custom(call: &mut ToolCall<'static>) {
    if call.custom.is_none() {
        let function = call.function.take().unwrap_or_default();
        let custom = call.custom.get_or_insert_default();
        (custom.name, custom.input) = (function.name, function.arguments);
    }
}

/// Adds to a name and to the arguments that follow it. A name that is repeated says nothing; one that
/// differs before there are arguments is a piece of it.
fn grow(known: (&mut Text, &mut Text), (name, arguments): (&str, &str), budget: &mut Budget) {
    let (known_name, known_arguments) = known;
    match speaks(known_name.as_deref()) {
        None => budget.set(known_name, Some(name)),
        Some(known) if known != name && speaks(known_arguments.as_deref()).is_none() => {
            budget.append(known_name, Some(name));
        }
        Some(_) => {}
    }
    budget.append(known_arguments, Some(arguments));
}

/// Merges the deprecated kind of call, of which a message has room for one: pieces of another are
/// left out.
fn merge_legacy(call: &mut FunctionCall<'static>, piece: &FunctionCall<'_>, budget: &mut Budget) {
    let name = piece.name.as_deref().unwrap_or_default();
    let (known, begun) = (speaks(call.name.as_deref()), speaks(call.arguments.as_deref()));
    if begun.is_some() && known.is_some_and(|known| !name.is_empty() && known != name) {
        return;
    }
    let arguments = piece.arguments.as_deref().unwrap_or_default();
    grow((&mut call.name, &mut call.arguments), (name, arguments), budget);
    budget.merge_extra(&mut call.extra, &piece.extra, FunctionCall::FIELDS);
}

/// Gives a call what every whole one has.
pub(super) fn finish(call: &mut ToolCall<'static>) {
    let kind = if call.custom.is_some() { ToolType::Custom } else { ToolType::Function };
    call.kind.get_or_insert(kind);
    if call.custom.is_none() {
        call.function.get_or_insert_default().arguments.get_or_insert_default();
    }
}
