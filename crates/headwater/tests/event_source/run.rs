//! Runs a scenario: the transport, the clock and the caller of an event source, played.

use std::collections::VecDeque;

use headwater::{
    Action, Attempt, DeadlineReason, EventSource, Fixed, Instant, Method, ReadyState, RequestBody,
    ResponseHead, Sent, Session, Step as Progressed, Storage, Target,
};

use crate::{
    expected::{Seen, URL, config, setting},
    script::{Scenario, Step, unescaped},
};

/// How the bytes of a body are cut into chunks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Chunking {
    Whole,
    ByByte,
    /// Each step's bytes in two, here.
    CutAt(usize),
}

/// Whether what the scenario needs is compiled in.
pub(crate) fn can_run(scenario: &Scenario) -> bool {
    cfg!(feature = "redirects") || !scenario.settings.iter().any(|setting| setting == "follow")
}

pub(crate) fn run(scenario: &Scenario, chunking: Chunking) {
    let config = config(scenario);
    let storage = || Fixed::new([0; 512], [0; 64], [0; 3 * 128], [0; 64]);
    Run::new(scenario, EventSource::with_storage(config, storage())).all(chunking);
    #[cfg(feature = "alloc")]
    Run::new(scenario, EventSource::with_config(config)).all(chunking);
}

struct Run<'a, S> {
    scenario: &'a Scenario,
    source: EventSource<S>,
    now: u64,
    seen: VecDeque<Seen>,
    /// When the requests were asked for that are not the next hop of a redirect.
    line: usize,
}

impl<'a, S: Storage> Run<'a, S> {
    fn new(scenario: &'a Scenario, source: EventSource<S>) -> Self {
        let mut source = source;
        if let Some(id) = setting(scenario, "id ").next() {
            source.set_last_event_id(&unescaped(id)).expect("an id that can be");
        }
        #[cfg(feature = "redirects")]
        if scenario.settings.iter().any(|setting| setting == "follow") {
            let url = setting(scenario, "url ").next().unwrap_or(URL);
            source = source.with_url(url).expect("a URL that can be");
        }
        Self { scenario, source, now: 0, seen: VecDeque::new(), line: 0 }
    }

    fn all(mut self, chunking: Chunking) {
        self.pump(b"");
        for step in &self.scenario.steps {
            self.line = step.line;
            self.step(step, chunking);
            self.ask_twice();
        }
        assert!(self.seen.is_empty(), "{}: left over: {:?}", self.at(), self.seen);
    }

    fn at(&self) -> String {
        let Scenario { file, title, .. } = self.scenario;
        format!("{file}.txt:{}: {title}", self.line)
    }

    fn now(&self) -> Instant {
        Instant::from_millis(self.now)
    }

    fn step(&mut self, step: &Step, chunking: Chunking) {
        let (word, rest) = step.text.split_once(' ').unwrap_or((&step.text, ""));
        if matches!(word, ">" | "<" | "<<" | "wait" | "pass" | "restart" | "close" | "closed") {
            assert!(self.seen.is_empty(), "{}: not expected: {:?}", self.at(), self.seen);
        }
        match word {
            ">" => self.request(rest, &step.details),
            "<" => self.respond(rest, &step.details),
            "<<" => self.body(rest, chunking),
            "wait" => self.wait(rest),
            "pass" => self.pass(rest.parse().expect("milliseconds")),
            "restart" => self.source.restart(self.now()),
            "close" => self.source.close(),
            "closed" => {
                let action = self.source.action();
                let Action::Closed(reason) = action else { panic!("{}: {action:?}", self.at()) };
                assert_eq!(format!("{reason:?}"), rest, "{}", self.at());
            }
            "state" => {
                let state = match self.source.ready_state() {
                    ReadyState::Connecting => "connecting",
                    ReadyState::Open => "open",
                    ReadyState::Closed => "closed",
                };
                assert_eq!(state, rest, "{}", self.at());
            }
            "url" => self.url(rest),
            "origin" => self.origin(rest),
            _ => {
                let expected = Seen::expected(&step.text);
                let expected = expected.unwrap_or_else(|| panic!("{}: unknown step", self.at()));
                assert_eq!(self.seen.pop_front(), Some(expected), "{}", self.at());
            }
        }
        self.pump(b"");
    }

