//! Who renames: keeps what is known of each word, and says what must be renamed together.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::candidates::Candidates;
use super::imports::Imports;
use super::links::{Inner, Link, Why};
use super::packages::packages;
use super::reference::{Decl, ModuleUses, is_script};
use super::survey::{Asked, Survey};
use crate::disk::Disk;
use crate::lang::typescript::resolve::project::Project;
use crate::lang::typescript::resolve::project::paths::is_component;
use crate::model::{FileId, Repo, RepoId, Source};

/// Looks at the TypeScript of a run for whoever renames in it. What is asked about one word is found once.
pub struct Renamer<'a> {
    pub(super) sources: &'a [Source],
    pub(super) project: Project<'a>,
    packages: FxHashMap<RepoId, Rc<[String]>>,
    pub(super) repos: &'a [Repo],
    surveys: FxHashMap<(RepoId, SmolStr), Rc<Survey>>,
    imports: FxHashMap<RepoId, Imports>,
    /// Who sees what a file declares.
    viewers: FxHashMap<FileId, Viewers>,
    /// Words that will be asked for.
    expected: FxHashMap<RepoId, BTreeSet<SmolStr>>,
    /// What values bring along, by name.
    pub(super) inner: FxHashMap<(RepoId, SmolStr), Rc<Inner>>,
    /// Names for which that will be asked.
    pub(super) expected_inner: FxHashMap<RepoId, BTreeSet<SmolStr>>,
    /// Whether the key of a literal is read in its file only, as far as types don't show it.
    pub(super) at_home: FxHashMap<Decl, bool>,
    /// How the modules that export a declaration are used as values.
    pub(super) modules: FxHashMap<Decl, ModuleUses>,
    /// Functions through which values of any type go.
    conduits: FxHashMap<RepoId, Arc<Candidates>>,
    /// Surveys hold what values are stored as.
    values: bool,
    /// The keys of what a test expects belong to the value that it is compared with: a rename writes them. For the compiler they are names of
    /// their own.
    pub(super) compares: bool,
}

/// The files that can see what one file declares.
#[derive(Clone)]
struct Viewers {
    /// Those that import what is made elsewhere among them.
    all: Rc<FxHashSet<SmolStr>>,
    /// Those that do by imports that are known.
    known: Rc<FxHashSet<SmolStr>>,
}

impl<'a> Renamer<'a> {
    /// For the files `sources`, which are indexed by their `FileId`. Modules that they import are read from disk.
    pub fn new(repos: &'a [Repo], sources: &'a [Source]) -> Self {
        Self {
            sources,
            project: Project::on_disk(repos, sources, Arc::new(Disk::default())),
            packages: FxHashMap::default(),
            repos,
            surveys: FxHashMap::default(),
            imports: FxHashMap::default(),
            viewers: FxHashMap::default(),
            expected: FxHashMap::default(),
            inner: FxHashMap::default(),
            expected_inner: FxHashMap::default(),
            at_home: FxHashMap::default(),
            modules: FxHashMap::default(),
            conduits: FxHashMap::default(),
            values: true,
            compares: true,
        }
    }

    /// The same for questions only: what a value of one type is stored as is not asked, so nothing tells what is in the way of a rename.
    pub fn for_questions(repos: &'a [Repo], sources: &'a [Source]) -> Self {
        Self { values: false, compares: false, ..Self::new(repos, sources) }
    }

    /// The same for the question what a rename would write.
    pub fn for_places(repos: &'a [Repo], sources: &'a [Source]) -> Self {
        Self { compares: true, ..Self::for_questions(repos, sources) }
    }

    /// True when a name is declared there: a value of unknown type has properties, and declares none of them.
    pub fn declares(&mut self, decl: Decl) -> bool {
        self.survey_of(decl).declared.contains_key(&decl)
    }

    /// What must be renamed with `decl`, itself included, sorted: members of the types that a type extends or implements, and
    /// declarations that are merged. For a rename also object literals without a declared type that are stored as a value of the type.
    pub fn linked(&mut self, decl: Decl) -> Vec<Decl> {
        let found = self.joined(decl, |it| it.together);
        if self.values { self.with_literals(found) } else { found }
    }

