//! What type an expression has, as far as sources say: annotations, initialisers, calls, destructuring, contextual types of
//! callbacks and literals, the containers that every program uses. Not a type checker: what is not plain is `Unknown`, and
//! nothing is guessed from a name.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::library::library;
use super::project::{Loaded, Project};
pub use super::ty::{Entity, Env, Instance, ModId, Property, Ty};
use super::ty::{awaited, union};
use crate::lang::typescript::syntax::module::*;
use crate::model::RepoId;

/// Deepest chain of questions; recursion in types is legal.
const DEPTH: u32 = 48;
/// Most questions per file: a hostile file ends with `Unknown`, not with a hung scan.
const FUEL: u32 = 400_000;

pub struct Checker<'a> {
    project: &'a Project<'a>,
    repo: RepoId,
    modules: RefCell<Vec<Arc<Loaded>>>,
    by_path: RefCell<FxHashMap<SmolStr, ModId>>,
    imports: RefCell<FxHashMap<(ModId, SmolStr), Option<ModId>>>,
    exprs: RefCell<FxHashMap<(ModId, ExprId), Option<Ty>>>,
    depth: Cell<u32>,
    fuel: Cell<u32>,
}

impl<'a> Checker<'a> {
    pub fn new(project: &'a Project<'a>, repo: RepoId) -> Self {
        Self {
            project,
            repo,
            modules: RefCell::default(),
            by_path: RefCell::default(),
            imports: RefCell::default(),
            exprs: RefCell::default(),
            depth: Cell::new(0),
            fuel: Cell::new(FUEL),
        }
    }

    /// Whoever asks about many things of a file asks for as many questions for each.
    pub fn refuel(&self) {
        self.fuel.set(FUEL);
    }

    pub fn add(&self, loaded: Arc<Loaded>) -> ModId {
        let path = loaded.module.path.clone();
        if let Some(known) = self.by_path.borrow().get(&path) {
            return *known;
        }
        let mut modules = self.modules.borrow_mut();
        modules.push(loaded);
        self.by_path.borrow_mut().insert(path, modules.len() - 1);
        modules.len() - 1
    }

    pub fn loaded(&self, id: ModId) -> Arc<Loaded> {
        self.modules.borrow()[id].clone()
    }

    fn import(&self, from: ModId, source: &SmolStr) -> Option<ModId> {
        let key = (from, source.clone());
        if let Some(known) = self.imports.borrow().get(&key) {
            return *known;
        }
        let path = self.loaded(from).module.path.clone();
        let found = self.project.resolve(self.repo, &path, source).map(|it| self.add(it));
        self.imports.borrow_mut().insert(key, found);
        found
    }

    /// Runs `inner` unless the question is too deep or too many were asked.
    pub(super) fn ask<T>(&self, otherwise: T, inner: impl FnOnce() -> T) -> T {
        let (depth, fuel) = (self.depth.get(), self.fuel.get());
        if depth >= DEPTH || fuel == 0 {
            return otherwise;
        }
        self.depth.set(depth + 1);
        self.fuel.set(fuel - 1);
        let result = inner();
        self.depth.set(depth);
        result
    }

    // Names.

    /// The declaration behind imports and exports.
    pub fn follow(&self, module: ModId, binding: BindingId) -> Option<Entity> {
        let loaded = self.loaded(module);
        match &loaded.module.binding(binding).what {
            What::Import { source, name, .. } => {
                let target = self.import(module, source)?;
                self.export(target, name, 0)
            }
            What::ImportAll { source } => self.import(module, source).map(Entity::Module),
            _ => Some(Entity::Binding(module, binding)),
        }
    }

