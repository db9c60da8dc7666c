//! What holds at every cut, of every stream, and of what nobody would send.

mod common;

#[path = "properties/generated.rs"]
mod generated;

use std::path::Path;

use common::{End, status};
use headwater::{Action, Instant, ResponseHead, Sent, Session as _, Step};
use headwater_json::RawJson;
use headwater_openai::chat_completion::{ChatAccumulator, ChatChunk};
use headwater_openai::response::{ResponseAccumulator, ResponseEvent};
use headwater_openai::{AnswerObject, AnswerStream, Api, Outcome, TypedEvent};

/// The project's own streams.
fn streams() -> Vec<(String, Api, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/streams");
    let mut streams = Vec::new();
    for (name, api) in [
        ("responses", Api::Responses),
        ("chat", Api::ChatCompletions),
        ("completions", Api::ChatCompletions),
    ] {
        for entry in std::fs::read_dir(folder.join(name)).expect("a folder of streams") {
            let path = entry.expect("an entry").path();
            let body = std::fs::read(&path).expect("a stream");
            let file = path.file_name().unwrap().to_string_lossy();
            streams.push((format!("{name}/{file}"), api, body));
        }
    }
    assert!(streams.len() > 300, "only {} streams", streams.len());
    streams
}

fn begun(session: AnswerStream) -> AnswerStream {
    let mut session = session;
    session.handle_response(ResponseHead::new(200), Instant::ORIGIN);
    session
}

fn ended(session: &AnswerStream, end: End) -> Outcome {
    let mut session = session.clone();
    match end {
        End::Clean => session.handle_end(Instant::ORIGIN),
        End::NetworkError => session.handle_network_error(Sent::Perhaps, Instant::ORIGIN),
        End::Close => session.close(),
    }
    session.outcome().expect("it has ended").clone()
}

/// What the events so far say of the end, found without the crate's own reader.
#[derive(Default)]
struct Wire {
    is_over: bool,
    choices: std::collections::BTreeMap<u64, bool>,
}

impl Wire {
    fn take(&mut self, api: Api, data: &[u8]) {
        let text = String::from_utf8_lossy(data);
        if text.trim() == "[DONE]" {
            self.is_over |= api == Api::ChatCompletions;
        }
        let Ok(event) = RawJson::parse(text.trim()) else { return };
        if api == Api::Responses {
            let kind = event.get("type").and_then(|kind| kind.as_str()).unwrap_or_default();
            self.is_over |=
                ["response.completed", "response.incomplete", "response.failed"].contains(&&*kind);
            return;
        }
        for choice in event.get("choices").and_then(|it| it.elements()).into_iter().flatten() {
            if choice.members().is_none() {
                continue;
            }
            let index = choice.get("index").and_then(|index| index.as_u64()).unwrap_or(0);
            let reason = choice.get("finish_reason").and_then(|reason| reason.as_str());
            let has_ended = reason.is_some_and(|reason| !reason.is_empty());
            *self.choices.entry(index).or_insert(false) |= has_ended;
        }
    }

    fn may_end(&self) -> bool {
        let all = !self.choices.is_empty() && self.choices.values().all(|has_ended| *has_ended);
        self.is_over || all
    }
}

/// The data of the event that the cut left without its blank line, where all of it may be there.
fn unfinished(body: &[u8]) -> Option<Vec<u8>> {
    let mut decoder = headwater::Decoder::new();
    let mut rest = body;
    while let Some(event) = decoder.decode(&mut rest).expect("within the limits") {
        let _ = event;
    }
    decoder.end();
    decoder.unfinished().map(|event| event.data().to_vec())
}

/// Every stream, cut after every byte, with a clean end and with a broken connection: it is never taken
/// for an answer that came to its end before it did.
#[test]
fn no_cut_makes_an_answer_whole() {
    let mut cuts = 0;
    for (name, api, body) in streams() {
        let mut session = begun(AnswerStream::new(api).without_accumulation());
        let mut wire = Wire::default();
        let mut event_start = 0;
        for at in 0..=body.len() {
            for end in [End::Clean, End::NetworkError] {
                let outcome = ended(&session, end);
                cuts += 1;
                if matches!(outcome, Outcome::Failed(_) | Outcome::Interrupted(_)) {
                    continue;
                }
                let mut wire = Wire { is_over: wire.is_over, choices: wire.choices.clone() };
                if let Some(data) = unfinished(&body[event_start..at]) {
                    wire.take(api, &data);
                }
                // An answer in place of a stream, all of it.
                let is_object = || serde_json::from_slice::<serde_json::Value>(&body[..at]).is_ok();
                assert!(wire.may_end() || is_object(), "{name} cut at {at}: {}", status(&outcome));
            }
            if at == body.len() || session.action() != Action::Read {
                break;
            }
            let byte = &body[at..=at];
            if session.advance(byte, Instant::ORIGIN).step == Step::Item {
                event_start = at + 1;
                if let Some(event) = session.item(byte).and_then(|item| item.event()) {
                    wire.take(api, event.data());
                }
            }
        }
    }
    assert!(cuts > 1_000_000, "{cuts} cuts");
    println!("{cuts} cuts");
}

