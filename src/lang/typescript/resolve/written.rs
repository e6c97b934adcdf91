//! Types as they are written, and what they become when type parameters get a value.

use std::rc::Rc;

use super::ty::{self, Entity, Env, Instance, ModId, Signature, Ty, bind, bound, over, this_key, union};
use super::types::{Checker, Key};
use crate::lang::typescript::syntax::module::*;

/// Most conditional types inside of each other whose arms are looked into though nothing decides them.
const DEFERRED: u32 = 2;

impl Checker<'_> {
    /// The type that is written at `ty`; `env` has the values of type parameters.
    pub fn resolve(&self, module: ModId, ty: TypeId, env: &Env) -> Ty {
        match self.loaded(module).module.ty(ty).kind {
            TypeKind::Text(_)
            | TypeKind::Number(_)
            | TypeKind::Bool(_)
            | TypeKind::Keyword(_)
            | TypeKind::Template(_) => self.resolve_here(module, ty, env),
            _ => self.memo(Key::Written(module, ty, ty::env_print(env)), || self.resolve_here(module, ty, env)),
        }
    }

    fn resolve_here(&self, module: ModId, id: TypeId, env: &Env) -> Ty {
        let loaded = self.loaded(module);
        let node = loaded.module.ty(id);
        let all =
            |parts: &[TypeId]| parts.iter().take(512).map(|it| self.resolve(module, *it, env)).collect::<Vec<_>>();
        match &node.kind {
            TypeKind::Name { path, args } => self.named(module, node.scope, path, args, env),
            TypeKind::Import { source, path, args } => {
                let Some(target) = self.import(module, source) else { return Ty::Unknown };
                self.named_in(Entity::Module(target), path, all(args), env)
            }
            TypeKind::Literal(shape) => {
                let it = loaded.module.shape(*shape);
                let bare = it.members.is_empty() && it.index.is_none() && it.calls.is_empty() && it.news.is_empty();
                if bare { Ty::Opaque } else { self.instance_of(module, *shape, env, false) }
            }
            TypeKind::Array(inner) => self.array(self.resolve(module, *inner, env)),
            TypeKind::Tuple(parts) => self.tuple(
                parts.iter().map(|it| Element { ty: self.resolve(module, it.ty, env), rest: it.rest }).collect(),
            ),
            TypeKind::Union(parts) => union(all(parts)),
            TypeKind::Intersection(parts) => self.intersection(all(parts)),
            TypeKind::Func(func) => self.func_type(module, &[*func], env, false),
            TypeKind::Constructor(func) => self.func_type(module, &[*func], env, true),
            TypeKind::TypeOf(expr) => self.type_query(module, *expr, env),
            TypeKind::Indexed(object, key) => {
                let (object, key) = (self.resolve(module, *object, env), self.resolve(module, *key, env));
                self.indexed(&object, &key).unwrap_or(Ty::Deferred(module, id, env.clone()))
            }
            TypeKind::Text(text) => Ty::Text(text.clone()),
            TypeKind::Number(digits) => Ty::Digits(digits.clone()),
            TypeKind::Bool(value) => Ty::Bool(*value),
            TypeKind::Keyword(keyword) => of_keyword(*keyword),
            TypeKind::Same(inner) => self.resolve(module, *inner, env),
            TypeKind::Conditional { .. } => self.conditional(module, id, env),
            TypeKind::Infer(binding) => self.parameter(module, *binding, env),
            TypeKind::KeyOf(of) => Ty::KeyOf(Rc::new(self.resolve(module, *of, env))),
            TypeKind::Mapped { key, keys, renamed, value } => self.mapped(module, (*key, *keys, *renamed, *value), env),
            TypeKind::This => self.this_written(module, node.scope, env),
            TypeKind::Template(_) => Ty::String,
            TypeKind::Other => Ty::Unknown,
        }
    }

    /// `this` as a type: what the environment says, else an object of the class around.
    fn this_written(&self, module: ModId, scope: ScopeId, env: &Env) -> Ty {
        bound(env, this_key()).cloned().unwrap_or_else(|| match self.this(module, scope) {
            Ty::Shape(it) if it.class => Ty::Shape(Rc::new(Instance { class: false, ..(*it).clone() })),
            other => other,
        })
    }

    /// `typeof x`.
    fn type_query(&self, module: ModId, expr: ExprId, env: &Env) -> Ty {
        let loaded = self.loaded(module);
        if let ExprKind::Import(source, _) = &loaded.module.expr(expr).kind {
            return self.import(module, source).map_or(Ty::Unknown, Ty::Namespace);
        }
        self.substituted(&self.type_of(module, expr), env)
    }

    /// An object of a shape, or the class itself.
    pub(super) fn instance_of(&self, module: ModId, shape: ShapeId, env: &Env, class: bool) -> Ty {
        let loaded = self.loaded(module);
        let it = loaded.module.shape(shape);
        let env = if it.generic || (!class && !it.type_params.is_empty()) { env.clone() } else { None };
        Ty::Shape(Rc::new(Instance { module, shape, env, class }))
    }

    pub(super) fn func_type(&self, module: ModId, funcs: &[FuncId], env: &Env, new: bool) -> Ty {
        let loaded = self.loaded(module);
        let signature = |func: &FuncId| {
            let env = if loaded.module.func(*func).generic { env.clone() } else { None };
            Signature { module, func: Some(*func), env, new, makes: None }
        };
        Ty::Func(Rc::new(funcs.iter().map(signature).collect()))
    }

    /// Tuples with a rest of known length are written out.
    pub(super) fn tuple(&self, elements: Vec<Element<Ty>>) -> Ty {
        let mut all = Vec::new();
        for it in elements {
            match (&it.ty, it.rest) {
                (Ty::Tuple(inner), true) => all.extend(inner.iter().cloned()),
                _ => all.push(it),
            }
        }
        Ty::Tuple(Rc::new(all))
    }

    pub(super) fn intersection(&self, parts: Vec<Ty>) -> Ty {
        let mut all: Vec<Ty> = Vec::new();
        let mut opaque = false;
        for part in parts {
            match part {
                Ty::Intersection(inner) => all.extend(inner.iter().cloned()),
                Ty::Opaque => opaque = true,
                Ty::Never => return Ty::Never,
                // `(A | B) & C`.
                Ty::Union(ref inner) if inner.len() <= 24 && all.len() <= 8 => {
                    let rest = all.clone();
                    let with = |it: &Ty| self.intersection(rest.iter().cloned().chain([it.clone()]).collect());
                    let spread = union(inner.iter().map(with).collect());
                    all = vec![spread];
                }
                other if all.iter().any(|it| ty::same(it, &other)) => {}
                other => match all.first() {
                    Some(Ty::Union(inner)) if all.len() == 1 && inner.len() <= 24 => {
                        let inner = inner.clone();
                        let with = |it: &Ty| self.intersection(vec![it.clone(), other.clone()]);
                        all = vec![union(inner.iter().map(with).collect())];
                    }
                    _ => all.push(other),
                },
            }
        }
        // `T & {}` has no `undefined`.
        if opaque && all.len() == 1 {
            return ty::present(&all[0]);
        }
        if all.len() > 1 && all.iter().any(|it| matches!(it, Ty::Undefined | Ty::Null)) {
            return Ty::Never;
        }
        let plain = |it: &Ty| matches!(it, Ty::Text(_) | Ty::Digits(_) | Ty::Bool(_));
        if let (Some(one), Some(other)) = (all.iter().find(|it| plain(it)), all.iter().rfind(|it| plain(it)))
            && !ty::same(one, other)
        {
            return Ty::Never;
        }
        match all.len() {
            0 => Ty::Opaque,
            1 => all.swap_remove(0),
            _ => ty::intersection(all),
        }
    }

    fn named(&self, module: ModId, scope: ScopeId, path: &[Ident], args: &[TypeId], env: &Env) -> Ty {
        let Some(first) = path.first() else { return Ty::Unknown };
        let args: Vec<Ty> = args.iter().map(|it| self.resolve(module, *it, env)).collect();
        let types = path.len() == 1;
        let found = self.look_up(module, scope, &first.name, true);
        let found = found.or_else(|| if types { None } else { self.look_up(module, scope, &first.name, false) });
        let Some((at, id)) = found else { return Ty::Unknown };
        match self.follow(at, id) {
            Some(entity) => self.named_in(entity, &path[1..], args, env),
            None => Ty::Unknown,
        }
    }

    fn named_in(&self, mut entity: Entity, path: &[Ident], args: Vec<Ty>, env: &Env) -> Ty {
        for (at, part) in path.iter().enumerate() {
            if let Entity::Binding(module, id) = entity
                && let What::Enum(shape) = self.loaded(module).module.binding(id).what
            {
                return self.enum_member(module, shape, &part.name);
            }
            let last = at + 1 == path.len();
            let next = self.inside(&entity, &part.name, true);
            let Some(next) = next.or_else(|| if last { None } else { self.inside(&entity, &part.name, false) }) else {
                return Ty::Unknown;
            };
            entity = next;
        }
        match entity {
            Entity::Binding(at, id) => self.declared(at, id, args, env),
            Entity::Module(module) => self.module_value(module),
            Entity::Value(..) => Ty::Unknown,
        }
    }

    fn enum_member(&self, module: ModId, shape: ShapeId, name: &str) -> Ty {
        let loaded = self.loaded(module);
        let found = loaded.module.shape(shape).members.iter().position(|it| it.key.name == name);
        found.map_or(Ty::Unknown, |at| Ty::EnumMember(module, shape, at as u32))
    }

    /// The type parameters of a declaration with their values: given, else by default, else unknown.
    pub(super) fn arguments(&self, module: ModId, params: &[BindingId], args: &[Ty], env: &Env) -> Env {
        if params.is_empty() {
            return env.clone();
        }
        let mut all: Vec<((ModId, BindingId), Ty)> = Vec::new();
        for (at, id) in params.iter().enumerate() {
            let ty = args.get(at).cloned().unwrap_or_else(|| {
                let so_far = over(all.clone(), env);
                self.default_of(module, *id, &so_far).unwrap_or(Ty::Unknown)
            });
            all.push(((module, *id), ty));
        }
        over(all, env)
    }

    /// The default of a type parameter.
    pub(super) fn default_of(&self, module: ModId, param: BindingId, env: &Env) -> Option<Ty> {
        match self.loaded(module).module.binding(param).what {
            What::TypeParam { default: Some(default), .. } => Some(self.resolve(module, default, env)),
            _ => None,
        }
    }

    pub(super) fn constraint_of(&self, module: ModId, param: BindingId, env: &Env) -> Option<Ty> {
        match self.loaded(module).module.binding(param).what {
            What::TypeParam { constraint: Some(constraint), .. } => Some(self.resolve(module, constraint, env)),
            _ => None,
        }
    }

    /// The type that a declaration names, with its arguments.
    pub(super) fn declared(&self, module: ModId, binding: BindingId, args: Vec<Ty>, env: &Env) -> Ty {
        let loaded = self.loaded(module);
        match &loaded.module.binding(binding).what {
            What::Interface(shape) | What::Class(shape) => {
                let it = loaded.module.shape(*shape);
                let outer = if it.generic { env.clone() } else { None };
                self.instance_of(module, *shape, &self.arguments(module, &it.type_params, &args, &outer), false)
            }
            What::Enum(shape) => Ty::Enum(module, *shape),
            What::Alias { .. } if self.intrinsic(module, binding, &args).is_some() => {
                self.intrinsic(module, binding, &args).unwrap_or(Ty::Unknown)
            }
            What::Alias { ty, params } => {
                // The values that are in sight where the alias is used are not those of its own surroundings.
                let local = loaded.module.binding(binding).scope != ScopeId::FILE;
                let outer = if local { env.clone() } else { None };
                let env = self.arguments(module, params, &args, &outer);
                self.alias(module, binding, *ty, &env)
            }
            What::TypeParam { .. } => self.parameter(module, binding, env),
            What::Func(_) | What::Value(_) | What::Namespace(_) => {
                // A type of the same name as a value.
                let all = self.merged(module, binding);
                let typed = all.into_iter().find(|(at, id)| {
                    let loaded = self.loaded(*at);
                    let what = &loaded.module.binding(*id).what;
                    matches!(what, What::Interface(_) | What::Class(_) | What::Alias { .. } | What::Enum(_))
                });
                typed.map_or(Ty::Unknown, |(at, id)| self.ask(Ty::Unknown, || self.declared(at, id, args, env)))
            }
            _ => Ty::Unknown,
        }
    }

    /// The type that an alias stands for. One that speaks of itself is not followed without end: inside it is deferred.
    fn alias(&self, module: ModId, binding: BindingId, ty: TypeId, env: &Env) -> Ty {
        let alias = (module, binding);
        let open: Vec<u32> = self.open_aliases.borrow().iter().filter(|it| it.0 == alias).map(|it| it.1).collect();
        if open.len() >= if env.is_none() { 1 } else { 3 } {
            // What is made of this answer holds only inside of the outer question.
            self.hangs_on.set(self.hangs_on.get().min(open[0]));
            return Ty::Deferred(module, ty, env.clone());
        }
        let resolve = || {
            self.open_aliases.borrow_mut().push((alias, self.stack.get()));
            let resolved = self.resolve(module, ty, env);
            self.open_aliases.borrow_mut().pop();
            resolved
        };
        self.memo(Key::Alias(module, binding, ty::env_print(env), open.len() as u32), resolve)
    }

    /// A type of the library that the language itself knows, or one of a package that says more than it is made of.
    fn intrinsic(&self, module: ModId, binding: BindingId, args: &[Ty]) -> Option<Ty> {
        let loaded = self.loaded(module);
        if module != self.library.module {
            return self.of_message(&loaded.module.path, &loaded.module.binding(binding).ident.name, args);
        }
        match loaded.module.binding(binding).ident.name.as_str() {
            "NoInfer" | "ThisType" => args.first().cloned(),
            "Awaited" => args.first().map(|it| self.awaited(it)),
            "Uppercase" | "Lowercase" | "Capitalize" | "Uncapitalize" => Some(Ty::String),
            _ => None,
        }
    }

    pub(super) fn parameter(&self, module: ModId, binding: BindingId, env: &Env) -> Ty {
        bound(env, (module, binding)).cloned().unwrap_or(Ty::Parameter(module, binding))
    }

    // Values for type parameters.

    /// `ty` with the values of `env` for its type parameters.
    pub(super) fn substituted(&self, ty: &Ty, env: &Env) -> Ty {
        if env.is_none() {
            return ty.clone();
        }
        self.ask(Ty::Unknown, || self.substituted_here(ty, env))
    }

    fn substituted_here(&self, ty: &Ty, env: &Env) -> Ty {
        let all = |parts: &[Ty]| parts.iter().map(|it| self.substituted(it, env)).collect::<Vec<_>>();
        match ty {
            Ty::Parameter(module, binding) => self.parameter(*module, *binding, env),
            Ty::Shape(it) => {
                let loaded = self.loaded(it.module);
                let shape = loaded.module.shape(it.shape);
                if !shape.generic && (it.class || shape.type_params.is_empty()) {
                    return ty.clone();
                }
                let env = self.composed(&it.env, env);
                Ty::Shape(Rc::new(Instance { env, ..(**it).clone() }))
            }
            Ty::Func(signatures) => {
                let with = |it: &Signature| {
                    let generic = it.func.is_none_or(|func| self.loaded(it.module).module.func(func).generic)
                        || it.makes.is_some();
                    if !generic {
                        return it.clone();
                    }
                    Signature { env: self.composed(&it.env, env), ..it.clone() }
                };
                Ty::Func(Rc::new(signatures.iter().map(with).collect()))
            }
            Ty::Tuple(elements) => self.tuple(
                elements.iter().map(|it| Element { ty: self.substituted(&it.ty, env), rest: it.rest }).collect(),
            ),
            Ty::Union(parts) => union(all(parts)),
            Ty::Intersection(parts) => self.intersection(all(parts)),
            Ty::KeyOf(of) => Ty::KeyOf(Rc::new(self.substituted(of, env))),
            Ty::Sought(bound) => Ty::Sought(Rc::new(self.substituted(bound, env))),
            Ty::Mapped(it) => {
                let env = self.composed(&it.env, env);
                self.mapped_again(it, &env)
            }
            Ty::Deferred(module, id, own) => self.resolve(*module, *id, &self.composed(own, env)),
            other => other.clone(),
        }
    }

    /// What `inner` says, with the values of `outer` in it, and then what `outer` says.
    pub(super) fn composed(&self, inner: &Env, outer: &Env) -> Env {
        if inner.is_none() || outer.is_none() {
            return inner.clone().or_else(|| outer.clone());
        }
        let all = ty::nodes(inner).map(|it| (it.key, self.substituted(&it.ty, outer))).collect();
        over(all, outer)
    }

    /// A type whose members can be looked up: type parameters by their constraint, deferred types by that of their parameters.
    pub(super) fn apparent(&self, ty: &Ty) -> Ty {
        match ty {
            Ty::Parameter(module, binding) => self
                .ask(None, || self.constraint_of(*module, *binding, &None).map(|it| self.apparent(&it)))
                .unwrap_or(Ty::Opaque),
            Ty::Sought(bound) => self.apparent(bound),
            Ty::Deferred(module, id, env) => self.ask(Ty::Unknown, || self.deferred(*module, *id, env)),
            Ty::Union(parts)
                if parts.iter().any(|it| matches!(it, Ty::Parameter(..) | Ty::Deferred(..) | Ty::Sought(_))) =>
            {
                union(parts.iter().map(|it| self.apparent(it)).collect())
            }
            Ty::Intersection(parts)
                if parts.iter().any(|it| matches!(it, Ty::Parameter(..) | Ty::Deferred(..) | Ty::Sought(_))) =>
            {
                self.intersection(parts.iter().map(|it| self.apparent(it)).collect())
            }
            other => other.clone(),
        }
    }

    /// A deferred type, with their constraints for the type parameters.
    fn deferred(&self, module: ModId, id: TypeId, env: &Env) -> Ty {
        let loaded = self.loaded(module);
        match &loaded.module.ty(id).kind {
            TypeKind::Indexed(object, key) => {
                let object = self.apparent(&self.resolve(module, *object, env));
                let key = match self.resolve(module, *key, env) {
                    parameter @ Ty::Parameter(..) => self.apparent(&parameter),
                    other => other,
                };
                self.indexed(&object, &key).unwrap_or(Ty::Unknown)
            }
            TypeKind::Conditional { then, otherwise, .. } => {
                let nested = self.deferring.get();
                if nested >= DEFERRED {
                    return Ty::Unknown;
                }
                self.deferring.set(nested + 1);
                let arms = [*then, *otherwise];
                let arms = arms.iter().map(|arm| self.apparent(&self.resolve(module, *arm, env))).collect();
                self.deferring.set(nested);
                union(arms)
            }
            // An alias that speaks of itself.
            _ => match self.resolve(module, id, env) {
                Ty::Deferred(..) => Ty::Unknown,
                known => known,
            },
        }
    }

    // Types of the language.

    pub(super) fn library_type(&self, shape: Option<ShapeId>, args: &[Ty]) -> Ty {
        let Some(shape) = shape else { return Ty::Unknown };
        let module = self.library.module;
        let loaded = self.loaded(module);
        let params = &loaded.module.shape(shape).type_params;
        let env = self.arguments(module, params, args, &None);
        Ty::Shape(Rc::new(Instance { module, shape, env, class: false }))
    }

    pub(super) fn array(&self, element: Ty) -> Ty {
        self.library_type(self.library.array, &[element])
    }

    pub(super) fn promise(&self, of: Ty) -> Ty {
        self.library_type(self.library.promise, &[of])
    }

    /// The arguments of an instance of a library type.
    pub(super) fn library_args(&self, ty: &Ty, shape: Option<ShapeId>) -> Option<Vec<Ty>> {
        let Ty::Shape(it) = ty else { return None };
        if it.module != self.library.module || Some(it.shape) != shape || it.class {
            return None;
        }
        let loaded = self.loaded(it.module);
        let params = &loaded.module.shape(it.shape).type_params;
        Some(params.iter().map(|id| self.parameter(it.module, *id, &it.env)).collect())
    }

    /// The type of the elements when `ty` is an array.
    pub(super) fn array_element(&self, ty: &Ty) -> Option<Ty> {
        let found = self.library_args(ty, self.library.array);
        let found = found.or_else(|| self.library_args(ty, self.library.readonly_array));
        found.and_then(|it| it.into_iter().next())
    }

    /// What `await` gives.
    pub fn awaited(&self, ty: &Ty) -> Ty {
        match ty {
            Ty::Union(parts) => union(parts.iter().map(|it| self.awaited(it)).collect()),
            other => {
                let found = self.library_args(other, self.library.promise);
                let found = found.or_else(|| self.library_args(other, self.library.promise_like));
                match found.and_then(|it| it.into_iter().next()) {
                    Some(inner) => self.ask(Ty::Unknown, || self.awaited(&inner)),
                    None => self.awaited_like(other),
                }
            }
        }
    }

    /// A type of ours that extends a promise, or has `then`.
    fn awaited_like(&self, ty: &Ty) -> Ty {
        if let Ty::Shape(it) = ty
            && !it.class
            && let Some(base) = self.as_instance(ty, self.library.module, self.library.promise, 0)
            && let Some(args) = self.library_args(&base, self.library.promise)
        {
            return args.into_iter().next().unwrap_or(Ty::Unknown);
        }
        ty.clone()
    }

    /// `{ this: … }` for the members of `ty`.
    pub(super) fn with_this(&self, env: &Env, ty: &Ty) -> Env {
        bind(env, this_key(), ty.clone())
    }
}

fn of_keyword(keyword: Keyword) -> Ty {
    match keyword {
        Keyword::Any => Ty::Unknown,
        Keyword::Opaque => Ty::Opaque,
        Keyword::Never => Ty::Never,
        Keyword::Undefined => Ty::Undefined,
        Keyword::Null => Ty::Null,
        Keyword::String => Ty::String,
        Keyword::Number => Ty::Number,
        Keyword::Boolean => Ty::Boolean,
        Keyword::Other => Ty::Primitive,
    }
}