    /// What `module` exports as `name`.
    pub fn export(&self, module: ModId, name: &str, depth: u32) -> Option<Entity> {
        if depth > 16 {
            return None;
        }
        let loaded = self.loaded(module);
        match loaded.module.exports.get(name) {
            Some(Export::Binding(id)) => return self.follow(module, *id),
            Some(Export::Value(expr)) => {
                if let ExprKind::Ident(name) = &loaded.module.expr(*expr).kind
                    && let Some(id) = loaded
                        .module
                        .look_up(ScopeId::FILE, name, false)
                        .or_else(|| loaded.module.look_up(ScopeId::FILE, name, true))
                {
                    return self.follow(module, id);
                }
                return Some(Entity::Value(module, *expr));
            }
            Some(Export::Local(local)) => {
                let id = loaded
                    .module
                    .look_up(ScopeId::FILE, local, false)
                    .or_else(|| loaded.module.look_up(ScopeId::FILE, local, true))?;
                return self.follow(module, id);
            }
            Some(Export::From { source, name }) => {
                let target = self.import(module, source)?;
                return self.export(target, name, depth + 1);
            }
            Some(Export::Namespace { source }) => return self.import(module, source).map(Entity::Module),
            None => {}
        }
        loaded.module.export_all.iter().take(64).find_map(|source| {
            let target = self.import(module, source)?;
            self.export(target, name, depth + 1)
        })
    }

    // Types of syntax.

    pub fn resolve(&self, module: ModId, ty: TypeId, env: &Env) -> Ty {
        self.ask(Ty::Unknown, || self.resolve_here(module, ty, env))
    }

    fn resolve_here(&self, module: ModId, ty: TypeId, env: &Env) -> Ty {
        let loaded = self.loaded(module);
        let node = loaded.module.ty(ty);
        let all = |parts: &[TypeId]| parts.iter().map(|it| self.resolve(module, *it, env)).collect::<Vec<_>>();
        match &node.kind {
            TypeKind::Name { path, args } => self.named(module, node.scope, path, args, env),
            TypeKind::Literal(shape) => self.literal(module, *shape, env),
            TypeKind::Array(inner) => Ty::Array(Rc::new(self.resolve(module, *inner, env))),
            TypeKind::Tuple(parts) => Ty::Tuple(Rc::new(all(parts))),
            TypeKind::Union(parts) => union(all(parts)),
            TypeKind::Intersection(parts) => Ty::Intersection(Rc::new(all(parts))),
            TypeKind::Func(func) => Ty::Func(module, *func, env.clone()),
            TypeKind::TypeOf(expr) => self.type_of(module, *expr),
            TypeKind::Indexed(object, key) => {
                let object = self.resolve(module, *object, env);
                match (self.resolve(module, *key, env), &loaded.module.ty(*key).kind) {
                    (Ty::Text(name), _) => self.member_type(&object, &name),
                    (_, TypeKind::Number) => self.element(&object),
                    // `T[keyof T]`
                    _ => self.any_member(&object),
                }
            }
            TypeKind::Text(text) => Ty::Text(text.clone()),
            TypeKind::Same(inner) => self.resolve(module, *inner, env),
            TypeKind::Conditional(then, otherwise) => {
                union(vec![self.resolve(module, *then, env), self.resolve(module, *otherwise, env)])
            }
            TypeKind::Number => Ty::Primitive,
            TypeKind::Other => Ty::Unknown,
        }
    }

    /// An object type; one that has nothing but an index signature is a map.
    fn literal(&self, module: ModId, shape: ShapeId, env: &Env) -> Ty {
        let loaded = self.loaded(module);
        let it = loaded.module.shape(shape);
        if let (true, Some(index)) = (it.members.is_empty(), it.index) {
            return Ty::Map(Rc::new(self.resolve(module, index, env)));
        }
        Ty::Shape(Rc::new(Instance { module, shape, env: env.clone(), class: false }))
    }

    fn named(&self, module: ModId, scope: ScopeId, path: &[Ident], args: &[TypeId], env: &Env) -> Ty {
        let loaded = self.loaded(module);
        let Some(first) = path.first() else { return Ty::Unknown };
        let args = || args.iter().map(|it| self.resolve(module, *it, env)).collect::<Vec<_>>();
        let Some(id) = loaded.module.look_up(scope, &first.name, true) else {
            return library(&path.last().unwrap_or(first).name, args());
        };
        let mut entity = match self.follow(module, id) {
            Some(entity) => entity,
            // A type of a package: the well-known ones are known by their name.
            None => return library(&path.last().unwrap_or(first).name, args()),
        };
        for part in &path[1..] {
            let next = match &entity {
                Entity::Module(target) => self.export(*target, &part.name, 0),
                Entity::Binding(at, id) => self.inner(*at, *id, &part.name),
                Entity::Value(..) => None,
            };
            let Some(next) = next else { return Ty::Unknown };
            entity = next;
        }
        let Entity::Binding(at, id) = entity else { return Ty::Unknown };
        self.declared(at, id, args(), env)
    }

