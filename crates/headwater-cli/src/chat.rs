//! `headwater chat`: a line in, an answer out, turn by turn.

mod conversation;
mod input;

use std::io::IsTerminal as _;

use headwater_openai::{AnswerSessionConfig, Outcome};

use crate::{
    answer::{Connection, Last, Prepared, Stopper, View, is_no_route, without_response},
    args::Chat,
    ctrl_c::{self, CtrlC},
    exit::{self, Exit, Stop},
    random::random,
};
use conversation::{Conversation, Kept, Turn};
use input::{Input, Line};

/// What `--help` says below the options, and `/help` too.
pub(crate) const HELP: &str = "\
A line is a turn. After a tool call, the next line is its result. Lines of their own:
  /new   forget the conversation and begin another
  /help  say this
  /quit  end, as Ctrl-D does
Ctrl-C stops the answer under way; what arrived of it stays in the conversation.
With a pipe as stdin it exits as `headwater ask` does for the first answer that did not finish.";

pub(crate) fn run(args: &Chat) -> Result<(), Stop> {
    let mut view = View::new(&args.shown);
    view.calls_are_lines = !args.whom.tools.is_empty();
    view.says_finished = false;
    let prepared = Prepared::new(&args.whom)?;
    exit::block_on(chat(prepared, view))
}

async fn chat(prepared: Prepared<'_>, mut view: View) -> Result<(), Stop> {
    let mut ctrl_c = ctrl_c::watch();
    let connection = Connection::open(prepared).await?;
    let mut conversation = Conversation::new(&connection);
    let is_terminal = std::io::stdin().is_terminal();
    let mut input = Input::read_stdin(is_terminal);
    let mut first_bad = Exit::Fine;
    if is_terminal {
        view.screen.note("Ctrl-C stops an answer, Ctrl-D ends, /help says more");
    }
    loop {
        match input.next(&conversation.asks_for(), &mut view.screen, &mut ctrl_c).await? {
            Line::Said(line) => {
                let Some(turn) = conversation.turn(line) else { continue };
                let exit = answer(&mut conversation, turn, &mut view, &mut ctrl_c).await?;
                if first_bad == Exit::Fine {
                    first_bad = exit;
                }
            }
            Line::New => {
                conversation = Conversation::new(&connection);
                view.screen.note("a new conversation");
            }
            Line::Help => view.screen.note(HELP),
            Line::End => break,
        }
    }
    if is_terminal || first_bad == Exit::Fine { Ok(()) } else { Err(Stop::quietly(first_bad)) }
}

/// Has one turn, and says how it ended. Only what ends the whole chat is an error.
async fn answer(
    conversation: &mut Conversation<'_>,
    turn: Turn,
    view: &mut View,
    ctrl_c: &mut CtrlC,
) -> Result<Exit, Stop> {
    view.begin();
    let connection = conversation.connection();
    let config = AnswerSessionConfig::new().seed(random());
    let request = |api| conversation.request(&turn, api);
    let stopper = &mut Stopper { ctrl_c, cancels: false };
    let (request, asking, last) = view.ask(connection, request, &config, stopper).await?;
    if let Some(stop) = without_response(&asking, &last, connection.authority()) {
        view.screen.note(stop.message.as_deref().unwrap_or_default());
        if matches!(last, Last::CtrlC) {
            ctrl_c.is_heeded();
        }
        return Ok(stop.exit);
    }
    let answer = asking.session().answer();
    let exit = view.end(&asking, &last, advice(answer.outcome()))?;
    if conversation.keep(request, answer) == Kept::Nothing && exit != Exit::Fine {
        view.screen.note("nothing of this turn is kept: say it again, or something else");
    }
    view.screen.end_answer()?;
    if matches!(last, Last::CtrlC) {
        ctrl_c.is_heeded();
    }
    Ok(exit)
}

fn advice(outcome: Option<&Outcome>) -> Option<&'static str> {
    let Some(Outcome::Failed(failure)) = outcome else { return None };
    failure
        .status
        .is_some_and(is_no_route)
        .then_some("this server may have no such API: try `--api auto`, or `--api chat`")
}
