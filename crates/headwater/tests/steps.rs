//! The short ways are taken: what comes out is the same without them, and so nothing else would
//! notice that one is closed. The steps in which a stream is taken are counted, not timed.

use headwater::{Config, Decoder};

const CHUNK_SIZES: [usize; 8] = [1, 2, 5, 7, 8, 24, 64, usize::MAX];

/// A stream of this, many times over, and in how many steps it is taken at each chunk size.
type Shape = (&'static str, [u64; 8]);

const TIMES: usize = 24;

/// Where a change makes one of these less, write it here; where it makes one more, it closed a short
/// way.
const SHAPES: [Shape; 18] = [
    ("data: x\n\n", [122, 144, 88, 75, 72, 45, 12, 3]),
    (
        "data: a line of some length, as a model's answer has it, with JSON\n\n",
        [122, 816, 106, 97, 84, 108, 72, 3],
    ),
    ("data:x\r\n\r\n", [290, 264, 216, 217, 222, 90, 36, 3]),
    (
        "event: delta\ndata: a typed event of some length, as a model has it\n\n",
        [313, 912, 226, 204, 192, 148, 99, 27],
    ),
    ("event: a\r\ndata: b\r\n\r\n", [409, 372, 279, 264, 255, 195, 164, 123]),
    (
        "data: one\ndata: two\ndata: three of some length, so that it is no word\n\n",
        [266, 936, 279, 245, 237, 220, 139, 96],
    ),
    ("data: one\r\ndata: two\r\ndata:\r\n\r\n", [530, 564, 414, 392, 384, 211, 132, 96]),
    (": ping\n\ndata: x\n\n", [312, 144, 87, 75, 72, 61, 39, 26]),
    (": a comment\n:\n\n\n: another\ndata: x\n\n", [744, 144, 72, 72, 72, 102, 54, 26]),
    (": ping\r\n\r\ndata: x\r\n\r\n", [552, 288, 260, 240, 252, 141, 74, 26]),
    ("id: 7\ndata: x\n\n", [385, 384, 312, 281, 276, 192, 163, 146]),
    ("event: a\nid: 42\nretry: 100\ndata: x\n\n", [985, 960, 661, 616, 612, 384, 347, 291]),
    ("data\n\nunknown: x\n\n", [506, 240, 235, 237, 234, 234, 223, 219]),
    ("data: x\ndata: y\nevent: after\n\n", [386, 432, 312, 271, 252, 216, 167, 144]),
    ("data: x\r\r", [192, 156, 107, 96, 93, 140, 141, 143]),
    ("data:\n\n", [146, 180, 144, 144, 144, 60, 25, 9]),
    ("event\ndata: x\n\n", [241, 288, 168, 184, 180, 156, 148, 144]),
    ("event: only\n\n", [265, 252, 173, 158, 153, 83, 79, 72]),
];

/// The same just at a limit of the event, where the short ways are still to be taken, and over it,
/// where what is dropped is passed over in few.
const AT_LIMITS: [(usize, Shape); 8] = [
    (1, ("data: x\n\n", [170, 204, 169, 160, 159, 45, 12, 3])),
    (7, ("data: 1234567\n\n", [170, 264, 144, 143, 141, 63, 18, 3])),
    (8, ("event: 12345678\ndata: 12345678\n\n", [433, 480, 289, 261, 216, 104, 60, 27])),
    (
        30,
        (
            "event: a type of some length, so long\ndata: data of the length of the type\n\n",
            [913, 960, 345, 288, 264, 164, 113, 27],
        ),
    ),
    // The second type takes the first one's place, and has all of its room.
    (
        30,
        (
            "event: a type of some length, so long\nevent: another type of such a length\ndata: x\n\n",
            [1681, 1152, 563, 432, 432, 216, 171, 99],
        ),
    ),
    (29, ("data: data of the length of 29 byte\n\n", [122, 480, 106, 95, 93, 85, 45, 3])),
    (
        4,
        (
            "data: a line over the limit of an event, which is dropped\n\n",
            [1418, 336, 255, 231, 216, 238, 180, 146],
        ),
    ),
    (
        4,
        (
            "event: a type over the limit of an event\ndata: x\nevent: another one over it\n\n",
            [3073, 1428, 824, 600, 657, 449, 371, 316],
        ),
    ),
];

fn steps(config: Config, bytes: &[u8], chunk_size: usize) -> u64 {
    let mut decoder = Decoder::with_config(config);
    for mut chunk in bytes.chunks(chunk_size.min(bytes.len())) {
        // An error is one more thing that comes.
        while !matches!(decoder.decode(&mut chunk), Ok(None)) {}
    }
    decoder.steps()
}

fn check(shapes: impl IntoIterator<Item = (Config, Shape)>) {
    let mut counted = String::new();
    let mut differs = false;
    for (config, (shape, expected)) in shapes {
        let bytes = shape.repeat(TIMES);
        let steps = CHUNK_SIZES.map(|size| steps(config, bytes.as_bytes(), size));
        counted += &format!("    ({shape:?}, {steps:?}),\n");
        differs |= steps != expected;
    }
    assert!(!differs, "counted:\n{counted}");
}

#[test]
fn usual_streams_are_taken_in_few_steps() {
    check(SHAPES.map(|shape| (Config::new(), shape)));
}

#[test]
fn so_are_those_at_a_limit() {
    check(AT_LIMITS.map(|(limit, shape)| (Config::new().max_event_bytes(limit), shape)));
}

/// An ID has no short way, but goes on as any value does.
#[test]
fn an_id_is_not_taken_by_the_byte() {
    let block = b"id: an ID of some length, as some servers have it\n\n";
    for chunk_size in [24, usize::MAX] {
        assert!(steps(Config::new(), block, chunk_size) < 20, "chunks of {chunk_size}");
    }
}
