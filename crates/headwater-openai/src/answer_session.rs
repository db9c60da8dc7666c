//! The session that asks for an answer and stays with it, over as many requests as it takes, without
//! I/O.
//!
//! ```text
//!           handle_request_started              a response, whatever its status
//!  Connect -----------------------> AwaitResponse -----------------------------> Read --.
//!     ^                                  |                                       |  ^   | bytes
//!     |                                  | lost                                  |  '---'
//!     |                                  v                                       |
//!     '------------------------------- Wait <------------------------------------'
//!             deadline                    refused for now, broken off, still being made
//! ```
//!
//! Each of `Connect`, `AwaitResponse` and `Read` is about one [`Operation`]. What follows `Wait` need
//! not be the one before:
//!
//! | was asked | and | is asked next |
//! |---|---|---|
//! | `Create` | was not answered, and may be sent again | `Create` |
//! | `Create`, `Resume` | broke off, of the background, with an id | `Resume`; `Retrieve`, where no event had a number |
//! | `Resume` | is refused as too old | `Retrieve` |
//! | `Retrieve` | is still being made | `Retrieve` |
//! | anything | is to be cancelled, and has an id | `Cancel`, at once |
//! | `Resume`, `Retrieve`, `Cancel` | was lost or refused for now | the same |
//!
//! To `Closed` lead the terminal marker of the answer, from everywhere [`Session::close`] and the
//! deadline for all of it, and, in place of `Wait`, the limit on retries, and a request that must not
//! be sent again. The table is the function `next` in `answer_session/transition.rs`. What is retried
//! and why, in plain words: [When the connection breaks](crate::when_the_connection_breaks).

mod config;
mod effects;
mod ending;
mod inputs;
mod item;
mod transition;
mod verdict;

use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

#[cfg(doc)]
use headwater::Session;
use headwater::{Backoff, Instant, Stopwatch};

pub use config::{AnswerSessionConfig, PaysTwice};
pub use item::{AnswerSessionItem, Operation, Retrying};

use self::config::Policy;
use self::transition::Phase;
use crate::answer_stream::AnswerStream;
use crate::api::Api;
use crate::outcome::{Failure, Outcome};
use crate::request::{Endpoint, HttpRequest, Request, RequestError};

/// Asks for an answer and stays with it: a [`Session`] that sends the request, sends it again where
/// nothing is lost by that, takes up an answer of the background where it broke off, looks after it
/// where it can be streamed no longer, cancels it, and ends with one [`Outcome`].
///
/// The requests are its own: the driver needs no URL, header or body beside them. What the model is
/// asked is kept until an answer has begun, in one buffer that clones share.
///
/// ```
/// use headwater::{Action, Instant, ResponseHead, Session, Step};
/// use headwater_openai::request::Endpoint;
/// use headwater_openai::{AnswerSession, AnswerSessionItem, Delta, Outcome, Request};
///
/// let endpoint = Endpoint::openai().bearer("sk-…");
/// # let endpoint = Endpoint::openai().bearer("sk-1");
/// let request = Request::responses("gpt-5.4-mini").prompt("Hi").background(true);
/// let mut session = AnswerSession::new(&request.into(), &endpoint)?;
///
/// // What a driver does:
/// let now = Instant::ORIGIN;
/// let Action::Connect(attempt) = session.action() else { panic!() };
/// assert!(attempt.headers().any(|header| header.name == "authorization" && header.is_sensitive));
/// session.handle_request_started(now);
/// session.handle_response(ResponseHead::new(200), now);
/// let chunk = br#"data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1"}}
///
/// "#;
/// assert_eq!(session.advance(chunk, now).step, Step::Item);
/// assert!(matches!(session.item(chunk), Some(AnswerSessionItem::Answer(_))));
///
/// // The connection breaks: the session says so, and waits a moment.
/// session.handle_end(now);
/// assert_eq!(session.advance(b"", now).step, Step::Item);
/// assert!(matches!(session.item(b""), Some(AnswerSessionItem::Retrying(_))));
/// let deadline = session.poll_timeout().expect("it waits");
/// session.handle_timeout(deadline.at);
///
/// // Then it asks for the rest.
/// let Action::Connect(attempt) = session.action() else { panic!() };
/// assert!(format!("{:?}", attempt.method).contains("Get"));
/// # Ok::<(), headwater_openai::request::RequestError>(())
/// ```
#[derive(Clone)]
pub struct AnswerSession {
    stream: AnswerStream,
    endpoint: Arc<Endpoint>,
    /// What asks for the answer, while it may be sent.
    create: Option<HttpRequest>,
    /// What is to be sent now, or was sent.
    request: Option<HttpRequest>,
    policy: Policy,
    /// The request asks for an answer of the background.
    is_background: bool,
    phase: Phase,
    /// The latest time that was told.
    now: Instant,
    stopwatch: Stopwatch,
    grace_ms: u32,
    /// Since when only what may follow is awaited.
    grace_since: Option<Instant>,
    retry: Backoff,
    resume: Backoff,
    poll: Backoff,
    /// What the last response that was refused asks for.
    asked: Asked,
    /// The caller wants the answer cancelled.
    cancelling: bool,
    /// A delta was handed out.
    saw_delta: bool,
    /// The server knows nothing of the response any more.
    is_gone: bool,
    last_failure: Option<Failure>,
    retrying_waits: bool,
    /// What was last said of another request.
    retrying: Retrying,
    lent: Lent,
}

