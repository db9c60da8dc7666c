//! The request, over hyper.

use std::error::Error as _;

use bytes::Bytes;
use headwater_openai::Request;
use http_body_util::Full;
use hyper::{
    Method, Response,
    body::Incoming,
    header::{ACCEPT, CONTENT_TYPE, HeaderValue, USER_AGENT},
};
use hyper_util::client::legacy;

use super::endpoint::Endpoint;
use crate::{
    exit::{Exit, Stop},
    http_client::{self, HttpClient, OUR_NAME, chain},
};

/// Sends one request. Never sends one again: it may have been paid for.
pub(super) struct Client {
    client: HttpClient,
}

impl Client {
    pub(super) fn new(endpoint: &Endpoint) -> Result<Self, Stop> {
        Ok(Self { client: http_client::new(endpoint.is_https())? })
    }

    pub(super) async fn send(
        &self,
        endpoint: &Endpoint,
        request: &Request,
    ) -> Result<Response<Incoming>, Stop> {
        let mut message = hyper::Request::new(Full::new(Bytes::from(request.body())));
        *message.method_mut() = Method::POST;
        *message.uri_mut() = endpoint.uri(request.path())?;
        *message.headers_mut() = endpoint.headers().clone();
        for (name, value) in [
            (CONTENT_TYPE, "application/json"),
            (ACCEPT, "text/event-stream"),
            (USER_AGENT, OUR_NAME),
        ] {
            message.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
        }
        self.client.request(message).await.map_err(|error| {
            // The outermost says no more than that it is a client's error.
            let why = error.source().map_or_else(|| error.to_string(), chain);
            if error.is_connect() {
                let to = endpoint.authority();
                return Stop::saying(
                    Exit::Failed,
                    format_args!("failed: cannot connect to {to}: {why}"),
                );
            }
            if is_no_http(&error) {
                return Stop::saying(Exit::Failed, format_args!("failed: no HTTP answer: {why}"));
            }
            Stop::saying(
                Exit::Interrupted,
                format_args!(
                    "interrupted before the answer began: {why}. The request may have been \
                     received; it was not sent again"
                ),
            )
        })
    }
}

/// Whether what came from the server was not HTTP.
fn is_no_http(error: &legacy::Error) -> bool {
    let cause = error.source().and_then(|source| source.downcast_ref::<hyper::Error>());
    cause.is_some_and(hyper::Error::is_parse)
}
