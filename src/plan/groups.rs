//! What a batch changes, and in which order it is planned: renames, deletions, then one key, string or comment at a time.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::go::resolve::load::Loader;
use crate::lang::go::rewrite::GoPlanner;
use crate::lang::typescript::rewrite::is_script;
use crate::model::plan::{Decided, Group, Input, Plan, manual, place};
use crate::model::{Change, Edit, FileId, Occurrence, Role, Source, Span, SymbolId};
use crate::rules::Pack;

use super::refusal::unwritten;
use super::renames::is_name;
use super::{deletions, renames};

/// What to plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The batch.
    pub batch: u32,
    /// The phase; `None` for every phase.
    pub phase: Option<String>,
}

/// The groups of a batch with their edits, not merged yet.
///
/// Hits of `without` are not selected.
pub(super) fn collect(input: &Input, pack: &Pack, selection: &Selection, without: &BTreeSet<usize>) -> Plan {
    let mut plan = Plan::default();
    let wanted = |at: &usize| selects(input, selection, *at) && !without.contains(at);
    let selected: Vec<usize> = (0..input.decided.len()).filter(wanted).collect();
    let mut renames: BTreeMap<SymbolId, Vec<usize>> = BTreeMap::new();
    let mut scripts: BTreeMap<SymbolId, Vec<usize>> = BTreeMap::new();
    let mut deletions: BTreeMap<SymbolId, Vec<usize>> = BTreeMap::new();
    let mut others = Vec::new();
    for at in selected {
        let (finding, occurrence) = (input.finding(at), &input.facts.occurrences[at]);
        match (finding.change, occurrence.symbol) {
            (Some(Change::Rename), Some(symbol)) if is_script(finding.language) && is_bound(occurrence.role) => {
                scripts.entry(symbol).or_default().push(at)
            }
            (Some(Change::Rename), Some(symbol)) if is_name(occurrence.role) => {
                renames.entry(symbol).or_default().push(at)
            }
            (Some(Change::Delete), Some(symbol))
                if is_name(occurrence.role) && finding.language == crate::lang::go::GO =>
            {
                deletions.entry(symbol).or_default().push(at)
            }
            (Some(Change::Keep) | None, _) => {}
            _ => others.push(at),
        }
    }
    let loader = Loader::new(input.repos, input.sources);
    let mut planner = GoPlanner::new(&loader, input);
    renames::groups(input, &renames, &mut planner, &mut plan);
    super::scripts::groups(input, &scripts, &mut plan);
    deletions::groups(input, &deletions, &mut planner, &mut plan);
    other_groups(input, pack, others, &mut planner, &mut plan);
    super::leftovers::settle(input, &mut planner, &mut plan);
    for (at, decided) in input.decided.iter().enumerate() {
        let Some(it) = decided.notice.as_ref().filter(|it| it.batch == selection.batch) else { continue };
        let renamed = input.facts.occurrences[at].symbol.is_some_and(|symbol| renames.contains_key(&symbol));
        if !renamed && !without.contains(&at) {
            notice(input, at, &it.new, &mut planner, &mut plan);
        }
    }
    plan
}

/// Roles of names in scripts that belong to a declaration, keys of literals and imported names among them.
fn is_bound(role: Role) -> bool {
    is_name(role) || matches!(role, Role::MapKey | Role::Import)
}

/// A group per change of one occurrence, in the order of the occurrences. Keys that are read come first, then what is within
/// before what is around it: whoever copies an expression copies it as the batch leaves it.
fn other_groups(input: &Input, pack: &Pack, mut others: Vec<usize>, planner: &mut GoPlanner, plan: &mut Plan) {
    let first = plan.groups.len();
    let mut order: Vec<usize> = Vec::new();
    others.sort_by_cached_key(|at| (!is_read_key(input, *at, planner), std::cmp::Reverse(*at)));
    for at in others {
        other(input, pack, at, planner, plan);
        order.resize(plan.groups.len() - first, at);
    }
    let mut groups: Vec<(usize, Group)> = order.into_iter().zip(plan.groups.drain(first..)).collect();
    groups.sort_by_key(|(at, _)| *at);
    plan.groups.extend(groups.into_iter().map(|(_, group)| group));
}

