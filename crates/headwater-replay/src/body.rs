//! Response bodies.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;
use std::io::{self, Write as _};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Sleep, sleep};

use crate::plan::Plan;
use crate::wire::Wire;
use crate::{Delivery, End};

/// The body of a response.
pub(crate) enum Outgoing {
    /// All at once, with a length.
    Whole(Option<Bytes>),
    /// Piece by piece, in HTTP chunks.
    Stream(Box<Stream>),
}

impl Outgoing {
    pub(crate) fn stream(stream: Stream) -> Self {
        Self::Stream(Box::new(stream))
    }

    pub(crate) fn is_gzip(&self) -> bool {
        matches!(self, Self::Stream(stream) if stream.gzip.is_some())
    }
}

/// A stream that leaves as its plan says, or as somebody writes it.
pub(crate) struct Stream {
    pieces: Pieces,
    wire: Wire,
    /// The piece whose pause is running.
    next: Option<(Bytes, Pin<Box<Sleep>>)>,
    /// Compresses, where that is asked for.
    gzip: Option<GzEncoder<Vec<u8>>>,
    end: Option<End>,
}

enum Pieces {
    Planned(Plan),
    Live(UnboundedReceiver<Live>),
}

/// What is written to a live body.
#[derive(Debug)]
pub(crate) enum Live {
    Bytes(Bytes),
    End(End),
}

impl Stream {
    pub(crate) fn planned(plan: Plan, delivery: &Delivery, wire: Wire) -> Self {
        let gzip = delivery.gzip.then(|| GzEncoder::new(Vec::new(), Compression::fast()));
        Self { gzip, ..Self::new(Pieces::Planned(plan), wire) }
    }

    pub(crate) fn live(pieces: UnboundedReceiver<Live>, wire: Wire) -> Self {
        Self::new(Pieces::Live(pieces), wire)
    }

    fn new(pieces: Pieces, wire: Wire) -> Self {
        // The head of the response leaves before the first piece, as from a server that does not
        // know its answer yet.
        wire.set_busy();
        Self { pieces, wire, next: None, gzip: None, end: None }
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if self.wire.is_busy() {
            // The socket wakes this task at the next flush.
            return Poll::Pending;
        }
        if self.next.is_none() {
            let (bytes, pause) = match ready!(self.poll_source(context)) {
                Ok(piece) => piece,
                Err(end) => return self.poll_end(end),
            };
            if pause == Duration::ZERO {
                return self.hand_out(&bytes);
            }
            self.next = Some((bytes, Box::pin(sleep(pause))));
        }
        if let Some((_, pause)) = &mut self.next {
            ready!(pause.as_mut().poll(context));
        }
        match self.next.take() {
            Some((bytes, _)) => self.hand_out(&bytes),
            None => Poll::Ready(None),
        }
    }

    /// The next piece and the pause before it, or how it ends.
    fn poll_source(&mut self, context: &mut Context<'_>) -> Poll<Result<(Bytes, Duration), End>> {
        if let Some(end) = self.end {
            return Poll::Ready(goes_on(end).ok_or(end));
        }
        let piece = match &mut self.pieces {
            Pieces::Planned(plan) => match plan.next() {
                Some(piece) => Ok((piece.bytes, piece.pause)),
                None => Err(plan.end()),
            },
            Pieces::Live(pieces) => match ready!(pieces.poll_recv(context)) {
                Some(Live::Bytes(bytes)) => Ok((bytes, Duration::ZERO)),
                Some(Live::End(end)) => Err(end),
                None => Err(End::Clean),
            },
        };
        Poll::Ready(piece.or_else(|end| {
            self.end = Some(end);
            goes_on(end).ok_or(end)
        }))
    }

    fn hand_out(&mut self, bytes: &Bytes) -> Poll<Option<io::Result<Bytes>>> {
        let bytes = match &mut self.gzip {
            None => bytes.clone(),
            Some(gzip) => {
                // Each piece can be read as soon as it has come.
                gzip.write_all(bytes)?;
                gzip.flush()?;
                Bytes::from(core::mem::take(gzip.get_mut()))
            }
        };
        self.wire.set_busy();
        Poll::Ready(Some(Ok(bytes)))
    }

    fn poll_end(&mut self, end: End) -> Poll<Option<io::Result<Bytes>>> {
        match end {
            End::Clean => match self.gzip.take() {
                None => Poll::Ready(None),
                Some(gzip) => {
                    let trailer = gzip.finish()?;
                    self.wire.set_busy();
                    Poll::Ready(Some(Ok(Bytes::from(trailer))))
                }
            },
            // hyper drops the connection when a body fails.
            End::Cut => Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into()))),
            End::Reset => {
                self.wire.reset_at_end();
                Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
            }
            // Nothing wakes the body again; hyper still notices when the client leaves.
            End::Stall | End::KeepAlive(_) | End::Flood | End::EndlessLine => Poll::Pending,
        }
    }
}

/// What follows for ever, each time after this pause.
fn goes_on(end: End) -> Option<(Bytes, Duration)> {
    match end {
        End::Clean | End::Cut | End::Reset | End::Stall => None,
        End::KeepAlive(pause) => {
            let comment = Bytes::from_static(b": keep-alive\n\n");
            Some((comment, pause.max(Duration::from_millis(1))))
        }
        End::Flood => Some((Bytes::from_static(&COMMENTS), Duration::ZERO)),
        End::EndlessLine => Some((Bytes::from_static(&[b'x'; FLOOD_BYTES]), Duration::ZERO)),
    }
}

/// How much of a flood leaves in a write.
const FLOOD_BYTES: usize = 16 * 1024;

/// Comments of one character.
static COMMENTS: [u8; FLOOD_BYTES] = {
    let mut comments = [b'\n'; FLOOD_BYTES];
    let mut at = 0;
    while at < FLOOD_BYTES {
        comments[at] = b':';
        at += 2;
    }
    comments
};

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
