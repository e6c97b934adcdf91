//! Follows a value to where it comes from: names to their declarations, parameters of callbacks to who calls them, members to what declares
//! them.

use smol_str::SmolStr;

use super::tracer::{Provenance, Tracer};
use super::ty::{Entity, ModId, Ty, nodes, parts, present};
use crate::lang::typescript::syntax::module::*;

impl Tracer<'_, '_> {
    /// Of the value of an expression, as far as a member of it is asked for that its type is not known to have.
    pub fn of_owner(mut self, module: ModId, expr: ExprId) -> Provenance {
        let ty = self.checker.type_of(module, expr);
        for part in parts(&present(&ty)) {
            match part {
                unknown if self.is_not_told(unknown) => self.value(module, expr),
                known => self.unseen_member(known),
            }
        }
        self.found
    }

    /// Of a value that is asked whether it has a member which its type is not known to have: a type below may have it.
    pub fn of_tested(mut self, module: ModId, expr: ExprId) -> Provenance {
        let ty = self.checker.type_of(module, expr);
        self.ty(&present(&ty), 0);
        let seen = self.found;
        self.found = Provenance::default();
        let mut found = self.of_owner(module, expr);
        found.add(seen);
        found
    }

    /// Of the value of an expression.
    pub fn of_value(mut self, module: ModId, expr: ExprId) -> Provenance {
        self.value(module, expr);
        self.found
    }

    /// Of what a pattern takes apart, likewise.
    pub fn of_pattern(mut self, module: ModId, pat: PatId) -> Provenance {
        let ty = self.checker.pattern_type(module, pat);
        for part in parts(&present(&ty)) {
            match part {
                unknown if self.is_not_told(unknown) => self.pattern(module, pat),
                known => self.unseen_member(known),
            }
        }
        self.found
    }

    /// Of all that a call is given, the object that it is made on included.
    pub fn of_call(mut self, module: ModId, call: ExprId) -> Provenance {
        let loaded = self.checker.loaded(module);
        if let ExprKind::Call { callee, args, type_args, .. } = &loaded.module.expr(call).kind {
            match &loaded.module.expr(*callee).kind {
                ExprKind::Member { object, .. } => self.value(module, *object),
                _ => self.value(module, *callee),
            }
            type_args.iter().for_each(|it| self.written(module, *it));
            args.iter().for_each(|it| self.value(module, *it));
        }
        self.found
    }

    /// Of all that an element is given, its component included.
    pub fn of_element(mut self, module: ModId, jsx: ExprId, name: ExprId) -> Provenance {
        let loaded = self.checker.loaded(module);
        if let ExprKind::Jsx { attributes, .. } = &loaded.module.expr(jsx).kind {
            attributes.iter().filter_map(|it| it.1).for_each(|it| self.value(module, it));
        }
        self.value(module, name);
        self.found
    }

    /// Of a type whose member is not known.
    pub fn of_type(mut self, ty: &Ty) -> Provenance {
        for part in parts(&present(ty)) {
            match part {
                Ty::Unknown => self.found.any = true,
                known => self.unseen_member(known),
            }
        }
        self.found
    }

    /// Of a type as it is written.
    pub fn of_written(mut self, module: ModId, ty: TypeId) -> Provenance {
        self.written(module, ty);
        self.found
    }

    /// Of what a component asks for, as far as an attribute is given that it is not known to have.
    pub fn of_component(mut self, module: ModId, name: ExprId) -> Provenance {
        let ty = self.checker.type_of(module, name);
        if matches!(ty, Ty::Unknown) {
            self.value(module, name);
            return self.found;
        }
        self.ty(&ty, 0);
        // Its type has no such attribute, so the type is not all that there is to know: what a package made it from counts.
        self.made_from(module, name, 0);
        for signature in self.checker.signatures(&ty, false) {
            let loaded = self.checker.loaded(signature.module);
            let params = signature.func.map(|it| &loaded.module.func(it).params);
            if let Some(root) = params.and_then(|it| it.first()).map(|it| &loaded.module.roots[*it]) {
                match (root.ty, root.kind) {
                    (Some(written), _) => self.written(signature.module, written),
                    (None, RootKind::Parameter(func, _)) => self.parameter(signature.module, func),
                    _ => self.found.any = true,
                }
            }
        }
        self.found
    }

