//! Which declaration a plain name means: scopes, imports and exports, no types.

use super::ty::{Entity, ModId};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

impl Checker<'_> {
    /// The declaration of a binding: of the file that it is imported from, when it is imported under its own name.
    pub fn origin(&self, module: ModId, id: BindingId) -> (ModId, BindingId) {
        let renames = |what: &What| !matches!(what, What::Import { local_only: false, .. });
        if renames(&self.loaded(module).module.binding(id).what) {
            return (module, id);
        }
        match self.follow(module, id) {
            Some(Entity::Binding(at, id)) => (at, id),
            _ => (module, id),
        }
    }

    /// The declaration that an identifier means: of a value, else of a type.
    pub fn identifier(&self, module: ModId, expr: ExprId) -> Option<(ModId, BindingId)> {
        let loaded = self.loaded(module);
        let it = loaded.module.expr(expr);
        let ExprKind::Ident(name) = &it.kind else { return None };
        let found = loaded.module.look_up(it.scope, name, false);
        let id = found.or_else(|| loaded.module.look_up(it.scope, name, true))?;
        Some(self.origin(module, id))
    }

    /// The declaration that the part at `span` of a type's name means: `T`, or `T` of `ns.T`.
    pub fn type_name(&self, module: ModId, ty: TypeId, span: Span) -> Option<(ModId, BindingId)> {
        let loaded = self.loaded(module);
        let node = loaded.module.ty(ty);
        let TypeKind::Name { path, .. } = &node.kind else { return None };
        let first = path.first()?;
        let id = loaded.module.look_up(node.scope, &first.name, true)?;
        if first.span == span {
            return Some(self.origin(module, id));
        }
        let second = path.get(1).filter(|it| it.span == span)?;
        match self.follow(module, id)? {
            Entity::Module(module) => match self.export(module, &second.name, 0)? {
                Entity::Binding(at, id) => Some((at, id)),
                _ => None,
            },
            _ => None,
        }
    }
}
