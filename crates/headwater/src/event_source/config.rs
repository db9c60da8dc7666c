//! What an event source does where the standard leaves a choice.

use crate::{backoff::Backoff, config::Config, timers::Timers};

/// What an event source does where the standard leaves a choice, and its limits.
///
/// ```
/// use headwater::{EventSourceConfig, Timers};
///
/// # let random = 4;
/// let config = EventSourceConfig::new()
///     .seed(random)
///     .max_retries(Some(10))
///     .timers(Timers::new().idle_ms(Some(90_000)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventSourceConfig {
    pub(super) decoder: Config,
    pub(super) policy: Policy,
    pub(super) backoff: Backoff,
    pub(super) timers: Timers,
}

/// The part of the configuration that the transitions look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Policy {
    pub(super) strict: bool,
    pub(super) method: RequestMethod,
    pub(super) resend: bool,
    pub(super) reconnection_time_ms: u32,
    pub(super) min_reconnection_time_ms: u32,
    pub(super) max_reconnection_time_ms: u32,
    pub(super) healthy_after_ms: u32,
}

/// What matters of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequestMethod {
    /// Safe: sending it again changes nothing.
    Safe,
    Post,
    Unsafe,
}

/// Methods that change nothing at the server (RFC 9110 9.2.1, and the registry of methods).
const SAFE_METHODS: [&str; 7] = ["GET", "HEAD", "OPTIONS", "QUERY", "REPORT", "SEARCH", "PROPFIND"];

impl Policy {
    /// Whether the request may be sent again that the server may have acted on.
    pub(super) fn is_repeatable(&self) -> bool {
        self.resend || self.method == RequestMethod::Safe
    }

    /// A reconnection time within the bounds.
    pub(super) fn bounded(&self, ms: u64) -> u32 {
        let ms = u32::try_from(ms).unwrap_or(u32::MAX);
        ms.min(self.max_reconnection_time_ms).max(self.min_reconnection_time_ms)
    }
}

impl EventSourceConfig {
    /// The defaults: resilient, GET, a reconnection time of 3 s, between 500 ms and 5 minutes where
    /// the server sets it, backoff up to a minute, retries without end, no timers.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            decoder: Config::new(),
            policy: Policy {
                strict: false,
                method: RequestMethod::Safe,
                resend: false,
                reconnection_time_ms: 3_000,
                min_reconnection_time_ms: 500,
                max_reconnection_time_ms: 5 * 60_000,
                healthy_after_ms: 60_000,
            },
            backoff: Backoff::new(60_000),
            timers: Timers::new(),
        }
    }

    /// Limits and reports of the decoder.
    #[must_use]
    pub const fn decoder(mut self, config: Config) -> Self {
        self.decoder = config;
        self
    }

    /// Whether any status but 200 and a redirect fails the connection for good, as the standard has
    /// it. Default: no; then 408, 429, 500, 502, 503 and 504 are tried again after a while, and
    /// `Retry-After` is heeded.
    #[must_use]
    pub const fn strict(mut self, yes: bool) -> Self {
        self.policy.strict = yes;
        self
    }

    /// The method of the caller's request, as in `POST`. Default: `GET`.
    ///
    /// A request with another method than those that change nothing (`GET`, `HEAD`, `OPTIONS`,
    /// `QUERY`, `REPORT`, `SEARCH`, `PROPFIND`) is not sent again once the server may have acted on
    /// it, unless [`resend`](Self::resend) says so. Upper and lower case are told apart, as in HTTP.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.policy.method = if SAFE_METHODS.contains(&method) {
            RequestMethod::Safe
        } else if method == "POST" {
            RequestMethod::Post
        } else {
            RequestMethod::Unsafe
        };
        self
    }

    /// Whether the request is sent again whatever its method, also where the server may have acted
    /// on it, at each reconnection. Default: no. A request that is paid for is then paid for again.
    #[must_use]
    pub const fn resend(mut self, yes: bool) -> Self {
        self.policy.resend = yes;
        self
    }

    /// The reconnection time until the server sets another. Default: 3 s (3,000). Within the bounds
    /// of [`reconnection_time_bounds_ms`](Self::reconnection_time_bounds_ms).
    #[must_use]
    pub const fn reconnection_time_ms(mut self, ms: u32) -> Self {
        self.policy.reconnection_time_ms = ms;
        self
    }

    /// The least and the most that the reconnection time can be, whatever the server asks for with
    /// `retry`, and the most that `Retry-After` can ask for. Default: 500 ms and 5 minutes (300,000).
    /// Where the least is above the most, the least holds.
    #[must_use]
    pub const fn reconnection_time_bounds_ms(mut self, least: u32, most: u32) -> Self {
        self.policy.min_reconnection_time_ms = least;
        self.policy.max_reconnection_time_ms = most;
        self
    }

    /// The most that a delay grows to by failures without progress. Default: a minute (60,000). A
    /// reconnection time above it is waited all the same.
    #[must_use]
    pub const fn max_backoff_ms(mut self, ms: u32) -> Self {
        self.backoff = self.backoff.max_delay_ms(ms);
        self
    }

    /// How often to try again without progress before giving up; 0 never tries again. Default: no
    /// limit. An event is progress, and so is a connection that lasts for
    /// [`healthy_after_ms`](Self::healthy_after_ms); a mere status 200 is none.
    #[must_use]
    pub const fn max_retries(mut self, times: Option<u32>) -> Self {
        self.backoff = self.backoff.max_retries(times);
        self
    }

    /// For how long to go on without progress: a request that would begin later is not sent. Default:
    /// no limit.
    #[must_use]
    pub const fn max_elapsed_ms(mut self, ms: Option<u32>) -> Self {
        self.backoff = self.backoff.max_elapsed_ms(ms);
        self
    }

    /// How long a connection has to last to count as progress without an event. Default: a minute
    /// (60,000).
    #[must_use]
    pub const fn healthy_after_ms(mut self, ms: u32) -> Self {
        self.policy.healthy_after_ms = ms;
        self
    }

    /// Where the randomness of delays comes from: any number that differs from one client to the
    /// next. Default: 0, the same for all.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.backoff = self.backoff.seed(seed);
        self
    }

    /// How long what may take. Default: everything, for ever.
    #[must_use]
    pub const fn timers(mut self, timers: Timers) -> Self {
        self.timers = timers;
        self
    }
}

impl Default for EventSourceConfig {
    fn default() -> Self {
        Self::new()
    }
}
