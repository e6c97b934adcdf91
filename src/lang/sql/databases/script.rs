//! From the declarations before and after to what is between them: which columns, tables, indexes and constraints get another
//! name, and which views and triggers have to be made anew. `render.rs` writes it as statements.

use std::collections::BTreeSet;

use crate::lang::sql::{Token, TokenKind, tokens};
use crate::model::Role;

use super::document::Document;
use super::steps::lasting;
use super::text::{Statement, Verb, is_materialized, tables, texts};
use super::written::Written;

/// A name that goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Renamed {
    /// The lower-case name of its table; `None` for a table or index.
    pub table: Option<String>,
    pub old: String,
    pub new: String,
}

/// A column, or a constraint or key inside of `CREATE TABLE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Inside {
    /// The old name of its table.
    pub table: String,
    pub old: String,
    pub new: String,
    pub kind: Kind,
}

/// What stands inside of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Column,
    /// `CONSTRAINT x …`
    Constraint,
    /// `KEY x (…)` of MySQL
    Key,
}

/// An index that gets another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Index {
    /// The old name of its table.
    pub table: Option<String>,
    pub old: String,
    pub new: String,
    /// The statement that makes it for the new code.
    pub sql: String,
}

/// A view or a trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub is_view: bool,
    pub old: String,
    pub new: String,
    /// The statement that makes it for the new code.
    pub sql: String,
    /// Its text is another one for the new code.
    pub changed: bool,
    /// Only the columns that `*` stands for are others, or those of a view of this kind that it reads: SQLite reads `*` whenever it is asked, and
    /// other servers once.
    pub by_star: bool,
    /// The names in it that are of tables and views, in lower case: before, and for the new code.
    speaks_of: [Vec<String>; 2],
}

impl Made {
    /// The old code's text has the name of a table or view.
    pub(super) fn spoke_of(&self, table: &str) -> bool {
        self.speaks_of[0].contains(&table.to_lowercase())
    }

    /// The new code's text has the name of a table or view.
    pub(super) fn speaks_of(&self, table: &str) -> bool {
        self.speaks_of[1].contains(&table.to_lowercase())
    }
}

/// What one database needs.
#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    /// The tables that change, by old name.
    pub tables: BTreeSet<String>,
    /// Old and new names of the tables that get another one.
    pub table_names: Vec<(String, String)>,
    pub renamed: Vec<Renamed>,
    pub inside: Vec<Inside>,
    pub indexes: Vec<Index>,
    /// Views and triggers that are made anew, each behind those that it speaks of.
    pub made: Vec<Made>,
    /// Rights and comments on them, and indexes of those that are stored: they go with them.
    pub rights: Vec<String>,
    /// Statements of kinds that are not understood, and that change: before, and for the new code.
    pub others: Vec<(String, String)>,
    /// How the schema writes its names.
    pub written: Written,
}

impl Script {
    /// Compares the declarations of `database` before and after.
    ///
    /// # Errors
    /// Why they can't be compared.
    pub(super) fn of(database: &[Document]) -> Result<Self, String> {
        let mut script = Self { written: Written::of(database)?, ..Self::default() };
        for document in database {
            if !document.comparable() {
                return Err(format!("the batch adds or removes statements in {}", document.name));
            }
            for (old, new) in document.pairs().filter(|(old, new)| old != new) {
                let done = match old.verb {
                    Verb::Table | Verb::Alter => script.table(old, new),
                    Verb::Index => script.index(old, new),
                    Verb::Other => {
                        script.others.push((old.sql.clone(), new.sql.clone()));
                        Some(())
                    }
                    Verb::View | Verb::Trigger | Verb::Drop | Verb::Query => Some(()),
                };
                done.ok_or_else(|| format!("a statement in {} changes in more than names", document.name))?;
            }
        }
        script.only_lasting(database)?;
        script.dependants(database)?;
        Ok(script)
    }

    /// The same for the way back: from the new code to the old one.
    pub(super) fn back(database: &[Document]) -> Result<Self, String> {
        let turned = |it: &Document| Document { name: it.name.clone(), old: it.new.clone(), new: it.old.clone() };
        Self::of(&database.iter().map(turned).collect::<Vec<_>>())
    }

