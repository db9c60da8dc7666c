//! The texts of an event that go on in the next, and those that it ends.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use headwater_json::{JsonError, JsonStr, Kind, ObjectReader, Reader, Value};

use crate::api::Api;

/// Which text of a stream it is, told by an event that would add to it: what such an event has before
/// the text, and what behind.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Place {
    opening: String,
    closing: String,
}

/// A text that grows from event to event, as one event writes it.
pub(super) struct Growing<'a> {
    pub(super) place: Place,
    pub(super) written: JsonStr<'a>,
    /// Where in the event it stands.
    pub(super) start: usize,
}

/// What an event tells of the texts of its stream.
pub(super) struct Told<'a> {
    /// Those that go on in the next, in the order in which they stand there.
    pub(super) texts: Vec<Growing<'a>>,
    /// Where nothing more comes.
    pub(super) ended: Vec<Place>,
    event: &'a str,
}

/// What an event tells; `None` if it is no JSON.
pub(super) fn told(api: Api, event: &str) -> Option<Told<'_>> {
    let mut told = Told { event, texts: Vec::new(), ended: Vec::new() };
    let mut reader = Reader::new(event);
    let read = reader.value().and_then(|value| match api {
        Api::Responses => told.of_response(value),
        Api::ChatCompletions => told.of_chunk(value),
    });
    read.and_then(|()| reader.finish()).ok()?;
    Some(told)
}

impl Place {
    fn new(opening: String, closing: &str) -> Self {
        Self { opening, closing: closing.into() }
    }

    /// One within this one.
    fn with(&self, opening: &str, closing: &str) -> Self {
        Self {
            opening: format!("{}{opening}", self.opening),
            closing: format!("{closing}{}", self.closing),
        }
    }

    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.opening.starts_with(&other.opening)
    }

    /// An event that adds this to the text.
    pub(super) fn event_with(&self, written: &str) -> String {
        format!("{}{written}{}", self.opening, self.closing)
    }
}

/// Where an event of a Responses stream belongs.
#[derive(Default)]
struct Position<'a> {
    output: Option<u64>,
    item: JsonStr<'a>,
    part: Option<(&'static str, u64)>,
}

