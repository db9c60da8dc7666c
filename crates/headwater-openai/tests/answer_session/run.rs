//! Runs a scenario: the transport, the clock and the caller of a response session, played.

use std::collections::VecDeque;

use headwater::{
    Action, DeadlineReason, Instant, Method, RequestBody, ResponseHead, Sent, Session as _,
    Step as Progressed, Target,
};
use headwater_openai::{AnswerSession, Warning};

use crate::expected::{PROMPT, outcome, seen, session, text_of};
use crate::script::{Scenario, Step};

/// How the bytes of a body are cut into chunks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Chunking {
    Whole,
    ByByte,
    /// Each step's bytes in two, here.
    CutAt(usize),
}

pub(crate) fn run(scenario: &Scenario, chunking: Chunking) {
    Run { scenario, session: session(scenario), now: 0, seen: VecDeque::new(), at: "" }
        .all(chunking);
}

struct Run<'a> {
    scenario: &'a Scenario,
    session: AnswerSession,
    now: u64,
    /// What was handed out, in the words of the scenarios.
    seen: VecDeque<String>,
    at: &'a str,
}

impl<'a> Run<'a> {
    fn all(mut self, chunking: Chunking) {
        self.pump(b"");
        for step in &self.scenario.steps {
            self.at = &step.at;
            self.step(step, chunking);
            assert_eq!(self.session.action(), self.session.action());
            assert_eq!(self.session.poll_timeout(), self.session.poll_timeout());
            let is_closed = matches!(self.session.action(), Action::Closed(_));
            assert_eq!(self.session.outcome().is_some(), is_closed, "{}", self.at());
            self.check_shown();
        }
        assert!(self.seen.is_empty(), "{}: left over: {:?}", self.at(), self.seen);
    }

    fn at(&self) -> String {
        format!("{} of {}", self.at, self.scenario.title)
    }

    /// Nothing that is shown holds a secret or the prompt.
    fn check_shown(&self) {
        let Self { session, .. } = self;
        let shown = format!("{session:?} {:?} {:?}", session.action(), session.outcome());
        for hidden in ["sk-secret", PROMPT, "a.example"] {
            assert!(!shown.contains(hidden), "{}: {shown}", self.at());
        }
    }

    fn now(&self) -> Instant {
        Instant::from_millis(self.now)
    }

    fn step(&mut self, step: &'a Step, chunking: Chunking) {
        let (word, rest) = step.text.split_once(' ').unwrap_or((&step.text, ""));
        if matches!(word, ">" | "<" | "<<" | "wait" | "pass" | "cancel" | "close" | "closed") {
            assert!(self.seen.is_empty(), "{}: not expected: {:?}", self.at(), self.seen);
        }
        match word {
            ">" => self.request(rest, &step.details),
            "<" => self.respond(rest, &step.details),
            "<<" => self.body(rest, chunking),
            "wait" => self.wait(rest),
            "pass" => self.pass(rest.parse().expect("milliseconds")),
            "cancel" => self.session.cancel(self.now()),
            "close" => self.session.close(),
            "closed" => {
                let action = self.session.action();
                let Action::Closed(reason) = action else { panic!("{}: {action:?}", self.at()) };
                assert_eq!(format!("{reason:?}"), rest, "{}", self.at());
            }
            "outcome" => assert_eq!(outcome(&self.session), rest, "{}", self.at()),
            "final" => {
                let object = self.session.answer().snapshot();
                assert_eq!(object.as_ref().map(text_of).as_deref(), Some(rest), "{}", self.at());
            }
            "warns" => {
                let warnings = self.session.answer().warnings();
                let is = |warning: &Warning| format!("{warning:?}").starts_with(rest);
                assert!(warnings.iter().any(is), "{}: {warnings:?}", self.at());
            }
            "says" => {
                let status = self.session.last_failure().and_then(|failure| failure.status);
                assert_eq!(status.map(|status| status.to_string()).as_deref(), Some(rest));
            }
            _ => {
                let seen = self.seen.pop_front();
                assert_eq!(seen.as_deref(), Some(&*step.text), "{}", self.at());
            }
        }
        self.pump(b"");
    }

