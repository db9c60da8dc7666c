//! A session on the wire: driven over TCP by the driver under test, against a server and on a clock
//! that the scenario moves.

use std::{
    collections::VecDeque,
    fmt::Debug,
    future::{Future as _, poll_fn},
    pin::pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use headwater::{Action, DeadlineReason, Session};
use headwater_hyper::{Driver, Requests};
use headwater_replay::{End, Exchange, LiveBody, Reply, RunningServer, Server};
use http::{Request, Uri};

use crate::{moved_timer::MovedTimer, test_client::TestClient};

pub(crate) const REFUSED: &str = "< refused";

/// The header by which a response is known as the one of its step.
const STEP: &str = "x-step";

/// Makes of an item what the scenarios have.
type See<S, T> = Box<dyn for<'a> Fn(<S as Session>::Item<'a>) -> T + Send>;

/// A session and all that is around it. `T` is what it hands out, as the scenarios have it.
pub(crate) struct Wire<S: Session, T> {
    pub(crate) driver: Driver<Requests<TestClient>, S>,
    see: See<S, T>,
    seen: VecDeque<T>,
    client: TestClient,
    timer: MovedTimer,
    server: RunningServer,
    /// The request that waits for its response.
    pub(crate) exchange: Option<Exchange>,
    body: Option<LiveBody>,
    bytes_sent: u64,
    /// How many requests the server was expected to have.
    requests: usize,
    /// In milliseconds, on the test's clock.
    now: u64,
    patience: Duration,
    /// The step that is run, for messages.
    at: String,
    steps: usize,
}

/// A request as it was received; or as it was sent, where it is refused.
pub(crate) struct Requested {
    pub(crate) method: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Bytes,
}

impl Requested {
    pub(crate) fn values(&self, name: &str) -> Vec<&[u8]> {
        let of_name = |(given, _): &&(String, Vec<u8>)| given.eq_ignore_ascii_case(name);
        self.headers.iter().filter(of_name).map(|(_, value)| value.as_slice()).collect()
    }
}

