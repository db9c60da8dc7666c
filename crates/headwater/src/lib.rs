//! Server-sent event streams (`text/event-stream`), decoded and encoded without I/O.
//!
//! The machines of this crate are given bytes and the time, and answer with events and what to do
//! next. They own no socket, no clock, no thread and no randomness, so they run the same under any
//! runtime, in wasm and on a microcontroller: `no_std`, and without an allocator if need be.
//!
//! ```
//! # #[cfg(feature = "alloc")] {
//! let mut decoder = headwater::Decoder::new();
//! // Chunks as a network cuts them: in the middle of a line, a CRLF, a character.
//! let chunks: [&[u8]; 3] = [b"event: greeting\r", b"\ndata: caf\xc3", b"\xa9\r\n\r\n"];
//! for mut chunk in chunks {
//!     while let Some(event) = decoder.decode(&mut chunk)? {
//!         assert_eq!(event.event_type(), b"greeting");
//!         assert_eq!(event.data_str(), Ok("café"));
//!     }
//! }
//! # }
//! # Ok::<(), headwater::DecodeError>(())
//! ```
//!
//! # Where to start
//!
//! | to | use |
//! |---|---|
//! | decode a stream | [`Decoder`] |
//! | have the data as text | [`Decoder::decode_text`] |
//! | keep events without copying them | `BytesDecoder` (feature `bytes`) |
//! | decode without an allocator | [`Decoder`] over [`Fixed`] |
//! | read events larger than the memory | [`FragmentDecoder`] |
//! | write a stream | [`Outgoing`] and [`Comment`] |
//! | follow an event source over many connections | [`EventSource`] |
//! | drive any machine from an adapter | [`Session`] |
//!
//! # The laws
//!
//! 1. No I/O, clock, randomness, threads or global state: time and a seed are arguments.
//! 2. What comes out does not depend on where the chunks are cut: events, errors, limits, ids.
//! 3. Work is linear in the bytes consumed; one call yields at most one item.
//! 4. An event is handed out on its last byte, be it the lone CR of its blank line.
//! 5. An empty chunk is nothing; the end of the stream is a call of its own.
//! 6. Questions are `&self`, change nothing, and may be asked again.
//! 7. After the end every input is ignored, and the answers stay.
//! 8. Memory is bounded by default, and the bounds can be set ([`Config`]).
//! 9. No input panics.
//!
//! By which program each is checked, and what is not shown: [How we test](how_we_test).
//!
//! # Words
//!
//! Those of the HTML standard: event stream, line, field, comment, event type, data, last event
//! ID, reconnection time. A *chunk* is some bytes from the transport, and nothing else.
//!
//! # Features
//!
//! Each only adds; none changes what the others do.
//!
//! | feature | adds |
//! |---|---|
//! | `std` (default) | lets `simdutf8` choose its instructions at run time; implies `alloc` |
//! | `alloc` | `Growing` storage and `Decoder::new`, `OwnedEvent`, encoding into a `Vec` |
//! | `bytes` | `BytesDecoder`; implies `alloc` |
//! | `redirects` | `EventSource::with_url`, which follows redirects; implies `alloc` |
//! | `simdutf8` | faster validation in the `_str` views |
//! | `scan-count` | `Decoder::bytes_scanned` and `Decoder::steps`, for tests and benchmarks |

#![no_std]
#![forbid(unsafe_code)]
#![warn(clippy::alloc_instead_of_core, clippy::std_instead_of_alloc, clippy::std_instead_of_core)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod backoff;
mod config;
mod decoder;
pub mod encode;
mod engine;
mod error;
mod event;
pub mod event_source;
#[cfg(doc)]
pub mod event_source_behaviour;
mod face;
mod fragment;
#[cfg(doc)]
pub mod how_we_test;
mod http_date;
mod last_event_id;
mod place;
mod progress;
mod reconnection_time;
mod report;
mod retry_after;
mod search;
pub mod session;
#[cfg(feature = "bytes")]
mod shared_bytes;
mod storage;
mod text;
mod text_chunk;
mod time;
mod timers;

#[cfg(feature = "alloc")]
pub use event::OwnedEvent;
#[cfg(feature = "redirects")]
pub use event_source::InvalidUrl;
#[cfg(feature = "bytes")]
pub use shared_bytes::{BytesDecoder, BytesEvent};
#[cfg(feature = "alloc")]
pub use storage::Growing;
pub use {
    backoff::Backoff,
    config::Config,
    decoder::Decoder,
    encode::{BufferTooSmall, Comment, EventId, EventType, InvalidField, Outgoing, Pieces},
    error::{DecodeError, InvalidLastEventId},
    event::{Event, Item},
    event_source::{EventSource, EventSourceConfig, EventSourceItem, ReadyState, Reconnecting},
    fragment::{Fragment, FragmentDecoder, FragmentEnd},
    progress::{Progress, Step},
    session::{
        Action, Attempt, CloseReason, Deadline, DeadlineReason, Interruption, Method, OwnRequest,
        RedirectRefusal, RequestBody, RequestHeader, ResponseHead, RetryLimit, Sent, Session,
        Target,
    },
    storage::{Fixed, Memory, Region, Storage},
    text::Lossy,
    text_chunk::{TextChunk, TextEvent},
    time::Instant,
    timers::{Stopwatch, Timers},
};

/// The code in the project's README is tested too.
#[cfg(all(doctest, feature = "alloc"))]
#[doc = include_str!("../../../README.md")]
struct Readme;
