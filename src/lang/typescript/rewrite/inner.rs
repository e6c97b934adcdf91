//! What values bring along that are stored as another type, or read from text: links that only a member can have, below the first level. This
//! asks far more than a survey, so it is asked only for members.

use std::collections::BTreeSet;
use std::rc::Rc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::candidates::{Candidates, Does};
use super::links::{self, DeepPlace, Inner};
use super::reader::{Reader, unread};
use super::reference::{Decl, Reference, Spot, is_script};
use super::renamer::Renamer;
use super::stores::{Deep, Stores};
use crate::lang::typescript::resolve::held::Held;
use crate::lang::typescript::resolve::project::Project;
use crate::lang::typescript::resolve::tracer::{Provenance, Tracer};
use crate::lang::typescript::resolve::types::{Ty, fingerprint};
use crate::model::{FileId, RepoId, Source};

/// Most values of one place that are not compared and told apart.
const PAIRS: usize = 64;

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
        let (packages, candidates) = (self.packages(repo), self.candidates(repo));
        let scripts: Vec<&Source> =
            self.sources.iter().filter(|it| it.repo == repo && is_script(it.language)).collect();
        let (project, packages) = (&self.project, &*packages);
        let found: Vec<Vec<(usize, Inner)>> =
            scripts.par_iter().map(|it| of_file(project, it, packages, &candidates, &asked)).collect();
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

fn of_file(
    project: &Project<'_>,
    source: &Source,
    packages: &[String],
    candidates: &Candidates,
    asked: &[Asked],
) -> Vec<(usize, Inner)> {
    let by_calls = [Does::Reads, Does::Writes].iter().any(|it| candidates.calls(&source.path, *it));
    let text = by_calls || ["JSON.", ".json"].iter().any(|it| source.text.contains(it));
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
    let stores = Stores::with_inner(&reader, candidates);
    let pairs = stores.deep.iter().flat_map(|it| &it.pairs);
    let together = reader.checker.all_held(pairs.flat_map(|(given, wanted)| [given, wanted]));
    let mut known = FxHashMap::default();
    let inner = |at: usize| {
        reader.about(&asked[at].word);
        // Most names stand in none of them.
        let any = !stores.deep.is_empty() && reader.held(&together).is_none_or(|it| !it.is_empty());
        let deep = stores.deep.iter().filter(|_| any).flat_map(|it| deep_places(&reader, it, &mut known)).collect();
        (at, Inner { links: links::of_stores(&reader, &stores), deep })
    };
    told.into_iter().map(inner).collect()
}

/// What was found of types, by their fingerprints.
type Known = FxHashMap<u64, Rc<Held>>;

/// The values in there that can hold a member of the word that `reader` is about.
fn deep_places(reader: &Reader<'_>, deep: &Deep, known: &mut Known) -> Vec<DeepPlace> {
    let is_package = |source: &str| reader.is_package(source);
    let mut held = |types: &[&Ty], print: u64| {
        let it = known.entry(print).or_insert_with(|| Rc::new(reader.checker.all_held(types.iter().copied())));
        reader.held(it)
    };
    let none = |it: &Option<Vec<Option<Decl>>>| it.as_ref().is_some_and(|it| it.is_empty());
    let mut found = Vec::new();
    // So many are looked at as one.
    let size = if deep.pairs.len() > PAIRS { deep.pairs.len() } else { 1 };
    for pairs in deep.pairs.chunks(size) {
        let side = |of: fn(&(Ty, Ty)) -> &Ty| pairs.iter().map(of).collect::<Vec<&Ty>>();
        let sides = [side(|it| &it.0), side(|it| &it.1)];
        let print =
            |types: &[&Ty]| types.iter().fold(size as u64, |so_far, it| so_far.rotate_left(7) ^ fingerprint(it));
        let [given, wanted] = sides.map(|it| held(&it, print(&it)));
        if none(&given) || none(&wanted) {
            continue;
        }
        let mut from = Provenance::default();
        for (given, wanted) in pairs {
            from.add(Tracer::new(&reader.checker, &is_package).of_types(given, wanted));
        }
        let place = Reference { spot: Spot::Stored, from, ..unread(reader.source.id, deep.at) };
        found.push(DeepPlace { place, given, wanted, text: deep.text });
    }
    found
}
