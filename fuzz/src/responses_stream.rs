//! Answers of the Responses API.

use std::collections::BTreeMap;

use headwater_json::RawJson;
use headwater_openai::{
    AnswerItem, AnswerObject, AnswerStream, Api, Delta, Outcome, TypedEvent, Warning,
    response::{ContentPart, OutputItem, ResponseAccumulator, ResponseEvent},
};

use crate::{
    answers::{self, Script},
    event_script::{Block, Frame},
};

const TEMPLATES: &str = include_str!("../templates/responses.jsonl");
const TERMINAL: [&str; 3] = ["response.completed", "response.incomplete", "response.failed"];

/// Whatever a stream of events holds, however it is cut: the same comes of it in any chunks; it is an
/// answer that came to its end only where a terminal event says so, and nothing was lost that this does
/// not restore; where an error was told, it has failed. After each event, the answer so far saved and
/// restored goes on as if nothing had been.
pub fn responses_stream(input: &[u8]) {
    let script = Script::read(Api::Responses, input, TEMPLATES);
    let _shown = script.shown();
    let seen = script.read_every_way();
    if answers::has_ended(&seen.outcome) {
        check_end(&script, &seen.outcome);
    }
    if !matches!(seen.outcome, Outcome::Failed(_)) {
        assert!(!tells_error(&script), "an error is passed over: {:?}", seen.outcome);
    }
    let mut accumulators = [ResponseAccumulator::new(), ResponseAccumulator::new()];
    let mut texts = Texts::default();
    script.walk(|session, item| {
        texts.take(&item);
        // What is over a limit is in the one, and not in the other; a text that was told in two ways is
        // in both.
        let differs = |warning: &Warning| matches!(warning, Warning::TextDiffers { .. });
        if !session.warnings().iter().any(differs) {
            texts.check(session);
        }
        if let Some(Ok(TypedEvent::Response(event))) = item.typed() {
            let applied = accumulators.each_mut().map(|answer| answer.apply(&event));
            assert_eq!(applied[0], applied[1]);
            let saved = accumulators[1].save();
            accumulators[1] = ResponseAccumulator::restore(&saved).expect("it was saved");
            assert_eq!(accumulators[0].save(), saved);
            assert_eq!(accumulators[1].save(), saved);
        }
    });
}

/// The texts that were handed out, by item and part.
#[derive(Default)]
struct Texts {
    said: BTreeMap<(u32, u32), String>,
    /// Of each item that was told of, whether it is a message.
    are_messages: BTreeMap<Option<u64>, bool>,
    /// An item took the place of its pieces, and may say less than they did, or its events contradict
    /// each other, so that it cannot hold all that they say.
    is_replaced: bool,
    /// An event has no index where others have one: it belongs to an item that was named, and to which is
    /// anybody's guess.
    is_guessed: bool,
    is_lost: bool,
}

impl Texts {
    fn take(&mut self, item: &AnswerItem<'_>) {
        self.is_lost |= item.error().is_some();
        if let Some(Ok(TypedEvent::Response(event))) = item.typed() {
            let index = event.output_index();
            let begins = matches!(event, ResponseEvent::OutputItemAdded(_));
            self.is_replaced |= event.is_terminal()
                || matches!(event, ResponseEvent::OutputItemDone(_))
                || begins && (index.is_none() || self.are_messages.contains_key(&index));
            if let Some(is_message) = is_of_message(&event) {
                let known = *self.are_messages.entry(index).or_insert(is_message);
                self.is_replaced |= known != is_message;
                self.is_guessed |=
                    self.are_messages.contains_key(&None) && self.are_messages.len() > 1;
            }
        }
        for delta in item.deltas() {
            if let Delta::Text { item, part, text, .. } = delta {
                self.said.entry((item, part)).or_default().push_str(text);
            }
        }
    }

    /// What the answer holds was handed out, and what was handed out it holds.
    fn check(&self, session: &AnswerStream) {
        let Some(AnswerObject::Response(answer)) = session.snapshot() else { return };
        if self.is_lost || self.is_guessed {
            return;
        }
        if !self.is_replaced {
            let said: String = self.said.values().map(String::as_str).collect();
            assert_eq!(answer.output_text(), said);
        }
        for part in answer.output.iter().flatten().filter_map(content).flatten() {
            let ContentPart::OutputText(part) = part else { continue };
            let text = part.text.as_deref().unwrap_or_default();
            // Gateways that number every item alike make one text of those of several.
            assert!(
                text.is_empty() || self.said.values().any(|said| said.contains(text)),
                "{text:?}"
            );
        }
    }
}

/// Whether an event is about the text of a message; `None` where it is about no item.
fn is_of_message(event: &ResponseEvent<'_>) -> Option<bool> {
    use ResponseEvent as E;
    let is_text = |part: &ContentPart<'_>| matches!(part, ContentPart::OutputText(_));
    Some(match event {
        E::Unknown(_) => return None,
        _ if event.response().is_some() => return None,
        E::OutputItemAdded(added) => matches!(added.item.as_deref(), Some(OutputItem::Message(_))),
        E::ContentPartAdded(added) => is_text(&added.part),
        E::ContentPartDone(done) => is_text(&done.part),
        E::OutputTextDelta(_) | E::OutputTextDone(_) | E::OutputTextAnnotationAdded(_) => true,
        _ => false,
    })
}

fn content<'i>(item: &'i OutputItem<'_>) -> Option<&'i [ContentPart<'i>]> {
    let OutputItem::Message(message) = item else { return None };
    message.content.as_deref()
}

/// What the wire says for the end of an answer.
fn check_end(script: &Script, outcome: &Outcome) {
    let mut is_lost = false;
    for (block, is_whole) in script.came() {
        is_lost |= is_whole && answers::is_unreadable(block);
        let Some((event, kind)) = terminal(block) else { continue };
        let response = event.get("response");
        let member = |name| response.and_then(|response| response.get(name));
        let status = member("status").and_then(|status| status.as_str());
        let output = member("output").and_then(|output| output.elements());
        assert!(!is_lost || output.is_some_and(|mut output| output.next().is_some()), "lost");
        let is_cut = matches!(status.as_deref(), Some("incomplete" | "cancelled"));
        let is_incomplete = matches!(outcome, Outcome::Incomplete { .. });
        assert_eq!(is_incomplete, is_cut || kind == "response.incomplete", "{outcome:?}");
        assert!(kind != "response.failed" && status.as_deref() != Some("failed"));
        return;
    }
    panic!("it is taken for whole without its end");
}

/// The event, and its type.
fn terminal(block: &Block) -> Option<(RawJson<'_>, String)> {
    let event = answers::object(block).filter(|_| block.frame != Frame::ErrorField)?;
    let kind = kind(event)?;
    TERMINAL.contains(&&*kind).then_some((event, kind))
}

/// Of several the first counts: it says what the rest is.
fn kind(event: RawJson<'_>) -> Option<String> {
    let (_, kind) = event.members()?.find(|(name, _)| name.to_cow() == "type")?;
    kind.as_str().map(|kind| kind.into_owned())
}

/// Whether an error is told before the end.
fn tells_error(script: &Script) -> bool {
    let whole = script.came().filter(|(_, is_whole)| *is_whole).map(|(block, _)| block);
    whole.take_while(|block| terminal(block).is_none()).any(|block| match block.frame {
        Frame::ErrorEvent | Frame::ErrorField => true,
        Frame::Comment => false,
        Frame::Data => {
            let kind = answers::object(block).and_then(kind);
            kind.as_deref() == Some("error")
        }
    })
}
