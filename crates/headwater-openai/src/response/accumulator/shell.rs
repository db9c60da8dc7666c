//! The commands of shell calls, and what they print.

use alloc::borrow::Cow;

use super::super::items::ShellOutput;
use super::super::{OutputItem, ResponseEvent};
use super::growth::Text;
use super::slot::{append, entry, weight};
use super::{ResponseAccumulator, fresh};
use crate::error::ReadError;

impl ResponseAccumulator {
    pub(super) fn command(
        &mut self,
        event: &ResponseEvent<'_>,
        index: Option<u64>,
        text: Text<'_>,
    ) -> Result<(), ReadError> {
        let limit = self.limits.parts;
        let Some((slot, room)) = self.slot_or_new(event, fresh::shell_call)? else { return Ok(()) };
        let Some(OutputItem::ShellCall(call)) = slot.item.as_mut() else { return Ok(()) };
        let commands = call.action.get_or_insert_default().commands.get_or_insert_default();
        let command = entry(commands, index, limit)?;
        let grown = text.growth(Some(&**command));
        room.check(grown)?;
        match text {
            Text::More(more) => command.to_mut().push_str(more),
            Text::Whole(whole) => *command = Cow::Owned(whole.into()),
        }
        slot.took(grown);
        self.took(grown);
        Ok(())
    }

    pub(super) fn shell_output(
        &mut self,
        event: &ResponseEvent<'_>,
        index: Option<u64>,
        stdout: Option<&str>,
        stderr: Option<&str>,
    ) -> Result<(), ReadError> {
        let grown = stdout.map_or(0, str::len) + stderr.map_or(0, str::len);
        let limit = self.limits.parts;
        let new = fresh::shell_call_output;
        let Some((slot, room)) = self.slot_or_new(event, new)? else { return Ok(()) };
        room.check(grown)?;
        let Some(OutputItem::ShellCallOutput(call)) = slot.item.as_mut() else { return Ok(()) };
        let output = entry(call.output.get_or_insert_default(), index, limit)?;
        stdout.into_iter().for_each(|more| append(&mut output.stdout, more));
        stderr.into_iter().for_each(|more| append(&mut output.stderr, more));
        slot.took(grown);
        self.took(grown);
        Ok(())
    }

    /// What commands printed, from the one with this index on.
    pub(super) fn shell_outputs(
        &mut self,
        event: &ResponseEvent<'_>,
        index: Option<u64>,
        outputs: Option<&[ShellOutput<'_>]>,
    ) -> Result<(), ReadError> {
        let outputs = outputs.unwrap_or_default();
        let (limit, new) = (self.limits.parts, fresh::shell_call_output);
        let Some((slot, room)) = self.slot_or_new(event, new)? else { return Ok(()) };
        let Some(OutputItem::ShellCallOutput(call)) = slot.item.as_mut() else { return Ok(()) };
        let known = call.output.get_or_insert_default();
        let mut grown = 0_usize;
        let mut put = |at: u64, output: &ShellOutput<'_>| {
            let known = entry(known, Some(at), limit)?;
            let more = weight_of(output).saturating_sub(weight_of(known));
            room.check(grown.saturating_add(more))?;
            grown += more;
            *known = output.clone().into_owned();
            Ok(())
        };
        let mut outputs = (index.unwrap_or(0)..).zip(outputs);
        let outcome = outputs.try_for_each(|(at, output)| put(at, output));
        slot.took(grown);
        self.took(grown);
        outcome
    }
}

fn weight_of(output: &ShellOutput<'_>) -> usize {
    weight(output, [output.stdout.as_deref(), output.stderr.as_deref()])
}
