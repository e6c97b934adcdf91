//! A script as statements of one dialect, in the one order that works: what depends on a name goes first and comes back last,
//! and a column is renamed before an index on it is made.

use crate::lang::sql;

use super::dialect::Dialect;
use super::script::{Index, Inside, Kind, Made, Script};

impl Script {
    /// All statements, in order, each with its semicolon.
    ///
    /// # Errors
    /// What the dialect has no statement for.
    pub(super) fn statements(&self, dialect: Dialect) -> Result<Vec<String>, String> {
        let quoted = |name: &str| quoted(name, dialect);
        let mut all: Vec<String> = Vec::new();
        all.extend(self.made.iter().rev().filter_map(|it| drop(it, dialect)));
        for it in &self.inside {
            all.extend(inside(it, dialect)?);
        }
        let rename = |(old, new): &(String, String)| format!("ALTER TABLE {} RENAME TO {};", quoted(old), quoted(new));
        all.extend(self.table_names.iter().map(rename));
        if dialect == Dialect::Sqlite {
            all.extend(self.indexes.iter().map(|it| format!("DROP INDEX IF EXISTS {};", quoted(&it.old))));
        }
        for it in &self.indexes {
            all.push(self.rename_index(it, dialect)?);
        }
        for (old, new) in &self.others {
            all.extend(other(old, new)?);
        }
        all.extend(self.made.iter().filter_map(|it| make(it, dialect)));
        if dialect == Dialect::Postgresql {
            all.extend(self.rights.iter().map(|it| format!("{it};")));
        }
        Ok(all)
    }

    /// A query that gives 1 on a database that the script is for, and 0 on one that is new, empty or done.
    pub(super) fn probe(&self, dialect: Dialect) -> String {
        let text = |name: &str| format!("'{}'", name.replace('\'', "''"));
        let column = self.inside.iter().find(|it| it.kind == Kind::Column);
        match (
            column,
            self.table_names.first().or(self.indexes.first().map(|it| (it.old.clone(), it.new.clone())).as_ref()),
            dialect,
        ) {
            (Some(it), _, Dialect::Sqlite) => {
                format!("SELECT count(*) FROM pragma_table_info({}) WHERE name = {};", text(&it.table), text(&it.old))
            }
            (Some(it), _, _) => format!(
                "SELECT count(*) FROM information_schema.columns WHERE table_schema = {} AND table_name = {} AND column_name = {};",
                schema(dialect),
                text(&it.table),
                text(&it.old)
            ),
            (None, Some((old, _)), Dialect::Sqlite) => {
                format!("SELECT count(*) FROM sqlite_master WHERE name = {};", text(old))
            }
            (None, Some((old, _)), _) => format!(
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = {} AND table_name = {};",
                schema(dialect),
                text(old)
            ),
            (None, None, _) => String::new(),
        }
    }

    fn rename_index(&self, it: &Index, dialect: Dialect) -> Result<String, String> {
        let (old, new) = (quoted(&it.old, dialect), quoted(&it.new, dialect));
        match (dialect, &it.table) {
            // SQLite can't rename one.
            (Dialect::Sqlite, _) => Ok(format!("{};", it.sql)),
            (Dialect::Postgresql, _) => Ok(format!("ALTER INDEX IF EXISTS {old} RENAME TO {new};")),
            (Dialect::Mysql, Some(table)) => {
                Ok(format!("ALTER TABLE {} RENAME INDEX {old} TO {new};", quoted(&self.renamed(table), dialect)))
            }
            (Dialect::Mysql, None) => Err(format!("nothing says which table the index `{}` is of", it.old)),
        }
    }
}

/// The schema that names without one are of.
fn schema(dialect: Dialect) -> &'static str {
    if dialect == Dialect::Mysql { "database()" } else { "current_schema()" }
}

fn inside(it: &Inside, dialect: Dialect) -> Result<Option<String>, String> {
    let [table, old, new] = [&it.table, &it.old, &it.new].map(|name| quoted(name, dialect));
    match (it.kind, dialect) {
        (Kind::Column, _) => Ok(Some(format!("ALTER TABLE {table} RENAME COLUMN {old} TO {new};"))),
        // Nothing but a message of SQLite says the name.
        (_, Dialect::Sqlite) => Ok(None),
        (Kind::Constraint, Dialect::Postgresql) => {
            Ok(Some(format!("ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new};")))
        }
        (Kind::Key, Dialect::Mysql) => Ok(Some(format!("ALTER TABLE {table} RENAME INDEX {old} TO {new};"))),
        (Kind::Constraint, Dialect::Mysql) => {
            Err(format!("MySQL can't rename the constraint `{}` of `{}`", it.old, it.table))
        }
        (Kind::Key, Dialect::Postgresql) => Err(format!("PostgreSQL has no key `{}` inside of `{}`", it.old, it.table)),
    }
}

/// What takes a view or trigger away; PostgreSQL knows the columns of a trigger by themselves, and not by name.
fn drop(it: &Made, dialect: Dialect) -> Option<String> {
    let kind = if it.is_view { "VIEW" } else { "TRIGGER" };
    (it.is_view || dialect != Dialect::Postgresql)
        .then(|| format!("DROP {kind} IF EXISTS {};", quoted(&it.old, dialect)))
}

fn make(it: &Made, dialect: Dialect) -> Option<String> {
    (it.is_view || dialect != Dialect::Postgresql).then(|| format!("{};", it.sql))
}

/// Statements that nothing here understands: one that replaces what it makes is run again, one that only speaks of the thing is
/// of no concern.
fn other(old: &str, new: &str) -> Result<Option<String>, String> {
    let head: Vec<String> = old.split_whitespace().take(4).map(str::to_ascii_uppercase).collect();
    match head.first().map(String::as_str) {
        Some("GRANT" | "REVOKE" | "COMMENT") => Ok(None),
        Some("CREATE") if head.get(1).is_some_and(|it| it == "OR") => Ok(Some(format!("{new};"))),
        _ => Err(format!("nothing is known of a statement that changes: `{}`", head.join(" "))),
    }
}

/// A name as SQL text, in quotes where it isn't plain.
pub(super) fn quoted(name: &str, dialect: Dialect) -> String {
    let plain = name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
        && !name.starts_with(|it: char| it.is_ascii_digit())
        && !sql::is_keyword(name)
        && !name.is_empty();
    match dialect {
        _ if plain => name.to_owned(),
        Dialect::Mysql => format!("`{}`", name.replace('`', "``")),
        Dialect::Sqlite | Dialect::Postgresql => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}
