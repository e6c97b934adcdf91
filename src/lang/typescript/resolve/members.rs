//! Members of types: which declaration `x.name` is, and what type it has.

use std::rc::Rc;

use smol_str::SmolStr;

use super::ty::{self, Entity, Env, Instance, Lookup, ModId, Property, Signature, Ty, over, present, union};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

impl Checker<'_> {
    /// The declared members that `object.name` may be; several for a union.
    pub fn members(&self, object: &Ty, name: &str) -> Vec<Property> {
        self.lookup(object, name).found
    }

    /// What `name` is to a value of the type.
    pub fn lookup(&self, object: &Ty, name: &str) -> Lookup {
        let otherwise = Lookup { open: true, ..Lookup::default() };
        if !ty::is_made_of_others(object) {
            return self.ask(otherwise, || self.lookup_here(object, name));
        }
        let key = (ty::fingerprint(object), SmolStr::new(name));
        self.once(&self.lookups, key, otherwise, || self.lookup_here(object, name))
    }

    fn lookup_here(&self, object: &Ty, name: &str) -> Lookup {
        let mut out = Lookup::default();
        match object {
            Ty::Shape(it) => self.of_shape(it, name, &mut out),
            Ty::Union(parts) => {
                let mut first: Option<bool> = None;
                for part in parts.iter().filter(|it| !matches!(it, Ty::Undefined | Ty::Null)) {
                    let it = self.lookup(part, name);
                    let empty = it.found.is_empty() && it.other.is_empty();
                    let news = it.found.iter().any(|a| !out.found.iter().any(|b| same_member(a, b)))
                        || it.other.iter().any(|a| !out.other.contains(a));
                    let fewer = out.found.iter().any(|a| !it.found.iter().any(|b| same_member(a, b)));
                    out.differs |= it.differs || (first.is_some() && (news || fewer)) || (empty && !it.open);
                    out.lacks |= it.lacks || (empty && !it.open);
                    first = Some(empty);
                    out.open |= it.open;
                    out.found.extend(
                        it.found
                            .into_iter()
                            .filter(|a| !out.found.iter().any(|b| same_member(a, b)))
                            .collect::<Vec<_>>(),
                    );
                    for entity in it.other {
                        if !out.other.contains(&entity) {
                            out.other.push(entity);
                        }
                    }
                }
            }
            Ty::Intersection(parts) => {
                for part in parts.iter() {
                    let it = self.lookup(part, name);
                    out.open |= it.open;
                    out.differs |= it.differs;
                    out.lacks |= it.lacks;
                    out.other.extend(it.other);
                    let news: Vec<Property> =
                        it.found.into_iter().filter(|a| !out.found.iter().any(|b| same_member(a, b))).collect();
                    out.found.extend(news);
                }
                // What one part declares the value has, whatever the others are.
                out.open &= out.found.is_empty() && out.other.is_empty();
            }
            Ty::Mapped(it) => {
                let key = match it.renamed {
                    Some(_) => self.key_before(it, name),
                    None => self.has_key(&it.keys, name).map(|_| name.into()),
                };
                match (&it.source, key) {
                    (Some(source), Some(key)) => return self.lookup(source, &key),
                    (Some(source), None) => out.open = matches!(source, Ty::Unknown),
                    (None, _) => out.open = matches!(it.keys, Ty::Unknown),
                }
            }
            Ty::Parameter(..) | Ty::Deferred(..) | Ty::Sought(_) => {
                let apparent = self.apparent(object);
                if !matches!(apparent, Ty::Parameter(..) | Ty::Deferred(..)) {
                    return self.lookup(&apparent, name);
                }
            }
            Ty::Namespace(module) => out.other.extend(self.export(*module, name, 0)),
            Ty::Block(module, scope) => {
                let loaded = self.loaded(*module);
                let found = loaded.module.scopes[*scope].names.get(name).and_then(|it| it.first());
                let found = found.and_then(|id| self.follow(*module, *id));
                // What another part of the namespace declares.
                let namespace = loaded.index().namespace(*scope);
                out.other.extend(found.or_else(|| {
                    let entity = Entity::Binding(*module, namespace?);
                    self.inside(&entity, name, false).or_else(|| self.inside(&entity, name, true))
                }));
            }
            Ty::Func(signatures) => {
                out.other.extend(self.of_function(signatures, name));
                if out.other.is_empty() {
                    let function = self.library_type(self.library.function, &[]);
                    return self.lookup(&function, name);
                }
            }
            Ty::Tuple(elements) => {
                let all = union(elements.iter().map(|it| it.ty.clone()).collect());
                return self.lookup(&self.array(all), name);
            }
            Ty::String | Ty::Text(_) | Ty::KeyOf(_) => {
                return self.lookup(&self.library_type(self.library.string, &[]), name);
            }
            Ty::Number | Ty::Digits(_) => return self.lookup(&self.library_type(self.library.number, &[]), name),
            Ty::Boolean | Ty::Bool(_) => return self.lookup(&self.library_type(self.library.boolean, &[]), name),
            Ty::Unknown => out.open = true,
            Ty::Opaque | Ty::Never | Ty::Undefined | Ty::Null | Ty::Primitive | Ty::EnumMember(..) | Ty::Enum(..) => {}
        }
        out
    }

    /// A member of the namespace that is merged with a function, or the one value that its module assigns to a property of it:
    /// `Menu.Item = Item`.
    fn of_function(&self, signatures: &[Signature], name: &str) -> Option<Entity> {
        let first = signatures.first()?;
        let loaded = self.loaded(first.module);
        let binding = loaded.module.func(first.func?).binding?;
        let of_namespace = self.inside(&Entity::Binding(first.module, binding), name, false);
        of_namespace.or_else(|| {
            let is_own = |it: &&(ExprId, ExprId)| self.identifier(first.module, it.0) == Some((first.module, binding));
            let mut given = loaded.index().given(name).iter().filter(is_own);
            let value = given.next()?.1;
            given.next().is_none().then_some(Entity::Value(first.module, value))
        })
    }

    /// The shapes that a type is declared by, with their environments.
    pub(super) fn shape_parts(&self, it: &Instance) -> Vec<(ModId, ShapeId, Env)> {
        let loaded = self.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        let own = vec![(it.module, it.shape, it.env.clone())];
        let Some(binding) = shape.binding.filter(|_| matches!(shape.kind, ShapeKind::Interface | ShapeKind::Class))
        else {
            return own;
        };
        let all = self.merged_shapes(it.module, it.shape, binding);
        if all.len() == 1 {
            return own;
        }
        let part = |(module, other): &(ModId, ShapeId)| {
            if (*module, *other) == (it.module, it.shape) {
                return (*module, *other, it.env.clone());
            }
            let params = &self.loaded(*module).module.shape(*other).type_params.clone();
            let values = params
                .iter()
                .zip(&shape.type_params)
                .map(|(param, own)| ((*module, *param), self.parameter(it.module, *own, &it.env)));
            (*module, *other, over(values.collect(), &it.env))
        };
        all.iter().map(part).collect()
    }

    fn merged_shapes(&self, module: ModId, shape: ShapeId, binding: BindingId) -> Rc<Vec<(ModId, ShapeId)>> {
        if let Some(known) = self.merged_shapes.borrow().get(&(module, shape)) {
            return known.clone();
        }
        let shapes = self.merged(module, binding).into_iter().filter_map(|(at, id)| {
            match self.loaded(at).module.binding(id).what {
                What::Interface(shape) | What::Class(shape) => Some((at, shape)),
                _ => None,
            }
        });
        // The own part first: what it declares is what is meant.
        let mut all: Vec<(ModId, ShapeId)> = vec![(module, shape)];
        all.extend(shapes.filter(|it| *it != (module, shape)));
        let all = Rc::new(all);
        self.merged_shapes.borrow_mut().insert((module, shape), all.clone());
        all
    }

    fn of_shape(&self, it: &Rc<Instance>, name: &str, out: &mut Lookup) {
        let parts = self.shape_parts(it);
        for (module, shape, env) in &parts {
            let loaded = self.loaded(*module);
            let found = own_members(&loaded, *shape, name, it.class);
            let env = if loaded.module.shape(*shape).uses_this {
                self.with_this(env, &Ty::Shape(it.clone()))
            } else {
                env.clone()
            };
            if let Some(index) = found.first() {
                out.found.push(Property { module: *module, shape: *shape, index: *index, env });
            }
        }
        if !out.found.is_empty() {
            return;
        }
        let loaded = self.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        if it.class {
            if name == "prototype" {
                return;
            }
            // The namespace that is merged with a class or an enumeration.
            let inside = shape.binding.and_then(|id| self.inside(&Entity::Binding(it.module, id), name, false));
            if let Some(inside) =
                inside.filter(|it2| *it2 != Entity::Binding(it.module, shape.binding.unwrap_or(BindingId::at(0))))
            {
                out.other.push(inside);
                return;
            }
        }
        for base in self.bases(it) {
            let it = self.lookup(&base, name);
            out.open |= it.open;
            out.differs |= it.differs;
            out.lacks |= it.lacks;
            if !it.found.is_empty() || !it.other.is_empty() {
                out.found.extend(it.found);
                out.other.extend(it.other);
                out.open = false;
                return;
            }
        }
        if shape.kind == ShapeKind::Object {
            out.open |= !shape.computed.is_empty();
        }
        // Classes, and what is called, are functions.
        let called = parts.iter().any(|(module, shape, _)| {
            let loaded = self.loaded(*module);
            let shape = loaded.module.shape(*shape);
            !shape.calls.is_empty() || !shape.news.is_empty()
        });
        if (it.class && shape.kind == ShapeKind::Class) || called {
            let found = self.lookup(&self.library_type(self.library.function, &[]), name);
            out.found.extend(found.found);
        }
    }

    /// What an object of the shape takes its other members from, the strongest first.
    pub(super) fn bases(&self, it: &Rc<Instance>) -> Vec<Ty> {
        let mut bases = Vec::new();
        for (module, shape, env) in self.shape_parts(it) {
            let loaded = self.loaded(module);
            let shape = loaded.module.shape(shape);
            if !it.class || shape.kind != ShapeKind::Class {
                bases.extend(shape.extends.iter().map(|base| self.resolve(module, *base, &env)));
            }
            // The last spread wins.
            for base in shape.bases.iter().rev().take(16) {
                bases.push(self.base(it, shape, module, *base, &env));
            }
        }
        bases
    }

    /// The type extends that declaration, at some distance.
    pub fn descends(&self, heir: &Ty, base: (ModId, ShapeId), depth: u32) -> bool {
        let Ty::Shape(it) = heir else { return false };
        let own = (it.module, it.shape) != base;
        let bases = if depth < 16 { self.bases(it) } else { Vec::new() };
        let is = |ty: &Ty| matches!(ty, Ty::Shape(it) if (it.module, it.shape) == base);
        own && bases.iter().any(|it| is(it) || self.descends(it, base, depth + 1))
    }

    /// What the class or object literal takes members from by `base`: for an object of a class, an object of its base.
    fn base(&self, it: &Instance, shape: &Shape, module: ModId, base: ExprId, env: &Env) -> Ty {
        let value = self.substituted(&self.type_of(module, base), env);
        if shape.kind != ShapeKind::Class {
            return present(&value);
        }
        if it.class {
            return value;
        }
        let args: Vec<Ty> = shape.super_args.iter().map(|arg| self.resolve(module, *arg, env)).collect();
        self.made_by(&value, &args)
    }

    /// An object that `new` makes of the class, with these type arguments.
    pub(super) fn made_by(&self, class: &Ty, args: &[Ty]) -> Ty {
        match class {
            Ty::Shape(it) if it.class => self.instance(it, args),
            Ty::Intersection(all) => {
                let made: Vec<Ty> = all.iter().map(|it| self.ask(Ty::Unknown, || self.made_by(it, args))).collect();
                self.intersection(made.into_iter().filter(|it| !matches!(it, Ty::Unknown)).collect())
            }
            other => {
                let signatures = self.signatures(other, true);
                let fits = |it: &&Signature| self.type_params_of(it).len() == args.len();
                match signatures.iter().find(fits).or(signatures.first()) {
                    Some(first) => {
                        let params = self.type_params_of(first);
                        let values = params.iter().zip(args).map(|(key, ty)| (*key, ty.clone())).collect();
                        let first = Signature { env: over(values, &first.env), ..first.clone() };
                        self.result(&first)
                    }
                    None => Ty::Unknown,
                }
            }
        }
    }

    /// An object of a class.
    pub(super) fn instance(&self, class: &Instance, args: &[Ty]) -> Ty {
        let loaded = self.loaded(class.module);
        let params = &loaded.module.shape(class.shape).type_params;
        let env = self.arguments(class.module, params, args, &class.env);
        Ty::Shape(Rc::new(Instance { module: class.module, shape: class.shape, env, class: false }))
    }

    /// The type of a declared member.
    pub fn property_type(&self, it: &Property) -> Ty {
        self.ask(Ty::Unknown, || self.property_type_here(it))
    }

    fn property_type_here(&self, it: &Property) -> Ty {
        let loaded = self.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        let Some(member) = shape.members.get(it.index as usize) else { return Ty::Unknown };
        if shape.kind == ShapeKind::Enum {
            return Ty::EnumMember(it.module, it.shape, it.index);
        }
        if let Some(ty) = member.ty {
            return self.resolve(it.module, ty, &it.env);
        }
        let named = |other: &&Member| other.key.name == member.key.name && other.is_static == member.is_static;
        if member.getter {
            let accessors = shape.members.iter().filter(named).filter(|it| it.getter);
            let getter = accessors.clone().find(|it| !it.setter).and_then(|it| it.func);
            if let Some(func) = getter {
                return self.result(&self.signature(it.module, func, &it.env));
            }
            let setter = member.func.and_then(|func| loaded.module.func(func).params.first().copied());
            let ty = setter.and_then(|root| loaded.module.roots[root].ty);
            return ty.map_or(Ty::Unknown, |ty| self.resolve(it.module, ty, &it.env));
        }
        if let Some(func) = member.func
            && member.value.is_none()
        {
            let all: Vec<FuncId> = shape.members.iter().filter(named).filter_map(|it| it.func).collect();
            let mut signatures = self.overloads(it.module, &all, &it.env);
            // Interfaces that are merged bring their own.
            let own = Instance { module: it.module, shape: it.shape, env: it.env.clone(), class: member.is_static };
            for (module, other, env) in self.shape_parts(&own).into_iter().skip(1) {
                let loaded = self.loaded(module);
                let other = loaded.module.shape(other);
                let funcs: Vec<FuncId> = other.members.iter().filter(named).filter_map(|it| it.func).collect();
                signatures.extend(self.overloads(module, &funcs, &env));
            }
            debug_assert!(all.contains(&func));
            return Ty::Func(Rc::new(signatures));
        }
        match member.value {
            Some(value) => self.substituted(&self.type_of(it.module, value), &it.env),
            None => Ty::Unknown,
        }
    }

    pub(super) fn signature(&self, module: ModId, func: FuncId, env: &Env) -> Signature {
        let generic = self.loaded(module).module.func(func).generic;
        let this = ty::bound(env, ty::this_key()).is_some();
        let env = if generic || this { env.clone() } else { None };
        Signature { module, func: Some(func), env, new: false, makes: None }
    }

    /// The signatures that callers see: those without a body, when there are some.
    pub(super) fn overloads(&self, module: ModId, funcs: &[FuncId], env: &Env) -> Vec<Signature> {
        let loaded = self.loaded(module);
        let open = funcs.iter().any(|it| !loaded.module.func(*it).has_body);
        let seen = funcs.iter().filter(|it| !open || !loaded.module.func(**it).has_body);
        seen.take(64).map(|it| self.signature(module, *it, env)).collect()
    }

    /// The type of `object.name`.
    pub fn member_type(&self, object: &Ty, name: &str) -> Ty {
        self.ask(Ty::Unknown, || self.member_type_here(object, name))
    }

    fn member_type_here(&self, object: &Ty, name: &str) -> Ty {
        match object {
            Ty::Union(parts) => {
                let present = parts.iter().filter(|it| !matches!(it, Ty::Undefined | Ty::Null | Ty::Never));
                union(present.map(|it| self.member_type(it, name)).collect())
            }
            Ty::Intersection(parts) => {
                let has = |it: &&Ty| {
                    let found = self.lookup(it, name);
                    !found.found.is_empty() || !found.other.is_empty() || self.indexes(it)
                };
                let all: Vec<Ty> = parts.iter().filter(has).map(|it| self.member_type(it, name)).collect();
                match all.len() {
                    0 => Ty::Unknown,
                    _ if all.iter().all(|it| matches!(it, Ty::Func(_))) => self.together(&all),
                    _ => self.intersection(all),
                }
            }
            Ty::Mapped(it) => match self.mapped_member(it, name) {
                Some(ty) => ty,
                None => Ty::Unknown,
            },
            Ty::Tuple(elements) => {
                let index = name.parse::<usize>().ok();
                match index {
                    Some(index) => self.tuple_element(elements, index),
                    None => {
                        let all = union(elements.iter().map(|it| self.tuple_part(it)).collect());
                        self.member_type(&self.array(all), name)
                    }
                }
            }
            Ty::Parameter(..) | Ty::Deferred(..) | Ty::Sought(_) => match self.apparent(object) {
                Ty::Parameter(..) | Ty::Deferred(..) => Ty::Unknown,
                apparent => self.member_type(&apparent, name),
            },
            _ => {
                let found = self.lookup(object, name);
                if found.found.is_empty() && found.other.is_empty() {
                    if name == "prototype"
                        && let Ty::Shape(it) = object
                        && it.class
                    {
                        return self.instance(it, &[]);
                    }
                    return self.index_type(object);
                }
                let mut types: Vec<Ty> = found.found.iter().map(|it| self.property_type(it)).collect();
                types.extend(found.other.iter().map(|it| self.entity_type(it)));
                if types.len() > 1 && types.iter().all(|it| matches!(it, Ty::Func(_))) {
                    return self.together(&types);
                }
                // A member that several merged declarations have is declared alike by all.
                types.truncate(1);
                types.pop().unwrap_or(Ty::Unknown)
            }
        }
    }

    fn together(&self, funcs: &[Ty]) -> Ty {
        let all = funcs.iter().flat_map(|it| match it {
            Ty::Func(signatures) => signatures.to_vec(),
            _ => Vec::new(),
        });
        let mut seen: Vec<Signature> = Vec::new();
        for it in all {
            if !seen.iter().any(|other| (other.module, other.func, other.new) == (it.module, it.func, it.new)) {
                seen.push(it);
            }
        }
        Ty::Func(Rc::new(seen))
    }
}

/// Both are one declared member.
pub(super) fn same_member(one: &Property, other: &Property) -> bool {
    (one.module, one.shape, one.index) == (other.module, other.shape, other.index)
}

/// The members of a shape that are called `name`, by their index.
fn own_members(loaded: &super::project::Loaded, id: ShapeId, name: &str, class: bool) -> Vec<u32> {
    let shape = loaded.module.shape(id);
    let statics = shape.kind == ShapeKind::Class;
    let is_it = |member: &Member| member.key.name == name && (!statics || member.is_static == class);
    match shape.members.len() {
        0..=16 => (0..shape.members.len()).filter(|at| is_it(&shape.members[*at])).map(|at| at as u32).collect(),
        _ => {
            let named = loaded.index().members_of(id, name.trim_start_matches('#'));
            named.iter().map(|(_, at)| *at).filter(|at| is_it(&shape.members[*at as usize])).collect()
        }
    }
}
