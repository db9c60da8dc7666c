//! hyper-util's client over HTTP/2: what a stream that is reset says of its request.

use bytes::Bytes;
use h2::{Reason, server};
use headwater::{
    Action, CloseReason, EventSource, EventSourceConfig, EventSourceItem, Interruption,
    Session as _,
};
use headwater_hyper::{Driver, HyperUtilClient, Requests};
use http::{Request, Response, StatusCode};
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use tokio::{net::TcpListener, task::JoinHandle};

type Source = Driver<Requests<HyperUtilClient<HttpConnector>>, EventSource>;

/// Resets the stream of the first request and answers the next with 204; gives how many there were.
async fn server(reason: Reason) -> (String, JoinHandle<usize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let url = format!("http://{}/events", listener.local_addr().expect("an address"));
    let requests = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a client");
        let mut connection = server::handshake(stream).await.expect("HTTP/2");
        let mut requests = 0;
        while let Some(Ok((_, mut respond))) = connection.accept().await {
            requests += 1;
            if requests == 1 {
                respond.send_reset(reason);
                continue;
            }
            let mut response = Response::new(());
            *response.status_mut() = StatusCode::NO_CONTENT;
            let _ = respond.send_response(response, true);
        }
        requests
    });
    (url, requests)
}

/// A POST, which is not sent again where the server may have acted on it.
fn post(url: &str) -> Source {
    let client = legacy::Client::builder(TokioExecutor::new())
        .http2_only(true)
        .retry_canceled_requests(false)
        .build_http();
    let config = EventSourceConfig::new().method("POST").reconnection_time_bounds_ms(1, 2);
    let request = Request::post(url).body(Bytes::from_static(b"{}")).expect("a request");
    let source = EventSource::with_config(config);
    Driver::connect(HyperUtilClient::new(client), request, source, TokioTimer::new())
}

#[tokio::test]
async fn a_stream_that_was_refused_is_asked_for_again_and_no_other() {
    let broke = Interruption::NetworkError;
    for (reason, ends, expected) in [
        (Reason::REFUSED_STREAM, CloseReason::NoContent, 2),
        (Reason::INTERNAL_ERROR, CloseReason::NotRepeatable(broke), 1),
        (Reason::CANCEL, CloseReason::NotRepeatable(broke), 1),
    ] {
        let (url, requests) = server(reason).await;
        let mut source = post(&url);
        while let Ok(Some(item)) = source.next().await {
            assert!(matches!(item, EventSourceItem::Reconnecting(how) if how.why == broke));
        }
        assert_eq!(source.session().action(), Action::Closed(ends), "{reason:?}");
        drop(source);
        assert_eq!(requests.await.expect("it ends"), expected, "{reason:?}");
    }
}
