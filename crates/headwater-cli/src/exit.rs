//! How the command ends.

use std::{
    fmt,
    future::Future,
    io::{self, Write as _},
    process::ExitCode,
};

use crate::visible;

/// The exit codes, the same for every subcommand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The answer is finished, or waits for a tool call; the reader of our output went away.
    Fine = 0,
    /// Reading or writing failed on this machine.
    LocalIo = 1,
    /// The command line, the environment or a file named by it is wrong. (clap's own code.)
    Usage = 2,
    /// The answer ended at a limit or was refused.
    Incomplete = 3,
    /// The server said no, or sent no event stream.
    Failed = 4,
    /// The stream broke off before its terminal marker.
    Interrupted = 5,
    /// Ctrl-C, as shells count it.
    CtrlC = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why the command ends early, and what to say about it on stderr.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) exit: Exit,
    pub(crate) message: Option<String>,
}

impl Stop {
    pub(crate) const fn quietly(exit: Exit) -> Self {
        Self { exit, message: None }
    }

    pub(crate) fn saying(exit: Exit, message: impl fmt::Display) -> Self {
        Self { exit, message: Some(message.to_string()) }
    }

    pub(crate) fn usage(message: impl fmt::Display) -> Self {
        Self::saying(Exit::Usage, message)
    }
}

/// Writing to stdout or stderr failed. A reader that went away (`| head`) has what it wanted.
impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::quietly(Exit::Fine);
        }
        Self::saying(Exit::LocalIo, format_args!("cannot write the output: {error}"))
    }
}

/// Says a line on stderr, in the name of the command. Where even that fails, nothing can be done.
pub(crate) fn say(message: fmt::Arguments<'_>) {
    let line = format!("headwater: {message}\n");
    let _ = io::stderr().write_all(visible::for_stderr(&line).as_bytes());
}

/// Runs what waits for sockets and signals.
pub(crate) fn block_on(work: impl Future<Output = Result<(), Stop>>) -> Result<(), Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Stop::saying(Exit::LocalIo, format_args!("cannot start: {error}")))?;
    let result = runtime.block_on(work);
    // A name that is still being looked up must not hold up the end.
    runtime.shutdown_background();
    result
}
