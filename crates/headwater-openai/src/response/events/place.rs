//! Where events belong.

/// Where an event belongs, as far as it says so.
pub(crate) trait Placed {
    fn sequence_number(&self) -> Option<u64>;

    fn output_index(&self) -> Option<u64> {
        None
    }

    fn item_id(&self) -> Option<&str> {
        None
    }

    fn content_index(&self) -> Option<u64> {
        None
    }

    fn summary_index(&self) -> Option<u64> {
        None
    }
}

/// Objects that are events, with the fields that say where they belong: all are somewhere in a
/// `stream`, some in an `output` position of it, most in an `item` that stands there, and some in a
/// `content` part or a `summary` part of the item.
macro_rules! events {
    (@summary $event:tt {$($fields:tt)*} {$($places:tt)*}) => {
        $crate::response::events::events!(@item $event {
            $($fields)*
            /// The position of the summary part in its item.
            optional summary_index: u64 = "summary_index",
        } {
            $($places)*
            fn summary_index(&self) -> Option<u64> {
                self.summary_index
            }
        });
    };
    (@content $event:tt {$($fields:tt)*} {$($places:tt)*}) => {
        $crate::response::events::events!(@item $event {
            $($fields)*
            /// The position of the content part in its item. It may not begin at 0.
            optional content_index: u64 = "content_index",
        } {
            $($places)*
            fn content_index(&self) -> Option<u64> {
                self.content_index
            }
        });
    };
    (@item $event:tt {$($fields:tt)*} {$($places:tt)*}) => {
        $crate::response::events::events!(@output $event {
            $($fields)*
            /// The id of the item; some servers give every event another one.
            optional item_id: alloc::borrow::Cow<'a, str> = "item_id",
        } {
            $($places)*
            fn item_id(&self) -> Option<&str> {
                self.item_id.as_deref()
            }
        });
    };
    (@output $event:tt {$($fields:tt)*} {$($places:tt)*}) => {
        $crate::response::events::events!(@stream $event {
            $($fields)*
            /// The position of the item in the answer.
            optional output_index: u64 = "output_index",
        } {
            $($places)*
            fn output_index(&self) -> Option<u64> {
                self.output_index
            }
        });
    };
    (@stream [$name:ident $($docs:tt)*] {$($fields:tt)*} {$($places:tt)*}) => {
        $crate::object::object! {
            $($docs)*
            pub struct $name<'a> {
                $($fields)*
                /// The number of the event in its stream, from 0.
                optional sequence_number: u64 = "sequence_number",
            }
        }

        impl $crate::response::events::Placed for $name<'_> {
            fn sequence_number(&self) -> Option<u64> {
                self.sequence_number
            }
            $($places)*
        }
    };
    ($(
        $(#[$doc:meta])*
        pub struct $name:ident<'a> in $place:ident { $($fields:tt)* }
    )*) => {$(
        $crate::response::events::events!(@$place [$name $(#[$doc])*] { $($fields)* } {});
    )*};
}

pub(super) use events;
