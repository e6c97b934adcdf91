//! Files for a question about one symbol, and the places in them.

use super::finding::UNCLASSIFIED;
use smol_str::SmolStr;

use super::{FileId, Finding, LineIndex, Occurrence, Place, Reference, Relation, Repo, Source, Span};

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

    /// A reference as a finding that no rule has looked at. `lines` are those of its file.
    pub fn finding(&self, lines: &LineIndex, it: &Occurrence, symbol: &str) -> Finding {
        let source = &self.sources[it.file.0 as usize];
        let (start, end) = (lines.position(it.span.start), lines.position(it.span.end));
        Finding {
            repo: self.repos[source.repo.0 as usize].name.as_ref().into(),
            path: source.path.as_ref().into(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            byte_start: it.span.start,
            byte_end: it.span.end,
            text: source.text.get(it.span.range()).unwrap_or_default().to_owned(),
            language: source.language,
            role: it.role,
            symbol: Some(symbol.into()),
            category: UNCLASSIFIED.into(),
            rule: None,
            certainty: it.certainty,
            why: Default::default(),
            batch: None,
            change: None,
            replacement: None,
            breaking: None,
            owner: None,
        }
    }

    /// References of a symbol, sorted by file and place: each with the symbol that it means, and how that belongs to the one asked for.
    pub fn references(&self, all: &[(Occurrence, SmolStr, Relation)]) -> Vec<Reference> {
        let mut rows = Vec::with_capacity(all.len());
        for file in all.chunk_by(|one, other| one.0.file == other.0.file) {
            let text = &*self.sources[file[0].0.file.0 as usize].text;
            let lines = LineIndex::new(text.as_bytes());
            rows.extend(file.iter().map(|(it, symbol, relation)| {
                let finding = self.finding(&lines, it, symbol);
                let line = text.get(lines.line_start(finding.line).unwrap_or_default() as usize..).unwrap_or_default();
                let line = line.lines().next().unwrap_or_default().trim().to_owned();
                Reference { finding, relation: *relation, declaration: it.declaration, line }
            }));
        }
        rows
    }

    fn placed(&self, source: &Source, lines: &LineIndex, span: Span) -> Place {
        let at = lines.position(span.start);
        let file = Place::file(&*self.repos[source.repo.0 as usize].name, &*source.path);
        Place { line: Some(at.line), column: Some(at.column), ..file }
    }
}
