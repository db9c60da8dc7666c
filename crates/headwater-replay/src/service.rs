//! What answers a request.

use alloc::collections::VecDeque;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use tokio::time::timeout;

use crate::body::{Outgoing, Stream};
use crate::json::{Object, array};
use crate::plan::Plan;
use crate::prompt::Prompt;
use crate::received::{ReceivedRequest, read_body};
use crate::refusal::{self, Refusal};
use crate::running::PATIENCE;
use crate::wire::Wire;
use crate::{Answer, Api, Delivery, Recording, demo};

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
    answer.record(name, api, model, &prompt.text)
}

/// A fault whose status and headers are known to be valid.
#[derive(Debug, Clone)]
pub(crate) struct PreparedFault {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// How many more times it answers; always, without a number.
    pub(crate) left: Option<usize>,
}

/// Answers the requests of all connections.
pub(crate) struct Service {
    sources: Vec<Source>,
    is_demo: bool,
    delivery: Delivery,
    faults: Mutex<VecDeque<PreparedFault>>,
    received: Mutex<VecDeque<ReceivedRequest>>,
    kept_requests: usize,
    /// How many streams each API has given in turn.
    turns: [AtomicUsize; 2],
    answered: AtomicU64,
}

impl Service {
    pub(crate) fn new(
        sources: Vec<Source>,
        is_demo: bool,
        delivery: Delivery,
        faults: VecDeque<PreparedFault>,
        kept_requests: usize,
    ) -> Self {
        Self {
            sources,
            is_demo,
            delivery,
            faults: Mutex::new(faults),
            received: Mutex::default(),
            kept_requests,
            turns: Default::default(),
            answered: AtomicU64::new(0),
        }
    }

    pub(crate) fn requests(&self) -> Vec<ReceivedRequest> {
        lock(&self.received).iter().cloned().collect()
    }

    /// Reads a request to its end, notes it, and answers.
    pub(crate) async fn answer(
        &self,
        request: Request<Incoming>,
        wire: Wire,
    ) -> Response<Outgoing> {
        let (parts, incoming) = request.into_parts();
        let route = route(&parts.method, parts.uri.path());
        let body = timeout(PATIENCE, read_body(incoming)).await;
        let body = body.unwrap_or(Err(Refusal::BodyTooSlow));
        self.note(ReceivedRequest::new(parts, body.clone().unwrap_or_default()));
        let response = match (route, body) {
            (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
            (Ok(Route::Models), Ok(_)) => Ok(refusal::json(StatusCode::OK, self.models())),
            (Ok(Route::Stream(api)), Ok(body)) => self.stream(api, &body, wire),
        };
        let mut response = response.unwrap_or_else(|refusal| refusal.response());
        let id = format!("req_{:032x}", self.answered.fetch_add(1, Ordering::Relaxed));
        if let Ok(id) = HeaderValue::try_from(id) {
            response.headers_mut().entry(REQUEST_ID).or_insert(id);
        }
        response
    }

    fn note(&self, request: ReceivedRequest) {
        let mut received = lock(&self.received);
        received.push_back(request);
        while received.len() > self.kept_requests {
            received.pop_front();
        }
    }

    fn stream(&self, api: Api, body: &Bytes, wire: Wire) -> Result<Response<Outgoing>, Refusal> {
        let prompt = Prompt::parse(api, body)?;
        if let Some(fault) = self.next_fault() {
            let mut response = Response::new(Outgoing::Whole(Some(fault.body)));
            *response.status_mut() = fault.status;
            *response.headers_mut() = fault.headers;
            return Ok(response);
        }
        let recording = self.choose(api, &prompt).ok_or(Refusal::NoStream(api))?;
        let plan = Plan::new(recording.bytes(), recording.end(), &self.delivery);
        let mut response = Response::new(Outgoing::Stream(Stream::new(plan, wire)));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
        Ok(response)
    }

    fn next_fault(&self) -> Option<PreparedFault> {
        let mut faults = lock(&self.faults);
        while let Some(fault) = faults.front_mut() {
            match &mut fault.left {
                Some(0) => drop(faults.pop_front()),
                Some(left) => {
                    *left -= 1;
                    return Some(fault.clone());
                }
                None => return Some(fault.clone()),
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
/// Asks nginx not to hold the stream back.
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

enum Route {
    Models,
    Stream(Api),
}

/// What a path leads to; the prefix `/v1` is optional.
fn route(method: &Method, path: &str) -> Result<Route, Refusal> {
    let (route, allowed) = match path.strip_prefix("/v1").unwrap_or(path) {
        "/models" => (Route::Models, Method::GET),
        "/responses" => (Route::Stream(Api::Responses), Method::POST),
        "/chat/completions" => (Route::Stream(Api::ChatCompletions), Method::POST),
        _ => return Err(Refusal::UnknownPath(path.to_owned())),
    };
    if *method == allowed {
        return Ok(route);
    }
    Err(Refusal::WrongMethod { allowed: if allowed == Method::GET { "GET" } else { "POST" } })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is behind these locks is whole after every statement, so a panic elsewhere does not
    // spoil it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
