//! Runs a body through the session, in whatever pieces.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod bodies;
pub(crate) mod json;

use headwater::{Action, CloseReason, Instant, ResponseHead, Sent, Session, Step};
use headwater_openai::{
    AnswerObject, AnswerStream, Api, Delta, Outcome, ReadError, ToolCall, Usage, WaitingKind,
    Warning,
};

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Clean,
    NetworkError,
    Close,
}

/// All that came of a body.
#[derive(Debug, PartialEq)]
pub(crate) struct Seen {
    /// One line for each delta.
    pub(crate) deltas: Vec<String>,
    /// Data of the events handed out; `None` where the decoder dropped one.
    pub(crate) events: Vec<Option<Vec<u8>>>,
    pub(crate) comments: Vec<Vec<u8>>,
    /// The text of choice 0.
    pub(crate) text: String,
    /// Each piece of text with its choice, item and part.
    pub(crate) pieces: Vec<((u32, u32, u32), String)>,
    pub(crate) reasoning: String,
    pub(crate) refusal_deltas: String,
    pub(crate) errors: Vec<ReadError>,
    pub(crate) outcome: Outcome,
    pub(crate) closed: CloseReason,
    pub(crate) calls: Vec<ToolCall>,
    /// The kind and id of each call that waits.
    pub(crate) waiting: Vec<(WaitingKind, String)>,
    pub(crate) usage: Option<Usage>,
    pub(crate) refusal: String,
    pub(crate) response_id: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) last_sequence_number: Option<u64>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) warnings: Vec<Warning>,
    /// The text of the final object.
    pub(crate) final_text: Option<String>,
    pub(crate) final_object: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) saw_done: bool,
    /// Of each choice that has one.
    pub(crate) finish_reasons: Vec<(u32, String)>,
}

pub(crate) struct Run<'a> {
    pub(crate) session: AnswerStream,
    pub(crate) end: End,
    pub(crate) head: Option<ResponseHead<'a>>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(api: Api) -> Self {
        Run { session: AnswerStream::new(api), end: End::Clean, head: None }
    }

    pub(crate) fn head(mut self, head: ResponseHead<'a>) -> Self {
        self.head = Some(head);
        self
    }

    pub(crate) fn end(mut self, end: End) -> Self {
        self.end = end;
        self
    }

    pub(crate) fn read<'c>(mut self, chunks: impl IntoIterator<Item = &'c [u8]>) -> Seen {
        let now = Instant::ORIGIN;
        let mut log = Log::default();
        if let Some(head) = self.head {
            self.session.handle_response(head, now);
        }
        for chunk in chunks {
            log.drain(&mut self.session, chunk);
            if self.session.action() != Action::Read {
                break;
            }
        }
        if self.session.action() == Action::Read {
            assert_eq!(self.session.outcome(), None, "the outcome is there before the end");
            assert_eq!(self.session.poll_timeout(), None);
            self.session.handle_timeout(now);
            assert_eq!(self.session.action(), Action::Read, "a time without a deadline");
            match self.end {
                End::Clean => self.session.handle_end(now),
                End::NetworkError => self.session.handle_network_error(Sent::Perhaps, now),
                End::Close => self.session.close(),
            }
            log.drain(&mut self.session, &[]);
        }
        log.seen(&mut self.session)
    }
}

/// A delta with what it says, which its `Debug` leaves out.
fn line(delta: Delta<'_>) -> String {
    let said = |kind: &str, choice: u32, item: u32, part: u32, text: &str| {
        format!("{kind} {{ choice: {choice}, item: {item}, part: {part}, text: {text:?} }}")
    };
    match delta {
        Delta::Text { choice, item, part, text } => said("Text", choice, item, part, text),
        Delta::Reasoning { choice, item, part, text } => {
            said("Reasoning", choice, item, part, text)
        }
        Delta::Refusal { choice, item, part, text } => said("Refusal", choice, item, part, text),
        Delta::ToolCallBegun { index, id, name } => {
            format!("ToolCallBegun {{ index: {index}, id: {id:?}, name: {name:?} }}")
        }
        Delta::ToolCallArguments { index, fragment } => {
            format!("ToolCallArguments {{ index: {index}, fragment: {fragment:?} }}")
        }
        Delta::Other { item, kind, .. } => format!("Other {{ item: {item}, kind: {kind:?} }}"),
        Delta::Citation { choice, item, annotation, .. } => {
            format!("Citation {{ choice: {choice}, item: {item}, annotation: {annotation} }}")
        }
        Delta::ImagePart { choice, item, index, base64 } => {
            format!(
                "ImagePart {{ choice: {choice}, item: {item}, index: {index:?}, base64: {base64} }}"
            )
        }
        other => format!("{other:?}"),
    }
}

#[derive(Default)]
struct Log {
    deltas: Vec<String>,
    events: Vec<Option<Vec<u8>>>,
    comments: Vec<Vec<u8>>,
    text: String,
    pieces: Vec<((u32, u32, u32), String)>,
    reasoning: String,
    refusal: String,
    errors: Vec<ReadError>,
}

