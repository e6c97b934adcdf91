//! What a batch changes, and in which order it is planned: renames, deletions, then one key, string or comment at a time.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::rewriter::{No, Rewriter, Shared, Written};
use crate::lang::rewriters::Rewriters;
use crate::model::plan::{Decided, Group, Input, Plan, Refusal, manual, place, refuse};
use crate::model::{Change, Edit, FileId, Role, Span, SymbolId, SymbolPath};
use crate::rules::Pack;
use crate::text::articles::other_article;

use super::followed::Followed;
use super::unlisted::is_of_database;
use super::{deletions, renames};

/// Why nothing is written into some files.
const GENERATED: &str = "it is in a generated file, which is never edited";

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
/// Hits of `without` are not selected, nor those beside the roots.
pub(super) fn collect(
    input: &Input,
    pack: &Pack,
    selection: &Selection,
    without: &BTreeSet<usize>,
    rewriters: &mut Rewriters,
) -> Plan {
    let mut plan = Plan::default();
    let asked = |at: usize| !without.contains(&at) && !input.source(input.facts.occurrences[at].file).beside;
    let wanted = |at: &usize| selects(input, selection, *at) && asked(*at);
    let selected: Vec<usize> = (0..input.decided.len()).filter(wanted).collect();
    plan.applied = (0..input.decided.len()).filter(|at| is_next(input, selection, *at) && asked(*at)).collect();
    let mut renames: BTreeMap<usize, BTreeMap<SymbolId, Vec<usize>>> = BTreeMap::new();
    let mut deletions: BTreeMap<usize, BTreeMap<SymbolId, Vec<usize>>> = BTreeMap::new();
    let mut others = Vec::new();
    for at in selected {
        let (finding, occurrence) = (input.finding(at), &input.facts.occurrences[at]);
        let Some(change) = finding.change.filter(|it| *it != Change::Keep) else { continue };
        let room = rewriters.room(finding.language);
        // What is read of a request (`req.cookies.run_id`) may be of nothing that is declared: its place is all that there is of it.
        let carried = occurrence.role == Role::MapKey && occurrence.carrier.is_some_and(|it| !it.has_types());
        let is_bound = |symbol: &SymbolId| {
            let loose = carried && SymbolPath(&input.facts.symbols.get(*symbol).path).is_of_unknown();
            !loose && rewriters.of(room).binds(change, occurrence.role)
        };
        match occurrence.symbol.filter(is_bound) {
            Some(symbol) => {
                let bound = if change == Change::Delete { &mut deletions } else { &mut renames };
                bound.entry(room).or_default().entry(symbol).or_default().push(at);
            }
            None => others.push(at),
        }
    }
    bound_groups(input, &renames, rewriters, &mut plan);
    for (room, deletions) in &deletions {
        deletions::groups(input, deletions, rewriters.of(*room), &mut plan);
    }
    // A place whose symbol only the rewriter found is renamed with it.
    let done: BTreeSet<usize> = plan.groups.iter().flat_map(|group| &group.hits).copied().collect();
    others.retain(|at| !done.contains(at));
    other_groups(input, pack, others, rewriters, &mut plan);
    share(input, rewriters, &mut plan);
    super::leftovers::settle(input, rewriters, &mut plan);
    let renamed: BTreeSet<SymbolId> = renames.values().flat_map(BTreeMap::keys).copied().collect();
    let wanted = |at: usize| {
        let symbol = input.facts.occurrences[at].symbol;
        asked(at) && !symbol.is_some_and(|symbol| renamed.contains(&symbol))
    };
    notices(input, selection.batch, wanted, rewriters, &mut plan);
    plan
}

/// The groups of renames, in the order of the rooms. What code is generated from is planned before what generated code is written in: names
/// that a generator makes follow those that they are made from.
fn bound_groups(
    input: &Input,
    renames: &BTreeMap<usize, BTreeMap<SymbolId, Vec<usize>>>,
    rewriters: &mut Rewriters,
    plan: &mut Plan,
) {
    let mut planned: Vec<Plan> = Vec::new();
    for (room, renames) in renames.iter().rev() {
        let before: Vec<Group> = planned.iter().flat_map(|it| it.groups.iter().cloned()).collect();
        let following = Followed::of(input, &before);
        let mut renames = renames.clone();
        renames.retain(|symbol, _| !following.has(*symbol));
        let mut of_room = Plan::default();
        renames::groups(input, (&renames, &following), rewriters.of(*room), &mut of_room);
        planned.push(of_room);
    }
    for it in planned.into_iter().rev() {
        plan.groups.extend(it.groups);
        plan.refused.extend(it.refused);
        plan.manual.extend(it.manual);
        plan.kept.extend(it.kept);
    }
}

