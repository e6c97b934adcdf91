//! Where a literal goes that a function gives back: to the calls of the function, in every file that says its name. What another name leads to
//! (`export { open as start }`, a function that is held as a value) is not followed, so the literal may go anywhere then.

use super::handed::is_known;
use super::taken::has_another_name;
use super::ways::{Named, Walker};
use crate::lang::typescript::resolve::project::Loaded;
use crate::lang::typescript::resolve::types::{ModId, Ty, parts};
use crate::lang::typescript::syntax::module::*;

impl Walker<'_, '_> {
    /// The literal, or what holds it, goes nowhere from the calls of the function that gives it back.
    pub(super) fn stays_with_callers(&mut self, func: FuncId, part: bool) -> bool {
        let module = self.module;
        let it = module.func(func);
        let plain = !it.is_async && !it.generator && it.member.is_none();
        let Some(id) = it.binding.filter(|_| plain && !self.loaded.index().script) else { return false };
        let binding = module.binding(id);
        let declared = match binding.what {
            What::Func(_) => true,
            What::Value(pat) => {
                let pat = &module.pats[pat];
                binding.constant && pat.steps.is_empty() && module.roots[pat.root].ty.is_none()
            }
            _ => false,
        };
        // An overload has a type of its own.
        let alone = module.scopes[binding.scope].names.get(&binding.ident.name).is_some_and(|it| it[..] == [id]);
        if !declared || !alone || has_another_name(module, id) {
            return false;
        }
        let named = (self.main, id);
        if self.followed.contains(&named) {
            return true;
        }
        self.followed.insert(named);
        let name = binding.ident.name.clone();
        if !self.loaded.index().exports(id, &name) {
            let calls = self.calls_of(named, (self.main, self.loaded), &name);
            return calls.is_some_and(|all| all.into_iter().all(|it| self.is_seen(it) && self.stays(it, part)));
        }
        // Who reads a key is looked for by its name in the file of the literal alone.
        if self.by_name {
            return false;
        }
        let Some(users) = (self.users)(&name) else { return false };
        let mut called = false;
        let stays = users.into_iter().all(|user| {
            let at = self.checker.add(user.clone());
            let Some(calls) = self.calls_of(named, (at, &user), &name) else { return false };
            called |= !calls.is_empty();
            let mut there = self.inside(at, &user);
            let stays = calls.into_iter().all(|it| there.is_seen(it) && there.stays(it, part));
            let left = there.left();
            self.goes_on_from(left);
            stays
        });
        // What nobody calls is called by a framework.
        stays && called
    }

    /// The type of the call is known and has the literal, so that who reads it is known.
    fn is_seen(&self, call: ExprId) -> bool {
        let ty = self.checker.type_of(self.main, call);
        is_known(&ty, 0) && self.holds_literal(&ty)
    }

    /// The calls of the function in one module; `None` where it is used otherwise, or may be.
    fn calls_of(&self, named: Named, (at, user): (ModId, &Loaded), name: &str) -> Option<Vec<ExprId>> {
        let (checker, module) = (self.checker, &user.module);
        let leads = |id: &BindingId| match &module.binding(*id).what {
            What::Import { name: imported, .. } => imported == name || checker.origin(at, *id) == named,
            _ => false,
        };
        let local: Vec<&str> =
            module.bindings.entries().map(|it| it.0).filter(leads).map(|id| &*module.binding(id).ident.name).collect();
        let is_module = |ty: &Ty| parts(ty).iter().any(|it| matches!(it, Ty::Unknown | Ty::Namespace(_)));
        // Under another name it is found in files that do not say this one.
        let renamed = module.exports.iter().any(|(key, export)| match export {
            Export::From { name: given, .. } | Export::Local(given) => {
                key != name && (given == name || local.contains(&given.as_str()))
            }
            _ => false,
        });
        if renamed {
            return None;
        }
        let mut calls = Vec::new();
        for (id, it) in module.exprs.entries() {
            match &it.kind {
                ExprKind::Ident(other) if other == name || local.contains(&other.as_str()) => {
                    match checker.identifier(at, id) {
                        Some(found) if found != named => continue,
                        Some(_) => {}
                        None => return None,
                    }
                    let call = module
                        .exprs
                        .entries()
                        .find(|(_, it)| matches!(it.kind, ExprKind::Call { callee, new: false, .. } if callee == id));
                    calls.push(call?.0);
                }
                // `all.open()`, where `all` may be a module.
                ExprKind::Member { object, name: member }
                    if member.name == name && is_module(&checker.type_of(at, *object)) =>
                {
                    return None;
                }
                _ => {}
            }
        }
        let taken = module.names.iter().any(|(_, it)| match it {
            NameRef::PatternKey(parent, key) => key == name && is_module(&checker.pattern_type(at, *parent)),
            NameRef::PatternShorthand(parent, id) => {
                module.binding(*id).ident.name == name && is_module(&checker.pattern_type(at, *parent))
            }
            _ => false,
        });
        (!taken).then_some(calls)
    }
}
