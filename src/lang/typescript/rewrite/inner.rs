//! What values bring along that are stored as another type, or read from text: links that only a member can have, below the first level. This
//! asks far more than a survey, so it is asked only for members.

use std::collections::BTreeSet;
use std::rc::Rc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::links::{self, Inner};
use super::reader::{Reader, unread};
use super::reference::{Decl, Reference, Spot, is_script};
use super::renamer::Renamer;
use super::stores::Stores;
use crate::lang::typescript::resolve::project::Project;
use crate::model::{FileId, RepoId, Source};

/// A word, and the files that see a member which is called so; `None`: all.
struct Asked {
    word: SmolStr,
    viewers: Option<FxHashSet<SmolStr>>,
}

impl Renamer<'_> {
    /// What values bring along that may have the member `decl`: in the files that say its name, and in those that only read or write text.
    /// Each file is read once for all words that are known before the first question.
    pub(super) fn inner(&mut self, decl: Decl) -> Rc<Inner> {
        let repo = self.sources[decl.0.0 as usize].repo;
        let key = (repo, SmolStr::new(self.word(decl)));
        if let Some(known) = self.inner.get(&key) {
            return known.clone();
        }
        let mut words = self.expected_inner.remove(&repo).unwrap_or_default();
        words.insert(key.1.clone());
        let asked: Vec<Asked> = words.into_iter().map(|word| self.asked(repo, word)).collect();
        let packages = self.packages(repo);
        let scripts: Vec<&Source> =
            self.sources.iter().filter(|it| it.repo == repo && is_script(it.language)).collect();
        let (project, packages) = (&self.project, &*packages);
        let found: Vec<Vec<(usize, Inner)>> =
            scripts.par_iter().map(|it| of_file(project, it, packages, &asked)).collect();
        let mut all: Vec<Inner> = asked.iter().map(|_| Inner::default()).collect();
        for (at, part) in found.into_iter().flatten() {
            all[at].links.extend(part.links);
            all[at].deep.extend(part.deep);
        }
        let words = asked.into_iter().map(|it| (repo, it.word));
        self.inner.extend(words.zip(all).map(|(key, it)| (key, Rc::new(it))));
        self.inner.get(&key).cloned().unwrap_or_default()
    }

    fn asked(&mut self, repo: RepoId, word: SmolStr) -> Asked {
        let survey = self.survey(repo, &word);
        let members = survey.declared.iter().filter(|(_, it)| it.member.is_some());
        let homes: BTreeSet<FileId> = members.map(|(decl, _)| decl.0).collect();
        let mut viewers = Some(FxHashSet::default());
        for home in homes {
            match (self.viewers(home), &mut viewers) {
                (Some(seen), Some(all)) => all.extend(seen.iter().cloned()),
                _ => viewers = None,
            }
        }
        Asked { word, viewers }
    }
}

fn of_file(project: &Project<'_>, source: &Source, packages: &[String], asked: &[Asked]) -> Vec<(usize, Inner)> {
    let text = ["JSON.", ".json"].iter().any(|it| source.text.contains(it));
    let tells = |it: &Asked| {
        let sees = it.viewers.as_ref().is_none_or(|all| all.contains(&*source.path));
        sees && (text || source.text.contains(&*it.word))
    };
    let told: Vec<usize> = (0..asked.len()).filter(|at| tells(&asked[*at])).collect();
    if told.is_empty() {
        return Vec::new();
    }
    let known = project.load(source.repo, &source.path).filter(|it| it.file == Some(source.id));
    let Some(loaded) = known else { return Vec::new() };
    let mut reader = Reader::new(project, source, loaded, packages);
    let stores = Stores::with_inner(&reader);
    let inner = |at: usize| {
        reader.about(&asked[at].word);
        let deep = stores.deep.iter().map(|(span, from)| Reference {
            spot: Spot::Stored,
            from: from.clone(),
            ..unread(source.id, *span)
        });
        (at, Inner { links: links::of_stores(&reader, &stores), deep: deep.collect() })
    };
    told.into_iter().map(inner).collect()
}
