//! Owned items as a `Stream`.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use headwater::Session;

use crate::{driver::Driver, transport::Transport};

/// A `Stream` of owned items, made by [`Driver::into_items`].
///
/// Ends after an error of the transport, and once the session is closed.
pub struct Items<T: Transport, S, F> {
    driver: Driver<T, S>,
    own: F,
}

impl<T: Transport, S, F> Items<T, S, F> {
    pub(crate) const fn new(driver: Driver<T, S>, own: F) -> Self {
        Self { driver, own }
    }

    /// The session.
    pub const fn session(&self) -> &S {
        self.driver.session()
    }
}

// Nothing in it is pinned: the body is `Unpin`, and the rest is never pinned.
impl<T: Transport, S, F> Unpin for Items<T, S, F> {}

impl<T, S, I, F> Stream for Items<T, S, F>
where
    T: Transport,
    S: Session + 'static,
    F: for<'a> FnMut(S::Item<'a>) -> I,
{
    type Item = Result<I, T::Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { driver, own } = self.get_mut();
        Poll::Ready(match ready!(driver.poll_advance(cx)) {
            Ok(true) => driver.item().map(own).map(Ok),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        })
    }
}

/// Shows no payload.
impl<T: Transport, S: fmt::Debug, F> fmt::Debug for Items<T, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("driver", &self.driver).finish_non_exhaustive()
    }
}