    fn request(&mut self, line: &str, details: &[String]) {
        let at = self.at();
        let action = self.session.action();
        let Action::Connect(attempt) = action else { panic!("{at}: not a request: {action:?}") };
        let Target::Own { origin, path_and_query } = attempt.target else { panic!("{at}: whose?") };
        assert_eq!(origin, "https://a.example");
        let method = match attempt.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Original => panic!("{at}: whose method?"),
        };
        assert_eq!(format!("{method} {path_and_query}"), line, "{at}");
        let body = match attempt.body {
            RequestBody::Own(body) => Some(String::from_utf8_lossy(body)),
            RequestBody::Nothing => None,
            RequestBody::Original => panic!("{at}: whose body?"),
        };
        let values = |name: &str| -> Vec<&[u8]> {
            attempt.headers().filter(|it| it.name == name).map(|it| it.value).collect()
        };
        assert_eq!(values("authorization"), [b"Bearer sk-secret"], "{at}");
        assert!(attempt.headers().all(|it| (it.name == "authorization") == it.is_sensitive));
        for detail in details {
            if detail == "no body" {
                assert_eq!(body, None, "{at}");
            } else if detail == "body" {
                assert!(body.as_ref().is_some_and(|body| body.contains(PROMPT)), "{at}");
            } else if let Some(name) = detail.strip_prefix('-') {
                assert_eq!(values(name), [b""; 0], "{at}: {name}");
            } else {
                let (name, value) = detail.split_once(": ").expect("name: value");
                assert_eq!(values(name), [value.as_bytes()], "{at}: {name}");
            }
        }
        self.session.handle_request_started(self.now());
    }

    fn respond(&mut self, line: &str, details: &[String]) {
        let now = self.now();
        match line {
            "connected" => return self.session.handle_connected(now),
            "refused" => return self.session.handle_network_error(Sent::Nothing, now),
            "reset" => return self.session.handle_network_error(Sent::Perhaps, now),
            "end" => return self.session.handle_end(now),
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
        for detail in details {
            let (name, value) = detail.split_once(": ").expect("name: value");
            head = head.header(name, value.as_bytes());
        }
        self.session.handle_response(head, now);
    }

    fn body(&mut self, text: &str, chunking: Chunking) {
        let Some(bytes) = self.scenario.bytes(text) else {
            match text {
                "end" => self.session.handle_end(self.now()),
                _ => self.session.handle_network_error(Sent::Perhaps, self.now()),
            }
            return;
        };
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
        assert_eq!(self.session.action(), Action::Wait, "{at}");
        let deadline = self.session.poll_timeout().expect("a wait has an end");
        assert_eq!(deadline.reason, DeadlineReason::Reconnect, "{at}");
        let delay = deadline.at.saturating_millis_since(self.now());
        let (least, most) = bounds.split_once("..").expect("LEAST..MOST");
        let number = |text: &str| text.parse::<u64>().expect("a number");
        assert!((number(least)..=number(most)).contains(&delay), "{at}: waits for {delay} ms");
        // Not a moment before.
        self.now = deadline.at.as_millis() - 1;
        self.session.handle_timeout(self.now());
        assert_eq!(self.session.action(), Action::Wait, "{at}");
        self.now += 1;
        self.session.handle_timeout(self.now());
    }

    fn pass(&mut self, ms: u64) {
        let end = self.now + ms;
        while let Some(due) = self.session.poll_timeout().filter(|due| due.at.as_millis() <= end) {
            self.now = due.at.as_millis().max(self.now);
            self.session.handle_timeout(self.now());
            self.pump(b"");
            if due.reason == DeadlineReason::Reconnect {
                break;
            }
        }
        self.now = end;
    }

    /// Gives a chunk and takes what comes of it, as a driver does.
    fn pump(&mut self, mut chunk: &[u8]) {
        loop {
            let progress = self.session.advance(chunk, self.now());
            assert!(progress.consumed <= chunk.len());
            let item = self.session.item(chunk);
            assert_eq!(item.is_some(), progress.step == Progressed::Item, "{}", self.at());
            let shown = format!("{item:?}");
            assert!(!shown.contains("sk-secret") && !shown.contains(PROMPT));
            let seen = item.map(seen);
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
}
