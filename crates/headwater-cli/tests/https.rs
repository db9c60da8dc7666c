//! `ask` over TLS: a server with a certificate of its own, which the environment declares trusted
//! or does not.

mod support;

use std::{
    env, fs,
    net::SocketAddr,
    path::PathBuf,
    process,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use headwater_replay::{Answer, Server};
use rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};
use tokio::{io::copy_bidirectional, net::TcpListener, net::TcpStream, sync::oneshot};
use tokio_rustls::TlsAcceptor;

use support::process::headwater;

/// TLS in front of a replay server, until it is dropped.
struct Tls {
    base_url: String,
    trusted: PathBuf,
    _leave: oneshot::Sender<()>,
}

impl Tls {
    fn serve(server: Server) -> Self {
        static SERVERS: AtomicUsize = AtomicUsize::new(0);
        let own =
            rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let number = SERVERS.fetch_add(1, Ordering::Relaxed);
        let trusted = env::temp_dir().join(format!("headwater-{}-{number}.pem", process::id()));
        fs::write(&trusted, own.cert.pem()).expect("the certificate is written");
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)
            .expect("a configuration");
        let (tell, address) = mpsc::channel();
        let (leave, left) = oneshot::channel();
        thread::spawn(move || run(server, config, left, &tell));
        let address: SocketAddr = address.recv().expect("it listens");
        let base_url = format!("https://localhost:{}/v1", address.port());
        Self { base_url, trusted, _leave: leave }
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.trusted);
    }
}

fn run(
    server: Server,
    config: ServerConfig,
    left: oneshot::Receiver<()>,
    tell: &mpsc::Sender<SocketAddr>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let plain = server.bind_loopback().await.expect("a server");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        tell.send(listener.local_addr().expect("an address")).expect("the test waits");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let accepting = async {
            while let Ok((socket, _)) = listener.accept().await {
                // A client that does not trust us leaves during the handshake.
                let Ok(mut inside) = acceptor.accept(socket).await else { continue };
                let mut upstream = TcpStream::connect(plain.addr()).await.expect("the server");
                let _ = copy_bidirectional(&mut inside, &mut upstream).await;
            }
        };
        tokio::select! {
            () = accepting => {}
            _ = left => {}
        }
    });
}

#[test]
fn an_answer_comes_over_tls_from_a_server_that_is_trusted() {
    let tls = Tls::serve(Server::new().answer("m", Answer::text("Grüße — 漢字 🌊")));
    headwater(["ask", "--base-url", &tls.base_url, "Hello"])
        .env("SSL_CERT_FILE", &tls.trusted)
        .env("OPENAI_API_KEY", "sk-very-secret")
        .run()
        .ended(0, "Grüße — 漢字 🌊");
}

#[test]
fn a_server_that_is_not_trusted_is_not_asked() {
    let trusted = Tls::serve(Server::new().answer("m", Answer::text("Hello")));
    let other = Tls::serve(Server::new().answer("m", Answer::text("Hello")));
    headwater(["ask", "--base-url", &other.base_url, "Hello"])
        .env("SSL_CERT_FILE", &trusted.trusted)
        .env("OPENAI_API_KEY", "sk-very-secret")
        .run()
        .ended(4, "")
        .saying("certificate");
}

#[test]
fn the_name_in_the_certificate_has_to_be_the_one_that_was_asked_for() {
    let tls = Tls::serve(Server::new().answer("m", Answer::text("Hello")));
    let by_address = tls.base_url.replace("localhost", "127.0.0.1");
    headwater(["ask", "--base-url", &by_address, "Hello"])
        .env("SSL_CERT_FILE", &tls.trusted)
        .run()
        .ended(4, "")
        .saying("certificate");
}