    /// The same with the keys of literals that are stored as values of the types in question, and what these are stored as. A literal that is a
    /// value of several types belongs to none of them: renaming one type does not rename another.
    fn with_literals(&mut self, mut found: Vec<Decl>) -> Vec<Decl> {
        let mut at = 0;
        while let Some(one) = found.get(at).copied() {
            at += 1;
            for other in self.stored_as(one).into_iter().flatten() {
                if found.contains(&other) {
                    continue;
                }
                let literals = [one, other].map(|it| self.is_key_of_literal(it));
                let of_one_type = |it: &mut Self, literal: Decl| {
                    let ends = it.stored_as(literal);
                    ends.iter().all(|end| {
                        end.is_some_and(|end| {
                            end == one || end == other || found.contains(&end) || it.is_key_of_literal(end)
                        })
                    })
                };
                let joins = match literals {
                    [true, _] if !of_one_type(self, one) => false,
                    [_, true] if !of_one_type(self, other) => false,
                    [false, false] => false,
                    _ => true,
                };
                if joins {
                    let more = self.joined(other, |it| it.together);
                    found.extend(more.into_iter().filter(|it| !found.contains(it)).collect::<Vec<Decl>>());
                }
            }
        }
        found.sort();
        found
    }

    /// The members that values of one are stored as, or the other way round; `None`: one that is not known.
    fn stored_as(&mut self, decl: Decl) -> Vec<Option<Decl>> {
        let survey = self.survey_of(decl);
        if survey.declared.get(&decl).is_none_or(|it| !self.is_structural(decl, it)) {
            return Vec::new();
        }
        let inner = self.inner(decl);
        let links = survey.links_of(decl).chain(&inner.links);
        let stored = links.filter(|it| it.why == Why::Stored && (it.one == Some(decl) || it.other == Some(decl)));
        let mut found: Vec<Option<Decl>> = stored.map(|it| it.from(decl)).collect();
        found.sort();
        found.dedup();
        found
    }

    fn is_key_of_literal(&mut self, decl: Decl) -> bool {
        self.survey_of(decl).declared.get(&decl).is_some_and(|it| it.literal)
    }

    /// The declarations that `decl` is declared by, itself included, sorted: overloads, parts of an interface.
    pub fn parts(&mut self, decl: Decl) -> Vec<Decl> {
        self.joined(decl, |it| it.together && it.why == Why::Merged)
    }

    /// All that links which `joins` holds for lead to from `decl`.
    fn joined(&mut self, decl: Decl, joins: impl Fn(&Link) -> bool) -> Vec<Decl> {
        let survey = self.survey_of(decl);
        let (mut found, mut seen) = (vec![decl], FxHashSet::from_iter([decl]));
        let mut at = 0;
        while let Some(one) = found.get(at).copied() {
            for link in survey.links_of(one).filter(|it| joins(it)) {
                let Some(other) = link.from(one) else { continue };
                if seen.insert(other) {
                    found.push(other);
                }
            }
            at += 1;
        }
        found.sort();
        found
    }

