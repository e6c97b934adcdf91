//! Names on the wire, and their sides: a tag in Go, a property in TypeScript, a key in a map or in data, a field of a message. No compiler
//! joins these. What a step leaves behind on other sides is said by `left_behind`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::lang::dialect;
use crate::lang::language::{Kind, Naming, Spec};
use crate::lang::registry::spec;
use crate::model::plan::{Input, Wire};
use crate::model::{Carrier, Change, FileFacts, FileId, Occurrence, Prefix, RepoId, Role, Source, SymbolPath};
use crate::text::families::{Declared, declared};
use crate::text::operations::{is_asked_by_address, parameter};
use crate::text::siblings::spelled;

use super::holder::{Form, Holder, Kinship, called};
use super::routed::Routes;

/// The name of one place: what carries it, and its letters.
pub(super) type Name = (Carrier, String);

/// What a type is looked for in: its repository, language and folder.
type Folder = (RepoId, &'static str, String);

/// All places of names on the wire.
pub struct Contracts {
    by_name: BTreeMap<Name, Vec<usize>>,
    /// What holds the name at each place that was asked about.
    holders: RefCell<FxHashMap<usize, Rc<Holder>>>,
    /// The types that each folder of a repository declares in one language.
    folders: RefCell<FxHashMap<Folder, Rc<Vec<Declared>>>>,
    /// The sides of the same type, by the place that was asked about.
    same: RefCell<FxHashMap<usize, Rc<Vec<usize>>>>,
    /// What servers do at which addresses.
    routes: Routes,
}

/// The places that have the name of one place, in another language or repository.
#[derive(Default)]
pub struct Sides {
    /// Those of the same type: the types have one name, or names and keys that leave little doubt.
    pub same: Vec<usize>,
    /// Those among the same of which only the keys say so, and no name.
    pub by_keys: Vec<usize>,
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
        Self {
            by_name,
            holders: RefCell::default(),
            folders: RefCell::default(),
            same: RefCell::default(),
            routes: Routes::default(),
        }
    }

    pub(super) fn holder(&self, facts: &FileFacts, sources: &[Source], at: usize) -> Rc<Holder> {
        if let Some(known) = self.holders.borrow().get(&at) {
            return known.clone();
        }
        let it = &facts.occurrences[at];
        let holder = Holder::of(facts, sources, it);
        let is_of_code = matches!(it.role, Role::StructTag | Role::Field) && holder.is_named();
        let holder = match is_of_code {
            true => holder.within(&self.folder(sources, &sources[it.file.0 as usize])),
            false => holder,
        };
        let holder = Rc::new(holder);
        self.holders.borrow_mut().insert(at, holder.clone());
        holder
    }

    /// The types that are declared beside a file.
    fn folder(&self, sources: &[Source], source: &Source) -> Rc<Vec<Declared>> {
        let of = |it: &Source| it.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let key = (source.repo, source.language.name(), of(source));
        if let Some(known) = self.folders.borrow().get(&key) {
            return known.clone();
        }
        let beside = |it: &&Source| it.repo == key.0 && it.language.name() == key.1 && !it.left_out && of(it) == key.2;
        let all = Rc::new(sources.iter().filter(beside).flat_map(|it| declared(&it.text)).collect::<Vec<_>>());
        self.folders.borrow_mut().insert(key, all.clone());
        all
    }

    /// Another side has the new name of the place `at` already.
    pub(super) fn has_new_name(&self, input: &Input, at: usize) -> bool {
        let one = &input.facts.occurrences[at];
        let (Some(wire), Some(new)) = (one.carrier, input.finding(at).replacement.as_deref()) else { return false };
        let others = self.by_name.get(&(wire, wire.letters(new))).into_iter().flatten();
        others.map(|it| &input.facts.occurrences[*it]).any(|it| side(input.sources, it) != side(input.sources, one))
    }

    /// The other sides of the place `at`, in the order of places.
    pub fn sides(&self, facts: &FileFacts, sources: &[Source], at: usize) -> Sides {
        let one = &facts.occurrences[at];
        let names = names(facts, sources, one);
        let with = |name: &Name| self.by_name.get(name).into_iter().flatten().copied();
        let (typed, untyped): (Vec<Name>, Vec<Name>) = names.into_iter().partition(|(wire, _)| wire.has_types());
        let mut sides = Sides::default();
        for name in &untyped {
            let meets =
                |other: &usize| at != *other && may_meet(facts, sources, name.0, [one, &facts.occurrences[*other]]);
            for other in with(name).filter(meets) {
                let same = self.is_only(facts, sources, at) && self.is_only(facts, sources, other);
                if same { sides.same.push(other) } else { sides.unknown.push(other) }
            }
        }
        let found: BTreeSet<usize> = sides.same.iter().chain(&sides.unknown).copied().collect();
        let side = |it: &Occurrence| side(sources, it);
        let (here, all): (BTreeSet<usize>, BTreeSet<usize>) = typed
            .iter()
            .flat_map(with)
            .filter(|other| !found.contains(other))
            .partition(|other| side(&facts.occurrences[*other]) == side(one));
        let of = |it: usize| self.holder(facts, sources, it);
        let own = of(at);
        let called_here = names_of(facts, &here);
        let called_there = names_of(facts, &all);
        // A file that has the type itself has no second one that only resembles it.
        let mut best: BTreeMap<FileId, Kinship> = BTreeMap::new();
        let (mut types, mut rest) = (Vec::new(), Vec::new());
        // Where keys alone speak for two types of this side, the one that has fewer others is meant.
        let is_closest = |holder: &Holder, kinship: Kinship| {
            let rivals = here.iter().map(|it| of(*it)).filter(|it| it.place() != own.place());
            let mut reasons = rivals.filter_map(|it| Some((it.kinship(holder)?, it)));
            // What is called so, too, may keep its data in another form.
            reasons.all(|(its, it)| {
                its >= Kinship::Resembling
                    || its < kinship
                    || its == kinship && it.apart_from(holder) >= own.apart_from(holder)
            })
        };
        // The one struct that is taken where an object is sent to.
        let takes = |object: &Holder, places: &BTreeSet<usize>, tag: usize| {
            let is_tag = |it: usize| facts.occurrences[it].role == Role::StructTag;
            if object.sent_to.is_none() || !is_tag(tag) {
                return false;
            }
            let takes = |it: usize| self.routes.takes(sources, object, &facts.occurrences[it], &of(it));
            let line = |it: usize| {
                let (file, at) = (facts.occurrences[it].file, facts.occurrences[it].span.start as usize);
                (file, sources[file.0 as usize].text[..at].rfind('\n'))
            };
            let all = places.iter().copied().chain([tag]).filter(|it| is_tag(*it) && takes(*it));
            all.map(line).collect::<BTreeSet<_>>() == BTreeSet::from([line(tag)])
        };
        for other in all.iter().copied() {
            let (holder, file) = (of(other), facts.occurrences[other].file);
            if takes(&own, &all, other) || takes(&holder, &here, at) {
                sides.same.push(other);
                continue;
            }
            let kinship = own.kinship(&holder).filter(|kinship| match kinship {
                Kinship::Part => true,
                Kinship::Within => {
                    let is_other = holder.has_namesake(&called_here) || own.has_namesake(&called_there);
                    !is_other && is_closest(&holder, *kinship)
                }
                Kinship::Keys(_) => !holder.has_namesake(&called_here) && is_closest(&holder, *kinship),
                Kinship::Resembling => !holder.has_namesake(&called_here),
                Kinship::Named | Kinship::Qualified(_) => true,
            });
            let same = match kinship {
                Some(Kinship::Part) => {
                    let (object, around) = if own.form == Form::Object { (&own, &all) } else { (&holder, &here) };
                    let whole = around.iter().chain([&at]).map(|it| of(*it)).filter(|it| object.is_part_of(it));
                    whole.map(|it| it.place()).collect::<BTreeSet<_>>().len() == 1
                }
                Some(_) if [own.form, holder.form].contains(&Form::Operation) => true,
                Some(kinship) => {
                    best.entry(file).and_modify(|best| *best = (*best).max(kinship)).or_insert(kinship);
                    types.push((other, file, kinship));
                    continue;
                }
                None => {
                    rest.push((other, file));
                    continue;
                }
            };
            if same { sides.same.push(other) } else { sides.unknown.push(other) }
        }
        // A second type for the same data is one, too, where no other type of this side is meant by it.
        let firsts: Vec<(FileId, Rc<Holder>)> = types
            .iter()
            .filter(|(_, file, kinship)| Some(kinship) == best.get(file) && *kinship >= Kinship::Resembling)
            .map(|(other, file, _)| (*file, of(*other)))
            .collect();
        let is_variant = |other: usize, file: FileId| {
            let holder = of(other);
            let meant = here.iter().map(|it| of(*it)).filter(|it| it.place() != own.place());
            firsts.iter().any(|(its, first)| *its == file && holder.is_variant_of(first))
                && !meant.filter_map(|it| it.kinship(&holder)).any(|it| it >= Kinship::Resembling)
        };
        // Where a side has the type itself, what is only called alike is one where its name says more, and its keys no more.
        let named: Vec<(RepoId, *const Spec, Rc<Holder>)> = types
            .iter()
            .filter(|(.., kinship)| matches!(kinship, Kinship::Named | Kinship::Qualified(_)))
            .map(|(other, ..)| {
                let (repo, spec) = side(&facts.occurrences[*other]);
                (repo, spec, of(*other))
            })
            .collect();
        let is_other = |other: usize| {
            let (repo, spec) = side(&facts.occurrences[other]);
            let mut near = named.iter().filter(|it| (it.0, it.1) == (repo, spec)).peekable();
            near.peek().is_some() && !near.any(|it| of(other).is_longer_name_of(&own, &it.2))
        };
        for (other, file, kinship) in types {
            let same = Some(kinship) == best.get(&file).copied();
            let same = same && !(kinship == Kinship::Resembling && is_other(other));
            if same && matches!(kinship, Kinship::Keys(_) | Kinship::Within) {
                sides.by_keys.push(other);
            }
            if same { sides.same.push(other) } else { rest.push((other, file)) }
        }
        for (other, file) in rest {
            let is_named = || own.is_named_in(&of(other)) || of(other).is_named_in(&own);
            let redeclares = || firsts.iter().any(|(_, first)| of(other).extends(first));
            if is_variant(other, file) || is_named() || redeclares() {
                sides.same.push(other)
            } else {
                sides.unknown.push(other)
            }
        }
        sides.same.sort_unstable();
        sides.unknown.sort_unstable();
        sides
    }

    /// All places that are one name on the wire with `at`: its sides, their sides, and so on, as far as they are `taken`. Whichever of them one
    /// begins with, they are the same.
    pub(super) fn whole(&self, input: &Input, at: usize, taken: impl Fn(usize) -> bool) -> BTreeSet<usize> {
        let (mut found, mut open) = (BTreeSet::from([at]), vec![at]);
        while let Some(one) = open.pop() {
            let near = self.neighbours(input, one);
            open.extend(near.into_iter().filter(|it| taken(*it) && found.insert(*it)));
        }
        found
    }

    /// The places that `at` has for a side, that have it for one, or that are of its symbol.
    fn neighbours(&self, input: &Input, at: usize) -> Vec<usize> {
        let symbol = input.facts.occurrences[at].symbol;
        let mut near: Vec<usize> = self.same(input, at).to_vec();
        let names = names(input.facts, input.sources, &input.facts.occurrences[at]);
        for other in names.iter().filter_map(|it| self.by_name.get(it)).flatten().filter(|it| **it != at) {
            let is_of_symbol = symbol.is_some() && input.facts.occurrences[*other].symbol == symbol;
            if is_of_symbol || self.same(input, *other).contains(&at) {
                near.push(*other);
            }
        }
        near
    }

    fn same(&self, input: &Input, at: usize) -> Rc<Vec<usize>> {
        if let Some(known) = self.same.borrow().get(&at) {
            return known.clone();
        }
        let Sides { same, by_keys, .. } = self.sides(input.facts, input.sources, at);
        let same = Rc::new(same.into_iter().filter(|it| !by_keys.contains(it)).collect::<Vec<_>>());
        self.same.borrow_mut().insert(at, same.clone());
        same
    }

    /// The places outside of `whole` of which only their keys say that they are the same.
    pub(super) fn by_keys(&self, input: &Input, whole: &BTreeSet<usize>) -> BTreeSet<usize> {
        let all = whole.iter().flat_map(|at| self.sides(input.facts, input.sources, *at).by_keys);
        all.filter(|it| !whole.contains(it)).collect()
    }

    /// Nothing in the roots is at the other end of the places of `whole`, under the old name or the new one: a document of data or a script
    /// says only what a program is asked for, and who reads or writes it is not there.
    pub(super) fn is_out_of_sight(&self, input: &Input, whole: &BTreeSet<usize>) -> bool {
        let all = || whole.iter().map(|at| &input.facts.occurrences[*at]);
        let is_words = |it: &Occurrence| dialect(input.source(it.file).language).kind == Kind::Words;
        // What describes the data says that it leaves the program.
        let is_described = |it: &Occurrence| it.carrier == Some(Carrier::Document) && is_words(it);
        let leaves = all().any(|it| is_asked_for(input, it) || is_described(it));
        if !leaves || whole.iter().any(|at| self.has_new_name(input, *at)) {
            return false;
        }
        // Settings and dashboards are where the names of these are given or asked for.
        let by_words = |it: &Occurrence| {
            matches!(it.carrier, Some(Carrier::Log | Carrier::Environment | Carrier::Flag | Carrier::Path))
        };
        let end = |it: &Occurrence| {
            if is_words(it) { (None, Some(it.file)) } else { (Some(side(input.sources, it)), None) }
        };
        let counts = |it: &&Occurrence| by_words(it) || !is_words(it);
        // Of a key that nothing holds, nobody knows whether it is that of other code.
        let may_be_seen = || {
            let unknown = whole.iter().flat_map(|at| self.sides(input.facts, input.sources, *at).unknown);
            unknown.into_iter().any(|at| !is_words(&input.facts.occurrences[at]))
        };
        all().filter(counts).map(end).collect::<BTreeSet<_>>().len() < 2 && !may_be_seen()
    }

    /// A parameter of the one operation that has a parameter of this name; true for what belongs to no operation.
    fn is_only(&self, facts: &FileFacts, sources: &[Source], at: usize) -> bool {
        let repo = |at: usize| sources[facts.occurrences[at].file.0 as usize].repo;
        let operation = |at: usize| Some(self.holder(facts, sources, at)).filter(|it| it.form == Form::Operation);
        if operation(at).is_none() {
            return true;
        }
        let names = names(facts, sources, &facts.occurrences[at]);
        let alike = names.iter().filter_map(|name| self.by_name.get(name)).flatten();
        let all = alike.filter(|it| repo(**it) == repo(at)).filter_map(|it| operation(*it));
        all.map(|it| it.name()).collect::<BTreeSet<_>>().len() == 1
    }
}

