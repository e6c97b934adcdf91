//! What stands behind an index: elements of arrays and tuples, what iterators give, the values of index signatures.

use std::rc::Rc;

use super::ty::{self, Instance, ModId, Ty, union};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

impl Checker<'_> {
    pub(super) fn indexes(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Shape(it) => self.loaded(it.module).module.shape(it.shape).index.is_some(),
            Ty::Mapped(it) => it.source.is_none(),
            _ => false,
        }
    }

    /// The type of `object[key]`, the key unknown.
    /// `globalThis.name`: what the global variable or function is.
    pub(super) fn of_global_object(&self, module: ModId, object: ExprId, name: &str) -> Option<Ty> {
        let loaded = self.loaded(module);
        let it = loaded.module.expr(object);
        let named = matches!(&it.kind, ExprKind::Ident(name) if name == "globalThis");
        if !named || self.look_up(module, it.scope, "globalThis", false).is_some() {
            return None;
        }
        self.global_value(name).map(|(at, id)| self.binding_type(at, id))
    }

    /// A value of the type may have a member of any name: `{ [name: string]: T }`.
    pub fn has_any_name(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Shape(it) => self.shape_parts(it).iter().any(|(module, shape, _)| {
                let loaded = self.loaded(*module);
                let shape = loaded.module.shape(*shape);
                shape.index.is_some() && !shape.index_number
            }),
            Ty::Mapped(it) => matches!(it.keys, Ty::String),
            Ty::Union(parts) | Ty::Intersection(parts) => {
                parts.iter().any(|it| self.ask(false, || self.has_any_name(it)))
            }
            _ => false,
        }
    }

    pub(super) fn index_type(&self, object: &Ty) -> Ty {
        self.ask(Ty::Unknown, || match object {
            Ty::Shape(it) => self.index_of_shape(it),
            Ty::Union(parts) => union(
                parts
                    .iter()
                    .filter(|it| !matches!(it, Ty::Undefined | Ty::Null))
                    .map(|it| self.index_type(it))
                    .collect(),
            ),
            Ty::Intersection(parts) => {
                let found = parts.iter().map(|it| self.index_type(it)).find(|it| !matches!(it, Ty::Unknown));
                found.unwrap_or(Ty::Unknown)
            }
            Ty::Mapped(it) => {
                let key = match &it.keys {
                    known @ (Ty::String | Ty::Number | Ty::Parameter(..)) => known.clone(),
                    other => match self.key_names(other) {
                        Some(names) if it.renamed.is_none() && !names.is_empty() => {
                            let member = |name: &smol_str::SmolStr| {
                                let env = ty::bind(&it.env, (it.module, it.key), Ty::Text(name.clone()));
                                self.resolve(it.module, it.value, &env)
                            };
                            return union(names.iter().take(64).map(member).collect());
                        }
                        _ => Ty::String,
                    },
                };
                self.resolve(it.module, it.value, &ty::bind(&it.env, (it.module, it.key), key))
            }
            Ty::Tuple(_) => self.element(object),
            Ty::Parameter(..) | Ty::Deferred(..) | Ty::Sought(_) => match self.apparent(object) {
                Ty::Parameter(..) | Ty::Deferred(..) => Ty::Unknown,
                other => self.index_type(&other),
            },
            _ => Ty::Unknown,
        })
    }

    fn index_of_shape(&self, it: &Rc<Instance>) -> Ty {
        for (module, shape, env) in self.shape_parts(it) {
            let loaded = self.loaded(module);
            let shape = loaded.module.shape(shape);
            if let Some(index) = shape.index {
                return self.resolve(module, index, &env);
            }
            // `{ [key]: value }`: any of the values.
            if shape.kind == ShapeKind::Object && !shape.computed.is_empty() {
                let values = shape.computed.iter().take(16).map(|(_, value)| self.type_of(module, *value));
                return self.substituted(&union(values.collect()), &env);
            }
        }
        let found = self.bases(it).iter().map(|it| self.index_type(it)).find(|it| !matches!(it, Ty::Unknown));
        found.unwrap_or(Ty::Unknown)
    }

    pub(super) fn tuple_part(&self, it: &Element<Ty>) -> Ty {
        if it.rest { self.element(&it.ty) } else { it.ty.clone() }
    }

    /// The type of the elements of an array, a set, an iterator.
    pub fn element(&self, object: &Ty) -> Ty {
        self.ask(Ty::Unknown, || match object {
            Ty::Tuple(parts) => union(parts.iter().map(|it| self.tuple_part(it)).collect()),
            Ty::Union(parts) => {
                let present = parts.iter().filter(|it| !matches!(it, Ty::Undefined | Ty::Null));
                union(present.map(|it| self.element(it)).collect())
            }
            Ty::Intersection(parts) => {
                let found = parts.iter().map(|it| self.element(it)).find(|it| !matches!(it, Ty::Unknown));
                found.unwrap_or(Ty::Unknown)
            }
            Ty::String | Ty::Text(_) => Ty::String,
            Ty::Parameter(..) | Ty::Deferred(..) | Ty::Sought(_) => match self.apparent(object) {
                Ty::Parameter(..) | Ty::Deferred(..) => Ty::Unknown,
                other => self.element(&other),
            },
            Ty::Shape(_) => {
                if let Some(element) = self.array_element(object) {
                    return element;
                }
                let iterates = ["[Symbol.iterator]", "[Symbol.asyncIterator]"].iter().find_map(|name| {
                    let found = self.lookup(object, name);
                    found.found.first().map(|it| self.property_type(it))
                });
                let Some(iterates) = iterates else { return self.index_type(object) };
                self.iterated(&self.result_of(&iterates))
            }
            Ty::Mapped(_) => self.index_type(object),
            _ => Ty::Unknown,
        })
    }

    /// What an iterator gives.
    fn iterated(&self, iterator: &Ty) -> Ty {
        let Ty::Shape(it) = iterator else { return Ty::Unknown };
        if it.module == self.library.module {
            let params = &self.loaded(it.module).module.shape(it.shape).type_params.clone();
            return params.first().map_or(Ty::Unknown, |id| self.parameter(it.module, *id, &it.env));
        }
        let next = self.result_of(&self.member_type(iterator, "next"));
        self.member_type(&self.awaited(&next), "value")
    }

    /// The type of the element of a tuple or an array at a fixed place.
    pub(super) fn element_at(&self, object: &Ty, index: usize) -> Ty {
        match object {
            Ty::Tuple(elements) => self.tuple_element(elements, index),
            Ty::Union(parts) => {
                let present = parts.iter().filter(|it| !matches!(it, Ty::Undefined | Ty::Null));
                self.ask(Ty::Unknown, || union(present.map(|it| self.element_at(it, index)).collect()))
            }
            Ty::Parameter(..) | Ty::Deferred(..) | Ty::Sought(_) => match self.apparent(object) {
                Ty::Parameter(..) | Ty::Deferred(..) => Ty::Unknown,
                other => self.ask(Ty::Unknown, || self.element_at(&other, index)),
            },
            _ => self.element(object),
        }
    }

    /// The type of the element at `index`.
    pub(super) fn tuple_element(&self, elements: &[Element<Ty>], index: usize) -> Ty {
        let rest = elements.iter().position(|it| it.rest);
        match (elements.get(index), rest) {
            (Some(it), None) => it.ty.clone(),
            (Some(it), Some(rest)) if index < rest => it.ty.clone(),
            (_, Some(rest)) => self.element(&elements[rest].ty),
            (None, None) => Ty::Undefined,
        }
    }
}
