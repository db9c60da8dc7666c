//! Every short string over an alphabet of trouble, against the reference.

mod support;

use core::sync::atomic::{AtomicUsize, Ordering};
use support::faces::{self, AdvanceItem, Face};
use support::reference::{self, Limits, Outcome, Setup};
use support::splits;

/// The grammar's characters, names that differ in length, and the byte order mark.
const GRAMMAR: [&[u8]; 10] =
    [b"\n", b"\r", b":", b" ", b"data", b"id", b"event", b"\0", b"x", b"\xEF\xBB\xBF"];

/// What limits, reports and numbers turn on.
const LIMITED: [&[u8]; 13] = [
    b"\n", b"\r\n", b":", b" ", b"data:", b"data", b"id:", b"event:", b"retry", b"0", b"9", b"e",
    b"\xFF",
];

#[test]
fn every_string_of_up_to_six_symbols() {
    every_string(&GRAMMAR, 6, &Setup::plain(), Cut::OneFace);
}

#[test]
fn every_string_of_up_to_six_symbols_with_reports() {
    every_string(&GRAMMAR, 6, &Setup::talkative(), Cut::OneFace);
}

#[test]
fn every_string_of_up_to_five_symbols_on_every_face() {
    every_string(&GRAMMAR, 5, &Setup::plain(), Cut::EveryFace);
    every_string(&GRAMMAR, 4, &Setup::talkative(), Cut::EveryFace);
}

#[test]
fn every_string_of_up_to_five_symbols_with_small_limits() {
    every_string(&LIMITED, 5, &Setup::limited(3, 2, 2), Cut::OneFace);
    every_string(&LIMITED, 4, &Setup::limited(3, 2, 2), Cut::EveryFace);
}

#[test]
fn every_string_of_up_to_four_symbols_with_no_room_at_all() {
    every_string(&LIMITED, 4, &Setup::limited(0, 0, 0), Cut::OneFace);
}

/// Every known field's line with every byte of its start put in the place of every other: names
/// that a comparison by words or by length could take for known ones. At the start of the stream
/// and of a line, with something after it and without.
#[test]
fn every_line_that_differs_from_a_known_field_in_one_byte() {
    let setup = Setup::talkative();
    let counts = Counts::default();
    let mut search = Search::new(&[], &setup, Cut::EveryFace, &counts);
    let mut tried = 0;
    for line in [&b"data: 1"[..], b"event: 1", b"id: 1", b"retry: 1"] {
        for (place, byte) in (0..line.len()).flat_map(|at| (0..=255).map(move |byte| (at, byte))) {
            let mut other = line.to_vec();
            other[place] = byte;
            for before in [&b""[..], b"\n"] {
                for after in [&b"\ndata\n\n"[..], b"23\n\n"] {
                    search.try_one(&[before, &other, after].concat());
                    tried += 1;
                }
            }
        }
    }
    println!("{tried} lines");
    assert_eq!(tried, (7 + 8 + 5 + 8) * 256 * 4);
    assert_eq!(counts.strings.load(Ordering::Relaxed), tried);
}

/// Which faces are given every cut in two; the others are given the whole string.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    OneFace,
    EveryFace,
}

/// Runs every string of up to `longest` symbols. One thread for each first symbol.
fn every_string(alphabet: &[&[u8]], longest: u32, setup: &Setup, cut: Cut) {
    let counts = Counts::default();
    std::thread::scope(|scope| {
        for first in alphabet {
            let counts = &counts;
            scope
                .spawn(move || Search::new(alphabet, setup, cut, counts).below(first, longest - 1));
        }
    });
    Search::new(alphabet, setup, cut, &counts).try_one(b"");

    // 1 + n + n² + ...
    let strings: usize = (0..=longest).map(|len| alphabet.len().pow(len)).sum();
    let bytes = total_len(alphabet, longest);
    let cut_faces = if cut == Cut::EveryFace { faces::COUNT } else { 1 };
    println!(
        "{strings} strings, {bytes} bytes in all, every cut on {cut_faces} of {}",
        faces::COUNT
    );
    assert_eq!(counts.strings.load(Ordering::Relaxed), strings);
    assert_eq!(counts.in_two.load(Ordering::Relaxed), (strings + bytes) * cut_faces);
    assert_eq!(counts.whole.load(Ordering::Relaxed), strings * (faces::COUNT - cut_faces));
}

/// The lengths of all the strings together: of the n^k strings of k symbols each symbol has every
/// place n^(k-1) times, and there are k places.
fn total_len(alphabet: &[&[u8]], longest: u32) -> usize {
    let symbols: usize = alphabet.iter().map(|symbol| symbol.len()).sum();
    (1..=longest).map(|len| symbols * alphabet.len().pow(len - 1) * len as usize).sum()
}

#[derive(Default)]
struct Counts {
    strings: AtomicUsize,
    in_two: AtomicUsize,
    whole: AtomicUsize,
}

/// One thread's part, with decoders of its own that are reset for every run.
struct Search<'s> {
    alphabet: &'s [&'s [u8]],
    setup: &'s Setup,
    counts: &'s Counts,
    cut: AdvanceItem,
    others: Vec<Box<dyn Face>>,
    cut_others: bool,
}

impl<'s> Search<'s> {
    fn new(alphabet: &'s [&'s [u8]], setup: &'s Setup, which: Cut, counts: &'s Counts) -> Self {
        let cut = AdvanceItem::new(setup);
        let mut others = faces::all(setup);
        others.retain(|face| face.name() != cut.name());
        Self { alphabet, setup, counts, cut, others, cut_others: which == Cut::EveryFace }
    }

    /// `prefix` itself, and with up to `more` further symbols.
    fn below(&mut self, prefix: &[u8], more: u32) {
        self.try_one(prefix);
        if more == 0 {
            return;
        }
        let mut longer = prefix.to_vec();
        for symbol in self.alphabet {
            longer.truncate(prefix.len());
            longer.extend_from_slice(symbol);
            self.below(&longer, more - 1);
        }
    }

    fn try_one(&mut self, input: &[u8]) {
        let Self { setup, counts, cut, others, cut_others, .. } = self;
        let limits = Limits::of(setup);
        let expected = reference::decode(input, setup, limits);
        counts.strings.fetch_add(1, Ordering::Relaxed);
        splits::each_in_two(input, &mut |chunks| {
            faces::check(cut, setup, input, chunks, &expected);
            counts.in_two.fetch_add(1, Ordering::Relaxed);
        });
        for face in others {
            let own: Outcome;
            let expected = if reaches(setup, face.limits(setup), limits, input) {
                own = reference::decode(input, setup, face.limits(setup));
                &own
            } else {
                &expected
            };
            if !*cut_others {
                faces::check(&mut **face, setup, input, &[input], expected);
                counts.whole.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            splits::each_in_two(input, &mut |chunks| {
                faces::check(&mut **face, setup, input, chunks, expected);
                counts.in_two.fetch_add(1, Ordering::Relaxed);
            });
        }
    }
}

/// Whether a face's own limits make a difference to so short an input.
fn reaches(setup: &Setup, own: Limits, common: Limits, input: &[u8]) -> bool {
    own != common && setup.max_event.min(setup.max_id).min(setup.max_comment) < input.len()
}
