//! Servers in this process: those of headwater-replay, and some that know no HTTP.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use headwater_replay::{Api, Recording, RunningServer, Server};
use tokio::runtime::{Builder, Handle};

/// The runtime of all servers of this test binary, in a thread of its own.
pub(crate) fn runtime() -> &'static Handle {
    static HANDLE: OnceLock<Handle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let handle = runtime.handle().clone();
        thread::spawn(move || runtime.block_on(core::future::pending::<()>()));
        handle
    })
}

pub(crate) fn serve(server: Server) -> RunningServer {
    runtime().block_on(server.bind_loopback()).unwrap()
}

/// A server that has these bytes for every request of this API, and nothing for the other.
pub(crate) fn serving(api: Api, stream: impl Into<Vec<u8>>) -> Server {
    Server::new().recording(Recording::with_api("recorded", api, stream.into()))
}

/// The option's value for an API.
pub(crate) const fn flag(api: Api) -> &'static str {
    match api {
        Api::Responses => "--api=responses",
        Api::ChatCompletions => "--api=chat",
    }
}

/// A server that does with each connection what the test says.
pub(crate) struct RawServer {
    pub(crate) base_url: String,
    connections: Arc<AtomicUsize>,
}

impl RawServer {
    pub(crate) fn new(mut answer: impl FnMut(TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        thread::spawn(move || {
            for stream in listener.incoming() {
                count.fetch_add(1, Ordering::SeqCst);
                answer(stream.unwrap());
            }
        });
        Self { base_url, connections }
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Reads a request to the end of its body.
pub(crate) fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_ascii_lowercase();
            let length =
                length.split("content-length:").nth(1).and_then(|rest| rest.lines().next());
            let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
            if body.len() >= length {
                return text;
            }
        }
        let len = stream.read(&mut buffer).unwrap();
        assert_ne!(len, 0, "a whole request");
        request.extend_from_slice(&buffer[..len]);
    }
}

/// Writes raw bytes, whether or not anyone still listens.
pub(crate) fn answer(stream: &mut TcpStream, bytes: impl AsRef<[u8]>) {
    let _ = stream.write_all(bytes.as_ref());
}

/// A port of 127.0.0.1 at which nobody listens, as long as this is held.
pub(crate) struct ClosedPort {
    held: TcpStream,
    _peer: TcpListener,
}

impl ClosedPort {
    pub(crate) fn new() -> Self {
        let peer = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        // The port of an outgoing connection is taken, and accepts none.
        let held = TcpStream::connect(peer.local_addr().unwrap()).unwrap();
        Self { held, _peer: peer }
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/v1", self.held.local_addr().unwrap())
    }
}
