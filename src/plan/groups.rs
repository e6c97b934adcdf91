//! Which edits belong together: all uses of a renamed symbol, or one key, string or comment.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Change, Edit, FileId, FlowKind, Language, Occurrence, Role, Span, SymbolId};

use crate::resolve::go::load::Loader;

use super::deletions;
use super::go::GoPlanner;
use super::{Group, Input, Manual, Plan, Refusal, place};

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
pub(super) fn collect(input: &Input, selection: &Selection, without: &BTreeSet<usize>) -> Plan {
    let mut plan = Plan::default();
    let wanted = |at: &usize| selects(input, selection, *at) && !without.contains(at);
    let selected: Vec<usize> = (0..input.findings.len()).filter(wanted).collect();
    let mut renames: BTreeMap<SymbolId, Vec<usize>> = BTreeMap::new();
    let mut deletions: BTreeMap<SymbolId, Vec<usize>> = BTreeMap::new();
    let mut others = Vec::new();
    for at in selected {
        let (finding, occurrence) = (&input.findings[at], &input.facts.occurrences[at]);
        match (finding.change, occurrence.symbol) {
            (Some(Change::Rename), Some(symbol)) if is_name(occurrence.role) => {
                renames.entry(symbol).or_default().push(at)
            }
            (Some(Change::Delete), Some(symbol)) if is_name(occurrence.role) && finding.language == Language::Go => {
                deletions.entry(symbol).or_default().push(at)
            }
            (Some(Change::Keep) | None, _) => {}
            _ => others.push(at),
        }
    }
    let loader = Loader::new(input.repos, input.sources);
    let mut planner = GoPlanner::new(&loader, input);
    rename_groups(input, &renames, &mut planner, &mut plan);
    deletions::groups(input, &deletions, &mut planner, &mut plan);
    other_groups(input, others, &mut planner, &mut plan);
    super::leftovers::settle(input, &mut planner, &mut plan);
    for at in 0..input.notices.len() {
        let renamed = input.facts.occurrences[at].symbol.is_some_and(|symbol| renames.contains_key(&symbol));
        if input.notices[at] == Some(selection.batch) && !renamed && !without.contains(&at) {
            notice(input, at, &mut planner, &mut plan);
        }
    }
    plan
}

/// A group per change of one occurrence, in the order of the occurrences. Keys that are read come first, then what is within
/// before what is around it: whoever copies an expression copies it as the batch leaves it.
fn other_groups(input: &Input, mut others: Vec<usize>, planner: &mut GoPlanner, plan: &mut Plan) {
    let first = plan.groups.len();
    let mut order: Vec<usize> = Vec::new();
    others.sort_by_cached_key(|at| (!is_read_key(input, *at, planner), std::cmp::Reverse(*at)));
    for at in others {
        other(input, at, planner, plan);
        order.resize(plan.groups.len() - first, at);
    }
    let mut groups: Vec<(usize, Group)> = order.into_iter().zip(plan.groups.drain(first..)).collect();
    groups.sort_by_key(|(at, _)| *at);
    plan.groups.extend(groups.into_iter().map(|(_, group)| group));
}

/// True for a key in Go that is read and that both names, or only the new one, are to be read for.
fn is_read_key(input: &Input, at: usize, planner: &mut GoPlanner) -> bool {
    let (finding, occurrence) = (&input.findings[at], &input.facts.occurrences[at]);
    let source = &input.sources[occurrence.file.0 as usize];
    source.language == Language::Go
        && !source.generated
        && matches!(occurrence.role, Role::MapKey | Role::QueryParameter)
        && matches!(finding.change, Some(Change::Dual | Change::AcceptBoth | Change::Drop))
        && planner.is_read(input, at)
}

