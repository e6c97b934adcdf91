//! What names mean in the templates of components, where that is not what they mean in a script, and other plain names that are members.

use std::rc::Rc;

use super::ty::{Instance, ModId, Ty, present, union};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

impl Checker<'_> {
    /// The type whose member a plain name is: in a template of Vue the properties of the component have no `this`, and in an enumeration its
    /// members have none (`enum Flag { Open = 1, Wide = Open << 1 }`).
    pub fn implied(&self, module: ModId, expr: ExprId) -> Option<Ty> {
        let loaded = self.loaded(module);
        let it = loaded.module.expr(expr);
        let ExprKind::Ident(name) = &it.kind else { return None };
        if let Some(owner) = self.enumeration_around(module, it.scope, name) {
            return Some(owner);
        }
        let names = loaded.module.template(it.scope)?;
        if loaded.module.look_up(it.scope, name, false).is_some() {
            return None;
        }
        let owners = names.owners.iter().map(|owner| match owner {
            Owner::Type(ty) => self.resolve(module, *ty, &None),
            Owner::Instance(expr) => {
                let component = self.type_of(module, *expr);
                let made = self.signatures(&component, true).into_iter().next();
                made.map_or(Ty::Unknown, |it| self.result(&it))
            }
        });
        owners.into_iter().find(|owner| {
            let it = self.lookup(owner, name);
            it.open || !it.found.is_empty() || !it.other.is_empty()
        })
    }

    /// The nearest enumeration around `scope` that has the member, in one of its parts: it hides the names of the scopes further out.
    fn enumeration_around(&self, module: ModId, scope: ScopeId, name: &str) -> Option<Ty> {
        let loaded = self.loaded(module);
        let around = |scope| std::iter::successors(Some(scope), |it: &ScopeId| loaded.module.scopes[*it].parent);
        if !around(scope).any(|it| loaded.module.scopes[it].enumeration.is_some()) {
            return None;
        }
        for id in around(scope) {
            if loaded.module.declared(id, name, false).is_some() {
                return None;
            }
            let Some(binding) = loaded.module.scopes[id].enumeration.and_then(|it| loaded.module.shape(it).binding)
            else {
                continue;
            };
            for (at, part) in self.merged(module, binding) {
                let What::Enum(shape) = self.loaded(at).module.binding(part).what else { continue };
                let owner = Ty::Shape(Rc::new(Instance { module: at, shape, env: None, class: true }));
                if !self.lookup(&owner, name).found.is_empty() {
                    return Some(owner);
                }
            }
        }
        None
    }

    /// What a `Ref` of Vue holds; anything else is itself.
    pub(super) fn unwrapped(&self, ty: &Ty) -> Ty {
        const REFS: &[&str] = &["Ref", "ShallowRef", "ComputedRef", "BaseComputedRef", "WritableComputedRef"];
        let is_ref = |it: &Ty| match it {
            Ty::Shape(it) => {
                let loaded = self.loaded(it.module);
                let declared = loaded.module.shape(it.shape).binding.map(|it| loaded.module.binding(it));
                declared.is_some_and(|it| REFS.contains(&&*it.ident.name))
            }
            _ => false,
        };
        match ty {
            Ty::Union(parts) => union(parts.iter().map(|it| self.unwrapped(it)).collect()),
            Ty::Intersection(parts) if parts.iter().any(is_ref) => self.member_type(ty, "value"),
            it if is_ref(it) => self.member_type(it, "value"),
            other => other.clone(),
        }
    }

    /// What a store of Svelte holds: what it gives to those who subscribe.
    pub(super) fn stored(&self, store: &Ty) -> Ty {
        let first = |ty: &Ty| self.signatures(&present(ty), false).into_iter().next();
        let Some(subscribe) = first(&self.member_type(&present(store), "subscribe")) else { return Ty::Unknown };
        let run = first(&self.parameter_type(&subscribe, 0));
        run.map_or(Ty::Unknown, |run| self.parameter_type(&run, 0))
    }
}
