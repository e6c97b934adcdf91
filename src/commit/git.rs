//! Asks the `git` program which of some files have changes that it could not bring back: uncommitted, untracked or ignored
//! ones.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::refusal::Reason;

/// The bytes of arguments in one call; well below what systems allow (Windows: 32 KiB).
const ARGUMENTS: usize = 24 * 1024;

/// For each of the files (root, relative path) that is not safe in git, its index and why.
///
/// The files are asked about by work tree, the innermost first: a submodule is its own.
pub(super) fn not_clean(files: &[(&Path, &Path)], require_git: bool) -> Vec<(usize, Reason)> {
    let mut trees: BTreeMap<PathBuf, Vec<(usize, PathBuf)>> = BTreeMap::new();
    let mut refused = Vec::new();
    for (index, (root, relative)) in files.iter().enumerate() {
        match work_tree(root, relative) {
            Some((top, path)) => trees.entry(top).or_default().push((index, path)),
            None if require_git => refused.push((index, Reason::NoGit)),
            None => {}
        }
    }
    for (top, files) in &trees {
        for some in batches(files) {
            refused.extend(ask(top, some));
        }
    }
    refused.sort_by_key(|(index, _)| *index);
    refused
}

/// The nearest folder at or above the file that has a `.git` (a folder, or the file of a submodule or linked work tree).
fn work_tree(root: &Path, relative: &Path) -> Option<(PathBuf, PathBuf)> {
    let path = root.join(relative);
    let top = path.ancestors().skip(1).find(|folder| folder.join(".git").symlink_metadata().is_ok())?;
    Some((top.to_path_buf(), path.strip_prefix(top).ok()?.to_path_buf()))
}

fn batches(files: &[(usize, PathBuf)]) -> impl Iterator<Item = &[(usize, PathBuf)]> {
    let mut rest = files;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = rest.iter().take_while(|(_, path)| {
            bytes += path.as_os_str().len() + 1;
            bytes <= ARGUMENTS
        });
        let (some, later) = rest.split_at(fits.count().max(1).min(rest.len()));
        rest = later;
        (!some.is_empty()).then_some(some)
    })
}

fn ask(top: &Path, files: &[(usize, PathBuf)]) -> Vec<(usize, Reason)> {
    let all = |said: String| files.iter().map(|(index, _)| (*index, Reason::Git(said.clone()))).collect();
    let output = status(top, files.iter().map(|(_, path)| path.into()));
    let output = match output {
        Ok(output) if output.status.success() => output.stdout,
        Ok(output) => {
            return all(String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or("it failed").to_owned());
        }
        Err(error) => return all(error.to_string()),
    };
    let mut refused = Vec::new();
    let mut entries = output.split(|&b| b == 0);
    while let Some(entry) = entries.next() {
        let Some((status, path)) = entry.split_at_checked(3) else { continue };
        // A rename has its old path as an entry of its own.
        if status.starts_with(b"R") || status.starts_with(b"C") {
            entries.next();
        }
        let reason = match status {
            b"?? " => Reason::Untracked,
            _ => Reason::Dirty(String::from_utf8_lossy(&status[..2]).into_owned()),
        };
        // An untracked folder that is a repository of its own stands for all in it; it ends in a slash.
        let hit = |file: &Path| {
            let bytes = slashed(file);
            bytes == path || (path.ends_with(b"/") && bytes.starts_with(path))
        };
        let before = refused.len();
        refused.extend(files.iter().filter(|(_, file)| hit(file)).map(|(index, _)| (*index, reason.clone())));
        if refused.len() == before {
            // Never take an answer that isn't understood for a clean tree (a broken `.git` makes git ask further up).
            return all(format!("it answered about `{}`", String::from_utf8_lossy(path)));
        }
    }
    refused
}

fn slashed(path: &Path) -> Vec<u8> {
    let bytes = path.as_os_str().as_encoded_bytes().to_vec();
    if cfg!(windows) { bytes.into_iter().map(|b| if b == b'\\' { b'/' } else { b }).collect() } else { bytes }
}

fn status(top: &Path, files: impl Iterator<Item = OsString>) -> std::io::Result<std::process::Output> {
    let mut git = Command::new("git");
    // No program of the repository's configuration is run, and the index is not rewritten.
    git.arg("-C").arg(top).args(["-c", "core.fsmonitor=false", "--no-optional-locks", "--literal-pathspecs"]);
    git.args(["status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignore-submodules=none", "--"]).args(files);
    // Set inside of hooks; they would answer for another tree.
    for variable in
        ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"]
    {
        git.env_remove(variable);
    }
    git.env("LC_ALL", "C").stdin(Stdio::null()).output()
}
