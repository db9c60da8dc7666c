//! Runs a scenario over TCP.

use std::{
    collections::VecDeque,
    future::{Future as _, poll_fn},
    pin::pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use bytes::Bytes;
use headwater::{Action, DeadlineReason, EventSource, ReadyState, Session as _};
use headwater_hyper::{Driver, Requests};
use headwater_replay::{End, Exchange, LiveBody, Reply, RunningServer, Server};
use http::{HeaderName, HeaderValue, Request, Uri};

use crate::{
    expected::{Seen, URL, config, setting},
    moved_timer::MovedTimer,
    script::{Scenario, Step, unescaped},
    test_client::TestClient,
};

const REFUSED: &str = "< refused";

/// The header by which a response is known as the one of its step.
const STEP: &str = "x-step";

pub(crate) struct Run<'a> {
    scenario: &'a Scenario,
    driver: Driver<Requests<TestClient>, EventSource>,
    client: TestClient,
    timer: MovedTimer,
    server: RunningServer,
    /// The request that waits for its response.
    exchange: Option<Exchange>,
    body: Option<LiveBody>,
    bytes_sent: u64,
    /// How many requests the server was expected to have.
    requests: usize,
    seen: VecDeque<Seen>,
    line: usize,
    /// In milliseconds, on the test's clock.
    now: u64,
    patience: Duration,
}

impl<'a> Run<'a> {
    pub(crate) async fn new(scenario: &'a Scenario) -> Self {
        let server = Server::new().by_hand().bind_loopback().await.expect("a port");
        let client = TestClient::new(server.addr());
        let timer = MovedTimer::new();
        let mut source = EventSource::with_config(config(scenario));
        if let Some(id) = setting(scenario, "id ").next() {
            source.set_last_event_id(&unescaped(id)).expect("an id that can be");
        }
        if scenario.settings.iter().any(|setting| setting == "follow") {
            source = source.with_url(own_url(scenario)).expect("a URL that can be");
        }
        let driver = Driver::connect(client.clone(), own_request(scenario), source, timer.clone());
        Self {
            scenario,
            driver,
            client,
            timer,
            server,
            exchange: None,
            body: None,
            bytes_sent: 0,
            requests: 0,
            seen: VecDeque::new(),
            line: 0,
            now: 0,
            patience: Duration::from_secs(10),
        }
    }

    /// How long what is expected may take.
    pub(crate) const fn patience_ms(mut self, ms: u64) -> Self {
        self.patience = Duration::from_millis(ms);
        self
    }

    pub(crate) async fn all(mut self, by_byte: bool) {
        let steps = &self.scenario.steps;
        for (index, step) in steps.iter().enumerate() {
            self.line = step.line;
            // The next request is sent as soon as it is due: where it goes has to be known before.
            let begins = |step: &&Step, mark: &str| step.text.starts_with(mark);
            let mut rest = steps.iter().skip(index).skip_while(|step| !begins(step, "> "));
            let refuse = rest.find(|step| begins(step, "< ")).is_some_and(|it| it.text == REFUSED);
            self.client.told.lock().unwrap().refuse = refuse;
            self.step(step, refuse, by_byte).await;
        }
        assert!(self.seen.is_empty(), "{}: left over: {:?}", self.at(), self.seen);
        assert_eq!(self.server.requests().len(), self.requests, "{}: requests", self.at());
    }

    fn at(&self) -> String {
        let Scenario { file, title, .. } = self.scenario;
        format!("{file}.txt:{}: {title}", self.line)
    }

