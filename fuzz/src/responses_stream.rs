//! Answers of the Responses API.

use headwater_json::RawJson;
use headwater_openai::{Api, Outcome, TypedEvent, response::ResponseAccumulator};

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
    script.walk(|_, item| {
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
