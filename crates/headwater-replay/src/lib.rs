//! An HTTP server that streams recorded or scripted answers of OpenAI's two streaming APIs, with
//! faults.
//!
//! It has two uses: a demo that needs no network and no key ([`Server::demo`]), and the other end
//! of a streaming client's tests: streams come back byte for byte, cut into whatever pieces the
//! test wants, at the pace it wants, and break off where it says.
//!
//! ```
//! use headwater_replay::{Answer, Delivery, End, Ending, Server};
//! use tokio::io::{AsyncReadExt, AsyncWriteExt};
//! use tokio::net::TcpStream;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let server = Server::new()
//!     .answer("gpt-5", Answer::text("Hello there"))
//!     .delivery(Delivery::new().awkward_chunks(7).truncate_after(300, End::Cut))
//!     .bind_loopback()
//!     .await?;
//!
//! // Here the client under test would be given `server.base_url()`.
//! let mut client = TcpStream::connect(server.addr()).await?;
//! let body = r#"{"model":"gpt-5","stream":true,"input":"Hi"}"#;
//! let head = format!(
//!     "POST /v1/responses HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer secret\r\n\
//!      content-length: {}\r\n\r\n",
//!     body.len(),
//! );
//! client.write_all(format!("{head}{body}").as_bytes()).await?;
//! let mut answer = String::new();
//! client.read_to_string(&mut answer).await?;
//!
//! assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"));
//! assert!(!answer.ends_with("\r\n0\r\n\r\n"), "the body was cut off");
//! assert_eq!(server.requests()[0].header("authorization"), Some("Bearer secret"));
//! server.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What it serves
//!
//! | request | answer |
//! |---|---|
//! | `POST /v1/responses` | a stream of the Responses API |
//! | `POST /v1/chat/completions` | a stream of the Chat Completions API |
//! | `GET /v1/responses/{id}` | a response that was created with `"background": true`, as it stands |
//! | `GET /v1/responses/{id}?stream=true&starting_after=N` | its stream behind event `N` |
//! | `POST /v1/responses/{id}/cancel` | the response, cancelled |
//! | `GET /v1/models` | the names of what was loaded |
//! | the path of a [`Feed`] | its events, behind the `Last-Event-ID` |
//!
//! The prefix `/v1` may be left out. Any or no `Authorization` will do. A request body is a JSON
//! object with `"stream": true`, of at most 1 MiB. Whatever is wrong with a request is answered in
//! the form of OpenAI's errors; an API without streams is answered with 404, so that clients which
//! try one API and then the other go on.
//!
//! Streams come from a [`Recording`], whose bytes are sent verbatim, or an [`Answer`], which is
//! rendered to either API. A [`Delivery`] says how the bytes leave, a [`Fault`] what comes in their
//! place, [`Resume`] how a background response is resumed. A server that answers [by
//! hand](Server::by_hand) leaves each request to the test.
//!
//! HTTP/1.1 only, without TLS: it is meant for the loopback interface.

#![forbid(unsafe_code)]

extern crate alloc;

mod api;
mod background;
mod body;
mod delivery;
pub mod demo;
mod exchange;
mod fault;
mod feed;
mod framing;
mod json;
mod plan;
mod prompt;
mod random;
mod received;
mod recording;
mod refusal;
mod reply;
mod route;
mod running;
mod script;
mod server;
mod service;
mod wire;

pub use api::Api;
pub use background::Resume;
pub use delivery::{Delivery, End};
pub use exchange::{Exchange, LiveBody};
pub use fault::Fault;
pub use feed::Feed;
pub use received::ReceivedRequest;
pub use recording::{Recording, UnknownApi};
pub use reply::Reply;
pub use running::RunningServer;
pub use script::{Answer, Ending};
pub use server::Server;
