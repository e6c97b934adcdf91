//! Where things are, in words that hold in another checkout and on another machine: relative to the roots, to the Go distribution, to the
//! module cache. Says what of the absolute paths facts depend on all the same.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use crate::disk::{Answer, Asked, Question, Seen, Stamp};
use crate::lang;
use crate::lang::language::Outside;
use crate::model::Repo;

/// The folders that places are relative to.
#[derive(Debug)]
pub(super) struct Anchors {
    /// The innermost folder that all roots are in.
    base: PathBuf,
    /// The folders outside of the roots.
    outside: Vec<PathBuf>,
    /// No folder of these is in another one, and all are on one drive.
    apart: bool,
}

/// How the roots lie to each other: with their texts, all that facts can depend on, unless a folder lies in another one.
#[derive(Serialize)]
pub(super) struct Layout {
    repos: Vec<(String, PathBuf)>,
    outside: Vec<&'static str>,
    fixed: Option<(PathBuf, Vec<PathBuf>)>,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum Spot {
    /// In one of the folders outside.
    In(u32, PathBuf),
    /// So many folders above the base, and down from there.
    Above(u32, PathBuf),
    /// Where it is: on another drive.
    At(PathBuf),
}

/// What an entry says of the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Kept {
    /// How many folders the base was in.
    depth: u32,
    /// The names of the innermost of these, as far up as names matter.
    names: PathBuf,
    /// Names matter up to the top: the base must be this folder.
    whole: Option<PathBuf>,
    asked: Vec<Row>,
}

type Row = (Spot, Question, Answer, Option<Stamp>);

impl Kept {
    /// What was asked about these repositories.
    pub(in super::super) fn of(repos: &[Repo], seen: Seen) -> Self {
        Anchors::of(repos, &lang::outside()).kept(seen)
    }

    /// What both were made from; `None` where that can't all be so at one time.
    pub(in super::super) fn with(mut self, other: Self) -> Option<Self> {
        if self.depth != other.depth || self.whole.as_ref().zip(other.whole.as_ref()).is_some_and(|(a, b)| a != b) {
            return None;
        }
        self.whole = self.whole.or(other.whole);
        if other.names.components().count() > self.names.components().count() {
            self.names = other.names;
        }
        let known: HashMap<(&Spot, Question), Answer, FxBuildHasher> =
            self.asked.iter().map(|(spot, question, answer, _)| ((spot, *question), *answer)).collect();
        let is_new = |(spot, question, answer, _): &Row| match known.get(&(spot, *question)) {
            Some(known) if known == answer => Some(false),
            Some(_) => None,
            None => Some(true),
        };
        let new: Option<Vec<bool>> = other.asked.iter().map(is_new).collect();
        let new = new?;
        drop(known);
        self.asked.extend(other.asked.into_iter().zip(new).filter(|(_, new)| *new).map(|(row, _)| row));
        Some(self)
    }
}

impl Anchors {
    pub(super) fn of(repos: &[Repo], outside: &Outside) -> Self {
        let shared = |a: PathBuf, b: &Repo| {
            a.ancestors().find(|it| b.root.starts_with(it)).map(Path::to_path_buf).unwrap_or_default()
        };
        let first = repos.first().map(|it| it.root.clone()).unwrap_or_default();
        let base = repos.iter().fold(first, shared);
        let outside: Vec<PathBuf> = outside.iter().map(|(_, folder)| folder.clone()).collect();
        let plain = |it: &PathBuf| it.is_absolute() && !it.components().any(|part| part == Component::ParentDir);
        let meets = |a: &PathBuf, b: &PathBuf| a.starts_with(b) || b.starts_with(a);
        let folders: Vec<&PathBuf> = outside.iter().chain([&base]).collect();
        let pairs = || folders.iter().enumerate().flat_map(|(at, a)| folders[at + 1..].iter().map(move |b| (*a, *b)));
        let apart = folders.iter().all(|it| plain(it)) && !pairs().any(|(a, b)| meets(a, b));
        Self { base, outside, apart }
    }

    pub(super) fn layout(&self, repos: &[Repo], outside: &Outside) -> Layout {
        let inside = |it: &Repo| it.root.strip_prefix(&self.base).unwrap_or(&it.root).to_path_buf();
        Layout {
            repos: repos.iter().map(|it| (it.name.to_string(), inside(it))).collect(),
            outside: outside.iter().map(|(name, _)| *name).collect(),
            fixed: (!self.apart).then(|| (self.base.clone(), self.outside.clone())),
        }
    }

