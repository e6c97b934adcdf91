//! Where an object literal without a declared type can go by ways that no type shows. Where a type is asked for a value is compared with it
//! (`links`); this follows the literal, and the variable that holds it, to the calls and elements that take it.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::handed::is_known;
use super::imports::is_package;
use crate::lang::typescript::resolve::project::Loaded;
use crate::lang::typescript::resolve::tracer::{Provenance, Tracer};
use crate::lang::typescript::resolve::types::{Checker, ModId, Ty, parts, present};
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

/// Objects, arrays, calls and uses of variables that are followed; a longer way may lead anywhere.
const STEPS: u32 = 200;

/// The modules of the repository that say a name; `None` where a file that says it is not read.
pub(super) type Users<'u> = dyn Fn(&str) -> Option<Vec<Arc<Loaded>>> + 'u;

/// A function by its module and its binding.
pub(super) type Named = (ModId, BindingId);

/// Where a literal can come, as far as types don't tell.
#[derive(Debug)]
pub(super) enum Ways {
    /// Nobody knows.
    Anywhere,
    /// To packages only, together with what comes from there: who is given both can take the one for the other.
    With(Provenance),
}

/// How a value is read where it stands.
enum Read {
    /// A method of it is called, by this expression.
    Called(ExprId),
    Otherwise,
}

/// Follows one literal, in its file and in those that call the functions which give it back.
pub(super) struct Walker<'w, 'a> {
    pub(super) checker: &'w Checker<'a>,
    /// The module that is looked at.
    pub(super) main: ModId,
    pub(super) loaded: &'w Loaded,
    pub(super) module: &'w Module,
    literal: (ModId, ShapeId),
    /// The key that is asked about.
    word: &'w str,
    packages: &'w [String],
    pub(super) users: &'w Users<'w>,
    /// Functions whose calls are looked at.
    pub(super) followed: FxHashSet<Named>,
    with: Provenance,
    /// A type that is asked for counts only where it has the key: who reads the value by it is known then.
    pub(super) by_name: bool,
    /// Variables that were followed.
    held: FxHashSet<BindingId>,
    steps: u32,
}

