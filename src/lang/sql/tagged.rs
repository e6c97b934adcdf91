//! Struct tags by which mappers find a column (`db:"run_id"`), for the rename of that column alone; and the placeholders whose values come from
//! such fields (`:run_id`). A tag names no table: it is the column's where code that speaks of its struct asks that table, and no other one, for
//! a column of the name.

use std::collections::BTreeSet;

use crate::model::{FileFacts, Occurrence, Prefix, RepoId, Role, Source, Span, SymbolId};

/// Keys of struct tags by which mappers find columns.
pub(super) const TAGS: &[&str] = &["db", "gorm", "bun", "pg", "sql", "xorm", "spanner", "dbr", "sqlx"];

/// The symbol of the key of a struct tag (`tag:Turn.RunID/db`) by which a mapper finds a column.
pub(crate) fn is_of_mapper(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|key| TAGS.contains(&key))
}

/// Packages that make the names of columns from those of fields (`LotID` is `lot_id`), of Go and of TypeScript.
const MAPPERS: &[&str] = &[
    "gorm.io/gorm",
    "github.com/jinzhu/gorm",
    "github.com/uptrace/bun",
    "github.com/go-pg/pg",
    "xorm.io/xorm",
    "github.com/georgysavva/scany",
    "typeorm",
    "@mikro-orm/core",
    "sequelize",
    "sequelize-typescript",
    "objection",
];

/// The text imports a mapper that makes the names of columns from those of fields.
pub(super) fn imports_mapper(text: &str) -> bool {
    MAPPERS.iter().any(|name| imports(text, name))
}

/// The name is that of an index or a constraint in a tag, and no column: `bun:"…,unique:run_id"`.
pub(super) fn is_option(text: &str, span: Span) -> bool {
    ["unique:", "index:", "uniqueIndex:"].iter().any(|it| text[..span.start as usize].ends_with(it))
}

/// The tag of a field says its column, so that a mapper makes no name of it.
pub(super) fn says_its_column(line: &str) -> bool {
    let named = |key: &str| line.split(key).nth(1).is_some_and(|it| !it.starts_with(['"', ',', '-']));
    line.contains("column:") || ["bun:\"", "pg:\"", "db:\""].iter().any(|key| named(key))
}

/// The name of a package stands in quotes, with or without a part of it behind.
fn imports(text: &str, package: &str) -> bool {
    text.match_indices(package).any(|(at, _)| {
        text[..at].ends_with(['"', '\'', '`']) && text[at + package.len()..].starts_with(['"', '\'', '`', '/'])
    })
}

/// The occurrences of tags and placeholders that get another name with `columns`, which are called `name`. None where a placeholder of the name may get its
/// value from something else.
pub(crate) fn mapped_with(
    facts: &FileFacts,
    sources: &[Source],
    columns: &BTreeSet<SymbolId>,
    name: &str,
) -> BTreeSet<usize> {
    let source = |it: &Occurrence| &sources[it.file.0 as usize];
    let ours = |it: &&Occurrence| it.symbol.is_some_and(|it| columns.contains(&it));
    let repos: BTreeSet<RepoId> = facts.occurrences.iter().filter(ours).map(|it| source(it).repo).collect();
    let is_named = |it: &&Occurrence| {
        let text = source(it).text.get(it.span.range());
        repos.contains(&source(it).repo) && text.is_some_and(|it| it.eq_ignore_ascii_case(name))
    };
    let numbered: Vec<(usize, &Occurrence)> =
        facts.occurrences.iter().enumerate().filter(|(_, it)| is_named(it)).collect();
    let named: Vec<&Occurrence> = numbered.iter().map(|(_, it)| *it).collect();
    let asking = |is_ours: bool| {
        let columns = named.iter().filter(|it| it.role == Role::SqlColumn && ours(it) == is_ours);
        // What a schema declares asks for nothing.
        let columns = columns.filter(|it| !it.declaration);
        columns.map(|it| around(&source(it).text, it.span, is_ours)).collect::<Vec<&str>>()
    };
    let (with_it, with_another) = (asking(true), asking(false));
    let mut found = BTreeSet::new();
    let mut owners = BTreeSet::new();
    for (at, it) in numbered.iter().filter(|(_, it)| it.role == Role::StructTag) {
        let Some(path) = it.symbol.map(|it| &facts.symbols.get(it).path) else { continue };
        let Some(owner) = owner(path).filter(|_| is_of_mapper(path) && is_column(&source(it).text, it.span)) else {
            continue;
        };
        let is_type = source(it).text.contains(&format!("type {owner} "));
        let is_said = |all: &[&str]| all.iter().any(|it| says(it, owner));
        if is_type && is_said(&with_it) && !is_said(&with_another) {
            found.insert(*at);
            owners.insert(owner);
        }
    }
    if found.is_empty() {
        return found;
    }
    let mark = |it: &Occurrence| source(it).text[..it.span.start as usize].chars().next_back();
    let is_marked = |it: &Occurrence| matches!(mark(it), Some(':' | '@' | '$'));
    let is_keyed = |it: &Occurrence| named.iter().any(|other| other.symbol == it.symbol && !is_marked(other));
    for (at, it) in numbered.iter().filter(|(_, it)| it.role == Role::SqlValue && is_marked(it) && !is_keyed(it)) {
        let text = &source(it).text;
        // A map in a variable gives values by keys, which are not seen to be those of the statement.
        let is_key = |other: &&&Occurrence| {
            other.file == it.file
                && matches!(other.role, Role::MapKey | Role::StringLiteral)
                && other.symbol != it.symbol
        };
        let of_field = mark(it) == Some(':') && owners.iter().any(|owner| says(text, owner));
        if !of_field || named.iter().any(|it| is_key(&it)) {
            return BTreeSet::new();
        }
        found.insert(*at);
    }
    found
}

/// The function around a place; outside of functions nothing where it must be `near`, else the whole text.
fn around(text: &str, at: Span, near: bool) -> &str {
    let start = text[..at.start as usize].rfind("\nfunc ").map(|it| it + 1);
    let end = |from: usize| text[from..].find("\n}").map_or(text.len(), |it| from + it);
    match start.map(|it| (it, end(it))).filter(|(_, end)| *end > at.start as usize) {
        Some((start, end)) => &text[start..end],
        None if near => "",
        None => text,
    }
}

/// `Turn` of `tag:Turn.RunID/db`.
fn owner(path: &str) -> Option<&str> {
    path.strip_prefix(&*Prefix::Tag.of(""))?.split('.').next()
}

/// The name is what a tag says of the column: `db:"run_id"`, `bun:"run_id,notnull"`, `gorm:"size:20;column:run_id"`, and not another option.
fn is_column(text: &str, span: Span) -> bool {
    let (before, after) = (&text[..span.start as usize], &text[span.end as usize..]);
    let begins = ["db:\"", "bun:\"", "pg:\"", "column:"].iter().any(|it| before.ends_with(it));
    begins && after.starts_with(['"', ',', ';'])
}

/// The word stands in the text.
fn says(text: &str, word: &str) -> bool {
    let is_part = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    // `sql.Row` is another type.
    let is_library = |it: &str| ["sql.", "sqlx.", "pgx."].iter().any(|package| it.ends_with(package));
    let is_whole = |at: usize| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !is_part(before.chars().next_back()) && !is_part(after.chars().next()) && !is_library(before)
    };
    text.match_indices(word).any(|(at, _)| is_whole(at))
}