    /// True when a database needs nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.inside.is_empty() && self.table_names.is_empty() && self.indexes.is_empty() && self.made.is_empty()
    }

    /// The columns of views that bear the name of a column that changes: a view may hand it on.
    pub(super) fn of_views(&self) -> Vec<Renamed> {
        let columns = self.inside.iter().filter(|it| it.kind == Kind::Column);
        let views = || self.made.iter().filter(|it| it.is_view && (it.changed || it.by_star));
        let of_view = |it: &Inside, view: &Made| Renamed {
            table: Some(view.old.to_lowercase()),
            old: it.old.clone(),
            new: it.new.clone(),
        };
        columns.flat_map(|it| views().map(move |view| of_view(it, view))).collect()
    }

    /// The name for the new code of a table or view.
    pub(super) fn renamed(&self, table: &str) -> String {
        let mut all = self.renamed.iter().filter(|it| it.table.is_none());
        let new = all.find(|it| it.old.eq_ignore_ascii_case(table)).map(|it| it.new.clone());
        new.unwrap_or_else(|| table.to_owned())
    }

    /// A text of the catalogue with the new names for the old ones, wherever they stand.
    pub(super) fn with_new_names(&self, text: &str) -> String {
        let new = |word: &str| {
            // SQLite calls the index of a key by its table.
            if word.starts_with("sqlite_autoindex_") {
                return "sqlite_autoindex_".to_owned();
            }
            let mut all = self.renamed.iter().filter(|it| it.old.eq_ignore_ascii_case(word));
            all.next().map_or_else(|| word.to_owned(), |it| it.new.to_lowercase())
        };
        text.split(' ').map(new).collect::<Vec<_>>().join(" ")
    }

    fn table(&mut self, old: &Statement, new: &Statement) -> Option<()> {
        if old.verb == Verb::Alter && has_word(&old.sql, "RENAME") {
            return Some(());
        }
        let (table, new_table) = (tables(&old.sql).into_iter().next()?, tables(&new.sql).into_iter().next()?);
        let (olds, news) = (columns(&old.sql), columns(&new.sql));
        if olds.len() != news.len() {
            return None;
        }
        let columns = olds.into_iter().zip(news).filter(|(old, new)| old != new);
        for (old, new) in columns {
            self.renamed.push(Renamed { table: Some(table.to_lowercase()), old: old.clone(), new: new.clone() });
            once(&mut self.inside, Inside { table: table.clone(), old, new, kind: Kind::Column });
        }
        for (kind, old, new) in constraints(&old.sql, &new.sql) {
            once(&mut self.inside, Inside { table: table.clone(), old, new, kind });
        }
        if table != new_table {
            self.tables.insert(table.clone());
            self.renamed.push(Renamed { table: None, old: table.clone(), new: new_table.clone() });
            once(&mut self.table_names, (table.clone(), new_table));
        }
        if self.inside.iter().any(|it| it.table == table) {
            self.tables.insert(table);
        }
        Some(())
    }

    fn index(&mut self, old: &Statement, new: &Statement) -> Option<()> {
        let (from, to) = (index(&old.sql)?, index(&new.sql)?);
        if from != to {
            let table = tables(&old.sql).into_iter().next();
            self.tables.extend(table.clone());
            // Two files may declare one index; the first text counts.
            if !self.indexes.iter().any(|it| it.old == from) {
                self.renamed.push(Renamed { table: None, old: from.clone(), new: to.clone() });
                self.indexes.push(Index { table, old: from, new: to, sql: new.sql.clone() });
            }
        }
        Some(())
    }

    /// Leaves out tables that are there only between two steps of the code: `samples_new` of a table that is made again.
    fn only_lasting(&mut self, database: &[Document]) -> Result<(), String> {
        for document in database {
            let old: Vec<&Statement> = document.old.iter().collect();
            let lasting = lasting(&old);
            if let Some((table, _)) =
                self.table_names.iter().find(|(it, _)| lasting.dropped.contains(&it.to_lowercase()))
            {
                return Err(format!(
                    "{} also has `DROP TABLE {table}`, and nothing says when that runs: it would drop no table any more",
                    document.name
                ));
            }
            let gone = |table: &str| lasting.between.contains(&table.to_lowercase());
            self.tables.retain(|it| !gone(it));
            self.table_names.retain(|(it, _)| !gone(it));
            self.inside.retain(|it| !gone(&it.table));
            self.indexes.retain(|it| !it.table.as_deref().is_some_and(gone));
        }
        Ok(())
    }

    /// Views and triggers whose text changes, and all that speak of such a view: they go before it does.
    fn dependants(&mut self, database: &[Document]) -> Result<(), String> {
        let mut all: Vec<Made> = Vec::new();
        for document in database {
            let declared = |it: &Statement| matches!(it.verb, Verb::View | Verb::Trigger);
            for (old, new) in document.pairs().filter(|(old, _)| declared(old)) {
                let unread = || format!("a statement in {} changes in more than names", document.name);
                let made = made(old, new);
                if made.is_none() && old == new {
                    continue;
                }
                let made = made.ok_or_else(unread)?;
                match all.iter_mut().find(|it| it.is_view == made.is_view && it.old == made.old) {
                    // The first text counts; another file may make the same view at its start.
                    Some(known) => known.changed |= made.changed,
                    None => all.push(made),
                }
            }
        }
        let by_text = with_readers(&all, all.iter().filter(|it| it.changed));
        let changed: Vec<&String> =
            self.inside.iter().filter(|it| it.kind == Kind::Column).map(|it| &it.table).collect();
        let reads = |it: &&Made| it.changed || changed.iter().any(|table| it.spoke_of(table));
        let is_star = |it: &Made| it.is_view && has_star(&it.sql);
        // A view that hands on by `*` what such a view hands on.
        let mut stars: Vec<&Made> = all.iter().filter(|it| is_star(it)).filter(reads).collect();
        while let Some(next) = all.iter().find(|it| {
            let is_known = stars.iter().any(|star| star.old == it.old);
            is_star(it) && !is_known && stars.iter().any(|star| it.spoke_of(&star.old))
        }) {
            stars.push(next);
        }
        let gone = with_readers(&all, all.iter().filter(|it| it.changed).chain(stars));
        all.retain(|it| gone.contains(&it.old.to_lowercase()));
        all.iter_mut().for_each(|it| it.by_star = !by_text.contains(&it.old.to_lowercase()));
        let names = all.iter().filter(|it| it.old != it.new);
        self.renamed.extend(names.map(|it| Renamed { table: None, old: it.old.clone(), new: it.new.clone() }));
        let (views, triggers): (Vec<Made>, Vec<Made>) = all.into_iter().partition(|it| it.is_view);
        self.made = in_order(views);
        self.made.extend(triggers);
        let news: Vec<String> = self.made.iter().filter(|it| it.is_view).map(|it| it.new.to_lowercase()).collect();
        let stored = |it: &&Made| it.is_view && is_materialized(&it.sql);
        let stored: Vec<String> = self.made.iter().filter(stored).map(|it| it.new.to_lowercase()).collect();
        let statements = || database.iter().flat_map(|it| &it.new);
        let indexes = statements()
            .filter(|it| it.verb == Verb::Index)
            .filter(|it| tables(&it.sql).first().is_some_and(|table| stored.contains(&table.to_lowercase())));
        let of_view =
            |it: &&Statement| it.verb == Verb::Other && ["GRANT", "COMMENT"].iter().any(|word| starts(&it.sql, word));
        let rights = statements().filter(of_view).filter(|it| words(&it.sql).iter().any(|word| news.contains(word)));
        self.rights = indexes.chain(rights).map(|it| it.sql.clone()).collect();
        Ok(())
    }
}

