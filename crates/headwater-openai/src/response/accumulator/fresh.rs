//! Items and parts of which nothing was said when their first piece came.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use super::super::items::{
    ApplyPatchCall, CodeInterpreterCall, CustomToolCall, FunctionCall, McpCall, Message,
    PatchOperation, ReasoningItem, ShellCall, ShellCallOutput, UpdateFile,
};
use super::super::{
    ContentPart, OutputItem, OutputText, ReasoningText, Refusal, Role, SummaryText,
};
use super::slot::List;

type Text = Option<Cow<'static, str>>;

/// A field of an item; `None` where the item is of another kind.
pub(super) type Field = for<'i> fn(&'i mut OutputItem<'static>) -> Option<&'i mut Text>;

pub(super) fn output_text() -> ContentPart<'static> {
    let (annotations, logprobs) = (Some(Vec::new()), Some(Vec::new()));
    ContentPart::OutputText(OutputText { annotations, logprobs, ..OutputText::default() })
}

pub(super) fn refusal() -> ContentPart<'static> {
    ContentPart::Refusal(Refusal::default())
}

pub(super) fn reasoning_text() -> ContentPart<'static> {
    ContentPart::ReasoningText(ReasoningText::default())
}

pub(super) fn summary_text() -> ContentPart<'static> {
    ContentPart::SummaryText(SummaryText::default())
}

/// The item that a part stands in.
pub(super) const fn item_with(list: List, part: &ContentPart<'_>) -> fn() -> OutputItem<'static> {
    match (list, part) {
        (List::Summary, _) | (_, ContentPart::ReasoningText(_)) => reasoning,
        _ => message,
    }
}

fn message() -> OutputItem<'static> {
    let (role, content) = (Some(Role::Assistant), Some(Vec::new()));
    OutputItem::Message(Message { role, content, ..Message::default() })
}

fn reasoning() -> OutputItem<'static> {
    let summary = Some(Vec::new());
    OutputItem::Reasoning(ReasoningItem { summary, ..ReasoningItem::default() })
}

pub(super) fn function_call() -> OutputItem<'static> {
    OutputItem::FunctionCall(FunctionCall::default())
}

pub(super) fn custom_tool_call() -> OutputItem<'static> {
    OutputItem::CustomToolCall(CustomToolCall::default())
}

pub(super) fn mcp_call() -> OutputItem<'static> {
    OutputItem::McpCall(McpCall::default())
}

pub(super) fn code_call() -> OutputItem<'static> {
    OutputItem::CodeInterpreterCall(CodeInterpreterCall::default())
}

pub(super) fn patch_call() -> OutputItem<'static> {
    let operation = Some(PatchOperation::UpdateFile(UpdateFile::default()));
    OutputItem::ApplyPatchCall(ApplyPatchCall { operation, ..ApplyPatchCall::default() })
}

pub(super) fn shell_call() -> OutputItem<'static> {
    let action = Some(Box::default());
    OutputItem::ShellCall(ShellCall { action, ..ShellCall::default() })
}

pub(super) fn shell_call_output() -> OutputItem<'static> {
    OutputItem::ShellCallOutput(ShellCallOutput::default())
}

pub(super) fn arguments<'i>(item: &'i mut OutputItem<'static>) -> Option<&'i mut Text> {
    match item {
        OutputItem::FunctionCall(item) => Some(&mut item.arguments),
        OutputItem::McpCall(item) => Some(&mut item.arguments),
        _ => None,
    }
}

pub(super) fn input<'i>(item: &'i mut OutputItem<'static>) -> Option<&'i mut Text> {
    match item {
        OutputItem::CustomToolCall(item) => Some(&mut item.input),
        _ => None,
    }
}

pub(super) fn code<'i>(item: &'i mut OutputItem<'static>) -> Option<&'i mut Text> {
    match item {
        OutputItem::CodeInterpreterCall(item) => Some(&mut item.code),
        _ => None,
    }
}

pub(super) fn diff<'i>(item: &'i mut OutputItem<'static>) -> Option<&'i mut Text> {
    match item {
        OutputItem::ApplyPatchCall(item) => match item.operation.as_mut()? {
            PatchOperation::CreateFile(operation) => Some(&mut operation.diff),
            PatchOperation::UpdateFile(operation) => Some(&mut operation.diff),
            _ => None,
        },
        _ => None,
    }
}
