//! One folder of a user's tree, opened without following symlinks below the root: look, read, create, swap, remove, sync.
//! What is looked at and in which order is decided by the callers; no policy here.

mod path;
#[cfg(any(not(unix), test))]
#[cfg_attr(unix, allow(dead_code, reason = "on Unix it is only tried"))]
mod portable;
mod stat;
#[cfg(unix)]
mod unix;
pub(super) use path::{relative, symlink_on_the_way};
#[cfg(not(unix))]
pub(super) use portable::{Dir, is_other};
pub(super) use stat::{Exchange, Stat};
#[cfg(unix)]
pub(super) use unix::{Dir, is_other};

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

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

/// Opens the folder that holds `relative`, and gives the name in it.
///
/// # Errors
/// As [`Dir::open`].
pub(super) fn parent<'a>(root: &Path, relative: &'a Path) -> io::Result<(Dir, &'a OsStr)> {
    let name = relative.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    Ok((Dir::open(root, relative.parent().unwrap_or(Path::new("")))?, name))
}
