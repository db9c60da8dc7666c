//! Connections that break, servers that cannot now, and answers of the background.

use std::thread;
use std::time::Duration;

use headwater_replay::{
    Answer, Api, Delivery, End, Fault, ReceivedRequest, Recording, Reply, Resume, RunningServer,
    Server,
};
use serde_json::Value;

use crate::ask;
use crate::support::process::headwater;
use crate::support::servers::{flag, runtime, serve};
use crate::support::shared::{shared, skipped};
use crate::support::streams::texts;

const TEXT: &str = "Vom Fluß: 川 🌊. It runs on, and on, to the sea.\n";

fn answering() -> Server {
    Server::new().answer("m", Answer::text(TEXT))
}

/// The whole stream of that answer.
fn stream(answer: Answer) -> Vec<u8> {
    answer.render(Api::Responses, "gpt-5.4-mini", "Hi").to_vec()
}

fn cut(bytes: usize, end: End) -> Delivery {
    Delivery::new().truncate_after(bytes, end)
}

/// Method, path and query of each request.
fn requests(server: &RunningServer) -> Vec<String> {
    let line = |request: &ReceivedRequest| {
        let query = request.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{} {}{query}", request.method(), request.path())
    };
    server.requests().iter().map(line).collect()
}

#[test]
fn a_server_that_cannot_now_is_asked_again() {
    for status in [408, 409, 429, 503] {
        for api in Api::ALL {
            let fault = Fault::error(status, "later", "Later.").header("retry-after-ms", "20");
            let server = serve(answering().fault(fault.times(2)));
            let run = ask(&server.base_url()).args([flag(api), "Hi"]).run();
            run.ended(0, TEXT).saying(&format!("status {status}; asking again in 0."));
            assert_eq!(server.requests().len(), 3);
        }
    }
}

