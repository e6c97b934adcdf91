//! Facts of Go files: what each hit is, which symbol it belongs to, and the flows around it.
//!
//! The checker says what names mean, `walk` where values go and what strings are. Only declarations with a hit are checked:
//! the work is proportional to the hits.

mod hits;
mod lines;
mod regions;
mod symbols;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::lang::go::GO;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::lang::go::syntax::Entry;
use crate::lang::language::Files;
use crate::limits;
use crate::model::{
    Certainty, FileFacts, FileId, Flow, FlowKind, Method, Occurrence, Prefix, RepoId, Role, Source, Span, Strength,
    SymbolId, SymbolInfo,
};
use crate::text::words::{TermHit, TermSet};

use crate::lang::go::resolve::bind::Joins;
use crate::lang::go::resolve::load::Loader;
use crate::lang::go::resolve::object::{ObjId, ObjKind};
use crate::lang::go::resolve::universe::Universe;
use hits::hits_in;
use lines::Lines;
use regions::{Region, region_at, regions};
use symbols::symbol_info;
use walk::{HitMeaning, Input, Told, walk};

/// The facts of one Go file. `hits` must be sorted by start; each gets exactly one occurrence.
fn facts(
    universe: &mut Universe,
    source: &Source,
    hits: &[TermHit],
    terms: &TermSet,
    asking: &mut Vec<Place>,
) -> FileFacts {
    let regions = regions(&source.text);
    let mut told = Told::default();
    let mut enclosing: Vec<Enclosing> = Vec::new();
    let file = universe.file_ix(source.id).filter(|_| !source.generated);
    let package = file.map(|file| universe.package(universe.package_of(file)).name.clone()).unwrap_or_default();
    let imports_database = walk::imports_database(&source.text);
    if let Some(file) = file {
        for (index, entry) in universe.outline(file).entries.iter().enumerate() {
            let with_doc = Span { start: doc_start(&source.text, entry.span.start), end: entry.span.end };
            if hits_in(hits, with_doc).is_empty() {
                continue;
            }
            let context = entry_context(&package, entry);
            let inside = |body: Span| hits_in(hits, body).iter().any(|hit| asks_for_body(source, hit, &regions, terms));
            let full = entry.body.is_none_or(inside);
            let (decls, info) = universe.check_at(file, index as u32, true, full);
            let input = Input { source, hits, terms, decls: &decls, info: &info, imports_database };
            let walked = walk(universe, &input, &mut told);
            asking.extend(walked.interface_methods.into_iter().map(|name| (source.id, name)));
            enclosing.push(Enclosing { span: with_doc, context, symbols: walked.seen, by_letters: None });
        }
    }
    let Told { facts: mut out, mut meanings } = told;
    let mut lines = Lines::new(&source.text);
    let mut passed = 0;
    for hit in hits {
        passed += enclosing[passed..].iter().take_while(|it| it.span.end <= hit.span.start).count();
        let region = region_at(&regions, hit.span.start);
        let meaning = meanings.remove(&hit.span.start).unwrap_or_else(|| unplaced(source, hit, region, &mut lines));
        let mut near = enclosing[passed..].iter_mut().take_while(|it| it.span.start <= hit.span.start);
        let around = near.find(|it| it.span.contains(hit.span));
        let mut context = around.as_ref().map_or_else(|| vec![package.clone()], |it| it.context.clone());
        context.extend(meaning.context.iter().cloned());
        if meaning.role == Role::Comment {
            context.extend(lines.beside(hit.span.start));
        }
        let text = region.map(|(span, _)| sentence(&source.text, span, hit.span)).unwrap_or_default();
        let spoken = matches!(meaning.role, Role::Comment | Role::LogMessage | Role::ErrorText | Role::StringLiteral);
        let mut symbol = meaning.symbol;
        if spoken && symbol.is_none() && !source.generated {
            symbol = around.and_then(|near| mention(&mut out, near, source, hit, meaning.role, &context));
        }
        let carrier = symbol.and_then(|it| walk::carrier(meaning.role, &out.symbols.get(it).path));
        out.occurrences.push(Occurrence {
            file: source.id,
            span: hit.span,
            term: hit.term,
            role: meaning.role,
            symbol,
            declaration: meaning.declaration,
            certainty: meaning.certainty,
            context,
            text,
            group: meaning.group,
            carrier,
            kept: meaning.kept.map(SmolStr::new_static),
        });
    }
    out
}

/// The files of a run, before they are dealt.
struct Dealt<'a> {
    sources: &'a [Source],
    terms: &'a TermSet,
    /// True for a file of which only what binds other files is wanted.
    aside: &'a (dyn Fn(&Source) -> bool + Sync),
    views: &'a [BTreeSet<RepoId>],
}

