//! From the declarations before and after to the statements between them, in the one order that works: a column is renamed
//! before an index on it is made.

use std::collections::BTreeSet;

use crate::lang::sql;
use crate::model::Role;

use super::document::Document;
use super::text::{Statement, Verb, tables, texts};

/// A name that goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Renamed {
    /// The lower-case name of its table; `None` for a table or index.
    pub table: Option<String>,
    pub old: String,
    pub new: String,
}

/// The statements for one database, by step.
#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    /// The tables that change, by old name.
    pub tables: BTreeSet<String>,
    /// Old and new names of the tables that get another one.
    pub table_names: Vec<(String, String)>,
    pub renamed: Vec<Renamed>,
    /// Views and triggers are made anew: their text names what is renamed.
    before: Vec<String>,
    columns: Vec<String>,
    names: Vec<String>,
    drops: Vec<String>,
    indexes: Vec<String>,
    after: Vec<String>,
}

impl Script {
    /// Compares the declarations of `database` before and after.
    ///
    /// # Errors
    /// Why they can't be compared.
    pub(super) fn of(database: &[Document]) -> Result<Self, String> {
        let mut script = Self::default();
        for document in database {
            if !document.comparable() {
                return Err(format!("the batch adds or removes statements in {}", document.name));
            }
            for (old, new) in document.pairs().filter(|(old, new)| old != new) {
                let done = match old.verb {
                    Verb::Table | Verb::Alter => script.table(old, new),
                    Verb::Index => script.index(old, new),
                    Verb::View => script.anew("VIEW", old, new),
                    Verb::Trigger => script.anew("TRIGGER", old, new),
                    Verb::Query => Some(()),
                };
                done.ok_or_else(|| format!("a statement in {} changes in more than names", document.name))?;
            }
        }
        Ok(script)
    }

    /// All statements, in order.
    pub(super) fn statements(&self) -> Vec<String> {
        let steps = [&self.before, &self.columns, &self.names, &self.drops, &self.indexes, &self.after];
        steps.into_iter().flatten().cloned().collect()
    }

    fn table(&mut self, old: &Statement, new: &Statement) -> Option<()> {
        if old.verb == Verb::Alter && old.sql.to_ascii_uppercase().contains("RENAME") {
            return Some(());
        }
        let (table, new_table) = (tables(&old.sql).into_iter().next()?, tables(&new.sql).into_iter().next()?);
        let (olds, news) = (columns(&old.sql), columns(&new.sql));
        if olds.len() != news.len() {
            return None;
        }
        for (old, new) in olds.into_iter().zip(news).filter(|(old, new)| old != new) {
            let statement =
                format!("ALTER TABLE {} RENAME COLUMN {} TO {};", quoted(&table), quoted(&old), quoted(&new));
            self.renamed.push(Renamed { table: Some(table.to_lowercase()), old, new });
            self.tables.insert(table.clone());
            once(&mut self.columns, statement);
        }
        if table != new_table {
            self.tables.insert(table.clone());
            once(&mut self.names, format!("ALTER TABLE {} RENAME TO {};", quoted(&table), quoted(&new_table)));
            self.renamed.push(Renamed { table: None, old: table.clone(), new: new_table.clone() });
            self.table_names.push((table, new_table));
        }
        Some(())
    }

    fn index(&mut self, old: &Statement, new: &Statement) -> Option<()> {
        let (from, to) = (index(&old.sql)?, index(&new.sql)?);
        if from != to {
            self.tables.extend(tables(&old.sql));
            let known = self.renamed.iter().any(|it| it.table.is_none() && it.old == from);
            once(&mut self.drops, format!("DROP INDEX IF EXISTS {};", quoted(&from)));
            if !known {
                // Two files may declare one index; the first text counts.
                self.indexes.push(format!("{};", new.sql));
                self.renamed.push(Renamed { table: None, old: from, new: to });
            }
        }
        Some(())
    }

    fn anew(&mut self, kind: &str, old: &Statement, new: &Statement) -> Option<()> {
        let name = |statement: &Statement| {
            let words: Vec<&str> = statement.sql.split_whitespace().collect();
            let at = words.iter().position(|word| word.eq_ignore_ascii_case(kind))? + 1;
            let at = if words.get(at)?.eq_ignore_ascii_case("IF") { at + 3 } else { at };
            Some(words.get(at)?.split('(').next()?.trim_matches(['"', '`', '[', ']']).to_owned())
        };
        let (from, to) = (name(old)?, name(new)?);
        once(&mut self.before, format!("DROP {kind} IF EXISTS {};", quoted(&from)));
        once(&mut self.after, format!("{};", new.sql));
        if from != to {
            self.renamed.push(Renamed { table: None, old: from, new: to });
        }
        Some(())
    }
}

fn once(list: &mut Vec<String>, statement: String) {
    if !list.contains(&statement) {
        list.push(statement);
    }
}

fn columns(sql: &str) -> Vec<String> {
    texts(sql, |name| name.role == Role::SqlColumn && name.declaration)
}

fn index(sql: &str) -> Option<String> {
    texts(sql, |name| name.role == Role::SqlIndex).into_iter().next()
}

/// A name as SQL text, in quotes where it isn't plain.
pub(super) fn quoted(name: &str) -> String {
    let plain = name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
        && !name.starts_with(|it: char| it.is_ascii_digit())
        && !sql::is_keyword(name)
        && !name.is_empty();
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
