//! Functions through which a value of any type goes on: `load<T>(): T` gives back what it parsed from text, `save(value: unknown)` writes its
//! argument as text, `header(rows: object[])` takes the names of it as texts. What their own code stores has no known type, so the call tells
//! which type it is.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashMap;

use super::candidates::{Candidates, Does, is_parse, is_writer, last_name};
use super::listing::{self, Code};
use crate::lang::typescript::resolve::types::{Checker, ModId, Ty, nodes, parts, present, same, union};
use crate::lang::typescript::syntax::module::*;

/// Most steps from a call to what it does with the value.
const DEPTH: u32 = 8;

/// How much of an argument it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Itself,
    /// Something that it holds.
    Within,
}

/// A function, one of its parameters where that is asked for, and what is asked.
type Question = (ModId, FuncId, u32, Does);

/// Looks into functions of the repository from one module.
pub(super) struct Conduits<'c, 'a> {
    checker: &'c Checker<'a>,
    candidates: &'c Candidates,
    known: RefCell<FxHashMap<Question, Option<Part>>>,
    /// Questions of the outermost one that is being answered, which found nothing while another one was open.
    open: RefCell<Vec<Question>>,
    /// A way of it was too long to be followed.
    cut: Cell<bool>,
}

impl<'c, 'a> Conduits<'c, 'a> {
    pub(super) fn new(checker: &'c Checker<'a>, candidates: &'c Candidates) -> Self {
        Self { checker, candidates, known: RefCell::default(), open: RefCell::default(), cut: Cell::new(false) }
    }

    /// The type of what comes from outside by a call of `main`.
    pub(super) fn read_by(&self, main: ModId, call: ExprId) -> Option<Ty> {
        let types = |all: &[TypeId]| union(all.iter().map(|it| self.checker.resolve(main, *it, &None)).collect());
        let here = self.checker.loaded(main);
        // `await client.get(url).json<Build>()`
        if let ExprKind::Call { callee, type_args, args, .. } = &here.module.expr(call).kind
            && is_parse(&here.module, *callee)
            && args.is_empty()
            && !type_args.is_empty()
        {
            return Some(types(type_args));
        }
        let (module, func) = self.called(main, call, Does::Reads)?;
        if !self.reads(module, func, 0) && !self.comes_from_nowhere(main, call, (module, func)) {
            return None;
        }
        let found = self.checker.awaited(&self.checker.type_of(main, call));
        match &here.module.expr(call).kind {
            // Nothing says what the function gives back, and the caller does.
            ExprKind::Call { type_args, .. } if is_open(&found, 0) && !type_args.is_empty() => Some(types(type_args)),
            _ => Some(found),
        }
    }

    /// How much of an argument of a call in `main` is written as text, or gives its names.
    pub(super) fn taken_by(&self, main: ModId, call: ExprId, index: u32, does: Does) -> Option<Part> {
        let (module, func) = self.called(main, call, does)?;
        self.takes(module, func, index, does, 0)
    }

    /// `inject<Build>('build')`: the caller names a type, gives nothing that could be one, and has it back at once or later.
    fn comes_from_nowhere(&self, main: ModId, call: ExprId, (at, id): (ModId, FuncId)) -> bool {
        let loaded = self.checker.loaded(main);
        let ExprKind::Call { type_args, args, new: false, .. } = &loaded.module.expr(call).kind else { return false };
        let declares = self.checker.loaded(at);
        let func = declares.module.func(id);
        let plain = |it: &ExprId| is_plain(self.checker, &self.checker.type_of(main, *it), 0);
        !func.has_body
            && !type_args.is_empty()
            && !args.is_empty()
            && args.iter().all(plain)
            && func.ret.is_some_and(|ret| {
                let ret = self.checker.resolve(at, ret, &None);
                let inner = self.checker.awaited(&ret);
                let own = |it: &Ty| match it {
                    Ty::Parameter(module, id) => *module == at && func.type_params.contains(id),
                    _ => false,
                };
                let waits = !same(&ret, &inner)
                    && parameters(self.checker, &inner, 0).iter().any(|it| own(&Ty::Parameter(it.0, it.1)));
                let all = |ty: &Ty| parts(&present(ty)).iter().any(own);
                waits || all(&inner) || all(&self.checker.element(&inner))
            })
    }

