//! The decoder: whole events, lent.

#[cfg(feature = "alloc")]
use crate::engine::short_ways::BLANK_AFTER_LINE;
use crate::{
    config::Config,
    engine::{Engine, Handed},
    error::DecodeError,
    event::{Event, Item},
    face::{declare_face, stream_methods},
    progress::{Progress, Step},
    session::Ended,
    storage::Storage,
};

declare_face! {
    /// Decodes an event stream, given in chunks cut anywhere ([HTML] 9.2.5 and 9.2.6).
    ///
    /// Two ways to use it: [`decode`](Self::decode) in a `while let`, or
    /// [`advance`](Self::advance) followed by [`event`](Self::event) or [`item`](Self::item)
    /// where generic code wraps the decoder, or where reports are wanted too.
    ///
    /// An event that lies whole within a chunk is lent from the chunk, without a copy; several
    /// data lines are joined in the storage. Once warm nothing allocates. No
    /// byte is looked at again because a chunk ended: work is linear in the bytes.
    ///
    /// `S` is where bytes are kept that outlive their chunk: `Growing` by default (feature
    /// `alloc`), or [`Fixed`](crate::Fixed).
    ///
    /// [HTML]: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
    Decoder
}

impl<S: Storage> Decoder<S> {
    /// A decoder over this storage. Needs no allocator.
    #[must_use]
    pub fn with_storage(config: Config, storage: S) -> Self {
        Self { engine: Engine::new(config, storage) }
    }

    /// Reads up to the next event and lends it; `Ok(None)` once `input` is used up.
    ///
    /// `input` is moved past what was read. Reports pass by in silence here: use
    /// [`advance`](Self::advance) and [`item`](Self::item) for them.
    ///
    /// ```
    /// # #[cfg(feature = "alloc")] {
    /// let mut decoder = headwater::Decoder::new();
    /// for mut chunk in [b"data: a\n\nda".as_slice(), b"ta: b\r\n\r\n"] {
    ///     while let Some(event) = decoder.decode(&mut chunk)? {
    ///         println!("{}", event.data_lossy());
    ///     }
    /// }
    /// # }
    /// # Ok::<(), headwater::DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// The peer sent something over a limit. It was dropped; call again and decoding goes on.
    // Always: the common cases are so short that a call costs as much as they do.
    #[inline(always)]
    pub fn decode<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Event<'d>>, DecodeError> {
        // Not `whole_event_or`: with a way out of its own the shortest events cost a tenth less.
        #[cfg(feature = "alloc")]
        if self.engine.is_between_whole_events() {
            let chunk = *input;
            return match self.engine.next_whole_event(chunk) {
                Ok((start, end)) => {
                    *input = chunk.get(end + BLANK_AFTER_LINE.len()..).unwrap_or_default();
                    Ok(Some(self.engine.lend_untyped(chunk, start, end)))
                }
                Err(progress) => self.decoded(input, progress),
            };
        }
        #[cfg(feature = "alloc")]
        let progress = self.engine.other_way(input);
        #[cfg(not(feature = "alloc"))]
        let progress = self.engine.advance::<false>(input);
        if progress.step == Step::NeedData {
            *input = &[];
            return Ok(None);
        }
        self.decoded(input, progress)
    }

    /// What the engine came upon at the beginning of `input`.
    #[inline(never)]
    fn decoded<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
        progress: Progress,
    ) -> Result<Option<Event<'d>>, DecodeError> {
        let chunk = *input;
        *input = chunk.get(progress.consumed..).unwrap_or_default();
        if progress.step == Step::NeedData {
            return Ok(None);
        }
        if self.engine.hands_out_event() {
            return Ok(Some(self.engine.lend_event(chunk)));
        }
        self.decode_on(input)
    }

    /// After something that is no event. However many reports follow, the stack does not grow.
    #[cold]
    fn decode_on<'d, 'i: 'd>(
        &'d mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Event<'d>>, DecodeError> {
        loop {
            if let Some(error) = self.engine.handed_error() {
                return Err(error);
            }
            let chunk = *input;
            let progress = self.engine.advance::<false>(chunk);
            *input = chunk.get(progress.consumed..).unwrap_or_default();
            if progress.step == Step::NeedData {
                return Ok(None);
            }
            if self.engine.hands_out_event() {
                return Ok(Some(self.engine.lend_event(chunk)));
            }
        }
    }

    /// Reads `chunk` up to what comes next, or to its end; the first of the two phases.
    ///
    /// On [`Step::Item`], ask [`event`](Self::event) or [`item`](Self::item) with this very chunk,
    /// then call again with what is left of it. Linear in the bytes consumed. An empty chunk is
    /// nothing. After [`end`](Self::end) everything is consumed and nothing comes of it.
    #[inline]
    pub fn advance(&mut self, chunk: &[u8]) -> Progress {
        self.engine.advance::<false>(chunk)
    }

    /// Lends the event that the last [`advance`](Self::advance) came upon; `None` where it came
    /// upon none. `chunk` has to be the slice that was given to it.
    #[inline]
    #[must_use]
    pub fn event<'a>(&'a self, chunk: &'a [u8]) -> Option<Event<'a>> {
        self.engine.hands_out_event().then(|| self.engine.lend_event(chunk))
    }

    /// Lends whatever the last [`advance`](Self::advance) came upon: an event, a report, or the
    /// error of a limit; `None` where it came upon nothing. `chunk` has to be the slice that was
    /// given to it.
    #[inline]
    #[must_use]
    pub fn item<'a>(&'a self, chunk: &'a [u8]) -> Option<Result<Item<'a>, DecodeError>> {
        match self.engine.handed() {
            Handed::Event | Handed::WholeEvent => {
                Some(Ok(Item::Event(self.engine.lend_event(chunk))))
            }
            Handed::Comment => Some(Ok(Item::Comment(self.engine.report_value()))),
            Handed::UnknownField => Some(Ok(Item::UnknownField {
                name: self.engine.report_name(),
                value: self.engine.report_value(),
            })),
            _ => self.engine.handed_error().map(Err),
        }
    }

    /// The stream ended. Nothing is dispatched: a block that lacks its blank line is no event
    /// (HTML 9.2.6). Stays so until [`reconnect`](Self::reconnect) or [`reset`](Self::reset).
    pub fn end(&mut self) {
        self.engine.close(Ended::EndOfStream);
    }

    /// What the end of the stream cut off, after [`end`](Self::end): the block so far, its last
    /// line counted as ended. `None` where it holds no data field, or went over a limit.
    ///
    /// The standard discards it. A client of a language model must not lose a last event that
    /// lacks only its blank line: some servers end so. Its
    /// [`last_event_id`](Event::last_event_id) is the one in force, not one that the block gives.
    #[must_use]
    pub fn unfinished(&self) -> Option<Event<'_>> {
        self.engine.is_unfinished().then(|| self.engine.lend_event(&[]))
    }

    stream_methods!();
}