/// A deprecation notice on what the occurrence declares.
fn notice(input: &Input, at: usize, planner: &mut GoPlanner, plan: &mut Plan) {
    let occurrence = &input.facts.occurrences[at];
    let (source, name) = (&input.sources[occurrence.file.0 as usize], &input.findings[at].text);
    let Some(new) = input.pack.rename_for(name, occurrence.term) else { return };
    let edits = match source.language {
        _ if source.generated => Err("it is in a generated file, which is never edited".to_owned()),
        Language::Go => match planner.decls(occurrence.file, occurrence.span) {
            Some(decls) => super::notice::go(source, &decls, occurrence.span, &new),
            None => Err("its declaration could not be read".to_owned()),
        },
        Language::TypeScript | Language::Tsx => super::notice::typescript(source, occurrence.span, &new),
        _ => Err(format!("{} has no deprecation notice that runsess can write", source.language.name())),
    };
    finish(input, at, Change::Deprecate, new, edits, plan);
}

fn selects(input: &Input, selection: &Selection, at: usize) -> bool {
    let phase = selection.phase.as_deref().is_none_or(|phase| input.phases[at].as_deref().is_none_or(|it| it == phase));
    input.findings[at].batch == Some(selection.batch) && phase
}

/// Roles of names that are bound to a declaration: all uses change together.
fn is_name(role: Role) -> bool {
    matches!(
        role,
        Role::Field
            | Role::Selector
            | Role::LiteralKey
            | Role::Method
            | Role::Function
            | Role::Parameter
            | Role::Local
            | Role::Global
            | Role::Type
    )
}

/// A group per renamed symbol, with every occurrence of it, whatever batch the occurrence alone would be in: a name that is
/// left behind does not compile.
fn rename_groups(input: &Input, renames: &BTreeMap<SymbolId, Vec<usize>>, planner: &mut GoPlanner, plan: &mut Plan) {
    let mut uses: BTreeMap<SymbolId, Vec<usize>> = BTreeMap::new();
    for (at, occurrence) in input.facts.occurrences.iter().enumerate() {
        if let Some(symbol) = occurrence.symbol.filter(|_| is_name(occurrence.role)) {
            uses.entry(symbol).or_default().push(at);
        }
    }
    let mut groups: Vec<(Vec<SymbolId>, Group)> = Vec::new();
    let mut done: BTreeSet<SymbolId> = BTreeSet::new();
    for (symbol, selected) in renames {
        if !done.insert(*symbol) {
            continue;
        }
        let mut symbols = vec![*symbol];
        symbols.extend(twins_by_embedding(input, *symbol));
        let (linked, foreign) = planner.linked(input, *symbol);
        symbols.extend(linked);
        let mut bound = Vec::new();
        for interface in foreign {
            let reason = format!("it must keep its name for {interface}, which is declared outside of the roots");
            bound.push(refuse(input, selected[0], reason, "keep the name: list it under `keep:`"));
        }
        symbols.sort_unstable();
        symbols.dedup();
        done.extend(symbols.iter().copied());
        let info = input.facts.symbols.get(*symbol);
        let finding = &input.findings[selected[0]];
        let Some(new) = finding.replacement.clone() else {
            plan.manual.push(manual(input, selected[0], "the rules give no new name for it"));
            continue;
        };
        if !bound.is_empty() {
            plan.refused.extend(bound);
            continue;
        }
        let mut group = Group {
            what: info.path.to_string(),
            change: Change::Rename,
            old: info.name.to_string(),
            new: new.clone(),
            places: Vec::new(),
            hits: Vec::new(),
            edits: BTreeMap::new(),
        };
        for at in symbols.iter().flat_map(|symbol| uses.get(symbol).into_iter().flatten()) {
            let occurrence = &input.facts.occurrences[*at];
            group.hits.push(*at);
            group.places.push(place(input, occurrence.file, occurrence.span.start));
            let edits = group.edits.entry(occurrence.file).or_default();
            edits.push(Edit::replace(occurrence.span, new.clone()));
            if occurrence.declaration {
                let source = &input.sources[occurrence.file.0 as usize];
                edits.extend(super::notice::withdrawal(source, occurrence.span, &new));
            }
        }
        let followers = symbols.iter().flat_map(|symbol| planner.followers(input, *symbol, &new));
        for (file, edit) in followers.collect::<Vec<_>>() {
            // What has a hit of its own is decided by that.
            let hit = |it: &Occurrence| it.file == file && it.span.contains(edit.span);
            if !input.facts.occurrences.iter().any(hit) {
                group.edits.entry(file).or_default().push(edit);
            }
        }
        groups.push((symbols, group));
    }
    settle(input, groups, planner, &uses, plan);
}

