//! The invariants that the fuzzers try to break, as plain functions of bytes.
//!
//! A fuzz target is one line over one of these. An ordinary build compiles them, and `cargo test`
//! runs each over its saved corpus, without a fuzzer.

mod controls;
mod decode_chunked;
mod encode_round_trip;
mod records;
mod replay;
mod small_storage;

/// The reference decoder and the drivers of the faces, from the tests of the core.
#[path = "../../crates/headwater/tests/support"]
#[allow(dead_code, unused_imports, reason = "the fuzzers take the part they need")]
mod support {
    pub(crate) mod faces;
    pub(crate) mod reference;
}

pub use decode_chunked::decode_chunked;
pub use encode_round_trip::encode_round_trip;
pub use replay::{replay, replay_arguments};

/// An invariant, to be held against any bytes. Panics where it is broken.
pub type Invariant = fn(&[u8]);

/// Every fuzz target, by its name.
pub const TARGETS: [(&str, Invariant); 2] =
    [("decode_chunked", decode_chunked), ("encode_round_trip", encode_round_trip)];
