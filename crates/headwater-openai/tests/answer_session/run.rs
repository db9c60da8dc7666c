//! Runs a scenario: the transport, the clock and the caller of a response session, played.

use std::collections::VecDeque;

use headwater::{
    Action, DeadlineReason, Instant, Method, RequestBody, ResponseHead, Sent, Session as _,
    Step as Progressed, Target, Timers,
};
use headwater_openai::request::Endpoint;
use headwater_openai::{
    AnswerItem, AnswerSession, AnswerSessionConfig, AnswerSessionItem, Api, Delta, Outcome,
    PaysTwice, Warning,
};

use crate::script::{Scenario, Step};
use crate::text_of;

/// How the bytes of a body are cut into chunks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Chunking {
    Whole,
    ByByte,
    /// Each step's bytes in two, here.
    CutAt(usize),
}

const PROMPT: &str = "a prompt";

pub(crate) fn run(scenario: &Scenario, chunking: Chunking) {
    Run { scenario, session: session(scenario), now: 0, seen: VecDeque::new(), at: "" }
        .all(chunking);
}

fn session(scenario: &Scenario) -> AnswerSession {
    let endpoint = Endpoint::new("https://a.example/v1").bearer("sk-secret");
    let config = config(scenario);
    if let Some(resume) = scenario.setting("resume") {
        let (id, after) = resume.split_once(' ').unwrap_or((resume, ""));
        return AnswerSession::resuming(id, after.parse().ok(), &endpoint, config).expect("an id");
    }
    let is_chat = scenario.setting("chat").is_some();
    let api = if is_chat { Api::ChatCompletions } else { Api::Responses };
    let background = scenario.setting("background").is_some();
    let choices = scenario.setting("choices").map_or(1, |n| n.parse().expect("a number"));
    let body = serde_json::json!({
        "input": PROMPT, "stream": true, "background": background, "n": choices,
    });
    AnswerSession::with_body(api, body.to_string(), &endpoint, config).expect("an endpoint")
}

fn config(scenario: &Scenario) -> AnswerSessionConfig {
    let mut config = AnswerSessionConfig::new();
    let mut timers = Timers::new();
    for setting in &scenario.settings {
        let (name, value) = setting.split_once(' ').unwrap_or((setting, ""));
        let number = || value.parse::<u32>().expect("a number");
        match name {
            "sdk" => config = config.retry_as_official_sdks(value),
            "restart" => config = config.restart_broken_answers(PaysTwice::Accepted),
            "retry-errors" => config = config.retry_reported_errors(PaysTwice::Accepted),
            "max-retries" => config = config.max_retries(Some(number())),
            "max-resumes" => config = config.max_resumes(Some(number())),
            "max-elapsed" => config = config.max_elapsed_ms(Some(number())),
            "max-retry-after" => config = config.max_retry_after_ms(number()),
            "grace" => config = config.grace_ms(number()),
            "connect" => timers = timers.connect_ms(Some(number())),
            "first-byte" => timers = timers.first_byte_ms(Some(number())),
            "idle" => timers = timers.idle_ms(Some(number())),
            "content-idle" => timers = timers.content_idle_ms(Some(number())),
            "total" => timers = timers.total_ms(Some(number())),
            "chat" | "background" | "choices" | "resume" => {}
            _ => panic!("unknown setting: {setting}"),
        }
    }
    config.timers(timers)
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
            "outcome" => assert_eq!(self.outcome(), rest, "{}", self.at()),
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

    fn outcome(&self) -> String {
        match self.session.outcome() {
            Some(Outcome::Failed(failure)) => {
                let status = failure.status.map(|status| format!(" status={status}"));
                let code = failure.code.as_ref().map(|code| format!(" code={code}"));
                format!("failed{}{}", status.unwrap_or_default(), code.unwrap_or_default())
            }
            Some(Outcome::Interrupted(it)) => {
                let id = it.response_id.as_ref().map(|id| format!(" id={id}")).unwrap_or_default();
                let after = it.last_sequence_number.map(|number| format!(" after={number}"));
                let resumable = if it.resumable { " resumable" } else { "" };
                format!("interrupted {:?}{id}{}{resumable}", it.why, after.unwrap_or_default())
            }
            Some(Outcome::Incomplete { reason }) => format!("incomplete {reason}"),
            Some(other) => format!("{other:?}").to_lowercase(),
            None => "none".into(),
        }
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
            let seen = item.map(|item| match item {
                AnswerSessionItem::Answer(item) => answer(item),
                AnswerSessionItem::Retrying(how) => {
                    let retries = Some(how.retries).filter(|retries| *retries > 1);
                    let retries = retries.map(|retries| format!(" retries={retries}"));
                    let starts_over = if how.starts_over { " starts-over" } else { "" };
                    let retries = retries.unwrap_or_default();
                    format!("retrying {:?} {:?}{retries}{starts_over}", how.why, how.next)
                }
                other => panic!("{}: {other:?}", self.at()),
            });
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

fn answer(item: AnswerItem<'_>) -> String {
    let mut text = String::new();
    let mut tells_usage = false;
    for delta in item.deltas() {
        match delta {
            Delta::Text { text: more, .. } => text.push_str(more),
            Delta::Usage(_) => tells_usage = true,
            _ => {}
        }
    }
    if !text.is_empty() {
        return format!("text {text}");
    }
    if tells_usage {
        return "usage".into();
    }
    let Some(event) = item.event() else { return "nothing".into() };
    let json: serde_json::Value = serde_json::from_slice(event.data()).unwrap_or_default();
    let kind = json["type"].as_str().unwrap_or("chunk");
    format!("event {}", kind.trim_start_matches("response."))
}