    /// The value of an expression comes from text that a function of the repository reads.
    pub(super) fn is_read(&self, main: ModId, expr: ExprId) -> bool {
        let loaded = self.checker.loaded(main);
        let module = &loaded.module;
        let mut at = expr;
        for _ in 0..DEPTH {
            at = match &module.expr(at).kind {
                ExprKind::Same(it) | ExprKind::Await(it) | ExprKind::As(it, _) => *it,
                ExprKind::Call { .. } => {
                    let called = self.called(main, at, Does::Reads);
                    return called.is_some_and(|(module, func)| self.reads(module, func, 0));
                }
                _ => return false,
            };
        }
        false
    }

    /// The function of the repository that a call runs, where its name may do it.
    fn called(&self, at: ModId, call: ExprId, does: Does) -> Option<(ModId, FuncId)> {
        let loaded = self.checker.loaded(at);
        let ExprKind::Call { callee, type_args, args, .. } = &loaded.module.expr(call).kind else { return None };
        let name = last_name(&loaded.module, *callee)?;
        let names_type = does == Does::Reads && !type_args.is_empty() && !args.is_empty();
        if !names_type && !self.candidates.may(&name, does) {
            return None;
        }
        self.checker.called(at, call).filter(|it| !self.checker.is_language(it.0))
    }

    /// The function gives back what was text, as a type that only its caller knows.
    fn reads(&self, at: ModId, id: FuncId, depth: u32) -> bool {
        let reads = || self.reads_here(at, id, depth).then_some(Part::Itself);
        self.answered((at, id, 0, Does::Reads), depth, reads).is_some()
    }

    /// The answer to a question, which is asked once.
    ///
    /// A function that calls itself says nothing new, so an open question has no answer yet. What found nothing meanwhile may be wrong where the
    /// outermost question finds something, or does not follow all ways: then it is asked again.
    fn answered(&self, key: Question, depth: u32, ask: impl FnOnce() -> Option<Part>) -> Option<Part> {
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        if depth >= DEPTH {
            self.cut.set(true);
            return None;
        }
        self.known.borrow_mut().insert(key, None);
        let found = ask();
        self.known.borrow_mut().insert(key, found);
        if depth > 0 {
            if found != Some(Part::Itself) {
                self.open.borrow_mut().push(key);
            }
            return found;
        }
        let open = self.open.take();
        if self.cut.replace(false) || found.is_some() {
            self.known.borrow_mut().retain(|it, _| !open.contains(it));
        }
        found
    }

    fn reads_here(&self, at: ModId, id: FuncId, depth: u32) -> bool {
        let loaded = self.checker.loaded(at);
        let func = loaded.module.func(id);
        if !func.has_body {
            return self.promises(at, func);
        }
        if self.checker.is_installed(at) {
            return false;
        }
        let open = func.ret.is_none_or(|ret| is_open(&self.checker.resolve(at, ret, &None), 0));
        open && func.returned.iter().any(|it| self.was_text(at, *it, depth))
    }

    /// `get<T>(url: string): Promise<T>` without a body: nothing that it is given holds a `T`.
    fn promises(&self, at: ModId, func: &Func) -> bool {
        let Some(ret) = func.ret else { return false };
        let ret = self.checker.resolve(at, ret, &None);
        let inner = self.checker.awaited(&ret);
        let own = |it: &(ModId, BindingId)| it.0 == at && func.type_params.contains(&it.1);
        let mut given = parameters(self.checker, &inner, 0);
        given.retain(own);
        let waits = matches!(&ret, Ty::Shape(it) if self.checker.is_library(it.module)) && given.len() == 1;
        let loaded = self.checker.loaded(at);
        waits
            && func.params.iter().all(|root| {
                loaded.module.roots[*root].ty.is_some() && is_plain(self.checker, &self.checker.root_type(at, *root), 0)
            })
    }

