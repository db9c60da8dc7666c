//! hyper-util's client as a [`Client`].

use std::{
    error::Error as _,
    fmt,
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use headwater::Sent;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::client::legacy::{
    self, ResponseFuture,
    connect::{Connect, capture_connection},
};

use crate::{requests::Client, transport::Heard};

/// hyper-util's client, with your connector. Tells when the connection stands.
///
/// ```
/// use headwater_hyper::HyperUtilClient;
/// use hyper_util::{client::legacy, rt::TokioExecutor};
///
/// let client = legacy::Client::builder(TokioExecutor::new())
///     // A request is sent again by the session or by nobody.
///     .retry_canceled_requests(false)
///     .build_http();
/// let client = HyperUtilClient::new(client);
/// # let _ = client;
/// ```
#[derive(Clone)]
pub struct HyperUtilClient<C>(legacy::Client<C, Full<Bytes>>);

impl<C> HyperUtilClient<C> {
    /// Built with `retry_canceled_requests(false)`, lest it send requests twice by itself.
    #[must_use]
    pub const fn new(client: legacy::Client<C, Full<Bytes>>) -> Self {
        Self(client)
    }
}

impl<C> fmt::Debug for HyperUtilClient<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperUtilClient").finish_non_exhaustive()
    }
}

/// A request that hyper-util's client has.
pub struct HyperUtilPending {
    response: ResponseFuture,
    /// Until it is told: whether there is a connection.
    connected: Option<Pin<Box<dyn Future<Output = bool> + Send>>>,
}

impl fmt::Debug for HyperUtilPending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperUtilPending").finish_non_exhaustive()
    }
}

impl<C: Connect + Clone + Send + Sync + 'static> Client for HyperUtilClient<C> {
    type Body = Incoming;
    type Error = legacy::Error;
    type Pending = HyperUtilPending;

    fn send(&mut self, request: http::Request<Bytes>) -> HyperUtilPending {
        let mut request = request.map(Full::new);
        let mut capture = capture_connection(&mut request);
        let connected = async move { capture.wait_for_connection_metadata().await.is_some() };
        let response = self.0.request(request);
        HyperUtilPending { response, connected: Some(Box::pin(connected)) }
    }

    fn poll_heard(
        &mut self,
        pending: &mut HyperUtilPending,
        cx: &mut Context<'_>,
    ) -> Poll<Heard<Incoming, legacy::Error>> {
        if let Some(connected) = &mut pending.connected {
            if let Poll::Ready(stands) = connected.as_mut().poll(cx) {
                pending.connected = None;
                if stands {
                    return Poll::Ready(Heard::Connected);
                }
            }
        }
        Poll::Ready(match ready!(pin!(&mut pending.response).poll(cx)) {
            Ok(response) => Heard::Response(response),
            Err(error) => Heard::Failed { sent: sent(&error), error },
        })
    }
}

/// A request was not sent where there was no connection, where hyper says that the connection was
/// closed before it took it, and where the server refused its stream.
fn sent(error: &legacy::Error) -> Sent {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<hyper::Error>());
    let never_left = |cause: &hyper::Error| cause.is_canceled() || is_refused_stream(cause);
    if error.is_connect() || cause.is_some_and(never_left) { Sent::Nothing } else { Sent::Perhaps }
}

/// "The REFUSED_STREAM error code can be included in a RST_STREAM frame to indicate that the stream is
/// being closed prior to any processing having occurred" (RFC 9113, 8.7). Of a GOAWAY h2 does not tell
/// the last stream, so that it proves nothing here.
#[cfg(feature = "http2")]
fn is_refused_stream(error: &hyper::Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<h2::Error>());
    cause.is_some_and(|cause| {
        let is_refusal = cause.reason() == Some(h2::Reason::REFUSED_STREAM);
        is_refusal && cause.is_reset() && cause.is_remote()
    })
}

#[cfg(not(feature = "http2"))]
const fn is_refused_stream(_: &hyper::Error) -> bool {
    false
}
