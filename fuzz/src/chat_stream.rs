//! Answers of Chat Completions.

use std::collections::BTreeMap;

use headwater_json::RawJson;
use headwater_openai::{
    AnswerObject, AnswerStream, Api, Delta, Outcome, TypedEvent,
    chat_completion::{ChatAccumulator, ChatCompletion},
};

use crate::{
    answers::{self, Script},
    event_script::Frame,
};

const TEMPLATES: &str = include_str!("../templates/chat.jsonl");

/// Whatever a stream of chunks holds, however it is cut: the same comes of it in any chunks; it is an
/// answer that came to its end only where `[DONE]` came, or every choice has its finish reason, and
/// nothing was lost; where an error was told, it has failed. After each event, the answer so far holds
/// the texts and the calls that were handed out, and saved and restored it goes on as if nothing had
/// been.
pub fn chat_stream(input: &[u8]) {
    let script = Script::read(Api::ChatCompletions, input, TEMPLATES);
    let _shown = script.shown();
    let seen = script.read_every_way();
    if answers::has_ended(&seen.outcome) {
        check_end(&script);
    }
    if !matches!(seen.outcome, Outcome::Failed(_)) {
        assert!(!tells_error(&script), "an error is passed over: {:?}", seen.outcome);
    }
    let mut texts = BTreeMap::<u32, String>::new();
    let mut accumulators = [ChatAccumulator::new(), ChatAccumulator::new()];
    script.walk(|session, item| {
        for delta in item.deltas() {
            if let Delta::Text { choice, text, .. } = delta {
                texts.entry(choice).or_default().push_str(text);
            }
        }
        // What is over a limit is in the one, and not in the other.
        if item.error().is_some() || !session.warnings().is_empty() {
            return;
        }
        check_texts(session, &texts);
        if let Some(Ok(TypedEvent::Chat(chunk))) = item.typed() {
            let applied = accumulators.each_mut().map(|answer| answer.apply(&chunk));
            assert_eq!(applied[0], applied[1]);
            let saved = accumulators[1].save();
            accumulators[1] = ChatAccumulator::restore(&saved).expect("it was saved");
            assert_eq!(accumulators[0].save(), saved);
            assert_eq!(accumulators[1].save(), saved);
        }
    });
}

/// What the wire says for the end of an answer.
fn check_end(script: &Script) {
    let mut choices = BTreeMap::new();
    let mut is_done = false;
    for (block, is_whole) in script.came() {
        if block.frame == Frame::Data && block.data.trim() == "[DONE]" {
            is_done = true;
            break;
        }
        assert!(!(is_whole && answers::is_unreadable(block)), "an event was lost");
        let chunk = answers::object(block);
        for choice in chunk.and_then(|chunk| chunk.get("choices")?.elements()).into_iter().flatten()
        {
            if choice.members().is_none() {
                continue;
            }
            let reason = choice.get("finish_reason").and_then(|reason| reason.as_str());
            let has_ended = reason.is_some_and(|reason| !reason.is_empty());
            *choices.entry(index(choice)).or_insert(false) |= has_ended;
        }
    }
    let all = !choices.is_empty() && choices.values().all(|&has_ended| has_ended);
    assert!(is_done || all, "it is taken for whole without its end: {choices:?}");
}

fn index(choice: RawJson<'_>) -> u32 {
    let index = choice.get("index");
    let whole = |number: f64| {
        let is_index = number.fract() == 0.0 && (0.0..u64::MAX as f64).contains(&number);
        is_index.then_some(number as u64)
    };
    let index = index.and_then(|index| index.as_u64().or_else(|| whole(index.as_f64()?)));
    u32::try_from(index.unwrap_or(0)).unwrap_or(u32::MAX)
}

/// Whether an error is told before the end.
fn tells_error(script: &Script) -> bool {
    let whole = script.came().filter(|(_, is_whole)| *is_whole).map(|(block, _)| block);
    let is_done = |frame, data: &str| frame == Frame::Data && data.trim() == "[DONE]";
    whole.take_while(|block| !is_done(block.frame, &block.data)).any(|block| match block.frame {
        Frame::ErrorEvent | Frame::ErrorField => true,
        Frame::Comment => false,
        Frame::Data => {
            let error = answers::object(block).and_then(|chunk| chunk.get("error"));
            error.is_some_and(answers::says_error)
        }
    })
}

/// What was handed out is what the answer holds.
fn check_texts(session: &AnswerStream, texts: &BTreeMap<u32, String>) {
    let Some(AnswerObject::ChatCompletion(answer)) = session.snapshot() else { return };
    for (&choice, text) in texts {
        assert_eq!(text_of(&answer, choice), *text, "the text of choice {choice}");
    }
    let known = session.tool_calls().iter();
    let mut known: Vec<_> =
        known.map(|call| (call.choice(), call.id(), call.name(), call.arguments())).collect();
    known.sort_unstable();
    let mut held = Vec::new();
    for choice in answer.choices() {
        let number = u32::try_from(choice.index.unwrap_or(0)).unwrap_or(u32::MAX);
        let Some(message) = &choice.message else { continue };
        for call in message.tool_calls() {
            let (name, arguments) = match (&call.custom, &call.function) {
                (Some(custom), _) => (&custom.name, &custom.input),
                (None, Some(function)) => (&function.name, &function.arguments),
                (None, None) => (&None, &None),
            };
            held.push((
                number,
                call.id.as_deref().unwrap_or_default(),
                name.as_deref().unwrap_or_default(),
                arguments.as_deref().unwrap_or_default(),
            ));
        }
        if let Some(call) = &message.function_call {
            let name = call.name.as_deref().unwrap_or_default();
            let arguments = call.arguments.as_deref().unwrap_or_default();
            if !name.is_empty() || !arguments.is_empty() {
                held.push((number, "", name, arguments));
            }
        }
    }
    held.sort_unstable();
    assert_eq!(held, known, "the calls");
}

fn text_of(answer: &ChatCompletion<'_>, choice: u32) -> String {
    let is_it = |number: u64| u32::try_from(number).unwrap_or(u32::MAX) == choice;
    let mut text = String::new();
    for choice in answer.choices().iter().filter(|choice| choice.index.is_some_and(is_it)) {
        text.push_str(choice.text.as_deref().unwrap_or_default());
        let content = choice.message.as_ref().and_then(|message| message.content.as_ref());
        text.push_str(&content.map(|content| content.text()).unwrap_or_default());
    }
    text
}
