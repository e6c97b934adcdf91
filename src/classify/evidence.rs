//! Evidence in the words of people: places instead of ids, sentences instead of edges.

use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

use super::elsewhere::Elsewhere;
use crate::flow::{Apart, ProofStep, Spread};
use crate::model::{FileFacts, FileId, LineIndex, Occurrence, Position, Repo, Source, Step};

/// What the findings of a file call it.
pub(super) struct Names {
    pub(super) repo: SmolStr,
    pub(super) path: SmolStr,
    /// `repo/path`.
    pub(super) place: SmolStr,
}

/// Says where byte offsets of files are: repository, path, line.
pub(super) struct Locator<'a> {
    sources: &'a [Source],
    lines: FxHashMap<FileId, LineIndex>,
    /// The lines of places in files whose texts are not at hand.
    elsewhere: FxHashMap<(FileId, u32), u32>,
    /// By `FileId`; every finding of a file shares them.
    names: Vec<Names>,
}

impl<'a> Locator<'a> {
    /// Indexes the lines of every file that facts speak of.
    pub(super) fn new(
        facts: &FileFacts,
        sources: &'a [Source],
        repos: &'a [Repo],
        elsewhere: Option<&Elsewhere>,
    ) -> Self {
        let rows = elsewhere.map(|it| it.lines.as_slice()).unwrap_or_default();
        let elsewhere = rows.iter().map(|(file, offset, line)| ((*file, *offset), *line)).collect();
        let mut lines = FxHashMap::default();
        let files = facts.occurrences.iter().map(|it| it.file).chain(facts.flows.iter().map(|it| it.file));
        let declared = facts.symbols.iter().filter_map(|(_, info)| info.decl.map(|(file, _)| file));
        for file in files.chain(declared) {
            lines.entry(file).or_insert_with(|| LineIndex::new(sources[file.0 as usize].text.as_bytes()));
        }
        let names = |source: &Source| {
            let repo = &repos[source.repo.0 as usize].name;
            Names {
                repo: SmolStr::new(repo),
                path: SmolStr::new(&source.path),
                place: format_smolstr!("{repo}/{}", source.path),
            }
        };
        Self { sources, lines, elsewhere, names: sources.iter().map(names).collect() }
    }

    pub(super) fn source(&self, file: FileId) -> &'a Source {
        &self.sources[file.0 as usize]
    }

    pub(super) fn names(&self, file: FileId) -> &Names {
        &self.names[file.0 as usize]
    }

    pub(super) fn position(&self, file: FileId, offset: u32) -> Position {
        self.lines.get(&file).map_or(Position { line: 1, column: 1 }, |lines| lines.position(offset))
    }

    /// The line of a place that evidence names.
    pub(super) fn line(&self, file: FileId, offset: u32) -> u32 {
        self.elsewhere.get(&(file, offset)).copied().unwrap_or_else(|| self.position(file, offset).line)
    }

    pub(super) fn step(&self, step: ProofStep) -> Step {
        let at = step.at;
        Step {
            text: step.text.into(),
            path: at.map(|(file, _)| self.names(file).place.clone()),
            line: at.map(|(file, span)| self.line(file, span.start)),
        }
    }
}

/// The chain from a hit to what proves its meaning; `by_context` is what the words around it say, where those decided.
/// A long proof is there as a whole where that is asked for.
pub(super) fn why(
    occurrence: &Occurrence,
    by_context: Option<&str>,
    facts: &FileFacts,
    meanings: &Spread,
    locator: &Locator,
    whole: bool,
) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(symbol) = occurrence.symbol {
        let info = facts.symbols.get(symbol);
        let at = info.decl.filter(|_| !occurrence.declaration);
        // What no file declares, like a column of a query, is not outside for that.
        let text = match (occurrence.declaration, info.external) {
            (true, _) => format!("declares {} `{}`", info.role.name(), info.path),
            (false, false) => format!("belongs to {} `{}`", info.role.name(), info.path),
            (false, true) => format!("belongs to {} `{}`, declared outside of the roots", info.role.name(), info.path),
        };
        steps.push(locator.step(ProofStep { text, at }));
        let proof = if whole { meanings.proof(symbol) } else { meanings.brief(symbol) };
        steps.extend(proof.into_iter().map(|step| locator.step(step)));
        if meanings.tied(symbol) {
            steps.push(said("two meanings reach it at the same distance, so neither is taken"));
        }
        if let Some(apart) = meanings.apart(symbol).filter(|_| meanings.meaning(symbol).is_none()) {
            steps.push(beside(facts, apart, locator));
        }
    }
    if let Some(text) = by_context {
        steps.push(said(text));
    }
    steps
}

/// That the right name stands in the same declaration.
pub(super) fn beside(facts: &FileFacts, apart: Apart, locator: &Locator) -> Step {
    let twin = facts.symbols.get(apart.twin);
    let text = format!("`{}` is declared beside it, so the two are two things", twin.path);
    locator.step(ProofStep { text, at: twin.decl })
}

/// A step that is about no place.
pub(super) fn said(text: impl Into<SmolStr>) -> Step {
    Step { text: text.into(), path: None, line: None }
}
