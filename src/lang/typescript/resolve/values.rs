//! Types of values: expressions, variables and the parts of patterns.

use std::rc::Rc;

use super::ty::{Entity, Instance, ModId, Ty, present, union};
use super::types::{Checker, Key};
use crate::lang::typescript::syntax::module::*;

impl Checker<'_> {
    pub fn entity_type(&self, entity: &Entity) -> Ty {
        match entity {
            Entity::Module(module) => self.module_value(*module),
            Entity::Value(module, expr) => self.type_of(*module, *expr),
            Entity::Binding(module, binding) => self.binding_type(*module, *binding),
        }
    }

    /// A module as a value; what `export =` gives is the module itself.
    pub(super) fn module_value(&self, module: ModId) -> Ty {
        let (base, block) = self.block(module).map_or((module, None), |(base, block)| (base, Some(block)));
        let loaded = self.loaded(base);
        let assigned = match block {
            Some(block) => loaded.module.ambient[block as usize].export_assigned,
            None => loaded.module.export_assigned,
        };
        match assigned {
            Some(expr) => self.ask(Ty::Unknown, || match self.export(module, "default", 0) {
                Some(entity) => self.entity_type(&entity),
                None => self.type_of(base, expr),
            }),
            None => Ty::Namespace(module),
        }
    }

    pub fn binding_type(&self, module: ModId, binding: BindingId) -> Ty {
        let loaded = self.loaded(module);
        match &loaded.module.binding(binding).what {
            What::Value(pat) => {
                let ty = self.pattern_type(module, *pat);
                self.with_assigned(module, binding, *pat, ty)
            }
            What::Func(_) => {
                let mut funcs = Vec::new();
                for (at, id) in self.merged(module, binding) {
                    if let What::Func(func) = self.loaded(at).module.binding(id).what {
                        funcs.push((at, func));
                    }
                }
                let open = funcs.iter().any(|(at, it)| !self.loaded(*at).module.func(*it).has_body);
                funcs.retain(|(at, it)| !open || !self.loaded(*at).module.func(*it).has_body);
                let signatures = funcs.iter().take(64).map(|(at, func)| self.signature(*at, *func, &None));
                Ty::Func(Rc::new(signatures.collect()))
            }
            What::Class(shape) | What::Enum(shape) => {
                Ty::Shape(Rc::new(Instance { module, shape: *shape, env: None, class: true }))
            }
            What::Namespace(scope) => {
                // A function, a class or an enumeration of the same name is the value.
                let value = self.merged(module, binding).into_iter().find(|(at, id)| {
                    let loaded = self.loaded(*at);
                    let what = &loaded.module.binding(*id).what;
                    matches!(what, What::Func(_) | What::Class(_) | What::Enum(_) | What::Value(_))
                });
                match value {
                    Some((at, id)) => self.ask(Ty::Unknown, || self.binding_type(at, id)),
                    None => Ty::Block(module, *scope),
                }
            }
            What::Import { .. } | What::ImportAll { .. } | What::Same(_) => match self.follow(module, binding) {
                Some(entity @ (Entity::Module(_) | Entity::Value(..))) => self.entity_type(&entity),
                Some(Entity::Binding(at, id)) if (at, id) != (module, binding) => {
                    self.ask(Ty::Unknown, || self.binding_type(at, id))
                }
                _ => Ty::Unknown,
            },
            // An interface and a variable or a class of one name.
            What::Interface(_) | What::Alias { .. } => {
                let value = self.merged(module, binding).into_iter().find(|(at, id)| {
                    let loaded = self.loaded(*at);
                    let what = &loaded.module.binding(*id).what;
                    matches!(what, What::Func(_) | What::Value(_) | What::Class(_))
                });
                value.map_or(Ty::Unknown, |(at, id)| self.ask(Ty::Unknown, || self.binding_type(at, id)))
            }
            What::TypeParam { .. } => Ty::Unknown,
        }
    }

    /// A variable that is declared without a type and a value has those that it is given later.
    fn with_assigned(&self, module: ModId, binding: BindingId, pat: PatId, ty: Ty) -> Ty {
        let loaded = self.loaded(module);
        let it = loaded.module.binding(binding);
        let pat = &loaded.module.pats[pat];
        let root = &loaded.module.roots[pat.root];
        let bare = pat.steps.is_empty() && root.ty.is_none() && matches!(root.kind, RootKind::Variable);
        let empty =
            root.init.is_none() || matches!(ty, Ty::Null | Ty::Undefined) || self.is_empty_array(module, root.init);
        if it.constant || !bare || !empty || !matches!(it.kind, BindingKind::Local | BindingKind::Global) {
            return ty;
        }
        let Some(assigned) = loaded.module.assigned.get(&it.ident.name) else { return ty };
        let own = assigned.iter().take(12).filter(|(left, _)| {
            self.look_up(module, loaded.module.expr(*left).scope, &it.ident.name, false) == Some((module, binding))
        });
        let values = own.map(|(left, right)| match (right, loaded.module.taken.get(left)) {
            (Some(right), _) => self.type_of(module, *right),
            (None, Some(pat)) => self.pattern_type(module, *pat),
            (None, None) => Ty::Unknown,
        });
        let start = root.init.map(|_| ty.clone());
        self.ask(Ty::Unknown, || union(start.into_iter().chain(values).collect()))
    }

    /// `[]`: its elements come later.
    fn is_empty_array(&self, module: ModId, expr: Option<ExprId>) -> bool {
        let loaded = self.loaded(module);
        expr.is_some_and(|it| matches!(&loaded.module.expr(it).kind, ExprKind::Array(parts) if parts.is_empty()))
    }

    /// The type of the value that a pattern takes apart, at this part.
    pub fn pattern_type(&self, module: ModId, pat: PatId) -> Ty {
        self.ask(Ty::Unknown, || self.pattern_type_here(module, pat))
    }

    fn pattern_type_here(&self, module: ModId, pat: PatId) -> Ty {
        let loaded = self.loaded(module);
        let pat = &loaded.module.pats[pat];
        let mut ty = self.root_type(module, pat.root);
        for (at, step) in pat.steps.iter().enumerate() {
            ty = match step {
                Step::Property(name) => self.member_type(&ty, name),
                Step::Element(index) => self.element_at(&ty, *index as usize),
                Step::RestElements(from) => match &ty {
                    Ty::Tuple(elements) => self.tuple(elements.iter().skip(*from as usize).cloned().collect()),
                    other => self.array(self.element(other)),
                },
                Step::Rest(taken) => self.without(&ty, taken),
                Step::Computed => self.index_type(&ty),
            };
            let here = &pat.steps[..=at];
            let default = loaded.module.defaults.iter().find(|(root, steps, _)| *root == pat.root && steps == here);
            if let Some((.., default)) = default {
                ty = self.or_default(&ty, self.type_of(module, *default));
            }
        }
        match pat.default {
            Some(default) => self.or_default(&ty, self.type_of(module, default)),
            None => ty,
        }
    }

    /// A default counts where the type says that the value may be missing and holds nothing else; what is not known stays so.
    fn or_default(&self, ty: &Ty, default: Ty) -> Ty {
        match present(ty) {
            Ty::Never => default,
            known => known,
        }
    }

    pub fn root_type(&self, module: ModId, root: RootId) -> Ty {
        self.memo(Key::Root(module, root), || self.root_type_here(module, root))
    }

    fn root_type_here(&self, module: ModId, id: RootId) -> Ty {
        let loaded = self.loaded(module);
        let root = &loaded.module.roots[id];
        if let Some(ty) = root.ty {
            return self.resolve(module, ty, &None);
        }
        let init = || root.init.map_or(Ty::Unknown, |it| self.type_of(module, it));
        match root.kind {
            RootKind::Variable => match (root.init, root.binding.map(|it| loaded.module.binding(it).constant)) {
                // A variable that may change is no single text.
                (Some(_), Some(false)) => widened(&init()),
                _ => init(),
            },
            RootKind::Of => {
                let of = init();
                self.awaited(&self.element(&of))
            }
            RootKind::In => Ty::String,
            RootKind::Catch => Ty::Unknown,
            RootKind::Parameter(func, index) => {
                let given = self.ask(Ty::Unknown, || self.parameter_from_context(module, func, index));
                match given {
                    // The place asks for something, and nobody knows what: a default is a part of it at most.
                    Ty::Unknown if self.is_asked_for(module, func) => Ty::Unknown,
                    Ty::Unknown => widened(&init()),
                    given => given,
                }
            }
        }
    }

    /// The function stands where its parameters may get types from.
    fn is_asked_for(&self, module: ModId, func: FuncId) -> bool {
        let loaded = self.loaded(module);
        let expr = loaded.module.func(func).expr;
        expr.is_some_and(|it| !matches!(loaded.module.expr(it).place, Place::Free))
    }

    /// The type of an expression.
    pub fn type_of(&self, module: ModId, expr: ExprId) -> Ty {
        self.memo(Key::Expr(module, expr), || self.type_here(module, expr))
    }

    fn type_here(&self, module: ModId, expr: ExprId) -> Ty {
        let loaded = self.loaded(module);
        let it = loaded.module.expr(expr);
        match &it.kind {
            ExprKind::Ident(name) => self.ident_type(module, expr, name),
            ExprKind::This => self.narrowed(module, expr, self.this(module, it.scope)),
            ExprKind::Super => self.super_type(module, it.scope),
            ExprKind::Text(span) => self.text_of(module, *span),
            ExprKind::Template(..) => Ty::String,
            ExprKind::Number(text) => Ty::Digits(text.clone()),
            ExprKind::Bool(value) => Ty::Bool(*value),
            ExprKind::Null => Ty::Null,
            ExprKind::Literal => self.library_type(self.library.regexp, &[]),
            ExprKind::Not(_) | ExprKind::Equal { .. } | ExprKind::In { .. } | ExprKind::InstanceOf { .. } => {
                Ty::Boolean
            }
            ExprKind::TypeOf(_) => Ty::String,
            ExprKind::Operator(gives) => self.given_by(module, gives),
            ExprKind::Member { object, name } => {
                let ty = match self.of_global_object(module, *object, &name.name) {
                    Some(ty) => ty,
                    None => self.member_type(&self.type_of(module, *object), &name.name),
                };
                self.narrowed(module, expr, ty)
            }
            ExprKind::Index { object, index } => {
                let owner = self.type_of(module, *object);
                let key = self.type_of(module, *index);
                let ty = match &key {
                    Ty::Text(_) | Ty::EnumMember(..) | Ty::Union(_) | Ty::KeyOf(_) | Ty::Parameter(..) => {
                        self.indexed(&owner, &key).unwrap_or_else(|| self.index_type(&owner))
                    }
                    Ty::Digits(digits) => match (digits.parse::<usize>(), &owner) {
                        (Ok(at), Ty::Tuple(_) | Ty::Union(_)) => self.element_at(&owner, at),
                        _ => self.element(&owner),
                    },
                    Ty::Number | Ty::Primitive => match self.element(&owner) {
                        Ty::Unknown => self.index_type(&owner),
                        element => element,
                    },
                    _ => self.index_type(&owner),
                };
                self.narrowed(module, expr, ty)
            }
            ExprKind::Call { .. } => self.call_type(module, expr),
            ExprKind::Import(source, promise) => {
                let target = self.import(module, source);
                let value =
                    target.map_or(Ty::Unknown, |it| if *promise { Ty::Namespace(it) } else { self.module_value(it) });
                if *promise { self.promise(value) } else { value }
            }
            ExprKind::Object(shape) => Ty::Shape(Rc::new(Instance { module, shape: *shape, env: None, class: false })),
            ExprKind::Array(parts) => self.array_literal(module, expr, parts, false),
            ExprKind::Func(func) => Ty::Func(Rc::new(vec![self.signature(module, *func, &None)])),
            ExprKind::Class(shape) => Ty::Shape(Rc::new(Instance { module, shape: *shape, env: None, class: true })),
            ExprKind::Assign(_, right) => self.type_of(module, *right),
            ExprKind::Either(parts) => union(parts.iter().map(|it| self.type_of(module, *it)).collect()),
            ExprKind::Logical(operator, left, right) => self.logical_type(module, *operator, *left, *right),
            ExprKind::Same(inner) => self.type_of(module, *inner),
            ExprKind::Spread(inner) => self.type_of(module, *inner),
            ExprKind::Stored(inner) => self.stored(&self.type_of(module, *inner)),
            ExprKind::AsConst(inner) => match &loaded.module.expr(*inner).kind {
                ExprKind::Array(parts) => self.array_literal(module, *inner, parts, true),
                _ => self.type_of(module, *inner),
            },
            ExprKind::Await(inner) => self.awaited(&self.type_of(module, *inner)),
            ExprKind::Yield(inner, true) => {
                let given = inner.map_or(Ty::Unknown, |it| self.type_of(module, it));
                self.generator_part(&given, 1)
            }
            ExprKind::Yield(_, false) => Ty::Unknown,
            ExprKind::As(_, ty) => self.resolve(module, *ty, &None),
            ExprKind::Jsx { .. } => self.element_type(),
            ExprKind::Other => Ty::Unknown,
        }
    }

    /// What an operator gives.
    fn given_by(&self, module: ModId, gives: &Gives) -> Ty {
        match gives {
            Gives::Number => Ty::Number,
            Gives::Truth => Ty::Boolean,
            Gives::Plain => Ty::Primitive,
            Gives::Sum(parts) => {
                let all: Vec<Ty> = parts.iter().map(|it| widened(&self.type_of(module, *it))).collect();
                match all.iter().any(|it| matches!(it, Ty::String)) {
                    true => Ty::String,
                    false if all.iter().all(|it| matches!(it, Ty::Number)) => Ty::Number,
                    false => Ty::Primitive,
                }
            }
        }
    }

    fn text_of(&self, module: ModId, span: crate::model::Span) -> Ty {
        let loaded = self.loaded(module);
        match loaded.module.texts.get(&span) {
            Some(text) => Ty::Text(text.clone()),
            None => Ty::String,
        }
    }

    /// What a JSX element is: `JSX.Element`, where it is declared.
    fn element_type(&self) -> Ty {
        let jsx = self.global("JSX", true).map(|(at, id)| Entity::Binding(at, id));
        let element = jsx.and_then(|it| self.inside(&it, "Element", true));
        match element {
            Some(Entity::Binding(at, id)) => self.declared(at, id, Vec::new(), &None),
            _ => Ty::Opaque,
        }
    }

    fn ident_type(&self, module: ModId, expr: ExprId, name: &str) -> Ty {
        let loaded = self.loaded(module);
        let it = loaded.module.expr(expr);
        if let Some(owner) = self.implied(module, expr) {
            let ty = self.member_type(&owner, name);
            return self.narrowed(module, expr, ty);
        }
        let ty = match self.look_up(module, it.scope, name, false) {
            Some((at, id)) => {
                let ty = self.binding_type(at, id);
                let top = at == module && loaded.module.binding(id).scope == ScopeId::FILE;
                let unwraps = top && loaded.module.template(it.scope).is_some_and(|it| it.refs);
                if unwraps { self.unwrapped(&ty) } else { ty }
            }
            None if name == "undefined" => return Ty::Undefined,
            None => return Ty::Unknown,
        };
        self.narrowed(module, expr, ty)
    }

    fn logical_type(&self, module: ModId, operator: Logical, left: ExprId, right: ExprId) -> Ty {
        let (left, right) = (self.type_of(module, left), self.type_of(module, right));
        match operator {
            Logical::And => match truthiness(&left) {
                Some(false) => left,
                _ => right,
            },
            Logical::Missing => union(vec![present(&left), right]),
            Logical::Or => {
                // `x || []`: an empty array says nothing of its elements.
                let left = truthy(&left);
                match (&left, &right) {
                    (Ty::Never, _) => right,
                    _ if self.is_vague_array(&right) => left,
                    _ => union(vec![left, right]),
                }
            }
        }
    }

    fn is_vague_array(&self, ty: &Ty) -> bool {
        self.array_element(ty).is_some_and(|it| matches!(it, Ty::Never))
    }

    fn array_literal(&self, module: ModId, expr: ExprId, parts: &[ExprId], constant: bool) -> Ty {
        let loaded = self.loaded(module);
        let spread = |it: &ExprId| match loaded.module.expr(*it).kind {
            ExprKind::Spread(inner) => Some(inner),
            _ => None,
        };
        let wanted = if constant { Ty::Unknown } else { self.contextual(module, expr) };
        let wanted = present(&self.apparent(&wanted));
        let is_tuple = |it: &Ty| matches!(it, Ty::Tuple(_));
        if constant || super::ty::parts(&wanted).iter().any(is_tuple) {
            let elements = parts.iter().take(256).map(|it| match spread(it) {
                Some(inner) => Element { ty: self.type_of(module, inner), rest: true },
                None => Element { ty: self.type_of(module, *it), rest: false },
            });
            return self.tuple(elements.collect());
        }
        let elements = parts.iter().take(48).map(|it| match spread(it) {
            Some(inner) => self.element(&self.type_of(module, inner)),
            None => widened(&self.type_of(module, *it)),
        });
        // Nothing is asked of the elements but what they say themselves.
        let is_free = |it: &Ty| matches!(it, Ty::Unknown | Ty::Opaque | Ty::Parameter(..) | Ty::Sought(_));
        let free = is_free(&wanted) || self.array_element(&wanted).is_some_and(|it| is_free(&it));
        let mut distinct: Vec<Ty> = Vec::new();
        for element in elements {
            let alike = free && distinct.iter().any(|it| self.alike_literals(it, &element));
            if !alike {
                distinct.push(element);
            }
        }
        self.array(union(distinct))
    }

    /// Two object literals have members of the same names and types: the first stands for both.
    fn alike_literals(&self, one: &Ty, other: &Ty) -> bool {
        let (Ty::Shape(a), Ty::Shape(b)) = (one, other) else { return false };
        let (left, right) = (self.loaded(a.module), self.loaded(b.module));
        let (first, second) = (left.module.shape(a.shape), right.module.shape(b.shape));
        let literal = |it: &Shape| it.kind == ShapeKind::Object && it.bases.is_empty() && it.computed.is_empty();
        if !literal(first) || !literal(second) || first.members.len() != second.members.len() {
            return false;
        }
        first.members.iter().all(|member| {
            let name = &member.key.name;
            let same = |a: &Ty, b: &Ty| super::ty::same(a, b) || self.ask(false, || self.alike_literals(a, b));
            second.members.iter().any(|it| it.key.name == *name)
                && same(&widened(&self.member_type(one, name)), &widened(&self.member_type(other, name)))
        })
    }

    fn super_type(&self, module: ModId, scope: ScopeId) -> Ty {
        let Ty::Shape(it) = self.this(module, scope) else { return Ty::Unknown };
        let loaded = self.loaded(it.module);
        match loaded.module.shape(it.shape).bases.first() {
            Some(_) => self.bases(&it).into_iter().next().unwrap_or(Ty::Unknown),
            None => Ty::Unknown,
        }
    }

    /// What `this` is in a scope.
    pub(super) fn this(&self, module: ModId, scope: ScopeId) -> Ty {
        self.memo(Key::This(module, scope), || self.this_here(module, scope))
    }

    fn this_here(&self, module: ModId, scope: ScopeId) -> Ty {
        let loaded = self.loaded(module);
        let mut at = Some(scope);
        while let Some(id) = at {
            let scope = &loaded.module.scopes[id];
            if let Some(ty) = loaded.module.this_types.get(&id) {
                return self.resolve(module, *ty, &None);
            }
            if let Some(shape) = scope.this {
                let it = loaded.module.shape(shape);
                // A method of an object literal: the type that its place asks for, else the literal.
                if let (ShapeKind::Object, Some(expr)) = (it.kind, it.expr) {
                    let wanted = present(&self.apparent(&self.contextual(module, expr)));
                    if matches!(wanted, Ty::Shape(_) | Ty::Intersection(_) | Ty::Union(_)) {
                        return wanted;
                    }
                }
                return Ty::Shape(Rc::new(Instance { module, shape, env: None, class: scope.this_class }));
            }
            at = scope.parent;
        }
        Ty::Unknown
    }
}

