//! Files that a command makes: a report, a baseline, a patch. Whole or not at all, like everything that is written.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use crate::limits;

/// Writes `bytes` to `path`, replacing a regular file in one step. A symlink is followed (`/dev/stdout`, a link that the
/// user made for the purpose), a pipe or device is written into. The mode of a file that was there stays.
///
/// # Errors
/// Whatever a step gives; the old file is there then.
pub fn write_output(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let permissions = match target.metadata() {
        Ok(meta) if !meta.is_file() => return OpenOptions::new().write(true).open(&target)?.write_all(bytes),
        Ok(meta) => Some(meta.permissions()),
        Err(_) => None,
    };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let why = format!("there is no folder {}; make it, or name another", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, why));
    }
    // The result of the run: nobody ends it before the file stands, or after.
    limits::settle();
    let mut builder = tempfile::Builder::new();
    builder.prefix(".runsess-");
    // As a program that just opens a new file would: the user's umask decides, not the private mode of temporary files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(&target).map(|_| ()).map_err(|error| error.error)
}

/// Adds `bytes` to the end of `path`, which several programs write to one after the other.
///
/// # Errors
/// Whatever the system says.
pub fn append_output(path: &Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().append(true).create(true).open(path)?.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_replaces_the_old_one_whole() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("report.md");
        write_output(&path, b"a long first report").expect("written");
        write_output(&path, b"short").expect("written");
        assert_eq!(std::fs::read(&path).expect("read"), b"short");
        assert_eq!(std::fs::read_dir(dir.path()).expect("listed").count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let dir = tempfile::tempdir().expect("a folder");
        let error = write_output(&dir.path().join("no/such/report.md"), b"text").expect_err("no folder");
        assert!(error.to_string().starts_with("there is no folder "), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn an_output_keeps_the_mode_and_follows_a_link() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().expect("a folder");
        let (path, link) = (dir.path().join("report.md"), dir.path().join("link"));
        write_output(&path, b"first").expect("written");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).expect("set");
        symlink(&path, &link).expect("linked");
        write_output(&link, b"second").expect("written");
        assert_eq!(std::fs::read(&path).expect("read"), b"second");
        assert_eq!(path.metadata().expect("there").permissions().mode() & 0o777, 0o640);
        assert!(link.symlink_metadata().expect("there").is_symlink());
    }
}
