//! The commands of shell calls, and what they print.

use alloc::borrow::Cow;

use super::super::items::ShellOutput;
use super::super::{OutputItem, ResponseEvent};
use super::growth::Text;
use super::slot::{append, entry};
use super::{ResponseAccumulator, fresh};
use crate::error::ReadError;

impl ResponseAccumulator {
    pub(super) fn command(
        &mut self,
        event: &ResponseEvent<'_>,
        index: Option<u64>,
        text: Text<'_>,
    ) -> Result<(), ReadError> {
        let (room, limit) = (self.room(), self.limits.parts);
        let Some(slot) = self.slot_or_new(event, fresh::shell_call)? else { return Ok(()) };
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
        self.room().check(grown)?;
        let Some(slot) = self.slot_or_new(event, fresh::shell_call_output)? else { return Ok(()) };
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
        let said = |output: &ShellOutput<'_>| {
            [&output.stdout, &output.stderr].into_iter().flatten().map(|text| text.len()).sum()
        };
        let (room, limit) = (self.room(), self.limits.parts);
        let Some(slot) = self.slot_or_new(event, fresh::shell_call_output)? else { return Ok(()) };
        let Some(OutputItem::ShellCallOutput(call)) = slot.item.as_mut() else { return Ok(()) };
        let known = call.output.get_or_insert_default();
        let mut grown = 0_usize;
        for (at, output) in (index.unwrap_or(0)..).zip(outputs) {
            let known = entry(known, Some(at), limit)?;
            let (old, new): (usize, usize) = (said(known), said(output));
            grown += new.saturating_sub(old);
            room.check(grown)?;
            *known = output.clone().into_owned();
        }
        slot.took(grown);
        self.took(grown);
        Ok(())
    }
}
