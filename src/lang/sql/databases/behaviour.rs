//! What a database does before a script and after it: the rows that queries give, what triggers write. A trigger that never fires
//! again raises no error, and neither does a query that finds nothing any more.

use rusqlite::backup::Backup;
use rusqlite::{Connection, params_from_iter};

use super::document::Query;
use super::limits::Budget;
use super::rows::{Content, READABLE, TABLES, columns, content, hashed, insert, names, of_names, quoted};
use super::script::{Script, words};

/// A database of the old code, and the same one after the script.
pub(super) struct Both<'a> {
    pub old: &'a Connection,
    pub new: &'a Connection,
    pub script: &'a Script,
    pub budget: &'a Budget,
}

impl Both<'_> {
    /// All that can be read holds the same.
    ///
    /// # Errors
    /// What does not.
    pub(super) fn hold_the_same(&self) -> Result<(), String> {
        for name in names(self.old, READABLE, self.budget)? {
            let Ok(before) = content(self.old, &name, self.budget) else {
                self.budget.left()?;
                continue;
            };
            let renamed = self.script.renamed(&name);
            let after = content(self.new, &renamed, self.budget)
                .map_err(|error| format!("`{renamed}` can't be read after the script: {error}"))?;
            // What is random or tells the time differs by itself.
            if after != before && content(self.old, &name, self.budget)? == before {
                return Err(format!("the rows of `{name}` are not the same after the script"));
            }
        }
        Ok(())
    }

    /// Each query of the code that works on the old database gives the same rows on the other one. Gives how many of them have other
    /// names now.
    ///
    /// # Errors
    /// The first that does not, and its file.
    pub(super) fn answer_the_same(&self, queries: &[Query]) -> Result<usize, String> {
        let mut count = 0;
        for query in queries {
            self.budget.left()?;
            // The catalogue gives names as rows: with the new ones in them they are still the same rows.
            let named = |text: &str| self.script.with_new_names(text);
            let named: Named = reads_names(query.old).then_some(&named);
            let Ok(before) = run(self.old, query.old, named) else { continue };
            let after = run(self.new, query.new, named);
            let after = after.map_err(|error| {
                format!("a query of the new code fails after the script: {} ({})", self.budget.said(&error), query.file)
            })?;
            if before != after && run(self.old, query.old, named).is_ok_and(|again| again == before) {
                return Err(format!(
                    "a query of {} gives other rows after the script: `{}`",
                    query.file,
                    query.new.split_whitespace().collect::<Vec<_>>().join(" ")
                ));
            }
            count += usize::from(query.old != query.new);
        }
        Ok(count)
    }

    /// Triggers write the same rows as before.
    ///
    /// # Errors
    /// Of which table they do not.
    pub(super) fn fire_the_same(&self) -> Result<(), String> {
        let tables =
            names(self.old, "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'", self.budget)?;
        for table in tables {
            let renamed = self.script.renamed(&table);
            // A second look: a clock may have gone on between both.
            let again = |_| self.told(&table, &renamed);
            let Some(differs) = self.told(&table, &renamed)?.map(again).transpose()?.flatten() else { continue };
            let triggers = self.triggers(&table)?;
            return Err(format!(
                "the triggers of `{table}` ({triggers}) do something else after the script: {differs}"
            ));
        }
        Ok(())
    }

    fn triggers(&self, table: &str) -> Result<String, String> {
        let table = table.replace('\'', "''");
        let on = format!("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'");
        Ok(names(self.old, &on, self.budget)?.join(", "))
    }

    /// Where what the triggers of a table do differs.
    fn told(&self, table: &str, renamed: &str) -> Result<Option<String>, String> {
        let before = self.exercised(self.old, table)?;
        let again = self.exercised(self.old, table)?;
        let after = self.exercised(self.new, renamed)?;
        if before.done != after.done && before.done == again.done {
            return Ok(Some("a statement that worked does not, or the other way round".to_owned()));
        }
        for ((name, old), (_, same)) in before.rows.iter().zip(&again.rows) {
            let renamed = self.script.renamed(name);
            let Some((_, new)) = after.rows.iter().find(|(it, _)| it.eq_ignore_ascii_case(&renamed)) else { continue };
            let differs = if old == same { old != new } else { old.count != new.count };
            if differs {
                return Ok(Some(format!("the rows of `{name}` differ")));
            }
        }
        Ok(None)
    }

    /// Changes each column of a table, adds a row and takes one away, on a copy.
    fn exercised(&self, database: &Connection, table: &str) -> Result<Exercised, String> {
        let copy = copy(database, self.budget)?;
        let fields = columns(&copy, table, self.budget)?;
        let name = quoted(table);
        let mut done = Vec::new();
        for field in fields.iter().filter(|it| !it.is_given) {
            self.budget.left()?;
            let column = quoted(&field.name);
            let update = format!("UPDATE {name} SET {column} = ? WHERE {column} IS (SELECT min({column}) FROM {name})");
            done.push(copy.execute(&update, [field.value(3)]).ok());
        }
        done.push(insert(&copy, table, 4, self.budget)?.then_some(1));
        if let Some(first) = fields.first().map(|it| quoted(&it.name)) {
            let delete = format!("DELETE FROM {name} WHERE {first} IS (SELECT max({first}) FROM {name})");
            done.push(copy.execute(&delete, []).ok());
        }
        self.budget.left()?;
        let all = names(&copy, TABLES, self.budget)?;
        let rows = all.into_iter().map(|name| content(&copy, &name, self.budget).map(|rows| (name, rows)));
        Ok(Exercised { done, rows: rows.collect::<Result<_, _>>()? })
    }
}