/// What holds the places is called so.
fn names_of(facts: &FileFacts, places: &BTreeSet<usize>) -> BTreeSet<String> {
    places.iter().filter_map(|it| called(facts, &facts.occurrences[*it])).collect()
}

/// Two places with one name, which no type holds, may be two sides of one thing.
fn may_meet(facts: &FileFacts, sources: &[Source], wire: Carrier, [one, other]: [&Occurrence; 2]) -> bool {
    let words = |it: &Occurrence| dialect(sources[it.file.0 as usize].language).kind == Kind::Words;
    let is_linked = |it: &Occurrence| {
        let symbol = it.symbol.map(|symbol| facts.symbols.get(symbol).path.as_str());
        symbol.is_some_and(|it| SymbolPath(it).prefix() == Some(Prefix::Path))
    };
    let same_side = side(sources, one) == side(sources, other);
    match wire {
        // Two keys of logs are two lines of logs: only what asks for one is its other side.
        Carrier::Log => words(one) != words(other),
        // A client has no name for a part of the path. A route and what reads its parts are one program; some languages link them.
        Carrier::Path if words(one) || words(other) => one.file != other.file,
        Carrier::Path => same_side && !is_linked(one) && !is_linked(other),
        // Each file of settings is one more place that has to know.
        _ => !same_side || words(one) && one.file != other.file,
    }
}

