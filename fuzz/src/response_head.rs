//! An event source and any response.

use headwater::{
    Action, EventSource, EventSourceConfig, Instant, ResponseHead, Session as _, Target,
};
use http::Uri;

use crate::controls::{self, Shown};

const URLS: [&str; 6] = [
    "https://a.example/events",
    "http://a.example/x/y?z",
    "https://a.example:8443/",
    "http://127.0.0.1:80",
    "https://[::1]/a",
    "https://xn--nxasmq6b.example/",
];

/// The headers whose values an input gives, in this order.
const NAMES: [&str; 7] = [
    "location",
    "content-type",
    "retry-after",
    "date",
    "retry-after-ms",
    "x-should-retry",
    "content-encoding",
];

const LEAST_MS: u32 = 500;
const MOST_MS: u32 = 40_000;

/// Whatever a response says, the event source does what its status allows: it waits within its
/// bounds, goes to `http` and `https` alone and from `https` to `https` alone, and takes secrets along
/// only where a second parser of URLs finds the same origin.
///
/// The last four bytes are the status (two), the URL, and whether there is a second `Location`. What
/// stands before them are values of headers, with 0x1F between.
pub fn response_head(input: &[u8]) {
    let (text, [high, low, url, twice]) = controls::split_off(input);
    let values: Vec<&[u8]> = text.split(|&byte| byte == 0x1F).collect();
    let url = URLS[usize::from(url) % URLS.len()];
    let status = u16::from_be_bytes([high, low]);
    let _shown = Shown((url, status, input.escape_ascii().to_string()));

    let mut head = ResponseHead::new(status);
    for (name, value) in NAMES.into_iter().zip(&values) {
        head = head.header(name, value);
    }
    if twice == 1 {
        head = head.header("Location", values.last().copied().unwrap_or_default());
    }
    let config = EventSourceConfig::new()
        .reconnection_time_bounds_ms(LEAST_MS, MOST_MS)
        .reconnection_time_ms(LEAST_MS)
        .max_backoff_ms(LEAST_MS);
    let mut source = EventSource::with_config(config).with_url(url).expect("a good URL");
    let now = Instant::from_millis(7);
    source.handle_request_started(now);
    source.handle_response(head, now);
    let _ = format!("{source:?}{head:?}");

    match source.action() {
        Action::Read => assert_eq!(status, 200),
        Action::Wait => {
            assert!(matches!(status, 408 | 429 | 500 | 502 | 503 | 504));
            let deadline = source.poll_timeout().expect("a wait has an end");
            let waits = deadline.at.saturating_millis_since(now);
            let most = u64::from(MOST_MS + MOST_MS / 8);
            assert!((u64::from(LEAST_MS)..=most).contains(&waits), "waits {waits} ms");
        }
        Action::Connect(attempt) => {
            assert!(matches!(status, 301 | 302 | 303 | 307 | 308));
            let Target::Redirected(target) = attempt.target else { panic!("to where?") };
            check_target(url, target, attempt.secrets);
        }
        Action::Closed(_) => {
            assert!(!matches!(status, 408 | 429 | 500 | 502 | 503 | 504));
            assert_eq!(source.poll_timeout(), None);
        }
        Action::AwaitResponse => panic!("there was one"),
    }
}

fn check_target(from: &str, target: &str, secrets: bool) {
    assert!(target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'#'));
    // Where the library finds no URL, it sends nothing there.
    let Ok(to) = target.parse::<Uri>() else { return };
    let from = from.parse::<Uri>().expect("a good URL");
    let (from, to) = (origin(&from), origin(&to));
    assert!(matches!(to.0.as_str(), "http" | "https"), "{target}");
    assert!(from.0 == "http" || to.0 == "https", "{target}");
    let (_, rest) = target.split_once("://").expect("it is absolute");
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    assert!(!authority.contains('@'), "{target}");
    assert!(!secrets || from == to, "secrets to {target}");
}

/// Scheme, host and port, as the library has them.
fn origin(url: &Uri) -> (String, String, u16) {
    let scheme = url.scheme_str().expect("it is absolute").to_ascii_lowercase();
    let port = url.port_u16().unwrap_or(if scheme == "https" { 443 } else { 80 });
    (scheme, url.host().expect("it has one").to_ascii_lowercase(), port)
}
