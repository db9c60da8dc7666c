//! Requests that the test answers itself, one after the other.

use std::io;

use bytes::Bytes;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use crate::body::Live;
use crate::{End, ReceivedRequest, Reply};

/// A request that waits for the test to answer it, see [`Server::by_hand`](crate::Server::by_hand).
///
/// Dropping it closes the connection without an answer.
#[derive(Debug)]
pub struct Exchange {
    request: ReceivedRequest,
    answer: oneshot::Sender<Answered>,
}

/// What a request is answered with: a reply, and the pieces of its body where they come later.
pub(crate) type Answered = (Reply, Option<UnboundedReceiver<Live>>);

impl Exchange {
    pub(crate) fn new(request: ReceivedRequest) -> (Self, oneshot::Receiver<Answered>) {
        let (answer, answered) = oneshot::channel();
        (Self { request, answer }, answered)
    }

    /// What was asked.
    #[must_use]
    pub const fn request(&self) -> &ReceivedRequest {
        &self.request
    }

    /// Answers. Where the client has left, nothing happens.
    ///
    /// # Errors
    /// `InvalidInput` where HTTP does not allow the status or a header.
    pub fn respond(self, reply: Reply) -> io::Result<()> {
        reply.check()?;
        // An error means that the connection is closed.
        let _ = self.answer.send((reply, None));
        Ok(())
    }

    /// Answers with the status and the headers of a reply; its body is what is written to the body
    /// that is returned, each time an HTTP chunk of its own.
    ///
    /// # Errors
    /// As [`respond`](Self::respond).
    pub fn stream(self, reply: Reply) -> io::Result<LiveBody> {
        reply.check()?;
        let (to_body, pieces) = unbounded_channel();
        let _ = self.answer.send((reply, Some(pieces)));
        Ok(LiveBody(to_body))
    }
}

/// The body of a response while it is sent. Dropping it ends the body cleanly.
#[derive(Debug)]
pub struct LiveBody(UnboundedSender<Live>);

impl LiveBody {
    /// Writes these bytes. Where the client has left, nothing happens.
    pub fn write(&self, bytes: impl Into<Bytes>) {
        let _ = self.0.send(Live::Bytes(bytes.into()));
    }

    /// Ends the body like this, behind all that was written.
    pub fn end(self, end: End) {
        let _ = self.0.send(Live::End(end));
    }
}
