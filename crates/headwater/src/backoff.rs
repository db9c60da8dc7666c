//! How long to wait before the next attempt, and when to give up.

use crate::{session::RetryLimit, time::Instant};

/// What no limit is, in milliseconds or times.
pub(crate) const UNLIMITED: u32 = u32::MAX;

pub(crate) const fn or_unlimited(limit: Option<u32>) -> u32 {
    match limit {
        Some(limit) => limit,
        None => UNLIMITED,
    }
}

/// When to try again, and when to give up: exponential, with full jitter, in integers. The randomness
/// is the caller's seed.
///
/// A delay lies between what has to be waited in any case and twice as much for each failure without
/// progress, up to a cap; an eighth is added even to the first, so that all the clients of a server
/// that went away do not come back in one moment. For those who write a session: each has one inside.
///
/// ```
/// use headwater::{Backoff, Instant, RetryLimit};
///
/// let now = Instant::ORIGIN;
/// let mut backoff = Backoff::new(8_000).seed(7).max_retries(Some(2));
/// let first = backoff.failed(500, 500, now)?;
/// assert!((500..=562).contains(&first));
/// let second = backoff.failed(500, 500, now)?;
/// assert!((500..=1_000).contains(&second));
/// assert_eq!(backoff.failed(500, 500, now), Err(RetryLimit::Attempts));
/// // Something that was asked for came: the next failure is the first again.
/// backoff.progress();
/// assert!(backoff.failed(500, 500, now).is_ok());
/// # Ok::<(), RetryLimit>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    max_delay_ms: u32,
    max_retries: u32,
    max_elapsed_ms: u32,
    random: u32,
    /// Since there was progress.
    failures: u32,
    /// When the first of them was; counts where there is one.
    since: Instant,
}

impl Backoff {
    /// Delays grow up to `max_delay_ms`, in milliseconds; retries have no limit, and the seed is 0.
    #[must_use]
    pub const fn new(max_delay_ms: u32) -> Self {
        let unseeded = Self {
            max_delay_ms,
            max_retries: UNLIMITED,
            max_elapsed_ms: UNLIMITED,
            random: 1,
            failures: 0,
            since: Instant::ORIGIN,
        };
        unseeded.seed(0)
    }

    /// The most that a delay grows to, in milliseconds. What has to be waited in any case is waited
    /// even above it.
    #[must_use]
    pub const fn max_delay_ms(mut self, ms: u32) -> Self {
        self.max_delay_ms = ms;
        self
    }

    /// How often to try again without progress; 0 never tries again, `None` does so without end.
    #[must_use]
    pub const fn max_retries(mut self, times: Option<u32>) -> Self {
        self.max_retries = or_unlimited(times);
        self
    }

    /// For how long to go on without progress, in milliseconds since the first failure: a request that
    /// would begin later is not sent. `None`: without end.
    #[must_use]
    pub const fn max_elapsed_ms(mut self, ms: Option<u32>) -> Self {
        self.max_elapsed_ms = or_unlimited(ms);
        self
    }

