//! How many things there may be of a kind.

use super::super::{ContentPart, OutputItem};
use crate::error::ReadError;
use crate::limits::Limits;

/// Looks at items that come whole: they may be no more, and have no more of anything, than there may be
/// of what is streamed.
pub(super) fn within_counts(items: &[OutputItem<'_>], limits: Limits) -> Result<(), ReadError> {
    at_most(limits.items, Some(items))?;
    items.iter().try_for_each(|item| within(item, limits.parts))
}

fn within(item: &OutputItem<'_>, limit: usize) -> Result<(), ReadError> {
    match item {
        OutputItem::Message(item) => {
            at_most(limit, item.content.as_deref())?;
            let mut parts = item.content.iter().flatten();
            parts.try_for_each(|part| match part {
                ContentPart::OutputText(part) => at_most(limit, part.annotations.as_deref()),
                _ => Ok(()),
            })
        }
        OutputItem::Reasoning(item) => {
            at_most(limit, item.content.as_deref())?;
            at_most(limit, item.summary.as_deref())
        }
        OutputItem::ShellCall(item) => {
            let action = item.action.as_ref();
            at_most(limit, action.and_then(|action| action.commands.as_deref()))
        }
        OutputItem::ShellCallOutput(item) => at_most(limit, item.output.as_deref()),
        _ => Ok(()),
    }
}

fn at_most<T>(limit: usize, list: Option<&[T]>) -> Result<(), ReadError> {
    if list.map_or(0, <[T]>::len) > limit {
        return Err(ReadError::TooManyParts { limit });
    }
    Ok(())
}
