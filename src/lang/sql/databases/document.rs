//! A file that speaks of a database: its statements before a batch and after it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::plan::Input;
use crate::model::{FileId, FilePlan, RepoId, Source};

use super::text::{self, Statement, Verb, tables};

/// A file of a folder: what its SQL says now, and what it says after the batch.
#[derive(Clone)]
pub(super) struct Document {
    pub name: String,
    pub old: Vec<Statement>,
    pub new: Vec<Statement>,
}

impl Document {
    /// What a file says before the batch and after it.
    pub(super) fn of(input: &Input, source: &Source, edits: &BTreeMap<FileId, &FilePlan>) -> Self {
        let old = text::statements(source.language, &source.text);
        let after = edits.get(&source.id);
        let new = after.map_or_else(|| old.clone(), |it| text::statements(source.language, &it.after));
        Self { name: format!("{}/{}", input.repos[source.repo.0 as usize].name, source.path), old, new }
    }

    /// Lower-case names of the tables that its schema speaks of.
    pub(super) fn tables(&self) -> BTreeSet<String> {
        let schema = self.old.iter().filter(|it| it.verb.declares());
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

/// A query of the code, before the batch and after it.
pub(super) struct Query<'a> {
    /// `repo/path` of the file that has it.
    pub file: &'a str,
    pub old: &'a str,
    pub new: &'a str,
}

/// All queries of `documents`.
pub(super) fn queries<'a>(documents: impl Iterator<Item = &'a Document>) -> Vec<Query<'a>> {
    let pairs = |it: &'a Document| it.pairs().map(|(old, new)| (it.name.as_str(), old, new));
    let all = documents.filter(|it| it.comparable()).flat_map(pairs);
    all.filter(|(_, old, _)| old.verb == Verb::Query)
        .map(|(file, old, new)| Query { file, old: &old.sql, new: &new.sql })
        .collect()
}

/// True for a file that may make a database at its start or use one.
pub(super) fn speaks(source: &Source) -> bool {
    text::holds_statements(source.language) && !is_test(&source.path) && !source.generated && !source.applied
}

/// True for a file of tests: what it makes lives as long as a test.
pub(super) fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.ends_with("_test.go") || [".test.", ".spec."].iter().any(|it| name.contains(it)) || path.contains("__tests__/")
}

/// The folder of a file.
pub(super) fn folder<'a>(input: &Input<'a>, file: FileId) -> (RepoId, &'a str) {
    let source = &input.sources[file.0 as usize];
    (source.repo, source.path.rsplit_once('/').map_or("", |(folder, _)| folder))
}
