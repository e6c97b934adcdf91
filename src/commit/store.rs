//! The state folder: one folder an apply, and who is at work in which tree.
//!
//! ```text
//! STATE/lock              held while folders are looked through or made
//! STATE/applies/7/live    locked by the process that works on apply 7; the lock dies with it
//! STATE/applies/7/journal what was going to happen, and how far it came
//! STATE/applies/7/old     the bytes of all files before, one after the other
//! STATE/applies/7.gone    nothing of it is needed any more; whoever comes by removes it
//! ```
//!
//! Other names are other people's, and left alone.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::change::ApplyId;
use super::dir::Dir;
use super::error::CommitError;
use super::fault::{Faults, Point};
use super::journal::{self, Begin, Journal, Record};
use super::trust;

/// The state folder of a user.
#[derive(Debug)]
pub(super) struct Store<'f> {
    dir: PathBuf,
    faults: &'f Faults,
}

/// The store while no other process looks through it or adds to it.
pub(super) struct Locked<'s> {
    store: &'s Store<'s>,
    lock: File,
}

// Unlock explicitly: a child process that another thread starts now inherits the descriptor, so closing ours would not
// release the lock.
impl Drop for Locked<'_> {
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

/// The folder of one apply that this process works on.
#[derive(Debug)]
pub(super) struct Folder<'f> {
    /// Its number.
    pub id: u64,
    /// Where it is.
    pub path: PathBuf,
    faults: &'f Faults,
    live: Option<File>,
}

impl Drop for Folder<'_> {
    fn drop(&mut self) {
        let _ = self.live.as_ref().map(File::unlock);
    }
}

/// What a look at the folder of an apply gives.
#[derive(Debug)]
pub(super) struct Seen {
    /// Its number.
    pub id: u64,
    /// Where it is.
    pub path: PathBuf,
    /// A process works on it right now.
    pub live: bool,
    /// What is going to happen; absent where the process ended before it said so.
    pub begin: Option<Begin>,
    /// The last thing that was said.
    pub stage: Stage,
}

/// The folder of an apply that can't be understood. The others can, so it stops none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// Its number.
    pub id: ApplyId,
    /// Where it is; the old bytes are in the file `old` there.
    pub path: PathBuf,
    /// What is wrong.
    pub why: String,
}

impl From<Damaged> for CommitError {
    fn from(Damaged { id, path, why }: Damaged) -> Self {
        Self::Damaged { id, path, why }
    }
}

/// Every apply, the oldest first.
#[derive(Debug)]
pub(super) struct Applies {
    /// Those that can be understood.
    pub seen: Vec<Seen>,
    /// Those that can't.
    pub damaged: Vec<Damaged>,
}

/// How far an apply came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Not all is staged.
    Begun,
    /// All is staged, some may be swapped.
    Committed,
    /// All is swapped, siblings may be left.
    Done,
    /// Nothing is left to do.
    Clean,
    /// Taken back, except for files that somebody changed.
    Conflict(Vec<String>),
}

impl<'f> Store<'f> {
    /// The store in `dir`, which need not exist yet.
    pub(super) fn new(dir: &Path, faults: &'f Faults) -> Self {
        Self { dir: dir.to_path_buf(), faults }
    }

    /// Waits for other processes that look or add. They are quick: nobody holds this while files are written.
    ///
    /// # Errors
    /// [`CommitError::State`]; [`CommitError::Untrusted`] where somebody else may have put something there.
    pub(super) fn lock(&'f self) -> Result<Locked<'f>, CommitError> {
        let applies = self.applies();
        let untrusted = |path: &Path| {
            trust::only_ours(path).map_err(|source| CommitError::Untrusted { path: path.to_path_buf(), source })
        };
        if self.dir.exists() {
            untrusted(&self.dir)?;
        }
        lasting_folder(&applies).map_err(|source| CommitError::State { path: applies.clone(), source })?;
        untrusted(&self.dir)?;
        untrusted(&applies)?;
        let path = self.dir.join("lock");
        let lock = lock_file(&path).and_then(|file| file.lock().map(|()| file));
        Ok(Locked { store: self, lock: lock.map_err(|source| CommitError::State { path, source })? })
    }

    fn applies(&self) -> PathBuf {
        self.dir.join("applies")
    }
}

impl<'f> Locked<'f> {
    /// Looks at every apply, and clears what earlier processes had no time to remove.
    ///
    /// # Errors
    /// [`CommitError::State`] where the folder of all applies can't be read.
    pub(super) fn all(&self) -> Result<Applies, CommitError> {
        let mut applies = Applies { seen: Vec::new(), damaged: Vec::new() };
        for Numbered { id, kind } in self.numbered()? {
            let path = self.store.applies().join(id.to_string());
            match kind {
                Kind::Apply => match look(id, &path) {
                    Ok(seen) => applies.seen.push(seen),
                    Err(why) => {
                        applies.damaged.push(Damaged { id: ApplyId(id), path, why: why.to_string() });
                    }
                },
                // Should this fail, the next one tries.
                Kind::Gone => _ = fs::remove_dir_all(gone(&path)),
                Kind::Other => {}
            }
        }
        Ok(applies)
    }

    /// Takes over the folder of an apply whose process ended.
    ///
    /// # Errors
    /// [`CommitError::State`], also where a process still works on it.
    pub(super) fn adopt(&self, seen: &Seen) -> Result<Folder<'f>, CommitError> {
        let live = lock_file(&seen.path.join("live")).and_then(|file| Ok(file.try_lock().map(|()| file)?));
        let live = live.map_err(|source| CommitError::State { path: seen.path.clone(), source })?;
        Ok(Folder { id: seen.id, path: seen.path.clone(), faults: self.store.faults, live: Some(live) })
    }