/// Adds what several groups write together.
fn share(input: &Input, rewriters: &mut Rewriters, plan: &mut Plan) {
    let shared: Vec<Shared> = rewriters.all().flat_map(|it| it.shared(input, &plan.groups)).collect();
    let mut out: BTreeMap<usize, String> = BTreeMap::new();
    for Shared { group, edit } in shared {
        match edit {
            Ok((file, edit)) => {
                let edits = plan.groups[group].edits.entry(file).or_default();
                edits.push(edit);
                edits.sort();
            }
            Err(reason) => {
                out.entry(group).or_insert(reason);
            }
        }
    }
    for (at, reason) in out.into_iter().rev() {
        let group = plan.groups.remove(at);
        plan.manual.extend(group.hits.iter().map(|hit| manual(input, *hit, &reason)));
    }
}

/// The deprecation notices that a batch puts on what the `wanted` occurrences declare.
fn notices(input: &Input, batch: u32, wanted: impl Fn(usize) -> bool, rewriters: &mut Rewriters, plan: &mut Plan) {
    for (at, decided) in input.decided.iter().enumerate() {
        let Some(it) = decided.notice.as_ref().filter(|it| it.batch == batch && wanted(at)) else { continue };
        let file = input.facts.occurrences[at].file;
        let edits = match input.source(file).generated {
            true => Err(GENERATED.to_owned()),
            false => rewriters.of_file(input, file).notice(input, at, &it.new),
        };
        finish(input, at, Change::Deprecate, it.new.clone(), edits, plan);
    }
}

/// A group per change of one occurrence, in the order of the occurrences. Keys that are read come first, then what is within
/// before what is around it: whoever copies an expression copies it as the batch leaves it.
fn other_groups(input: &Input, pack: &Pack, mut others: Vec<usize>, rewriters: &mut Rewriters, plan: &mut Plan) {
    let first = plan.groups.len();
    let mut order: Vec<usize> = Vec::new();
    others.sort_by_cached_key(|at| {
        (!rewriters.of_file(input, input.facts.occurrences[*at].file).is_read(input, *at), std::cmp::Reverse(*at))
    });
    let mut phrases = Phrases::new(pack);
    for at in others {
        other(input, &mut phrases, at, rewriters, plan);
        order.resize(plan.groups.len() - first, at);
    }
    let mut groups: Vec<(usize, Group)> = order.into_iter().zip(plan.groups.drain(first..)).collect();
    groups.sort_by_key(|(at, _)| *at);
    plan.groups.extend(groups.into_iter().map(|(_, group)| group));
}

pub(super) fn selects(input: &Input, selection: &Selection, at: usize) -> bool {
    let Decided { finding, phase, .. } = &input.decided[at];
    let listed = |wanted: &str| phase.as_deref().is_none_or(|it| it == wanted);
    finding.batch == Some(selection.batch) && selection.phase.as_deref().is_none_or(listed)
}

/// True for what stands in an applied migration, and gets its new name in the next one.
fn is_next(input: &Input, selection: &Selection, at: usize) -> bool {
    let Some(next) = &input.decided[at].next else { return false };
    let listed = |wanted: &str| next.phase.as_deref().is_none_or(|it| it == wanted);
    next.batch == selection.batch && selection.phase.as_deref().is_none_or(listed)
}

/// A change of one occurrence.
fn other(input: &Input, phrases: &mut Phrases, at: usize, rewriters: &mut Rewriters, plan: &mut Plan) {
    let (finding, occurrence) = (input.finding(at), &input.facts.occurrences[at]);
    let Some(change) = finding.change.filter(|_| !deletions::hold(plan, occurrence)) else { return };
    if input.source(occurrence.file).generated {
        plan.manual.push(manual(input, at, GENERATED));
        return;
    }
    let rewriter = rewriters.of_file(input, occurrence.file);
    let written = match change {
        Change::RewriteText => match rewriter.words(input, at) {
            Ok(()) if !has_words(occurrence.role) => Err(No::Refused(of_names(input, at))),
            may => may.map(|()| Written { change, edits: rewrite_text(input, phrases, at, rewriter), note: None }),
        },
        _ => rewriter
            .change(input, at, change, &plan.groups)
            .and_then(|it| in_statement(input, at, change).map_or(Ok(it), Err)),
    };
    let new = finding.replacement.clone().unwrap_or_default();
    match written {
        Ok(Written { change, edits, note }) => {
            plan.manual.extend(note.map(|note| manual(input, at, note)));
            finish(input, at, change, new, Ok(edits), plan);
        }
        Err(No::Manual(reason)) => finish(input, at, change, new, Err(reason), plan),
        Err(No::Refused(refusal)) => plan.refused.push(refusal),
    }
}

