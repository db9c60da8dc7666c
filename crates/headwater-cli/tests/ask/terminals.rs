//! What a person sees.

use headwater_replay::{Answer, Api, Ending, Fault, Server};

use super::output::stalling;
use crate::ask;
use crate::support::process::{Headwater, headwater};
use crate::support::servers::{flag, serve, serving};
use crate::support::terminal::Terminal;

const DIM: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";

/// Stdout and stderr are the same terminal.
fn on_terminal(run: Headwater) -> Headwater {
    let terminal = Terminal::open();
    run.stdout_to(terminal.side()).stderr_to(terminal.side()).on(terminal)
}

fn stdout_on_terminal(run: Headwater) -> Headwater {
    let terminal = Terminal::open();
    run.stdout_to(terminal.side()).on(terminal)
}

fn stderr_on_terminal(run: Headwater) -> Headwater {
    let terminal = Terminal::open();
    run.stderr_to(terminal.side()).on(terminal)
}

/// Whether the terminal was sent anything that could drive it, but for dim and plain.
#[track_caller]
fn is_harmless(shown: &str) {
    let shown = shown.replace(DIM, "").replace(PLAIN, "");
    let control = shown.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    assert_eq!(control, None, "{shown:?}");
}

#[test]
fn control_characters_are_made_visible() {
    let text = "a\tb\u{1b}]0;title\u{7}c\r\nd\u{8}\u{7f}\u{9b}31m\u{85}\u{0} — 川 🌊";
    let server = serve(Server::new().answer("m", Answer::text(text)));
    for api in Api::ALL {
        let run = stdout_on_terminal(ask(&server.base_url()).args([flag(api), "Hi"])).run();
        assert_eq!(run.code, Some(0));
        is_harmless(&run.terminal);
        assert!(run.terminal.starts_with("a\tb"), "{run:?}");
        for part in ["]0;title", "c", "\nd", " — 川 🌊"] {
            assert!(run.terminal.contains(part), "{part:?} in {run:?}");
        }
        // Visible means that something stands in the place of each.
        let hidden = text.chars().filter(|c| c.is_control()).count();
        assert!(run.terminal.chars().count() > text.chars().count() - hidden + 2, "{run:?}");
        assert!(run.terminal.contains('␛') && run.terminal.contains('␍'), "{run:?}");
    }
}

#[test]
fn control_characters_on_stderr_are_made_visible() {
    let evil = "\u{1b}[2J\u{7}\r\u{9b}31m";
    let answers = [
        Answer::text("Yes.").reasoning(format!("Hm {evil} hm")),
        Answer::new().refusal(format!("No {evil} no")),
        Answer::new().tool_call(format!("na{evil}me"), format!("{{\"a\":\"{evil}\"}}")),
        Answer::text("So")
            .ending(Ending::failed(format!("co{evil}de"), format!("Bad {evil} luck"))),
    ];
    for answer in answers {
        let server = serve(Server::new().answer("m", answer));
        for api in Api::ALL {
            let run =
                stderr_on_terminal(ask(&server.base_url()).args([flag(api), "--stats", "Hi"]))
                    .run();
            assert!(!run.terminal.is_empty());
            is_harmless(&run.terminal);
        }
    }
    let server = serve(Server::new().fault(Fault::new(500, "text/plain", format!("Oh {evil} no"))));
    let run = stderr_on_terminal(ask(&server.base_url()).args(["Hi"])).run();
    assert!(run.terminal.contains("Oh "), "{run:?}");
    is_harmless(&run.terminal);
}

#[test]
fn control_characters_of_json_lines_are_made_visible() {
    let server =
        serve(serving(Api::ChatCompletions, "data: {\"choices\":[]} \u{9b}31m\u{7f}\u{1b}\n\n"));
    let run = ask(&server.base_url()).args(["--api=chat", "--output=jsonl", "Hi"]);
    let run = stdout_on_terminal(run).run();
    assert!(run.terminal.contains("choices"), "{run:?}");
    is_harmless(&run.terminal);
}

/// A pipe gets what the model said, whatever stderr is.
#[test]
fn a_pipe_gets_the_bytes_as_they_are() {
    let server = serve(Server::new().answer("m", Answer::text("a\u{1b}[31mb\r\n")));
    let run = stderr_on_terminal(ask(&server.base_url()).args(["Hi"])).run();
    run.ended(0, "a\u{1b}[31mb\r\n");
    assert!(run.terminal.contains("finished"), "{run:?}");
}

#[test]
fn the_prompt_of_the_shell_begins_on_a_line_of_its_own() {
    for (answer, code) in [
        (Answer::text("No newline"), 0),
        (Answer::text("One newline\n"), 0),
        (Answer::text("Half").ending(Ending::CutOff), 5),
        (Answer::text("Half").ending(Ending::failed("x", "y")), 4),
        (Answer::text("Half").refusal("no"), 3),
    ] {
        let server = serve(Server::new().answer("m", answer.clone()));
        for api in Api::ALL {
            let run = stdout_on_terminal(ask(&server.base_url()).args([flag(api), "Hi"])).run();
            assert_eq!(run.code, Some(code), "{run:?}");
            assert!(run.terminal.ends_with('\n') && !run.terminal.ends_with("\n\n"), "{run:?}");
            let run = on_terminal(ask(&server.base_url()).args([flag(api), "Hi"])).run();
            assert_eq!(run.code, Some(code), "{run:?}");
            assert!(run.terminal.ends_with('\n') && !run.terminal.contains("\n\n"), "{run:?}");
        }
    }
    let server = serve(Server::new().answer("m", Answer::text("No newline")));
    let run = stdout_on_terminal(ask(&server.base_url()).args(["Hi"])).run();
    assert_eq!(run.terminal, "No newline\n");
    let run = on_terminal(ask(&server.base_url()).args(["Hi"])).run();
    assert_eq!(run.terminal, "No newline\nfinished\n");
}

