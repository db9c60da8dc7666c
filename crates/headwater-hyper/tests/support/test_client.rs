//! A client that knows one server by every name, and does what a scenario says of a connection.

use std::{
    future::Future,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use headwater::Sent;
use headwater_hyper::{Client, FinalUrl, Heard};
use http::{HeaderValue, Request, Response, Uri, header::HOST};
use http_body_util::Full;
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, sync::Notify};

/// Connects anew for each request, always to the same server, over plain TCP whatever the scheme.
#[derive(Clone)]
pub(crate) struct TestClient {
    server: SocketAddr,
    pub(crate) told: Arc<Mutex<Told>>,
    /// Told when a request that is to be refused may go on.
    pub(crate) refusal: Arc<Notify>,
}

/// What the scenario says of the next request, and what was requested last.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) refuse: bool,
    pub(crate) is_connected: bool,
    pub(crate) final_url: Option<String>,
    pub(crate) sent: Option<Request<Bytes>>,
}

impl TestClient {
    pub(crate) fn new(server: SocketAddr) -> Self {
        Self { server, told: Arc::default(), refusal: Arc::default() }
    }
}

#[derive(Debug)]
pub(crate) enum Failure {
    NotConnected,
    Broken,
}

impl Client for TestClient {
    type Body = Incoming;
    type Error = Failure;
    type Pending = Pin<Box<dyn Future<Output = Result<Response<Incoming>, Failure>> + Send>>;

    fn send(&mut self, request: Request<Bytes>) -> Self::Pending {
        let mut told = self.told.lock().unwrap();
        told.sent = Some(request.clone());
        told.is_connected = false;
        let refuse = told.refuse;
        let (server, told) = (self.server, Arc::clone(&self.told));
        let refusal = Arc::clone(&self.refusal);
        Box::pin(async move {
            let stream = if refuse {
                refusal.notified().await;
                refused().await
            } else {
                TcpStream::connect(server).await
            };
            let stream = stream.map_err(|_| Failure::NotConnected)?;
            let mut response = exchange(stream, request).await.map_err(|_| Failure::Broken)?;
            if let Some(url) = told.lock().unwrap().final_url.take() {
                response.extensions_mut().insert(FinalUrl(url));
            }
            Ok(response)
        })
    }

    fn poll_heard(
        &mut self,
        pending: &mut Self::Pending,
        cx: &mut Context<'_>,
    ) -> Poll<Heard<Incoming, Failure>> {
        if core::mem::take(&mut self.told.lock().unwrap().is_connected) {
            return Poll::Ready(Heard::Connected);
        }
        Poll::Ready(match ready!(pending.as_mut().poll(cx)) {
            Ok(response) => Heard::Response(response),
            Err(error @ Failure::NotConnected) => Heard::Failed { error, sent: Sent::Nothing },
            Err(error) => Heard::Failed { error, sent: Sent::Perhaps },
        })
    }
}

/// Connects to a port of which it is certain that nobody listens.
async fn refused() -> std::io::Result<TcpStream> {
    let peer = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    // The port of an outgoing connection is taken, and accepts none.
    let held = TcpStream::connect(peer.local_addr()?).await?;
    TcpStream::connect(held.local_addr()?).await
}

async fn exchange(
    stream: TcpStream,
    request: Request<Bytes>,
) -> Result<Response<Incoming>, hyper::Error> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut request = request.map(Full::new);
    let uri = request.uri().clone();
    let host = uri.authority().expect("an absolute URL").as_str();
    request.headers_mut().insert(HOST, HeaderValue::from_str(host).expect("a host"));
    let path = uri.path_and_query().expect("a path").as_str();
    *request.uri_mut() = Uri::try_from(path).expect("a path");
    sender.send_request(request).await
}
