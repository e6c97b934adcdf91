//! All sides of a name on the wire in one step, where the batch asks for that: whichever side the step begins with, the same places get
//! the new name, each by the rewriter of its language, or none does. Which places are sides, `contracts` says.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::dialect;
use crate::lang::language::Kind;
use crate::lang::rewriters::Rewriters;
use crate::model::plan::{Decided, Input, Manual, Plan, Refusal, WireSides, manual, refuse};
use crate::model::{Carrier, Change, FileId, Span, SymbolId, SymbolPath};
use crate::rules::Pack;
use crate::text::words::Shape;

use super::Selection;
use super::contracts::{Contracts, is_kept, is_on_the_wire, is_variable, may_be_it};
use super::groups::selects;
use super::left_behind::{IN_THIS_STEP, out_of_sight};

/// A name on the wire that a step changes.
struct Contract {
    /// The first of its places that the step was asked to change.
    asked: usize,
    /// The places that have to change with it.
    places: BTreeSet<usize>,
    /// Why it can't change, whatever the rewriters say.
    refused: Option<Refusal>,
    /// Nothing in the roots is at its other end.
    unseen: bool,
}

/// The names on the wire of a step, with all of their sides.
pub(super) struct Together {
    /// What is decided of each occurrence, with the sides that no clause chose.
    pub(super) decided: Vec<Decided>,
    contracts: Vec<Contract>,
}

/// A name that keeps all of its sides.
pub(super) struct Whole {
    /// Its places, and those of the symbols there.
    pub(super) hits: BTreeSet<usize>,
    /// These symbols.
    pub(super) symbols: BTreeSet<SymbolId>,
    /// Why.
    pub(super) refusals: Vec<Refusal>,
}

impl Together {
    /// Finds the sides of what the selection changes and `without` has not.
    pub(super) fn of(
        input: &Input,
        pack: &Pack,
        (selection, sides): (&Selection, WireSides),
        without: &BTreeSet<usize>,
        all: &Contracts,
        rewriters: &mut Rewriters,
    ) -> Self {
        let mut found = Self { decided: input.decided.to_vec(), contracts: Vec::new() };
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        let names = Beside::of(input);
        let changes = |at: &usize| {
            let change = input.finding(*at).change.is_some_and(|it| Step::of(it).is_some());
            let is_named = is_on_the_wire(input, *at) || input.facts.occurrences[*at].carrier == Some(Carrier::Path);
            change && selects(input, selection, *at) && is_named && !without.contains(at)
        };
        for at in (0..input.decided.len()).filter(changes) {
            if !seen.contains(&at) {
                let whole = all.whole(input, at, |it| may_be_it(input, at, it));
                seen.extend(&whole);
                let contract = found.contract(input, pack, (at, whole), (all, sides, &names), rewriters);
                found.contracts.push(contract);
            }
        }
        found
    }

