//! Work is linear in the bytes: what the decoder looks at is counted, not timed.

#[path = "linear/short_streams.rs"]
mod short_streams;

use headwater::{Config, FragmentDecoder};
use short_streams::{AdvanceToItem, scanned, shown};

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
