//! What a plan does not write, in words: the same for a batch and for one symbol.

use crate::model::plan::{Plan, Refusal};
use crate::report::{Paths, manuals, refusals};

/// Says what can't be done, each thing on a line of its own, and many for one reason on one; `skipping` where the rest is done all the same.
pub(super) fn say_refused(refused: &[Refusal], paths: &Paths, skipping: bool) {
    let verb = if skipping { "left out" } else { "refused" };
    refusals(refused, paths).iter().for_each(|line| super::warn(&format!("{verb}: {line}")));
}

/// Says what a person has to look at. `whole` names every place, else a line is for each thing and reason.
pub(super) fn say_manual(plan: &Plan, paths: &Paths, whole: bool) {
    if whole {
        plan.manual.iter().for_each(|it| super::note(&by_hand((&it.place, &it.what, &it.reason), paths)));
        return;
    }
    manuals(&plan.manual, paths).iter().for_each(|line| super::note(&format!("by hand: {line}")));
}

/// What a person has to look at, and where.
pub(super) fn by_hand((place, what, reason): (&str, &str, &str), paths: &Paths) -> String {
    format!("by hand: {} `{}`: {}", paths.named(place), what, paths.words(reason))
}
