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

#![forbid(unsafe_code)]

mod clock;
mod items;
mod reader;

pub use crate::{items::Items, reader::BodyReader};