/// A variable that may change: no single text, number or truth.
pub(super) fn widened(ty: &Ty) -> Ty {
    match ty {
        Ty::Text(_) => Ty::String,
        Ty::Digits(_) => Ty::Number,
        Ty::Bool(_) => Ty::Boolean,
        Ty::Union(parts) if parts.iter().any(|it| matches!(it, Ty::Text(_) | Ty::Digits(_) | Ty::Bool(_))) => {
            union(parts.iter().map(widened).collect())
        }
        other => other.clone(),
    }
}

/// Whether a value of the type is true; `None`: it may be either.
pub(super) fn truthiness(ty: &Ty) -> Option<bool> {
    match ty {
        Ty::Undefined | Ty::Null => Some(false),
        Ty::Bool(value) => Some(*value),
        Ty::Text(text) => Some(!text.is_empty()),
        Ty::Digits(digits) => Some(digits != "0"),
        Ty::Shape(_) | Ty::Func(_) | Ty::Tuple(_) | Ty::Namespace(_) | Ty::Block(..) | Ty::Mapped(_) => Some(true),
        Ty::Union(parts) => {
            let first = truthiness(parts.first()?)?;
            parts.iter().all(|it| truthiness(it) == Some(first)).then_some(first)
        }
        _ => None,
    }
}

/// The parts that can be true.
pub(super) fn truthy(ty: &Ty) -> Ty {
    match ty {
        Ty::Union(parts) => union(parts.iter().filter(|it| truthiness(it) != Some(false)).cloned().collect()),
        other if truthiness(other) == Some(false) => Ty::Never,
        other => other.clone(),
    }
}

/// The parts that can be false.
pub(super) fn falsy(ty: &Ty) -> Ty {
    match ty {
        Ty::Union(parts) => union(parts.iter().filter(|it| truthiness(it) != Some(true)).cloned().collect()),
        other if truthiness(other) == Some(true) => Ty::Never,
        other => other.clone(),
    }
}