    fn request(&mut self, line: &str, details: &[String]) {
        let at = self.at();
        let action = self.source.action();
        let Action::Connect(attempt) = action else { panic!("{at}: not a request: {action:?}") };
        let own_url = setting(self.scenario, "url ").next().unwrap_or(URL);
        let (method, url) = line.split_once(' ').unwrap_or((line, own_url));
        let sent = Request::of(self.scenario, own_url, &attempt);
        assert_eq!((sent.method.as_str(), sent.url.as_str()), (method, url), "{at}");
        for detail in details {
            if detail == "no body" {
                assert_eq!(sent.body, None, "{at}");
            } else if let Some(body) = detail.strip_prefix("body ") {
                assert_eq!(sent.body.as_deref(), Some(body), "{at}");
            } else if let Some(name) = detail.strip_prefix('-') {
                assert_eq!(sent.values(name), [b""; 0], "{at}: {name}");
            } else {
                let (name, value) = detail.split_once(": ").expect("name: value");
                assert_eq!(sent.values(name), [unescaped(value)], "{at}: {name}");
            }
        }
        self.source.handle_request_started(self.now());
    }

    fn respond(&mut self, line: &str, details: &[String]) {
        let now = self.now();
        match line {
            "connected" => return self.source.handle_connected(now),
            "refused" => return self.source.handle_network_error(Sent::Nothing, now),
            "reset" => return self.source.handle_network_error(Sent::Perhaps, now),
            _ => {}
        }
        let (url, line) = match line.strip_prefix("url ").and_then(|line| line.split_once(' ')) {
            Some((url, line)) => (Some(url), line),
            None => (None, line),
        };
        let (status, content_type) = line.split_once(' ').unwrap_or((line, ""));
        let mut head = ResponseHead::new(status.parse().expect("a status")).url(url);
        if !content_type.is_empty() {
            head = head.header("Content-Type", content_type.as_bytes());
        }
        let headers: Vec<(String, Vec<u8>)> = details
            .iter()
            .map(|detail| detail.split_once(':').expect("name: value"))
            .map(|(name, value)| (name.into(), unescaped(value.strip_prefix(' ').unwrap_or(value))))
            .collect();
        for (name, value) in &headers {
            head = head.header(name, value);
        }
        self.source.handle_response(head, now);
    }

    fn body(&mut self, text: &str, chunking: Chunking) {
        match text {
            "end" => return self.source.handle_end(self.now()),
            "reset" => return self.source.handle_network_error(Sent::Perhaps, self.now()),
            _ => {}
        }
        let bytes = unescaped(text);
        match chunking {
            Chunking::Whole => self.pump(&bytes),
            Chunking::ByByte => bytes.chunks(1).for_each(|byte| self.pump(byte)),
            Chunking::CutAt(cut) => {
                let (first, second) = bytes.split_at(cut.min(bytes.len()));
                self.pump(first);
                self.pump(second);
            }
        }
    }

    fn wait(&mut self, bounds: &str) {
        let at = self.at();
        assert_eq!(self.source.action(), Action::Wait, "{at}");
        let deadline = self.source.poll_timeout().expect("a wait has an end");
        assert_eq!(deadline.reason, DeadlineReason::Reconnect, "{at}");
        let delay = deadline.at.saturating_millis_since(self.now());
        let (least, most) = bounds.split_once("..").expect("LEAST..MOST");
        let number = |text: &str| text.parse::<u64>().expect("a number");
        assert!((number(least)..=number(most)).contains(&delay), "{at}: waits for {delay} ms");
        // Not a moment before.
        self.now = deadline.at.as_millis() - 1;
        self.source.handle_timeout(self.now());
        assert_eq!(self.source.action(), Action::Wait, "{at}");
        self.now += 1;
        self.source.handle_timeout(self.now());
    }

