//! What answers a request.

use alloc::collections::VecDeque;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;

use crate::background::{Background, query};
use crate::body::{Outgoing, Stream};
use crate::exchange::Exchange;
use crate::feed::last_event_id;
use crate::json::{Object, array};
use crate::plan::Plan;
use crate::prompt::Prompt;
use crate::received::{ReceivedRequest, read_body};
use crate::refusal::{self, Refusal};
use crate::reply::{label_coding, label_event_stream};
use crate::route::Route;
use crate::running::PATIENCE;
use crate::wire::Wire;
use crate::{Answer, Api, Delivery, End, Fault, Feed, Recording, Reply, Resume, demo};

/// Where a stream comes from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Recording(Recording),
    Answer(String, Answer),
}

impl Source {
    fn name(&self) -> &str {
        match self {
            Self::Recording(recording) => recording.name(),
            Self::Answer(name, _) => name,
        }
    }

    fn is_of(&self, api: Api) -> bool {
        match self {
            Self::Recording(recording) => recording.api() == api,
            Self::Answer(..) => true,
        }
    }

    fn stream(&self, api: Api, prompt: &Prompt) -> Recording {
        match self {
            Self::Recording(recording) => recording.clone(),
            Self::Answer(name, answer) => {
                let model = prompt.model.as_deref().unwrap_or(name);
                record(answer.clone(), name, api, model, prompt)
            }
        }
    }
}

/// A scripted answer as the request asks for it.
fn record(answer: Answer, name: &str, api: Api, model: &str, prompt: &Prompt) -> Recording {
    let answer = if prompt.wants_usage { answer } else { answer.without_usage() };
    let answer = if prompt.in_background { answer.in_background() } else { answer };
    answer.record(name, api, model, &prompt.text)
}

/// How many received requests are kept if not said otherwise.
const KEPT_REQUESTS: usize = 64;

/// What a server was told before it runs.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) sources: Vec<Source>,
    pub(crate) is_demo: bool,
    pub(crate) feeds: Vec<(String, Feed)>,
    pub(crate) delivery: Delivery,
    /// Of the first streams.
    pub(crate) deliveries: VecDeque<Delivery>,
    pub(crate) faults: VecDeque<Fault>,
    pub(crate) resumes: VecDeque<Resume>,
    pub(crate) polls_before_done: usize,
    pub(crate) kept_requests: usize,
    pub(crate) by_hand: bool,
}

impl Settings {
    pub(crate) const fn new() -> Self {
        Self {
            sources: Vec::new(),
            is_demo: false,
            feeds: Vec::new(),
            delivery: Delivery::new(),
            deliveries: VecDeque::new(),
            faults: VecDeque::new(),
            resumes: VecDeque::new(),
            polls_before_done: 0,
            kept_requests: KEPT_REQUESTS,
            by_hand: false,
        }
    }
}

/// Answers the requests of all connections.
pub(crate) struct Service {
    sources: Vec<Source>,
    is_demo: bool,
    feeds: Vec<(String, Feed)>,
    content_type: HeaderValue,
    delivery: Delivery,
    deliveries: Mutex<VecDeque<Delivery>>,
    faults: Mutex<VecDeque<Fault>>,
    background: Mutex<Background>,
    received: Mutex<VecDeque<ReceivedRequest>>,
    kept_requests: usize,
    /// How many streams each API has given in turn.
    turns: [AtomicUsize; 2],
    answered: AtomicU64,
    by_hand: Option<UnboundedSender<Exchange>>,
}

/// What answers a request.
enum Chosen {
    Response(Response<Outgoing>),
    Reply(Reply),
}

impl Service {
    /// The service, and the requests that it leaves to somebody else.
    pub(crate) fn new(
        settings: Settings,
        content_type: HeaderValue,
    ) -> (Self, UnboundedReceiver<Exchange>) {
        let (by_hand, exchanges) = unbounded_channel();
        let service = Self {
            sources: settings.sources,
            is_demo: settings.is_demo,
            feeds: settings.feeds,
            content_type,
            delivery: settings.delivery,
            deliveries: Mutex::new(settings.deliveries),
            faults: Mutex::new(settings.faults),
            background: Mutex::new(Background::new(settings.resumes, settings.polls_before_done)),
            received: Mutex::default(),
            kept_requests: settings.kept_requests,
            turns: Default::default(),
            answered: AtomicU64::new(0),
            by_hand: settings.by_hand.then_some(by_hand),
        };
        (service, exchanges)
    }

    pub(crate) const fn is_by_hand(&self) -> bool {
        self.by_hand.is_some()
    }

    pub(crate) fn requests(&self) -> Vec<ReceivedRequest> {
        lock(&self.received).iter().cloned().collect()
    }

