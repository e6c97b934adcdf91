//! TypeScript's answers to planning: what [`Renamer`] finds in the way of a rename becomes refusals. Names that no declaration is
//! known of are for people.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::keys::{APART, Keys, Wholes};
use super::places::Places;
use super::problems::{HANDED_OVER, OTHER_NAME};
use super::reference::{Decl, Meaning, Problem};
use super::renamer::Renamer;
use super::words::are_for_people;
use super::{delete, idle, notice, path, untyped};
use crate::lang::rewriter::{
    Edits, Ground, Idle, Names, No, Rename, RenameEdits, Rewriter, Together, UNDECLARED, Verdict, Written, by_hand,
    by_word, is_name,
};
use crate::lang::typescript::{TSX, TYPESCRIPT};
use crate::model::plan::{Group, Input, Manual, Refusal, place, refuse};
use crate::model::{Carrier, Change, Edit, FileId, Occurrence, Repo, Role, Source, Span, SymbolId};

/// Nothing is read before a rename asks.
pub struct Scripts;

impl Ground for Scripts {
    fn rewriter<'g>(&'g self, input: &Input<'g>) -> Box<dyn Rewriter + 'g> {
        let Input { repos, sources, .. } = *input;
        Box::new(ScriptRewriter { repos, sources, renamer: None, places: None, wholes: Wholes::default() })
    }
}

struct ScriptRewriter<'a> {
    repos: &'a [Repo],
    sources: &'a [Source],
    renamer: Option<Renamer<'a>>,
    /// Collected when a rename asks.
    places: Option<Places>,
    /// What was found of keys that are dropped.
    wholes: Wholes,
}

impl<'a> ScriptRewriter<'a> {
    /// Tells a new renamer of all names that the batch of the finding `at` gives.
    fn expect(&mut self, input: &Input, at: usize) {
        if self.renamer.is_some() {
            return;
        }
        let renamer = self.renamer();
        let batch = input.finding(at).batch;
        for (it, occurrence) in input.decided.iter().zip(&input.facts.occurrences) {
            let renamed = it.finding.batch == batch && it.finding.change == Some(Change::Rename);
            let symbol = occurrence.symbol.filter(|_| renamed).map(|symbol| input.facts.symbols.get(symbol));
            let decl = symbol.and_then(|symbol| symbol.decl).filter(|decl| renamer.reads(decl.0));
            if let Some((decl, new)) = decl.zip(it.finding.replacement.as_ref()) {
                renamer.expect(decl, new);
            }
        }
    }

    /// Asks `question` about a key. `groups` are the changes planned so far.
    fn keys<T>(&mut self, input: &Input, groups: &[Group], question: impl FnOnce(&mut Keys<'_, 'a, '_>) -> T) -> T {
        let places = self.places.take().unwrap_or_else(|| Places::of(input));
        let mut wholes = std::mem::take(&mut self.wholes);
        let mut keys = Keys { input, renamer: self.renamer(), places: &places, groups, wholes: &mut wholes };
        let answer = question(&mut keys);
        self.places = Some(places);
        self.wholes = wholes;
        answer
    }

    /// The edits that take the old name away, where its types have the new one already and nothing else is in the way.
    fn instead(&mut self, input: &Input, rename: &Rename, found: &BTreeSet<Problem>, places: &Places) -> Option<Edits> {
        let taken = |it: &Problem| it.way_out == OTHER_NAME;
        if !found.iter().any(taken) || !found.iter().all(|it| taken(it) || (it.wire && is_breaking(input, rename))) {
            return None;
        }
        let mut wholes = Wholes::default();
        let mut keys = Keys { input, renamer: self.renamer(), places, groups: &[], wholes: &mut wholes };
        keys.instead(&rename.decls, rename.at, &rename.new)
    }

    /// It is read of a request whose type people write at the route.
    fn is_typed_apart(&mut self, input: &Input, at: usize) -> bool {
        let occurrence = &input.facts.occurrences[at];
        self.renamer().is_typed_apart(input.source(occurrence.file), occurrence.span)
    }

    /// The key that the variable at `at` is taken by is a member of a type.
    fn is_typed(&mut self, input: &Input, at: usize) -> bool {
        let occurrence = &input.facts.occurrences[at];
        let meaning = self.renamer().reference(input.source(occurrence.file), occurrence.span).map(|it| it.meaning);
        matches!(meaning, Some(Meaning::Of(parts)) if !parts.is_empty())
    }

    fn renamer(&mut self) -> &mut Renamer<'a> {
        self.renamer.get_or_insert_with(|| Renamer::new(self.repos, self.sources))
    }
}

