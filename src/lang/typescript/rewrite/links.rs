//! Declarations that need one name: members of a type and of what it extends or implements, overloads and merged
//! declarations, and members of two types where a value of the one is stored as the other.

use super::reader::Reader;
use super::reference::{Decl, Reference};
use super::siblings;
use super::stores::{Given, Stores};
use crate::lang::typescript::resolve::types::{Ty, parts, present};
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

impl Link {
    /// The other of the two; `None` where it is not known, and where `one` is none of them.
    pub(super) fn from(&self, one: Decl) -> Option<Decl> {
        match (self.one, self.other) {
            (Some(a), other) if a == one => other,
            (other, Some(b)) if b == one => other,
            _ => None,
        }
    }
}

/// What is stored with values in the files that see one declaration.
#[derive(Debug, Default)]
pub(super) struct Inner {
    /// Declarations that need one name.
    pub(super) links: Vec<Link>,
    /// Places where a value is stored that holds more than was compared.
    pub(super) deep: Vec<DeepPlace>,
}

/// A place where a value is stored that holds more than was compared.
#[derive(Debug)]
pub(super) struct DeepPlace {
    pub(super) place: Reference,
    /// Members of the name that the value can hold somewhere; `None`: nobody knows.
    pub(super) given: Option<Vec<Option<Decl>>>,
    /// Those that the value which is asked for can hold; `None` as well.
    pub(super) wanted: Option<Vec<Option<Decl>>>,
    /// It is read from text or written as text.
    pub(super) text: bool,
}

impl DeepPlace {
    /// `decl` and a declaration that is not `renamed` with it can be taken for each other in there.
    pub(super) fn parts(&self, decl: Decl, renamed: impl Fn(Decl) -> bool) -> bool {
        let has = |all: &Option<Vec<Option<Decl>>>| all.as_ref().is_none_or(|all| all.contains(&Some(decl)));
        let other = |all: &Option<Vec<Option<Decl>>>| {
            all.as_ref().is_none_or(|all| all.iter().any(|it| it.is_none_or(|it| it != decl && !renamed(it))))
        };
        match self.text {
            true => has(&self.given),
            false => (has(&self.given) && other(&self.wanted)) || (has(&self.wanted) && other(&self.given)),
        }
    }
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
    /// A value that may have members of any name becomes a value of the type.
    AnyName,
    /// Text from outside of the program becomes a value of the type, or the other way round.
    Wire,
}

/// The links of the word that `reader` is about.
pub(super) fn of_file(reader: &Reader<'_>, stores: &Stores) -> Vec<Link> {
    let mut links = Vec::new();
    inherited(reader, stores, &mut links);
    merged(reader, &mut links);
    stored(reader, stores, &mut links);
    links.sort();
    links.dedup();
    links
}

/// Those of them that values make which are stored: all that a file can have that does not say the word.
pub(super) fn of_stores(reader: &Reader<'_>, stores: &Stores) -> Vec<Link> {
    let mut links = Vec::new();
    stored(reader, stores, &mut links);
    links.sort();
    links.dedup();
    links
}

fn own_member(reader: &Reader<'_>, id: ShapeId) -> Vec<Option<Decl>> {
    own_member_of(reader, id, |_| true)
}

fn own_member_of(reader: &Reader<'_>, id: ShapeId, wanted: impl Fn(&Member) -> bool) -> Vec<Option<Decl>> {
    let own = reader.loaded.index().members_of(id, reader.word).iter();
    let own = own.map(|(_, at)| &reader.loaded.module.shape(id).members[*at as usize]).filter(|it| wanted(it));
    own.map(|it| Some((reader.source.id, it.key.span))).collect()
}

fn pairs(one: &[Option<Decl>], other: &[Option<Decl>], at: (FileId, Span), why: Why, links: &mut Vec<Link>) {
    for a in one {
        for b in other.iter().filter(|b| a != *b) {
            links.push(Link { one: *a, other: *b, together: why != Why::Stored, at, why });
        }
    }
}

