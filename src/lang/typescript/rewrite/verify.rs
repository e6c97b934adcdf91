//! The last look before a rename is written: reads the code as it would be, and compares what every old and new name means.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::edits;
use super::packages::packages;
use super::reference::{Decl, Meaning, Names, Problem, Reference, is_letter};
use super::renamer::Renamer;
use super::survey::{Asked, Survey};
use crate::lang::typescript::resolve::project::Project;
use crate::model::edit::{Moves, apply_edits};
use crate::model::{Edit, FileId, RepoId, Source};

/// Places by file and byte.
type Places = BTreeMap<(FileId, u32), Reference>;

impl Renamer<'_> {
    /// Names that would mean something else once `names` is given, each with the declaration whose rename is to blame.
    pub fn changed(&mut self, names: &Names) -> Vec<(Decl, Problem)> {
        let decls: Vec<Decl> = names.keys().copied().collect();
        let all = self.edits(&decls, names);
        let mut after = self.sources.to_vec();
        for (file, edits) in &all {
            let source = &mut after[file.0 as usize];
            if let Ok(text) = apply_edits(&source.text, edits) {
                source.text = text.into();
            }
        }
        let project = Project::on_disk(self.repos, &after, Default::default());
        let mut old_words: BTreeSet<(RepoId, SmolStr)> = BTreeSet::new();
        let mut new_words: BTreeSet<(RepoId, SmolStr)> = BTreeSet::new();
        for (decl, new) in names {
            let (repo, word) = self.key(*decl);
            old_words.insert((repo, word));
            new_words.insert((repo, SmolStr::new(new.trim_start_matches('#'))));
        }
        let words: BTreeSet<_> = old_words.union(&new_words).cloned().collect();
        let now = self.places(&project, &after, &words);
        let moves: FxHashMap<FileId, Moves> = all.iter().map(|(file, edits)| (*file, Moves::of(edits))).collect();
        let mut variables: BTreeSet<Decl> = BTreeSet::new();
        for (repo, word) in &words {
            let survey = self.survey(*repo, word);
            let only_binding = survey.declared.iter().filter(|(_, it)| it.member.is_none());
            variables.extend(only_binding.map(|(decl, _)| *decl));
        }
        let mut found = Vec::new();
        let mut before: Option<Places> = None;
        for (repo, word) in &words {
            let survey = self.survey(*repo, word);
            for place in &survey.places {
                let look = Look { names, all: &all, moves: &moves, now: &now, variables: &variables, word };
                if let Some(now) = look.changed(place) {
                    // The survey asked for more, and at the limits of the checker that may change an answer. Only what is asked in the
                    // same way before and after tells what the new name does.
                    let before = before.get_or_insert_with(|| self.places(&self.project, self.sources, &words));
                    if before.get(&(place.file, place.span.start)).is_some_and(|it| look.changed(it).is_none()) {
                        continue;
                    }
                    let decl = self.blame(place, now, names, &moves);
                    let reason = format!("`{word}` would mean something else here with the new name");
                    let way_out = "choose another name (in a batch: under `renames:`)".to_owned();
                    found.extend(decl.map(|decl| {
                        (decl, Problem { file: place.file, span: place.span, reason, way_out, wire: false })
                    }));
                }
            }
        }
        found
    }

    /// All places of the words, by where they are.
    fn places(&self, project: &Project<'_>, sources: &[Source], words: &BTreeSet<(RepoId, SmolStr)>) -> Places {
        let mut all = Places::new();
        for in_repo in words.iter().collect::<Vec<_>>().chunk_by(|one, other| one.0 == other.0) {
            let repo = in_repo[0].0;
            let words: Vec<SmolStr> = in_repo.iter().map(|(_, word)| word.clone()).collect();
            let packages = packages(project, sources, repo);
            let surveys = Survey::of(
                project,
                sources,
                repo,
                &words,
                &packages,
                Asked { values: false, expected: true, conduits: None },
            );
            all.extend(surveys.into_iter().flat_map(|it| it.places).map(|it| ((it.file, it.span.start), it)));
        }
        all
    }

    /// The rename that changes what a place means: its own, that of what it would mean, or of any that has its new name.
    fn blame(
        &self,
        place: &Reference,
        now: Option<&Reference>,
        names: &Names,
        moves: &FxHashMap<FileId, Moves>,
    ) -> Option<Decl> {
        let parts = |meaning: &Meaning| match meaning {
            Meaning::Of(parts) => parts.iter().flatten().copied().collect::<Vec<Decl>>(),
            _ => Vec::new(),
        };
        let own = [Some(&place.meaning), place.variable.as_ref()].into_iter().flatten().flat_map(parts);
        let back = |(file, span): Decl| {
            let moved = |at: u32| moves.get(&file).map_or(at, |it| it.moved(at));
            names.keys().find(|(other, at)| *other == file && moved(at.start) == span.start).copied()
        };
        let then = now.into_iter().flat_map(|it| parts(&it.meaning)).filter_map(back);
        let word = self.sources[place.file.0 as usize].text.get(place.span.range()).unwrap_or_default();
        let named = || names.iter().find(|(_, new)| new.trim_start_matches('#') == word).map(|(decl, _)| *decl);
        own.filter(|it| names.contains_key(it))
            .chain(then)
            .next()
            .or_else(named)
            .or_else(|| names.keys().next().copied())
    }
}

