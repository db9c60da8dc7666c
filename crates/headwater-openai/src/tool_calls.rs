//! The tool calls of an answer, and the steps in which they grow.

use alloc::vec::Vec;

use headwater_json::RawJson;

use crate::error::ReadError;
use crate::limits::Limits;
use crate::record::Findings;
use crate::tool_call::{Slot, ToolCall, ToolKind};

#[derive(Clone, Default)]
pub(crate) struct ToolCalls {
    calls: Vec<ToolCall>,
    /// What all ids, names and arguments take together.
    bytes: usize,
    limits: Limits,
}

impl ToolCalls {
    pub(crate) const fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    pub(crate) fn as_slice(&self) -> &[ToolCall] {
        &self.calls
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    pub(crate) fn get(&self, call: usize) -> Option<&ToolCall> {
        self.calls.get(call)
    }

    /// The latest call that `is_it`.
    pub(crate) fn last_where(&self, is_it: impl Fn(&ToolCall) -> bool) -> Option<usize> {
        self.calls.iter().rposition(is_it)
    }

    pub(crate) fn begin(
        &mut self,
        kind: ToolKind,
        choice: u32,
        slot: Slot,
        found: &mut Findings,
    ) -> Option<usize> {
        let limit = self.limits.tool_calls;
        if self.calls.len() >= limit {
            found.fail(ReadError::TooManyToolCalls { limit });
            return None;
        }
        let call = self.calls.len();
        self.calls.push(ToolCall::new(kind, choice, slot));
        found.call_begun(call);
        Some(call)
    }

    pub(crate) fn set_kind(&mut self, call: usize, kind: ToolKind) {
        if let Some(call) = self.calls.get_mut(call) {
            call.kind = kind;
        }
    }

    pub(crate) fn set_id(&mut self, call: usize, id: &str, found: &mut Findings) {
        let fits = self.take(id.len(), found);
        if let Some(call) = self.calls.get_mut(call).filter(|_| fits) {
            call.id.clear();
            call.id.push_str(id);
        }
    }

    pub(crate) fn set_name(&mut self, call: usize, name: &str, found: &mut Findings) {
        let fits = self.take(name.len(), found);
        if let Some(call) = self.calls.get_mut(call).filter(|_| fits) {
            call.name.clear();
            call.name.push_str(name);
        }
    }

    pub(crate) fn append_name(&mut self, call: usize, more: &str, found: &mut Findings) {
        let fits = self.take(more.len(), found);
        if let Some(call) = self.calls.get_mut(call).filter(|_| fits) {
            call.name.push_str(more);
        }
    }

    pub(crate) fn append_arguments(&mut self, call: usize, more: &str, found: &mut Findings) {
        if more.is_empty() || !self.take(more.len(), found) {
            return;
        }
        if let Some(entry) = self.calls.get_mut(call) {
            entry.arguments.push_str(more);
            entry.complete = false;
            found.call_arguments(call, more);
        }
    }

    /// Takes over the final arguments. What the pieces lack of them is a piece itself. Answers whether
    /// they differ from the pieces.
    pub(crate) fn settle_arguments(
        &mut self,
        call: usize,
        all: &str,
        found: &mut Findings,
    ) -> bool {
        let Some(entry) = self.calls.get(call) else { return false };
        if let Some(more) = all.strip_prefix(entry.arguments.as_str()) {
            self.append_arguments(call, more, found);
            return false;
        }
        if self.take(all.len(), found) {
            if let Some(entry) = self.calls.get_mut(call) {
                entry.arguments.clear();
                entry.arguments.push_str(all);
            }
        }
        true
    }

    /// Marks a call as complete, if its arguments can be. `to_the_end` says that the server did not
    /// stop within it: only then is nothing a whole argument, and any text a whole input.
    pub(crate) fn complete(&mut self, call: usize, to_the_end: bool, found: &mut Findings) {
        let Some(entry) = self.calls.get_mut(call) else { return };
        let any = entry.kind == ToolKind::Custom || entry.arguments.trim().is_empty();
        let whole = if any { to_the_end } else { RawJson::parse(&entry.arguments).is_ok() };
        if whole && !entry.complete {
            entry.complete = true;
            found.call_complete(call);
        }
    }

    /// Takes `bytes` of what all calls may hold.
    fn take(&mut self, bytes: usize, found: &mut Findings) -> bool {
        let taken = self.bytes.saturating_add(bytes);
        let limit = self.limits.tool_call_bytes;
        if taken > limit {
            found.fail(ReadError::ToolCallsTooLarge { limit });
            return false;
        }
        self.bytes = taken;
        true
    }
}
