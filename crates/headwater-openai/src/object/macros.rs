//! What declares objects, open strings and unions of objects.

/// A struct that is read from a JSON object and written as one.
///
/// ```text
/// object! {
///     /// Docs.
///     pub struct Name<'a> {
///         /// Docs.
///         required delta: Cow<'a, str> = "delta",
///         /// Docs.
///         optional status: Status<'a> = "status",
///         /// Docs. Read by a function of its own.
///         optional arguments: Cow<'a, str> = "arguments" by text_or_json,
///     }
/// }
/// ```
///
/// An optional field is an `Option`. Without a required one an object cannot be read; `null` makes it
/// what it is by default. Only events have any. Every field gets a bit of [`Extra`](super::Extra), so there are at most 64. The member
/// `type` of an object that is one of a union is the union's affair; elsewhere it is a member like
/// the others, and may have a field.
macro_rules! object {
    (
        $(#[$doc:meta])*
        $vis:vis struct $name:ident<$lt:lifetime> {
            $( $(#[$field_doc:meta])* $need:ident $field:ident: $ty:ty = $key:literal $(by $read:path)? ),* $(,)?
        }
    ) => {
        $(#[$doc])*
        #[non_exhaustive]
        #[derive(Clone, Default, PartialEq)]
        $vis struct $name<$lt> {
            $( $(#[$field_doc])* $vis $field: $crate::object::object!(@ty $need $ty), )*
            /// What the fields do not hold.
            $vis extra: $crate::object::Extra<$lt>,
        }

        impl<$lt> $crate::object::ReadObject<$lt> for $name<$lt> {
            fn read_members(
                members: &mut headwater_json::ObjectReader<'_, $lt>,
                is_tagged: bool,
            ) -> Result<Self, $crate::object::Misread> {
                #[allow(non_camel_case_types, reason = "named after the fields")]
                #[repr(u32)]
                enum Bit { $($field,)* End_ }
                const _: () = assert!((Bit::End_ as u32) < 64);

                let mut extra = $crate::object::Extra::default();
                $( let mut $field: Option<$ty> = None; )*
                while let Some((name, value)) = $crate::object::next_member(members)? {
                    $crate::object::with_text!(name, |key| match key {
                        $( $key => $crate::object::fill(
                            &mut $field, (Bit::$field as u32, $key), value, &mut extra,
                            $crate::object::object!(@read $($read)?),
                        )?, )*
                        _ => $crate::object::keep(name, value, is_tagged, &mut extra)?,
                    });
                }
                Ok(Self {
                    $( $field: $crate::object::object!(@take $need $field $key extra.is_null(Bit::$field as u32)), )*
                    extra,
                })
            }
        }

        impl<$lt> $crate::object::FromJson<$lt> for $name<$lt> {
            fn from_json(
                value: headwater_json::Value<'_, $lt>,
            ) -> Result<$crate::object::Read<$lt, Self>, $crate::object::Misread> {
                $crate::object::read_object(value)
            }
        }

        impl<$lt> $name<$lt> {
            /// The names of its fields, as they are written, in the order of their bits.
            #[allow(dead_code, reason = "not everybody asks")]
            pub(crate) const FIELDS: &'static [&'static str] = &[$($key),*];

            /// Writes it, as one of a union where that has a name for it.
            pub(crate) fn write_as(&self, tag: Option<&str>, out: &mut alloc::string::String) {
                #[allow(non_camel_case_types, reason = "named after the fields")]
                #[repr(u32)]
                enum Bit { $($field,)* End_ }
                let _ = Bit::End_;
                let mut object = $crate::object::ObjectWriter::new(out);
                if let Some(tag) = tag {
                    object.member("type", &tag);
                }
                $( if tag.is_none() || $key != "type" {
                    object.$need(
                        &self.extra, (Bit::$field as u32, $key), $crate::object::object!(@ref $need self.$field),
                        $crate::object::object!(@read $($read)?),
                    );
                } )*
                // A field that was set since goes before what the member was.
                object.finish(&self.extra, &|name| match name {
                    $( $key => $crate::object::object!(@ref $need self.$field).is_none(), )*
                    _ => true,
                });
            }

            /// It as JSON: what was read, member for member, and what was changed since.
            #[must_use]
            #[allow(dead_code, reason = "one that is not public may have no use for it")]
            $vis fn to_json(&self) -> alloc::string::String {
                let mut out = alloc::string::String::new();
                $crate::object::ToJson::write_json(self, &mut out);
                out
            }
        }

        impl $crate::object::ToJson for $name<'_> {
            fn write_json(&self, out: &mut alloc::string::String) {
                self.write_as(None, out);
            }
        }

        impl $crate::object::IntoOwned for $name<'_> {
            type Owned = $name<'static>;

            fn into_owned(self) -> $name<'static> {
                $name {
                    $( $field: $crate::object::IntoOwned::into_owned(self.$field), )*
                    extra: $crate::object::IntoOwned::into_owned(self.extra),
                }
            }
        }

        impl $name<'_> {
            /// The same with nothing borrowed.
            #[must_use]
            #[allow(dead_code, reason = "one that is not public may have no use for it")]
            $vis fn into_owned(self) -> $name<'static> {
                $crate::object::IntoOwned::into_owned(self)
            }
        }

        /// Shows which fields are there, not what they hold.
        impl core::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut set = f.debug_set();
                $( if $crate::object::object!(@ref $need self.$field).is_some() {
                    set.entry(&format_args!($key));
                } )*
                set.entries(self.extra.iter().map(|(name, _)| name)).finish()
            }
        }
    };

    (@ty required $ty:ty) => { $ty };
    (@ty optional $ty:ty) => { Option<$ty> };
    (@take required $field:ident $key:literal $is_null:expr) => {
        match $field {
            Some(field) => field,
            None if $is_null => Default::default(),
            None => return Err($crate::object::Misread::Field($key)),
        }
    };
    (@take optional $field:ident $key:literal $is_null:expr) => { $field };
    (@ref required $this:ident.$field:ident) => { Some(&$this.$field) };
    (@ref optional $this:ident.$field:ident) => { $this.$field.as_ref() };
    (@read) => { $crate::object::FromJson::from_json };
    (@read $read:path) => { $read };
}

