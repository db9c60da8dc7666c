//! Which part of the race is asked for.

use headwater_benches::chunkings::Chunking;
use headwater_benches::contenders::{self, Contender};
use headwater_benches::workloads::{self, Workload};
use serde::{Deserialize, Serialize};

use super::Fallible;

/// Rounds in a cell, unless others are asked for.
const ROUNDS: usize = 15;

/// The part of the race that is asked for: everything, unless narrowed.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// Only this workload.
    #[arg(long)]
    pub(super) workload: Option<String>,
    /// Only this chunking: whole, 16K, 1400, 64, 7, 1, random or splits.
    #[arg(long)]
    pub(super) chunking: Option<String>,
    /// Only this peer, beside ours.
    #[arg(long)]
    pub(super) contender: Option<String>,
    /// Rounds in each cell; fewer where they take long.
    #[arg(long, default_value_t = ROUNDS)]
    pub(super) rounds: usize,
    /// Fewer events and rounds, and nothing but times: for a first look.
    #[arg(long)]
    pub(super) quick: bool,
}

/// Of everything.
impl Default for Asked {
    fn default() -> Self {
        Self { workload: None, chunking: None, contender: None, rounds: ROUNDS, quick: false }
    }
}

impl Asked {
    /// Whether there is what is asked for.
    pub(super) fn is_there(&self) -> Fallible<()> {
        if self.cells().is_empty() {
            return Err("there is no such workload, or it is not cut that way".into());
        }
        let no_such = |name: &String| !contenders::all().iter().any(|one| one.name == name);
        match self.contender.as_ref().filter(|name| no_such(name)) {
            Some(name) => Err(format!("no contender is named '{name}'").into()),
            None => Ok(()),
        }
    }

    pub(super) fn is_everything(&self) -> bool {
        self.counts_too() && self.names().iter().all(|(_, asked)| asked.is_none())
    }

    pub(super) fn may_be_published(&self) -> Fallible<()> {
        let whole = self.is_everything();
        if whole { Ok(()) } else { Err("only a whole race may go into the README".into()) }
    }

    /// The cells, in their order.
    pub(super) fn cells(&self) -> Vec<(Workload, Chunking)> {
        let of_workload = |workload: Workload| {
            workload.chunkings().into_iter().map(move |chunking| (workload, chunking))
        };
        let asked_for = |cell: &(Workload, Chunking)| {
            is(&self.workload, cell.0.name) && is(&self.chunking, &cell.1.to_string())
        };
        workloads::ALL.into_iter().flat_map(of_workload).filter(asked_for).collect()
    }

    /// Whether the cell is one of them.
    pub(super) fn has(&self, workload: &str, chunking: &str) -> bool {
        self.cells().iter().any(|cell| (cell.0.name, &*cell.1.to_string()) == (workload, chunking))
    }

    /// Ours, and the peers that are asked for.
    pub(super) fn contenders(&self) -> Vec<Contender> {
        let asked_for = |one: &Contender| one.is_ours() || is(&self.contender, one.name);
        contenders::all().into_iter().filter(asked_for).collect()
    }

    /// Whether allocations are counted too.
    pub(super) fn counts_too(&self) -> bool {
        !self.quick
    }

    /// Whether growth, delivery and conformance are asked for, which belong to no cell.
    pub(super) fn all_else_too(&self) -> bool {
        !self.quick && self.workload.is_none() && self.chunking.is_none()
    }

    /// What narrows it, as arguments of a command.
    pub(super) fn names(&self) -> [(&'static str, &Option<String>); 3] {
        [
            ("--workload", &self.workload),
            ("--chunking", &self.chunking),
            ("--contender", &self.contender),
        ]
    }

    /// The arguments that ask for it.
    pub(super) fn arguments(&self) -> String {
        let mut arguments = String::new();
        for (name, value) in self.names() {
            if let Some(value) = value {
                arguments += &format!(" {name} {value}");
            }
        }
        if self.rounds != ROUNDS {
            arguments += &format!(" --rounds {}", self.rounds);
        }
        if self.quick {
            arguments += " --quick";
        }
        arguments
    }
}

fn is(asked: &Option<String>, name: &str) -> bool {
    asked.as_ref().is_none_or(|asked| asked == name)
}

#[cfg(test)]
mod tests {
    use super::Asked;

    #[test]
    fn everything_is_every_workload_at_every_chunking() {
        assert_eq!(Asked::default().cells().len(), 8 * 7 + 1);
        assert!(Asked::default().is_everything() && Asked::default().has("chunk_splits", "splits"));
    }

    #[test]
    fn what_narrows_it_is_in_its_arguments() {
        let narrow = Asked {
            workload: Some("chat".to_owned()),
            chunking: Some("7".to_owned()),
            quick: true,
            rounds: 3,
            ..Asked::default()
        };
        assert_eq!(narrow.arguments(), " --workload chat --chunking 7 --rounds 3 --quick");
        assert_eq!(Asked::default().arguments(), "");
        assert!(!narrow.is_everything() && narrow.has("chat", "7") && !narrow.has("chat", "1"));
    }

    #[test]
    fn what_is_not_there_is_refused() {
        let named = |workload: &str, contender: Option<&str>| Asked {
            workload: Some(workload.to_owned()),
            contender: contender.map(str::to_owned),
            ..Asked::default()
        };
        assert!(named("chat", None).is_there().is_ok());
        assert!(named("chat", Some("headwater text")).is_there().is_ok());
        assert!(named("chart", None).is_there().is_err());
        assert!(named("chat", Some("nobody")).is_there().is_err());
        let cut = Asked { chunking: Some("splits".to_owned()), ..named("chat", None) };
        assert!(cut.is_there().is_err());
    }
}
