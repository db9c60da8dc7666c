//! Searches in files and in the web.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use headwater_json::JsonText;

use crate::object::{Number, object, tagged};
use crate::response::ItemStatus;

object! {
    /// A search in files.
    pub struct FileSearchCall<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// What is searched for.
        optional queries: Vec<Cow<'a, str>> = "queries",
        /// What was found, where the request asked for that.
        optional results: Vec<FileSearchResult<'a>> = "results",
    }
}

object! {
    /// What a search found in a file.
    pub struct FileSearchResult<'a> {
        /// The id of the file.
        optional file_id: Cow<'a, str> = "file_id",
        /// The name of the file.
        optional filename: Cow<'a, str> = "filename",
        /// How well it fits, from 0 to 1.
        optional score: Number<'a> = "score",
        /// The text that was found.
        optional text: Cow<'a, str> = "text",
        /// What the caller noted with the file: a map of strings, numbers and booleans.
        optional attributes: JsonText<'a> = "attributes",
    }
}

object! {
    /// A search in the web.
    pub struct WebSearchCall<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// What the model does there; often missing until the item is whole.
        optional action: WebSearchAction<'a> = "action",
    }
}

tagged! {
    /// What the model does in the web.
    pub enum WebSearchAction<'a> {
        /// It searches.
        Search(SearchAction<'a>) = "search",
        /// It opens a page.
        OpenPage(OpenPageAction<'a>) = "open_page",
        /// It looks for something in a page.
        Find(FindAction<'a>) = "find_in_page",
    }
}

object! {
    /// The model searches the web.
    pub struct SearchAction<'a> {
        /// What it searches for.
        optional query: Cow<'a, str> = "query",
        /// The same, where there is more than one.
        optional queries: Vec<Cow<'a, str>> = "queries",
        /// The pages that it found.
        optional sources: Vec<WebSearchSource<'a>> = "sources",
    }
}

object! {
    /// Where a web search found something.
    pub struct WebSearchSource<'a> {
        /// `url`.
        optional kind: Cow<'a, str> = "type",
        /// Where the page is.
        optional url: Cow<'a, str> = "url",
    }
}

object! {
    /// The model opens a page.
    pub struct OpenPageAction<'a> {
        /// Where the page is.
        optional url: Cow<'a, str> = "url",
    }
}

object! {
    /// The model looks for something in a page.
    pub struct FindAction<'a> {
        /// Where the page is.
        optional url: Cow<'a, str> = "url",
        /// What it looks for.
        optional pattern: Cow<'a, str> = "pattern",
    }
}
