//! What the test binaries share.
#![allow(dead_code, unused_imports, reason = "every test binary takes the part it needs")]

pub(crate) mod faces;
pub(crate) mod reference;
pub(crate) mod splits;
pub(crate) mod streams;
