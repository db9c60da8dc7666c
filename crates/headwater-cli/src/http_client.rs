//! hyper's client with TLS, the same for every subcommand.

use std::{error::Error, sync::Arc};

use bytes::Bytes;
use headwater_hyper::TransportError;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::CertificateDer};

use crate::exit::{Exit, Stop};

/// What we call ourselves.
pub(crate) const OUR_NAME: &str = concat!("headwater/", env!("CARGO_PKG_VERSION"));

/// Connects with or without TLS.
pub(crate) type Connector = HttpsConnector<HttpConnector>;

/// Sends each request once, and follows no redirect.
pub(crate) type HttpClient = Client<Connector, Full<Bytes>>;

/// What broke the transport.
pub(crate) type Broken = TransportError<hyper_util::client::legacy::Error, hyper::Error>;

/// A client. Certificates are read only where it `needs_https`.
pub(crate) fn new(needs_https: bool) -> Result<HttpClient, Stop> {
    let roots = if needs_https { roots() } else { RootCertStore::empty() };
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
    Ok(Client::builder(TokioExecutor::new())
        .retry_canceled_requests(false)
        // A connection that was kept may be closed under the next request: nobody would know then
        // whether that was received.
        .pool_max_idle_per_host(0)
        .build(connector.wrap_connector(tcp)))
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

/// The error and what caused it, each said once.
pub(crate) fn chain(error: &dyn Error) -> String {
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
