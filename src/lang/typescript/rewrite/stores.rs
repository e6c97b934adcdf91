//! What a module stores and inherits, whatever word is asked for: the types on both sides, found once, and by name which of
//! them can have a member that is called so.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::candidates::{Candidates, Does};
use super::compared;
use super::conduits::Conduits;
use super::reader::Reader;
use crate::lang::typescript::resolve::levels::Compared;
use crate::lang::typescript::resolve::reach::Reach;
use crate::lang::typescript::resolve::types::{Instance, ModId, Ty, fingerprint};
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

/// All of one module.
#[derive(Debug, Default)]
pub(super) struct Stores {
    pub(super) all: Vec<Store>,
    pub(super) by_name: ByName,
    pub(super) heirs: Vec<Heir>,
    /// The heirs that get one name from several bases.
    pub(super) heirs_by_name: ByName,
    pub(super) heirs_at: FxHashMap<ShapeId, u32>,
    /// What values bring along is asked, too.
    inner: bool,
    /// What they brought along so far.
    compared: Compared,
    /// Values that are read from text (`true`) or written as text, by the fingerprints of their types.
    texts: FxHashSet<(u64, bool)>,
    /// Values that hold more than was compared.
    pub(super) deep: Vec<Deep>,
    /// Their types, by fingerprints.
    left: FxHashSet<(u64, u64)>,
}

/// What one value holds and was not compared.
#[derive(Debug)]
pub(super) struct Deep {
    pub(super) at: Span,
    /// What it holds, and what that is taken for.
    pub(super) pairs: Vec<(Ty, Ty)>,
    /// It is read from text or written as text.
    pub(super) text: bool,
}

/// A value that is stored where another type is asked for.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) at: Span,
    pub(super) given: Given,
    pub(super) wanted: Ty,
    /// Read from text.
    pub(super) from_outside: bool,
    /// Written as text.
    pub(super) goes_outside: bool,
    /// What is given may have members of any name.
    pub(super) any_names: bool,
}

#[derive(Debug)]
pub(super) enum Given {
    Value(Ty),
    /// An object literal, and the types that it spreads.
    Spreads(ShapeId, Vec<Ty>),
}

/// A type with bases.
#[derive(Debug)]
pub(super) struct Heir {
    pub(super) shape: ShapeId,
    pub(super) bases: Vec<Base>,
}

/// What a type extends or implements.
#[derive(Debug)]
pub(super) struct Base {
    pub(super) ty: Ty,
    /// The class itself, from which a class takes static members.
    pub(super) class: Option<Ty>,
    /// Where a class extends what is not known.
    pub(super) unknown: Option<Span>,
}

/// Which rows of a table a name may be about.
#[derive(Debug, Default)]
pub(super) struct ByName {
    shapes: FxHashMap<SmolStr, Vec<(ModId, ShapeId)>>,
    rows: FxHashMap<(ModId, ShapeId), Vec<u32>>,
    open: Vec<u32>,
}

impl ByName {
    /// The row `at` is about the members of what `reach` reaches.
    fn add(&mut self, reader: &Reader<'_>, reach: &Reach, at: usize) {
        if reach.open {
            self.open.push(at as u32);
        }
        for key in &reach.shapes {
            let rows = self.rows.entry(*key).or_default();
            if rows.is_empty() {
                let loaded = reader.checker.loaded(key.0);
                let names = loaded.module.shape(key.1).members.iter().map(|it| it.key.name.trim_start_matches('#'));
                for name in names.collect::<FxHashSet<&str>>() {
                    self.shapes.entry(SmolStr::new(name)).or_default().push(*key);
                }
            }
            if rows.last() != Some(&(at as u32)) {
                rows.push(at as u32);
            }
        }
    }