    /// A name inside of a namespace or an enum.
    fn inner(&self, module: ModId, binding: BindingId, name: &str) -> Option<Entity> {
        let loaded = self.loaded(module);
        match loaded.module.binding(binding).what {
            What::Namespace(scope) => {
                let found = loaded.module.scopes[scope].names.get(name)?;
                Some(Entity::Binding(module, *found.first()?))
            }
            What::Enum(_) => Some(Entity::Binding(module, binding)),
            _ => None,
        }
    }

    /// The type that a declaration names, with its arguments.
    fn declared(&self, module: ModId, binding: BindingId, args: Vec<Ty>, env: &Env) -> Ty {
        let loaded = self.loaded(module);
        let with = |params: &[BindingId]| -> Env {
            (!params.is_empty()).then(|| {
                let arg = |at: usize| args.get(at).cloned().unwrap_or(Ty::Unknown);
                Rc::new(params.iter().enumerate().map(|(at, id)| (module, *id, arg(at))).collect())
            })
        };
        match &loaded.module.binding(binding).what {
            What::Interface(shape) | What::Class(shape) => {
                let env = with(&loaded.module.shape(*shape).type_params);
                Ty::Shape(Rc::new(Instance { module, shape: *shape, env, class: false }))
            }
            What::Enum(_) => Ty::Primitive,
            What::Alias { ty, params } => self.resolve(module, *ty, &with(params)),
            What::TypeParam { .. } => {
                let bound = env.as_ref().and_then(|it| it.iter().find(|(at, id, _)| (*at, *id) == (module, binding)));
                bound.map_or(Ty::Parameter(module, binding), |(_, _, ty)| ty.clone())
            }
            _ => Ty::Unknown,
        }
    }

    // Types of values.

    pub fn entity_type(&self, entity: &Entity) -> Ty {
        match entity {
            Entity::Module(module) => Ty::Namespace(*module),
            Entity::Value(module, expr) => self.type_of(*module, *expr),
            Entity::Binding(module, binding) => self.binding_type(*module, *binding),
        }
    }

    pub fn binding_type(&self, module: ModId, binding: BindingId) -> Ty {
        let loaded = self.loaded(module);
        match &loaded.module.binding(binding).what {
            What::Value(pat) => self.pattern_type(module, *pat),
            What::Func(func) => Ty::Func(module, *func, None),
            What::Class(shape) | What::Enum(shape) => {
                Ty::Shape(Rc::new(Instance { module, shape: *shape, env: None, class: true }))
            }
            What::Import { .. } | What::ImportAll { .. } => match self.follow(module, binding) {
                Some(entity @ (Entity::Module(_) | Entity::Value(..))) => self.entity_type(&entity),
                Some(Entity::Binding(at, id)) if (at, id) != (module, binding) => {
                    self.ask(Ty::Unknown, || self.binding_type(at, id))
                }
                _ => Ty::Unknown,
            },
            _ => Ty::Unknown,
        }
    }

    /// The type of the value that a pattern takes apart, at this part.
    pub fn pattern_type(&self, module: ModId, pat: PatId) -> Ty {
        let loaded = self.loaded(module);
        let pat = &loaded.module.pats[pat];
        let mut ty = self.root_type(module, pat.root);
        for step in &pat.steps {
            ty = match step {
                Step::Property(name) => self.member_type(&ty, name),
                Step::Element(index) => match &ty {
                    Ty::Tuple(parts) => parts.get(*index as usize).cloned().unwrap_or(Ty::Unknown),
                    _ => self.element(&ty),
                },
                Step::Rest => ty,
            };
        }
        if let (Ty::Unknown, Some(default)) = (&ty, pat.default) {
            return self.type_of(module, default);
        }
        ty
    }

    pub(super) fn root_type(&self, module: ModId, root: RootId) -> Ty {
        let loaded = self.loaded(module);
        let root = &loaded.module.roots[root];
        if let Some(ty) = root.ty {
            return self.resolve(module, ty, &None);
        }
        let init = || root.init.map_or(Ty::Unknown, |it| self.type_of(module, it));
        match root.kind {
            RootKind::Variable => init(),
            RootKind::Of => self.element(&init()),
            RootKind::In | RootKind::Catch => Ty::Primitive,
            RootKind::Parameter(func, index) => {
                let given = self.ask(Ty::Unknown, || self.parameter_from_context(module, func, index));
                if matches!(given, Ty::Unknown) { init() } else { given }
            }
        }
    }