impl<'w, 'a> Walker<'w, 'a> {
    /// For a literal of the module `main`.
    pub(super) fn new(
        checker: &'w Checker<'a>,
        (main, loaded): (ModId, &'w Loaded),
        (literal, word): (ShapeId, &'w str),
        (packages, users): (&'w [String], &'w Users<'w>),
    ) -> Self {
        Self {
            checker,
            main,
            loaded,
            module: &loaded.module,
            literal: (main, literal),
            word,
            packages,
            users,
            followed: FxHashSet::default(),
            with: Provenance::default(),
            by_name: false,
            held: FxHashSet::default(),
            steps: 0,
        }
    }

    /// The same literal in another module, which goes on from what was found so far.
    pub(super) fn inside<'u>(&mut self, main: ModId, loaded: &'u Loaded) -> Walker<'u, 'a>
    where
        'w: 'u,
    {
        Walker {
            checker: self.checker,
            main,
            loaded,
            module: &loaded.module,
            literal: self.literal,
            word: self.word,
            packages: self.packages,
            users: self.users,
            followed: std::mem::take(&mut self.followed),
            with: std::mem::take(&mut self.with),
            by_name: self.by_name,
            held: FxHashSet::default(),
            steps: self.steps,
        }
    }

    /// What it found.
    pub(super) fn left(self) -> (FxHashSet<Named>, Provenance, u32) {
        (self.followed, self.with, self.steps)
    }

    /// Goes on with what another one found.
    pub(super) fn goes_on_from(&mut self, (followed, with, steps): (FxHashSet<Named>, Provenance, u32)) {
        (self.followed, self.with, self.steps) = (followed, with, steps);
    }

    /// The same where the question is who reads the key, not what the literal may be taken for.
    pub(super) fn by_name(self) -> Self {
        Self { by_name: true, ..self }
    }

    /// Where the literal goes.
    pub(super) fn ways(mut self) -> Ways {
        let literal = self.module.shape(self.literal.1).expr;
        let stays = literal.is_some_and(|it| self.stays(it, false));
        if stays { Ways::With(self.with) } else { Ways::Anywhere }
    }

    /// The value of the expression goes nowhere but to packages. `part`: it is a part of that value.
    pub(super) fn stays(&mut self, expr: ExprId, part: bool) -> bool {
        self.steps += 1;
        if self.steps > STEPS {
            return false;
        }
        let module = self.module;
        match module.expr(expr).place {
            Place::Inside(outer) => self.stays(outer, part),
            Place::Element(outer) => self.stays(outer, true),
            Place::Value(shape, _) => module.shape(shape).expr.is_some_and(|it| self.stays(it, true)),
            Place::Argument(call, _) => self.is_asked_for(expr) || self.given(call, Some(expr)),
            Place::Attribute(jsx, _) => self.is_asked_for(expr) || self.given_to_element(jsx, expr),
            Place::Attributes(jsx) => {
                let whole = !part || self.is_literal(expr);
                (whole && self.is_asked_for_in(jsx)) || self.given_to_element(jsx, expr)
            }
            Place::Assigned(_) => self.is_asked_for(expr),
            Place::Returned(func) if module.func(func).ret.is_some() => self.is_asked_for(expr),
            Place::Returned(func) => {
                let mut callback = module.func(func).expr;
                while let Some(Place::Inside(outer)) = callback.map(|it| module.expr(it).place) {
                    callback = Some(outer);
                }
                match callback.map(|it| module.expr(it).place) {
                    // A callback gives it back to a call.
                    Some(Place::Argument(call, _)) => self.given(call, callback),
                    _ => self.stays_with_callers(func, part),
                }
            }
            // It has a type of a package: what becomes of it is the package's own.
            Place::Typed(ty) => {
                let named = matches!(module.ty(ty).kind, TypeKind::Name { .. });
                (named && self.trace(|it| it.of_written(self.main, ty)).is_foreign()) || self.is_asked_for(expr)
            }
            Place::Free => self.stays_in_variables(expr, part),
            _ => false,
        }
    }

    /// A package is given it, and gives it to nobody whose types don't show it: neither by what comes back nor to callbacks. `by`: the argument
    /// that brings it; none where an earlier call of a chain had it.
    fn given(&mut self, call: ExprId, by: Option<ExprId>) -> bool {
        let module = self.module;
        let ExprKind::Call { callee, type_args, args, .. } = &module.expr(call).kind else { return false };
        let of_package = match self.checker.called(self.main, call) {
            Some((at, _)) => self.checker.is_library(at) || self.checker.is_installed(at),
            None => self.is_of_package(*callee),
        };
        if !of_package || !self.calls_back_with_known(module.expr(call).span) {
            return false;
        }
        let object = match &module.expr(*callee).kind {
            ExprKind::Member { object, .. } => *object,
            _ => *callee,
        };
        let others = args.iter().filter(|it| by != Some(**it)).chain(by.map(|_| &object));
        others.for_each(|it| self.beside(*it));
        by.into_iter().for_each(|it| self.parts_beside(it));
        for ty in type_args {
            let from = self.trace(|it| it.of_written(self.main, *ty));
            self.with.add(from);
        }
        let waited = module.exprs.entries().find(|(_, it)| matches!(it.kind, ExprKind::Await(inner) if inner == call));
        let whole = waited.map_or(call, |it| it.0);
        match self.reader(whole) {
            // `expect(literal).toEqual(other)`: one more call of the package.
            Some(Read::Called(outer)) => self.given(outer, None),
            Some(Read::Otherwise) => false,
            None => {
                let unused =
                    module.expr(whole).place == Place::Free && !module.roots.iter().any(|it| it.init == Some(whole));
                let back = self.checker.type_of(self.main, whole);
                unused || (is_known(&back, 0) && (!self.holds_literal(&back) || self.comes_back(call, whole)))
            }
        }
    }

    /// The call gives the literal to its callbacks and back, as `all.reduce((sum, it) => …, { jobId: 0 })` does: nothing leaves there.
    fn comes_back(&mut self, call: ExprId, whole: ExprId) -> bool {
        let ExprKind::Call { args, .. } = &self.module.expr(call).kind else { return false };
        let funcs = args.iter().filter(|it| matches!(self.module.expr(**it).kind, ExprKind::Func(_)));
        let funcs: Vec<ExprId> = funcs.copied().collect();
        funcs.into_iter().all(|it| self.takes_elements(it)) && self.stays(whole, true)
    }

    /// The component of a package is given it, likewise.
    fn given_to_element(&mut self, jsx: ExprId, by: ExprId) -> bool {
        let module = self.module;
        let ExprKind::Jsx { name, attributes, .. } = &module.expr(jsx).kind else { return false };
        // `<div style={{ left: 1 }}>`
        let Some(name) = *name else { return true };
        if !self.is_of_package(name) || !self.calls_back_with_known(module.expr(jsx).span) {
            return false;
        }
        let children = module.exprs.entries().filter(|(_, it)| it.place == Place::Child(jsx)).map(|it| it.0);
        let others: Vec<ExprId> =
            attributes.iter().filter_map(|it| it.1).chain(children).filter(|it| *it != by).collect();
        others.into_iter().for_each(|it| self.beside(it));
        self.parts_beside(by);
        true
    }

    /// A known type is asked for there, with which the value is compared (`links`): from there on that type tells what becomes of it.
    fn is_asked_for(&self, expr: ExprId) -> bool {
        let wanted = self.checker.contextual(self.main, expr);
        if !is_known(&wanted, 0) {
            return false;
        }
        let held = self.checker.all_held([&wanted]);
        let has = |(module, shape): &(ModId, ShapeId)| {
            !self.checker.loaded(*module).index().members_of(*shape, self.word).is_empty()
        };
        let named = !self.by_name || held.shapes.iter().any(has);
        !held.open && !held.shapes.is_empty() && named && !held.shapes.contains(&self.literal)
    }

    /// The value is the literal itself.
    fn is_literal(&self, expr: ExprId) -> bool {
        let ty = self.checker.type_of(self.main, expr);
        let own = |it: &Ty| matches!(it, Ty::Shape(it) if (it.module, it.shape) == self.literal);
        parts(&present(&ty)).iter().any(own)
    }

    /// `<Page {...literal}>`: the component declares the property, so its type tells what becomes of the value.
    fn is_asked_for_in(&self, jsx: ExprId) -> bool {
        let props = self.checker.element_props(self.main, jsx, None);
        let found = self.checker.lookup(&props, self.word);
        !found.open && !found.found.is_empty()
    }

    /// The other value is given together with the literal.
    fn beside(&mut self, value: ExprId) {
        let returned = match self.module.expr(value).kind {
            ExprKind::Func(func) => self.module.func(func).returned.as_slice(),
            _ => &[],
        };
        // A callback that gives nothing but the literal back.
        if !returned.is_empty() && returned.iter().all(|it| self.is_literal(*it)) {
            return;
        }
        let holds = |id: &BindingId| self.checker.identifier(self.main, value) == Some((self.main, *id));
        if !self.held.iter().any(holds) {
            let from = self.trace(|it| it.of_value(self.main, value));
            self.with.add(from);
        }
    }

    /// The other values in what holds the literal are given with it.
    fn parts_beside(&mut self, whole: ExprId) {
        let module = self.module;
        let span = module.expr(whole).span;
        let stands = |it: &Expr| {
            let part = matches!(
                it.place,
                Place::Value(..) | Place::Element(_) | Place::Computed(_) | Place::Returned(_) | Place::Inside(_)
            );
            let holder = matches!(
                it.kind,
                ExprKind::Object(_)
                    | ExprKind::Array(_)
                    | ExprKind::Func(_)
                    | ExprKind::Same(_)
                    | ExprKind::AsConst(_)
                    | ExprKind::Either(_)
                    | ExprKind::Logical(..)
            );
            part && !holder && span.contains(it.span)
        };
        let values = module.exprs.entries().filter(|(_, it)| stands(it)).map(|it| it.0);
        let shapes = module.shapes.iter().filter(|it| it.kind == ShapeKind::Object && span.contains(it.span));
        let values: Vec<ExprId> = values.chain(shapes.flat_map(|it| it.bases.iter().copied())).collect();
        values.into_iter().for_each(|it| self.beside(it));
    }

    fn trace(&self, question: impl FnOnce(Tracer<'_, 'a>) -> Provenance) -> Provenance {
        let is_package = |source: &str| is_package(source, self.packages);
        question(Tracer::new(self.checker, &is_package))
    }

    pub(super) fn holds_literal(&self, ty: &Ty) -> bool {
        let held = self.checker.all_held([ty]);
        held.open || held.shapes.contains(&self.literal)
    }

    /// All callbacks that are written in there have parameters of known types, so that types show what they are called with.
    fn calls_back_with_known(&self, span: Span) -> bool {
        let module = self.module;
        let stands = |it: &&Func| {
            let own = it.expr.map(|expr| module.expr(expr).span);
            let object = it.member.map(|(shape, _)| module.shape(shape).span);
            own.or(object).is_some_and(|it| span.contains(it))
        };
        let funcs = module.funcs.iter().filter(stands);
        let mut params = funcs.flat_map(|it| it.params.iter());
        params.all(|it| is_known(&self.checker.root_type(self.main, *it), 0))
    }

    /// Who reads the value of an expression where it stands.
    fn reader(&self, value: ExprId) -> Option<Read> {
        let module = self.module;
        module.exprs.entries().find_map(|(id, it)| match &it.kind {
            ExprKind::Member { object, .. } if *object == value => {
                let calls = |it: &Expr| matches!(&it.kind, ExprKind::Call { callee, .. } if *callee == id);
                let outer = module.exprs.entries().find(|(_, it)| calls(it));
                Some(outer.map_or(Read::Otherwise, |it| Read::Called(it.0)))
            }
            ExprKind::Index { object, .. } if *object == value => Some(Read::Otherwise),
            ExprKind::Call { callee, .. } if *callee == value => Some(Read::Otherwise),
            ExprKind::Spread(inner) if *inner == value => Some(Read::Otherwise),
            _ => None,
        })
    }

    /// Nothing of the repository has a say in what the expression is.
    fn is_of_package(&self, expr: ExprId) -> bool {
        self.trace(|it| it.of_value(self.main, expr)).is_foreign()
    }

    /// The value stands for itself: read at once, or held by a variable that goes nowhere.
    fn stays_in_variables(&mut self, value: ExprId, part: bool) -> bool {
        let module = self.module;
        let mut roots = module.roots.entries().filter(|(_, it)| it.init == Some(value)).peekable();
        if roots.peek().is_none() {
            // `{ jobId: 1 }.jobId`, `all[0]`; what is made of it otherwise is not followed.
            let read = module.exprs.entries().find(|(_, it)| match &it.kind {
                ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => *object == value,
                _ => false,
            });
            let plain = |it: &Expr| matches!(it.kind, ExprKind::Member { .. });
            return read.is_some_and(|(read, it)| (!part && plain(it)) || self.stays_read(value, read));
        }
        let roots: Vec<(RootId, &Root)> = roots.collect();
        self.parts_beside(value);
        roots.into_iter().all(|(root, it)| {
            it.ty.is_none()
                && match it.binding {
                    Some(id) => self.stays_in(id, part),
                    None => it.kind == RootKind::Variable && self.stays_in_pattern(root),
                }
        })
    }

    /// The same of what is read of a holder of the literal: types show that, and what still holds the literal is followed.
    fn stays_read(&mut self, holder: ExprId, read: ExprId) -> bool {
        let module = self.module;
        if !is_known(&self.checker.type_of(self.main, holder), 0) {
            return false;
        }
        let calls = |it: &Expr| matches!(&it.kind, ExprKind::Call { callee, .. } if *callee == read);
        let Some((call, it)) = module.exprs.entries().find(|(_, it)| calls(it)) else {
            let ty = self.checker.type_of(self.main, read);
            return is_known(&ty, 0) && (!self.holds_literal(&ty) || self.stays(read, true));
        };
        // `all.map((it) => it.jobId)`: a method of the language gives elements to its callbacks, and back.
        let ExprKind::Call { args, .. } = &it.kind else { return false };
        let of_language = self.checker.called(self.main, call).is_some_and(|it| self.checker.is_library(it.0));
        let back = self.checker.type_of(self.main, call);
        of_language
            && args.iter().all(|it| self.takes_elements(*it))
            && is_known(&back, 0)
            && (!self.holds_literal(&back) || self.stays(call, true))
    }

    /// The argument of such a method calls back with nothing that leaves it.
    fn takes_elements(&mut self, argument: ExprId) -> bool {
        let module = self.module;
        let ExprKind::Func(func) = &module.expr(argument).kind else {
            let plain = |it: &Ty| {
                use Ty::{Bool, Boolean, Digits, Null, Number, String, Text, Undefined};
                matches!(it, Text(_) | String | Digits(_) | Number | Bool(_) | Boolean | Null | Undefined)
            };
            return parts(&self.checker.type_of(self.main, argument)).iter().all(plain);
        };
        let params: Vec<RootId> = module.func(*func).params.clone();
        params.into_iter().all(|root| {
            let ty = self.checker.root_type(self.main, root);
            is_known(&ty, 0) && (!self.holds_literal(&ty) || self.stays_in_pattern(root))
        })
    }

    /// No variable that a pattern takes from its root brings the literal anywhere.
    fn stays_in_pattern(&mut self, root: RootId) -> bool {
        let module = self.module;
        let mut own = module.bindings.entries().filter_map(|(id, it)| match it.what {
            What::Value(pat) if module.pats[pat].root == root => Some((id, pat)),
            _ => None,
        });
        own.all(|(id, pat)| {
            let rest = |it: &Step| matches!(it, Step::Rest(taken) if !taken.iter().any(|it| it == self.word));
            let ty = self.checker.pattern_type(self.main, pat);
            !module.pats[pat].steps.iter().any(rest)
                && is_known(&ty, 0)
                && (!self.holds_literal(&ty) || self.stays_in(id, true))
        })
    }

    fn stays_in(&mut self, id: BindingId, part: bool) -> bool {
        let module = self.module;
        let name = &module.binding(id).ident.name;
        if !self.held.insert(id) {
            return true;
        }
        if self.loaded.index().exports(id, name) {
            return false;
        }
        let uses = module.exprs.entries().filter(|(_, it)| matches!(&it.kind, ExprKind::Ident(other) if other == name));
        let own: Vec<ExprId> = uses
            .filter(|(expr, _)| self.checker.identifier(self.main, *expr).is_none_or(|it| it == (self.main, id)))
            .map(|(expr, _)| expr)
            .collect();
        own.into_iter().all(|it| self.stays(it, part))
    }
}