    /// What a call was given that made the value (`forwardRef((props: Props) => …)`), the parameters of functions included.
    fn made_from(&mut self, module: ModId, expr: ExprId, depth: u32) {
        if depth > 8 || !self.goes_on() {
            return;
        }
        let loaded = self.checker.loaded(module);
        match &loaded.module.expr(expr).kind {
            ExprKind::Ident(_) => {
                let binding = self.checker.identifier(module, expr);
                let entity = binding.and_then(|(at, id)| self.checker.follow(at, id));
                match entity.or(binding.map(|(at, id)| Entity::Binding(at, id))) {
                    Some(Entity::Binding(at, id)) => {
                        let loaded = self.checker.loaded(at);
                        let What::Value(pat) = loaded.module.binding(id).what else { return };
                        let root = &loaded.module.roots[loaded.module.pats[pat].root];
                        root.init.iter().for_each(|it| self.made_from(at, *it, depth + 1));
                    }
                    Some(Entity::Value(at, value)) => self.made_from(at, value, depth + 1),
                    _ => {}
                }
            }
            ExprKind::Call { args, type_args, .. } => {
                type_args.iter().for_each(|it| self.written(module, *it));
                args.iter().for_each(|it| self.made_from(module, *it, depth + 1));
            }
            ExprKind::Func(func) => {
                let params = &loaded.module.func(*func).params;
                params.iter().filter_map(|it| loaded.module.roots[*it].ty).for_each(|it| self.written(module, it));
            }
            ExprKind::Same(inner) | ExprKind::As(inner, _) | ExprKind::AsConst(inner) => {
                self.made_from(module, *inner, depth + 1);
            }
            ExprKind::Class(_) => self.module(module),
            _ => {}
        }
    }

    /// What an expression may hold.
    pub(super) fn value(&mut self, module: ModId, expr: ExprId) {
        if !self.goes_on() || !self.values.insert((module, expr)) {
            return;
        }
        let ty = self.checker.type_of(module, expr);
        let loaded = self.checker.loaded(module);
        let kind = &loaded.module.expr(expr).kind;
        if !matches!(kind, ExprKind::Func(_) | ExprKind::Object(_)) && self.ty(&ty, 0) {
            return;
        }
        match kind {
            ExprKind::Ident(_) => match self.checker.identifier(module, expr) {
                Some((at, id)) => self.binding(at, id),
                None => self.global(module, expr),
            },
            ExprKind::Member { object, name } => self.part(module, *object, Some(&name.name)),
            ExprKind::Index { object, .. } => self.part(module, *object, None),
            ExprKind::Call { callee, type_args, args, .. } => self.call(module, expr, *callee, type_args, args),
            ExprKind::Object(shape) => {
                let shape = loaded.module.shape(*shape);
                let values = shape.members.iter().filter_map(|it| it.value);
                values
                    .chain(shape.bases.iter().copied())
                    .chain(shape.computed.iter().map(|it| it.1))
                    .for_each(|it| self.value(module, it));
                shape.members.iter().filter_map(|it| it.func).for_each(|it| self.result(module, it));
            }
            ExprKind::Array(all) | ExprKind::Either(all) => all.iter().for_each(|it| self.value(module, *it)),
            ExprKind::Logical(_, one, other) => [one, other].iter().for_each(|it| self.value(module, **it)),
            ExprKind::Func(func) => self.result(module, *func),
            ExprKind::Assign(_, inner) | ExprKind::Spread(inner) | ExprKind::Same(inner) | ExprKind::Await(inner) => {
                self.value(module, *inner)
            }
            ExprKind::AsConst(inner) => self.value(module, *inner),
            ExprKind::As(_, ty) => self.written(module, *ty),
            ExprKind::Import(source, _) => self.specifier(module, source),
            ExprKind::This | ExprKind::Super | ExprKind::Yield(..) | ExprKind::Other => self.found.any = true,
            ExprKind::Class(_) => self.module(module),
            _ => {}
        }
    }

