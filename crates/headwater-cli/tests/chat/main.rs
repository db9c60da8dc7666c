//! `headwater chat` as a process: several turns, over a pipe and on a terminal.

#[path = "../support/mod.rs"]
mod support;

mod history;
#[cfg(unix)]
mod terminals;
mod turns;

use headwater_replay::{Api, RunningServer};
use serde_json::Value;

use support::process::{Headwater, headwater};
use support::servers::flag;

/// `headwater chat` at this base URL.
fn chat(base_url: &str, api: Api) -> Headwater {
    headwater(["chat", "--base-url", base_url, flag(api)])
}

/// The conversation of each request, in order.
fn conversations(server: &RunningServer) -> Vec<Value> {
    let requests = server.requests();
    let bodies = requests.iter().map(|request| {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let is_responses = request.path() == "/v1/responses";
        body[if is_responses { "input" } else { "messages" }].clone()
    });
    bodies.collect()
}
