//! The files outside of a run's sources that resolution reads: dependencies, module files, modules without a hit. Notes what
//! was asked and what the answer was (`disk/seen.rs`), so that whoever keeps a result can tell whether it still holds. Opens files that
//! nobody vouches for.

mod seen;

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use rustc_hash::FxBuildHasher;

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

/// Opens a regular file of a tree that nobody vouches for: never through a link, never a pipe or a device, which could hold the
/// program up or feed it for ever.
///
/// # Errors
/// `InvalidInput` for a link and whatever else is no regular file, and what opening gives.
pub fn open_plain(path: &Path) -> io::Result<(File, Metadata)> {
    let file = open_unlinked(path)?;
    let meta = file.metadata()?;
    if meta.is_file() {
        Ok((file, meta))
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
    }
}

/// The bytes of such a file.
///
/// # Errors
/// As [`open_plain`], and `FileTooLarge` for more than `max_bytes`.
pub fn read_plain(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    let (file, _) = open_plain(path)?;
    read_at_most(file, max_bytes)
}

/// The bytes of a file that the user named: links are followed, and pipes are read.
///
/// # Errors
/// What opening gives, and `FileTooLarge` for more than `max_bytes`.
pub fn read_named(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    read_at_most(File::open(path)?, max_bytes)
}

fn read_at_most(file: File, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max_bytes {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("bigger than {max_bytes} bytes")));
    }
    Ok(bytes)
}

#[cfg(unix)]
fn open_unlinked(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    match open(path, flags, Mode::empty()) {
        Ok(file) => Ok(file.into()),
        Err(rustix::io::Errno::LOOP | rustix::io::Errno::MLINK) if is_link(path) => Err(link()),
        // A socket.
        Err(rustix::io::Errno::NXIO) => Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(unix))]
fn open_unlinked(path: &Path) -> io::Result<File> {
    if is_link(path) { Err(link()) } else { File::open(path) }
}

fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|meta| meta.is_symlink())
}

fn link() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "a symbolic link, which is not followed")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_a_regular_file_of_a_modest_size_is_read() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("plain"), "text").expect("a writable folder");
        std::os::unix::fs::symlink("/dev/zero", at("endless")).expect("links are possible");
        std::os::unix::fs::symlink("plain", at("link")).expect("links are possible");
        let made = std::process::Command::new("mkfifo").arg(at("pipe")).status().expect("a program of every Unix");
        assert!(made.success());
        let read = |name: &str, limit| read_plain(&at(name), limit).map_err(|error| error.to_string());
        assert_eq!(read("plain", 4), Ok(b"text".to_vec()));
        assert_eq!(read("plain", 3), Err("bigger than 3 bytes".into()));
        for name in ["link", "endless"] {
            assert_eq!(read(name, 9), Err("a symbolic link, which is not followed".into()));
        }
        let named = |name: &str, limit| read_named(&at(name), limit).map_err(|error| error.to_string());
        assert_eq!(named("link", 4), Ok(b"text".to_vec()), "whoever names a link means what it leads to");
        assert_eq!(named("endless", 9), Err("bigger than 9 bytes".into()));
        for path in [at("pipe"), "/dev/zero".into(), folder.path().into()] {
            let error = read_plain(&path, 9).expect_err("no regular file");
            assert_eq!(error.to_string(), "not a regular file", "{}", path.display());
        }
    }
}
