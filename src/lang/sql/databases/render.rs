//! A script as statements of one dialect, in the one order that works: what depends on a name goes first and comes back last,
//! and a column is renamed before an index on it is made.

use super::dialect::Dialect;
use super::script::{Index, Inside, Kind, Made, Script};
use super::text::is_materialized;

impl Script {
    /// All statements, in order, each with its semicolon.
    ///
    /// # Errors
    /// What the dialect has no statement for.
    pub(super) fn statements(&self, dialect: Dialect) -> Result<Vec<String>, String> {
        let mut all: Vec<String> = Vec::new();
        let made = || self.made.iter().filter(|it| !it.by_star || dialect != Dialect::Sqlite);
        all.extend(made().rev().filter_map(|it| self.drop(it, dialect)));
        for it in &self.inside {
            all.extend(self.inside(it, dialect)?);
        }
        let rename = |(old, new): &(String, String)| {
            // PostgreSQL leaves the table in its schema; MySQL takes a name without one for the database that is used.
            let new = if dialect == Dialect::Mysql { self.whole(new, dialect) } else { self.name(new, dialect) };
            format!("ALTER TABLE {} RENAME TO {new};", self.whole(old, dialect))
        };
        all.extend(self.table_names.iter().map(rename));
        if dialect == Dialect::Sqlite {
            all.extend(self.indexes.iter().map(|it| format!("DROP INDEX IF EXISTS {};", self.name(&it.old, dialect))));
        }
        for it in &self.indexes {
            all.push(self.rename_index(it, dialect)?);
        }
        for (old, new) in &self.others {
            all.extend(other(old, new, dialect)?);
        }
        all.extend(made().filter_map(|it| make(it, dialect)));
        if dialect == Dialect::Postgresql {
            all.extend(self.rights.iter().map(|it| format!("{it};")));
        }
        Ok(all)
    }

    /// A query that gives 1 on a database that the script is for, and 0 on one that is new, empty or done.
    pub(super) fn probe(&self, dialect: Dialect) -> String {
        let text = |name: &str| format!("'{}'", self.written.stored(name, dialect).replace('\'', "''"));
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
                self.written.schema(&it.table, dialect),
                text(&it.table),
                text(&it.old)
            ),
            (None, Some((old, _)), Dialect::Sqlite) => {
                format!("SELECT count(*) FROM sqlite_master WHERE name = {};", text(old))
            }
            (None, Some((old, _)), _) => format!(
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = {} AND table_name = {};",
                self.written.schema(old, dialect),
                text(old)
            ),
            (None, None, _) => String::new(),
        }
    }

    fn rename_index(&self, it: &Index, dialect: Dialect) -> Result<String, String> {
        let (old, new) = (self.name(&it.old, dialect), self.name(&it.new, dialect));
        match (dialect, &it.table) {
            // SQLite can't rename one.
            (Dialect::Sqlite, _) => Ok(format!("{};", it.sql)),
            (Dialect::Postgresql, table) => {
                // An index is in the schema of its table.
                let schema = table.as_ref().map(|it| self.whole(it, dialect));
                let schema = schema.and_then(|it| it.rsplit_once('.').map(|(schema, _)| format!("{schema}.")));
                Ok(format!("ALTER INDEX IF EXISTS {}{old} RENAME TO {new};", schema.unwrap_or_default()))
            }
            (Dialect::Mysql, Some(table)) => {
                Ok(format!("ALTER TABLE {} RENAME INDEX {old} TO {new};", self.whole(&self.renamed(table), dialect)))
            }
            (Dialect::Mysql, None) => Err(format!("nothing says which table the index `{}` is of", it.old)),
        }
    }

    fn inside(&self, it: &Inside, dialect: Dialect) -> Result<Option<String>, String> {
        let table = self.whole(&it.table, dialect);
        let [old, new] = [&it.old, &it.new].map(|name| self.name(name, dialect));
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
            (Kind::Key, Dialect::Postgresql) => {
                Err(format!("PostgreSQL has no key `{}` inside of `{}`", it.old, it.table))
            }
        }
    }

    /// What takes a view or trigger away; PostgreSQL knows the columns of a trigger by themselves, and not by name.
    fn drop(&self, it: &Made, dialect: Dialect) -> Option<String> {
        let kind = match it.is_view {
            true if is_materialized(&it.sql) => "MATERIALIZED VIEW",
            true => "VIEW",
            false => "TRIGGER",
        };
        (it.is_view || dialect != Dialect::Postgresql)
            .then(|| format!("DROP {kind} IF EXISTS {};", self.whole(&it.old, dialect)))
    }

    fn name(&self, name: &str, dialect: Dialect) -> String {
        self.written.name(name, dialect)
    }

    fn whole(&self, name: &str, dialect: Dialect) -> String {
        self.written.whole(name, dialect)
    }
}

fn make(it: &Made, dialect: Dialect) -> Option<String> {
    (it.is_view || dialect != Dialect::Postgresql).then(|| format!("{};", it.sql))
}

/// Statements of other kinds: what follows a name by itself needs nothing, what has a text of its own is made again.
fn other(old: &str, new: &str, dialect: Dialect) -> Result<Option<String>, String> {
    let head: Vec<String> = old.split_whitespace().take(4).map(str::to_ascii_uppercase).collect();
    let word = |at: usize| head.get(at).map_or("", String::as_str);
    let on_postgresql = dialect == Dialect::Postgresql;
    match (word(0), word(1)) {
        ("GRANT" | "REVOKE" | "COMMENT", _) => Ok(None),
        // PostgreSQL keeps what they say as columns, and not as names.
        ("CREATE", "POLICY" | "RULE" | "STATISTICS") if on_postgresql => Ok(None),
        ("CREATE", "OR") => Ok(Some(format!("{new};"))),
        ("CREATE", "FUNCTION" | "PROCEDURE") if on_postgresql => {
            let rest = new.trim_start().get("CREATE".len()..).unwrap_or_default();
            Ok(Some(format!("CREATE OR REPLACE{rest};")))
        }
        _ => Err(format!("nothing is known of a statement that changes: `{}`", head.join(" "))),
    }
}
