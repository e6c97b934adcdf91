//! One folder of a user's tree, opened without following symlinks below the root: look, read, create, swap, remove, sync.
//! What is looked at and in which order is decided by the callers; no policy here.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(super) use unix::{Dir, is_other};

#[cfg(not(unix))]
mod portable;
#[cfg(not(unix))]
pub(super) use portable::{Dir, is_other};

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// What tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stat {
    /// A regular file: not a folder, pipe, socket, device.
    pub regular: bool,
    /// Bytes.
    pub size: u64,
    /// Permission bits (`0o7777`); on systems without them 0o444 or 0o666.
    pub mode: u32,
    /// User and group, where the system has them.
    pub owner: Option<(u32, u32)>,
    /// How many names the file has.
    pub links: u64,
    /// Device and inode; zeros where std can't tell.
    pub id: (u64, u64),
    /// Seconds and nanoseconds of the last write.
    pub modified: (i64, i64),
}

/// Whether a swap kept the old file under the other name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exchange {
    /// Both names changed places in one step.
    Done,
    /// The file system or the system can't do that; nothing happened.
    Unsupported,
}

/// The bytes of an open file, and how it was right before they were read.
///
/// # Errors
/// Whatever reading gives; `InvalidInput` for anything but a regular file, so that a pipe never blocks the program.
pub(super) fn read(mut file: File) -> io::Result<(Vec<u8>, Stat)> {
    let stat = Dir::stat(&file)?;
    if !stat.regular {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(stat.size).unwrap_or(0));
    file.read_to_end(&mut bytes)?;
    Ok((bytes, stat))
}

/// `path` relative to `root`, if it lies below it and has only plain names (`..` and `.` are how people leave a tree).
pub(super) fn relative(root: &Path, path: &Path) -> Option<PathBuf> {
    let below = path.strip_prefix(root).ok()?;
    let plain = below.components().all(|c| matches!(c, Component::Normal(_)));
    (plain && below.file_name().is_some()).then(|| below.to_path_buf())
}

/// The first name below `root` on the way to `relative` that is a symlink, the file itself included.
pub(super) fn symlink_on_the_way(root: &Path, relative: &Path) -> Option<PathBuf> {
    let mut at = root.to_path_buf();
    relative.components().find_map(|part| {
        at.push(part);
        at.symlink_metadata().is_ok_and(|m| m.is_symlink()).then(|| at.clone())
    })
}

/// Opens the folder that holds `relative`, and gives the name in it.
///
/// # Errors
/// As [`Dir::open`].
pub(super) fn parent<'a>(root: &Path, relative: &'a Path) -> io::Result<(Dir, &'a OsStr)> {
    let name = relative.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    Ok((Dir::open(root, relative.parent().unwrap_or(Path::new("")))?, name))
}