/// Every member and the member of the same name in each base of its type.
fn inherited(reader: &Reader<'_>, stores: &Stores, links: &mut Vec<Link>) {
    let module = &reader.loaded.module;
    let own =
        reader.loaded.index().members(reader.word).iter().filter_map(|(shape, _)| stores.heirs_at.get(shape).copied());
    let mut heirs: Vec<u32> = own.chain(stores.heirs_by_name.of(reader.word)).collect();
    heirs.sort_unstable();
    heirs.dedup();
    for heir in heirs.into_iter().map(|at| &stores.heirs[at as usize]) {
        let shape = module.shape(heir.shape);
        for is_static in [false, true] {
            let own = own_member_of(reader, heir.shape, |it| it.is_static == is_static);
            let mut all: Vec<Vec<Option<Decl>>> = if own.is_empty() { Vec::new() } else { vec![own.clone()] };
            for base in &heir.bases {
                if let Some(at) = base.unknown {
                    let at = (reader.source.id, at);
                    let methods =
                        own.iter().map(|it| Link { one: *it, other: None, together: false, at, why: Why::OpenBase });
                    links.extend(methods);
                }
                let base = if is_static { base.class.as_ref() } else { Some(&base.ty) };
                all.extend(base.map(|it| reader.members(it)));
            }
            all.retain(|it| !it.is_empty());
            for pair in all.windows(2) {
                pairs(&pair[0], &pair[1], (reader.source.id, shape.span), Why::Inherits, links);
            }
        }
    }
}

/// Declarations of one name in one scope, and members of one name in one type or in the parts of one.
fn merged(reader: &Reader<'_>, links: &mut Vec<Link>) {
    let (module, index) = (&reader.loaded.module, reader.loaded.index());
    across_files(reader, links);
    let mut join = |spans: Vec<Span>| join_in_file(reader, &spans, links);
    for scope in index.scopes(reader.word).iter().map(|id| &module.scopes[*id]) {
        let found = scope.names.get(reader.word).into_iter().flatten();
        let own = found.filter(|id| !matches!(module.binding(**id).what, What::Import { local_only: false, .. }));
        join(own.map(|id| module.binding(*id).ident.span).collect());
    }
    let literals = index.members(reader.word).iter().filter(|it| module.shape(it.0).kind == ShapeKind::TypeLiteral);
    if literals.count() > 1 {
        for (id, ty) in module.types.entries() {
            if matches!(ty.kind, TypeKind::Union(_) | TypeKind::Intersection(_)) {
                join(written_in(reader, id, 0));
            }
        }
    }
    for members in index.members(reader.word).chunk_by(|one, other| one.0 == other.0) {
        let shape = module.shape(members[0].0);
        // Two keys of one literal are a fault, but for what reads and what writes a property.
        let joins = |it: &&Member| shape.kind != ShapeKind::Object || it.getter;
        for is_static in [false, true] {
            let own = members.iter().map(|(_, at)| &shape.members[*at as usize]);
            let own = own.filter(|it| it.key.name == reader.word && it.is_static == is_static).filter(joins);
            join(own.map(|it| it.key.span).collect());
        }
    }
    siblings::keys(reader).into_iter().for_each(join);
}

fn join_in_file(reader: &Reader<'_>, spans: &[Span], links: &mut Vec<Link>) {
    for pair in spans.windows(2).filter(|it| it[0] != it[1]) {
        let [one, other] = [pair[0], pair[1]].map(|span| Some((reader.source.id, span)));
        links.push(Link { one, other, together: true, at: (reader.source.id, pair[1]), why: Why::Merged });
    }
}

/// What a file adds to the declaration of another one (`declare module './build' { interface Build { … } }`), or both to one that all files see.
fn across_files(reader: &Reader<'_>, links: &mut Vec<Link>) {
    let module = &reader.loaded.module;
    let shared = |scope: ScopeId| {
        module.ambient.iter().any(|it| it.scope == scope)
            || module.global_scopes.contains(&scope)
            || (scope == ScopeId::FILE && reader.loaded.index().script)
    };
    for id in reader.loaded.index().bindings(reader.word) {
        let binding = module.binding(*id);
        if matches!(binding.what, What::Import { .. } | What::ImportAll { .. }) || !shared(binding.scope) {
            continue;
        }
        let at = (reader.source.id, binding.ident.span);
        let parts = reader.checker.merged(reader.main, *id).into_iter();
        for other in parts.map(|(at, id)| reader.decl(at, reader.checker.loaded(at).module.binding(id).ident.span)) {
            if other != Some(at) {
                links.push(Link { one: Some(at), other, together: true, at, why: Why::Merged });
            }
        }
    }
}