impl<S: Session + 'static, T: Debug> Wire<S, T> {
    pub(crate) async fn new(
        session: S,
        request: Request<Bytes>,
        see: impl for<'a> Fn(S::Item<'a>) -> T + Send + 'static,
    ) -> Self {
        let server = Server::new().by_hand().bind_loopback().await.expect("a port");
        let client = TestClient::new(server.addr());
        let timer = MovedTimer::new();
        Self {
            driver: Driver::connect(client.clone(), request, session, timer.clone()),
            see: Box::new(see),
            seen: VecDeque::new(),
            client,
            timer,
            server,
            exchange: None,
            body: None,
            bytes_sent: 0,
            requests: 0,
            now: 0,
            patience: Duration::from_secs(10),
            at: String::new(),
            steps: 0,
        }
    }

    /// How long what is expected may take.
    pub(crate) const fn patience_ms(mut self, ms: u64) -> Self {
        self.patience = Duration::from_millis(ms);
        self
    }

    /// Begins a step. `rest` are the texts of this step and of all that follow.
    pub(crate) fn begin<'a>(
        &mut self,
        at: String,
        mut rest: impl Iterator<Item = &'a str>,
    ) -> bool {
        self.at = at;
        self.steps += 1;
        // The next request is sent as soon as it is due: where it goes has to be known before.
        let refuse = rest.any(|text| text.starts_with("> "))
            && rest.find(|text| text.starts_with("< ")) == Some(REFUSED);
        self.client.told.lock().unwrap().refuse = refuse;
        refuse
    }

    pub(crate) fn at(&self) -> &str {
        &self.at
    }

    pub(crate) fn action(&self) -> Action<'_> {
        self.driver.session().action()
    }

    pub(crate) fn ends(&self) {
        self.saw_all();
        assert_eq!(self.server.requests().len(), self.requests, "{}: requests", self.at);
    }

    pub(crate) fn saw_all(&self) {
        assert!(self.seen.is_empty(), "{}: not expected: {:?}", self.at, self.seen);
    }

    pub(crate) async fn next_seen(&mut self, what: &str) -> T {
        self.until(what, |wire| !wire.seen.is_empty()).await;
        self.seen.pop_front().expect("something")
    }

    /// Lets the driver do what it can do now, and takes the request that the server has, if any.
    pub(crate) async fn poll(&mut self) {
        poll_fn(|cx| {
            self.poll_driver(cx);
            if let Poll::Ready(exchange) = pin!(self.server.next_request()).poll(cx) {
                self.exchange = Some(exchange);
            }
            Poll::Ready(())
        })
        .await;
    }

    fn poll_driver(&mut self, cx: &mut Context<'_>) {
        // An error says that the session is closed, as it says itself.
        while let Poll::Ready(Ok(true)) = self.driver.poll_advance(cx) {
            self.seen.push_back((self.see)(self.driver.item().expect("an item")));
        }
    }

    pub(crate) async fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let limit = std::time::Instant::now() + self.patience;
        loop {
            for _ in 0..20 {
                self.poll().await;
                if is_so(self) {
                    return;
                }
                tokio::task::yield_now().await;
            }
            let is_late = std::time::Instant::now() >= limit;
            assert!(!is_late, "{}: never {what:?}; {:?}", self.at, self.action());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// The next request, which is to go to this URL.
    pub(crate) async fn requested(&mut self, url: &str, is_refused: bool) -> Requested {
        let expected = Uri::try_from(url).expect("a URL");
        if is_refused {
            // It never comes to the server.
            self.until("requested", |wire| wire.client.told.lock().unwrap().sent.is_some()).await;
        } else {
            self.until("requested", |wire| wire.exchange.is_some()).await;
            self.requests += 1;
        }
        let sent = self.client.told.lock().unwrap().sent.take().expect("it was sent");
        assert_eq!(sent.uri(), &expected, "{}", self.at);
        let Some(request) = self.exchange.as_ref().filter(|_| !is_refused).map(Exchange::request)
        else {
            let headers = sent.headers().iter();
            let headers =
                headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
            let method = sent.method().to_string();
            return Requested { method, headers: headers.collect(), body: sent.body().clone() };
        };
        let authority = expected.authority().expect("an authority").as_str();
        assert_eq!(request.header("host"), Some(authority), "{}", self.at);
        let path = (request.path(), request.query());
        assert_eq!(path, (expected.path(), expected.query()), "{}", self.at);
        let headers = request.headers().map(|(name, value)| (name.to_owned(), value.to_vec()));
        Requested {
            method: request.method().to_owned(),
            headers: headers.collect(),
            body: request.body().clone(),
        }
    }

    /// What a step says that begins with `<`.
    pub(crate) async fn respond(&mut self, line: &str, headers: Vec<(&str, Vec<u8>)>) {
        match line {
            "connected" => {
                self.client.told.lock().unwrap().is_connected = true;
                return;
            }
            "refused" => {
                self.client.refusal.notify_waiters();
                self.until("refused", |wire| wire.action() != Action::AwaitResponse).await;
                return;
            }
            _ => {}
        }
        // Where nobody asks, no response can come.
        let Some(exchange) = self.exchange.take() else { return };
        let is_awaited = self.action() == Action::AwaitResponse;
        if matches!(line, "reset" | "end") {
            if line == "reset" {
                exchange.respond(Reply::reset()).expect("a reply");
            } else {
                drop(exchange);
            }
            self.until("broken", |wire| wire.action() != Action::AwaitResponse).await;
            return;
        }
        let (url, line) = match line.strip_prefix("url ").and_then(|line| line.split_once(' ')) {
            Some((url, line)) => (Some(url.to_owned()), line),
            None => (None, line),
        };
        self.client.told.lock().unwrap().final_url = url;
        let (status, content_type) = line.split_once(' ').unwrap_or((line, ""));
        let mut reply = Reply::new(status.parse().expect("a status"));
        if !content_type.is_empty() {
            reply = reply.header("Content-Type", content_type);
        }
        for (name, value) in headers {
            reply = reply.header(name, value);
        }
        let step = self.steps.to_string();
        self.body = Some(exchange.stream(reply.header(STEP, &step)).expect("a reply"));
        if is_awaited {
            let told = |wire: &Self| Some(wire.driver.response()?.headers.get(STEP)? == &*step);
            self.until("responded", |wire| told(wire) == Some(true)).await;
        }
    }

    pub(crate) fn end_body(&mut self, end: End) {
        if let Some(body) = self.body.take() {
            body.end(end);
        }
    }

    /// Bytes of the body: in one HTTP chunk, or each in one of its own.
    pub(crate) async fn write(&mut self, bytes: &[u8], by_byte: bool) {
        let Some(body) = &self.body else { return };
        self.bytes_sent += bytes.len() as u64;
        for piece in bytes.chunks(if by_byte { 1 } else { bytes.len() }) {
            body.write(Bytes::copy_from_slice(piece));
        }
        if self.action() == Action::Read {
            let sent = self.bytes_sent;
            let is_read =
                |wire: &Self| wire.driver.bytes_read() >= sent || wire.action() != Action::Read;
            self.until("read", is_read).await;
        }
        self.bytes_sent = self.driver.bytes_read();
    }

    /// The session waits for as long as this, and that passes.
    pub(crate) async fn wait(&mut self, bounds: &str) {
        // A request that was given up has its response no more.
        self.exchange = None;
        self.until("waiting", |wire| wire.action() == Action::Wait).await;
        let deadline = self.driver.session().poll_timeout().expect("a wait has an end");
        assert_eq!(deadline.reason, DeadlineReason::Reconnect, "{}", self.at);
        let delay = deadline.at.as_millis() - self.now;
        let (least, most) = bounds.split_once("..").expect("LEAST..MOST");
        let number = |text: &str| text.parse::<u64>().expect("a number");
        let is_within = (number(least)..=number(most)).contains(&delay);
        assert!(is_within, "{}: waits for {delay} ms", self.at);
        // Not a moment before.
        self.to(deadline.at.as_millis() - 1).await;
        assert_eq!(self.action(), Action::Wait, "{}", self.at);
        self.to(deadline.at.as_millis()).await;
    }

    pub(crate) async fn pass(&mut self, ms: u64) {
        let end = self.now + ms;
        let due = |wire: &Self| wire.driver.session().poll_timeout();
        while let Some(deadline) = due(self).filter(|due| due.at.as_millis() <= end) {
            self.to(deadline.at.as_millis().max(self.now)).await;
            if deadline.reason == DeadlineReason::Reconnect {
                break;
            }
        }
        self.to(end).await;
    }

    async fn to(&mut self, ms: u64) {
        self.timer.pass(ms - self.now);
        self.now = ms;
        self.poll().await;
    }
}
