//! What a decoder may hold, and what it reports.

/// Limits and reports of a decoder.
///
/// Memory is bounded by default; every bound can be set. Where the storage is of a fixed size, the
/// smaller of the two bounds holds.
///
/// ```
/// use headwater::Config;
///
/// let config = Config::new().max_event_bytes(64 * 1024).report_comments(true);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    pub(crate) max_event_bytes: usize,
    pub(crate) max_id_bytes: usize,
    pub(crate) max_comment_bytes: usize,
    pub(crate) report_comments: bool,
    pub(crate) report_unknown_fields: bool,
}

impl Config {
    /// The defaults: 16 MiB an event, 4 KiB an id, 4 KiB a comment, nothing reported but events.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            max_event_bytes: 16 * 1024 * 1024,
            max_id_bytes: 4 * 1024,
            max_comment_bytes: 4 * 1024,
            report_comments: false,
            report_unknown_fields: false,
        }
    }

    /// How many bytes an event's data may have, the LFs that join its lines counted in, and how
    /// many its type may have. Default: 16 MiB (16,777,216) each.
    ///
    /// The first byte over it drops the event:
    /// [`DecodeError::EventTooLarge`](crate::DecodeError::EventTooLarge).
    #[must_use]
    pub const fn max_event_bytes(mut self, bytes: usize) -> Self {
        self.max_event_bytes = bytes;
        self
    }

    /// How many bytes an event's data may have, as set: for those who keep events elsewhere within the
    /// same limit.
    #[must_use]
    pub const fn event_limit(&self) -> usize {
        self.max_event_bytes
    }

    /// How many bytes a last event ID may have. Default: 4 KiB (4,096).
    ///
    /// A longer one is dropped alone: [`DecodeError::IdTooLong`](crate::DecodeError::IdTooLong).
    #[must_use]
    pub const fn max_id_bytes(mut self, bytes: usize) -> Self {
        self.max_id_bytes = bytes;
        self
    }

    /// How many bytes a reported comment may have, or a reported unknown field, its name and value
    /// together. Default: 4 KiB (4,096). Without effect on what is not reported.
    #[must_use]
    pub const fn max_comment_bytes(mut self, bytes: usize) -> Self {
        self.max_comment_bytes = bytes;
        self
    }

    /// Whether comments are handed out as [`Item::Comment`](crate::Item::Comment). Default: no,
    /// and then a comment costs no memory, however long it is.
    #[must_use]
    pub const fn report_comments(mut self, yes: bool) -> Self {
        self.report_comments = yes;
        self
    }

    /// Whether fields that the standard does not know are handed out as
    /// [`Item::UnknownField`](crate::Item::UnknownField). Default: no, and then such a field costs
    /// no memory. Some servers of language models send `error: {…}` as a field.
    #[must_use]
    pub const fn report_unknown_fields(mut self, yes: bool) -> Self {
        self.report_unknown_fields = yes;
        self
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}
