//! The one driver: a session over a body, or over as many as it wants.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use headwater::{Action, CloseReason, Decoder, Instant, ResponseHead, Sent, Session, Step};
use http::{Request, response::Parts};
use http_body::Body;
use hyper::rt::Timer;

use crate::{
    clock::Clock,
    items::Items,
    requests::{Client, FinalUrl, Requests},
    transport::{Heard, OneBody, Transport},
};

/// How often a body is read in one poll before other tasks get their turn.
const READS_IN_A_POLL: usize = 64;

/// Drives a session of the core: brings it what it asks for, and lends the items that it comes upon.
///
/// [`BodyReader`] is the driver of a body that you have; [`Driver::connect`] sends requests with a
/// client of yours, as often as the session asks for.
///
/// [`next`](Self::next) lends each item from the buffer of the body; [`into_items`](Self::into_items)
/// makes a `Stream` of owned ones. What is under way is kept in the driver, not in its futures: one
/// that is dropped loses nothing, and no request is sent a second time for it. Dropping the driver
/// drops the request and the body, and with them the connection.
pub struct Driver<T: Transport, S> {
    transport: T,
    /// Dropped as soon as the session does not read from it, but for one that was turned down.
    body: Option<T::Body>,
    /// Nothing was read of it.
    is_untouched: bool,
    session: S,
    chunk: Bytes,
    // What was lent last is lent from chunk[lent..]; chunk[read..] is still to be read:
    // 0 <= lent <= read <= chunk.len()
    lent: usize,
    read: usize,
    bytes_read: u64,
    clock: Clock,
    /// The head of the last response.
    response: Option<Parts>,
    /// What broke the transport last, until it is handed out or there is a response.
    broken: Option<T::Error>,
}

/// Reads a body through a session of the core: a plain [`Decoder`] unless another is given.
pub type BodyReader<B, S = Decoder> = Driver<OneBody<B>, S>;

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
        Self { body: Some(body), ..Self::with_transport(OneBody::new(), session, Clock::new()) }
    }

    /// Reads a response through `session`, which is told first that its request was sent, and what
    /// came of it: the status and the headers.
    pub fn from_response(response: http::Response<B>, session: S) -> Self {
        let mut reader = Self::with_transport(OneBody::new(), session, Clock::new());
        reader.session.handle_request_started(reader.clock.now());
        reader.begin(response);
        reader
    }
}

impl<C, S> Driver<Requests<C>, S>
where
    C: Client,
    S: Session,
{
    /// Sends `request` with `client`, as often and as altered as `session` asks for, and reads what
    /// comes of it.
    ///
    /// A header whose value is [sensitive](http::HeaderValue::set_sensitive) is a secret: it does not
    /// go along to another origin. Nothing is sent before the driver is polled. Deadlines and waits
    /// are kept with `timer`, as of your runtime (hyper-util has tokio's).
    pub fn connect(
        client: C,
        request: Request<Bytes>,
        session: S,
        timer: impl Timer + Send + Sync + 'static,
    ) -> Self {
        let clock = Clock::of(Arc::new(timer));
        Self::with_transport(Requests::new(client, request), session, clock)
    }
}

impl<T: Transport, S: Session> Driver<T, S> {
    fn with_transport(transport: T, session: S, clock: Clock) -> Self {
        Self {
            transport,
            body: None,
            is_untouched: false,
            session,
            chunk: Bytes::new(),
            lent: 0,
            read: 0,
            bytes_read: 0,
            clock,
            response: None,
            broken: None,
        }
    }

    /// With a timer, as of your runtime (hyper-util has tokio's). Without one the session's
    /// deadlines are looked at only when bytes arrive.
    #[must_use]
    pub fn timer(self, timer: impl Timer + Send + Sync + 'static) -> Self {
        let clock = self.clock.with_timer(Arc::new(timer));
        Self { clock, ..self }
    }

