//! What stands where: the answer alone on stdout, everything else on stderr.

use std::{
    env,
    io::{self, IsTerminal as _, Write},
};

use crate::{args::Shown, exit::Stop, visible::visible};

const DIM: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";

/// One of the two streams.
struct Side<W> {
    out: W,
    is_terminal: bool,
    at_line_start: bool,
}

impl<W: Write> Side<W> {
    /// Writes and flushes; made visible on a terminal.
    fn write(&mut self, text: &str) -> io::Result<()> {
        if let Some(last) = text.chars().next_back() {
            self.at_line_start = last == '\n';
        }
        if self.is_terminal {
            self.out.write_all(visible(text).as_bytes())?;
        } else {
            self.out.write_all(text.as_bytes())?;
        }
        self.out.flush()
    }

    fn end_line(&mut self) -> io::Result<()> {
        if self.at_line_start { Ok(()) } else { self.write("\n") }
    }
}

/// Whether stdout and stderr are one file.
#[cfg(unix)]
fn same_file() -> bool {
    use std::os::{fd::AsFd as _, unix::fs::MetadataExt as _};

    let identity = |fd: io::Result<std::os::fd::OwnedFd>| {
        let metadata = std::fs::File::from(fd.ok()?).metadata().ok()?;
        Some((metadata.dev(), metadata.ino()))
    };
    let out = identity(io::stdout().as_fd().try_clone_to_owned());
    out.is_some() && out == identity(io::stderr().as_fd().try_clone_to_owned())
}

#[cfg(not(unix))]
fn same_file() -> bool {
    false
}

/// What stderr shows at the moment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aside {
    None,
    Reasoning((u32, u32)),
    Refusal,
    View,
}

pub(crate) struct Screen {
    stdout: Side<io::Stdout>,
    stderr: Side<io::Stderr>,
    /// Both go to one place, as with `2>&1`: a line on stderr must not go on where the answer
    /// stopped.
    one_place: bool,
    aside: Aside,
    show_reasoning: bool,
    dim: bool,
}

impl Screen {
    pub(super) fn new(shown: &Shown) -> Self {
        let stderr_is_terminal = io::stderr().is_terminal();
        Self {
            stdout: Side {
                out: io::stdout(),
                is_terminal: io::stdout().is_terminal(),
                at_line_start: true,
            },
            stderr: Side {
                out: io::stderr(),
                is_terminal: stderr_is_terminal,
                at_line_start: true,
            },
            one_place: same_file(),
            aside: Aside::None,
            show_reasoning: !shown.no_reasoning,
            dim: stderr_is_terminal && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        }
    }

    /// More of the answer.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Stop> {
        self.end_aside();
        Ok(self.stdout.write(text)?)
    }

    /// Lines of JSON, which begin where a line does.
    pub(super) fn lines(&mut self, lines: &[u8]) -> Result<(), Stop> {
        self.end_aside();
        self.stdout.end_line()?;
        // JSON has escaped what could drive a terminal, but for C1 controls: those are left to
        // `visible`.
        Ok(self.stdout.write(&String::from_utf8_lossy(lines))?)
    }

    /// Whether someone may watch stderr.
    pub(super) const fn shows_views(&self) -> bool {
        self.stderr.is_terminal
    }

    /// Whether the answer itself goes to a terminal.
    pub(super) const fn answers_terminal(&self) -> bool {
        self.stdout.is_terminal
    }

    /// More of a view of the answer.
    pub(super) fn view(&mut self, grown: &str) -> Result<(), Stop> {
        if !grown.is_empty() {
            self.begin_aside(Aside::View)?;
            self.say(grown);
        }
        Ok(())
    }

    /// More of the answer, which is elsewhere than its view.
    pub(super) fn text_beside_view(&mut self, text: &str) -> Result<(), Stop> {
        Ok(self.stdout.write(text)?)
    }

    /// More of the reasoning; `part` tells its parts apart.
    pub(super) fn reasoning(&mut self, part: (u32, u32), text: &str) -> Result<(), Stop> {
        if !self.show_reasoning {
            return Ok(());
        }
        self.begin_aside(Aside::Reasoning(part))?;
        self.say(text);
        Ok(())
    }

    /// More of a refusal.
    pub(super) fn refusal(&mut self, text: &str) -> Result<(), Stop> {
        if self.aside != Aside::Refusal {
            self.begin_aside(Aside::Refusal)?;
            self.say("refused: ");
        }
        self.say(text);
        Ok(())
    }

    /// A line on stderr.
    pub(crate) fn note(&mut self, text: &str) {
        self.end_aside();
        // On a terminal both sides share the line.
        if self.stdout.is_terminal && self.stderr.is_terminal {
            let _ = self.stdout.end_line();
        }
        let answer_goes_on = self.one_place && !self.stdout.at_line_start;
        if !self.stderr.at_line_start || (answer_goes_on && !self.stdout.is_terminal) {
            self.say("\n");
            self.stdout.at_line_start = true;
        }
        self.say(text);
        self.say("\n");
    }

    /// Writes to stderr. Nothing can be said about it where that fails, and the answer goes on.
    fn say(&mut self, text: &str) {
        let _ = self.stderr.write(text);
    }

    /// The answer is over: a terminal's prompt begins on a line of its own.
    pub(super) fn finish(&mut self) -> Result<(), Stop> {
        self.end_aside();
        if self.stdout.is_terminal {
            self.stdout.end_line()?;
        }
        Ok(())
    }

    /// Something behind the answer that is none of it begins on a line of its own, for a pipe, too.
    pub(crate) fn end_answer(&mut self) -> Result<(), Stop> {
        self.end_aside();
        Ok(self.stdout.end_line()?)
    }

    /// Asks for a line on the terminal.
    pub(crate) fn prompt(&mut self, prompt: &str) -> Result<(), Stop> {
        self.finish()?;
        let _ = self.stderr.end_line();
        if self.stderr.is_terminal {
            self.say(prompt);
        }
        Ok(())
    }

    /// The person has ended the line.
    pub(crate) const fn prompt_is_answered(&mut self) {
        self.stderr.at_line_start = true;
    }

    /// No answer to a prompt comes.
    pub(crate) fn prompt_is_left(&mut self) {
        let _ = self.stderr.end_line();
    }

    fn begin_aside(&mut self, aside: Aside) -> io::Result<()> {
        if self.aside == aside {
            return Ok(());
        }
        self.end_aside();
        if self.stdout.is_terminal && self.stderr.is_terminal {
            self.stdout.end_line()?;
        }
        self.style(aside, DIM);
        self.aside = aside;
        Ok(())
    }

    fn end_aside(&mut self) {
        if self.aside == Aside::None {
            return;
        }
        self.style(self.aside, PLAIN);
        let _ = self.stderr.end_line();
        self.aside = Aside::None;
    }

    /// Reasoning and views are dim; the sequences go around `visible`, which would show them.
    fn style(&mut self, aside: Aside, sequence: &str) {
        if self.dim && matches!(aside, Aside::Reasoning(_) | Aside::View) {
            let _ = self.stderr.out.write_all(sequence.as_bytes());
        }
    }
}