    /// A name that nothing declares here: of the platform, or of a file that all others see.
    fn global(&mut self, module: ModId, expr: ExprId) {
        let loaded = self.checker.loaded(module);
        if let ExprKind::Ident(name) = &loaded.module.expr(expr).kind {
            // `$$props` of Svelte: all that the component is given.
            if name.starts_with("$$") {
                self.found.any = true;
            }
            self.found.files.extend(self.checker.files_that_declare(name));
        }
    }

    pub(super) fn specifier(&mut self, module: ModId, source: &SmolStr) {
        match self.checker.import(module, source) {
            Some(target) => {
                self.module(target);
                self.found.files.extend(self.checker.files_that_declare(source));
            }
            None => self.package(source),
        }
    }

    pub(super) fn binding(&mut self, module: ModId, id: BindingId) {
        if !self.goes_on() {
            return;
        }
        let loaded = self.checker.loaded(module);
        match &loaded.module.binding(id).what {
            What::Import { source, .. } => match self.checker.follow(module, id) {
                Some(Entity::Binding(at, other)) if (at, other) != (module, id) => self.binding(at, other),
                Some(Entity::Module(target)) => self.module(target),
                Some(Entity::Value(at, expr)) => self.value(at, expr),
                _ => self.specifier(module, source),
            },
            What::ImportAll { source } => self.specifier(module, source),
            What::Value(_) if self.is_foreign(module) => {
                self.found.files.extend(self.checker.files_that_declare(&loaded.module.binding(id).ident.name));
            }
            What::Value(pat) => {
                self.pattern(module, *pat);
                let it = &loaded.module.pats[*pat];
                if it.steps.is_empty() && loaded.module.roots[it.root].ty.is_some() {
                    // Whatever it is given, its type says what it is.
                    return;
                }
                let assigned = loaded.module.assigned.get(&loaded.module.binding(id).ident.name);
                let own = assigned
                    .into_iter()
                    .flatten()
                    .filter(|(left, _)| self.checker.identifier(module, *left).is_none_or(|it| it == (module, id)));
                for (_, value) in own.take(24) {
                    match value {
                        Some(value) => self.value(module, *value),
                        None => self.found.any = true,
                    }
                }
            }
            _ => self.module(module),
        }
    }

    /// What a pattern takes from its root, followed step by step as far as the types are known.
    fn pattern(&mut self, module: ModId, pat: PatId) {
        if !self.goes_on() {
            return;
        }
        let loaded = self.checker.loaded(module);
        let it = &loaded.module.pats[pat];
        let root = &loaded.module.roots[it.root];
        let mut ty = self.checker.root_type(module, it.root);
        let defaults = loaded.module.defaults.iter().filter(|(root, ..)| *root == it.root).map(|(.., value)| *value);
        defaults.chain(it.default).for_each(|value| self.value(module, value));
        for step in &it.steps {
            if matches!(ty, Ty::Unknown) {
                break;
            }
            let next = match step {
                Step::Property(name) => self.checker.member_type(&ty, name),
                Step::Rest(_) => ty.clone(),
                _ => self.checker.element(&ty),
            };
            if let (Ty::Unknown, Step::Property(name)) = (&next, step) {
                self.declared_member(&ty, name);
                return;
            }
            ty = next;
        }
        match (root.ty, root.init, root.kind) {
            (Some(written), ..) => self.written(module, written),
            (None, Some(init), _) => {
                self.value(module, init);
                if let RootKind::Parameter(func, _) = root.kind {
                    self.parameter(module, func);
                }
            }
            (None, None, RootKind::Parameter(func, _)) => self.parameter(module, func),
            (None, None, RootKind::Catch) => self.found.any = true,
            // `let x;`: what is assigned later.
            (None, None, _) => {}
        }
    }

