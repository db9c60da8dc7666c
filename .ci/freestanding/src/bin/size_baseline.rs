//! The program of `size_decoder` with a machine in the decoder's place that does nothing.

#![no_std]
#![no_main]
#![forbid(unsafe_code)]

#[path = "../size/harness.rs"]
mod harness;

use core::hint::black_box;

use harness::{Buffers, Machine, drive};

/// Keeps `run` in the program, with arguments that the compiler cannot know.
#[used]
static ENTRY: fn(Buffers<'_>) -> usize = run;

struct Nothing<'b>(Buffers<'b>);

impl Machine for Nothing<'_> {
    #[inline(never)]
    fn advance(&mut self, chunk: &[u8]) -> (usize, bool) {
        black_box(&mut self.0.event_type);
        black_box(&mut self.0.ids);
        (black_box(chunk).len(), black_box(true))
    }

    #[inline(never)]
    fn data<'a>(&'a self, _chunk: &'a [u8]) -> Option<&'a [u8]> {
        black_box(Some(&*self.0.data))
    }
}

fn run(buffers: Buffers<'_>) -> usize {
    drive(&mut Nothing(buffers))
}
