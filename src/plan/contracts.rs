//! Names on the wire, and their sides: a tag in Go, a property in TypeScript, a key in a map or in data, a field of a message. No compiler
//! joins these. A step that changes the name on one side lists what says it on the others.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::lang::dialect;
use crate::lang::language::{Kind, Naming};
use crate::lang::registry::spec;
use crate::model::plan::{Input, Manual, Plan, Wire as Policy, manual};
use crate::model::{Change, FileFacts, FileId, Occurrence, Prefix, Role, Source};
use crate::text::count::counted;
use crate::text::siblings::spelled;

use super::holder::{Holder, Kinship, called};

/// What carries a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Wire {
    /// A document: JSON and what is written like it.
    Document,
    /// A URL or a form.
    Address,
    /// A cookie.
    Cookie,
    /// A log, which dashboards and alerts ask for its keys.
    Log,
}

/// Keys of struct tags for documents.
const DOCUMENTS: &[&str] = &["json", "yaml", "toml", "bson", "mapstructure", "msgpack", "cbor"];

/// Keys of struct tags for addresses and forms.
const ADDRESSES: &[&str] = &["form", "query", "schema", "url"];

/// The name of one place: what carries it, and its letters.
type Name = (Wire, String);

/// All places of names on the wire.
pub struct Contracts {
    by_name: BTreeMap<Name, Vec<usize>>,
    /// What holds the name at each place that was asked about.
    holders: RefCell<FxHashMap<usize, Rc<Holder>>>,
}

/// The places that have the name of one place, in another language or repository.
#[derive(Default)]
pub struct Sides {
    /// Those of the same type: the types have one name, or names and keys that leave little doubt.
    pub same: Vec<usize>,
    /// All others. Nothing says that they are the same, and nothing that they are not.
    pub unknown: Vec<usize>,
}

impl Contracts {
    /// Of all occurrences of `facts`.
    pub fn of(facts: &FileFacts, sources: &[Source]) -> Self {
        let mut by_name: BTreeMap<Name, Vec<usize>> = BTreeMap::new();
        for (at, it) in facts.occurrences.iter().enumerate() {
            for name in names(facts, sources, it) {
                by_name.entry(name).or_default().push(at);
            }
        }
        Self { by_name, holders: RefCell::default() }
    }

    fn holder(&self, facts: &FileFacts, sources: &[Source], at: usize) -> Rc<Holder> {
        if let Some(known) = self.holders.borrow().get(&at) {
            return known.clone();
        }
        let holder = Rc::new(Holder::of(facts, sources, &facts.occurrences[at]));
        self.holders.borrow_mut().insert(at, holder.clone());
        holder
    }

    /// The other sides of the place `at`, in the order of places.
    pub fn sides(&self, facts: &FileFacts, sources: &[Source], at: usize) -> Sides {
        let one = &facts.occurrences[at];
        let side = |it: &Occurrence| {
            let source = &sources[it.file.0 as usize];
            (source.repo, std::ptr::from_ref(spec(source.language)))
        };
        let names = names(facts, sources, one);
        let all = names.iter().filter_map(|name| self.by_name.get(name)).flatten().copied();
        if names.iter().any(|it| it.0 == Wire::Log) {
            // Two keys of logs are two lines of logs: only what asks for one is its other side.
            let same = all.filter(|other| facts.occurrences[*other].role != one.role).collect();
            return Sides { same, unknown: Vec::new() };
        }
        let (here, all): (BTreeSet<usize>, BTreeSet<usize>) =
            all.partition(|other| side(&facts.occurrences[*other]) == side(one));
        if names.iter().any(|it| matches!(it.0, Wire::Address | Wire::Cookie)) {
            // No type holds these.
            return Sides { same: all.into_iter().collect(), unknown: Vec::new() };
        }
        let own = self.holder(facts, sources, at);
        let namesakes = here.into_iter().filter_map(|it| called(facts, &facts.occurrences[it])).collect();
        // A file that has the type itself has no second one that only resembles it.
        let mut best: BTreeMap<FileId, Kinship> = BTreeMap::new();
        let kin: Vec<(usize, FileId, Option<Kinship>)> = all
            .into_iter()
            .map(|other| {
                let it = &facts.occurrences[other];
                let holder = self.holder(facts, sources, other);
                let by_keys = |it: &Kinship| *it < Kinship::Named;
                let kinship = own.kinship(&holder).filter(|it| !by_keys(it) || !holder.has_namesake(&namesakes));
                if let Some(kinship) = kinship {
                    best.entry(it.file).and_modify(|best| *best = (*best).max(kinship)).or_insert(kinship);
                }
                (other, it.file, kinship)
            })
            .collect();
        let mut sides = Sides::default();
        for (other, file, kinship) in kin {
            let same = kinship.is_some() && kinship == best.get(&file).copied();
            if same { sides.same.push(other) } else { sides.unknown.push(other) }
        }
        sides
    }
}

/// The names that an occurrence gives to something on the wire: a field of a message has two in documents, `run_id` and `runId`.
fn names(facts: &FileFacts, sources: &[Source], it: &Occurrence) -> Vec<Name> {
    let Some((wire, name)) = name(facts, sources, it) else { return Vec::new() };
    let other = spelled(&name);
    if it.role == Role::ProtoField && other != name {
        return vec![(wire, name), (wire, other)];
    }
    vec![(wire, name)]
}

