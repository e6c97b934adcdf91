//! One file of an apply and its sibling, the hidden file beside it that holds the new text before the swap and the old one
//! after it: look at both, write the sibling, let them change places. When to do which is decided in `apply` and `recover`.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::change::Act;
use super::dir::{self, Dir, Exchange, Stat};
use super::fault::{Faults, Point};
use super::journal::{Begin, Content, FileEntry};

/// What stands under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Nothing.
    Nothing,
    /// The bytes before.
    Old,
    /// The bytes after.
    New,
    /// Anything else: other bytes, a symlink, a folder.
    Other,
}

/// What stands under `name`.
///
/// # Errors
/// Whatever reading gives: a file that can't be read can't be judged.
pub(super) fn holds(parent: &Dir, name: &OsStr, entry: &FileEntry) -> io::Result<Holds> {
    let file = match parent.file(name) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Holds::Nothing),
        Err(error) if dir::is_other(&error) => return Ok(Holds::Other),
        Err(error) => return Err(error),
    };
    let stat = Dir::stat(&file)?;
    if !stat.regular || (stat.size != entry.old.length && stat.size != entry.new.length) {
        return Ok(Holds::Other);
    }
    let content = Content::of(&dir::read(file)?.0);
    Ok(match content {
        // Of a file that is made or goes, the empty bytes stand for none.
        _ if content == entry.old && entry.act != Act::Create => Holds::Old,
        _ if content == entry.new && entry.act != Act::Remove => Holds::New,
        _ => Holds::Other,
    })
}

/// The second name that the old file gets where names can't be exchanged.
pub(super) fn kept_name(entry: &FileEntry) -> OsString {
    format!("{}.kept", entry.sibling).into()
}

/// A new file beside the one of `entry`, complete, with its mode and owner, not yet lasting.
///
/// # Errors
/// Whatever a step gives; what was made by then stays.
pub(super) fn write_new(
    parent: &Dir,
    name: &OsStr,
    bytes: &[u8],
    entry: &FileEntry,
    like: Option<&std::fs::File>,
    faults: &Faults,
) -> io::Result<()> {
    faults.pass(Point::StageCreate)?;
    let mut file = parent.create(name)?;
    let (first, second) = bytes.split_at(bytes.len() / 2);
    faults.pass(Point::StageWrite)?;
    file.write_all(first)?;
    faults.pass(Point::StageTorn)?;
    file.write_all(second)?;
    faults.pass(Point::StageDress)?;
    Dir::dress(&file, entry.mode, entry.owner, like)
}

/// Makes the names in every folder of the apply last.
///
/// # Errors
/// Whatever opening or syncing gives; a folder that is gone has nothing to sync.
pub(super) fn sync_folders(begin: &Begin, faults: &Faults) -> io::Result<()> {
    let folders: BTreeSet<(usize, PathBuf)> = begin
        .files
        .iter()
        .map(|f| (f.root, f.path.path().parent().map(Path::to_path_buf).unwrap_or_default()))
        .collect();
    for (root, folder) in folders {
        let Some(root) = begin.roots.get(root) else { continue };
        faults.pass(Point::FolderSync)?;
        match Dir::open(&root.path(), &folder) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            other => other?.sync()?,
        }
    }
    Ok(())
}

pub(super) fn changed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it was changed since it was read")
}

/// Whether a file is what was read, as far as the system says.
pub(super) fn is_same(stat: Stat, entry: &FileEntry, expected: Option<&Stat>) -> bool {
    expected.is_none_or(|expected| *expected == stat) && stat.mode == entry.mode && stat.links == 1
}

/// Lets the sibling and the file change places, if the file still is what was read.
///
/// # Errors
/// Whatever a step gives; `InvalidData` where the file is another one by now. It may stand under the sibling's name then:
/// rolling back brings it home.
pub(super) fn swap(
    parent: &Dir,
    name: &OsStr,
    entry: &FileEntry,
    expected: Option<&Stat>,
    faults: &Faults,
) -> io::Result<()> {
    let same = |stat: Stat| is_same(stat, entry, expected);
    let sibling = OsStr::new(&entry.sibling);
    if !same(Dir::stat(&parent.file(name).map_err(|_| changed())?)?) {
        return Err(changed());
    }
    faults.pass(Point::Swap)?;
    let exchange = if faults.plain() { Exchange::Unsupported } else { parent.exchange(sibling, name)? };
    match exchange {
        Exchange::Done => {
            faults.pass(Point::SwapVerify)?;
            let out = parent.file(sibling).map_err(|_| changed())?;
            let still = same(Dir::stat(&out)?) && holds(parent, sibling, entry)? == Holds::Old;
            if still { Ok(()) } else { Err(changed()) }
        }
        Exchange::Unsupported => {
            // A second name keeps the old file for the way back, which then needs no room on the disk. Where there are
            // no second names, the pack has its bytes.
            let kept = kept_name(entry);
            faults.pass(Point::Keep)?;
            let linked = parent.link(name, &kept)?;
            faults.pass(Point::SwapVerify)?;
            let looked_at = if linked { &kept } else { name };
            match holds(parent, looked_at, entry)? {
                Holds::Old => parent.rename(sibling, name),
                _ => Err(changed()),
            }
        }
    }
}