impl Position<'_> {
    /// Some servers give the item another id in every event: its index comes first.
    fn place(&self) -> Place {
        let mut opening = String::from("{");
        let _ = match self.output {
            Some(output) => write!(opening, r#""output_index":{output},"#),
            None => write!(opening, r#""item_id":"{}","#, self.item.as_written()),
        };
        if let Some((name, index)) = self.part {
            let _ = write!(opening, r#""{name}":{index},"#);
        }
        Place::new(opening, "}")
    }
}

impl<'a> Told<'a> {
    fn add(&mut self, place: Place, written: JsonStr<'a>) {
        // Both are of one text, so the difference is where one stands in the other.
        let start = written.as_written().as_ptr().addr() - self.event.as_ptr().addr();
        self.texts.push(Growing { place, written, start });
    }

    /// The delta of an event, which belongs to one part of one item.
    fn of_response(&mut self, event: Value<'_, 'a>) -> Result<(), JsonError> {
        let Some((kind, mut members)) = event.tagged_object("type")? else { return Ok(()) };
        let mut at = Position::default();
        let mut delta = None;
        while let Some((name, value)) = members.next_member()? {
            match name.as_plain() {
                Some("output_index") => at.output = value.u64()?,
                Some("item_id") => at.item = value.string()?.unwrap_or_default(),
                Some(name @ ("content_index" | "summary_index")) => {
                    let summary = name == "summary_index";
                    let name = if summary { "summary_index" } else { "content_index" };
                    at.part = value.u64()?.map(|index| (name, index));
                }
                Some("delta") => delta = value.string()?,
                _ => {}
            }
        }
        let kind = kind.unwrap_or_default().as_written();
        if let Some(delta) = delta {
            self.add(at.place().with(&format!(r#""type":"{kind}","delta":""#), "\""), delta);
        } else if kind.ends_with(".done") {
            self.ended.push(at.place());
        } else if let "response.completed" | "response.incomplete" | "response.failed" = kind {
            self.ended.push(Place::new(String::new(), ""));
        }
        Ok(())
    }

    fn of_chunk(&mut self, chunk: Value<'_, 'a>) -> Result<(), JsonError> {
        let Some(mut members) = chunk.object()? else { return Ok(()) };
        let place = Place::new("{".into(), "}");
        while let Some((name, value)) = members.next_member()? {
            if name == "choices" {
                let Some(mut choices) = value.array()? else { continue };
                while let Some(choice) = choices.next_element()? {
                    // A missing index is 0.
                    let index = index_of(&choice).unwrap_or_default();
                    let opening = format!(r#""choices":[{{"index":{index},"#);
                    self.of_choice(choice, &place.with(&opening, "}]"))?;
                }
            }
        }
        Ok(())
    }

    fn of_choice(&mut self, choice: Value<'_, 'a>, place: &Place) -> Result<(), JsonError> {
        let Some(mut members) = choice.object()? else { return Ok(()) };
        let (mut text, mut has_delta) = (None, false);
        while let Some((name, value)) = members.next_member()? {
            match name.as_plain() {
                Some("delta") => {
                    has_delta |= value.kind() == Kind::Object;
                    self.of_delta(value, &place.with(r#""delta":{"#, "}"))?;
                }
                Some("text") => text = value.string()?,
                Some("finish_reason") if value.kind() == Kind::String => {
                    self.ended.push(place.clone());
                }
                _ => {}
            }
        }
        // Beside a delta, which says the same, it counts for nothing.
        if let Some(written) = text.filter(|_| !has_delta) {
            self.add(place.with(r#""text":""#, "\""), written);
        }
        Ok(())
    }

    fn of_delta(&mut self, delta: Value<'_, 'a>, place: &Place) -> Result<(), JsonError> {
        let Some(mut members) = delta.object()? else { return Ok(()) };
        while let Some((name, value)) = members.next_member()? {
            match name.as_plain() {
                Some("tool_calls") => self.of_calls(value, place)?,
                Some("function_call") => {
                    let Some(call) = value.object()? else { continue };
                    self.of_call(call, &place.with(r#""function_call":{"#, "}"))?;
                }
                Some(name @ ("content" | "refusal" | "reasoning_content" | "reasoning")) => {
                    self.text(name, value, place)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn of_calls(&mut self, calls: Value<'_, 'a>, place: &Place) -> Result<(), JsonError> {
        let Some(mut calls) = calls.array()? else { return Ok(()) };
        while let Some(call) = calls.next_element()? {
            // A call that has none is another one than the first.
            let index = index_of(&call).map_or_else(String::new, |at| format!(r#""index":{at},"#));
            let place = place.with(&format!(r#""tool_calls":[{{{index}"#), "}]");
            let Some(mut members) = call.object()? else { continue };
            while let Some((name, value)) = members.next_member()? {
                if let Some(kind @ ("function" | "custom")) = name.as_plain() {
                    let Some(call) = value.object()? else { continue };
                    self.of_call(call, &place.with(&format!(r#""{kind}":{{"#), "}"))?;
                }
            }
        }
        Ok(())
    }

    fn of_call(&mut self, mut call: ObjectReader<'_, 'a>, place: &Place) -> Result<(), JsonError> {
        while let Some((name, value)) = call.next_member()? {
            if let Some(name @ ("arguments" | "input")) = name.as_plain() {
                self.text(name, value, place)?;
            }
        }
        Ok(())
    }

    fn text(&mut self, name: &str, value: Value<'_, 'a>, place: &Place) -> Result<(), JsonError> {
        if let Some(written) = value.string()? {
            self.add(place.with(&format!("\"{name}\":\""), "\""), written);
        }
        Ok(())
    }
}

fn index_of(element: &Value<'_, '_>) -> Option<u64> {
    element.lookahead().raw()?.get("index")?.as_u64()
}