/// The lower-case names of views and triggers, with those that speak of one.
fn with_readers<'a>(all: &[Made], first: impl Iterator<Item = &'a Made>) -> Vec<String> {
    let mut gone: Vec<String> = first.map(|it| it.old.to_lowercase()).collect();
    let mut at = 0;
    while let Some(name) = gone.get(at).cloned() {
        let speaks = all.iter().filter(|it| it.speaks_of[0].contains(&name)).map(|it| it.old.to_lowercase());
        let more: Vec<String> = speaks.filter(|it| !gone.contains(it)).collect();
        gone.extend(more);
        at += 1;
    }
    gone
}

/// Each view behind those that it selects from.
fn in_order(mut views: Vec<Made>) -> Vec<Made> {
    let mut ordered: Vec<Made> = Vec::new();
    while !views.is_empty() {
        let waits = |it: &Made| {
            views.iter().any(|other| other.new != it.new && it.speaks_of[1].contains(&other.new.to_lowercase()))
        };
        // Two views that speak of each other can't be made at all; the proof says so.
        let next = views.iter().position(|it| !waits(it)).unwrap_or(0);
        ordered.push(views.remove(next));
    }
    ordered
}

fn made(old: &Statement, new: &Statement) -> Option<Made> {
    let is_view = old.verb == Verb::View;
    let kind = if is_view { "VIEW" } else { "TRIGGER" };
    let name = |statement: &Statement| {
        let all: Vec<Token> = tokens(&statement.sql).into_iter().filter(|it| it.kind != TokenKind::Comment).collect();
        let word = |at: usize| all.get(at).map(|it| &statement.sql[it.span.range()]);
        let is = |at: usize, text: &str| word(at).is_some_and(|it| it.eq_ignore_ascii_case(text));
        let mut at = (0..all.len()).find(|at| is(*at, kind))? + 1;
        if is(at, "IF") {
            at += 3;
        }
        while is(at + 1, ".") {
            at += 2;
        }
        word(at).map(str::to_owned)
    };
    let speaks_of = [old, new].map(|it| words(&it.sql));
    let (changed, by_star) = (old != new, false);
    Some(Made { is_view, old: name(old)?, new: name(new)?, sql: new.sql.clone(), changed, by_star, speaks_of })
}

