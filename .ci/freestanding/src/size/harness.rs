//! What both programs hold whose sizes are compared, so that it is in neither difference: the
//! copying, clearing and comparing of memory, and the loop that drives a decoder.

use core::hint::black_box;
use core::panic::PanicInfo;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

/// The caller's buffers.
pub(crate) struct Buffers<'b> {
    pub(crate) data: &'b mut [u8],
    pub(crate) event_type: &'b mut [u8],
    pub(crate) ids: &'b mut [u8],
}

/// What is driven.
pub(crate) trait Machine {
    /// Reads the chunk up to the next event. Answers how much of it was read, and whether there is
    /// an event.
    fn advance(&mut self, chunk: &[u8]) -> (usize, bool);

    /// The data of the event.
    fn data<'a>(&'a self, chunk: &'a [u8]) -> Option<&'a [u8]>;
}

/// Drives the machine over what comes in. Answers how many bytes of data there were.
pub(crate) fn drive(machine: &mut impl Machine) -> usize {
    let mut total = held_anyway();
    let mut chunk: &[u8] = black_box(&[]);
    loop {
        let (consumed, event) = machine.advance(chunk);
        if event {
            total += machine.data(chunk).map_or(0, |data| black_box(data).len());
            chunk = chunk.get(consumed..).unwrap_or_default();
        } else {
            chunk = black_box(&[]);
            if chunk.is_empty() {
                return total;
            }
        }
    }
}

/// Memory is copied, set, cleared and compared, by the byte and by the word. Each of these is a
/// function of its own on Arm.
fn held_anyway() -> usize {
    let from = black_box(([1u8; 40], [1u32; 40], [1u64; 40]));
    let mut to = black_box(([0u8; 40], [0u32; 40], [0u64; 40]));
    let len = black_box(40);
    let same = copied(&from.0, &mut to.0, len)
        + copied(&from.1, &mut to.1, len)
        + copied(&from.2, &mut to.2, len);
    usize::from(from.0.get(..len) == to.0.get(..len)) + same
}

fn copied<T: Copy + Default>(from: &[T], to: &mut [T], len: usize) -> usize {
    if let (Some(from), Some(to)) = (from.get(..len), to.get_mut(..len)) {
        to.copy_from_slice(from);
        black_box(&mut *to);
    }
    if let Some(to) = to.get_mut(len..) {
        to.fill(T::default());
    }
    black_box(to).len()
}
