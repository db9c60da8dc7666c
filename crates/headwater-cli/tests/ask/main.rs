//! `headwater ask` as a process, against servers over TCP.

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod connections;
mod failures;
mod output;
mod requests;
#[cfg(unix)]
mod signals;
mod structured;
#[cfg(unix)]
mod terminals;
mod tools;
mod truncation;
mod usage;

use headwater_replay::{Delivery, RunningServer, Server};

use support::process::{Headwater, headwater};

/// The demo without its pauses.
fn demo() -> RunningServer {
    support::servers::serve(Server::demo().delivery(Delivery::new()))
}

/// `headwater ask` at this base URL.
fn ask(base_url: &str) -> Headwater {
    headwater(["ask", "--base-url", base_url])
}
