//! Types that are computed from others: `keyof`, mapped, conditional and indexed types.

use std::rc::Rc;

use smol_str::SmolStr;

use super::ty::Related;
use super::ty::{self, Env, Mapped, ModId, Ty, bind, over, parts, present, union};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

/// Most names that a type is asked for.
const NAMES: usize = 400;
/// Most conditional types inside of each other.
const CONDITIONS: u32 = 20;

impl Checker<'_> {
    pub(super) fn mapped(
        &self,
        module: ModId,
        (key, keys, renamed, value): (BindingId, TypeId, Option<TypeId>, TypeId),
        env: &Env,
    ) -> Ty {
        let loaded = self.loaded(module);
        let source = match loaded.module.ty(keys).kind {
            TypeKind::KeyOf(of) => Some(self.resolve(module, of, env)),
            _ => None,
        };
        // `{ [K in keyof T]: … }` of a union, an array or a plain value is one for each part, an array, or the value.
        if let (Some(source), None) = (&source, renamed) {
            match source {
                Ty::Union(all) => {
                    let TypeKind::KeyOf(of) = loaded.module.ty(keys).kind else { return Ty::Unknown };
                    if let Some(param) = self.naked_parameter(module, of) {
                        let one = |part: &Ty| {
                            let env = over(vec![(param, part.clone())], env);
                            self.ask(Ty::Unknown, || self.mapped(module, (key, keys, renamed, value), &env))
                        };
                        return union(all.iter().map(one).collect());
                    }
                }
                Ty::Tuple(elements) => {
                    let one = |(at, it): (usize, &Element<Ty>)| {
                        let index = Ty::Digits(SmolStr::new(at.to_string()));
                        Element { ty: self.resolve(module, value, &bind(env, (module, key), index)), rest: it.rest }
                    };
                    return Ty::Tuple(Rc::new(elements.iter().enumerate().map(one).collect()));
                }
                Ty::String
                | Ty::Number
                | Ty::Boolean
                | Ty::Text(_)
                | Ty::Digits(_)
                | Ty::Bool(_)
                | Ty::Undefined
                | Ty::Null
                | Ty::Never
                | Ty::Unknown
                | Ty::Primitive => return source.clone(),
                other if self.array_element(other).is_some() => {
                    let env = bind(env, (module, key), Ty::Number);
                    return self.array(self.resolve(module, value, &env));
                }
                _ => {}
            }
        }
        let names = self.resolve(module, keys, env);
        // `Record<keyof Build, string>` asks for names of any type, so the members are those of the type that gives the names.
        let named = matches!(&names, Ty::KeyOf(of) if !matches!(**of, Ty::Unknown));
        let any = |it: &Ty| named && matches!(it, Ty::Unknown);
        let source = source.or_else(|| self.source_of_keys(module, keys, env).filter(|it| !any(it)));
        Ty::Mapped(Rc::new(Mapped { module, key, keys: names, source, renamed, value, env: env.clone() }))
    }

    /// `const { a, ...rest } = value`: what the value has besides the properties that are `taken`, as `Omit` of the language says it.
    pub(super) fn without(&self, ty: &Ty, taken: &[SmolStr]) -> Ty {
        let ty = ty::present(ty);
        let Some((module, omit)) = self.global("Omit", true).filter(|_| !taken.is_empty()) else { return ty };
        let names = union(taken.iter().cloned().map(Ty::Text).collect());
        let rest = |part: &Ty| match part {
            Ty::Shape(_) | Ty::Intersection(_) | Ty::Mapped(_) => {
                self.declared(module, omit, vec![part.clone(), names.clone()], &None)
            }
            other => other.clone(),
        };
        match &ty {
            Ty::Union(parts) => union(parts.iter().map(rest).collect()),
            one => rest(one),
        }
    }

    /// The same mapped type with other values for the type parameters around it.
    pub(super) fn mapped_again(&self, it: &Mapped, env: &Env) -> Ty {
        let loaded = self.loaded(it.module);
        match loaded.module.binding(it.key).what {
            What::TypeParam { constraint: Some(keys), .. } => {
                self.mapped(it.module, (it.key, keys, it.renamed, it.value), env)
            }
            _ => Ty::Unknown,
        }
    }

    /// The type parameter that a written type is.
    pub(super) fn naked_parameter(&self, module: ModId, ty: TypeId) -> Option<(ModId, BindingId)> {
        let loaded = self.loaded(module);
        let node = loaded.module.ty(ty);
        match &node.kind {
            TypeKind::Name { path, .. } if path.len() == 1 => {
                let id = loaded.module.look_up(node.scope, &path[0].name, true)?;
                matches!(loaded.module.binding(id).what, What::TypeParam { .. }).then_some((module, id))
            }
            TypeKind::Same(inner) => self.naked_parameter(module, *inner),
            _ => None,
        }
    }

    /// `K` of `K extends keyof T`: the members are those of `T`.
    fn source_of_keys(&self, module: ModId, keys: TypeId, env: &Env) -> Option<Ty> {
        let (at, param) = self.naked_parameter(module, keys)?;
        let loaded = self.loaded(at);
        let What::TypeParam { constraint: Some(constraint), .. } = loaded.module.binding(param).what else {
            return None;
        };
        match loaded.module.ty(constraint).kind {
            TypeKind::KeyOf(of) => Some(self.resolve(at, of, env)),
            _ => None,
        }
    }

    /// The names that a type of keys has; `None`: they are not known, or any name fits.
    pub(super) fn key_names(&self, keys: &Ty) -> Option<Vec<SmolStr>> {
        let mut names = Vec::new();
        for part in parts(keys) {
            match part {
                Ty::Text(name) | Ty::Digits(name) => names.push(name.clone()),
                Ty::EnumMember(module, shape, index) => names.extend(self.enum_text(*module, *shape, *index)),
                Ty::Enum(module, shape) => {
                    let count = self.loaded(*module).module.shape(*shape).members.len() as u32;
                    names.extend((0..count).filter_map(|at| self.enum_text(*module, *shape, at)));
                }
                Ty::KeyOf(of) => names.extend(self.ask(None, || self.names_of(of))?),
                Ty::Union(_) => names.extend(self.ask(None, || self.key_names(part))?),
                Ty::Sought(bound) => names.extend(self.ask(None, || self.key_names(bound))?),
                // `string & keyof T`.
                Ty::Intersection(all) => {
                    let known = all.iter().find_map(|it| match it {
                        Ty::KeyOf(_) | Ty::Text(_) => self.ask(None, || self.key_names(it)),
                        _ => None,
                    });
                    names.extend(known?);
                }
                Ty::Never | Ty::Undefined | Ty::Null => {}
                _ => return None,
            }
            if names.len() > NAMES {
                return None;
            }
        }
        names.dedup();
        Some(names)
    }

    fn enum_text(&self, module: ModId, shape: ShapeId, index: u32) -> Option<SmolStr> {
        let loaded = self.loaded(module);
        let value = loaded.module.shape(shape).members.get(index as usize)?.value?;
        match self.type_of(module, value) {
            Ty::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The names of the members that a type has, all of them.
    pub(super) fn names_of(&self, ty: &Ty) -> Option<Vec<SmolStr>> {
        self.declared_names(ty, false)
    }

    /// The same; `index`: with those that a type has besides an index signature.
    pub(super) fn declared_names(&self, ty: &Ty, index: bool) -> Option<Vec<SmolStr>> {
        let mut names: Vec<SmolStr> = Vec::new();
        match &self.apparent(ty) {
            Ty::Shape(it) => names = self.ask(None, || self.shape_names(it, index))?,
            Ty::Mapped(it) => {
                let known = self.key_names(&it.keys)?;
                match it.renamed {
                    None => names.extend(known),
                    Some(renamed) => {
                        for name in known {
                            let env = bind(&it.env, (it.module, it.key), Ty::Text(name));
                            names.extend(self.key_names(&self.resolve(it.module, renamed, &env))?);
                        }
                    }
                }
            }
            Ty::Intersection(all) => {
                for part in all.iter() {
                    names.extend(self.ask(None, || self.declared_names(part, index))?);
                }
            }
            Ty::Union(all) => {
                let mut each = all.iter().map(|it| self.ask(None, || self.names_of(it)));
                names = each.next()??;
                for other in each {
                    let other = other?;
                    names.retain(|it| other.contains(it));
                }
            }
            Ty::Namespace(module) => self.exported_names(*module, 0, &mut names),
            Ty::Opaque | Ty::Never => {}
            _ => return None,
        }
        names.sort_unstable();
        names.dedup();
        (names.len() <= NAMES).then_some(names)
    }

    /// The names of the members of a shape, with those of what it extends.
    fn shape_names(&self, it: &Rc<ty::Instance>, index: bool) -> Option<Vec<SmolStr>> {
        let mut names: Vec<SmolStr> = Vec::new();
        for (module, shape, _) in self.shape_parts(it) {
            let loaded = self.loaded(module);
            let shape = loaded.module.shape(shape);
            if !shape.computed.is_empty() || (!index && shape.index.is_some()) {
                return None;
            }
            let statics = shape.kind == ShapeKind::Class;
            let own = shape.members.iter().filter(|member| !statics || member.is_static == it.class);
            names.extend(own.map(|it| it.key.name.clone()));
        }
        for base in self.bases(it) {
            names.extend(self.declared_names(&base, index)?);
        }
        Some(names)
    }

    /// The type of the member `name` of a mapped type; `None`: it has no such member.
    pub(super) fn mapped_member(&self, it: &Mapped, name: &str) -> Option<Ty> {
        let key = match it.renamed {
            Some(_) => self.key_before(it, name)?,
            None => {
                self.has_key(&it.keys, name)?;
                SmolStr::new(name)
            }
        };
        let env = bind(&it.env, (it.module, it.key), Ty::Text(key));
        Some(self.resolve(it.module, it.value, &env))
    }

    /// The key that is called `name` once it is renamed.
    pub(super) fn key_before(&self, it: &Mapped, name: &str) -> Option<SmolStr> {
        let renamed = it.renamed?;
        let names = self.key_names(&it.keys)?;
        names.into_iter().find(|key| {
            let env = bind(&it.env, (it.module, it.key), Ty::Text(key.clone()));
            let now = self.resolve(it.module, renamed, &env);
            self.key_names(&now).is_some_and(|all| all.iter().any(|it| it == name))
        })
    }

    /// The type takes its names from a list of texts (`Record<'open' | 'done', string>`), and `name` is one of them or the list is not known.
    pub fn lists(&self, ty: &Ty, name: &str) -> bool {
        parts(&present(ty)).iter().any(|part| match part {
            Ty::Mapped(it) if self.lookup(part, name).found.is_empty() => {
                let open = parts(&it.keys).iter().any(|it| matches!(it, Ty::Unknown));
                open || self.ask(Some(true), || self.has_key(&it.keys, name)) == Some(true)
            }
            Ty::Intersection(all) => all.iter().any(|it| matches!(it, Ty::Mapped(_)) && self.lists(it, name)),
            _ => false,
        })
    }

    /// `name` is among the keys: surely, or as far as is known.
    pub(super) fn has_key(&self, keys: &Ty, name: &str) -> Option<bool> {
        let mut found = None;
        for part in parts(keys) {
            let has = match part {
                Ty::Text(text) | Ty::Digits(text) => (text == name).then_some(true),
                Ty::String | Ty::Unknown | Ty::Parameter(..) | Ty::Primitive => Some(false),
                Ty::Deferred(module, id, env) => self.ask(Some(false), || self.deferred_key((*module, *id, env), name)),
                Ty::Number => name.bytes().all(|it| it.is_ascii_digit()).then_some(false),
                // Any name that the bound has.
                Ty::Sought(bound) => self.ask(None, || self.has_key(bound, name)),
                Ty::KeyOf(of) => {
                    let found = self.lookup(of, name);
                    match (found.found.is_empty() && found.other.is_empty(), found.open) {
                        (false, _) => Some(true),
                        (true, true) => Some(false),
                        (true, false) => None,
                    }
                }
                Ty::EnumMember(..) | Ty::Enum(..) => {
                    let names = self.key_names(part).unwrap_or_default();
                    names.iter().any(|it| it == name).then_some(true)
                }
                Ty::Intersection(all) => {
                    let mut each = all.iter().map(|it| self.ask(None, || self.has_key(it, name)));
                    let fits = each.all(|it| it.is_some());
                    fits.then_some(true)
                }
                _ => None,
            };
            found = found.max(has);
        }
        found
    }

    /// `object[key]` as a type; `None`: it depends on type parameters.
    pub(super) fn indexed(&self, object: &Ty, key: &Ty) -> Option<Ty> {
        match (object, key) {
            (Ty::Parameter(..) | Ty::Deferred(..), _) => None,
            (Ty::Unknown, _) | (_, Ty::Unknown) => Some(Ty::Unknown),
            (_, Ty::Union(keys)) => {
                let all: Option<Vec<Ty>> =
                    keys.iter().map(|key| self.ask(None, || self.indexed(object, key))).collect();
                all.map(union)
            }
            (_, Ty::Text(name) | Ty::Digits(name)) => Some(self.member_type(object, name)),
            (_, Ty::EnumMember(module, shape, at)) => {
                Some(self.enum_text(*module, *shape, *at).map_or(Ty::Unknown, |name| self.member_type(object, &name)))
            }
            (_, Ty::Number) => Some(self.element(object)),
            (_, Ty::String | Ty::Primitive) => Some(self.index_type(object)),
            (_, Ty::KeyOf(_)) => {
                let Some(names) = self.key_names(key) else {
                    return if matches!(object, Ty::Mapped(_)) { None } else { Some(self.index_type(object)) };
                };
                Some(union(names.iter().map(|name| self.member_type(object, name)).collect()))
            }
            (Ty::Mapped(it), Ty::Parameter(..)) => {
                let env = bind(&it.env, (it.module, it.key), key.clone());
                Some(self.resolve(it.module, it.value, &env))
            }
            (_, Ty::Parameter(..) | Ty::Deferred(..)) => None,
            (_, Ty::Intersection(all)) => {
                let known = all.iter().find(|it| matches!(it, Ty::KeyOf(_) | Ty::Text(_) | Ty::Parameter(..)));
                known.map_or(Some(Ty::Unknown), |it| self.ask(None, || self.indexed(object, it)))
            }
            _ => Some(Ty::Unknown),
        }
    }

    /// A conditional type.
    pub(super) fn conditional(&self, module: ModId, id: TypeId, env: &Env) -> Ty {
        let loaded = self.loaded(module);
        let TypeKind::Conditional { check, .. } = loaded.module.ty(id).kind else { return Ty::Unknown };
        let mut checked = self.resolve(module, check, env);
        let param = self.naked_parameter(module, check);
        if let (Some(_), Ty::KeyOf(_)) = (param, &checked)
            && let Some(names) = self.key_names(&checked)
        {
            checked = union(names.into_iter().map(|it| ty::name_of(it, &checked)).collect());
        }
        if let (Some(_), Ty::Boolean) = (param, &checked) {
            checked = union(vec![Ty::Bool(true), Ty::Bool(false)]);
        }
        match (param, &checked) {
            (Some(_), Ty::Never) => Ty::Never,
            (Some(param), Ty::Union(all)) => {
                let one = |part: &Ty| {
                    let env = over(vec![(param, part.clone())], env);
                    self.ask(Ty::Unknown, || self.condition(module, id, part, &env))
                };
                union(all.iter().map(one).collect())
            }
            _ => {
                let env = match param {
                    Some(param) => over(vec![(param, checked.clone())], env),
                    None => env.clone(),
                };
                self.condition(module, id, &checked, &env)
            }
        }
    }

    /// The type parameter that a conditional type checks.
    fn checked_parameter(&self, module: ModId, id: TypeId) -> Option<(ModId, BindingId)> {
        match self.loaded(module).module.ty(id).kind {
            TypeKind::Conditional { check, .. } => self.naked_parameter(module, check),
            _ => None,
        }
    }

    /// `Exclude<keyof T, 'id'>` has the name, where all that `T` has is not known.
    fn deferred_key(&self, (module, id, env): (ModId, TypeId, &Env), name: &str) -> Option<bool> {
        let Some(param) = self.checked_parameter(module, id) else { return Some(false) };
        let of = match ty::bound(env, param) {
            Some(checked @ Ty::KeyOf(_)) => self.ask(None, || self.has_key(checked, name))?,
            _ => return Some(false),
        };
        let env = over(vec![(param, Ty::Text(name.into()))], env);
        let kept = self.conditional(module, id, &env);
        let kept = self.ask(None, || self.has_key(&kept, name))?;
        Some(of && kept)
    }

    fn condition(&self, module: ModId, id: TypeId, checked: &Ty, env: &Env) -> Ty {
        match checked {
            Ty::Parameter(..) | Ty::Deferred(..) => return Ty::Deferred(module, id, env.clone()),
            Ty::Unknown => return Ty::Unknown,
            // Names that are not all known are asked one by one.
            Ty::KeyOf(_) if self.checked_parameter(module, id).is_some() && self.key_names(checked).is_none() => {
                return Ty::Deferred(module, id, env.clone());
            }
            _ => {}
        }
        let nested = self.conditions.get();
        if nested > CONDITIONS {
            return Ty::Unknown;
        }
        self.conditions.set(nested + 1);
        let ty = self.condition_known(module, id, checked, env);
        self.conditions.set(nested);
        ty
    }

    fn condition_known(&self, module: ModId, id: TypeId, checked: &Ty, env: &Env) -> Ty {
        let loaded = self.loaded(module);
        let TypeKind::Conditional { bound, then, otherwise, .. } = loaded.module.ty(id).kind else {
            return Ty::Unknown;
        };
        let scope = loaded.module.ty(bound).scope;
        let mut inferred: Vec<(ModId, BindingId)> = Vec::new();
        for all in loaded.module.scopes[scope].names.values() {
            inferred.extend(all.iter().map(|it| (module, *it)));
        }
        inferred.sort_unstable();
        let wanted = self.resolve(module, bound, env);
        let mut then_env = env.clone();
        if !inferred.is_empty() {
            let found = self.inferred(&inferred, checked, &wanted);
            let values = inferred.iter().zip(found).map(|(key, ty)| (*key, ty.unwrap_or(Ty::Unknown))).collect();
            then_env = over(values, env);
        }
        let wanted = self.substituted(&wanted, &then_env);
        match self.related(ty::plain_name(checked), &wanted) {
            Related::Yes => self.resolve(module, then, &then_env),
            Related::No => self.resolve(module, otherwise, env),
            Related::Maybe => union(vec![self.resolve(module, then, &then_env), self.resolve(module, otherwise, env)]),
        }
    }

    /// The union of the types of all members.
    pub(super) fn any_member(&self, object: &Ty) -> Ty {
        let index = self.index_type(object);
        if !matches!(index, Ty::Unknown | Ty::Never) {
            return index;
        }
        match self.names_of(object) {
            Some(names) => union(names.iter().map(|name| self.member_type(object, name)).collect()),
            None => Ty::Unknown,
        }
    }

    /// A map as one that is only read, and the like: they have the same arguments.
    fn readonly_of(&self, it: &ty::Instance, module: ModId, shape: Option<ShapeId>) -> Option<Ty> {
        let library = self.library.module;
        if it.module != library || module != library || it.class {
            return None;
        }
        let loaded = self.loaded(library);
        let (from, to) = (loaded.module.shape(it.shape), loaded.module.shape(shape?));
        let pairs =
            [("Map", "ReadonlyMap"), ("Set", "ReadonlySet"), ("Array", "ReadonlyArray"), ("Promise", "PromiseLike")];
        pairs.contains(&(&*from.path, &*to.path)).then(|| {
            let args: Vec<Ty> = from.type_params.iter().map(|id| self.parameter(library, *id, &it.env)).collect();
            self.library_type(shape, &args)
        })
    }

    /// `ty` as an object of the shape, which it is or extends.
    pub(super) fn as_instance(&self, ty: &Ty, module: ModId, shape: Option<ShapeId>, depth: u32) -> Option<Ty> {
        if depth > 12 {
            return None;
        }
        let it = match ty {
            Ty::Shape(it) => it,
            // `symbol & Key<T>` is a `Key<T>`.
            Ty::Intersection(all) => {
                return all.iter().find_map(|it| self.ask(None, || self.as_instance(it, module, shape, depth + 1)));
            }
            _ => return None,
        };
        if (it.module, Some(it.shape)) == (module, shape) {
            return Some(ty.clone());
        }
        if let Some(alike) = self.readonly_of(it, module, shape) {
            return Some(alike);
        }
        self.bases(it).iter().find_map(|base| self.ask(None, || self.as_instance(base, module, shape, depth + 1)))
    }
}
