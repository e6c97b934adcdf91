//! Names that a database is asked for and that a rename would leave behind: `db:"run_id"` in a struct tag, a column of unknown table in a
//! fragment, a string that is the name and nothing else. Code that says the old name fails at run time.

use std::collections::BTreeMap;

use crate::model::finding::UNCLASSIFIED;
use crate::model::plan::{Group, Input, Plan, Refusal, place};
use crate::model::{Change, FileId, Occurrence, Role, Span, SymbolPath};

/// Keys of struct tags by which mappers find columns.
const TAGS: &[&str] = &["db", "gorm", "bun", "pg", "sql", "xorm", "spanner", "dbr", "sqlx"];

const WAY_OUT: &str =
    "rename it with the column (a rule for its role), decide by a rule what it is, or list it under `keep:`";

/// The groups of `plan` that rename a column, with what keeps its old name.
pub(super) fn left_behind(input: &Input, plan: &Plan) -> Vec<(usize, Refusal)> {
    let mut found = Vec::new();
    let mut by_text: Option<BTreeMap<String, Vec<usize>>> = None;
    for (index, group) in plan.groups.iter().enumerate() {
        let Some(first) = group.hits.first().map(|at| &input.facts.occurrences[*at]) else { continue };
        if group.change != Change::Rename || first.role != Role::SqlColumn {
            continue;
        }
        let others = by_text.get_or_insert_with(|| names(input)).get(&group.old.to_lowercase());
        let left = others.into_iter().flatten().find(|at| may_be_it(input, plan, group, **at));
        found.extend(left.map(|at| (index, refusal(input, group, *at))));
    }
    found
}

/// The occurrences of names that nothing was decided of, by their text in lower case.
fn names(input: &Input) -> BTreeMap<String, Vec<usize>> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, it) in input.facts.occurrences.iter().enumerate() {
        if is_name(input, it) && input.finding(at).category == UNCLASSIFIED {
            let text = input.source(it.file).text.get(it.span.range()).unwrap_or_default();
            found.entry(text.to_lowercase()).or_default().push(at);
        }
    }
    found
}

/// A column may be found by it at run time.
fn is_name(input: &Input, it: &Occurrence) -> bool {
    let symbol = it.symbol.map(|symbol| input.facts.symbols.get(symbol));
    match it.role {
        Role::SqlColumn => symbol.is_none_or(|it| SymbolPath(&it.path).is_of_unknown()),
        Role::StructTag => symbol.is_some_and(|it| it.path.rsplit('/').next().is_some_and(|key| TAGS.contains(&key))),
        Role::StringLiteral => {
            let text = input.source(it.file).text.as_bytes();
            let quote = it.span.start.checked_sub(1).and_then(|at| text.get(at as usize));
            matches!(quote, Some(b'"' | b'\'' | b'`')) && quote == text.get(it.span.end as usize)
        }
        _ => false,
    }
}

fn may_be_it(input: &Input, plan: &Plan, group: &Group, at: usize) -> bool {
    let it = &input.facts.occurrences[at];
    let first = &input.facts.occurrences[group.hits[0]];
    let repo = |file: FileId| input.source(file).repo;
    if repo(it.file) != repo(first.file)
        || is_changed(plan, it.file, it.span)
        || input.source(it.file).path.ends_with("_test.go")
    {
        return false;
    }
    let symbol = it.symbol.map(|symbol| input.facts.symbols.get(symbol));
    match it.role {
        // One of the tables that its query names, or any where it names none.
        Role::SqlColumn => {
            let among = symbol.map(|it| it.context.as_slice()).unwrap_or_default();
            let table = first.symbol.and_then(|it| input.facts.symbols.get(it).context.first());
            among.is_empty() || table.is_none_or(|table| among.iter().any(|it| it.eq_ignore_ascii_case(table)))
        }
        // A string is a column where the column is named too.
        Role::StringLiteral => group.hits.iter().any(|hit| input.facts.occurrences[*hit].file == it.file),
        // A tag is for the tables that the code of its folder asks for, or for any where it asks for none by this name.
        _ => {
            let here = folder(input, it.file);
            let old = group.old.to_lowercase();
            group.hits.iter().any(|at| is_asked_in(input, here, *at, &old))
                || !(0..input.facts.occurrences.len()).any(|at| is_asked_in(input, here, at, &old))
        }
    }
}

/// The occurrence is a column of that name and of a known table, in the code of a folder.
fn is_asked_in(input: &Input, here: &str, at: usize, name: &str) -> bool {
    let it = &input.facts.occurrences[at];
    let source = input.source(it.file);
    let known = |it: &Occurrence| {
        it.symbol.is_some_and(|symbol| !SymbolPath(&input.facts.symbols.get(symbol).path).is_of_unknown())
    };
    it.role == Role::SqlColumn
        && source.language != super::SQL
        && folder(input, it.file) == here
        && source.text.get(it.span.range()).is_some_and(|it| it.eq_ignore_ascii_case(name))
        && known(it)
}

fn folder<'a>(input: &Input<'a>, file: FileId) -> &'a str {
    input.source(file).path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn is_changed(plan: &Plan, file: FileId, span: Span) -> bool {
    plan.groups.iter().filter_map(|it| it.edits.get(&file)).flatten().any(|it| it.span.overlaps(span))
}

fn refusal(input: &Input, group: &Group, at: usize) -> Refusal {
    let it = &input.facts.occurrences[at];
    let what = match it.role {
        Role::SqlColumn => "a column of unknown table has the name",
        Role::StructTag => "a struct tag has the name, by which a mapper finds the column",
        _ => "a string is the name, and may be the column",
    };
    Refusal {
        what: group.what.clone(),
        place: place(input, it.file, it.span.start),
        reason: format!("{what} and would keep it"),
        way_out: WAY_OUT.to_owned(),
    }
}