/// The name that an occurrence gives to something on the wire.
fn name(facts: &FileFacts, sources: &[Source], it: &Occurrence) -> Option<Name> {
    let source = &sources[it.file.0 as usize];
    let symbol = it.symbol.map(|symbol| facts.symbols.get(symbol).path.as_str()).unwrap_or_default();
    let is = |prefix: Prefix| symbol.starts_with(&*prefix.of(""));
    let wire = match it.role {
        Role::StructTag => {
            let key = symbol.rsplit('/').next()?;
            match () {
                () if DOCUMENTS.contains(&key) => Wire::Document,
                () if ADDRESSES.contains(&key) => Wire::Address,
                () => return None,
            }
        }
        Role::MapKey if is(Prefix::Json) => Wire::Document,
        Role::MapKey if is(Prefix::Cookie) => Wire::Cookie,
        Role::QueryParameter if is(Prefix::Query) => Wire::Address,
        Role::LogKey => Wire::Log,
        // A member is a key of data in languages that write data so.
        Role::Field if it.declaration && spec(source.language).naming == Naming::Camel && !source.generated => {
            Wire::Document
        }
        Role::ProtoField if it.declaration => Wire::Document,
        Role::PlainText if dialect(source.language).kind == Kind::Words => match is_key(&source.text, it) {
            true => Wire::Document,
            // `sum by (run_id) (…)`
            false => Wire::Log,
        },
        _ => return None,
    };
    Some((wire, source.text.get(it.span.range())?.to_owned()))
}

/// `"run_id":` or a line `run_id:` in a file of data, and what a schema requires.
fn is_key(text: &str, it: &Occurrence) -> bool {
    let (before, after) = (&text[..it.span.start as usize], &text[it.span.end as usize..]);
    let quoted = before.ends_with(['"', '\'']) && after.starts_with(['"', '\'']);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let first = line.chars().all(|it| it.is_whitespace() || it == '-');
    match () {
        () if it.context.last().is_some_and(|it| it == "required") => quoted || first,
        () if quoted => after[1..].trim_start().starts_with(':'),
        () => first && after.starts_with(':'),
    }
}

/// Lists the sides that a step leaves behind: each of the same type, and in one line what only has the same key.
pub(super) fn list(input: &Input, plan: &mut Plan) {
    let changed = changed(input, plan);
    if changed.is_empty() {
        return;
    }
    let contracts = Contracts::of(input.facts, input.sources);
    let written: BTreeSet<usize> = plan.groups.iter().flat_map(|it| &it.hits).chain(&changed).copied().collect();
    let mut found: BTreeMap<usize, Manual> = BTreeMap::new();
    let mut elsewhere: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    // Places of one symbol have the same sides, and so have those of a key that nothing holds.
    let mut asked = BTreeSet::new();
    for at in changed {
        let it = &input.facts.occurrences[at];
        let (source, held) = (input.source(it.file), contracts.holder(input.facts, input.sources, at).is_named());
        let key =
            (names(input.facts, input.sources, it), source.repo, source.language.name(), it.symbol.filter(|_| held));
        if !asked.insert(key) {
            continue;
        }
        let left = |other: &usize| !written.contains(other) && may_be_it(input, at, *other);
        let Sides { same, unknown } = contracts.sides(input.facts, input.sources, at);
        let own = manual(input, at, "");
        for other in same.into_iter().filter(left) {
            found.entry(other).or_insert_with(|| {
                let may = if own.what.starts_with(&*Prefix::Log.of("")) { "ask for" } else { "be the other side of" };
                let reason = format!(
                    "it may {may} `{}`, which gets another name in this step ({}), and keeps the old one: change both together, or let one \
                     take both names first",
                    own.what, own.place
                );
                manual(input, other, reason)
            });
        }
        elsewhere.insert(at, unknown.into_iter().filter(left).collect());
    }
    let mut said = BTreeSet::new();
    let unknown = elsewhere.into_iter().filter_map(|(at, others)| {
        let others: Vec<usize> = others.into_iter().filter(|it| !found.contains_key(it)).collect();
        if !said.insert(others.clone()) {
            // Another type of the step has the same key.
            return None;
        }
        let first = manual(input, *others.first()?, "").place;
        let places = counted(others.len(), "other place");
        let reason = format!(
            "it gets another name on the wire in this step; {places} of another type, or of none, with this key keep theirs, and nothing says \
             whether they are the same ({first} first): `explain` lists them"
        );
        Some(manual(input, at, reason))
    });
    let unknown: Vec<Manual> = unknown.collect();
    plan.manual.extend(found.into_values().chain(unknown));
    plan.manual.sort();
    plan.manual.dedup();
}

/// What gets another name on the wire in this step: what is written, and names that people write.
fn changed(input: &Input, plan: &Plan) -> BTreeSet<usize> {
    let changes = |change: Change| matches!(change, Change::Retag | Change::Rename | Change::Drop);
    let written = plan.groups.iter().filter(|it| changes(it.change)).flat_map(|it| &it.hits).copied();
    let by_hand: BTreeSet<(&str, &str)> = plan.manual.iter().map(|it| (it.place.as_str(), it.what.as_str())).collect();
    let decided = input.decided.iter().enumerate().filter(|(_, it)| it.finding.change.is_some_and(changes));
    // A field of a message keeps its name on the wire unless the batch lets it change.
    let keeps = |it: &Occurrence| it.role == Role::ProtoField && input.wire != Policy::Change;
    let named = |at: &usize| {
        let it = &input.facts.occurrences[*at];
        !keeps(it) && name(input.facts, input.sources, it).is_some()
    };
    let by_hand = decided.map(|(at, _)| at).filter(named).filter(|at| {
        let own = manual(input, *at, "");
        by_hand.contains(&(own.place.as_str(), own.what.as_str()))
    });
    written.filter(named).chain(by_hand).collect()
}

/// The other side is not decided to mean something else, or to stay.
fn may_be_it(input: &Input, one: usize, other: usize) -> bool {
    let (one, other) = (input.finding(one), input.finding(other));
    other.change != Some(Change::Keep) && (one.category == other.category || other.rule.is_none())
}
