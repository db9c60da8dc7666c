//! What a text refers to.

use alloc::borrow::Cow;

use crate::object::{object, tagged};

tagged! {
    /// What a text of the model refers to.
    pub enum Annotation<'a> {
        /// A file of the file search.
        FileCitation(FileCitation<'a>) = "file_citation",
        /// A page of the web search.
        UrlCitation(UrlCitation<'a>) = "url_citation",
        /// A file in a container.
        ContainerFileCitation(ContainerFileCitation<'a>) = "container_file_citation",
        /// A file that the model made.
        FilePath(FilePathAnnotation<'a>) = "file_path",
    }
}

object! {
    /// A file of the file search that the text refers to.
    pub struct FileCitation<'a> {
        /// The id of the file.
        optional file_id: Cow<'a, str> = "file_id",
        /// The name of the file.
        optional filename: Cow<'a, str> = "filename",
        /// The position of the file among the files.
        optional index: u64 = "index",
    }
}

object! {
    /// A page of the web search that a stretch of the text refers to.
    pub struct UrlCitation<'a> {
        /// Where the page is.
        optional url: Cow<'a, str> = "url",
        /// The title of the page.
        optional title: Cow<'a, str> = "title",
        /// The first character of the stretch.
        optional start_index: u64 = "start_index",
        /// The last character of the stretch.
        optional end_index: u64 = "end_index",
    }
}

object! {
    /// A file in a container that a stretch of the text refers to.
    pub struct ContainerFileCitation<'a> {
        /// The id of the container.
        optional container_id: Cow<'a, str> = "container_id",
        /// The id of the file.
        optional file_id: Cow<'a, str> = "file_id",
        /// The name of the file.
        optional filename: Cow<'a, str> = "filename",
        /// The first character of the stretch.
        optional start_index: u64 = "start_index",
        /// The last character of the stretch.
        optional end_index: u64 = "end_index",
    }
}

object! {
    /// A file that the model made.
    pub struct FilePathAnnotation<'a> {
        /// The id of the file.
        optional file_id: Cow<'a, str> = "file_id",
        /// The position of the file among the files.
        optional index: u64 = "index",
    }
}