    /// Reads a request to its end, notes it, and answers.
    ///
    /// # Errors
    /// There is to be no answer.
    pub(crate) async fn answer(
        &self,
        request: Request<Incoming>,
        wire: Wire,
    ) -> io::Result<Response<Outgoing>> {
        let (parts, incoming) = request.into_parts();
        let body = timeout(PATIENCE, read_body(incoming)).await;
        let body = body.unwrap_or(Err(Refusal::BodyTooSlow));
        let received = ReceivedRequest::new(parts, body.clone().unwrap_or_default());
        self.note(received.clone());
        if let Some(by_hand) = &self.by_hand {
            return answer_by_hand(by_hand, received, wire).await;
        }
        let feeds = self.feeds.iter().map(|(path, _)| path.as_str());
        let route = Route::of(received.method(), received.path(), feeds);
        let chosen = match (route, body) {
            (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
            (Ok(route), Ok(_)) => self.choose_answer(route, &received, &wire),
        };
        let mut response = match chosen {
            Ok(Chosen::Response(response)) => response,
            Ok(Chosen::Reply(reply)) => reply.response(None, wire).await?,
            Err(refusal) => refusal.response(),
        };
        let id = format!("req_{:032x}", self.answered.fetch_add(1, Ordering::Relaxed));
        if let Ok(id) = HeaderValue::try_from(id) {
            response.headers_mut().entry(REQUEST_ID).or_insert(id);
        }
        Ok(response)
    }

    fn choose_answer(
        &self,
        route: Route,
        received: &ReceivedRequest,
        wire: &Wire,
    ) -> Result<Chosen, Refusal> {
        let (bytes, end) = match route {
            Route::Models => return Ok(json(self.models())),
            Route::Cancel(id) => {
                return Ok(json(lock(&self.background).cancel(&id)?.to_string()));
            }
            Route::Response(id) if query(received.uri(), "stream") != Some("true") => {
                return Ok(json(lock(&self.background).poll(&id)?.to_string()));
            }
            Route::Stream(api) => {
                let prompt = Prompt::parse(api, received.body())?;
                if let Some(fault) = self.next_fault() {
                    return Ok(Chosen::Reply(fault));
                }
                let recording = self.choose(api, &prompt).ok_or(Refusal::NoStream(api))?;
                if prompt.in_background {
                    lock(&self.background).keep(&recording);
                }
                (recording.bytes().clone(), recording.end())
            }
            Route::Response(id) => {
                if let Some(fault) = self.next_fault() {
                    return Ok(Chosen::Reply(fault));
                }
                lock(&self.background).resume(&id, received.uri())?
            }
            Route::Feed(index) => {
                if let Some(fault) = self.next_fault() {
                    return Ok(Chosen::Reply(fault));
                }
                let feed = self.feeds.get(index).map(|(_, feed)| feed);
                let rest = feed.and_then(|feed| {
                    Some((feed.after(last_event_id(received.header_map()))?, feed.end()))
                });
                let Some(rest) = rest else { return Ok(Chosen::Reply(Reply::new(204))) };
                rest
            }
        };
        Ok(Chosen::Response(self.stream(&bytes, end, wire.clone())))
    }

    fn stream(&self, bytes: &Bytes, end: End, wire: Wire) -> Response<Outgoing> {
        let first = lock(&self.deliveries).pop_front();
        let delivery = first.as_ref().unwrap_or(&self.delivery);
        let plan = Plan::new(bytes, end, delivery);
        let stream = Stream::planned(plan, delivery, wire);
        let mut response = Response::new(Outgoing::stream(stream));
        label_event_stream(response.headers_mut(), self.content_type.clone());
        label_coding(&mut response);
        response
    }

    fn note(&self, request: ReceivedRequest) {
        let mut received = lock(&self.received);
        received.push_back(request);
        while received.len() > self.kept_requests {
            received.pop_front();
        }
    }

    fn next_fault(&self) -> Option<Reply> {
        let mut faults = lock(&self.faults);
        while let Some(fault) = faults.front_mut() {
            match &mut fault.times {
                Some(0) => drop(faults.pop_front()),
                Some(left) => {
                    *left -= 1;
                    return Some(fault.reply.clone());
                }
                None => return Some(fault.reply.clone()),
            }
        }
        None
    }

    /// The stream that answers: by the model's name, else the API's next in turn, else the demo's.
    fn choose(&self, api: Api, prompt: &Prompt) -> Option<Recording> {
        let of_api: Vec<_> = self.sources.iter().filter(|source| source.is_of(api)).collect();
        let model = prompt.model.as_deref();
        if let Some(named) = of_api.iter().find(|source| Some(source.name()) == model) {
            return Some(named.stream(api, prompt));
        }
        if of_api.is_empty() {
            let answer = self.is_demo.then(|| demo::answer_to(prompt))?;
            let model = model.unwrap_or(demo::MODEL);
            return Some(record(answer, model, api, model, prompt));
        }
        let turn = self.turns.get(api.slot())?.fetch_add(1, Ordering::Relaxed);
        of_api.get(turn % of_api.len()).map(|source| source.stream(api, prompt))
    }

    /// The list of models: each name once.
    fn models(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for name in self.sources.iter().map(Source::name).chain(self.is_demo.then_some(demo::MODEL))
        {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let models: Vec<_> = names.into_iter().map(model).collect();
        Object::new().text("object", "list").json("data", &array(&models)).end()
    }
}

fn model(name: &str) -> String {
    Object::new()
        .text("id", name)
        .text("object", "model")
        .number("created", 0)
        .text("owned_by", "headwater")
        .end()
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

fn json(object: String) -> Chosen {
    Chosen::Response(refusal::json(StatusCode::OK, object))
}

/// Leaves a request to whoever has the exchanges.
async fn answer_by_hand(
    to: &UnboundedSender<Exchange>,
    received: ReceivedRequest,
    wire: Wire,
) -> io::Result<Response<Outgoing>> {
    let (exchange, answered) = Exchange::new(received);
    let nobody = |_| io::Error::from(io::ErrorKind::ConnectionAborted);
    to.send(exchange).map_err(|_| io::Error::from(io::ErrorKind::ConnectionAborted))?;
    let (reply, live) = answered.await.map_err(nobody)?;
    reply.response(live, wire).await
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is behind these locks is whole after every statement, so a panic elsewhere does not
    // spoil it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
