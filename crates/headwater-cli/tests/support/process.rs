//! The command as a process, with an environment that holds nothing but what the test gives it.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than anything here may take: what is still running then hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A run of the command, before it starts. Its stdin is empty unless the test says otherwise.
pub(crate) struct Headwater {
    command: Command,
    stdin: Stdin,
    stdout_is_heard: bool,
    stderr_is_heard: bool,
    #[cfg(unix)]
    terminal: Option<super::terminal::Terminal>,
}

enum Stdin {
    Holds(Vec<u8>),
    StaysOpen,
    IsGiven,
}

pub(crate) fn headwater<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Headwater {
    let mut command = Command::new(env!("CARGO_BIN_EXE_headwater"));
    command.env_clear().args(args);
    if let Some(root) = std::env::var_os("SystemRoot") {
        // Windows opens no sockets without it.
        command.env("SystemRoot", root);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Headwater {
        command,
        stdin: Stdin::Holds(Vec::new()),
        stdout_is_heard: true,
        stderr_is_heard: true,
        #[cfg(unix)]
        terminal: None,
    }
}

impl Headwater {
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// What a pipe brings on stdin; it is closed behind that.
    pub(crate) fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = Stdin::Holds(bytes.into());
        self
    }

    /// A pipe that the test writes to.
    pub(crate) fn open_stdin(mut self) -> Self {
        self.stdin = Stdin::StaysOpen;
        self
    }

    /// Stdout goes elsewhere, and is not heard.
    pub(crate) fn stdout_to(mut self, to: impl Into<Stdio>) -> Self {
        self.command.stdout(to);
        self.stdout_is_heard = false;
        self
    }

    /// Stderr goes elsewhere, and is not heard.
    pub(crate) fn stderr_to(mut self, to: impl Into<Stdio>) -> Self {
        self.command.stderr(to);
        self.stderr_is_heard = false;
        self
    }

    /// Stdout stays a pipe, but the test takes its other end and reads it or not.
    pub(crate) fn start_with_own_stdout(mut self) -> (Running, ChildStdout) {
        self.stdout_is_heard = false;
        let mut running = self.start();
        let stdout = running.child.stdout.take().unwrap();
        (running, stdout)
    }

    /// Stdin, where it is the terminal's.
    #[cfg(unix)]
    pub(crate) fn stdin_on(mut self, terminal: &super::terminal::Terminal) -> Self {
        self.command.stdin(terminal.side());
        self.stdin = Stdin::IsGiven;
        self
    }

    /// What the terminal shows is heard.
    #[cfg(unix)]
    pub(crate) fn on(mut self, terminal: super::terminal::Terminal) -> Self {
        self.terminal = Some(terminal);
        self
    }

    pub(crate) fn run(self) -> Finished {
        self.start().finish()
    }

    pub(crate) fn start(mut self) -> Running {
        let mut child = self.command.spawn().expect("the command starts");
        let (to, heard) = mpsc::channel();
        let mut stdin = child.stdin.take();
        if let Stdin::Holds(bytes) = self.stdin {
            if let Some(mut pipe) = stdin.take() {
                // The command may leave before it has read all.
                thread::spawn(move || drop(pipe.write_all(&bytes)));
            }
        }
        if let Some(pipe) = child.stdout.take_if(|_| self.stdout_is_heard) {
            listen(pipe, Heard::Stdout, &to);
        }
        if let Some(pipe) = child.stderr.take_if(|_| self.stderr_is_heard) {
            listen(pipe, Heard::Stderr, &to);
        }
        #[cfg(unix)]
        if let Some(terminal) = self.terminal.take() {
            listen(terminal.into_shown(), Heard::Terminal, &to);
        }
        Running { child, stdin, heard, said: Said::default() }
    }
}

enum Heard {
    Stdout(Vec<u8>),
    Stderr(Vec<u8>),
    Terminal(Vec<u8>),
}

/// Passes on what comes. The channel is closed when every listener came to its end.
fn listen(mut from: impl Read + Send + 'static, wrap: fn(Vec<u8>) -> Heard, to: &Sender<Heard>) {
    let to = to.clone();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        // Linux ends a terminal whose last user has gone with an error.
        while let Ok(len @ 1..) = from.read(&mut buffer) {
            if to.send(wrap(buffer[..len].to_vec())).is_err() {
                return;
            }
        }
    });
}

#[derive(Default)]
struct Said {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    terminal: Vec<u8>,
}

/// The command while it runs. It is killed with the test.
pub(crate) struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    heard: Receiver<Heard>,
    said: Said,
}