    /// The word of a declaration: its name without the `#` of a private member.
    pub(super) fn word(&self, (file, span): Decl) -> &'a str {
        let sources: &'a [Source] = self.sources;
        let text = sources.get(file.0 as usize).and_then(|it| it.text.get(span.range()));
        text.unwrap_or_default().trim_start_matches('#')
    }

    pub(super) fn survey_of(&mut self, decl: Decl) -> Rc<Survey> {
        let repo = self.sources[decl.0.0 as usize].repo;
        self.survey(repo, self.word(decl))
    }

    /// The places of `word` in one repository.
    pub(super) fn survey(&mut self, repo: RepoId, word: &str) -> Rc<Survey> {
        let key = (repo, SmolStr::new(word));
        if let Some(known) = self.surveys.get(&key) {
            return known.clone();
        }
        let mut words = self.expected.remove(&repo).unwrap_or_default();
        words.retain(|it| !self.surveys.contains_key(&(repo, it.clone())));
        words.insert(key.1.clone());
        let words: Vec<SmolStr> = words.into_iter().collect();
        let packages = self.packages(repo);
        let conduits = self.values.then(|| self.candidates(repo));
        let asked = Asked { values: self.values, expected: self.compares, conduits: conduits.as_deref() };
        let found = Survey::of(&self.project, self.sources, repo, &words, &packages, asked);
        self.surveys.extend(words.into_iter().zip(found).map(|(word, found)| ((repo, word), Rc::new(found))));
        self.surveys.get(&key).cloned().unwrap_or_default()
    }

    /// The name of `decl` and `new` will be asked for: files are read once for all words that are known before the first question.
    pub fn expect(&mut self, decl: Decl, new: &str) {
        let (repo, word) = self.key(decl);
        self.expected_inner.entry(repo).or_default().insert(word.clone());
        self.expected.entry(repo).or_default().extend([word, SmolStr::new(new.trim_start_matches('#'))]);
    }

    /// The packages that one repository declares; read once.
    pub(super) fn packages(&mut self, repo: RepoId) -> Rc<[String]> {
        let Self { project, sources, packages: known, .. } = self;
        known.entry(repo).or_insert_with(|| packages(project, sources, repo).into()).clone()
    }

    /// The names of functions through which values of any type may go; read once.
    pub(super) fn candidates(&mut self, repo: RepoId) -> Arc<Candidates> {
        let Self { project, sources, conduits, .. } = self;
        let scripts =
            || sources.iter().filter(|it| it.repo == repo && is_script(it.language)).collect::<Vec<&Source>>();
        conduits.entry(repo).or_insert_with(|| Arc::new(Candidates::of(project, &scripts(), repo))).clone()
    }

    /// The files of its repository that can see what is declared in `file`; `None`: every file.
    pub(super) fn viewers(&mut self, file: FileId) -> Option<Rc<FxHashSet<SmolStr>>> {
        Some(self.seen_by(file)?.all)
    }

    /// Those of them that do by imports that are known.
    pub(super) fn known_viewers(&mut self, file: FileId) -> Option<Rc<FxHashSet<SmolStr>>> {
        Some(self.seen_by(file)?.known)
    }

    /// The file imports what is made elsewhere, which may take any value.
    pub(super) fn sees_what_is_made(&mut self, file: FileId) -> bool {
        let source = &self.sources[file.0 as usize];
        self.imports(source.repo).is_open(&source.path)
    }

    fn seen_by(&mut self, file: FileId) -> Option<Viewers> {
        let source = &self.sources[file.0 as usize];
        let (repo, path) = (source.repo, SmolStr::new(&source.path));
        if self.project.globals(repo).contains(&path) {
            return None;
        }
        if let Some(known) = self.viewers.get(&file) {
            return Some(known.clone());
        }
        let viewers = if self.gives_nothing(source) {
            let own = Rc::new(FxHashSet::from_iter([path]));
            Viewers { all: own.clone(), known: own }
        } else {
            let imports = self.imports(repo);
            Viewers { all: Rc::new(imports.viewers(&path)), known: Rc::new(imports.known_viewers(&path)) }
        };
        self.viewers.insert(file, viewers.clone());
        Some(viewers)
    }

    /// Who imports whom; read once.
    fn imports(&mut self, repo: RepoId) -> &Imports {
        let packages = self.packages(repo);
        let Self { imports, project, sources, .. } = self;
        imports.entry(repo).or_insert_with(|| Imports::of(project, sources, repo, &packages))
    }

    /// The file is a module without an export, as most tests are: whoever imports it sees nothing of it.
    fn gives_nothing(&self, source: &Source) -> bool {
        let common = ["module.exports", "exports."].iter().any(|it| source.text.contains(it));
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return false };
        let module = &loaded.module;
        let exports = !module.exports.is_empty() || !module.export_all.is_empty() || module.export_assigned.is_some();
        let global = !module.ambient.is_empty() || !module.global_scopes.is_empty();
        module.closed && !exports && !global && !common && !is_component(&source.path)
    }
}
