//! sseer: `EventStream`. Below it only the splitting of lines is public. It takes chunks that are
//! `Into<Bytes>` and hands out slices of them, so they are `Bytes` already.

use core::ops::ControlFlow;

use sseer::EventStream;

use crate::contenders::source::{Source, poll_each};
use crate::contenders::{Contender, Drive, Shared};
use crate::visit::{Seen, Visit};

pub(super) const CONTENDER: Contender =
    Contender::new::<Sseer>("sseer", "0.3.1", "EventStream over Bytes");

struct Sseer;

impl Drive for Sseer {
    type Input<'a> = Shared;

    #[inline]
    fn drive<V: Visit + ?Sized>(input: Shared, visit: &V) -> ControlFlow<()> {
        poll_each(EventStream::new(Source::new(input.0, visit)), visit, |event| {
            visit.event(Seen {
                event_type: event.event.as_bytes(),
                data: event.data.as_bytes(),
                id: Some(event.id.as_bytes()),
            })
        })
    }
}
