//! The continuation, of answers that can be taken up.

use headwater::{Action, Instant, ResponseHead, Sent, Session as _, Step, Target};
use headwater_openai::request::Endpoint;
use headwater_openai::{
    AnswerSession, AnswerSessionConfig, AnswerSessionItem, Api, Delta, Outcome, Warning,
};
use serde_json::Value;

use crate::Stream;
use crate::reference::{Handed, Reference, asked};

/// Streams of the background are continued at every position up to this size, and beyond it at every
/// so manieth.
const WHOLLY_BELOW: usize = 16 * 1024;
const STRIDE: usize = 97;
/// Any stream is continued within two bytes of the end of each event, but of no more events than these,
/// evenly chosen: the cost grows with the square of a stream's length.
const MAX_EVENTS: usize = 100;

/// How the rest is given.
#[derive(Clone, Copy, Debug)]
enum Rest {
    /// What follows the number.
    Exactly,
    /// All of it again, from the beginning.
    FromTheBeginning,
    /// In connections that break after so many bytes each, as long as something new comes.
    InPieces,
    /// The response itself: the stream is too old.
    AsItStands,
}

/// The number of continuations.
pub(crate) fn everywhere(stream: &Stream) -> u64 {
    let Stream { name, api, body } = stream;
    let reference = Reference::of(*api, body);
    let (Api::Responses, Some(numbers)) = (*api, reference.numbers()) else { return 0 };
    if matches!(reference.outcome, Outcome::Interrupted(_)) || numbers.is_empty() {
        return 0;
    }
    let mut server = Server { reference: &reference, numbers, body, says_all: false };
    server.says_all = server.terminal_object().is_some_and(|object| server.says_all(&object));
    let now = Instant::ORIGIN;
    let mut session = asked(*api, AnswerSessionConfig::new());
    let is_background = name.contains("background");
    let stride = if body.len() < WHOLLY_BELOW { 1 } else { STRIDE };
    let every = reference.ends.len().div_ceil(MAX_EVENTS);
    let ends: Vec<usize> = reference.ends.iter().step_by(every).copied().collect();
    let (mut handed, mut count, mut near) = (0, 0, 0);
    for at in 0..body.len() {
        while ends.get(near).is_some_and(|end| end + 2 < at) {
            near += 1;
        }
        let is_near = ends.get(near).is_some_and(|end| end.abs_diff(at) <= 2);
        let is_known = session.answer().response_id().is_some_and(|id| !id.is_empty());
        let others = [Rest::FromTheBeginning, Rest::InPieces, Rest::AsItStands];
        let also = others.into_iter().filter(|_| is_near).skip(at % 3).take(1);
        let exactly = is_near || (is_background && at % stride == 0);
        for rest in exactly.then_some(Rest::Exactly).into_iter().chain(also).filter(|_| is_known) {
            let at = format!("{name}, {rest:?} after {at}");
            count += u64::from(server.goes_on(session.clone(), handed, rest, &at));
        }
        if session.advance(&body[at..=at], now).step == Step::Item {
            handed += 1;
        }
        if session.action() != Action::Read {
            break;
        }
    }
    count
}

/// Takes up an answer of the background after every byte, no further than to the event that follows: what
/// came by then is what it is without the break, and so is what is read after it. The number of cuts.
pub(crate) fn to_the_next_event(stream: &Stream) -> u64 {
    let Stream { name, api, body } = stream;
    let reference = Reference::of(*api, body);
    let numbers = reference.numbers().expect("they are numbered");
    let server = Server { reference: &reference, numbers, body, says_all: false };
    let now = Instant::ORIGIN;
    let mut session = asked(*api, AnswerSessionConfig::new());
    let mut so_far = Vec::new();
    let mut begin = 0;
    for &end in &reference.ends {
        let _ = session.advance(&body[begin..end], now);
        so_far.push(session.answer().snapshot().map(|answer| answer.to_json()));
        begin = end;
    }
    let mut session = asked(*api, AnswerSessionConfig::new());
    let (mut handed, mut count) = (0, 0);
    for at in 0..*reference.ends.last().expect("events") {
        if handed > 0 {
            server.is_taken_up(session.clone(), handed, &so_far, &format!("{name} after {at}"));
            count += 1;
        }
        if session.advance(&body[at..=at], now).step == Step::Item {
            handed += 1;
        }
    }
    count
}