/// Refuses the groups that collide, and those that collide only because a refused one keeps its name.
fn settle(
    input: &Input,
    mut groups: Vec<(Vec<SymbolId>, Group)>,
    planner: &mut GoPlanner,
    uses: &BTreeMap<SymbolId, Vec<usize>>,
    plan: &mut Plan,
) {
    loop {
        let names: BTreeMap<SymbolId, String> =
            groups.iter().flat_map(|(symbols, group)| symbols.iter().map(|it| (*it, group.new.clone()))).collect();
        let (mut kept, mut done, count) = (Vec::new(), Vec::new(), groups.len());
        for (symbols, group) in groups {
            let mut refusals = foreign(input, &symbols, uses);
            refusals.extend(planner.collisions(input, &symbols, &names, uses));
            let alias = match symbols.as_slice() {
                [symbol] if !refusals.is_empty() => planner.alias(input, *symbol, &group.new, &names),
                _ => None,
            };
            if let Some((file, edits)) = alias {
                done.push(Group { change: Change::Drop, edits: BTreeMap::from([(file, edits)]), ..group.clone() });
            } else if refusals.is_empty() {
                done.push(group.clone());
            } else {
                plan.refused.extend(refusals);
                continue;
            }
            kept.push((symbols, group));
        }
        if kept.len() == count {
            let changing = planner.changing(input, &done);
            if changing.is_empty() {
                plan.groups.extend(done);
                return;
            }
            let refused: BTreeSet<usize> = changing.iter().map(|(at, _)| *at).collect();
            plan.refused.extend(changing.into_iter().map(|(_, refusal)| refusal));
            kept = kept.into_iter().enumerate().filter(|(at, _)| !refused.contains(at)).map(|(_, it)| it).collect();
        }
        groups = kept;
    }
}

/// An embedded field bears the name of its type.
fn twins_by_embedding(input: &Input, symbol: SymbolId) -> Vec<SymbolId> {
    let same = |flow: &&crate::model::Flow| flow.kind == FlowKind::SameName;
    let other = |flow: &crate::model::Flow| {
        let other = if flow.from == symbol { flow.to } else { flow.from };
        let (one, two) = (input.facts.symbols.get(symbol), input.facts.symbols.get(other));
        let embedding = [one.role, two.role].contains(&Role::Type) && [one.role, two.role].contains(&Role::Field);
        (embedding && one.name == two.name).then_some(other)
    };
    let touching = input.facts.flows.iter().filter(same).filter(|flow| flow.from == symbol || flow.to == symbol);
    touching.filter_map(other).collect()
}

/// Uses and declarations in files that are never edited, and declarations outside of the roots.
fn foreign(input: &Input, symbols: &[SymbolId], uses: &BTreeMap<SymbolId, Vec<usize>>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for symbol in symbols {
        let info = input.facts.symbols.get(*symbol);
        let Some(first) = uses.get(symbol).and_then(|uses| uses.first()) else { continue };
        if info.external {
            let reason = "it is declared outside of the roots";
            refusals.push(refuse(input, *first, reason, "add the repository that declares it to the roots"));
        }
        if info.generated {
            let reason = "it is declared in a generated file, which is never edited";
            refusals.push(refuse(
                input,
                *first,
                reason,
                "change what the file is generated from, or list it under `keep:`",
            ));
            continue;
        }
        for at in uses.get(symbol).into_iter().flatten() {
            if input.sources[input.facts.occurrences[*at].file.0 as usize].generated {
                let reason = "it is used in a generated file, which is never edited";
                refusals.push(refuse(input, *at, reason, "change what the file is generated from"));
            }
        }
    }
    refusals
}

pub(super) fn refuse(input: &Input, at: usize, reason: impl Into<String>, way_out: impl Into<String>) -> Refusal {
    let occurrence = &input.facts.occurrences[at];
    let text = input.sources[occurrence.file.0 as usize].text.get(occurrence.span.range());
    let symbol = occurrence.symbol.map(|symbol| input.facts.symbols.get(symbol).path.as_str());
    Refusal {
        what: symbol.or(text).unwrap_or_default().to_owned(),
        place: place(input, occurrence.file, occurrence.span.start),
        reason: reason.into(),
        way_out: way_out.into(),
    }
}