/// What changes together: the code of one language in one repository.
pub(super) fn side(sources: &[Source], it: &Occurrence) -> (RepoId, *const Spec) {
    let source = &sources[it.file.0 as usize];
    (source.repo, std::ptr::from_ref(spec(source.language)))
}

/// The names that an occurrence gives to something on the wire: a field of a message has two in documents, `run_id` and `runId`, and a
/// parameter of an operation is sent in an address, and is a field of the message that asks for it.
pub(super) fn names(facts: &FileFacts, sources: &[Source], it: &Occurrence) -> Vec<Name> {
    let source = &sources[it.file.0 as usize];
    let is_parameter = || {
        let (start, end) = (it.span.start as usize, it.span.end as usize);
        it.role == Role::PlainText
            && dialect(source.language).kind == Kind::Words
            && parameter(&source.text, start, end).is_some()
    };
    let Some((wire, name)) = name(facts, sources, it) else { return Vec::new() };
    if !wire.has_types() && is_parameter() {
        return vec![(wire, name.clone()), (Carrier::Document, name)];
    }
    if it.role != Role::ProtoField {
        return vec![(wire, name)];
    }
    let other = spelled(&name);
    let spellings = [Some(name.clone()), Some(other).filter(|it| *it != name)];
    let of = |wire: Carrier| spellings.iter().flatten().map(move |it| (wire, it.clone()));
    match is_gateway_parameter(facts, sources, it) {
        true => of(wire).chain(of(Carrier::Address)).collect(),
        false => of(wire).collect(),
    }
}

