//! Which shapes a value of a type can hold at any depth. Type arguments are looked at where they stand and never put in, so there is an end
//! also for types that nest without one. That is more than can really be there, and never less.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::ty::{Entity, Instance, ModId, Ty, fingerprint, nodes};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

/// Most types, shapes and functions that are looked at for one question.
const LOOKED_AT: usize = 60_000;

/// The shapes of the sources that a value can hold.
#[derive(Debug, Default)]
pub struct Held {
    pub shapes: FxHashSet<(ModId, ShapeId)>,
    /// It can hold more: the exports of a module, or too much to be looked at.
    pub open: bool,
}

/// What waits to be looked at.
enum Next {
    Value(Ty),
    Shape(ModId, ShapeId),
    Func(ModId, FuncId),
    Written(ModId, TypeId),
    Named(ModId, BindingId),
}

struct Holder<'c, 'a> {
    checker: &'c Checker<'a>,
    held: Held,
    next: Vec<Next>,
    values: FxHashSet<u64>,
    funcs: FxHashSet<(ModId, FuncId)>,
    written: FxHashSet<(ModId, TypeId)>,
    named: FxHashSet<(ModId, BindingId)>,
}

impl Checker<'_> {
    /// All shapes of the sources that values of these types can hold, also what their functions take and give back.
    pub fn all_held<'t>(&self, types: impl IntoIterator<Item = &'t Ty>) -> Held {
        let mut holder = Holder {
            checker: self,
            held: Held::default(),
            next: types.into_iter().cloned().map(Next::Value).collect(),
            values: FxHashSet::default(),
            funcs: FxHashSet::default(),
            written: FxHashSet::default(),
            named: FxHashSet::default(),
        };
        for _ in 0..LOOKED_AT {
            match holder.next.pop() {
                Some(next) => holder.look_at(next),
                None => return holder.held,
            }
        }
        holder.held.open = true;
        holder.held
    }
}

impl Holder<'_, '_> {
    fn look_at(&mut self, next: Next) {
        match next {
            Next::Value(ty) if self.values.insert(fingerprint(&ty)) => self.value(&ty),
            Next::Shape(module, shape) if !self.is_foreign(module) && self.held.shapes.insert((module, shape)) => {
                self.shape(module, shape);
            }
            Next::Func(module, func) if !self.is_foreign(module) && self.funcs.insert((module, func)) => {
                self.func(module, func);
            }
            Next::Written(module, ty) if self.written.insert((module, ty)) => self.written(module, ty),
            Next::Named(module, id) if self.named.insert((module, id)) => self.named(module, id),
            _ => {}
        }
    }

    /// What packages and the language declare holds of the sources only what it is given as a type argument.
    fn is_foreign(&self, module: ModId) -> bool {
        self.checker.is_library(module) || self.checker.is_installed(module)
    }

