//! Renames in TypeScript, TSX and JavaScript: every use follows and nothing collides, or the rename has problems and is not
//! made. There is no type checker behind this: a place that bears the name and is not understood is a problem.
//!
//! `survey` finds what each place of a word means, `links` what must have one name, `problems` says what is in the way,
//! `edits` writes the new names, and `verify` reads the result and compares what every name means.

mod edits;
mod links;
mod notice;
mod problems;
pub(crate) mod rewriter;
mod survey;
mod verify;

use crate::lang::typescript::JAVASCRIPT;
use crate::lang::typescript::TSX;
use crate::lang::typescript::TYPESCRIPT;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use self::survey::Survey;
use super::resolve::project::Project;
use crate::disk::Disk;
use crate::model::{FileId, Language, Repo, RepoId, Source, Span};

/// Where a thing is declared: the bytes of its name.
pub type Decl = (FileId, Span);

/// The new names of declared things.
pub type Names = BTreeMap<Decl, String>;

/// Why a thing can't have a new name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file of the place that is in the way.
    pub file: FileId,
    /// The place.
    pub span: Span,
    /// What is in the way there, for people.
    pub reason: String,
    /// What to do about it.
    pub way_out: String,
    /// Nothing is wrong in the program: the other side of a wire has to follow.
    pub wire: bool,
}

/// A place that the rules decided to mean another thing than the one that is renamed.
pub type Decided<'a> = &'a dyn Fn(FileId, Span) -> bool;

/// True for the languages that this renames in.
pub fn is_script(language: Language) -> bool {
    matches!(language, TYPESCRIPT | TSX | JAVASCRIPT)
}

/// Looks at the TypeScript of a run for whoever renames in it. What is asked about one word is found once.
pub struct Renamer<'a> {
    sources: &'a [Source],
    project: Project<'a>,
    surveys: FxHashMap<(RepoId, SmolStr), Rc<Survey>>,
}

impl<'a> Renamer<'a> {
    /// For the files `sources`, which are indexed by their `FileId`. Modules that they import are read from disk.
    pub fn new(repos: &'a [Repo], sources: &'a [Source]) -> Self {
        let project = Project::on_disk(repos, sources, Arc::new(Disk::default()));
        Self { sources, project, surveys: FxHashMap::default() }
    }

    /// True when a name is declared there: a value of unknown type has properties, and declares none of them.
    pub fn declares(&mut self, decl: Decl) -> bool {
        self.survey_of(decl).declared.contains_key(&decl)
    }

    /// What must be renamed with `decl`, itself included, sorted: members of the types that a type extends or implements, and
    /// declarations that are merged.
    pub fn linked(&mut self, decl: Decl) -> Vec<Decl> {
        let survey = self.survey_of(decl);
        let mut found = vec![decl];
        let mut at = 0;
        while let Some(one) = found.get(at).copied() {
            for link in survey.links.iter().filter(|it| it.together) {
                let other = match (link.one, link.other) {
                    (Some(a), Some(b)) if a == one => b,
                    (Some(a), Some(b)) if b == one => a,
                    _ => continue,
                };
                if !found.contains(&other) {
                    found.push(other);
                }
            }
            at += 1;
        }
        found.sort();
        found
    }

    /// The word of a declaration: its name without the `#` of a private member.
    fn word(&self, (file, span): Decl) -> &'a str {
        let sources: &'a [Source] = self.sources;
        let text = sources.get(file.0 as usize).and_then(|it| it.text.get(span.range()));
        text.unwrap_or_default().trim_start_matches('#')
    }

    fn survey_of(&mut self, decl: Decl) -> Rc<Survey> {
        let repo = self.sources[decl.0.0 as usize].repo;
        self.survey(repo, self.word(decl))
    }

    /// The places of `word` in one repository.
    fn survey(&mut self, repo: RepoId, word: &str) -> Rc<Survey> {
        let key = (repo, SmolStr::new(word));
        if let Some(known) = self.surveys.get(&key) {
            return known.clone();
        }
        let found = Rc::new(Survey::of(&self.project, self.sources, repo, word));
        self.surveys.insert(key, found.clone());
        found
    }
}
