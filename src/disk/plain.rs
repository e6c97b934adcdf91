//! Opens and reads files that nobody vouches for, and those that the user names.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

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
