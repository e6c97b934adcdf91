//! Which program this is: the hash of its own bytes. A version number would miss a build from changed sources, and the place or the
//! times of the file differ from machine to machine.

use std::env;
use std::fs::File;
use std::path::Path;
use std::time::SystemTime;

use crate::disk::Stamp;
use crate::walk::{Contents, Touched};

/// The BLAKE3 hash of the running program; `None` where it can't be read.
pub(in super::super) fn hash() -> Option<[u8; 32]> {
    read(&env::current_exe().ok()?)
}

/// The same, from `known` where that has the stamp of its file.
pub(super) fn touched(known: &Contents, start: SystemTime) -> Option<Touched> {
    let path = env::current_exe().ok()?.canonicalize().ok()?;
    Touched::look(&path, known, start).or_else(|| {
        let stamp = Stamp::of_contents(&path.metadata().ok()?, start);
        Some(Touched { stamp, hash: read(&path)?, path })
    })
}

fn read(path: &Path) -> Option<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path).ok()?).ok()?;
    Some(*hasher.finalize().as_bytes())
}
