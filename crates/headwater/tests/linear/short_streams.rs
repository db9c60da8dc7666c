//! What the decoder looks at, of streams that are no long lines.

use headwater::{Config, Decoder, FragmentDecoder, Step};

/// Feeds `bytes` and gives how many bytes were looked at.
pub(crate) fn scanned(config: Config, bytes: &[u8], chunk_size: usize) -> u64 {
    let mut decoder = Decoder::with_config(config);
    for mut chunk in bytes.chunks(chunk_size.min(bytes.len())) {
        while decoder.advance_to_item(&mut chunk) {}
    }
    decoder.bytes_scanned()
}

/// `advance`, moving the chunk on; whether there is an item.
pub(crate) trait AdvanceToItem {
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
pub(crate) fn shown(chunk_size: usize) -> String {
    if chunk_size == usize::MAX { "all bytes".to_owned() } else { chunk_size.to_string() }
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