    fn was_text(&self, at: ModId, expr: ExprId, depth: u32) -> bool {
        if depth > DEPTH {
            self.cut.set(true);
            return false;
        }
        let loaded = self.checker.loaded(at);
        let module = &loaded.module;
        let inner = |it: ExprId| self.was_text(at, it, depth + 1);
        match &module.expr(expr).kind {
            ExprKind::Same(it) | ExprKind::Await(it) | ExprKind::As(it, _) | ExprKind::AsConst(it) => inner(*it),
            ExprKind::Either(arms) => arms.iter().any(|it| inner(*it)),
            ExprKind::Logical(_, one, other) => inner(*one) || inner(*other),
            // `(await response.json()).data`
            ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => inner(*object),
            ExprKind::Ident(name) => {
                let Some((owner, binding)) = self.checker.identifier(at, expr).filter(|it| it.0 == at) else {
                    return false;
                };
                let What::Value(pat) = module.binding(binding).what else { return false };
                let root = &module.roots[module.pats[pat].root];
                let assigned = module.assigned.get(name).into_iter().flatten();
                let assigned = assigned.filter(|it| self.checker.identifier(at, it.0) == Some((owner, binding)));
                root.init.is_some_and(inner) || assigned.filter_map(|it| it.1).any(inner)
            }
            ExprKind::Call { callee, args, new: false, .. } => {
                if is_parse(module, *callee) {
                    let copies = |it: &ExprId| match &module.expr(*it).kind {
                        ExprKind::Call { callee, .. } => is_writer(module, *callee),
                        _ => false,
                    };
                    return !args.first().is_some_and(copies);
                }
                if let ExprKind::Member { object, name } = &module.expr(*callee).kind
                    && ["then", "catch", "finally"].contains(&name.name.as_str())
                {
                    let callbacks = args.iter().filter_map(|it| match module.expr(*it).kind {
                        ExprKind::Func(func) => Some(func),
                        _ => None,
                    });
                    let mut back = callbacks.flat_map(|it| &module.func(it).returned);
                    return inner(*object) || back.any(|it| inner(*it));
                }
                self.called(at, expr, Does::Reads).is_some_and(|(module, func)| self.reads(module, func, depth + 1))
            }
            _ => false,
        }
    }

    fn takes(&self, at: ModId, id: FuncId, index: u32, does: Does, depth: u32) -> Option<Part> {
        self.answered((at, id, index, does), depth, || self.takes_here(at, id, index, does, depth))
    }

    fn takes_here(&self, at: ModId, id: FuncId, index: u32, does: Does, depth: u32) -> Option<Part> {
        let loaded = self.checker.loaded(at);
        let func = loaded.module.func(id);
        if !func.has_body || self.checker.is_installed(at) {
            return None;
        }
        let root =
            func.params.get(index as usize).or(func.params.last().filter(|it| loaded.module.roots[**it].rest))?;
        let part = if loaded.module.roots[*root].rest { Part::Within } else { Part::Itself };
        let code = Code { checker: self.checker, module: at, loaded: loaded.clone() };
        let binding = loaded.module.roots[*root].binding?;
        let uses = listing::uses(&code, binding);
        uses.into_iter().filter_map(|it| self.goes(&code, it, part, does, depth + 1)).min()
    }

