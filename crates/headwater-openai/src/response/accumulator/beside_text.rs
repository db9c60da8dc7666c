//! What stands beside the text of a message: annotations, and how likely its tokens were.

use super::super::{ContentPart, Logprob, OutputText, ResponseEvent};
use super::slot::List;
use super::{ResponseAccumulator, fresh};
use crate::error::ReadError;

impl ResponseAccumulator {
    /// Lets the text of a message, that an event belongs to, grow by so many bytes.
    fn output_text(
        &mut self,
        event: &ResponseEvent<'_>,
        bytes: usize,
    ) -> Result<Option<&mut OutputText<'static>>, ReadError> {
        self.room().check(bytes)?;
        let index = List::Content.index_of(event);
        let limit = self.limits.parts;
        self.took(bytes);
        let Some(slot) = self.slot_of(event) else { return Ok(None) };
        slot.took(bytes);
        match slot.part(List::Content, index, fresh::output_text(), limit) {
            Ok(Some(ContentPart::OutputText(part))) => Ok(Some(part)),
            _ => Ok(None),
        }
    }

    pub(super) fn logprobs(
        &mut self,
        event: &ResponseEvent<'_>,
        logprobs: Option<&[Logprob<'_>]>,
        is_whole: bool,
    ) -> Result<(), ReadError> {
        let Some(logprobs) = logprobs.filter(|logprobs| !logprobs.is_empty()) else {
            return Ok(());
        };
        let said: usize = logprobs.iter().map(|logprob| logprob.to_json().len()).sum();
        if let Some(part) = self.output_text(event, size_of_val(logprobs) + said)? {
            let known = part.logprobs.get_or_insert_default();
            if is_whole {
                known.clear();
            }
            known.extend(logprobs.iter().map(|logprob| logprob.clone().into_owned()));
        }
        Ok(())
    }

    pub(super) fn annotation(&mut self, event: &ResponseEvent<'_>) -> Result<(), ReadError> {
        let ResponseEvent::OutputTextAnnotationAdded(added) = event else { return Ok(()) };
        let Some(annotation) = added.annotation.as_deref() else { return Ok(()) };
        let limit = self.limits.parts;
        if let Some(part) = self.output_text(event, annotation.to_json().len())? {
            let known = part.annotations.get_or_insert_default();
            if known.len() >= limit {
                return Err(ReadError::TooManyParts { limit });
            }
            let annotation = annotation.clone().into_owned();
            let at = added.annotation_index.and_then(|at| usize::try_from(at).ok());
            match at.and_then(|at| known.get_mut(at)) {
                Some(known) => *known = annotation,
                None => known.push(annotation),
            }
        }
        Ok(())
    }
}
