//! The server while it runs.

use alloc::sync::Arc;
use core::convert::Infallible;
use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use core::time::Duration;
use std::io;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

use crate::exchange::Exchange;
use crate::received::ReceivedRequest;
use crate::service::Service;
use crate::wire::{Socket, Transport, Wire};

/// How many connections may be open at a time.
const MAX_CONNECTIONS: usize = 1024;

/// How long a request's head, and then its body, may take to arrive.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A server that answers requests, until it is shut down or dropped.
///
/// Dropping it stops to listen and breaks all connections off too, soon after.
pub struct RunningServer {
    addr: SocketAddr,
    service: Arc<Service>,
    /// Dropped to stop the task.
    stop: Option<oneshot::Sender<Infallible>>,
    accepting: JoinHandle<()>,
    exchanges: UnboundedReceiver<Exchange>,
}

impl RunningServer {
    pub(crate) fn start(
        listener: TcpListener,
        service: Service,
        exchanges: UnboundedReceiver<Exchange>,
    ) -> io::Result<Self> {
        let addr = listener.local_addr()?;
        let service = Arc::new(service);
        let (stop, stopped) = oneshot::channel();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&service), stopped));
        Ok(Self { addr, service, stop: Some(stop), accepting, exchanges })
    }

    /// The address that the server listens on, with the port that was free.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What OpenAI clients call the base URL, such as `http://127.0.0.1:49152/v1`. A server that
    /// listens on all addresses is reached at the loopback one.
    #[must_use]
    pub fn base_url(&self) -> String {
        let mut addr = self.addr;
        if addr.ip().is_unspecified() {
            addr.set_ip(match addr {
                SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        format!("http://{addr}/v1")
    }

    /// The requests received so far, oldest first, refused ones included; only the newest are kept,
    /// see [`Server::keep_requests`](crate::Server::keep_requests).
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.service.requests()
    }

    /// The next request that waits for its answer, in the order in which they were received. Of a
    /// server that does not answer [by hand](crate::Server::by_hand) there is none: it never returns.
    pub async fn next_request(&mut self) -> Exchange {
        match self.exchanges.recv().await {
            Some(exchange) => exchange,
            None => core::future::pending().await,
        }
    }

    /// Stops to listen and breaks all connections off; returns when they are closed.
    pub async fn shutdown(mut self) {
        self.kill().await;
    }

    /// As if the server were killed: stops to listen and breaks all connections off; returns when they
    /// are closed. What it knows stays, for [`restart`](Self::restart).
    pub async fn kill(&mut self) {
        if self.stop.take().is_some() {
            // An error means that the task is gone already, with its runtime.
            let _ = (&mut self.accepting).await;
        }
    }

    /// Kills the server, if it runs, and listens again at the same address. It goes on with what it
    /// knew: responses of the background, requests that were received, whose turn it is.
    ///
    /// # Errors
    ///
    /// What the operating system says about the address: somebody else may have it by now.
    pub async fn restart(&mut self) -> io::Result<()> {
        self.kill().await;
        let listener = TcpListener::bind(self.addr).await?;
        let (stop, stopped) = oneshot::channel();
        self.accepting = tokio::spawn(accept(listener, Arc::clone(&self.service), stopped));
        self.stop = Some(stop);
        Ok(())
    }
}

impl fmt::Debug for RunningServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningServer").field("addr", &self.addr).finish_non_exhaustive()
    }
}

async fn accept(
    listener: TcpListener,
    service: Arc<Service>,
    mut stopped: oneshot::Receiver<Infallible>,
) {
    let mut connections = JoinSet::new();
    loop {
        let full = connections.len() >= MAX_CONNECTIONS;
        tokio::select! {
            _ = &mut stopped => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept(), if !full => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&service)));
                }
                // Such as too many open files: there is nothing to do but wait for better times.
                Err(_) => sleep(Duration::from_millis(50)).await,
            },
        }
    }
    drop(listener);
    connections.shutdown().await;
}

async fn connection(stream: TcpStream, service: Arc<Service>) {
    // Where it fails, pieces may be joined; nothing is lost.
    let _ = stream.set_nodelay(true);
    serve(stream, service).await;
}

/// Answers the requests of one connection.
async fn serve<T: Transport + 'static>(transport: T, service: Arc<Service>) {
    let wire = Wire::default();
    let adds_date = !service.is_by_hand();
    let io = TokioIo::new(Socket::new(transport, wire.clone()));
    let answer = service_fn(move |request| {
        let (service, wire) = (Arc::clone(&service), wire.clone());
        async move { service.answer(request, wire).await }
    });
    // An error is a client that left, or one of the ends that a delivery can ask for.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .auto_date_header(adds_date)
        .header_read_timeout(PATIENCE)
        .serve_connection(io, answer)
        .await;
}

#[cfg(test)]
mod tests;
