//! Which repositories need which: by what their sources offer and ask for. What is found in a repository depends on the repositories that it
//! needs, directly or by way of others, and on no other one.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

use super::registry::LANGUAGES;
use crate::model::{Names, Repo, RepoId, Source};

/// What the sources of one repository offer and ask for.
pub fn names(sources: &[&Source]) -> Names {
    let mut all = Names::default();
    for spec in LANGUAGES {
        let Names { offers, asks } = (spec.names)(sources);
        let own = |it: SmolStr| format_smolstr!("{} {it}", spec.dialects[0].language.name());
        all.offers.extend(offers.into_iter().map(own));
        all.asks.extend(asks.into_iter().map(own));
    }
    all
}

/// The repositories that each of these needs directly, by their numbers; itself is not among them.
pub fn needs(all: &[&Names]) -> Vec<BTreeSet<usize>> {
    let mut offering: FxHashMap<&SmolStr, Vec<usize>> = FxHashMap::default();
    for (at, names) in all.iter().enumerate() {
        names.offers.iter().for_each(|it| offering.entry(it).or_default().push(at));
    }
    let of = |(at, names): (usize, &&Names)| {
        let found = names.asks.iter().filter_map(|it| offering.get(it)).flatten().copied();
        found.filter(|other| *other != at).collect()
    };
    all.iter().enumerate().map(of).collect()
}

/// All that `from` needs, directly or by way of others, and itself.
pub fn reach(needs: &[BTreeSet<usize>], from: usize) -> BTreeSet<usize> {
    let (mut found, mut open) = (BTreeSet::from([from]), vec![from]);
    while let Some(at) = open.pop() {
        open.extend(needs[at].iter().filter(|it| found.insert(**it)));
    }
    found
}

/// What each of the repositories sees of the run, without those that see a part of what another one does.
pub(super) fn views(repos: &[Repo], sources: &[Source]) -> Vec<BTreeSet<RepoId>> {
    if repos.len() < 2 {
        return vec![(0..repos.len() as u32).map(RepoId).collect()];
    }
    let mut by_repo: Vec<Vec<&Source>> = vec![Vec::new(); repos.len()];
    sources.iter().for_each(|it| by_repo[it.repo.0 as usize].push(it));
    let names: Vec<Names> = by_repo.iter().map(|it| names(it)).collect();
    let needs = needs(&names.iter().collect::<Vec<_>>());
    let mut all: Vec<BTreeSet<usize>> = (0..repos.len()).map(|it| reach(&needs, it)).collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.len()));
    let mut views: Vec<BTreeSet<usize>> = Vec::new();
    for it in all {
        if !views.iter().any(|view| it.is_subset(view)) {
            views.push(it);
        }
    }
    views.into_iter().map(|it| it.into_iter().map(|it| RepoId(it as u32)).collect()).collect()
}
