//! What every place of a word means in one repository.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::candidates::Candidates;
use super::links::{self, Link};
use super::reader::{Reader, unread};
use super::reference::{Decl, Declared, Meaning, Reference, is_script, is_whole};
use super::stores::Stores;
use crate::lang::typescript::resolve::project::Project;
use crate::lang::typescript::syntax::spelling::kebab;
use crate::lang::typescript::{SVELTE, VUE};
use crate::model::{FileId, Language, RepoId, Source, Span};

/// Everything that is known of a word.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The places that bear it, by file and byte. Comments, and strings that say more than the word, are none.
    pub(super) places: Vec<Reference>,
    /// What is declared under it.
    pub(super) declared: BTreeMap<Decl, Declared>,
    /// Declarations that need one name.
    pub(super) links: Vec<Link>,
    /// Places in files whose language is not read and that may use it (components of Astro).
    pub(super) unread: Vec<(FileId, Span)>,
    by_decl: FxHashMap<Decl, Vec<usize>>,
    links_by_decl: FxHashMap<Decl, Vec<usize>>,
    /// Places of unknown meaning, and keys of literals: each may be a use of anything.
    open: Vec<usize>,
}

/// What a survey looks at besides the places of its words.
#[derive(Clone, Copy)]
pub(super) struct Asked<'c> {
    /// Where values of one type are stored as another.
    pub(super) values: bool,
    /// The keys of what a test expects belong to the value that it is compared with.
    pub(super) expected: bool,
    /// Functions through which values of any type go, where stored values are looked at.
    pub(super) conduits: Option<&'c Candidates>,
}

impl Survey {
    /// What is known of each of `words`, in their order. Each file is read once for all of them.
    pub(super) fn of(
        project: &Project<'_>,
        sources: &[Source],
        repo: RepoId,
        words: &[SmolStr],
        packages: &[String],
        asked: Asked<'_>,
    ) -> Vec<Survey> {
        let mut all: Vec<Survey> = words.iter().map(|_| Survey::default()).collect();
        let Some(wanted) = Wanted::new(words) else { return all };
        let in_repo = |it: &&Source| it.repo == repo;
        let scripts: Vec<&Source> = sources.iter().filter(|it| is_script(it.language)).filter(in_repo).collect();
        let parts: Vec<Vec<(usize, Survey)>> =
            scripts.par_iter().map(|it| of_file(project, it, &wanted, packages, asked)).collect();
        for (word, part) in parts.into_iter().flatten() {
            let all = &mut all[word];
            all.places.extend(part.places);
            all.declared.extend(part.declared);
            all.links.extend(part.links);
        }
        let unread = |it: &&Source| {
            it.path.ends_with(".astro")
                || (it.path.ends_with(".html") && ["{{", "*ng", "v-", "x-"].iter().any(|mark| it.text.contains(mark)))
        };
        for source in sources.iter().filter(in_repo).filter(unread) {
            for (word, spans) in wanted.in_text(&source.text, source.language) {
                all[word].unread.extend(spans.into_iter().map(|span| (source.id, span)));
            }
        }
        all.iter_mut().for_each(Survey::finish);
        all
    }

    /// Finds places and links by declaration.
    fn finish(&mut self) {
        let Self { places, links, declared, by_decl, open, links_by_decl, .. } = self;
        let literal = |it: &Option<Decl>| it.is_some_and(|it| declared.get(&it).is_some_and(|it| it.literal));
        for (at, place) in places.iter().enumerate() {
            let meanings = [Some(&place.meaning), place.variable.as_ref()];
            for meaning in meanings.into_iter().flatten() {
                match meaning {
                    Meaning::Of(parts) => {
                        parts.iter().flatten().for_each(|decl| by_decl.entry(*decl).or_default().push(at));
                        if parts.iter().any(literal) {
                            open.push(at);
                        }
                    }
                    Meaning::Unknown => open.push(at),
                    Meaning::Foreign => {}
                }
            }
        }
        for (at, link) in links.iter().enumerate() {
            let ends = [link.one, link.other].into_iter().flatten();
            ends.for_each(|decl| links_by_decl.entry(decl).or_default().push(at));
        }
        by_decl.values_mut().chain(links_by_decl.values_mut()).chain([open]).for_each(Vec::dedup);
    }

