//! JSX: the properties that an element asks for.

use std::rc::Rc;

use super::infer::Inference;
use super::ty::{Entity, Instance, ModId, Signature, Ty, over, union};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

impl Checker<'_> {
    /// The properties of a component, or of an element of the page.
    pub fn element_props(&self, module: ModId, jsx: ExprId, asked: Option<u32>) -> Ty {
        let loaded = self.loaded(module);
        let ExprKind::Jsx { name, intrinsic, attributes, type_args, .. } = &loaded.module.expr(jsx).kind else {
            return Ty::Unknown;
        };
        if let Some(tag) = intrinsic {
            return self.intrinsic_props(module, tag);
        }
        let Some(name) = name else { return Ty::Unknown };
        let component = self.type_of(module, *name);
        let Some(signature) = self.component_signature(&component) else { return self.props(&component) };
        let params = self.type_params_of(&signature);
        if params.is_empty() {
            return self.props(&component);
        }
        let mut env = signature.env.clone();
        if type_args.is_empty() {
            let mut inference = Inference::of(&params);
            let wanted = self.parameter_type(&signature, 0);
            for (at, (key, value)) in attributes.iter().enumerate() {
                let Some(value) = value.filter(|it| asked != Some(at as u32) && !self.sensitive(module, *it, 0)) else {
                    continue;
                };
                self.infer(&mut inference, &self.type_of(module, value), &self.member_type(&wanted, &key.name), 0);
            }
            let values =
                params.iter().enumerate().filter_map(|(at, key)| Some((*key, self.value_of(&inference, at, *key)?)));
            env = over(values.collect(), &env);
        } else {
            let given = params.iter().zip(type_args).map(|(key, ty)| (*key, self.resolve(module, *ty, &None)));
            env = over(given.collect(), &env);
        }
        self.parameter_type(&Signature { env, ..signature }, 0)
    }

    fn component_signature(&self, component: &Ty) -> Option<Signature> {
        match component {
            Ty::Shape(it) if it.class => None,
            other => self.signatures(other, false).into_iter().next(),
        }
    }

    fn intrinsic_props(&self, module: ModId, tag: &str) -> Ty {
        let found = self.global("JSX", true).map(|(at, id)| Entity::Binding(at, id));
        let found = found.or_else(|| self.export(self.import(module, &"react".into())?, "JSX", 0));
        let elements = found.and_then(|it| self.inside(&it, "IntrinsicElements", true));
        match elements {
            Some(Entity::Binding(at, id)) => self.member_type(&self.declared(at, id, Vec::new(), &None), tag),
            _ => Ty::Unknown,
        }
    }

    /// The properties of a component.
    pub fn props(&self, component: &Ty) -> Ty {
        let component = self.apparent(component);
        match &component {
            Ty::Union(parts) => self.ask(Ty::Unknown, || union(parts.iter().map(|it| self.props(it)).collect())),
            Ty::Shape(it) if it.class => {
                let object = Ty::Shape(Rc::new(Instance { class: false, ..(**it).clone() }));
                let own = self.lookup(&object, "props");
                match own.found.is_empty() {
                    false => self.member_type(&object, "props"),
                    // The base is not known: what it is given is.
                    true => {
                        let loaded = self.loaded(it.module);
                        let args = &loaded.module.shape(it.shape).super_args;
                        args.first().map_or(Ty::Unknown, |ty| self.resolve(it.module, *ty, &None))
                    }
                }
            }
            other => match self.signatures(other, false).first() {
                Some(signature) => self.parameter_type(signature, 0),
                None => match self.signatures(other, true).first() {
                    // React's class components, and what Vue makes of the options of a component.
                    Some(signature) => {
                        let made = self.result(signature);
                        let own = ["props", "$props"].into_iter().find(|it| !self.members(&made, it).is_empty());
                        own.map_or(Ty::Unknown, |it| self.member_type(&made, it))
                    }
                    None => Ty::Unknown,
                },
            },
        }
    }
}
