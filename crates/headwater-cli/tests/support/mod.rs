//! The process under test, the servers it talks to, and what their streams say.
#![allow(dead_code, reason = "every test binary takes the part it needs")]

pub(crate) mod files;
pub(crate) mod process;
pub(crate) mod servers;
pub(crate) mod shared;
pub(crate) mod streams;
#[cfg(unix)]
pub(crate) mod terminal;
