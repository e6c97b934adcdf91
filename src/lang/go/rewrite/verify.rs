//! The last look at a rename before it is written: reads the code as it would be, and compares what names mean. Whatever the
//! checks of `collide`, `members` and `package` don't know of (promotion through embedding, most of all) shows here.

use crate::lang::go::GO;
use memchr::memmem::Finder;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::lang::go::resolve::bind::{Joins, is_asked_in_roots};
use crate::lang::go::resolve::load::Loader;
use crate::lang::go::resolve::object::{FileIx, ObjId, ObjKind, PkgId};
use crate::lang::go::resolve::offsets::{by_entry, word_offsets};
use crate::lang::go::resolve::reach::Reach;
use crate::lang::go::resolve::universe::Universe;
use crate::model::edit::Moves;
use crate::model::{Edit, FileId, FilePlan, LineIndex, Repo, Source, Span};

/// A rename with its edits, not written yet.
#[derive(Clone, Copy)]
pub struct Renamed<'a> {
    /// All repositories.
    pub repos: &'a [Repo],
    /// All files.
    pub sources: &'a [Source],
    /// What would be written, by file.
    pub files: &'a [FilePlan],
    /// What gets a new name.
    pub objects: &'a [ObjId],
    /// The new names.
    pub words: &'a [&'a str],
    /// Edits of other kinds, which mean to change what stands there.
    pub except: &'a [(FileId, Span)],
}

/// A name that would mean something else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The file.
    pub file: FileId,
    /// The name as it stands there now.
    pub span: Span,
    /// What is wrong, for people.
    pub reason: String,
}

/// The names that would mean something else once `renamed` is written, sorted. `before` has read the code as it is.
pub fn changed_meanings(before: &mut Universe, renamed: &Renamed) -> Vec<Change> {
    let mut sources = renamed.sources.to_vec();
    for FilePlan { file, after, .. } in renamed.files {
        sources[file.0 as usize].text = after.as_str().into();
    }
    let loader = Loader::new(renamed.repos, &sources);
    let mut after = Universe::new(&loader);
    let moves = renamed.files.iter().map(|it| (it.file, Moves::of(&it.edits))).collect();
    let mut look = Look { before, after: &mut after, renamed, moves, found: Vec::new() };
    let files = look.files();
    for file in files {
        look.file(file);
    }
    look.run_time(&sources);
    let mut found = look.found;
    found.sort();
    found.dedup();
    found
}

struct Look<'a, 'b, 'l, 'm> {
    before: &'b mut Universe<'l>,
    after: &'b mut Universe<'m>,
    renamed: &'a Renamed<'a>,
    moves: FxHashMap<FileId, Moves>,
    found: Vec<Change>,
}

impl Look<'_, '_, '_, '_> {
    /// The files where a new name could be met: those that change, and those of the packages that can see it.
    fn files(&mut self) -> Vec<FileId> {
        let mut files: Vec<FileId> = self.renamed.files.iter().map(|it| it.file).collect();
        let (mut homes, mut member) = (FxHashSet::default(), false);
        for object in self.renamed.objects.iter().map(|it| self.before.object(*it)).filter(|it| !it.local) {
            homes.extend(object.pkg);
            member |= matches!(object.kind, ObjKind::Field { .. } | ObjKind::Method | ObjKind::InterfaceMethod);
        }
        if homes.is_empty() {
            return files;
        }
        let seen_outside = member && self.renamed.words.iter().any(|word| word.starts_with(char::is_uppercase));
        let mut reach = Reach::new(homes.iter().copied());
        for source in self.renamed.sources.iter().filter(|it| it.language == GO) {
            if self.words(&source.text).is_empty() {
                continue;
            }
            let Some(package) = self.package_of(source.id) else { continue };
            if homes.contains(&package) || (seen_outside && reach.reaches(self.before, package)) {
                files.push(source.id);
            }
        }
        files.sort_unstable();
        files.dedup();
        files
    }

