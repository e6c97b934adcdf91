//! What is in a database of SQLite: rows that a proof puts there, what a table holds, and what the schema is.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Error, Row, Statement, params_from_iter};

use super::dialect::{self, Dialect};
use super::limits::Budget;
use super::script::words;
use crate::lang::sql::{Token, TokenKind, tokens};

/// A name as text for SQLite.
pub(super) fn quoted(name: &str) -> String {
    dialect::quoted(name, Dialect::Sqlite)
}

/// Puts two rows into a table, if its constraints allow.
pub(super) fn fill(database: &Connection, table: &str, budget: &Budget) -> Result<(), String> {
    (1..=2).try_for_each(|row| insert(database, table, row, budget).map(drop))
}

/// Puts row number `row` into a table or view, if its constraints allow. False where they do not.
pub(super) fn insert(database: &Connection, table: &str, row: i64, budget: &Budget) -> Result<bool, String> {
    let Ok(columns) = columns(database, table, budget) else { return budget.left().map(|()| false) };
    let wanted: Vec<&Field> = columns.iter().filter(|it| !it.is_given).collect();
    let names: Vec<String> = wanted.iter().map(|it| quoted(&it.name)).collect();
    let marks = vec!["?"; wanted.len()].join(", ");
    let insert = format!("INSERT INTO {} ({}) VALUES ({marks})", quoted(table), names.join(", "));
    // A CHECK may refuse made-up values: then the table is proved empty.
    match database.execute(&insert, params_from_iter(wanted.iter().map(|it| it.value(row)))) {
        Ok(_) => Ok(true),
        Err(error) => budget.within(&error).map(|()| false),
    }
}

/// A column.
pub(super) struct Field {
    pub name: String,
    kind: String,
    /// SQLite itself gives the value: `INTEGER PRIMARY KEY`, or one that is computed.
    pub is_given: bool,
    /// Nobody else may give it.
    pub is_computed: bool,
    /// It names a row of its own table, and may name none: rows that name themselves would make a query that follows them endless.
    is_of_itself: bool,
    /// The values that a `CHECK (x IN (…))` names; empty where it may be any.
    allowed: Vec<String>,
}

impl Field {
    /// A value of its type that is another one for each row.
    pub(super) fn value(&self, row: i64) -> Value {
        if self.is_of_itself {
            return Value::Null;
        }
        // The type of the column turns text into a number.
        if let Some(one) = self.allowed.get((row - 1).max(0) as usize % self.allowed.len().max(1)) {
            return Value::Text(one.clone());
        }
        match self.kind.to_ascii_uppercase() {
            kind if kind.contains("INT") => Value::Integer(row),
            kind if ["REAL", "FLOA", "DOUB", "NUM"].iter().any(|it| kind.contains(it)) => Value::Real(row as f64),
            kind if kind.contains("BLOB") => Value::Blob(vec![row as u8]),
            _ => Value::Text(format!("{row}")),
        }
    }
}

const FIELDS: &str = "SELECT name, type, pk, hidden, NOT \"notnull\" AND EXISTS (SELECT 1 FROM pragma_foreign_key_list(?1) AS f \
                      WHERE f.\"table\" = ?1 COLLATE NOCASE AND f.\"from\" = x.name COLLATE NOCASE) FROM pragma_table_xinfo(?1) AS x";

/// The columns of a table or view, in order.
pub(super) fn columns(database: &Connection, table: &str, budget: &Budget) -> Result<Vec<Field>, String> {
    let made = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?1 COLLATE NOCASE";
    let made: String = database.query_row(made, [table], |row| row.get(0)).unwrap_or_default();
    let allowed = allowed(&made);
    let field = |row: &Row| {
        let name: String = row.get(0)?;
        let kind: String = row.get(1)?;
        let key = row.get::<_, i64>(2)? == 1 && kind.eq_ignore_ascii_case("INTEGER");
        let is_computed = row.get::<_, i64>(3)? != 0;
        let is_of_itself = row.get(4)?;
        let allowed = allowed.get(&name.to_lowercase()).cloned().unwrap_or_default();
        Ok(Field { name, kind, is_given: key || is_computed, is_computed, is_of_itself, allowed })
    };
    let read = || {
        let mut statement = database.prepare(FIELDS)?;
        let rows = statement.query_map([table], field)?;
        rows.collect::<Result<Vec<_>, Error>>()
    };
    read().map_err(|error| budget.said(&error))
}

/// Functions of SQLite that read a time.
const DATES: [&str; 6] = ["date", "time", "datetime", "julianday", "unixepoch", "strftime"];

/// The values that `CREATE TABLE` allows for a column in a list, by the column's lower-case name: `CHECK (kind IN ('a', 'b'))`.
fn allowed(sql: &str) -> BTreeMap<String, Vec<String>> {
    let all: Vec<Token> = tokens(sql).into_iter().filter(|it| it.kind != TokenKind::Comment).collect();
    let text = |at: usize| all.get(at).and_then(|it| sql.get(it.span.range())).unwrap_or_default();
    let mut found = BTreeMap::new();
    for at in 0..all.len() {
        // `CHECK (datetime(at) IS NOT NULL)`: a text that is a time.
        if DATES.iter().any(|it| text(at).eq_ignore_ascii_case(it)) && text(at + 1) == "(" {
            let times = (1..=4).map(|day| format!("2030-01-0{day} 00:00:00")).collect();
            found.entry(text(at + 2).to_lowercase()).or_insert(times);
        }
        if !text(at + 1).eq_ignore_ascii_case("IN") || text(at + 2) != "(" {
            continue;
        }
        let values = (at + 3..all.len()).take_while(|at| text(*at) != ")").filter(|at| text(*at) != ",");
        found.insert(text(at).to_lowercase(), values.map(|at| text(at).to_owned()).collect());
    }
    found
}

