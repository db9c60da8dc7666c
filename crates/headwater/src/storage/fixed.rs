//! Storage of a fixed size.

use core::ops::Range;

use super::{Region, Storage, sealed};

/// Storage of a fixed size, without an allocator: each region is an array (`[u8; N]`) or a borrowed
/// slice (`&mut [u8]`).
///
/// A region's length is a limit beside the one in [`Config`](crate::Config): the smaller holds,
/// and it holds however the stream is cut into chunks, so a decoder over a small region refuses a
/// large event even where the event lies whole in a chunk.
///
/// ```
/// use headwater::{Config, Decoder, Fixed};
///
/// let storage = Fixed::new([0; 512], [0; 32], [0; 3 * 16], []);
/// let mut decoder = Decoder::with_storage(Config::new(), storage);
/// let mut chunk: &[u8] = b"data: hello\n\n";
/// let event = decoder.decode(&mut chunk)?.expect("an event");
/// assert_eq!(event.data(), b"hello");
/// # Ok::<(), headwater::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct Fixed<D, T, I, R> {
    data: Filled<D>,
    event_type: Filled<T>,
    ids: Filled<I>,
    report: Filled<R>,
}

impl<D: Memory, T: Memory, I: Memory, R: Memory> Fixed<D, T, I, R> {
    /// Storage over these regions; what they hold is overwritten.
    ///
    /// `ids` holds three ids: a third of its length is the limit of one. `report` holds a comment
    /// or an unknown field, and may be empty (`[]`) where none is asked for.
    pub const fn new(data: D, event_type: T, ids: I, report: R) -> Self {
        Self {
            data: Filled::new(data),
            event_type: Filled::new(event_type),
            ids: Filled::new(ids),
            report: Filled::new(report),
        }
    }
}

/// Memory of a length that stays the same: `[u8; N]` and `&mut [u8]`.
///
/// Sealed, because a length that changed between two calls would break the limits.
pub trait Memory: memory::Sealed + AsRef<[u8]> + AsMut<[u8]> {}

mod memory {
    pub trait Sealed {}
    impl<const N: usize> Sealed for [u8; N] {}
    impl Sealed for &mut [u8] {}
}

impl<const N: usize> Memory for [u8; N] {}
impl Memory for &mut [u8] {}

/// Memory and how much of it, from its beginning, is in use.
#[derive(Clone)]
struct Filled<M> {
    memory: M,
    // 0 <= len <= memory.as_ref().len()
    len: usize,
}

impl<M: Memory> Filled<M> {
    const fn new(memory: M) -> Self {
        Self { memory, len: 0 }
    }

    fn bytes(&self) -> &[u8] {
        self.memory.as_ref().get(..self.len).unwrap_or_default()
    }

    fn capacity(&self) -> usize {
        self.memory.as_ref().len()
    }

    fn append(&mut self, piece: &[u8]) {
        let free = self.memory.as_mut().get_mut(self.len..).unwrap_or_default();
        let mut count = 0;
        for (to, from) in free.iter_mut().zip(piece) {
            *to = *from;
            count += 1;
        }
        self.len += count;
    }

    fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    fn remove(&mut self, range: Range<usize>) {
        let end = range.end.min(self.len);
        let start = range.start.min(end);
        let bytes = self.memory.as_mut();
        for (to, from) in (start..).zip(end..self.len) {
            let Some(&byte) = bytes.get(from) else { return };
            if let Some(place) = bytes.get_mut(to) {
                *place = byte;
            }
        }
        self.len -= end - start;
    }
}

impl<D: Memory, T: Memory, I: Memory, R: Memory> sealed::Storage for Fixed<D, T, I, R> {
    #[inline]
    fn bytes(&self, region: Region) -> &[u8] {
        match region {
            Region::Data => self.data.bytes(),
            Region::EventType => self.event_type.bytes(),
            Region::Ids => self.ids.bytes(),
            Region::Report => self.report.bytes(),
        }
    }

    #[inline]
    fn capacity(&self, region: Region) -> usize {
        match region {
            Region::Data => self.data.capacity(),
            Region::EventType => self.event_type.capacity(),
            Region::Ids => self.ids.capacity(),
            Region::Report => self.report.capacity(),
        }
    }

    #[inline]
    fn append(&mut self, region: Region, piece: &[u8]) {
        match region {
            Region::Data => self.data.append(piece),
            Region::EventType => self.event_type.append(piece),
            Region::Ids => self.ids.append(piece),
            Region::Report => self.report.append(piece),
        }
    }

    #[inline]
    fn truncate(&mut self, region: Region, len: usize) {
        match region {
            Region::Data => self.data.truncate(len),
            Region::EventType => self.event_type.truncate(len),
            Region::Ids => self.ids.truncate(len),
            Region::Report => self.report.truncate(len),
        }
    }

    fn remove(&mut self, region: Region, range: Range<usize>) {
        match region {
            Region::Data => self.data.remove(range),
            Region::EventType => self.event_type.remove(range),
            Region::Ids => self.ids.remove(range),
            Region::Report => self.report.remove(range),
        }
    }

    #[inline]
    fn event_done(&mut self) {}

    fn release(&mut self) {}
}

impl<D: Memory, T: Memory, I: Memory, R: Memory> Storage for Fixed<D, T, I, R> {}
