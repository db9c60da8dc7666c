//! Rendering to Responses events.

mod object;

use object::Response;

use super::{ALPHANUMERIC, Answer, Context, Ending, HEX, ToolCall, padding, tokens};
use crate::json::Object;

/// Writes the events of one response, with the fields in the order of OpenAI's recordings of 2025.
struct Events<'a> {
    stream: String,
    sequence: u64,
    response: Response<'a>,
    context: Context<'a>,
}

/// An item of the output; the last one is what a failure or a cut leaves open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    Reasoning,
    Message,
    Call(usize),
}

/// What kind of text a part of an item holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Summary,
    Text,
    Refusal,
}

/// Where the deltas of a part belong.
#[derive(Clone, Copy)]
struct Place<'a> {
    kind: Kind,
    item: &'a str,
    index: u64,
}

pub(super) fn render(answer: &Answer, mut context: Context<'_>) -> String {
    let id = format!("resp_{}", context.random.letters(HEX, 50));
    let response = Response::new(id, answer, context.model, context.prompt);
    let mut events = Events { stream: String::new(), sequence: 0, response, context };
    if answer.in_background {
        events.lifecycle("response.created", "queued");
        events.lifecycle("response.queued", "queued");
    } else {
        events.lifecycle("response.created", "in_progress");
    }
    events.lifecycle("response.in_progress", "in_progress");
    let items = items(answer);
    for (nth, item) in items.iter().enumerate() {
        let is_last = nth + 1 == items.len();
        let closes = !is_last || answer.ending.closes();
        // An item that the token limit or the filter stopped says so itself.
        let stopped = is_last && answer.ending.incomplete().is_some();
        let status = if stopped { "incomplete" } else { "completed" };
        match *item {
            Item::Reasoning => events.reasoning(&answer.reasoning, closes),
            Item::Message => events.message(answer, closes, status),
            Item::Call(nth) => {
                if let Some(call) = answer.tool_calls.get(nth) {
                    events.call(call, closes, status);
                }
            }
        }
    }
    events.close(&answer.ending);
    events.stream
}

fn items(answer: &Answer) -> Vec<Item> {
    let reasoning = (!answer.reasoning.is_empty()).then_some(Item::Reasoning);
    let has_message = !(answer.text.is_empty() && answer.refusal.is_empty());
    let message = has_message.then_some(Item::Message);
    let calls = (0..answer.tool_calls.len()).map(Item::Call);
    reasoning.into_iter().chain(message).chain(calls).collect()
}