/// The data of the events of a stream that can be read.
fn events(body: &[u8]) -> Vec<String> {
    let mut decoder = headwater::Decoder::new();
    let (mut rest, mut events) = (body, Vec::new());
    while let Some(event) = decoder.decode(&mut rest).expect("within the limits") {
        events.push(String::from_utf8_lossy(event.data()).trim().to_owned());
    }
    events
}

/// Every stream, saved after any number of events, restored, and given the rest: the same object.
#[test]
fn a_snapshot_goes_on_after_every_prefix() {
    let mut count = 0;
    for (name, api, body) in streams() {
        let events: Vec<_> = events(&body);
        let events: Vec<_> =
            events.iter().filter_map(|data| TypedEvent::parse(api, data).ok()).collect();
        match api {
            Api::Responses => count += responses_go_on(&name, &events),
            Api::ChatCompletions => count += chats_go_on(&name, &events),
        }
    }
    assert!(count > 2_500, "{count} prefixes");
    println!("{count} prefixes");
}

fn responses_go_on(name: &str, events: &[TypedEvent<'_>]) -> usize {
    let events: Vec<&ResponseEvent<'_>> = events
        .iter()
        .filter_map(|event| match event {
            TypedEvent::Response(event) => Some(event),
            _ => None,
        })
        .collect();
    let sum = |mut answer: ResponseAccumulator, events: &[&ResponseEvent<'_>]| {
        events.iter().for_each(|event| answer.apply(event).expect("within the limits"));
        answer
    };
    let whole = sum(ResponseAccumulator::new(), &events).snapshot().to_json();
    let mut before = ResponseAccumulator::new();
    for at in 0..=events.len() {
        let restored = ResponseAccumulator::restore(&before.save()).expect("it was saved");
        assert_eq!(sum(restored, &events[at..]).snapshot().to_json(), whole, "{name} after {at}");
        if let Some(event) = events.get(at) {
            before.apply(event).expect("within the limits");
        }
    }
    events.len() + 1
}

fn chats_go_on(name: &str, events: &[TypedEvent<'_>]) -> usize {
    let chunks: Vec<&ChatChunk<'_>> = events
        .iter()
        .filter_map(|event| match event {
            TypedEvent::Chat(chunk) => Some(chunk),
            _ => None,
        })
        .collect();
    let sum = |mut answer: ChatAccumulator, chunks: &[&ChatChunk<'_>]| {
        // A list that cannot be read is told of, and left out.
        for chunk in chunks {
            let _ = answer.apply(chunk);
        }
        answer
    };
    let whole = sum(ChatAccumulator::new(), &chunks).snapshot().to_json();
    let mut before = ChatAccumulator::new();
    for at in 0..=chunks.len() {
        let restored = ChatAccumulator::restore(&before.save()).expect("it was saved");
        assert_eq!(sum(restored, &chunks[at..]).snapshot().to_json(), whole, "{name} after {at}");
        if let Some(chunk) = chunks.get(at) {
            let _ = before.apply(chunk);
        }
    }
    chunks.len() + 1
}

fn object_of(session: &AnswerStream) -> String {
    session.snapshot().as_ref().map_or_else(String::new, AnswerObject::to_json)
}

/// A clone goes on by itself, and as the original does.
#[test]
fn a_clone_goes_on_by_itself() {
    for (name, api, body) in streams() {
        let (before, after) = body.split_at(body.len() / 2);
        let read = |session: &mut AnswerStream, mut rest: &[u8]| {
            loop {
                let progress = session.advance(rest, Instant::ORIGIN);
                rest = &rest[progress.consumed..];
                if progress.step == Step::NeedData {
                    return;
                }
            }
        };
        let mut original = begun(AnswerStream::new(api));
        read(&mut original, before);
        let mut clone = original.clone();
        let half = object_of(&original);
        read(&mut clone, after);
        assert_eq!(object_of(&original), half, "{name}");
        read(&mut original, after);
        assert_eq!(object_of(&original), object_of(&clone), "{name}");
        assert_eq!(ended(&original, End::Clean), ended(&clone, End::Clean), "{name}");
    }
}
