//! What every face over the engine has alike.

/// The definition of a face, whose storage is `Growing` by default where there is `alloc`.
macro_rules! declare_face {
    ($(#[$docs:meta])* $name:ident) => {
        #[cfg(feature = "alloc")]
        declare_face!(@with $(#[$docs])* $name (S = crate::storage::Growing));
        #[cfg(not(feature = "alloc"))]
        declare_face!(@with $(#[$docs])* $name (S));

        #[cfg(feature = "alloc")]
        impl $name<crate::storage::Growing> {
            /// A decoder with the default limits that reports events alone. Allocates nothing yet.
            #[must_use]
            pub fn new() -> Self {
                Self::with_config(crate::config::Config::new())
            }

            /// A decoder with other limits or with reports. Allocates nothing yet.
            #[must_use]
            pub fn with_config(config: crate::config::Config) -> Self {
                Self::with_storage(config, crate::storage::Growing::new())
            }
        }

        #[cfg(feature = "alloc")]
        impl Default for $name<crate::storage::Growing> {
            fn default() -> Self {
                Self::new()
            }
        }

        /// Shows no payload.
        impl<S: crate::storage::Storage> core::fmt::Debug for $name<S> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("last_event_id_len", &self.last_event_id().len())
                    .field("reconnection_time_ms", &self.reconnection_time_ms())
                    .field("closed", &self.engine.closed())
                    .finish_non_exhaustive()
            }
        }
    };
    (@with $(#[$docs:meta])* $name:ident ($($parameter:tt)*)) => {
        $(#[$docs])*
        #[derive(Clone)]
        pub struct $name<$($parameter)*> {
            pub(crate) engine: crate::engine::Engine<S>,
        }
    };
}

/// The methods that concern the stream as a whole.
macro_rules! stream_methods {
    () => {
        /// The last event ID, committed by the last blank line; empty where there is none. Blocks
        /// without data commit theirs too.
        #[must_use]
        pub fn last_event_id(&self) -> &[u8] {
            self.engine.last_event_id()
        }

        /// The reconnection time that the stream asked for last, in milliseconds, from the moment
        /// its line ended. Saturates at `u64::MAX`; apply a cap of your own. A `retry` field with
        /// anything but digits, or without any, is ignored.
        #[must_use]
        pub const fn reconnection_time_ms(&self) -> Option<u64> {
            self.engine.reconnection_time()
        }

        /// Sets the last event ID, as known from an earlier connection. Call it before the first
        /// byte.
        ///
        /// # Errors
        /// No stream can have given this id, or it is over the limit. Nothing is changed then.
        pub fn set_last_event_id(
            &mut self,
            id: &[u8],
        ) -> Result<(), crate::error::InvalidLastEventId> {
            self.engine.set_last_event_id(id)
        }

        /// Makes ready for the next connection of the same event source: the last event ID and the
        /// reconnection time stay, an unfinished block is forgotten, a BOM is looked for again.
        pub fn reconnect(&mut self) {
            self.engine.reconnect();
        }

        /// Makes ready for another stream: as new, but with the memory that was allocated.
        pub fn reset(&mut self) {
            self.engine.reset();
        }

        /// Gives back all memory that holds nothing now.
        pub fn release_spare_capacity(&mut self) {
            self.engine.release_spare_capacity();
        }

        /// How many bytes were looked at in all: to be compared with the bytes given.
        #[cfg(feature = "scan-count")]
        #[must_use]
        pub const fn bytes_scanned(&self) -> u64 {
            self.engine.bytes_scanned()
        }

        /// In how many steps the bytes were taken. What is taken without a call, as most events
        /// and most chunks of data are, is no step; what nothing shorter is made for takes one for
        /// each byte.
        #[cfg(feature = "scan-count")]
        #[must_use]
        pub const fn steps(&self) -> u64 {
            self.engine.steps()
        }
    };
}

pub(crate) use {declare_face, stream_methods};
