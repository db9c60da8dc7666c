//! Which calls wait for the caller.

use alloc::string::String;
use alloc::vec::Vec;

use super::items::MAX_ITEMS;
use crate::json::responses::Item;

/// The calls that the caller has to answer, and the outputs that came with them: hosted shells and
/// tool searches answer theirs within the same response.
#[derive(Default)]
pub(super) struct Pending {
    calls: Vec<(u32, String)>,
    outputs: Vec<String>,
}

impl Pending {
    /// Takes note of an item; false if there are too many.
    pub(super) fn note(&mut self, index: u32, item: &Item<'_>) -> bool {
        let kind = item.kind.as_deref().unwrap_or_default();
        let own = item.id.as_deref().unwrap_or_default();
        let named = item.call_id.as_deref().unwrap_or(own);
        let by_caller = item.execution.as_deref() == Some("client");
        match kind {
            "function_call" | "custom_tool_call" | "computer_call" | "shell_call"
            | "local_shell_call" | "apply_patch_call" => self.call(index, named),
            // Not in the list of the API's terminal rules, but as much a question to the caller.
            "tool_search_call" if by_caller => self.call(index, named),
            "mcp_approval_request" => self.call(index, own),
            "mcp_approval_response" => {
                self.output(item.approval_request_id.as_deref().unwrap_or_default())
            }
            "function_call_output"
            | "custom_tool_call_output"
            | "computer_call_output"
            | "shell_call_output"
            | "local_shell_call_output"
            | "apply_patch_call_output"
            | "tool_search_output" => self.output(named),
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