    /// What was asked, for an entry.
    pub(super) fn kept(&self, seen: Seen) -> Kept {
        let depth = self.depth();
        let found = seen.asked.iter().filter(|it| it.answer != Answer::Nothing).filter_map(|it| self.above(&it.path));
        // What lies in a folder above, a `go.mod` for instance, names everything down to the roots.
        let speaking = found.filter(|(_, rest)| rest.components().count() == 1).map(|(up, _)| up);
        let climbed = seen.climbed.iter().filter_map(|it| self.above(it)).map(|(up, _)| up);
        let named = speaking.chain(climbed).max().unwrap_or(0);
        let one = |it: Asked| (self.spot(&it.path), it.question, it.answer, it.stamp);
        Kept {
            depth,
            names: last(&self.base, named),
            whole: (named >= depth && depth > 0).then(|| self.base.clone()),
            asked: seen.asked.into_iter().map(one).collect(),
        }
    }

    /// The same with the stamps of today, if all answers are still what they were.
    pub(super) fn asked_again(&self, kept: &Kept, start: SystemTime) -> Option<Kept> {
        let names = kept.names.components().count() as u32;
        if last(&self.base, names) != kept.names || kept.whole.as_ref().is_some_and(|it| *it != self.base) {
            return None;
        }
        self.nothing_higher(kept).then_some(())?;
        let again = |(spot, question, answer, stamp): &Row| {
            let Some(path) = self.path(spot) else { return (*answer == Answer::Nothing).then_some(*stamp) };
            if stamp.is_some_and(|it| it == Stamp::now(&path)) {
                return Some(*stamp);
            }
            let now = Stamp::settled(&path, start);
            (question.ask(&path) == *answer).then_some(now)
        };
        let stamps: Option<Vec<Option<Stamp>>> = kept.asked.par_iter().map(again).collect();
        let asked = kept.asked.iter().zip(stamps?);
        let asked = asked.map(|((spot, question, answer, _), now)| (spot.clone(), *question, *answer, now)).collect();
        Some(Kept { depth: kept.depth, names: kept.names.clone(), whole: kept.whole.clone(), asked })
    }

    /// Who looks for a file in all folders above looks further up where there are more of them: nothing may be there.
    fn nothing_higher(&self, kept: &Kept) -> bool {
        let higher = kept.depth + 1..=self.depth();
        let topmost = kept.asked.iter().filter(|(spot, ..)| matches!(spot, Spot::Above(up, _) if *up == kept.depth));
        topmost.into_iter().all(|(spot, question, ..)| {
            let Spot::Above(_, rest) = spot else { return true };
            higher.clone().all(|up| {
                let path = self.path(&Spot::Above(up, rest.clone()));
                path.is_none_or(|path| question.ask(&path) == Answer::Nothing)
            })
        })
    }

    /// The place of a path in the roots, or beside them in the folder that they are in.
    pub(super) fn inside(&self, path: &Path) -> Option<PathBuf> {
        path.strip_prefix(&self.base).ok().map(Path::to_path_buf)
    }

    fn spot(&self, path: &Path) -> Spot {
        let inside =
            |(at, folder): (usize, &PathBuf)| Some(Spot::In(at as u32, path.strip_prefix(folder).ok()?.into()));
        let outside = self.outside.iter().enumerate().find_map(inside).filter(|_| self.apart);
        let above = || self.above(path).map(|(up, rest)| Spot::Above(up, rest));
        outside.or_else(above).unwrap_or_else(|| Spot::At(path.to_path_buf()))
    }

    fn path(&self, spot: &Spot) -> Option<PathBuf> {
        match spot {
            Spot::In(at, rest) => Some(self.outside.get(*at as usize)?.join(rest)),
            Spot::Above(up, rest) => Some(self.base.ancestors().nth(*up as usize)?.join(rest)),
            Spot::At(path) => Some(path.clone()),
        }
    }

    /// How far above the base a path branches off, and the rest of it.
    fn above(&self, path: &Path) -> Option<(u32, PathBuf)> {
        let mut folders = self.base.ancestors().enumerate();
        folders.find_map(|(up, folder)| Some((up as u32, path.strip_prefix(folder).ok()?.to_path_buf())))
    }

    fn depth(&self) -> u32 {
        self.base.ancestors().skip(1).count() as u32
    }
}

/// The innermost `count` names of a path.
fn last(path: &Path, count: u32) -> PathBuf {
    let names: Vec<_> = path.components().filter(|it| matches!(it, Component::Normal(_))).collect();
    names[names.len().saturating_sub(count as usize)..].iter().collect()
}
