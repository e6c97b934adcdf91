//! The way back and the way forward from any point of an apply, told from what is on the disk: for each file, what stands
//! under its own name and what under its sibling's.
//!
//! An apply that has no commit record yet is taken back: only its siblings exist. One that has it (or whose files show that it
//! had it: a journal may be damaged, too) is finished, if each file
//! is either swapped or can be; else it is taken back, old bytes from the sibling (the very file that was there) or from the
//! pack. A file that is neither the old nor the new one is somebody's work: it is never overwritten.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use crate::limits;
use crate::model::is_sibling_name;

use super::away;
use super::change::{Act, ApplyId};
use super::dir::{self, Dir};
use super::error::CommitError;
use super::fault::{Faults, Point};
use super::journal::{Begin, FileEntry, Record};
use super::made::{self, Back};
use super::options::Options;
use super::pack::{is_whole, set_aside, unpack};
use super::sibling::{self, Holds, holds, kept_name, sync_folders};
use super::store::{Applies, Damaged, Folder, Locked, Seen, Stage, Store};

/// An interrupted apply, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// Its number.
    pub id: ApplyId,
    /// What the user knows it as.
    pub label: String,
    /// How many files it was about.
    pub files: usize,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an interrupted apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every file has its new bytes.
    Finished,
    /// Every file has its old bytes.
    TakenBack,
    /// Taken back, except for these files, which somebody changed after they were replaced.
    TakenBackExcept {
        /// `repo/path` of each.
        files: Vec<String>,
        /// The folder with the old bytes of each.
        old: PathBuf,
    },
    /// A process still works on it.
    Live {
        /// Which one.
        pid: u32,
    },
    /// A place of it is not there (a disk that is away, a folder that was moved). Nothing was touched, nothing is lost: try
    /// again when it is back.
    Away {
        /// What is not there.
        path: PathBuf,
        /// The folder of the apply, with the old bytes.
        kept: PathBuf,
    },
    /// Its journal can't be understood, so nothing was done.
    Damaged {
        /// What is wrong.
        why: String,
        /// The folder of the apply; the old bytes are in the file `old` there.
        kept: PathBuf,
    },
    /// It could not be mended now (a folder that can't be written); nothing is lost, try again.
    Failed(String),
}

/// Mends every interrupted apply, the latest first. An empty list: there was none.
///
/// # Errors
/// [`CommitError::State`] where the state folder can't be read.
pub fn recover(options: &Options) -> Result<Vec<Recovered>, CommitError> {
    if !options.state_dir.exists() {
        return Ok(Vec::new());
    }
    // What an interrupted apply needs is no less than this, whatever it takes.
    limits::settle();
    let store = Store::new(&options.state_dir, &options.faults);
    // Held to the end: an apply that starts meanwhile waits, and finds everything mended.
    let locked = store.lock()?;
    let Applies { seen, damaged } = locked.all()?;
    let mut recovered = Vec::new();
    for seen in seen.iter().rev().filter(|seen| !matches!(seen.stage, Stage::Clean | Stage::Conflict(_))) {
        let outcome = if seen.live {
            Outcome::Live { pid: seen.begin.as_ref().map_or(0, |begin| begin.pid) }
        } else {
            locked
                .adopt(seen)
                .map_err(|error| error.to_string())
                .and_then(|folder| mend(seen, folder, &locked, &options.faults).map_err(|error| error.to_string()))
                .unwrap_or_else(Outcome::Failed)
        };
        let (label, files) = seen.begin.as_ref().map(|it| (it.label.clone(), it.files.len())).unwrap_or_default();
        // It had not even said what it would do.
        if seen.begin.is_some() || outcome != Outcome::TakenBack {
            recovered.push(Recovered { id: ApplyId(seen.id), label, files, outcome });
        }
    }
    recovered.extend(damaged.into_iter().map(|Damaged { id, path, why }| Recovered {
        id,
        label: String::new(),
        files: 0,
        outcome: Outcome::Damaged { why, kept: path },
    }));
    Ok(recovered)
}

