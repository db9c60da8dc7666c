//! Chunks as a stream, for the peers that want one; and polling by hand.

use core::convert::Infallible;
use core::ops::ControlFlow::{self, Continue};
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};

use futures_core::Stream;

use crate::visit::Visit;

/// A stream of chunks that are there already.
pub(super) struct Source<'v, C, V: ?Sized> {
    chunks: std::vec::IntoIter<C>,
    visit: &'v V,
}

impl<'v, C, V: Visit + ?Sized> Source<'v, C, V> {
    pub(super) fn new(chunks: Vec<C>, visit: &'v V) -> Self {
        Self { chunks: chunks.into_iter(), visit }
    }

    #[inline]
    pub(super) fn next_chunk(&mut self) -> Option<C> {
        let chunk = self.chunks.next()?;
        self.visit.chunk().is_continue().then_some(chunk)
    }
}

// It is moved like any other value; nothing in it is pinned.
impl<C, V: ?Sized> Unpin for Source<'_, C, V> {}

impl<C, V: Visit + ?Sized> Stream for Source<'_, C, V> {
    type Item = Result<C, Infallible>;

    #[inline]
    fn poll_next(mut self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.next_chunk().map(Ok))
    }
}

/// Polls to the end.
#[inline]
pub(super) fn poll_each<T, E: core::fmt::Debug, V: Visit + ?Sized>(
    stream: impl Stream<Item = Result<T, E>>,
    visit: &V,
    mut each: impl FnMut(T) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut stream = pin!(stream);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        match stream.as_mut().poll_next(&mut context) {
            Poll::Ready(Some(Ok(item))) => each(item)?,
            Poll::Ready(Some(Err(error))) => visit.failed(&error)?,
            Poll::Ready(None) => return Continue(()),
            Poll::Pending => visit.failed(&"it waits although every chunk is there")?,
        }
    }
}
