//! The conformance cases, on every contender, whole and cut.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::chunkings::{Chunking, Cut};
use crate::contenders::Contender;
use crate::judge::{Verdict, expected, judge};
use crate::vectors::Case;

/// How a contender does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conformance {
    /// Its name.
    pub contender: String,
    /// Cases in all.
    pub cases: usize,
    /// Cases that it fails when they come in one chunk.
    pub fail_whole: usize,
    /// Cases that it fails at some cut in two, or byte by byte.
    pub fail_at_splits: usize,
    /// Cases in which it panics.
    pub panics: usize,
}

/// Runs the cases.
#[must_use]
pub fn conformance(contender: &Contender, cases: &[Case]) -> Conformance {
    let mut conformance = Conformance {
        contender: contender.name.to_owned(),
        cases: cases.len(),
        fail_whole: 0,
        fail_at_splits: 0,
        panics: 0,
    };
    for Case { input, .. } in cases {
        let stream = Bytes::copy_from_slice(input);
        let expected = [expected(input)];
        let run = |cut: &Cut| judge(contender, cut, &expected, None);
        let whole = run(&Chunking::Whole.cut(stream.clone()));
        let in_two = (1..stream.len()).map(|at| Cut::at(stream.clone(), vec![at]));
        let cuts = in_two.chain([Chunking::Of(1).cut(stream.clone())]);
        let at_splits: Vec<Verdict> = cuts.map(|cut| run(&cut)).collect();
        let right = |verdict: &Verdict| matches!(verdict, Verdict::Right(_));
        conformance.fail_whole += usize::from(!right(&whole));
        conformance.fail_at_splits += usize::from(!at_splits.iter().all(right));
        let panics = at_splits.iter().chain([&whole]).any(|one| *one == Verdict::Panicked);
        conformance.panics += usize::from(panics);
    }
    conformance
}

#[cfg(test)]
mod tests {
    use super::conformance;
    use crate::contenders::fakes;
    use crate::contenders::ours;
    use crate::vectors::conformance_cases;

    #[test]
    fn ours_fail_nowhere() {
        let cases = conformance_cases().unwrap();
        for face in ours() {
            let conformance = conformance(&face, &cases);
            let failed = [conformance.fail_whole, conformance.fail_at_splits, conformance.panics];
            assert_eq!((conformance.cases, failed), (127, [0; 3]), "{}", face.name);
        }
    }

    #[test]
    fn panics_and_failures_are_counted() {
        let mut cases = conformance_cases().unwrap();
        cases.truncate(3);
        let of_panicking = conformance(&fakes::PANICS, &cases);
        assert_eq!(
            (of_panicking.panics, of_panicking.fail_whole, of_panicking.fail_at_splits),
            (3, 3, 3)
        );
        cases[1].input = format!("data: {}\n\n", "x".repeat(300)).into_bytes();
        let of_wrong = conformance(&fakes::WRONG_AT_THE_END, &cases);
        assert_eq!((of_wrong.panics, of_wrong.fail_whole, of_wrong.fail_at_splits), (0, 1, 1));
    }
}
