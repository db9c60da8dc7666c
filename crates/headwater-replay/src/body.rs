//! Response bodies.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;
use std::io;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::End;
use crate::plan::{Piece, Plan};
use crate::wire::Wire;

/// The body of a response.
pub(crate) enum Outgoing {
    /// All at once, with a length.
    Whole(Option<Bytes>),
    /// Piece by piece, in HTTP chunks.
    Stream(Stream),
}

/// A stream that leaves as its plan says.
pub(crate) struct Stream {
    plan: Plan,
    wire: Wire,
    /// The piece whose pause is running.
    next: Option<(Piece, Pin<Box<Sleep>>)>,
}

impl Stream {
    pub(crate) fn new(plan: Plan, wire: Wire) -> Self {
        // The head of the response leaves before the first piece, as from a server that does not
        // know its answer yet.
        wire.set_busy();
        Self { plan, wire, next: None }
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if self.wire.is_busy() {
            // The socket wakes this task at the next flush.
            return Poll::Pending;
        }
        if self.next.is_none() {
            let Some(piece) = self.plan.next() else { return self.poll_end() };
            if piece.pause == Duration::ZERO {
                return self.hand_out(piece.bytes);
            }
            let pause = Box::pin(sleep(piece.pause));
            self.next = Some((piece, pause));
        }
        if let Some((_, pause)) = &mut self.next {
            ready!(pause.as_mut().poll(context));
        }
        match self.next.take() {
            Some((piece, _)) => self.hand_out(piece.bytes),
            None => self.poll_end(),
        }
    }

    fn hand_out(&self, bytes: Bytes) -> Poll<Option<io::Result<Bytes>>> {
        self.wire.set_busy();
        Poll::Ready(Some(Ok(bytes)))
    }

    fn poll_end(&self) -> Poll<Option<io::Result<Bytes>>> {
        match self.plan.end() {
            End::Clean => Poll::Ready(None),
            // hyper drops the connection when a body fails.
            End::Cut => Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into()))),
            End::Reset => {
                self.wire.reset_at_end();
                Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
            }
            // Nothing wakes the body again; hyper still notices when the client leaves.
            End::Stall => Poll::Pending,
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let piece = match &mut *self {
            Self::Whole(bytes) => bytes.take().map(Ok),
            Self::Stream(stream) => ready!(stream.poll_piece(context)),
        };
        Poll::Ready(piece.map(|bytes| bytes.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Self::Stream(_) => SizeHint::default(),
        }
    }
}
