//! What was asked of the disk and what it said, in a form that can be kept and asked again, on another machine as well: an answer is
//! the hash of what was read. The stamp of a file only saves reading it again where nothing has touched it.

use std::ffi::OsString;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::plain::read_plain;

/// One question and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What the question is about.
    pub path: PathBuf,
    /// The question.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
    /// What was there; `None` where its times prove nothing.
    pub stamp: Option<Stamp>,
}

/// What may be asked about a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Question {
    /// The text of a regular file.
    Text {
        /// A bigger one is none.
        max_bytes: u64,
    },
    /// The same, inside of a folder and not through links.
    Within {
        /// How many folders the path is below that one.
        below: u32,
        /// A bigger one is none.
        max_bytes: u64,
    },
    /// Whether a folder is there.
    Folder,
    /// The names of the files in a folder.
    Files,
    /// The bytes of a regular file, not through a link.
    Bytes {
        /// A bigger one is none.
        max_bytes: u64,
    },
}

/// What the disk said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Nothing of that kind is there.
    Nothing,
    /// A folder is there.
    Folder,
    /// The BLAKE3 hash of a text or of names.
    Read([u8; 32]),
}

impl Question {
    /// What the disk says of `path` now.
    pub fn ask(self, path: &Path) -> Answer {
        match self {
            Self::Text { max_bytes } => Answer::text(text(path, max_bytes).as_deref()),
            Self::Within { below, max_bytes } => {
                let top = path.ancestors().nth(below as usize);
                Answer::text(top.and_then(|top| text_within(top, path, max_bytes)).as_deref())
            }
            Self::Folder => Answer::folder(path),
            Self::Files => Answer::names(&names(path)),
            Self::Bytes { max_bytes } => Answer::bytes(read_plain(path, max_bytes).ok().as_deref()),
        }
    }
}

impl Answer {
    pub(super) fn text(text: Option<&str>) -> Self {
        Self::bytes(text.map(str::as_bytes))
    }

    pub(super) fn bytes(bytes: Option<&[u8]>) -> Self {
        bytes.map_or(Self::Nothing, |bytes| Self::Read(*blake3::hash(bytes).as_bytes()))
    }

    pub(super) fn folder(path: &Path) -> Self {
        if path.is_dir() { Self::Folder } else { Self::Nothing }
    }

    pub(super) fn names(names: &[OsString]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for name in names {
            // No name holds a NUL.
            hasher.update(name.as_encoded_bytes()).update(b"\0");
        }
        if names.is_empty() { Self::Nothing } else { Self::Read(*hasher.finalize().as_bytes()) }
    }
}

pub(super) fn text(path: &Path, max_bytes: u64) -> Option<String> {
    let meta = std::fs::metadata(path).ok()?;
    (meta.is_file() && meta.len() <= max_bytes).then(|| std::fs::read_to_string(path).ok())?
}

pub(super) fn text_within(top: &Path, path: &Path, max_bytes: u64) -> Option<String> {
    let own = std::fs::symlink_metadata(path).ok()?;
    let inside = || Some(path.canonicalize().ok()?.starts_with(top.canonicalize().ok()?));
    (own.is_file() && inside()?).then(|| text(path, max_bytes))?
}

pub(super) fn names(path: &Path) -> Vec<OsString> {
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()));
    let mut names: Vec<OsString> = files.map(|entry| entry.file_name()).collect();
    names.sort();
    names
}

/// What tells one state of a file or folder from another without reading it. Links are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stamp {
    /// Nothing is there, or it may not be looked at.
    Absent,
    /// Something is there.
    Present {
        /// A folder: its times change with the entries in it, not with their contents.
        folder: bool,
        /// Bytes.
        size: u64,
        /// Last change of the contents, in nanoseconds since 1970.
        modified: u128,
        /// Last change of contents, name or mode, in nanoseconds since 1970; 0 where the system has no such time.
        changed: i128,
        /// The number of the file on its device; 0 where the system has none.
        inode: u64,
        /// The number of the device; 0 where the system has none.
        device: u64,
    },
}

impl Stamp {
    /// What is at `path` now.
    pub fn now(path: &Path) -> Self {
        std::fs::metadata(path).map_or(Stamp::Absent, |meta| Stamp::of(&meta))
    }

    /// What is at `path` now, unless it has changed so shortly before `start` (or since) that the next change could bear the same time.
    pub fn settled(path: &Path, start: SystemTime) -> Option<Self> {
        let stamp = Self::now(path);
        (!stamp.is_fresh(start)).then_some(stamp)
    }

    /// That of a regular file as `meta` has it, for who would take it for the contents of the file, which nobody looks at any more: under
    /// the same condition, and only where the system says when a file was last touched in any way, which no program can set back.
    pub fn of_contents(meta: &Metadata, start: SystemTime) -> Option<Self> {
        let stamp = Stamp::of(meta);
        let told = matches!(stamp, Stamp::Present { folder: false, changed, .. } if changed != 0);
        (told && !stamp.is_fresh(start)).then_some(stamp)
    }

    fn is_fresh(&self, now: SystemTime) -> bool {
        let Stamp::Present { modified, changed, .. } = self else { return false };
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let limit = since.saturating_sub(GRANULARITY).as_nanos();
        *modified > limit || u128::try_from(*changed).is_ok_and(|changed| changed > limit)
    }

    fn of(meta: &Metadata) -> Self {
        let modified = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let (changed, inode, device) = identity(meta);
        Stamp::Present {
            folder: meta.is_dir(),
            size: meta.len(),
            modified: modified.unwrap_or_default().as_nanos(),
            changed,
            inode,
            device,
        }
    }
}

/// The coarsest time stamps of a file system in use (FAT).
const GRANULARITY: Duration = Duration::from_secs(2);

#[cfg(unix)]
fn identity(meta: &Metadata) -> (i128, u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (i128::from(meta.ctime()) * 1_000_000_000 + i128::from(meta.ctime_nsec()), meta.ino(), meta.dev())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (i128, u64, u64) {
    (0, 0, 0)
}
