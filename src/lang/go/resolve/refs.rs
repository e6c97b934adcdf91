//! Every reference of one symbol. Files are chosen by a byte search for the name; only declarations that hold the name are
//! parsed and checked. Which methods are bound together by interfaces is asked of `bind`.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::lang::asked::{Place, at_line, candidates, is_ending, name_of, nearest};
use crate::lang::go::GO;
use crate::model::answer::NoSymbol;
use crate::model::{Certainty, Source, Span};

pub use super::answer::{OutsideBinding, Reference, RefsOutcome, Relation};
use super::bind;
use super::object::{FileIx, ObjId, ObjKind, PkgId};
use super::offsets::{by_entry, word_offsets};
use super::place::object_at;
use super::reach::Reach;
use super::universe::{PARSED_AT_ONCE, Universe};

/// Every reference of `symbol`: a full symbol path, or the end of one that only one symbol has. Of several locals with one
/// path, `path@LINE` says which; `FILE:LINE:COL` (see [`Place`]) says it of everything.
pub fn references(u: &mut Universe, sources: &[Source], symbol: &str) -> Result<RefsOutcome, NoSymbol> {
    let target = find_symbol(u, sources, &plain_path(symbol))?;
    Ok(references_of(u, sources, target))
}

/// A method as the tools of Go print it, `m.(*T).Get` or `(*m.T).Get`, as a symbol path.
fn plain_path(symbol: &str) -> std::borrow::Cow<'_, str> {
    let Some((before, rest)) = symbol.split_once('(') else { return symbol.into() };
    let Some((base, name)) = rest.split_once(").") else { return symbol.into() };
    let base = base.trim_start_matches('*');
    if base.contains('(') || name.contains('(') { symbol.into() } else { format!("{before}{base}.{name}").into() }
}

/// Every reference of an object.
pub fn references_of(u: &mut Universe, sources: &[Source], target: ObjId) -> RefsOutcome {
    let name = u.object(target).name.clone();
    let scope = scope_of(u, target);
    let files = files_with(u, sources.iter(), &name, scope);
    let bound = bind::bound_methods(u, sources, target);
    let mut linked: FxHashSet<ObjId> = bound.methods.into_iter().filter(|it| *it != target).collect();
    let packages = linked.iter().chain([&target]).filter_map(|it| u.object(*it).pkg);
    let mut reach = Reach::new(packages.collect::<Vec<_>>());
    let mut places = Vec::new();
    for (file, offsets) in files {
        if reach.reaches(u, u.package_of(file)) {
            let entries = by_entry(u, file, &offsets);
            places.extend(entries.into_iter().map(|(entry, offsets)| (file, entry, offsets)));
        }
    }
    let hits = collect_hits(u, &places, name.len());
    link_embedded_fields(u, target, &hits, &mut linked);
    let mut references = Vec::new();
    let mut unresolved = BTreeSet::new();
    for hit in &hits {
        let Some(id) = u.file_id(hit.file) else { continue };
        let mine = |obj: &ObjId| *obj == target || linked.contains(obj);
        let objects = [hit.object, hit.second].into_iter().flatten();
        match objects.filter(mine).min_by_key(|obj| *obj != target) {
            Some(object) => references.push(Reference {
                file: id,
                span: hit.span,
                relation: if object == target { Relation::Target } else { Relation::Linked },
                declaration: u.object(object).decls.contains(&(hit.file, hit.span)),
                symbol: u.symbol_path(object),
                object,
                certainty: Certainty::Resolved,
            }),
            None if hit.unresolved => {
                unresolved.insert((id, hit.span));
            }
            None => {}
        }
    }
    references.sort();
    references.dedup_by_key(|it| (it.file, it.span));
    RefsOutcome {
        target,
        path: u.symbol_path(target),
        name,
        references,
        unresolved: unresolved.into_iter().collect(),
        refusals: bound.refusals,
    }
}

