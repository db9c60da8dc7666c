//! Each route, and each way in which a request can be wrong.

mod client;

use client::{Client, Ended, ask, request, streaming};
use headwater_replay::{Answer, Api, Fault, Recording, Server};

const CHAT: &str =
    "data: {\"object\":\"chat.completion.chunk\",\"choices\":[]}\n\ndata: [DONE]\n\n";

#[track_caller]
fn is_error(answered: &client::Answered, status: u16, code: &str, says: &str) {
    assert_eq!(answered.status, status, "{answered:?}");
    assert_eq!(answered.header("content-type"), Some("application/json"));
    let error = &answered.json()["error"];
    assert_eq!(error["type"], "invalid_request_error");
    assert_eq!(error["param"], serde_json::Value::Null);
    assert_eq!(error["code"], code);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(says), "{message}");
}

#[tokio::test]
async fn streams_have_the_headers_of_a_stream() {
    let server = Server::new().answer("m", Answer::text("hi")).bind_loopback().await.unwrap();
    for path in ["/v1/responses", "/responses", "/v1/chat/completions", "/chat/completions?a=b"] {
        let body = streaming(Api::Responses, "m", "hi");
        let answered = request(server.addr(), "POST", path, body).await;
        assert_eq!(answered.status, 200, "{path}");
        let header = |name| answered.header(name);
        assert_eq!(header("content-type"), Some("text/event-stream; charset=utf-8"));
        assert_eq!(header("cache-control"), Some("no-cache"));
        assert_eq!(header("x-accel-buffering"), Some("no"));
        assert_eq!(header("transfer-encoding"), Some("chunked"));
        assert!(header("x-request-id").unwrap().starts_with("req_"));
        let api = if path.contains("chat") { Api::ChatCompletions } else { Api::Responses };
        assert_eq!(Api::detect(&answered.body()), Some(api), "{path}");
        assert_eq!(answered.ended, Ended::Properly);
    }
}

#[tokio::test]
async fn models_are_listed_once_each() {
    let server = Server::demo()
        .answer("a", Answer::new())
        .recording(Recording::new("b", CHAT).unwrap())
        .answer("a", Answer::new());
    let server = server.bind_loopback().await.unwrap();
    for path in ["/v1/models", "/models"] {
        let answered = request(server.addr(), "GET", path, "").await;
        assert_eq!(answered.status, 200);
        let list = answered.json();
        assert_eq!(list["object"], "list");
        let ids: Vec<_> = list["data"].as_array().unwrap().iter().map(|m| &m["id"]).collect();
        assert_eq!(ids, ["a", "b", "headwater-demo"]);
        assert!(answered.header("x-request-id").is_some());
    }
}

#[tokio::test]
async fn wrong_paths_and_methods() {
    let server = Server::demo().bind_loopback().await.unwrap();
    for path in ["/", "/v1", "/v1/v1/responses", "/v1/responses/", "/v1/chat", "/v1/embeddings"] {
        let answered = request(server.addr(), "POST", path, "{}").await;
        is_error(&answered, 404, "not_found", path);
    }
    for path in ["/v1/responses", "/v1/chat/completions"] {
        let answered = request(server.addr(), "GET", path, "").await;
        is_error(&answered, 405, "method_not_allowed", "Use POST");
        assert_eq!(answered.header("allow"), Some("POST"));
    }
    let answered = request(server.addr(), "POST", "/v1/models", "{}").await;
    is_error(&answered, 405, "method_not_allowed", "Use GET");
    assert_eq!(answered.header("allow"), Some("GET"));
}

#[tokio::test]
async fn bodies_that_ask_for_no_stream() {
    let server = Server::demo().bind_loopback().await.unwrap();
    for body in ["", "nonsense", "[]"] {
        let answered = request(server.addr(), "POST", "/v1/responses", body).await;
        is_error(&answered, 400, "invalid_json", "JSON object");
    }
    for body in ["{}", r#"{"stream":false}"#] {
        let answered = request(server.addr(), "POST", "/v1/chat/completions", body).await;
        is_error(&answered, 400, "stream_required", "set \"stream\": true");
    }
}

#[tokio::test]
async fn a_body_of_one_mebibyte_passes_and_one_byte_more_does_not() {
    const LIMIT: usize = 1024 * 1024;
    let server = Server::new().answer("m", Answer::text("hi")).bind_loopback().await.unwrap();
    let padded = |length: usize| {
        let mut body = streaming(Api::Responses, "m", "hi");
        body.extend(core::iter::repeat_n(' ', length - body.len()));
        body
    };
    let answered = request(server.addr(), "POST", "/v1/responses", padded(LIMIT)).await;
    assert_eq!(answered.status, 200);
    for length in [LIMIT + 1, 5 * LIMIT] {
        let answered = request(server.addr(), "POST", "/v1/responses", padded(length)).await;
        is_error(&answered, 413, "request_too_large", "1048576");
        assert_eq!(answered.header("connection"), Some("close"));
    }
    let lengths: Vec<_> = server.requests().iter().map(|request| request.body().len()).collect();
    assert_eq!(lengths, [LIMIT, 0, 0]);
}

