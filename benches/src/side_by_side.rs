//! Ways to do the same thing, run in turn, round by round.

use core::time::Duration;
use std::time::Instant;

use crate::clock::thread_time;

/// A pass of a way takes about so long, so that the clock's own time does not count.
const A_PASS: Duration = Duration::from_millis(4);

/// A way to do it: does it once, and says what came of it.
pub struct Way<'w> {
    /// What it is called.
    pub name: &'static str,
    /// Does it once.
    pub run: Box<dyn FnMut() -> u64 + 'w>,
}

impl<'w> Way<'w> {
    /// A way of this name.
    pub fn new(name: &'static str, run: impl FnMut() -> u64 + 'w) -> Self {
        Self { name, run: Box::new(run) }
    }
}

/// Nanoseconds of CPU time of each way, round by round. No way always runs behind the same other
/// one.
///
/// # Errors
/// What came of one is not what came of the first.
pub fn side_by_side(ways: &mut [Way<'_>], rounds: usize) -> Result<Vec<Vec<f64>>, String> {
    let mut expected = None;
    let mut passes = Vec::new();
    for way in &mut *ways {
        let start = Instant::now();
        let came = (way.run)();
        let once = start.elapsed().max(Duration::from_nanos(1));
        if *expected.get_or_insert(came) != came {
            return Err(format!("{}: what came of it is not what came of the first", way.name));
        }
        passes.push(A_PASS.div_duration_f64(once).clamp(1.0, 100_000.0) as u32);
    }
    let mut times = vec![Vec::new(); ways.len()];
    let all = ways.len();
    for round in 0..rounds {
        for at in (0..all).map(|at| (at + round) % all) {
            let start = thread_time();
            for _ in 0..passes[at] {
                core::hint::black_box((ways[at].run)());
            }
            let took = thread_time() - start;
            times[at].push(took.as_secs_f64() * 1e9 / f64::from(passes[at]));
        }
    }
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::{Way, side_by_side};

    #[test]
    fn each_runs_in_every_round() {
        let times = side_by_side(&mut [Way::new("a", || 1), Way::new("b", || 1)], 3).unwrap();
        assert_eq!(times.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3]);
    }

    #[test]
    fn one_that_does_something_else_is_not_timed() {
        let error = side_by_side(&mut [Way::new("a", || 1), Way::new("b", || 2)], 3).unwrap_err();
        assert!(error.starts_with("b: "), "{error}");
    }
}