/// A field that clients of a gateway send in an address, by either of its names.
pub(super) fn is_gateway_parameter(facts: &FileFacts, sources: &[Source], it: &Occurrence) -> bool {
    let path = it.symbol.map(|symbol| facts.symbols.get(symbol).path.as_str()).unwrap_or_default();
    let Some((owner, field)) = path.rsplit_once('.').filter(|_| it.role == Role::ProtoField && it.declaration) else {
        return false;
    };
    is_asked_by_address(&sources[it.file.0 as usize].text, owner.rsplit('.').next().unwrap_or_default(), field)
}

/// The name that an occurrence gives to something on the wire, by its letters.
fn name(facts: &FileFacts, sources: &[Source], it: &Occurrence) -> Option<Name> {
    let source = &sources[it.file.0 as usize];
    let name = source.text.get(it.span.range())?;
    let wire = it.carrier.or_else(|| {
        // An object without a declared type, and a member of a value of which nothing is known, in languages that write data so.
        let symbol = it.symbol.map(|symbol| facts.symbols.get(symbol).path.as_str()).unwrap_or_default();
        let is_data = it.role == Role::MapKey || it.role == Role::Selector && symbol.contains("#?.");
        let writes_data = spec(source.language).naming == Naming::Camel && !source.generated;
        (is_data && writes_data).then_some(Carrier::Document)
    })?;
    Some((wire, wire.letters(name)))
}

