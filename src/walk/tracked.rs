//! Asks `git` which files a repository tracks: an ignore file speaks of files that are not.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustc_hash::FxBuildHasher;

/// The files that a repository tracks, and the folders they are in, relative to its top.
pub(super) type Tracked = HashSet<PathBuf, FxBuildHasher>;

/// What git tracks below `top`, the folder that holds `.git`.
///
/// # Errors
/// Why git can't say, in a few words.
pub(super) fn tracked(top: &Path) -> Result<Tracked, String> {
    if no_plain_index(top) {
        return Err("its index is no regular file".into());
    }
    let output = ask(top, None).map_err(|error| super::reason::io_reason(&error))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or("it failed").to_owned());
    }
    let mut tracked = Tracked::default();
    for name in output.stdout.split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
        for path in path(name).ancestors().take_while(|path| !path.as_os_str().is_empty()) {
            if !tracked.insert(path.to_path_buf()) {
                break;
            }
        }
    }
    Ok(tracked)
}

/// True when git tracks something at or below `path`, which lies below `top`; also where git can't say.
pub(super) fn tracks(top: &Path, path: &Path) -> bool {
    let Ok(rest) = path.strip_prefix(top) else { return false };
    if no_plain_index(top) {
        return true;
    }
    let output = ask(top, Some(rest));
    output.map_or(true, |it| !it.status.success() || !it.stdout.is_empty())
}

/// Git would wait for ever on an index that is a pipe.
fn no_plain_index(top: &Path) -> bool {
    let git = top.join(".git");
    git.is_dir() && git.join("index").symlink_metadata().is_ok_and(|meta| !meta.is_file())
}

/// Only reads the index: no ignore file, no object, no work tree.
fn ask(top: &Path, below: Option<&Path>) -> std::io::Result<std::process::Output> {
    let mut git = git(top);
    git.args(["ls-files", "--cached", "-z"]);
    if let Some(below) = below {
        // No name of a folder is a pattern.
        git.arg("--").arg(below).env("GIT_LITERAL_PATHSPECS", "1");
    }
    git.output()
}

/// The program `git` for the repository around `top`, which may be a stranger's: no program of its configuration is run, nothing is
/// fetched, nothing is written.
pub(super) fn git(top: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(top).args(["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false"]);
    git.args(["-c", "protocol.allow=never", "-c", "core.hooksPath=/dev/null"]);
    // Set inside of hooks; they would answer for another tree.
    for variable in
        ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"]
    {
        git.env_remove(variable);
    }
    git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C").stdin(Stdio::null());
    git
}

/// A name as git prints it with `-z`.
#[cfg(unix)]
pub(super) fn path(name: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(OsStr::from_bytes(name))
}

/// Git writes UTF-8 where names are not bytes.
#[cfg(not(unix))]
pub(super) fn path(name: &[u8]) -> &Path {
    Path::new(OsStr::new(std::str::from_utf8(name).unwrap_or_default()))
}