impl Dealt<'_> {
    /// The files that a view does not see; `None` where it sees all.
    fn outside(&self, view: &BTreeSet<RepoId>) -> Option<Rc<FxHashSet<FileId>>> {
        let unseen = self.sources.iter().filter(|it| it.language == GO && !view.contains(&it.repo));
        let unseen: FxHashSet<FileId> = unseen.map(|it| it.id).collect();
        (!unseen.is_empty()).then(|| Rc::new(unseen))
    }
}

/// The facts of every Go file with hits, in the order of `sources`.
///
/// The files are dealt to some universes ([`PARTS_PER_THREAD`]), each with what it needs of the others' declarations: what
/// is found in a file does not depend on which files share its universe.
pub fn all(loader: &Loader, files: &Files) -> Vec<FileFacts> {
    let dealt = Dealt { sources: files.sources, terms: files.terms, aside: files.aside, views: files.views };
    let hits = |(source, hits): (&Source, &Vec<TermHit>)| match (files.aside)(source) {
        true if source.text.contains(INTERFACE) => files.terms.find(&source.text),
        _ => hits.clone(),
    };
    let go = files.sources.par_iter().zip(files.hits).filter(|(source, _)| source.language == GO);
    let with_hits: Vec<(&Source, Vec<TermHit>)> =
        go.map(|it| (it.0, hits(it))).filter(|(_, hits)| !hits.is_empty()).collect();
    let parts = shares(&with_hits, PARTS_PER_THREAD * rayon::current_num_threads());
    let (mut all, asking): (Vec<FileFacts>, Vec<Vec<Place>>) =
        parts.into_par_iter().map(|files| part(loader, files, &dealt)).unzip();
    let asking = by_name(loader, asking.concat(), &dealt, rayon::current_num_threads());
    all.par_extend(asking.into_par_iter().map(|asking| bindings(&mut Universe::new(loader), &dealt, &asking)));
    all
}

/// A name where it stands.
type Place = (FileId, Span);

/// Deals methods to at most so many groups, all of one name to one: what binds them is searched by their name.
fn by_name(loader: &Loader, asking: Vec<Place>, files: &Dealt, count: usize) -> Vec<Vec<Place>> {
    let mut names: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for (file, span) in asking {
        names.entry(&files.sources[file.0 as usize].text[span.range()]).or_default().push((file, span));
    }
    let mut groups = vec![Vec::new(); count.min(names.len())];
    let count = groups.len();
    loader.expect(names.len());
    names.into_values().enumerate().for_each(|(at, places)| groups[at % count].extend(places));
    groups
}

/// Every part of the files has a universe of its own, which goes with it. More and smaller ones weigh less at a time, and what they share
/// (the standard library, mostly) is read by each.
const PARTS_PER_THREAD: usize = 3;

/// What begins an interface.
const INTERFACE: &str = "interface";

/// Cuts the files into at most `parts` runs with about the same number of hits. Neighbours share packages, so they stay
/// together.
fn shares<'f, 's>(files: &'f [(&'s Source, Vec<TermHit>)], parts: usize) -> Vec<&'f [(&'s Source, Vec<TermHit>)]> {
    let total: usize = files.iter().map(|(_, hits)| hits.len()).sum();
    let (mut cuts, mut rest, mut sum) = (Vec::new(), files, 0);
    for part in 1..=parts.max(1) {
        let mut end = 0;
        while end < rest.len() && (part == parts || sum < total * part / parts) {
            sum += rest[end].1.len();
            end += 1;
        }
        let (now, later) = rest.split_at(end);
        cuts.push(now);
        rest = later;
    }
    cuts
}

/// Whether a hit in a function's body can only be understood by reading the body. Words of one-word terms in comments and
/// strings hold no value whose meaning could be asked for.
fn asks_for_body(source: &Source, hit: &TermHit, regions: &[(Span, Region)], terms: &TermSet) -> bool {
    if terms.terms()[hit.term as usize].words.len() > 1 {
        return true;
    }
    if let Some((span, region)) = region_at(regions, hit.span.start) {
        // A string that is nothing but the hit (`"run-1"`) may be a value; SQL names tables and columns.
        let text = source.text.get(span.range()).unwrap_or_default();
        return region == Region::Text
            && (span.len() == hit.span.len() + 2 || crate::lang::sql::is_sql(text.trim_matches(['"', '`'])));
    }
    true
}

/// `.Run(`: the whole name is the term, and it is called.
fn is_method_call(text: &str, hit: &TermHit) -> bool {
    let bytes = text.as_bytes();
    let (start, end) = (hit.span.start as usize, hit.span.end as usize);
    let whole = hit.inner.first().is_some_and(|inner| *inner == hit.span);
    whole && start > 0 && bytes[start - 1] == b'.' && bytes.get(end) == Some(&b'(')
}

