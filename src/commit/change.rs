//! What is to be written, and what was: changes of files, the number of an apply, how far it is.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What happens to a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// Its bytes get others in their place.
    #[default]
    Replace,
    /// It is made where nothing is.
    Create,
    /// It is taken away: the way back from making it.
    Remove,
}

/// New bytes for one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Top folder of its repository, absolute. May be reached through symlinks; nothing below it may.
    pub root: PathBuf,
    /// The file, absolute, below `root` by its names.
    pub path: PathBuf,
    /// `repo/path`, for messages.
    pub display: String,
    /// blake3 of the bytes that the plan was made from.
    pub before: [u8; 32],
    /// The bytes to come.
    pub after: Vec<u8>,
    /// The mode that the file must have (`0o7777`), or gets where it is made; none where any will do. It keeps the mode that it has.
    pub mode: Option<u32>,
    /// Whether there is a file before and after.
    pub act: Act,
}

impl FileChange {
    /// `after` in place of `before`.
    pub fn new(
        root: impl Into<PathBuf>,
        path: impl Into<PathBuf>,
        display: impl Into<String>,
        before: &[u8],
        after: impl Into<Vec<u8>>,
    ) -> Self {
        let (before, act) = (*blake3::hash(before).as_bytes(), Act::Replace);
        Self {
            root: root.into(),
            path: path.into(),
            display: display.into(),
            before,
            after: after.into(),
            mode: None,
            act,
        }
    }

    /// `after` in a file that is not there yet; its folder is. Its mode follows the folder's.
    pub fn create(
        root: impl Into<PathBuf>,
        path: impl Into<PathBuf>,
        display: impl Into<String>,
        after: impl Into<Vec<u8>>,
    ) -> Self {
        Self { act: Act::Create, ..Self::new(root, path, display, b"", after) }
    }

    /// Whether it changes anything.
    pub(super) fn is_real(&self) -> bool {
        self.act != Act::Replace || *blake3::hash(&self.after).as_bytes() != self.before
    }
}

/// The number of an apply; they count up from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApplyId(pub u64);

impl fmt::Display for ApplyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An apply that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its number; none where there was nothing to do.
    pub id: Option<ApplyId>,
    /// How many files have new bytes.
    pub files: usize,
    /// Old files that another program wrote into while they were being replaced: its text is kept here.
    pub kept: Vec<PathBuf>,
}

/// How far an apply is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// All files may be written.
    Verified {
        /// How many.
        files: usize,
    },
    /// A sibling is written.
    Staged {
        /// How many do.
        done: usize,
        /// Of how many.
        of: usize,
    },
    /// From here on the apply is finished, whatever happens.
    Committed,
    /// A file has its new bytes.
    Swapped {
        /// How many have.
        done: usize,
        /// Of how many.
        of: usize,
    },
}