/// The object that a symbol path, or the end of one, names, or that stands at `FILE:LINE:COL`.
pub fn find_symbol(u: &mut Universe, sources: &[Source], symbol: &str) -> Result<ObjId, NoSymbol> {
    if let Some(place) = Place::parse(symbol, &[".go"]) {
        return object_at(u, sources, &place);
    }
    let (path, line) = at_line(symbol);
    let name = name_of(path);
    let mut found = declarations_of(u, sources, name, path);
    if let Some(line) = line {
        found.retain(|(_, obj)| {
            let decl = u.object(*obj).decls.first().copied();
            decl.is_some_and(|(file, span)| u.line(file, span.start) == line)
        });
    }
    let exact: Vec<_> = found.iter().filter(|(it, _)| it == path).cloned().collect();
    let matching =
        if exact.is_empty() { found.iter().filter(|(it, _)| is_ending(it, path)).cloned().collect() } else { exact };
    match &matching[..] {
        [(_, one)] => Ok(*one),
        [] => {
            // Whatever has the last part of the path, wherever it is.
            let found = if found.is_empty() { declarations_of(u, sources, name, name) } else { found };
            Err(NoSymbol::Unknown {
                symbol: symbol.into(),
                nearest: nearest(found.into_iter().map(|it| it.0).collect(), path),
            })
        }
        several => {
            let named = several.iter().filter_map(|(it, obj)| Some((it.clone(), u.declaration(*obj)?)));
            let candidates = candidates(sources, &named.collect::<Vec<_>>());
            Err(NoSymbol::Ambiguous { symbol: symbol.into(), candidates })
        }
    }
}

/// A place where the name stands, and what it stands for.
struct Hit {
    file: FileIx,
    span: Span,
    object: Option<ObjId>,
    second: Option<ObjId>,
    unresolved: bool,
}

/// The package that alone can name the object: unexported members, functions, variables and everything local.
fn scope_of(u: &Universe, target: ObjId) -> Option<PkgId> {
    let object = u.object(target);
    let exported = object.name.chars().next().is_some_and(char::is_uppercase);
    if exported && !object.local { None } else { object.pkg }
}

/// The files that hold the name, in the given package only if there is one.
fn files_with<'s>(
    u: &mut Universe,
    sources: impl Iterator<Item = &'s Source>,
    name: &str,
    scope: Option<PkgId>,
) -> Vec<(FileIx, Vec<u32>)> {
    let finder = memchr::memmem::Finder::new(name.as_bytes());
    let only: Option<FxHashSet<FileIx>> = scope.map(|pkg| u.package_files(pkg).into_iter().collect());
    let dir = scope.map(|pkg| u.package(pkg).dir.clone());
    let mut files = Vec::new();
    for source in sources.filter(|it| it.language == GO) {
        if dir.as_deref().is_some_and(|dir| source.absolute.parent() != Some(dir)) && !sources_are_virtual(source) {
            continue;
        }
        let offsets = word_offsets(&source.text, &finder);
        if offsets.is_empty() {
            continue;
        }
        let Some(file) = u.file_ix(source.id) else { continue };
        if only.as_ref().is_none_or(|only| only.contains(&file)) {
            files.push((file, offsets));
        }
    }
    files
}

/// Tests hold their sources in memory.
fn sources_are_virtual(source: &Source) -> bool {
    source.absolute.as_os_str().is_empty()
}

/// Checks the declarations that hold the offsets, and notes what stands there.
fn collect_hits(u: &mut Universe, places: &[(FileIx, u32, Vec<u32>)], len: usize) -> Vec<Hit> {
    let mut hits = Vec::new();
    for part in places.chunks(PARSED_AT_ONCE) {
        let entries: Vec<(FileIx, u32)> = part.iter().map(|(file, entry, _)| (*file, *entry)).collect();
        for ((file, _, offsets), decls) in part.iter().zip(u.parse_all(&entries)) {
            let info = u.check_decls(*file, &decls, false);
            for &start in offsets {
                let span = Span::new(start as usize, start as usize + len);
                let (object, second, unresolved) = (info.object(start), info.second(start), info.is_unresolved(start));
                if object.is_some() || unresolved {
                    hits.push(Hit { file: *file, span, object, second, unresolved });
                }
            }
        }
    }
    hits
}

