//! Every reference of one symbol, whatever else bears its name.

use rustc_hash::FxHashMap;

use super::symbol::find;
use crate::lang::typescript::rewrite::reference::Decl;
use crate::lang::typescript::rewrite::renamer::Renamer;
use crate::lang::typescript::rewrite::uses::{Named, Use, Uses};
use crate::model::answer::NoSymbol;
use crate::model::{Certainty, CodeView, Occurrence, References, Relation};

/// What was found about one symbol.
pub(super) struct Found {
    /// The declaration that was asked for.
    pub(super) target: Named,
    /// It, and all that has to keep its name, by declaration.
    pub(super) named: FxHashMap<Decl, Named>,
    /// The declarations that are the symbol; the others are linked to it.
    pub(super) parts: Vec<Decl>,
    /// Their uses.
    pub(super) uses: Uses,
}

/// The references of `symbol`: a symbol path, a unique ending of one, or `FILE:LINE:COL`.
///
/// # Errors
/// A symbol that is none, or more than one.
pub fn refs(code: CodeView<'_>, symbol: &str) -> Result<References, NoSymbol> {
    let found = search(&mut Renamer::for_questions(code.repos, code.sources), code, symbol)?;
    let row = |it: &Use| {
        let relation = if found.parts.contains(&it.decl) { Relation::Target } else { Relation::Linked };
        let symbol = &found.named.get(&it.decl).unwrap_or(&found.target).path;
        (occurrence(&found, it), symbol.clone(), relation)
    };
    Ok(References {
        symbol: found.target.path.to_string(),
        rows: code.references(&found.uses.uses.iter().map(row).collect::<Vec<_>>()),
        bound: Vec::new(),
        unresolved: code.places(&found.uses.unclear),
    })
}

/// Finds a symbol and all that belongs to it.
pub(super) fn search(renamer: &mut Renamer<'_>, code: CodeView<'_>, symbol: &str) -> Result<Found, NoSymbol> {
    let target = find(renamer, code, symbol)?;
    Ok(about(renamer, target))
}

/// What belongs to a declaration, and its uses.
pub(super) fn about(renamer: &mut Renamer<'_>, target: Named) -> Found {
    let parts = renamer.parts(target.decl);
    let linked = renamer.linked(target.decl).into_iter().filter(|it| !parts.contains(it));
    let all: Vec<Decl> = parts.iter().copied().chain(linked).collect();
    let named = all.iter().filter_map(|it| Some((*it, renamer.named(*it)?))).collect();
    let uses = renamer.uses(&all);
    Found { target, named, parts, uses }
}

/// A use as an occurrence that no term was looked for at; without its symbol.
pub(super) fn occurrence(found: &Found, it: &Use) -> Occurrence {
    Occurrence {
        file: it.file,
        span: it.span,
        term: 0,
        role: found.named.get(&it.decl).unwrap_or(&found.target).role,
        symbol: None,
        declaration: it.declaration,
        certainty: if it.certain { Certainty::Resolved } else { Certainty::Inferred },
        context: Vec::new(),
        text: Default::default(),
        group: None,
        carrier: None,
        kept: None,
    }
}