    pub fn type_of(&self, module: ModId, expr: ExprId) -> Ty {
        if let Some(known) = self.exprs.borrow().get(&(module, expr)) {
            // `None`: the question is being asked further out; its answer depends on itself.
            return known.clone().unwrap_or(Ty::Unknown);
        }
        if self.depth.get() >= DEPTH || self.fuel.get() == 0 {
            return Ty::Unknown;
        }
        self.exprs.borrow_mut().insert((module, expr), None);
        let ty = self.ask(Ty::Unknown, || self.type_here(module, expr));
        self.exprs.borrow_mut().insert((module, expr), Some(ty.clone()));
        ty
    }

    fn type_here(&self, module: ModId, expr: ExprId) -> Ty {
        let loaded = self.loaded(module);
        let it = loaded.module.expr(expr);
        match &it.kind {
            ExprKind::Ident(name) => {
                let found = loaded.module.look_up(it.scope, name, false);
                found.map_or(Ty::Unknown, |id| self.binding_type(module, id))
            }
            ExprKind::This => self.this(module, it.scope),
            ExprKind::Super => self.base_of(&self.this(module, it.scope)),
            ExprKind::Text(_) | ExprKind::Template(..) | ExprKind::Literal | ExprKind::Operator => Ty::Primitive,
            ExprKind::Member { object, name } => {
                let object = self.type_of(module, *object);
                self.member_type(&object, &name.name)
            }
            ExprKind::Index { object, index } => {
                let object = self.type_of(module, *object);
                match (&loaded.module.expr(*index).kind, &object) {
                    (ExprKind::Text(_), _) => Ty::Unknown,
                    (_, Ty::Array(_) | Ty::Tuple(_)) => self.element(&object),
                    _ => self.index_type(&object),
                }
            }
            ExprKind::Call { .. } => self.call_type(module, expr),
            ExprKind::Object(shape) => Ty::Shape(Rc::new(Instance { module, shape: *shape, env: None, class: false })),
            ExprKind::Array(parts) => {
                // A literal with a declared element type has it; else the first known element's.
                let wanted = self.element(&self.contextual(module, expr));
                let element = match wanted {
                    Ty::Unknown => {
                        parts.iter().take(8).map(|it| self.type_of(module, *it)).find(|it| !matches!(it, Ty::Unknown))
                    }
                    known => Some(known),
                };
                Ty::Array(Rc::new(element.unwrap_or(Ty::Unknown)))
            }
            ExprKind::Func(func) => Ty::Func(module, *func, None),
            ExprKind::Class(shape) => Ty::Shape(Rc::new(Instance { module, shape: *shape, env: None, class: true })),
            ExprKind::Assign(right) => self.type_of(module, *right),
            ExprKind::Either(parts) => union(parts.iter().take(16).map(|it| self.type_of(module, *it)).collect()),
            ExprKind::Same(inner) | ExprKind::AsConst(inner) => self.type_of(module, *inner),
            ExprKind::Await(inner) => awaited(&self.type_of(module, *inner)),
            ExprKind::As(_, ty) => self.resolve(module, *ty, &None),
            ExprKind::Jsx { .. } | ExprKind::Other => Ty::Unknown,
        }
    }

    /// What `super` is in a class: an object of the class that it extends.
    fn base_of(&self, this: &Ty) -> Ty {
        let Ty::Shape(it) = this else { return Ty::Unknown };
        let loaded = self.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        match shape.bases.first().map(|base| self.type_of(it.module, *base)) {
            Some(Ty::Shape(base)) => {
                let args = shape.super_args.iter().map(|arg| self.resolve(it.module, *arg, &it.env)).collect();
                self.instance(&base, args)
            }
            _ => Ty::Unknown,
        }
    }

    fn this(&self, module: ModId, scope: ScopeId) -> Ty {
        let loaded = self.loaded(module);
        let mut at = Some(scope);
        while let Some(scope) = at {
            let scope = &loaded.module.scopes[scope];
            if let Some(shape) = scope.this {
                return Ty::Shape(Rc::new(Instance { module, shape, env: None, class: false }));
            }
            at = scope.parent;
        }
        Ty::Unknown
    }
}
