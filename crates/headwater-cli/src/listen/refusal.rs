//! What a server says that sends no event stream.

use std::{pin::pin, time::Duration};

use headwater::{Action, CloseReason, Session as _};
use http_body_util::BodyExt as _;
use hyper::{body::Incoming, header::CONTENT_ENCODING};

use super::Following;

/// How much of a body is read, in bytes, and how long that may take.
const MAX_BYTES: usize = 64 * 1024;
const PATIENCE: Duration = Duration::from_secs(2);

const SHOWN_CHARS: usize = 200;

/// The beginning of what it says, in one line; `None` where it says nothing that could be shown.
pub(super) async fn of(driver: &mut Following) -> Option<String> {
    let says_something = matches!(
        driver.session().action(),
        Action::Closed(CloseReason::UnexpectedStatus { .. } | CloseReason::UnexpectedContentType)
    );
    let is_coded = driver.response()?.headers.contains_key(CONTENT_ENCODING);
    if !says_something || is_coded {
        return None;
    }
    let mut bytes = Vec::new();
    // What came in time is shown, be it that more would follow.
    let _ = tokio::time::timeout(PATIENCE, read(driver.take_body()?, &mut bytes)).await;
    let text = String::from_utf8_lossy(&bytes);
    let words: Vec<_> = text.split_whitespace().collect();
    let line: String = words.join(" ").chars().take(SHOWN_CHARS).collect();
    Some(line).filter(|line| !line.is_empty())
}

async fn read(body: Incoming, bytes: &mut Vec<u8>) {
    let mut body = pin!(body);
    while let Some(Ok(frame)) = body.frame().await {
        let data = frame.into_data().unwrap_or_default();
        let room = MAX_BYTES - bytes.len();
        bytes.extend_from_slice(data.get(..room).unwrap_or(&data));
        if bytes.len() == MAX_BYTES {
            return;
        }
    }
}
