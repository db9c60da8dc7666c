//! Owned items as a `Stream`.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use headwater::Session;
use http_body::Body;

use crate::reader::BodyReader;

/// A `Stream` of owned items, made by [`BodyReader::into_items`].
///
/// Ends after an error of the transport, and once the session is closed.
pub struct Items<B: Body, S, F> {
    reader: BodyReader<B, S>,
    own: F,
}

impl<B: Body, S, F> Items<B, S, F> {
    pub(crate) const fn new(reader: BodyReader<B, S>, own: F) -> Self {
        Self { reader, own }
    }

    /// The session.
    pub const fn session(&self) -> &S {
        self.reader.session()
    }
}

// Nothing in it is pinned: the body is `Unpin`, and the rest is never pinned.
impl<B: Body + Unpin, S, F> Unpin for Items<B, S, F> {}

impl<B, S, T, F> Stream for Items<B, S, F>
where
    B: Body<Data = Bytes> + Unpin,
    S: Session + 'static,
    F: for<'a> FnMut(S::Item<'a>) -> T,
{
    type Item = Result<T, B::Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, own } = self.get_mut();
        Poll::Ready(match ready!(reader.poll_advance(cx)) {
            Ok(true) => reader.item().map(own).map(Ok),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        })
    }
}

/// Shows no payload.
impl<B: Body, S: fmt::Debug, F> fmt::Debug for Items<B, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("reader", &self.reader).finish_non_exhaustive()
    }
}
