//! sse-core: its sans-IO decoder, `SseDecoder::next` over any `Buf`. The stream wraps that. A slice
//! is the cheapest `Buf`. Its limit of 512 KiB is raised.

use core::num::NonZeroUsize;
use core::ops::ControlFlow;

use sse_core::{SseDecoder, SseEvent};

use crate::contenders::{Contender, Drive, Slices};
use crate::visit::{Seen, Visit};

pub(super) const CONTENDER: Contender =
    Contender::new::<SseCore>("sse-core", "0.2.3", "SseDecoder::next over &[u8]");

struct SseCore;

impl Drive for SseCore {
    type Input<'a> = Slices<'a>;

    #[inline]
    fn drive<V: Visit + ?Sized>(input: Slices<'_>, visit: &V) -> ControlFlow<()> {
        let mut decoder = SseDecoder::with_limit(NonZeroUsize::MAX);
        for mut chunk in input.0 {
            visit.chunk()?;
            while let Some(event) = decoder.next(&mut chunk) {
                match event {
                    Ok(SseEvent::Message(event)) => visit.event(Seen {
                        event_type: event.event.as_bytes(),
                        data: event.data.as_bytes(),
                        id: Some(event.last_event_id.as_deref().unwrap_or_default().as_bytes()),
                    })?,
                    Ok(SseEvent::Retry(_)) => {}
                    Err(error) => visit.failed(&error)?,
                }
            }
        }
        ControlFlow::Continue(())
    }
}
