//! [Headwater](headwater) over hyper: reads an HTTP body through any session of the core.
//!
//! An adapter owns the body, the buffer, the clock and the sleep. Everything about event streams is
//! decided in the core: this crate depends on `headwater` alone and drives whatever implements
//! [`headwater::Session`].
//!
//! ```
//! use bytes::Bytes;
//! use headwater::Item;
//! use headwater_hyper::BodyReader;
//! use http_body_util::Full;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let body = Full::new(Bytes::from("data: hello\n\n"));
//! // `body`: any `http_body::Body` of `Bytes`, as of a response of your own client.
//! let mut reader = BodyReader::new(body);
//! while let Some(item) = reader.next().await? {
//!     if let Item::Event(event) = item? {
//!         println!("{}", event.data_lossy());
//!     }
//! }
//! # Ok(())
//! # }
//! ```

//!
//! A session that connects, and connects again, is given a client and the caller's request:
//!
//! ```
//! use bytes::Bytes;
//! use headwater::{EventSource, EventSourceItem, Sent};
//! use headwater_hyper::{Driver, client_fn};
//! use hyper_util::rt::TokioTimer;
//! # use http_body_util::Full;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let send = |_: http::Request<Bytes>| async {
//! #     let response = http::Response::builder().header("content-type", "text/event-stream");
//! #     let body = Full::new(Bytes::from("data: hello\n\n"));
//! #     Ok::<_, std::io::Error>(response.body(body).expect("a response"))
//! # };
//! // `send`: how your client sends a request. It must not follow redirects.
//! let client = client_fn(send, |_| Sent::Perhaps);
//! let request = http::Request::get("http://localhost/events").body(Bytes::new())?;
//! let mut driver = Driver::connect(client, request, EventSource::new(), TokioTimer::new());
//! while let Some(item) = driver.next().await? {
//!     match item {
//!         EventSourceItem::Event(event) => println!("{}", event.data_lossy()),
//!         EventSourceItem::Reconnecting(how) => println!("again in {} ms", how.delay_ms),
//!         _ => {}
//!     }
//! #   if let EventSourceItem::Reconnecting(_) = item { break }
//! }
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

mod clock;
mod driver;
#[cfg(feature = "hyper-util")]
mod hyper_util;
mod items;
mod requests;
mod transport;

#[cfg(feature = "hyper-util")]
pub use crate::hyper_util::{HyperUtilClient, HyperUtilPending};
pub use crate::{
    driver::{BodyReader, Driver},
    items::Items,
    requests::{Client, ClientFn, FinalUrl, Requests, TransportError, client_fn},
    transport::{Heard, OneBody, Transport},
};
