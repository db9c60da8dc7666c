//! Ctrl-C.

use std::io::Read as _;

use headwater_replay::{Answer, Api};

use super::output::stalling;
use crate::ask;
use crate::support::servers::{RawServer, flag, read_request, serve, serving};

#[test]
fn what_came_before_ctrl_c_stays() {
    for api in Api::ALL {
        let recording = Answer::text("One two three.").record("m", api, "m", "p");
        let server = serve(stalling(api, &recording, "One two"));
        let mut run = ask(&server.base_url()).args([flag(api), "Hi"]).start();
        run.shows("One two");
        run.interrupt();
        run.finish().ended(130, "One two").without("panicked");
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn ctrl_c_before_the_head() {
    let (told, received) = std::sync::mpsc::channel();
    let mut held = Vec::new();
    let server = RawServer::new(move |mut stream| {
        read_request(&mut stream);
        held.push(stream);
        told.send(()).unwrap();
    });
    let run = ask(&server.base_url).args(["Hi"]).start();
    received.recv_timeout(crate::support::process::PATIENCE).unwrap();
    run.interrupt();
    run.finish().ended(130, "");
}

/// The reader of the answer has paused, as `less` does, and the pipe is full.
#[test]
fn ctrl_c_while_nobody_reads() {
    let long = "x".repeat(1 << 21);
    let stream = format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{long}\"}}}}]}}\n\n");
    let server = serve(serving(Api::ChatCompletions, stream));
    let (run, mut stdout) =
        ask(&server.base_url()).args(["--api=chat", "Hi"]).start_with_own_stdout();
    // It has begun to write what no pipe holds.
    stdout.read_exact(&mut [0; 1]).unwrap();
    run.interrupt();
    assert_eq!(run.finish().code, Some(130));
    drop(stdout);
}

#[test]
fn ctrl_c_ends_the_demo_too() {
    let mut run = crate::headwater(["ask", "hello"]).start();
    run.shows("Hello");
    run.interrupt();
    let run = run.finish();
    assert_eq!(run.code, Some(130), "{run:?}");
    assert!(run.stdout.starts_with("Hello"));
}

#[test]
fn statistics_come_behind_ctrl_c_too() {
    let api = Api::Responses;
    let recording = Answer::text("One two three.").record("m", api, "m", "p");
    let server = serve(stalling(api, &recording, "One two"));
    let mut run = ask(&server.base_url()).args(["--stats", "Hi"]).start();
    run.shows("One two");
    run.interrupt();
    run.finish().ended(130, "One two").saying("first token after").saying("bytes");
}
