//! What a message refers to.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use crate::object::object;

object! {
    /// Something that a message refers to.
    pub struct Annotation<'a> {
        /// What it is: `url_citation`.
        optional kind: Cow<'a, str> = "type",
        /// A page that the text cites.
        optional url_citation: Box<UrlCitation<'a>> = "url_citation",
    }
}

object! {
    /// A page that a part of the text cites.
    pub struct UrlCitation<'a> {
        /// The character after the last one that cites it.
        optional end_index: u64 = "end_index",
        /// The first character that cites it.
        optional start_index: u64 = "start_index",
        /// The title of the page.
        optional title: Cow<'a, str> = "title",
        /// Its address.
        optional url: Cow<'a, str> = "url",
        /// An excerpt of it (OpenRouter).
        optional content: Cow<'a, str> = "content",
    }
}