/// A server that has the whole of a stream.
struct Server<'s> {
    reference: &'s Reference,
    numbers: Vec<u64>,
    body: &'s [u8],
    /// The response itself says all that the stream says.
    says_all: bool,
}

impl Server<'_> {
    /// Breaks the connection, gives the rest, and holds the end against that of the whole.
    fn goes_on(&self, mut session: AnswerSession, handed: usize, rest: Rest, at: &str) -> bool {
        let Some(object) = self.terminal_object() else { return false };
        let is_retrieved = matches!(rest, Rest::AsItStands);
        if is_retrieved && !self.says_all {
            return false;
        }
        let mut taken = Taken { handed, texts: Vec::new(), at };
        session.handle_network_error(Sent::Perhaps, Instant::ORIGIN);
        taken.drain(&mut session, b"", self.reference);
        while let Action::Wait = session.action() {
            self.answer(&mut session, &mut taken, rest, &object);
        }
        assert!(matches!(session.action(), Action::Closed(_)), "{at}: {:?}", session.action());
        if self.has_error(taken.handed) {
            // What follows an error only says so again, and is not taken up.
            assert!(matches!(session.outcome(), Some(Outcome::Failed(_))), "{at}");
            assert!(matches!(self.reference.outcome, Outcome::Failed(_)), "{at}");
            return true;
        }
        assert_eq!(session.outcome(), Some(&self.reference.outcome), "{at}");
        let is = session.answer().snapshot().map(|answer| answer.to_json());
        assert_eq!(is, self.reference.object(), "{at}");
        if is_retrieved {
            let last = session.answer().last_sequence_number();
            assert_eq!(taken.texts(), self.texts_after(handed, last), "{at}");
        } else {
            let is_last = |handed: &Handed| handed.data.as_deref() == Some(b"[DONE]");
            let all = self.reference.handed.iter().filter(|it| !is_last(it)).count();
            assert_eq!(taken.handed, all, "{at}: each event once");
        }
        let tells = |warning: &&Warning| !self.reference.stream.warnings().contains(warning);
        let warnings: Vec<_> = session.answer().warnings().iter().filter(tells).collect();
        assert!(warnings.is_empty(), "{at}: {warnings:?}");
        true
    }

    fn is_taken_up(
        &self,
        mut session: AnswerSession,
        handed: usize,
        so_far: &[Option<String>],
        at: &str,
    ) {
        let mut taken = Taken { handed, texts: Vec::new(), at };
        session.handle_network_error(Sent::Perhaps, Instant::ORIGIN);
        taken.drain(&mut session, b"", self.reference);
        if let Action::Wait = session.action() {
            let deadline = session.poll_timeout().expect("a wait has an end");
            session.handle_timeout(deadline.at);
            let Action::Connect(attempt) = session.action() else { panic!("{at}") };
            let Target::Own { path_and_query, .. } = attempt.target else { panic!("{at}") };
            let last = self.numbers[taken.handed - 1];
            assert!(path_and_query.ends_with(&format!("&starting_after={last}")), "{at}");
            session.handle_request_started(deadline.at);
            session.handle_response(ResponseHead::new(200), deadline.at);
            let begin = self.reference.ends[taken.handed - 1];
            let next = &self.body[begin..self.reference.ends[taken.handed]];
            taken.drain(&mut session, next, self.reference);
        }
        // An event that lacked its blank line alone came before.
        assert!(taken.handed > handed, "{at}");
        let is = session.answer().snapshot().map(|answer| answer.to_json());
        assert_eq!(is, so_far[taken.handed - 1], "{at}");
    }

    /// Whether any of so many events is an error.
    fn has_error(&self, handed: usize) -> bool {
        let is_error = |handed: &Handed| {
            let event = serde_json::from_slice::<Value>(handed.data.as_deref().unwrap_or_default());
            event.is_ok_and(|event| event["type"] == "error")
        };
        self.reference.handed.iter().take(handed).any(is_error)
    }

    /// One connection.
    fn answer(&self, session: &mut AnswerSession, taken: &mut Taken<'_>, rest: Rest, object: &str) {
        let deadline = session.poll_timeout().expect("a wait has an end");
        session.handle_timeout(deadline.at);
        let now = deadline.at;
        let Action::Connect(attempt) = session.action() else { panic!("{}", taken.at) };
        let Target::Own { path_and_query, .. } = attempt.target else { panic!("{}", taken.at) };
        let after = path_and_query.split_once("starting_after=").map(|(_, number)| number);
        let after = after.map(|number| number.parse::<u64>().expect("a number"));
        session.handle_request_started(now);
        let Some(after) = after else {
            session.handle_response(ResponseHead::new(200), now);
            taken.drain(session, object.as_bytes(), self.reference);
            session.handle_end(now);
            taken.drain(session, b"", self.reference);
            return;
        };
        if let Rest::AsItStands = rest {
            session.handle_response(ResponseHead::new(400), now);
            session.handle_end(now);
            taken.drain(session, b"", self.reference);
            return;
        }
        session.handle_response(ResponseHead::new(200), now);
        let came = self.numbers.iter().take_while(|number| **number <= after).count();
        let begin = |event: usize| event.checked_sub(1).map_or(0, |it| self.reference.ends[it]);
        let (from, to) = match rest {
            Rest::FromTheBeginning => (0, self.body.len()),
            Rest::InPieces => {
                // Something new each time, and the beginning of what follows.
                let next = self.reference.ends.get(came).copied().unwrap_or(self.body.len());
                (begin(came), (next + 20).min(self.body.len()))
            }
            _ => (begin(came), self.body.len()),
        };
        taken.drain(session, &self.body[from..to], self.reference);
        if session.action() == Action::Read {
            session.handle_network_error(Sent::Perhaps, now);
            taken.drain(session, b"", self.reference);
        }
    }

    fn terminal_object(&self) -> Option<String> {
        let last = self.reference.handed.get(self.numbers.len() - 1)?;
        let event: Value = serde_json::from_slice(last.data.as_deref()?).ok()?;
        event.get("response")?;
        // As it stands: another JSON writer may write numbers otherwise.
        let text = core::str::from_utf8(last.data.as_deref()?).ok()?;
        let raw = headwater_openai::json::RawJson::parse(text).ok()?;
        Some(raw.get("response")?.as_json().to_owned())
    }

    /// Whether the response itself says all that the stream says.
    fn says_all(&self, object: &str) -> bool {
        let response: Value = serde_json::from_str(object).expect("JSON");
        let status = response["status"].as_str();
        let mut asked = asked(Api::Responses, AnswerSessionConfig::new());
        let mut taken = Taken { handed: 0, texts: Vec::new(), at: "the object alone" };
        taken.drain(&mut asked, object.as_bytes(), self.reference);
        asked.handle_end(Instant::ORIGIN);
        taken.drain(&mut asked, b"", self.reference);
        let (is, all) = (taken.texts(), self.texts_after(0, None));
        let is_final = matches!(status, Some("completed" | "incomplete"));
        response["object"] == "response"
            && is_final
            && is == all
            && asked.outcome() == Some(&self.reference.outcome)
            && asked.answer().snapshot().map(|answer| answer.to_json()) == self.reference.object()
    }

    /// What is said from some event on, text by text. Where the number of the last event is known, what
    /// was said by then is no part of it.
    fn texts_after(&self, handed: usize, last: Option<u64>) -> Vec<(String, String)> {
        let came =
            last.map(|last| self.numbers.iter().take_while(|number| **number <= last).count());
        let mut texts = Vec::new();
        for handed in self.reference.handed.iter().skip(came.unwrap_or(handed).max(handed)) {
            handed.deltas.iter().for_each(|line| append(&mut texts, line));
        }
        texts.sort_unstable();
        texts
    }
}

