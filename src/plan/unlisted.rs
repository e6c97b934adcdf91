//! What a step would leave behind in files that are left out of the inventory: names that no declaration binds. A name of a database
//! that such a file uses is not renamed; a key that stands in one is listed, because nothing says whether it is the same data.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::rewriter::unwritten;
use crate::model::plan::{Group, Input, Manual, Plan, Refusal, Unlisted, place};
use crate::model::{Change, FileId, Role, SymbolInfo, SymbolPath};

/// What uses the thing in a database that a group renames, as refusals of it.
pub(super) fn refusals(input: &Input, group: &Group) -> Vec<Refusal> {
    used(input, group).iter().filter_map(|it| refusal(input, group, it)).collect()
}

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
    let keys: BTreeSet<&str> = plan.groups.iter().filter(|it| is_key(input, it)).map(|it| it.old.as_str()).collect();
    plan.manual.extend(keys.into_iter().flat_map(|key| kept(input, key)));
    plan.manual.sort();
    plan.manual.dedup();
}

/// The first place in each file, with the number of all.
type Uses<'a> = Vec<(&'a Unlisted, usize)>;

/// What uses the thing in a database that a group renames.
fn used<'a>(input: &Input<'a>, group: &Group) -> Uses<'a> {
    let symbols: Vec<&SymbolInfo> = group.symbols(input).map(|it| input.facts.symbols.get(it)).collect();
    let same = |it: &Unlisted| {
        let Some((path, scope)) = it.symbol.as_ref().filter(|_| is_of_database(it.role)) else { return false };
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

/// A key of data gets another name. Those of logs are read by people.
fn is_key(input: &Input, group: &Group) -> bool {
    let role = group.hits.first().map(|at| input.facts.occurrences[*at].role);
    matches!(group.change, Change::Retag | Change::Dual | Change::AcceptBoth | Change::Drop)
        && role != Some(Role::LogKey)
}

/// Where the word of a key stands, the same data or other.
fn kept(input: &Input, key: &str) -> Vec<Manual> {
    let other = |role| {
        is_of_database(role) || matches!(role, Role::Comment | Role::LogKey | Role::LogMessage | Role::ErrorText)
    };
    let said = |it: &&Unlisted| !other(it.role) && input.source(it.file).text.get(it.span.range()) == Some(key);
    let manual = |(it, count): (&Unlisted, usize)| Manual {
        place: place(input, it.file, it.span.start),
        what: key.to_owned(),
        reason: format!("`{key}` stands in a file that is left out of the inventory{}", others(count)),
    };
    first_in_files(input.unlisted.iter().filter(said)).into_iter().map(manual).collect()
}

/// The role of a name in a statement of SQL.
pub(super) fn is_of_database(role: Role) -> bool {
    matches!(role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex | Role::SqlValue)
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
