//! The short ways are taken: what comes out is the same without them, and so nothing else would
//! notice that one is closed. The steps in which a stream is taken are counted, not timed.

use headwater::Decoder;

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
        [313, 912, 226, 204, 192, 192, 110, 27],
    ),
    ("event: a\r\ndata: b\r\n\r\n", [409, 372, 279, 264, 255, 195, 164, 123]),
    (
        "data: one\ndata: two\ndata: three of some length, so that it is no word\n\n",
        [266, 936, 279, 245, 237, 220, 139, 96],
    ),
    ("data: one\r\ndata: two\r\ndata:\r\n\r\n", [530, 564, 414, 392, 384, 211, 132, 96]),
    (": ping\n\ndata: x\n\n", [313, 192, 134, 123, 120, 76, 42, 26]),
    (": a comment\n:\n\n\n: another\ndata: x\n\n", [745, 276, 192, 216, 150, 117, 58, 26]),
    (": ping\r\n\r\ndata: x\r\n\r\n", [553, 312, 270, 288, 258, 153, 87, 26]),
    ("id: 7\ndata: x\n\n", [385, 384, 312, 281, 276, 192, 163, 146]),
    ("event: a\nid: 42\nretry: 100\ndata: x\n\n", [985, 960, 661, 616, 612, 384, 349, 291]),
    ("data\n\nunknown: x\n\n", [506, 240, 240, 241, 234, 234, 223, 219]),
    ("data: x\ndata: y\nevent: after\n\n", [386, 432, 312, 271, 252, 228, 170, 144]),
    ("data: x\r\r", [192, 156, 107, 96, 93, 140, 141, 143]),
    ("data:\n\n", [146, 180, 144, 144, 144, 60, 25, 9]),
    ("event\ndata: x\n\n", [241, 288, 168, 184, 180, 162, 148, 144]),
    ("event: only\n\n", [265, 252, 173, 158, 153, 90, 84, 72]),
];

fn steps(bytes: &[u8], chunk_size: usize) -> u64 {
    let mut decoder = Decoder::new();
    for mut chunk in bytes.chunks(chunk_size.min(bytes.len())) {
        while decoder.decode(&mut chunk).expect("nothing is over a limit").is_some() {}
    }
    decoder.steps()
}

#[test]
fn usual_streams_are_taken_in_few_steps() {
    let mut counted = String::new();
    let mut differs = false;
    for (shape, expected) in SHAPES {
        let bytes = shape.repeat(TIMES);
        let steps = CHUNK_SIZES.map(|size| steps(bytes.as_bytes(), size));
        counted += &format!("    ({shape:?}, {steps:?}),\n");
        differs |= steps != expected;
    }
    assert!(!differs, "counted:\n{counted}");
}
