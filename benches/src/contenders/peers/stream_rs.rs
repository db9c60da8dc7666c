//! stream-rs: `sse::SseParser::feed`, which its stream wraps. The vector that it fills is used
//! again for every chunk.

use core::ops::ControlFlow;

use stream_rs::sse::SseParser;

use crate::contenders::{Contender, Drive, Slices};
use crate::visit::{Seen, Visit, event_type};

pub(super) const CONTENDER: Contender =
    Contender::new::<StreamRs>("stream-rs", "0.1.0", "sse::SseParser::feed");

struct StreamRs;

impl Drive for StreamRs {
    type Input<'a> = Slices<'a>;

    #[inline]
    fn drive<V: Visit + ?Sized>(input: Slices<'_>, visit: &V) -> ControlFlow<()> {
        let mut parser = SseParser::new();
        let mut events = Vec::new();
        for chunk in input.0 {
            visit.chunk()?;
            parser.feed(chunk, &mut events);
            for event in events.drain(..) {
                visit.event(Seen {
                    event_type: event_type(event.event.as_deref()),
                    data: event.data.as_bytes(),
                    id: Some(event.id.as_deref().unwrap_or_default().as_bytes()),
                })?;
            }
        }
        ControlFlow::Continue(())
    }
}
