//! Runs a script before anybody sees it: a database as the old code makes it, with rows; the script; the statements of the
//! new code; the queries and triggers of both. All in memory. Texts come from the repositories, so only single statements of known
//! kinds are run, with limits.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::behaviour::{Both, copy};
use super::dialect::Dialect;
use super::document::{Document, Query, queries};
use super::limits::Budget;
use super::rows::{Content, TABLES, columns, content, fill, insert, names, quoted, readable, shape};
use super::script::{Inside, Kind, Script};
use super::steps::{Lasting, changes_rows, lasting, runs_again};
use super::text::{Statement, Verb, is_materialized};
use crate::model::Proof;

/// Runs `script` on each database that the declarations of `database` make. `users` may hold queries too. All of it is paid from
/// `budget`.
///
/// # Errors
/// Why there is no proof.
pub(super) fn prove(
    script: &Script,
    database: &[Document],
    users: &[&Document],
    budget: &Budget,
) -> Result<Proof, String> {
    tried(script, database, users, budget)?
}

/// Whether SQLite says that the same change can't work, for a database that is one of another kind. What does not run there at all says
/// nothing.
///
/// # Errors
/// Why it can't.
pub(super) fn refuted(
    script: &Script,
    database: &[Document],
    users: &[&Document],
    budget: &Budget,
) -> Result<(), String> {
    tried(script, database, users, budget).map(drop)
}

/// The proof, or why the schema does not run on SQLite.
///
/// # Errors
/// What speaks against the script.
fn tried(
    script: &Script,
    database: &[Document],
    users: &[&Document],
    budget: &Budget,
) -> Result<Result<Proof, String>, String> {
    let mut proof = Proof {
        sqlite: rusqlite::version().to_owned(),
        databases: 0,
        rows: 0,
        queries: 0,
        without: None,
        why: String::new(),
        back: Vec::new(),
        probe: String::new(),
        first: Vec::new(),
        steps: script.steps(),
    };
    let queries = queries(database.iter().chain(users.iter().copied()));
    let all: Vec<&Document> = database.iter().collect();
    let mut makers: Vec<Vec<&Document>> = all.iter().map(|document| vec![*document]).collect();
    if makers.len() > 1 {
        makers.push(all);
    }
    let mut problem = None;
    let back = Script::back(database);
    let mut back = back.and_then(|it| it.statements(Dialect::Sqlite)).ok();
    for documents in makers {
        let statements = |new: bool| documents.iter().flat_map(move |it| if new { &it.new } else { &it.old }).collect();
        let old: Vec<&Statement> = statements(false);
        let schema =
            Schema { lasting: lasting(&old), old, new: statements(true), back: back.take().unwrap_or_default() };
        match schema.proved(script, &queries, budget) {
            Ok(Ran::Whole { databases, rows, queries, without, first, goes_back }) => {
                back = goes_back.then(|| schema.back.clone());
                proof.steps = proof.steps.and_then(|it| schema.starts(script, &it, budget).map(|()| it));
                proof.first = first;
                proof.databases += databases;
                proof.rows += rows;
                proof.queries = proof.queries.max(queries);
                proof.without = proof.without.or(without);
            }
            // A file that declares only a part makes no database of its own.
            Ok(Ran::Part(reason)) => {
                back = Some(schema.back);
                problem = problem.or(Some(reason));
            }
            Err(error) => return Err(error),
        }
    }
    proof.back = back.unwrap_or_default();
    match problem {
        Some(problem) if proof.databases == 0 => Ok(Err(problem)),
        _ => Ok(Ok(proof)),
    }
}

enum Ran {
    Whole {
        databases: usize,
        rows: usize,
        queries: usize,
        without: Option<String>,
        first: Vec<String>,
        goes_back: bool,
    },
    Part(String),
}

/// What a script did to a database.
struct Migrated {
    /// What is in the tables that change.
    rows: Vec<Content>,
    /// How many queries have other names now.
    queries: usize,
    goes_back: bool,
}

/// The statements that make a database, before and after.
pub(super) struct Schema<'a> {
    pub old: Vec<&'a Statement>,
    pub new: Vec<&'a Statement>,
    pub lasting: Lasting,
    /// What takes the script back; empty where nothing does.
    back: Vec<String>,
}