/// Adds what a delta says to the text that it belongs to.
fn append(texts: &mut Vec<(String, String)>, line: &str) {
    let words = match line.split(' ').next() {
        Some("text") => 4,
        Some("reasoning" | "refusal") => 3,
        _ => return,
    };
    let place = line.splitn(words + 1, ' ').take(words).collect::<Vec<_>>().join(" ");
    let said = line.splitn(words + 1, ' ').nth(words).unwrap_or_default();
    match texts.iter_mut().find(|(known, _)| *known == place) {
        Some((_, text)) => text.push_str(said),
        None => texts.push((place, said.to_owned())),
    }
}

/// What was taken of a session.
struct Taken<'t> {
    /// How many items of the whole.
    handed: usize,
    /// What was said by items that are none of the whole.
    texts: Vec<(String, String)>,
    at: &'t str,
}

impl Taken<'_> {
    fn texts(&self) -> Vec<(String, String)> {
        let mut texts = self.texts.clone();
        texts.sort_unstable();
        texts
    }

    fn drain(&mut self, session: &mut AnswerSession, mut chunk: &[u8], reference: &Reference) {
        loop {
            let progress = session.advance(chunk, Instant::ORIGIN);
            match session.item(chunk) {
                None => return,
                Some(AnswerSessionItem::Retrying(how)) => assert!(!how.starts_over, "{}", self.at),
                Some(AnswerSessionItem::Answer(item)) if item.event().is_none() => {
                    Handed::of(item).deltas.iter().for_each(|line| append(&mut self.texts, line));
                }
                Some(AnswerSessionItem::Answer(item)) => {
                    let is = Handed::of(item);
                    assert_eq!(Some(&is), reference.handed.get(self.handed), "{}", self.at);
                    self.handed += 1;
                }
                Some(other) => panic!("{}: {other:?}", self.at),
            }
            chunk = &chunk[progress.consumed..];
        }
    }
}

