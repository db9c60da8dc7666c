//! Which calls wait for the caller.

use alloc::string::String;
use alloc::vec::Vec;

use crate::response::OutputItem;
use crate::response::items::ToolExecution;
use crate::waiting_call::{WaitingCall, WaitingKind};

/// The calls that the caller has to answer, and the outputs that came with them: hosted shells and
/// tool searches answer theirs within the same response.
#[derive(Clone, Default)]
pub(super) struct Pending {
    calls: Vec<Call>,
    outputs: Vec<String>,
}

#[derive(Clone)]
struct Call {
    /// The position of its item.
    index: u32,
    kind: WaitingKind,
    /// What its output names; further ones are empty.
    ids: [String; 2],
}

impl Pending {
    /// Takes note of an item; false if there are too many.
    pub(super) fn note(&mut self, index: u32, item: &OutputItem<'_>, max_items: usize) -> bool {
        use OutputItem as I;
        use WaitingKind as K;
        let own = item.id().unwrap_or_default();
        let named = item.call_id().unwrap_or(own);
        let mut call = |kind, ids| self.call(index, kind, ids, max_items);
        match item {
            I::FunctionCall(_) => call(K::Function, [named, ""]),
            I::CustomToolCall(_) => call(K::Custom, [named, ""]),
            I::ComputerCall(_) => call(K::Computer, [named, ""]),
            I::ShellCall(_) => call(K::Shell, [named, ""]),
            I::ApplyPatchCall(_) => call(K::ApplyPatch, [named, ""]),
            // Its output has but one id, which is the call's or the item's.
            I::LocalShellCall(_) => call(K::LocalShell, [named, own]),
            // Not in the list of the API's terminal rules, but as much a question to the caller.
            I::ToolSearchCall(search) if search.execution == Some(ToolExecution::Client) => {
                call(K::ToolSearch, [named, ""])
            }
            I::McpApprovalRequest(_) => call(K::McpApproval, [own, ""]),
            I::McpApprovalResponse(response) => {
                let answers = response.approval_request_id.as_deref().unwrap_or_default();
                self.output(answers, max_items)
            }
            I::FunctionCallOutput(_)
            | I::CustomToolCallOutput(_)
            | I::ComputerCallOutput(_)
            | I::ShellCallOutput(_)
            | I::LocalShellCallOutput(_)
            | I::ApplyPatchCallOutput(_)
            | I::ToolSearchOutput(_) => self.output(named, max_items),
            _ => true,
        }
    }

    /// Takes note of a call of which only arguments came, so far; false if there are too many.
    pub(super) fn begun(&mut self, index: u32, kind: WaitingKind, max_items: usize) -> bool {
        let is_known = self.calls.iter().any(|call| call.index == index);
        is_known || self.call(index, kind, ["", ""], max_items)
    }

    /// Those that have no output.
    pub(super) fn waiting(&self) -> impl Iterator<Item = WaitingCall<'_>> {
        let is_answered = |id: &String| self.outputs.contains(id);
        let waits = move |Call { ids: [id, other], .. }: &&Call| {
            !is_answered(id) && (other.is_empty() || !is_answered(other))
        };
        self.calls.iter().filter(waits).map(|call| {
            let [id, _] = &call.ids;
            WaitingCall { kind: call.kind, id }
        })
    }

    fn call(&mut self, index: u32, kind: WaitingKind, ids: [&str; 2], max_items: usize) -> bool {
        let call = Call { index, kind, ids: ids.map(String::from) };
        if let Some(known) = self.calls.iter_mut().find(|known| known.index == index) {
            *known = call;
            return true;
        }
        let fits = self.calls.len() < max_items;
        if fits {
            self.calls.push(call);
        }
        fits
    }

    fn output(&mut self, id: &str, max_items: usize) -> bool {
        let fits = self.outputs.len() < max_items;
        if fits {
            self.outputs.push(id.into());
        }
        fits
    }
}
