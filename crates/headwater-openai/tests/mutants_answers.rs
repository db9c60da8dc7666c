//! The judge of mutation testing of what is read of an answer, added up of it and said of its end: the
//! quicker of the tests that `cargo test` runs one by one, in one program. `cargo test` leaves it out
//! (`Cargo.toml`); *How we test* of `headwater` says how it is run.

#[path = "chat.rs"]
mod chat;
#[path = "chat_accumulator.rs"]
mod chat_accumulator;
#[path = "chat_tool_calls.rs"]
mod chat_tool_calls;
#[path = "cut_pairs.rs"]
mod cut_pairs;
#[path = "failures.rs"]
mod failures;
#[path = "own_streams.rs"]
mod own_streams;
#[path = "response_accumulator.rs"]
mod response_accumulator;
#[path = "responses.rs"]
mod responses;
