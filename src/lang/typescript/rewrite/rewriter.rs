//! TypeScript's answers to planning: what [`Renamer`] finds in the way of a rename becomes refusals. Names that no declaration is
//! known of are for people.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::notice;
use super::reference::{Decl, Problem};
use super::renamer::Renamer;
use crate::lang::rewriter::{
    Ground, Names, No, Rename, RenameEdits, Rewriter, Together, UNDECLARED, Verdict, Written, by_word, is_name,
};
use crate::lang::typescript::{TSX, TYPESCRIPT};
use crate::model::finding::UNCLASSIFIED;
use crate::model::plan::{Group, Input, Manual, Refusal, place};
use crate::model::{Change, Edit, FileId, Repo, Role, Source, Span, SymbolId};

/// Nothing is read before a rename asks.
pub struct Scripts;

impl Ground for Scripts {
    fn rewriter<'g>(&'g self, input: &Input<'g>) -> Box<dyn Rewriter + 'g> {
        let Input { repos, sources, .. } = *input;
        Box::new(ScriptRewriter { repos, sources, renamer: None, places: None })
    }
}

struct ScriptRewriter<'a> {
    repos: &'a [Repo],
    sources: &'a [Source],
    renamer: Option<Renamer<'a>>,
    /// Collected when a rename asks.
    places: Option<Places>,
}

/// Where the occurrences stand.
struct Places {
    /// Start, end and index of those of a file, in order.
    files: FxHashMap<FileId, Vec<(u32, u32, usize)>>,
    /// Bytes of the longest one.
    longest: u32,
}

impl Places {
    fn of(input: &Input) -> Self {
        let mut places = Self { files: FxHashMap::default(), longest: 0 };
        for (at, it) in input.facts.occurrences.iter().enumerate() {
            places.files.entry(it.file).or_default().push((it.span.start, it.span.end, at));
            places.longest = places.longest.max(it.span.end - it.span.start);
        }
        places.files.values_mut().for_each(|it| it.sort_unstable());
        places
    }

    /// The last of the occurrences that start there.
    fn at(&self, file: FileId, start: u32) -> Option<usize> {
        let all = self.files.get(&file)?;
        let here = all[all.partition_point(|it| it.0 < start)..].iter().take_while(|it| it.0 == start);
        here.map(|it| it.2).max()
    }

    /// The occurrences that share a byte with `span`.
    fn touched(&self, file: FileId, span: Span) -> impl Iterator<Item = usize> {
        let all = self.files.get(&file).map_or(&[][..], Vec::as_slice);
        let near = all[..all.partition_point(|it| it.0 < span.end)].iter().rev();
        let near = near.take_while(move |it| it.0.saturating_add(self.longest) > span.start);
        near.filter(move |it| span.start < it.1).map(|it| it.2)
    }
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

    fn renamer(&mut self) -> &mut Renamer<'a> {
        self.renamer.get_or_insert_with(|| Renamer::new(self.repos, self.sources))
    }
}

impl Rewriter for ScriptRewriter<'_> {
    /// Keys of literals and imported names are bound to a declaration, too.
    fn binds(&self, change: Change, role: Role) -> bool {
        change == Change::Rename && (is_name(role) || matches!(role, Role::MapKey | Role::Import))
    }

    fn together(&mut self, input: &Input, symbol: SymbolId, at: usize) -> Result<Together, String> {
        self.expect(input, at);
        let renamer = self.renamer();
        let decl = input.facts.symbols.get(symbol).decl.filter(|it| renamer.reads(it.0) && renamer.declares(*it));
        let decl = decl.ok_or("the type of the value is not known, so nothing says what else bears the name")?;
        Ok(Together { symbols: vec![symbol], decls: renamer.linked(decl), refused: Vec::new() })
    }

    fn verdict(&mut self, input: &Input, rename: &Rename, names: &Names) -> Verdict {
        let places = self.places.take().unwrap_or_else(|| Places::of(input));
        let asked = input.finding(rename.at);
        let decided = |file: FileId, span: Span| {
            let there = places.at(file, span.start).map(|at| &input.finding(at).category);
            there.is_some_and(|it| *it != asked.category && it != UNCLASSIFIED)
        };
        let mut problems: BTreeSet<Problem> = BTreeSet::new();
        for decl in &rename.decls {
            problems.extend(self.renamer().problems(*decl, &names.decls, &decided));
            problems.extend(self.renamer().used_elsewhere(*decl));
        }
        self.places = Some(places);
        // A change that the rules call breaking is meant to reach the other side.
        let breaking = asked.breaking.as_deref().is_some_and(|it| it.trim_start_matches('*').starts_with("Yes"));
        let (wires, problems): (Vec<Problem>, Vec<Problem>) = problems.into_iter().partition(|it| it.wire && breaking);
        let manual = wires.iter().filter(|_| problems.is_empty()).map(|it| other_side(input, rename, it)).collect();
        Verdict { refused: problems.iter().map(|it| refusal(input, rename, it)).collect(), manual, instead: None }
    }

    fn edits(&mut self, input: &Input, rename: &Rename, names: &Names) -> RenameEdits {
        let mut edits = self.renamer().edits(&rename.decls, &names.decls);
        let places = self.places.get_or_insert_with(|| Places::of(input));
        let touched = edits.iter().flat_map(|(file, all)| all.iter().flat_map(|it| places.touched(*file, it.span)));
        let mut hits: Vec<usize> = touched.collect();
        hits.sort_unstable();
        hits.dedup();
        for (file, span) in &rename.decls {
            let notice = notice::withdrawal(input.source(*file), *span, &rename.new);
            edits.entry(*file).or_default().extend(notice);
        }
        RenameEdits { hits, edits }
    }

    fn changing(&mut self, input: &Input, renames: &[Rename], _: &[Group], names: &Names) -> Vec<(usize, Refusal)> {
        let changed = self.renamer().changed(&names.decls);
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

    fn change(&mut self, input: &Input, at: usize, change: Change, _: &[Group]) -> Result<Written, No> {
        match (change, input.facts.occurrences[at].role) {
            (Change::Rename | Change::Retag, Role::MapKey | Role::Import) => Err(No::Manual(UNDECLARED.to_owned())),
            _ => by_word(input, at, change),
        }
    }

    /// A string that is just a name is no text.
    fn words(&mut self, input: &Input, at: usize) -> Result<(), No> {
        let occurrence = &input.facts.occurrences[at];
        let text = input.source(occurrence.file).text.as_bytes();
        let (start, end) = (occurrence.span.start as usize, occurrence.span.end as usize);
        let around = [start.checked_sub(1).and_then(|at| text.get(at)), text.get(end)];
        let whole = matches!(around, [Some(one @ (b'\'' | b'"' | b'`')), Some(other)] if one == other);
        match whole && occurrence.role == Role::StringLiteral {
            true => {
                let reason = "the string is a name that the program may look up, no words for people";
                Err(No::Manual(reason.to_owned()))
            }
            false => Ok(()),
        }
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
