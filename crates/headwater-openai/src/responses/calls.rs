//! The calls of functions and custom tools: one for each output item of these types.

use super::Told;
use crate::record::Findings;
use crate::response::{ItemStatus, OutputItem};
use crate::tool_call::{Slot, ToolKind};
use crate::tool_calls::ToolCalls;

/// What an item says that is such a call.
pub(super) struct Call<'i> {
    kind: ToolKind,
    id: Option<&'i str>,
    name: Option<&'i str>,
    arguments: Option<&'i str>,
    is_incomplete: bool,
}

impl<'i> Call<'i> {
    pub(super) fn of(item: &'i OutputItem<'_>) -> Option<Self> {
        let (kind, arguments) = match item {
            OutputItem::FunctionCall(call) => (ToolKind::Function, call.arguments.as_deref()),
            OutputItem::CustomToolCall(call) => (ToolKind::Custom, call.input.as_deref()),
            _ => return None,
        };
        let says_something = |text: &&str| !text.is_empty();
        Some(Call {
            kind,
            id: item.call_id().filter(says_something),
            name: item.name().filter(says_something),
            arguments: arguments.filter(says_something),
            is_incomplete: item.status() == Some(&ItemStatus::Incomplete),
        })
    }
}

/// Takes over a call from its item. Once the item is done, it is right about everything. Answers
/// whether the arguments differ from what was said.
pub(super) fn item(
    calls: &mut ToolCalls,
    told: Told,
    index: u32,
    item: &Call<'_>,
    found: &mut Findings,
) -> bool {
    let known = find(calls, told, index, item);
    let Some(call) = known.or_else(|| begin(calls, item.kind, index, found)) else { return false };
    calls.set_kind(call, item.kind);
    let Some(known) = calls.get(call) else { return false };
    let new = |known: &str, said: Option<&str>| said.is_some_and(|said| known != said);
    let new_id = new(&known.id, item.id);
    let new_name = new(&known.name, item.name);
    if new_id {
        calls.set_id(call, item.id.unwrap_or_default(), found);
    }
    if new_name {
        calls.set_name(call, item.name.unwrap_or_default(), found);
    }
    if told == Told::Added {
        return false;
    }
    let differs = item.arguments.is_some_and(|all| calls.settle_arguments(call, all, found));
    if !item.is_incomplete {
        calls.complete(call, true, found);
    }
    differs
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

/// Takes over the final arguments. Answers whether they differ from what was said.
pub(super) fn all_arguments(
    calls: &mut ToolCalls,
    kind: ToolKind,
    index: u32,
    all: &str,
    found: &mut Findings,
) -> bool {
    let call = at(calls, index).or_else(|| begin(calls, kind, index, found));
    call.is_some_and(|call| calls.settle_arguments(call, all, found))
}

/// The response is complete, and so are calls whose own end was not told.
pub(super) fn complete_rest(calls: &mut ToolCalls, found: &mut Findings) {
    for call in 0..calls.as_slice().len() {
        calls.complete(call, true, found);
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
fn find(calls: &ToolCalls, told: Told, index: u32, item: &Call<'_>) -> Option<usize> {
    let id = item.id.unwrap_or_default();
    let same_id = calls.last_where(|call| !id.is_empty() && call.id == id);
    if same_id.is_some() {
        return same_id;
    }
    if told == Told::Terminal {
        let name = item.name.unwrap_or_default();
        let all = item.arguments.unwrap_or_default();
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
