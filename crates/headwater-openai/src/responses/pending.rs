//! Which calls wait for the caller.

use alloc::string::String;
use alloc::vec::Vec;

use crate::response::OutputItem;
use crate::response::items::ToolExecution;

/// The calls that the caller has to answer, and the outputs that came with them: hosted shells and
/// tool searches answer theirs within the same response.
#[derive(Clone, Default)]
pub(super) struct Pending {
    /// The position of each, and the ids that its output may name.
    calls: Vec<(u32, [String; 2])>,
    outputs: Vec<String>,
}

impl Pending {
    /// Takes note of an item; false if there are too many.
    pub(super) fn note(&mut self, index: u32, item: &OutputItem<'_>, max_items: usize) -> bool {
        use OutputItem as I;
        let own = item.id().unwrap_or_default();
        let named = item.call_id().unwrap_or(own);
        match item {
            I::FunctionCall(_)
            | I::CustomToolCall(_)
            | I::ComputerCall(_)
            | I::ShellCall(_)
            | I::ApplyPatchCall(_) => self.call(index, [named, ""], max_items),
            // Its output has but one id, which is the call's or the item's.
            I::LocalShellCall(_) => self.call(index, [named, own], max_items),
            // Not in the list of the API's terminal rules, but as much a question to the caller.
            I::ToolSearchCall(call) if call.execution == Some(ToolExecution::Client) => {
                self.call(index, [named, ""], max_items)
            }
            I::McpApprovalRequest(_) => self.call(index, [own, ""], max_items),
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
    pub(super) fn begun(&mut self, index: u32, max_items: usize) -> bool {
        let is_known = self.calls.iter().any(|(known, _)| *known == index);
        is_known || self.call(index, ["", ""], max_items)
    }

    pub(super) fn any(&self) -> bool {
        let answers = |id: &String| self.outputs.contains(id);
        self.calls
            .iter()
            .any(|(_, [id, other])| !answers(id) && (other.is_empty() || !answers(other)))
    }

    fn call(&mut self, index: u32, ids: [&str; 2], max_items: usize) -> bool {
        if let Some((_, known)) = self.calls.iter_mut().find(|(known, _)| *known == index) {
            *known = ids.map(String::from);
            return true;
        }
        let fits = self.calls.len() < max_items;
        if fits {
            self.calls.push((index, ids.map(String::from)));
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