/// People read what stands there: a sentence, a document, a string.
fn has_words(role: Role) -> bool {
    role.is_in_text() || role == Role::PlainText
}

/// The refusal of new wording for what the program looks up.
fn of_names(input: &Input, at: usize) -> Refusal {
    let reason = "`rewrite-text` is for words, and this is a name that other places share";
    let way_out = "rename it by a clause of its own, and give this one a `role:`, such as [message, comment, document]";
    refuse(input, at, reason, way_out)
}

/// Why a change that is for keys can't be made where a statement of SQL names something.
fn in_statement(input: &Input, at: usize, change: Change) -> Option<No> {
    let (finding, occurrence) = (input.finding(at), &input.facts.occurrences[at]);
    let for_keys = matches!(change, Change::Dual | Change::AcceptBoth | Change::Drop | Change::Deprecate);
    (for_keys && is_of_database(occurrence.role)).then(|| {
        No::Refused(Refusal {
            what: finding.symbol.as_deref().unwrap_or(&finding.text).to_owned(),
            place: place(input, occurrence.file, occurrence.span.start),
            reason: format!("`{}` is for keys, and a statement of SQL has one name for a column", change.name()),
            way_out: "rename it, or add the new column, write both and read the new one by hand, and leave `role: sql` out of the \
                      change"
                .to_owned(),
        })
    })
}

fn text_at(input: &Input, file: FileId, span: Span) -> String {
    input.sources[file.0 as usize].text.get(span.range()).unwrap_or_default().to_owned()
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
            old: match edits.last() {
                Some(edit) if change == Change::RewriteText => text_at(input, occurrence.file, edit.span),
                _ => finding.text.clone(),
            },
            new: match edits.last() {
                Some(edit) if change == Change::RewriteText => edit.text.clone(),
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

/// What is written for words: the phrase of the rules that stands at the hit, else the words of the hit itself; before them the article that
/// the new words need.
fn rewrite_text(input: &Input, phrases: &mut Phrases, at: usize, rewriter: &mut dyn Rewriter) -> Vec<Edit> {
    let (occurrence, new) = (&input.facts.occurrences[at], input.finding(at).replacement.as_deref());
    let edit = phrases
        .at(input, occurrence.file, occurrence.span)
        .or_else(|| rewriter.beside(input, at, new?))
        .or_else(|| new.map(|new| Edit::replace(occurrence.span, new)));
    let text = &input.source(occurrence.file).text;
    let article = edit.as_ref().and_then(|it| {
        let (range, other) = other_article(text, it.span.start as usize, text.get(it.span.range())?, &it.text)?;
        Some(Edit::replace(Span::new(range.start, range.end), other))
    });
    article.into_iter().chain(edit).collect()
}

/// The phrases of the rules in the line of a hit. The line is read once for all hits in it: it may be as long as its file.
struct Phrases<'p> {
    pack: &'p Pack,
    /// The line that was read last; none where it was several, which hold other phrases than each of them.
    line: Option<(FileId, Span)>,
    /// Sorted, not overlapping.
    edits: Vec<Edit>,
}

impl<'p> Phrases<'p> {
    fn new(pack: &'p Pack) -> Self {
        Self { pack, line: None, edits: Vec::new() }
    }

    /// The phrase that stands at the hit of `span`.
    fn at(&mut self, input: &Input, file: FileId, span: Span) -> Option<Edit> {
        if !self.line.is_some_and(|(of, line)| of == file && line.contains(span)) {
            self.read(&input.source(file).text, file, span);
        }
        let first = self.edits.partition_point(|it| it.span.end <= span.start);
        self.edits.get(first).filter(|it| it.span.overlaps(span)).cloned()
    }

    /// Reads the line of a hit, or the lines that it stands on.
    fn read(&mut self, text: &str, file: FileId, hit: Span) {
        let hit = hit.range();
        let start = text[..hit.start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[hit.end..].find('\n').map_or(text.len(), |at| hit.end + at);
        let edit = |(range, new): (std::ops::Range<usize>, String)| {
            Edit::replace(Span::new(start + range.start, start + range.end), new)
        };
        self.edits = self.pack.text_edits(&text[start..end]).into_iter().map(edit).collect();
        self.line = (!text[hit].contains('\n')).then(|| (file, Span::new(start, end)));
    }
}
