//! Where requests go, and what they carry.

use headwater_openai::request::{Endpoint, HttpRequest, Method, RequestError};
use headwater_openai::{Api, Request};

/// Method, origin, path and headers; a star stands before what is sensitive.
fn shown(request: &HttpRequest) -> String {
    let mut out =
        format!("{} {} {}", request.method().as_str(), request.origin(), request.path_and_query());
    for header in request.headers() {
        let star = if header.is_sensitive() { "*" } else { "" };
        out += &format!("\n{star}{}: {}", header.name(), header.value());
    }
    out
}

fn target(endpoint: &Endpoint) -> String {
    let request = endpoint.create(Api::ChatCompletions, "{}").expect("a request");
    format!("{} {}", request.origin(), request.path_and_query())
}

#[test]
fn openai() {
    let endpoint = Endpoint::openai().bearer(" sk-1\n").organization("org-1").project("proj_1");
    let request = Request::responses("m").prompt("p").prepare(&endpoint).expect("a request");
    assert_eq!(
        shown(&request),
        "POST https://api.openai.com /v1/responses\naccept: text/event-stream\n\
         content-type: application/json\n*authorization: Bearer sk-1\n\
         openai-organization: org-1\nopenai-project: proj_1"
    );
    assert_eq!(request.body(), r#"{"model":"m","input":"p","stream":true}"#);
}

#[test]
fn azure() {
    let endpoint = Endpoint::azure("https://r.openai.azure.com/").api_key("k");
    let request = Request::chat("d").prompt("p").prepare(&endpoint).expect("a request");
    assert_eq!(
        shown(&request),
        "POST https://r.openai.azure.com /openai/v1/chat/completions\n\
         accept: text/event-stream\ncontent-type: application/json\n*api-key: k"
    );
    let preview = endpoint.api_version("2024-10-21").api_version("preview");
    assert_eq!(
        target(&preview),
        "https://r.openai.azure.com /openai/v1/chat/completions?api-version=preview"
    );
}

#[test]
fn deployments_of_azure() {
    let endpoint =
        Endpoint::azure_deployment("https://r.openai.azure.com", "a b/../ü", "2025-04-01-preview")
            .bearer("token");
    assert_eq!(
        target(&endpoint),
        "https://r.openai.azure.com /openai/deployments/a%20b%2F..%2F%C3%BC/chat/completions?api-version=2025-04-01-preview"
    );
    // Responses have no deployment in their path, nor have those that are there already.
    let request = endpoint.create(Api::Responses, "{}").expect("a request");
    assert_eq!(request.path_and_query(), "/openai/responses?api-version=2025-04-01-preview");
    let request = endpoint.resume("resp_1", Some(7)).expect("a request");
    assert_eq!(
        request.path_and_query(),
        "/openai/responses/resp_1?stream=true&starting_after=7&api-version=2025-04-01-preview"
    );
}

#[test]
fn responses_that_are_there_already() {
    let endpoint = Endpoint::new("http://127.0.0.1:8080/v1/").secret_header("X-Key", "k");
    let shown = |request: Result<HttpRequest, RequestError>| shown(&request.expect("a request"));
    let origin = "http://127.0.0.1:8080";
    assert_eq!(
        shown(endpoint.resume("resp_1", None)),
        format!(
            "GET {origin} /v1/responses/resp_1?stream=true\naccept: text/event-stream\n*x-key: k"
        )
    );
    assert_eq!(
        shown(endpoint.resume("resp_1", Some(0))),
        format!(
            "GET {origin} /v1/responses/resp_1?stream=true&starting_after=0\naccept: text/event-stream\n*x-key: k"
        )
    );
    assert_eq!(
        shown(endpoint.retrieve("../a?b#c%2e")),
        format!(
            "GET {origin} /v1/responses/..%2Fa%3Fb%23c%252e\naccept: application/json\n*x-key: k"
        )
    );
    assert_eq!(
        shown(endpoint.cancel("resp_1")),
        format!("POST {origin} /v1/responses/resp_1/cancel\naccept: application/json\n*x-key: k")
    );
    assert_eq!(endpoint.cancel("resp_1").map(|request| request.body().len()), Ok(0));
    assert_eq!(endpoint.cancel("resp_1").map(|request| request.method()), Ok(Method::Post));
    for id in ["", ".", ".."] {
        assert_eq!(endpoint.resume(id, None), Err(RequestError::PathSegment), "{id}");
    }
}

#[test]
fn base_urls() {
    for (base, expected) in [
        ("https://h.example", "https://h.example /chat/completions"),
        ("HTTPS://h.example:1/a//", "HTTPS://h.example:1 /a/chat/completions"),
        ("http://[::1]:80/v1?key=a%20b", "http://[::1]:80 /v1/chat/completions?key=a%20b"),
        ("/v1", " /v1/chat/completions"),
        ("", " /chat/completions"),
    ] {
        assert_eq!(target(&Endpoint::new(base)), expected);
    }
    let endpoint = Endpoint::new("http://h/?a=1").query("b&=", "ü 2");
    assert_eq!(target(&endpoint), "http://h /chat/completions?a=1&b%26%3D=%C3%BC%202");
    for base in [
        "h.example/v1",
        "ftp://h",
        "http://",
        "http:///v1",
        "http://u:p@h/v1",
        "http://h/#f",
        "http://h/a b",
        "http://h/\n",
        "http://h\r\nx: y",
        "http://hé/",
    ] {
        let failure = Endpoint::new(base).create(Api::Responses, "{}");
        assert_eq!(failure, Err(RequestError::BaseUrl), "{base}");
    }
}

#[test]
fn headers() {
    let endpoint = Endpoint::new("/").header("Accept", "*/*").bearer("1").bearer("2");
    let request = endpoint.create(Api::Responses, "{}").expect("a request");
    assert_eq!(
        shown(&request),
        "POST  /responses\ncontent-type: application/json\naccept: */*\n*authorization: Bearer 2"
    );
    for name in ["", "a b", "a:", "a\n", "é"] {
        let failure = Endpoint::new("/").header(format!("{name}x\u{0}"), "v");
        assert_eq!(failure.create(Api::Responses, ""), Err(RequestError::HeaderName), "{name:?}");
    }
    assert_eq!(Endpoint::new("/").header("", "v").retrieve("r"), Err(RequestError::HeaderName));
    for value in ["sk\r\nx: y", "\u{0}", "é", "\u{7f}"] {
        let failure = Endpoint::new("/").bearer(value).create(Api::Responses, "");
        let name = String::from("authorization");
        assert_eq!(failure, Err(RequestError::HeaderValue { name }), "{value:?}");
    }
}

#[test]
fn a_clone_shares_the_body() {
    let request = Endpoint::openai().create(Api::Responses, "{\"a\":1}").expect("a request");
    let (clone, body) = (request.clone(), request.to_body());
    assert_eq!(body.as_ref(), b"{\"a\":1}");
    assert_eq!(body.as_ref().as_ptr(), request.body().as_ptr());
    assert_eq!(clone.body().as_ptr(), request.body().as_ptr());
    drop((request, clone));
    assert_eq!(body.clone().as_ref(), b"{\"a\":1}");
}

#[test]
fn nothing_secret_is_shown() {
    let endpoint = Endpoint::azure_deployment("https://h/secret?key=secret", "secret", "secret")
        .bearer("secret")
        .api_key("secret")
        .header("x", "secret")
        .query("secret", "secret");
    let request = Request::chat("m").prompt("secret").prepare(&endpoint).expect("a request");
    let mut all = format!("{endpoint:?} {endpoint:#?} {request:?} {request:#?}");
    all += &format!("{:?} {:?}", request.to_body(), request.headers());
    for bad in [endpoint.clone().header("x", "secret\n"), Endpoint::new("secret")] {
        let failure = bad.create(Api::Responses, "secret").expect_err("no request");
        all += &format!("{failure:?} {failure}");
    }
    assert!(!all.contains("secret"), "{all}");
    for kind in ["Endpoint {", "HttpRequest {", "RequestBody {", "HeaderValue {", "\"api-key\""] {
        assert!(all.contains(kind), "{kind} is not in {all}");
    }
}