    /// The sides of what is asked at `asked`, with what becomes of each.
    fn contract(
        &mut self,
        input: &Input,
        pack: &Pack,
        (asked, whole): (usize, BTreeSet<usize>),
        (all, sides, names): (&Contracts, WireSides, &Beside),
        rewriters: &mut Rewriters,
    ) -> Contract {
        let mine = &input.decided[asked];
        let step = mine.finding.change.and_then(Step::of).unwrap_or(Step::Hard);
        let unseen = step != Step::Both && all.is_out_of_sight(input, &whole);
        let mut contract = Contract { asked, places: BTreeSet::new(), refused: None, unseen };
        if unseen && sides == WireSides::All {
            contract.refused =
                Some(refuse(input, asked, out_of_sight(IN_THIS_STEP), "or let the batch say `sides: seen`"));
        }
        // Two types with the same keys may be two things, which only the rules can say.
        let is_chosen = |at: &usize| input.decided[*at].finding.change.is_some_and(|it| Step::of(it).is_some());
        let alike = all.by_keys(input, &whole).into_iter().find(|it| may_be_it(input, asked, *it) && !is_chosen(it));
        if let Some(at) = alike {
            contract.refused = Some(of_side(input, asked, at, BY_KEYS));
        }
        // What is spelled in one way keeps being so, whatever language it is written in.
        let mut spelled: BTreeMap<&str, String> = BTreeMap::new();
        // A rename finds the uses of what it renames; two names are given or read at each use.
        let uses = if step == Step::Hard { BTreeSet::new() } else { names.uses(input, &whole) };
        for at in whole.into_iter().chain(uses) {
            let (it, decided) = (&input.facts.occurrences[at], &input.decided[at]);
            let is_chosen = decided.finding.change.is_some_and(|it| Step::of(it).is_some());
            let is_staged = is_chosen && decided.finding.batch == mine.finding.batch && decided.phase != mine.phase;
            let is_words = dialect(input.source(it.file).language).kind == Kind::Words;
            // Words have one name: they change when the old one goes.
            if is_staged || step == Step::Both && is_words {
                continue;
            }
            contract.places.insert(at);
            let own = decided.finding.replacement.clone();
            let new = own.or_else(|| pack.rename_for(&decided.finding.text, it.term, Shape::default()));
            let obstacle = match &new {
                _ if decided.open => Some(UNDECIDED),
                _ if is_kept(input, it) => Some(KEPT),
                None => Some("the rules give no new name for it"),
                Some(new) => {
                    let first = spelled.entry(decided.finding.text.as_str()).or_insert_with(|| new.clone());
                    (first != new).then_some("its new name would be spelled in another way than that of another side")
                }
            };
            if let Some(reason) = obstacle {
                contract.refused.get_or_insert_with(|| of_side(input, asked, at, reason));
            } else if step == Step::Hard && decided.finding.change != Some(Change::Drop) || !selects_too(mine, decided)
            {
                let room = rewriters.room(decided.finding.language);
                // A variable that is a key at once keeps its own name, but for a part of a path, whose rooms know no other way.
                let is_key = is_variable(it) && it.carrier != Some(Carrier::Path);
                let symbol = it.symbol.map(|it| input.facts.symbols.get(it));
                let is_declared = symbol.is_some_and(|it| it.decl.is_some() && !SymbolPath(&it.path).is_of_unknown());
                let is_bound = is_declared && !is_key && rewriters.of(room).binds(Change::Rename, it.role);
                let side = &mut self.decided[at];
                let has_twin = new.as_deref().is_some_and(|new| names.has_twin(input, at, new));
                side.finding.change = Some(step.change(is_bound, is_words, has_twin));
                side.finding.batch = mine.finding.batch;
                side.finding.breaking = mine.finding.breaking.clone();
                side.finding.replacement = new;
                side.phase = mine.phase.clone();
            }
        }
        contract
    }

    /// Lists the names that somebody out of sight reads or writes.
    pub(super) fn list(&self, input: &Input, plan: &mut Plan) {
        let unseen = self.contracts.iter().filter(|it| it.unseen);
        plan.manual.extend(unseen.map(|it| manual(input, it.asked, out_of_sight(IN_THIS_STEP))));
        plan.manual.sort();
        plan.manual.dedup();
    }

    /// The names that `plan`, which was made of these decisions, changes at some of their places only.
    pub(super) fn left_behind(&self, input: &Input, plan: &Plan) -> Vec<Whole> {
        let hits: BTreeSet<usize> = plan.groups.iter().flat_map(|it| &it.hits).copied().collect();
        let is_written = |at: usize| {
            let it = &input.facts.occurrences[at];
            let edits = || plan.groups.iter().filter_map(|group| group.edits.get(&it.file)).flatten();
            // What a generator makes it from changes.
            let is_made = |file: FileId| plan.outdated.contains(&file);
            hits.contains(&at) || is_made(it.file) || edits().any(|edit| edit.span.overlaps(it.span))
        };
        let left = self.contracts.iter().filter_map(|it| {
            // What is left to people at every side is torn nowhere.
            let begun = it.places.iter().any(|at| is_written(*at));
            let at = || it.places.iter().copied().find(|at| begun && !is_written(*at));
            let own = || at().map(|at| of_side(input, it.asked, at, &why(input, at, plan)));
            it.refused.clone().or_else(own).map(|refusal| it.whole(input, plan, refusal))
        });
        left.collect()
    }
}

impl Contract {
    /// The whole name, with why nothing of it changes.
    fn whole(&self, input: &Input, plan: &Plan, refusal: Refusal) -> Whole {
        let occurrences = &input.facts.occurrences;
        let symbols: BTreeSet<SymbolId> = self.places.iter().filter_map(|at| occurrences[*at].symbol).collect();
        let of_symbols = |it: &usize| occurrences[*it].symbol.is_some_and(|it| symbols.contains(&it));
        let hits: BTreeSet<usize> =
            (0..occurrences.len()).filter(of_symbols).chain(self.places.iter().copied()).chain([self.asked]).collect();
        let own: BTreeSet<Manual> = hits.iter().map(|at| manual(input, *at, "")).collect();
        let concerns = |it: &&Refusal| own.iter().any(|own| own.what == it.what || own.place == it.place);
        let refusals = plan.refused.iter().filter(concerns).cloned().chain([refusal]).collect();
        // What no code declares is a string that other things share.
        let symbols = symbols.into_iter().filter(|it| input.facts.symbols.get(*it).decl.is_some()).collect();
        Whole { hits, symbols, refusals }
    }
}

