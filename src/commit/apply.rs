//! The steps of an apply, in their order. What is done to one file is in `sibling`; what undoes the steps is in `recover`,
//! and is used from here when one fails.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::limits;
use crate::model::sibling::{NONCE, sibling_name};

use super::change::{Act, Applied, ApplyId, FileChange, Progress};
use super::check::{self, Verified};
use super::dir;
use super::error::CommitError;
use super::fault::{Faults, Point};
use super::journal::{Begin, Content, FileEntry, Journal, Name, Record, VERSION, WITH_NEW_FILES};
use super::made::bring;
use super::options::Options;
use super::pack;
use super::recover;
use super::refusal::Refusal;
use super::sibling::{sync_folders, write_new};
use super::store::{self, Folder, Seen, Stage, Store};

/// Whether all changes could be written right now. Writes nothing.
///
/// # Errors
/// Every file that can't be written, with the reason and the way out.
pub fn check(changes: &[FileChange], options: &Options) -> Result<(), Vec<Refusal>> {
    check::verify(&real(changes), options).map(|_| ())
}

/// Writes all changes or none. `stop` is looked at until the commit point; later it is too late, and the rest takes a moment.
///
/// # Errors
/// [`CommitError`]; only [`CommitError::HalfDone`] leaves anything of the apply, for `recover` to mend.
pub fn apply(
    changes: &[FileChange],
    options: &Options,
    progress: &mut dyn FnMut(Progress),
    stop: &AtomicBool,
) -> Result<Applied, CommitError> {
    run(&real(changes), None, options, progress, stop)
}

/// Applying what is there already is no change: the file is neither looked at nor written.
fn real(changes: &[FileChange]) -> Vec<&FileChange> {
    changes.iter().filter(|change| change.is_real()).collect()
}

/// Writes all changes or none; `undo_of` is the apply that they take back.
///
/// # Errors
/// As [`apply`].
pub(super) fn run(
    changes: &[&FileChange],
    undo_of: Option<ApplyId>,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
    stop: &AtomicBool,
) -> Result<Applied, CommitError> {
    // An undo of what is undone already is written down nevertheless, or the next one would find it again.
    if changes.is_empty() && undo_of.is_none() {
        return Ok(Applied { id: None, files: 0, kept: Vec::new() });
    }
    let store = Store::new(&options.state_dir, &options.faults);
    let asked: BTreeSet<PathBuf> = changes.iter().filter_map(|change| change.root.canonicalize().ok()).collect();
    let locked = store.lock()?;
    let applies = locked.all()?.seen;
    // Before verifying, because files of an interrupted apply would be called changed, which helps nobody.
    nobody_else(&applies, &asked)?;
    let unbroken = limits::unbroken();
    recover::tidy(&applies, &locked, &options.faults);
    drop((locked, unbroken));
    limits::stage("comparing the files with what was read and with git");
    let verified = check::verify(changes, options).map_err(CommitError::Refused)?;
    progress(Progress::Verified { files: verified.len() });

    // No limit of time or memory ends the process between the first thing that is written and the last: only `stop` does.
    limits::settle();
    limits::stage("writing");
    let (folder, begin) = begin(&store, &verified, undo_of, options)?;
    let failure = match prepare(&folder, &begin, &verified, progress, stop, options) {
        Ok(mut journal) => match swap_all(&begin, &verified, &mut journal, progress, &options.faults) {
            Ok(()) => return Ok(finish(&folder, &begin, &mut journal, &options.faults)),
            Err(failure) => failure,
        },
        Err(failure) => failure,
    };
    match recover::roll_back(&begin, &folder.path, failure.committed, &options.faults) {
        Ok(conflicts) if conflicts.is_empty() => {
            // Should this fail, recover finds nothing to do but this.
            let _ = store.lock().map(|locked| folder.remove(&locked));
            Err(failure.rolled_back())
        }
        Ok(conflicts) => {
            let old = pack::set_aside(&begin, &folder.path, &conflicts);
            let record = Record::Conflict { files: conflicts.clone() };
            // Should this fail, recover comes to the same end.
            let _ = folder.journal().and_then(|mut journal| journal.add(&record));
            let Failure { step, source, .. } = failure;
            Err(CommitError::TakenBackExcept { step, source, files: conflicts, old })
        }
        Err(cause) => {
            let (id, Failure { step, source, .. }) = (ApplyId(folder.id), failure);
            Err(CommitError::HalfDone { id, step, source, cause: cause.to_string() })
        }
    }
}