impl Log {
    fn drain(&mut self, session: &mut AnswerStream, chunk: &[u8]) {
        let mut rest = chunk;
        loop {
            let progress = session.advance(rest, Instant::ORIGIN);
            if progress.step == Step::NeedData {
                assert_eq!(progress.consumed, rest.len(), "a chunk is left over");
                assert!(session.item(rest).is_none(), "an item where none was told of");
                return;
            }
            let item = session.item(rest).expect("an item was told of");
            match item.comment() {
                Some(comment) => self.comments.push(comment.to_vec()),
                None => self.events.push(item.event().map(|event| event.data().to_vec())),
            }
            self.errors.extend(item.error().copied());
            for delta in item.deltas() {
                self.deltas.push(line(delta));
                if let Delta::Text { choice, item, part, text } = delta {
                    self.pieces.push(((choice, item, part), text.to_owned()));
                }
                match delta {
                    Delta::Text { choice: 0, text, .. } => self.text.push_str(text),
                    Delta::Reasoning { choice: 0, text, .. } => self.reasoning.push_str(text),
                    Delta::Refusal { choice: 0, text, .. } => self.refusal.push_str(text),
                    _ => {}
                }
            }
            rest = &rest[progress.consumed..];
        }
    }

    fn seen(self, session: &mut AnswerStream) -> Seen {
        let Action::Closed(closed) = session.action() else { panic!("the session is still open") };
        let outcome = session.outcome().expect("a closed session has an outcome").clone();
        // Terminal state stays.
        let progress = session.advance(b"data: {\"error\":\"late\"}\n\n", Instant::ORIGIN);
        assert_eq!(progress.step, Step::NeedData);
        session.handle_network_error(Sent::Perhaps, Instant::ORIGIN);
        session.close();
        assert_eq!(session.outcome(), Some(&outcome), "the outcome changed after the end");
        assert_eq!(session.action(), Action::Closed(closed));
        Seen {
            deltas: self.deltas,
            events: self.events,
            comments: self.comments,
            text: self.text,
            pieces: self.pieces,
            reasoning: self.reasoning,
            refusal_deltas: self.refusal,
            errors: self.errors,
            outcome,
            closed,
            calls: session.tool_calls().to_vec(),
            waiting: session.waiting_calls().map(|call| (call.kind, call.id.to_owned())).collect(),
            usage: session.usage(),
            refusal: session.refusal().to_owned(),
            response_id: session.response_id().map(str::to_owned),
            model: session.model().map(str::to_owned),
            last_sequence_number: session.last_sequence_number(),
            body: session.body().map(<[u8]>::to_vec),
            warnings: session.warnings().to_vec(),
            final_text: session.snapshot().as_ref().map(text_of),
            final_object: session.snapshot().map(|answer| answer.to_json()),
            reason: session.reason().map(str::to_owned),
            saw_done: session.saw_done(),
            finish_reasons: session
                .finish_reasons()
                .map(|(choice, reason)| (choice, reason.to_owned()))
                .collect(),
        }
    }
}

/// The text of an answer: in Chat Completions that of choice 0.
fn text_of(answer: &AnswerObject) -> String {
    match answer {
        AnswerObject::Response(response) => response.output_text(),
        AnswerObject::ChatCompletion(completion) => {
            let choice = completion.choices.iter().flatten().find(|it| it.index == Some(0));
            let message = choice.and_then(|choice| choice.message.as_ref());
            let said = message.and_then(|message| message.content.as_ref());
            let said = said.map(|content| content.text().into_owned());
            let legacy = || choice.and_then(|choice| choice.text.as_deref()).map(str::to_owned);
            said.or_else(legacy).unwrap_or_default()
        }
    }
}

/// Reads a body in one piece, byte by byte and in every two pieces; all must agree.
pub(crate) fn read_every_way(api: Api, body: impl AsRef<[u8]>) -> Seen {
    read_every_way_with(body.as_ref(), || Run::new(api))
}

pub(crate) fn read_every_way_with<'a>(body: &[u8], run: impl Fn() -> Run<'a>) -> Seen {
    let whole = run().read([body]);
    assert_eq!(run().read(body.chunks(1)), whole, "byte by byte");
    for at in 0..=body.len() {
        let (before, after) = body.split_at(at);
        assert_eq!(run().read([before, after]), whole, "split at {at}");
    }
    whole
}

pub(crate) fn chat(body: impl AsRef<[u8]>) -> Seen {
    read_every_way(Api::ChatCompletions, body)
}

pub(crate) fn responses(body: impl AsRef<[u8]>) -> Seen {
    read_every_way(Api::Responses, body)
}

/// The name of an outcome, as `headwater read` tells it.
pub(crate) fn status(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Completed => "completed",
        Outcome::ToolCalls => "tool_calls",
        Outcome::Incomplete { .. } => "incomplete",
        Outcome::Refused => "refused",
        Outcome::Failed(_) => "failed",
        Outcome::Interrupted(_) => "interrupted",
        _ => "another",
    }
}

/// An event stream of these data.
pub(crate) fn events(data: &[&str]) -> String {
    data.iter().map(|data| format!("data: {data}\n\n")).collect()
}

impl Seen {
    /// `(name, arguments, complete)` of each call.
    pub(crate) fn call_list(&self) -> Vec<(&str, &str, bool)> {
        self.calls.iter().map(|call| (call.name(), call.arguments(), call.is_complete())).collect()
    }

    pub(crate) fn failure(&self) -> &headwater_openai::Failure {
        match &self.outcome {
            Outcome::Failed(failure) => failure,
            other => panic!("not failed: {other:?}"),
        }
    }

    pub(crate) fn interruption(&self) -> headwater_openai::Interruption {
        match &self.outcome {
            Outcome::Interrupted(interruption) => interruption.clone(),
            ref other => panic!("not interrupted: {other:?}"),
        }
    }
}
