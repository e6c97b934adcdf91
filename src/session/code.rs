//! Reads the code below some roots for a question about one symbol (`refs`, `rename`). Rules and terms play no part there.

use std::path::PathBuf;

use crate::model::{FileId, LineIndex, Place, Repo, Skipped, Source, Span};
use crate::walk::{WalkOptions, Walked, walk};

use super::Error;
use super::read::folders;

/// What was read.
#[derive(Debug)]
pub struct Code {
    /// The repositories.
    pub repos: Vec<Repo>,
    /// The files of deep languages, and others that were wanted, by `FileId`.
    pub sources: Vec<Source>,
    /// The files that were not read.
    pub skipped: Vec<Skipped>,
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

    fn read_with(roots: &[PathBuf], wanted: &(dyn Fn(&[u8]) -> bool + Sync)) -> Result<Self, Error> {
        let options = WalkOptions { wanted, ..WalkOptions::default() };
        let Walked { repos, sources, skipped, .. } = walk(&folders(roots)?, &options)?;
        Ok(Self { repos, sources, skipped })
    }

    /// A place in one of the files.
    pub(super) fn place(&self, (file, span): (FileId, Span)) -> Place {
        let source = &self.sources[file.0 as usize];
        self.placed(source, &LineIndex::new(source.text.as_bytes()), span)
    }

    /// Places that are sorted by file: the lines of each file are counted once.
    pub(super) fn places(&self, all: &[(FileId, Span)]) -> Vec<Place> {
        let mut places = Vec::with_capacity(all.len());
        for file in all.chunk_by(|one, other| one.0 == other.0) {
            let source = &self.sources[file[0].0.0 as usize];
            let lines = LineIndex::new(source.text.as_bytes());
            places.extend(file.iter().map(|(_, span)| self.placed(source, &lines, *span)));
        }
        places
    }

    fn placed(&self, source: &Source, lines: &LineIndex, span: Span) -> Place {
        let at = lines.position(span.start);
        let file = Place::file(&*self.repos[source.repo.0 as usize].name, &*source.path);
        Place { line: Some(at.line), column: Some(at.column), ..file }
    }
}
