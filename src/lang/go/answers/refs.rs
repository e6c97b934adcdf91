//! Every reference of one Go symbol, whatever else bears its name.

use crate::lang::go::resolve::answer::OutsideBinding;
use crate::lang::go::resolve::load::Loader;
use crate::lang::go::resolve::refs::{self as found, references};
use crate::lang::go::resolve::universe::Universe;
use crate::model::answer::NoSymbol;
use crate::model::finding::UNCLASSIFIED;
use crate::model::{Bound, CodeView, Finding, LineIndex, Reference, References, Relation};

/// The references of `symbol`: a symbol path, a unique ending of one, or `FILE:LINE:COL`.
///
/// # Errors
/// A symbol that is none, or more than one.
pub fn refs(code: CodeView<'_>, symbol: &str) -> Result<References, NoSymbol> {
    let loader = Loader::new(code.repos, code.sources);
    let mut universe = Universe::new(&loader);
    let found = references(&mut universe, code.sources, symbol).map_err(|it| NoSymbol(it.to_string()))?;
    let mut rows = Vec::with_capacity(found.references.len());
    for file in found.references.chunk_by(|one, other| one.file == other.file) {
        let lines = LineIndex::new(code.sources[file[0].file.0 as usize].text.as_bytes());
        rows.extend(file.iter().map(|it| row(code, &universe, &lines, it)));
    }
    let bound = |it: &OutsideBinding| Bound { method: it.method.to_string(), interface: it.interface.to_string() };
    Ok(References {
        symbol: found.path.to_string(),
        rows,
        bound: found.refusals.iter().map(bound).collect(),
        unresolved: code.places(&found.unresolved),
    })
}

fn row(code: CodeView<'_>, universe: &Universe, lines: &LineIndex, it: &found::Reference) -> Reference {
    let source = &code.sources[it.file.0 as usize];
    let (start, end) = (lines.position(it.span.start), lines.position(it.span.end));
    let finding = Finding {
        repo: code.repos[source.repo.0 as usize].name.as_ref().into(),
        path: source.path.as_ref().into(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        byte_start: it.span.start,
        byte_end: it.span.end,
        text: source.text.get(it.span.range()).unwrap_or_default().to_owned(),
        language: source.language,
        role: universe.object(it.object).role(),
        symbol: Some(it.symbol.clone()),
        category: UNCLASSIFIED.into(),
        rule: None,
        certainty: it.certainty,
        why: Default::default(),
        batch: None,
        change: None,
        replacement: None,
        breaking: None,
        owner: None,
    };
    let line = source.text.get(lines.line_start(start.line).unwrap_or_default() as usize..).unwrap_or_default();
    Reference {
        line: line.lines().next().unwrap_or_default().trim().to_owned(),
        relation: match it.relation {
            found::Relation::Target => Relation::Target,
            found::Relation::Linked => Relation::Linked,
        },
        declaration: it.declaration,
        finding,
    }
}