impl Schema<'_> {
    fn proved(&self, script: &Script, queries: &[Query], budget: &Budget) -> Result<Ran, String> {
        let database = budget.database()?;
        if let Err(error) = self.run(&database, &self.old, budget) {
            budget.left()?;
            return Ok(Ran::Part(format!("the old schema does not run on SQLite by itself: {error}")));
        }
        if script.made.iter().any(|it| is_materialized(&it.sql)) {
            return Ok(Ran::Part("SQLite has no materialized views".to_owned()));
        }
        if let Some(missing) = script.tables.iter().find(|table| !exists(&database, table)) {
            return Ok(Ran::Part(format!("nothing declares the table `{missing}`")));
        }
        let without = self.without(script, queries, budget)?;
        let Migrated { rows, queries, goes_back } = self.migrated(script, database, self.old.len(), queries, budget)?;
        let first = self.first(script, budget)?;
        let mut databases = 1;
        // A database that has seen only the first steps gets the others from the new code.
        for steps in self.lasting.rests.iter().copied() {
            let database = budget.database()?;
            self.run(&database, &self.old[..steps], budget)?;
            if script.tables.iter().all(|it| exists(&database, it)) {
                let done = self.migrated(script, database, steps, &[], budget);
                done.map_err(|why| format!("on a database after {steps} of {} statements: {why}", self.old.len()))?;
                databases += 1;
            }
        }
        Ok(Ran::Whole { databases, rows: rows.iter().map(|it| it.count).sum(), queries, without, first, goes_back })
    }

    /// Runs the script on a database that has seen the first `steps` statements of the old code, then what the new code runs.
    fn migrated(
        &self,
        script: &Script,
        old: Connection,
        steps: usize,
        queries: &[Query],
        budget: &Budget,
    ) -> Result<Migrated, String> {
        let others = names(&old, TABLES, budget)?;
        let changed = |table: &String| script.tables.iter().any(|it| it.eq_ignore_ascii_case(table));
        // Those that change come last, so that what triggers put into others stays.
        others.iter().filter(|it| !changed(it)).try_for_each(|it| fill(&old, it, budget))?;
        others.iter().filter(|it| changed(it)).try_for_each(|it| fill(&old, it, budget))?;
        let new = copy(&old, budget)?;
        for statement in script.statements(Dialect::Sqlite)? {
            budget.left()?;
            new.execute(&statement, []).map_err(|error| {
                format!("`{statement}` does not run on a database of the old code: {}", budget.said(&error))
            })?;
        }
        self.go_on(&old, &self.old, steps, budget)?;
        let made = self.go_on(&new, &self.new, steps, budget);
        made.map_err(|error| format!("the new code's schema does not run after the script: {error}"))?;
        self.same_as_new(&new, budget)?;
        let both = Both { old: &old, new: &new, script, budget };
        both.hold_the_same()?;
        let queries = both.answer_the_same(queries)?;
        both.fire_the_same()?;
        budget.left()?;
        let rows = script.tables.iter().filter(|it| exists(&old, it)).map(|it| content(&old, it, budget));
        let rows = rows.collect::<Result<_, _>>()?;
        Ok(Migrated { rows, queries, goes_back: !self.back.is_empty() && self.goes_back(&both)? })
    }

    /// Whether the way back makes the old database again.
    fn goes_back(&self, both: &Both) -> Result<bool, String> {
        let again = copy(both.new, both.budget)?;
        for statement in &self.back {
            if let Err(error) = again.execute(statement, []) {
                return both.budget.within(&error).map(|()| false);
            }
        }
        let (wanted, made) = (shape(both.old, both.budget)?, shape(&again, both.budget)?);
        let same = Both { new: &again, script: &Script::default(), ..*both };
        Ok(wanted.difference(&made).next().is_none() && same.hold_the_same().is_ok())
    }

    /// What comes first on an old database that the new code has opened, and perhaps used; empty where the script alone is enough, or
    /// nothing is.
    fn first(&self, script: &Script, budget: &Budget) -> Result<Vec<String>, String> {
        if script.table_names.is_empty() {
            return Ok(Vec::new());
        }
        let database = budget.database()?;
        self.run(&database, &self.old, budget)?;
        names(&database, TABLES, budget)?.iter().try_for_each(|it| fill(&database, it, budget))?;
        // It may fail half-way, and leave what it has made.
        let _ = self.go_on(&database, &self.new, self.old.len(), budget);
        let made: Vec<&(String, String)> =
            script.table_names.iter().filter(|(_, new)| exists(&database, new)).collect();
        if made.is_empty() {
            return Ok(Vec::new());
        }
        let mut wanted = Vec::new();
        for (old, new) in &made {
            insert(&database, new, 3, budget)?;
            wanted.push(content(&database, old, budget)?.count + content(&database, new, budget)?.count);
        }
        let moves = made.iter().map(|(old, new)| moved(&database, script, old, new, budget));
        let mut first = moves.collect::<Result<Vec<_>, _>>()?;
        // Those that others point to go last.
        first.extend(made.iter().rev().map(|(_, new)| format!("DROP TABLE {};", quoted(new))));
        for statement in first.iter().chain(&script.statements(Dialect::Sqlite)?) {
            if let Err(error) = database.execute(statement, []) {
                return budget.within(&error).map(|()| Vec::new());
            }
        }
        let works = self.go_on(&database, &self.new, self.old.len(), budget).is_ok();
        let found = made.iter().map(|(_, new)| content(&database, new, budget).map(|it| it.count));
        let kept = found.collect::<Result<Vec<_>, _>>()? == wanted;
        Ok(if works && kept && self.same_as_new(&database, budget).is_ok() { first } else { Vec::new() })
    }

    /// What a program runs when it opens a database that has seen the first `steps` statements.
    fn go_on(&self, database: &Connection, all: &[&Statement], steps: usize, budget: &Budget) -> Result<(), String> {
        if !self.lasting.is_stepwise {
            return self.run(database, all, budget);
        }
        self.run(database, &all[steps..], budget)?;
        let again: Vec<&Statement> = all.iter().copied().filter(|it| runs_again(it)).collect();
        self.run(database, &again, budget)
    }

    /// Runs the statements of a schema as a program does that runs them at each start: what is there already is fine, and so is
    /// a column that was added before. Steps are run with what they drop and move.
    pub(super) fn run(&self, database: &Connection, all: &[&Statement], budget: &Budget) -> Result<(), String> {
        for statement in all {
            budget.left()?;
            let is_step = self.lasting.is_stepwise && (self.drops(statement) || changes_rows(statement));
            if !statement.verb.declares() && !is_step {
                continue;
            }
            match database.execute(&statement.sql, []) {
                Ok(_) => {}
                // What SQLite can't read was never run there; `ADD a TEXT, ADD b TEXT` is of another dialect.
                Err(error) if error.to_string().contains("syntax error") => return Err(budget.said(&error)),
                Err(error) if is_step || statement.verb == Verb::Alter => budget.within(&error)?,
                Err(error) if error.to_string().contains("already exists") => {}
                Err(error) => return Err(budget.said(&error)),
            }
        }
        readable(database, budget)
    }

    fn drops(&self, statement: &Statement) -> bool {
        let named = super::text::tables(&statement.sql);
        statement.verb == Verb::Drop && !named.iter().any(|it| self.lasting.dropped.contains(&it.to_lowercase()))
    }

    /// A database that the script was run on has all that one has that the new code makes.
    pub(super) fn same_as_new(&self, migrated: &Connection, budget: &Budget) -> Result<(), String> {
        has_all(&self.fresh(budget)?, migrated, budget)
    }

    /// What a database has that the new code makes.
    pub(super) fn fresh(&self, budget: &Budget) -> Result<BTreeSet<String>, String> {
        let fresh = budget.database()?;
        let made = self.run(&fresh, &self.new, budget);
        made.map_err(|error| format!("the new schema does not run on SQLite: {error}"))?;
        for view in names(&fresh, "SELECT name FROM sqlite_master WHERE type = 'view'", budget)? {
            let read = fresh.prepare(&format!("SELECT * FROM {}", quoted(&view)));
            read.map_err(|error| format!("the view `{view}` of the new code does not work: {}", budget.said(&error)))?;
        }
        shape(&fresh, budget)
    }

    /// What the new code says on an old database.
    fn without(&self, script: &Script, queries: &[Query], budget: &Budget) -> Result<Option<String>, String> {
        let database = budget.database()?;
        self.run(&database, &self.old, budget)?;
        if let Err(error) = self.go_on(&database, &self.new, self.old.len(), budget) {
            budget.left()?;
            return Ok(Some(error));
        }
        let failing = queries.iter().take_while(|_| budget.left().is_ok()).find_map(|query| {
            // Fragments are completed by the program; they say nothing here.
            database.prepare(query.old).ok()?;
            let error = database.prepare(query.new).err()?.to_string();
            let missing = error.contains("no such") || error.contains("has no column named");
            missing.then(|| error.split(" in ").next().unwrap_or_default().to_owned())
        });
        let empty = script.table_names.iter().find(|(_, new)| exists(&database, new));
        Ok(failing.or_else(|| empty.map(|(old, new)| format!("an empty table `{new}` beside the old `{old}`"))))
    }
}

