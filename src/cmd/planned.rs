//! What a plan does not write, in words: the same for a batch and for one symbol.

use crate::model::plan::{Plan, Refusal};
use crate::report::alike;

/// Says what can't be done, each place on a line of its own; `skipping` where the rest is done all the same.
pub(super) fn say_refused(refused: &[Refusal], skipping: bool) {
    for Refusal { what, place, reason, way_out } in refused {
        let verb = if skipping { "left out" } else { "refused" };
        let place = if place.is_empty() { String::new() } else { format!("{place} ") };
        super::warn(&format!("{verb}: {place}`{what}`: {reason}; {way_out}"));
    }
}

/// Says what a person has to look at. `whole` names every place, else a line is for each thing and reason.
pub(super) fn say_manual(plan: &Plan, whole: bool) {
    if whole {
        plan.manual.iter().for_each(|it| super::note(&format!("by hand: {} `{}`: {}", it.place, it.what, it.reason)));
        return;
    }
    for (it, more) in alike(&plan.manual) {
        let more = if more > 0 { format!(" (and {more} more like it)") } else { String::new() };
        super::note(&format!("by hand: {} `{}`: {}{more}", it.place, it.what, it.reason));
    }
}
