//! [`Dir`] where `rustix` has no descriptors of folders (Windows): a handle of `cap-std`, walked to name by name without following
//! links. While it is open the system lets nobody move or remove the folder or those above it, so a link swapped in after a check is
//! an error of the next step here, too.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::{Component, Path};
use std::time::UNIX_EPOCH;

use cap_fs_ext::{DirExt, FollowSymlinks, MetadataExt, OpenOptionsFollowExt};
use cap_std::ambient_authority;
use cap_std::fs::{Metadata, OpenOptions};

use super::stat::{Exchange, Stat};

/// An open folder.
pub(in crate::commit) struct Dir(cap_std::fs::Dir);

impl Dir {
    /// The folder `relative` below `root`. `root` itself may be reached through links, nothing below it may.
    ///
    /// # Errors
    /// Whatever opening gives; a link below the root is one.
    pub(in crate::commit) fn open(root: &Path, relative: &Path) -> io::Result<Self> {
        let mut at = cap_std::fs::Dir::open_ambient_dir(root, ambient_authority())?;
        for part in relative.components() {
            let Component::Normal(name) = part else { return Err(io::ErrorKind::InvalidInput.into()) };
            at = at.open_dir_nofollow(name)?;
        }
        Ok(Self(at))
    }

    /// How an open file is.
    ///
    /// # Errors
    /// Whatever the system gives.
    pub(in crate::commit) fn stat(file: &File) -> io::Result<Stat> {
        let meta = Metadata::from_file(file)?;
        let modified = meta.modified()?.into_std().duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Stat {
            regular: meta.is_file(),
            size: meta.len(),
            mode: if meta.permissions().readonly() { 0o444 } else { 0o666 },
            owner: None,
            links: meta.nlink(),
            id: (meta.dev(), meta.ino()),
            modified: (i64::try_from(modified.as_secs()).unwrap_or(0), i64::from(modified.subsec_nanos())),
        })
    }

    /// Opens a file for reading. Never follows a link.
    ///
    /// # Errors
    /// Whatever opening gives; `InvalidInput` for anything but a regular file.
    pub(in crate::commit) fn file(&self, name: &OsStr) -> io::Result<File> {
        // Also before opening: a pipe would wait for its other end.
        if !self.0.symlink_metadata(name)?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        self.with(name, OpenOptions::new().read(true))
    }

    /// Makes a new file.
    ///
    /// # Errors
    /// `AlreadyExists`, or whatever opening gives.
    pub(in crate::commit) fn create(&self, name: &OsStr) -> io::Result<File> {
        self.with(name, OpenOptions::new().read(true).write(true).create_new(true))
    }

    /// Read-only files are refused before; there is nothing else to keep.
    ///
    /// # Errors
    /// None.
    pub(in crate::commit) fn dress(_: &File, _: u32, _: Option<(u32, u32)>, _: Option<&File>) -> io::Result<()> {
        Ok(())
    }

    /// Windows has no such call.
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
        self.0.rename(from, &self.0, to)
    }

    /// Gives a file a second name. False where the file system has no such thing.
    ///
    /// # Errors
    /// None: the system does not say which failure it was.
    pub(in crate::commit) fn link(&self, from: &OsStr, to: &OsStr) -> io::Result<bool> {
        Ok(self.0.hard_link(from, &self.0, to).is_ok())
    }

    /// Removes a file (or a link itself).
    ///
    /// # Errors
    /// Whatever removing gives.
    pub(in crate::commit) fn remove(&self, name: &OsStr) -> io::Result<()> {
        self.0.remove_file_or_symlink(name)
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
        self.with(name, OpenOptions::new().write(true))?.sync_all()
    }

    /// Only trying would tell.
    ///
    /// # Errors
    /// None.
    pub(in crate::commit) fn writable(&self) -> io::Result<()> {
        Ok(())
    }

    /// The mode of a new file.
    ///
    /// # Errors
    /// None.
    pub(in crate::commit) fn mode_of_files(&self) -> io::Result<u32> {
        Ok(0o666)
    }

    /// Whether the file is marked read-only.
    ///
    /// # Errors
    /// `PermissionDenied`; whatever looking gives.
    pub(in crate::commit) fn file_writable(&self, name: &OsStr) -> io::Result<()> {
        match self.0.symlink_metadata(name)?.permissions().readonly() {
            true => Err(io::ErrorKind::PermissionDenied.into()),
            false => Ok(()),
        }
    }

    fn with(&self, name: &OsStr, options: &mut OpenOptions) -> io::Result<File> {
        self.0.open_with(name, options.follow(FollowSymlinks::No)).map(cap_std::fs::File::into_std)
    }
}

