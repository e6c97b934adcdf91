//! Which folders are meant: those of the command line, else those that `runsess.yaml` lists, else the working directory.

use std::path::{Path, PathBuf};

use crate::walk::WorkspaceFile;

use super::Error;

/// What is read, and what of it may not be written.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) roots: Vec<PathBuf>,
    /// Globs on `repo/path` to leave out, besides those of the rules.
    pub(super) ignore: Vec<String>,
    /// Roots that only `runsess.yaml` names, and that lead out of the folder that holds it.
    pub(super) astray: Vec<PathBuf>,
}

impl Scope {
    /// `given` are the roots of the command line: with them, `runsess.yaml` says nothing.
    pub(super) fn new(given: &[PathBuf]) -> Result<Self, Error> {
        if !given.is_empty() {
            return Ok(Self { roots: given.to_vec(), ..Self::default() });
        }
        let here = PathBuf::from(".");
        Ok(match WorkspaceFile::load(&here)? {
            Some(WorkspaceFile { roots, ignore }) => Self { astray: astray(&here, &roots), roots, ignore },
            None => Self { roots: vec![here], ..Self::default() },
        })
    }
}

/// A file of a stranger's tree must not name what is written outside of it, nor a link that leads there.
fn astray(here: &Path, roots: &[PathBuf]) -> Vec<PathBuf> {
    let here = here.canonicalize().ok();
    let inside = |root: &&PathBuf| {
        let real = root.canonicalize().ok();
        here.as_ref().zip(real).is_some_and(|(here, real)| real.starts_with(here))
    };
    roots.iter().filter(|root| !inside(root)).cloned().collect()
}