/// The statement that takes the rows of a table that the new code has made into the old one. It fails where both have one key.
fn moved(database: &Connection, script: &Script, old: &str, new: &str, budget: &Budget) -> Result<String, String> {
    let columns = columns(database, new, budget)?;
    let named: Vec<&str> = columns.iter().filter(|it| !it.is_computed).map(|it| it.name.as_str()).collect();
    let before = |name: &&str| {
        let column = |it: &&Inside| it.kind == Kind::Column && it.table.eq_ignore_ascii_case(old) && it.new == **name;
        quoted(script.inside.iter().find(column).map_or(name, |it| &it.old))
    };
    let olds: Vec<String> = named.iter().map(before).collect();
    let news: Vec<String> = named.iter().map(|it| quoted(it)).collect();
    let (old, new) = (quoted(old), quoted(new));
    Ok(format!("INSERT INTO {old} ({}) SELECT {} FROM {new};", olds.join(", "), news.join(", ")))
}

/// A database has all of `wanted`.
pub(super) fn has_all(wanted: &BTreeSet<String>, migrated: &Connection, budget: &Budget) -> Result<(), String> {
    let migrated = shape(migrated, budget)?;
    // A line about a column says more than the whole statement.
    match wanted.difference(&migrated).min_by_key(|it| it.starts_with("create ")) {
        Some(missing) => Err(format!("a new database has `{missing}`, a migrated one has not")),
        None => Ok(()),
    }
}

fn exists(database: &Connection, table: &str) -> bool {
    database.table_exists(None, table).unwrap_or(false)
}