#[tokio::test]
async fn an_api_without_streams_is_not_found_and_names_the_other() {
    let server = Server::new().recording(Recording::new("chat", CHAT).unwrap());
    let server = server.bind_loopback().await.unwrap();
    let answered = ask(server.addr(), Api::Responses, "hi").await;
    is_error(&answered, 404, "not_found", "POST /v1/chat/completions");
    assert_eq!(ask(server.addr(), Api::ChatCompletions, "hi").await.text(), CHAT);

    let empty = Server::new().bind_loopback().await.unwrap();
    let answered = ask(empty.addr(), Api::ChatCompletions, "hi").await;
    is_error(&answered, 404, "not_found", "no stream of the Chat Completions API");
}

#[tokio::test]
async fn what_was_received_can_be_asked_for() {
    let server = Server::demo().keep_requests(2).bind_loopback().await.unwrap();
    request(server.addr(), "GET", "/v1/models", "").await;
    request(server.addr(), "PUT", "/nowhere?key=1", "{\"a\":1}").await;
    let refused = request(server.addr(), "POST", "/v1/responses", "x").await;
    assert_eq!(refused.status, 400);
    let [second, third] = &server.requests()[..] else { panic!("two are kept") };
    assert_eq!((second.method(), second.path()), ("PUT", "/nowhere"));
    assert_eq!(second.query(), Some("key=1"));
    assert_eq!(second.body().as_ref(), b"{\"a\":1}");
    assert_eq!(second.header("authorization"), Some("Bearer s3cret"));
    assert_eq!(second.header("Content-Type"), Some("application/json"));
    assert_eq!(third.body().as_ref(), b"x");
    assert!(!format!("{:?}", server.requests()).contains("s3cret"));
}

#[tokio::test]
async fn a_connection_serves_one_request_after_another() {
    let server = Server::new().answer("m", Answer::text("hi")).bind_loopback().await.unwrap();
    let mut client = Client::connect(server.addr()).await;
    let mut ids = Vec::new();
    for path in ["/v1/responses", "/v1/none", "/v1/chat/completions"] {
        let answered = client.request("POST", path, streaming(Api::Responses, "m", "hi")).await;
        assert_eq!(answered.ended, Ended::Properly);
        ids.push(answered.header("x-request-id").unwrap().to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[tokio::test]
async fn faults_come_in_order_and_in_number() {
    let html = "<html><h1>502 Bad Gateway</h1></html>";
    let server = Server::new()
        .recording(Recording::new("chat", CHAT).unwrap())
        .fault(Fault::error(429, "slow_down", "Wait.").header("retry-after", "1").times(2))
        .fault(Fault::new(200, "text/html", html).header("x-request-id", "mine").times(1));
    let server = server.bind_loopback().await.unwrap();
    for _ in 0..2 {
        let answered = ask(server.addr(), Api::ChatCompletions, "hi").await;
        assert_eq!(answered.status, 429);
        assert_eq!(answered.header("retry-after"), Some("1"));
        assert_eq!(
            answered.text(),
            r#"{"error":{"message":"Wait.","type":"slow_down","param":null,"code":"slow_down"}}"#
        );
    }
    let answered = request(server.addr(), "POST", "/v1/responses", "{}").await;
    is_error(&answered, 400, "stream_required", "stream");
    // A fault needs no stream of the API.
    let answered = ask(server.addr(), Api::Responses, "hi").await;
    assert_eq!((answered.status, answered.text().as_str()), (200, html));
    assert_eq!(answered.header("content-type"), Some("text/html"));
    assert_eq!(answered.header("x-request-id"), Some("mine"));
    assert_eq!(ask(server.addr(), Api::ChatCompletions, "hi").await.text(), CHAT);
}

#[tokio::test]
async fn a_fault_without_number_lasts() {
    let server = Server::demo().respond_with(503, "text/plain", "no").bind_loopback().await;
    let server = server.unwrap();
    for _ in 0..3 {
        assert_eq!(ask(server.addr(), Api::Responses, "hi").await.status, 503);
    }
}

#[tokio::test]
async fn faults_that_http_does_not_allow_are_reported_when_binding() {
    for fault in [
        Fault::new(99, "text/plain", ""),
        Fault::new(101, "text/plain", ""),
        Fault::new(600, "text/plain", ""),
        Fault::new(500, "a\nb", ""),
        Fault::new(500, "text/plain", "").header("a b", ""),
    ] {
        let error = Server::new().fault(fault).bind_loopback().await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    }
}
