//! Files that an apply makes, and files that an undo takes away again: what stands for the swap of `sibling`, and the way back. A file
//! that is made is its sibling under another name; one that goes becomes its sibling, until everything else is done.

use std::ffi::OsStr;
use std::io;

use super::change::Act;
use super::dir::{Dir, Stat};
use super::fault::{Faults, Point};
use super::journal::FileEntry;
use super::sibling::{self, Holds, changed, holds, is_same};

/// Brings one file to what the apply makes of it, if it still is what was read.
///
/// # Errors
/// As [`sibling::swap`].
pub(super) fn bring(
    parent: &Dir,
    name: &OsStr,
    entry: &FileEntry,
    expected: Option<&Stat>,
    faults: &Faults,
) -> io::Result<()> {
    match entry.act {
        Act::Replace => sibling::swap(parent, name, entry, expected, faults),
        Act::Create => create(parent, name, entry, faults),
        Act::Remove => remove(parent, name, entry, expected, faults),
    }
}

/// Gives a staged sibling its name, if nothing has it.
///
/// # Errors
/// Whatever a step gives; `InvalidData` where something has the name by now, which stays as it is.
fn create(parent: &Dir, name: &OsStr, entry: &FileEntry, faults: &Faults) -> io::Result<()> {
    faults.pass(Point::Swap)?;
    take_name(parent, OsStr::new(&entry.sibling), name, entry)?;
    faults.pass(Point::SwapVerify)?;
    match holds(parent, OsStr::new(&entry.sibling), entry)? {
        Holds::Nothing => Ok(()),
        _ => parent.remove(OsStr::new(&entry.sibling)),
    }
}

/// Gives what stands under `from` the name `to`, if nothing has it. Both names may lead to it after a second name was given.
fn take_name(parent: &Dir, from: &OsStr, to: &OsStr, entry: &FileEntry) -> io::Result<()> {
    if holds(parent, to, entry)? != Holds::Nothing {
        return Err(changed());
    }
    // A second name is never given in the place of another file, which renaming would do.
    match parent.link(from, to) {
        Ok(true) => Ok(()),
        Ok(false) => parent.rename(from, to),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(changed()),
        Err(error) => Err(error),
    }
}

/// Takes the name of a file away: it stands under that of its sibling then.
///
/// # Errors
/// Whatever a step gives; `InvalidData` where the file is another one by now. It may stand under the sibling's name then: rolling back
/// brings it home.
fn remove(parent: &Dir, name: &OsStr, entry: &FileEntry, expected: Option<&Stat>, faults: &Faults) -> io::Result<()> {
    if !is_same(Dir::stat(&parent.file(name).map_err(|_| changed())?)?, entry, expected) {
        return Err(changed());
    }
    let sibling = OsStr::new(&entry.sibling);
    faults.pass(Point::Swap)?;
    parent.rename(name, sibling)?;
    faults.pass(Point::SwapVerify)?;
    if holds(parent, sibling, entry)? == Holds::Old { Ok(()) } else { Err(changed()) }
}

/// What a committed apply that is taken back has to do with one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Back {
    /// Nothing: it is as it was.
    Nothing,
    /// Remove the sibling.
    Sibling,
    /// Remove the file that was made, and its sibling.
    Both,
    /// Give what stands under the sibling's name its own.
    Home,
    /// Write the old bytes from the pack.
    Write,
    /// Leave it: somebody changed it.
    Changed,
}

/// The way back from what stands under the file's own name and under its sibling's; none for a file that was only replaced.
pub(super) fn back(entry: &FileEntry, held: (Holds, Holds)) -> Option<Back> {
    use Holds::{New, Nothing, Old, Other};
    Some(match (entry.act, held) {
        (Act::Replace, _) => return None,
        (Act::Create, (Nothing, Nothing)) => Back::Nothing,
        (Act::Create, (New, Nothing | New)) => Back::Both,
        // What has the name now was made by somebody else before this apply could.
        (Act::Create, (Nothing | Old | Other, New)) => Back::Sibling,
        (Act::Remove, (Old, Nothing)) => Back::Nothing,
        (Act::Remove, (Old, Old)) => Back::Sibling,
        (Act::Remove, (Nothing, Old | Other)) => Back::Home,
        (Act::Remove, (Nothing, Nothing)) => Back::Write,
        (Act::Create | Act::Remove, _) => Back::Changed,
    })
}

/// Whether every step of an apply is done or can be done for a file; `Some(true)` where one is left. None for a file that is only replaced.
pub(super) fn left(entry: &FileEntry, held: (Holds, Holds)) -> Option<Result<bool, ()>> {
    use Holds::{New, Nothing, Old};
    Some(match (entry.act, held) {
        (Act::Replace, _) => return None,
        (Act::Create, (New, Nothing | New)) | (Act::Remove, (Nothing, Nothing | Old)) => Ok(false),
        (Act::Create, (Nothing, New)) | (Act::Remove, (Old, Nothing)) => Ok(true),
        (Act::Create | Act::Remove, _) => Err(()),
    })
}

/// Brings a file that was to go back under its name.
///
/// # Errors
/// Whatever a step gives.
pub(super) fn home(parent: &Dir, name: &OsStr, entry: &FileEntry, faults: &Faults) -> io::Result<()> {
    faults.pass(Point::PutBack)?;
    let sibling = OsStr::new(&entry.sibling);
    take_name(parent, sibling, name, entry)?;
    match holds(parent, sibling, entry)? {
        Holds::Nothing => Ok(()),
        _ => parent.remove(sibling),
    }
}
