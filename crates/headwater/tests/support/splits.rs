//! Ways to cut a stream into chunks.

/// Inputs shorter than this are also cut in three.
const SHORT: usize = 64;

/// Calls `run` with every cutting: whole, in two at every place, in three at every two places if
/// the input is short, byte by byte; each plainly, and with an empty chunk at every cut and at both
/// ends. [`count`] says how many that makes.
pub(crate) fn each(input: &[u8], run: &mut dyn FnMut(&[&[u8]])) {
    let mut both = |chunks: &[&[u8]]| {
        run(chunks);
        run(&with_empty_chunks(chunks));
    };
    both(&[input]);
    each_in_two(input, &mut both);
    if input.len() < SHORT {
        each_in_three(input, &mut both);
    }
    both(&bytewise(input));
}

/// How many times [`each`] calls for an input of this length: one whole, n + 1 places for one cut,
/// (n + 1)(n + 2)/2 for two cuts (they may fall together), one byte by byte; all of it twice.
pub(crate) const fn count(len: usize) -> usize {
    let in_three = if len < SHORT { (len + 1) * (len + 2) / 2 } else { 0 };
    2 * (1 + (len + 1) + in_three + 1)
}

/// In two at every place, before the first byte and after the last included.
pub(crate) fn each_in_two(input: &[u8], run: &mut dyn FnMut(&[&[u8]])) {
    for cut in 0..=input.len() {
        let (front, back) = input.split_at(cut);
        run(&[front, back]);
    }
}

fn each_in_three(input: &[u8], run: &mut dyn FnMut(&[&[u8]])) {
    for second in 0..=input.len() {
        for first in 0..=second {
            run(&[&input[..first], &input[first..second], &input[second..]]);
        }
    }
}

pub(crate) fn bytewise(input: &[u8]) -> Vec<&[u8]> {
    input.chunks(1).collect()
}

fn with_empty_chunks<'i>(chunks: &[&'i [u8]]) -> Vec<&'i [u8]> {
    let mut wider: Vec<&[u8]> = vec![b""];
    for chunk in chunks {
        wider.extend([*chunk, b""]);
    }
    wider
}

/// Cut before each of these places; they may repeat (then a chunk is empty) and need not be sorted.
pub(crate) fn at_places<'i>(input: &'i [u8], places: &[usize]) -> Vec<&'i [u8]> {
    let mut places: Vec<usize> = places.iter().map(|place| place % (input.len() + 1)).collect();
    places.sort_unstable();
    let mut from = 0;
    let mut chunks = Vec::new();
    for place in places {
        chunks.push(&input[from..place]);
        from = place;
    }
    chunks.push(&input[from..]);
    chunks
}
