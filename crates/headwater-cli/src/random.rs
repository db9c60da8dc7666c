//! Numbers that nobody can foresee.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// Another one each time: the keys of the standard library's hasher are random.
pub(crate) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
