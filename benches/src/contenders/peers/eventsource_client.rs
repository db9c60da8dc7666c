//! eventsource-client has no public decoder: it is driven through a transport of ours that answers
//! every request with the chunks, without reconnecting. So it is marked, and stands outside the
//! maximum.
//!
//! Its transport has to be `'static`, so that it cannot hold what watches it. It counts the chunks
//! instead, and waits once in a while, so that the count is looked at.

use core::ops::ControlFlow::{self, Continue};
use core::pin::Pin;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use core::task::{Context, Poll, Waker};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use eventsource_client::{Client as _, ClientBuilder, Error, ReconnectOptions, SSE};
use futures_core::Stream;
use http::{Request, Response};
use launchdarkly_sdk_transport::{ByteStream, HttpTransport, ResponseFuture, TransportError};

use crate::contenders::{Contender, Drive, Kind, Shared};
use crate::visit::{Seen, Visit};

pub(super) const CONTENDER: Contender = {
    let mut contender = Contender::new::<EventsourceClient>(
        "eventsource-client",
        "0.18.0",
        "Client::stream over a transport of ours",
    );
    contender.kind = Kind::PeerByTransport;
    contender
};

struct EventsourceClient;

impl Drive for EventsourceClient {
    type Input<'a> = Shared;

    fn drive<V: Visit + ?Sized>(input: Shared, visit: &V) -> ControlFlow<()> {
        let given = Arc::new(AtomicUsize::new(0));
        let body = Body { chunks: input.0.into_iter(), given: given.clone(), unlooked: 0 };
        let mut events = match ClientBuilder::for_url("http://localhost/") {
            Ok(builder) => builder
                .reconnect(ReconnectOptions::reconnect(false).retry_initial(false).build())
                .build_with_transport(Transport(Arc::new(Mutex::new(Some(body)))))
                .stream(),
            Err(error) => return visit.failed(&error),
        };
        let mut context = Context::from_waker(Waker::noop());
        let mut told = 0;
        loop {
            let polled = events.as_mut().poll_next(&mut context);
            for _ in told..given.load(Relaxed) {
                visit.chunk()?;
            }
            told = given.load(Relaxed);
            match polled {
                Poll::Ready(Some(Ok(SSE::Event(event)))) => visit.event(Seen {
                    event_type: event.event_type.as_bytes(),
                    data: event.data.as_bytes(),
                    id: Some(event.id.as_deref().unwrap_or_default().as_bytes()),
                })?,
                Poll::Ready(Some(Ok(_))) | Poll::Pending => {}
                // How it says that the body ended.
                Poll::Ready(Some(Err(Error::Eof | Error::UnexpectedEof)) | None) => {
                    return Continue(());
                }
                Poll::Ready(Some(Err(error))) => visit.failed(&error)?,
            }
        }
    }
}

#[derive(Clone)]
struct Transport(Arc<Mutex<Option<Body>>>);

impl HttpTransport for Transport {
    fn request(&self, _request: Request<Option<Bytes>>) -> ResponseFuture {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let answer = match body {
            Some(body) => Ok(Response::new(Box::pin(body) as ByteStream)),
            None => Err(TransportError::new(std::io::Error::other("asked twice"))),
        };
        Box::pin(core::future::ready(answer))
    }
}

struct Body {
    chunks: std::vec::IntoIter<Bytes>,
    given: Arc<AtomicUsize>,
    unlooked: u8,
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.unlooked = self.unlooked.wrapping_add(1);
        if self.unlooked == 0 {
            return Poll::Pending;
        }
        let chunk = self.chunks.next();
        if chunk.is_some() {
            self.given.fetch_add(1, Relaxed);
        }
        Poll::Ready(chunk.map(Ok))
    }
}
