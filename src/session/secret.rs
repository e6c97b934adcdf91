//! The cache folder and the key that entries in it are signed with: facts are believed only where nobody but the user can have
//! written them.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io::Write;
use std::path::Path;

use crate::disk::read_plain;

/// The name of the key in the folder.
const NAME: &str = "key";

/// Makes the folder where it is missing; `None` where it is not the user's, or others may write in it.
pub(super) fn folder(folder: &Path) -> Option<()> {
    make(folder).ok()?;
    is_private(&folder.metadata().ok()?, 0o022).then_some(())
}

/// The key of a folder, which is made where there is none, or where others may have seen it.
pub(super) fn key(folder: &Path) -> Option<[u8; 32]> {
    let path = folder.join(NAME);
    if let Some(key) = read(&path) {
        return Some(key);
    }
    make_key(folder, &path)?;
    // Another process may have made one at the same time: the one that stands there counts for both.
    read(&path)
}

fn read(path: &Path) -> Option<[u8; 32]> {
    if !is_private(&path.symlink_metadata().ok()?, 0o077) {
        return None;
    }
    read_plain(path, 32).ok()?.try_into().ok()
}

/// Temporary files are the user's alone, and stay so under their new name.
#[expect(clippy::disallowed_methods, reason = "the key of the cache folder, no file of the user's")]
fn make_key(folder: &Path, path: &Path) -> Option<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder).ok()?;
    file.write_all(&random()?).ok()?;
    file.persist(path).ok().map(|_| ())
}

/// From the system's source of random numbers.
fn random() -> Option<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    // Keyed anew from the system for each thread: the way to random numbers that every platform has.
    for seed in 0..4 {
        let mut state = RandomState::new().build_hasher();
        state.write_u8(seed);
        hasher.update(&state.finish().to_le_bytes());
    }
    #[cfg(unix)]
    {
        use std::io::Read;
        let mut bytes = [0; 32];
        std::fs::File::open("/dev/urandom").ok()?.read_exact(&mut bytes).ok()?;
        hasher.update(&bytes);
    }
    Some(*hasher.finalize().as_bytes())
}

#[cfg(unix)]
fn make(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

#[cfg(unix)]
fn is_private(meta: &std::fs::Metadata, forbidden: u32) -> bool {
    use std::os::unix::fs::MetadataExt;
    meta.uid() == rustix::process::geteuid().as_raw() && meta.mode() & forbidden == 0
}

/// Windows keeps the folders of a user from others by inheritance.
#[cfg(not(unix))]
fn is_private(_: &std::fs::Metadata, _: u32) -> bool {
    true
}
