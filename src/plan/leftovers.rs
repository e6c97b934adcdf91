//! What drops and deletions leave without use: a local goes with what it was for, anything else refuses the change where the language
//! minds, and is listed where it does not.

use std::collections::BTreeMap;

use crate::lang::rewriters::Rewriters;
use crate::model::plan::{Group, Input, Manual, Plan, Refusal, place};
use crate::model::{Change, Edit, FileId};

/// Rounds: what a removed declaration reads may be left without use as well.
const ROUNDS: usize = 8;

/// Extends or refuses the groups that would leave a local or an import without use.
pub(super) fn settle(input: &Input, rewriters: &mut Rewriters, plan: &mut Plan) {
    for _ in 0..ROUNDS {
        let mut files: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
        for group in plan.groups.iter().filter(|group| takes_away(group)) {
            for (file, edits) in &group.edits {
                files.entry(*file).or_default().extend(edits.iter().cloned());
            }
        }
        let mut settled = true;
        for (file, gone) in files {
            settled &= !settle_file(input, file, gone, rewriters, plan);
        }
        if settled {
            return;
        }
    }
}

fn takes_away(group: &Group) -> bool {
    matches!(group.change, Change::Drop | Change::Delete)
}

/// True when something was changed in `plan`.
fn settle_file(input: &Input, file: FileId, mut gone: Vec<Edit>, rewriters: &mut Rewriters, plan: &mut Plan) -> bool {
    let source = &input.sources[file.0 as usize];
    gone.sort();
    gone.dedup();
    gone.retain(|edit| edit.text.is_empty() || source.text[edit.span.range()].contains('\n'));
    let all = plan.groups.iter().filter_map(|group| group.edits.get(&file)).flatten();
    let mut edits: Vec<Edit> = all.cloned().collect();
    edits.sort();
    edits.dedup();
    super::merge::leave_out_what_goes(&source.text, &mut edits);
    let mut changed = false;
    for idle in rewriters.of_file(input, file).idle(input, file, &gone, &edits) {
        let touches = |group: &Group| {
            let mine = group.edits.get(&file).filter(|_| takes_away(group));
            mine.is_some_and(|all| idle.uses.iter().any(|at| all.iter().any(|edit| edit.span.contains(*at))))
        };
        let Some(at) = plan.groups.iter().position(touches) else { continue };
        if let (false, None, Some(decl)) = (idle.minded, &idle.removal, idle.declared) {
            let reason = "nothing uses it any more: take it away, if what it calls is not needed";
            let place = place(input, file, decl.start);
            plan.manual.push(Manual { place, what: idle.name, reason: reason.to_owned() });
            continue;
        }
        changed = true;
        if let Some(removal) = &idle.removal {
            let mine = plan.groups[at].edits.entry(file).or_default();
            mine.push(removal.clone());
            mine.sort();
            continue;
        }
        let what = match idle.declared {
            Some(decl) => format!("`{}` ({})", idle.name, place(input, file, decl.start)),
            None => format!("the import of `{}`", idle.name),
        };
        let group = plan.groups.remove(at);
        plan.refused.push(Refusal {
            place: group.places.first().cloned().unwrap_or_default(),
            what: group.what,
            reason: format!("{what} would not be used any more"),
            way_out: "remove what it is for by hand first".to_owned(),
        });
    }
    changed
}
