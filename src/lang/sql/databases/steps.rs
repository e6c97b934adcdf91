//! Schemas that are a list of steps: a table is made, and a later statement drops it and makes it again, as SQLite's own way to
//! change a table does. Such statements are run once, in their order; all others are run at each start of a program.

use std::collections::BTreeSet;

use crate::lang::sql::{TokenKind, tokens};

use super::text::{Statement, Verb, tables};

/// What becomes of the tables that a list of statements makes. Names are in lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Lasting {
    /// Tables that are there only between two steps.
    pub between: BTreeSet<String>,
    /// Tables that a statement drops and none makes again: the end of a test, or the way back.
    pub dropped: BTreeSet<String>,
    /// A table is dropped or renamed, and made again.
    pub is_stepwise: bool,
    /// The numbers of statements after which exactly the tables of the end are there, and something is still to come.
    pub rests: Vec<usize>,
}

/// Follows the tables through `statements`.
pub(super) fn lasting(statements: &[&Statement]) -> Lasting {
    let renames = |it: &&Statement| it.verb == Verb::Alter && it.sql.to_ascii_uppercase().contains("RENAME");
    if !statements.iter().any(|it| it.verb == Verb::Drop || renames(it)) {
        // Most schemas: nothing is read for nothing.
        return Lasting::default();
    }
    let effects: Vec<Effect> = statements.iter().map(|it| effect(it)).collect();
    let made_later = |at: usize, table: &str| {
        effects[at + 1..].iter().any(|it| match it {
            Effect::Makes(name) | Effect::Renames(_, name) => name == table,
            Effect::Drops(_) | Effect::Keeps => false,
        })
    };
    let mut found = Lasting::default();
    let (mut there, mut all) = (BTreeSet::new(), BTreeSet::new());
    // What each statement adds and takes away.
    let mut steps: Vec<[Option<&String>; 2]> = Vec::new();
    for (at, effect) in effects.iter().enumerate() {
        let step = match effect {
            Effect::Makes(table) => [Some(table), None],
            Effect::Drops(table) if there.contains(table) => {
                // `DROP` before `CREATE` in a file of its own begins anew, and is no step.
                let is_step = made_later(at, table)
                    || all.iter().any(|it: &&String| *it != table && made_from(statements, it, table));
                match is_step {
                    true => [None, Some(table)],
                    false => {
                        found.dropped.insert(table.clone());
                        [None, None]
                    }
                }
            }
            Effect::Renames(from, to) if there.contains(from) => [Some(to), Some(from)],
            Effect::Drops(_) | Effect::Renames(..) | Effect::Keeps => [None, None],
        };
        found.is_stepwise |= step[1].is_some();
        step[1].map(|it| there.remove(it));
        there.extend(step[0]);
        all.extend(step[0]);
        steps.push(step);
    }
    found.between = all.difference(&there).map(|it| (*it).clone()).collect();
    if found.is_stepwise {
        let last = statements.iter().rposition(|it| it.verb.declares()).unwrap_or(0);
        let mut now: BTreeSet<&String> = BTreeSet::new();
        for (at, step) in steps.iter().enumerate().take(last) {
            step[1].map(|it| now.remove(it));
            now.extend(step[0]);
            // Few statements leave the number as it is at the end: the sets are compared only there.
            found.rests.extend((now.len() == there.len() && now == there).then_some(at + 1));
        }
    }
    found
}

/// A table that was renamed away and whose rows a later one has: `INSERT INTO table SELECT … FROM old`.
fn made_from(statements: &[&Statement], table: &str, old: &str) -> bool {
    statements.iter().filter(|it| it.verb == Verb::Query).any(|it| {
        let named: Vec<String> = tables(&it.sql).into_iter().map(|it| it.to_lowercase()).collect();
        named.first().is_some_and(|it| it == table) && named[1..].iter().any(|it| it == old)
    })
}

enum Effect {
    Makes(String),
    Drops(String),
    Renames(String, String),
    Keeps,
}

fn effect(statement: &Statement) -> Effect {
    let sql = &statement.sql;
    let words: Vec<&str> =
        tokens(sql).iter().filter(|it| it.kind == TokenKind::Word).map(|it| &sql[it.span.range()]).collect();
    let is = |at: usize, word: &str| words.get(at).is_some_and(|it| it.eq_ignore_ascii_case(word));
    let mut named = tables(sql).into_iter().map(|it| it.to_lowercase());
    match (statement.verb, named.next()) {
        (Verb::Table, Some(table)) => Effect::Makes(table),
        (Verb::Drop, Some(table)) if is(1, "TABLE") => Effect::Drops(table),
        (Verb::Alter, Some(table)) => {
            let renames = (2..words.len()).any(|at| is(at, "RENAME") && is(at + 1, "TO"));
            match named.next() {
                Some(new) if renames => Effect::Renames(table, new),
                _ => Effect::Keeps,
            }
        }
        _ => Effect::Keeps,
    }
}

/// True for a statement that changes rows and needs no value from the program.
pub(super) fn changes_rows(statement: &Statement) -> bool {
    let sql = &statement.sql;
    let first = sql.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    statement.verb == Verb::Query
        && ["INSERT", "UPDATE", "DELETE", "REPLACE"].contains(&first.as_str())
        && !tokens(sql).iter().any(|it| it.kind == TokenKind::Placeholder)
}

/// True for a statement that may run at each start of a program.
pub(super) fn runs_again(statement: &Statement) -> bool {
    let words: Vec<String> = statement.sql.split_whitespace().take(6).map(str::to_ascii_uppercase).collect();
    statement.verb.declares() && words.windows(2).any(|it| it[0] == "IF" && it[1] == "NOT")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::sql::SQL;
    use crate::lang::sql::databases::text::statements;

    fn of(sql: &str) -> Lasting {
        let all = statements(SQL, sql);
        lasting(&all.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_table_that_is_made_again_is_a_step() {
        let found = of(
            "CREATE TABLE a (x TEXT); ALTER TABLE a ADD COLUMN y TEXT; CREATE TABLE a_new (x TEXT, y TEXT); \
                        INSERT INTO a_new SELECT x, y FROM a; DROP TABLE a; ALTER TABLE a_new RENAME TO a; CREATE INDEX i ON a (x)",
        );
        assert!(found.is_stepwise && found.dropped.is_empty());
        assert_eq!(found.between.into_iter().collect::<Vec<_>>(), ["a_new"]);
        assert_eq!(found.rests, [1, 2, 6]);
        // The other order of the same: the old table makes room first.
        let found = of("CREATE TABLE a (x TEXT); ALTER TABLE a RENAME TO a_old; CREATE TABLE a (x TEXT, y TEXT); \
                        INSERT INTO a SELECT x, '' FROM a_old; DROP TABLE a_old");
        assert!(found.is_stepwise && found.dropped.is_empty(), "{found:?}");
        assert_eq!(found.between.into_iter().collect::<Vec<_>>(), ["a_old"]);
    }

    #[test]
    fn a_table_that_begins_or_ends_is_no_step() {
        assert!(!of("DROP TABLE IF EXISTS a; CREATE TABLE a (x TEXT)").is_stepwise);
        let found = of("CREATE TABLE a (x TEXT); DROP TABLE a");
        assert!(!found.is_stepwise && found.dropped.contains("a"));
    }
}