struct Exercised {
    /// How many rows each statement changed; `None` where it failed.
    done: Vec<Option<usize>>,
    /// What each table holds then.
    rows: Vec<(String, Content)>,
}

/// How the texts are compared that a query of the catalogue gives; `None` for any other query.
type Named<'a> = Option<&'a dyn Fn(&str) -> String>;

/// True for a query of the catalogue, whose rows are names and statements.
fn reads_names(query: &str) -> bool {
    const CATALOGUE: [&str; 4] = ["sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema"];
    words(query).iter().any(|it| CATALOGUE.contains(&it.as_str()) || it.starts_with("pragma_"))
}

/// Runs a query with made-up values, and takes back what it changes.
fn run(database: &Connection, query: &str, named: Named) -> Result<Ran, rusqlite::Error> {
    let mut statement = database.prepare(query)?;
    // The value that the first made-up row has: columns turn it into their own type.
    let values = vec!["1"; statement.parameter_count()];
    for (at, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, value)?;
    }
    if statement.readonly()
        && let Some(named) = named
    {
        return Ok(of_names(&mut statement, named).map_or(Ran::Refused, Ran::Named));
    }
    if statement.readonly() {
        return Ok(hashed(&mut statement).map_or(Ran::Refused, Ran::Read));
    }
    drop(statement);
    database.execute_batch("SAVEPOINT tried")?;
    let changed = database.prepare(query).and_then(|mut it| {
        // `RETURNING` gives rows.
        match it.column_count() {
            0 => it.execute(params_from_iter(&values)),
            _ => it
                .query(params_from_iter(&values))
                .and_then(|mut rows| rows.next().map(|row| usize::from(row.is_some()))),
        }
    });
    database.execute_batch("ROLLBACK TO tried; RELEASE tried")?;
    Ok(changed.map_or(Ran::Refused, Ran::Changed))
}

/// What a query that can be prepared does.
#[derive(PartialEq, Eq)]
enum Ran {
    Read(Content),
    /// Of the catalogue: each row, in no order.
    Named(Vec<[u8; 32]>),
    Changed(usize),
    /// A constraint, or a value of the wrong kind.
    Refused,
}

/// The same database once more.
pub(super) fn copy(database: &Connection, budget: &Budget) -> Result<Connection, String> {
    let mut other = budget.database()?;
    let copied = Backup::new(database, &mut other).and_then(|it| it.step(-1));
    copied.map_err(|error| budget.said(&error))?;
    Ok(other)
}