    /// Makes the folder of a new apply, and holds it.
    ///
    /// # Errors
    /// [`CommitError::State`], also where the numbers have come to their end.
    pub(super) fn create(&self) -> Result<Folder<'f>, CommitError> {
        let last = self.numbered()?.into_iter().map(|it| it.id).max().unwrap_or(0);
        let Some(id) = last.checked_add(1).filter(|id| *id < u64::MAX) else {
            let source = io::Error::other(format!("no number comes after the folder {last}"));
            return Err(CommitError::State { path: self.store.applies(), source });
        };
        let path = self.store.applies().join(id.to_string());
        let make = || -> io::Result<File> {
            self.store.faults.pass(Point::JournalCreate)?;
            private_folder(&path)?;
            let live = lock_file(&path.join("live"))?;
            live.try_lock()?;
            Ok(live)
        };
        match make() {
            Ok(live) => Ok(Folder { id, path, faults: self.store.faults, live: Some(live) }),
            Err(source) => {
                // It holds nothing yet; what stays is removed by the next recover.
                let _ = fs::remove_dir_all(&path);
                Err(CommitError::State { path, source })
            }
        }
    }

    /// The names that have a number, the lowest first.
    fn numbered(&self) -> Result<Vec<Numbered>, CommitError> {
        let applies = self.store.applies();
        let read = || -> io::Result<Vec<Numbered>> {
            let mut names = Vec::new();
            for entry in fs::read_dir(&applies)? {
                let entry = entry?;
                let folder = entry.file_type()?.is_dir();
                names.extend(entry.file_name().to_str().and_then(|name| Numbered::parse(name, folder)));
            }
            names.sort_unstable_by_key(|it| it.id);
            Ok(names)
        };
        read().map_err(|source| CommitError::State { path: applies.clone(), source })
    }
}

/// A name with a number that this program writes: no `007`, no `+7`, no number after which none comes.
struct Numbered {
    id: u64,
    kind: Kind,
}

enum Kind {
    Apply,
    Gone,
    /// A file: its number is taken, and that is all.
    Other,
}

impl Numbered {
    fn parse(name: &str, folder: bool) -> Option<Self> {
        let number = name.strip_suffix(GONE);
        let text = number.unwrap_or(name);
        let id = text.parse().ok().filter(|id: &u64| (1..u64::MAX).contains(id) && id.to_string() == text)?;
        let kind = match (folder, number) {
            (false, _) => Kind::Other,
            (true, None) => Kind::Apply,
            (true, Some(_)) => Kind::Gone,
        };
        Some(Self { id, kind })
    }
}

const GONE: &str = ".gone";

fn gone(folder: &Path) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(GONE);
    name.into()
}

impl<'f> Folder<'f> {
    /// The journal, for adding.
    ///
    /// # Errors
    /// Whatever opening gives.
    pub(super) fn journal(&self) -> io::Result<Journal<'f>> {
        Journal::open(&self.path.join("journal"), self.faults)
    }

    /// The file with the old bytes.
    pub(super) fn pack(&self) -> PathBuf {
        pack(&self.path)
    }

    /// Removes the folder, for nothing of it is needed any more. Its name goes first and at once: a process that ends in
    /// between leaves what nobody takes for an apply without a journal.
    ///
    /// # Errors
    /// Whatever renaming gives.
    pub(super) fn remove(mut self, _: &Locked<'_>) -> io::Result<()> {
        self.faults.pass(Point::JournalRemove)?;
        // Windows moves no folder with a locked file in it.
        let _ = self.live.take().map(|live| live.unlock());
        let gone = gone(&self.path);
        if gone.exists() {
            fs::remove_dir_all(&gone)?;
        }
        fs::rename(&self.path, &gone)?;
        sync_names(gone.parent().unwrap_or(&gone))?;
        // Should this fail, whoever looks next removes it.
        let _ = fs::remove_dir_all(&gone);
        Ok(())
    }
}

/// Where the old bytes of an apply are.
pub(super) fn pack(folder: &Path) -> PathBuf {
    folder.join("old")
}

/// Makes a folder and those above it, readable by the user only: old bytes of sources are in it.
fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// As [`private_folder`], and the names last: a journal in a folder whose name is lost is lost itself.
fn lasting_folder(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.exists()).collect();
    private_folder(path)?;
    missing.iter().filter_map(|folder| folder.parent()).try_for_each(sync_names)
}

/// Makes the names in a folder last, if this user may read it.
pub(super) fn sync_names(folder: &Path) -> io::Result<()> {
    match Dir::open(folder, Path::new("")) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        other => other?.sync(),
    }
}

fn lock_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

fn look(id: u64, path: &Path) -> io::Result<Seen> {
    trust::ours(path)?;
    let file = lock_file(&path.join("live"))?;
    let live = match file.try_lock_shared() {
        Ok(()) => {
            // Should this fail, the lock goes with the file.
            let _ = file.unlock();
            false
        }
        Err(TryLockError::WouldBlock) => true,
        Err(TryLockError::Error(error)) => return Err(error),
    };
    let (mut begin, mut stage) = (None, Stage::Begun);
    for record in journal::read(&path.join("journal"))? {
        match record {
            Record::Begin(it) => begin = Some(it),
            Record::Commit => stage = Stage::Committed,
            Record::Done => stage = Stage::Done,
            Record::Clean => stage = Stage::Clean,
            Record::Conflict { files } => stage = Stage::Conflict(files),
        }
    }
    // The first record lasts before the pack is made: a pack or a later record without it is damage, not an early end.
    if begin.is_none() && !live && (stage != Stage::Begun || pack(path).exists()) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the journal is damaged"));
    }
    Ok(Seen { id, path: path.to_path_buf(), live, begin, stage })
}