    /// The places that may mean `decl`, in order.
    pub(super) fn of_decl(&self, decl: Decl) -> impl Iterator<Item = &Reference> {
        self.by_decl.get(&decl).into_iter().flatten().map(|at| &self.places[*at])
    }

    /// The places that `decl` may have to do with, in order: those that may mean it, and those of unknown or loose meaning.
    pub(super) fn around(&self, decl: Decl) -> impl Iterator<Item = &Reference> {
        let mut near: Vec<usize> = self.by_decl.get(&decl).into_iter().flatten().chain(&self.open).copied().collect();
        near.sort_unstable();
        near.dedup();
        near.into_iter().map(|at| &self.places[at])
    }

    /// The links of `decl`, in order.
    pub(super) fn links_of(&self, decl: Decl) -> impl Iterator<Item = &Link> {
        self.links_by_decl.get(&decl).into_iter().flatten().map(|at| &self.links[*at])
    }
}

/// Words, to be found in a text together.
struct Wanted<'w> {
    words: &'w [SmolStr],
    /// What is looked for, each with the index of its word: in the markup of Vue a word has another spelling.
    patterns: Vec<(SmolStr, usize, Spelling)>,
    all: AhoCorasick,
}

/// How a word stands in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Plain,
    /// `job-id` for `jobId`.
    Kebab,
}

impl<'w> Wanted<'w> {
    /// `None` for more words than can be looked for together.
    fn new(words: &'w [SmolStr]) -> Option<Self> {
        let plain = words.iter().enumerate().map(|(at, it)| (it.clone(), at, Spelling::Plain));
        let other =
            words.iter().enumerate().filter_map(|(at, it)| Some((SmolStr::new(kebab(it)?), at, Spelling::Kebab)));
        let patterns: Vec<_> = plain.chain(other).collect();
        let all = AhoCorasick::new(patterns.iter().map(|it| it.0.as_str())).ok()?;
        Some(Self { words, patterns, all })
    }

    /// The whole places of each word that the text has, also as a part of longer ones: those have no place. In Svelte the name of a
    /// store is in the name `$store` of what it holds.
    fn in_text(&self, text: &str, language: Language) -> BTreeMap<usize, Vec<Span>> {
        let mut found: BTreeMap<usize, Vec<Span>> = BTreeMap::new();
        for it in self.all.find_overlapping_iter(text) {
            let (pattern, at, spelling) = &self.patterns[it.pattern().as_usize()];
            if *spelling == Spelling::Kebab && language != VUE {
                continue;
            }
            let spans = found.entry(*at).or_default();
            let before = &text[..it.start()];
            let whole = match spelling {
                Spelling::Plain => {
                    let stored = language == SVELTE && before.ends_with('$');
                    let from = it.start() - usize::from(stored);
                    is_whole(text, &text[from..it.end()], from)
                }
                Spelling::Kebab => {
                    let goes_on = before.ends_with('-') || text[it.end()..].starts_with('-');
                    !goes_on && is_whole(text, pattern, it.start())
                }
            };
            if whole {
                spans.push(Span::new(it.start(), it.end()));
            }
        }
        found
    }
}

fn of_file(
    project: &Project<'_>,
    source: &Source,
    wanted: &Wanted<'_>,
    packages: &[String],
    asked: Asked<'_>,
) -> Vec<(usize, Survey)> {
    let found = wanted.in_text(&source.text, source.language);
    if found.is_empty() {
        return Vec::new();
    }
    let known = project.load(source.repo, &source.path).filter(|it| it.file == Some(source.id));
    let Some(loaded) = known else {
        let unread = |spans: Vec<Span>| spans.into_iter().map(|span| unread(source.id, span)).collect();
        return found.into_iter().map(|(at, it)| (at, Survey { places: unread(it), ..Survey::default() })).collect();
    };
    let mut reader = Reader::new(project, source, loaded, packages).comparing(asked.expected);
    let stores = Stores::of(&reader, asked.values, asked.conduits);
    let survey = |(at, spans): (usize, Vec<Span>)| {
        reader.about(&wanted.words[at]);
        let places = spans.into_iter().filter_map(|span| reader.place(span)).collect();
        let (declared, links) = (reader.declarations(), links::of_file(&reader, &stores));
        (at, Survey { places, declared, links, ..Survey::default() })
    };
    found.into_iter().map(survey).collect()
}