/// A step that failed.
#[derive(Debug)]
pub(super) struct Failure {
    step: String,
    source: io::Error,
    committed: bool,
    stopped: bool,
}

impl Failure {
    fn at(step: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let step = step.into();
        move |source| Self { step, source, committed: false, stopped: false }
    }

    fn committed(self) -> Self {
        Self { committed: true, ..self }
    }

    fn rolled_back(self) -> CommitError {
        if self.stopped {
            CommitError::Stopped
        } else {
            CommitError::RolledBack { step: self.step, source: self.source }
        }
    }
}

/// Fails when another apply, running or interrupted, works below one of these roots.
fn nobody_else(applies: &[Seen], roots: &BTreeSet<PathBuf>) -> Result<(), CommitError> {
    for seen in applies {
        let Some(begin) = &seen.begin else { continue };
        if !seen.live && !matches!(seen.stage, Stage::Begun | Stage::Committed) {
            continue;
        }
        let theirs = begin.roots.iter().map(Name::path);
        let shared = theirs
            .flat_map(|a| roots.iter().map(move |b| (a.clone(), b)))
            .find(|(a, b)| a.starts_with(b) || b.starts_with(a));
        let Some((root, _)) = shared else { continue };
        let id = ApplyId(seen.id);
        return Err(if seen.live {
            CommitError::Busy { id, pid: begin.pid, root }
        } else {
            CommitError::Interrupted { id, root }
        });
    }
    Ok(())
}

/// Says what is going to happen, where the next process can read it.
fn begin<'f>(
    store: &'f Store<'f>,
    verified: &[Verified<'_>],
    undo_of: Option<ApplyId>,
    options: &Options,
) -> Result<(Folder<'f>, Begin), CommitError> {
    let locked = store.lock()?;
    let roots: BTreeSet<PathBuf> = verified.iter().map(|v| v.root.clone()).collect();
    nobody_else(&locked.all()?.seen, &roots)?;
    let folder = locked.create()?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // Two state folders may number alike: the name of a sibling must not.
    let seed = format!("{} {} {since:?} {}", process::id(), folder.id, folder.path.display());
    let nonce = &blake3::hash(seed.as_bytes()).to_hex()[..NONCE];
    let order: Vec<&PathBuf> = roots.iter().collect();
    let mut offset = 0;
    let files = verified.iter().enumerate().map(|(n, v)| {
        let old = Content::of(&v.old);
        offset += old.length;
        FileEntry {
            root: order.binary_search(&&v.root).unwrap_or_default(),
            path: Name::from(v.relative.as_path()),
            display: v.change.display.clone(),
            sibling: sibling_name(nonce, n),
            old,
            new: Content::of(&v.change.after),
            offset: offset - old.length,
            mode: v.stat.mode,
            owner: v.stat.owner,
            act: v.change.act,
        }
    });
    let begin = Begin {
        version: if verified.iter().all(|v| v.change.act == Act::Replace) { VERSION } else { WITH_NEW_FILES },
        pid: process::id(),
        time: since.as_secs(),
        label: options.label.clone(),
        undo_of: undo_of.map(|id| id.0),
        files: files.collect(),
        roots: roots.iter().map(|root| Name::from(root.as_path())).collect(),
    };
    let written = folder.journal().and_then(|mut journal| journal.add(&Record::Begin(begin.clone())));
    match written.and_then(|()| sync_state(&folder)) {
        Ok(()) => Ok((folder, begin)),
        Err(source) => {
            let path = folder.path.clone();
            // No sibling exists yet: with or without the folder, nothing is left to mend.
            let _ = folder.remove(&locked);
            Err(CommitError::State { path, source })
        }
    }
}

/// Makes the names of the journal, its folder and the folders above it last. That of the state folder as well: the process that made
/// it may have ended before it could.
fn sync_state(folder: &Folder<'_>) -> io::Result<()> {
    folder.path.ancestors().take(4).try_for_each(store::sync_names)
}

