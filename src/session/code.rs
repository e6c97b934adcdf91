//! Reads the code below some roots for a question about one symbol (`refs`, `rename`). Rules and terms play no part there.

use std::path::PathBuf;

use crate::model::{CodeView, Repo, Skipped, Source};
use crate::walk::{WalkOptions, Walked, walk};

use super::Error;
use super::scope::Scope;

/// What was read.
#[derive(Debug)]
pub struct Code {
    /// The repositories.
    pub repos: Vec<Repo>,
    /// The files of deep languages, and others that were wanted, by `FileId`.
    pub sources: Vec<Source>,
    /// The files that were not read.
    pub skipped: Vec<Skipped>,
    /// Roots that only `runsess.yaml` names, and that lie outside of its folder: nothing is written then.
    pub astray: Vec<PathBuf>,
}

impl Code {
    /// Reads the code below `roots`.
    ///
    /// # Errors
    /// A root that is not there.
    pub fn read(roots: &[PathBuf]) -> Result<Self, Error> {
        Self::read_with(roots, &|_| false)
    }

    /// Reads templates, too, which find members by name.
    ///
    /// # Errors
    /// A root that is not there.
    pub fn read_with_templates(roots: &[PathBuf]) -> Result<Self, Error> {
        Self::read_with(roots, &|bytes| memchr::memmem::find(bytes, b"{{").is_some())
    }

    /// True when something that matters could not be read.
    pub fn partial(&self) -> bool {
        self.skipped.iter().any(|skipped| skipped.matters)
    }

    fn read_with(roots: &[PathBuf], wanted: &(dyn Fn(&[u8]) -> bool + Sync)) -> Result<Self, Error> {
        let scope = Scope::new(roots)?;
        let options = WalkOptions { ignore: scope.ignore, wanted, words: false, ..WalkOptions::default() };
        let Walked { repos, sources, skipped, .. } = walk(&scope.roots, &options)?;
        Ok(Self { repos, sources, skipped, astray: scope.astray })
    }

    /// What was read, for who looks into it.
    pub(super) fn view(&self) -> CodeView<'_> {
        CodeView { repos: &self.repos, sources: &self.sources }
    }
}
