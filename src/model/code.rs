//! Files for a question about one symbol, and the places in them.

use super::{FileId, LineIndex, Place, Repo, Source, Span};

/// The code below some roots.
#[derive(Clone, Copy)]
pub struct CodeView<'a> {
    /// The repositories.
    pub repos: &'a [Repo],
    /// The files, by `FileId`.
    pub sources: &'a [Source],
}

impl CodeView<'_> {
    /// A place in one of the files.
    pub fn place(&self, (file, span): (FileId, Span)) -> Place {
        let source = &self.sources[file.0 as usize];
        self.placed(source, &LineIndex::new(source.text.as_bytes()), span)
    }

    /// Places that are sorted by file: the lines of each file are counted once.
    pub fn places(&self, all: &[(FileId, Span)]) -> Vec<Place> {
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
