//! A plain HTTP/1.1 client over TCP that shows what HTTP libraries hide: chunk borders and how the
//! connection ended.
#![allow(dead_code, reason = "each test file uses a part")]

use core::net::SocketAddr;
use core::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than anything here keeps silent.
const LIMIT: Duration = Duration::from_secs(20);

pub(crate) struct Client {
    stream: TcpStream,
    unread: Vec<u8>,
}

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum Ended {
    /// By the length or the last chunk.
    Properly,
    /// The connection was closed before.
    Closed,
    /// The connection was reset before.
    Reset,
}

#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) chunks: Vec<Vec<u8>>,
    pub(crate) ended: Ended,
}

impl Answered {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        self.chunks.concat()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body()).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body()).unwrap()
    }
}

impl Client {
    pub(crate) async fn connect(addr: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(addr).await.unwrap(), unread: Vec::new() }
    }

    pub(crate) async fn send(&mut self, method: &str, path: &str, body: &[u8]) {
        self.send_with(method, path, "", body).await;
    }

    /// With more headers, each with its line end.
    pub(crate) async fn send_with(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n\
             authorization: Bearer s3cret\r\n{headers}content-length: {}\r\n\r\n",
            body.len()
        );
        self.stream.write_all(head.as_bytes()).await.unwrap();
        self.stream.write_all(body).await.unwrap();
    }

    pub(crate) async fn request(
        &mut self,
        method: &str,
        path: &str,
        body: impl AsRef<[u8]>,
    ) -> Answered {
        self.send(method, path, body.as_ref()).await;
        self.answer().await
    }

    pub(crate) async fn answer(&mut self) -> Answered {
        let head = self.head().await;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        let mut answered = Answered { status, head, chunks: Vec::new(), ended: Ended::Properly };
        if let Some(length) = answered.header("content-length") {
            let length: usize = length.parse().unwrap();
            while self.unread.len() < length {
                assert_eq!(self.more().await, None, "a whole body");
            }
            answered.chunks.push(self.unread.drain(..length).collect());
            return answered;
        }
        loop {
            match self.chunk().await {
                Ok(chunk) if chunk.is_empty() => return answered,
                Ok(chunk) => answered.chunks.push(chunk),
                Err(ended) => {
                    answered.ended = ended;
                    return answered;
                }
            }
        }
    }

    pub(crate) async fn head(&mut self) -> String {
        loop {
            if let Some(end) = self.unread.windows(4).position(|window| window == b"\r\n\r\n") {
                let head: Vec<u8> = self.unread.drain(..end + 4).collect();
                return String::from_utf8(head).unwrap();
            }
            assert_eq!(self.more().await, None, "a whole head");
        }
    }

    /// The next chunk; the last one is empty.
    pub(crate) async fn chunk(&mut self) -> Result<Vec<u8>, Ended> {
        loop {
            if let Some(line) = self.unread.windows(2).position(|window| window == b"\r\n") {
                let size = core::str::from_utf8(&self.unread[..line]).unwrap();
                let size = usize::from_str_radix(size, 16).unwrap();
                let end = line + 2 + size + 2;
                if self.unread.len() >= end {
                    let chunk: Vec<u8> = self.unread.drain(..end).collect();
                    assert!(chunk.ends_with(b"\r\n"));
                    return Ok(chunk[line + 2..end - 2].to_vec());
                }
            }
            if let Some(ended) = self.more().await {
                assert!(self.unread.is_empty(), "no part of a chunk before the end");
                return Err(ended);
            }
        }
    }

    /// Reads on; says how the connection ended if it did.
    pub(crate) async fn more(&mut self) -> Option<Ended> {
        let read = timeout(LIMIT, self.stream.read_buf(&mut self.unread));
        match read.await.expect("something in time") {
            Ok(0) => Some(Ended::Closed),
            Ok(_) => None,
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => Some(Ended::Reset),
            Err(error) => panic!("{error}"),
        }
    }
}

/// One request on a connection of its own.
pub(crate) async fn request(
    addr: SocketAddr,
    method: &str,
    path: &str,
    body: impl AsRef<[u8]>,
) -> Answered {
    Client::connect(addr).await.request(method, path, body).await
}

/// A request for a stream.
pub(crate) async fn ask(addr: SocketAddr, api: headwater_replay::Api, prompt: &str) -> Answered {
    request(addr, "POST", api.path(), streaming(api, "m", prompt)).await
}

/// The body of a request for a stream.
pub(crate) fn streaming(api: headwater_replay::Api, model: &str, prompt: &str) -> String {
    let prompt = serde_json::Value::from(prompt);
    match api {
        headwater_replay::Api::Responses => {
            format!("{{\"model\":\"{model}\",\"stream\":true,\"input\":{prompt}}}")
        }
        headwater_replay::Api::ChatCompletions => format!(
            "{{\"model\":\"{model}\",\"stream\":true,\"stream_options\":{{\"include_usage\":true}},\
             \"messages\":[{{\"role\":\"user\",\"content\":{prompt}}}]}}"
        ),
    }
}