    /// What is done with a value that stands there.
    fn goes(&self, code: &Code<'_, '_>, value: ExprId, part: Part, does: Does, depth: u32) -> Option<Part> {
        if depth > DEPTH {
            self.cut.set(true);
            return None;
        }
        let module = &code.loaded.module;
        let value = listing::bare(module, value);
        let on = |it: ExprId| self.goes(code, it, part, does, depth + 1);
        if does == Does::Lists {
            let listed = module.roots.entries().any(|(id, it)| {
                it.kind == RootKind::In && it.init == Some(value) && !listing::only_index(code, id, false)
            });
            if listed {
                return Some(part);
            }
        }
        let held = |binding: BindingId, part: Part| {
            let uses = listing::uses(code, binding);
            uses.into_iter().filter_map(|it| self.goes(code, it, part, does, depth + 1)).min()
        };
        let holders = module.roots.iter().filter(|it| it.init == Some(value)).filter_map(|it| {
            let part = if it.kind == RootKind::Of { Part::Within } else { part };
            (it.kind != RootKind::In).then_some((it.binding?, part))
        });
        if let Some(found) = holders.filter_map(|(binding, part)| held(binding, part)).min() {
            return Some(found);
        }
        match module.expr(value).place {
            Place::Argument(call, index) => {
                let ExprKind::Call { callee, .. } = &module.expr(call).kind else { return None };
                let direct = match does {
                    Does::Writes => index == 0 && is_writer(module, *callee) && !is_parsed(module, call),
                    Does::Lists => {
                        let values = listing::lists(module, *callee);
                        index == 0 && values.is_some_and(|values| !listing::only_indices(code, call, values, 0))
                    }
                    Does::Reads => false,
                };
                if direct {
                    return Some(part);
                }
                let (at, func) = self.called(code.module, call, does)?;
                self.takes(at, func, index, does, depth + 1).map(|it| it.max(part))
            }
            Place::Value(shape, _) | Place::Computed(shape) if does == Does::Writes => {
                module.shape(shape).expr.and_then(on)
            }
            Place::Element(outer) if does == Does::Writes => on(outer),
            _ => {
                let spread =
                    module.shapes.iter().filter(|it| it.kind == ShapeKind::Object && it.bases.contains(&value));
                let spread = spread.filter_map(|it| it.expr).find_map(on);
                // `rows[0]`
                let element = || {
                    let read = module
                        .exprs
                        .entries()
                        .find(|(_, it)| matches!(it.kind, ExprKind::Index { object, .. } if object == value))?;
                    self.goes(code, read.0, Part::Within, does, depth + 1)
                };
                spread.or_else(element)
            }
        }
    }
}

/// `JSON.parse(JSON.stringify(value))`: a copy.
fn is_parsed(module: &Module, call: ExprId) -> bool {
    let Place::Argument(outer, 0) = module.expr(call).place else { return false };
    matches!(&module.expr(outer).kind, ExprKind::Call { callee, .. } if is_parse(module, *callee))
}

/// Only who calls a function with this result knows what it is.
fn is_open(ty: &Ty, depth: u32) -> bool {
    match ty {
        _ if depth > 4 => false,
        Ty::Unknown | Ty::Opaque | Ty::Parameter(..) => true,
        Ty::Union(parts) | Ty::Intersection(parts) => parts.iter().any(|it| is_open(it, depth + 1)),
        Ty::Shape(it) => nodes(&it.env).any(|it| is_open(&it.ty, depth + 1)),
        _ => false,
    }
}

/// The type parameters in a type.
fn parameters(checker: &Checker<'_>, ty: &Ty, depth: u32) -> Vec<(ModId, BindingId)> {
    let all = |parts: &[Ty]| parts.iter().flat_map(|it| parameters(checker, it, depth + 1)).collect();
    match ty {
        _ if depth > 4 => Vec::new(),
        Ty::Parameter(module, id) => vec![(*module, *id)],
        Ty::Union(parts) | Ty::Intersection(parts) => all(parts),
        Ty::Shape(it) => {
            let loaded = checker.loaded(it.module);
            let shape = loaded.module.shape(it.shape);
            let written = shape.members.iter().filter_map(|it| it.ty).filter(|_| shape.kind == ShapeKind::TypeLiteral);
            let written: Vec<Ty> = written.map(|ty| checker.resolve(it.module, ty, &it.env)).collect();
            written
                .iter()
                .chain(nodes(&it.env).map(|it| &it.ty))
                .flat_map(|it| parameters(checker, it, depth + 1))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// A text, a number, a date: nothing of it is a value of a type of the repository.
fn is_plain(checker: &Checker<'_>, ty: &Ty, depth: u32) -> bool {
    match ty {
        _ if depth > 4 => false,
        Ty::Union(parts) => parts.iter().all(|it| is_plain(checker, it, depth + 1)),
        Ty::Shape(it) => checker.is_library(it.module) && nodes(&it.env).all(|it| is_plain(checker, &it.ty, depth + 1)),
        Ty::String | Ty::Number | Ty::Boolean | Ty::Primitive | Ty::Opaque | Ty::Undefined | Ty::Null => true,
        Ty::Text(_) | Ty::Digits(_) | Ty::Bool(_) | Ty::Enum(..) | Ty::EnumMember(..) => true,
        _ => false,
    }
}
