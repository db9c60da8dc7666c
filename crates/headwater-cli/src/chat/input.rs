//! The lines that are typed, or that a pipe brings.

use std::{io, thread};

use tokio::sync::mpsc;

use crate::{
    answer::Screen,
    ctrl_c::CtrlC,
    exit::{Exit, Stop},
};

/// What a line says.
pub(super) enum Line {
    Said(String),
    New,
    Help,
    End,
}

pub(super) struct Input {
    lines: mpsc::Receiver<io::Result<String>>,
    is_terminal: bool,
}

impl Input {
    /// A thread of its own reads, for nothing else waits for a terminal without blocking.
    pub(super) fn read_stdin(is_terminal: bool) -> Self {
        let (tell, lines) = mpsc::channel(1);
        thread::spawn(move || {
            for line in io::stdin().lines() {
                let is_over = line.is_err();
                if tell.blocking_send(line).is_err() || is_over {
                    return;
                }
            }
        });
        Self { lines, is_terminal }
    }

    /// The next line that is not blank. On a terminal `prompt` asks for it; there, one Ctrl-C alone
    /// ends nothing: the answer that it was meant for may just have ended.
    pub(super) async fn next(
        &mut self,
        prompt: &str,
        screen: &mut Screen,
        ctrl_c: &mut CtrlC,
    ) -> Result<Line, Stop> {
        let mut pressed = false;
        loop {
            if self.is_terminal {
                screen.prompt(prompt)?;
            }
            let line = tokio::select! {
                line = self.lines.recv() => line,
                () = ctrl_c.pressed() => {
                    if pressed || !self.is_terminal {
                        screen.prompt_is_left();
                        return Err(Stop::quietly(Exit::CtrlC));
                    }
                    pressed = true;
                    screen.note("Ctrl-C again ends, as Ctrl-D and /quit do");
                    ctrl_c.is_heeded();
                    continue;
                }
            };
            pressed = false;
            let Some(line) = line else {
                if self.is_terminal {
                    screen.prompt_is_left();
                }
                return Ok(Line::End);
            };
            if self.is_terminal {
                // Its end was typed, too.
                screen.prompt_is_answered();
            }
            match line.map_err(unreadable)?.trim() {
                "" => {}
                "/quit" | "/exit" => return Ok(Line::End),
                "/new" => return Ok(Line::New),
                "/help" => return Ok(Line::Help),
                said => return Ok(Line::Said(said.into())),
            }
        }
    }
}

fn unreadable(error: io::Error) -> Stop {
    if error.kind() == io::ErrorKind::InvalidData {
        return Stop::usage("a line on stdin is not UTF-8");
    }
    Stop::saying(Exit::LocalIo, format_args!("cannot read stdin: {error}"))
}