fn mend(seen: &Seen, folder: Folder<'_>, locked: &Locked<'_>, faults: &Faults) -> io::Result<Outcome> {
    let Some(begin) = &seen.begin else {
        folder.remove(locked)?;
        return Ok(Outcome::TakenBack);
    };
    if begin.files.iter().any(|entry| !is_sibling_name(&entry.sibling) || entry.root >= begin.roots.len()) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the journal is damaged"));
    }
    if let Some(path) = away::find(begin)? {
        return Ok(Outcome::Away { path, kept: folder.path.clone() });
    }
    let lost = seen.stage == Stage::Begun && was_committed(begin, &folder.path)?;
    if lost {
        // Half mended, the files may show it no more.
        folder.journal()?.add(&Record::Commit)?;
    }
    let committed = lost || seen.stage == Stage::Committed;
    let done = seen.stage == Stage::Done || (committed && roll_forward(begin, &folder, faults)?);
    if done {
        let mut kept = Vec::new();
        clean(begin, faults, &mut kept)?;
        folder.journal()?.add(&Record::Clean)?;
        return Ok(Outcome::Finished);
    }
    let files = roll_back(begin, &folder.path, committed, faults)?;
    if files.is_empty() {
        folder.remove(locked)?;
        return Ok(Outcome::TakenBack);
    }
    let old = set_aside(begin, &folder.path, &files);
    folder.journal()?.add(&Record::Conflict { files: files.clone() })?;
    Ok(Outcome::TakenBackExcept { files, old })
}

/// Removes the siblings of applies that are done, and whose process ended before it could. Nothing depends on it.
pub(super) fn tidy(applies: &[Seen], locked: &Locked<'_>, faults: &Faults) {
    for seen in applies.iter().filter(|seen| seen.stage == Stage::Done && !seen.live) {
        let _ = locked.adopt(seen).map(|folder| mend(seen, folder, locked, faults));
    }
}

/// A file of the apply, with its folder open.
struct OpenEntry<'e> {
    parent: Dir,
    name: OsString,
    sibling: &'e OsStr,
    /// Where the sibling would be, for messages.
    sibling_path: PathBuf,
    entry: &'e FileEntry,
    /// What stands under its own name, and under the sibling's.
    held: (Holds, Holds),
    /// The second name of the old file, where names can't be exchanged, and what stands there.
    kept: (OsString, Holds),
}

/// # Errors
/// Whatever opening or looking gives; a folder that is gone may come back, and its file and sibling with it.
fn open<'e>(begin: &Begin, entry: &'e FileEntry) -> io::Result<OpenEntry<'e>> {
    let root = begin.roots.get(entry.root).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?.path();
    let relative = entry.path.path();
    let (parent, name) = match dir::parent(&root, &relative) {
        Ok(it) => it,
        Err(error) if away::is_gone(&error) => return Err(away::error(&root, &relative)),
        Err(error) => return Err(error),
    };
    let sibling = OsStr::new(&entry.sibling);
    let held = (holds(&parent, name, entry)?, holds(&parent, sibling, entry)?);
    let sibling_path = root.join(relative.with_file_name(sibling));
    let kept = kept_name(entry);
    let kept = (kept.clone(), holds(&parent, &kept, entry)?);
    Ok(OpenEntry { parent, name: name.to_owned(), sibling, sibling_path, entry, held, kept })
}