impl Rewriter for ScriptRewriter<'_> {
    /// Which place a key is refused for depends on which of its places is asked about first.
    fn again(&mut self) {
        self.wholes.clear();
    }

    /// Keys of literals and imported names are bound to a declaration, too.
    fn binds(&self, change: Change, role: Role) -> bool {
        let bound = is_name(role) || matches!(role, Role::MapKey | Role::Import);
        bound && matches!(change, Change::Rename | Change::Delete)
    }

    fn together(&mut self, input: &Input, symbol: SymbolId, at: usize) -> Result<Together, String> {
        self.expect(input, at);
        let renamer = self.renamer();
        let decl = input.facts.symbols.get(symbol).decl.filter(|it| renamer.reads(it.0) && renamer.declares(*it));
        let decl = decl.ok_or("the type of the value is not known, so nothing says what else bears the name")?;
        let (mut symbols, mut decls) = (vec![symbol], renamer.linked(decl));
        // A part of a path has one name, whatever types say it.
        let places = self.places.get_or_insert_with(|| Places::of(input));
        let parts = places.at(decl.0, decl.1.start).map(|it| path::declared(input, it)).unwrap_or_default();
        for part in parts.into_iter().filter_map(|it| input.facts.occurrences[it].symbol) {
            let renamer = self.renamer();
            let other = input.facts.symbols.get(part).decl.filter(|it| renamer.reads(it.0) && renamer.declares(*it));
            if let Some(other) = other.filter(|it| !decls.contains(it)) {
                decls.extend(renamer.linked(other));
                symbols.push(part);
            }
        }
        Ok(Together { symbols, decls, refused: Vec::new() })
    }

    fn verdict(&mut self, input: &Input, rename: &Rename, names: &Names) -> Verdict {
        let places = self.places.take().unwrap_or_else(|| Places::of(input));
        let asked = input.finding(rename.at);
        let declared = rename.decls.iter().filter_map(|it| places.at(it.0, it.1.start));
        let along: BTreeSet<usize> = declared.flat_map(|it| path::along(input, it)).collect();
        let carrier = |at: usize| input.facts.occurrences[at].carrier;
        let is_path = !along.is_empty();
        let decided = |file: FileId, span: Span| {
            places.at(file, span.start).is_some_and(|at| {
                let it = &input.decided[at];
                // What is read of another part of a request is no part of its path.
                let other = is_path && carrier(at).is_some_and(|it| it != Carrier::Path);
                along.contains(&at) || other || (!it.open && it.finding.category != asked.category)
            })
        };
        let mut problems: BTreeSet<Problem> = BTreeSet::new();
        for decl in &rename.decls {
            problems.extend(self.renamer().problems(*decl, &names.decls, &decided));
            problems.extend(self.renamer().used_elsewhere(*decl));
            problems.extend(self.renamer().loaded_by_pattern(*decl));
            problems.extend(self.renamer().remapped(*decl));
        }
        let of_path = rename.decls.iter().filter_map(|it| places.at(it.0, it.1.start));
        let of_path: Vec<usize> =
            of_path.filter(|it| input.facts.occurrences[*it].carrier == Some(Carrier::Path)).collect();
        let kept: Vec<Refusal> = of_path.into_iter().filter_map(|it| path::kept(input, it, true)).collect();
        let instead = self.instead(input, rename, &problems, &places);
        if let Some(edits) = instead {
            self.places = Some(places);
            return Verdict { instead: Some(edits), ..Verdict::default() };
        }
        let breaking = is_breaking(input, rename);
        // The object of a key that is sent is handed to whoever sends it.
        let sent = |it: &Problem| {
            let key = places.at(it.file, it.span.start).map(|it| &input.facts.occurrences[it]);
            it.reason == HANDED_OVER && key.is_some_and(|it| it.role == Role::MapKey && it.carrier.is_some())
        };
        let (wires, problems): (Vec<Problem>, Vec<Problem>) =
            problems.into_iter().partition(|it| breaking && (it.wire || sent(it)));
        self.places = Some(places);
        let mut manual: Vec<Manual> =
            wires.iter().filter(|_| problems.is_empty()).map(|it| other_side(input, rename, it)).collect();
        if problems.is_empty() && input.facts.symbols.get(rename.symbols[0]).role == Role::Field {
            let edits = self.renamer().edits(&rename.decls, &names.decls);
            let touched = |file, at| edits.get(&file).is_some_and(|all| all.iter().any(|it| it.span.overlaps(at)));
            manual.extend(untyped::same_name(input, rename, touched));
        }
        let refused = problems.iter().map(|it| refusal(input, rename, it)).chain(kept);
        Verdict { refused: refused.collect(), manual, instead: None }
    }

    fn edits(&mut self, input: &Input, rename: &Rename, names: &Names) -> RenameEdits {
        let mut edits = self.renamer().edits(&rename.decls, &names.decls);
        let places = self.places.get_or_insert_with(|| Places::of(input));
        let touched = edits.iter().flat_map(|(file, all)| all.iter().flat_map(|it| places.touched(*file, it.span)));
        let mut hits: Vec<usize> = touched.collect();
        let declared = rename.decls.iter().filter_map(|it| places.at(it.0, it.1.start));
        let declared: Vec<usize> = declared.collect();
        // A key that gets the name of its variable is not written out beside it.
        let with_key = |at: &&usize| {
            let it = &input.facts.occurrences[**at];
            path::is_key_too(it) || is_key(it) && input.finding(**at).change == Some(Change::Retag)
        };
        for it in declared.iter().filter(with_key).map(|at| &input.facts.occurrences[*at]) {
            let written = edits.get_mut(&it.file).into_iter().flatten().filter(|edit| edit.span == it.span);
            written.for_each(|edit| edit.text.clone_from(&rename.new));
        }
        for at in declared.into_iter().flat_map(|it| path::along(input, it)).collect::<BTreeSet<usize>>() {
            let it = &input.facts.occurrences[at];
            edits.entry(it.file).or_default().push(Edit::replace(it.span, rename.new.clone()));
            hits.push(at);
        }
        edits.values_mut().for_each(|it| {
            it.sort();
            it.dedup();
        });
        hits.sort_unstable();
        hits.dedup();
        for (file, span) in &rename.decls {
            let notice = notice::withdrawal(input.source(*file), *span, &rename.new);
            edits.entry(*file).or_default().extend(notice);
        }
        RenameEdits { hits, edits }
    }

    fn changing(
        &mut self,
        input: &Input,
        renames: &[Rename],
        groups: &[Group],
        names: &Names,
    ) -> Vec<(usize, Refusal)> {
        // What goes instead gets no new name.
        let gone = groups.iter().zip(renames).filter(|(group, _)| group.change != Change::Rename);
        let gone: BTreeSet<Decl> = gone.flat_map(|(_, rename)| rename.decls.iter().copied()).collect();
        let mut named = names.decls.clone();
        named.retain(|decl, _| !gone.contains(decl));
        let changed = self.renamer().changed(&named);
        let mut by_decl: FxHashMap<Decl, Vec<usize>> = FxHashMap::default();
        for (at, (decl, _)) in changed.iter().enumerate() {
            by_decl.entry(*decl).or_default().push(at);
        }
        let mine = |(index, rename): (usize, &Rename)| -> Vec<(usize, Refusal)> {
            let mine: BTreeSet<usize> =
                rename.decls.iter().filter_map(|it| by_decl.get(it)).flatten().copied().collect();
            mine.into_iter().map(|at| (index, refusal(input, rename, &changed[at].1))).collect()
        };
        renames.iter().enumerate().flat_map(mine).collect()
    }

    fn change(&mut self, input: &Input, at: usize, change: Change, groups: &[Group]) -> Result<Written, No> {
        let it = &input.facts.occurrences[at];
        if let Some(no) = path::in_the_way(input, at, change) {
            return Err(no);
        }
        match (change, it.role) {
            (Change::Dual | Change::AcceptBoth | Change::Drop, _) => {
                self.keys(input, groups, |keys| keys.change(at, change))
            }
            (Change::Rename | Change::Retag, Role::StringLiteral) => {
                self.words(input, at).and_then(|()| by_word(input, at, change))
            }
            // The string itself is what leaves the program, and nothing in it is bound to that.
            (Change::Rename | Change::Retag, Role::MapKey)
                if it.symbol.is_none()
                    && (it.carrier == Some(Carrier::Document) && is_quoted(input, at)
                        || it.carrier.is_some_and(|it| !it.has_types())) =>
            {
                by_word(input, at, change)
            }
            // Types that people write may know the value, and would have to say the new name.
            (Change::Rename | Change::Retag, Role::QueryParameter) if self.is_typed_apart(input, at) => {
                Err(No::Manual(APART.to_owned()))
            }
            // `process.env.RUN_ID`: nothing but what carries it says what the name is.
            (Change::Retag, Role::Selector | Role::MapKey)
                if is_loose(input, it)
                    && (it.carrier == Some(Carrier::Environment) || !self.is_typed_apart(input, at)) =>
            {
                let new = input.finding(at).replacement.clone().ok_or_else(|| No::Manual(by_hand(change)))?;
                Ok(Written { change, edits: vec![Edit::replace(it.span, new)], note: None })
            }
            (Change::Rename, Role::MapKey) if is_loose(input, it) && !self.is_typed_apart(input, at) => {
                by_word(input, at, change)
            }
            // The variable keeps its name, and says the key beside it.
            (Change::Retag, _) if is_key(it) && self.is_typed(input, at) => Err(No::Manual(APART.to_owned())),
            (Change::Retag, _) if is_key(it) => {
                let (old, new) = (&input.finding(at).text, input.finding(at).replacement.as_deref());
                let new = new.ok_or_else(|| No::Manual(by_hand(change)))?;
                let edits = vec![Edit::replace(it.span, format!("{new}: {old}"))];
                Ok(Written { change, edits, note: None })
            }
            (Change::Rename | Change::Retag, Role::MapKey | Role::Import) => Err(No::Manual(UNDECLARED.to_owned())),
            _ => by_word(input, at, change),
        }
    }

    /// A string that is looked up is no text.
    fn words(&mut self, input: &Input, at: usize) -> Result<(), No> {
        let occurrence = &input.facts.occurrences[at];
        let source = input.source(occurrence.file);
        let loaded = self.renamer().project.load(source.repo, &source.path).filter(|it| it.file == Some(source.id));
        let tree = loaded.as_ref().and_then(|it| it.trees.as_ref()?.code(occurrence.span));
        let said = tree.is_none_or(|it| are_for_people(it.root_node(), &source.text, occurrence.span));
        if said || occurrence.role != Role::StringLiteral {
            return Ok(());
        }
        Err(No::Manual("the string is a name that the program may look up, no words for people".to_owned()))
    }

    fn delete(&mut self, input: &Input, symbol: SymbolId, uses: &[usize]) -> Result<Edits, Vec<Refusal>> {
        let Some(at) = uses.first().copied() else { return Ok(Edits::new()) };
        let renamer = self.renamer();
        let decl = input.facts.symbols.get(symbol).decl.filter(|it| renamer.reads(it.0) && renamer.declares(*it));
        let Some(decl) = decl else {
            let reason = "the type of the value is not known, so nothing says what else bears the name";
            return Err(uses.iter().map(|at| refuse(input, *at, reason, "delete it by hand")).collect());
        };
        let places = self.places.take().unwrap_or_else(|| Places::of(input));
        let deleted = delete::deleted(self.renamer(), input, &places, (decl, at));
        self.places = Some(places);
        deleted
    }

    fn idle(&mut self, input: &Input, file: FileId, gone: &[Edit], edits: &[Edit]) -> Vec<Idle> {
        let source = input.source(file);
        let loaded = self.renamer().project.load(source.repo, &source.path).filter(|it| it.file == Some(file));
        loaded.map_or_else(Vec::new, |loaded| idle::idle(source, &loaded, gone, edits))
    }

    fn notice(&mut self, input: &Input, at: usize, new: &str) -> Result<Vec<Edit>, String> {
        let occurrence = &input.facts.occurrences[at];
        let source = input.source(occurrence.file);
        match source.language {
            TYPESCRIPT | TSX => notice::put(source, occurrence.span, new),
            other => Err(format!("{} has no deprecation notice that runsess can write", other.name())),
        }
    }
}

