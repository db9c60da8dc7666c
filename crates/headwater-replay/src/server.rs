//! The server, before it runs.

use core::net::SocketAddr;
use std::io;

use hyper::header::HeaderValue;
use tokio::net::TcpListener;

use crate::service::{Service, Settings, Source};
use crate::{Answer, Delivery, Fault, Feed, Recording, Resume, RunningServer};

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
    settings: Settings,
    content_type: String,
}

impl Default for Server {
    fn default() -> Self {
        Self::new()
    }
}

impl Server {
    /// A server without streams, which answers every request for one with an error.
    pub fn new() -> Self {
        let content_type = "text/event-stream; charset=utf-8".to_owned();
        Self { settings: Settings::new(), content_type }
    }

    /// The built-in demo: answers by the words in the prompt, see [`demo`](crate::demo), with the
    /// pace of a model and events cut at awkward places.
    ///
    /// For tests, `Server::demo().delivery(Delivery::new())` has no pauses. Recordings and answers
    /// that are added take the place of the demo's in their API.
    pub fn demo() -> Self {
        let mut demo = Self::new();
        demo.settings.is_demo = true;
        demo.delivery(Delivery::new().awkward_chunks(DEMO_SEED).natural_pace(DEMO_SEED))
    }

    /// Adds a recorded stream.
    pub fn recording(self, recording: Recording) -> Self {
        self.recordings([recording])
    }

    /// Adds recorded streams.
    pub fn recordings(mut self, recordings: impl IntoIterator<Item = Recording>) -> Self {
        self.settings.sources.extend(recordings.into_iter().map(Source::Recording));
        self
    }

    /// Adds a scripted answer for both APIs, rendered with the request's model.
    pub fn answer(mut self, name: impl Into<String>, answer: Answer) -> Self {
        self.settings.sources.push(Source::Answer(name.into(), answer));
        self
    }

    /// Adds an event stream of any content at this path, as `/events`, for requests of any method.
    pub fn feed(mut self, path: impl Into<String>, feed: Feed) -> Self {
        self.settings.feeds.push((path.into(), feed));
        self
    }

    /// How the streams leave.
    pub fn delivery(mut self, delivery: Delivery) -> Self {
        self.settings.delivery = delivery;
        self
    }

    /// How the first streams leave, in this order, before those that leave as
    /// [`delivery`](Self::delivery) says.
    pub fn deliveries(mut self, first: impl IntoIterator<Item = Delivery>) -> Self {
        self.settings.deliveries.extend(first);
        self
    }

    /// What streams are called, as gateways do that mislabel them. A value that no header can have is
    /// reported by [`bind`](Self::bind).
    pub fn content_type(mut self, value: impl Into<String>) -> Self {
        self.content_type = value.into();
        self
    }

    /// How the next resumption of a background response is answered, after those that were said
    /// before; when all have had their turn, [right](Resume::Right).
    pub fn resume(mut self, resume: Resume) -> Self {
        self.settings.resumes.push_back(resume);
        self
    }

    /// How often `GET /v1/responses/{id}` says of a background response that it is in progress, before
    /// it gives the final object. Default: 0.
    pub fn polls_before_done(mut self, polls: usize) -> Self {
        self.settings.polls_before_done = polls;
        self
    }

    /// Answers nothing by itself: each request waits for
    /// [`RunningServer::next_request`](crate::RunningServer::next_request), whatever it asks for. No
    /// header is added to a reply, not even `Date`, but those that frame its body.
    pub fn by_hand(mut self) -> Self {
        self.settings.by_hand = true;
        self
    }

    /// Adds an answer in place of streams. Faults that are limited in number come in the order they
    /// were added; one without limit lasts.
    pub fn fault(mut self, fault: impl Into<Fault>) -> Self {
        self.settings.faults.push_back(fault.into());
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
        self.settings.kept_requests = newest;
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
        for fault in &self.settings.faults {
            fault.reply.check()?;
        }
        let content_type = HeaderValue::try_from(&self.content_type).map_err(|_| {
            let what = format!("{:?} is no content type", self.content_type);
            io::Error::new(io::ErrorKind::InvalidInput, what)
        })?;
        let listener = TcpListener::bind(addr.into()).await?;
        let (service, exchanges) = Service::new(self.settings, content_type);
        RunningServer::start(listener, service, exchanges)
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
