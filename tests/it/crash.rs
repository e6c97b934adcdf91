//! Trees in which an apply was killed, for the tests of what mends them: `src/a.go` and `src/b.go`, the journal in `state`.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::support::{files_below, put, runsess};

pub const OLD: &str = "package a\n\nfunc NAME(sessionID string) string {\n\trunID := sessionID\n\treturn runID\n}\n";
pub const NEW: &str = "package a\n\nfunc NAME(sessionID string) string {\n\treturn sessionID\n}\n";

/// The two files before an apply.
pub fn fresh() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for name in ["a", "b"] {
        put(dir.path(), &format!("src/{name}.go"), &OLD.replace("NAME", name));
    }
    dir
}

/// Killed between the two swaps: `a.go` is the new one.
pub fn half_swapped() -> TempDir {
    static POINT: OnceLock<usize> = OnceLock::new();
    killed_at(*POINT.get_or_init(|| first(|dir| texts(dir).map(|it| it.to_owned()) == both("new", "old"))))
}

/// Killed when both new texts are staged and nothing says that they may be swapped in.
pub fn staged() -> TempDir {
    static POINT: OnceLock<usize> = OnceLock::new();
    killed_at(*POINT.get_or_init(|| first(|dir| siblings(dir).len() == 2) + 1))
}

fn first(is_it: impl Fn(&Path) -> bool) -> usize {
    (1..60).find(|&point| is_it(killed_at(point).path())).expect("an apply passes there")
}

fn killed_at(point: usize) -> TempDir {
    let dir = fresh();
    let output = runsess(&["apply", "--allow-no-vcs", "--batch", "1", "src"])
        .current_dir(dir.path())
        .env("XDG_STATE_HOME", dir.path().join("state"))
        .env("RUNSESS_FAULT", format!("kill@{point}"))
        .output()
        .unwrap();
    assert!(!output.status.success(), "point {point} is reached");
    dir
}

/// `old` and `new` are the texts of `a.go` and `b.go`.
pub fn both(a: &str, b: &str) -> [String; 2] {
    [("a", a), ("b", b)].map(|(name, which)| if which == "old" { OLD } else { NEW }.replace("NAME", name))
}

/// The texts of both files.
pub fn texts(dir: &Path) -> [String; 2] {
    ["a", "b"].map(|name| std::fs::read_to_string(dir.join(format!("src/{name}.go"))).unwrap_or_default())
}

/// What an apply left beside the files.
pub fn siblings(dir: &Path) -> Vec<PathBuf> {
    let staged = |path: &PathBuf| path.to_string_lossy().contains(".runsess-");
    files_below(&dir.join("src")).into_iter().filter(staged).map(|path| dir.join("src").join(path)).collect()
}

/// The folder of the first apply.
pub fn journal(dir: &Path) -> PathBuf {
    dir.join("state/runsess/applies/1")
}
