//! tokio_sse_codec: its decoder for tokio's `Framed`, called as `FramedRead` calls it: a chunk is
//! appended to the buffer, then frames are taken until there is none. `Frame<Bytes>` is the
//! cheapest frame: neither copied nor validated. It has no limit unless asked for.

use core::ops::ControlFlow;

use bytes::{Bytes, BytesMut};
use tokio_sse_codec::{Frame, SseDecoder};
use tokio_util::codec::Decoder as _;

use crate::contenders::{Contender, Drive, Slices};
use crate::visit::{Seen, Visit};

pub(super) const CONTENDER: Contender =
    Contender::new::<TokioSseCodec>("tokio_sse_codec", "0.0.2", "SseDecoder<Bytes>::decode");

struct TokioSseCodec;

impl Drive for TokioSseCodec {
    type Input<'a> = Slices<'a>;

    #[inline]
    fn drive<V: Visit + ?Sized>(input: Slices<'_>, visit: &V) -> ControlFlow<()> {
        let mut decoder = SseDecoder::<Bytes>::new();
        let mut buffer = BytesMut::new();
        for chunk in input.0 {
            visit.chunk()?;
            buffer.extend_from_slice(chunk);
            loop {
                match decoder.decode(&mut buffer) {
                    Ok(Some(Frame::Event(event))) => visit.event(Seen {
                        event_type: event.name.as_bytes(),
                        data: &event.data,
                        id: Some(event.id.as_deref().unwrap_or_default().as_bytes()),
                    })?,
                    Ok(Some(_)) => {}
                    Ok(None) => break,
                    // It says that it is of no use after an error.
                    Err(error) => return visit.failed(&error),
                }
            }
        }
        ControlFlow::Continue(())
    }
}
