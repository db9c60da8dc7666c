//! What the fuzzers have saved, run on any toolchain.

use std::{
    fs,
    path::{Path, PathBuf},
};

use headwater_fuzz::{Invariant, TARGETS, replay};

fn folder(kind: &str, target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(kind).join(target)
}

fn assert_holds(invariant: Invariant, path: &Path) -> usize {
    let (count, broken) = replay(invariant, path).expect("the folder can be read");
    assert!(broken.is_empty(), "broken, see above: {broken:#?}");
    println!("{}: {count} inputs", path.display());
    count
}

#[test]
fn the_saved_corpus_breaks_nothing() {
    for (target, invariant) in TARGETS {
        let count = assert_holds(invariant, &folder("corpus", target));
        assert!(count >= 10, "{target} has {count} inputs: was its corpus lost?");
    }
}

/// There may be none yet.
#[test]
fn what_was_found_once_stays_mended() {
    for (target, invariant) in TARGETS {
        let findings = folder("findings", target);
        if findings.exists() {
            assert_holds(invariant, &findings);
        }
    }
}

/// What is added to the one list is not forgotten in the other.
#[test]
fn every_fuzz_target_is_replayed() {
    let mut files: Vec<String> = fs::read_dir(folder("fuzz_targets", ""))
        .expect("there are fuzz targets")
        .map(|entry| entry.expect("it can be read").path())
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    files.sort();
    assert_eq!(files, TARGETS.map(|(target, _)| target.to_owned()));
}

/// An invariant that is broken is told of, by the file that broke it.
#[test]
fn a_broken_invariant_is_told() {
    let corpus = folder("corpus", "decode_chunked");
    let (count, broken) = replay(|input| assert!(input.is_empty()), &corpus).expect("readable");
    assert!(count > 0);
    assert_eq!(broken.len(), count, "none of them is empty");
}