    /// The place of a function gives its parameters.
    fn parameter(&mut self, module: ModId, func: FuncId) {
        let loaded = self.checker.loaded(module);
        let it = loaded.module.func(func);
        let literal = it.member.and_then(|(shape, _)| loaded.module.shape(shape).expr);
        match it.expr.or(literal) {
            Some(expr) => self.context(module, expr),
            None => self.found.any = true,
        }
    }

    /// Who is given the value of an expression: a callback gets from there what it is called with.
    fn context(&mut self, module: ModId, expr: ExprId) {
        if !self.goes_on() || !self.contexts.insert((module, expr)) {
            return;
        }
        let loaded = self.checker.loaded(module);
        match loaded.module.expr(expr).place {
            Place::Argument(call, index) => self.given_to(module, call, index),
            Place::Attribute(jsx, _) | Place::Attributes(jsx) => {
                let ExprKind::Jsx { name, attributes, .. } = &loaded.module.expr(jsx).kind else { return };
                name.iter().for_each(|it| self.value(module, *it));
                attributes.iter().filter_map(|it| it.1).for_each(|it| self.value(module, it));
            }
            Place::Value(shape, _) | Place::Computed(shape) => match loaded.module.shape(shape).expr {
                Some(object) => {
                    self.value(module, object);
                    self.context(module, object);
                }
                None => self.found.any = true,
            },
            Place::Element(outer) | Place::Inside(outer) => self.context(module, outer),
            Place::Typed(ty) => self.written(module, ty),
            Place::Assigned(target) => self.value(module, target),
            Place::Returned(func) => {
                let it = loaded.module.func(func);
                match (it.ret, it.expr) {
                    (Some(ret), _) => self.written(module, ret),
                    (None, Some(expr)) => self.context(module, expr),
                    _ => self.found.any = true,
                }
            }
            _ => self.found.any = true,
        }
    }

    /// A callback that is given to a call is called with what the call knows: the object, the other arguments, what the declaration says.
    fn given_to(&mut self, module: ModId, call: ExprId, index: u32) {
        let loaded = self.checker.loaded(module);
        let ExprKind::Call { callee, args, type_args, .. } = &loaded.module.expr(call).kind else { return };
        match self.checker.called(module, call) {
            Some((at, func)) => {
                let target = self.checker.loaded(at);
                let params = &target.module.func(func).params;
                let root = params.get(index as usize).or(params.last()).map(|it| &target.module.roots[*it]);
                match root.and_then(|it| it.ty) {
                    Some(ty) => self.callback(at, ty),
                    None => self.found.any = true,
                }
            }
            // A registry of handlers calls them with whatever is sent elsewhere.
            None if self.is_registry(module, call, *callee) => self.found.any = true,
            None => {}
        }
        self.value(module, *callee);
        type_args.iter().for_each(|it| self.written(module, *it));
        args.iter().for_each(|it| self.value(module, *it));
    }

    /// `x.on('name', it => …);`: nobody takes the result, and it is not known for calling back with its own parts.
    fn is_registry(&self, module: ModId, call: ExprId, callee: ExprId) -> bool {
        let loaded = self.checker.loaded(module);
        let ExprKind::Member { name, .. } = &loaded.module.expr(callee).kind else { return false };
        let names = ["on", "once", "off", "subscribe", "listen", "handle"];
        let registers = names.contains(&&*name.name)
            || ["addListener", "addEventListener", "addHandler", "on"].iter().any(|it| {
                let rest = name.name.strip_prefix(it);
                rest.is_some_and(|it| it.is_empty() || it.starts_with(|c: char| c.is_uppercase()))
            });
        registers && loaded.module.expr(call).place == Place::Free
    }

