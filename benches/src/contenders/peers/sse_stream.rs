//! sse-stream: `SseByteStream`, which its HTTP body stream wraps; the parser is private. It takes
//! chunks that are `Buf`; a slice is the cheapest of them.
//!
//! It hands out every block, those without data too, and leaves it to its user to drop them. Its id
//! is that of the block alone, so a block without one says nothing of the last event ID.

use core::ops::ControlFlow::{self, Continue};

use sse_stream::SseByteStream;

use crate::contenders::source::{Source, poll_each};
use crate::contenders::{Contender, Drive, Slices};
use crate::visit::{Seen, Visit, event_type};

pub(super) const CONTENDER: Contender =
    Contender::new::<SseStream>("sse-stream", "0.3.0", "SseByteStream over &[u8]");

struct SseStream;

impl Drive for SseStream {
    type Input<'a> = Slices<'a>;

    #[inline]
    fn drive<V: Visit + ?Sized>(input: Slices<'_>, visit: &V) -> ControlFlow<()> {
        poll_each(SseByteStream::new(Source::new(input.0, visit)), visit, |block| {
            let Some(data) = &block.data else { return Continue(()) };
            visit.event(Seen {
                event_type: event_type(block.event.as_deref()),
                data: data.as_bytes(),
                id: block.id.as_deref().map(str::as_bytes),
            })
        })
    }
}
