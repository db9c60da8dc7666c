//! What a response means to an event source.

use crate::session::{CloseReason, Interruption, ResponseHead};

/// What a response means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    EventStream,
    /// A redirect that is followed.
    #[cfg_attr(
        not(feature = "redirects"),
        expect(dead_code, reason = "without an allocator none is followed")
    )]
    Elsewhere,
    /// Ask again after a while, if that may be. `acted_on`: the server may have done what it was asked
    /// to, and failed at the answer.
    NotNow {
        why: Interruption,
        acted_on: bool,
    },
    Never(CloseReason),
}

/// What the status and the content type say, or that it is a redirect (`None`).
pub(super) fn verdict(head: &ResponseHead<'_>, strict: bool) -> Option<Verdict> {
    Some(match head.status {
        // "if res's status is not 200, or if res's `Content-Type` is not `text/event-stream`, then
        // fail the connection" (HTML 9.2.2).
        200 if is_event_stream(head.content_type) && head.is_coded() => {
            Verdict::Never(CloseReason::UnexpectedContentEncoding)
        }
        200 if is_event_stream(head.content_type) => Verdict::EventStream,
        200 => Verdict::Never(CloseReason::UnexpectedContentType),
        204 => Verdict::Never(CloseReason::NoContent),
        // Fetch: "redirect status".
        301 | 302 | 303 | 307 | 308 => return None,
        status @ (408 | 429 | 500 | 502 | 503 | 504) if !strict => Verdict::NotNow {
            why: Interruption::Status(status),
            // The others say that it did not even begin.
            acted_on: matches!(status, 500 | 502 | 504),
        },
        status => Verdict::Never(CloseReason::UnexpectedStatus { status }),
    })
}

/// Whether the essence of the content type is `text/event-stream`, whatever its parameters.
fn is_event_stream(content_type: Option<&[u8]>) -> bool {
    let essence = content_type.unwrap_or_default().split(|&byte| byte == b';').next();
    essence.unwrap_or_default().trim_ascii().eq_ignore_ascii_case(b"text/event-stream")
}
