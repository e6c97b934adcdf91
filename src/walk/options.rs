//! What a walk leaves out, how far it goes, and why it may not begin.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::print::Prints;

/// Folders that hold no sources of the repository itself. `.git` may also be a file (worktrees, submodules).
const CLOSED_FOLDERS: &[&str] = &[".git", ".hg", ".svn", ".jj", "node_modules"];

/// Folders nested deeper are a row, not a walk: nobody keeps sources there, and time grows with the square of the depth.
pub(super) const MAX_DEPTH: usize = 128;

/// True for a folder that holds no sources of the repository itself, or for the file `.git`.
pub(super) fn is_closed(path: &Path, is_dir: bool) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match name {
        "vendor" => is_dir && is_vendored(path),
        _ => CLOSED_FOLDERS.contains(&name) && (is_dir || name == ".git"),
    }
}

/// Copies of dependencies, made by a package manager. Another folder of that name is about people who sell.
fn is_vendored(folder: &Path) -> bool {
    beside(folder, "composer.json") || is_compiled_along(folder)
}

/// Copies of dependencies that are compiled with the modules around them.
pub(super) fn is_compiled_along(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name == "vendor")
        && folder.join("modules.txt").is_file()
        && (beside(folder, "go.mod") || beside(folder, "go.work"))
}

fn beside(folder: &Path, name: &str) -> bool {
    folder.parent().is_some_and(|parent| parent.join(name).is_file())
}

/// A folder or file to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Root {
    /// Absolute, or relative to the working directory.
    pub path: PathBuf,
    /// The folder to begin at instead of the repository that git says it is a part of: itself, or one above.
    pub top: Option<PathBuf>,
    /// What the repository at `top` is called [default: see `identity`].
    pub name: Option<String>,
}

impl From<PathBuf> for Root {
    fn from(path: PathBuf) -> Self {
        Self { path, ..Self::default() }
    }
}

/// What to leave out, and how far to go.
pub struct WalkOptions<'a> {
    /// Globs on `repo/path`; `**/ttmp/**` leaves the whole folder out.
    pub ignore: Vec<String>,
    /// Files of the tool itself, absolute and without links: rules, a baseline, a report.
    pub own: Vec<PathBuf>,
    /// Globs on `repo/path` that somebody asks about: those that match no file are told.
    pub asked: Vec<String>,
    /// Texts that count instead of what stands in their files, which must be there: absolute paths without links.
    pub open: BTreeMap<PathBuf, Arc<str>>,
    /// Bigger files are skipped, in bytes. At most 4 GiB (spans are 32 bits wide).
    pub max_bytes: u64,
    /// Threads that read; 0 for as many as there are processors.
    pub threads: usize,
    /// False for questions about code: a file that declares nothing may then be unreadable without a loss.
    pub words: bool,
    /// False for bytes that can't hold a hit. Such a file is counted and forgotten, unless it is needed to understand
    /// others (Go, TypeScript, proto, SQL, module files).
    pub wanted: &'a (dyn Fn(&[u8]) -> bool + Sync),
    /// What the walk says of files besides.
    pub prints: Prints<'a>,
}

impl Default for WalkOptions<'_> {
    fn default() -> Self {
        Self {
            ignore: Vec::new(),
            own: Vec::new(),
            asked: Vec::new(),
            open: BTreeMap::new(),
            max_bytes: 16 << 20,
            threads: 0,
            words: true,
            wanted: &|_| true,
            prints: Prints::None,
        }
    }
}

/// Why a walk could not begin.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum WalkError {
    /// A root is not there, or can't be looked at.
    #[error("{}: {reason}", root.display())]
    #[diagnostic(help("give folders or files that exist, or none for the working directory"))]
    Root {
        /// As it was given.
        root: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// There is no file in any root, or none that is text.
    #[error("nothing was read: there is no text file in {}", roots.iter().map(|root| format!("`{}`", root.display())).collect::<Vec<_>>().join(", "))]
    #[diagnostic(help("give folders that hold the sources; `ignore` of the rules and `.gitignore` leave files out"))]
    Nothing {
        /// As they were given.
        roots: Vec<PathBuf>,
    },
    /// A glob that is none.
    #[error("bad ignore glob `{glob}`: {reason}")]
    Glob {
        /// As it was given.
        glob: String,
        /// What is wrong with it.
        reason: String,
    },
}