    fn package_of(&mut self, file: FileId) -> Option<PkgId> {
        let ix = self.before.file_ix(file)?;
        Some(self.before.package_of(ix))
    }

    /// The places of the new names in a text, in no order.
    fn words(&self, text: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        // A search for each word pays for few of them.
        if self.renamed.words.len() > 16 {
            let wanted: FxHashSet<&str> = self.renamed.words.iter().copied().collect();
            let names = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()));
            let at = |name: &str| name.as_ptr() as usize - text.as_ptr() as usize;
            return names.filter(|name| wanted.contains(name)).map(|it| Span::new(at(it), at(it) + it.len())).collect();
        }
        for word in self.renamed.words {
            let starts = word_offsets(text, &Finder::new(word.as_bytes()));
            spans.extend(starts.into_iter().map(|at| Span { start: at, end: at + word.len() as u32 }));
        }
        spans
    }

    /// Compares the places of one file that bear the new name, now or afterwards.
    fn file(&mut self, file: FileId) {
        let source = &self.renamed.sources[file.0 as usize];
        let (Some(old_ix), Some(new_ix)) = (self.before.file_ix(file), self.after.file_ix(file)) else { return };
        let renamed = self.renamed;
        let plan = renamed.files.binary_search_by_key(&file, |it| it.file).ok();
        let edits = plan.map_or(&[][..], |at| &renamed.files[at].edits);
        let mut spans = self.words(&source.text);
        let is_word = |edit: &&Edit| {
            edit.span.start < edit.span.end && edit.text.starts_with(|c: char| c == '_' || c.is_alphabetic())
        };
        spans.extend(edits.iter().filter(is_word).map(|edit| edit.span));
        spans.retain(|span| !renamed.except.iter().any(|(at, it)| *at == file && it.contains(*span)));
        // What goes with a larger edit (a notice that is taken away) has no place afterwards. Edits are in order and apart.
        spans.retain(|span| {
            let near = edits.partition_point(|edit| edit.span.end < span.end);
            let mut near = edits[near..].iter().take_while(|edit| edit.span.start <= span.start);
            !near.any(|edit| edit.span != *span && edit.span.contains(*span))
        });
        spans.sort_unstable();
        spans.dedup();
        let old_starts: Vec<u32> = spans.iter().map(|span| span.start).collect();
        let new_starts: Vec<u32> = old_starts.iter().map(|at| self.moved(file, *at)).collect();
        let old = meanings(self.before, old_ix, &old_starts);
        let new = meanings(self.after, new_ix, &new_starts);
        for (span, (was, is)) in spans.into_iter().zip(old.into_iter().zip(new)) {
            for (was, is) in [(was.0, is.0), (was.1, is.1)] {
                if !self.same(was, is) {
                    let word = source.text.get(span.range()).unwrap_or_default();
                    let (was, is) = (self.describe(self.before, was), self.describe(self.after, is));
                    let reason = format!("`{word}` is {was}, and with the new name it would be {is}");
                    self.found.push(Change { file, span, reason });
                }
            }
        }
    }

    /// Both are the same thing: declared at the same place, or known by the same name outside of the roots.
    fn same(&self, was: Option<ObjId>, is: Option<ObjId>) -> bool {
        let (Some(was), Some(is)) = (was, is) else { return was.is_none() && is.is_none() };
        match (self.before.declaration(was), self.after.declaration(is)) {
            (Some((file, span)), Some((other, at))) => file == other && self.moved(file, span.start) == at.start,
            (None, None) => self.before.symbol_path(was) == self.after.symbol_path(is),
            _ => false,
        }
    }

    /// What values would be asked for at run time and have from then on, though nothing in the code says so: by `fmt`, `errors`, an
    /// encoder, or an assertion of the roots.
    fn run_time(&mut self, sources: &[Source]) {
        let mut joins = Joins::default();
        let renamed: FxHashSet<(FileId, u32)> = self.renamed.objects.iter().filter_map(|it| self.place(*it)).collect();
        for &object in self.renamed.objects {
            let it = self.before.object(object);
            let (kind, old) = (it.kind, it.name.clone());
            if !matches!(kind, ObjKind::Method | ObjKind::Field { .. }) {
                continue;
            }
            let (Some((file, span)), Some((_, start))) = (self.before.declaration(object), self.place(object)) else {
                continue;
            };
            let Some(ix) = self.after.file_ix(file) else { continue };
            let owner = owner_of(self.before, object).and_then(|base| {
                let package = self.after.package_of(ix);
                self.after.package_object(package, &base)
            });
            if let Some(asked) = owner.and_then(|owner| joins.asked(self.after, sources, owner, &old)) {
                let reason =
                    format!("under the old name a promoted method would be {asked}, which is asked for at run time");
                self.found.push(Change { file, span, reason });
            }
            if kind != ObjKind::Method {
                continue;
            }
            let Some(Some(method)) = meanings(self.after, ix, &[start]).pop().map(|it| it.0) else { continue };
            let bound = joins.bound_methods(self.after, sources, method);
            let outside = bound.refusals.into_iter().find(|it| it.asked).map(|it| it.interface);
            let fresh = bound.methods.into_iter().filter(|it| {
                let declared = self.after.declaration(*it).map(|(file, span)| (file, span.start));
                declared.is_some_and(|it| !renamed.contains(&it))
            });
            let fresh: Vec<ObjId> = fresh.collect();
            let inside = fresh.into_iter().find(|it| is_asked_in_roots(self.after, sources, *it));
            if let Some(asked) = outside.or_else(|| inside.map(|it| self.after.symbol_path(it))) {
                let reason = format!("with the new name it would be {asked}, which is asked for at run time");
                self.found.push(Change { file, span, reason });
            }
        }
    }

    /// Where an object of the roots is declared afterwards.
    fn place(&self, object: ObjId) -> Option<(FileId, u32)> {
        let (file, span) = self.before.declaration(object)?;
        Some((file, self.moved(file, span.start)))
    }

    /// Where a byte of the file stands after the edits.
    fn moved(&self, file: FileId, at: u32) -> u32 {
        self.moves.get(&file).map_or(at, |it| it.moved(at))
    }

    fn describe(&self, u: &Universe, object: Option<ObjId>) -> String {
        let Some(object) = object else { return "nothing that is known".to_owned() };
        let Some((file, span)) = u.declaration(object) else { return format!("`{}`", u.symbol_path(object)) };
        let source = &self.renamed.sources[file.0 as usize];
        // Lines are those of the file as it is: a rename moves none but those of a notice that it takes away.
        let line = match u.file_text(file) {
            Some(text) => LineIndex::new(text.as_bytes()).position(span.start).line,
            None => return format!("`{}`", u.symbol_path(object)),
        };
        let repo = &self.renamed.repos[source.repo.0 as usize].name;
        format!("`{}` ({repo}/{}:{line})", u.symbol_path(object), source.path)
    }
}

/// The name of the package-level type that declares a field or method.
fn owner_of(u: &Universe, member: ObjId) -> Option<SmolStr> {
    let it = u.object(member);
    let package = &u.package(it.pkg?).path;
    let owner = it.owner.strip_prefix(package.as_str())?.strip_prefix('.')?;
    (!owner.contains(['.', '/'])).then(|| owner.into())
}

/// What stands at each of `starts` (sorted), and its second meaning (see `Info::second`).
fn meanings(u: &mut Universe, file: FileIx, starts: &[u32]) -> Vec<(Option<ObjId>, Option<ObjId>)> {
    let mut found = vec![(None, None); starts.len()];
    for (entry, offsets) in by_entry(u, file, starts) {
        let info = u.check_entry(file, entry, false);
        for offset in offsets {
            if let Ok(at) = starts.binary_search(&offset) {
                found[at] = (info.object(offset), info.second(offset));
            }
        }
    }
    found
}
