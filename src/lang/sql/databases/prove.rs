//! Runs a script before anybody sees it: a database as the old code makes it, with rows; the script; the statements of the
//! new code. All in memory. Texts come from the repositories, so only single statements of known kinds are run, with limits.

use std::collections::BTreeSet;

use rusqlite::limits::Limit;
use rusqlite::types::Value;
use rusqlite::{Connection, Error, params_from_iter};

use super::document::{Document, queries};
use super::script::{Script, quoted};
use super::text::{Statement, Verb};
use crate::model::Proof;

/// Instructions of the virtual machine after which a statement is stopped.
const STEPS: i32 = 2_000_000;

/// Runs `script` on each database that the declarations of `database` make. `users` may hold queries too.
///
/// # Errors
/// Why there is no proof.
pub(super) fn prove(script: &Script, database: &[Document], users: &[Document]) -> Result<Proof, String> {
    let mut proof = Proof { sqlite: rusqlite::version().to_owned(), databases: 0, rows: 0, queries: 0, without: None };
    let queries = queries(database.iter().chain(users));
    let all: Vec<&Document> = database.iter().collect();
    let mut makers: Vec<Vec<&Document>> = all.iter().map(|document| vec![*document]).collect();
    if makers.len() > 1 {
        makers.push(all);
    }
    let mut problem = None;
    for documents in makers {
        match one(script, &documents, &queries) {
            Ok(Ran::Whole { rows, queries, without }) => {
                proof.databases += 1;
                proof.rows += rows;
                proof.queries = proof.queries.max(queries);
                proof.without = proof.without.or(without);
            }
            // A file that declares only a part makes no database of its own.
            Ok(Ran::Part(reason)) => problem = problem.or(Some(reason)),
            Err(error) => return Err(error),
        }
    }
    match problem {
        Some(problem) if proof.databases == 0 => Err(problem),
        _ => Ok(proof),
    }
}

enum Ran {
    Whole { rows: usize, queries: usize, without: Option<String> },
    Part(String),
}

fn one(script: &Script, documents: &[&Document], queries: &[(&str, &str)]) -> Result<Ran, String> {
    let schema = |new: bool| -> Vec<&Statement> {
        let sides = documents.iter().flat_map(|it| if new { &it.new } else { &it.old });
        sides.filter(|it| it.verb != Verb::Query).collect()
    };
    let (old, new) = (schema(false), schema(true));
    let database = open()?;
    if let Err(error) = create(&database, &old) {
        return Ok(Ran::Part(format!("the old schema does not run on SQLite by itself: {error}")));
    }
    if let Some(missing) = script.tables.iter().find(|table| !exists(&database, table)) {
        return Ok(Ran::Part(format!("nothing declares the table `{missing}`")));
    }
    let without = without(script, &old, &new, queries)?;
    let mut rows = Vec::new();
    for table in &script.tables {
        fill(&database, table);
        rows.push((renamed(script, table), content(&database, table)?));
    }
    for statement in script.statements() {
        let run = database.execute(&statement, []);
        run.map_err(|error| format!("`{statement}` does not run on a database of the old code: {}", said(&error)))?;
    }
    create(&database, &new).map_err(|error| format!("the new code's schema does not run after the script: {error}"))?;
    let fresh = open()?;
    create(&fresh, &new).map_err(|error| format!("the new schema does not run on SQLite: {error}"))?;
    let (migrated, wanted) = (shape(&database)?, shape(&fresh)?);
    if let Some(missing) = wanted.difference(&migrated).next() {
        return Err(format!("a new database has `{missing}`, a migrated one has not"));
    }
    for (table, before) in &rows {
        if content(&database, table)? != *before {
            return Err(format!("the rows of `{table}` are not the same after the script"));
        }
    }
    let before = open()?;
    create(&before, &old)?;
    let mut count = 0;
    for (old, new) in queries.iter().filter(|(old, _)| before.prepare(old).is_ok()) {
        let prepared = database.prepare(new);
        prepared.map_err(|error| format!("a query of the new code fails after the script: {}", said(&error)))?;
        count += usize::from(old != new);
    }
    let rows = rows.iter().map(|(_, rows)| rows.len()).sum();
    Ok(Ran::Whole { rows, queries: count, without })
}

/// What the new code says on an old database.
fn without(
    script: &Script,
    old: &[&Statement],
    new: &[&Statement],
    queries: &[(&str, &str)],
) -> Result<Option<String>, String> {
    let database = open()?;
    create(&database, old)?;
    if let Err(error) = create(&database, new) {
        return Ok(Some(error));
    }
    let failing = queries.iter().find_map(|(_, new)| {
        // Fragments are completed by the program; they say nothing here.
        let error = database.prepare(new).err()?.to_string();
        error.contains("no such").then(|| error.split(" in ").next().unwrap_or_default().to_owned())
    });
    let empty = script.table_names.iter().find(|(_, new)| exists(&database, new));
    Ok(failing.or_else(|| empty.map(|(old, new)| format!("an empty table `{new}` beside the old `{old}`"))))
}

