//! The steps of the built-in pack, done to a copy of the example workspace, for the tests that look at what each one leaves.

use std::path::{Path, PathBuf};

use crate::support::{copy_tree, package, runsess, texts};

/// The batches in the order of the plan, with their phases.
pub const STEPS: &[&[&str]] = &[
    &["--batch", "0"],
    &["--batch", "1"],
    &["--batch", "2"],
    &["--batch", "3", "--phase", "A"],
    &["--batch", "3", "--phase", "B"],
    &["--batch", "3", "--phase", "C"],
    &["--batch", "4"],
    &["--batch", "5"],
];

/// A copy of the example workspace in `scratch`.
pub fn workspace(scratch: &Path) -> PathBuf {
    let root = scratch.join("workspace");
    copy_tree(&package().join("fixtures/workspace"), &root);
    root
}

/// Does one step and gives what the program said about it. What is refused is left out; the caller may mind.
pub fn apply(scratch: &Path, root: &Path, step: &[&str]) -> String {
    let mut command = runsess(&["apply", "--allow-dirty", "--skip-refused"]);
    let output = command.args(step).arg(root).env("XDG_STATE_HOME", scratch.join("state")).output().unwrap();
    let (_, err) = texts(&output);
    assert!(matches!(output.status.code(), Some(0 | 1)), "apply {step:?} ended with {}:\n{err}", output.status);
    err
}
