//! Questions of the search about functions that are called and what is handed to them.

use crate::lang::go::ast::{Decl, ExprKind};
use crate::lang::go::resolve::object::{ObjId, ObjKind};
use crate::lang::go::resolve::types::{Basic, Type, TypeId};

use super::calls::Takes;
use super::search::{Search, Way};

impl Search<'_, '_> {
    /// What a call of `object` may run: itself, and for a method of an interface every method of its name that is followed.
    pub(super) fn called_by(&mut self, object: ObjId) -> Vec<ObjId> {
        let it = self.u.object(object);
        let alike = self.methods.get(&it.name).filter(|_| it.kind == ObjKind::InterfaceMethod);
        let mut found = vec![object];
        found.extend(alike.into_iter().flatten());
        found
    }

    /// The index of the last parameter of a variadic function.
    pub(super) fn variadic(&mut self, function: ObjId) -> Option<usize> {
        let ty = self.u.object_type(function);
        match self.u.ty(ty) {
            Type::Func(signature) if signature.variadic => signature.params.len().checked_sub(1),
            _ => None,
        }
    }

    /// The type parameters of `object` that are followed, by index.
    pub(super) fn type_args_of(&self, object: ObjId) -> Vec<(usize, Way)> {
        self.generic.get(&object).cloned().unwrap_or_default()
    }

    /// The type of a parameter of a generic function has its type parameter in it.
    pub(super) fn mentions(&mut self, function: ObjId, param: usize, type_param: usize) -> bool {
        let ty = self.u.object_type(function);
        let Type::Func(signature) = self.u.ty(ty).clone() else { return false };
        let (Some(param), Some(wanted)) = (signature.params.get(param), signature.type_params.get(type_param)) else {
            return false;
        };
        let mut open = vec![*param];
        while let Some(ty) = open.pop() {
            match self.u.ty(ty) {
                Type::TypeParam(it) if it == wanted => return true,
                Type::Pointer(of) | Type::Slice(of) | Type::Array(of, _) | Type::Chan(of) => open.push(*of),
                Type::Map(key, value) => open.extend([*key, *value]),
                Type::Named { args, .. } => open.extend(args.iter()),
                Type::Func(of) => open.extend(of.params.iter().chain(&of.results)),
                _ => {}
            }
        }
        false
    }

    /// A text may say a name to the family.
    pub(super) fn is_text(&mut self, ty: TypeId, way: Way) -> bool {
        if way.takes != Takes::Names {
            return false;
        }
        let under = self.u.underlying(ty);
        let text = |ty: &Type| matches!(ty, Type::Basic(Basic::String | Basic::UntypedString));
        match self.u.ty(under) {
            Type::Slice(of) | Type::Array(of, _) => text(self.u.ty(*of)),
            ty => text(ty),
        }
    }

    /// The string that a constant is declared to be.
    pub(super) fn constant(&mut self, object: ObjId) -> Option<String> {
        let (file, span) = self.u.object(object).decls.first().copied()?;
        let entry = self.u.outline(file).entry_at(span)?;
        let (decls, _) = self.u.check_parsed(file, entry as u32, false);
        let text = self.u.text(file);
        decls.iter().find_map(|decl| {
            let Decl::Const(spec) = decl else { return None };
            let at = spec.names.iter().position(|it| it.span == span)?;
            let value = spec.values.get(at)?;
            matches!(value.kind, ExprKind::Literal(_)).then_some(())?;
            Some(text.get(value.span.range())?.trim_matches(['"', '`']).to_owned())
        })
    }
}
