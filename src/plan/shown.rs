//! Keys of data that a template shows. A template has no types and says nothing when its data has no such key: it shows an empty place.
//! So a key that goes away, or gets another name, stays as long as a template of the repository asks for it.

use std::collections::BTreeSet;

use crate::model::plan::{Group, Input, Plan, Refusal, place};
use crate::model::{Change, RepoId, Role, Source};
use crate::text::templates::{asks_for, has_parts};

/// Refuses the groups whose old key a template asks for.
pub(super) fn settle(input: &Input, plan: &mut Plan) {
    let mut templates: Option<Vec<&Source>> = None;
    let mut refused = Vec::new();
    plan.take_out(input, |group| {
        let repos = repos(input, group);
        if repos.is_empty() {
            return false;
        }
        let templates =
            templates.get_or_insert_with(|| input.sources.iter().filter(|it| has_parts(&it.text)).collect());
        let mut near = templates.iter().filter(|it| repos.contains(&it.repo));
        let found = near.find_map(|it| Some((it.id, asks_for(&it.path, &it.text, &group.old)?)));
        refused.extend(found.map(|(file, at)| Refusal {
            what: group.what.clone(),
            place: group.places.first().cloned().unwrap_or_default(),
            reason: format!("a template asks for `{}` ({})", group.old, place(input, file, at as u32)),
            way_out: "let the data have both names, change the template, and take the old one away then".to_owned(),
        }));
        found.is_some()
    });
    plan.refused.extend(refused);
}

/// The repositories in which a group takes a key of a map away, or calls it otherwise. What fills the data of a template is a map; a type with
/// tags is decoded and encoded.
fn repos(input: &Input, group: &Group) -> BTreeSet<RepoId> {
    if !matches!(group.change, Change::Drop | Change::Retag | Change::Rename) {
        return BTreeSet::new();
    }
    let keys = group.hits.iter().map(|at| &input.facts.occurrences[*at]).filter(|it| it.role == Role::MapKey);
    keys.map(|it| input.source(it.file).repo).collect()
}
