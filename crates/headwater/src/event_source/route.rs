//! Where requests go.

#[cfg(feature = "redirects")]
mod followed;
#[cfg(feature = "redirects")]
mod location;
#[cfg(not(feature = "redirects"))]
mod unfollowed;

#[cfg(feature = "redirects")]
pub use self::location::InvalidUrl;
#[cfg(feature = "redirects")]
pub(super) use followed::Route;
#[cfg(not(feature = "redirects"))]
pub(super) use unfollowed::Route;
