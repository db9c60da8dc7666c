//! How far something has come.

use crate::object::open_string;

open_string! {
    /// How far an item has come. Each kind of item has a part of these.
    pub enum ItemStatus<'a> {
        /// It is being made.
        InProgress = "in_progress",
        /// A search is going on.
        Searching = "searching",
        /// Code is running.
        Interpreting = "interpreting",
        /// An image is being made.
        Generating = "generating",
        /// A tool of an MCP server is running.
        Calling = "calling",
        /// It is whole.
        Completed = "completed",
        /// It was cut short.
        Incomplete = "incomplete",
        /// It failed.
        Failed = "failed",
    }
}

open_string! {
    /// How far a response has come.
    pub enum ResponseStatus<'a> {
        /// It waits, in the background.
        Queued = "queued",
        /// It is being made.
        InProgress = "in_progress",
        /// It is whole.
        Completed = "completed",
        /// It was cut short; see `incomplete_details`.
        Incomplete = "incomplete",
        /// It failed; see `error`.
        Failed = "failed",
        /// Somebody cancelled it.
        Cancelled = "cancelled",
    }
}
