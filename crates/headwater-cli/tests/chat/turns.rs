//! Lines in, answers out, and how it ends.

use headwater_replay::{Answer, Api, End, Ending, Fault, Recording, Server};

use crate::support::files::TestFile;
use crate::support::process::headwater;
use crate::support::servers::{ClosedPort, flag, serve, serving};
use crate::{chat, conversations};

#[test]
fn a_line_in_and_an_answer_out() {
    for api in Api::ALL {
        let server = serve(Server::new().answer("m", Answer::text("Yes.")));
        let mut run = chat(&server.base_url(), api).open_stdin().start();
        run.write("One?\n");
        run.shows("Yes.\n");
        run.write("Two?\r\n\n  \n");
        run.shows("Yes.\nYes.\n");
        assert!(run.is_running());
        let run = run.finish();
        run.ended(0, "Yes.\nYes.\n");
        assert_eq!(run.stderr, "", "nothing to tell");
        assert_eq!(server.requests().len(), 2);
    }
}

#[test]
fn deltas_are_shown_as_they_come() {
    let api = Api::Responses;
    let stream = Answer::text("One two").ending(Ending::CutOff).render(api, "m", "p");
    let server =
        serve(Server::new().recording(Recording::with_api("m", api, stream).ending(End::Stall)));
    let mut run = chat(&server.base_url(), api).open_stdin().start();
    run.write("Go\n");
    run.shows("One two");
    assert!(run.is_running());
}

#[test]
fn reasoning_and_endings_go_to_stderr() {
    for api in Api::ALL {
        let server = serve(
            Server::new()
                .answer("m", Answer::text("So.").reasoning("Hm.").ending(Ending::TokenLimit)),
        );
        let run = chat(&server.base_url(), api).stdin("Go\n").run();
        run.ended(3, "So.\n").saying("Hm.\n").saying("incomplete");
        let run = chat(&server.base_url(), api).args(["--no-reasoning", "--stats"]).stdin("Go\n");
        run.run().ended(3, "So.\n").without("Hm.").saying("first token after");
    }
}

#[test]
fn it_ends_by_its_first_answer_that_did_not_finish() {
    let answers = [
        (Answer::text("Fine."), "Fine.\n", 0),
        (Answer::text("Half").ending(Ending::CutOff), "Half\n", 5),
        (Answer::new().refusal("No."), "", 3),
        (Answer::text("Oh").ending(Ending::failed("x", "y")), "Oh\n", 4),
    ];
    for api in Api::ALL {
        let recordings = answers.iter().map(|(answer, ..)| answer.record("r", api, "m", "p"));
        let server = serve(Server::new().recordings(recordings));
        let args = ["--model", "other"];
        let stdout: String = answers.iter().map(|(_, text, _)| *text).collect();
        let run = chat(&server.base_url(), api).args(args).stdin("1\n2\n3\n4\n").run();
        run.ended(5, &stdout).saying("interrupted").saying("refus").saying("failed");
        for (answer, text, code) in &answers {
            let server = serve(Server::new().answer("m", answer.clone()));
            chat(&server.base_url(), api).stdin("Go").run().ended(*code, text);
        }
    }
}

#[test]
fn a_server_that_says_no_ends_the_turn_alone() {
    for api in Api::ALL {
        let busy = Fault::error(500, "overloaded", "Try later.").times(1);
        let server = serve(Server::new().answer("m", Answer::text("Yes.")).fault(busy));
        let run = chat(&server.base_url(), api).stdin("One?\nTwo?\n").run();
        run.ended(4, "Yes.\n").saying("500").saying("nothing of this turn is kept");
        // Nobody asked for the first again.
        let asked = conversations(&server);
        assert_eq!(asked.len(), 2);
        assert!(asked[1].to_string().contains("Two?") && !asked[1].to_string().contains("One?"));
    }
    let port = ClosedPort::new();
    let run = chat(&port.base_url(), Api::Responses).stdin("One?\nTwo?\n").run();
    run.ended(4, "");
    assert_eq!(run.stderr.matches("cannot connect").count(), 2, "{run:?}");
}

