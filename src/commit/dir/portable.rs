//! [`Dir`] where std has no descriptors of folders (Windows): by path, with a look for symlinks before each step.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::path::symlink_on_the_way;
use super::stat::{Exchange, Stat};

/// A folder that was there when it was opened.
pub(in crate::commit) struct Dir(PathBuf);

impl Dir {
    /// The folder `relative` below `root`; no symlink below the root.
    ///
    /// # Errors
    /// Whatever looking gives; `InvalidInput` for a symlink.
    pub(in crate::commit) fn open(root: &Path, relative: &Path) -> io::Result<Self> {
        let path = root.join(relative);
        if symlink_on_the_way(root, relative).is_some() || !path.metadata()?.is_dir() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        Ok(Self(path))
    }

    /// How an open file is.
    ///
    /// # Errors
    /// Whatever the system gives.
    pub(in crate::commit) fn stat(file: &File) -> io::Result<Stat> {
        let meta = file.metadata()?;
        let modified = meta.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Stat {
            regular: meta.is_file(),
            size: meta.len(),
            mode: if meta.permissions().readonly() { 0o444 } else { 0o666 },
            owner: None,
            links: 1,
            id: (0, 0),
            modified: (i64::try_from(modified.as_secs()).unwrap_or(0), i64::from(modified.subsec_nanos())),
        })
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// Whatever opening gives; `InvalidInput` for anything but a regular file.
    pub(in crate::commit) fn file(&self, name: &OsStr) -> io::Result<File> {
        let path = self.0.join(name);
        // Also before opening: a pipe would wait for its other end.
        if !path.symlink_metadata()?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        File::open(path)
    }

    /// Makes a new file.
    ///
    /// # Errors
    /// `AlreadyExists`, or whatever opening gives.
    pub(in crate::commit) fn create(&self, name: &OsStr) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).create_new(true).open(self.0.join(name))
    }

    /// Read-only files are refused before; there is nothing else to keep.
    ///
    /// # Errors
    /// None.
    pub(in crate::commit) fn dress(_: &File, _: u32, _: Option<(u32, u32)>, _: Option<&File>) -> io::Result<()> {
        Ok(())
    }

    /// Not to be had from std.
    ///
    /// # Errors
    /// None.
    pub(in crate::commit) fn exchange(&self, _: &OsStr, _: &OsStr) -> io::Result<Exchange> {
        Ok(Exchange::Unsupported)
    }

    /// Puts `from` in the place of `to`.
    ///
    /// # Errors
    /// Whatever renaming gives.
    pub(in crate::commit) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        std::fs::rename(self.0.join(from), self.0.join(to))
    }

    /// Gives a file a second name. False where the file system has no such thing.
    ///
    /// # Errors
    /// None: std does not say which failure it was.
    pub(in crate::commit) fn link(&self, from: &OsStr, to: &OsStr) -> io::Result<bool> {
        Ok(std::fs::hard_link(self.0.join(from), self.0.join(to)).is_ok())
    }

    /// Removes a file.
    ///
    /// # Errors
    /// Whatever removing gives.
    pub(in crate::commit) fn remove(&self, name: &OsStr) -> io::Result<()> {
        std::fs::remove_file(self.0.join(name))
    }

    /// Folders can't be synced here.
    ///
    /// # Errors
    /// None.
    pub(in crate::commit) fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    /// Makes the bytes of a file last.
    ///
    /// # Errors
    /// Whatever opening or flushing gives.
    pub(in crate::commit) fn sync_file(&self, name: &OsStr) -> io::Result<()> {
        // Windows flushes only what may be written.
        OpenOptions::new().write(true).open(self.0.join(name))?.sync_all()
    }

    /// Only trying would tell.
    ///
    /// # Errors
    /// None.
    pub(in crate::commit) fn writable(&self) -> io::Result<()> {
        Ok(())
    }

    /// Whether the file is marked read-only.
    ///
    /// # Errors
    /// `PermissionDenied`.
    pub(in crate::commit) fn file_writable(&self, name: &OsStr) -> io::Result<()> {
        match self.0.join(name).metadata()?.permissions().readonly() {
            true => Err(io::ErrorKind::PermissionDenied.into()),
            false => Ok(()),
        }
    }
}

/// Whether an error of opening says that something else stands there: a symlink, a folder where a file was.
pub(in crate::commit) fn is_other(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory)
}
