//! JSON without I/O: read at any byte it is cut at, as far as it came, or only where it is asked for.
//!
//! | to | use |
//! |---|---|
//! | read a text in chunks cut anywhere, without an allocator and without holding it | [`Tokenizer`] |
//! | take a few values out of a text that is there as a whole, quickly | [`Reader`] |
//! | keep a value as it is written | [`RawJson`], `OwnedRawJson`, `JsonText` |
//! | write a text as a JSON string | [`Quoted`] |
//! | ask a large text again and again | `Document` (feature `simd-json`) |
//! | see the value so far of a text that is still growing | `PartialJson` (feature `alloc`) |
//!
//! ```
//! # #[cfg(feature = "alloc")] {
//! use headwater_json::{PartialJson, Reader};
//!
//! // The events of a model's answer, each whole.
//! let events = [r#"{"type":"delta","delta":"{\"city\":\"Par"}"#, r#"{"type":"delta","delta":"is\"}"}"#];
//! // The arguments that grow in them.
//! let mut arguments = PartialJson::new();
//! for event in events {
//!     let mut reader = Reader::new(event);
//!     if let Some(mut members) = reader.value()?.object()? {
//!         while let Some((key, value)) = members.next_member()? {
//!             if key == "delta" {
//!                 let Some(delta) = value.string()? else { continue };
//!                 arguments.push(&*delta.to_cow())?;
//!             }
//!         }
//!     }
//!     reader.finish()?;
//!     println!("{}", arguments.value().unwrap()); // {"city":"Par"}, then {"city":"Paris"}
//! }
//! assert!(arguments.is_complete());
//! # }
//! # Ok::<(), headwater_json::JsonError>(())
//! ```
//!
//! # What holds
//!
//! * The grammar is that of [RFC 8259], without extensions. All of a text is checked, what is skipped
//!   too; every way to read it finds the same fault at the same byte.
//! * Where chunks are cut changes nothing of what comes out.
//! * Work is linear in the bytes, and memory is bounded: containers nest no deeper than
//!   [`MAX_DEPTH`], the tokenizer and the reader allocate nothing, and growing JSON keeps 24 bytes
//!   for each value beside its text.
//! * No input panics.
//! * Errors and `Debug` show no content.
//!
//! # Decisions
//!
//! * A surrogate escape without its other half becomes U+FFFD; [`LoneSurrogates::Refuse`] and
//!   [`JsonStr::is_well_formed`] are for those who want it refused, as `serde_json` does.
//! * Of several members with one key the last counts, as in JavaScript and in `serde_json`'s `Value`;
//!   all of them are seen by those who go through the members.
//! * Numbers are kept as they are written. No type is the right one for all of them.
//! * A byte order mark is no JSON.
//!
//! # Features
//!
//! Each only adds.
//!
//! | feature | adds |
//! |---|---|
//! | `std` (default) | nothing of its own; implies `alloc` |
//! | `alloc` | `PartialJson`, `Pattern`, `OwnedRawJson`, `JsonText`, strings decoded into a `Cow` |
//! | `simd-json` | `Document`, a second reader, by the crate `simd-json`; replaces nothing |
//!
//! [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259
#![no_std]
#![forbid(unsafe_code)]
#![warn(clippy::alloc_instead_of_core, clippy::std_instead_of_alloc, clippy::std_instead_of_core)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod config;
#[cfg(feature = "simd-json")]
mod document;
mod error;
mod escape;
mod nesting;
mod number;
#[cfg(feature = "alloc")]
mod partial;
#[cfg(feature = "alloc")]
mod pattern;
mod quoted;
mod raw;
mod reader;
mod scan;
mod search;
mod string;
mod token;
mod tokenizer;

#[cfg(feature = "simd-json")]
pub use document::{Document, DocumentError, DocumentValue};
#[cfg(feature = "alloc")]
pub use partial::{PartialElements, PartialJson, PartialMembers, PartialValue};
#[cfg(feature = "alloc")]
pub use pattern::{Filling, Pattern, Varying};
#[cfg(feature = "alloc")]
pub use raw::{JsonText, OwnedRawJson};
pub use {
    config::{Config, LoneSurrogates},
    error::{ErrorKind, JsonError},
    nesting::MAX_DEPTH,
    quoted::Quoted,
    raw::{Elements, Members, RawJson},
    reader::{ArrayReader, Lookahead, ObjectReader, Reader, Value},
    string::{JsonStr, Pieces, StrPiece},
    token::{Kind, Piece, Progress, Step, Token},
    tokenizer::Tokenizer,
};

/// The code in the README is tested too.
#[cfg(all(doctest, feature = "alloc"))]
#[doc = include_str!("../README.md")]
struct Readme;
