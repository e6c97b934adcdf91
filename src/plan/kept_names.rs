//! Names of messages that stay in JSON and in addresses while the message itself is renamed (`wire: keep`): whoever reads or writes them by
//! that name has to keep it, too, whatever a clause of the step says.

use std::collections::BTreeSet;

use crate::model::plan::{Input, Manual, Plan, manual, refuse};
use crate::model::{Carrier, Change, Role};
use crate::text::count::counted;
use crate::text::operations::json_name;

use super::contracts::{Contracts, is_kept};
use super::left_behind::SHOWN;
use super::together::Whole;

/// The fields of messages that the plan renames, and that keep their names in JSON.
pub(super) fn fields(input: &Input, plan: &Plan) -> Vec<usize> {
    let renamed = plan.groups.iter().filter(|it| it.change == Change::Rename).flat_map(|it| &it.hits).copied();
    let declares = |at: &usize| {
        let it = &input.facts.occurrences[*at];
        it.role == Role::ProtoField && it.declaration && is_kept(input, it)
    };
    renamed.filter(declares).collect()
}

/// The sides of `fields` that the plan gives another name than the one that stays. Each is left out whole.
pub(super) fn torn(input: &Input, plan: &Plan, fields: &[usize], contracts: &Contracts) -> Vec<Whole> {
    let written = written(plan);
    let mut found = Vec::new();
    let mut done = BTreeSet::new();
    for field in fields {
        let sides = contracts.sides(input.facts, input.sources, *field);
        let is_sure =
            |at: &usize| !sides.by_keys.contains(at) && written.contains(at) && is_kept_name(input, *field, *at);
        for at in sides.same.iter().copied().filter(is_sure) {
            let symbol = input.facts.occurrences[at].symbol.filter(|it| input.facts.symbols.get(*it).decl.is_some());
            let of_symbol = |it: &usize| symbol.is_some() && input.facts.occurrences[*it].symbol == symbol;
            let hits = (0..input.facts.occurrences.len()).filter(of_symbol).chain([at]).collect();
            if done.insert(at) {
                let own = manual(input, *field, "");
                let reason = format!(
                    "`{}` ({}) keeps this name in JSON, because the batch keeps the names of messages on the wire (`wire: keep`)",
                    own.what, own.place
                );
                let way_out =
                    "list it under `keep:`, change it in a batch of its own, or let the batch say `wire: change`";
                let refusals = vec![refuse(input, at, reason, way_out)];
                found.push(Whole { hits, symbols: symbol.into_iter().collect(), refusals });
            }
        }
    }
    found
}

/// Says for each field which places with the name that stays get another one, where nothing tells whether they are the field.
pub(super) fn list(input: &Input, plan: &mut Plan, fields: &[usize], contracts: &Contracts) {
    let written = written(plan);
    let said = fields.iter().filter_map(|field| {
        let sides = contracts.sides(input.facts, input.sources, *field);
        let may_be = |at: &usize| written.contains(at) && is_kept_name(input, *field, *at);
        let others: Vec<usize> = sides.unknown.into_iter().chain(sides.by_keys).filter(may_be).collect();
        let first = others.first()?;
        let name = &input.finding(*first).text;
        let shown: Vec<String> = others.iter().take(SHOWN).map(|it| manual(input, *it, "").place.to_string()).collect();
        let more = if others.len() > SHOWN { " first" } else { "" };
        let reason = format!(
            "its name in JSON stays `{name}`, and {} with this name of another type, or of none, gets another one in this step ({}{more}): \
             where it is this field, keep it",
            counted(others.len(), "other place"),
            shown.join(", ")
        );
        Some(manual(input, *field, reason))
    });
    let said: Vec<Manual> = said.collect();
    plan.manual.extend(said);
}

/// The places that the plan writes.
fn written(plan: &Plan) -> BTreeSet<usize> {
    plan.groups.iter().flat_map(|it| &it.hits).copied().collect()
}

/// The place says the name by which the field is known in JSON.
fn is_kept_name(input: &Input, field: usize, at: usize) -> bool {
    let other = &input.facts.occurrences[at];
    let leaves = matches!(other.carrier, Some(Carrier::Document | Carrier::Address)) && other.role != Role::ProtoField;
    leaves && input.finding(at).text == json_name(&input.finding(field).text)
}
