//! [`Dir`] on Unix: a descriptor, walked to name by name with `O_NOFOLLOW`. A symlink swapped in after a check is
//! an error of the next step, never a way out of the tree.

use std::ffi::OsStr;
use std::fs::{File, Permissions};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Component, Path};

use rustix::fs::{Access, AtFlags, Mode, OFlags, accessat, openat, renameat, unlinkat};

use super::stat::{Exchange, Stat};

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// An open folder.
pub(in crate::commit) struct Dir(OwnedFd);

impl Dir {
    /// The folder `relative` below `root`. `root` itself may be reached through symlinks, nothing below it may.
    ///
    /// # Errors
    /// Whatever opening gives; a symlink below the root is `ENOTDIR` or `ELOOP`.
    pub(in crate::commit) fn open(root: &Path, relative: &Path) -> io::Result<Self> {
        let mut at = rustix::fs::open(root, FOLDER, Mode::empty())?;
        for part in relative.components() {
            let Component::Normal(name) = part else { return Err(io::ErrorKind::InvalidInput.into()) };
            at = openat(&at, name, FOLDER | OFlags::NOFOLLOW, Mode::empty())?;
        }
        Ok(Self(at))
    }

    /// How an open file is.
    ///
    /// # Errors
    /// Whatever `fstat` gives.
    pub(in crate::commit) fn stat(file: &File) -> io::Result<Stat> {
        let meta = file.metadata()?;
        Ok(Stat {
            regular: meta.is_file(),
            size: meta.size(),
            mode: meta.mode() & 0o7777,
            owner: Some((meta.uid(), meta.gid())),
            links: meta.nlink(),
            id: (meta.dev(), meta.ino()),
            modified: (meta.mtime(), meta.mtime_nsec()),
        })
    }

    /// Opens a file for reading. Never follows a symlink, never waits for the other end of a pipe.
    ///
    /// # Errors
    /// Whatever opening gives; a symlink is `ELOOP`.
    pub(in crate::commit) fn file(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(File::from(openat(&self.0, name, flags, Mode::empty())?))
    }