    fn values<'t>(&mut self, types: impl IntoIterator<Item = &'t Ty>) {
        self.next.extend(types.into_iter().cloned().map(Next::Value));
    }

    fn all_written(&mut self, module: ModId, types: &[TypeId]) {
        self.next.extend(types.iter().map(|it| Next::Written(module, *it)));
    }

    fn value(&mut self, ty: &Ty) {
        match ty {
            Ty::Shape(it) => {
                self.next.extend(self.checker.shape_parts(it).into_iter().map(|(at, shape, _)| Next::Shape(at, shape)));
                self.values(nodes(&it.env).map(|it| &it.ty));
            }
            Ty::Func(signatures) => {
                for it in signatures.iter() {
                    self.next.extend(it.func.map(|func| Next::Func(it.module, func)));
                    self.next.extend(it.makes.map(|(at, shape)| Next::Shape(at, shape)));
                    self.values(nodes(&it.env).map(|it| &it.ty));
                }
            }
            Ty::Tuple(elements) => self.values(elements.iter().map(|it| &it.ty)),
            Ty::Union(parts) | Ty::Intersection(parts) => self.values(parts.iter()),
            Ty::Sought(inner) | Ty::KeyOf(inner) => self.values([&**inner]),
            Ty::Mapped(it) => {
                self.values(it.source.iter().chain([&it.keys]).chain(nodes(&it.env).map(|it| &it.ty)));
                self.all_written(it.module, &[it.value]);
            }
            Ty::Deferred(module, ty, env) => {
                self.all_written(*module, &[*ty]);
                self.values(nodes(env).map(|it| &it.ty));
            }
            Ty::Parameter(module, id) => self.next.push(Next::Named(*module, *id)),
            Ty::Namespace(module) => self.held.open |= !self.is_foreign(*module),
            Ty::Block(module, _) => self.held.open |= !self.is_foreign(*module),
            _ => {}
        }
    }

    fn shape(&mut self, module: ModId, id: ShapeId) {
        let loaded = self.checker.loaded(module);
        let shape = loaded.module.shape(id);
        let own = Instance { module, shape: id, env: None, class: false };
        self.values([&Ty::Shape(Rc::new(own))]);
        self.all_written(module, &shape.extends);
        self.all_written(module, &shape.super_args);
        self.next.extend(shape.index.map(|it| Next::Written(module, it)));
        self.next.extend(shape.calls.iter().chain(&shape.news).map(|it| Next::Func(module, *it)));
        for value in shape.bases.iter().chain(shape.computed.iter().map(|it| &it.1)) {
            self.values([&self.checker.type_of(module, *value)]);
        }
        for member in &shape.members {
            self.next.extend(member.func.map(|it| Next::Func(module, it)));
            match (member.ty, member.value) {
                (Some(ty), _) => self.all_written(module, &[ty]),
                (None, Some(value)) => self.values([&self.checker.type_of(module, value)]),
                (None, None) => {}
            }
        }
    }

    fn func(&mut self, module: ModId, id: FuncId) {
        let loaded = self.checker.loaded(module);
        let func = loaded.module.func(id);
        for root in &func.params {
            match loaded.module.roots[*root].ty {
                Some(ty) => self.all_written(module, &[ty]),
                None => self.values([&self.checker.root_type(module, *root)]),
            }
        }
        match func.ret {
            Some(ty) => self.all_written(module, &[ty]),
            None => self.values([&self.checker.result(&self.checker.signature(module, id, &None))]),
        }
    }

    fn written(&mut self, module: ModId, id: TypeId) {
        let loaded = self.checker.loaded(module);
        match &loaded.module.ty(id).kind {
            TypeKind::Name { path, args } => {
                self.all_written(module, args);
                let last = path.last().and_then(|it| self.checker.type_name(module, id, it.span)?.binding());
                self.next.extend(last.map(|(at, id)| Next::Named(at, id)));
            }
            TypeKind::Literal(shape) => self.next.push(Next::Shape(module, *shape)),
            TypeKind::Array(inner) | TypeKind::Same(inner) | TypeKind::KeyOf(inner) => {
                self.all_written(module, &[*inner]);
            }
            TypeKind::Tuple(all) => self.next.extend(all.iter().map(|it| Next::Written(module, it.ty))),
            TypeKind::Union(all) | TypeKind::Intersection(all) => self.all_written(module, all),
            TypeKind::Func(func) | TypeKind::Constructor(func) => self.next.push(Next::Func(module, *func)),
            TypeKind::Indexed(object, key) => self.all_written(module, &[*object, *key]),
            TypeKind::Conditional { check, bound, then, otherwise } => {
                self.all_written(module, &[*check, *bound, *then, *otherwise]);
            }
            TypeKind::Mapped { keys, value, .. } => self.all_written(module, &[*keys, *value]),
            TypeKind::Import { args, .. } => {
                self.all_written(module, args);
                self.values([&self.checker.resolve(module, id, &None)]);
            }
            TypeKind::TypeOf(_) | TypeKind::This => self.values([&self.checker.resolve(module, id, &None)]),
            _ => {}
        }
    }

    /// What a name of a type stands for.
    fn named(&mut self, module: ModId, id: BindingId) {
        let loaded = self.checker.loaded(module);
        match &loaded.module.binding(id).what {
            What::Class(shape) | What::Interface(shape) => {
                let it = Instance { module, shape: *shape, env: None, class: false };
                self.values([&Ty::Shape(Rc::new(it))]);
            }
            What::Alias { ty, .. } if !self.is_foreign(module) => self.all_written(module, &[*ty]),
            What::TypeParam { constraint, default } => {
                self.next.extend(constraint.iter().chain(default).map(|it| Next::Written(module, *it)));
            }
            What::Import { .. } | What::ImportAll { .. } => match self.checker.follow(module, id) {
                Some(Entity::Binding(at, other)) => self.next.push(Next::Named(at, other)),
                Some(entity) => self.values([&self.checker.entity_type(&entity)]),
                None => {}
            },
            What::Same(_) => self.held.open = true,
            _ => {}
        }
    }
}