impl Events<'_> {
    /// One event; the fields follow `type` and `sequence_number`.
    fn event(&mut self, kind: &str, fields: impl FnOnce(Object) -> Object) {
        let head = Object::new().text("type", kind).number("sequence_number", self.sequence);
        self.sequence += 1;
        self.stream.push_str("event: ");
        self.stream.push_str(kind);
        self.stream.push_str("\ndata: ");
        self.stream.push_str(&fields(head).end());
        self.stream.push_str("\n\n");
    }

    /// An event with the whole response object.
    fn lifecycle(&mut self, kind: &str, status: &str) {
        let response = self.response.object(status);
        self.event(kind, |event| event.json("response", &response));
    }

    fn close(&mut self, ending: &Ending) {
        match ending {
            Ending::Completed => self.lifecycle("response.completed", "completed"),
            Ending::TokenLimit | Ending::ContentFilter => {
                self.lifecycle("response.incomplete", "incomplete");
            }
            Ending::Failed { code, message } => {
                // Nested, as OpenAI sends it; its published schema has these fields at the top.
                let error = Object::new().text("type", code).text("code", code);
                let error = error.text("message", message).null("param");
                self.event("error", |event| event.object("error", error));
                self.lifecycle("response.failed", "failed");
            }
            Ending::CutOff => {}
        }
    }

    fn item_added(&mut self, item: &str) {
        let index = self.response.items();
        self.event("response.output_item.added", |event| {
            event.number("output_index", index).json("item", item)
        });
    }

    fn item_done(&mut self, item: String) {
        let index = self.response.items();
        self.event("response.output_item.done", |event| {
            event.number("output_index", index).json("item", &item)
        });
        self.response.add_item(item);
    }

    fn reasoning(&mut self, text: &str, closes: bool) {
        let id = format!("rs_{}", self.context.random.letters(HEX, 50));
        self.item_added(&object::reasoning(&id, None));
        self.part(Place { kind: Kind::Summary, item: &id, index: 0 }, text, closes);
        if closes {
            self.item_done(object::reasoning(&id, Some(text)));
        }
    }

    fn message(&mut self, answer: &Answer, closes: bool, status: &str) {
        let id = format!("msg_{}", self.context.random.letters(HEX, 50));
        self.item_added(&object::message(&id, "in_progress", &[]));
        let parts = [(Kind::Text, &answer.text), (Kind::Refusal, &answer.refusal)];
        let parts: Vec<_> = parts.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        for (index, (kind, text)) in parts.iter().enumerate() {
            let closes = closes || index + 1 < parts.len();
            self.part(Place { kind: *kind, item: &id, index: index as u64 }, text, closes);
        }
        if closes {
            let content: Vec<_> =
                parts.iter().map(|(kind, text)| object::part(*kind, text).end()).collect();
            self.item_done(object::message(&id, status, &content));
        }
    }

    fn call(&mut self, call: &ToolCall, closes: bool, status: &str) {
        let id = format!("fc_{}", self.context.random.letters(HEX, 50));
        let call_id = format!("call_{}", self.context.random.letters(ALPHANUMERIC, 24));
        self.item_added(&object::call(&id, "in_progress", "", &call_id, &call.name));
        let output_index = self.response.items();
        for token in tokens::of(&call.arguments) {
            let padding = padding(&mut self.context.random, token);
            self.event("response.function_call_arguments.delta", |event| {
                let event = event.text("item_id", &id).number("output_index", output_index);
                event.text("delta", token).text("obfuscation", &padding)
            });
        }
        if closes {
            self.event("response.function_call_arguments.done", |event| {
                let event = event.text("item_id", &id).number("output_index", output_index);
                event.text("arguments", &call.arguments)
            });
            self.item_done(object::call(&id, status, &call.arguments, &call_id, &call.name));
        }
    }

    /// All events of one part: added, the deltas, and both done events if it closes.
    fn part(&mut self, place: Place<'_>, text: &str, closes: bool) {
        let names = place.kind.events();
        let part = |text| object::part(place.kind, text);
        self.in_part(names.added, place, |event| event.object("part", part("")));
        for token in tokens::of(text) {
            let padding = padding(&mut self.context.random, token);
            self.in_part(names.delta, place, |event| {
                let event = place.kind.with_logprobs(event.text("delta", token));
                event.text("obfuscation", &padding)
            });
        }
        if closes {
            self.in_part(names.text_done, place, |event| {
                place.kind.with_logprobs(event.text(place.kind.field(), text))
            });
            self.in_part(names.done, place, |event| event.object("part", part(text)));
        }
    }

    fn in_part(&mut self, kind: &str, place: Place<'_>, fields: impl FnOnce(Object) -> Object) {
        let output_index = self.response.items();
        self.event(kind, |event| {
            let event = event.text("item_id", place.item).number("output_index", output_index);
            fields(event.number(place.kind.index(), place.index))
        });
    }
}

/// The event types of one kind of part.
struct Names {
    added: &'static str,
    delta: &'static str,
    text_done: &'static str,
    done: &'static str,
}

impl Kind {
    const fn events(self) -> Names {
        match self {
            Self::Summary => Names {
                added: "response.reasoning_summary_part.added",
                delta: "response.reasoning_summary_text.delta",
                text_done: "response.reasoning_summary_text.done",
                done: "response.reasoning_summary_part.done",
            },
            Self::Text => Names {
                added: "response.content_part.added",
                delta: "response.output_text.delta",
                text_done: "response.output_text.done",
                done: "response.content_part.done",
            },
            Self::Refusal => Names {
                added: "response.content_part.added",
                delta: "response.refusal.delta",
                text_done: "response.refusal.done",
                done: "response.content_part.done",
            },
        }
    }

    /// The name of the field that counts the parts of an item.
    const fn index(self) -> &'static str {
        match self {
            Self::Summary => "summary_index",
            Self::Text | Self::Refusal => "content_index",
        }
    }

    /// The name of the field that holds the whole text.
    const fn field(self) -> &'static str {
        match self {
            Self::Summary | Self::Text => "text",
            Self::Refusal => "refusal",
        }
    }

    /// Events of output text have log probabilities, empty unless asked for.
    fn with_logprobs(self, event: Object) -> Object {
        if self == Self::Text { event.json("logprobs", "[]") } else { event }
    }
}
