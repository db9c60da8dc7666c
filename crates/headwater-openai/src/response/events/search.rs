//! Searches in files and in the web.

use super::events;

events! {
    /// A file search began.
    pub struct FileSearchCallInProgress<'a> in item {}

    /// A file search is under way.
    pub struct FileSearchCallSearching<'a> in item {}

    /// A file search is over.
    pub struct FileSearchCallCompleted<'a> in item {}

    /// A web search began.
    pub struct WebSearchCallInProgress<'a> in item {}

    /// A web search is under way.
    pub struct WebSearchCallSearching<'a> in item {}

    /// A web search is over.
    pub struct WebSearchCallCompleted<'a> in item {}
}
