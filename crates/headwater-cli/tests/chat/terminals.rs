//! What a person sees and types.

use std::io::Write as _;

use headwater_replay::{Answer, Api, End, Ending, Recording, Server};

use crate::chat;
use crate::support::process::{Headwater, Running};
use crate::support::servers::serve;
use crate::support::terminal::Terminal;

/// Stdin, stdout and stderr are one terminal.
struct Person {
    run: Running,
    keyboard: std::fs::File,
}

impl Person {
    fn at(run: Headwater) -> Self {
        let terminal = Terminal::with_lines();
        let keyboard = terminal.keyboard();
        let run = run
            .stdin_on(&terminal)
            .stdout_to(terminal.side())
            .stderr_to(terminal.side())
            .on(terminal)
            .start();
        Self { run, keyboard }
    }

    fn types(&mut self, text: &str) {
        self.keyboard.write_all(text.as_bytes()).unwrap();
    }
}

const CTRL_D: &str = "\u{4}";
const WELCOME: &str = "Ctrl-C stops an answer, Ctrl-D ends, /help says more\n";

#[test]
fn a_conversation() {
    let server = serve(Server::new().answer("m", Answer::text("Yes.")));
    let mut person = Person::at(chat(&server.base_url(), Api::Responses));
    person.run.shows_on_terminal("> ");
    person.types("One?\n");
    person.run.shows_on_terminal("Yes.\n> ");
    person.types("Two?\n");
    person.run.shows_on_terminal("Two?\nYes.\n> ");
    person.types(CTRL_D);
    let run = person.run.finish();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.terminal, format!("{WELCOME}> One?\nYes.\n> Two?\nYes.\n> \n"));
}

/// Each prompt stands on a line of its own, however the answer before it ended.
#[test]
fn endings() {
    let answers = [
        (Answer::text("One line.\n"), "One line.\n> "),
        (
            Answer::text("Half").ending(Ending::TokenLimit),
            "Half\nincomplete: the token limit was reached\n> ",
        ),
        (Answer::new().refusal("No."), "refused: No.\nended with a refusal\n> "),
    ];
    for (answer, shown) in answers {
        let server = serve(Server::new().answer("m", answer));
        let mut person = Person::at(chat(&server.base_url(), Api::ChatCompletions));
        person.run.shows_on_terminal("> ");
        person.types("Go\n");
        person.run.shows_on_terminal(&format!("> Go\n{shown}"));
        person.types("/quit\n");
        // A person has seen how the answer ended.
        assert_eq!(person.run.finish().code, Some(0));
    }
}

#[test]
fn the_prompt_names_the_tool_whose_result_it_waits_for() {
    let server = serve(Server::demo().delivery(headwater_replay::Delivery::new()));
    let mut person = Person::at(chat(&server.base_url(), Api::Responses));
    person.types("weather\n");
    person.run.shows_on_terminal("\nresult of get_weather> ");
    person.types("7 °C\n");
    person.run.shows_on_terminal("Your tool answered: 7 °C");
    person.types("/quit\n");
    assert_eq!(person.run.finish().code, Some(0));
}

#[test]
fn ctrl_c_stops_an_answer_and_the_next_prompt_comes() {
    let api = Api::Responses;
    let cut = Answer::text("One two").ending(Ending::CutOff).render(api, "m", "p");
    let server =
        serve(Server::new().recording(Recording::with_api("m", api, cut).ending(End::Stall)));
    let mut person = Person::at(chat(&server.base_url(), api));
    person.types("Count.\n");
    person.run.shows_on_terminal("One two");
    person.run.interrupt();
    person.run.shows_on_terminal("One two\nstopped by Ctrl-C\n> ");
    // Longer than a command may take to heed it.
    std::thread::sleep(std::time::Duration::from_millis(700));
    assert!(person.run.is_running());
    person.types(CTRL_D);
    assert_eq!(person.run.finish().code, Some(0));
}

#[test]
fn ctrl_c_at_the_prompt_ends_the_second_time() {
    let server = serve(Server::new().answer("m", Answer::text("Yes.")));
    let mut person = Person::at(chat(&server.base_url(), Api::Responses));
    person.run.shows_on_terminal("> ");
    person.run.interrupt();
    person.run.shows_on_terminal("> \nCtrl-C again ends, as Ctrl-D and /quit do\n> ");
    std::thread::sleep(std::time::Duration::from_millis(700));
    assert!(person.run.is_running());
    person.types("One?\n");
    person.run.shows_on_terminal("Yes.\n> ");
    person.run.interrupt();
    person.run.shows_on_terminal("Yes.\n> \nCtrl-C again");
    std::thread::sleep(std::time::Duration::from_millis(700));
    person.run.interrupt();
    let run = person.run.finish();
    assert_eq!(run.code, Some(130), "{run:?}");
    assert!(run.terminal.ends_with("> \n"), "{run:?}");
}

/// Answers in a file, the rest before the person.
#[test]
fn answers_that_are_piped_on_leave_the_prompts_behind() {
    let server = serve(Server::new().answer("m", Answer::text("Yes.")));
    let terminal = Terminal::with_lines();
    let mut keyboard = terminal.keyboard();
    let mut run = chat(&server.base_url(), Api::Responses)
        .stdin_on(&terminal)
        .stderr_to(terminal.side())
        .on(terminal)
        .start();
    run.shows_on_terminal("> ");
    keyboard.write_all(b"One?\n").unwrap();
    run.shows("Yes.\n");
    run.shows_on_terminal("One?\n> ");
    keyboard.write_all(b"/quit\n").unwrap();
    let run = run.finish();
    run.ended(0, "Yes.\n");
    assert_eq!(run.terminal, format!("{WELCOME}> One?\n> /quit\n"));
}