/// The beginning of one recording and the rest from another.
pub(crate) fn spliced(reference: &Reference, whole: &[u8], rest: &[u8], after: u64) {
    let numbers = reference.numbers().expect("they are numbered");
    let came = numbers.iter().take_while(|number| **number <= after).count();
    let mut session = asked(Api::Responses, AnswerSessionConfig::new());
    let mut taken = Taken { handed: 0, texts: Vec::new(), at: "a recorded pair" };
    // Two bytes of the event that follows, too.
    taken.drain(&mut session, &whole[..reference.ends[came - 1] + 2], reference);
    session.handle_end(Instant::ORIGIN);
    taken.drain(&mut session, b"", reference);
    let deadline = session.poll_timeout().expect("it waits");
    session.handle_timeout(deadline.at);
    let Action::Connect(attempt) = session.action() else { panic!("no request") };
    let Target::Own { path_and_query, .. } = attempt.target else { panic!("whose?") };
    assert!(path_and_query.ends_with(&format!("starting_after={after}")), "{path_and_query}");
    session.handle_request_started(deadline.at);
    session.handle_response(ResponseHead::new(200), deadline.at);
    // Not held against the events of the whole: their padding is another.
    let mut text = String::new();
    let mut chunk = rest;
    loop {
        let progress = session.advance(chunk, deadline.at);
        let Some(item) = session.item(chunk) else { break };
        let AnswerSessionItem::Answer(item) = item else { panic!("it broke off again") };
        text.extend(item.deltas().filter_map(|delta| match delta {
            Delta::Text { text, .. } => Some(text),
            _ => None,
        }));
        chunk = &chunk[progress.consumed..];
    }
    assert_eq!(session.outcome(), Some(&reference.outcome));
    let is = session.answer().snapshot().map(|answer| answer.to_json());
    assert_eq!(is, reference.object());
    let all: String = reference
        .handed
        .iter()
        .flat_map(|handed| &handed.deltas)
        .filter_map(|line| line.strip_prefix("text ").and_then(|line| line.splitn(4, ' ').nth(3)))
        .collect();
    assert_eq!(text, all);
    assert_eq!(session.answer().warnings(), []);
}

/// The rest of a response alone, as another program takes it up.
pub(crate) fn alone(rest: &[u8], after: u64) {
    let endpoint = Endpoint::new("/v1");
    let config = AnswerSessionConfig::new();
    let mut session =
        AnswerSession::resuming("resp_1", Some(after), &endpoint, config).expect("an id");
    session.handle_request_started(Instant::ORIGIN);
    session.handle_response(ResponseHead::new(200), Instant::ORIGIN);
    let reference = Reference::of(Api::Responses, rest);
    let mut taken = Taken { handed: 0, texts: Vec::new(), at: "a rest alone" };
    taken.drain(&mut session, rest, &reference);
    assert_eq!(session.outcome(), Some(&Outcome::Completed));
    assert_eq!(taken.handed, reference.handed.len());
    let is = session.answer().snapshot().map(|answer| answer.to_json());
    assert_eq!(is, reference.object());
}
