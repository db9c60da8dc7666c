//! What a response session does where there is a choice.

use alloc::string::String;

use headwater::{Backoff, Config, Timers};

use crate::answer_stream::MAX_EVENT_BYTES;
use crate::limits::Limits;

/// What a response session does where there is a choice, and its limits.
///
/// ```
/// use headwater::Timers;
/// use headwater_openai::AnswerSessionConfig;
///
/// # let (random, unique) = (4, "b51f");
/// let config = AnswerSessionConfig::new()
///     .seed(random)
///     .retry_as_official_sdks(unique)
///     .timers(Timers::new().connect_ms(Some(10_000)).content_idle_ms(Some(300_000)));
/// ```
#[derive(Clone)]
pub struct AnswerSessionConfig {
    pub(super) decoder: Config,
    pub(super) limits: Limits,
    pub(super) accumulates: bool,
    pub(super) timers: Timers,
    pub(super) grace_ms: u32,
    pub(super) policy: Policy,
    pub(super) retry: Backoff,
    pub(super) resume: Backoff,
    pub(super) poll: Backoff,
}

/// The part of the configuration that the transitions look at.
#[derive(Clone)]
pub(super) struct Policy {
    /// The policy of the official SDKs, with the key that goes along.
    pub(super) idempotency_key: Option<String>,
    pub(super) restart: bool,
    pub(super) retry_failure: bool,
    pub(super) max_asked_ms: u32,
}

/// That the caller knows what a second answer costs: it is paid for like the first, and is another.
///
/// An argument of those choices that lead to one, so that it stands in the call.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaysTwice {
    /// What was asked for once may be paid for twice, and a text that was shown may come again, in
    /// other words.
    Accepted,
}

/// The first delay, in milliseconds: that of the official SDKs. It doubles each time.
pub(super) const BASE_MS: u32 = 500;
/// The least that is waited, in milliseconds.
pub(super) const LEAST_MS: u32 = 250;
/// Between two looks at a response that is being made, in milliseconds, at first.
pub(super) const POLL_MS: u32 = 1_000;

impl AnswerSessionConfig {
    /// The defaults: what may be paid for already is never asked for again; 2 retries before an answer
    /// begins, with delays up to 8 s, and 10 without progress for one of the background; a grace of
    /// 2 s, no timers, and all of the answer kept within the default [`Limits`].
    #[must_use]
    pub const fn new() -> Self {
        Self {
            decoder: Config::new().max_event_bytes(MAX_EVENT_BYTES),
            limits: Limits::new(),
            accumulates: true,
            timers: Timers::new(),
            grace_ms: 2_000,
            policy: Policy {
                idempotency_key: None,
                restart: false,
                retry_failure: false,
                max_asked_ms: 120_000,
            },
            retry: Backoff::new(8_000).max_retries(Some(2)),
            resume: Backoff::new(8_000).max_retries(Some(10)),
            poll: Backoff::new(10_000),
        }
    }

    /// Limits and reports of the decoder. Unset, an event may take 64 MiB.
    #[must_use]
    pub const fn decoder(mut self, config: Config) -> Self {
        self.decoder = config;
        self
    }

    /// Takes no more of the answer than these limits allow.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Keeps nothing of the answer but its tool calls and what the outcome takes.
    #[must_use]
    pub const fn without_accumulation(mut self) -> Self {
        self.accumulates = false;
        self
    }

    /// How long what may take. Default: everything, for ever. OpenAI's `keepalive` events and comments
    /// count as bytes, and not as content.
    #[must_use]
    pub const fn timers(mut self, timers: Timers) -> Self {
        self.timers = timers;
        self
    }

    /// How long to wait, in milliseconds, for what may follow when all that matters is there: usage and
    /// `[DONE]` after the last finish reason, `response.failed` after `error`, the body of an error
    /// status. Default: 2 s (2,000). The time does not begin again with every byte.
    #[must_use]
    pub const fn grace_ms(mut self, ms: u32) -> Self {
        self.grace_ms = ms;
        self
    }

    /// Sends the request again also where it may be paid for already, as the official SDKs do: when the
    /// connection breaks or a deadline passes before there is a response, and on any status from 500
    /// on. `idempotency_key` goes along with each attempt as `Idempotency-Key`, the same for all, so
    /// that a server that knows it can tell them apart from new requests: make it unique for the call,
    /// a random UUID say. OpenAI promises nothing of the kind: such a request may be paid for twice.
    #[must_use]
    pub fn retry_as_official_sdks(mut self, idempotency_key: impl Into<String>) -> Self {
        self.policy.idempotency_key = Some(idempotency_key.into());
        self
    }

    /// Sends the request again also where its answer broke off after it had begun, and cannot be
    /// resumed. The new answer begins at its beginning, and in other words.
    #[must_use]
    pub const fn restart_broken_answers(mut self, PaysTwice::Accepted: PaysTwice) -> Self {
        self.policy.restart = true;
        self
    }

    /// Sends the request again where the server reports an error in place of the first delta, but for
    /// one that stays, such as a quota that is used up.
    #[must_use]
    pub const fn retry_reported_errors(mut self, PaysTwice::Accepted: PaysTwice) -> Self {
        self.policy.retry_failure = true;
        self
    }

    /// How often a request is sent again before its answer begins; 0 never does so. Default: 2, as the
    /// official SDKs have it.
    #[must_use]
    pub const fn max_retries(mut self, times: Option<u32>) -> Self {
        self.retry = self.retry.max_retries(times);
        self
    }

    /// How often an answer of the background is taken up again without anything new of it; 0 never does
    /// so. Default: 10.
    #[must_use]
    pub const fn max_resumes(mut self, times: Option<u32>) -> Self {
        self.resume = self.resume.max_retries(times);
        self
    }

    /// For how long to go on without anything new, in milliseconds since the first failure. Default:
    /// for ever, within the other limits.
    #[must_use]
    pub const fn max_elapsed_ms(mut self, ms: Option<u32>) -> Self {
        self.retry = self.retry.max_elapsed_ms(ms);
        self.resume = self.resume.max_elapsed_ms(ms);
        self
    }

    /// The most that a delay grows to, in milliseconds, where the server asks for none. Default: 8 s
    /// (8,000).
    #[must_use]
    pub const fn max_backoff_ms(mut self, ms: u32) -> Self {
        self.retry = self.retry.max_delay_ms(ms);
        self.resume = self.resume.max_delay_ms(ms);
        self
    }

    /// The most that a server can ask to wait, in milliseconds, by `Retry-After` or `retry-after-ms`:
    /// where it asks for more, the session gives up. Default: 2 minutes (120,000).
    #[must_use]
    pub const fn max_retry_after_ms(mut self, ms: u32) -> Self {
        self.policy.max_asked_ms = ms;
        self
    }

    /// Where the randomness of delays comes from: any number that differs from one client to the next.
    /// Default: 0, the same for all.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.retry = self.retry.seed(seed);
        self.resume = self.resume.seed(seed.rotate_left(16));
        self.poll = self.poll.seed(seed.rotate_left(32));
        self
    }
}

impl Default for AnswerSessionConfig {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows no key.
impl core::fmt::Debug for AnswerSessionConfig {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AnswerSessionConfig")
            .field("has_idempotency_key", &self.policy.idempotency_key.is_some())
            .field("restart_broken_answers", &self.policy.restart)
            .field("retry_reported_errors", &self.policy.retry_failure)
            .field("timers", &self.timers)
            .finish_non_exhaustive()
    }
}
