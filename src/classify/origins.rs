//! How many hits rest on one name. A meaning that a single name gives to thousands of hits is where a person should look first: if
//! that name was understood wrong, all of them were.

use std::collections::BTreeMap;

use crate::flow::Spread;
use crate::model::FileFacts;
use crate::model::finding::Origin;
use crate::rules::Pack;

use super::evidence::Locator;

/// The names that give other hits their meaning by flow, those with the most hits first.
pub(super) fn origins(facts: &FileFacts, meanings: &Spread, pack: &Pack, locator: &Locator) -> Vec<Origin> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for it in &facts.occurrences {
        if let Some(seed) = it.symbol.and_then(|symbol| meanings.rests_on(symbol)) {
            *counts.entry(seed).or_default() += 1;
        }
    }
    let mut counts: Vec<(usize, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(seed, count)| (usize::MAX - count, *seed));
    let origin = |(seed, findings)| {
        let (seed, proof) = meanings.seed(seed);
        let meaning = pack.domains[seed.domain as usize].id.clone();
        Origin { symbol: facts.symbols.get(seed.symbol).path.clone(), meaning, why: locator.step(proof), findings }
    };
    counts.into_iter().map(origin).collect()
}

/// How many hits besides the one at `at` have their meaning by flow from the same name.
pub(super) fn others(facts: &FileFacts, meanings: &Spread, at: usize) -> usize {
    let rests_on = |at: usize| facts.occurrences[at].symbol.and_then(|symbol| meanings.rests_on(symbol));
    let Some(seed) = rests_on(at) else { return 0 };
    (0..facts.occurrences.len()).filter(|other| *other != at && rests_on(*other) == Some(seed)).count()
}