impl Running {
    /// Writes to the pipe that [`Headwater::open_stdin`] keeps open.
    pub(crate) fn write(&mut self, bytes: impl AsRef<[u8]>) {
        let pipe = self.stdin.as_mut().unwrap();
        pipe.write_all(bytes.as_ref()).unwrap();
        pipe.flush().unwrap();
    }

    pub(crate) fn close_stdin(&mut self) {
        self.stdin = None;
    }

    /// Waits until stdout holds exactly this.
    #[track_caller]
    pub(crate) fn shows(&mut self, stdout: &str) {
        while self.said.stdout.len() < stdout.len() {
            self.hear("stdout");
        }
        assert_eq!(String::from_utf8_lossy(&self.said.stdout), stdout);
    }

    /// Waits until stdout holds this somewhere.
    #[track_caller]
    pub(crate) fn shows_somewhere(&mut self, text: &str) {
        while !String::from_utf8_lossy(&self.said.stdout).contains(text) {
            self.hear(text);
        }
    }

    /// Waits until the terminal shows this somewhere.
    #[track_caller]
    pub(crate) fn shows_on_terminal(&mut self, text: &str) {
        while !String::from_utf8_lossy(&self.said.terminal).contains(text) {
            self.hear(text);
        }
    }

    /// Waits until stderr holds this somewhere.
    #[track_caller]
    pub(crate) fn says(&mut self, text: &str) {
        while !String::from_utf8_lossy(&self.said.stderr).contains(text) {
            self.hear(text);
        }
    }

    /// Waits for the first line of stdout.
    #[track_caller]
    pub(crate) fn first_line(&mut self) -> String {
        loop {
            if let Some(end) = self.said.stdout.iter().position(|byte| *byte == b'\n') {
                return String::from_utf8(self.said.stdout[..end].to_vec()).unwrap();
            }
            self.hear("a line");
        }
    }

    #[track_caller]
    fn hear(&mut self, wanted: &str) {
        match self.heard.recv_timeout(PATIENCE) {
            Ok(heard) => self.said.add(heard),
            Err(error) => panic!("waiting for {wanted:?}: {error}; so far {}", self.said.shown()),
        }
    }

    /// Whether it has not ended yet.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// What Ctrl-C does.
    #[cfg(unix)]
    pub(crate) fn interrupt(&self) {
        let id = i32::try_from(self.child.id()).unwrap();
        let id = rustix::process::Pid::from_raw(id).unwrap();
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    }

    /// Waits for its end.
    #[track_caller]
    pub(crate) fn finish(mut self) -> Finished {
        self.stdin = None;
        let until = Instant::now() + PATIENCE;
        while let Ok(heard) =
            self.heard.recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            self.said.add(heard);
        }
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.code();
            }
            assert!(Instant::now() < until, "it hangs; so far {}", self.said.shown());
            thread::sleep(Duration::from_millis(1));
        };
        let Said { stdout, stderr, terminal } = core::mem::take(&mut self.said);
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Finished { code, stdout: text(stdout), stderr: text(stderr), terminal: text(terminal) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // An error means that it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Said {
    fn add(&mut self, heard: Heard) {
        match heard {
            Heard::Stdout(bytes) => self.stdout.extend(bytes),
            Heard::Stderr(bytes) => self.stderr.extend(bytes),
            Heard::Terminal(bytes) => self.terminal.extend(bytes),
        }
    }

    fn shown(&self) -> String {
        format!(
            "stdout {:?}, stderr {:?}, terminal {:?}",
            String::from_utf8_lossy(&self.stdout),
            String::from_utf8_lossy(&self.stderr),
            String::from_utf8_lossy(&self.terminal)
        )
    }
}

/// The command after its end; `code` is `None` where a signal ended it.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) terminal: String,
}

impl Finished {
    /// It ended with this code and these bytes on stdout.
    #[track_caller]
    pub(crate) fn ended(&self, code: i32, stdout: &str) -> &Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stdout, stdout, "{self:?}");
        self
    }

    /// Stderr holds this.
    #[track_caller]
    pub(crate) fn saying(&self, text: &str) -> &Self {
        assert!(self.stderr.contains(text), "no {text:?} in {self:?}");
        self
    }

    /// Neither stdout nor stderr nor the terminal holds this.
    #[track_caller]
    pub(crate) fn without(&self, text: &str) -> &Self {
        for said in [&self.stdout, &self.stderr, &self.terminal] {
            assert!(!said.contains(text), "{text:?} in {self:?}");
        }
        self
    }

    /// The command line was wrong: exit code 2, nothing on stdout, and a reason on stderr.
    #[track_caller]
    pub(crate) fn is_usage_error(&self, reason: &str) -> &Self {
        self.ended(2, "").saying(reason)
    }
}