/// The members that the parts of one union or intersection declare where it is written: `{ id: string } | { id: null }` has one `id`.
fn written_in(reader: &Reader<'_>, ty: TypeId, depth: u32) -> Vec<Span> {
    let module = &reader.loaded.module;
    match &module.ty(ty).kind {
        TypeKind::Union(parts) | TypeKind::Intersection(parts) if depth < 8 => {
            parts.iter().flat_map(|it| written_in(reader, *it, depth + 1)).collect()
        }
        TypeKind::Same(inner) if depth < 8 => written_in(reader, *inner, depth + 1),
        TypeKind::Literal(shape) => {
            let own = reader.loaded.index().members_of(*shape, reader.word).iter();
            own.map(|(_, at)| module.shape(*shape).members[*at as usize].key.span).collect()
        }
        _ => Vec::new(),
    }
}

/// Values that are stored where another type is asked for.
fn stored(reader: &Reader<'_>, stores: &Stores, links: &mut Vec<Link>) {
    for store in stores.by_name.of(reader.word).into_iter().map(|at| &stores.all[at as usize]) {
        let at = (reader.source.id, store.at);
        let wanted = reader.members(&store.wanted);
        let given = match &store.given {
            Given::Spreads(shape, bases) => {
                let own = own_member(reader, *shape);
                for (base, spread) in bases.iter().map(|base| (base, reader.members(base))) {
                    if store.goes_outside && is_in_text(reader, base) {
                        links.extend(spread.iter().map(|one| wire(*one, at)));
                    }
                    if wanted.is_empty() {
                        // `{ ...task, runId: x }` has the property of the task.
                        pairs(&own, &spread, at, Why::Inherits, links);
                    } else {
                        pairs(&spread, &wanted, at, Why::Stored, links);
                    }
                    if spread.is_empty() && reader.checker.has_any_name(base) {
                        links.extend(wanted.iter().map(|one| any_name(*one, at)));
                    }
                }
                continue;
            }
            Given::Value(ty) => reader.members(ty),
        };
        pairs(&given, &wanted, at, Why::Stored, links);
        if given.is_empty() && !wanted.is_empty() && store.from_outside && is_in_text(reader, &store.wanted) {
            links.extend(wanted.iter().map(|one| wire(*one, at)));
        }
        if given.is_empty() && store.any_names {
            links.extend(wanted.iter().map(|one| any_name(*one, at)));
        }
        let written = match &store.given {
            Given::Value(ty) => store.goes_outside && is_in_text(reader, ty),
            Given::Spreads(..) => false,
        };
        if !given.is_empty() && written {
            links.extend(given.iter().map(|one| wire(*one, at)));
        }
    }
    free_spreads(reader, links);
}

fn any_name(one: Option<Decl>, at: (FileId, Span)) -> Link {
    Link { one, other: None, together: false, at, why: Why::AnyName }
}

fn wire(one: Option<Decl>, at: (FileId, Span)) -> Link {
    Link { one, other: None, together: false, at, why: Why::Wire }
}

/// Text holds no functions; the one that is called `toJSON` makes it.
fn is_in_text(reader: &Reader<'_>, owner: &Ty) -> bool {
    let member = present(&reader.checker.member_type(owner, reader.word));
    reader.word == "toJSON" || !parts(&member).iter().all(|it| matches!(it, Ty::Func(_)))
}

/// Object literals that stand where no type is asked for.
fn free_spreads(reader: &Reader<'_>, links: &mut Vec<Link>) {
    let module = &reader.loaded.module;
    for members in reader.loaded.index().members(reader.word).chunk_by(|one, other| one.0 == other.0) {
        let shape = module.shape(members[0].0);
        let free = |it: ExprId| matches!(module.expr(it).place, Place::Free | Place::Inside(_));
        if shape.kind != ShapeKind::Object || !shape.expr.is_some_and(free) {
            continue;
        }
        let own = own_member(reader, members[0].0);
        for base in &shape.bases {
            let spread = reader.members(&reader.checker.type_of(reader.main, *base));
            pairs(&own, &spread, (reader.source.id, shape.span), Why::Inherits, links);
        }
    }
}