/// What `item` hands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lent {
    Nothing,
    Retrying,
    /// What the stream came upon.
    Answer,
}

/// What a head says about sending the request again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Asked {
    to_retry: Option<bool>,
    delay_ms: Option<u32>,
}

impl AnswerSession {
    /// Asks an endpoint for an answer, with the default configuration.
    ///
    /// # Errors
    /// The endpoint has a URL, a name or a header that HTTP cannot carry.
    pub fn new(request: &Request, endpoint: &Endpoint) -> Result<Self, RequestError> {
        Self::with_config(request, endpoint, AnswerSessionConfig::new())
    }

    /// Asks an endpoint for an answer.
    ///
    /// # Errors
    /// The endpoint has a URL, a name or a header that HTTP cannot carry, or the idempotency key cannot
    /// be the value of one.
    pub fn with_config(
        request: &Request,
        endpoint: &Endpoint,
        config: AnswerSessionConfig,
    ) -> Result<Self, RequestError> {
        Self::with_body(request.api(), request.body(), endpoint, config)
    }

    /// Asks an endpoint for an answer with a body that is there already, as JSON. It has to ask for a
    /// stream.
    ///
    /// # Errors
    /// As [`with_config`](Self::with_config).
    pub fn with_body(
        api: Api,
        body: impl Into<String>,
        endpoint: &Endpoint,
        config: AnswerSessionConfig,
    ) -> Result<Self, RequestError> {
        let create = match &config.policy.idempotency_key {
            Some(key) => endpoint.clone().header("idempotency-key", key).create(api, body)?,
            None => endpoint.create(api, body)?,
        };
        let asks = Asks::of(api, create.body());
        let mut session = Self::to(api, endpoint, config, create.clone(), Operation::Create);
        session.create = Some(create);
        session.is_background = asks.for_background;
        session.stream.expect_choices(asks.choices);
        Ok(session)
    }

    /// Takes up a response of the background that is there already: after the event of this
    /// `sequence_number`, or from its beginning. An outcome that is [`Interrupted`](Outcome::Interrupted)
    /// tells both.
    ///
    /// Where it can be streamed no longer, which on OpenAI is so after five minutes, it is retrieved
    /// instead, and all of its text comes as deltas, whatever number was given: nobody knows what came
    /// before.
    ///
    /// # Errors
    /// The endpoint has a URL, a name or a header that HTTP cannot carry, or the id can be no part of a
    /// path.
    pub fn resuming(
        response_id: &str,
        starting_after: Option<u64>,
        endpoint: &Endpoint,
        config: AnswerSessionConfig,
    ) -> Result<Self, RequestError> {
        let request = endpoint.resume(response_id, starting_after)?;
        let mut session = Self::to(Api::Responses, endpoint, config, request, Operation::Resume);
        session.is_background = true;
        session.stream.resumes(response_id, starting_after);
        Ok(session)
    }