/// The facts of some files in one table, as many of them name the same symbols; and the methods of interfaces whose parameters bear a hit.
fn part(loader: &Loader, files: &[(&Source, Vec<TermHit>)], dealt: &Dealt) -> (FileFacts, Vec<Place>) {
    let mut all = FileFacts::default();
    let mut universe = Universe::new(loader);
    let mut asking = Vec::new();
    for (source, hits) in files {
        let _on = limits::on(&source.absolute);
        if (dealt.aside)(source) {
            interfaces(&mut universe, source, hits, dealt.terms, &mut asking);
        } else {
            facts(&mut universe, source, hits, dealt.terms, &mut asking).without_idle_symbols().merge_into(&mut all);
        }
    }
    (all, asking)
}

/// The methods of interfaces in one file whose parameters bear a hit, and nothing else of what `facts` finds.
fn interfaces(universe: &mut Universe, source: &Source, hits: &[TermHit], terms: &TermSet, asking: &mut Vec<Place>) {
    let regions = regions(&source.text);
    let Some(file) = universe.file_ix(source.id).filter(|_| !source.generated) else { return };
    let imports_database = walk::imports_database(&source.text);
    for (index, entry) in universe.outline(file).entries.iter().enumerate() {
        let with_doc = Span { start: doc_start(&source.text, entry.span.start), end: entry.span.end };
        if hits_in(hits, with_doc).is_empty() || !source.text[entry.span.range()].contains(INTERFACE) {
            continue;
        }
        let inside = |body: Span| hits_in(hits, body).iter().any(|hit| asks_for_body(source, hit, &regions, terms));
        let full = entry.body.is_none_or(inside);
        let (decls, info) = universe.check_at(file, index as u32, true, full);
        let input = Input { source, hits, terms, decls: &decls, info: &info, imports_database };
        let walked = walk(universe, &input, &mut Told::default());
        asking.extend(walked.interface_methods.into_iter().map(|name| (source.id, name)));
    }
}

/// Which methods are bound to methods of interfaces, whose parameters are then the same. An interface binds a method where somebody can see
/// both of them: a repository that needs the one and the other.
fn bindings(universe: &mut Universe, files: &Dealt, asking: &[Place]) -> FileFacts {
    let mut out = FileFacts::default();
    let asking: Vec<(FileId, ObjId)> =
        asking.iter().filter_map(|(file, name)| Some((*file, named(universe, *file, *name)?))).collect();
    let mut methods: BTreeSet<ObjId> = BTreeSet::new();
    for view in files.views {
        universe.look_at(files.outside(view));
        let mut joins = Joins::default();
        let mut known: FxHashSet<ObjId> = FxHashSet::default();
        for (file, method) in asking.iter().filter(|(file, _)| view.contains(&files.sources[file.0 as usize].repo)) {
            let Some(at) = universe.declaration(*method) else { continue };
            if universe.param_objects(*method).is_empty() {
                continue;
            }
            if !(files.aside)(&files.sources[file.0 as usize]) {
                out.pending.asking.push(at);
            }
            let bound = joins.methods_in_roots(universe, *method);
            // One set for each of its methods.
            if bound.len() < 2 || !known.insert(bound.first().copied().unwrap_or(*method)) {
                continue;
            }
            let places: Vec<(FileId, Span)> = bound.iter().filter_map(|it| universe.declaration(*it)).collect();
            out.pending.pairs.extend(places.iter().skip(1).map(|it| (places[0], *it)));
            methods.extend(bound.iter());
        }
    }
    universe.look_at(None);
    for it in methods {
        let Some(decl) = universe.declaration(it) else { continue };
        let parameters = universe.param_objects(it).into_iter().map(|it| symbol_info(universe, it));
        let parameters: Vec<SymbolInfo> = parameters.collect();
        let parameters = parameters.into_iter().map(|it| out.symbols.intern(it)).collect();
        let interface = universe.object(it).kind == ObjKind::InterfaceMethod;
        out.pending.methods.push(Method { decl, interface, parameters });
    }
    out
}

/// The method of an interface whose name stands at a place.
fn named(universe: &mut Universe, file: FileId, name: Span) -> Option<ObjId> {
    let file = universe.file_ix(file)?;
    if let Some(known) = universe.declared_at(file, name.start) {
        return Some(known);
    }
    let outline = universe.outline(file);
    let index = outline.entry_at(name)?;
    let full = outline.entries[index].body.is_some_and(|body| body.contains(name));
    universe.check_at(file, index as u32, false, full).1.object(name.start)
}