/// Not where it is piped on: there the answer stays as it was.
#[test]
fn a_pipe_gets_no_newline() {
    let server = serve(Server::new().answer("m", Answer::text("No newline")));
    ask(&server.base_url()).args(["Hi"]).run().ended(0, "No newline");
}

#[test]
fn reasoning_is_dim_and_the_answer_is_not() {
    let answer = Answer::text("So it is.").reasoning("Is it so?");
    let server = serve(Server::new().answer("m", answer));
    for api in Api::ALL {
        let args = [flag(api), "Hi"];
        let run = on_terminal(ask(&server.base_url()).args(args)).run();
        assert_eq!(run.terminal, format!("{DIM}Is it so?{PLAIN}\nSo it is.\nfinished\n"));
        let run = stderr_on_terminal(ask(&server.base_url()).args(args)).run();
        run.ended(0, "So it is.");
        assert_eq!(run.terminal, format!("{DIM}Is it so?{PLAIN}\nfinished\n"));
        let run = stdout_on_terminal(ask(&server.base_url()).args(args)).run();
        assert_eq!(run.terminal, "So it is.\n");
        run.saying("Is it so?\n").without("\u{1b}");
        ask(&server.base_url()).args(args).run().saying("Is it so?\n").without("\u{1b}");
    }
}

#[test]
fn no_color_is_kept_to() {
    let server = serve(Server::new().answer("m", Answer::text("So.").reasoning("Is it so?")));
    let run = ask(&server.base_url()).args(["Hi"]).env("NO_COLOR", "1");
    assert_eq!(on_terminal(run).run().terminal, "Is it so?\nSo.\nfinished\n");
    // https://no-color.org: "when present and not an empty string".
    let run = ask(&server.base_url()).args(["Hi"]).env("NO_COLOR", "");
    assert!(on_terminal(run).run().terminal.contains(DIM));
}

#[test]
fn hidden_reasoning_leaves_no_trace() {
    let server = serve(Server::new().answer("m", Answer::text("So.").reasoning("Is it so?")));
    let run = ask(&server.base_url()).args(["--no-reasoning", "Hi"]);
    assert_eq!(on_terminal(run).run().terminal, "So.\nfinished\n");
}

/// Reasoning that breaks off must not leave the terminal dim.
#[test]
fn broken_off_reasoning_is_ended() {
    let answer = Answer::new().reasoning("Is it so").ending(Ending::CutOff);
    let server = serve(Server::new().answer("m", answer));
    for api in Api::ALL {
        let run = on_terminal(ask(&server.base_url()).args([flag(api), "Hi"])).run();
        let shown = run.terminal.strip_prefix(&format!("{DIM}Is it so{PLAIN}\n"));
        assert!(shown.is_some_and(|shown| shown.starts_with("interrupted")), "{run:?}");
    }
}

#[test]
fn ctrl_c_leaves_the_terminal_plain() {
    let api = Api::Responses;
    let stream = Answer::new().reasoning("Is it so").ending(Ending::CutOff).render(api, "m", "p");
    let delivery = headwater_replay::Delivery::new();
    let delivery = delivery.truncate_after(stream.len() - 1, headwater_replay::End::Stall);
    let server = serve(serving(api, stream).delivery(delivery));
    let mut run = on_terminal(ask(&server.base_url()).args(["Hi"])).start();
    run.shows_on_terminal("Is it");
    run.interrupt();
    let run = run.finish();
    assert_eq!(run.code, Some(130));
    let (_, behind) = run.terminal.split_once(DIM).unwrap();
    assert!(behind.contains(PLAIN), "the terminal stays dim: {run:?}");
    assert!(run.terminal.ends_with('\n'), "{run:?}");
}

#[test]
fn ctrl_c_ends_the_line() {
    let api = Api::Responses;
    let recording = Answer::text("One two three.").record("m", api, "m", "p");
    let server = serve(stalling(api, &recording, "One two"));
    let mut run = on_terminal(ask(&server.base_url()).args(["Hi"])).start();
    run.shows_on_terminal("One two");
    run.interrupt();
    let run = run.finish();
    assert_eq!(run.code, Some(130));
    assert!(run.terminal.starts_with("One two\n"), "{run:?}");
    assert!(run.terminal.ends_with('\n'), "{run:?}");
}

#[test]
fn a_terminal_is_not_waited_at_for_a_prompt() {
    let terminal = Terminal::open();
    let run = headwater(["ask"]).stdin_on(&terminal).on(terminal).run();
    run.is_usage_error("prompt");
}
