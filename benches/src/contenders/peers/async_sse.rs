//! async-sse: `decode` over an `AsyncBufRead`, the only public face. The reader lends the chunks
//! themselves, so nothing is copied before the decoder.

use core::ops::ControlFlow::{self, Continue};
use core::pin::Pin;
use core::task::{Context, Poll};
use std::io;

use async_sse::Event;
use futures_io::{AsyncBufRead, AsyncRead};

use crate::contenders::source::{Source, poll_each};
use crate::contenders::{Contender, Drive, Slices};
use crate::visit::{Seen, Visit};

pub(super) const CONTENDER: Contender =
    Contender::new::<AsyncSse>("async-sse", "5.1.0", "decode over AsyncBufRead");

struct AsyncSse;

impl Drive for AsyncSse {
    type Input<'a> = Slices<'a>;

    #[inline]
    fn drive<V: Visit + ?Sized>(input: Slices<'_>, visit: &V) -> ControlFlow<()> {
        let reader = Reader { source: Source::new(input.0, visit), rest: &[] };
        poll_each(async_sse::decode(reader), visit, |event| {
            let Event::Message(message) = &event else { return Continue(()) };
            visit.event(Seen {
                event_type: message.name().as_bytes(),
                data: message.data(),
                id: Some(message.id().as_deref().unwrap_or_default().as_bytes()),
            })
        })
    }
}

struct Reader<'c, 'v, V: ?Sized> {
    source: Source<'v, &'c [u8], V>,
    rest: &'c [u8],
}

impl<V: Visit + ?Sized> AsyncBufRead for Reader<'_, '_, V> {
    #[inline]
    fn poll_fill_buf(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<io::Result<&[u8]>> {
        if self.rest.is_empty() {
            self.rest = self.source.next_chunk().unwrap_or_default();
        }
        Poll::Ready(Ok(self.get_mut().rest))
    }

    #[inline]
    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        self.rest = &self.rest[amount..];
    }
}

impl<V: Visit + ?Sized> AsyncRead for Reader<'_, '_, V> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        if self.rest.is_empty() {
            self.rest = self.source.next_chunk().unwrap_or_default();
        }
        let len = into.len().min(self.rest.len());
        into[..len].copy_from_slice(&self.rest[..len]);
        self.rest = &self.rest[len..];
        Poll::Ready(Ok(len))
    }
}
