//! What a value is called with, and what `new` makes of it.

use std::rc::Rc;

use super::ty::{Instance, Signature, Ty};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

impl Checker<'_> {
    /// The signatures of a type: of calls, or of `new`.
    pub(super) fn signatures(&self, ty: &Ty, new: bool) -> Vec<Signature> {
        self.ask(Vec::new(), || self.signatures_here(ty, new))
    }

    fn signatures_here(&self, ty: &Ty, new: bool) -> Vec<Signature> {
        match ty {
            Ty::Func(all) => all.iter().filter(|it| it.new == new).cloned().collect(),
            Ty::Shape(it) if it.class && new => self.constructors(it),
            Ty::Shape(it) if !it.class => {
                let mut found = Vec::new();
                for (module, shape, env) in self.shape_parts(it) {
                    let loaded = self.loaded(module);
                    let shape = loaded.module.shape(shape);
                    let funcs = if new { &shape.news } else { &shape.calls };
                    let env = if shape.uses_this { self.with_this(&env, ty) } else { env };
                    found
                        .extend(funcs.iter().take(64).map(|it| Signature { new, ..self.signature(module, *it, &env) }));
                }
                if found.is_empty() {
                    found = self.bases(it).iter().flat_map(|it| self.signatures(it, new)).collect();
                }
                found
            }
            Ty::Intersection(parts) => parts.iter().flat_map(|it| self.signatures(it, new)).collect(),
            Ty::Parameter(..) | Ty::Deferred(..) | Ty::Sought(_) => match self.apparent(ty) {
                Ty::Parameter(..) | Ty::Deferred(..) => Vec::new(),
                other => self.signatures(&other, new),
            },
            _ => Vec::new(),
        }
    }

    fn constructors(&self, it: &Rc<Instance>) -> Vec<Signature> {
        let loaded = self.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        let makes = Some((it.module, it.shape));
        let is_one = |member: &&Member| member.key.name == "constructor" && !member.is_static;
        let own: Vec<FuncId> = shape.members.iter().filter(is_one).filter_map(|it| it.func).collect();
        if !own.is_empty() {
            let made = |signature: Signature| Signature { new: true, makes, env: it.env.clone(), ..signature };
            return self.overloads(it.module, &own, &it.env).into_iter().map(made).collect();
        }
        // The constructor of the base, making objects of this class.
        let base = shape.bases.first().map(|base| self.type_of(it.module, *base));
        let inherited = match base {
            Some(Ty::Shape(base)) if base.class => {
                let args: Vec<Ty> = shape.super_args.iter().map(|arg| self.resolve(it.module, *arg, &it.env)).collect();
                let params = &self.loaded(base.module).module.shape(base.shape).type_params.clone();
                let env = self.arguments(base.module, params, &args, &base.env);
                self.signatures(&Ty::Shape(Rc::new(Instance { env, ..(*base).clone() })), true)
            }
            Some(base) => self.signatures(&base, true),
            None => Vec::new(),
        };
        if inherited.is_empty() {
            return vec![Signature { module: it.module, func: None, env: it.env.clone(), new: true, makes }];
        }
        inherited.into_iter().map(|signature| Signature { makes, ..signature }).collect()
    }
}