    /// The rows that `word` may be about, in order.
    pub(super) fn of(&self, word: &str) -> Vec<u32> {
        let shapes = self.shapes.get(word).into_iter().flatten();
        let rows = shapes.filter_map(|key| self.rows.get(key)).flatten().chain(&self.open);
        let mut rows: Vec<u32> = rows.copied().collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

impl Stores {
    /// What the file stores where, and which types take from others; without `values` only the latter, which asks far less.
    pub(super) fn of(reader: &Reader<'_>, values: bool, candidates: Option<&Candidates>) -> Self {
        Self::read(reader, values, candidates, false)
    }

    /// The same with what values bring along, which asks far more.
    pub(super) fn with_inner(reader: &Reader<'_>, candidates: &Candidates) -> Self {
        Self::read(reader, true, Some(candidates), true)
    }

    fn read(reader: &Reader<'_>, values: bool, candidates: Option<&Candidates>, inner: bool) -> Self {
        let conduits = candidates.map(|it| Conduits::new(&reader.checker, it));
        let conduits = conduits.as_ref();
        let mut stores = Self { inner, ..Self::default() };
        let module = &reader.loaded.module;
        for (id, it) in module.exprs.entries().filter(|_| values) {
            if let ExprKind::Call { args, .. } = &it.kind {
                stores.told(reader, id, args);
                stores.read_by(reader, conduits, id, it.span);
                stores.compare(reader, it.span, compared::by_call(reader, id));
                stores.compare(reader, it.span, reader.checker.constrained_by_call(reader.main, id));
            }
            if matches!(it.place, Place::Free | Place::Index(_) | Place::Inside(_)) {
                continue;
            }
            if matches!(it.kind, ExprKind::Text(_) | ExprKind::Literal | ExprKind::Operator(_) | ExprKind::Template(..))
            {
                continue;
            }
            stores.store(reader, conduits, id, it);
        }
        for (id, shape) in module.shapes.entries() {
            stores.heir(reader, id, shape);
        }
        for (id, it) in module.types.entries().filter(|_| values) {
            let TypeKind::Name { path, .. } = &it.kind else { continue };
            let Some(at) = path.last().map(|it| it.span) else { continue };
            stores.compare(reader, at, compared::by_type(reader, id));
            if inner {
                stores.compare(reader, at, reader.checker.constrained(reader.main, id));
            }
        }
        stores
    }

    fn store(&mut self, reader: &Reader<'_>, conduits: Option<&Conduits<'_, '_>>, id: ExprId, it: &Expr) {
        let (checker, main) = (&reader.checker, reader.main);
        let wanted = checker.contextual(main, id);
        let store = |given, wanted| Store {
            at: it.span,
            given,
            wanted,
            from_outside: false,
            goes_outside: false,
            any_names: false,
        };
        if let ExprKind::Object(shape) = it.kind {
            let bases = &reader.loaded.module.shape(shape).bases;
            let spreads: Vec<Ty> = bases.iter().map(|base| checker.type_of(main, *base)).collect();
            let reached: Vec<Reach> = spreads.iter().map(|it| checker.reach(it)).collect();
            let goes_outside = goes_outside(reader, conduits, it);
            if goes_outside {
                self.held(reader, it.span, (&checker.type_of(main, id), &wanted), false);
            }
            spreads.iter().for_each(|spread| self.within(reader, it.span, spread, &wanted));
            let to = checker.reach(&wanted);
            let any_names = !to.is_empty() && spreads.iter().any(|it| checker.has_any_name(it));
            if any_names || reached.iter().any(|it| !it.is_empty()) {
                let at = self.all.len();
                if any_names {
                    self.by_name.add(reader, &to, at);
                }
                reached.iter().for_each(|it| self.by_name.add(reader, it, at));
                self.all.push(Store { goes_outside, any_names, ..store(Given::Spreads(shape, spreads), wanted) });
            }
            return;
        }
        let given = checker.type_of(main, id);
        self.within(reader, it.span, &given, &wanted);
        let (from, to) = (checker.reach(&given), checker.reach(&wanted));
        let from_outside =
            !to.is_empty() && (from_outside(reader, id) || conduits.is_some_and(|all| is_read(reader, all, id)));
        let goes_outside = !from.is_empty() && goes_outside(reader, conduits, it);
        if from_outside || goes_outside {
            self.held(reader, it.span, (&given, &wanted), from_outside);
        }
        if !to.is_empty() && spreads_any_name(reader, id) {
            // What the literal has besides does not tell what it is spread.
            self.by_name.add(reader, &to, self.all.len());
            self.all.push(Store { any_names: true, ..store(Given::Value(Ty::Unknown), wanted.clone()) });
        }
        let at = self.all.len();
        let stored = !from.is_empty() && !to.is_empty() && (!is_one(&given, &wanted) || from.several);
        if stored || goes_outside {
            self.by_name.add(reader, &from, at);
        }
        let any_names = !to.is_empty() && has_any_name(reader, id);
        if from_outside || any_names {
            self.by_name.add(reader, &to, at);
        }
        if stored || goes_outside || from_outside || any_names {
            self.all.push(Store { from_outside, goes_outside, any_names, ..store(Given::Value(given), wanted) });
        }
    }

    /// A function of the repository gives back what was text: the call tells which type it has from there on.
    fn read_by(&mut self, reader: &Reader<'_>, conduits: Option<&Conduits<'_, '_>>, call: ExprId, at: Span) {
        let Some(wanted) = conduits.and_then(|it| it.read_by(reader.main, call)) else { return };
        let reach = reader.checker.reach(&wanted);
        if reach.is_empty() {
            return;
        }
        self.held(reader, at, (&Ty::Unknown, &wanted), true);
        self.by_name.add(reader, &reach, self.all.len());
        let given = Given::Value(Ty::Unknown);
        self.all.push(Store { at, given, wanted, from_outside: true, goes_outside: false, any_names: false });
    }

    /// A function says of its argument that it has a type (`it is Build`), and the argument is parsed from text.
    fn told(&mut self, reader: &Reader<'_>, call: ExprId, args: &[ExprId]) {
        let checker = &reader.checker;
        if !args.iter().any(|it| from_outside(reader, *it)) {
            return;
        }
        let Some((at, func)) = checker.called(reader.main, call) else { return };
        let loaded = checker.loaded(at);
        let func = loaded.module.func(func);
        let Some((of, ty)) = func.predicate.as_ref().and_then(|it| Some((&it.of, it.ty?))) else { return };
        let named = |root: &RootId| {
            let binding = loaded.module.roots[*root].binding;
            binding.is_some_and(|id| loaded.module.binding(id).ident.name == *of)
        };
        let argument = func.params.iter().position(named).and_then(|it| args.get(it).copied());
        let Some(argument) = argument.filter(|it| from_outside(reader, *it)) else { return };
        let (wanted, span) = (checker.resolve(at, ty, &None), reader.loaded.module.expr(argument).span);
        self.held(reader, span, (&Ty::Unknown, &wanted), true);
        self.by_name.add(reader, &checker.reach(&wanted), self.all.len());
        let given = Given::Value(Ty::Unknown);
        self.all.push(Store { at: span, given, wanted, from_outside: true, goes_outside: false, any_names: false });
    }

    /// What the value brings along: members, elements, what functions are called with and give back.
    fn within(&mut self, reader: &Reader<'_>, at: Span, given: &Ty, wanted: &Ty) {
        if !self.inner {
            // Functions are looked at all the same: what they are called with is a value of its own.
            reader
                .checker
                .handed(given, wanted)
                .iter()
                .for_each(|(given, wanted)| self.stored(reader, at, given, wanted));
            return;
        }
        let levels = reader.checker.levels(given, wanted, &mut self.compared);
        levels.inner.iter().for_each(|(given, wanted)| self.stored(reader, at, given, wanted));
        self.left(at, levels.left, false);
    }

    /// Types that have to fit each other where no value is stored.
    fn compare(&mut self, reader: &Reader<'_>, at: Span, pairs: Vec<(Ty, Ty)>) {
        for (given, wanted) in pairs {
            self.stored(reader, at, &given, &wanted);
            self.within(reader, at, &given, &wanted);
        }
    }

    fn stored(&mut self, reader: &Reader<'_>, at: Span, given: &Ty, wanted: &Ty) {
        let (from, to) = (reader.checker.reach(given), reader.checker.reach(wanted));
        if !from.is_empty() && !to.is_empty() && !is_one(given, wanted) {
            self.by_name.add(reader, &from, self.all.len());
            let (given, wanted) = (Given::Value(given.clone()), wanted.clone());
            self.all.push(Store { at, given, wanted, from_outside: false, goes_outside: false, any_names: false });
        }
    }

    /// What a value holds that is read from text or written as text.
    fn held(&mut self, reader: &Reader<'_>, at: Span, (given, wanted): (&Ty, &Ty), from_outside: bool) {
        if !self.inner {
            return;
        }
        let ty = if from_outside { wanted } else { given };
        if !self.texts.insert((fingerprint(ty), from_outside)) {
            return;
        }
        let held = reader.checker.held(ty);
        for (inner, _) in held.inner.into_iter().skip(1) {
            self.by_name.add(reader, &reader.checker.reach(&inner), self.all.len());
            let (given, wanted) = if from_outside { (Ty::Unknown, inner) } else { (inner, Ty::Unknown) };
            self.all.push(Store {
                at,
                given: Given::Value(given),
                wanted,
                from_outside,
                goes_outside: !from_outside,
                any_names: false,
            });
        }
        self.left(at, held.left, true);
    }

    /// What the value holds and was not compared. `text`: it is read from text or written as text.
    fn left(&mut self, at: Span, left: Vec<(Ty, Ty)>, text: bool) {
        let mut pairs = left;
        pairs.retain(|(given, wanted)| self.left.insert((fingerprint(given), fingerprint(wanted))));
        if !pairs.is_empty() {
            self.deep.push(Deep { at, pairs, text });
        }
    }

    fn heir(&mut self, reader: &Reader<'_>, id: ShapeId, shape: &Shape) {
        let (checker, main) = (&reader.checker, reader.main);
        let named = shape.extends.iter().chain(&shape.implements);
        let named = named.map(|base| Base { ty: checker.resolve(main, *base, &None), class: None, unknown: None });
        let written = shape.bases.iter().map(|base| {
            let value = checker.type_of(main, *base);
            let class = (shape.kind == ShapeKind::Class).then(|| value.clone());
            let ty = match value {
                Ty::Shape(it) if shape.kind == ShapeKind::Class => {
                    Ty::Shape(std::rc::Rc::new(Instance { class: false, ..(*it).clone() }))
                }
                ty => ty,
            };
            let known = matches!(ty, Ty::Shape(_) | Ty::Union(_) | Ty::Intersection(_));
            let unknown = shape.kind == ShapeKind::Class && !known;
            Base { ty, class, unknown: unknown.then(|| reader.loaded.module.expr(*base).span) }
        });
        let bases: Vec<Base> = named.chain(written).collect();
        if bases.is_empty() {
            return;
        }
        let at = self.heirs.len();
        if bases.len() > 1 {
            bases.iter().for_each(|it| self.heirs_by_name.add(reader, &checker.reach(&it.ty), at));
        }
        self.heirs_at.insert(id, at as u32);
        let inner = self.inner;
        for base in bases.iter().filter(|_| inner) {
            let own = Ty::Shape(std::rc::Rc::new(Instance { module: main, shape: id, env: None, class: false }));
            let levels = checker.inherited_levels(&own, &base.ty, &mut self.compared);
            levels.inner.iter().for_each(|(given, wanted)| self.stored(reader, shape.span, given, wanted));
            self.left(shape.span, levels.left, false);
        }
        self.heirs.push(Heir { shape: id, bases });
    }
}

/// The value may have members of any name, whatever it is told to be: `Object.fromEntries(all) as unknown as Build`.
fn has_any_name(reader: &Reader<'_>, value: ExprId) -> bool {
    let module = &reader.loaded.module;
    let mut at = value;
    loop {
        if reader.checker.has_any_name(&reader.checker.type_of(reader.main, at)) || is_from_entries(module, at) {
            return true;
        }
        let (ExprKind::Same(inner) | ExprKind::As(inner, _) | ExprKind::AsConst(inner)) = module.expr(at).kind else {
            return false;
        };
        at = inner;
    }
}

/// `Object.fromEntries(all)`, whatever its type is.
fn is_from_entries(module: &Module, call: ExprId) -> bool {
    let ExprKind::Call { callee, .. } = &module.expr(call).kind else { return false };
    let ExprKind::Member { object, name } = &module.expr(*callee).kind else { return false };
    name.name == "fromEntries" && matches!(&module.expr(*object).kind, ExprKind::Ident(name) if name == "Object")
}

/// `({ jobId: '', ...all })` between parentheses, where `all` may have members of any name.
fn spreads_any_name(reader: &Reader<'_>, value: ExprId) -> bool {
    let module = &reader.loaded.module;
    let ExprKind::Same(inner) = module.expr(value).kind else { return false };
    let ExprKind::Object(shape) = module.expr(inner).kind else { return false };
    let any = |it: &ExprId| reader.checker.has_any_name(&reader.checker.type_of(reader.main, *it));
    module.shape(shape).bases.iter().any(any)
}

/// Both are one type without arguments.
fn is_one(one: &Ty, other: &Ty) -> bool {
    let (Ty::Shape(one), Ty::Shape(other)) = (one, other) else { return false };
    let bare = one.env.is_none() && other.env.is_none();
    bare && (one.module, one.shape, one.class) == (other.module, other.shape, other.class)
}

/// The value is parsed from text: `JSON.parse(…)`, `await response.json()`, an imported `.json` file.
fn from_outside(reader: &Reader<'_>, expr: ExprId) -> bool {
    let module = &reader.loaded.module;
    let it = module.expr(expr);
    if is_data(module, expr) {
        return true;
    }
    if let ExprKind::Ident(name) = &it.kind {
        let found = module.look_up(it.scope, name, false).map(|id| &module.binding(id).what);
        return match found {
            Some(What::Import { source, .. } | What::ImportAll { source }) => source.ends_with(".json"),
            Some(What::Value(pat)) => {
                let root = &module.roots[module.pats[*pat].root];
                root.init.is_some_and(|init| is_data(module, init) || parses(reader, module.expr(init).span))
            }
            _ => false,
        };
    }
    parses(reader, it.span)
}

/// `require('./all.json')`, `(await import('./all.json')).default`
fn is_data(module: &Module, expr: ExprId) -> bool {
    match &module.expr(expr).kind {
        ExprKind::Import(source, _) => source.ends_with(".json"),
        ExprKind::Same(inner) | ExprKind::Await(inner) | ExprKind::As(inner, _) => is_data(module, *inner),
        ExprKind::Member { object, name } => name.name == "default" && is_data(module, *object),
        _ => false,
    }
}

fn parses(reader: &Reader<'_>, span: Span) -> bool {
    let text = reader.source.text.get(span.range()).unwrap_or_default();
    text.len() < 400 && (text.contains("JSON.parse(") || text.contains(".json()"))
}

/// The value comes from a call of a function that reads text, also by way of a variable.
fn is_read(reader: &Reader<'_>, conduits: &Conduits<'_, '_>, expr: ExprId) -> bool {
    let module = &reader.loaded.module;
    let it = module.expr(expr);
    let ExprKind::Ident(name) = &it.kind else { return conduits.is_read(reader.main, expr) };
    match module.look_up(it.scope, name, false).map(|id| &module.binding(id).what) {
        Some(What::Value(pat)) => {
            module.roots[module.pats[*pat].root].init.is_some_and(|init| conduits.is_read(reader.main, init))
        }
        _ => false,
    }
}

/// Functions and classes that make text of an object, with its names.
const WRITERS: &[&str] = &["JSON.stringify", "URLSearchParams", "Headers"];

/// The value is written as text: `JSON.stringify(x)`, `new URLSearchParams(x)`, or by a function of the repository that does that.
fn goes_outside(reader: &Reader<'_>, conduits: Option<&Conduits<'_, '_>>, it: &Expr) -> bool {
    let module = &reader.loaded.module;
    let Place::Argument(call, index) = it.place else { return false };
    let ExprKind::Call { callee, .. } = &module.expr(call).kind else { return false };
    let writer = || reader.source.text.get(module.expr(*callee).span.range()).is_some_and(|it| WRITERS.contains(&it));
    (index == 0 && writer())
        || conduits.is_some_and(|all| all.taken_by(reader.main, call, index, Does::Writes).is_some())
}
