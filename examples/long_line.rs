//! One event whose data is a single long line, given to the core in small chunks: does the cost of
//! a byte grow with the length of the line? (In many decoders it does.)
//!
//! ```sh
//! cargo build --release -p headwater-examples --example long_line
//! valgrind --tool=callgrind target/release/examples/long_line 8388608 64
//! ```
//!
//! `.ci/instructions` compares the instructions a byte of a short line and a long one.

#![forbid(unsafe_code)]

use std::{env, error::Error, hint::black_box, iter};

use headwater::Decoder;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args().skip(1).map(|arg| arg.parse::<usize>());
    let line_bytes = args.next().ok_or("usage: long_line LINE_BYTES CHUNK_BYTES")??;
    let chunk_bytes = args.next().ok_or("usage: long_line LINE_BYTES CHUNK_BYTES")??;

    let mut decoder = Decoder::new();
    let chunk = vec![b'x'; chunk_bytes];
    let line = iter::repeat_n(&chunk[..], line_bytes / chunk_bytes);
    let mut data_bytes = 0;
    for mut chunk in iter::once(&b"data: "[..]).chain(line).chain(iter::once(&b"\n\n"[..])) {
        while let Some(event) = decoder.decode(black_box(&mut chunk))? {
            data_bytes += event.data().len();
        }
    }
    println!("{data_bytes} bytes of data");
    Ok(())
}
