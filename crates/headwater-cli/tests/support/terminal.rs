//! A pseudo-terminal that changes nothing of what is written to it, and that can be typed at.

use std::fs::File;
use std::os::fd::OwnedFd;
use std::process::Stdio;

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, OptionalActions, OutputModes, tcgetattr, tcsetattr};

pub(crate) struct Terminal {
    shown: OwnedFd,
    side: OwnedFd,
}

impl Terminal {
    /// One that hands on lines and shows what is typed, as a person has it.
    pub(crate) fn with_lines() -> Self {
        let terminal = Self::open();
        let mut mode = tcgetattr(&terminal.side).unwrap();
        mode.local_modes |= LocalModes::ICANON | LocalModes::ECHO;
        mode.input_modes |= rustix::termios::InputModes::ICRNL;
        mode.output_modes -= OutputModes::OPOST;
        tcsetattr(&terminal.side, OptionalActions::Now, &mode).unwrap();
        terminal
    }

    pub(crate) fn open() -> Self {
        let shown = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&shown).unwrap();
        unlockpt(&shown).unwrap();
        let name = ptsname(&shown, Vec::new()).unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let side = rustix::fs::open(name.as_c_str(), flags, Mode::empty()).unwrap();
        // Else a newline would come out as CR and LF.
        let mut mode = tcgetattr(&side).unwrap();
        mode.make_raw();
        tcsetattr(&side, OptionalActions::Now, &mode).unwrap();
        Self { shown, side }
    }

    /// For the process that is to run on it.
    pub(crate) fn side(&self) -> Stdio {
        self.side.try_clone().unwrap().into()
    }

    /// Where the person types.
    pub(crate) fn keyboard(&self) -> File {
        self.shown.try_clone().unwrap().into()
    }

    /// What the person sees. It ends when the process has ended.
    pub(crate) fn into_shown(self) -> File {
        self.shown.into()
    }
}
