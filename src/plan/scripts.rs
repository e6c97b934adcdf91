//! Renames of what TypeScript and JavaScript declare. A rename that can't be shown to reach every use is refused.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::typescript::rewrite::{Decl, Names, Problem, Renamer};
use crate::model::finding::UNCLASSIFIED;
use crate::model::plan::{Group, Input, Manual, Plan, Refusal, manual, place};
use crate::model::{Change, Edit, FileId, Span, SymbolId};

/// Declarations that get one new name together.
struct Rename {
    what: String,
    old: String,
    new: String,
    decls: Vec<Decl>,
    /// A finding that asked for it.
    at: usize,
}

/// A group per renamed declaration of a script.
pub(super) fn groups(input: &Input, renames: &BTreeMap<SymbolId, Vec<usize>>, plan: &mut Plan) {
    if renames.is_empty() {
        return;
    }
    let mut renamer = Renamer::new(input.repos, input.sources);
    let mut open: Vec<Rename> = Vec::new();
    for (symbol, selected) in renames {
        let info = input.facts.symbols.get(*symbol);
        let Some(decl) = info.decl.filter(|it| renamer.reads(it.0) && renamer.declares(*it)) else {
            let reason = "the type of the value is not known, so nothing says what else bears the name";
            plan.manual.extend(selected.iter().map(|at| manual(input, *at, reason)));
            continue;
        };
        let Some(new) = input.finding(selected[0]).replacement.clone() else {
            plan.manual.push(manual(input, selected[0], "the rules give no new name for it"));
            continue;
        };
        if !open.iter().any(|it| it.decls.contains(&decl) && it.new == new) {
            let (what, old) = (info.path.to_string(), info.name.to_string());
            open.push(Rename { what, old, new, decls: renamer.linked(decl), at: selected[0] });
        }
    }
    let (settled, names) = settle(input, open, &mut renamer, plan);
    for rename in settled {
        let edits = renamer.edits(&rename.decls, &names);
        plan.groups.extend(group(input, rename, edits));
    }
}

/// Refuses what has problems, and what has some only because that is refused.
fn settle(input: &Input, mut open: Vec<Rename>, renamer: &mut Renamer, plan: &mut Plan) -> (Vec<Rename>, Names) {
    let findings: BTreeMap<(FileId, u32), usize> =
        input.facts.occurrences.iter().enumerate().map(|(at, it)| ((it.file, it.span.start), at)).collect();
    loop {
        let count = open.len();
        let names: Names = open.iter().flat_map(|it| it.decls.iter().map(|decl| (*decl, it.new.clone()))).collect();
        open.retain(|rename| {
            let asked = input.finding(rename.at);
            let decided = |file: FileId, span: Span| {
                let there = findings.get(&(file, span.start)).map(|at| &input.finding(*at).category);
                there.is_some_and(|it| *it != asked.category && it != UNCLASSIFIED)
            };
            let mut problems: BTreeSet<Problem> = BTreeSet::new();
            for decl in &rename.decls {
                problems.extend(renamer.problems(*decl, &names, &decided));
            }
            // A change that the rules call breaking is meant to reach the other side.
            let breaking = asked.breaking.as_deref().is_some_and(|it| it.trim_start_matches('*').starts_with("Yes"));
            let (wires, problems): (Vec<Problem>, Vec<Problem>) =
                problems.into_iter().partition(|it| it.wire && breaking);
            plan.refused.extend(problems.iter().map(|it| refusal(input, rename, it)));
            if problems.is_empty() {
                plan.manual.extend(wires.iter().map(|it| other_side(input, rename, it)));
            }
            problems.is_empty()
        });
        if open.len() == count {
            let changed = renamer.changed(&names, input.repos);
            open.retain(|rename| {
                let mine: Vec<&Problem> =
                    changed.iter().filter(|(decl, _)| rename.decls.contains(decl)).map(|(_, it)| it).collect();
                plan.refused.extend(mine.iter().map(|it| refusal(input, rename, it)));
                mine.is_empty()
            });
            if open.len() == count {
                return (open, names);
            }
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

fn group(input: &Input, rename: Rename, mut edits: BTreeMap<FileId, Vec<Edit>>) -> Option<Group> {
    let touched = |file: FileId, span| edits.get(&file).is_some_and(|all| all.iter().any(|it| it.span.overlaps(span)));
    let all = input.facts.occurrences.iter().enumerate();
    let hits: Vec<usize> = all.filter(|(_, it)| touched(it.file, it.span)).map(|(at, _)| at).collect();
    let places = hits.iter().map(|at| &input.facts.occurrences[*at]).map(|it| place(input, it.file, it.span.start));
    let places: Vec<String> = places.collect();
    for (file, span) in &rename.decls {
        let notice = crate::lang::withdrawal(&input.sources[file.0 as usize], *span, &rename.new);
        edits.entry(*file).or_default().extend(notice);
    }
    (!edits.is_empty()).then_some(Group {
        what: rename.what,
        change: Change::Rename,
        old: rename.old,
        new: rename.new,
        places,
        hits,
        edits,
    })
}
