//! Runs a script before anybody sees it: a database as the old code makes it, with rows; the script; the statements of the
//! new code. All in memory. Texts come from the repositories, so only single statements of known kinds are run, with limits.

use std::collections::BTreeSet;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Error, params_from_iter};

use super::document::{Document, queries};
use super::limits::Budget;
use super::script::{Script, quoted};
use super::text::{Statement, Verb};
use crate::model::Proof;

/// Runs `script` on each database that the declarations of `database` make. `users` may hold queries too. All of it is paid from
/// `budget`.
///
/// # Errors
/// Why there is no proof.
pub(super) fn prove(
    script: &Script,
    database: &[Document],
    users: &[Document],
    budget: &Budget,
) -> Result<Proof, String> {
    let mut proof = Proof { sqlite: rusqlite::version().to_owned(), databases: 0, rows: 0, queries: 0, without: None };
    let queries = queries(database.iter().chain(users));
    let all: Vec<&Document> = database.iter().collect();
    let mut makers: Vec<Vec<&Document>> = all.iter().map(|document| vec![*document]).collect();
    if makers.len() > 1 {
        makers.push(all);
    }
    let mut problem = None;
    for documents in makers {
        match one(script, &documents, &queries, budget) {
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

fn one(script: &Script, documents: &[&Document], queries: &[(&str, &str)], budget: &Budget) -> Result<Ran, String> {
    let schema = |new: bool| -> Vec<&Statement> {
        let sides = documents.iter().flat_map(|it| if new { &it.new } else { &it.old });
        sides.filter(|it| it.verb != Verb::Query).collect()
    };
    let (old, new) = (schema(false), schema(true));
    let database = budget.database()?;
    if let Err(error) = create(&database, &old, budget) {
        budget.left()?;
        return Ok(Ran::Part(format!("the old schema does not run on SQLite by itself: {error}")));
    }
    if let Some(missing) = script.tables.iter().find(|table| !exists(&database, table)) {
        return Ok(Ran::Part(format!("nothing declares the table `{missing}`")));
    }
    let without = without(script, &old, &new, queries, budget)?;
    let mut rows = Vec::new();
    for table in &script.tables {
        fill(&database, table, budget)?;
        rows.push((renamed(script, table), content(&database, table, budget)?));
    }
    for statement in script.statements() {
        budget.left()?;
        let run = database.execute(&statement, []);
        run.map_err(|error| {
            format!("`{statement}` does not run on a database of the old code: {}", budget.said(&error))
        })?;
    }
    let made = create(&database, &new, budget);
    made.map_err(|error| format!("the new code's schema does not run after the script: {error}"))?;
    same_as_new(&database, &new, budget)?;
    for (table, before) in &rows {
        if content(&database, table, budget)? != *before {
            return Err(format!("the rows of `{table}` are not the same after the script"));
        }
    }
    let queries = renamed_queries(&database, &old, queries, budget)?;
    budget.left()?;
    let rows = rows.iter().map(|(_, rows)| rows.count).sum();
    Ok(Ran::Whole { rows, queries, without })
}

/// A database that the script was run on has all that one has that the new code makes.
fn same_as_new(migrated: &Connection, new: &[&Statement], budget: &Budget) -> Result<(), String> {
    let fresh = budget.database()?;
    create(&fresh, new, budget).map_err(|error| format!("the new schema does not run on SQLite: {error}"))?;
    let (migrated, wanted) = (shape(migrated, budget)?, shape(&fresh, budget)?);
    match wanted.difference(&migrated).next() {
        Some(missing) => Err(format!("a new database has `{missing}`, a migrated one has not")),
        None => Ok(()),
    }
}

/// How many queries have other names now, when all that the old code could prepare can be prepared.
fn renamed_queries(
    migrated: &Connection,
    old: &[&Statement],
    queries: &[(&str, &str)],
    budget: &Budget,
) -> Result<usize, String> {
    let before = budget.database()?;
    create(&before, old, budget)?;
    let mut count = 0;
    for (old, new) in queries {
        budget.left()?;
        if before.prepare(old).is_ok() {
            let prepared = migrated.prepare(new);
            prepared
                .map_err(|error| format!("a query of the new code fails after the script: {}", budget.said(&error)))?;
            count += usize::from(old != new);
        }
    }
    Ok(count)
}

/// What the new code says on an old database.
fn without(
    script: &Script,
    old: &[&Statement],
    new: &[&Statement],
    queries: &[(&str, &str)],
    budget: &Budget,
) -> Result<Option<String>, String> {
    let database = budget.database()?;
    create(&database, old, budget)?;
    if let Err(error) = create(&database, new, budget) {
        budget.left()?;
        return Ok(Some(error));
    }
    let failing = queries.iter().take_while(|_| budget.left().is_ok()).find_map(|(_, new)| {
        // Fragments are completed by the program; they say nothing here.
        let error = database.prepare(new).err()?.to_string();
        error.contains("no such").then(|| error.split(" in ").next().unwrap_or_default().to_owned())
    });
    let empty = script.table_names.iter().find(|(_, new)| exists(&database, new));
    Ok(failing.or_else(|| empty.map(|(old, new)| format!("an empty table `{new}` beside the old `{old}`"))))
}

/// Runs the statements of a schema as a program does that runs them at each start: what is there already is fine, and so is
/// a column that was added before.
fn create(database: &Connection, schema: &[&Statement], budget: &Budget) -> Result<(), String> {
    for statement in schema {
        budget.left()?;
        match database.execute(&statement.sql, []) {
            Ok(_) => {}
            Err(error) if statement.verb == Verb::Alter => budget.within(&error)?,
            Err(error) if error.to_string().contains("already exists") => {}
            Err(error) => return Err(budget.said(&error)),
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
fn fill(database: &Connection, table: &str, budget: &Budget) -> Result<(), String> {
    let Ok(columns) = columns(database, table, budget) else { return budget.left() };
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
        if let Err(error) = database.execute(&insert, params_from_iter(values)) {
            budget.within(&error)?;
        }
    }
    Ok(())
}

/// Name, type, and whether SQLite itself gives the value (`INTEGER PRIMARY KEY`).
fn columns(database: &Connection, table: &str, budget: &Budget) -> Result<Vec<(String, String, bool)>, String> {
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
    read().map_err(|error| budget.said(&error))
}

/// How many rows a table has, and what they hold.
#[derive(PartialEq, Eq)]
struct Content {
    count: usize,
    /// Of the values in the order of rows and columns: the rows themselves may be many.
    hash: blake3::Hash,
}

/// All rows of a table, in the order of its columns.
fn content(database: &Connection, table: &str, budget: &Budget) -> Result<Content, String> {
    let read = || {
        let mut statement = database.prepare(&format!("SELECT * FROM {}", quoted(table)))?;
        let width = statement.column_count();
        let (mut count, mut hasher) = (0, blake3::Hasher::new());
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            count += 1;
            (0..width).try_for_each(|at| row.get_ref(at).map(|value| add(value, &mut hasher)))?;
        }
        Ok(Content { count, hash: hasher.finalize() })
    };
    read().map_err(|error: Error| budget.said(&error))
}

/// Adds the type of a value, its length and its bytes.
fn add(value: ValueRef, hasher: &mut blake3::Hasher) {
    let (kind, bytes) = match value {
        ValueRef::Null => (b'n', Vec::new()),
        ValueRef::Integer(it) => (b'i', it.to_le_bytes().to_vec()),
        ValueRef::Real(it) => (b'r', it.to_bits().to_le_bytes().to_vec()),
        ValueRef::Text(it) => (b't', it.to_vec()),
        ValueRef::Blob(it) => (b'b', it.to_vec()),
    };
    hasher.update(&[kind]).update(&bytes.len().to_le_bytes()).update(&bytes);
}

/// The tables with their columns, and the indexes, views and triggers, a line each.
fn shape(database: &Connection, budget: &Budget) -> Result<BTreeSet<String>, String> {
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
    read().map_err(|error: Error| budget.said(&error))
}