    async fn step(&mut self, step: &Step, refuse: bool, by_byte: bool) {
        let (word, rest) = step.text.split_once(' ').unwrap_or((&step.text, ""));
        if matches!(word, ">" | "<" | "<<" | "wait" | "pass" | "restart" | "close" | "closed") {
            assert!(self.seen.is_empty(), "{}: not expected: {:?}", self.at(), self.seen);
        }
        if matches!(word, "wait" | "restart") {
            // A request that was given up has its response no more.
            self.exchange = None;
        }
        match word {
            ">" => self.request(rest, &step.details, refuse).await,
            "<" => self.respond(rest, &step.details).await,
            "<<" => self.body(rest, by_byte).await,
            "wait" => self.wait(rest).await,
            "pass" => self.pass(rest.parse().expect("milliseconds")).await,
            "restart" => {
                let now = headwater::Instant::from_millis(self.now);
                self.driver.session_mut().restart(now);
            }
            "close" => self.driver.session_mut().close(),
            "closed" => {
                let is_closed = |run: &Self| matches!(run.action(), Action::Closed(_));
                self.until("closed", is_closed).await;
                let Action::Closed(reason) = self.action() else { unreachable!() };
                assert_eq!(format!("{reason:?}"), rest, "{}", self.at());
            }
            "state" => self.until(rest, |run| state(run.driver.session()) == rest).await,
            "url" => self.until(rest, |run| run.driver.session().current_url() == Some(rest)).await,
            "origin" => {
                let origin = |run: &Self| run.driver.session().origin().map(|it| it.to_string());
                self.until(rest, |run| origin(run).as_deref() == Some(rest)).await;
            }
            _ => {
                let expected = Seen::expected(&step.text).expect("a step that there is");
                self.until(&step.text, |run| !run.seen.is_empty()).await;
                assert_eq!(self.seen.pop_front(), Some(expected), "{}", self.at());
            }
        }
        self.poll().await;
    }

