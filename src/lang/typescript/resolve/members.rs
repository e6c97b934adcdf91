//! Members of types: which declaration `x.name` is, and what type it has.

use std::rc::Rc;

use super::ty::{Env, Instance, Property, Ty, union};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

impl<'a> Checker<'a> {
    /// The declared members that `object.name` may be; several for a union.
    pub fn members(&self, object: &Ty, name: &str) -> Vec<Property> {
        let mut out = Vec::new();
        self.ask((), || self.collect(object, name, &mut out));
        out
    }

    pub(super) fn collect(&self, object: &Ty, name: &str, out: &mut Vec<Property>) {
        match object {
            Ty::Shape(it) => self.of_shape(it, name, out),
            Ty::Union(parts) => {
                for part in parts.iter().take(64) {
                    self.ask((), || self.collect(part, name, out));
                }
            }
            Ty::Intersection(parts) => {
                for part in parts.iter().take(64) {
                    let before = out.len();
                    self.ask((), || self.collect(part, name, out));
                    if out.len() > before {
                        break;
                    }
                }
            }
            Ty::Parameter(module, binding) => {
                let loaded = self.loaded(*module);
                if let What::TypeParam { constraint: Some(constraint) } = loaded.module.binding(*binding).what {
                    let bound = self.resolve(*module, constraint, &None);
                    self.ask((), || self.collect(&bound, name, out));
                }
            }
            _ => {}
        }
    }

    /// What the class or object literal `shape` takes members from by `base`: for an object of a class, an object of its base.
    pub(super) fn base(&self, it: &Instance, shape: &Shape, base: ExprId) -> Ty {
        match self.type_of(it.module, base) {
            Ty::Shape(base) if shape.kind == ShapeKind::Class && !it.class => {
                let args = shape.super_args.iter().map(|arg| self.resolve(it.module, *arg, &it.env)).collect();
                self.instance(&base, args)
            }
            other => other,
        }
    }

    pub(super) fn of_shape(&self, it: &Instance, name: &str, out: &mut Vec<Property>) {
        let loaded = self.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        let statics = shape.kind == ShapeKind::Class;
        let is_it = |member: &Member| member.key.name == name && (!statics || member.is_static == it.class);
        let found = match shape.members.len() {
            0..=16 => shape.members.iter().position(is_it),
            _ => {
                let named = loaded.index().members_of(it.shape, name.trim_start_matches('#'));
                named.iter().map(|(_, at)| *at as usize).find(|at| is_it(&shape.members[*at]))
            }
        };
        if let Some(index) = found {
            out.push(Property { module: it.module, shape: it.shape, index: index as u32, env: it.env.clone() });
            return;
        }
        let before = out.len();
        for base in &shape.extends {
            let base = self.resolve(it.module, *base, &it.env);
            self.ask((), || self.collect(&base, name, out));
            if out.len() > before {
                return;
            }
        }
        // The last spread wins.
        for base in shape.bases.iter().rev().take(16) {
            let base = self.base(it, shape, *base);
            self.ask((), || self.collect(&base, name, out));
            if out.len() > before {
                return;
            }
        }
    }

    /// An object of a class.
    pub(super) fn instance(&self, class: &Instance, args: Vec<Ty>) -> Ty {
        let loaded = self.loaded(class.module);
        let params = &loaded.module.shape(class.shape).type_params;
        let arg = |at: usize| args.get(at).cloned().unwrap_or(Ty::Unknown);
        let env: Env = (!params.is_empty())
            .then(|| Rc::new(params.iter().enumerate().map(|(at, id)| (class.module, *id, arg(at))).collect()));
        Ty::Shape(Rc::new(Instance { module: class.module, shape: class.shape, env, class: false }))
    }

    /// The type of a declared member.
    pub fn property_type(&self, it: &Property) -> Ty {
        let loaded = self.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        let Some(member) = shape.members.get(it.index as usize) else { return Ty::Unknown };
        if shape.kind == ShapeKind::Enum {
            return Ty::Primitive;
        }
        if let Some(ty) = member.ty {
            return self.resolve(it.module, ty, &it.env);
        }
        if let Some(func) = member.func {
            if member.getter {
                return self.result(it.module, func, &it.env, &[]);
            }
            return Ty::Func(it.module, func, it.env.clone());
        }
        member.value.map_or(Ty::Unknown, |value| self.type_of(it.module, value))
    }

    pub fn member_type(&self, object: &Ty, name: &str) -> Ty {
        match (object, name) {
            (Ty::Holder(member, inner), _) if *member == name => return (**inner).clone(),
            (Ty::Slice(options), "actions") => return self.member_type(&Ty::Shape(options.clone()), "reducers"),
            (Ty::Namespace(module), _) => {
                return self.export(*module, name, 0).map_or(Ty::Unknown, |it| self.entity_type(&it));
            }
            (Ty::Union(parts), _) if parts.iter().any(|it| matches!(it, Ty::Holder(..) | Ty::Namespace(_))) => {
                return union(parts.iter().map(|it| self.ask(Ty::Unknown, || self.member_type(it, name))).collect());
            }
            _ => {}
        }
        let found = self.members(object, name);
        if found.is_empty() {
            return self.index_type(object);
        }
        self.ask(Ty::Unknown, || union(found.iter().map(|it| self.property_type(it)).collect()))
    }

    /// The type of `object[key]`, the key unknown.
    pub(super) fn index_type(&self, object: &Ty) -> Ty {
        match object {
            Ty::Map(value) => (**value).clone(),
            Ty::Shape(it) => {
                let loaded = self.loaded(it.module);
                loaded.module.shape(it.shape).index.map_or(Ty::Unknown, |ty| self.resolve(it.module, ty, &it.env))
            }
            Ty::Union(parts) => self.ask(Ty::Unknown, || union(parts.iter().map(|it| self.index_type(it)).collect())),
            _ => Ty::Unknown,
        }
    }

    pub(super) fn any_member(&self, object: &Ty) -> Ty {
        let Ty::Shape(it) = object else { return self.index_type(object) };
        let count = self.loaded(it.module).module.shape(it.shape).members.len().min(64) as u32;
        let property = |index| Property { module: it.module, shape: it.shape, index, env: it.env.clone() };
        union((0..count).map(|index| self.property_type(&property(index))).collect())
    }

    /// The type of the elements of an array, a set, an iterator.
    pub fn element(&self, object: &Ty) -> Ty {
        match object {
            Ty::Array(inner) => (**inner).clone(),
            Ty::Tuple(parts) => union(parts.to_vec()),
            // `for (const [key, value] of map)`.
            Ty::Map(value) => Ty::Tuple(Rc::new(vec![Ty::Primitive, (**value).clone()])),
            Ty::Union(parts) => self.ask(Ty::Unknown, || union(parts.iter().map(|it| self.element(it)).collect())),
            _ => Ty::Unknown,
        }
    }
}
