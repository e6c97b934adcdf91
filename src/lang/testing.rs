//! What the tests of all languages share: a source made of a string, the usual terms, and lookups by the text of a hit.

use std::sync::Arc;

use crate::model::{FileFacts, FileId, Language, Occurrence, RepoId, Source, SymbolInfo};
use crate::text::words::{TermHit, TermSet, TermSpec};

type Extract = fn(&Source, &[TermHit], &TermSet) -> FileFacts;

pub fn source(path: &str, language: Language, text: &str) -> Source {
    Source {
        id: FileId(0),
        repo: RepoId(0),
        path: Arc::from(path),
        absolute: path.into(),
        language,
        text: Arc::from(text),
        generated: false,
        left_out: false,
        beside: false,
        applied: false,
    }
}

pub fn terms() -> TermSet {
    let term = |id: &str, words: &[&str]| TermSpec {
        id: id.into(),
        words: words.iter().map(|it| (*it).into()).collect(),
        forms: Vec::new(),
    };
    TermSet::new(&[term("run-id", &["run", "id"]), term("session-id", &["session", "id"]), term("run", &["run"])])
}

/// Runs `extract` on `text` and checks what holds for every language: each hit has exactly one occurrence.
pub fn facts_of(extract: Extract, path: &str, language: Language, text: &str) -> FileFacts {
    let (source, terms) = (source(path, language, text), terms());
    let hits = terms.find(text);
    let facts = extract(&source, &hits, &terms);
    let mut found: Vec<_> = facts.occurrences.iter().map(|it| it.span).collect();
    found.sort();
    let mut wanted: Vec<_> = hits.iter().map(|it| it.span).collect();
    wanted.sort();
    assert_eq!(found, wanted, "every hit has one occurrence");
    facts
}

/// The first occurrence whose text is `name`, with its symbol.
pub fn only<'a>(facts: &'a FileFacts, text: &str, name: &str) -> (&'a Occurrence, Option<&'a SymbolInfo>) {
    let found = facts.occurrences.iter().find(|it| &text[it.span.range()] == name);
    let it = found.unwrap_or_else(|| panic!("no occurrence of {name}"));
    (it, it.symbol.map(|id| facts.symbols.get(id)))
}

/// One line per occurrence: text, role, context.
pub fn contexts(facts: &FileFacts, text: &str) -> Vec<String> {
    let line = |it: &Occurrence| format!("{} {} {}", &text[it.span.range()], it.role.name(), it.context.join(" "));
    facts.occurrences.iter().map(|it| line(it).trim_end().to_owned()).collect()
}

/// One line per flow: `from -> to kind`.
pub fn flows(facts: &FileFacts) -> Vec<String> {
    let path = |id| facts.symbols.get(id).path.clone();
    facts.flows.iter().map(|it| format!("{} -> {} {:?}", path(it.from), path(it.to), it.kind)).collect()
}
