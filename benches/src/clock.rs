//! The clocks of the race.

use core::time::Duration;
use std::sync::OnceLock;
use std::time::Instant;

/// A clock: the time since some moment. It is an argument where a contender is stopped by it, so that
/// the tests of that have one that they move themselves.
pub type Clock = fn() -> Duration;

/// The time that went by since the first call.
#[must_use]
pub fn wall_time() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// The CPU time that this thread has used: on a machine shared with others it says more than the
/// time that went by.
#[cfg(unix)]
#[must_use]
pub fn thread_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// The time that went by: there is no clock of the thread's own here.
#[cfg(not(unix))]
#[must_use]
pub fn thread_time() -> Duration {
    wall_time()
}
