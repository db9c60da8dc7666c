//! How the pieces of tool calls find together.
//!
//! The `index` of a piece says which call it belongs to, where servers keep to that. Some number
//! all calls 0, some give no numbers, some repeat the name with every piece, some cut the name in
//! pieces. The rules are those that hold on every recorded stream.

use headwater_json::RawJson;

use crate::chat_completion::{CustomCall, FunctionCall, ToolCall as WholeCall, ToolCallDelta};
use crate::record::Findings;
use crate::tool_call::{Slot, ToolCall, ToolKind};
use crate::tool_calls::ToolCalls;

/// A piece of a call, in whichever of the three forms it came. What is missing is empty.
pub(super) struct Piece<'a> {
    kind: ToolKind,
    slot: Slot,
    id: &'a str,
    name: &'a str,
    arguments: &'a str,
}

impl<'a> From<&'a ToolCallDelta<'a>> for Piece<'a> {
    fn from(piece: &'a ToolCallDelta<'a>) -> Self {
        let slot = piece.index.map_or(Slot::Unnumbered, Slot::Index);
        let id = piece.id.as_deref();
        Self::new(slot, id, piece.function.as_ref(), piece.custom.as_deref())
    }
}

/// A gateway that numbers the calls of a whole message does so beside them.
impl<'a> From<&'a WholeCall<'a>> for Piece<'a> {
    fn from(call: &'a WholeCall<'a>) -> Self {
        let index = call.extra.get("index").and_then(|index| index.as_u64());
        let slot = index.map_or(Slot::Unnumbered, Slot::Index);
        Self::new(slot, call.id.as_deref(), call.function.as_ref(), call.custom.as_deref())
    }
}

impl<'a> Piece<'a> {
    fn new(
        slot: Slot,
        id: Option<&'a str>,
        function: Option<&'a FunctionCall<'a>>,
        custom: Option<&'a CustomCall<'a>>,
    ) -> Self {
        let (kind, name, arguments) = match (custom, function) {
            (Some(custom), _) => (ToolKind::Custom, &custom.name, &custom.input),
            (None, Some(function)) => (ToolKind::Function, &function.name, &function.arguments),
            (None, None) => (ToolKind::Function, &None, &None),
        };
        Self {
            kind,
            slot,
            id: id.unwrap_or_default(),
            name: name.as_deref().unwrap_or_default(),
            arguments: arguments.as_deref().unwrap_or_default(),
        }
    }

    pub(super) fn legacy(function: &'a FunctionCall<'a>) -> Self {
        Self::new(Slot::FunctionCall, None, Some(function), None)
    }

    /// A piece without any of these says nothing (Gemini's metadata-only pieces).
    const fn is_empty(&self) -> bool {
        self.id.is_empty() && self.name.is_empty() && self.arguments.is_empty()
    }
}

/// Adds a piece to the call it belongs to, or begins one with it.
pub(super) fn merge(calls: &mut ToolCalls, choice: u32, piece: &Piece<'_>, found: &mut Findings) {
    if piece.is_empty() {
        return;
    }
    let begun = target(calls, choice, piece);
    let Some(call) = begun.or_else(|| calls.begin(piece.kind, choice, piece.slot, found)) else {
        return;
    };
    let Some(known) = calls.get(call) else { return };
    let (no_id, no_name) = (known.id.is_empty(), known.name.is_empty());
    let more_name = !no_name && known.arguments.is_empty() && known.name != piece.name;
    if piece.kind == ToolKind::Custom {
        calls.set_kind(call, ToolKind::Custom);
    }
    if no_id && !piece.id.is_empty() {
        calls.set_id(call, piece.id, found);
    }
    if no_name && !piece.name.is_empty() {
        calls.set_name(call, piece.name, found);
    } else if more_name {
        calls.append_name(call, piece.name, found);
    }
    calls.append_arguments(call, piece.arguments, found);
}

/// Marks the calls of a choice as complete, as far as they can be.
pub(super) fn complete(calls: &mut ToolCalls, choice: u32, to_the_end: bool, found: &mut Findings) {
    for call in 0..calls.as_slice().len() {
        if calls.get(call).is_some_and(|call| call.choice == choice) {
            calls.complete(call, to_the_end, found);
        }
    }
}

/// The call that a piece goes on with; `None` if it begins one.
fn target(calls: &ToolCalls, choice: u32, piece: &Piece<'_>) -> Option<usize> {
    let of_slot = |call: &ToolCall| call.choice == choice && call.slot == piece.slot;
    if !piece.id.is_empty() {
        let same_id = calls.last_where(|call| {
            let may_be = call.choice == choice && piece.slot == Slot::Unnumbered;
            (may_be || of_slot(call)) && call.id == piece.id
        });
        if same_id.is_some() {
            return same_id;
        }
    }
    if piece.slot == Slot::Unnumbered {
        let begins = !piece.id.is_empty() || !piece.name.is_empty();
        let may_be = |call: &ToolCall| call.choice == choice && call.slot != Slot::FunctionCall;
        return if begins { None } else { calls.last_where(may_be) };
    }
    calls
        .last_where(of_slot)
        .filter(|last| calls.get(*last).is_some_and(|call| goes_on(call, piece)))
}

/// Whether a piece of the same number goes on with this call.
fn goes_on(call: &ToolCall, piece: &Piece<'_>) -> bool {
    if !piece.id.is_empty() && !call.id.is_empty() {
        return false;
    }
    if piece.name.is_empty() || call.name.is_empty() || call.arguments.is_empty() {
        return true;
    }
    // The name is repeated with every piece by some; but after whole arguments, others belong to
    // another call of the same function.
    let others =
        piece.arguments.trim_start().starts_with('{') && RawJson::parse(&call.arguments).is_ok();
    call.name == piece.name && !others
}
