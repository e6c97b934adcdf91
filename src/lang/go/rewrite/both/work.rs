//! The methods of a batch, once all its changes are known: each is written with all its keys, or goes.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::{added, imported, next_line, removed};
use super::method::{Method, Pair, Side};
use super::{Before, pair};
use crate::lang::go::GO;
use crate::lang::go::ast::{Expr, ExprKind};
use crate::lang::go::resolve::object::ObjId;
use crate::lang::go::rewrite::GoPlanner;
use crate::lang::go::visit::{Visit, walk_expr};
use crate::lang::rewriter::Shared;
use crate::model::edit::apply_edits;
use crate::model::plan::{Group, Input, edits_within};
use crate::model::{Change, Edit, FileId, Role, Span};

/// Groups, by index.
type Groups = BTreeSet<usize>;

/// What becomes of one method.
#[derive(Default)]
struct Work {
    /// The groups that are about it.
    groups: Groups,
    /// It is there already.
    before: Option<Before>,
    /// Where the type is called, and where its declaration ends.
    base: Option<(FileId, Span, u32)>,
    added: Vec<Pair>,
    dropped: Vec<Span>,
}

/// The file of a method, its type, and what it does.
type Key = (FileId, String, Side);

impl GoPlanner<'_> {
    /// The methods and imports that the changes of `groups` need together.
    pub(crate) fn methods_of(&mut self, input: &Input, groups: &[Group]) -> Vec<Shared> {
        let mut all: BTreeMap<Key, Work> = BTreeMap::new();
        for (index, group) in groups.iter().enumerate() {
            let [at] = group.hits[..] else { continue };
            let it = &input.facts.occurrences[at];
            if it.role != Role::StructTag || input.source(it.file).language != GO {
                continue;
            }
            match group.change {
                Change::Dual | Change::AcceptBoth => self.add(input, groups, index, at, &mut all),
                Change::Drop => self.drop_key(input, index, at, &mut all),
                _ => {}
            }
        }
        let mut shared = Vec::new();
        let mut inserted: BTreeMap<(FileId, u32), (String, Groups)> = BTreeMap::new();
        let mut files: BTreeMap<FileId, Groups> = BTreeMap::new();
        let mut gone: BTreeMap<FileId, Vec<Span>> = BTreeMap::new();
        for ((file, base, side), work) in all {
            let edit = match self.method_edit(input, groups, (file, &base, side), &work) {
                Err(reason) => {
                    shared.extend(work.groups.iter().map(|it| Shared { group: *it, edit: Err(reason.clone()) }));
                    continue;
                }
                Ok(edit) => edit,
            };
            files.entry(file).or_default().extend(&work.groups);
            if edit.text.is_empty() {
                gone.entry(file).or_default().push(edit.span);
            }
            if edit.span.is_empty() {
                let there = inserted.entry((file, edit.span.start)).or_default();
                there.0.push_str(&edit.text);
                there.1.extend(&work.groups);
            } else {
                let edit = |group: &usize| Shared { group: *group, edit: Ok((file, edit.clone())) };
                shared.extend(work.groups.iter().map(edit));
            }
        }
        for ((file, at), (text, groups)) in inserted {
            let edit = insertion(&input.source(file).text, at, text);
            shared.extend(groups.into_iter().map(|group| Shared { group, edit: Ok((file, edit.clone())) }));
        }
        for (file, groups) in files {
            let edit = self.import(input, file, gone.get(&file).map_or(&[], Vec::as_slice), &shared);
            let edit = |group| Some(Shared { group, edit: Ok((file, edit.clone()?)) });
            shared.extend(groups.into_iter().filter_map(edit));
        }
        shared
    }

    /// A field gets a second key.
    fn add(&mut self, input: &Input, groups: &[Group], index: usize, at: usize, all: &mut BTreeMap<Key, Work>) {
        let it = &input.facts.occurrences[at];
        let Ok((tagged, field, base)) = self.tagged_field(input, it) else { return };
        let Ok(pair) = pair(input, at, &tagged) else { return };
        let name = tagged.base.name.to_string();
        for side in self.sides(input, groups[index].change, field) {
            let known = self.method_of(base, side.method());
            let before = known.and_then(|(file, span)| Some((file, self.before(input, file, span)?)));
            let file = before.as_ref().map_or(it.file, |it| it.0);
            let work = all.entry((file, name.clone(), side)).or_default();
            work.groups.insert(index);
            work.before = before.map(|it| it.1);
            let ix = self.universe.file_ix(it.file);
            let entries = ix.map(|ix| self.universe.outline(ix));
            let entry = entries.as_ref().and_then(|all| Some(&all.entries[all.entry_at(it.span)?]));
            work.base = entry.map(|entry| (it.file, tagged.base.span, entry.group.unwrap_or(entry.span).end));
            let mut pair = Pair {
                field: now(input, groups, it.file, tagged.field.span),
                ty: now(input, groups, it.file, tagged.ty),
                ..pair.clone()
            };
            if side == Side::Takes {
                // What is left out when it is written says nothing of how it is read.
                let counts = pair.options.split(',').any(|it| it == "string");
                pair.options = if counts { ",string".to_owned() } else { String::new() };
            }
            work.added.push(pair);
        }
    }

    /// A field has one key again.
    fn drop_key(&mut self, input: &Input, index: usize, at: usize, all: &mut BTreeMap<Key, Work>) {
        let it = &input.facts.occurrences[at];
        let Some((known, whole)) = self.before(input, it.file, it.span) else { return };
        let Some(old) = known.old.iter().find(|old| old.contains(it.span)).copied() else { return };
        let (base, side) = (known.method.base.clone(), known.method.side);
        let declared = self.universe.file_ix(it.file).and_then(|ix| {
            let package = self.universe.package_of(ix);
            let object = self.universe.package_object(package, &base)?;
            self.universe.declaration(object)
        });
        let work = all.entry((it.file, base, side)).or_default();
        work.groups.insert(index);
        work.before = Some((known, whole));
        work.base = work.base.or(declared.map(|(file, span)| (file, span, span.end)));
        work.dropped.push(old);
    }

    /// The edit that makes a method what it has to be.
    fn method_edit(
        &mut self,
        input: &Input,
        groups: &[Group],
        (file, name, side): (FileId, &str, Side),
        work: &Work,
    ) -> Result<Edit, String> {
        let text = &input.source(file).text;
        let (home, span, end) = work.base.ok_or("its type could not be found")?;
        let base = now(input, groups, home, span);
        let mut pairs = Vec::new();
        if let Some((known, whole)) = &work.before {
            for (at, pair) in known.method.pairs.iter().enumerate() {
                if !work.dropped.contains(&known.old[at]) {
                    let field = now(input, groups, file, known.fields[at]);
                    pairs.push(Pair { field, ty: now(input, groups, file, known.types[at]), ..pair.clone() });
                }
            }
            pairs.extend(work.added.iter().cloned());
            if pairs.is_empty() {
                // The empty line before it goes along.
                let before = text[..whole.start as usize].ends_with("\n\n");
                let start = whole.start - u32::from(before);
                return Ok(Edit::delete(Span { start, end: next_line(text, whole.end) }));
            }
            let method = Method { base, pairs, ..known.method.clone() };
            return sound(&method).map(|()| Edit::replace(*whole, ended(text, method.text())));
        }
        pairs.extend(work.added.iter().cloned());
        let (json, receiver) = (self.json(input, file)?, self.receiver(input, file, name));
        let method = Method { side, receiver, base, json, pairs };
        sound(&method)?;
        Ok(Edit::insert(next_line(text, end), ended(text, format!("\n{}\n", method.text()))))
    }

    /// The edit of the import, where one is needed.
    fn import(&mut self, input: &Input, file: FileId, gone: &[Span], shared: &[Shared]) -> Option<Edit> {
        let ix = self.universe.file_ix(file)?;
        let (outline, text) = (self.universe.outline(ix), &input.source(file).text);
        let left = shared.iter().filter_map(|it| it.edit.as_ref().ok());
        if left.filter(|it| it.0 == file).any(|it| !it.1.text.is_empty()) {
            let edit = if imported(&outline).is_none() { added(text, &outline).ok() } else { None };
            return edit.map(|it| Edit { text: ended(text, it.text), ..it });
        }
        let (_, name) = imported(&outline)?;
        let outside = outline.entries.iter().filter(|it| !gone.iter().any(|span| span.contains(it.span)));
        for entry in outside {
            let mut uses = Uses { name, found: false };
            let known = self.entry(file, entry.span)?;
            known.decls.iter().for_each(|decl| uses.decl(decl));
            if uses.found {
                return None;
            }
        }
        removed(text, &outline)
    }

    /// Where a type declares a method of its own.
    fn method_of(&mut self, base: ObjId, name: &str) -> Option<(FileId, Span)> {
        let it = self.universe.object(base);
        let (package, base) = (it.pkg?, it.name.clone());
        let method = self.universe.method_object(package, &base, name)?;
        self.universe.declaration(method)
    }
}

