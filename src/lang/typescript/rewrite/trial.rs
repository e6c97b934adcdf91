//! Renames that are tried and written nowhere, for people who measure how often one is refused (`examples/ts_renames.rs`). All names are known before
//! the first is tried, so each file is read once for all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::reference::{Decl, Names, Problem, words};
use super::renamer::Renamer;
use crate::model::{Edit, FileId, Repo, Source, Span};

/// Tries renames in one run.
pub struct Trials<'a> {
    renamer: Renamer<'a>,
}

/// What a rename would do.
#[derive(Debug, Default)]
pub struct Trial {
    /// What is in the way; then there are no edits.
    pub problems: BTreeSet<Problem>,
    /// What it writes.
    pub edits: BTreeMap<FileId, Vec<Edit>>,
}

impl<'a> Trials<'a> {
    /// For the declarations `asked`, each with its new name.
    pub fn new(repos: &'a [Repo], sources: &'a [Source], asked: &[(Decl, String)]) -> Self {
        let mut renamer = Renamer::new(repos, sources);
        asked.iter().for_each(|(decl, new)| renamer.expect(*decl, new));
        Self { renamer }
    }

    /// Renames what is declared at `decl`, and what has to be renamed with it.
    pub fn of(&mut self, decl: Decl, new: &str) -> Trial {
        let renamer = &mut self.renamer;
        // The name of a private member begins with its `#`.
        let private = (decl.0, Span { start: decl.1.start.saturating_sub(1), ..decl.1 });
        let decl = if renamer.declares(private) { private } else { decl };
        // A key that belongs to a type declares nothing of its own.
        let owner = if renamer.is_own(decl) { None } else { renamer.member_of_key(decl) };
        let decl = owner.unwrap_or(decl);
        let decls = renamer.linked(decl);
        let names: Names = decls.iter().map(|it| (*it, new.to_owned())).collect();
        let mut problems = BTreeSet::new();
        for decl in &decls {
            problems.extend(renamer.problems(*decl, &names, &|_, _| false));
            problems.extend(renamer.used_elsewhere(*decl));
            problems.extend(renamer.loaded_by_pattern(*decl));
            problems.extend(renamer.remapped(*decl));
        }
        if problems.is_empty() {
            problems.extend(renamer.changed(&names).into_iter().map(|it| it.1));
        }
        let edits = if problems.is_empty() { renamer.edits(&decls, &names) } else { BTreeMap::new() };
        Trial { problems, edits }
    }
}

/// The place of the word that stands in a text at a byte, without the `#` of a private member.
pub fn word_at(source: &Source, word: &str, at: usize) -> Option<Span> {
    words(&source.text, word).into_iter().find(|it| (at..=at + 1).contains(&(it.start as usize)))
}
