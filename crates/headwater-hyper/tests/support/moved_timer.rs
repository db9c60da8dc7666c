//! A timer that the test moves.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use hyper::rt::{Sleep, Timer};

/// Stands still until it is moved.
#[derive(Clone)]
pub(crate) struct MovedTimer(Arc<Mutex<Clock>>);

struct Clock {
    now: Instant,
    sleepers: Vec<Waker>,
}

impl MovedTimer {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Clock { now: Instant::now(), sleepers: Vec::new() })))
    }

    pub(crate) fn pass(&self, ms: u64) {
        let mut clock = self.0.lock().unwrap();
        clock.now += Duration::from_millis(ms);
        clock.sleepers.drain(..).for_each(Waker::wake);
    }
}

impl Timer for MovedTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(self.now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        Box::pin(Until { timer: self.clone(), deadline })
    }

    fn now(&self) -> Instant {
        self.0.lock().unwrap().now
    }
}

struct Until {
    timer: MovedTimer,
    deadline: Instant,
}

impl Future for Until {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut clock = self.timer.0.lock().unwrap();
        if clock.now >= self.deadline {
            return Poll::Ready(());
        }
        clock.sleepers.push(cx.waker().clone());
        Poll::Pending
    }
}

impl Sleep for Until {}
