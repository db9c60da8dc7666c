//! The texts of an event that go on in the next.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use headwater_json::{JsonError, JsonStr, Kind, Reader, Value};

use crate::api::Api;

/// A text that grows from event to event, as one event writes it.
pub(super) struct Growing<'a> {
    /// Tells it from the others of its stream.
    pub(super) place: String,
    pub(super) written: JsonStr<'a>,
    /// Where in the event it stands.
    pub(super) start: usize,
}

/// The texts of an event that go on in the next, in the order in which they stand there; `None` if
/// it is no JSON.
pub(super) fn growing_texts(api: Api, event: &str) -> Option<Vec<Growing<'_>>> {
    let mut found = Found { event, texts: Vec::new() };
    let mut reader = Reader::new(event);
    let read = reader.value().and_then(|value| match api {
        Api::Responses => found.of_response(value),
        Api::ChatCompletions => found.of_chunk(value),
    });
    read.and_then(|()| reader.finish()).ok()?;
    Some(found.texts)
}

struct Found<'a> {
    event: &'a str,
    texts: Vec<Growing<'a>>,
}

impl<'a> Found<'a> {
    fn add(&mut self, place: String, written: JsonStr<'a>) {
        // Both are of one text, so the difference is where one stands in the other.
        let start = written.as_written().as_ptr().addr() - self.event.as_ptr().addr();
        self.texts.push(Growing { place, written, start });
    }

    /// The delta of an event, which belongs to one part of one item. Some servers give the item
    /// another id in every event: its index comes first.
    fn of_response(&mut self, event: Value<'_, 'a>) -> Result<(), JsonError> {
        let Some((kind, mut members)) = event.tagged_object("type")? else { return Ok(()) };
        let (mut output, mut item, mut part) = (None, JsonStr::default(), None);
        let mut delta = None;
        while let Some((name, value)) = members.next_member()? {
            match name.as_plain() {
                Some("output_index") => output = value.u64()?,
                Some("item_id") => item = value.string()?.unwrap_or_default(),
                Some("content_index" | "summary_index") => part = value.u64()?,
                Some("delta") => delta = value.string()?,
                _ => {}
            }
        }
        if let (Some(kind), Some(delta)) = (kind, delta) {
            let item = if output.is_some() { "" } else { item.as_written() };
            let kind = kind.as_written();
            self.add(format!("{kind} {output:?} {item} {part:?}"), delta);
        }
        Ok(())
    }

    fn of_chunk(&mut self, chunk: Value<'_, 'a>) -> Result<(), JsonError> {
        let Some(mut members) = chunk.object()? else { return Ok(()) };
        while let Some((name, value)) = members.next_member()? {
            if name == "choices" {
                self.each(value, "", Self::of_choice)?;
            }
        }
        Ok(())
    }

    fn of_choice(&mut self, choice: Value<'_, 'a>, place: &str) -> Result<(), JsonError> {
        let Some(mut members) = choice.object()? else { return Ok(()) };
        while let Some((name, value)) = members.next_member()? {
            match name.as_plain() {
                Some("delta") => self.of_delta(value, place)?,
                Some("text") => self.text(value, format!("{place} text"))?,
                _ => {}
            }
        }
        Ok(())
    }

    fn of_delta(&mut self, delta: Value<'_, 'a>, place: &str) -> Result<(), JsonError> {
        let Some(mut members) = delta.object()? else { return Ok(()) };
        while let Some((name, value)) = members.next_member()? {
            let place = format!("{place} {}", name.as_written());
            match name.as_plain() {
                Some("tool_calls") => self.each(value, &place, Self::of_call)?,
                Some("function_call") => self.of_call(value, &place)?,
                Some("content" | "refusal" | "reasoning_content" | "reasoning") => {
                    self.text(value, place)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The arguments, which stand in an object of the call or, of the legacy kind, in itself.
    fn of_call(&mut self, call: Value<'_, 'a>, place: &str) -> Result<(), JsonError> {
        let Some(mut members) = call.object()? else { return Ok(()) };
        while let Some((name, value)) = members.next_member()? {
            match name.as_plain() {
                Some("function" | "custom") => self.of_call(value, place)?,
                Some("arguments" | "input") => self.text(value, format!("{place} arguments"))?,
                _ => {}
            }
        }
        Ok(())
    }

    fn text(&mut self, value: Value<'_, 'a>, place: String) -> Result<(), JsonError> {
        if let Some(written) = value.string()? {
            self.add(place, written);
        }
        Ok(())
    }

    /// The elements of a list, told apart by their `index`, of which a missing one is 0.
    fn each(
        &mut self,
        list: Value<'_, 'a>,
        place: &str,
        mut read: impl FnMut(&mut Self, Value<'_, 'a>, &str) -> Result<(), JsonError>,
    ) -> Result<(), JsonError> {
        let Some(mut elements) = list.array()? else { return Ok(()) };
        while let Some(element) = elements.next_element()? {
            if element.kind() == Kind::Object {
                let index = element.lookahead().raw().and_then(|it| it.get("index")?.as_u64());
                read(self, element, &format!("{place} {}", index.unwrap_or_default()))?;
            }
        }
        Ok(())
    }
}