/// The first column of what a query gives, as text.
pub(super) fn names(database: &Connection, query: &str, budget: &Budget) -> Result<Vec<String>, String> {
    let read = || {
        let mut statement = database.prepare(query)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect::<Result<Vec<String>, Error>>()
    };
    read().map_err(|error| budget.said(&error))
}

/// Tables that rows can be put into: none that a module of SQLite keeps.
pub(super) const TABLES: &str = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
                                 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";

/// All that can be read: views and the tables of modules, too.
pub(super) const READABLE: &str = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' \
                                   AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";

/// How many rows there are, and what they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub count: usize,
    /// Of the values in the order of rows and columns: the rows themselves may be many.
    hash: blake3::Hash,
}

/// All rows of a table, in the order of its columns.
pub(super) fn content(database: &Connection, table: &str, budget: &Budget) -> Result<Content, String> {
    let read = || hashed(&mut database.prepare(&format!("SELECT * FROM {}", quoted(table)))?);
    read().map_err(|error: Error| budget.said(&error))
}

/// All rows of a query; its parameters are bound already.
pub(super) fn hashed(statement: &mut Statement) -> Result<Content, Error> {
    let width = statement.column_count();
    let (mut count, mut hasher) = (0, blake3::Hasher::new());
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        count += 1;
        (0..width).try_for_each(|at| row.get_ref(at).map(|value| add(value, &mut hasher)))?;
    }
    Ok(Content { count, hash: hasher.finalize() })
}

/// The rows of a query in no order, with each text as `named` writes it; its parameters are bound already.
pub(super) fn of_names(statement: &mut Statement, named: impl Fn(&str) -> String) -> Result<Vec<[u8; 32]>, Error> {
    let width = statement.column_count();
    let mut found = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        let mut hasher = blake3::Hasher::new();
        for at in 0..width {
            match row.get_ref(at)? {
                ValueRef::Text(text) => {
                    let text = named(&plain(&String::from_utf8_lossy(text)));
                    add(ValueRef::Text(text.as_bytes()), &mut hasher);
                }
                value => add(value, &mut hasher),
            }
        }
        found.push(*hasher.finalize().as_bytes());
    }
    found.sort_unstable();
    Ok(found)
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

/// The tables with their columns and defaults, and the indexes, views and triggers, a line each.
pub(super) fn shape(database: &Connection, budget: &Budget) -> Result<BTreeSet<String>, String> {
    const LINES: &str = "SELECT m.type || ' ' || m.tbl_name || ' column ' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk \
         || CASE WHEN c.dflt_value IS NULL THEN '' ELSE ' default ' || c.dflt_value END \
         FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type IN ('table', 'view') \
         UNION ALL SELECT m.type || ' ' || CASE WHEN m.name LIKE 'sqlite_%' THEN '' ELSE m.name END || ' on ' || m.tbl_name || ' (' || \
         (SELECT group_concat(coalesce(c.name, 'expression'), ', ') FROM pragma_index_info(m.name) c) || ')' \
         FROM sqlite_master m WHERE m.type = 'index' \
         UNION ALL SELECT m.type || ' ' || m.name || ' on ' || m.tbl_name FROM sqlite_master m WHERE m.type = 'trigger'";
    let lines = names(database, LINES, budget)?;
    let made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let texts = names(database, made, budget)?;
    Ok(lines.into_iter().chain(texts.iter().map(|it| plain(it))).collect())
}

/// A statement that makes something, without what means nothing: comments, blanks, quotes of names, names of constraints.
fn plain(sql: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut skips = 0;
    for token in tokens(sql).into_iter().filter(|it| it.kind != TokenKind::Comment) {
        let text = &sql[token.span.range()];
        let word = match token.kind {
            TokenKind::Text => format!("'{text}'"),
            _ => text.to_lowercase(),
        };
        match word.as_str() {
            "constraint" if token.kind == TokenKind::Word => skips = 1,
            _ if skips > 0 => skips -= 1,
            _ => words.push(word),
        }
    }
    let text = words.join(" ");
    let text = text.replacen("if not exists ", "", 1);
    text.strip_prefix("create temp ").map_or(text.clone(), |rest| format!("create {rest}"))
}

/// How often a view may read tables, with all views that it reads.
const READS: u64 = 500;

/// Whether all views can be read: SQLite writes each view out wherever one reads it, and counts no steps while it does so.
///
/// # Errors
/// The view that reads too much.
pub(super) fn readable(database: &Connection, budget: &Budget) -> Result<(), String> {
    let views = names(database, "SELECT name FROM sqlite_master WHERE type = 'view'", budget)?;
    let texts = names(database, "SELECT sql FROM sqlite_master WHERE type = 'view'", budget)?;
    let views: BTreeMap<String, Vec<String>> =
        views.iter().map(|it| it.to_lowercase()).zip(texts.iter().map(|it| words(it))).collect();
    let mut known = BTreeMap::new();
    views.keys().try_for_each(|view| match reads(view, &views, &mut known) {
        READS.. => Err(format!("its proof takes the view `{view}`, which reads more than {READS} others")),
        _ => Ok(()),
    })
}

fn reads<'a>(view: &'a str, views: &'a BTreeMap<String, Vec<String>>, known: &mut BTreeMap<&'a str, u64>) -> u64 {
    if let Some(count) = known.get(view) {
        return *count;
    }
    // Views that read each other can't be read at all.
    known.insert(view, 1);
    let read = views.get(view).into_iter().flatten().filter(|it| *it != view && views.contains_key(*it));
    let count = read.fold(1_u64, |sum, it| sum.saturating_add(reads(it, views, known)));
    known.insert(view, count);
    count
}
