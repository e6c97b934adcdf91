//! How a schema writes its names: which stand in quotes, and which schema of the database a table is in. PostgreSQL takes `TreeId` for
//! `treeid` where it stands without quotes, and a script for `app.runs` finds nothing under `runs`.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::sql::{Token, TokenKind, tokens};

use super::dialect::{Dialect, quoted};
use super::document::Document;
use super::text::{Statement, Verb};

/// The names of the statements that make a schema, before and after.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    /// Names in quotes.
    quoted: BTreeSet<String>,
    /// The schema that a table, view or index stands in, by their names in lower case.
    schemas: BTreeMap<String, String>,
}

impl Written {
    /// Reads the statements that declare something.
    ///
    /// # Errors
    /// A table that changes and whose schema only the running program knows, or that stands in two.
    pub(super) fn of(database: &[Document]) -> Result<Self, String> {
        let mut found = Self::default();
        for changes in [true, false] {
            for document in database {
                // Of what stays as it is, views are made anew where they speak of what does not.
                let counts = |it: &Statement| if changes { it.verb.declares() } else { it.verb == Verb::View };
                let of_schema = document.pairs().filter(|(old, new)| (old != new) == changes && counts(old));
                for statement in of_schema.flat_map(|(old, new)| [old, new]) {
                    found.add(&statement.sql, changes.then_some(document.name.as_str()))?;
                }
            }
        }
        Ok(found)
    }

    /// Adds the names of a statement; `file` has it, and it changes.
    fn add(&mut self, sql: &str, file: Option<&str>) -> Result<(), String> {
        let all: Vec<Token> = tokens(sql).into_iter().filter(|it| it.kind != TokenKind::Comment).collect();
        let text = |it: &Token| &sql[it.span.range()];
        self.quoted.extend(all.iter().filter(|it| it.kind == TokenKind::Quoted).map(|it| text(it).to_owned()));
        // What is made or altered stands before these.
        let ends = |it: &Token| ["(", "AS", "BEGIN", "WHEN"].iter().any(|end| text(it).eq_ignore_ascii_case(end));
        let head = all.iter().position(ends).unwrap_or(all.len());
        for at in 1..head.saturating_sub(1) {
            let [schema, dot, name] = [&all[at - 1], &all[at], &all[at + 1]];
            let begins = at < 2 || text(&all[at - 2]) != ".";
            if dot.kind != TokenKind::Mark || text(dot) != "." || !begins {
                continue;
            }
            let (schema, is_name) = (text(schema), matches!(schema.kind, TokenKind::Word | TokenKind::Quoted));
            let name = text(name).to_lowercase();
            let known = self.schemas.entry(name.clone()).or_insert_with(|| schema.to_owned());
            match file {
                Some(file) if !is_name => {
                    return Err(format!("which schema `{schema}.{name}` in {file} is in is known only when it runs"));
                }
                Some(_) if known != schema => {
                    return Err(format!("there is a `{name}` in the schemas `{known}` and `{schema}`"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A name as a script writes it.
    pub(super) fn name(&self, name: &str, dialect: Dialect) -> String {
        let folded = name.bytes().any(|it| it.is_ascii_uppercase()) && self.quoted.contains(name);
        let plain = quoted(name, dialect);
        if dialect == Dialect::Postgresql && folded && plain == name { format!("\"{name}\"") } else { plain }
    }

    /// A table, view or index, with the schema that it stands in. SQLite has none but those that a program attaches.
    pub(super) fn whole(&self, name: &str, dialect: Dialect) -> String {
        let schema = self.schemas.get(&name.to_lowercase()).filter(|_| dialect != Dialect::Sqlite);
        let schema = schema.map(|it| format!("{}.", self.name(it, dialect))).unwrap_or_default();
        schema + &self.name(name, dialect)
    }

    /// A name as the catalogue of the database has it.
    pub(super) fn stored(&self, name: &str, dialect: Dialect) -> String {
        let folds = dialect == Dialect::Postgresql && !self.quoted.contains(name);
        if folds { name.to_lowercase() } else { name.to_owned() }
    }

    /// The schema of a table in the catalogue, as an expression.
    pub(super) fn schema(&self, table: &str, dialect: Dialect) -> String {
        match (self.schemas.get(&table.to_lowercase()), dialect) {
            (Some(it), _) => format!("'{}'", self.stored(it, dialect).replace('\'', "''")),
            (None, Dialect::Mysql) => "database()".to_owned(),
            (None, _) => "current_schema()".to_owned(),
        }
    }
}
