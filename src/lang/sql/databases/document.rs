//! A file that speaks of a database: its statements before a batch and after it.

use std::collections::BTreeSet;

use super::text::{Statement, Verb, tables};

/// A file of a folder: what its SQL says now, and what it says after the batch.
pub(super) struct Document {
    pub name: String,
    pub old: Vec<Statement>,
    pub new: Vec<Statement>,
}

impl Document {
    /// Lower-case names of the tables that its schema speaks of.
    pub(super) fn tables(&self) -> BTreeSet<String> {
        let schema = self.old.iter().filter(|it| it.verb != Verb::Query);
        schema.flat_map(|it| tables(&it.sql)).map(|it| it.to_lowercase()).collect()
    }

    /// Lower-case names of the tables that it makes.
    pub(super) fn made(&self) -> BTreeSet<String> {
        let schema = self.old.iter().filter(|it| it.verb == Verb::Table);
        schema.filter_map(|it| tables(&it.sql).into_iter().next()).map(|it| it.to_lowercase()).collect()
    }

    /// The statements before and after, side by side.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&Statement, &Statement)> {
        self.old.iter().zip(&self.new)
    }

    /// True when the batch changes names only, so that the statements before and after belong together one by one.
    pub(super) fn comparable(&self) -> bool {
        self.old.len() == self.new.len() && self.pairs().all(|(old, new)| old.verb == new.verb)
    }
}

/// The old statement of a query and the new one.
pub(super) fn queries<'a>(documents: impl Iterator<Item = &'a Document>) -> Vec<(&'a str, &'a str)> {
    let all = documents.filter(|it| it.comparable()).flat_map(Document::pairs);
    all.filter(|(old, _)| old.verb == Verb::Query).map(|(old, new)| (old.sql.as_str(), new.sql.as_str())).collect()
}
