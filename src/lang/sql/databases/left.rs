//! What can be seen of a new schema without a server to run it on: a name that is there twice, and a use of one that has gone.

use std::collections::BTreeMap;

use crate::lang::sql::{Calls, TokenKind, read, read_among, tokens};
use crate::model::Role;

use super::document::Document;
use super::script::{Inside, Kind, Script, words};
use super::steps::lasting;
use super::text::{Statement, Verb, tables, texts};

/// Whether the new code can work, as far as its text says.
///
/// # Errors
/// What is there twice or not any more, and where.
pub(super) fn consistent(script: &Script, database: &[Document], users: &[&Document]) -> Result<(), String> {
    in_order(script, database)?;
    twice(script, database)?;
    database.iter().chain(users.iter().copied()).try_for_each(|it| gone(script, it))
}

/// The tables of a schema, each with its columns, in lower case.
fn declared(database: &[Document], new: bool) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let statements = database.iter().flat_map(|it| if new { &it.new } else { &it.old });
    for it in statements.filter(|it| it.verb == Verb::Table) {
        let Some(table) = tables(&it.sql).into_iter().next() else { continue };
        let columns = texts(&it.sql, |name| name.role == Role::SqlColumn && name.declaration);
        found.insert(table.to_lowercase(), columns.into_iter().map(|it| it.to_lowercase()).collect());
    }
    found
}

/// Where a statement of the schema renames the same column itself, nothing says whether a database has the old name or the new one.
fn in_order(script: &Script, database: &[Document]) -> Result<(), String> {
    let steps = |it: &&Statement| {
        let words = it.sql.to_ascii_uppercase();
        it.verb == Verb::Alter
            && ["RENAME", "CHANGE", "DROP"].iter().any(|word| words.split_whitespace().any(|it| it == *word))
    };
    for document in database {
        let lasting = lasting(&document.old.iter().collect::<Vec<_>>());
        let order = |what: &str| {
            Err(format!("the order is not known in which the statements of {} run: {what}", document.name))
        };
        if lasting.is_stepwise {
            return order("one makes a table again");
        }
        for statement in document.old.iter().filter(steps) {
            let all = words(&statement.sql);
            let named = |it: &str| all.contains(&it.to_lowercase());
            if script.inside.iter().any(|it| named(&it.table) && (named(&it.old) || named(&it.new))) {
                return order("one renames or drops a column that the batch renames");
            }
        }
    }
    Ok(())
}

fn twice(script: &Script, database: &[Document]) -> Result<(), String> {
    let (before, after) = (declared(database, false), declared(database, true));
    for (old, new) in &script.table_names {
        if before.contains_key(&new.to_lowercase()) {
            return Err(format!("there is a table `{new}` already, beside `{old}`"));
        }
    }
    for (table, columns) in &after {
        let again = columns.iter().enumerate().find(|(at, it)| columns[..*at].contains(it));
        if let Some((_, column)) = again {
            return Err(format!("`{table}` would have the column `{column}` twice"));
        }
    }
    // A column that a later `ALTER TABLE` adds.
    for it in script.inside.iter().filter(|it| it.kind == Kind::Column) {
        let added = |statement: &&Statement| {
            statement.verb == Verb::Alter
                && tables(&statement.sql).first().is_some_and(|table| table.eq_ignore_ascii_case(&it.table))
        };
        let mut all = database.iter().flat_map(|it| &it.old).filter(added);
        let is_new = |name: &String| name.eq_ignore_ascii_case(&it.new);
        if all.any(|it| texts(&it.sql, |name| name.role == Role::SqlColumn && name.declaration).iter().any(is_new)) {
            return Err(format!("`{}` has a column `{}` already", it.table, it.new));
        }
    }
    Ok(())
}

/// A column that a statement about its own table still names, wherever it stands there: `KEY k (run_id)`.
fn unread(script: &Script, statement: &Statement) -> Option<String> {
    let about = tables(&statement.sql).into_iter().next()?;
    let named =
        |it: &&Inside| it.table.eq_ignore_ascii_case(&about) || script.renamed(&it.table).eq_ignore_ascii_case(&about);
    let olds: Vec<&str> =
        script.inside.iter().filter(|it| it.kind == Kind::Column).filter(named).map(|it| it.old.as_str()).collect();
    let names = read(&statement.sql, 0).names;
    let all = tokens(&statement.sql);
    let is =
        |at: usize, word: &str| all.get(at).is_some_and(|it| statement.sql[it.span.range()].eq_ignore_ascii_case(word));
    // The name of an index or a constraint, and the type of a column, may be the same word.
    let is_other = |at: usize| {
        let named = |at: usize| names.iter().find(|it| it.span == all[at].span);
        let before = at.checked_sub(1);
        let role = named(at).map(|it| it.role);
        let is_type = || before.and_then(named).is_some_and(|it| it.declaration && it.role == Role::SqlColumn);
        role == Some(Role::SqlIndex)
            || role == Some(Role::Other) && (is_type() || before.is_some_and(|it| is(it, "CONSTRAINT")))
    };
    let mut elsewhere = false;
    all.iter().enumerate().find_map(|(at, it)| {
        let text = &statement.sql[it.span.range()];
        // `REFERENCES other (run_id)` names a column of another table.
        elsewhere = elsewhere && text != ")" || text.eq_ignore_ascii_case("REFERENCES");
        let is_name = matches!(it.kind, TokenKind::Word | TokenKind::Quoted) && !elsewhere && !is_other(at);
        (is_name && olds.iter().any(|old| old.eq_ignore_ascii_case(text))).then(|| text.to_owned())
    })
}

/// A statement of the new code that still has an old name.
fn gone(script: &Script, document: &Document) -> Result<(), String> {
    let calls = Calls::of(document.new.iter().map(|it| it.sql.as_str()));
    for statement in document.new.iter().filter(|it| it.verb != Verb::Drop) {
        let is_own = statement.verb == Verb::Alter && statement.sql.to_ascii_uppercase().contains("RENAME");
        let schema = matches!(statement.verb, Verb::Table | Verb::Index) || statement.verb == Verb::Alter && !is_own;
        if let Some(text) = schema.then(|| unread(script, statement)).flatten() {
            return Err(format!("a statement in {} still says `{text}`", document.name));
        }
        for name in read_among(&statement.sql, &calls).names.iter().filter(|_| !is_own) {
            let text = &statement.sql[name.span.range()];
            let same = |it: &str| it.eq_ignore_ascii_case(text);
            let table = name.column.as_ref().and_then(|it| it.table.as_deref());
            let of = |old: &str| table.is_some_and(|it| it.eq_ignore_ascii_case(old) || it == script.renamed(old));
            let left = match name.role {
                Role::SqlTable => script.table_names.iter().any(|(old, _)| same(old)),
                Role::SqlColumn => {
                    script.inside.iter().any(|it| it.kind == Kind::Column && same(&it.old) && of(&it.table))
                }
                _ => false,
            };
            // In the body of a function: a variable, or the column of a row of which nothing says the table.
            let is_column = |it: &Inside| it.kind == Kind::Column && same(&it.old);
            if name.column.as_ref().is_some_and(|it| it.made_at.is_some() && it.table.is_none())
                && script.inside.iter().any(is_column)
            {
                return Err(format!(
                    "a function or trigger in {} says `{text}`, and nothing tells whether that is the column",
                    document.name
                ));
            }
            if left {
                return Err(format!("a statement in {} still says `{text}`", document.name));
            }
        }
    }
    Ok(())
}
