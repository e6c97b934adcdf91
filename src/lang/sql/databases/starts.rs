//! The same script as steps that a program may run whenever it starts: each is behind a question, so that a database may be new, empty,
//! of the old code, or left half-way. SQLite has no `ALTER TABLE … IF EXISTS` for columns, so that SQL alone can't ask.

use rusqlite::Connection;

use super::behaviour::{Both, copy};
use super::dialect::{Dialect, quoted};
use super::limits::Budget;
use super::prove::{Schema, has_all};
use super::rows::{TABLES, fill, names, shape};
use super::script::{Inside, Kind, Made, Script};
use super::steps::runs_again;
use super::text::{Verb, tables};
use crate::model::Guarded;

/// How many of the states in which the steps may have ended are tried: each takes a copy of the database.
const STATES: usize = 4;

impl Script {
    /// The steps for SQLite, in order.
    ///
    /// # Errors
    /// What can't be asked for.
    pub(super) fn steps(&self) -> Result<Vec<Guarded>, String> {
        if !self.others.is_empty() {
            return Err("the batch changes a statement of the schema that nothing here understands".to_owned());
        }
        let columns: Vec<&Inside> = self.inside.iter().filter(|it| it.kind == Kind::Column).collect();
        let mut all: Vec<Guarded> = Vec::new();
        let mut step = |asks: String, does: String| all.push(Guarded { asks: format!("SELECT {asks}"), does });
        let name = |it: &str| quoted(it, Dialect::Sqlite);
        for it in self.made.iter().rev().filter(|it| !it.by_star) {
            // One that keeps its name is the old one as long as anything is.
            let is_old =
                if it.old == it.new { format!("{} AND ({})", made(it, false), self.old(it)) } else { made(it, false) };
            step(is_old, format!("DROP {} {}", kind(it), name(&it.old)));
        }
        for it in &columns {
            let does = format!("ALTER TABLE {} RENAME COLUMN {} TO {}", name(&it.table), name(&it.old), name(&it.new));
            step(column(&it.table, &it.old), does);
        }
        for (old, new) in &self.table_names {
            step(object("table", old), format!("ALTER TABLE {} RENAME TO {}", name(old), name(new)));
        }
        for it in &self.indexes {
            step(object("index", &it.old), format!("DROP INDEX {}", name(&it.old)));
        }
        for it in &self.indexes {
            let has_table = it.table.iter().map(|table| format!(" AND {}", object("table", &self.renamed(table))));
            step(format!("NOT {}{}", object("index", &it.new), has_table.collect::<String>()), it.sql.clone());
        }
        let tables: Vec<String> = self.tables.iter().map(|it| self.renamed(it)).collect();
        for it in self.made.iter().filter(|it| !it.by_star) {
            // Before the tables are there, the code makes it itself.
            let there = tables.iter().filter(|table| it.speaks_of(table));
            let there: String = there.map(|table| format!(" AND {}", object("table", table))).collect();
            step(format!("NOT {}{there}", made(it, true)), it.sql.clone());
        }
        Ok(all)
    }

    /// Whether anything has its old name that `made` may speak of.
    fn old(&self, made_of: &Made) -> String {
        let mine = |it: &&Inside| made_of.spoke_of(&it.table);
        let columns = self.inside.iter().filter(|it| it.kind == Kind::Column);
        if columns.clone().any(|it| mine(&it)) {
            let mine: Vec<String> = columns.filter(mine).map(|it| column(&it.table, &it.old)).collect();
            return mine.join(" OR ");
        }
        let columns = columns.map(|it| column(&it.table, &it.old));
        let named = self.table_names.iter().map(|(old, _)| object("table", old));
        let views = self.made.iter().filter(|it| it.old != it.new).map(|it| made(it, false));
        let all: Vec<String> = columns.chain(named).chain(views).collect();
        // A view whose text alone changes is made anew by a script, and nothing tells whether that was done.
        if all.is_empty() { "0".to_owned() } else { all.join(" OR ") }
    }
}

fn kind(it: &Made) -> &'static str {
    if it.is_view { "VIEW" } else { "TRIGGER" }
}

fn made(it: &Made, new: bool) -> String {
    object(&kind(it).to_lowercase(), if new { &it.new } else { &it.old })
}

fn column(table: &str, column: &str) -> String {
    format!("EXISTS (SELECT 1 FROM pragma_table_info({}) WHERE name = {})", text(table), text(column))
}

fn object(kind: &str, name: &str) -> String {
    format!("EXISTS (SELECT 1 FROM sqlite_master WHERE type = '{kind}' AND name = {})", text(name))
}

fn text(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

impl Schema<'_> {
    /// Runs `steps` as a program does before it makes its schema: on a database of the old code, on some where they ended half-way, on
    /// an empty one and on one that came out.
    ///
    /// # Errors
    /// Why they can't be run at a start.
    pub(super) fn starts(&self, script: &Script, steps: &[Guarded], budget: &Budget) -> Result<(), String> {
        self.makes_again(script)?;
        let old = budget.database()?;
        self.run(&old, &self.old, budget)?;
        for table in names(&old, TABLES, budget)? {
            fill(&old, &table, budget)?;
        }
        let (fresh, last) = (self.fresh(budget)?, steps.len());
        for done in (0..=last).step_by(last.div_ceil(STATES).max(1)).chain([last]) {
            if !budget.is_mostly_left() {
                return Err("to try them takes too long".to_owned());
            }
            let new = copy(&old, budget)?;
            run(&new, &steps[..done], budget)?;
            self.start(&new, steps, budget).map_err(|why| format!("after {done} of {} steps: {why}", steps.len()))?;
            has_all(&fresh, &new, budget)?;
            Both { old: &old, new: &new, script, budget }.hold_the_same()?;
            if done == last {
                let before = shape(&new, budget)?;
                self.start(&new, steps, budget)?;
                if shape(&new, budget)? != before {
                    return Err("a second start changes the schema once more".to_owned());
                }
            }
        }
        let empty = budget.database()?;
        self.start(&empty, steps, budget).map_err(|why| format!("on an empty database: {why}"))?;
        has_all(&fresh, &empty, budget)
    }

    fn start(&self, database: &Connection, steps: &[Guarded], budget: &Budget) -> Result<(), String> {
        run(database, steps, budget)?;
        self.run(database, &self.new, budget)
    }

    /// The tables are made at each start, or found.
    fn makes_again(&self, script: &Script) -> Result<(), String> {
        if self.lasting.is_stepwise {
            return Err("its schema is a list of steps, and nothing says which of them a database has seen".to_owned());
        }
        let makes = |table: &String| {
            self.new.iter().filter(|it| it.verb == Verb::Table).any(|it| {
                runs_again(it)
                    && tables(&it.sql).first().is_some_and(|it| it.eq_ignore_ascii_case(&script.renamed(table)))
            })
        };
        match script.tables.iter().find(|it| !makes(it)) {
            Some(table) => Err(format!(
                "the code does not make `{table}` with IF NOT EXISTS, so that it may not run at each start"
            )),
            None => Ok(()),
        }
    }
}

fn run(database: &Connection, steps: &[Guarded], budget: &Budget) -> Result<(), String> {
    for step in steps {
        budget.left()?;
        let asked: Result<bool, _> = database.query_row(&step.asks, [], |row| row.get(0));
        if asked.map_err(|error| budget.said(&error))? {
            database.execute(&step.does, []).map_err(|error| format!("`{}`: {}", step.does, budget.said(&error)))?;
        }
    }
    Ok(())
}
