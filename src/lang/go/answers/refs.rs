//! Every reference of one Go symbol, whatever else bears its name.

use crate::lang::go::resolve::answer::OutsideBinding;
use crate::lang::go::resolve::load::Loader;
use crate::lang::go::resolve::refs::{self as found, references};
use crate::lang::go::resolve::universe::Universe;
use crate::model::answer::NoSymbol;
use crate::model::{Bound, CodeView, LineIndex, Occurrence, Reference, References, Relation};

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
    let occurrence = occurrence(universe, it);
    let finding = code.finding(lines, &occurrence, &it.symbol);
    let line = source.text.get(lines.line_start(finding.line).unwrap_or_default() as usize..).unwrap_or_default();
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

/// A reference as an occurrence that no term was looked for at; without its symbol.
pub(super) fn occurrence(universe: &Universe, it: &found::Reference) -> Occurrence {
    Occurrence {
        file: it.file,
        span: it.span,
        term: 0,
        role: universe.object(it.object).role(),
        symbol: None,
        declaration: it.declaration,
        certainty: it.certainty,
        context: Vec::new(),
        text: Default::default(),
        group: None,
    }
}
