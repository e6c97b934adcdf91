//! Struct types that are written apart and are one to the compiler, or may be converted into each other, as long as both have the
//! same fields in the same order: `B(a)`, a table of `struct{ … }` whose rows go to `func show(i Item)`, a constraint
//! `~struct{ … }`. A field that is renamed in one of them alone would part them.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::rc::Rc;

use memchr::memmem::Finder;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::lang::go::GO;
use crate::lang::go::resolve::object::{FileIx, ObjId};
use crate::lang::go::resolve::offsets::word_offsets;
use crate::lang::go::resolve::reach::Reach;
use crate::lang::go::resolve::universe::{PARSED_AT_ONCE, Universe};
use crate::lang::go::syntax::{self, EntryKind};
use crate::lang::rewriter::Given;
use crate::model::plan::{Input, Refusal, place, refuse};
use crate::model::{FileId, Source, Span, SymbolId};

use super::GoPlanner;
use super::coercions::{Meeting, meetings};
use super::structs::{Apart, Struct, Structs, Written};
use super::tables::{At, words};

/// A declaration: its file, and its index there.
type Entry = (FileIx, u32);

impl GoPlanner<'_> {
    /// Why the fields of another struct type have to be called as those of this one, without taking its new name along.
    pub(super) fn conversions(
        &mut self,
        input: &Input,
        symbol: SymbolId,
        names: &Given,
        first: usize,
    ) -> Option<Refusal> {
        let apart = self.written_apart(input, input.facts.symbols.get(symbol).decl?)?;
        let Apart { own, twins, places } = &*apart;
        if let Some(term) = twins.iter().chain([own]).find(|it| it.term).filter(|_| !twins.is_empty()) {
            let twin = if term.span == own.span { &twins[0] } else { term };
            let reason = format!(
                "a constraint asks for the fields of its struct type, which is written again ({})",
                place(input, twin.file, twin.span.start)
            );
            return Some(refuse(input, first, reason, "change both by hand"));
        }
        for (at, meetings) in self.meetings(places) {
            let by_declaration = &self.by_declaration;
            let called = |u: &Universe, field: ObjId| {
                let given = u.declaration(field).and_then(|it| by_declaration.get(&it)).and_then(|it| names.get(it));
                given.map_or_else(|| u.object(field).name.clone(), SmolStr::new)
            };
            let parted = |u: &Universe, a: ObjId, b: ObjId| {
                a != b && u.object(a).name == u.object(b).name && called(u, a) != called(u, b)
            };
            let Some(found) = first_parting(&self.universe, &meetings, &parted) else { continue };
            let file = self.universe.file_id(at.0)?;
            let reason = format!(
                "its struct type meets another one that is written apart ({}), and both need the same fields",
                place(input, file, found.start)
            );
            let way_out = "replace the conversion or assignment by a literal, or rename both by hand";
            return Some(refuse(input, first, reason, way_out));
        }
        None
    }

    /// Where a value of the struct type that declares `field` becomes one of a struct type that is written apart, or the other way round.
    pub(super) fn meets_apart(&mut self, input: &Input, declared: At, field: ObjId) -> Option<At> {
        let apart = self.written_apart(input, declared)?;
        let Apart { own, twins, places } = &*apart;
        if let Some(term) = twins.iter().chain([own]).find(|it| it.term).filter(|_| !twins.is_empty()) {
            return Some((term.file, term.span));
        }
        let parted = |_: &Universe, a: ObjId, b: ObjId| a != b && (a == field || b == field);
        self.meetings(places).into_iter().find_map(|(at, meetings)| {
            let found = first_parting(&self.universe, &meetings, &parted)?;
            Some((self.universe.file_id(at.0)?, found))
        })
    }

    /// The fields that meet in each of some declarations, which are read once for all fields that are asked about.
    fn meetings(&mut self, places: &BTreeSet<Entry>) -> Vec<(Entry, Rc<Vec<Meeting>>)> {
        let known = |planner: &Self, at: &Entry| planner.outside.meetings.get(at).cloned();
        let fresh: Vec<Entry> = places.iter().filter(|at| known(self, at).is_none()).copied().collect();
        for part in fresh.chunks(PARSED_AT_ONCE) {
            for (at, (decls, info)) in part.iter().zip(self.universe.check_all(part, true)) {
                let found = meetings(&mut self.universe, &info, &decls);
                self.outside.meetings.insert(*at, Rc::new(found));
            }
        }
        places.iter().filter_map(|at| Some((*at, known(self, at)?))).collect()
    }

    /// The struct type that declares a field, and the others whose fields have the same names. Looked for once for all fields.
    fn written_apart(&mut self, input: &Input, (file, span): At) -> Option<Rc<Apart>> {
        let entry = self.entry(file, span)?;
        let text = input.source(file).text.clone();
        let structs = entry.structs.get_or_init(|| Structs::of(&text, &entry.decls));
        let own = structs.0.iter().find(|it| it.names.contains(&span))?;
        if let Some(known) = self.outside.apart.get(&(file, own.span)) {
            return Some(known.clone());
        }
        let all = own.field_names();
        let ix = self.universe.file_ix(file)?;
        let index = self.universe.outline(ix).entry_at(span)? as u32;
        let written = self.written((ix, index), file, own);
        let finders: Vec<Finder> = all.iter().flatten().map(|it| Finder::new(it.as_bytes())).collect();
        let mut twins = Vec::new();
        for source in self.holding_all(input, &all) {
            let Some(ix) = self.universe.file_ix(source.id) else { continue };
            for (index, entry) in self.universe.outline(ix).entries.iter().enumerate() {
                let body = source.text.get(entry.span.range()).unwrap_or_default();
                if !body.contains("struct") || !finders.iter().all(|it| !word_offsets(body, it).is_empty()) {
                    continue;
                }
                let Some(known) = self.entry(source.id, entry.span) else { continue };
                let structs = known.structs.get_or_init(|| Structs::of(&source.text, &known.decls));
                let alike = structs.0.iter().filter(|it| it.names.len() == all.len() && it.field_names() == all);
                let others = alike.filter(|it| (source.id, it.span) != (file, own.span));
                twins.extend(others.map(|it| self.written((ix, index as u32), source.id, it)));
            }
        }
        let places = self.meeting_places(input, &written, &twins);
        let apart = Rc::new(Apart { own: written, twins, places });
        self.outside.apart.insert((file, own.span), apart.clone());
        Some(apart)
    }

    /// The Go files that hold all of these names, also as parts of words.
    fn holding_all<'i>(&self, input: &Input<'i>, names: &[Option<&str>]) -> Vec<&'i Source> {
        let mut names: Vec<&str> = names.iter().copied().flatten().collect();
        // A long name is in few files, and these are searched for the others.
        names.sort_by_key(|it| Reverse(it.len()));
        let Some((longest, others)) = names.split_first() else {
            return input.sources.iter().filter(|it| it.language == GO).collect();
        };
        let finders: Vec<Finder> = others.iter().map(|it| Finder::new(it.as_bytes())).collect();
        let holds = |it: &&Source| finders.iter().all(|finder| finder.find(it.text.as_bytes()).is_some());
        self.universe.ids_holding(&[longest]).into_iter().map(|id| input.source(id)).filter(holds).collect()
    }

    fn written(&self, at: (FileIx, u32), file: FileId, it: &Struct) -> Written {
        let outline = self.universe.outline(at.0);
        let entry = &outline.entries[at.1 as usize];
        let text = self.universe.text(at.0);
        let before = text[..it.span.start as usize].trim_end();
        Written {
            at,
            file,
            span: it.span,
            local: entry.body.is_some_and(|body| body.contains(it.span)),
            name: it.named.then(|| declared_name(&text, entry, it.span)).flatten(),
            term: before.ends_with('~'),
        }
    }

    /// The declarations in which a value of one type can become one of the other.
    fn meeting_places(&mut self, input: &Input, own: &Written, twins: &[Written]) -> BTreeSet<(FileIx, u32)> {
        let mut places = BTreeSet::new();
        let mut wide = Vec::new();
        for twin in twins {
            match (own.local, twin.local) {
                (true, true) if own.at != twin.at => {}
                (true, _) => places.extend([own.at]),
                (false, true) => places.extend([twin.at]),
                (false, false) => wide.push(twin),
            }
        }
        if wide.is_empty() {
            return places;
        }
        // Two types with names become one another by conversions only, which say one of the names.
        let by_name = own.name.is_some() && wide.iter().all(|it| it.name.is_some());
        let called: FxHashSet<SmolStr> = wide.iter().copied().chain([own]).filter_map(|it| it.name.clone()).collect();
        let called = if by_name { self.other_names(input, called) } else { called };
        let homes: Vec<_> = [own.at.0].into_iter().chain(wide.iter().map(|it| it.at.0)).collect();
        let homes: Vec<_> = homes.into_iter().map(|file| self.universe.package_of(file)).collect();
        let (mut reach_own, mut reach_twins) = (Reach::new([homes[0]]), Reach::new(homes[1..].iter().copied()));
        let sources: Vec<&Source> = match by_name {
            true => self.holding_any(input, &called),
            false => input.sources.iter().filter(|it| it.language == GO).collect(),
        };
        for source in sources {
            let Some(ix) = self.universe.file_ix(source.id) else { continue };
            let package = self.universe.package_of(ix);
            if !reach_own.reaches(&mut self.universe, package) || !reach_twins.reaches(&mut self.universe, package) {
                continue;
            }
            for (index, entry) in self.universe.outline(ix).entries.iter().enumerate() {
                let text = source.text.get(entry.span.range()).unwrap_or_default();
                let converts = !by_name || words(text, &called).next().is_some();
                if converts && matches!(entry.kind, EntryKind::Func | EntryKind::Var) {
                    places.insert((ix, index as u32));
                }
            }
        }
        places
    }

    /// `names`, and those of types that are defined by one or are another name of one.
    fn other_names(&self, input: &Input, mut names: FxHashSet<SmolStr>) -> FxHashSet<SmolStr> {
        let holding = |name: &SmolStr| self.universe.ids_holding(&[name]);
        let mut open: BTreeSet<FileId> = names.iter().flat_map(holding).collect();
        while let Some(file) = open.pop_first() {
            for line in input.source(file).text.lines() {
                if words(line, &names).next().is_none() {
                    continue;
                }
                let declared = line.trim_start();
                let declared = declared.strip_prefix("type ").unwrap_or(declared).trim_start();
                let end = declared.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(declared.len());
                let alias = declared[end..].trim_start().starts_with('=') || line.trim_start().starts_with("type ");
                let name = SmolStr::new(&declared[..end]);
                if alias && end > 0 && names.insert(name.clone()) {
                    // From here on: the files before were read without it.
                    open.extend(holding(&name).into_iter().filter(|it| *it > file));
                }
            }
        }
        names
    }

    /// The Go files that hold one of `names` as a whole word.
    fn holding_any<'i>(&self, input: &Input<'i>, names: &FxHashSet<SmolStr>) -> Vec<&'i Source> {
        let parts: Vec<&str> = names.iter().map(SmolStr::as_str).collect();
        let sources = self.universe.ids_holding(&parts).into_iter().map(|id| input.source(id));
        sources.filter(|it| words(&it.text, names).next().is_some()).collect()
    }
}

/// The name of the type declaration whose right side stands at `span`.
fn declared_name(text: &str, entry: &syntax::Entry, span: Span) -> Option<SmolStr> {
    if entry.kind == EntryKind::Type {
        return entry.names.first().map(|it| it.name.clone());
    }
    let line = text[..span.start as usize].rsplit('\n').next()?;
    let mut words = line.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|it| !it.is_empty());
    words.find(|it| *it != "type").map(SmolStr::new)
}

/// The first place where two fields meet that `parted` holds for.
fn first_parting(u: &Universe, meetings: &[Meeting], parted: &dyn Fn(&Universe, ObjId, ObjId) -> bool) -> Option<Span> {
    meetings.iter().find(|it| parted(u, it.fields.0, it.fields.1)).map(|it| it.at)
}
