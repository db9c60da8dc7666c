//! Where in a line the next byte stands.

/// A place in a line, in one byte.
///
/// Up to [`Place::UNKNOWN_SPACE`] places are positions in [`EXPECTED`]: what has been seen of the
/// line is a prefix of it, so the position says all there is to remember of a name that a chunk cut.
/// From [`Place::VALUES`] on there are two places for each field: its value begins, its value has
/// begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place(u8);

/// The byte that leads on from each place before a value: a BOM, then each known name with its colon
/// and a space, then the space after an unknown name. A line feed leads on from nowhere: it ends
/// what is left to end, and never comes to this table.
const EXPECTED: [u8; 32] = *b"\xEF\xBB\xBFdata: event: id: retry:  \n\n\n\n";

/// The place behind each of [`EXPECTED`].
const NEXT: [u8; 32] = {
    let mut next = [0; 32];
    let mut place = 0;
    while place < 32 {
        next[place as usize] = match EXPECTED[place as usize] {
            b' ' => Place::value_of(Place(place).field()).0,
            _ => place + 1,
        };
        place += 1;
    }
    next
};

/// Which field a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Data,
    EventType,
    Id,
    Retry,
    Unknown,
    Comment,
    /// A comment or an unknown field that nobody asked for.
    Ignored,
}

impl Place {
    /// At the start of the stream, where a BOM may stand.
    pub(crate) const STREAM_START: Self = Self(0);
    pub(crate) const LINE_START: Self = Self(3);
    const EVENT: u8 = 9;
    const ID: u8 = 16;
    const RETRY: u8 = 20;
    /// After the colon of an unknown name.
    pub(crate) const UNKNOWN_SPACE: Self = Self(27);
    /// In the name of an unknown field that is to be reported.
    pub(crate) const UNKNOWN_NAME: Self = Self(28);
    /// At a line start, after a CR: an LF belongs to it.
    pub(crate) const AFTER_CR: Self = Self(29);
    /// After the end of the stream.
    pub(crate) const CLOSED: Self = Self(30);
    const VALUES: u8 = 32;

    /// At the first byte of the field's value.
    #[inline(always)]
    pub(crate) const fn value_of(field: Field) -> Self {
        Self(Self::VALUES + 2 * field as u8)
    }

    /// Within the field's value, some of which was handed out.
    #[inline(always)]
    pub(crate) const fn within(field: Field) -> Self {
        Self(Self::VALUES + 2 * field as u8 + 1)
    }

    /// At a value's first byte, or within it.
    #[inline(always)]
    pub(crate) const fn is_in_value(self) -> bool {
        self.0 >= Self::VALUES
    }

    /// Not within a value of which something was handed out.
    #[inline(always)]
    pub(crate) const fn is_fresh(self) -> bool {
        !self.is_in_value() || self.0 & 1 == 0
    }

    /// The field whose name or value this is, as far as it is in one.
    #[inline(always)]
    pub(crate) const fn field(self) -> Field {
        const FIELDS: [Field; 7] = [
            Field::Data,
            Field::EventType,
            Field::Id,
            Field::Retry,
            Field::Unknown,
            Field::Comment,
            Field::Ignored,
        ];
        let index = match self.0 {
            value @ Self::VALUES.. => (value - Self::VALUES) >> 1,
            0..Self::EVENT => 0,
            Self::EVENT..Self::ID => 1,
            Self::ID..Self::RETRY => 2,
            Self::RETRY..27 => 3,
            _ => 4,
        };
        if (index as usize) < FIELDS.len() { FIELDS[index as usize] } else { Field::Ignored }
    }

    /// The byte that leads on, before a value: LF where there is none.
    #[inline(always)]
    pub(crate) const fn expected(self) -> u8 {
        if self.is_in_value() { b'\n' } else { EXPECTED[self.0 as usize & 31] }
    }

    /// The place after the expected byte.
    #[inline(always)]
    pub(crate) const fn after_expected(self) -> Self {
        Self(NEXT[self.0 as usize & 31])
    }

    /// The place after as many of the bytes as lead on within a name, and how many those are.
    #[cfg(feature = "alloc")]
    #[inline(always)]
    pub(crate) fn follow(mut self, bytes: impl IntoIterator<Item = u8>) -> (Self, usize) {
        let mut len = 0;
        for byte in bytes {
            if byte <= b'\r' || byte != self.expected() {
                break;
            }
            self = self.after_expected();
            len += 1;
        }
        (self, len)
    }

    /// After the first `len` bytes of `data: `.
    #[cfg(feature = "alloc")]
    pub(crate) const fn in_data_name(len: usize) -> Self {
        match len {
            6 => Self::value_of(Field::Data),
            _ => Self(Self::LINE_START.0 + len as u8),
        }
    }

    /// In the name that begins with this byte, and after it.
    pub(crate) const fn in_name(first: u8) -> Option<Self> {
        Some(match first {
            b'd' => Self(Self::LINE_START.0 + 1),
            b'e' => Self(Self::EVENT + 1),
            b'i' => Self(Self::ID + 1),
            b'r' => Self(Self::RETRY + 1),
            _ => return None,
        })
    }

    /// The whole name was seen, and nothing behind it.
    pub(crate) const fn is_name_complete(self) -> bool {
        self.expected() == b':'
    }

    /// After a colon: a space that comes is not part of the value.
    pub(crate) const fn is_value_next(self) -> bool {
        self.expected() == b' '
    }

    /// In the value of a line, or where the line's end would make an empty value of nothing.
    pub(crate) const fn is_line_of_value(self) -> bool {
        self.is_in_value() || self.is_name_complete() || self.is_value_next()
    }

    /// What was seen of the line, in a name or a BOM.
    pub(crate) fn seen(self) -> &'static [u8] {
        let start = match self.0 {
            0..3 => 0,
            3..Self::EVENT => Self::LINE_START.0,
            Self::EVENT..Self::ID => Self::EVENT,
            Self::ID..Self::RETRY => Self::ID,
            _ => Self::RETRY,
        };
        EXPECTED.get(usize::from(start)..usize::from(self.0)).unwrap_or_default()
    }
}