/// A declaration with its comment.
struct Enclosing {
    span: Span,
    /// The names around a hit in it.
    context: Vec<SmolStr>,
    /// The symbols that it names: what its comments and messages may speak of.
    symbols: Vec<SymbolId>,
    /// The same by the letters of their names, once asked for.
    by_letters: Option<FxHashMap<String, Vec<SymbolId>>>,
}

/// Links a word in a comment or message to the symbols of the declaration whose names have the same words. If they mean
/// different things, the word decides nothing.
fn mention(
    out: &mut FileFacts,
    near: &mut Enclosing,
    source: &Source,
    hit: &TermHit,
    role: Role,
    context: &[SmolStr],
) -> Option<SymbolId> {
    let word = &source.text[hit.span.range()];
    let by_letters = near.by_letters.get_or_insert_with(|| {
        let mut all: FxHashMap<String, Vec<SymbolId>> = FxHashMap::default();
        for symbol in &near.symbols {
            all.entry(letters(&out.symbols.get(*symbol).name)).or_default().push(*symbol);
        }
        all
    });
    let about_as_long = |symbol: &&SymbolId| out.symbols.get(**symbol).name.len().abs_diff(word.len()) <= 8;
    let same = by_letters.get(&letters(word))?;
    let spoken_of: Vec<SymbolId> = same.iter().filter(about_as_long).copied().collect();
    if spoken_of.is_empty() {
        return None;
    }
    let symbol = out.symbols.intern(SymbolInfo {
        path: Prefix::Text.of(word),
        scope: SmolStr::default(),
        name: SmolStr::new(word),
        role,
        decl: Some((source.id, hit.span)),
        context: context.to_vec(),
        generated: false,
        external: false,
    });
    for from in spoken_of {
        out.flows.push(Flow {
            from,
            to: symbol,
            kind: FlowKind::Mention,
            strength: Strength::Weak,
            file: source.id,
            span: hit.span,
        });
    }
    Some(symbol)
}

/// What names of the same words share, whatever their case style: `runID`, `run_id`, `Run ID`.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A hit that no checked declaration holds: comments, package clauses, imports, generated files, code that doesn't parse.
fn unplaced(source: &Source, hit: &TermHit, region: Option<(Span, Region)>, lines: &mut Lines) -> HitMeaning {
    let role = match region {
        Some((_, Region::Comment)) => Role::Comment,
        Some((_, Region::Text)) if lines.in_import(hit.span.start) => Role::Import,
        Some((span, Region::Text)) => walk::first_argument(&source.text[..span.start as usize]),
        None if lines.in_package_clause(hit.span.start) => Role::Import,
        None if lines.in_import(hit.span.start) => Role::Import,
        None if is_method_call(&source.text, hit) => Role::Method,
        None => Role::Other,
    };
    HitMeaning {
        kept: None,
        role,
        symbol: None,
        declaration: false,
        certainty: Certainty::Textual,
        context: Vec::new(),
        group: None,
    }
}

/// The line of a comment or string that holds the hit, at most 240 bytes around it.
fn sentence(text: &str, region: Span, hit: Span) -> SmolStr {
    let within = &text[region.range()];
    let at = (hit.start - region.start) as usize;
    // Only the bytes that may be shown are searched: a line may be megabytes long.
    let (low, high) = (at.saturating_sub(120), within.len().min(at + 120));
    let start = memchr::memrchr(b'\n', &within.as_bytes()[low..at]).map_or(low, |newline| low + newline + 1);
    let end = memchr::memchr(b'\n', &within.as_bytes()[at..high]).map_or(high, |newline| at + newline);
    let start = (start..=at).find(|start| within.is_char_boundary(*start)).unwrap_or(at);
    let end = (end..=within.len()).find(|end| within.is_char_boundary(*end)).unwrap_or(within.len());
    SmolStr::new(within[start..end].trim().trim_start_matches("//").trim_matches(['"', '`', ' ', '\t']))
}

/// Where the comment lines right above a declaration start.
fn doc_start(text: &str, decl: u32) -> u32 {
    let mut start = decl as usize;
    while let Some(newline) = text[..start].rfind('\n') {
        let before = text[..newline].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[before..newline].trim();
        if !(line.starts_with("//") || line.starts_with("/*") || line.ends_with("*/")) {
            break;
        }
        start = before;
    }
    start as u32
}

fn entry_context(package: &SmolStr, entry: &Entry) -> Vec<SmolStr> {
    let mut context = vec![package.clone()];
    context.extend(entry.receiver.iter().cloned());
    context.extend(entry.names.iter().take(1).map(|name| name.name.clone()));
    context
}
