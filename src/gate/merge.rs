//! Joins two baselines that come from one: a set in which each side has added and removed rows.

use std::collections::BTreeMap;

use super::row::{Baseline, Key, Row};

/// What `ours` and `theirs` make of `base`: what either added, without what either removed. What people wrote beside a row counts
/// where one side alone has changed it; where both have, ours does, and the day that comes first.
pub fn merged(base: &Baseline, ours: &Baseline, theirs: &Baseline) -> Baseline {
    let (base, theirs_by_key) = (by_key(base), by_key(theirs));
    let kept = ours.rows().iter().filter_map(|mine| match (base.get(&mine.key()), theirs_by_key.get(&mine.key())) {
        (Some(_), None) => None,
        (_, None) => Some(mine.clone()),
        (before, Some(other)) => Some(joined(before.copied(), mine, other)),
    });
    let mine = by_key(ours);
    let added = theirs.rows().iter().filter(|it| !mine.contains_key(&it.key()) && !base.contains_key(&it.key()));
    Baseline::of(kept.chain(added.cloned()))
}

fn by_key(baseline: &Baseline) -> BTreeMap<Key<'_>, &Row> {
    baseline.rows().iter().map(|row| (row.key(), row)).collect()
}

fn joined(before: Option<&Row>, mine: &Row, other: &Row) -> Row {
    if before == Some(mine) {
        return other.clone();
    }
    if before == Some(other) || mine == other {
        return mine.clone();
    }
    let until = [mine.until, other.until].into_iter().flatten().min();
    let mine = mine.clone();
    Row { until, reason: mine.reason.or(other.reason.clone()), owner: mine.owner.or(other.owner.clone()), ..mine }
}
