//! Ctrl-C.

use headwater_replay::{Answer, Api, Server};

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

/// The reader of the answer has paused, as `less` does.
#[test]
fn ctrl_c_while_nobody_reads() {
    let stream = Answer::text("Still water runs deep. ".repeat(20_000)).render(
        Api::ChatCompletions,
        "m",
        "p",
    );
    let len = stream.len();
    let server = serve(serving(Api::ChatCompletions, stream));
    let (run, mut stdout) = ask(&server.base_url())
        .args(["--api=chat", "--output=jsonl", "Hi"])
        .start_with_own_stdout();
    let mut first = [0; 1];
    std::io::Read::read_exact(&mut stdout, &mut first).unwrap();
    run.interrupt();
    let run = run.finish();
    assert!(len > 1 << 20, "no pipe holds that");
    assert_eq!(run.code, Some(130), "{run:?}");
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

/// Another signal is none of ours.
#[test]
fn a_server_that_ends_while_we_read_is_an_interruption() {
    let api = Api::Responses;
    let recording = Answer::text("One two three.").record("m", api, "m", "p");
    let server = serve(stalling(api, &recording, "One"));
    let mut run = ask(&server.base_url()).args(["Hi"]).start();
    run.shows("One");
    drop(server);
    run.finish().ended(5, "One").saying("interrupted");
    let _ = Server::new();
}