/// What a step does to a name on the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The new name in place of the old one.
    Hard,
    /// Both names are given and read.
    Both,
    /// The old one of two goes.
    Drop,
}

impl Step {
    fn of(change: Change) -> Option<Self> {
        match change {
            Change::Rename | Change::Retag => Some(Self::Hard),
            Change::Dual | Change::AcceptBoth => Some(Self::Both),
            Change::Drop => Some(Self::Drop),
            _ => None,
        }
    }

    /// The change that does so at another side.
    fn change(self, is_bound: bool, is_words: bool, has_twin: bool) -> Change {
        match self {
            Self::Both => Change::Dual,
            Self::Drop if !is_words => Change::Drop,
            Self::Hard if has_twin => Change::Drop,
            _ if is_bound => Change::Rename,
            _ => Change::Retag,
        }
    }
}

/// What stands where.
struct Beside<'i> {
    /// The names in each literal, call or block.
    groups: BTreeMap<(FileId, Span), BTreeSet<&'i str>>,
    /// The places of what is declared.
    symbols: BTreeMap<SymbolId, Vec<usize>>,
}

impl<'i> Beside<'i> {
    fn of(input: &Input<'i>) -> Self {
        let mut found = Self { groups: BTreeMap::new(), symbols: BTreeMap::new() };
        for (at, it) in input.facts.occurrences.iter().enumerate() {
            if let Some(group) = it.group {
                found.groups.entry((it.file, group)).or_default().insert(&input.decided[at].finding.text);
            }
            let declared = it.symbol.filter(|it| input.facts.symbols.get(*it).decl.is_some());
            if let Some(symbol) = declared.filter(|_| !it.role.is_in_text()) {
                found.symbols.entry(symbol).or_default().push(at);
            }
        }
        found
    }

    /// The place has the new name beside it.
    fn has_twin(&self, input: &Input, at: usize, new: &str) -> bool {
        let it = &input.facts.occurrences[at];
        it.group.and_then(|group| self.groups.get(&(it.file, group))).is_some_and(|it| it.contains(new))
    }

    /// The places that use what the places of `whole` declare.
    fn uses(&self, input: &Input, whole: &BTreeSet<usize>) -> BTreeSet<usize> {
        let symbols = whole.iter().filter_map(|at| input.facts.occurrences[*at].symbol);
        let uses = symbols.filter_map(|it| self.symbols.get(&it)).flatten().copied();
        uses.filter(|at| !whole.contains(at)).collect()
    }
}

/// The step changes the place `it` of its own, as it does `mine`.
fn selects_too(mine: &Decided, it: &Decided) -> bool {
    let changes = it.finding.change.is_some_and(|it| Step::of(it).is_some());
    changes && it.finding.batch == mine.finding.batch && it.phase == mine.phase
}

const UNDECIDED: &str = "no rule says what it means";

const BY_KEYS: &str = "only the keys of its type say that it is one, so let a clause of the batch choose it";

const KEPT: &str = "the batch keeps the names of messages on the wire (`wire: keep`)";

/// The refusal of a name because of its side at `at`.
fn of_side(input: &Input, asked: usize, at: usize, reason: &str) -> Refusal {
    let own = manual(input, asked, "");
    let reason = if at == asked {
        format!("all sides of a name on the wire change together in this batch (`sides`), and this one can't: {reason}")
    } else {
        format!(
            "it is a side of `{}`, which gets another name in this step ({}), and can't get it: {reason}",
            own.what, own.place
        )
    };
    let way_out = "decide what it is by a rule, change it by hand first, or list it under `keep:`";
    refuse(input, at, reason, way_out)
}

/// Why the plan leaves the place alone.
fn why(input: &Input, at: usize, plan: &Plan) -> String {
    let own = manual(input, at, "");
    let said = plan.manual.iter().find(|it| it.place == own.place && it.what == own.what).map(|it| it.reason.clone());
    let refused = || plan.refused.iter().find(|it| it.what == own.what).map(|it| it.reason.clone());
    said.or_else(refused).unwrap_or_else(|| "nothing is known here that changes it".to_owned())
}