/// `SELECT *` or `t.*`: the columns of what it reads are its own.
fn has_star(sql: &str) -> bool {
    let all: Vec<Token> = tokens(sql).into_iter().filter(|it| it.kind != TokenKind::Comment).collect();
    let word = |at: usize| all.get(at).map(|it| sql[it.span.range()].to_ascii_uppercase()).unwrap_or_default();
    (1..all.len()).any(|at| word(at) == "*" && ["SELECT", "DISTINCT", "ALL", ",", "."].contains(&word(at - 1).as_str()))
}

/// All words and quoted names, in lower case.
pub(super) fn words(sql: &str) -> Vec<String> {
    let named = |it: &Token| matches!(it.kind, TokenKind::Word | TokenKind::Quoted);
    tokens(sql).iter().filter(|it| named(it)).map(|it| sql[it.span.range()].to_lowercase()).collect()
}

fn starts(sql: &str, word: &str) -> bool {
    sql.split_whitespace().next().is_some_and(|it| it.eq_ignore_ascii_case(word))
}

fn has_word(sql: &str, word: &str) -> bool {
    words(sql).iter().any(|it| it.eq_ignore_ascii_case(word))
}

fn once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn columns(sql: &str) -> Vec<String> {
    texts(sql, |name| name.role == Role::SqlColumn && name.declaration)
}

/// The constraints and keys of a table that get another name.
fn constraints(old: &str, new: &str) -> Vec<(Kind, String, String)> {
    let read = |sql| tokens(sql).into_iter().filter(|it: &Token| it.kind != TokenKind::Comment).collect::<Vec<_>>();
    let (olds, news) = (read(old), read(new));
    let word = |at: usize| olds.get(at).map(|it| old[it.span.range()].to_ascii_uppercase()).unwrap_or_default();
    let kind = |at: usize| match word(at).as_str() {
        "CONSTRAINT" => Some(Kind::Constraint),
        "KEY" | "INDEX" if at > 0 && !["PRIMARY", "FOREIGN"].contains(&word(at - 1).as_str()) => Some(Kind::Key),
        _ => None,
    };
    let pairs = olds.iter().zip(&news).enumerate().skip(1);
    pairs
        .filter_map(|(at, (from, to))| {
            let (from, to) = (&old[from.span.range()], &new[to.span.range()]);
            (from != to).then(|| kind(at - 1)).flatten().map(|kind| (kind, from.to_owned(), to.to_owned()))
        })
        .collect()
}

fn index(sql: &str) -> Option<String> {
    texts(sql, |name| name.role == Role::SqlIndex).into_iter().next()
}
