//! The one driver: a session over a body.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use headwater::{Action, CloseReason, Decoder, Instant, ResponseHead, Sent, Session, Step};
use http_body::Body;
use hyper::rt::Timer;

use crate::{clock::Clock, items::Items};

/// How often a body is read in one poll before other tasks get their turn.
const READS_IN_A_POLL: usize = 64;

/// Reads a body through a session of the core: a plain [`Decoder`] unless another is given.
///
/// [`next`](Self::next) lends each item from the buffer of the body; [`into_items`](Self::into_items)
/// makes a `Stream` of owned ones. Dropping the reader drops the body, and with it the connection.
pub struct BodyReader<B: Body, S = Decoder> {
    /// Dropped as soon as the session is closed.
    body: Option<B>,
    session: S,
    chunk: Bytes,
    // What was lent last is lent from chunk[lent..]; chunk[read..] is still to be read:
    // 0 <= lent <= read <= chunk.len()
    lent: usize,
    read: usize,
    bytes_read: u64,
    clock: Clock,
    /// What broke the transport, until it is handed out.
    broken: Option<B::Error>,
}

impl<B> BodyReader<B>
where
    B: Body<Data = Bytes> + Unpin,
{
    /// Decodes the events of a body, with the default limits.
    pub fn new(body: B) -> Self {
        Self::with_session(body, Decoder::new())
    }
}

