//! Whose folder it is. What stands in the state folder is written into files of the user, so nobody else may have put it there.

use std::io;
use std::path::Path;

/// Whether only this user can have written what stands in the folder.
///
/// # Errors
/// `PermissionDenied` with what is wrong; whatever looking gives.
#[cfg(unix)]
pub(super) fn only_ours(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    ours(path)?;
    let mode = path.metadata()?.mode() & 0o7777;
    // A sticky folder lets others add what is not there yet: a journal, for instance.
    if mode & 0o022 == 0 {
        return Ok(());
    }
    Err(denied(format!("others can write there (mode {mode:o})")))
}

/// Whether the folder belongs to this user.
///
/// # Errors
/// As [`only_ours`].
#[cfg(unix)]
pub(super) fn ours(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let (owner, me) = (path.metadata()?.uid(), rustix::process::geteuid().as_raw());
    if owner == me { Ok(()) } else { Err(denied(format!("it belongs to user {owner}, and this is user {me}"))) }
}

#[cfg(unix)]
fn denied(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, why)
}

/// Windows keeps it in a folder of the user's profile; std can't tell more.
#[cfg(not(unix))]
pub(super) fn only_ours(_: &Path) -> io::Result<()> {
    Ok(())
}

/// As [`only_ours`].
#[cfg(not(unix))]
pub(super) fn ours(_: &Path) -> io::Result<()> {
    Ok(())
}
