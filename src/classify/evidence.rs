//! Evidence in the words of people: places instead of ids, sentences instead of edges.

use rustc_hash::FxHashMap;

use crate::flow::{ProofStep, Spread};
use crate::model::{FileFacts, FileId, LineIndex, Occurrence, Position, Repo, Source, Step};

/// Says where byte offsets of files are: repository, path, line.
pub(super) struct Locator<'a> {
    sources: &'a [Source],
    repos: &'a [Repo],
    lines: FxHashMap<FileId, LineIndex>,
}

impl<'a> Locator<'a> {
    /// Indexes the lines of every file that facts speak of.
    pub(super) fn new(facts: &FileFacts, sources: &'a [Source], repos: &'a [Repo]) -> Self {
        let mut lines = FxHashMap::default();
        let files = facts.occurrences.iter().map(|it| it.file).chain(facts.flows.iter().map(|it| it.file));
        let declared = facts.symbols.iter().filter_map(|(_, info)| info.decl.map(|(file, _)| file));
        for file in files.chain(declared) {
            lines.entry(file).or_insert_with(|| LineIndex::new(sources[file.0 as usize].text.as_bytes()));
        }
        Self { sources, repos, lines }
    }

    pub(super) fn source(&self, file: FileId) -> &'a Source {
        &self.sources[file.0 as usize]
    }

    pub(super) fn repo(&self, file: FileId) -> &'a Repo {
        &self.repos[self.source(file).repo.0 as usize]
    }

    /// `repo/path`.
    pub(super) fn path(&self, file: FileId) -> String {
        format!("{}/{}", self.repo(file).name, self.source(file).path)
    }

    pub(super) fn position(&self, file: FileId, offset: u32) -> Position {
        self.lines.get(&file).map_or(Position { line: 1, column: 1 }, |lines| lines.position(offset))
    }

    pub(super) fn step(&self, step: ProofStep) -> Step {
        let at = step.at;
        Step {
            text: step.text,
            path: at.map(|(file, _)| self.path(file)),
            line: at.map(|(file, span)| self.position(file, span.start).line),
        }
    }
}

/// The chain from a hit to what proves its meaning; `by_context` is what the words around it say, where those decided.
pub(super) fn why(
    occurrence: &Occurrence,
    by_context: Option<&str>,
    facts: &FileFacts,
    meanings: &Spread,
    locator: &Locator,
) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(symbol) = occurrence.symbol {
        let info = facts.symbols.get(symbol);
        let at = info.decl.filter(|_| !occurrence.declaration);
        let text = match (occurrence.declaration, info.decl.is_some()) {
            (true, _) => format!("declares {} `{}`", info.role.name(), info.path),
            (false, true) => format!("belongs to {} `{}`", info.role.name(), info.path),
            (false, false) => format!("belongs to {} `{}`, declared outside of the roots", info.role.name(), info.path),
        };
        steps.push(locator.step(ProofStep { text, at }));
        steps.extend(meanings.proof(symbol).into_iter().map(|step| locator.step(step)));
        if meanings.tied(symbol) {
            let text = "two meanings reach it at the same distance, so neither is taken".to_owned();
            steps.push(Step { text, path: None, line: None });
        }
    }
    if let Some(text) = by_context {
        steps.push(Step { text: text.to_owned(), path: None, line: None });
    }
    steps
}
