//! Saved inputs, run again without a fuzzer.

use std::{
    env, fs, io,
    panic::catch_unwind,
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::Invariant;

/// Holds an invariant against a file, or against every file of a folder, and gives how many there
/// were, and those that broke it. Why each did is printed as it happens.
///
/// # Errors
/// One of them cannot be read.
pub fn replay(invariant: Invariant, path: &Path) -> io::Result<(usize, Vec<PathBuf>)> {
    let mut files = vec![path.to_path_buf()];
    if path.is_dir() {
        let entries = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path()));
        files = entries.collect::<io::Result<_>>()?;
        files.sort();
    }
    let mut broken = Vec::new();
    for file in &files {
        let input = fs::read(file)?;
        if catch_unwind(|| invariant(&input)).is_err() {
            eprintln!("  broken by: {}", file.display());
            broken.push(file.clone());
        }
    }
    Ok((files.len(), broken))
}

/// What a fuzz target does in an ordinary build: it holds its invariant against the files and
/// folders that the command line names.
#[must_use]
pub fn replay_arguments(invariant: Invariant) -> ExitCode {
    let mut failed = false;
    for path in env::args_os().skip(1).map(PathBuf::from) {
        match replay(invariant, &path) {
            Ok((count, broken)) => {
                println!("{}: {count} inputs, {} broke it", path.display(), broken.len());
                failed |= count == 0 || !broken.is_empty();
            }
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                failed = true;
            }
        }
    }
    if failed || env::args_os().len() < 2 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