    fn to(
        api: Api,
        endpoint: &Endpoint,
        config: AnswerSessionConfig,
        request: HttpRequest,
        operation: Operation,
    ) -> Self {
        let mut stream = AnswerStream::with_config(api, config.decoder).limits(config.limits);
        if !config.accumulates {
            stream = stream.without_accumulation();
        }
        Self {
            stream,
            endpoint: Arc::new(endpoint.clone()),
            create: None,
            request: Some(request),
            policy: config.policy,
            is_background: false,
            phase: Phase::Connect(operation),
            now: Instant::ORIGIN,
            stopwatch: Stopwatch::new(config.timers),
            grace_ms: config.grace_ms,
            grace_since: None,
            retry: config.retry,
            resume: config.resume,
            poll: config.poll,
            asked: Asked::default(),
            cancelling: false,
            saw_delta: false,
            is_gone: false,
            last_failure: None,
            retrying_waits: false,
            retrying: Retrying {
                why: headwater::Interruption::NetworkError,
                next: operation,
                delay_ms: 0,
                retries: 0,
                starts_over: false,
            },
            lent: Lent::Nothing,
        }
    }

    /// Cancels the answer. One of the background goes on by itself otherwise, and costs: the server is
    /// asked to end it, as soon as its id is known, and the session ends with what the server says. Any
    /// other ends as with [`close`](Session::close): the server sees that nobody listens.
    pub fn cancel(&mut self, now: Instant) {
        self.told(now);
        self.cancelling = true;
        self.go(transition::Input::Cancel);
    }

    /// How the answer ended; `None` while the session goes on. Once there, it stays.
    #[must_use]
    pub const fn outcome(&self) -> Option<&Outcome> {
        match self.phase {
            Phase::Closed(_) => self.stream.outcome(),
            _ => None,
        }
    }

    /// What came of the answer so far, over all connections: its tool calls, usage, warnings, and the
    /// final object ([`snapshot`](AnswerStream::snapshot)). While the session goes on, its outcome and
    /// its body are those of one connection.
    #[must_use]
    pub const fn answer(&self) -> &AnswerStream {
        &self.stream
    }

    /// What the server said when it last refused a request, be it that the session went on after that.
    #[must_use]
    pub const fn last_failure(&self) -> Option<&Failure> {
        self.last_failure.as_ref()
    }

    /// What the request under way asks for, or the next one; `None` once the session is closed.
    #[must_use]
    pub const fn operation(&self) -> Option<Operation> {
        match self.phase {
            Phase::Connect(operation)
            | Phase::AwaitResponse(operation)
            | Phase::Read(operation)
            | Phase::Wait { then: operation, .. } => Some(operation),
            Phase::Closed(_) => None,
        }
    }
}

/// What of a request's body matters.
struct Asks {
    for_background: bool,
    choices: usize,
}

impl Asks {
    fn of(api: Api, body: &str) -> Self {
        let body = headwater_json::RawJson::parse(body).ok();
        let member = |name| body.and_then(|body| body.get(name));
        let choices = member("n").and_then(|n| n.as_u64()).and_then(|n| usize::try_from(n).ok());
        let for_background = member("background").and_then(|it| it.as_bool()) == Some(true);
        Self {
            for_background: for_background && api == Api::Responses,
            choices: choices.unwrap_or(1),
        }
    }
}

/// Shows where the session stands: no prompt, no key, no URL and nothing of the answer.
impl fmt::Debug for AnswerSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerSession")
            .field("phase", &self.phase)
            .field("is_background", &self.is_background)
            .field("cancelling", &self.cancelling)
            .field("retries", &self.retry.retries())
            .field("resumes", &self.resume.retries())
            .field("stream", &self.stream)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use headwater::{Instant, ResponseHead, Session as _};

    use super::{AnswerSession, AnswerSessionConfig, PaysTwice};
    use crate::request::{Endpoint, Request};

    /// Whether what was asked is still held after a response with this status.
    fn holds_the_prompt(config: AnswerSessionConfig, status: u16) -> bool {
        let request = Request::responses("river").prompt("a prompt").into();
        let session = AnswerSession::with_config(&request, &Endpoint::openai(), config);
        let mut session = session.expect("an endpoint");
        session.handle_request_started(Instant::ORIGIN);
        assert!(session.create.is_some());
        session.handle_response(ResponseHead::new(status), Instant::ORIGIN);
        session.create.is_some() || session.request.is_some()
    }

    #[test]
    fn what_was_asked_is_forgotten_once_an_answer_has_begun() {
        let once = AnswerSessionConfig::new;
        assert!(!holds_the_prompt(once(), 200));
        assert!(holds_the_prompt(once(), 429), "it may be sent again");
        assert!(!holds_the_prompt(once(), 307), "it is over");
        let again = once().restart_broken_answers(PaysTwice::Accepted);
        assert!(holds_the_prompt(again, 200), "it may be sent again");
    }
}
