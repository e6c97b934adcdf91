//! Which instances of generic types and functions the code has. A compiler holds a type against a generic interface only for type
//! arguments that are written (`P[int]`), inferred (`f(x)`), or reached by putting arguments into generic code. What inference
//! here does not get at leaves a type parameter open, and it may then stand for every type.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use memchr::memmem::Finder;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::go::syntax::EntryKind;

use super::checker::Instance;
use super::object::{FileIx, ObjId};
use super::offsets::{by_entry, word_offsets};
use super::outside::{Outside, Packages};
use super::types::{Type, TypeId};
use super::universe::{PARSED_AT_ONCE, Universe};

/// Instances of one generic function or type; with more its arguments are taken as unknown.
const MAX_INSTANCES: usize = 1000;
/// Times that the arguments of generic code are put into what this code instantiates. Code that instantiates itself with ever
/// larger types (`type L[T any] struct{ next *L[[]T] }`) has no end.
const ROUNDS: usize = 8;
/// Types nested deeper than this are taken as unknown.
const MAX_NESTING: u32 = 40;

/// Type arguments, in the order of the parameters.
type Args = Vec<TypeId>;

/// A type parameter's generic function or type, and which of its parameters it is. The parameters that a method's receiver
/// declares are those of its type.
type Parameter = (ObjId, usize);

/// The instances that were asked for. Good for as long as its universe and sources.
#[derive(Default)]
pub(super) struct Instances {
    /// The files of packages outside the roots that may instantiate what lies outside.
    outside: Option<Rc<Outside>>,
    /// What declarations make.
    written: FxHashMap<(FileIx, u32), Rc<Vec<Instance>>>,
    known: FxHashMap<ObjId, Rc<BTreeSet<Args>>>,
    of_types: FxHashMap<TypeId, Rc<Vec<TypeId>>>,
    parameters: FxHashMap<ObjId, Option<Parameter>>,
    /// Parameters that some instance leaves unknown.
    unknown: FxHashSet<Parameter>,
    /// The same, and those of which nobody knows whose they are.
    variables: FxHashSet<ObjId>,
}

impl Instances {
    /// Says which packages outside the roots to look in for instances of what is declared outside, once.
    pub(super) fn look_outside(&mut self, u: &mut Universe, packages: &Packages) {
        if self.outside.is_none() {
            self.outside = Some(packages.files(u));
        }
    }

    /// True when some instance of `ty` satisfies some instance of `interface`. Both were found to fit for some arguments
    /// ([`Universe::may_satisfy`]).
    pub(super) fn bind(&mut self, u: &mut Universe, ty: TypeId, interface: TypeId) -> bool {
        let interfaces = self.of(u, interface);
        if interfaces.is_empty() {
            return false;
        }
        let types = self.of(u, ty);
        if (&types[..], &interfaces[..]) == (&[ty], &[interface]) && self.variables.is_empty() {
            return u.may_satisfy_for(ty, interface, Some(&self.variables));
        }
        let variables = &self.variables;
        interfaces.iter().any(|interface| types.iter().any(|ty| u.may_satisfy_for(*ty, *interface, Some(variables))))
    }

    /// The instances of a type: of a generic one those that the code has, of one that is written in generic code, where it is
    /// checked as it stands, itself as well.
    fn of(&mut self, u: &mut Universe, ty: TypeId) -> Rc<Vec<TypeId>> {
        if let Some(known) = self.of_types.get(&ty) {
            return known.clone();
        }
        let generic = match u.ty(ty) {
            Type::Named { obj, args } if !args.is_empty() => Some(*obj),
            _ => None,
        };
        let free = self.free(u, &[ty]);
        let of_itself = generic.is_some_and(|obj| {
            free.iter().all(|param| self.parameter(u, *param).is_some_and(|(owner, _)| owner == obj))
        });
        let all: Vec<TypeId> = match generic.filter(|_| of_itself && !free.is_empty()) {
            Some(obj) => {
                let known = self.known(u, obj);
                known.iter().map(|args| u.types().named(obj, args.clone())).collect()
            }
            None => {
                let around: BTreeSet<ObjId> = self.owners(u, &free);
                let mut sets = BTreeMap::new();
                for owner in around {
                    sets.insert(owner, (*self.known(u, owner)).clone());
                }
                self.substituted(u, vec![ty], &sets).into_iter().filter_map(|it| it.first().copied()).collect()
            }
        };
        let all = Rc::new(all);
        self.of_types.insert(ty, all.clone());
        all
    }

