//! The symbol that stands for an object of the checker.

use smol_str::SmolStr;

use crate::lang::go::resolve::object::ObjId;
use crate::lang::go::resolve::universe::Universe;
use crate::model::SymbolInfo;

/// What the rest of the engine wants to know of an object.
pub(super) fn symbol_info(universe: &Universe, object: ObjId) -> SymbolInfo {
    let it = universe.object(object);
    let path = universe.symbol_path(object);
    let decl = universe.declaration(object);
    let owner = it.owner.rsplit('/').find(|part| part.contains('.')).unwrap_or(&it.owner);
    let context = owner.split('.').filter(|part| !part.is_empty()).map(SmolStr::new).collect();
    SymbolInfo {
        scope: SmolStr::default(),
        name: it.name.clone(),
        role: it.role(),
        context,
        generated: it.decls.first().is_some_and(|(file, _)| universe.outline(*file).generated),
        external: universe.is_external(object),
        decl,
        path,
    }
}
