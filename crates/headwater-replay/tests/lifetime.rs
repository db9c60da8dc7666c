//! When a server stops.

mod client;

use client::{Client, Ended, streaming};
use headwater_replay::{Answer, Api, Delivery, End, Server};
use tokio::net::TcpStream;

async fn stalled() -> (headwater_replay::RunningServer, Client, Client) {
    let delivery = Delivery::new().truncate_after(0, End::Stall);
    let server = Server::new().answer("m", Answer::text("hi")).delivery(delivery);
    let server = server.bind_loopback().await.unwrap();
    let idle = Client::connect(server.addr()).await;
    let mut reading = Client::connect(server.addr()).await;
    let body = streaming(Api::Responses, "m", "hi");
    reading.send("POST", "/v1/responses", body.as_bytes()).await;
    reading.head().await;
    (server, idle, reading)
}

#[tokio::test]
async fn shutdown_closes_everything_before_it_returns() {
    let (server, mut idle, mut reading) = stalled().await;
    let addr = server.addr();
    server.shutdown().await;
    // Without a chance for other tasks of this thread to run on.
    assert!(std::net::TcpStream::connect(addr).is_err());
    assert_eq!(reading.chunk().await, Err(Ended::Closed));
    assert!(idle.more().await.is_some());
}

#[tokio::test]
async fn drop_does_so_soon() {
    let (server, mut idle, mut reading) = stalled().await;
    let addr = server.addr();
    drop(server);
    assert_eq!(reading.chunk().await, Err(Ended::Closed));
    assert!(idle.more().await.is_some());
    assert!(TcpStream::connect(addr).await.is_err());
}

#[tokio::test]
async fn a_client_that_leaves_does_no_harm() {
    let (server, idle, reading) = stalled().await;
    drop((idle, reading));
    let mut next = Client::connect(server.addr()).await;
    let answered = next.request("GET", "/v1/models", "").await;
    assert_eq!(answered.status, 200);
}

#[tokio::test]
async fn the_base_url_has_an_address_that_can_be_reached() {
    let server = Server::new().bind(([0, 0, 0, 0], 0)).await.unwrap();
    assert_eq!(server.base_url(), format!("http://127.0.0.1:{}/v1", server.addr().port()));
    let error = Server::new().bind(server.addr()).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn a_server_that_was_killed_goes_on_at_its_address_with_what_it_knew() {
    let feed = headwater_replay::Feed::new("data: a\n\n").ending(End::Stall);
    let mut server = Server::new().feed("/", feed).bind_loopback().await.unwrap();
    let addr = server.addr();
    for run in 1..=3 {
        let mut client = Client::connect(addr).await;
        client.send("GET", "/", b"").await;
        client.head().await;
        assert_eq!(client.chunk().await.unwrap(), b"data: a\n\n");
        server.kill().await;
        client.chunk().await.unwrap_err();
        TcpStream::connect(addr).await.unwrap_err();
        server.restart().await.unwrap();
        assert_eq!((server.addr(), server.requests().len()), (addr, run));
    }
    server.restart().await.unwrap();
    server.shutdown().await;
}
