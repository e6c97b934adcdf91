//! The files outside of a run's sources that resolution reads: dependencies, module files, modules without a hit. Notes what
//! was seen of each, so that whoever keeps a result can tell whether it still holds. Opens files that nobody vouches for.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

/// Reads from the file system and remembers what it asked for. May be shared between threads.
#[derive(Debug, Default)]
pub struct Disk {
    seen: Mutex<HashMap<PathBuf, Stamp, FxBuildHasher>>,
}

/// What tells one state of a file or folder from another without reading it. Links are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stamp {
    /// Nothing is there, or it may not be looked at.
    Absent,
    /// Something is there.
    Present {
        /// A folder: its times change with the entries in it, not with their contents.
        folder: bool,
        /// Bytes.
        size: u64,
        /// Last change of the contents, in nanoseconds since 1970.
        modified: u128,
        /// Last change of contents, name or mode, in nanoseconds since 1970; 0 where the system has no such time.
        changed: i128,
        /// The number of the file on its device; 0 where the system has none.
        inode: u64,
    },
}

impl Disk {
    /// The text of a regular file of at most `max_bytes`. `None` for anything else, and for what is not UTF-8.
    pub fn read(&self, path: &Path, max_bytes: u64) -> Option<String> {
        let meta = self.look(path)?;
        (meta.is_file() && meta.len() <= max_bytes).then(|| std::fs::read_to_string(path).ok())?
    }

    /// The same below `top`: a symbolic link at `path` is no regular file, and no folder on the way leads out of `top`.
    pub fn read_within(&self, top: &Path, path: &Path, max_bytes: u64) -> Option<String> {
        self.look(path)?;
        let own = std::fs::symlink_metadata(path).ok()?;
        let inside = || Some(path.canonicalize().ok()?.starts_with(top.canonicalize().ok()?));
        (own.is_file() && inside()?).then(|| self.read(path, max_bytes))?
    }

    /// Whether a folder is there.
    pub fn is_dir(&self, path: &Path) -> bool {
        self.look(path).is_some_and(|meta| meta.is_dir())
    }

    /// The names of what a folder holds besides folders, in no order; none for what is no folder.
    pub fn files_in(&self, path: &Path) -> Vec<OsString> {
        if self.look(path).is_none() {
            return Vec::new();
        }
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()));
        files.map(|entry| entry.file_name()).collect()
    }

    /// Everything that was asked for and what was there, sorted by path.
    pub fn seen(&self) -> Vec<(PathBuf, Stamp)> {
        let mut seen: Vec<_> = self.lock().iter().map(|(path, stamp)| (path.clone(), *stamp)).collect();
        seen.sort_by(|a, b| a.0.cmp(&b.0));
        seen
    }

    /// Before the reading: what changes in between leaves a stamp that no longer fits.
    fn look(&self, path: &Path) -> Option<Metadata> {
        let meta = std::fs::metadata(path).ok();
        let stamp = meta.as_ref().map_or(Stamp::Absent, Stamp::of);
        self.lock().entry(path.to_path_buf()).or_insert(stamp);
        meta
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, Stamp, FxBuildHasher>> {
        // A panic elsewhere leaves only finished entries behind.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stamp {
    /// What is at `path` now.
    pub fn now(path: &Path) -> Self {
        std::fs::metadata(path).map_or(Stamp::Absent, |meta| Stamp::of(&meta))
    }

    /// True when the last change is so fresh that the next one could bear the same time: a stamp that proves nothing.
    pub fn is_fresh(&self, now: SystemTime) -> bool {
        let Stamp::Present { modified, changed, .. } = self else { return false };
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let limit = since.saturating_sub(GRANULARITY).as_nanos();
        *modified > limit || u128::try_from(*changed).is_ok_and(|changed| changed > limit)
    }

    fn of(meta: &Metadata) -> Self {
        let modified = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let (changed, inode) = identity(meta);
        Stamp::Present {
            folder: meta.is_dir(),
            size: meta.len(),
            modified: modified.unwrap_or_default().as_nanos(),
            changed,
            inode,
        }
    }
}

/// Opens a regular file of a tree that nobody vouches for: never through a link, never a pipe or a device, which could hold the
/// program up or feed it for ever.
///
/// # Errors
/// `InvalidInput` for a link and whatever else is no regular file, and what opening gives.
pub fn open_plain(path: &Path) -> io::Result<(File, Metadata)> {
    let file = open_unlinked(path)?;
    let meta = file.metadata()?;
    if meta.is_file() {
        Ok((file, meta))
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
    }
}

/// The bytes of such a file.
///
/// # Errors
/// As [`open_plain`], and `FileTooLarge` for more than `max_bytes`.
pub fn read_plain(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    let (file, _) = open_plain(path)?;
    read_at_most(file, max_bytes)
}

/// The bytes of a file that the user named: links are followed, and pipes are read.
///
/// # Errors
/// What opening gives, and `FileTooLarge` for more than `max_bytes`.
pub fn read_named(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    read_at_most(File::open(path)?, max_bytes)
}

fn read_at_most(file: File, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max_bytes {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("bigger than {max_bytes} bytes")));
    }
    Ok(bytes)
}

#[cfg(unix)]
fn open_unlinked(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    match open(path, flags, Mode::empty()) {
        Ok(file) => Ok(file.into()),
        Err(rustix::io::Errno::LOOP | rustix::io::Errno::MLINK) if is_link(path) => Err(link()),
        // A socket.
        Err(rustix::io::Errno::NXIO) => Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(unix))]
fn open_unlinked(path: &Path) -> io::Result<File> {
    if is_link(path) { Err(link()) } else { File::open(path) }
}

fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|meta| meta.is_symlink())
}

fn link() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "a symbolic link, which is not followed")
}

/// The coarsest time stamps of a file system in use (FAT).
const GRANULARITY: Duration = Duration::from_secs(2);

#[cfg(unix)]
fn identity(meta: &Metadata) -> (i128, u64) {
    use std::os::unix::fs::MetadataExt;
    (i128::from(meta.ctime()) * 1_000_000_000 + i128::from(meta.ctime_nsec()), meta.ino())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (i128, u64) {
    (0, 0)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_a_regular_file_of_a_modest_size_is_read() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("plain"), "text").expect("a writable folder");
        std::os::unix::fs::symlink("/dev/zero", at("endless")).expect("links are possible");
        std::os::unix::fs::symlink("plain", at("link")).expect("links are possible");
        let made = std::process::Command::new("mkfifo").arg(at("pipe")).status().expect("a program of every Unix");
        assert!(made.success());
        let read = |name: &str, limit| read_plain(&at(name), limit).map_err(|error| error.to_string());
        assert_eq!(read("plain", 4), Ok(b"text".to_vec()));
        assert_eq!(read("plain", 3), Err("bigger than 3 bytes".into()));
        for name in ["link", "endless"] {
            assert_eq!(read(name, 9), Err("a symbolic link, which is not followed".into()));
        }
        let named = |name: &str, limit| read_named(&at(name), limit).map_err(|error| error.to_string());
        assert_eq!(named("link", 4), Ok(b"text".to_vec()), "whoever names a link means what it leads to");
        assert_eq!(named("endless", 9), Err("bigger than 9 bytes".into()));
        for path in [at("pipe"), "/dev/zero".into(), folder.path().into()] {
            let error = read_plain(&path, 9).expect_err("no regular file");
            assert_eq!(error.to_string(), "not a regular file", "{}", path.display());
        }
    }
}
