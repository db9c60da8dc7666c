//! The socket under HTTP: knows when everything has left, and can be reset.

use alloc::sync::Arc;
use core::pin::Pin;
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::{Context, Poll};
use core::time::Duration;
use std::io;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// What a response body and the socket under it tell each other.
///
/// hyper joins body frames that are ready at the same time into one write. So that each frame
/// leaves on its own, the body hands out a frame, marks the wire as busy and waits; hyper flushes;
/// the socket sees the flush (hyper passes it on only when its own buffer is empty) and wakes the
/// connection's task for the next frame. It holds under back-pressure too.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wire(Arc<State>);

#[derive(Debug, Default)]
struct State {
    busy: AtomicBool,
    reset: AtomicBool,
}

impl Wire {
    pub(crate) fn set_busy(&self) {
        self.0.busy.store(true, Ordering::Release);
    }

    pub(crate) fn is_busy(&self) -> bool {
        self.0.busy.load(Ordering::Acquire)
    }

    /// The connection is to end with a reset when the socket is dropped.
    pub(crate) fn reset_at_end(&self) {
        self.0.reset.store(true, Ordering::Release);
    }

    /// To be called when all bytes written so far have been handed to the operating system.
    fn flushed(&self, context: &Context<'_>) {
        if self.0.busy.swap(false, Ordering::AcqRel) {
            // The body and the socket are polled by the same task.
            context.waker().wake_by_ref();
        }
    }
}

/// What can carry a connection.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Unpin {
    /// Makes the coming close a reset.
    fn reset_on_close(&self);
}

impl Transport for TcpStream {
    // In newer releases of tokio `set_linger` is deprecated since a linger time above zero blocks
    // the thread at close; zero is what it takes for a reset, and does not block.
    #[allow(deprecated)]
    fn reset_on_close(&self) {
        // Where this fails the connection is closed without the reset, as with `End::Cut`.
        let _ = self.set_linger(Some(Duration::ZERO));
    }
}

/// A transport that reports flushes to the response body above it.
pub(crate) struct Socket<T: Transport> {
    transport: T,
    wire: Wire,
}

impl<T: Transport> Socket<T> {
    pub(crate) const fn new(transport: T, wire: Wire) -> Self {
        Self { transport, wire }
    }
}

impl<T: Transport> Drop for Socket<T> {
    fn drop(&mut self) {
        if self.wire.0.reset.load(Ordering::Acquire) {
            self.transport.reset_on_close();
        }
    }
}

impl<T: Transport> AsyncRead for Socket<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.transport).poll_read(context, buffer)
    }
}

impl<T: Transport> AsyncWrite for Socket<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.transport).poll_write(context, buffer)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.transport).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.transport.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.transport).poll_flush(context);
        if matches!(flushed, Poll::Ready(Ok(()))) {
            self.wire.flushed(context);
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.transport).poll_shutdown(context)
    }
}
