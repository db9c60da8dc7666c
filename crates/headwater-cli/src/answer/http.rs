//! The request, over hyper.

use std::{error::Error, sync::Arc};

use bytes::Bytes;
use headwater_openai::Request;
use http_body_util::Full;
use hyper::{
    Method, Response,
    body::Incoming,
    header::{ACCEPT, CONTENT_TYPE, HeaderValue, USER_AGENT},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::CertificateDer};

use super::endpoint::Endpoint;
use crate::exit::{Exit, Stop};

/// Sends one request. Never sends one again: it may have been paid for.
pub(super) struct Client {
    client: legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Client {
    pub(super) fn new(endpoint: &Endpoint) -> Result<Self, Stop> {
        let roots = if endpoint.is_https() { roots() } else { RootCertStore::empty() };
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| Stop::saying(Exit::LocalIo, format_args!("TLS: {error}")))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
        let client = legacy::Client::builder(TokioExecutor::new())
            .retry_canceled_requests(false)
            .build(connector.wrap_connector(tcp));
        Ok(Self { client })
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
            (USER_AGENT, concat!("headwater/", env!("CARGO_PKG_VERSION"))),
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

/// The platform's roots, or the bundled ones where it has none.
fn roots() -> RootCertStore {
    roots_from(rustls_native_certs::load_native_certs().certs)
}

fn roots_from(platform: Vec<CertificateDer<'_>>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(platform);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    roots
}

/// Whether what came from the server was not HTTP.
fn is_no_http(error: &legacy::Error) -> bool {
    let cause = error.source().and_then(|source| source.downcast_ref::<hyper::Error>());
    cause.is_some_and(hyper::Error::is_parse)
}

/// The error and what caused it, each said once.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_said = cause.to_string();
        if !said.contains(&cause_said) {
            said = format!("{said}: {cause_said}");
        }
        source = cause.source();
    }
    said
}

#[cfg(test)]
mod tests {
    use super::roots_from;

    #[test]
    fn a_platform_without_roots_gets_the_bundled_ones() {
        let bundled = webpki_roots::TLS_SERVER_ROOTS.len();
        assert!(bundled > 50);
        assert_eq!(roots_from(Vec::new()).len(), bundled);
        assert_eq!(roots_from(vec![b"no certificate".to_vec().into()]).len(), bundled);
    }

    #[test]
    fn the_platforms_own_roots_stand_alone() {
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("one");
        assert_eq!(roots_from(vec![own.cert.der().clone()]).len(), 1);
    }
}
