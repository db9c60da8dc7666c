//! What is odd about an answer, whatever its outcome.

use core::fmt;

/// Something odd: the answer may lack a part, or hold it twice.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Sequence numbers are missing: events were lost on the way.
    SequenceGap {
        /// The last number before.
        after: u64,
        /// The number that came.
        next: u64,
    },
    /// A sequence number came again, or one before it.
    SequenceRepeat {
        /// The number.
        number: u64,
    },
    /// The whole of a text is not what its deltas were: some of them were lost.
    TextDiffers {
        /// The output item.
        item: u32,
        /// The part of the item.
        part: u32,
    },
    /// An event could not be read, or was over a limit.
    EventLost,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SequenceGap { after, next } => {
                write!(f, "sequence number {next} follows {after}: events are missing")
            }
            Self::SequenceRepeat { number } => {
                write!(f, "sequence number {number} came again: an event may be here twice")
            }
            Self::TextDiffers { item, part } => write!(
                f,
                "the whole text of item {item}, part {part}, is not what came piece by piece"
            ),
            Self::EventLost => f.write_str("an event could not be read, or was over a limit"),
        }
    }
}