impl<B, S> BodyReader<B, S>
where
    B: Body<Data = Bytes> + Unpin,
    S: Session,
{
    /// Reads a bare body through `session`.
    pub fn with_session(body: B, session: S) -> Self {
        Self {
            body: Some(body),
            session,
            chunk: Bytes::new(),
            lent: 0,
            read: 0,
            bytes_read: 0,
            clock: Clock::new(),
            broken: None,
        }
    }

    /// Reads a response through `session`, which is told first that its request was sent, and what
    /// came of it: the status and the headers.
    pub fn from_response(response: http::Response<B>, mut session: S) -> Self {
        let (head, body) = response.into_parts();
        let clock = Clock::new();
        let now = clock.now();
        session.handle_request_started(now);
        session.handle_response(response_head(&head), now);
        Self { clock, ..Self::with_session(body, session) }
    }

    /// With a timer, as of your runtime (hyper-util has tokio's). Without one the session's
    /// deadlines are looked at only when bytes arrive.
    #[must_use]
    pub fn timer(self, timer: impl Timer + Send + Sync + 'static) -> Self {
        let clock = self.clock.with_timer(Arc::new(timer));
        Self { clock, ..self }
    }

    /// The next item; `None` once the session is closed, or wants another connection. Ask the session
    /// ([`action`](Session::action)) which, and how it ended.
    ///
    /// Cancel-safe: a future that is dropped loses nothing.
    ///
    /// # Errors
    /// The transport broke, and the session is done with this body for it. Given once; then `None`.
    /// What came before stays with the session.
    pub async fn next(&mut self) -> Result<Option<S::Item<'_>>, B::Error> {
        let more = poll_fn(|cx| self.poll_advance(cx)).await?;
        Ok(if more { self.item() } else { None })
    }

    /// Drives the session to its next item: ready with whether there is one, to be asked for with
    /// [`item`](Self::item). For those who poll by hand.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub fn poll_advance(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool, B::Error>> {
        for reads in 0..READS_IN_A_POLL {
            let now = self.clock.now();
            let rest = self.chunk.get(self.read..).unwrap_or_default();
            let progress = self.session.advance(rest, now);
            self.lent = self.read;
            self.read += progress.consumed;
            if progress.step == Step::Item {
                return Poll::Ready(Ok(true));
            }
            // Bytes come first: they may move a deadline that has passed while nobody read.
            if reads > 0 && self.deadline().is_some_and(|deadline| deadline <= now) {
                self.session.handle_timeout(now);
            }
            match self.session.action() {
                Action::Read => ready!(self.poll_read(cx)),
                Action::Closed(reason) => return Poll::Ready(self.closed(Some(reason))),
                // This body is over, and a reader has no other.
                Action::Connect(_) | Action::AwaitResponse | Action::Wait => {
                    return Poll::Ready(self.closed(None));
                }
            }
        }
        // A body that is always ready must not keep the thread from everything else.
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn deadline(&self) -> Option<Instant> {
        self.session.poll_timeout().map(|deadline| deadline.at)
    }

    fn closed(&mut self, reason: Option<CloseReason>) -> Result<bool, B::Error> {
        self.body = None;
        self.chunk = Bytes::new();
        (self.lent, self.read) = (0, 0);
        // Only where the session ended by it: an answer may be whole before its transport breaks.
        match (self.broken.take(), reason) {
            (Some(error), None | Some(CloseReason::NetworkError)) => Err(error),
            _ => Ok(false),
        }
    }

    /// Gives the session what comes next: bytes, the end, an error, or the passing of a deadline.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        // Nothing of the chunk is needed any more: its memory goes back while we wait.
        self.chunk = Bytes::new();
        (self.lent, self.read) = (0, 0);
        let frame = match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(cx),
            None => Poll::Ready(None),
        };
        let now = self.clock.now();
        match frame {
            Poll::Ready(Some(Ok(frame))) => {
                // Trailers say nothing about an event stream.
                self.chunk = frame.into_data().unwrap_or_default();
                self.bytes_read += self.chunk.len() as u64;
            }
            Poll::Ready(Some(Err(error))) => {
                self.broken = Some(error);
                // There is a body, so that the request was sent.
                self.session.handle_network_error(Sent::Perhaps, now);
            }
            Poll::Ready(None) => self.session.handle_end(now),
            Poll::Pending => {
                ready!(self.clock.poll_deadline(cx, self.deadline()));
                self.session.handle_timeout(self.clock.now());
            }
        }
        Poll::Ready(())
    }

    /// Lends the item that [`poll_advance`](Self::poll_advance) came upon.
    pub fn item(&self) -> Option<S::Item<'_>> {
        self.session.item(self.chunk.get(self.lent..).unwrap_or_default())
    }

    /// A `Stream` of owned items; `own` makes one of each that is lent.
    ///
    /// ```
    /// # use headwater::{Item, OwnedEvent};
    /// # use headwater_hyper::BodyReader;
    /// # let body = http_body_util::Full::new(bytes::Bytes::new());
    /// let events = BodyReader::new(body).into_items(|item| match item {
    ///     Ok(Item::Event(event)) => Some(event.to_owned()),
    ///     _ => None,
    /// });
    /// ```
    pub fn into_items<T, F>(self, own: F) -> Items<B, S, F>
    where
        S: 'static,
        F: for<'a> FnMut(S::Item<'a>) -> T,
    {
        Items::new(self, own)
    }
}

/// Every header: which of them matter, the core knows.
fn response_head(head: &http::response::Parts) -> ResponseHead<'_> {
    head.headers.iter().fold(ResponseHead::new(head.status.as_u16()), |told, (name, value)| {
        told.header(name.as_str(), value.as_bytes())
    })
}

impl<B: Body, S> BodyReader<B, S> {
    /// The session.
    pub const fn session(&self) -> &S {
        &self.session
    }

    /// The session, to be closed for example.
    pub const fn session_mut(&mut self) -> &mut S {
        &mut self.session
    }

    /// How many bytes of the body have come so far.
    pub const fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// The session alone; the body is dropped.
    pub fn into_session(self) -> S {
        self.session
    }
}

/// Shows no payload.
impl<B: Body, S: fmt::Debug> fmt::Debug for BodyReader<B, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyReader")
            .field("session", &self.session)
            .field("unread", &self.chunk.len().saturating_sub(self.read))
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}
