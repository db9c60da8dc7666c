//! Every transition of a response session.

use headwater::{CloseReason, DeadlineReason, Instant, Interruption, Sent};

use super::item::Operation;

/// Where a session stands. The diagram is in the docs of the module above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// A request is to be sent.
    Connect(Operation),
    /// It was sent.
    AwaitResponse(Operation),
    /// The body of its response is read, whatever the status.
    Read(Operation),
    Wait {
        until: Instant,
        then: Operation,
    },
    Closed(CloseReason),
}

/// What happens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    RequestStarted,
    Response,
    /// One that is not read, whatever it holds.
    Unread(CloseReason),
    /// The connection was lost before a response.
    Lost {
        why: Interruption,
        sent: Sent,
    },
    /// The body of a response is over, or no more of it is wanted.
    Ended(Ended),
    /// A deadline has passed that is not about a connection.
    Due(DeadlineReason),
    Cancel,
    Close,
}

/// What a body came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// There is nothing to be gained by another request.
    Settled,
    /// The server told of an error in it.
    Failed,
    /// The response is still being made.
    Pending,
    /// It broke off, or held nothing of an answer.
    Broken(Interruption),
    /// It is of a status that is no answer.
    Refused { status: u16, again: Again },
}

/// Whether a request that was refused is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    Yes,
    /// Only where what may be paid for already may be asked for again.
    Unpaid,
    /// No, but the response itself can be asked for.
    Retrieve,
    No,
}

/// What the call and the answer so far allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct May {
    /// Send again what the server may have acted on.
    pub(super) resend: bool,
    /// Send again after an error in the body: opted in, before the first delta, and no lasting error.
    pub(super) retry_failure: bool,
    /// Begin again with another answer: opted in.
    pub(super) start_over: bool,
    /// Go on where it broke off: the response is of the background and has an id.
    pub(super) go_on: Option<Operation>,
    /// The caller wants it cancelled.
    pub(super) cancelling: bool,
    /// The id of the response may still come, so that it can be cancelled then.
    pub(super) await_id: bool,
}

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Stay,
    Await(Operation),
    Read(Operation),
    /// Send this now.
    Send(Operation),
    /// Send this after a while, within the limits.
    Again(Operation, Interruption),
    /// Look after a while how far the response is.
    Poll,
    /// It is over, as the body said.
    Settle,
    Close(CloseReason),
}

/// The table. What it does not name changes nothing: a response to a request that was given up, the end
/// of a body that is not read.
pub(super) const fn next(phase: Phase, input: Input, may: May) -> Next {
    use Operation::{Cancel, Create, Resume, Retrieve};
    use Phase::{AwaitResponse, Closed, Connect, Read, Wait};

    match (phase, input) {
        (Closed(_), _) => Next::Stay,
        (_, Input::Close) => Next::Close(CloseReason::Closed),
        (_, Input::Due(DeadlineReason::Total)) => {
            Next::Close(CloseReason::Timeout(DeadlineReason::Total))
        }

        (
            Connect(Cancel) | AwaitResponse(Cancel) | Read(Cancel) | Wait { then: Cancel, .. },
            Input::Cancel,
        ) => Next::Stay,
        (_, Input::Cancel) if may.go_on.is_some() => Next::Send(Cancel),
        (AwaitResponse(Create) | Read(Create), Input::Cancel) if may.await_id => Next::Stay,
        (_, Input::Cancel) => Next::Close(CloseReason::Closed),

        (Connect(operation), Input::RequestStarted) => Next::Await(operation),
        (AwaitResponse(operation), Input::Response) => Next::Read(operation),
        (AwaitResponse(_), Input::Unread(reason)) => Next::Close(reason),
        (Wait { then, .. }, Input::Due(DeadlineReason::Reconnect)) => Next::Send(then),

        // Nobody wants what was not even begun.
        (Connect(Create) | AwaitResponse(Create), Input::Lost { .. }) if may.cancelling => {
            Next::Close(CloseReason::Closed)
        }
        (AwaitResponse(Create), Input::Lost { why, sent: Sent::Perhaps }) if !may.resend => {
            Next::Close(CloseReason::NotRepeatable(why))
        }
        (Connect(operation) | AwaitResponse(operation), Input::Lost { why, .. }) => {
            Next::Again(operation, why)
        }

        (Read(Create), Input::Ended(ended)) if may.cancelling => match (ended, may.go_on) {
            (Ended::Pending | Ended::Broken(_), Some(_)) => Next::Send(Cancel),
            (Ended::Refused { .. }, _) => Next::Close(CloseReason::Closed),
            _ => Next::Settle,
        },
        (Read(_), Input::Ended(Ended::Settled)) => Next::Settle,
        (Read(Create), Input::Ended(Ended::Failed)) if may.retry_failure => {
            Next::Again(Create, Interruption::ErrorInBody)
        }
        (Read(_), Input::Ended(Ended::Failed)) => Next::Settle,
        (Read(_), Input::Ended(Ended::Pending)) => match may.go_on {
            Some(_) => Next::Poll,
            None => Next::Settle,
        },
        (Read(operation), Input::Ended(Ended::Refused { status, again })) => {
            let why = Interruption::Status(status);
            match again {
                Again::Yes => Next::Again(operation, why),
                Again::Unpaid if may.resend => Next::Again(operation, why),
                Again::Unpaid => Next::Close(CloseReason::NotRepeatable(why)),
                Again::Retrieve => Next::Again(Retrieve, why),
                Again::No => Next::Close(CloseReason::UnexpectedStatus { status }),
            }
        }
        (Read(Create), Input::Ended(Ended::Broken(why))) => match may.go_on {
            Some(operation) => Next::Again(operation, why),
            None if may.start_over => Next::Again(Create, why),
            None => Next::Settle,
        },
        (Read(operation @ (Resume | Retrieve | Cancel)), Input::Ended(Ended::Broken(why))) => {
            Next::Again(operation, why)
        }

        // One pattern: mutation testing deletes arms only where one takes all the rest.
        _ => Next::Stay,
    }
}
