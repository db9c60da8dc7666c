//! What one call to a machine did with its chunk.

/// What one call to `advance` did.
///
/// Every machine of this crate answers in this shape, in two phases: `advance` takes the bytes and
/// returns this plain value, then `event`, `item` or `fragment` lends what is there. A call that
/// did both at once could not be wrapped by generic code.
#[must_use = "the part of the chunk that was not consumed has to be given again"]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many bytes of the chunk were read, from its beginning; never more than its length.
    /// Give the rest in the next call.
    pub consumed: usize,
    /// What to do next.
    pub step: Step,
}

/// What to do next.
///
/// Exhaustive on purpose: a driver has to handle every step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The whole chunk was consumed and nothing came of it: bring more bytes.
    NeedData,
    /// Something came of it: ask for it now, with the chunk that was given to `advance`, before
    /// the rest of that chunk is given.
    Item,
}

impl Progress {
    pub(crate) const fn need_data(consumed: usize) -> Self {
        Self { consumed, step: Step::NeedData }
    }

    pub(crate) const fn item(consumed: usize) -> Self {
        Self { consumed, step: Step::Item }
    }
}