#[test]
fn a_server_that_cannot_now_is_asked_again() {
    let busy = Fault::error(503, "overloaded", "Try later.").header("retry-after", "0").times(1);
    let server = serve(Server::new().answer("m", Answer::text("Yes.")).fault(busy));
    let run = chat(&server.base_url(), Api::Responses).stdin("One?\n").run();
    run.ended(0, "Yes.\n").saying("status 503; asking again");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn lines_that_are_commands() {
    let server = serve(Server::new().answer("m", Answer::text("Yes.")));
    let run = chat(&server.base_url(), Api::Responses)
        .stdin("One?\n/new\nTwo?\n/help\n/etc/hosts?\n/quit\nnever\n")
        .run();
    run.ended(0, "Yes.\nYes.\nYes.\n").saying("a new conversation").saying("/quit");
    let asked = conversations(&server);
    assert_eq!(asked[1], "Two?", "the first is forgotten");
    assert_eq!(asked[2].as_array().unwrap().last().unwrap()["content"], "/etc/hosts?");
}

#[test]
fn without_a_server_and_a_key_the_demo_talks() {
    let run = headwater(["chat", "--no-reasoning"]).stdin("weather\n7 °C\n").run();
    run.saying("demo at").saying("tool call: get_weather");
    assert!(run.stdout.starts_with("Your tool answered: 7 °C"), "{run:?}");
    assert_eq!(run.stderr.matches("demo at").count(), 1, "one server for all turns");
    assert_eq!(run.code, Some(0));
}

#[test]
fn auto_asks_for_the_route_once() {
    let chat_only = Answer::text("By chat.").render(Api::ChatCompletions, "m", "p");
    let server = serve(serving(Api::ChatCompletions, chat_only));
    let run = headwater(["chat", "--api", "auto", "--base-url", &server.base_url()]);
    run.stdin("One?\nTwo?\n").run().ended(0, "By chat.\nBy chat.\n");
    let paths: Vec<_> = server.requests().iter().map(|it| it.path().to_owned()).collect();
    assert_eq!(paths, ["/v1/responses", "/v1/chat/completions", "/v1/chat/completions"]);
    let run = headwater(["chat", "--base-url", &server.base_url()]).stdin("One?\n").run();
    run.ended(4, "").saying("--api chat");
}

#[test]
fn usage_errors() {
    let server = serve(Server::new().answer("m", Answer::text("Yes.")));
    let bad = TestFile::new("bad.json", "{}");
    for (args, reason) in [
        (&["--tool", bad.path()][..], "bad.json"),
        (&["--key-env", "NOT_SET"], "NOT_SET"),
        (&["a prompt"], "a prompt"),
        (&["--json-schema", "x"], "--json-schema"),
    ] {
        chat(&server.base_url(), Api::Responses)
            .args(args)
            .stdin("Hi")
            .run()
            .is_usage_error(reason);
    }
    let run = chat(&server.base_url(), Api::Responses).stdin(b"Hi \xff\n").run();
    run.is_usage_error("UTF-8");
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let words = "Still water runs deep. ".repeat(500);
    let chunk = format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{words}\"}}}}]}}\n\n");
    let server = serve(serving(Api::ChatCompletions, chunk.repeat(200)));
    let (run, stdout) = chat(&server.base_url(), Api::ChatCompletions)
        .stdin("One?\nTwo?\n")
        .start_with_own_stdout();
    drop(stdout);
    let run = run.finish();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
}

#[cfg(unix)]
mod ctrl_c {
    use super::*;
    use crate::support::servers::{RawServer, read_request};

    /// What arrived is kept: shown, and in the conversation.
    #[test]
    fn it_stops_the_answer_and_keeps_what_arrived() {
        for api in Api::ALL {
            let cut = Answer::text("One two").ending(Ending::CutOff).render(api, "m", "p");
            let whole = Answer::text("Fine.").render(api, "m", "p");
            let server = serve(
                Server::new()
                    .recording(Recording::with_api("a", api, cut).ending(End::Stall))
                    .recording(Recording::with_api("b", api, whole)),
            );
            let mut run = chat(&server.base_url(), api).open_stdin().start();
            run.write("Count.\n");
            run.shows("One two");
            run.interrupt();
            run.says("stopped by Ctrl-C");
            run.write("Go on.\n");
            run.shows("One two\nFine.\n");
            run.finish().ended(130, "One two\nFine.\n");
            let second = conversations(&server)[1].clone();
            let said: Vec<_> = second
                .as_array()
                .unwrap()
                .iter()
                .map(|turn| (turn["role"].as_str().unwrap(), turn["content"].as_str().unwrap()))
                .collect();
            assert_eq!(said, [("user", "Count."), ("assistant", "One two"), ("user", "Go on.")]);
        }
    }

    #[test]
    fn before_the_answer_begins_nothing_is_kept() {
        let (told, received) = std::sync::mpsc::channel();
        let mut held = Vec::new();
        let server = RawServer::new(move |mut stream| {
            let request = read_request(&mut stream);
            held.push(stream);
            told.send(request).unwrap();
        });
        let mut run = chat(&server.base_url, Api::Responses).open_stdin().start();
        for line in ["One?", "Two?"] {
            run.write(format!("{line}\n"));
            let request = received.recv_timeout(crate::support::process::PATIENCE).unwrap();
            assert!(
                request.ends_with(&format!("\"input\":\"{line}\",\"stream\":true}}")),
                "{request}"
            );
            run.interrupt();
            run.says("stopped by Ctrl-C");
        }
        run.finish().ended(130, "");
    }

    #[test]
    fn while_it_waits_for_a_pipe_it_ends() {
        let server = serve(Server::new().answer("m", Answer::text("Yes.")));
        let mut run = chat(&server.base_url(), Api::Responses).open_stdin().start();
        run.write("One?\n");
        run.shows("Yes.\n");
        run.interrupt();
        while run.is_running() {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        run.finish().ended(130, "Yes.\n");
    }

    /// The reader of the answer has paused, and the pipe is full.
    #[test]
    fn while_nobody_reads_it_ends() {
        let long = "x".repeat(1 << 21);
        let stream =
            format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{long}\"}}}}]}}\n\n");
        let server = serve(serving(Api::ChatCompletions, stream));
        let run = headwater(["chat", "--base-url", &server.base_url(), flag(Api::ChatCompletions)]);
        let (run, mut stdout) = run.stdin("Go\n").start_with_own_stdout();
        std::io::Read::read_exact(&mut stdout, &mut [0; 1]).unwrap();
        run.interrupt();
        assert_eq!(run.finish().code, Some(130));
        drop(stdout);
    }
}