/// A member of a value of which nothing is known, by which something other than a document is asked.
fn is_loose(input: &Input, it: &Occurrence) -> bool {
    let symbol = it.symbol.map(|symbol| input.facts.symbols.get(symbol));
    it.carrier.is_some_and(|it| !it.has_types()) && symbol.is_none_or(|it| it.path.contains("#?."))
}

/// A variable that is called as the key that it is taken by: `const { run_id } = req.cookies`.
fn is_key(it: &Occurrence) -> bool {
    it.carrier.is_some() && it.declaration && matches!(it.role, Role::Local | Role::Parameter | Role::Global)
}

/// The key stands in quotes: no type of the language binds it.
fn is_quoted(input: &Input, at: usize) -> bool {
    let it = &input.facts.occurrences[at];
    input.source(it.file).text[..it.span.start as usize].ends_with(['"', '\'', '`'])
}

/// A change that the rules call breaking is meant to reach the other side.
fn is_breaking(input: &Input, rename: &Rename) -> bool {
    let said = input.finding(rename.at).breaking.as_deref();
    said.is_some_and(|it| it.trim_start_matches('*').starts_with("Yes"))
}

fn refusal(input: &Input, rename: &Rename, problem: &Problem) -> Refusal {
    Refusal {
        what: rename.what.clone(),
        place: place(input, problem.file, problem.span.start),
        reason: problem.reason.clone(),
        way_out: problem.way_out.clone(),
    }
}

fn other_side(input: &Input, rename: &Rename, problem: &Problem) -> Manual {
    let refusal = refusal(input, rename, problem);
    let reason =
        "a value of its type is text outside of the program here: whoever is on the other side has to use the new name";
    Manual { place: refusal.place, what: refusal.what, reason: reason.to_owned() }
}