/// True for a key in Go that is read and that both names, or only the new one, are to be read for.
fn is_read_key(input: &Input, at: usize, planner: &mut GoPlanner) -> bool {
    let (finding, occurrence) = (input.finding(at), &input.facts.occurrences[at]);
    let source = &input.sources[occurrence.file.0 as usize];
    source.language == crate::lang::go::GO
        && !source.generated
        && matches!(occurrence.role, Role::MapKey | Role::QueryParameter)
        && matches!(finding.change, Some(Change::Dual | Change::AcceptBoth | Change::Drop))
        && planner.is_read(input, at)
}

/// A deprecation notice on what the occurrence declares.
fn notice(input: &Input, at: usize, new: &str, planner: &mut GoPlanner, plan: &mut Plan) {
    let occurrence = &input.facts.occurrences[at];
    let source = input.source(occurrence.file);
    let edits = match source.language {
        _ if source.generated => Err("it is in a generated file, which is never edited".to_owned()),
        crate::lang::go::GO => match planner.decls(occurrence.file, occurrence.span) {
            Some(decls) => crate::lang::go::rewrite::notice::put(source, &decls, occurrence.span, new),
            None => Err("its declaration could not be read".to_owned()),
        },
        crate::lang::typescript::TYPESCRIPT | crate::lang::typescript::TSX => {
            crate::lang::typescript::rewrite::notice::put(source, occurrence.span, new)
        }
        _ => Err(format!("{} has no deprecation notice that runsess can write", source.language.name())),
    };
    finish(input, at, Change::Deprecate, new.to_owned(), edits, plan);
}

fn selects(input: &Input, selection: &Selection, at: usize) -> bool {
    let Decided { finding, phase, .. } = &input.decided[at];
    let listed = |wanted: &str| phase.as_deref().is_none_or(|it| it == wanted);
    finding.batch == Some(selection.batch) && selection.phase.as_deref().is_none_or(listed)
}

/// A change of one occurrence.
fn other(input: &Input, pack: &Pack, at: usize, planner: &mut GoPlanner, plan: &mut Plan) {
    let (finding, occurrence) = (input.finding(at), &input.facts.occurrences[at]);
    let source = &input.sources[occurrence.file.0 as usize];
    let Some(change) = finding.change.filter(|_| !deletions::hold(plan, occurrence)) else { return };
    if source.generated {
        plan.manual.push(manual(input, at, "it is in a generated file, which is never edited"));
        return;
    }
    if is_read_key(input, at, planner) {
        return of_read(input, at, change, planner, plan);
    }
    if matches!(change, Change::Rename | Change::Retag | Change::Dual)
        && source.language == crate::lang::go::GO
        && let Some(refusal) = finding.replacement.as_deref().and_then(|new| planner.duplicate(input, at, new))
    {
        plan.refused.push(refusal);
        return;
    }
    if is_script(source.language)
        && let Some(reason) = script_name(source, occurrence, change)
    {
        plan.manual.push(manual(input, at, reason));
        return;
    }
    if source.language == crate::lang::proto::PROTO && change != Change::RewriteText {
        let reason = "the code that is generated from it bears its names: rename it here and in what uses that code, and generate again";
        plan.manual.push(manual(input, at, reason));
        return;
    }
    let edits = match change {
        Change::Rename | Change::Retag if is_name(occurrence.role) => {
            plan.manual.push(manual(
                input,
                at,
                "its declaration was not found, so nothing says what else bears the name",
            ));
            return;
        }
        Change::Rename | Change::Retag => {
            finding.replacement.clone().map(|new| vec![Edit::replace(occurrence.span, new)])
        }
        Change::RewriteText => Some(rewrite_text(input, pack, occurrence, finding.replacement.as_deref())),
        Change::Dual | Change::Drop | Change::AcceptBoth if source.language == crate::lang::go::GO => planner
            .key_change(input, at, if change == Change::AcceptBoth { Change::Dual } else { change }, &plan.groups),
        _ => None,
    };
    let edits = edits.ok_or_else(|| unwritten(change, source.language));
    finish(input, at, change, finding.replacement.clone().unwrap_or_default(), edits, plan);
}

