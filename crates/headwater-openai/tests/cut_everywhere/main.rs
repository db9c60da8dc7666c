//! Every stream, cut after every byte, by a clean end, by a reset and by silence: the session says what
//! is so, loses nothing, doubles nothing and invents nothing, and what can be taken up comes to the same
//! end as without the cut.
//!
//! Sessions are `Clone`: the test reads each stream once, byte by byte, and goes on from a copy at each.

mod continued;
mod cut;
mod reference;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use headwater_openai::Api;
use reference::Reference;

struct Stream {
    name: String,
    api: Api,
    body: Vec<u8>,
}

/// The streams of a folder, with those of its folders.
fn streams_of(folder: &Path) -> Vec<Stream> {
    let mut streams = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of streams") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "sse") {
                continue;
            }
            let name = path.to_string_lossy();
            let is_response = name.contains("/responses");
            let api = if is_response { Api::Responses } else { Api::ChatCompletions };
            let body = std::fs::read(&path).expect("a stream");
            streams.push(Stream { name: name.into_owned(), api, body });
        }
    }
    streams.sort_by(|a, b| a.name.cmp(&b.name));
    streams
}

fn own() -> Vec<Stream> {
    let streams = streams_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/streams"));
    assert!(streams.len() > 300, "only {} streams", streams.len());
    streams
}

/// Those recorded from providers, which are no part of the repository: of the folder that
/// `HEADWATER_SHARED` names, else of `shared` beside the workspace.
fn recorded() -> Option<Vec<Stream>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("HEADWATER_SHARED").map_or_else(beside, PathBuf::from);
    let folder = shared.join("streams");
    if !folder.is_dir() {
        // Not `eprintln!`, which the test runner keeps to itself where a test passes.
        let skipped = "SKIPPED: the recorded streams were not cut: no shared folder beside the \
                       workspace, and none named in HEADWATER_SHARED\n";
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        return None;
    }
    let streams = streams_of(&folder);
    assert!(streams.len() > 150, "only {} streams", streams.len());
    Some(streams)
}

/// Does this with every stream, on all processors, and gives the sum of what it counts.
fn for_each(streams: &[Stream], count: impl Fn(&Stream) -> u64 + Sync) -> u64 {
    let (next, sum) = (AtomicUsize::new(0), AtomicU64::new(0));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(stream) = streams.get(next.fetch_add(1, Ordering::Relaxed)) {
                    sum.fetch_add(count(stream), Ordering::Relaxed);
                }
            });
        }
    });
    sum.into_inner()
}

fn cut_all(streams: &[Stream], how: cut::Ways, what: &str, least: u64) {
    let start = std::time::Instant::now();
    let cuts = for_each(streams, |stream| cut::everywhere(stream, how));
    let seconds = start.elapsed().as_secs_f32();
    println!("{} {what} streams, {cuts} cuts in {seconds:.1} s", streams.len());
    assert!(cuts > least, "{cuts} cuts");
}

#[test]
fn our_streams_cut_anywhere_end_as_they_must() {
    cut_all(&own(), cut::Ways::All, "own", 2_000_000);
}

#[test]
fn recorded_streams_cut_anywhere_end_as_they_must() {
    if let Some(streams) = recorded() {
        cut_all(&streams, cut::Ways::InTurn, "recorded", 4_000_000);
    }
}

fn continue_all(streams: &[Stream], what: &str, least: u64) {
    let start = std::time::Instant::now();
    let counted = for_each(streams, continued::everywhere);
    let seconds = start.elapsed().as_secs_f32();
    println!("{counted} continuations of {what} streams in {seconds:.1} s");
    assert!(counted > least, "{counted} continuations");
}

#[test]
fn our_answers_that_are_taken_up_come_to_the_same_end() {
    continue_all(&own(), "own", 15_000);
}

#[test]
fn recorded_answers_that_are_taken_up_come_to_the_same_end() {
    if let Some(streams) = recorded() {
        continue_all(&streams, "recorded", 40_000);
    }
}

/// Those that are too long to be read to their end from every byte.
#[test]
fn recorded_answers_of_the_background_are_taken_up_after_every_byte() {
    let Some(mut streams) = recorded() else { return };
    streams.retain(|stream| stream.name.contains("background") && stream.name.contains("-full"));
    assert!(streams.len() >= 3, "only {} streams", streams.len());
    let start = std::time::Instant::now();
    let cuts = for_each(&streams, continued::to_the_next_event);
    println!("{cuts} cuts of the background, in {:.1} s", start.elapsed().as_secs_f32());
    assert!(cuts > 150_000, "{cuts} cuts");
}

/// The recordings of a response of the background and of the rest of it, from another connection: put
/// together at the break they give the object of the whole.
#[test]
fn recorded_pairs_give_the_same_object() {
    let Some(streams) = recorded() else { return };
    let find = |name: &str| {
        let is_it = |stream: &&Stream| stream.name.ends_with(&format!("responses/{name}.sse"));
        streams.iter().find(is_it).unwrap_or_else(|| panic!("{name} is not there"))
    };
    for (whole, rest, after) in [
        ("openai-background-full", "openai-background-resumed-after1", 1),
        ("openai-background2-full", "openai-background2-resumed-after1", 1),
    ] {
        let (whole, rest) = (find(whole), find(rest));
        let reference = Reference::of(whole.api, &whole.body);
        continued::spliced(&reference, &whole.body, &rest.body, after);
    }
    // Of these only the rest was recorded.
    continued::alone(&find("openai-background3-resumed-after0").body, 0);
    continued::alone(&find("openai-background-resumed-after1").body, 1);
}
