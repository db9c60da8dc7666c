//! What a status means to a response session.

use super::item::Operation;
use super::transition::Again;
use crate::outcome::Failure;

/// Errors that stay until somebody does something about them: codes and types that codex gives up at.
const LASTING: [&str; 6] = [
    "insufficient_quota",
    "billing_hard_limit_reached",
    "usage_not_included",
    "context_length_exceeded",
    "invalid_prompt",
    "cyber_policy",
];

/// Whether asking again cannot help.
pub(super) fn is_lasting(failure: &Failure) -> bool {
    let named = |name: &Option<_>| name.as_deref().is_some_and(|name| LASTING.contains(&name));
    named(&failure.code) || named(&failure.error_type)
}

/// Whether a request that was answered with this status, which is no answer, is sent again. `asked` is
/// what `x-should-retry` says.
pub(super) fn again(
    operation: Operation,
    status: u16,
    asked: Option<bool>,
    failure: &Failure,
) -> Again {
    let by_status = match (operation, status) {
        // A stream whose place is lost (a third-party proxy).
        (Operation::Resume, 409) if is_coded(failure, "stream_cursor_expired") => Again::Retrieve,
        (_, 408 | 409 | 429 | 503) => Again::Yes,
        // The others say that it did not even begin.
        (Operation::Create, 500..=599) => Again::Unpaid,
        (_, 500..=599) => Again::Yes,
        // The key, or the response itself, is not what it should be.
        (Operation::Resume, 401 | 403 | 404) => Again::No,
        // 400: "can no longer be streamed because it is more than 5 minutes old".
        (Operation::Resume, 400..=499) => Again::Retrieve,
        _ => Again::No,
    };
    match (asked, by_status) {
        (Some(true), Again::No | Again::Unpaid | Again::Yes) => Again::Yes,
        (Some(false), Again::Yes | Again::Unpaid) => Again::No,
        (None, Again::Yes | Again::Unpaid) if is_lasting(failure) => Again::No,
        (_, verdict) => verdict,
    }
}

fn is_coded(failure: &Failure, code: &str) -> bool {
    [&failure.code, &failure.error_type].into_iter().any(|name| name.as_deref() == Some(code))
}