    fn pass(&mut self, ms: u64) {
        let end = self.now + ms;
        while let Some(deadline) =
            self.source.poll_timeout().filter(|due| due.at.as_millis() <= end)
        {
            self.now = deadline.at.as_millis().max(self.now);
            self.source.handle_timeout(self.now());
            self.pump(b"");
            if deadline.reason == DeadlineReason::Reconnect {
                break;
            }
        }
        self.now = end;
    }

    /// Gives a chunk and takes what comes of it, as a driver does.
    fn pump(&mut self, mut chunk: &[u8]) {
        loop {
            let progress = self.source.advance(chunk, self.now());
            assert!(progress.consumed <= chunk.len());
            let item = self.source.item(chunk);
            assert_eq!(item, self.source.item(chunk), "a question changes nothing");
            assert_eq!(item.is_some(), progress.step == Progressed::Item, "{}", self.at());
            let seen = item.map(Seen::of);
            chunk = &chunk[progress.consumed..];
            match seen {
                Some(seen) => self.seen.push_back(seen),
                None => {
                    assert!(chunk.is_empty(), "all of it is taken");
                    return;
                }
            }
        }
    }

    fn ask_twice(&self) {
        assert_eq!(self.source.action(), self.source.action());
        assert_eq!(self.source.poll_timeout(), self.source.poll_timeout());
    }

    #[cfg(feature = "redirects")]
    fn url(&self, expected: &str) {
        assert_eq!(self.source.current_url(), Some(expected), "{}", self.at());
    }

    #[cfg(feature = "redirects")]
    fn origin(&self, expected: &str) {
        let origin = self.source.origin().map(|origin| origin.to_string());
        assert_eq!(origin.as_deref(), Some(expected), "{}", self.at());
    }

    #[cfg(not(feature = "redirects"))]
    fn url(&self, _: &str) {}

    #[cfg(not(feature = "redirects"))]
    fn origin(&self, _: &str) {}
}

/// A request as an adapter builds it of an attempt, by what the docs of [`Attempt`] say and no more.
struct Request {
    method: String,
    url: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Option<String>,
}

impl Request {
    fn of(scenario: &Scenario, own_url: &str, attempt: &Attempt<'_>) -> Self {
        let mut headers = Vec::new();
        for (secret, kind) in [(false, "header "), (true, "secret ")] {
            for header in setting(scenario, kind) {
                let (name, value) = header.split_once(": ").expect("name: value");
                if attempt.keeps_header(name, secret) {
                    headers.push((name.to_owned(), value.as_bytes().to_vec()));
                }
            }
        }
        for own in attempt.headers() {
            if !headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(own.name)) {
                headers.push((own.name.to_owned(), own.value.to_vec()));
            }
        }
        let own_method = setting(scenario, "method ").next().unwrap_or("GET");
        Self {
            method: match attempt.method {
                Method::Original => own_method.into(),
                Method::Get => "GET".into(),
                Method::Post => "POST".into(),
            },
            url: match attempt.target {
                Target::Original => own_url.into(),
                Target::Redirected(url) => url.into(),
                Target::Own { .. } => panic!("an event source has no request of its own"),
            },
            headers,
            body: setting(scenario, "body ")
                .next()
                .filter(|_| attempt.body == RequestBody::Original)
                .map(String::from),
        }
    }

    fn values(&self, name: &str) -> Vec<&[u8]> {
        let of_name = |(given, _): &&(String, Vec<u8>)| given.eq_ignore_ascii_case(name);
        self.headers.iter().filter(of_name).map(|(_, value)| value.as_slice()).collect()
    }
}