    fn call(&mut self, module: ModId, call: ExprId, callee: ExprId, type_args: &[TypeId], args: &[ExprId]) {
        match self.checker.called(module, call) {
            Some((at, func)) => {
                let target = self.checker.loaded(at);
                let it = target.module.func(func);
                match it.ret {
                    Some(_) if self.parses(at, it) => {}
                    Some(ret) => self.written(at, ret),
                    None if it.has_body => self.result(at, func),
                    None => {}
                }
            }
            None => self.value(module, callee),
        }
        let loaded = self.checker.loaded(module);
        if let ExprKind::Member { object, .. } = &loaded.module.expr(callee).kind {
            self.value(module, *object);
        }
        type_args.iter().for_each(|it| self.written(module, *it));
        args.iter().for_each(|it| self.value(module, *it));
    }

    /// `JSON.parse`, `response.json`: what comes from text is `any`, and no value of the program.
    fn parses(&self, module: ModId, func: &Func) -> bool {
        let loaded = self.checker.loaded(module);
        let name = func.member.map(|(shape, at)| loaded.module.shape(shape).members[at as usize].key.name.clone());
        self.is_foreign(module) && name.is_some_and(|it| matches!(&*it, "parse" | "json"))
    }

    /// What a function gives back.
    pub(super) fn result(&mut self, module: ModId, func: FuncId) {
        if !self.goes_on() {
            return;
        }
        let loaded = self.checker.loaded(module);
        let it = loaded.module.func(func);
        it.params.iter().filter_map(|it| loaded.module.roots[*it].ty).for_each(|it| self.written(module, it));
        match it.ret {
            Some(ret) => self.written(module, ret),
            None => {
                let yielded = it.yielded.iter().map(|it| it.0);
                it.returned.iter().copied().chain(yielded).for_each(|it| self.value(module, it));
            }
        }
    }

    /// A member of a value, or an element of it.
    fn part(&mut self, module: ModId, object: ExprId, name: Option<&SmolStr>) {
        let ty = self.checker.type_of(module, object);
        for part in parts(&present(&ty)) {
            match (part, name) {
                (unknown, _) if self.is_not_told(unknown) => self.value(module, object),
                (known, Some(name)) => {
                    self.declared_member(known, name);
                    // What is not known of it came with the value.
                    if !self.ty(known, 0) {
                        self.value(module, object);
                    }
                }
                (known, None) => {
                    self.unseen_member(known);
                    // The elements of a container of nobody knows what.
                    self.value(module, object);
                }
            }
        }
    }

    /// A member of a known type whose own type is not known: what its declaration says.
    fn declared_member(&mut self, ty: &Ty, name: &str) {
        let found = self.checker.lookup(ty, name);
        if found.found.is_empty() {
            self.unseen_member(ty);
        }
        if let Ty::Shape(it) = ty {
            for it in nodes(&it.env) {
                self.ty(&it.ty, 0);
            }
        }
        for it in &found.found {
            let loaded = self.checker.loaded(it.module);
            let member = &loaded.module.shape(it.shape).members[it.index as usize];
            for it in nodes(&it.env) {
                self.ty(&it.ty, 0);
            }
            match (member.ty, member.value, member.func) {
                (Some(ty), ..) => self.written(it.module, ty),
                (None, Some(value), _) => self.value(it.module, value),
                // The method of a package gives what its object and its arguments are made from.
                (None, None, Some(_)) if self.is_foreign(it.module) => {}
                (None, None, Some(func)) => self.result(it.module, func),
                (None, None, None) => self.found.any = true,
            }
        }
        for entity in &found.other {
            match entity {
                Entity::Binding(at, id) => self.binding(*at, *id),
                Entity::Module(at) => self.module(*at),
                Entity::Value(at, expr) => self.value(*at, *expr),
            }
        }
    }
}