    /// Makes a new file that only its owner can read; its mode comes later.
    ///
    /// # Errors
    /// `AlreadyExists`, or whatever opening gives.
    pub(in crate::commit) fn create(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(openat(&self.0, name, flags, Mode::RUSR | Mode::WUSR)?))
    }

    /// Gives `file` the owner, mode and, as far as possible, the extended attributes of the file it stands in for.
    ///
    /// # Errors
    /// `PermissionDenied` where owner or mode can't be had: a swap would change them.
    pub(in crate::commit) fn dress(
        file: &File,
        mode: u32,
        owner: Option<(u32, u32)>,
        like: Option<&File>,
    ) -> io::Result<()> {
        if let Some((user, group)) = owner {
            // Each alone: a file of one's own can be given another of one's own groups without being root.
            let (has_user, has_group) = Self::stat(file)?.owner.unwrap_or((user, group));
            let to = ((user != has_user).then_some(user), (group != has_group).then_some(group));
            if to != (None, None) {
                std::os::unix::fs::fchown(file, to.0, to.1)?;
            }
        }
        if let Some(like) = like {
            copy_attributes(like, file);
        }
        same_rights(like, file)?;
        // After chown, which clears the set-id bits, and after the list of rights, whose mask the group bits are.
        file.set_permissions(Permissions::from_mode(mode))?;
        if Self::stat(file)?.mode != mode {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, format!("mode {mode:o} can't be set")));
        }
        Ok(())
    }

    /// Lets two names change places in one step, so that what was under each is still there.
    ///
    /// # Errors
    /// Whatever renaming gives.
    pub(in crate::commit) fn exchange(&self, a: &OsStr, b: &OsStr) -> io::Result<Exchange> {
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        {
            use rustix::io::Errno;
            match rustix::fs::renameat_with(&self.0, a, &self.0, b, rustix::fs::RenameFlags::EXCHANGE) {
                Ok(()) => Ok(Exchange::Done),
                // NOTSUP and OPNOTSUPP are one number on some systems, so no pattern.
                Err(no) if [Errno::INVAL, Errno::NOSYS, Errno::NOTSUP, Errno::OPNOTSUPP].contains(&no) => {
                    Ok(Exchange::Unsupported)
                }
                Err(error) => Err(error.into()),
            }
        }
        #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
        {
            let _ = (a, b);
            Ok(Exchange::Unsupported)
        }
    }

    /// Puts `from` in the place of `to`, in one step.
    ///
    /// # Errors
    /// Whatever renaming gives.
    pub(in crate::commit) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(renameat(&self.0, from, &self.0, to)?)
    }

    /// Gives a file a second name. False where the system or the rights don't allow it; nothing happened then.
    ///
    /// # Errors
    /// Whatever linking gives.
    pub(in crate::commit) fn link(&self, from: &OsStr, to: &OsStr) -> io::Result<bool> {
        use rustix::io::Errno;
        match rustix::fs::linkat(&self.0, from, &self.0, to, AtFlags::empty()) {
            Ok(()) => Ok(true),
            Err(no) if [Errno::PERM, Errno::NOSYS, Errno::NOTSUP, Errno::OPNOTSUPP, Errno::MLINK].contains(&no) => {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a file (or a symlink itself).
    ///
    /// # Errors
    /// Whatever unlinking gives.
    pub(in crate::commit) fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Makes the names in the folder last.
    ///
    /// # Errors
    /// Whatever `fsync` gives.
    pub(in crate::commit) fn sync(&self) -> io::Result<()> {
        match rustix::fs::fsync(&self.0) {
            // Some network and FUSE file systems have no fsync for folders; there is nothing more that could be done.
            Ok(()) | Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOTSUP) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Makes the bytes of a file last.
    ///
    /// # Errors
    /// Whatever opening or `fsync` gives, also for what was written through an earlier descriptor.
    pub(in crate::commit) fn sync_file(&self, name: &OsStr) -> io::Result<()> {
        self.file(name)?.sync_all()
    }

    /// Whether names can be added and removed here.
    ///
    /// # Errors
    /// `PermissionDenied` or `ReadOnlyFilesystem`.
    pub(in crate::commit) fn writable(&self) -> io::Result<()> {
        Ok(accessat(&self.0, ".", Access::WRITE_OK | Access::EXEC_OK, AtFlags::empty())?)
    }

    /// The mode of a new file: what its folder allows, without the right to run it.
    ///
    /// # Errors
    /// Whatever looking gives.
    pub(in crate::commit) fn mode_of_files(&self) -> io::Result<u32> {
        Ok(File::from(self.0.try_clone()?).metadata()?.mode() & 0o666 | 0o600)
    }

    /// Whether this user may write the file.
    ///
    /// # Errors
    /// `PermissionDenied` or `ReadOnlyFilesystem`.
    pub(in crate::commit) fn file_writable(&self, name: &OsStr) -> io::Result<()> {
        Ok(accessat(&self.0, name, Access::WRITE_OK, AtFlags::empty())?)
    }
}

/// Best effort: attributes are labels, lists of rights and notes of other programs, and many can be set by root only.
fn copy_attributes(from: &File, to: &File) {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};
        const LIMIT: usize = 64 * 1024;
        let mut names = vec![0u8; LIMIT];
        let Ok(length) = flistxattr(from, names.as_mut_slice()) else { return };
        let mut value = vec![0u8; LIMIT];
        for name in names[..length.min(LIMIT)].split(|&b| b == 0).filter(|n| !n.is_empty()) {
            if let Ok(size) = fgetxattr(from, name, value.as_mut_slice()) {
                let _ = fsetxattr(to, name, &value[..size.min(LIMIT)], XattrFlags::empty());
            }
        }
    }
    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    let _ = (from, to);
}

/// Gives `to` the list of rights (ACL) of `from`: a new file has inherited one from its folder, and nobody may read by it who
/// could not read the old file. Without `from`, none.
///
/// # Errors
/// `PermissionDenied` where the rights would be others. Lists that are no extended attributes (macOS, NFSv4) are not seen.
fn same_rights(from: Option<&File>, to: &File) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::fs::{XattrFlags, fgetxattr, fremovexattr, fsetxattr};
        const RIGHTS: &str = "system.posix_acl_access";
        let list = |file: &File| {
            let mut value = vec![0u8; 64 * 1024];
            fgetxattr(file, RIGHTS, value.as_mut_slice()).ok().map(|size| value[..size].to_vec())
        };
        let wanted = from.and_then(list);
        if list(to) == wanted {
            return Ok(());
        }
        match &wanted {
            Some(list) => fsetxattr(to, RIGHTS, list, XattrFlags::empty())?,
            None => fremovexattr(to, RIGHTS)?,
        }
        if list(to) != wanted {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "its list of rights (ACL) can't be kept"));
        }
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = (from, to);
    Ok(())
}

/// Whether an error of opening says that something else stands there: a symlink, a socket, a folder where a file was.
pub(in crate::commit) fn is_other(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let kinds = [Errno::LOOP, Errno::MLINK, Errno::NXIO, Errno::NOTDIR, Errno::ISDIR];
    kinds.iter().any(|kind| error.raw_os_error() == Some(kind.raw_os_error()))
}
