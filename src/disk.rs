//! The files outside of a run's sources that resolution reads: dependencies, module files, modules without a hit. Notes what
//! was asked and what the answer was (`disk/seen.rs`), so that whoever keeps a result can tell whether it still holds. Opens files that
//! nobody vouches for (`disk/plain.rs`).

mod plain;
mod seen;

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use rustc_hash::FxBuildHasher;

pub use plain::{open_plain, read_named, read_plain};
pub use seen::{Answer, Asked, Question, Stamp};

/// Each question, with its answer and the stamp of what was there.
type Noted = HashMap<(PathBuf, Question), (Answer, Option<Stamp>), FxBuildHasher>;

/// Reads from the file system and remembers what it asked for. May be shared between threads.
#[derive(Debug)]
pub struct Disk {
    /// Before anything was read: what has changed since, or shortly before, has a time that proves nothing.
    start: SystemTime,
    asked: Mutex<Noted>,
    climbed: Mutex<BTreeSet<PathBuf>>,
}

impl Default for Disk {
    fn default() -> Self {
        Self { start: SystemTime::now(), asked: Mutex::default(), climbed: Mutex::default() }
    }
}

/// Everything that was asked for.
#[derive(Debug, Default)]
pub struct Seen {
    /// The questions and their answers, sorted by path.
    pub asked: Vec<Asked>,
    /// The highest folders that texts lead up to, sorted: from there on they name what they mean by the names of folders.
    pub climbed: Vec<PathBuf>,
}

impl Disk {
    /// The text of a regular file of at most `max_bytes`. `None` for anything else, and for what is not UTF-8.
    pub fn read(&self, path: &Path, max_bytes: u64) -> Option<String> {
        self.note(path, Question::Text { max_bytes }, || {
            let text = seen::text(path, max_bytes);
            (Answer::text(text.as_deref()), text)
        })
    }

    /// The same below `top`: a symbolic link at `path` is no regular file, and no folder on the way leads out of `top`.
    pub fn read_within(&self, top: &Path, path: &Path, max_bytes: u64) -> Option<String> {
        let below = path.strip_prefix(top).ok()?.components().count() as u32;
        self.note(path, Question::Within { below, max_bytes }, || {
            let text = seen::text_within(top, path, max_bytes);
            (Answer::text(text.as_deref()), text)
        })
    }

    /// Whether a folder is there.
    pub fn is_dir(&self, path: &Path) -> bool {
        self.note(path, Question::Folder, || (Answer::folder(path), path.is_dir()))
    }

    /// The names of what a folder holds besides folders, sorted; none for what is no folder.
    pub fn files_in(&self, path: &Path) -> Vec<OsString> {
        self.note(path, Question::Files, || {
            let names = seen::names(path);
            (Answer::names(&names), names)
        })
    }

    /// The bytes of a regular file, as [`read_plain`].
    pub fn read_bytes(&self, path: &Path, max_bytes: u64) -> Option<Vec<u8>> {
        self.note(path, Question::Bytes { max_bytes }, || {
            let bytes = read_plain(path, max_bytes).ok();
            (Answer::bytes(bytes.as_deref()), bytes)
        })
    }

    /// Notes that a text in the folder `from` names another place. Whether that leads back below the roots hangs on what the folders are
    /// called that it leads through, which nobody asks the disk.
    pub fn named(&self, from: &Path, text: &str) {
        let (mut at, mut highest) = (from.to_path_buf(), from);
        for part in Path::new(text).components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => {
                    at.pop();
                }
                part => at.push(part),
            }
            if let Some(above) = highest.parent().filter(|above| at == **above) {
                highest = above;
            }
        }
        let highest = if Path::new(text).is_absolute() { from.ancestors().last().unwrap_or(from) } else { highest };
        self.climbed.lock().unwrap_or_else(PoisonError::into_inner).insert(highest.to_path_buf());
    }

    /// Everything that was asked for and what the answer was.
    pub fn seen(&self) -> Seen {
        let noted = self.lock();
        let one = |((path, question), (answer, stamp)): (&(PathBuf, Question), &(Answer, Option<Stamp>))| Asked {
            path: path.clone(),
            question: *question,
            answer: *answer,
            stamp: *stamp,
        };
        let mut asked: Vec<Asked> = noted.iter().map(one).collect();
        asked.sort_by(|a, b| (&a.path, a.question).cmp(&(&b.path, b.question)));
        let climbed = self.climbed.lock().unwrap_or_else(PoisonError::into_inner);
        Seen { asked, climbed: climbed.iter().cloned().collect() }
    }

    /// The stamp is taken before the reading: what changes in between leaves one that no longer fits.
    fn note<T>(&self, path: &Path, question: Question, ask: impl FnOnce() -> (Answer, T)) -> T {
        let stamp = Stamp::settled(path, self.start);
        let (answer, value) = ask();
        self.lock().entry((path.to_path_buf(), question)).or_insert((answer, stamp));
        value
    }

    fn lock(&self) -> MutexGuard<'_, Noted> {
        // A panic elsewhere leaves only finished entries behind.
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The top folder of the git repository that `path` is, or lies in: the nearest one with a `.git`, which may be a file.
pub fn git_top(path: &Path) -> Option<&Path> {
    path.ancestors().find(|folder| folder.join(".git").exists())
}