/// Why an occurrence in a script is no text that can be rewritten by itself: keys without a declaration, and strings that are
/// just a name, which the program looks up.
fn script_name(source: &Source, occurrence: &Occurrence, change: Change) -> Option<&'static str> {
    let text = source.text.as_bytes();
    let around = [
        occurrence.span.start.checked_sub(1).and_then(|at| text.get(at as usize)),
        text.get(occurrence.span.end as usize),
    ];
    let whole = matches!(around, [Some(one @ (b'\'' | b'"' | b'`')), Some(other)] if one == other);
    match (change, occurrence.role) {
        (Change::Rename | Change::Retag, Role::MapKey | Role::Import) => {
            Some("its declaration was not found, so nothing says what else bears the name")
        }
        (Change::RewriteText, Role::StringLiteral) if whole => {
            Some("the string is a name that the program may look up, no words for people")
        }
        _ => None,
    }
}

fn text_at(input: &Input, file: FileId, span: Span) -> String {
    input.sources[file.0 as usize].text.get(span.range()).unwrap_or_default().to_owned()
}

/// A change of a key that is read.
fn of_read(input: &Input, at: usize, change: Change, planner: &mut GoPlanner, plan: &mut Plan) {
    let new = input.finding(at).replacement.clone().unwrap_or_default();
    let (change, done) = match change {
        Change::Drop => (change, planner.drop_read(input, at, &plan.groups).map(|edits| (edits, None))),
        _ => (Change::AcceptBoth, planner.accept_both(input, at, &new, &plan.groups)),
    };
    if let Ok((_, Some(note))) = &done {
        plan.manual.push(manual(input, at, note.as_str()));
    }
    finish(input, at, change, new, done.map(|(edits, _)| edits), plan);
}

/// A group for the edits of one occurrence, or the reason why a person has to make them. What the rules note of the change
/// comes first.
fn finish(input: &Input, at: usize, change: Change, new: String, edits: Result<Vec<Edit>, String>, plan: &mut Plan) {
    let (finding, occurrence) = (input.finding(at), &input.facts.occurrences[at]);
    match edits {
        Ok(edits) if edits.is_empty() => {}
        Ok(edits) => plan.groups.push(Group {
            what: finding.symbol.as_deref().unwrap_or(&finding.text).to_owned(),
            change,
            // A phrase of the rules may say more than the word that was found.
            old: match edits.as_slice() {
                [edit] if change == Change::RewriteText => text_at(input, occurrence.file, edit.span),
                _ => finding.text.clone(),
            },
            new: match edits.as_slice() {
                [edit] if change == Change::RewriteText => edit.text.clone(),
                _ => new,
            },
            places: vec![place(input, occurrence.file, occurrence.span.start)],
            hits: vec![at],
            edits: BTreeMap::from([(occurrence.file, edits)]),
        }),
        Err(reason) => {
            let note = Some(input.decided[at].note.as_str()).filter(|_| change == Change::Manual);
            plan.manual.push(manual(input, at, note.filter(|note| !note.is_empty()).unwrap_or(&reason)));
        }
    }
}

/// The phrases of the rules in the line around the hit, else the words of the hit itself.
fn rewrite_text(input: &Input, pack: &Pack, occurrence: &Occurrence, new: Option<&str>) -> Vec<Edit> {
    let text = &input.sources[occurrence.file.0 as usize].text;
    let start = text[..occurrence.span.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
    let end =
        text[occurrence.span.end as usize..].find('\n').map_or(text.len(), |at| occurrence.span.end as usize + at);
    let phrases = pack.text_edits(&text[start..end]).into_iter();
    let phrase = phrases
        .map(|(range, new)| Edit::replace(Span::new(start + range.start, start + range.end), new))
        .find(|edit| edit.span.overlaps(occurrence.span));
    let twin = || {
        crate::lang::markdown::member::delete_if_doubled(text, occurrence.span, new?)
            .filter(|_| occurrence.role == Role::DocCode)
    };
    phrase.or_else(twin).or_else(|| new.map(|new| Edit::replace(occurrence.span, new))).into_iter().collect()
}