fn open() -> Result<Connection, String> {
    let mut database = Connection::open_in_memory().map_err(|error| said(&error))?;
    // The built-in default would refuse rows that point nowhere.
    database.pragma_update(None, "foreign_keys", false).map_err(|error| said(&error))?;
    database.set_limit(Limit::SQLITE_LIMIT_LENGTH, 1_000_000).map_err(|error| said(&error))?;
    database.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0).map_err(|error| said(&error))?;
    database.progress_handler(STEPS, Some(|| true)).map_err(|error| said(&error))?;
    Ok(database)
}

/// Runs the statements of a schema as a program does that runs them at each start: what is there already is fine, and so is
/// a column that was added before.
fn create(database: &Connection, schema: &[&Statement]) -> Result<(), String> {
    for statement in schema {
        match database.execute(&statement.sql, []) {
            Ok(_) => {}
            Err(_) if statement.verb == Verb::Alter => {}
            Err(error) if error.to_string().contains("already exists") => {}
            Err(error) => return Err(said(&error)),
        }
    }
    Ok(())
}

fn exists(database: &Connection, table: &str) -> bool {
    database.table_exists(None, table).unwrap_or(false)
}

fn renamed(script: &Script, table: &str) -> String {
    let new = script.table_names.iter().find(|(old, _)| old == table).map(|(_, new)| new);
    new.map_or_else(|| table.to_owned(), String::clone)
}

/// Puts two rows into a table, if its constraints allow.
fn fill(database: &Connection, table: &str) {
    let Ok(columns) = columns(database, table) else { return };
    let wanted: Vec<&(String, String, bool)> = columns.iter().filter(|(.., key)| !key).collect();
    let names: Vec<String> = wanted.iter().map(|(name, ..)| quoted(name)).collect();
    let marks = vec!["?"; wanted.len()].join(", ");
    let insert = format!("INSERT INTO {} ({}) VALUES ({marks})", quoted(table), names.join(", "));
    for row in 1..=2 {
        let values = wanted.iter().map(|(_, kind, _)| match kind.to_ascii_uppercase() {
            kind if kind.contains("INT") => Value::Integer(row),
            kind if ["REAL", "FLOA", "DOUB", "NUM"].iter().any(|it| kind.contains(it)) => Value::Real(row as f64),
            kind if kind.contains("BLOB") => Value::Blob(vec![row as u8]),
            _ => Value::Text(format!("{row}")),
        });
        // A CHECK may refuse made-up values: then the table is proved empty.
        let _ = database.execute(&insert, params_from_iter(values));
    }
}

/// Name, type, and whether SQLite itself gives the value (`INTEGER PRIMARY KEY`).
fn columns(database: &Connection, table: &str) -> Result<Vec<(String, String, bool)>, String> {
    let read = || {
        let mut statement =
            database.prepare("SELECT name, type, pk, dflt_value, \"notnull\" FROM pragma_table_info(?)")?;
        let rows = statement.query_map([table], |row| {
            let kind: String = row.get(1)?;
            let key = row.get::<_, i64>(2)? == 1 && kind.eq_ignore_ascii_case("INTEGER");
            Ok((row.get(0)?, kind, key))
        })?;
        rows.collect::<Result<Vec<_>, Error>>()
    };
    read().map_err(|error| said(&error))
}

/// All rows of a table, in the order of its columns.
fn content(database: &Connection, table: &str) -> Result<Vec<Vec<Value>>, String> {
    let read = || {
        let mut statement = database.prepare(&format!("SELECT * FROM {}", quoted(table)))?;
        let width = statement.column_count();
        let rows = statement.query_map([], |row| (0..width).map(|at| row.get::<_, Value>(at)).collect())?;
        rows.collect::<Result<Vec<_>, Error>>()
    };
    read().map_err(|error| said(&error))
}

/// The tables with their columns, and the indexes, views and triggers, a line each.
fn shape(database: &Connection) -> Result<BTreeSet<String>, String> {
    let read = || {
        let mut lines = BTreeSet::new();
        let mut statement = database.prepare(
            "SELECT m.type || ' ' || m.tbl_name || ' column ' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk \
             FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type IN ('table', 'view') \
             UNION ALL SELECT m.type || ' ' || CASE WHEN m.name LIKE 'sqlite_%' THEN '' ELSE m.name END || ' on ' || m.tbl_name || ' (' || \
             (SELECT group_concat(coalesce(c.name, 'expression'), ', ') FROM pragma_index_info(m.name) c) || ')' \
             FROM sqlite_master m WHERE m.type = 'index' \
             UNION ALL SELECT m.type || ' ' || m.name || ' on ' || m.tbl_name FROM sqlite_master m WHERE m.type = 'trigger'",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            lines.insert(row.get::<_, Option<String>>(0)?.unwrap_or_default());
        }
        Ok(lines)
    };
    read().map_err(|error: Error| said(&error))
}

/// What SQLite says, without the statement that it says it about.
fn said(error: &Error) -> String {
    let text = match error {
        Error::SqlInputError { msg, .. } => msg.clone(),
        error => error.to_string(),
    };
    text.lines().next().unwrap_or_default().to_owned()
}
