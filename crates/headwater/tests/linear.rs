//! Work is linear in the bytes: what the decoder looks at is counted, not timed.

use headwater::{Config, Decoder, FragmentDecoder, Step};

/// Feeds `bytes` and gives how many bytes were looked at.
fn scanned(config: Config, bytes: &[u8], chunk_size: usize) -> u64 {
    let mut decoder = Decoder::with_config(config);
    for mut chunk in bytes.chunks(chunk_size.min(bytes.len())) {
        while decoder.advance_to_item(&mut chunk) {}
    }
    decoder.bytes_scanned()
}

/// `advance`, moving the chunk on; whether there is an item.
trait AdvanceToItem {
    fn advance_to_item(&mut self, chunk: &mut &[u8]) -> bool;
}

impl AdvanceToItem for Decoder {
    fn advance_to_item(&mut self, chunk: &mut &[u8]) -> bool {
        let progress = self.advance(chunk);
        *chunk = &chunk[progress.consumed..];
        progress.step == Step::Item
    }
}

impl AdvanceToItem for FragmentDecoder {
    fn advance_to_item(&mut self, chunk: &mut &[u8]) -> bool {
        let progress = self.advance(chunk);
        *chunk = &chunk[progress.consumed..];
        progress.step == Step::Item
    }
}

/// How large the chunks are, in words.
fn shown(chunk_size: usize) -> String {
    if chunk_size == usize::MAX { "all bytes".to_owned() } else { chunk_size.to_string() }
}

fn line(start: &[u8], len: usize) -> Vec<u8> {
    let mut bytes = start.to_vec();
    bytes.resize(start.len() + len, b'x');
    bytes.extend_from_slice(b"\n\n");
    bytes
}

#[test]
fn no_byte_of_a_line_is_looked_at_again_because_a_chunk_ended() {
    let asked = Config::new()
        .report_comments(true)
        .report_unknown_fields(true)
        .max_comment_bytes(usize::MAX)
        .max_id_bytes(usize::MAX);
    for len in [64 << 10, 1 << 20, 8 << 20] {
        for start in
            [&b"data: "[..], b"event: ", b": ", b"unknown: ", b"unknown", b"\xef\xbb\xbfdata:"]
        {
            let bytes = line(start, len);
            for config in [Config::new(), asked] {
                for chunk_size in [1, 64, usize::MAX] {
                    let scanned = scanned(config, &bytes, chunk_size);
                    let twice = scanned.saturating_sub(bytes.len() as u64);
                    assert!(
                        scanned >= bytes.len() as u64 && twice <= 4,
                        "{:?} of {len}, chunks of {}: {twice} bytes looked at twice",
                        String::from_utf8_lossy(start),
                        shown(chunk_size),
                    );
                    if start == b"data: " && config == Config::new() {
                        println!(
                            "a line of {len} bytes in chunks of {}: {scanned} looked at, {twice} twice",
                            shown(chunk_size),
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn an_id_is_looked_at_twice_and_a_reconnection_time_once_however_they_are_cut() {
    let config = Config::new().max_id_bytes(usize::MAX);
    for (start, byte, looks) in [(&b"id: "[..], b'x', 2), (b"retry: ", b'7', 1)] {
        let mut bytes = start.to_vec();
        bytes.resize(1 << 20, byte);
        bytes.extend_from_slice(b"\n\n");
        for chunk_size in [1, 64, usize::MAX] {
            let scanned = scanned(config, &bytes, chunk_size);
            // An id once for its line's end, once for a NUL.
            let expected = looks * bytes.len() as u64;
            let chunks = shown(chunk_size);
            assert!(scanned.abs_diff(expected) <= 16, "chunks of {chunks}: {scanned}");
        }
    }
}

#[test]
fn fragments_look_at_each_byte_once_too() {
    let bytes = line(b"data: ", 1 << 20);
    for chunk_size in [1, 64, usize::MAX] {
        let mut decoder = FragmentDecoder::new();
        for mut chunk in bytes.chunks(chunk_size.min(bytes.len())) {
            while decoder.advance_to_item(&mut chunk) {}
        }
        assert!(decoder.bytes_scanned() <= bytes.len() as u64 + 4);
    }
}

#[test]
fn short_lines_cost_a_look_or_two_more_a_line_however_they_are_cut() {
    let block = b"event: e\r\nid: 7\r\ndata: x\r\nretry: 5\r\n: c\r\nunknown: y\r\nda: z\r\n\r\n";
    let bytes = block.repeat(1_000);
    let lines = 8_000;
    for chunk_size in [1, 2, 3, 7, 64, usize::MAX] {
        let scanned = scanned(Config::new(), &bytes, chunk_size);
        let twice = scanned - bytes.len() as u64;
        let chunks = shown(chunk_size);
        assert!(twice <= 3 * lines, "chunks of {chunks}: {twice} bytes looked at twice");
    }
}

#[test]
fn an_event_over_its_limit_is_looked_at_twice_at_most() {
    let config = Config::new().max_event_bytes(100);
    for chunk_size in [1, 64, 4096, usize::MAX] {
        let bytes = line(b"data: ", 1 << 20);
        let scanned = scanned(config, &bytes, chunk_size);
        // The limit strikes within a chunk whose line end was found already.
        let chunks = shown(chunk_size);
        assert!(scanned <= 2 * bytes.len() as u64 + 4, "chunks of {chunks}: {scanned}");
    }
}

/// Streams of every short way, cut so that each of them ends in the middle of the others.
const SHAPES: [&[u8]; 15] = [
    b": c\nevent: e\ndata: x\n\n",
    b"data: hello there\n\n",
    b"data:hello there\n\n",
    b"data: x\n\n",
    b"data: 123456789 123456789 123456789 123456789\n\n",
    b"event: abc\ndata: hello\n\n",
    b"event:abcdefgh\ndata:hello\n\n",
    b"data: one one\ndata: two two\n\n",
    b"data: one one\r\ndata: two two\r\n\r\n",
    b"event: e\r\ndata: x\r\n\r\n",
    b": comment\n\ndata: hello there\n\n",
    b"\n\n: c\n: a longer comment, which passes the border of the words\n\ndata: hello there\n\n",
    b": c\r\n\r\ndata: x\r\n\r\n",
    b"nothing: foo\ndata: hello there\n\n",
    b"data\n\ndata: x\r\rdata: y\r\r",
];

#[test]
fn every_byte_is_counted_once_however_the_stream_is_cut() {
    for shape in SHAPES {
        let bytes = shape.repeat(5);
        let len = bytes.len() as u64;
        for chunk_size in (1..=bytes.len()).chain([usize::MAX]) {
            let scanned = scanned(Config::new(), &bytes, chunk_size);
            let chunks = shown(chunk_size);
            assert_eq!(scanned, len, "{}, chunks of {chunks}", shape.escape_ascii());
        }
    }
}