/// Old bytes into the pack, new bytes into siblings, and the commit record.
fn prepare<'f>(
    folder: &Folder<'f>,
    begin: &Begin,
    verified: &[Verified<'_>],
    progress: &mut dyn FnMut(Progress),
    stop: &AtomicBool,
    options: &Options,
) -> Result<Journal<'f>, Failure> {
    let faults = &options.faults;
    let go_on = || if stop.load(Ordering::Relaxed) { Err(stopped()) } else { Ok(()) };
    pack::write(folder, verified, faults)
        .map_err(Failure::at(format!("copying the old text to {}", folder.pack().display())))?;
    for (n, (v, entry)) in verified.iter().zip(&begin.files).enumerate() {
        go_on()?;
        stage(v, entry, faults).map_err(Failure::at(format!("writing beside {}", entry.display)))?;
        progress(Progress::Staged { done: n + 1, of: verified.len() });
    }
    sync_siblings(verified, begin, faults).map_err(Failure::at("syncing the new files"))?;
    sync_folders(begin, faults).map_err(Failure::at("syncing folders"))?;
    go_on()?;
    let journal = || Failure::at(format!("writing the journal in {}", folder.path.display()));
    let mut file = folder.journal().map_err(journal())?;
    file.add(&Record::Commit).map_err(journal())?;
    progress(Progress::Committed);
    Ok(file)
}

fn stopped() -> Failure {
    Failure { stopped: true, ..Failure::at("stopped")(io::ErrorKind::Interrupted.into()) }
}

fn stage(v: &Verified<'_>, entry: &FileEntry, faults: &Faults) -> io::Result<()> {
    let (parent, name) = dir::parent(&v.root, &v.relative)?;
    let like = match v.change.act {
        Act::Replace => Some(parent.file(name)?),
        Act::Create => None,
        Act::Remove => return Ok(()),
    };
    write_new(&parent, OsStr::new(&entry.sibling), &v.change.after, entry, like.as_ref(), faults)
}

/// Makes the bytes of all siblings last. Many at once: the disk then writes its own journal once for all that wait.
fn sync_siblings(verified: &[Verified<'_>], begin: &Begin, faults: &Faults) -> io::Result<()> {
    // In order and before, so that the number of a point means the same each time.
    begin.files.iter().try_for_each(|_| faults.pass(Point::StageSync))?;
    let sync = |(v, entry): (&Verified<'_>, &FileEntry)| match v.change.act {
        Act::Replace | Act::Create => dir::parent(&v.root, &v.relative)?.0.sync_file(OsStr::new(&entry.sibling)),
        Act::Remove => Ok(()),
    };
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(pair) = {
            let n = next.fetch_add(1, Ordering::Relaxed);
            verified.get(n).zip(begin.files.get(n))
        } {
            sync(pair)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WAITING.min(verified.len())).map(|_| scope.spawn(work)).collect();
        let ended =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into())));
        ended.fold(Ok(()), io::Result::and)
    })
}

/// Threads that wait for the disk; more gain nothing that could be measured.
const WAITING: usize = 16;

fn swap_all(
    begin: &Begin,
    verified: &[Verified<'_>],
    journal: &mut Journal<'_>,
    progress: &mut dyn FnMut(Progress),
    faults: &Faults,
) -> Result<(), Failure> {
    for (n, (v, entry)) in verified.iter().zip(&begin.files).enumerate() {
        let swapped = dir::parent(&v.root, &v.relative)
            .and_then(|(parent, name)| bring(&parent, name, entry, Some(&v.stat), faults));
        swapped.map_err(|error| Failure::at(format!("replacing {}", entry.display))(error).committed())?;
        progress(Progress::Swapped { done: n + 1, of: verified.len() });
    }
    sync_folders(begin, faults).map_err(|error| Failure::at("syncing folders")(error).committed())?;
    journal.add(&Record::Done).map_err(|error| Failure::at("writing the journal")(error).committed())
}

/// Removes the old files. What fails here is left to recover: the apply itself is done and lasts.
fn finish(folder: &Folder<'_>, begin: &Begin, journal: &mut Journal<'_>, faults: &Faults) -> Applied {
    let mut kept = Vec::new();
    let cleaned = recover::clean(begin, faults, &mut kept).and_then(|()| journal.add(&Record::Clean));
    // Not an error: every file has its new bytes, and the record that says so lasts.
    drop(cleaned);
    Applied { id: Some(ApplyId(folder.id)), files: begin.files.len(), kept }
}
