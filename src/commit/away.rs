//! What is not there now: a disk that is not mounted, a folder that was moved. That is no change that somebody made to a file:
//! whoever mends an apply waits until it is back.

use std::io;
use std::path::{Path, PathBuf};

use super::change::Act;
use super::dir::{self, Dir};
use super::journal::{Begin, FileEntry, Name};
use super::sibling::{Holds, holds, kept_name};

/// The first place of an apply that is away: a root or a folder that is not there, or a root below which not one of its files
/// is found, nor what stood beside them (an empty mount point).
///
/// # Errors
/// Whatever looking gives.
pub(super) fn find(begin: &Begin) -> io::Result<Option<PathBuf>> {
    for (n, root) in begin.roots.iter().map(Name::path).enumerate() {
        let mut files = begin.files.iter().filter(|entry| entry.root == n).peekable();
        let mut found = files.peek().is_none();
        for entry in files {
            let relative = entry.path.path();
            match dir::parent(&root, &relative) {
                Ok((parent, name)) => found = found || anything(&parent, name, entry)? || is_new(&root, entry),
                Err(error) if is_gone(&error) => return Ok(Some(gone(&root, &relative))),
                Err(error) => return Err(error),
            }
        }
        if !found {
            return Ok(Some(root));
        }
    }
    Ok(None)
}

/// Whether an error of opening a folder says that it is not there, or something else in its place.
pub(super) fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound || dir::is_other(error)
}

/// The error of a step that needed the folder of `relative`.
pub(super) fn error(root: &Path, relative: &Path) -> io::Error {
    let path = gone(root, relative);
    io::Error::new(io::ErrorKind::NotFound, format!("{0} is away: try again when {0} is back", path.display()))
}

/// The root where that is gone, else the folder.
fn gone(root: &Path, relative: &Path) -> PathBuf {
    match Dir::open(root, Path::new("")) {
        Ok(_) => root.join(relative.parent().unwrap_or(Path::new(""))),
        Err(_) => root.to_path_buf(),
    }
}

/// Before a file is made and after it has gone, nothing of it is there: then its folder holds something else, which an empty mount point does not.
fn is_new(root: &Path, entry: &FileEntry) -> bool {
    let folder = root.join(entry.path.path()).parent().map(std::fs::read_dir);
    entry.act != Act::Replace && folder.is_some_and(|it| it.is_ok_and(|mut it| it.next().is_some()))
}

fn anything(parent: &Dir, name: &std::ffi::OsStr, entry: &FileEntry) -> io::Result<bool> {
    for name in [name, entry.sibling.as_ref(), &kept_name(entry)] {
        if holds(parent, name, entry)? != Holds::Nothing {
            return Ok(true);
        }
    }
    Ok(false)
}
