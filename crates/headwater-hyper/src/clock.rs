//! The clock and the sleep of a driver.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use headwater::Instant;
use hyper::rt::{Sleep, Timer};

/// Tells the time since its origin, and wakes a task at a deadline where it has a timer.
pub(crate) struct Clock {
    origin: std::time::Instant,
    timer: Option<Arc<dyn Timer + Send + Sync>>,
    sleep: Option<(Instant, Pin<Box<dyn Sleep>>)>,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { origin: std::time::Instant::now(), timer: None, sleep: None }
    }

    /// A clock that is told by `timer` from the beginning.
    pub(crate) fn of(timer: Arc<dyn Timer + Send + Sync>) -> Self {
        Self { origin: timer.now(), timer: Some(timer), sleep: None }
    }

    /// The same clock, now told by `timer`; time goes on from where it is.
    pub(crate) fn with_timer(self, timer: Arc<dyn Timer + Send + Sync>) -> Self {
        let passed = Duration::from_millis(self.now().as_millis());
        let now = timer.now();
        Self { origin: now.checked_sub(passed).unwrap_or(now), timer: Some(timer), sleep: None }
    }

    pub(crate) fn now(&self) -> Instant {
        let now = self.timer.as_ref().map_or_else(std::time::Instant::now, |timer| timer.now());
        let passed = now.saturating_duration_since(self.origin).as_millis();
        Instant::from_millis(u64::try_from(passed).unwrap_or(u64::MAX))
    }

    /// Ready once `deadline` has passed; else the task is woken then, if there is a timer.
    pub(crate) fn poll_deadline(
        &mut self,
        cx: &mut Context<'_>,
        deadline: Option<Instant>,
    ) -> Poll<()> {
        let Some(deadline) = deadline else {
            self.sleep = None;
            return Poll::Pending;
        };
        if deadline <= self.now() {
            return Poll::Ready(());
        }
        let Some(timer) = &self.timer else { return Poll::Pending };
        // A deadline past what the system's clock can tell never comes.
        let Some(at) = self.origin.checked_add(Duration::from_millis(deadline.as_millis())) else {
            return Poll::Pending;
        };
        match &mut self.sleep {
            Some((until, _)) if *until == deadline => {}
            Some((until, sleep)) => {
                timer.reset(sleep, at);
                *until = deadline;
            }
            None => self.sleep = Some((deadline, timer.sleep_until(at))),
        }
        match &mut self.sleep {
            Some((_, sleep)) => sleep.as_mut().poll(cx),
            None => Poll::Pending,
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").field("timer", &self.timer.is_some()).finish_non_exhaustive()
    }
}
