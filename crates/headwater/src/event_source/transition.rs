//! Every transition of an event source.

use super::verdict::Verdict;
use crate::session::{CloseReason, DeadlineReason, Interruption};
use crate::time::Instant;

/// Where an event source stands. The diagram is in the docs of the module above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// A request is to be sent.
    Connect,
    /// It was sent.
    AwaitResponse,
    /// Events arrive.
    Open,
    /// For the reconnection time.
    Wait {
        until: Instant,
    },
    Closed(CloseReason),
}

/// What happens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    RequestStarted,
    /// One that ends the wait for it.
    Response(Verdict),
    /// The connection is over, or the server cannot now. `repeatable`: the request may be sent again.
    Lost {
        why: Interruption,
        repeatable: bool,
    },
    /// A deadline has passed.
    Due {
        reason: DeadlineReason,
        repeatable: bool,
    },
    Restart,
    Close,
}

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Stay,
    Await,
    /// "Announce the connection" (HTML 9.2.3).
    Announce,
    /// Send a request to where the server sent us.
    Follow,
    /// Send the caller's own request now.
    Connect,
    /// "Reestablish the connection": wait, then send the caller's own request.
    Reestablish(Interruption),
    /// "Fail the connection", or its end.
    Close(CloseReason),
}

/// The table. What it does not name changes nothing: a response to a request that was given up, a
/// deadline of something that is over.
pub(super) const fn next(phase: Phase, input: Input) -> Next {
    use DeadlineReason::{Reconnect, Total};
    use Phase::{AwaitResponse, Closed, Connect, Open, Wait};

    match (phase, input) {
        (Closed(_), _) => Next::Stay,
        (_, Input::Close) => Next::Close(CloseReason::Closed),
        (_, Input::Due { reason: Total, .. }) => Next::Close(CloseReason::Timeout(Total)),
        (_, Input::Restart) => Next::Connect,

        (Connect, Input::RequestStarted) => Next::Await,

        (AwaitResponse, Input::Response(Verdict::EventStream)) => Next::Announce,
        (AwaitResponse, Input::Response(Verdict::Elsewhere)) => Next::Follow,
        (AwaitResponse, Input::Response(Verdict::Never(reason))) => Next::Close(reason),

        (Connect | AwaitResponse | Open, Input::Lost { why, repeatable: true }) => {
            Next::Reestablish(why)
        }
        (Connect | AwaitResponse | Open, Input::Lost { why, repeatable: false }) => {
            Next::Close(CloseReason::NotRepeatable(why))
        }
        (AwaitResponse | Open, Input::Due { reason, repeatable: true }) => {
            Next::Reestablish(Interruption::Timeout(reason))
        }
        (AwaitResponse | Open, Input::Due { reason, repeatable: false }) => {
            Next::Close(CloseReason::NotRepeatable(Interruption::Timeout(reason)))
        }

        (Wait { .. }, Input::Due { reason: Reconnect, .. }) => Next::Connect,

        // One pattern: mutation testing deletes arms only where one takes all the rest.
        _ => Next::Stay,
    }
}
