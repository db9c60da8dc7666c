//! What the race, the benchmarks and the counts share: the workloads, the chunkings, the
//! contenders, and the judge that compares them with the reference decoder.

#![forbid(unsafe_code)]

pub mod answers;
pub mod bounds;
pub mod cell;
pub mod chunkings;
pub mod clock;
pub mod conformance;
pub mod contenders;
pub mod count;
pub mod delivery;
pub mod growth;
pub mod judge;
pub mod panics;
pub mod random;
#[cfg(feature = "peers")]
pub mod readers;
pub mod side_by_side;
pub mod statistics;
pub mod vectors;
pub mod visit;
pub mod workloads;

// Tests of the core use all of it; here it is only asked for events.
#[allow(
    dead_code,
    clippy::expect_used,
    clippy::unreachable,
    reason = "it is written for the core's tests, and answers what only they ask"
)]
#[path = "../../crates/headwater/tests/support/reference.rs"]
mod reference;