/// An enum of the known values of a string, and of all others.
macro_rules! open_string {
    (
        $(#[$doc:meta])*
        pub enum $name:ident<$lt:lifetime> {
            $( $(#[$variant_doc:meta])* $variant:ident = $text:literal ),* $(,)?
        }
    ) => {
        $(#[$doc])*
        #[non_exhaustive]
        #[derive(Clone, PartialEq, Eq)]
        pub enum $name<$lt> {
            $( $(#[$variant_doc])* $variant, )*
            /// One that is not published, as it came.
            Other(alloc::borrow::Cow<$lt, str>),
        }

        impl<$lt> $name<$lt> {
            /// As it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )*
                    Self::Other(text) => text,
                }
            }
        }

        impl<$lt> From<alloc::borrow::Cow<$lt, str>> for $name<$lt> {
            fn from(text: alloc::borrow::Cow<$lt, str>) -> Self {
                match &*text {
                    $( $text => Self::$variant, )*
                    _ => Self::Other(text),
                }
            }
        }

        impl<$lt> From<&$lt str> for $name<$lt> {
            fn from(text: &$lt str) -> Self {
                alloc::borrow::Cow::Borrowed(text).into()
            }
        }

        impl<$lt> $crate::object::FromJson<$lt> for $name<$lt> {
            fn from_json(
                value: headwater_json::Value<'_, $lt>,
            ) -> Result<$crate::object::Read<$lt, Self>, $crate::object::Misread> {
                use $crate::object::Read;
                let text = <alloc::borrow::Cow<$lt, str> as $crate::object::FromJson<$lt>>::from_json(value)?;
                Ok(match text {
                    Read::Exactly(text) => Read::Exactly(text.into()),
                    Read::Loosely(text, raw) => Read::Loosely(text.into(), raw),
                    Read::Other(raw) => Read::Other(raw),
                })
            }
        }

        impl $crate::object::ToJson for $name<'_> {
            fn write_json(&self, out: &mut alloc::string::String) {
                $crate::object::ToJson::write_json(&self.as_str(), out);
            }
        }

        impl $crate::object::IntoOwned for $name<'_> {
            type Owned = $name<'static>;

            fn into_owned(self) -> $name<'static> {
                match self {
                    $( Self::$variant => $name::$variant, )*
                    Self::Other(text) => $name::Other(text.into_owned().into()),
                }
            }
        }

        impl core::fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl core::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {
                    $( Self::$variant => f.write_str(stringify!($variant)), )*
                    Self::Other(text) => f.debug_struct("Other").field("len", &text.len()).finish(),
                }
            }
        }
    };
}