/// A type and the fields that embed it have one name: they change together.
fn link_embedded_fields(u: &Universe, target: ObjId, hits: &[Hit], linked: &mut FxHashSet<ObjId>) {
    let pairs: Vec<(ObjId, ObjId)> = hits.iter().filter_map(|hit| Some((hit.object?, hit.second?))).collect();
    let kind = u.object(target).kind;
    if !matches!(kind, ObjKind::TypeName | ObjKind::Field { embedded: true }) {
        return;
    }
    loop {
        let before = linked.len();
        for (field, used) in &pairs {
            for (one, other) in [(field, used), (used, field)] {
                if (*one == target || linked.contains(one)) && *other != target {
                    linked.insert(*other);
                }
            }
        }
        if linked.len() == before {
            return;
        }
    }
}

/// The objects called `name` that the sources declare and whose path could be meant by `path`.
fn declarations_of(u: &mut Universe, sources: &[Source], name: &str, path: &str) -> Vec<(SmolStr, ObjId)> {
    let mut found: FxHashMap<ObjId, SmolStr> = FxHashMap::default();
    if name.is_empty() {
        return Vec::new();
    }
    let mut others = Vec::new();
    // A copy that is left out of the inventory is not what anybody names.
    for (file, offsets) in files_with(u, sources.iter().filter(|it| !it.left_out), name, None) {
        let package = u.package(u.package_of(file)).path.clone();
        let rest = path.strip_prefix(package.as_str()).and_then(|rest| rest.strip_prefix('.'));
        match rest {
            // The path names this package: only the declaration it starts with matters.
            Some(rest) => {
                let first = rest.split(['.', '/']).next().unwrap_or(rest);
                declared_in(u, file, &offsets, name, Some(first), &mut found);
            }
            None => others.push((file, offsets)),
        }
    }
    if found.values().all(|it| it != path) {
        let needed: Vec<&str> = path.split(['.', '/']).filter(|it| !it.is_empty() && !it.starts_with('<')).collect();
        for (file, offsets) in others {
            if suffix_is_possible(u, file, &needed) {
                declared_in(u, file, &offsets, name, None, &mut found);
            }
        }
    }
    let mut all: Vec<_> = found.into_iter().map(|(obj, path)| (path, obj)).collect();
    all.sort();
    all
}

/// All parts of a suffix stand in the file or in its package's path.
fn suffix_is_possible(u: &Universe, file: FileIx, needed: &[&str]) -> bool {
    let package = &u.package(u.package_of(file)).path;
    let text = u.text(file);
    needed.iter().all(|part| package.contains(part) || memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some())
}

fn declared_in(
    u: &mut Universe,
    file: FileIx,
    offsets: &[u32],
    name: &str,
    first: Option<&str>,
    found: &mut FxHashMap<ObjId, SmolStr>,
) {
    for (entry, offsets) in by_entry(u, file, offsets) {
        let Some(at) = u.entry(file, entry) else { continue };
        let owner = |first: &str| at.receiver.as_deref() == Some(first) || at.names.iter().any(|it| it.name == first);
        if !first.is_none_or(owner) {
            continue;
        }
        let info = u.check_entry(file, entry, false);
        for start in offsets {
            for obj in [info.object(start), info.second(start)].into_iter().flatten() {
                let object = u.object(obj);
                let here = object.decls.iter().any(|(in_file, span)| *in_file == file && span.start == start);
                if here && object.name == name && object.kind != ObjKind::PkgName {
                    found.insert(obj, object.path());
                }
            }
        }
    }
}
