//! The server, before it runs.

use core::net::SocketAddr;
use std::io;

use hyper::header::{HeaderName, HeaderValue};
use hyper::{HeaderMap, StatusCode};
use tokio::net::TcpListener;

use crate::service::{PreparedFault, Service, Source};
use crate::{Answer, Delivery, Fault, Recording, RunningServer};

/// How many received requests are kept if not said otherwise.
const KEPT_REQUESTS: usize = 64;

/// The seed of the demo's cuts and pauses.
const DEMO_SEED: u64 = 0x0068_6561_6477_6174;

/// A server that answers both streaming APIs, to be filled and then [bound](Self::bind).
///
/// Which stream answers a request: the one whose name is the request's `model`; if there is none,
/// those of the request's API take turns, in the order they were added. An [`Answer`] is of both
/// APIs.
#[derive(Debug, Clone)]
#[must_use = "a server does nothing until it is bound"]
pub struct Server {
    sources: Vec<Source>,
    is_demo: bool,
    delivery: Delivery,
    faults: Vec<Fault>,
    kept_requests: usize,
}

impl Default for Server {
    fn default() -> Self {
        Self::new()
    }
}

impl Server {
    /// A server without streams, which answers every request for one with an error.
    pub fn new() -> Self {
        Self {
            sources: Vec::new(),
            is_demo: false,
            delivery: Delivery::new(),
            faults: Vec::new(),
            kept_requests: KEPT_REQUESTS,
        }
    }

    /// The built-in demo: answers by the words in the prompt, see [`demo`](crate::demo), with the
    /// pace of a model and events cut at awkward places.
    ///
    /// For tests, `Server::demo().delivery(Delivery::new())` has no pauses. Recordings and answers
    /// that are added take the place of the demo's in their API.
    pub fn demo() -> Self {
        let delivery = Delivery::new().awkward_chunks(DEMO_SEED).natural_pace(DEMO_SEED);
        Self { is_demo: true, delivery, ..Self::new() }
    }

    /// Adds a recorded stream.
    pub fn recording(self, recording: Recording) -> Self {
        self.recordings([recording])
    }

    /// Adds recorded streams.
    pub fn recordings(mut self, recordings: impl IntoIterator<Item = Recording>) -> Self {
        self.sources.extend(recordings.into_iter().map(Source::Recording));
        self
    }

    /// Adds a scripted answer for both APIs, rendered with the request's model.
    pub fn answer(mut self, name: impl Into<String>, answer: Answer) -> Self {
        self.sources.push(Source::Answer(name.into(), answer));
        self
    }

    /// How the streams leave.
    pub fn delivery(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// Adds an answer in place of streams. Faults that are limited in number come in the order they
    /// were added; one without limit lasts.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Answers every request for a stream with this status, content type and body, short for
    /// [`fault`](Self::fault) with [`Fault::new`].
    pub fn respond_with(
        self,
        status: u16,
        content_type: impl Into<String>,
        body: impl Into<bytes::Bytes>,
    ) -> Self {
        self.fault(Fault::new(status, content_type, body))
    }

    /// How many of the received requests are kept for [`RunningServer::requests`]: the newest 64 if
    /// not said otherwise. Each can hold a body of up to 1 MiB.
    pub fn keep_requests(mut self, newest: usize) -> Self {
        self.kept_requests = newest;
        self
    }

    /// Binds the address and starts to answer, on the runtime that polls this future; port 0 takes
    /// a free port.
    ///
    /// At most 1024 connections are open at a time, further ones wait. A request must be complete
    /// 30 seconds after it began.
    ///
    /// # Errors
    ///
    /// What the operating system says about the address; `InvalidInput` when a [`Fault`] has a
    /// status or header that HTTP does not allow.
    ///
    /// # Panics
    ///
    /// tokio panics when the runtime's I/O or time driver is off.
    pub async fn bind(self, addr: impl Into<SocketAddr>) -> io::Result<RunningServer> {
        let faults = self.faults.into_iter().map(prepare).collect::<io::Result<_>>()?;
        let listener = TcpListener::bind(addr.into()).await?;
        let service =
            Service::new(self.sources, self.is_demo, self.delivery, faults, self.kept_requests);
        RunningServer::start(listener, service)
    }

    /// [Binds](Self::bind) a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// As [`bind`](Self::bind).
    pub async fn bind_loopback(self) -> io::Result<RunningServer> {
        self.bind(([127, 0, 0, 1], 0)).await
    }
}

fn prepare(fault: Fault) -> io::Result<PreparedFault> {
    let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidInput, what);
    let status = StatusCode::from_u16(fault.status)
        .ok()
        .filter(|status| (200..600).contains(&status.as_u16()))
        .ok_or_else(|| invalid(format!("{} is no status to answer with", fault.status)))?;
    let mut headers = HeaderMap::new();
    for (name, value) in fault.headers {
        let parsed = HeaderName::try_from(&name).ok().zip(HeaderValue::try_from(&value).ok());
        let (parsed_name, parsed_value) =
            parsed.ok_or_else(|| invalid(format!("{name:?}: {value:?} is no header")))?;
        headers.append(parsed_name, parsed_value);
    }
    Ok(PreparedFault { status, headers, body: fault.body, left: fault.times })
}
