//! The invariants that the fuzzers try to break, as plain functions of bytes.
//!
//! A fuzz target is one line over one of these. An ordinary build compiles them, and `cargo test`
//! runs each over its saved corpus, without a fuzzer.

mod answer_session_ops;
mod answers;
mod chat_stream;
mod controls;
mod decode_chunked;
mod encode_round_trip;
mod event_script;
mod json_readers;
mod partial_json;
mod records;
mod replay;
mod response_head;
mod responses_stream;
mod session_ops;
mod small_storage;

/// The judges and the drivers of the faces, from the tests of the crates.
#[path = "../../crates/headwater/tests/support"]
#[allow(dead_code, unused_imports, reason = "the fuzzers take the part they need")]
mod support {
    pub(crate) mod event_source_model;
    pub(crate) mod faces;
    #[path = "../../../headwater-json/tests/support/oracle.rs"]
    pub(crate) mod oracle;
    pub(crate) mod reference;
}

/// The runs of whole answers, from the tests of the crate.
#[path = "../../crates/headwater-openai/tests/common/mod.rs"]
mod common;

/// The account that a response session is held against, from the tests of the crate.
#[path = "../../crates/headwater-openai/tests/support/answer_session_model.rs"]
#[allow(dead_code, reason = "the fuzzer takes the part it needs")]
mod answer_session_model;

pub use answer_session_ops::answer_session_ops;
pub use chat_stream::chat_stream;
pub use decode_chunked::decode_chunked;
pub use encode_round_trip::encode_round_trip;
pub use json_readers::json_readers;
pub use partial_json::partial_json;
pub use replay::{replay, replay_arguments};
pub use response_head::response_head;
pub use responses_stream::responses_stream;
pub use session_ops::session_ops;

/// An invariant, to be held against any bytes. Panics where it is broken.
pub type Invariant = fn(&[u8]);

/// Every fuzz target, by its name.
pub const TARGETS: [(&str, Invariant); 9] = [
    ("answer_session_ops", answer_session_ops),
    ("chat_stream", chat_stream),
    ("decode_chunked", decode_chunked),
    ("encode_round_trip", encode_round_trip),
    ("json_readers", json_readers),
    ("partial_json", partial_json),
    ("response_head", response_head),
    ("responses_stream", responses_stream),
    ("session_ops", session_ops),
];
