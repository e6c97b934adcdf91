//! What type an expression has, as far as sources say: annotations, initialisers, calls, destructuring, contextual types of
//! callbacks and literals, the containers that every program uses. Not a type checker: what is not plain is `Unknown`, and
//! nothing is guessed from a name.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::module::*;
use super::project::{Loaded, Project};
use crate::model::RepoId;

/// Index of a module in a [`Checker`].
pub type ModId = usize;

/// Types of type parameters.
pub type Env = Option<Rc<Vec<(ModId, BindingId, Ty)>>>;

#[derive(Clone, Debug)]
pub enum Ty {
    Unknown,
    /// Number, boolean, string and the like: no members of ours.
    Primitive,
    Text(SmolStr),
    Shape(Rc<Instance>),
    Func(ModId, FuncId, Env),
    Array(Rc<Ty>),
    Tuple(Rc<Vec<Ty>>),
    Union(Rc<Vec<Ty>>),
    Intersection(Rc<Vec<Ty>>),
    Promise(Rc<Ty>),
    /// `Map`, `Record`: the type of the values.
    Map(Rc<Ty>),
    Namespace(ModId),
    /// A type parameter of the function we are in.
    Parameter(ModId, BindingId),
    /// What is passed to a callback.
    Callback(Rc<Vec<Ty>>),
    /// A library type with one member of a type of ours: `current` of a React reference, `payload` of a Redux action.
    Holder(&'static str, Rc<Ty>),
    /// A component with these properties.
    Component(Rc<Ty>),
    /// The result of `createSlice`: its options.
    Slice(Rc<Instance>),
}

/// A shape with its type arguments.
#[derive(Clone, Debug)]
pub struct Instance {
    pub module: ModId,
    pub shape: ShapeId,
    pub env: Env,
    /// The class itself, not an object of it.
    pub class: bool,
}

/// A declared member.
#[derive(Clone, Debug)]
pub struct Property {
    pub module: ModId,
    pub shape: ShapeId,
    pub index: u32,
    pub env: Env,
}

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
    fn ask<T>(&self, otherwise: T, inner: impl FnOnce() -> T) -> T {
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
                    && let Some(id) =
                        loaded.module.look_up(0, name, false).or_else(|| loaded.module.look_up(0, name, true))
                {
                    return self.follow(module, id);
                }
                return Some(Entity::Value(module, *expr));
            }
            Some(Export::Local(local)) => {
                let id = loaded.module.look_up(0, local, false).or_else(|| loaded.module.look_up(0, local, true))?;
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
                let found = loaded.module.scopes[scope as usize].names.get(name)?;
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

    // Members.

    /// The declared members that `object.name` may be; several for a union.
    pub fn members(&self, object: &Ty, name: &str) -> Vec<Property> {
        let mut out = Vec::new();
        self.ask((), || self.collect(object, name, &mut out));
        out
    }

    fn collect(&self, object: &Ty, name: &str, out: &mut Vec<Property>) {
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

    fn of_shape(&self, it: &Instance, name: &str, out: &mut Vec<Property>) {
        let loaded = self.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        let statics = shape.kind == ShapeKind::Class;
        let found = shape
            .members
            .iter()
            .position(|member| member.key.name == name && (!statics || member.is_static == it.class));
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
            let base = match self.type_of(it.module, *base) {
                Ty::Shape(base) if shape.kind == ShapeKind::Class && !it.class => {
                    let args = shape.super_args.iter().map(|arg| self.resolve(it.module, *arg, &it.env)).collect();
                    self.instance(&base, args)
                }
                other => other,
            };
            self.ask((), || self.collect(&base, name, out));
            if out.len() > before {
                return;
            }
        }
    }

    /// An object of a class.
    fn instance(&self, class: &Instance, args: Vec<Ty>) -> Ty {
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
    fn index_type(&self, object: &Ty) -> Ty {
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

    fn any_member(&self, object: &Ty) -> Ty {
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
        let pat = &loaded.module.pats[pat as usize];
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

    fn root_type(&self, module: ModId, root: u32) -> Ty {
        let loaded = self.loaded(module);
        let root = &loaded.module.roots[root as usize];
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

    /// The type that the surroundings give an unannotated parameter.
    fn parameter_from_context(&self, module: ModId, func: FuncId, index: u32) -> Ty {
        let loaded = self.loaded(module);
        let it = loaded.module.func(func);
        let mut wanted = it.expr.map_or(Ty::Unknown, |expr| self.contextual(module, expr));
        if let (Ty::Unknown, Some(expr), 0) = (&wanted, it.expr, index)
            && let Some(state) = self.case_state(module, expr)
        {
            return state;
        }
        if let (Ty::Unknown, Some((shape, member))) = (&wanted, it.member) {
            if let Some(state) = self.reducer_state(module, shape).filter(|_| index == 0) {
                return state;
            }
            let owner = loaded.module.shape(shape);
            if let Some(expr) = owner.expr {
                let name = &owner.members[member as usize].key.name;
                wanted = self.member_type(&self.contextual(module, expr), name);
            }
        }
        self.parameter_of(&wanted, index)
    }

    /// Redux Toolkit: the first parameter of a reducer has the type of `initialState` beside `reducers`.
    fn reducer_state(&self, module: ModId, reducers: ShapeId) -> Option<Ty> {
        let (options, _) = self.reducer_of(module, reducers)?;
        let loaded = self.loaded(module);
        let state = loaded.module.shape(options).members.iter().find(|it| it.key.name == "initialState")?.value?;
        Some(self.type_of(module, state))
    }

    /// Redux Toolkit: `builder.addCase(action, (state) => …)` below `initialState` and `extraReducers`.
    fn case_state(&self, module: ModId, func: ExprId) -> Option<Ty> {
        let loaded = self.loaded(module);
        let it = loaded.module.expr(func);
        let Place::Argument(call, _) = it.place else { return None };
        let ExprKind::Call { callee, .. } = &loaded.module.expr(call).kind else { return None };
        let ExprKind::Member { name, .. } = &loaded.module.expr(*callee).kind else { return None };
        if !["addCase", "addMatcher", "addDefaultCase"].contains(&name.name.as_str()) {
            return None;
        }
        let options = loaded.module.shapes.iter().find(|shape| {
            let has = |key: &str| shape.members.iter().any(|it| it.key.name == key);
            shape.kind == ShapeKind::Object
                && shape.span.contains(it.span)
                && has("initialState")
                && has("extraReducers")
        })?;
        let state = options.members.iter().find(|it| it.key.name == "initialState")?.value?;
        Some(self.type_of(module, state))
    }

    /// The options object whose `reducers:` this shape is, when `initialState` stands beside it.
    pub fn reducer_of(&self, module: ModId, reducers: ShapeId) -> Option<(ShapeId, u32)> {
        let loaded = self.loaded(module);
        let expr = loaded.module.shape(reducers).expr?;
        let Place::Value(options, index) = loaded.module.expr(expr).place else { return None };
        let options_shape = loaded.module.shape(options);
        let named = options_shape.members.get(index as usize)?.key.name == "reducers";
        let state = options_shape.members.iter().any(|it| it.key.name == "initialState");
        (named && state).then_some((options, index))
    }

    /// The type of parameter `index` of a function type.
    pub fn parameter_of(&self, func: &Ty, index: u32) -> Ty {
        match func {
            Ty::Callback(params) => params.get(index as usize).cloned().unwrap_or(Ty::Unknown),
            Ty::Component(props) if index == 0 => (**props).clone(),
            Ty::Func(module, id, env) => {
                let loaded = self.loaded(*module);
                let params = &loaded.module.func(*id).params;
                let (root, rest) = match params.get(index as usize) {
                    Some(root) => (*root, loaded.module.roots[*root as usize].rest),
                    None => match params.last() {
                        Some(last) if loaded.module.roots[*last as usize].rest => (*last, true),
                        _ => return Ty::Unknown,
                    },
                };
                let ty = match loaded.module.roots[root as usize].ty {
                    Some(ty) => self.resolve(*module, ty, env),
                    None => self.ask(Ty::Unknown, || self.root_type(*module, root)),
                };
                if rest { self.element(&ty) } else { ty }
            }
            Ty::Shape(it) => {
                let loaded = self.loaded(it.module);
                let call = loaded.module.shape(it.shape).call;
                call.map_or(Ty::Unknown, |call| self.parameter_of(&Ty::Func(it.module, call, it.env.clone()), index))
            }
            Ty::Union(parts) => {
                self.ask(Ty::Unknown, || union(parts.iter().map(|it| self.parameter_of(it, index)).collect()))
            }
            _ => Ty::Unknown,
        }
    }

    /// The type that the place of an expression asks for.
    pub fn contextual(&self, module: ModId, expr: ExprId) -> Ty {
        self.ask(Ty::Unknown, || self.contextual_here(module, expr))
    }

    fn contextual_here(&self, module: ModId, expr: ExprId) -> Ty {
        let loaded = self.loaded(module);
        match loaded.module.expr(expr).place {
            Place::Free | Place::Index(_) => Ty::Unknown,
            Place::Typed(ty) => self.resolve(module, ty, &None),
            Place::Inside(outer) => self.contextual(module, outer),
            Place::Assigned(left) => self.type_of(module, left),
            Place::Element(array) => self.element(&self.contextual(module, array)),
            Place::Value(shape, index) => {
                let owner = loaded.module.shape(shape);
                let (Some(object), Some(member)) = (owner.expr, owner.members.get(index as usize)) else {
                    return Ty::Unknown;
                };
                self.member_type(&self.contextual(module, object), &member.key.name)
            }
            Place::Returned(func) => {
                let it = loaded.module.func(func);
                let wanted = match it.ret {
                    Some(ret) => self.resolve(module, ret, &None),
                    None => {
                        let outer = it.expr.map_or(Ty::Unknown, |expr| self.contextual(module, expr));
                        self.result_of(&outer)
                    }
                };
                if it.is_async { awaited(&wanted) } else { wanted }
            }
            Place::Attribute(jsx, index) => {
                let ExprKind::Jsx { name, attributes } = &loaded.module.expr(jsx).kind else { return Ty::Unknown };
                let (Some(name), Some((key, _))) = (name, attributes.get(index as usize)) else { return Ty::Unknown };
                let component = self.type_of(module, *name);
                self.member_type(&self.props(&component), &key.name)
            }
            Place::Argument(call, index) => self.argument_context(module, call, index),
        }
    }

    fn argument_context(&self, module: ModId, call: ExprId, index: u32) -> Ty {
        let loaded = self.loaded(module);
        let ExprKind::Call { callee, new, type_args, .. } = &loaded.module.expr(call).kind else { return Ty::Unknown };
        if let ExprKind::Member { object, name } = &loaded.module.expr(*callee).kind {
            const CALLBACKS: [&str; 13] = [
                "map",
                "filter",
                "forEach",
                "find",
                "findIndex",
                "findLast",
                "some",
                "every",
                "flatMap",
                "sort",
                "reduce",
                "findLastIndex",
                "toSorted",
            ];
            if CALLBACKS.contains(&name.name.as_str()) {
                let object = self.type_of(module, *object);
                match &object {
                    Ty::Map(value) => return callback(vec![(**value).clone(), Ty::Primitive]),
                    Ty::Array(_) | Ty::Tuple(_) => {
                        let element = self.element(&object);
                        return match name.name.as_str() {
                            "sort" | "toSorted" => callback(vec![element.clone(), element]),
                            "reduce" => callback(vec![self.reduce_start(module, call), element]),
                            _ => callback(vec![element, Ty::Primitive, object.clone()]),
                        };
                    }
                    _ => {}
                }
            }
        }
        let mut func = self.type_of(module, *callee);
        if *new && let Ty::Shape(class) = &func {
            func = self.constructor(class);
        }
        if let Ty::Func(at, id, env) = &func
            && env.is_none()
        {
            let given: Vec<Ty> = type_args.iter().map(|it| self.resolve(module, *it, &None)).collect();
            func = Ty::Func(*at, *id, self.infer(*at, *id, module, call, &given, Some(index)));
        }
        if matches!(func, Ty::Unknown) {
            // `useCallback<(ev: Event) => void>(…)`, `useState<T>(…)`: the argument of a known hook.
            let first = type_args.first().map(|it| self.resolve(module, *it, &None));
            return first.unwrap_or(Ty::Unknown);
        }
        self.parameter_of(&func, index)
    }

    fn reduce_start(&self, module: ModId, call: ExprId) -> Ty {
        let loaded = self.loaded(module);
        let ExprKind::Call { args, type_args, .. } = &loaded.module.expr(call).kind else { return Ty::Unknown };
        match (type_args.first(), args.get(1)) {
            (Some(ty), _) => self.resolve(module, *ty, &None),
            (None, Some(start)) => self.type_of(module, *start),
            _ => Ty::Unknown,
        }
    }

    fn constructor(&self, class: &Instance) -> Ty {
        let mut out = Vec::new();
        self.of_shape(&Instance { class: false, ..class.clone() }, "constructor", &mut out);
        out.first().map_or(Ty::Unknown, |it| self.property_type(it))
    }

    /// The properties of a component.
    pub fn props(&self, component: &Ty) -> Ty {
        match component {
            Ty::Shape(it) if it.class => {
                let loaded = self.loaded(it.module);
                let args = &loaded.module.shape(it.shape).super_args;
                args.first().map_or(Ty::Unknown, |ty| self.resolve(it.module, *ty, &None))
            }
            other => self.parameter_of(other, 0),
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

    fn this(&self, module: ModId, scope: ScopeId) -> Ty {
        let loaded = self.loaded(module);
        let mut at = Some(scope);
        while let Some(scope) = at {
            let scope = &loaded.module.scopes[scope as usize];
            if let Some(shape) = scope.this {
                return Ty::Shape(Rc::new(Instance { module, shape, env: None, class: false }));
            }
            at = scope.parent;
        }
        Ty::Unknown
    }

    fn call_type(&self, module: ModId, call: ExprId) -> Ty {
        let loaded = self.loaded(module);
        let ExprKind::Call { callee, type_args, args, new } = &loaded.module.expr(call).kind else {
            return Ty::Unknown;
        };
        let given = || type_args.iter().map(|it| self.resolve(module, *it, &None)).collect::<Vec<_>>();
        let func = self.type_of(module, *callee);
        match &func {
            Ty::Shape(class) if *new => return self.instance(class, given()),
            Ty::Func(at, id, env) => {
                let bound =
                    if env.is_some() { env.clone() } else { self.infer(*at, *id, module, call, &given(), None) };
                return self.result(*at, *id, &bound, args);
            }
            Ty::Shape(_) | Ty::Union(_) => return self.result_of(&func),
            _ => {}
        }
        let arg = |at: usize| args.get(at).map_or(Ty::Unknown, |it| self.type_of(module, *it));
        match &loaded.module.expr(*callee).kind {
            ExprKind::Ident(name) => self.library_call(name, given(), *new, &arg),
            ExprKind::Member { object, name } => {
                if let ExprKind::Ident(global) = &loaded.module.expr(*object).kind {
                    let known = match (global.as_str(), name.name.as_str()) {
                        ("Object", "values") | ("Array", "from") => Some(Ty::Array(Rc::new(match arg(0) {
                            Ty::Map(value) => (*value).clone(),
                            other if global == "Object" => self.any_member(&other),
                            other => self.element(&other),
                        }))),
                        ("Object", "entries") => {
                            let value = match arg(0) {
                                Ty::Map(value) => (*value).clone(),
                                other => self.any_member(&other),
                            };
                            Some(Ty::Array(Rc::new(Ty::Tuple(Rc::new(vec![Ty::Primitive, value])))))
                        }
                        ("Object", "assign" | "freeze") => Some(arg(0)),
                        ("React", hook) => Some(self.library_call(hook, given(), *new, &arg)),
                        _ => None,
                    };
                    if let Some(known) = known {
                        return known;
                    }
                }
                let object = self.type_of(module, *object);
                self.method(&object, &name.name, &arg)
            }
            _ => Ty::Unknown,
        }
    }

    /// Methods of arrays, maps and promises.
    fn method(&self, object: &Ty, name: &str, arg: &dyn Fn(usize) -> Ty) -> Ty {
        match (object, name) {
            (Ty::Array(_), "filter" | "slice" | "concat" | "sort" | "reverse" | "toSorted" | "splice" | "values") => {
                object.clone()
            }
            (Ty::Array(inner), "find" | "pop" | "shift" | "at" | "findLast") => (**inner).clone(),
            (Ty::Array(_), "map") => Ty::Array(Rc::new(self.result_of(&arg(0)))),
            (Ty::Array(_), "flatMap") => Ty::Array(Rc::new(self.element(&self.result_of(&arg(0))))),
            (Ty::Array(_), "reduce") => arg(1),
            (Ty::Map(value), "get") => (**value).clone(),
            (Ty::Map(value), "values") => Ty::Array(value.clone()),
            (Ty::Map(_), "entries") => Ty::Array(Rc::new(self.element(object))),
            (Ty::Promise(_), "catch" | "finally") => object.clone(),
            (Ty::Promise(_), "then") => Ty::Promise(Rc::new(awaited(&self.result_of(&arg(0))))),
            _ => Ty::Unknown,
        }
    }

    fn library_call(&self, name: &str, mut given: Vec<Ty>, new: bool, arg: &dyn Fn(usize) -> Ty) -> Ty {
        let first = if given.is_empty() { None } else { Some(given[0].clone()) };
        match name {
            "useState" => {
                let state = first.unwrap_or_else(|| match arg(0) {
                    func @ Ty::Func(..) => self.result_of(&func),
                    other => other,
                });
                Ty::Tuple(Rc::new(vec![state.clone(), callback(vec![state])]))
            }
            "useRef" => Ty::Holder("current", Rc::new(first.unwrap_or_else(|| arg(0)))),
            "useMemo" => first.unwrap_or_else(|| self.result_of(&arg(0))),
            "useCallback" => arg(0),
            "memo" | "forwardRef" | "observer" => arg(0),
            "useContext" => first.unwrap_or(Ty::Unknown),
            "structuredClone" => arg(0),
            "createSlice" => match arg(0) {
                Ty::Shape(options) => Ty::Slice(options),
                _ => Ty::Unknown,
            },
            _ if new => {
                if given.is_empty() && matches!(name, "Set" | "Array") {
                    given.push(self.element(&arg(0)));
                }
                library(name, given)
            }
            // `useParams<{ runId: string }>()`, `useSelector<State>()`, `axios.get<T>()` are not told apart: only hooks return
            // their argument's type.
            _ if name.starts_with("use") => first.unwrap_or(Ty::Unknown),
            _ => Ty::Unknown,
        }
    }

    /// The type that calling this returns, arguments unknown.
    pub fn result_of(&self, func: &Ty) -> Ty {
        match func {
            Ty::Func(module, id, env) => self.result(*module, *id, env, &[]),
            Ty::Shape(it) => {
                let loaded = self.loaded(it.module);
                let call = loaded.module.shape(it.shape).call;
                call.map_or(Ty::Unknown, |call| self.result(it.module, call, &it.env, &[]))
            }
            Ty::Union(parts) => self.ask(Ty::Unknown, || union(parts.iter().map(|it| self.result_of(it)).collect())),
            _ => Ty::Unknown,
        }
    }

    fn result(&self, module: ModId, func: FuncId, env: &Env, _args: &[ExprId]) -> Ty {
        let loaded = self.loaded(module);
        let it = loaded.module.func(func);
        if let Some(ret) = it.ret {
            return self.resolve(module, ret, env);
        }
        let ty = union(it.returned.iter().take(8).map(|expr| self.type_of(module, *expr)).collect());
        let ty = if it.is_async { Ty::Promise(Rc::new(ty)) } else { ty };
        if it.generator { Ty::Unknown } else { ty }
    }

    /// Type arguments of a call: given, else from the types of the arguments. `except`: the argument that is being asked about.
    fn infer(&self, at: ModId, func: FuncId, module: ModId, call: ExprId, given: &[Ty], except: Option<u32>) -> Env {
        let callee = self.loaded(at);
        let it = callee.module.func(func);
        if it.type_params.is_empty() {
            return None;
        }
        let loaded = self.loaded(module);
        let ExprKind::Call { args, .. } = &loaded.module.expr(call).kind else { return None };
        let mut bound: Vec<(ModId, BindingId, Ty)> = Vec::new();
        for (index, param) in it.type_params.iter().enumerate() {
            let mut ty = given.get(index).cloned();
            if ty.is_none() {
                ty = it.params.iter().zip(args).enumerate().filter(|(at, _)| except != Some(*at as u32)).find_map(
                    |(_, (root, arg))| {
                        let wanted = callee.module.roots[*root as usize].ty?;
                        self.ask(None, || self.bind(at, wanted, *param, &self.type_of(module, *arg)))
                    },
                );
            }
            if let Some(ty) = ty {
                bound.push((at, *param, ty));
            }
        }
        Some(Rc::new(bound))
    }

    /// What `param` is when the type syntax `wanted` is given a value of type `got`.
    fn bind(&self, module: ModId, wanted: TypeId, param: BindingId, got: &Ty) -> Option<Ty> {
        if matches!(got, Ty::Unknown) {
            return None;
        }
        let loaded = self.loaded(module);
        let node = loaded.module.ty(wanted);
        match (&node.kind, got) {
            (TypeKind::Name { path, args }, _) => {
                let [name] = &path[..] else { return None };
                if loaded.module.look_up(node.scope, &name.name, true) == Some(param) {
                    return Some(got.clone());
                }
                let inner = match got {
                    Ty::Array(inner) | Ty::Promise(inner) | Ty::Map(inner) => inner,
                    Ty::Shape(it) => {
                        let env = it.env.as_ref()?;
                        return args
                            .iter()
                            .zip(env.iter())
                            .find_map(|(arg, (_, _, ty))| self.ask(None, || self.bind(module, *arg, param, ty)));
                    }
                    _ => return None,
                };
                args.last().and_then(|arg| self.ask(None, || self.bind(module, *arg, param, inner)))
            }
            (TypeKind::Array(element), Ty::Array(inner)) => {
                self.ask(None, || self.bind(module, *element, param, inner))
            }
            (TypeKind::Union(parts), _) => {
                parts.iter().find_map(|it| self.ask(None, || self.bind(module, *it, param, got)))
            }
            (TypeKind::Same(inner), _) => self.ask(None, || self.bind(module, *inner, param, got)),
            (TypeKind::Func(func), _) => {
                let ret = loaded.module.func(*func).ret?;
                let result = self.result_of(got);
                self.ask(None, || self.bind(module, ret, param, &result))
            }
            _ => None,
        }
    }
}

/// What a name stands for, imports followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity {
    Binding(ModId, BindingId),
    Module(ModId),
    Value(ModId, ExprId),
}

fn callback(params: Vec<Ty>) -> Ty {
    Ty::Callback(Rc::new(params))
}

/// A union without its unknown and empty parts; a single part is itself.
fn union(parts: Vec<Ty>) -> Ty {
    let mut known: Vec<Ty> = Vec::new();
    for part in parts {
        match part {
            Ty::Unknown | Ty::Primitive => {}
            Ty::Union(inner) => known.extend(inner.iter().take(64).cloned()),
            other => known.push(other),
        }
        if known.len() >= 64 {
            break;
        }
    }
    match known.len() {
        0 => Ty::Unknown,
        1 => known.swap_remove(0),
        _ => Ty::Union(Rc::new(known)),
    }
}

fn awaited(ty: &Ty) -> Ty {
    match ty {
        Ty::Promise(inner) => (**inner).clone(),
        Ty::Union(parts) => union(parts.iter().map(awaited).collect()),
        other => other.clone(),
    }
}

/// Types of the language and of React that are told by their name alone.
fn library(name: &str, mut args: Vec<Ty>) -> Ty {
    let last = args.pop();
    let inner = || last.clone().unwrap_or(Ty::Unknown);
    match name {
        "Array" | "ReadonlyArray" | "Set" | "ReadonlySet" | "Iterable" | "IterableIterator" | "Generator"
        | "AsyncIterable" => Ty::Array(Rc::new(args.first().cloned().unwrap_or_else(inner))),
        "Promise" | "PromiseLike" => Ty::Promise(Rc::new(inner())),
        "Map" | "ReadonlyMap" | "WeakMap" | "Record" => Ty::Map(Rc::new(inner())),
        "Partial" | "Required" | "Readonly" | "NonNullable" | "PropsWithChildren" | "DeepPartial" | "Mutable"
        | "NoInfer" => inner(),
        "Pick" | "Omit" | "Extract" | "Exclude" => args.first().cloned().unwrap_or_else(inner),
        "Awaited" => awaited(&inner()),
        "FC" | "FunctionComponent" | "ComponentType" | "VFC" => Ty::Component(Rc::new(inner())),
        "RefObject" | "MutableRefObject" => Ty::Holder("current", Rc::new(inner())),
        "PayloadAction" => Ty::Holder("payload", Rc::new(args.first().cloned().unwrap_or_else(inner))),
        "string" | "number" | "boolean" => Ty::Primitive,
        _ => Ty::Unknown,
    }
}
