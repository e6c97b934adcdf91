//! Everything that can be known before the first write: all files of all repositories, all reasons at once.
//! What can change in between is looked at again right before the swap.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use super::change::{Act, FileChange};
use super::dir::{self, Dir, Stat};
use super::git;
use super::journal::{Content, Name};
use super::options::Options;
use super::refusal::{Reason, Refusal};

/// A change that may be written, as far as looking tells.
#[derive(Debug)]
pub(super) struct Verified<'c> {
    /// The change.
    pub change: &'c FileChange,
    /// Its root, canonical.
    pub root: PathBuf,
    /// Below the root.
    pub relative: PathBuf,
    /// The bytes that go.
    pub old: Vec<u8>,
    /// How the file was when they were read.
    pub stat: Stat,
}

/// Looks at every file.
///
/// # Errors
/// Every file that can't be written, with its first reason, in the order of the changes.
pub(super) fn verify<'c>(changes: &[&'c FileChange], options: &Options) -> Result<Vec<Verified<'c>>, Vec<Refusal>> {
    let mut verified = Vec::new();
    let mut refused: Vec<(usize, Reason)> = Vec::new();
    let mut places: Vec<usize> = Vec::new();
    let mut seen: BTreeMap<(PathBuf, PathBuf), usize> = BTreeMap::new();
    for (index, change) in changes.iter().enumerate() {
        match look(change) {
            Ok(it) if seen.insert((it.root.clone(), it.relative.clone()), index).is_some() => {
                refused.push((index, Reason::Twice))
            }
            Ok(it) => {
                places.push(index);
                verified.push(it);
            }
            Err(reason) => refused.push((index, reason)),
        }
    }
    if !options.allow_dirty {
        // Of a file that is not there yet, nothing can be lost.
        let (files, places): (Vec<(&Path, &Path)>, Vec<usize>) = verified
            .iter()
            .zip(&places)
            .filter(|(v, _)| v.change.act != Act::Create)
            .map(|(v, at)| ((v.root.as_path(), v.relative.as_path()), *at))
            .unzip();
        refused
            .extend(git::not_clean(&files, options.require_git).into_iter().map(|(at, reason)| (places[at], reason)));
    }
    if refused.is_empty() {
        return Ok(verified);
    }
    refused.sort_by_key(|(index, _)| *index);
    refused.dedup_by_key(|(index, _)| *index);
    let refusal = |(index, reason): (usize, Reason)| {
        let change = changes[index];
        Refusal { display: change.display.clone(), path: change.path.clone(), reason }
    };
    Err(refused.into_iter().map(refusal).collect())
}

fn look(change: &FileChange) -> Result<Verified<'_>, Reason> {
    let relative = dir::relative(&change.root, &change.path).ok_or(Reason::Outside)?;
    if let Some(link) = dir::symlink_on_the_way(&change.root, &relative) {
        return Err(Reason::Symlink(link));
    }
    let root = change.root.canonicalize().map_err(reason_of)?;
    if Name::from(relative.as_path()).path() != relative {
        return Err(Reason::Unwritable);
    }
    let (parent, name) = dir::parent(&root, &relative).map_err(reason_of)?;
    if change.act == Act::Create {
        let stat = look_for_none(change, &parent, name)?;
        return Ok(Verified { change, root, relative, old: Vec::new(), stat });
    }
    let (old, stat) = parent.file(name).and_then(dir::read).map_err(reason_of)?;
    if stat.links > 1 {
        return Err(Reason::HardLinks(stat.links));
    }
    if Content::of(&old).hash != change.before {
        return Err(Reason::Changed);
    }
    if stat.mode & 0o222 == 0 || parent.file_writable(name).is_err() {
        return Err(Reason::ReadOnly);
    }
    if parent.writable().is_err() {
        return Err(Reason::FolderReadOnly);
    }
    if let Some(expected) = change.mode.filter(|&mode| mode != stat.mode) {
        return Err(Reason::ModeChanged { expected, found: stat.mode });
    }
    Ok(Verified { change, root, relative, old, stat })
}

/// How a file that is made will be: nothing has its name, and its folder can get one.
fn look_for_none(change: &FileChange, parent: &Dir, name: &OsStr) -> Result<Stat, Reason> {
    match parent.file(name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        _ => return Err(Reason::Exists),
    }
    if parent.writable().is_err() {
        return Err(Reason::FolderReadOnly);
    }
    let mode = match change.mode {
        Some(mode) => mode,
        None => parent.mode_of_files().map_err(reason_of)?,
    };
    Ok(Stat { regular: true, size: 0, mode, owner: None, links: 0, id: (0, 0), modified: (0, 0) })
}

fn reason_of(error: io::Error) -> Reason {
    match error.kind() {
        io::ErrorKind::NotFound => Reason::Missing,
        io::ErrorKind::InvalidInput => Reason::NotRegular,
        _ => Reason::Unreadable(error.to_string()),
    }
}
