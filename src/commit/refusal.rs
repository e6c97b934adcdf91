//! Why a file is not written, and what to do about it.

use std::fmt;
use std::path::PathBuf;

/// A file that can't be written, with the reason and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `repo/path`
    pub display: String,
    /// Absolute path.
    pub path: PathBuf,
    /// Why not.
    pub reason: Reason,
}

/// Why a file can't be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// git knows other bytes; the two letters of `git status --porcelain`.
    Dirty(String),
    /// git does not know the file, and could not bring it back.
    Untracked,
    /// Its bytes are others than git's, and only a program of the repository's configuration, this filter, could tell whether
    /// that is a change.
    Filter(String),
    /// No git work tree holds it, and the options want one.
    NoGit,
    /// git could not be asked; what it said.
    Git(String),
    /// The path doesn't lie below its root.
    Outside,
    /// This name on the way, or the file itself, is a symlink.
    Symlink(PathBuf),
    /// A folder, pipe, socket or device.
    NotRegular,
    /// Nothing is there.
    Missing,
    /// The file has so many names; the others would keep the old bytes.
    HardLinks(u64),
    /// The file is marked read-only, or belongs to somebody else.
    ReadOnly,
    /// Nothing can be put into its folder.
    FolderReadOnly,
    /// It can't be read; what the system said.
    Unreadable(String),
    /// It holds other bytes than the plan was made from (or than the apply to take back left).
    Changed,
    /// Its permission bits are others than the apply to take back left.
    ModeChanged {
        /// What the apply left.
        expected: u32,
        /// What it has.
        found: u32,
    },
    /// It is to be made, and something has its name.
    Exists,
    /// The plan lists it twice.
    Twice,
    /// Its path can't be written down on this system.
    Unwritable,
}

impl Reason {
    /// What a person can do about it.
    pub fn way_out(&self) -> &'static str {
        match self {
            Self::Dirty(_) => "commit or stash it, or pass --allow-dirty",
            Self::Untracked => "`git add` and commit it, or pass --allow-dirty",
            Self::Filter(_) => "if `git status` calls it clean, pass --allow-dirty",
            Self::NoGit => "work in a git repository, or pass --allow-no-vcs",
            Self::Git(_) => "see to it that `git status` works there, or pass --allow-dirty",
            Self::Outside => "name the root that holds it",
            Self::Symlink(_) => "name the root that the link leads to",
            Self::NotRegular => "leave it out with a clause of `keep`",
            Self::Missing => "run the command again: it was removed in between",
            Self::Exists => "move it away, or run the command again",
            Self::HardLinks(_) => "break the link (copy the file over itself), or leave it out with a clause of `keep`",
            Self::ReadOnly | Self::FolderReadOnly => "make it writable, or leave it out with a clause of `keep`",
            Self::Unreadable(_) => "make it readable, or leave it out with a clause of `keep`",
            Self::Changed => "run the command again; to take an older apply back, first take back the later ones",
            Self::ModeChanged { .. } => "set the mode back with chmod",
            Self::Twice => "this is a mistake in runsess: please report it",
            Self::Unwritable => "leave it out with a clause of `keep`",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dirty(status) => write!(f, "has changes that git does not hold (status `{status}`)"),
            Self::Untracked => f.write_str("is not tracked by git"),
            Self::Filter(name) => {
                write!(f, "passes through the filter `{name}` of git, which is not run to compare it")
            }
            Self::NoGit => f.write_str("is in no git work tree: nothing but `runsess undo` could bring it back"),
            Self::Git(said) => write!(f, "git could not be asked: {said}"),
            Self::Outside => f.write_str("lies outside of its root"),
            Self::Symlink(at) => write!(f, "is reached through a symlink: {}", at.display()),
            Self::NotRegular => f.write_str("is not a regular file"),
            Self::Missing => f.write_str("is not there"),
            Self::Exists => f.write_str("is to be made, and is there already"),
            Self::HardLinks(links) => write!(f, "has {links} names (hard links); the others would keep the old text"),
            Self::ReadOnly => f.write_str("is read-only"),
            Self::FolderReadOnly => f.write_str("is in a read-only folder"),
            Self::Unreadable(said) => write!(f, "can't be read: {said}"),
            Self::Changed => f.write_str("was changed since it was read"),
            Self::ModeChanged { expected, found } => write!(f, "has mode {found:o}, not {expected:o}"),
            Self::Twice => f.write_str("is listed twice"),
            Self::Unwritable => f.write_str("has a name that can't be written down on this system"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.display, self.reason, self.reason.way_out())
    }
}
