//! Where bytes are kept that outlive their chunk.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use core::ops::Range;

/// What a region of a [`Storage`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// The data of the event under way.
    Data,
    /// The type of the event under way.
    EventType,
    /// The committed last event ID, the pending one and the one being read, in this order: a third
    /// of the region is the limit of each.
    Ids,
    /// A comment or an unknown field to be reported.
    Report,
}

/// Memory for what a chunk's end cuts off, in four regions, so that the limit of one never depends
/// on what another holds.
///
/// Implemented by [`Growing`] (feature `alloc`) and [`Fixed`]; sealed, because the engine relies on
/// what is appended being there.
pub trait Storage: sealed::Storage {}

pub(crate) mod sealed {
    use super::{Range, Region};

    pub trait Storage {
        /// What the region holds.
        fn bytes(&self, region: Region) -> &[u8];
        /// The most that the region can ever hold.
        fn capacity(&self, region: Region) -> usize;
        /// Appends a piece, which the engine has checked to fit in.
        fn append(&mut self, region: Region, piece: &[u8]);
        /// Appends the lowest `len` bytes of a word, at most eight.
        #[inline]
        fn append_word(&mut self, region: Region, word: u64, len: usize) {
            self.append(region, word.to_le_bytes().get(..len).unwrap_or_default());
        }
        /// Appends the first `len` bytes of some.
        #[inline]
        #[cfg(feature = "alloc")]
        fn append_first(&mut self, region: Region, bytes: &[u8], len: usize) {
            self.append(region, bytes.get(..len).unwrap_or_default());
        }
        fn truncate(&mut self, region: Region, len: usize);
        /// Removes a range; what stands after it moves up.
        fn remove(&mut self, region: Region, range: Range<usize>);
        /// Called when an event is done with, before its bytes are cleared.
        fn event_done(&mut self);
        /// Whether nothing of an event is held, and `event_done` would have nothing to do.
        #[cfg(feature = "alloc")]
        fn is_clear_of_events(&self) -> bool {
            self.bytes(Region::Data).is_empty() && self.bytes(Region::EventType).is_empty()
        }
        /// Gives back all memory that holds nothing.
        fn release(&mut self);
    }
}

/// Up to this length bytes are copied without a call, where as many more stand behind them.
#[cfg(feature = "alloc")]
const SHORT: usize = 64;

/// Appends the first `len` bytes of some. As many as are known beforehand are some stores; any other
/// number is a call, which has to find out what cannot be predicted. So a block is copied and cut,
/// where there is a block and room for it.
#[cfg(feature = "alloc")]
#[inline(always)]
fn append_block<const BLOCK: usize>(region: &mut Vec<u8>, bytes: &[u8], len: usize) {
    let end = region.len() + len;
    let has_room = region.capacity() - region.len() >= BLOCK;
    match bytes.first_chunk::<BLOCK>() {
        Some(block) if len <= BLOCK && has_room => {
            region.extend_from_slice(block);
            region.truncate(end);
        }
        _ => region.extend_from_slice(bytes.get(..len).unwrap_or_default()),
    }
}

/// Storage that grows as needed, up to the limits: four `Vec`s, none of which allocates before it
/// is needed.
///
/// It shrinks again: spare capacity above 64 KiB is released after 64 events in a row that needed
/// under a quarter of it, or on request
/// ([`Decoder::release_spare_capacity`](crate::Decoder::release_spare_capacity)).
#[cfg(feature = "alloc")]
#[derive(Clone, Default)]
pub struct Growing {
    data: Vec<u8>,
    event_type: Vec<u8>,
    ids: Vec<u8>,
    report: Vec<u8>,
    calm_events: u8,
}

#[cfg(feature = "alloc")]
impl Growing {
    /// Capacity that is kept whatever the events need.
    const KEPT: usize = 64 * 1024;
    /// How many events in a row have to need little before capacity is released.
    const CALM: u8 = 64;

    /// Storage that has allocated nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            data: Vec::new(),
            event_type: Vec::new(),
            ids: Vec::new(),
            report: Vec::new(),
            calm_events: 0,
        }
    }

    const fn region(&self, region: Region) -> &Vec<u8> {
        match region {
            Region::Data => &self.data,
            Region::EventType => &self.event_type,
            Region::Ids => &self.ids,
            Region::Report => &self.report,
        }
    }

    const fn region_mut(&mut self, region: Region) -> &mut Vec<u8> {
        match region {
            Region::Data => &mut self.data,
            Region::EventType => &mut self.event_type,
            Region::Ids => &mut self.ids,
            Region::Report => &mut self.report,
        }
    }

    #[cold]
    fn count_calm_event(&mut self) {
        let needs_little = |region: &Vec<u8>| {
            region.capacity() <= Self::KEPT || region.len() < region.capacity() / 4
        };
        if !needs_little(&self.data) || !needs_little(&self.event_type) {
            self.calm_events = 0;
            return;
        }
        self.calm_events += 1;
        if self.calm_events >= Self::CALM {
            self.calm_events = 0;
            self.data.shrink_to(Self::KEPT);
            self.event_type.shrink_to(Self::KEPT);
        }
    }
}

