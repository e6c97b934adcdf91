//! Declarations that need one name: members of a type and of what it extends or implements, overloads and merged
//! declarations, and members of two types where a value of the one is stored as the other.

use super::reader::Reader;
use super::reference::Decl;
use crate::lang::typescript::resolve::types::{Instance, Ty};
use crate::lang::typescript::syntax::module::*;
use crate::model::{FileId, Span};

/// Two declarations that need one name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    /// `None`: declared in a file that is not among the sources, or by a type that is not known.
    pub(super) one: Option<Decl>,
    pub(super) other: Option<Decl>,
    /// Renaming one means renaming both; else they only may not part.
    pub(super) together: bool,
    /// Where this is seen.
    pub(super) at: (FileId, Span),
    pub(super) why: Why,
}

/// What links two declarations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// One type extends or implements the other.
    Inherits,
    /// Overloads, an interface in parts, a type and a value of one name.
    Merged,
    /// A value of the one type is stored as the other.
    Stored,
    /// A class extends what is not known.
    OpenBase,
    /// Text from outside of the program becomes a value of the type, or the other way round.
    Wire,
}

pub(super) fn of_file(reader: &Reader<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    inherited(reader, &mut links);
    merged(reader, &mut links);
    stored(reader, &mut links);
    links.sort();
    links.dedup();
    links
}

fn own_member(reader: &Reader<'_>, shape: &Shape) -> Vec<Option<Decl>> {
    let own = |it: &&Member| it.key.name.trim_start_matches('#') == reader.word;
    shape.members.iter().filter(own).map(|it| Some((reader.source.id, it.key.span))).collect()
}

fn pairs(one: &[Option<Decl>], other: &[Option<Decl>], at: (FileId, Span), why: Why, links: &mut Vec<Link>) {
    for a in one {
        for b in other.iter().filter(|b| a != *b) {
            links.push(Link { one: *a, other: *b, together: why != Why::Stored, at, why });
        }
    }
}

/// Every member and the member of the same name in each base of its type.
fn inherited(reader: &Reader<'_>, links: &mut Vec<Link>) {
    let module = &reader.loaded.module;
    for shape in module.shapes.iter() {
        let own = own_member(reader, shape);
        let mut all: Vec<Vec<Option<Decl>>> = if own.is_empty() { Vec::new() } else { vec![own.clone()] };
        for base in shape.extends.iter().chain(&shape.implements) {
            let base = reader.checker.resolve(reader.main, *base, &None);
            all.push(reader.members(&base));
        }
        for base in &shape.bases {
            let ty = reader.checker.type_of(reader.main, *base);
            let instance = match &ty {
                Ty::Shape(it) if shape.kind == ShapeKind::Class => {
                    Ty::Shape(std::rc::Rc::new(Instance { class: false, ..(**it).clone() }))
                }
                _ => ty,
            };
            let known = matches!(instance, Ty::Shape(_) | Ty::Union(_) | Ty::Intersection(_));
            if shape.kind == ShapeKind::Class && !known {
                let at = (reader.source.id, module.expr(*base).span);
                let methods =
                    own.iter().map(|it| Link { one: *it, other: None, together: false, at, why: Why::OpenBase });
                links.extend(methods);
            }
            all.push(reader.members(&instance));
        }
        all.retain(|it| !it.is_empty());
        for pair in all.windows(2) {
            pairs(&pair[0], &pair[1], (reader.source.id, shape.span), Why::Inherits, links);
        }
    }
}

/// Declarations of one name in one scope, and members of one name in one type.
fn merged(reader: &Reader<'_>, links: &mut Vec<Link>) {
    let module = &reader.loaded.module;
    let mut join = |spans: Vec<Span>| {
        for pair in spans.windows(2).filter(|it| it[0] != it[1]) {
            let [one, other] = [pair[0], pair[1]].map(|span| Some((reader.source.id, span)));
            links.push(Link { one, other, together: true, at: (reader.source.id, pair[1]), why: Why::Merged });
        }
    };
    for scope in module.scopes.iter() {
        let found = scope.names.get(reader.word).into_iter().flatten();
        let own = found.filter(|id| !matches!(module.binding(**id).what, What::Import { local_only: false, .. }));
        join(own.map(|id| module.binding(*id).ident.span).collect());
    }
    for shape in module.shapes.iter().filter(|it| it.kind != ShapeKind::Object) {
        for is_static in [false, true] {
            let own = shape.members.iter().filter(|it| it.key.name == reader.word && it.is_static == is_static);
            join(own.map(|it| it.key.span).collect());
        }
    }
}

/// Values that are stored where another type is asked for.
fn stored(reader: &Reader<'_>, links: &mut Vec<Link>) {
    let module = &reader.loaded.module;
    for (id, it) in module.exprs.entries() {
        if matches!(it.place, Place::Free | Place::Index(_) | Place::Inside(_)) {
            continue;
        }
        if matches!(it.kind, ExprKind::Text(_) | ExprKind::Literal | ExprKind::Operator | ExprKind::Template(..)) {
            continue;
        }
        let wanted = reader.members(&reader.checker.contextual(reader.main, id));
        let at = (reader.source.id, it.span);
        if let ExprKind::Object(shape) = it.kind {
            let shape = module.shape(shape);
            let own = own_member(reader, shape);
            for base in &shape.bases {
                let spread = reader.members(&reader.checker.type_of(reader.main, *base));
                if wanted.is_empty() {
                    // `{ ...task, runId: x }` has the property of the task.
                    pairs(&own, &spread, at, Why::Inherits, links);
                } else {
                    pairs(&spread, &wanted, at, Why::Stored, links);
                }
            }
            continue;
        }
        let given = reader.members(&reader.checker.type_of(reader.main, id));
        pairs(&given, &wanted, at, Why::Stored, links);
        if given.is_empty() && !wanted.is_empty() && from_outside(reader, id) {
            links.extend(wanted.iter().map(|one| Link { one: *one, other: None, together: false, at, why: Why::Wire }));
        }
        if !given.is_empty() && goes_outside(reader, it) {
            links.extend(given.iter().map(|one| Link { one: *one, other: None, together: false, at, why: Why::Wire }));
        }
    }
    free_spreads(reader, links);
}

/// Object literals that stand where no type is asked for.
fn free_spreads(reader: &Reader<'_>, links: &mut Vec<Link>) {
    let module = &reader.loaded.module;
    for shape in module.shapes.iter().filter(|it| it.kind == ShapeKind::Object && !it.bases.is_empty()) {
        let own = own_member(reader, shape);
        if own.is_empty()
            || shape.expr.is_none_or(|it| !matches!(module.expr(it).place, Place::Free | Place::Inside(_)))
        {
            continue;
        }
        for base in &shape.bases {
            let spread = reader.members(&reader.checker.type_of(reader.main, *base));
            pairs(&own, &spread, (reader.source.id, shape.span), Why::Inherits, links);
        }
    }
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