    fn action(&self) -> Action<'_> {
        self.driver.session().action()
    }

    /// Lets the driver do what it can do now, and takes the request that the server has, if any.
    async fn poll(&mut self) {
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
            self.seen.push_back(Seen::of(self.driver.item().expect("an item")));
        }
    }

    async fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let limit = Instant::now() + self.patience;
        loop {
            for _ in 0..20 {
                self.poll().await;
                if is_so(self) {
                    return;
                }
                tokio::task::yield_now().await;
            }
            assert!(Instant::now() < limit, "{}: never {what:?}; {:?}", self.at(), self.action());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    async fn request(&mut self, line: &str, details: &[String], is_refused: bool) {
        let own_url = own_url(self.scenario);
        let (method, url) = line.split_once(' ').unwrap_or((line, own_url));
        let at = self.at();
        let (sent, body) = if is_refused {
            // It never comes to the server.
            self.until("requested", |run| run.client.told.lock().unwrap().sent.is_some()).await;
            let sent = self.client.told.lock().unwrap().sent.take().expect("it was sent");
            assert_eq!(sent.method().as_str(), method, "{at}");
            let headers = sent.headers().iter();
            let headers =
                headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
            (headers.collect::<Vec<_>>(), sent.body().clone())
        } else {
            self.until("requested", |run| run.exchange.is_some()).await;
            self.requests += 1;
            let request = self.exchange.as_ref().expect("it was received").request();
            let sent = self.client.told.lock().unwrap().sent.take().expect("it was sent");
            let expected = Uri::try_from(url).expect("a URL");
            assert_eq!(sent.uri(), &expected, "{at}");
            assert_eq!(request.method(), method, "{at}");
            let host = request.header("host").expect("a host");
            let path = (request.path(), request.query());
            assert_eq!(host, expected.authority().expect("an authority").as_str(), "{at}");
            assert_eq!(path, (expected.path(), expected.query()), "{at}");
            let headers = request.headers().map(|(name, value)| (name.to_owned(), value.to_vec()));
            (headers.collect(), request.body().clone())
        };
        for detail in details {
            if detail == "no body" {
                assert!(body.is_empty(), "{at}");
            } else if let Some(expected) = detail.strip_prefix("body ") {
                assert_eq!(body, expected, "{at}");
            } else if let Some(name) = detail.strip_prefix('-') {
                assert_eq!(values(&sent, name), [b""; 0], "{at}: {name}");
            } else {
                let (name, value) = detail.split_once(": ").expect("name: value");
                assert_eq!(values(&sent, name), [unescaped(value)], "{at}: {name}");
            }
        }
    }

    async fn respond(&mut self, line: &str, details: &[String]) {
        if line == "connected" {
            self.client.told.lock().unwrap().is_connected = true;
            return;
        }
        if line == "refused" {
            self.client.refusal.notify_waiters();
            self.until("refused", |run| run.action() != Action::AwaitResponse).await;
            return;
        }
        // Where nobody asks, no response can come.
        let Some(exchange) = self.exchange.take() else { return };
        let is_awaited = self.action() == Action::AwaitResponse;
        if line == "reset" {
            exchange.respond(Reply::reset()).expect("a reply");
            self.until("reset", |run| run.action() != Action::AwaitResponse).await;
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
        for detail in details {
            let (name, value) = detail.split_once(':').expect("name: value");
            reply = reply.header(name, unescaped(value.strip_prefix(' ').unwrap_or(value)));
        }
        self.body =
            Some(exchange.stream(reply.header(STEP, self.line.to_string())).expect("a reply"));
        if is_awaited {
            let line = self.line.to_string();
            let told =
                |run: &Self| Some(run.driver.response()?.headers.get(STEP)? == line.as_str());
            self.until("responded", |run| told(run) == Some(true)).await;
        }
    }

    async fn body(&mut self, text: &str, by_byte: bool) {
        let end = match text {
            "end" => Some(End::Clean),
            "reset" => Some(End::Reset),
            _ => None,
        };
        if let Some(end) = end {
            if let Some(body) = self.body.take() {
                body.end(end);
            }
            return;
        }
        let Some(body) = &self.body else { return };
        let bytes = unescaped(text);
        self.bytes_sent += bytes.len() as u64;
        let is_short = bytes.len() < 200;
        for piece in bytes.chunks(if by_byte && is_short { 1 } else { bytes.len() }) {
            body.write(Bytes::copy_from_slice(piece));
        }
        if self.action() == Action::Read {
            let sent = self.bytes_sent;
            self.until("read", |run| run.driver.bytes_read() >= sent).await;
        } else {
            self.bytes_sent = self.driver.bytes_read();
        }
    }

    async fn wait(&mut self, bounds: &str) {
        self.until("waiting", |run| run.action() == Action::Wait).await;
        let at = self.at();
        let deadline = self.driver.session().poll_timeout().expect("a wait has an end");
        assert_eq!(deadline.reason, DeadlineReason::Reconnect, "{at}");
        let delay = deadline.at.as_millis() - self.now;
        let (least, most) = bounds.split_once("..").expect("LEAST..MOST");
        let number = |text: &str| text.parse::<u64>().expect("a number");
        assert!((number(least)..=number(most)).contains(&delay), "{at}: waits for {delay} ms");
        // Not a moment before.
        self.to(deadline.at.as_millis() - 1).await;
        assert_eq!(self.action(), Action::Wait, "{at}");
        self.to(deadline.at.as_millis()).await;
    }

    async fn pass(&mut self, ms: u64) {
        let end = self.now + ms;
        let due = |run: &Self| run.driver.session().poll_timeout();
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

fn state(source: &EventSource) -> &'static str {
    match source.ready_state() {
        ReadyState::Connecting => "connecting",
        ReadyState::Open => "open",
        ReadyState::Closed => "closed",
    }
}

fn own_url(scenario: &Scenario) -> &str {
    setting(scenario, "url ").next().unwrap_or(URL)
}

/// The caller's request.
fn own_request(scenario: &Scenario) -> Request<Bytes> {
    let body = setting(scenario, "body ").next().unwrap_or_default();
    let mut request = Request::new(Bytes::copy_from_slice(body.as_bytes()));
    *request.uri_mut() = own_url(scenario).parse().expect("a URL");
    if let Some(method) = setting(scenario, "method ").next() {
        *request.method_mut() = method.parse().expect("a method");
    }
    for (is_secret, kind) in [(false, "header "), (true, "secret ")] {
        for header in setting(scenario, kind) {
            let (name, value) = header.split_once(": ").expect("name: value");
            let mut value: HeaderValue = value.parse().expect("a value");
            value.set_sensitive(is_secret);
            request.headers_mut().append(name.parse::<HeaderName>().expect("a name"), value);
        }
    }
    request
}

fn values<'a>(headers: &'a [(String, Vec<u8>)], name: &str) -> Vec<&'a [u8]> {
    let of_name = |(given, _): &&(String, Vec<u8>)| given.eq_ignore_ascii_case(name);
    headers.iter().filter(of_name).map(|(_, value)| value.as_slice()).collect()
}
