//! Renames of declared things: every use of a symbol, and of what has to keep its name, is one group. What belongs together, what is
//! in the way and what is written, the rewriter of the language says.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::rewriter::{Edits, Names, Rename, RenameEdits, Rewriter};
use crate::model::plan::{Group, Input, Plan, manual, place};
use crate::model::{Change, FileId, Span, SymbolId};

use super::followed::Followed;

/// A group per renamed symbol, with every occurrence of it, whatever batch the occurrence alone would be in: a name that is
/// left behind does not compile. What is bound to one of `following` is renamed with that.
pub(super) fn groups(
    input: &Input,
    (renames, following): (&BTreeMap<SymbolId, Vec<usize>>, &Followed<'_>),
    rewriter: &mut dyn Rewriter,
    plan: &mut Plan,
) {
    let mut open: Vec<Rename> = Vec::new();
    let mut done: BTreeSet<SymbolId> = BTreeSet::new();
    // The declarations of the renames in `open`, and what they are called then.
    let mut given: BTreeSet<((FileId, Span), String)> = BTreeSet::new();
    for (symbol, selected) in renames {
        let (info, at) = (input.facts.symbols.get(*symbol), selected[0]);
        let new = input.finding(at).replacement.clone();
        let known =
            || info.decl.is_some_and(|decl| new.as_ref().is_some_and(|new| given.contains(&(decl, new.clone()))));
        if !done.insert(*symbol) || known() {
            continue;
        }
        let together = match rewriter.together(input, *symbol, at) {
            Ok(together) => together,
            Err(reason) => {
                plan.manual.extend(selected.iter().map(|at| manual(input, *at, reason.as_str())));
                continue;
            }
        };
        done.extend(together.symbols.iter().copied());
        if following.binds(input, *symbol, &together) {
            continue;
        }
        let Some(new) = new else {
            plan.manual.push(manual(input, at, "the rules give no new name for it"));
            continue;
        };
        if !together.refused.is_empty() {
            plan.kept.insert(*symbol);
            plan.kept.extend(together.symbols);
            plan.refused.extend(together.refused);
            continue;
        }
        given.extend(together.decls.iter().map(|decl| (*decl, new.clone())));
        let (what, old) = (info.path.to_string(), info.name.to_string());
        open.push(Rename { what, old, new, symbols: together.symbols, decls: together.decls, at });
    }
    settle(input, open, rewriter, plan);
}

/// Refuses the renames that something is in the way of, and those that it is only because a refused one keeps its name.
fn settle(input: &Input, mut open: Vec<Rename>, rewriter: &mut dyn Rewriter, plan: &mut Plan) {
    while !open.is_empty() {
        let (names, count) = (Names::of(&open), open.len());
        let (mut kept, mut instead) = (Vec::new(), Vec::new());
        for rename in open {
            let verdict = rewriter.verdict(input, &rename, &names);
            if verdict.refused.is_empty() {
                plan.manual.extend(verdict.manual);
                instead.push(verdict.instead);
                kept.push(rename);
            } else {
                plan.refused.extend(verdict.refused);
                plan.kept.extend(rename.symbols);
            }
        }
        open = kept;
        if open.len() < count {
            continue;
        }
        let group = |(rename, instead)| group(input, rename, instead, &names, rewriter);
        let groups: Vec<Group> = open.iter().zip(instead).map(group).collect();
        let changing = rewriter.changing(input, &open, &groups, &names);
        if changing.is_empty() {
            plan.groups.extend(groups.into_iter().filter(|group| !group.edits.is_empty()));
            return;
        }
        let refused: BTreeSet<usize> = changing.iter().map(|(at, _)| *at).collect();
        plan.refused.extend(changing.into_iter().map(|(_, refusal)| refusal));
        plan.kept.extend(refused.iter().flat_map(|at| open[*at].symbols.iter().copied()));
        open = open.into_iter().enumerate().filter(|(at, _)| !refused.contains(at)).map(|(_, it)| it).collect();
    }
}

/// The group of a rename, or of the edits that make the thing needless instead.
fn group(input: &Input, rename: &Rename, instead: Option<Edits>, names: &Names, rewriter: &mut dyn Rewriter) -> Group {
    let RenameEdits { hits, edits } = rewriter.edits(input, rename, names);
    let places = hits.iter().map(|at| &input.facts.occurrences[*at]).map(|it| place(input, it.file, it.span.start));
    Group {
        what: rename.what.clone(),
        change: if instead.is_some() { Change::Drop } else { Change::Rename },
        old: rename.old.clone(),
        new: rename.new.clone(),
        places: places.collect(),
        hits,
        edits: instead.unwrap_or(edits),
    }
}
