//! The cells of the race for criterion, for a closer look: the same workloads, chunkings and
//! contenders. Without a filter the chunkings 16K, 64 and 1 are run; `HEADWATER_BENCH=all` runs
//! every chunking. Filter by `workload/chunking/contender`.

use core::time::Duration;

use criterion::measurement::WallTime;
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main,
};
use headwater_benches::cell::AT_MOST;
use headwater_benches::chunkings::{Chunking, Cut};
use headwater_benches::contenders;
use headwater_benches::judge::{Expected, Verdict, expected, judge};
use headwater_benches::workloads;

fn decoders(criterion: &mut Criterion) {
    for workload in workloads::ALL {
        let mut group = criterion.benchmark_group(workload.name);
        for chunking in workload.chunkings().into_iter().filter(is_asked_for) {
            // Less than the race takes: criterion runs it many more times.
            let events = (workload.events_at(chunking) / 4).max(1);
            let (cut, events) = workload.cut(chunking, events);
            group.throughput(Throughput::Elements(events as u64));
            bench(&mut group, chunking, &cut);
        }
    }
}

fn is_asked_for(chunking: &Chunking) -> bool {
    let usual = [Chunking::Of(16 << 10), Chunking::Of(64), Chunking::Of(1), Chunking::Splits];
    usual.contains(chunking)
        || std::env::var_os("HEADWATER_BENCH").is_some_and(|asked| asked == "all")
}

fn bench(group: &mut BenchmarkGroup<'_, WallTime>, chunking: Chunking, cut: &Cut) {
    for contender in contenders::all() {
        let name = format!("{chunking}/{}", contender.name);
        // Judged only once it is known that it is to be run.
        let mut verdict = None;
        group.bench_function(&name, |bencher| {
            let right = *verdict.get_or_insert_with(|| {
                let expected: Vec<Expected> =
                    cut.streams().map(|stream| expected(stream)).collect();
                let verdict = judge(&contender, cut, &expected, Some(AT_MOST));
                if !matches!(verdict, Verdict::Right(_)) {
                    println!("{name}: not measured: {verdict:?}");
                }
                matches!(verdict, Verdict::Right(_))
            });
            if right {
                bencher.iter_batched(|| contender.run(cut), |run| run(), BatchSize::PerIteration);
            } else {
                bencher.iter(|| ());
            }
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(50))
        .measurement_time(Duration::from_millis(250));
    targets = decoders
}
criterion_main!(benches);
