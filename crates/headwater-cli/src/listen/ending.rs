//! How it ended.

use headwater::{Action, CloseReason, DeadlineReason, EventSource, Session as _};

use crate::{
    exit::{Exit, Stop},
    http_client::{Broken, chain},
};

/// Says how it ended, with the exit code that goes with that. `refusal`: what the server said in place
/// of an event stream. `was_open`: there was a connection.
pub(super) fn of(
    source: &EventSource,
    broken: Option<&Broken>,
    refusal: Option<&str>,
    was_open: bool,
) -> Result<(), Stop> {
    let Action::Closed(reason) = source.action() else { return Ok(()) };
    let said = match (broken, refusal) {
        (Some(broken), _) => format!("{reason} ({})", chain(broken)),
        (None, Some(refusal)) => format!("{reason}; it says: {refusal}"),
        (None, None) => reason.to_string(),
    };
    let lost = if was_open { Exit::Interrupted } else { Exit::Failed };
    let exit = match reason {
        CloseReason::NoContent => return Ok(()),
        CloseReason::UnexpectedStatus { .. }
        | CloseReason::UnexpectedContentType
        | CloseReason::UnexpectedContentEncoding
        | CloseReason::RedirectRefused(_) => Exit::Failed,
        CloseReason::Timeout(DeadlineReason::Total) | CloseReason::NotRepeatable(_) => {
            Exit::Interrupted
        }
        _ => lost,
    };
    let word = if exit == Exit::Failed { "failed" } else { "interrupted" };
    Err(Stop::saying(exit, format_args!("{word}: {said}")))
}
