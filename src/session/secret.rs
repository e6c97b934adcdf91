//! The cache folder, and the key that entries in it are signed with: facts are believed only where this user, on this machine,
//! has written them. The key is never in the cache folder: who restores a cache, or fills it for others, would bring it along.

use std::collections::hash_map::RandomState;
use std::env;
use std::hash::{BuildHasher, Hasher};
use std::io::Write;
use std::path::Path;

use crate::commit::state_dir;
use crate::disk::read_plain;
use crate::limits;

/// Names the key for machines that share a cache.
const VARIABLE: &str = "RUNSESS_CACHE_KEY";

/// A shorter one could be guessed: 32 hexadecimal digits are 16 random bytes.
const SHORTEST: usize = 32;

/// The name of the key in the state folder.
const NAME: &str = "cache-key";

/// Makes the folder where it is missing; `None` where it is not the user's, or others may write in it.
pub(super) fn folder(folder: &Path) -> Option<()> {
    make(folder).ok()?;
    is_private(&folder.metadata().ok()?, 0o022).then_some(())
}

/// The key: what `$RUNSESS_CACHE_KEY` says, else the one in the user's state folder, which is made where there is none, or where
/// others may have seen it. `None` where there can be none.
pub(super) fn key() -> Option<[u8; 32]> {
    match env::var_os(VARIABLE).filter(|key| !key.is_empty()) {
        Some(given) => derived(given.as_encoded_bytes()),
        None => kept(&state_dir().ok()?),
    }
}

/// The key of a text that somebody chose, if it is long enough.
fn derived(given: &[u8]) -> Option<[u8; 32]> {
    (given.len() >= SHORTEST).then(|| blake3::derive_key("runsess 2026-11 key of cache entries", given))
}

fn kept(state: &Path) -> Option<[u8; 32]> {
    folder(state)?;
    let path = state.join(NAME);
    if let Some(key) = read(&path) {
        return Some(key);
    }
    make_key(state, &path)?;
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
#[expect(clippy::disallowed_methods, reason = "the key of the cache, no file of the user's")]
fn make_key(folder: &Path, path: &Path) -> Option<()> {
    let _unbroken = limits::unbroken();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_could_be_guessed_is_none() {
        assert_eq!(derived(&[b'a'; SHORTEST - 1]), None);
        assert!(derived(&[b'a'; SHORTEST]).is_some());
        assert_ne!(derived(&[b'a'; SHORTEST]), derived(&[b'a'; SHORTEST + 1]));
    }

    #[test]
    fn a_key_stays_and_another_folder_has_another() {
        let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let key = kept(one.path());
        assert!(key.is_some());
        assert_eq!(kept(one.path()), key);
        assert_ne!(kept(other.path()), key);
    }
}
