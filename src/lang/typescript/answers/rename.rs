//! What is known of one symbol before it gets another name: its uses as facts, so that the checks of batches serve here too.

use smol_str::format_smolstr;

use super::refs::{Found, occurrence, search};
use crate::lang::typescript::rewrite::renamer::Renamer;
use crate::model::answer::{NoSymbol, SymbolFacts};
use crate::model::{CodeView, FileFacts, Occurrence, SymbolInfo};

/// Finds the uses of `symbol` in `code`.
///
/// # Errors
/// A symbol that is none, or more than one.
pub fn facts_of(code: CodeView<'_>, symbol: &str) -> Result<SymbolFacts, NoSymbol> {
    let found = search(&mut Renamer::for_places(code.repos, code.sources), code, symbol)?;
    let facts = facts_about(code, &found);
    Ok(SymbolFacts { symbol: found.target.path, name: found.target.name, facts })
}

/// The uses that were found, as facts.
pub(super) fn facts_about(code: CodeView<'_>, found: &Found) -> FileFacts {
    let mut facts = FileFacts::default();
    for it in &found.uses.uses {
        let named = found.named.get(&it.decl).unwrap_or(&found.target);
        let source = &code.sources[named.decl.0.0 as usize];
        let symbol = facts.symbols.intern(SymbolInfo {
            path: named.path.clone(),
            scope: format_smolstr!("{}", source.repo.0),
            name: named.name.clone(),
            role: named.role,
            decl: Some(named.decl),
            context: Vec::new(),
            generated: source.generated,
            external: false,
        });
        facts.occurrences.push(Occurrence { symbol: Some(symbol), ..occurrence(found, it) });
    }
    facts
}
