//! The decoder over buffers of the caller, its bytes face alone: what `.ci/code-size` measures.

#![no_std]
#![no_main]
#![forbid(unsafe_code)]

#[path = "../size/harness.rs"]
mod harness;

use harness::{Buffers, Machine, drive};
#[cfg(target_pointer_width = "32")]
use headwater::EventSource;
use headwater::{Config, Decoder, Fixed, Step};

/// Keeps `run` in the program, with arguments that the compiler cannot know.
#[used]
static ENTRY: fn(Buffers<'_>) -> usize = run;

/// Nothing is reported but events, so that there is no need of a region for it.
type Storage<'b> = Fixed<&'b mut [u8], &'b mut [u8], &'b mut [u8], [u8; 0]>;

/// As many bytes as the state of a decoder has, beside where the caller's buffers are and how full
/// they are.
#[used]
static STATE: [u8; size_of::<Decoder<Storage<'static>>>() - size_of::<Storage<'static>>()] =
    [0; size_of::<Decoder<Storage<'static>>>() - size_of::<Storage<'static>>()];

/// An event source is not linked here, but has to stay small as well: beside its buffers, on 32 bits.
#[cfg(target_pointer_width = "32")]
const _: () =
    assert!(size_of::<EventSource<Storage<'static>>>() - size_of::<Storage<'static>>() <= 256);

impl Machine for Decoder<Storage<'_>> {
    fn advance(&mut self, chunk: &[u8]) -> (usize, bool) {
        let progress = Decoder::advance(self, chunk);
        (progress.consumed, progress.step == Step::Item)
    }

    fn data<'a>(&'a self, chunk: &'a [u8]) -> Option<&'a [u8]> {
        self.event(chunk).map(|event| event.data())
    }
}

fn run(buffers: Buffers<'_>) -> usize {
    let Buffers { data, event_type, ids } = buffers;
    drive(&mut Decoder::with_storage(Config::new(), Fixed::new(data, event_type, ids, [])))
}
