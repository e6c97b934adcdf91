//! The type that the surroundings ask for: parameters of callbacks, keys of object literals, attributes of components.

use super::ty::{Instance, ModId, Ty, awaited, callback, union};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

impl<'a> Checker<'a> {
    /// The type that the surroundings give an unannotated parameter.
    pub(super) fn parameter_from_context(&self, module: ModId, func: FuncId, index: u32) -> Ty {
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
    pub(super) fn reducer_state(&self, module: ModId, reducers: ShapeId) -> Option<Ty> {
        let (options, _) = self.reducer_of(module, reducers)?;
        let loaded = self.loaded(module);
        let state = loaded.module.shape(options).members.iter().find(|it| it.key.name == "initialState")?.value?;
        Some(self.type_of(module, state))
    }

    /// Redux Toolkit: `builder.addCase(action, (state) => …)` below `initialState` and `extraReducers`.
    pub(super) fn case_state(&self, module: ModId, func: ExprId) -> Option<Ty> {
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
                    Some(root) => (*root, loaded.module.roots[*root].rest),
                    None => match params.last() {
                        Some(last) if loaded.module.roots[*last].rest => (*last, true),
                        _ => return Ty::Unknown,
                    },
                };
                let ty = match loaded.module.roots[root].ty {
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

    pub(super) fn contextual_here(&self, module: ModId, expr: ExprId) -> Ty {
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

    pub(super) fn argument_context(&self, module: ModId, call: ExprId, index: u32) -> Ty {
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

    pub(super) fn reduce_start(&self, module: ModId, call: ExprId) -> Ty {
        let loaded = self.loaded(module);
        let ExprKind::Call { args, type_args, .. } = &loaded.module.expr(call).kind else { return Ty::Unknown };
        match (type_args.first(), args.get(1)) {
            (Some(ty), _) => self.resolve(module, *ty, &None),
            (None, Some(start)) => self.type_of(module, *start),
            _ => Ty::Unknown,
        }
    }

    pub(super) fn constructor(&self, class: &Instance) -> Ty {
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
}