#[test]
fn what_may_be_paid_for_is_not_asked_again() {
    for fault in [Fault::error(500, "oops", "Oops."), Fault::from(Reply::new(502))] {
        let server = serve(answering().fault(fault.times(1)));
        ask(&server.base_url()).args(["Hi"]).run().ended(4, "").saying("failed");
        assert_eq!(server.requests().len(), 1);
    }
    let server = serve(answering().fault(Fault::from(Reply::reset()).times(1)));
    ask(&server.base_url()).args(["Hi"]).run().ended(5, "").saying("not sent again");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn the_server_has_the_last_word_and_retries_have_a_limit() {
    let never = Fault::error(503, "no", "Never.").header("x-should-retry", "false");
    let server = serve(answering().fault(never));
    ask(&server.base_url()).args(["Hi"]).run().ended(4, "").saying("Never.");
    assert_eq!(server.requests().len(), 1);

    let busy = || Fault::error(503, "later", "Later.").header("retry-after-ms", "20");
    for (retries, asked) in [("0", 1), ("3", 4)] {
        let server = serve(answering().fault(busy()));
        let run = ask(&server.base_url()).args(["--retries", retries, "Hi"]).run();
        run.ended(4, "").saying("Later.");
        assert_eq!(server.requests().len(), asked);
    }
}

#[test]
fn each_timer_strikes_for_its_own_reason() {
    let stalled = |bytes, end| serve(answering().delivery(cut(bytes, end)));
    let keep_alive = End::KeepAlive(Duration::from_millis(20));
    let begun = stream(Answer::text(TEXT)).len() - 1500;
    for (server, option, says) in [
        (serve(answering().fault(Reply::silence())), "--first-byte-timeout", "no byte of the body"),
        (stalled(begun, End::Stall), "--idle-timeout", "nothing came for too long"),
        (stalled(begun, keep_alive), "--content-timeout", "no event came for too long"),
        (stalled(begun, End::Flood), "--content-timeout", "no event came for too long"),
        (stalled(begun, keep_alive), "--max-time", "all of it took too long"),
    ] {
        let run = ask(&server.base_url()).args([option, "0.3", "Hi"]).run();
        assert_eq!(run.code, Some(5), "{option}: {run:?}");
        run.saying("interrupted").saying(says);
        assert_eq!(server.requests().len(), 1, "{option}");
    }
}

/// At many places, in each way; and the next connection breaks as well.
#[test]
fn an_answer_of_the_background_arrives_whole_wherever_it_breaks() {
    let all = stream(Answer::text(TEXT).in_background());
    let created = all.windows(2).position(|window| window == b"\n\n").unwrap() + 2;
    let places: Vec<_> = (created..all.len()).step_by(1_013).collect();
    thread::scope(|scope| {
        for end in [End::Clean, End::Cut, End::Reset] {
            let places = &places;
            scope.spawn(move || {
                for place in places {
                    let breaks = [cut(*place, end), cut(700, end)];
                    let server = serve(answering().deliveries(breaks));
                    let run = ask(&server.base_url()).args(["--background", "Hi"]).run();
                    run.ended(0, TEXT).saying("taking it up again").saying("finished");
                    let asked = requests(&server);
                    assert_eq!(asked[0], "POST /v1/responses", "{place}");
                    assert!(asked.len() >= 2 && asked[1..].iter().all(|it| it.starts_with("GET ")));
                }
            });
        }
    });
}

#[test]
fn the_final_object_of_a_resumed_answer_is_that_of_the_whole() {
    let outcome = |server: &RunningServer| {
        let run = ask(&server.base_url()).args(["--background", "--output=jsonl", "Hi"]).run();
        assert_eq!(run.code, Some(0), "{run:?}");
        let last: Value = serde_json::from_str(run.stdout.lines().last().unwrap()).unwrap();
        (last, run.stdout.lines().count())
    };
    let whole = outcome(&serve(answering()));
    let broken = serve(answering().deliveries([cut(2_500, End::Reset), cut(900, End::Clean)]));
    assert_eq!(outcome(&broken), whole);
    assert_eq!(whole.0["final"]["output"][0]["content"][0]["text"], TEXT);
}

#[test]
fn a_resumption_that_goes_wrong_gives_each_word_once() {
    for (resume, asks) in [
        (Resume::Repeating(1), "starting_after"),
        (Resume::FromTheStart, "starting_after"),
        (Resume::TooOld, "resp_"),
    ] {
        let server = serve(answering().deliveries([cut(2_500, End::Cut)]).resume(resume));
        let run = ask(&server.base_url()).args(["--background", "Hi"]).run();
        run.ended(0, TEXT);
        assert!(requests(&server).last().unwrap().contains(asks), "{resume:?}");
    }
    let server = serve(answering().deliveries([cut(2_500, End::Cut)]).resume(Resume::NotFound));
    let run = ask(&server.base_url()).args(["--background", "Hi"]).run();
    assert_eq!(run.code, Some(5), "{run:?}");
    assert_eq!(requests(&server).len(), 2);
}

#[test]
fn an_answer_that_is_not_of_the_background_is_not_taken_up() {
    let server = serve(answering().deliveries([cut(2_500, End::Cut)]));
    let expected = texts(Api::Responses, &stream(Answer::text(TEXT))[..2_500]).answer;
    let run = ask(&server.base_url()).args(["Hi"]).run();
    run.ended(5, &expected).saying("interrupted").without("--resume");
    assert_eq!(requests(&server).len(), 1);
}

/// What one command could not bring to its end, another does.
#[test]
fn an_answer_is_resumed_by_its_id() {
    let server = serve(answering().deliveries([cut(2_500, End::Cut)]));
    let first = ask(&server.base_url()).args(["--background", "--retries=0", "Hi"]).run();
    assert_eq!(first.code, Some(5), "{first:?}");
    first.saying("--resume");
    let told = first.stderr.split("--resume ").nth(1).unwrap();
    let id = told.split('`').next().unwrap();
    let second = ask(&server.base_url()).args(["--resume", id]).run();
    assert_eq!(second.code, Some(0), "{second:?}");
    assert_eq!(format!("{}{}", first.stdout, second.stdout), TEXT);
    let (id, _) = id.split_once(':').expect("a number behind the id");
    ask(&server.base_url()).args(["--resume", id]).run().ended(0, TEXT);
}

/// What OpenAI sent, broken off in several places: the last line is that of the whole.
#[test]
fn recorded_answers_of_the_background_arrive_whole() {
    let names = ["openai-background-full", "openai-background2-full", "openai-background4-full"];
    let Some(folder) = shared() else {
        return skipped(
            "3 recorded answers of the background were not resumed over TCP: no shared folder \
             beside the workspace, and none named in HEADWATER_SHARED",
        );
    };
    for name in names {
        let path = folder.join("responses").join(name).with_extension("sse");
        let bytes = std::fs::read(&path).expect("the recording");
        let whole = headwater(["read", "--final"]).args([&path]).run();
        assert_eq!(whole.code, Some(0), "{name}");
        let third = bytes.len() / 3;
        for end in [End::Clean, End::Cut, End::Reset] {
            let breaks = [cut(third, end), cut(third + 17, end), cut(900, End::Reset)];
            let recording = Recording::with_api("m", Api::Responses, bytes.clone());
            let server = serve(Server::new().recording(recording).deliveries(breaks));
            let run = ask(&server.base_url()).args(["--background", "--output=jsonl", "Hi"]).run();
            assert_eq!(run.code, Some(0), "{name}: {}", run.stderr);
            assert_eq!(run.stdout.lines().last(), whole.stdout.lines().last(), "{name}: {end:?}");
            assert_eq!(server.requests().len(), 4, "{name}");
        }
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_cancels_an_answer_of_the_background_unless_it_is_detached() {
    let begun = 4_500;
    for (args, asked) in [
        (&["--background"][..], "POST /v1/responses/resp_"),
        (&["--background", "--detach"], "POST /v1/responses"),
    ] {
        let server = serve(answering().deliveries([cut(begun, End::Stall)]));
        let all = stream(Answer::text(TEXT).in_background());
        let expected = texts(Api::Responses, &all[..begun]).answer;
        assert!(!expected.is_empty());
        let mut run = ask(&server.base_url()).args(args).args(["Hi"]).start();
        run.shows(&expected);
        run.interrupt();
        let run = run.finish();
        run.ended(130, &expected).saying("stopped by Ctrl-C").without("panicked");
        let is_detached = args.len() == 2;
        assert_eq!(run.stderr.contains("--resume resp_"), is_detached, "{run:?}");
        assert_eq!(run.stderr.contains("has cancelled it"), !is_detached, "{run:?}");
        let last = requests(&server).pop().unwrap();
        assert!(last.starts_with(asked), "{last}");
        assert_eq!(last.ends_with("/cancel"), !is_detached);
    }
}

/// The server has not answered: whether there is something to cancel is not known yet.
#[cfg(unix)]
#[test]
fn a_second_ctrl_c_does_not_wait_for_what_is_to_be_cancelled() {
    let mut server = runtime().block_on(answering().by_hand().bind_loopback()).unwrap();
    let mut run = ask(&server.base_url()).args(["--background", "Hi"]).start();
    let exchange = runtime().block_on(server.next_request());
    run.interrupt();
    run.says("cancelling");
    thread::sleep(Duration::from_millis(700));
    assert!(run.is_running());
    run.interrupt();
    run.finish().ended(130, "").saying("stopped by Ctrl-C");
    drop(exchange);
}

#[test]
fn a_command_line_that_cannot_be() {
    let server = serve(answering());
    for (args, reason) in [
        (&["--background", "--api=chat", "Hi"][..], "only the Responses API"),
        (&["--detach", "Hi"], "--background"),
        (&["--resume", "resp_1", "Hi"], "cannot be used with"),
        (&["--resume", "resp_1:x"], "a number behind the colon"),
        (&["--resume", ".."], "the id of a response"),
        (&["--max-time", "0", "Hi"], "seconds are needed"),
    ] {
        ask(&server.base_url()).args(args).run().is_usage_error(reason);
    }
    assert_eq!(server.requests().len(), 0);
}
