//! eventsource-stream: its stream, the only public face. It takes chunks that are `AsRef<[u8]>`; a
//! slice is the cheapest of them.

use core::ops::ControlFlow;

use eventsource_stream::EventStream;

use crate::contenders::source::{Source, poll_each};
use crate::contenders::{Contender, Drive, Slices};
use crate::visit::{Seen, Visit};

pub(super) const CONTENDER: Contender =
    Contender::new::<EventsourceStream>("eventsource-stream", "0.2.3", "EventStream over &[u8]");

struct EventsourceStream;

impl Drive for EventsourceStream {
    type Input<'a> = Slices<'a>;

    #[inline]
    fn drive<V: Visit + ?Sized>(input: Slices<'_>, visit: &V) -> ControlFlow<()> {
        poll_each(EventStream::new(Source::new(input.0, visit)), visit, |event| {
            visit.event(Seen {
                event_type: event.event.as_bytes(),
                data: event.data.as_bytes(),
                id: Some(event.id.as_bytes()),
            })
        })
    }
}
