//! The symbol that stands for an object of the checker.

use smol_str::SmolStr;

use crate::lang::go::resolve::object::{ObjId, ObjKind};
use crate::lang::go::resolve::universe::Universe;
use crate::model::{Role, SymbolInfo};

/// What the rest of the engine wants to know of an object.
pub(super) fn symbol_info(universe: &Universe, object: ObjId) -> SymbolInfo {
    let it = universe.object(object);
    let role = match it.kind {
        ObjKind::Field { .. } => Role::Field,
        ObjKind::Param | ObjKind::Result => Role::Parameter,
        ObjKind::Local => Role::Local,
        ObjKind::Const if it.local => Role::Local,
        ObjKind::Global | ObjKind::Const => Role::Global,
        ObjKind::Func => Role::Function,
        ObjKind::Method | ObjKind::InterfaceMethod => Role::Method,
        ObjKind::TypeName | ObjKind::TypeParam => Role::Type,
        ObjKind::PkgName => Role::Import,
        ObjKind::Label => Role::Label,
        ObjKind::Builtin | ObjKind::Nil => Role::Other,
    };
    let path = universe.symbol_path(object);
    let decl = universe.declaration(object);
    let owner = it.owner.rsplit('/').find(|part| part.contains('.')).unwrap_or(&it.owner);
    let context = owner.split('.').filter(|part| !part.is_empty()).map(SmolStr::new).collect();
    SymbolInfo {
        scope: SmolStr::default(),
        name: it.name.clone(),
        role,
        context,
        generated: it.decls.first().is_some_and(|(file, _)| universe.outline(*file).generated),
        external: universe.is_external(object),
        decl,
        path,
    }
}