#[cfg(feature = "alloc")]
impl sealed::Storage for Growing {
    #[inline]
    fn bytes(&self, region: Region) -> &[u8] {
        self.region(region)
    }

    #[inline]
    fn capacity(&self, region: Region) -> usize {
        let _ = region;
        usize::MAX
    }

    #[inline]
    fn append(&mut self, region: Region, piece: &[u8]) {
        let region = self.region_mut(region);
        match piece {
            // Copying a byte by a call of `memcpy` costs more than the byte.
            [byte] => region.push(*byte),
            _ => region.extend_from_slice(piece),
        }
    }

    #[inline]
    fn append_word(&mut self, region: Region, word: u64, len: usize) {
        append_block::<8>(self.region_mut(region), &word.to_le_bytes(), len);
    }

    #[inline]
    fn append_first(&mut self, region: Region, bytes: &[u8], len: usize) {
        append_block::<SHORT>(self.region_mut(region), bytes, len);
    }

    #[inline]
    fn truncate(&mut self, region: Region, len: usize) {
        self.region_mut(region).truncate(len);
    }

    fn remove(&mut self, region: Region, range: Range<usize>) {
        if !range.is_empty() {
            let region = self.region_mut(region);
            let end = range.end.min(region.len());
            region.drain(range.start.min(end)..end);
        }
    }

    #[inline]
    fn is_clear_of_events(&self) -> bool {
        self.data.is_empty()
            && self.event_type.is_empty()
            && self.data.capacity() <= Self::KEPT
            && self.event_type.capacity() <= Self::KEPT
    }

    #[inline]
    fn event_done(&mut self) {
        if self.data.capacity() > Self::KEPT || self.event_type.capacity() > Self::KEPT {
            self.count_calm_event();
        }
    }

    fn release(&mut self) {
        for region in [Region::Data, Region::EventType, Region::Ids, Region::Report] {
            self.region_mut(region).shrink_to_fit();
        }
        self.calm_events = 0;
    }
}

#[cfg(feature = "alloc")]
impl Storage for Growing {}

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

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use alloc::vec::Vec;

    use super::{Fixed, Growing, Region, sealed::Storage};

    fn is_clear_only_while_it_holds_nothing_of_an_event(mut storage: impl Storage) {
        for region in [Region::Data, Region::EventType] {
            assert!(storage.is_clear_of_events());
            storage.append(region, b"x");
            assert!(!storage.is_clear_of_events(), "{region:?}");
            storage.truncate(region, 0);
        }
        storage.append(Region::Ids, b"x");
        storage.append(Region::Report, b"x");
        assert!(storage.is_clear_of_events());
    }

    #[test]
    fn ids_and_reports_are_no_part_of_an_event() {
        is_clear_only_while_it_holds_nothing_of_an_event(Growing::new());
        is_clear_only_while_it_holds_nothing_of_an_event(Fixed::new(
            [0; 1], [0; 1], [0; 1], [0; 1],
        ));
    }

    fn with_capacity(capacity: usize) -> Vec<u8> {
        let region = Vec::with_capacity(capacity);
        assert_eq!(region.capacity(), capacity);
        region
    }

    #[test]
    fn a_large_buffer_has_to_be_looked_after() {
        for (capacity, is_clear) in [(Growing::KEPT, true), (Growing::KEPT + 1, false)] {
            let data = Growing { data: with_capacity(capacity), ..Growing::new() };
            let event_type = Growing { event_type: with_capacity(capacity), ..Growing::new() };
            for mut storage in [data, event_type] {
                assert_eq!(storage.is_clear_of_events(), is_clear);
                storage.event_done();
                assert_eq!(storage.calm_events, u8::from(!is_clear));
            }
        }
    }

    #[test]
    fn an_event_of_a_quarter_of_its_buffer_is_not_calm() {
        for (len, calm_events) in [(Growing::KEPT, 0), (Growing::KEPT - 1, 1)] {
            let mut storage = Growing { data: with_capacity(4 * Growing::KEPT), ..Growing::new() };
            storage.data.resize(len, b'x');
            storage.event_done();
            assert_eq!(storage.calm_events, calm_events);
        }
    }

    #[test]
    fn what_stands_after_a_removed_range_moves_up() {
        let mut growing = Growing::new();
        let mut fixed = Fixed::new([], [], [0; 6], []);
        let storages: [&mut dyn Storage; 2] = [&mut growing, &mut fixed];
        for storage in storages {
            storage.append(Region::Ids, b"abcdef");
            storage.remove(Region::Ids, 1..3);
            assert_eq!(storage.bytes(Region::Ids), b"adef");
            storage.remove(Region::Ids, 2..9);
            assert_eq!(storage.bytes(Region::Ids), b"ad");
            storage.append(Region::Ids, b"gh");
            assert_eq!(storage.bytes(Region::Ids), b"adgh");
        }
    }
}
