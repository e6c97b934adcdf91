//! Which program this is: the hash of its own bytes. A version number would miss a build from changed sources, and the place or the
//! times of the file differ from machine to machine.

use std::env;
use std::fs::File;

/// The BLAKE3 hash of the running program; `None` where it can't be read.
pub(super) fn hash() -> Option<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(env::current_exe().ok()?).ok()?).ok()?;
    Some(*hasher.finalize().as_bytes())
}