/// An enum of objects that their member `type` tells apart, and of all other values.
macro_rules! tagged {
    (
        $(#[$doc:meta])*
        pub enum $name:ident<$lt:lifetime> {
            $( $(#[$variant_doc:meta])* $variant:ident($ty:ty) = $tag:literal ),* $(,)?
        }
    ) => {
        $(#[$doc])*
        #[non_exhaustive]
        #[derive(Clone, PartialEq)]
        pub enum $name<$lt> {
            $( $(#[$variant_doc])* $variant($ty), )*
            /// One that is not published, or none of these at all, as it came.
            Unknown(headwater_json::JsonText<$lt>),
        }

        /// None of them: `null`.
        impl Default for $name<'_> {
            fn default() -> Self {
                Self::Unknown(headwater_json::JsonText::default())
            }
        }

        impl<$lt> $name<$lt> {
            /// The names of all that are known.
            pub const KINDS: &'static [&'static str] = &[$($tag),*];

            /// Its `type`, where it has one.
            #[must_use]
            pub fn kind(&self) -> Option<alloc::borrow::Cow<'_, str>> {
                match self {
                    $( Self::$variant(_) => Some(alloc::borrow::Cow::Borrowed($tag)), )*
                    Self::Unknown(raw) => raw.as_raw().get("type")?.as_str(),
                }
            }

            /// It as JSON.
            #[must_use]
            pub fn to_json(&self) -> alloc::string::String {
                let mut out = alloc::string::String::new();
                $crate::object::ToJson::write_json(self, &mut out);
                out
            }

            /// The same with nothing borrowed.
            #[must_use]
            pub fn into_owned(self) -> $name<'static> {
                $crate::object::IntoOwned::into_owned(self)
            }
        }

        impl<$lt> $crate::object::FromJson<$lt> for $name<$lt> {
            fn from_json(
                value: headwater_json::Value<'_, $lt>,
            ) -> Result<$crate::object::Read<$lt, Self>, $crate::object::Misread> {
                use $crate::object::{Read, ReadObject as _, later};
                let ahead = value.lookahead();
                let Some((tag, mut members)) = $crate::object::tagged_object(value)? else {
                    return Ok(Read::Exactly(Self::Unknown(later(ahead).into())));
                };
                $crate::object::with_text!(tag.unwrap_or_default(), |tag| Ok(Read::Exactly(match tag {
                    $( $tag => Self::$variant(<$ty>::read_members(&mut members, true)?), )*
                    _ => Self::Unknown(later(ahead).into()),
                })))
            }
        }

        impl $crate::object::ToJson for $name<'_> {
            fn write_json(&self, out: &mut alloc::string::String) {
                match self {
                    $( Self::$variant(object) => object.write_as(Some($tag), out), )*
                    Self::Unknown(raw) => $crate::object::ToJson::write_json(raw, out),
                }
            }
        }

        impl $crate::object::IntoOwned for $name<'_> {
            type Owned = $name<'static>;

            fn into_owned(self) -> $name<'static> {
                match self {
                    $( Self::$variant(object) => $name::$variant($crate::object::IntoOwned::into_owned(object)), )*
                    Self::Unknown(raw) => $name::Unknown(raw.into_owned()),
                }
            }
        }

        impl core::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {
                    $( Self::$variant(object) => {
                        f.write_str(stringify!($variant))?;
                        core::fmt::Debug::fmt(object, f)
                    } )*
                    Self::Unknown(raw) => f.debug_tuple("Unknown").field(raw).finish(),
                }
            }
        }
    };
}

/// Does something with the text of a JSON string: almost none holds an escape.
macro_rules! with_text {
    ($text:expr, |$name:ident| $body:expr) => {{
        let text = $text;
        let decoded;
        let $name = match text.as_plain() {
            Some(plain) => plain,
            None => {
                decoded = text.to_cow();
                &*decoded
            }
        };
        $body
    }};
}

pub(crate) use {object, open_string, tagged, with_text};
