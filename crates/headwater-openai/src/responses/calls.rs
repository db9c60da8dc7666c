//! The calls of functions and custom tools: one for each output item of these types.

use super::Told;
use crate::json::responses::Item;
use crate::record::Findings;
use crate::tool_call::{Slot, ToolKind};
use crate::tool_calls::ToolCalls;

/// Takes over a call from its item. Once the item is done, it is right about everything.
pub(super) fn item(
    calls: &mut ToolCalls,
    kind: ToolKind,
    told: Told,
    index: u32,
    item: &Item<'_>,
    found: &mut Findings,
) {
    let known = find(calls, kind, told, index, item);
    let Some(call) = known.or_else(|| begin(calls, kind, index, found)) else { return };
    calls.set_kind(call, kind);
    let Some(known) = calls.get(call) else { return };
    let new = |known: &str, said: Option<&str>| said.is_some_and(|said| known != said);
    let new_id = new(&known.id, item.call_id.as_deref());
    let new_name = new(&known.name, item.name.as_deref());
    if new_id {
        calls.set_id(call, item.call_id.as_deref().unwrap_or_default(), found);
    }
    if new_name {
        calls.set_name(call, item.name.as_deref().unwrap_or_default(), found);
    }
    if told == Told::Added {
        return;
    }
    if let Some(all) = arguments(kind, item) {
        calls.settle_arguments(call, all, found);
    }
    if item.status.as_deref() != Some("incomplete") {
        calls.complete(call, true, found);
    }
}

/// Adds a piece of the arguments.
pub(super) fn fragment(
    calls: &mut ToolCalls,
    kind: ToolKind,
    index: u32,
    fragment: &str,
    found: &mut Findings,
) {
    if let Some(call) = at(calls, index).or_else(|| begin(calls, kind, index, found)) {
        calls.append_arguments(call, fragment, found);
    }
}

/// Takes over the final arguments.
pub(super) fn all_arguments(
    calls: &mut ToolCalls,
    kind: ToolKind,
    index: u32,
    all: &str,
    found: &mut Findings,
) {
    if let Some(call) = at(calls, index).or_else(|| begin(calls, kind, index, found)) {
        calls.settle_arguments(call, all, found);
    }
}

/// The response is complete, and so are calls whose own end was not told.
pub(super) fn complete_rest(calls: &mut ToolCalls, found: &mut Findings) {
    for call in 0..calls.as_slice().len() {
        calls.complete(call, true, found);
    }
}

fn arguments<'a>(kind: ToolKind, item: &'a Item<'_>) -> Option<&'a str> {
    match kind {
        ToolKind::Function => item.arguments.as_deref(),
        ToolKind::Custom => item.input.as_deref(),
    }
}

fn begin(calls: &mut ToolCalls, kind: ToolKind, index: u32, found: &mut Findings) -> Option<usize> {
    calls.begin(kind, 0, Slot::Index(index.into()), found)
}

fn at(calls: &ToolCalls, index: u32) -> Option<usize> {
    calls.last_where(|call| call.slot == Slot::Index(index.into()))
}

/// The call that an item is. In the stream that is the one of the same index, unless that one is
/// done and has another id (gateways that number every item 0). The terminal response may number
/// and name its items anew, but not what they ask for.
fn find(
    calls: &ToolCalls,
    kind: ToolKind,
    told: Told,
    index: u32,
    item: &Item<'_>,
) -> Option<usize> {
    let id = item.call_id.as_deref().unwrap_or_default();
    let same_id = calls.last_where(|call| !id.is_empty() && call.id == id);
    if same_id.is_some() {
        return same_id;
    }
    if told == Told::Terminal {
        let name = item.name.as_deref().unwrap_or_default();
        let all = arguments(kind, item).unwrap_or_default();
        let same = calls.last_where(|call| call.name == name && call.arguments == all);
        if same.is_some() {
            return same;
        }
    }
    let free = |call: &usize| {
        calls.get(*call).is_some_and(|call| !call.complete || call.id.is_empty() || id.is_empty())
    };
    at(calls, index).filter(free)
}
