//! What is either a text or a list of parts.

/// Declares an enum that is read from a text, from a list of parts, or, as it came, from anything else.
macro_rules! text_or_parts {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident<$lt:lifetime> {
            $(#[$text_attribute:meta])*
            Text,
            $(#[$parts_attribute:meta])*
            Parts($part:ident),
        }
    ) => {
        $(#[$attribute])*
        #[non_exhaustive]
        #[derive(Clone, PartialEq)]
        pub enum $name<$lt> {
            $(#[$text_attribute])*
            Text(alloc::borrow::Cow<$lt, str>),
            $(#[$parts_attribute])*
            Parts(alloc::vec::Vec<$part<$lt>>),
            /// Anything else, as it came.
            Other(headwater_json::JsonText<$lt>),
        }

        impl<$lt> $crate::object::FromJson<$lt> for $name<$lt> {
            #[inline]
            fn from_json(
                value: headwater_json::Value<'_, $lt>,
            ) -> Result<$crate::object::Read<$lt, Self>, $crate::object::Misread> {
                use headwater_json::Kind;
                use $crate::object::Read;
                fn shaped<'a, T>(
                    read: Read<'a, T>,
                    shape: impl FnOnce(T) -> $name<'a>,
                ) -> Read<'a, $name<'a>> {
                    match read {
                        Read::Exactly(read) => Read::Exactly(shape(read)),
                        Read::Loosely(read, raw) => Read::Loosely(shape(read), raw),
                        Read::Other(raw) => Read::Exactly($name::Other(raw.into())),
                    }
                }
                Ok(match value.kind() {
                    Kind::String => shaped($crate::object::FromJson::from_json(value)?, Self::Text),
                    Kind::Array => shaped($crate::object::FromJson::from_json(value)?, Self::Parts),
                    _ => Read::Exactly(Self::Other(value.raw()?.into())),
                })
            }
        }

        impl $crate::object::ToJson for $name<'_> {
            fn write_json(&self, out: &mut alloc::string::String) {
                match self {
                    Self::Text(text) => text.write_json(out),
                    Self::Parts(parts) => parts.write_json(out),
                    Self::Other(raw) => $crate::object::ToJson::write_json(raw, out),
                }
            }
        }

        impl $crate::object::IntoOwned for $name<'_> {
            type Owned = $name<'static>;

            fn into_owned(self) -> $name<'static> {
                use $crate::object::IntoOwned;
                match self {
                    Self::Text(text) => $name::Text(IntoOwned::into_owned(text)),
                    Self::Parts(parts) => $name::Parts(IntoOwned::into_owned(parts)),
                    Self::Other(raw) => $name::Other(raw.into_owned()),
                }
            }
        }

        /// Shows sizes, not what is said.
        impl core::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {
                    Self::Text(text) => f.debug_struct("Text").field("len", &text.len()).finish(),
                    Self::Parts(parts) => f.debug_tuple("Parts").field(parts).finish(),
                    Self::Other(raw) => f.debug_tuple("Other").field(raw).finish(),
                }
            }
        }
    };
}

pub(crate) use text_or_parts;
