//! Mistakes between entries: batches that need each other, clauses and rules that can never be reached.

use super::super::error::Mistakes;
use super::super::file::{BatchFile, ChangeFile, RuleFile};
use super::super::pack::{Batch, ChangeClause, Pack};
use crate::model::Change;

/// Reports batches that wait for each other.
pub(super) fn cycles(files: &[BatchFile], mistakes: &mut Mistakes) {
    let needs: Vec<(u32, Vec<u32>)> =
        files.iter().map(|batch| (batch.id.value, batch.needs.iter().map(|need| need.value).collect())).collect();
    // Batches whose needs are all settled are settled; what remains lies on a circle or waits for one.
    let mut settled: Vec<u32> = Vec::new();
    while let Some((id, _)) = needs.iter().find(|(id, needs)| {
        !settled.contains(id) && needs.iter().all(|need| settled.contains(need) || !known(files, *need))
    }) {
        settled.push(*id);
    }
    let Some(start) = needs.iter().map(|(id, _)| *id).find(|id| !settled.contains(id)) else { return };
    let mut chain = vec![start];
    loop {
        let last = chain[chain.len() - 1];
        let next = needs
            .iter()
            .find(|(id, _)| *id == last)
            .and_then(|(_, needs)| needs.iter().copied().find(|need| known(files, *need) && !settled.contains(need)));
        let Some(next) = next else { return };
        if let Some(at) = chain.iter().position(|id| *id == next) {
            chain.drain(..at);
            chain.push(next);
            break;
        }
        chain.push(next);
    }
    let words: Vec<_> = chain.iter().map(u32::to_string).collect();
    if let Some(batch) = files.iter().find(|batch| batch.id.value == chain[0]) {
        let at = batch.needs.first().map_or(batch.id.referenced, |need| need.referenced);
        mistakes.add(at, format!("batches need each other in a circle: {}", words.join(" → ")), None);
    }
}

/// Reports rules that an earlier rule always beats.
pub(super) fn hidden_rules(file: &RuleFile, pack: &Pack, mistakes: &mut Mistakes) {
    for (at, (entry, rule)) in file.rules().iter().zip(&pack.rules).enumerate() {
        // A pack may well have a wider rule in front of one that it extends.
        let earlier = file.rules()[..at].iter().zip(&pack.rules);
        let mut earlier = earlier.filter(|(first, _)| !mistakes.extends(first.id.at, entry.id.at));
        if let Some((_, earlier)) = earlier.find(|(_, earlier)| earlier.when.covers(&rule.when)) {
            mistakes.add(
                entry.id.at,
                format!("rule `{}` can never win: rule `{}` takes all its hits", rule.id, earlier.id),
                Some("Put the narrower rule first".to_owned()),
            );
        }
    }
}

/// Reports changes that an earlier change always beats: of another batch, they contradict each other.
pub(super) fn hidden_changes(file: &RuleFile, pack: &Pack, mistakes: &mut Mistakes) {
    let mut seen: Vec<(&Batch, &ChangeClause, &ChangeFile)> = Vec::new();
    for (written, batch) in file.batches.iter().zip(&pack.batches) {
        for (entry, clause) in written.changes.iter().zip(&batch.changes) {
            // A notice settles nothing: another batch has to change the same findings.
            if clause.change == Change::Deprecate {
                continue;
            }
            let mut earlier = seen.iter().filter(|(_, _, first)| !mistakes.extends(first.change.at, entry.change.at));
            if let Some((other, first, _)) = earlier.find(|(_, earlier, _)| earlier.when.covers(&clause.when)) {
                let line = first.at.seen_from(&clause.at.file);
                let what = if other.id == batch.id {
                    format!("batch {}: the change of {line} takes all findings of this one", batch.id)
                } else {
                    format!(
                        "batch {} contradicts batch {}: {line} takes all findings of this change",
                        batch.id, other.id
                    )
                };
                mistakes.add(entry.change.at, what, Some("Narrow the `when` of one of them".to_owned()));
            }
            seen.push((batch, clause, entry));
        }
    }
}

fn known(files: &[BatchFile], id: u32) -> bool {
    files.iter().any(|batch| batch.id.value == id)
}