/// Whether an error of opening says that something else stands there: a link, a folder where a file was.
pub(in crate::commit) fn is_other(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory)
}

/// The handles are those of the system that runs the tests; what is asked of them is the same.
#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    fn name(name: &str) -> &OsStr {
        OsStr::new(name)
    }

    #[test]
    fn a_file_is_made_read_moved_and_removed() {
        let root = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(root.path().join("a/b")).expect("a writable folder");
        let dir = Dir::open(root.path(), Path::new("a/b")).expect("it is there");
        dir.create(name("new")).and_then(|mut file| file.write_all(b"text")).expect("a writable folder");
        assert_eq!(dir.create(name("new")).map_err(|it| it.kind()).err(), Some(io::ErrorKind::AlreadyExists));
        dir.sync_file(name("new")).expect("it can be flushed");
        dir.file_writable(name("new")).expect("it can be written");
        let mut text = String::new();
        let mut file = dir.file(name("new")).expect("it is there");
        file.read_to_string(&mut text).expect("it can be read");
        let stat = Dir::stat(&file).expect("it is open");
        assert_eq!((text.as_str(), stat.size, stat.links, stat.regular), ("text", 4, 1, true));
        drop(file);
        assert!(dir.link(name("new"), name("kept")).is_ok());
        dir.rename(name("new"), name("old")).expect("it can be moved");
        assert!(root.path().join("a/b/old").is_file() && !root.path().join("a/b/new").exists());
        dir.remove(name("old")).expect("it can be removed");
        assert_eq!(dir.file(name("old")).map_err(|it| it.kind()).err(), Some(io::ErrorKind::NotFound));
    }

    #[cfg(unix)]
    #[test]
    fn no_link_below_the_root_is_followed_whenever_it_was_made() {
        use std::os::unix::fs::symlink;
        let (root, outside) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        std::fs::write(outside.path().join("f"), "theirs").expect("a writable folder");
        std::fs::create_dir(root.path().join("in")).expect("a writable folder");
        std::fs::write(root.path().join("in/f"), "ours").expect("a writable folder");
        symlink(outside.path(), root.path().join("out")).expect("links are possible");
        symlink(outside.path().join("f"), root.path().join("in/link")).expect("links are possible");
        assert!(Dir::open(root.path(), Path::new("out")).is_err());
        assert!(Dir::open(root.path(), Path::new("../x")).is_err());

        let dir = Dir::open(root.path(), Path::new("in")).expect("it is there");
        assert!(dir.file(name("link")).is_err_and(|it| is_other(&it)));
        assert!(dir.sync_file(name("link")).is_err());
        // The folder is swapped for a link between the check and the use. (Windows does not let it go.)
        std::fs::rename(root.path().join("in"), root.path().join("away")).expect("a writable folder");
        symlink(outside.path(), root.path().join("in")).expect("links are possible");
        dir.create(name("new")).expect("a writable folder");
        dir.rename(name("new"), name("f")).expect("it can be moved");
        assert_eq!(std::fs::read(outside.path().join("f")).expect("it is there"), b"theirs");
        assert_eq!(std::fs::read_dir(outside.path()).expect("a folder").count(), 1);
        assert_eq!(std::fs::read(root.path().join("away/f")).expect("it is there"), b"");
    }
}