fn sound(method: &Method) -> Result<(), String> {
    let reason = |name| format!("`{name}` is a name in the type of a field, and a variable in the method");
    method.hides().map_or(Ok(()), |name| Err(reason(name)))
}

/// The text of a span as the batch leaves it.
fn now(input: &Input, groups: &[Group], file: FileId, span: Span) -> String {
    let text = &input.source(file).text[span.range()];
    let inside = |it: Edit| Edit {
        span: Span { start: it.span.start - span.start, end: it.span.end - span.start },
        text: it.text,
    };
    let edits: Vec<Edit> = edits_within(groups, file, span).into_iter().map(inside).collect();
    apply_edits(text, &edits).unwrap_or_else(|_| text.to_owned())
}

/// The methods behind a declaration, apart from what follows.
fn insertion(text: &str, at: u32, mut methods: String) -> Edit {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (before, after) = text.split_at(at as usize);
    if !before.ends_with('\n') {
        methods.insert_str(0, end);
    }
    if !after.is_empty() && !after.starts_with(end) {
        methods.push_str(end);
    }
    Edit::insert(at, methods)
}

/// With the line ends of a file.
fn ended(text: &str, written: String) -> String {
    if text.contains("\r\n") { written.replace('\n', "\r\n") } else { written }
}

/// Whether anything is called by the name of an import.
struct Uses<'a> {
    name: &'a str,
    found: bool,
}

impl Visit for Uses<'_> {
    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Selector { operand, .. } = &expr.kind {
            self.found |= matches!(&operand.kind, ExprKind::Ident(it) if it == self.name);
        }
        walk_expr(self, expr);
    }
}
