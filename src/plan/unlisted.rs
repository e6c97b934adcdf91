//! What a step would leave behind in files that are left out of the inventory: names that no declaration binds. A name of a database
//! that such a file uses is not renamed; a key that stands in one is listed, because nothing says whether it is the same data.

use std::collections::BTreeMap;

use crate::lang::rewriter::unwritten;
use crate::model::plan::{Group, Input, Manual, Plan, Refusal, Unlisted, place};
use crate::model::{Change, FileId, Role, SymbolInfo, SymbolPath};

/// Refuses the groups that rename what such a file uses, and lists the keys.
pub(super) fn settle(input: &Input, plan: &mut Plan) {
    if input.unlisted.is_empty() {
        return;
    }
    let mut refused: Vec<Refusal> = Vec::new();
    plan.take_out(input, |group| {
        let used = used(input, group);
        refused.extend(used.iter().filter_map(|it| refusal(input, group, it)));
        !used.is_empty()
    });
    plan.refused.extend(refused);
    for group in &plan.groups {
        plan.manual.extend(kept(input, group));
    }
    plan.manual.sort();
    plan.manual.dedup();
}

/// The first place in each file, with the number of all.
type Uses<'a> = Vec<(&'a Unlisted, usize)>;

/// What uses the thing in a database that a group renames.
fn used<'a>(input: &Input<'a>, group: &Group) -> Uses<'a> {
    let symbols: Vec<&SymbolInfo> = group.symbols(input).map(|it| input.facts.symbols.get(it)).collect();
    let bound = |role| matches!(role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex);
    let same = |it: &Unlisted| {
        let Some((path, scope)) = it.symbol.as_ref().filter(|_| bound(it.role)) else { return false };
        let unknown = SymbolPath(path).is_of_unknown();
        // A file outside of the folder of its database (a dump, a test) may be for it.
        let owner = |scope: &str| scope.split('/').next().unwrap_or_default().to_owned();
        let is = |info: &&SymbolInfo| {
            let named = if unknown { ends_in(path, &info.name) } else { path.eq_ignore_ascii_case(&info.path) };
            info.role == it.role && owner(&info.scope) == owner(scope) && named
        };
        symbols.iter().any(is)
    };
    if group.change == Change::Rename {
        first_in_files(input.unlisted.iter().filter(|it| same(it)))
    } else {
        Vec::new()
    }
}

fn ends_in(path: &str, name: &str) -> bool {
    path.rsplit('.').next().is_some_and(|it| it.eq_ignore_ascii_case(name))
}

/// The same word as a key that a group changes.
fn kept(input: &Input, group: &Group) -> Vec<Manual> {
    let changes_key = matches!(group.change, Change::Retag | Change::Dual | Change::AcceptBoth | Change::Drop);
    let said = |it: &&Unlisted| {
        let spoken = matches!(it.role, Role::Comment | Role::LogMessage | Role::ErrorText);
        !spoken && input.source(it.file).text.get(it.span.range()) == Some(group.old.as_str())
    };
    let places = if changes_key { first_in_files(input.unlisted.iter().filter(said)) } else { Vec::new() };
    let manual = |(it, count): (&Unlisted, usize)| Manual {
        place: place(input, it.file, it.span.start),
        what: group.what.clone(),
        reason: format!("`{}` stands in a file that is left out of the inventory{}", group.old, others(count)),
    };
    places.into_iter().map(manual).collect()
}

fn first_in_files<'a>(all: impl Iterator<Item = &'a Unlisted>) -> Uses<'a> {
    let mut found: BTreeMap<FileId, (&Unlisted, usize)> = BTreeMap::new();
    for it in all {
        found.entry(it.file).or_insert((it, 0)).1 += 1;
    }
    found.into_values().collect()
}

fn refusal(input: &Input, group: &Group, (it, count): &(&Unlisted, usize)) -> Option<Refusal> {
    let (_, way_out) = unwritten(input.source(it.file), &group.old)?;
    Some(Refusal {
        what: group.what.clone(),
        place: place(input, it.file, it.span.start),
        reason: format!("`{}` is used in a file that is left out of the inventory{}", group.old, others(*count)),
        way_out,
    })
}

fn others(count: usize) -> String {
    if count > 1 { format!(" ({count} places)") } else { String::new() }
}
