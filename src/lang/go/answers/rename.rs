//! What is known of one Go symbol before it gets another name: its references as facts, so that the checks of batches serve here too.

use super::refs::occurrence;
use crate::lang::go::resolve::load::Loader;
use crate::lang::go::resolve::place::embedded_type;
use crate::lang::go::resolve::refs::{RefsOutcome, references, references_of};
use crate::lang::go::resolve::universe::Universe;
use crate::model::answer::{NoSymbol, SymbolFacts};
use crate::model::{CodeView, FileFacts, Flow, FlowKind, Occurrence, Role, Strength, SymbolInfo};

/// Finds the references of `symbol` in `code`.
///
/// # Errors
/// A symbol that is none, or more than one.
pub fn facts_of(code: CodeView<'_>, symbol: &str) -> Result<SymbolFacts, NoSymbol> {
    let loader = Loader::new(code.repos, code.sources);
    let mut universe = Universe::new(&loader);
    let mut found = references(&mut universe, code.sources, symbol)?;
    // An embedded field has the name of its type: the type is what is renamed.
    if let Some(ty) = embedded_type(&mut universe, found.target) {
        found = references_of(&mut universe, code.sources, ty);
    }
    let facts = facts_about(&universe, code, &found);
    Ok(SymbolFacts { symbol: found.path, name: found.name, facts })
}

/// The references that were found, as facts.
pub(super) fn facts_about(universe: &Universe, code: CodeView<'_>, found: &RefsOutcome) -> FileFacts {
    let mut facts = FileFacts::default();
    for reference in &found.references {
        let object = universe.object(reference.object);
        let decl = universe.declaration(reference.object);
        let symbol = facts.symbols.intern(SymbolInfo {
            path: reference.symbol.clone(),
            scope: Default::default(),
            name: object.name.clone(),
            role: object.role(),
            decl,
            context: Vec::new(),
            generated: decl.is_some_and(|(file, _)| code.sources[file.0 as usize].generated),
            external: universe.is_external(reference.object),
        });
        facts.occurrences.push(Occurrence { symbol: Some(symbol), ..occurrence(universe, reference) });
    }
    // Fields that embed a type bear its name.
    let target = facts.symbols.iter().find(|(_, it)| it.path == found.path && it.role == Role::Type).map(|(id, _)| id);
    for it in &facts.occurrences {
        if let (Some(from), Some(to)) = (target, it.symbol.filter(|symbol| Some(*symbol) != target)) {
            let (kind, strength) = (FlowKind::SameName, Strength::Strong);
            facts.flows.push(Flow { from, to, kind, strength, file: it.file, span: it.span });
        }
    }
    facts
}
