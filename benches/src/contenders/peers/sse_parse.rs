//! sse-parse: its sans-IO parser, `feed` and then `next_event`. The stream wraps that. It has no
//! limit unless asked for.

use core::ops::ControlFlow;

use sse_parse::SseParser;

use crate::contenders::{Contender, Drive, Slices};
use crate::visit::{Seen, Visit};

pub(super) const CONTENDER: Contender =
    Contender::new::<SseParse>("sse-parse", "0.1.0", "SseParser::feed, next_event");

struct SseParse;

impl Drive for SseParse {
    type Input<'a> = Slices<'a>;

    #[inline]
    fn drive<V: Visit + ?Sized>(input: Slices<'_>, visit: &V) -> ControlFlow<()> {
        let mut parser = SseParser::new();
        for chunk in input.0 {
            visit.chunk()?;
            parser.feed(chunk);
            while let Some(event) = parser.next_event() {
                visit.event(Seen {
                    event_type: event.event.as_bytes(),
                    data: event.data.as_bytes(),
                    id: Some(event.id.as_bytes()),
                })?;
            }
        }
        ControlFlow::Continue(())
    }
}