struct Look<'a> {
    names: &'a Names,
    all: &'a BTreeMap<FileId, Vec<Edit>>,
    moves: &'a FxHashMap<FileId, Moves>,
    now: &'a Places,
    /// Declarations of variables: written out behind its key, a variable of a pattern moves on.
    variables: &'a BTreeSet<Decl>,
    word: &'a str,
}

impl<'a> Look<'a> {
    /// `None` when the place means what it meant; else what stands there now.
    fn changed(&self, place: &Reference) -> Option<Option<&'a Reference>> {
        let start = self.behind(place.file, place.span.start);
        let now = self.now.get(&(place.file, start));
        let Some((key, _)) = edits::parted(place, self.word, self.names) else {
            let same = now.is_some_and(|now| {
                let variable = match (&place.variable, &now.variable) {
                    (Some(old), Some(new)) => self.same(old, new),
                    (None, None) => true,
                    _ => false,
                };
                self.same(&place.meaning, &now.meaning) && variable
            });
            return (!same).then_some(now);
        };
        let (key, value) = edits::apart(place, key);
        let at = |by: i64| self.now.get(&(place.file, (i64::from(start) + by) as u32));
        let (now, variable) = (at(key), at(value));
        let kept = now.is_some_and(|it| self.same(&place.meaning, &it.meaning));
        let held = place.variable.as_ref().zip(variable).is_some_and(|(old, new)| self.same(old, &new.meaning));
        match (kept, held) {
            (true, true) => None,
            (false, _) => Some(now),
            (true, false) => Some(variable),
        }
    }

    fn same(&self, old: &Meaning, new: &Meaning) -> bool {
        match (old, new) {
            (Meaning::Of(old), Meaning::Of(new)) => {
                let mut old: Vec<Option<(FileId, u32)>> = old.iter().map(|it| it.map(|it| self.moved(it))).collect();
                let mut new: Vec<Option<(FileId, u32)>> =
                    new.iter().map(|it| it.map(|(file, span)| (file, span.start))).collect();
                old.sort();
                new.sort();
                old == new
            }
            (old, new) => old == new,
        }
    }

    fn moved(&self, (file, span): Decl) -> (FileId, u32) {
        let edits = self.all.get(&file).map_or(&[][..], Vec::as_slice);
        let edit = edits.get(edits.partition_point(|it| it.span < span));
        let written_out = edit.filter(|it| it.span == span && self.variables.contains(&(file, span)));
        // `key: variable`, `key={variable}`.
        let behind = written_out.map_or(0, |it| {
            let key = it.text.find(|it| !is_letter(it)).unwrap_or(it.text.len());
            it.text[key..].find(is_letter).map_or(0, |at| (key + at) as u32)
        });
        (file, self.behind(file, span.start) + behind)
    }

    /// Where a byte of the text before the edits stands after them.
    fn behind(&self, file: FileId, at: u32) -> u32 {
        self.moves.get(&file).map_or(at, |it| it.moved(at))
    }
}
