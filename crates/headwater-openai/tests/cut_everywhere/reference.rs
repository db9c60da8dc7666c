//! What a stream comes to that is not cut.

use headwater::{Instant, ResponseHead, Session as _, Step};
use headwater_openai::request::Endpoint;
use headwater_openai::{
    AnswerItem, AnswerSession, AnswerSessionConfig, AnswerStream, Api, Delta, Outcome,
};
use serde_json::Value;

/// What was handed out at once: the data of an event, and what it adds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Handed {
    pub(crate) data: Option<Vec<u8>>,
    pub(crate) deltas: Vec<String>,
}

impl Handed {
    pub(crate) fn of(item: AnswerItem<'_>) -> Self {
        let data = item.event().map(|event| event.data().trim_ascii().to_vec());
        Self { data, deltas: item.deltas().map(line).collect() }
    }
}

/// A delta with what it says, which its `Debug` leaves out.
fn line(delta: Delta<'_>) -> String {
    match delta {
        Delta::Text { choice, item, part, text } => format!("text {choice} {item} {part} {text}"),
        Delta::Reasoning { item, part, text, .. } => format!("reasoning {item} {part} {text}"),
        Delta::Refusal { item, part, text, .. } => format!("refusal {item} {part} {text}"),
        Delta::ToolCallArguments { index, fragment } => format!("arguments {index} {fragment}"),
        other => format!("{other:?}"),
    }
}

/// A stream as it is read to its end.
pub(crate) struct Reference {
    pub(crate) api: Api,
    pub(crate) handed: Vec<Handed>,
    /// Where each item that was handed out ended, in bytes.
    pub(crate) ends: Vec<usize>,
    pub(crate) outcome: Outcome,
    pub(crate) stream: AnswerStream,
}

impl Reference {
    pub(crate) fn of(api: Api, body: &[u8]) -> Self {
        let now = Instant::ORIGIN;
        let mut stream = AnswerStream::new(api);
        stream.handle_response(ResponseHead::new(200), now);
        let (mut handed, mut ends) = (Vec::new(), Vec::new());
        let mut at = 0;
        loop {
            let rest = &body[at..];
            let progress = stream.advance(rest, now);
            at += progress.consumed;
            match stream.item(rest) {
                Some(item) => handed.push(Handed::of(item)),
                None if stream.outcome().is_some() => break,
                None => {
                    stream.handle_end(now);
                    continue;
                }
            }
            assert_eq!(progress.step, Step::Item);
            ends.push(at);
        }
        let outcome = stream.outcome().expect("it has ended").clone();
        Self { api, handed, ends, outcome, stream }
    }

    /// The final object, as JSON.
    pub(crate) fn object(&self) -> Option<String> {
        self.stream.snapshot().map(|answer| answer.to_json())
    }

    /// The `sequence_number` of each event, where every one has one and they only grow.
    pub(crate) fn numbers(&self) -> Option<Vec<u64>> {
        let number = |handed: &Handed| {
            let event: Value = serde_json::from_slice(handed.data.as_deref()?).ok()?;
            event["sequence_number"].as_u64()
        };
        let is_done = |handed: &&Handed| handed.data.as_deref() != Some(b"[DONE]");
        let numbers: Option<Vec<u64>> = self.handed.iter().filter(is_done).map(number).collect();
        numbers.filter(|numbers| numbers.is_sorted_by(|a, b| a < b))
    }
}

/// Asks for an answer, one of the background where there is such a thing, and has its response.
pub(crate) fn asked(api: Api, config: AnswerSessionConfig) -> AnswerSession {
    let endpoint = Endpoint::new("https://a.example/v1");
    let body = r#"{"input":"a prompt","stream":true,"background":true}"#;
    let mut session = AnswerSession::with_body(api, body, &endpoint, config).expect("an endpoint");
    let now = Instant::ORIGIN;
    session.handle_request_started(now);
    session.handle_response(ResponseHead::new(200), now);
    session
}
