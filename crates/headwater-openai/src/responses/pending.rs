//! Which calls wait for the caller.

use alloc::string::String;
use alloc::vec::Vec;

use super::items::MAX_ITEMS;
use crate::response::OutputItem;
use crate::response::items::ToolExecution;

/// The calls that the caller has to answer, and the outputs that came with them: hosted shells and
/// tool searches answer theirs within the same response.
#[derive(Default)]
pub(super) struct Pending {
    calls: Vec<(u32, String)>,
    outputs: Vec<String>,
}

impl Pending {
    /// Takes note of an item; false if there are too many.
    pub(super) fn note(&mut self, index: u32, item: &OutputItem<'_>) -> bool {
        use OutputItem as I;
        let own = item.id().unwrap_or_default();
        let named = item.call_id().unwrap_or(own);
        match item {
            I::FunctionCall(_)
            | I::CustomToolCall(_)
            | I::ComputerCall(_)
            | I::ShellCall(_)
            | I::LocalShellCall(_)
            | I::ApplyPatchCall(_) => self.call(index, named),
            // Not in the list of the API's terminal rules, but as much a question to the caller.
            I::ToolSearchCall(call) if call.execution == Some(ToolExecution::Client) => {
                self.call(index, named)
            }
            I::McpApprovalRequest(_) => self.call(index, own),
            I::McpApprovalResponse(response) => {
                self.output(response.approval_request_id.as_deref().unwrap_or_default())
            }
            I::FunctionCallOutput(_)
            | I::CustomToolCallOutput(_)
            | I::ComputerCallOutput(_)
            | I::ShellCallOutput(_)
            | I::LocalShellCallOutput(_)
            | I::ApplyPatchCallOutput(_)
            | I::ToolSearchOutput(_) => self.output(named),
            _ => true,
        }
    }

    pub(super) fn any(&self) -> bool {
        self.calls.iter().any(|(_, id)| !self.outputs.contains(id))
    }

    fn call(&mut self, index: u32, id: &str) -> bool {
        if let Some((_, known)) = self.calls.iter_mut().find(|(known, _)| *known == index) {
            known.clear();
            known.push_str(id);
            return true;
        }
        let fits = self.calls.len() < MAX_ITEMS;
        if fits {
            self.calls.push((index, id.into()));
        }
        fits
    }

    fn output(&mut self, id: &str) -> bool {
        let fits = self.outputs.len() < MAX_ITEMS;
        if fits {
            self.outputs.push(id.into());
        }
        fits
    }
}