    /// Where the randomness comes from: any number that differs from one client to the next.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        // 0 is the one state that a xorshift cannot leave.
        self.random = (seed as u32) ^ ((seed >> 32) as u32) ^ 0x9E37_79B9;
        if self.random == 0 {
            self.random = 1;
        }
        self
    }

    /// Retries since there was progress.
    #[must_use]
    pub const fn retries(&self) -> u32 {
        self.failures
    }

    /// What was asked for works: the next failure is the first.
    pub const fn progress(&mut self) {
        self.failures = 0;
    }

    /// There was a failure: how long to wait now, in milliseconds. At least `at_least_ms`, and up to
    /// `base_ms` doubled for each earlier failure.
    ///
    /// # Errors
    /// Enough was tried.
    pub fn failed(
        &mut self,
        base_ms: u32,
        at_least_ms: u32,
        now: Instant,
    ) -> Result<u32, RetryLimit> {
        if self.failures == 0 {
            self.since = now;
        }
        if self.max_retries != UNLIMITED && self.failures >= self.max_retries {
            return Err(RetryLimit::Attempts);
        }
        let doubled = u64::from(base_ms) << self.failures.min(31);
        let at_most = u32::try_from(doubled).unwrap_or(u32::MAX).min(self.max_delay_ms);
        let at_most = at_most.max(at_least_ms.saturating_add(at_least_ms / 8));
        let delay = at_least_ms.saturating_add(self.up_to(at_most.saturating_sub(at_least_ms)));
        let next = now.saturating_add_millis(delay.into());
        if self.max_elapsed_ms != UNLIMITED
            && next.saturating_millis_since(self.since) > self.max_elapsed_ms.into()
        {
            return Err(RetryLimit::Elapsed);
        }
        self.failures = self.failures.saturating_add(1);
        Ok(delay)
    }

    /// A random number from 0 to `most`, both included.
    const fn up_to(&mut self, most: u32) -> u32 {
        let mut random = self.random;
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        self.random = random;
        // The upper half of the product: no division, of which small processors have none.
        ((random as u64 * (most as u64 + 1)) >> 32) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::Backoff;
    use crate::{session::RetryLimit, time::Instant};

    const NOW: Instant = Instant::ORIGIN;

    /// Numbers of xorshift32 (Marsaglia 2003: 13, 17, 5), reckoned by another program.
    const SEEDS: [(u64, [u32; 5]); 4] = [
        (0x0, [679_879_436, 1_880_566_431, 1_037_879_197, 12_702_810, 1_931_064_976]),
        (0x7, [680_022_911, 2_115_232_669, 1_315_841_853, 1_539_308_920, 638_386_544]),
        (
            0x123456789abcdef0,
            [2_111_210_863, 34_814_387, 1_099_435_794, 1_294_597_045, 968_163_835],
        ),
        (0x9e3779b9, [135_184, 33_817_344, 1_323_717_731, 153_799_847, 1_199_344_617]),
    ];

    #[test]
    fn delays_lie_between_what_is_owed_and_twice_as_much_each_time() {
        for (failures, most) in
            [(0, 1_125), (1, 2_000), (2, 4_000), (5, 32_000), (6, 60_000), (40, 60_000)]
        {
            let (mut least, mut longest) = (u32::MAX, 0);
            for seed in 0..2_000_u64 {
                let mut backoff = Backoff::new(60_000).seed(seed << 20 | seed);
                for _ in 0..failures {
                    backoff.failed(1_000, 1_000, NOW).expect("no limit");
                }
                let delay = backoff.failed(1_000, 1_000, NOW).expect("no limit");
                (least, longest) = (least.min(delay), longest.max(delay));
            }
            assert!((1_000..1_000 + most / 50).contains(&least), "{failures}: {least}");
            assert!((most - most / 50..=most).contains(&longest), "{failures}: {longest}");
        }
    }

    #[test]
    fn what_is_owed_is_waited_even_above_the_cap_and_nothing_overflows() {
        let mut backoff = Backoff::new(1_000).seed(7);
        for _ in 0..100 {
            let delay = backoff.failed(500, 8_000, NOW).expect("no limit");
            assert!((8_000..=9_000).contains(&delay));
        }
        assert_eq!(backoff.failed(u32::MAX, u32::MAX, NOW), Ok(u32::MAX));
        assert_eq!(backoff.failed(0, 0, NOW).map(|delay| delay <= 1_000), Ok(true));
    }

    #[test]
    fn limits_count_since_the_last_progress() {
        let mut backoff = Backoff::new(60_000).max_retries(Some(2));
        for _ in 0..3 {
            assert!(backoff.failed(1, 1, NOW).is_ok());
            assert!(backoff.failed(1, 1, NOW).is_ok());
            assert_eq!(backoff.failed(1, 1, NOW), Err(RetryLimit::Attempts));
            backoff.progress();
            assert_eq!(backoff.retries(), 0);
        }
        let mut backoff = Backoff::new(0).max_elapsed_ms(Some(5_000));
        let at = |ms: u64| NOW.saturating_add_millis(1_000_000 + ms);
        assert_eq!(backoff.failed(0, 1_000, at(0)).map(|delay| delay >= 1_000), Ok(true));
        assert!(backoff.failed(0, 1_000, at(3_800)).is_ok());
        assert_eq!(backoff.failed(0, 1_000, at(4_001)), Err(RetryLimit::Elapsed));
        backoff.progress();
        assert!(backoff.failed(0, 1_000, at(9_000)).is_ok());
        // What begins just at the limit does not begin later.
        let mut backoff = Backoff::new(0).max_elapsed_ms(Some(5_000));
        assert_eq!(backoff.failed(0, 0, at(0)), Ok(0));
        assert_eq!(backoff.failed(0, 0, at(5_000)), Ok(0));
        assert_eq!(backoff.failed(0, 0, at(5_001)), Err(RetryLimit::Elapsed));
    }

    #[test]
    fn seeds_tell() {
        let first = |seed| Backoff::new(1 << 30).seed(seed).failed(1 << 30, 0, NOW);
        assert_eq!(first(1), first(1));
        assert_ne!(first(1), first(2));
        assert_ne!(first(1), first(1 << 40), "the upper half counts too");
        // The seed that would leave nothing.
        assert_ne!(first(0x9E37_79B9), Ok(0));
    }

    #[test]
    fn a_seed_gives_the_same_delays_everywhere() {
        for (seed, expected) in SEEDS {
            let mut backoff = Backoff::new(u32::MAX).seed(seed);
            let delays = [0; 5].map(|_| {
                backoff.progress();
                backoff.failed(1 << 31, 0, NOW)
            });
            assert_eq!(delays, expected.map(Ok), "{seed:#x}");
        }
    }

    #[test]
    fn the_longest_delay_comes_as_often_as_any() {
        let mut backoff = Backoff::new(1);
        let ones = (0..1_000).filter(|_| backoff.failed(1, 0, NOW) == Ok(1)).count();
        assert!((400..600).contains(&ones), "{ones}");
    }
}
