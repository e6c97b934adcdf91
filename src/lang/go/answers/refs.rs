//! Every reference of one Go symbol, whatever else bears its name.

use crate::lang::go::resolve::answer::OutsideBinding;
use crate::lang::go::resolve::load::Loader;
use crate::lang::go::resolve::refs::{self as found, references};
use crate::lang::go::resolve::universe::Universe;
use crate::model::answer::NoSymbol;
use crate::model::{Bound, CodeView, Occurrence, References, Relation};

/// The references of `symbol`: a symbol path, a unique ending of one, or `FILE:LINE:COL`.
///
/// # Errors
/// A symbol that is none, or more than one.
pub fn refs(code: CodeView<'_>, symbol: &str) -> Result<References, NoSymbol> {
    let loader = Loader::new(code.repos, code.sources);
    let mut universe = Universe::new(&loader);
    let found = references(&mut universe, code.sources, symbol)?;
    let relation = |it: &found::Reference| match it.relation {
        found::Relation::Target => Relation::Target,
        found::Relation::Linked => Relation::Linked,
    };
    let referred = found.references.iter().map(|it| (occurrence(&universe, it), it.symbol.clone(), relation(it)));
    let rows = code.references(&referred.collect::<Vec<_>>());
    let bound = |it: &OutsideBinding| Bound { method: it.method.to_string(), interface: it.interface.to_string() };
    Ok(References {
        symbol: found.path.to_string(),
        rows,
        bound: found.refusals.iter().map(bound).collect(),
        unresolved: code.places(&found.unresolved),
    })
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
        carrier: None,
        kept: None,
    }
}
