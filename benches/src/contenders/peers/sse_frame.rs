//! sse-frame: `Parser::push`, its only way in. Its id is that of the event alone, so an event
//! without one says nothing of the last event ID.

use core::ops::ControlFlow;

use sse_frame::Parser;

use crate::contenders::{Contender, Drive, Slices};
use crate::visit::{Seen, Visit, event_type};

pub(super) const CONTENDER: Contender =
    Contender::new::<SseFrame>("sse-frame", "0.1.0", "Parser::push");

struct SseFrame;

impl Drive for SseFrame {
    type Input<'a> = Slices<'a>;

    #[inline]
    fn drive<V: Visit + ?Sized>(input: Slices<'_>, visit: &V) -> ControlFlow<()> {
        let mut parser = Parser::new();
        for chunk in input.0 {
            visit.chunk()?;
            for event in parser.push(chunk) {
                visit.event(Seen {
                    event_type: event_type(event.event.as_deref()),
                    data: event.data.as_bytes(),
                    id: event.id.as_deref().map(str::as_bytes),
                })?;
            }
        }
        ControlFlow::Continue(())
    }
}