    /// The next item; `None` once the session is closed, or wants another connection and the driver
    /// has one body alone. Ask the session ([`action`](Session::action)) which, and how it ended.
    ///
    /// Cancel-safe: a future that is dropped loses nothing.
    ///
    /// # Errors
    /// The transport broke, and the session is done for it. Given once; then `None`. What came before
    /// stays with the session.
    pub async fn next(&mut self) -> Result<Option<S::Item<'_>>, T::Error> {
        let more = poll_fn(|cx| self.poll_advance(cx)).await?;
        Ok(if more { self.item() } else { None })
    }

    /// Drives the session to its next item: ready with whether there is one, to be asked for with
    /// [`item`](Self::item). For those who poll by hand.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub fn poll_advance(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool, T::Error>> {
        for rounds in 0..READS_IN_A_POLL {
            let now = self.clock.now();
            let rest = self.chunk.get(self.read..).unwrap_or_default();
            let progress = self.session.advance(rest, now);
            self.lent = self.read;
            self.read += progress.consumed;
            if progress.step == Step::Item {
                return Poll::Ready(Ok(true));
            }
            // Bytes come first: they may move a deadline that has passed while nobody read.
            if rounds > 0 && self.deadline().is_some_and(|deadline| deadline <= now) {
                self.session.handle_timeout(now);
            }
            match self.session.action() {
                Action::Read => ready!(self.poll_read(cx)),
                Action::Closed(reason) => return Poll::Ready(self.closed(Some(reason))),
                // This body is over, and there is no other.
                _ if !T::SENDS => return Poll::Ready(self.closed(None)),
                Action::Connect(attempt) => {
                    let sent = self.transport.send(&attempt);
                    self.drop_body();
                    match sent {
                        Ok(()) => self.session.handle_request_started(now),
                        Err(error) => self.broke(error, Sent::Nothing),
                    }
                }
                Action::AwaitResponse => ready!(self.poll_response(cx)),
                Action::Wait => {
                    self.drop_connection();
                    ready!(self.poll_deadline(cx));
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

    fn closed(&mut self, reason: Option<CloseReason>) -> Result<bool, T::Error> {
        self.transport.give_up();
        if !self.has_turned_down() {
            self.drop_body();
        }
        // Only where the session ended by it: an answer may be whole before its transport breaks.
        if reason.is_none_or(|reason| reason.is_network_error()) {
            if let Some(error) = self.broken.take() {
                return Err(error);
            }
        }
        Ok(false)
    }

    /// Whether the session is closed for what the head of the response says.
    fn has_turned_down(&self) -> bool {
        let action = self.session.action();
        self.is_untouched
            && matches!(action, Action::Closed(reason) if reason.turns_down_response())
    }

    fn drop_connection(&mut self) {
        self.transport.give_up();
        self.drop_body();
    }

    fn drop_body(&mut self) {
        self.body = None;
        self.drop_chunk();
    }

    /// Nothing of the chunk is needed any more: its memory goes back while we wait.
    fn drop_chunk(&mut self) {
        self.chunk = Bytes::new();
        (self.lent, self.read) = (0, 0);
    }

    /// Tells the session what came of the request.
    fn poll_response(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Poll::Ready(heard) = self.transport.poll_heard(cx) else {
            return self.poll_deadline(cx);
        };
        match heard {
            Heard::Connected => self.session.handle_connected(self.clock.now()),
            Heard::Response(response) => self.begin(response),
            Heard::Failed { error, sent } => self.broke(error, sent),
        }
        Poll::Ready(())
    }

    /// Gives the session what comes next: bytes, the end, an error, or the passing of a deadline.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.drop_chunk();
        self.is_untouched = false;
        let frame = match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(cx),
            None => Poll::Ready(None),
        };
        match frame {
            Poll::Ready(Some(Ok(frame))) => {
                // Trailers say nothing about an event stream.
                self.chunk = frame.into_data().unwrap_or_default();
                self.bytes_read += self.chunk.len() as u64;
            }
            // There is a body, so that the request was sent.
            Poll::Ready(Some(Err(error))) => self.broke(T::body_error(error), Sent::Perhaps),
            Poll::Ready(None) => self.session.handle_end(self.clock.now()),
            Poll::Pending => return self.poll_deadline(cx),
        }
        Poll::Ready(())
    }

    /// Tells the session of its deadline once it has passed.
    fn poll_deadline(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        ready!(self.clock.poll_deadline(cx, self.deadline()));
        self.session.handle_timeout(self.clock.now());
        Poll::Ready(())
    }

    fn begin(&mut self, response: http::Response<T::Body>) {
        let (head, body) = response.into_parts();
        self.broken = None;
        self.session.handle_response(response_head(&head), self.clock.now());
        self.response = Some(head);
        self.body = Some(body);
        self.is_untouched = true;
    }

    fn broke(&mut self, error: T::Error, sent: Sent) {
        self.broken = Some(error);
        self.session.handle_network_error(sent, self.clock.now());
    }

    /// Lends the item that [`poll_advance`](Self::poll_advance) came upon.
    pub fn item(&self) -> Option<S::Item<'_>> {
        self.session.item(self.chunk.get(self.lent..).unwrap_or_default())
    }

    /// The body of a response that the session turned down for its head, an error's say, of which
    /// nothing was read; `None` where there is no such response. Until it is taken the driver keeps
    /// it, and with it the connection. It may have no end: read no more of it than you need.
    pub fn take_body(&mut self) -> Option<T::Body> {
        if self.has_turned_down() { self.body.take() } else { None }
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
    pub fn into_items<I, F>(self, own: F) -> Items<T, S, F>
    where
        S: 'static,
        F: for<'a> FnMut(S::Item<'a>) -> I,
    {
        Items::new(self, own)
    }
}

/// Every header: which of them matter, the core knows.
fn response_head(head: &Parts) -> ResponseHead<'_> {
    let url = head.extensions.get::<FinalUrl>().map(|url| url.0.as_str());
    let told = ResponseHead::new(head.status.as_u16()).url(url);
    let headers = head.headers.iter();
    headers.fold(told, |told, (name, value)| told.header(name.as_str(), value.as_bytes()))
}

impl<T: Transport, S> Driver<T, S> {
    /// The session.
    pub const fn session(&self) -> &S {
        &self.session
    }

    /// The session, to be closed for example.
    pub const fn session_mut(&mut self) -> &mut S {
        &mut self.session
    }

    /// The time on the driver's clock, for what a session is to be told by hand.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The head of the last response: its status, and its headers with request ids and limits.
    pub const fn response(&self) -> Option<&Parts> {
        self.response.as_ref()
    }

    /// What broke the transport since the last response, and was not given as an error: a session that
    /// connects again may go on.
    pub const fn last_error(&self) -> Option<&T::Error> {
        self.broken.as_ref()
    }

    /// How many bytes of bodies have come so far.
    pub const fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// The session alone; the connection is dropped.
    pub fn into_session(self) -> S {
        self.session
    }
}

/// Shows no payload, no URL and no header.
impl<T: Transport, S: fmt::Debug> fmt::Debug for Driver<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver")
            .field("session", &self.session)
            .field("unread", &self.chunk.len().saturating_sub(self.read))
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}