pub(super) fn manual(input: &Input, at: usize, reason: impl Into<String>) -> Manual {
    let refusal = refuse(input, at, reason, "");
    Manual { place: refusal.place, what: refusal.what, reason: refusal.reason }
}

/// A change of one occurrence.
fn other(input: &Input, at: usize, planner: &mut GoPlanner, plan: &mut Plan) {
    let (finding, occurrence) = (&input.findings[at], &input.facts.occurrences[at]);
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
        && source.language == Language::Go
        && let Some(refusal) = finding.replacement.as_deref().and_then(|new| planner.duplicate(input, at, new))
    {
        plan.refused.push(refusal);
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
        Change::RewriteText => Some(rewrite_text(input, occurrence, finding.replacement.as_deref())),
        Change::Dual | Change::Drop | Change::AcceptBoth if source.language == Language::Go => planner.key_change(
            input,
            at,
            if change == Change::AcceptBoth { Change::Dual } else { change },
            &plan.groups,
        ),
        _ => None,
    };
    let edits = edits.ok_or_else(|| unwritten(change, source.language));
    finish(input, at, change, finding.replacement.clone().unwrap_or_default(), edits, plan);
}

fn text_at(input: &Input, file: FileId, span: Span) -> String {
    input.sources[file.0 as usize].text.get(span.range()).unwrap_or_default().to_owned()
}

/// A change of a key that is read.
fn of_read(input: &Input, at: usize, change: Change, planner: &mut GoPlanner, plan: &mut Plan) {
    let new = input.findings[at].replacement.clone().unwrap_or_default();
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
    let (finding, occurrence) = (&input.findings[at], &input.facts.occurrences[at]);
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
            let note = input.notes.get(at).map(|note| note.as_str()).filter(|_| change == Change::Manual);
            plan.manual.push(manual(input, at, note.filter(|note| !note.is_empty()).unwrap_or(&reason)));
        }
    }
}

/// Why a change was not made, where its shape was not understood.
fn unwritten(change: Change, language: Language) -> String {
    let name = change.name();
    match change {
        Change::AcceptBoth if language != Language::Go => {
            format!(
                "`{name}` is written for Go only: read the new name first, the old one where it is absent, and warn"
            )
        }
        Change::Dual | Change::Drop | Change::Delete if language != Language::Go => {
            format!("`{name}` is written for Go only: it has to be done by hand here")
        }
        Change::AcceptBoth => format!("`{name}`: the key is neither simply read nor simply set here"),
        _ => format!("`{name}` has to be done by hand here"),
    }
}

/// The phrases of the rules in the line around the hit, else the words of the hit itself.
fn rewrite_text(input: &Input, occurrence: &Occurrence, new: Option<&str>) -> Vec<Edit> {
    let text = &input.sources[occurrence.file.0 as usize].text;
    let start = text[..occurrence.span.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
    let end =
        text[occurrence.span.end as usize..].find('\n').map_or(text.len(), |at| occurrence.span.end as usize + at);
    let phrases = input.pack.text_edits(&text[start..end]).into_iter();
    let phrase = phrases
        .map(|(range, new)| Edit::replace(Span::new(start + range.start, start + range.end), new))
        .find(|edit| edit.span.overlaps(occurrence.span));
    let twin =
        || super::member::beside_its_twin(text, occurrence.span, new?).filter(|_| occurrence.role == Role::DocCode);
    phrase.or_else(twin).or_else(|| new.map(|new| Edit::replace(occurrence.span, new))).into_iter().collect()
}

/// The edits of earlier groups in `file` that lie in `span`: what a copied expression must look like after the batch.
pub(super) fn edits_within(groups: &[Group], file: FileId, span: Span) -> Vec<Edit> {
    let all = groups.iter().filter_map(|group| group.edits.get(&file)).flatten();
    let mut edits: Vec<Edit> = all.filter(|edit| span.contains(edit.span)).cloned().collect();
    edits.sort();
    edits.dedup();
    edits
}