    /// The type arguments with which the code has a generic function or type.
    fn known(&mut self, u: &mut Universe, owner: ObjId) -> Rc<BTreeSet<Args>> {
        if let Some(known) = self.known.get(&owner) {
            return known.clone();
        }
        // What is written, of this one and of all generic code around that.
        let mut written: BTreeMap<ObjId, Vec<Args>> = BTreeMap::new();
        let mut sets: BTreeMap<ObjId, BTreeSet<Args>> = BTreeMap::new();
        let mut open = vec![owner];
        while let Some(owner) = open.pop() {
            if written.contains_key(&owner) {
                continue;
            }
            if let Some(known) = self.known.get(&owner) {
                sets.insert(owner, (**known).clone());
                continue;
            }
            let all = self.written_of(u, owner);
            for args in &all {
                let free = self.free(u, args);
                open.extend(self.owners(u, &free));
            }
            sets.insert(owner, BTreeSet::new());
            written.insert(owner, all);
        }
        for round in 0..=ROUNDS {
            let mut grown = Vec::new();
            for (owner, all) in &written {
                let found: BTreeSet<Args> =
                    all.iter().flat_map(|args| self.substituted(u, args.clone(), &sets)).collect();
                let set = sets.entry(*owner).or_default();
                if set.len() < MAX_INSTANCES && !found.is_subset(set) {
                    set.extend(found);
                    grown.push(*owner);
                }
                if set.len() >= MAX_INSTANCES {
                    self.give_up(u, *owner, set);
                }
            }
            if grown.is_empty() {
                break;
            }
            if round == ROUNDS {
                for owner in grown {
                    self.give_up(u, owner, sets.entry(owner).or_default());
                }
            }
        }
        for owner in written.into_keys() {
            let set = sets.remove(&owner).unwrap_or_default();
            self.known.insert(owner, Rc::new(set));
        }
        self.known.get(&owner).cloned().unwrap_or_default()
    }

    /// Any type may be an argument.
    fn give_up(&mut self, u: &mut Universe, owner: ObjId, set: &mut BTreeSet<Args>) {
        let params = type_params(u, owner);
        for (index, param) in params.iter().enumerate() {
            self.is_unknown(*param, (owner, index));
        }
        set.insert(params.into_iter().map(|it| u.types().intern(Type::TypeParam(it))).collect());
    }

    /// `args`, and what becomes of them when each of the `sets` is put in for the parameters of its generic function or type.
    fn substituted(&mut self, u: &mut Universe, args: Args, sets: &BTreeMap<ObjId, BTreeSet<Args>>) -> BTreeSet<Args> {
        let free = self.free(u, &args);
        let mut all = BTreeSet::from([args]);
        for owner in self.owners(u, &free) {
            let Some(set) = sets.get(&owner) else { continue };
            let mine: Vec<(ObjId, usize)> = free
                .iter()
                .filter_map(|param| Some((*param, self.parameter(u, *param).filter(|it| it.0 == owner)?.1)))
                .collect();
            let params: Vec<ObjId> = mine.iter().map(|it| it.0).collect();
            for args in all.clone() {
                for instance in set {
                    let theirs: Args =
                        mine.iter().map(|it| instance.get(it.1).copied().unwrap_or(TypeId::UNKNOWN)).collect();
                    let env = u.env_of(&params, &theirs);
                    all.insert(args.iter().map(|arg| u.subst(*arg, env)).collect());
                    if all.len() > MAX_INSTANCES {
                        return all;
                    }
                }
            }
        }
        all
    }

    /// The arguments with which declarations name a generic function or type. A parameter of which one says nothing stands for
    /// itself, and is a variable from then on.
    fn written_of(&mut self, u: &mut Universe, owner: ObjId) -> Vec<Args> {
        let params = type_params(u, owner);
        let places = self.places_of(u, owner);
        self.read(u, &places);
        let mut all: BTreeSet<Args> = BTreeSet::new();
        for place in places {
            for instance in self.written.get(&place).cloned().unwrap_or_default().iter() {
                let Some((first, _)) = instance.first() else { continue };
                if self.parameter(u, *first).is_none_or(|it| it.0 != owner) {
                    continue;
                }
                let mut args = Args::new();
                for (index, param) in params.iter().enumerate() {
                    let told = instance.iter().find(|it| it.0 == *param).map_or(TypeId::UNKNOWN, |it| it.1);
                    args.push(if is_known(u, told, 0) {
                        told
                    } else {
                        self.is_unknown(*param, (owner, index));
                        u.types().intern(Type::TypeParam(*param))
                    });
                }
                all.insert(args);
            }
        }
        all.into_iter().collect()
    }