/// Whether a file was swapped, though no record says that it might: the record is damaged. Old bytes beside a file that does not
/// have them came out of it; so did what is gone or strange beside new ones, unless somebody wrote those before any old bytes
/// were packed.
fn was_committed(begin: &Begin, folder: &Path) -> io::Result<bool> {
    let packed = is_whole(begin, folder);
    for entry in &begin.files {
        let file = open(begin, entry)?;
        let swapped = match file.held {
            (_, _) if file.kept.1 != Holds::Nothing => true,
            (Holds::New, beside) if beside != Holds::New => packed,
            (held, Holds::Old) => held != Holds::Old,
            // A new file that still has the name of its sibling, too.
            (Holds::New, Holds::New) => entry.act == Act::Create && packed,
            _ => false,
        };
        if swapped {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Brings every file to its new bytes, if that is possible for all; false, and nothing done, where it is not.
fn roll_forward(begin: &Begin, folder: &Folder<'_>, faults: &Faults) -> io::Result<bool> {
    let mut to_swap = Vec::new();
    for entry in &begin.files {
        let file = open(begin, entry)?;
        match made::left(entry, file.held) {
            Some(Ok(true)) => to_swap.push(file),
            Some(Ok(false)) => {}
            Some(Err(())) => return Ok(false),
            None => match file.held {
                (Holds::New, Holds::Old | Holds::Nothing | Holds::New) => {}
                (Holds::Old, Holds::New) => to_swap.push(file),
                _ => return Ok(false),
            },
        }
    }
    for file in to_swap {
        // Killed between giving the second name and swapping: a file with two names would be refused.
        if file.kept.1 == Holds::Old {
            file.parent.remove(&file.kept.0)?;
        }
        if made::bring(&file.parent, &file.name, file.entry, None, faults).is_err() {
            return Ok(false);
        }
    }
    sync_folders(begin, faults)?;
    folder.journal()?.add(&Record::Done)?;
    Ok(true)
}

/// Brings every file back to its old bytes, and removes the siblings. Works from every state, also its own half-way one.
/// Gives the files that somebody changed after they were replaced: they stay, and so must the pack.
///
/// # Errors
/// The first step that failed, or what is away; the rest was tried nevertheless.
pub(super) fn roll_back(begin: &Begin, folder: &Path, committed: bool, faults: &Faults) -> io::Result<Vec<String>> {
    let mut conflicts = Vec::new();
    // Before siblings are removed: of a file that somebody deleted, nothing is left then.
    let mut failed = match away::find(begin) {
        Ok(path) => path.map(|path| away::error(&path, Path::new(""))),
        Err(error) => Some(error),
    };
    for entry in &begin.files {
        match put_back(begin, entry, folder, committed, faults) {
            Ok(PutBack::Yes) => {}
            Ok(PutBack::Changed) => conflicts.push(entry.display.clone()),
            Ok(PutBack::Strange) => conflicts.push(entry.beside()),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    sync_folders(begin, &Faults::default())?;
    failed.map_or(Ok(conflicts), Err)
}

/// What became of a file and its sibling.
enum PutBack {
    /// The file is as it was, and nothing is beside it.
    Yes,
    /// Somebody changed the file after it was replaced: it stays.
    Changed,
    /// What is beside it was not written by the apply, and may be nowhere else: it stays.
    Strange,
}

fn put_back(begin: &Begin, entry: &FileEntry, folder: &Path, committed: bool, faults: &Faults) -> io::Result<PutBack> {
    let file = open(begin, entry)?;
    let restored = OsString::from(format!("{}.old", entry.sibling));
    if holds(&file.parent, &restored, entry)? != Holds::Nothing {
        // Of an earlier try that was killed; nobody else uses such a name.
        file.parent.remove(&restored)?;
    }
    if !committed {
        return file.unstage(faults);
    }
    if let Some(back) = made::back(entry, file.held) {
        return file.take_back(back, folder, &restored, faults);
    }
    match (file.held.0, file.kept.1) {
        (_, Holds::Nothing) => {}
        (Holds::New, _) => {
            faults.pass(Point::PutBack)?;
            file.parent.rename(&file.kept.0, &file.name)?;
            return if file.held.1 == Holds::Nothing { Ok(PutBack::Yes) } else { file.remove_sibling(faults) };
        }
        // A sibling that is still there was never swapped: the second name is one of the file that stands there.
        (_, Holds::Other) if file.held.1 == Holds::New => file.parent.remove(&file.kept.0)?,
        (_, Holds::Old | Holds::New) => file.parent.remove(&file.kept.0)?,
        (_, Holds::Other) => return Ok(PutBack::Changed),
    }
    match file.held {
        (Holds::Old, Holds::Nothing) => Ok(PutBack::Yes),
        (Holds::Old | Holds::Other | Holds::Nothing, Holds::New) => file.remove_sibling(faults),
        (Holds::Old, Holds::Old) => file.remove_sibling(faults),
        // What came out of the swap: the old file itself, or what somebody had put there the moment before.
        (Holds::New, Holds::Old | Holds::Other) => {
            faults.pass(Point::PutBack)?;
            file.parent.rename(file.sibling, &file.name)?;
            Ok(PutBack::Yes)
        }
        (Holds::New, Holds::Nothing | Holds::New) => {
            file.write_back(folder, &restored, faults)?;
            if file.held.1 == Holds::New { file.remove_sibling(faults) } else { Ok(PutBack::Yes) }
        }
        // The pack keeps what is removed here, if it is whole.
        (Holds::Other | Holds::Nothing, Holds::Old) if unpack(folder, entry).is_ok() => {
            file.remove_sibling(faults).map(|_| PutBack::Changed)
        }
        (Holds::Other | Holds::Nothing, Holds::Old) => Ok(PutBack::Strange),
        // Bytes that are nowhere else: both stay.
        (Holds::Old | Holds::Other | Holds::Nothing, Holds::Other)
        | (Holds::Other | Holds::Nothing, Holds::Nothing) => Ok(PutBack::Changed),
    }
}

impl OpenEntry<'_> {
    /// Writes the old bytes from the pack, by the name `restored` at first.
    fn write_back(&self, folder: &Path, restored: &OsStr, faults: &Faults) -> io::Result<()> {
        let old = unpack(folder, self.entry)?;
        let like = if self.held.0 == Holds::Nothing { None } else { Some(self.parent.file(&self.name)?) };
        sibling::write_new(&self.parent, restored, &old, self.entry, like.as_ref(), faults)?;
        faults.pass(Point::StageSync)?;
        self.parent.sync_file(restored)?;
        faults.pass(Point::PutBack)?;
        self.parent.rename(restored, &self.name)
    }

    /// Takes back what was done to a file that was made or was to go.
    fn take_back(&self, back: Back, folder: &Path, restored: &OsStr, faults: &Faults) -> io::Result<PutBack> {
        match back {
            Back::Nothing => {}
            Back::Sibling => return self.remove_sibling(faults),
            Back::Both => {
                faults.pass(Point::PutBack)?;
                self.parent.remove(&self.name)?;
                if self.held.1 != Holds::Nothing {
                    return self.remove_sibling(faults);
                }
            }
            Back::Home => made::home(&self.parent, &self.name, self.entry, faults)?,
            Back::Write => self.write_back(folder, restored, faults)?,
            Back::Changed => return Ok(PutBack::Changed),
        }
        Ok(PutBack::Yes)
    }

    fn remove_sibling(&self, faults: &Faults) -> io::Result<PutBack> {
        faults.pass(Point::Remove)?;
        self.parent.remove(self.sibling)?;
        Ok(PutBack::Yes)
    }

    /// Removes a sibling that was never swapped: the new text, whole or its beginning. Anything else is not of this apply.
    fn unstage(&self, faults: &Faults) -> io::Result<PutBack> {
        match self.held {
            (_, Holds::Nothing) => Ok(PutBack::Yes),
            (_, Holds::New) | (Holds::Old, Holds::Old) => self.remove_sibling(faults),
            (_, Holds::Other) if self.is_torn()? => self.remove_sibling(faults),
            (_, Holds::Old | Holds::Other) => Ok(PutBack::Strange),
        }
    }

    /// Whether the sibling is shorter than the new text: its process ended while it was written.
    fn is_torn(&self) -> io::Result<bool> {
        match self.parent.file(self.sibling) {
            Ok(file) => Dir::stat(&file).map(|stat| stat.regular && stat.size < self.entry.new.length),
            Err(error) if dir::is_other(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Removes the old files of an apply that is done. One that another program wrote into at the last moment stays: `kept`.
///
/// # Errors
/// The first removal that failed; the rest was tried nevertheless.
pub(super) fn clean(begin: &Begin, faults: &Faults, kept: &mut Vec<PathBuf>) -> io::Result<()> {
    let cleaned = begin.files.iter().map(|entry| clean_one(begin, entry, faults, kept)).fold(Ok(()), io::Result::and);
    sync_folders(begin, &Faults::default()).and(cleaned)
}

fn clean_one(begin: &Begin, entry: &FileEntry, faults: &Faults, kept: &mut Vec<PathBuf>) -> io::Result<()> {
    let file = open(begin, entry)?;
    match file.held.1 {
        Holds::Nothing => {}
        Holds::Old | Holds::New => _ = file.remove_sibling(faults)?,
        Holds::Other => kept.push(file.sibling_path.clone()),
    }
    match file.kept.1 {
        Holds::Nothing => {}
        Holds::Old | Holds::New => {
            faults.pass(Point::Remove)?;
            file.parent.remove(&file.kept.0)?;
        }
        Holds::Other => kept.push(file.sibling_path.with_file_name(&file.kept.0)),
    }
    Ok(())
}
