//! The type that the surroundings ask for: parameters of callbacks, keys of object literals, attributes of components.

use super::calls::Call;
use super::ty::Related;
use super::ty::{self, ModId, Ty, present, union};
use super::types::{Checker, Key};
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

impl Checker<'_> {
    /// The type that the surroundings give an unannotated parameter.
    pub(super) fn parameter_from_context(&self, module: ModId, func: FuncId, index: u32) -> Ty {
        let loaded = self.loaded(module);
        let it = loaded.module.func(func);
        let mut wanted = it.expr.map_or(Ty::Unknown, |expr| self.contextual(module, expr));
        if let (Ty::Unknown, Some((shape, member))) = (&wanted, it.member) {
            let owner = loaded.module.shape(shape);
            let member = &owner.members[member as usize];
            if let Some(expr) = owner.expr {
                wanted = self.member_asked(&self.contextual(module, expr), shape, module, &member.key.name);
            }
            if member.setter
                && let Some(getter) =
                    owner.members.iter().find(|it| it.key.name == member.key.name && !it.setter && it.getter)
                && let Some(func) = getter.func
            {
                return self.result(&self.signature(module, func, &None));
            }
        }
        let given = self.parameter_of(
            &wanted,
            index,
            it.params.get(index as usize).is_some_and(|it| loaded.module.roots[*it].rest),
        );
        match given {
            // Redux Toolkit, where it is not known: the state is what stands beside the reducers.
            Ty::Unknown if index == 0 => {
                let state = it.member.and_then(|(shape, _)| self.reducer_state(module, shape));
                state.unwrap_or(Ty::Unknown)
            }
            other => other,
        }
    }

    /// Redux Toolkit: the first parameter of a reducer has the type of `initialState` beside `reducers`.
    fn reducer_state(&self, module: ModId, reducers: ShapeId) -> Option<Ty> {
        let (options, _) = self.reducer_of(module, reducers)?;
        let loaded = self.loaded(module);
        let state = loaded.module.shape(options).members.iter().find(|it| it.key.name == "initialState")?.value?;
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

    /// The type of parameter `index` of a function type; `rest`: of all parameters from there on.
    fn parameter_of(&self, func: &Ty, index: u32, rest: bool) -> Ty {
        let func = present(&self.apparent(func));
        let each = ty::parts(&func).iter().filter_map(|part| {
            let signatures = self.signatures(part, false);
            // Several signatures ask for nothing in particular.
            let [signature] = &signatures[..] else {
                return matches!(part, Ty::Unknown).then_some(Ty::Unknown);
            };
            let count = signature.func.map_or(0, |it| self.loaded(signature.module).module.func(it).params.len());
            match rest {
                true => {
                    let all =
                        (index..count as u32).map(|at| Element { ty: self.parameter_type(signature, at), rest: false });
                    Some(self.tuple(all.collect()))
                }
                false => Some(self.parameter_type(signature, index)),
            }
        });
        let all: Vec<Ty> = each.collect();
        if all.is_empty() { Ty::Unknown } else { union(all) }
    }

    /// The type that the place of an expression asks for.
    pub fn contextual(&self, module: ModId, expr: ExprId) -> Ty {
        let key = if self.settled.get() { Key::Settled(module, expr) } else { Key::Context(module, expr) };
        self.memo(key, || self.contextual_here(module, expr))
    }

    /// The same when the calls around are done: type parameters have the values that the argument itself gives them, too.
    pub fn settled_context(&self, module: ModId, expr: ExprId) -> Ty {
        self.memo(Key::Settled(module, expr), || self.contextual_here(module, expr))
    }

    fn contextual_here(&self, module: ModId, expr: ExprId) -> Ty {
        let loaded = self.loaded(module);
        match loaded.module.expr(expr).place {
            Place::Free | Place::Index(_) => Ty::Unknown,
            Place::Typed(ty) => self.resolve(module, ty, &None),
            Place::Inside(outer) => self.inside_context(module, expr, outer),
            Place::Assigned(left) => self.assigned_context(module, left),
            Place::Element(array) => self.element_context(module, expr, array),
            Place::Value(shape, index) => {
                let owner = loaded.module.shape(shape);
                let (Some(object), Some(member)) = (owner.expr, owner.members.get(index as usize)) else {
                    return Ty::Unknown;
                };
                let wanted = self.contextual(module, object);
                let plain = matches!(loaded.module.expr(expr).kind, ExprKind::Object(_));
                if plain && matches!(wanted, Ty::Parameter(..)) {
                    // What the literal itself decides asks for nothing.
                    return Ty::Unknown;
                }
                self.member_asked(&wanted, shape, module, &member.key.name)
            }
            Place::Computed(shape) => {
                let object = loaded.module.shape(shape).expr;
                object.map_or(Ty::Unknown, |object| self.index_type(&present(&self.contextual(module, object))))
            }
            Place::Returned(func) => self.returned_context(module, func),
            Place::Yielded(func) => {
                let wanted = loaded.module.func(func).ret.map(|ret| self.resolve(module, ret, &None));
                wanted.map_or(Ty::Unknown, |it| self.element(&it))
            }
            Place::Default(pat) => {
                let pat = &loaded.module.pats[pat];
                let bare = PatternOnly { root: pat.root, steps: &pat.steps };
                self.without_default(module, &bare)
            }
            Place::Attribute(jsx, index) => {
                let ExprKind::Jsx { attributes, .. } = &loaded.module.expr(jsx).kind else { return Ty::Unknown };
                let Some((key, _)) = attributes.get(index as usize) else { return Ty::Unknown };
                let asked = (!self.settled.get()).then_some(index);
                let props = self.element_props(module, jsx, asked);
                self.member_type(&present(&props), &key.name)
            }
            Place::Attributes(jsx) => self.element_props(module, jsx, None),
            Place::Child(jsx) => {
                let props = self.element_props(module, jsx, None);
                self.member_type(&present(&props), "children")
            }
            Place::Argument(call, index) => self.argument_context(module, call, index),
        }
    }

    /// What a part of a pattern is without its default.
    fn without_default(&self, module: ModId, pat: &PatternOnly<'_>) -> Ty {
        let mut ty = self.root_type(module, pat.root);
        for step in pat.steps {
            ty = match step {
                Step::Property(name) => self.member_type(&ty, name),
                Step::Element(index) => self.element_at(&ty, *index as usize),
                _ => return Ty::Unknown,
            };
        }
        ty
    }

    /// Inside of a wrapper: what is asked of the wrapper.
    fn inside_context(&self, module: ModId, expr: ExprId, outer: ExprId) -> Ty {
        let loaded = self.loaded(module);
        match &loaded.module.expr(outer).kind {
            ExprKind::Logical(operator, left, right) => {
                let wanted = self.contextual(module, outer);
                match (matches!(wanted, Ty::Unknown), *right == expr, operator) {
                    // `x || {…}`: like what stands on the left.
                    (true, true, Logical::Or | Logical::Missing) => self.type_of(module, *left),
                    (_, false, Logical::And) => Ty::Unknown,
                    _ => wanted,
                }
            }
            // `...{ … }` in an object: the type that the object is asked for.
            _ => self.contextual(module, outer),
        }
    }

    fn assigned_context(&self, module: ModId, left: ExprId) -> Ty {
        let loaded = self.loaded(module);
        // What is assigned is asked for as declared, not as it was narrowed before.
        match &loaded.module.expr(left).kind {
            ExprKind::Ident(name) => {
                let found = self.look_up(module, loaded.module.expr(left).scope, name, false);
                found.map_or(Ty::Unknown, |(at, id)| self.declared_type(at, id))
            }
            ExprKind::Member { object, name } => self.member_type(&self.type_of(module, *object), &name.name),
            _ => self.type_of(module, left),
        }
    }

    /// The declared type of a variable; of one without a type nothing is asked.
    fn declared_type(&self, module: ModId, id: BindingId) -> Ty {
        let loaded = self.loaded(module);
        let What::Value(pat) = loaded.module.binding(id).what else { return Ty::Unknown };
        let root = &loaded.module.roots[loaded.module.pats[pat].root];
        match (root.ty, root.kind) {
            (None, RootKind::Variable) if root.init.is_none() => Ty::Unknown,
            _ => self.pattern_type(module, pat),
        }
    }

    fn element_context(&self, module: ModId, expr: ExprId, array: ExprId) -> Ty {
        let loaded = self.loaded(module);
        let wanted = present(&self.apparent(&self.contextual(module, array)));
        if matches!(loaded.module.expr(expr).kind, ExprKind::Spread(_)) {
            return wanted;
        }
        let ExprKind::Array(parts) = &loaded.module.expr(array).kind else { return Ty::Unknown };
        // Only a tuple asks for something else at each place.
        let tuples = ty::parts(&wanted).iter().any(|it| matches!(it, Ty::Tuple(_)));
        let at = if tuples { parts.iter().position(|it| *it == expr).unwrap_or_default() } else { 0 };
        // An array is no function: `useState<T[]>([…])` takes either.
        let lists = ty::parts(&wanted).iter().filter(|it| !matches!(it, Ty::Func(_)));
        let each = lists.map(|part| self.element_at(part, at)).filter(|it| !matches!(it, Ty::Undefined));
        let all: Vec<Ty> = each.collect();
        if all.is_empty() { Ty::Unknown } else { union(all) }
    }

    fn returned_context(&self, module: ModId, func: FuncId) -> Ty {
        let loaded = self.loaded(module);
        let it = loaded.module.func(func);
        let wanted = match it.ret {
            Some(ret) => self.resolve(module, ret, &None),
            None => {
                let outer = match (it.expr, it.member) {
                    (Some(expr), _) => self.contextual(module, expr),
                    (None, Some((shape, member))) => {
                        let owner = loaded.module.shape(shape);
                        let name = &owner.members[member as usize].key.name;
                        match owner.expr {
                            Some(expr) => self.member_asked(&self.contextual(module, expr), shape, module, name),
                            None => Ty::Unknown,
                        }
                    }
                    _ => Ty::Unknown,
                };
                let outer = present(&self.apparent(&outer));
                let results = ty::parts(&outer).iter().filter_map(|it| self.signatures(it, false).into_iter().next());
                let all: Vec<Ty> = results.map(|it| self.result(&it)).collect();
                if all.is_empty() { Ty::Unknown } else { union(all) }
            }
        };
        if it.is_async || loaded.module.func(func).generator { self.awaited_context(&wanted) } else { wanted }
    }

    fn awaited_context(&self, wanted: &Ty) -> Ty {
        match wanted {
            Ty::Union(parts) => union(parts.iter().map(|it| self.awaited(it)).collect()),
            other => self.awaited(other),
        }
    }

    /// The type of the member `name` that `wanted` asks of the object literal `shape`.
    pub(super) fn member_asked(&self, wanted: &Ty, shape: ShapeId, module: ModId, name: &str) -> Ty {
        let wanted = present(&self.apparent(wanted));
        let wanted = self.discriminated(&wanted, shape, module);
        let each = ty::parts(&wanted).iter().filter_map(|part| {
            let found = self.lookup(part, name);
            let known = !found.found.is_empty()
                || !found.other.is_empty()
                || matches!(part, Ty::Mapped(_) | Ty::Intersection(_));
            match known {
                true => Some(self.member_type(part, name))
                    .filter(|it| !matches!(it, Ty::Unknown) || found.open || !found.found.is_empty()),
                false => Some(self.index_type(part)).filter(|it| !matches!(it, Ty::Unknown) || found.open),
            }
        });
        let all: Vec<Ty> = each.collect();
        if all.is_empty() { Ty::Unknown } else { union(all) }
    }

    /// The parts of a union that an object literal can be: those whose texts, numbers and truths are its own.
    pub fn discriminated(&self, wanted: &Ty, shape: ShapeId, module: ModId) -> Ty {
        let Ty::Union(all) = wanted else { return wanted.clone() };
        let loaded = self.loaded(module);
        let literal = loaded.module.shape(shape);
        let simple = |it: &&Member| {
            it.value.is_some_and(|value| {
                matches!(
                    loaded.module.expr(value).kind,
                    ExprKind::Text(_)
                        | ExprKind::Number(_)
                        | ExprKind::Bool(_)
                        | ExprKind::Null
                        | ExprKind::Member { .. }
                        | ExprKind::As(..)
                        | ExprKind::AsConst(_)
                )
            })
        };
        let mut left: Vec<Ty> = all
            .iter()
            .filter(|it| !matches!(it, Ty::String | Ty::Number | Ty::Boolean | Ty::Text(_)))
            .cloned()
            .collect();
        for member in literal.members.iter().filter(simple).take(16) {
            let Some(value) = member.value else { continue };
            let given = self.type_of(module, value);
            if !matches!(given, Ty::Text(_) | Ty::Digits(_) | Ty::Bool(_) | Ty::Null | Ty::EnumMember(..)) {
                continue;
            }
            let fits = |part: &Ty| {
                let found = self.lookup(part, &member.key.name);
                if found.found.is_empty() {
                    return true;
                }
                let asked = self.member_type(part, &member.key.name);
                self.related(&given, &asked) != Related::No
            };
            let kept: Vec<Ty> = left.iter().filter(|it| fits(it)).cloned().collect();
            if !kept.is_empty() {
                left = kept;
            }
        }
        // What the literal has and a part does not know stands in another part; and what a part must have the literal has.
        if left.len() > 1 && literal.bases.is_empty() && literal.computed.is_empty() {
            let names: Vec<&str> = literal.members.iter().map(|it| &*it.key.name).collect();
            let fits = |part: &Ty| {
                let Some(known) = self.names_of(part) else { return true };
                names.iter().all(|name| known.iter().any(|it| it == name))
                    && known.iter().all(|name| names.contains(&&**name) || self.is_optional(part, name))
            };
            let kept: Vec<Ty> = left.iter().filter(|it| fits(it)).cloned().collect();
            if !kept.is_empty() {
                left = kept;
            }
        }
        union(left)
    }

    /// The type whose member the key `name` of an object literal is; `Unknown`: it is its own.
    pub fn asked_of_literal(&self, module: ModId, shape: ShapeId, name: &str) -> Ty {
        let loaded = self.loaded(module);
        let Some(expr) = loaded.module.shape(shape).expr else { return Ty::Unknown };
        let whole = self.settled_context(module, expr);
        let settled = self.asked_by(&whole, module, shape, name);
        // Where the call takes its types from this very literal, the constraints ask.
        let around = self.call_around(module, expr);
        let own = |it: &ty::Property| {
            let loaded = self.loaded(it.module);
            let key = loaded.module.shape(it.shape).members[it.index as usize].key.span;
            it.module == module && around.is_some_and(|around| around.contains(key))
        };
        if !self.lookup(&settled, name).found.iter().any(own) {
            return settled;
        }
        // Several literals that a callback gives decide together.
        let is_other = |part: &Ty| match part {
            Ty::Shape(it) => {
                let kind = self.loaded(it.module).module.shape(it.shape).kind;
                kind == ShapeKind::Object && (it.module, it.shape) != (module, shape)
            }
            _ => false,
        };
        if ty::parts(&present(&self.apparent(&whole))).iter().any(is_other) {
            return settled;
        }
        self.asked_by(&self.contextual(module, expr), module, shape, name)
    }

    /// What `wanted` asks of the member `name` of an object literal.
    fn asked_by(&self, wanted: &Ty, module: ModId, shape: ShapeId, name: &str) -> Ty {
        // What the literal itself decides asks for nothing.
        if matches!(wanted, Ty::Parameter(..)) {
            return Ty::Unknown;
        }
        match self.discriminated(&present(&self.apparent(wanted)), shape, module) {
            // A part without such a member asks for nothing.
            Ty::Union(parts) => {
                let asks = |part: &&Ty| {
                    let it = self.lookup(part, name);
                    it.open || !it.found.is_empty() || !it.other.is_empty()
                };
                union(parts.iter().filter(asks).cloned().collect())
            }
            known => known,
        }
    }

    /// The innermost call or element that an expression is given to, in whatever it is wrapped.
    fn call_around(&self, module: ModId, expr: ExprId) -> Option<Span> {
        let loaded = self.loaded(module);
        let mut at = expr;
        for _ in 0..24 {
            at = match loaded.module.expr(at).place {
                Place::Argument(call, _) | Place::Attribute(call, _) | Place::Attributes(call) | Place::Child(call) => {
                    return Some(loaded.module.expr(call).span);
                }
                Place::Value(shape, _) | Place::Computed(shape) => loaded.module.shape(shape).expr?,
                Place::Element(outer) | Place::Inside(outer) => outer,
                Place::Returned(func) | Place::Yielded(func) => loaded.module.func(func).expr?,
                _ => return None,
            };
        }
        None
    }

    /// An object of the type may lack the member. A type that is made from another (`Partial<T>`) may have made it so.
    pub(super) fn is_optional(&self, ty: &Ty, name: &str) -> bool {
        let made = |it: &Ty| matches!(it, Ty::Mapped(_));
        let found = self.lookup(ty, name);
        made(ty)
            || matches!(ty, Ty::Intersection(all) if all.iter().any(made))
            || found.found.is_empty()
            || found.found.iter().any(|it| {
                let loaded = self.loaded(it.module);
                loaded.module.shape(it.shape).members[it.index as usize].optional
            })
            || ty::parts(&self.member_type(ty, name)).iter().any(|it| matches!(it, Ty::Undefined))
    }

    pub(super) fn argument_context(&self, module: ModId, expr: ExprId, index: u32) -> Ty {
        let loaded = self.loaded(module);
        let ExprKind::Call { callee, new, type_args, args } = &loaded.module.expr(expr).kind else {
            return Ty::Unknown;
        };
        let callee = present(&self.type_of(module, *callee));
        let call = Call { module, expr, args, type_args, asked: Some(index) };
        let settled = self.settled.get();
        let signatures = ty::parts(&callee).iter().flat_map(|callee| self.chosen(&call, callee, *new));
        let each = signatures.map(|signature| {
            let whole = Call { asked: None, ..call };
            let signature = match settled {
                true => self.with_inferred(&whole, &signature, None),
                false => self.with_inferred(&call, &signature, Some(index)),
            };
            self.parameter_type(&signature, index)
        });
        let all: Vec<Ty> = each.take(24).collect();
        if all.is_empty() { Ty::Unknown } else { union(all) }
    }
}

/// A part of a pattern.
struct PatternOnly<'m> {
    root: RootId,
    steps: &'m [Step],
}
