//! What the test binaries share.
#![allow(dead_code, reason = "every test binary takes the part it needs")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these modules are tests in all but the attribute"
)]

pub(crate) mod faces;
pub(crate) mod reference;
pub(crate) mod splits;
pub(crate) mod streams;
