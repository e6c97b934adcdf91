//! The state folder: one folder an apply, and who is at work in which tree.
//!
//! ```text
//! STATE/lock              held while folders are looked through or made
//! STATE/applies/7/live    locked by the process that works on apply 7; the lock dies with it
//! STATE/applies/7/journal what was going to happen, and how far it came
//! STATE/applies/7/old     the bytes of all files before, one after the other
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::error::CommitError;
use super::fault::{Faults, Point};
use super::journal::{self, Begin, Journal, Record};

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
    /// [`CommitError::State`].
    pub(super) fn lock(&'f self) -> Result<Locked<'f>, CommitError> {
        let applies = self.applies();
        private_folder(&applies).map_err(|source| CommitError::State { path: applies, source })?;
        let path = self.dir.join("lock");
        let lock = lock_file(&path).and_then(|file| file.lock().map(|()| file));
        Ok(Locked { store: self, lock: lock.map_err(|source| CommitError::State { path, source })? })
    }

    fn applies(&self) -> PathBuf {
        self.dir.join("applies")
    }
}

impl<'f> Locked<'f> {
    /// Every apply, the oldest first.
    ///
    /// # Errors
    /// [`CommitError::State`], also for a journal that can't be understood.
    pub(super) fn all(&self) -> Result<Vec<Seen>, CommitError> {
        self.ids()?.into_iter().map(|id| self.look(id)).collect()
    }

    /// One apply.
    ///
    /// # Errors
    /// As [`Locked::all`].
    pub(super) fn look(&self, id: u64) -> Result<Seen, CommitError> {
        let path = self.store.applies().join(id.to_string());
        look(id, &path).map_err(|source| CommitError::State { path, source })
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
    /// [`CommitError::State`].
    pub(super) fn create(&self) -> Result<Folder<'f>, CommitError> {
        let id = self.ids()?.last().map_or(1, |last| last + 1);
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

    fn ids(&self) -> Result<Vec<u64>, CommitError> {
        let applies = self.store.applies();
        let read = || -> io::Result<Vec<u64>> {
            let mut ids = Vec::new();
            for entry in fs::read_dir(&applies)? {
                ids.extend(entry?.file_name().to_str().and_then(|name| name.parse::<u64>().ok()));
            }
            ids.sort_unstable();
            Ok(ids)
        };
        read().map_err(|source| CommitError::State { path: applies.clone(), source })
    }
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

    /// Removes the folder, for nothing of it is needed any more. Nobody may look at it half removed: hence the lock.
    ///
    /// # Errors
    /// Whatever removing gives.
    pub(super) fn remove(mut self, _: &Locked<'_>) -> io::Result<()> {
        self.faults.pass(Point::JournalRemove)?;
        // Windows removes no folder with a locked file in it.
        let _ = self.live.take().map(|live| live.unlock());
        fs::remove_dir_all(&self.path)
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

fn lock_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

fn look(id: u64, path: &Path) -> io::Result<Seen> {
    let file = lock_file(&path.join("live"))?;
    let live = match file.try_lock_shared() {
        Ok(()) => file.unlock().map(|()| false)?,
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
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "the journal is damaged; the old bytes are in the file `old`",
        ));
    }
    Ok(Seen { id, path: path.to_path_buf(), live, begin, stage })
}
