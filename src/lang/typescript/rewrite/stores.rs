//! What a module stores and inherits, whatever word is asked for: the types on both sides, found once, and by name which of
//! them can have a member that is called so.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::reader::Reader;
use crate::lang::typescript::resolve::reach::Reach;
use crate::lang::typescript::resolve::types::{Instance, ModId, Ty};
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
}

/// A value that is stored where another type is asked for.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) expr: ExprId,
    pub(super) given: Given,
    pub(super) wanted: Ty,
    /// Read from text.
    pub(super) from_outside: bool,
    /// Written as text.
    pub(super) goes_outside: bool,
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
    pub(super) fn of(reader: &Reader<'_>, values: bool) -> Self {
        let mut stores = Self::default();
        let module = &reader.loaded.module;
        for (id, it) in module.exprs.entries().filter(|_| values) {
            if matches!(it.place, Place::Free | Place::Index(_) | Place::Inside(_)) {
                continue;
            }
            if matches!(it.kind, ExprKind::Text(_) | ExprKind::Literal | ExprKind::Operator(_) | ExprKind::Template(..))
            {
                continue;
            }
            stores.store(reader, id, it);
        }
        for (id, shape) in module.shapes.entries() {
            stores.heir(reader, id, shape);
        }
        stores
    }

    fn store(&mut self, reader: &Reader<'_>, id: ExprId, it: &Expr) {
        let (checker, main) = (&reader.checker, reader.main);
        let wanted = checker.contextual(main, id);
        let store = |given, wanted| Store { expr: id, given, wanted, from_outside: false, goes_outside: false };
        if let ExprKind::Object(shape) = it.kind {
            let bases = &reader.loaded.module.shape(shape).bases;
            let spreads: Vec<Ty> = bases.iter().map(|base| checker.type_of(main, *base)).collect();
            let reached: Vec<Reach> = spreads.iter().map(|it| checker.reach(it)).collect();
            if reached.iter().any(|it| !it.is_empty()) {
                let at = self.all.len();
                reached.iter().for_each(|it| self.by_name.add(reader, it, at));
                self.all.push(store(Given::Spreads(shape, spreads), wanted));
            }
            return;
        }
        let given = checker.type_of(main, id);
        self.handed(reader, id, &given, &wanted);
        let at = self.all.len();
        let (from, to) = (checker.reach(&given), checker.reach(&wanted));
        let from_outside = !to.is_empty() && from_outside(reader, id);
        let goes_outside = !from.is_empty() && goes_outside(reader, it);
        let stored = !from.is_empty() && !to.is_empty() && (!is_one(&given, &wanted) || from.several);
        if stored || goes_outside {
            self.by_name.add(reader, &from, at);
        }
        if from_outside {
            self.by_name.add(reader, &to, at);
        }
        if stored || goes_outside || from_outside {
            self.all.push(Store { from_outside, goes_outside, ..store(Given::Value(given), wanted) });
        }
    }

    /// A function is given where a function is asked for: what it is called with is stored as its parameters, and what it gives back as what
    /// the caller takes.
    fn handed(&mut self, reader: &Reader<'_>, expr: ExprId, given: &Ty, wanted: &Ty) {
        for (given, wanted) in reader.checker.handed(given, wanted) {
            let (from, to) = (reader.checker.reach(&given), reader.checker.reach(&wanted));
            if !from.is_empty() && !to.is_empty() && !is_one(&given, &wanted) {
                self.by_name.add(reader, &from, self.all.len());
                let given = Given::Value(given);
                self.all.push(Store { expr, given, wanted, from_outside: false, goes_outside: false });
            }
        }
    }

    fn heir(&mut self, reader: &Reader<'_>, id: ShapeId, shape: &Shape) {
        let (checker, main) = (&reader.checker, reader.main);
        let named = shape.extends.iter().chain(&shape.implements);
        let named = named.map(|base| Base { ty: checker.resolve(main, *base, &None), unknown: None });
        let written = shape.bases.iter().map(|base| {
            let ty = match checker.type_of(main, *base) {
                Ty::Shape(it) if shape.kind == ShapeKind::Class => {
                    Ty::Shape(std::rc::Rc::new(Instance { class: false, ..(*it).clone() }))
                }
                ty => ty,
            };
            let known = matches!(ty, Ty::Shape(_) | Ty::Union(_) | Ty::Intersection(_));
            let unknown = shape.kind == ShapeKind::Class && !known;
            Base { ty, unknown: unknown.then(|| reader.loaded.module.expr(*base).span) }
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
        self.heirs.push(Heir { shape: id, bases });
    }
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
    if let ExprKind::Ident(name) = &it.kind {
        let found = module.look_up(it.scope, name, false).map(|id| &module.binding(id).what);
        return match found {
            Some(What::Import { source, .. } | What::ImportAll { source }) => source.ends_with(".json"),
            Some(What::Value(pat)) => {
                let root = &module.roots[module.pats[*pat].root];
                root.init.is_some_and(|init| parses(reader, module.expr(init).span))
            }
            _ => false,
        };
    }
    parses(reader, it.span)
}

fn parses(reader: &Reader<'_>, span: Span) -> bool {
    let text = reader.source.text.get(span.range()).unwrap_or_default();
    text.len() < 400 && (text.contains("JSON.parse(") || text.contains(".json()"))
}

/// The value is written as text: `JSON.stringify(x)`.
fn goes_outside(reader: &Reader<'_>, it: &Expr) -> bool {
    let module = &reader.loaded.module;
    let Place::Argument(call, 0) = it.place else { return false };
    let ExprKind::Call { callee, .. } = &module.expr(call).kind else { return false };
    reader.source.text.get(module.expr(*callee).span.range()) == Some("JSON.stringify")
}