    /// The declarations that may name a generic function or type: they hold its name, in files that can see its package.
    fn places_of(&self, u: &mut Universe, owner: ObjId) -> Vec<(FileIx, u32)> {
        let object = u.object(owner);
        let (name, Some(pkg)) = (object.name.clone(), object.pkg) else { return Vec::new() };
        let outside = self.outside.as_ref().filter(|_| u.is_external(owner)).map(|it| it.holding(&name));
        let finder = Finder::new(name.as_bytes());
        let mut places = Vec::new();
        for file in u.files_holding(&[&name]).into_iter().chain(outside.into_iter().flatten()) {
            let offsets = word_offsets(&u.text(file), &finder);
            if offsets.is_empty() || !u.sees(file, pkg) {
                continue;
            }
            places.extend(by_entry(u, file, &offsets).into_keys().map(|entry| (file, entry)));
        }
        places
    }

    /// Reads the declarations that were not read before.
    fn read(&mut self, u: &mut Universe, places: &[(FileIx, u32)]) {
        let fresh: Vec<_> = places.iter().filter(|it| !self.written.contains_key(it)).copied().collect();
        for part in fresh.chunks(PARSED_AT_ONCE) {
            for (place, decls) in part.iter().zip(u.parse_all(part)) {
                let instances = u.instances_in(place.0, &decls);
                self.written.insert(*place, Rc::new(instances));
            }
        }
    }

    /// The type parameters in types.
    fn free(&mut self, u: &mut Universe, types: &[TypeId]) -> BTreeSet<ObjId> {
        let mut found = BTreeSet::new();
        let (mut seen, mut open) = (FxHashSet::default(), types.to_vec());
        while let Some(ty) = open.pop() {
            if !u.types().is_open(ty) || !seen.insert(ty) {
                continue;
            }
            match *u.ty(ty) {
                Type::TypeParam(param) => {
                    found.insert(param);
                }
                _ => open.extend(u.parts(ty)),
            }
        }
        found
    }

    /// Whose the type parameters are.
    fn owners(&mut self, u: &mut Universe, params: &BTreeSet<ObjId>) -> BTreeSet<ObjId> {
        params.iter().filter_map(|param| self.parameter(u, *param)).map(|it| it.0).collect()
    }

    fn parameter(&mut self, u: &mut Universe, param: ObjId) -> Option<Parameter> {
        if let Some(known) = self.parameters.get(&param) {
            return *known;
        }
        let found = parameter(u, param);
        self.parameters.insert(param, found);
        // Of a variant for another platform, or of a function without a name.
        if found.is_none_or(|it| self.unknown.contains(&it)) {
            self.variables.insert(param);
        }
        found
    }

    fn is_unknown(&mut self, param: ObjId, parameter: Parameter) {
        self.parameters.insert(param, Some(parameter));
        if self.unknown.insert(parameter) {
            let same = self.parameters.iter().filter(|it| *it.1 == Some(parameter)).map(|it| *it.0);
            self.variables.extend(same);
        }
    }
}

/// The type parameters of a generic function, type or alias.
fn type_params(u: &mut Universe, owner: ObjId) -> Vec<ObjId> {
    if let Some(decl) = u.type_decl(owner) {
        return decl.type_params.clone();
    }
    let ty = u.object_type(owner);
    match u.ty(ty) {
        Type::Func(signature) => signature.type_params.clone(),
        _ => Vec::new(),
    }
}

/// Whose parameter a type parameter is, told by the declaration that it stands in.
fn parameter(u: &mut Universe, param: ObjId) -> Option<Parameter> {
    let (file, span) = u.object(param).decls.first().copied()?;
    let (outline, pkg) = (u.outline(file), u.package_of(file));
    let entry = &outline.entries[outline.entry_at(span)?];
    if let Some(base) = &entry.receiver {
        let method = u.method_object(pkg, base, &entry.names.first()?.name)?;
        let index = u.receiver_type_params(method).iter().position(|it| *it == param)?;
        return Some((u.package_object(pkg, base)?, index));
    }
    if !matches!(entry.kind, EntryKind::Type | EntryKind::Func) {
        return None;
    }
    let owner = u.package_object(pkg, &entry.names.first()?.name)?;
    let index = type_params(u, owner).iter().position(|it| *it == param)?;
    Some((owner, index))
}

/// Nothing in the type is unknown.
fn is_known(u: &mut Universe, ty: TypeId, nesting: u32) -> bool {
    !ty.is_unknown() && nesting <= MAX_NESTING && u.parts(ty).into_iter().all(|it| is_known(u, it, nesting + 1))
}
