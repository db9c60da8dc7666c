//! The prefix and its end, at every position.

use headwater::{
    Action, CloseReason, Instant, ResponseHead, Sent, Session as _, Step, Target, Timers,
};
use headwater_openai::{
    AnswerSession, AnswerSessionConfig, AnswerSessionItem, AnswerStream, Api, InterruptionCause,
    Operation, Outcome,
};

use crate::Stream;
use crate::reference::{Handed, Reference, asked};

#[derive(Clone, Copy, Debug)]
enum Cut {
    End,
    Reset,
    Silence,
}

/// In which ways a stream is cut at each position.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ways {
    All,
    /// In all within two bytes of the end of an event, else in one after the other.
    InTurn,
}

/// The number of cuts.
pub(crate) fn everywhere(stream: &Stream, ways: Ways) -> u64 {
    let Stream { name, api, body } = stream;
    let reference = Reference::of(*api, body);
    let now = Instant::ORIGIN;
    let config = AnswerSessionConfig::new()
        .without_accumulation()
        .timers(Timers::new().idle_ms(Some(60_000)));
    let mut session = asked(*api, config);
    // How an answer ends where its body ends is the same as without a session over it; that this is
    // right by the wire is shown in `properties.rs`.
    let mut alone = AnswerStream::new(*api).without_accumulation();
    alone.handle_response(ResponseHead::new(200), now);
    let mut handed = 0_usize;
    let mut cuts = 0;
    for at in 0..=body.len() {
        let last = handed.checked_sub(1).map_or(0, |last| reference.ends[last]);
        let next = reference.ends.get(handed).copied().unwrap_or(body.len());
        let is_near = at - last.min(at) <= 2 || next.saturating_sub(at) <= 2;
        for (turn, cut) in [Cut::End, Cut::Reset, Cut::Silence].into_iter().enumerate() {
            if matches!(ways, Ways::InTurn) && !is_near && turn != at % 3 {
                continue;
            }
            let after = After { reference: &reference, handed, cut };
            after.check(session.clone(), alone.clone(), &format!("{name} {cut:?} at {at}"));
            cuts += 1;
        }
        let Some(byte) = body.get(at..=at) else { break };
        let progress = session.advance(byte, now);
        let _ = alone.advance(byte, now);
        if progress.step == Step::Item {
            let Some(AnswerSessionItem::Answer(item)) = session.item(byte) else {
                panic!("{name}")
            };
            assert_eq!(Some(&Handed::of(item)), reference.handed.get(handed), "{name} at {at}");
            handed += 1;
        }
        if session.action() != Action::Read {
            assert_eq!(session.outcome(), Some(&reference.outcome), "{name} at {at}");
            // What follows is ignored, however it is cut.
            assert_eq!(session.advance(&body[at + 1..], now).step, Step::NeedData);
            break;
        }
    }
    cuts
}

/// A session at a cut.
struct After<'r> {
    reference: &'r Reference,
    handed: usize,
    cut: Cut,
}

impl After<'_> {
    fn check(&self, mut session: AnswerSession, mut alone: AnswerStream, at: &str) {
        let now = Instant::ORIGIN;
        match self.cut {
            Cut::End => {
                session.handle_end(now);
                alone.handle_end(now);
            }
            Cut::Reset => {
                session.handle_network_error(Sent::Perhaps, now);
                alone.handle_network_error(Sent::Perhaps, now);
            }
            Cut::Silence => {
                let deadline = session.poll_timeout().expect("there is a timer");
                session.handle_timeout(deadline.at);
                alone.handle_network_error(Sent::Perhaps, now);
            }
        }
        let next = self.drain(&mut session, at);
        let expected = alone.outcome().expect("it has ended");
        let broke_off = matches!(
            expected, Outcome::Interrupted(it) if it.why != InterruptionCause::EventLost);
        let goes_on = broke_off
            && self.reference.api == Api::Responses
            && alone.response_id().is_some_and(|id| !id.is_empty());
        if goes_on {
            let by =
                alone.last_sequence_number().map_or(Operation::Retrieve, |_| Operation::Resume);
            assert_eq!(next, Some(by), "{at}");
            self.check_request(&mut session, &alone, at);
            return;
        }
        assert_eq!(next, None, "{at}");
        let Action::Closed(reason) = session.action() else { panic!("{at}: it goes on") };
        match (expected, session.outcome()) {
            (Outcome::Interrupted(expected), Some(Outcome::Interrupted(is))) if broke_off => {
                assert_eq!(is.last_sequence_number, expected.last_sequence_number, "{at}");
                assert_eq!(is.response_id, expected.response_id, "{at}");
                assert!(!is.resumable, "{at}");
                let says_why = match self.cut {
                    Cut::End => is.why == InterruptionCause::EndOfStream,
                    Cut::Reset => is.why == InterruptionCause::NetworkError,
                    Cut::Silence => matches!(is.why, InterruptionCause::Timeout(_)),
                };
                assert!(says_why && reason != CloseReason::Finished, "{at}: {is:?} {reason:?}");
            }
            (expected, is) => assert_eq!(is, Some(expected), "{at}"),
        }
    }

    /// Takes what is still handed out: at most the event that lacks no more than its blank line, or what
    /// came whole. Gives what is asked next.
    fn drain(&self, session: &mut AnswerSession, at: &str) -> Option<Operation> {
        let mut handed = self.handed;
        let mut next = None;
        while session.advance(b"", Instant::ORIGIN).step == Step::Item {
            assert_eq!(next, None, "{at}: nothing follows the notice");
            match session.item(b"") {
                Some(AnswerSessionItem::Answer(item)) => {
                    let is = Handed::of(item);
                    let whole = self.reference.handed.get(handed).expect(at);
                    // An error that is no JSON: nobody knows where its text ends.
                    let begins = |data: &Vec<u8>| {
                        let is_text = !data.starts_with(b"{");
                        is_text && whole.data.as_ref().is_some_and(|all| all.starts_with(data))
                    };
                    let is_beginning = is.deltas.is_empty() && is.data.as_ref().is_some_and(begins);
                    assert!(is == *whole || is_beginning, "{at}: {is:?} {whole:?}");
                    handed += 1;
                }
                Some(AnswerSessionItem::Retrying(how)) => {
                    assert!(!how.starts_over && how.retries == 1, "{at}");
                    next = Some(how.next);
                }
                other => panic!("{at}: {other:?}"),
            }
        }
        assert!(handed <= self.handed + 1, "{at}");
        next
    }

    /// What is asked for is the rest, and no second answer.
    fn check_request(&self, session: &mut AnswerSession, alone: &AnswerStream, at: &str) {
        assert_eq!((session.action(), session.outcome()), (Action::Wait, None), "{at}");
        let deadline = session.poll_timeout().expect("a wait has an end");
        session.handle_timeout(deadline.at);
        let Action::Connect(attempt) = session.action() else { panic!("{at}: no request") };
        assert_eq!(attempt.method, headwater::Method::Get, "{at}");
        let Target::Own { path_and_query, .. } = attempt.target else { panic!("{at}") };
        let rest = path_and_query.strip_prefix("/v1/responses/").expect(at);
        match alone.last_sequence_number() {
            Some(number) => {
                let after = format!("?stream=true&starting_after={number}");
                assert!(rest.ends_with(&after), "{at}: {rest}");
            }
            None => assert!(!rest.contains('?'), "{at}: {rest}"),
        }
    }
}