/// `const { runId } = useParams()` is a key and a variable: with another name the variable says the key beside it (`{ runId: sessionId }`),
/// which so stays what it is.
pub(super) fn is_variable(it: &Occurrence) -> bool {
    matches!(it.role, Role::Local | Role::Parameter | Role::Global)
}

/// Somebody outside of the program knows this name for sure. A part of a path has no name for clients; what a map or a type of a
/// program holds may never leave it, but for a key that is not spelled as the language spells its own.
pub(super) fn is_asked_for(input: &Input, it: &Occurrence) -> bool {
    let spelled_as_data = || input.source(it.file).text[it.span.range()].contains(['_', '-']);
    match it.carrier {
        Some(Carrier::Document) => match it.role {
            Role::StructTag | Role::ProtoField => true,
            Role::Field => spelled_as_data(),
            _ => false,
        },
        wire => wire.is_some_and(|it| it != Carrier::Path),
    }
}

/// The place has the name by which something is known on the wire, and another name there is another name on the wire.
pub(super) fn is_on_the_wire(input: &Input, at: usize) -> bool {
    let it = &input.facts.occurrences[at];
    it.carrier.is_some() && !is_kept(input, it) && !is_variable(it)
}

/// A field of a message keeps its name on the wire unless the batch lets it change.
pub(super) fn is_kept(input: &Input, it: &Occurrence) -> bool {
    it.role == Role::ProtoField && input.wire != Wire::Change
}

/// The other side is not decided to mean something else, or to stay.
pub(super) fn may_be_it(input: &Input, one: usize, other: usize) -> bool {
    let (one, other) = (input.finding(one), &input.decided[other]);
    other.finding.change != Some(Change::Keep) && (other.open || one.category == other.finding.category)
}
