//! Allocations and bytes scanned: counted in a process of their own, because counting costs time.

use serde::{Deserialize, Serialize};

/// What a contender allocates over a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// The workload's name.
    pub workload: String,
    /// The chunking.
    pub chunking: String,
    /// The contender's name.
    pub contender: String,
    /// Allocations an event, once warm; of `chunk_splits`, where every decoder is new, cold.
    pub allocations: f64,
    /// Bytes allocated an event, once warm.
    pub allocated: f64,
    /// The most bytes held at any one time, the input not counted.
    pub peak: u64,
    /// Bytes looked at twice, for ours.
    pub scanned_twice: Option<u64>,
}

#[cfg(feature = "count")]
pub use counting::counts;

#[cfg(feature = "count")]
mod counting {
    use allocation_counter::{AllocationInfo, measure};

    use super::Counts;
    use crate::cell::AT_MOST;
    use crate::chunkings::{Chunking, Cut};
    use crate::contenders::{Contender, bytes_scanned_twice};
    use crate::judge::{Expected, Verdict, expected, judge};
    use crate::workloads::Workload;

    /// What this contender allocates here; `None` where it is wrong, too slow or panics.
    #[must_use]
    pub fn counts(
        contender: &Contender,
        workload: &Workload,
        chunking: Chunking,
        events: usize,
    ) -> Option<Counts> {
        let (cuts, events) = cold_and_warm(workload, chunking, events);
        let expected: Vec<Expected> = cuts[1].streams().map(|stream| expected(stream)).collect();
        let Verdict::Right(_) = judge(contender, &cuts[1], &expected, Some(AT_MOST)) else {
            return None;
        };
        let [cold, warm] = cuts.each_ref().map(|cut| allocated(contender, cut));
        let an_event = |cold: u64, warm: u64| (warm as f64 - cold as f64).max(0.0) / events as f64;
        let ours = contender.is_ours();
        Some(Counts {
            workload: workload.name.to_owned(),
            chunking: chunking.to_string(),
            contender: contender.name.to_owned(),
            allocations: an_event(cold.count_total, warm.count_total),
            allocated: an_event(cold.bytes_total, warm.bytes_total),
            peak: cold.bytes_max,
            scanned_twice: ours.then(|| bytes_scanned_twice(&cuts[0])),
        })
    }

    /// The events twice, and once more after them: what comes of the last time is what a warm
    /// decoder does. Of short streams no decoder gets warm.
    fn cold_and_warm(workload: &Workload, chunking: Chunking, events: usize) -> ([Cut; 2], usize) {
        let (once, count) = workload.cut(chunking, events);
        let times = |times: usize| {
            let streams: Vec<_> = once.streams().map(|stream| &stream[..]).collect();
            let [stream] = &*streams else {
                let streams = once.streams.iter().cycle().take(times * streams.len());
                return Cut { streams: streams.cloned().collect() };
            };
            chunking.cut(stream.repeat(times).into())
        };
        ([times(2), times(3)], count)
    }

    fn allocated(contender: &Contender, cut: &Cut) -> AllocationInfo {
        let run = contender.run(cut);
        measure(|| {
            run();
        })
    }
}
