//! Which types reach a package that reads names at run time. Values are followed from the calls backwards: an argument that has a type
//! of its own gives it, one of an interface type is followed to whatever is put into it: the arguments of the callers, what is
//! assigned to the field, the type arguments. Here is what is known so far; `entry` reads declarations, `rounds` the sources.

use memchr::memmem::find;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::lang::go::GO;
use crate::lang::go::resolve::object::{ObjId, ObjKind, PkgId};
use crate::lang::go::resolve::types::{Type, TypeId};
use crate::lang::go::resolve::universe::Universe;
use crate::lang::go::syntax::EntryKind;
use crate::model::Source;

use super::super::tables::At;
use super::calls::{Sink, Takes, is_of};
use super::families::FAMILIES;
use super::record::{Reached, Reaching, note};

/// Stands for the type argument in place of the index of an argument.
pub(super) const TYPE_ARGUMENT: usize = usize::MAX;
/// Names besides those of the table that `entry` has rules for.
const SPECIAL: &[&str] = &["UnmarshalYAML", "MapperFunc", "NewMapperFunc", "NewMapperTagFunc"];

/// Something whose type says nothing of the values in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    /// The parameter of a function, by index.
    Param(ObjId, usize),
    /// The type parameter of a function or a type, by index.
    TypeArg(ObjId, usize),
    /// The results of a function.
    Results(ObjId),
    /// A variable or a field.
    Var(ObjId),
}

/// A value on its way to a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Way {
    pub(super) to: Reaching,
    /// What counts of it when it arrives.
    pub(super) takes: Takes,
}

/// What a search is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// All that reads or writes names.
    All,
    /// What takes values in, outside of tests.
    Decoding,
    /// What gives values out, outside of tests.
    Encoding,
    /// What takes values in, in tests as well.
    DecodingAnywhere,
    /// What gives values out, in tests as well.
    EncodingAnywhere,
    /// What takes values in by a decoder that knows no other keys, or numbers as they are written.
    Strict,
}

/// The search, and what it has found so far.
pub(super) struct Search<'u, 'l> {
    pub(super) u: &'u mut Universe<'l>,
    pub(super) about: About,
    pub(super) found: Reached,
    /// What is followed.
    pub(super) slots: FxHashMap<Slot, Vec<Way>>,
    /// The type parameters of functions and types: whose they are, and which.
    pub(super) type_params: FxHashMap<ObjId, (ObjId, usize)>,
    /// The type parameters that are followed, by whose they are.
    pub(super) generic: FxHashMap<ObjId, Vec<(usize, Way)>>,
    /// The methods whose parameters are followed, by name.
    pub(super) methods: FxHashMap<SmolStr, Vec<ObjId>>,
    /// How many ways were taken up: more of them is something new to read for.
    pub(super) followed: usize,
    /// The functions of the families that are imported, by name.
    by_name: FxHashMap<&'static str, Vec<Call>>,
    seen: FxHashSet<(TypeId, usize)>,
    /// What the next round has to look for.
    pub(super) names: Names,
}

/// Names, and where each of them counts, by the files that can mean what is called so.
pub(super) type Names = FxHashMap<SmolStr, Vec<(Seen, Places)>>;

/// The files in which a name can mean a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// Those of its package: it is not exported, or only its declaration counts.
    Within(PkgId),
    /// Those of its package and those that import it: it stands at package level.
    Importing(PkgId),
    /// All: it is reached through a value.
    Anywhere,
}

/// The places of a name in the files that can mean one thing by it.
fn places_of(names: &mut Names, name: SmolStr, seen: Seen) -> &mut Places {
    let all = names.entry(name).or_default();
    let at = all.iter().position(|it| it.0 == seen).unwrap_or_else(|| {
        all.push((seen, Places::default()));
        all.len() - 1
    });
    &mut all[at].1
}

/// Where a name can tell something new, by the letters around it: declarations that say it elsewhere need no reading.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Places {
    /// `.name(`, `.name[`
    pub(super) selected: bool,
    /// `name(`, `name[`
    pub(super) called: bool,
    /// `name:`, `name =`, `name[`
    pub(super) set: bool,
    /// Anywhere.
    pub(super) any: bool,
}

/// A function of a family: the index of the family, where it is, and the arguments that count.
type Call = (usize, &'static Sink, &'static [usize]);

impl About {
    /// The calls of this name are looked for.
    fn concerns(self, name: &str) -> bool {
        match self {
            About::All => true,
            About::Encoding | About::EncodingAnywhere => !takes(name),
            About::Decoding | About::DecodingAnywhere | About::Strict => takes(name),
        }
    }

    /// Tests are searched as well.
    pub(super) fn reads_tests(self) -> bool {
        matches!(self, About::All | About::DecodingAnywhere | About::EncodingAnywhere)
    }
}

/// What a decoder is told that a method of a type never hears of.
pub(super) const STRICT: &[&str] = &["DisallowUnknownFields", "UseNumber", "RejectUnknownMembers"];

/// A text sets a decoder up in a way that ends at a type with a method of its own.
pub(super) fn is_strict(text: &str) -> bool {
    STRICT.iter().any(|it| text.contains(it))
}

/// A call of this name fills the value.
fn takes(name: &str) -> bool {
    const BEGIN: &[&str] =
        &["Unmarshal", "Decode", "Bind", "ShouldBind", "Read", "Body", "SetResult", "SetError", "Receive", "Get"];
    BEGIN.iter().any(|it| name.starts_with(it)) || name == "Render"
}

impl<'u, 'l> Search<'u, 'l> {
    /// A search that has found nothing so far.
    pub(super) fn new(u: &'u mut Universe<'l>, about: About) -> Self {
        Self {
            u,
            about,
            found: Reached::default(),
            slots: FxHashMap::default(),
            type_params: FxHashMap::default(),
            generic: FxHashMap::default(),
            methods: FxHashMap::default(),
            followed: 0,
            by_name: FxHashMap::default(),
            seen: FxHashSet::default(),
            names: Names::default(),
        }
    }
}

impl Search<'_, '_> {
    /// The names of all functions of the families that the sources import.
    pub(super) fn look_for_sinks(&mut self, sources: &[Source]) {
        let mut paths: FxHashSet<SmolStr> = FxHashSet::default();
        for source in sources.iter().filter(|it| it.language == GO) {
            let Some(file) = self.u.file_ix(source.id) else { continue };
            paths.extend(self.u.outline(file).imports.iter().map(|it| it.path.clone()));
        }
        for (index, family) in FAMILIES.iter().enumerate() {
            for sink in family.sinks.iter().filter(|sink| paths.iter().any(|path| is_of(path, sink))) {
                self.found.present.insert(index);
                for (name, arguments) in sink.calls.iter().filter(|it| self.about.concerns(it.0)) {
                    self.by_name.entry(name).or_default().push((index, sink, arguments));
                }
            }
        }
        for name in self.by_name.keys() {
            let key = name.strip_suffix(':');
            let places = places_of(&mut self.names, key.unwrap_or(name).into(), Seen::Anywhere);
            *places =
                Places { selected: places.selected || key.is_none(), set: places.set || key.is_some(), ..*places };
        }
        if !self.names.is_empty() {
            for name in SPECIAL {
                *places_of(&mut self.names, (*name).into(), Seen::Anywhere) =
                    Places { called: true, ..Places::default() };
            }
        }
    }

    /// The ways on which the arguments of a call of `name` go: the index of each argument. `object` is what is called, as far as it is
    /// known; `imports` are those of its file.
    pub(super) fn sinks_of(
        &mut self,
        name: &str,
        object: Option<ObjId>,
        imports: &[SmolStr],
    ) -> Vec<(usize, usize, Takes)> {
        let Some(calls) = self.by_name.get(name).cloned() else { return Vec::new() };
        let package = object.and_then(|it| self.u.object(it).pkg).map(|it| self.u.package(it).clone());
        let mut found = Vec::new();
        for (family, sink, arguments) in calls {
            let of = match &package {
                Some(package) if is_of(&package.path, sink) => true,
                // An interface of the program may stand before a method of the package.
                Some(package) => package.in_roots && object.is_some_and(|it| self.stands_before(it, arguments)),
                None => imports.iter().any(|path| is_of(path, sink)),
            };
            if of {
                let all = if arguments.is_empty() { &[TYPE_ARGUMENT][..] } else { arguments };
                found.extend(all.iter().map(|at| (family, *at, sink.takes)));
            }
        }
        found
    }

    /// The method of an interface that takes anything for these arguments.
    fn stands_before(&mut self, method: ObjId, arguments: &[usize]) -> bool {
        if self.u.object(method).kind != ObjKind::InterfaceMethod || arguments.is_empty() {
            return false;
        }
        let ty = self.u.object_type(method);
        let Type::Func(signature) = self.u.ty(ty).clone() else { return false };
        arguments.iter().all(|at| signature.params.get(*at).is_none_or(|it| *it == self.u.any()))
            && arguments.iter().any(|at| signature.params.get(*at).is_some())
    }

    /// Follows `slot` from now on.
    pub(super) fn follow(&mut self, slot: Slot, way: Way) {
        let ways = self.slots.entry(slot).or_default();
        if ways.iter().any(|it| it.to.family == way.to.family && it.takes == way.takes) {
            return;
        }
        ways.push(way);
        self.followed += 1;
        let (Slot::Param(id, _) | Slot::TypeArg(id, _) | Slot::Results(id) | Slot::Var(id)) = slot;
        let object = self.u.object(id);
        match slot {
            Slot::TypeArg(_, index) => self.generic.entry(id).or_default().push((index, way)),
            Slot::Param(..) if object.kind == ObjKind::Method => {
                let methods = self.methods.entry(object.name.clone()).or_default();
                if !methods.contains(&id) {
                    methods.push(id);
                }
            }
            _ => {}
        }
        // What a function declares is used nowhere else.
        let within = object.local && !matches!(object.kind, ObjKind::Field { .. } | ObjKind::TypeName);
        if !object.name.is_empty() && object.kind != ObjKind::Param && !within {
            let (kind, exported) = (object.kind, object.name.starts_with(char::is_uppercase));
            let through_a_value = matches!(kind, ObjKind::Field { .. } | ObjKind::Method | ObjKind::InterfaceMethod);
            let seen = match (object.pkg, slot) {
                (Some(pkg), Slot::Results(_)) => Seen::Within(pkg),
                (Some(pkg), _) if !exported => Seen::Within(pkg),
                (Some(pkg), _) if !through_a_value => Seen::Importing(pkg),
                _ => Seen::Anywhere,
            };
            let places = places_of(&mut self.names, object.name.clone(), seen);
            match slot {
                Slot::Var(_) if matches!(kind, ObjKind::Field { .. }) => places.set = true,
                Slot::Var(_) => places.any = true,
                _ => places.called = true,
            }
        }
    }

    /// Notes that a string is a name for a family.
    pub(super) fn says(&mut self, text: &str, way: Way) {
        if way.takes != Takes::Names {
            return;
        }
        note(self.found.strings.entry(text.into()).or_default(), way.to);
    }

    /// Notes that values of a type reach a family, and all that is in them.
    pub(super) fn add_type(&mut self, ty: TypeId, way: Way) {
        match way.takes {
            Takes::Values => {}
            Takes::Types => self.add_name(ty, way.to),
            Takes::Names => return,
        }
        let way = Way { takes: Takes::Values, ..way };
        let mut open = vec![ty];
        while let Some(ty) = open.pop() {
            if !self.seen.insert((ty, way.to.family)) {
                continue;
            }
            match self.u.ty(ty).clone() {
                Type::Pointer(to) | Type::Slice(to) | Type::Array(to, _) | Type::Chan(to) => open.push(to),
                Type::Map(key, value) => open.extend([key, value]),
                Type::Tuple(of) => open.extend(of.iter()),
                Type::Named { obj, args } => {
                    open.extend(args.iter());
                    note(self.found.types.entry(obj).or_default(), way.to);
                    if !self.u.is_external(obj) && !self.encodes_itself(obj, way.to.family) {
                        let under = self.u.underlying(ty);
                        if matches!(self.u.ty(under), Type::Interface(..)) {
                            open.extend(self.implementing(obj, ty));
                        }
                        open.push(under);
                        open.extend(self.shown_results(obj, way.to.family));
                    }
                }
                Type::Struct(..) => self.add_fields(ty, way, &mut open),
                Type::TypeParam(object) => self.follow_type_param(object, way),
                _ => {}
            }
        }
    }

    /// Follows a type parameter to what is put in for it.
    pub(super) fn follow_type_param(&mut self, object: ObjId, way: Way) {
        if let Some((owner, at)) = self.type_params.get(&object).copied() {
            self.follow(Slot::TypeArg(owner, at), way);
        }
    }

    fn add_fields(&mut self, ty: TypeId, way: Way, open: &mut Vec<TypeId>) {
        for (field, of) in self.u.fields(ty) {
            let object = self.u.object(field);
            let embedded = object.kind == ObjKind::Field { embedded: true };
            let exported = object.name.starts_with(char::is_uppercase);
            note(self.found.fields.entry(field).or_default(), way.to);
            if (!exported && !embedded) || self.is_left_out(field, way.to.family) {
                continue;
            }
            open.push(of);
            if self.is_loose(of) {
                self.follow(Slot::Var(field), way);
            }
        }
    }

    /// The type says nothing of the values in it: an interface of the program, one without methods, a type parameter. What is in an
    /// interface of another package (a logger, an error) is made there.
    pub(super) fn is_loose(&mut self, ty: TypeId) -> bool {
        let foreign = matches!(*self.u.ty(ty), Type::Named { obj, .. } if self.u.is_external(obj));
        let under = self.u.underlying(ty);
        match *self.u.ty(under) {
            Type::Interface(..) => !foreign || self.u.interface_methods(under).is_empty(),
            Type::TypeParam(_) => true,
            // A container with a name of its own is followed where it is made.
            Type::Pointer(of) | Type::Slice(of) | Type::Array(of, _) | Type::Map(_, of) if under == ty => {
                matches!(self.u.ty(of), Type::Interface(..) | Type::TypeParam(_)) || self.is_loose_element(of)
            }
            Type::Map(_, of) | Type::Slice(of) => self.is_loose_element(of),
            _ => false,
        }
    }

    fn is_loose_element(&mut self, ty: TypeId) -> bool {
        let under = self.u.underlying(ty);
        match *self.u.ty(under) {
            Type::Interface(..) => self.is_loose(ty),
            Type::Slice(of) | Type::Map(_, of) if under == ty => {
                let of = self.u.underlying(of);
                matches!(self.u.ty(of), Type::Interface(..))
            }
            _ => false,
        }
    }

    /// The names of the types that arrive as a whole.
    fn add_name(&mut self, ty: TypeId, to: Reaching) {
        match self.u.ty(ty).clone() {
            Type::Pointer(of) | Type::Slice(of) | Type::Array(of, _) => self.add_name(of, to),
            Type::Named { obj, .. } => {
                note(self.found.named.entry(obj).or_default(), to);
            }
            _ => {}
        }
    }

    /// The tag of a field leaves it out: `json:"-"`.
    fn is_left_out(&mut self, field: ObjId, family: usize) -> bool {
        let Some(tag) = FAMILIES[family].tag else { return false };
        let Some((file, span)) = self.u.object(field).decls.first().copied() else { return false };
        let text = self.u.text(file);
        let rest = text.get(span.end as usize..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        find(line.as_bytes(), format!("{tag}:\"-\"").as_bytes()).is_some()
    }

    /// The type has methods that take the place of what the family does with its fields.
    fn encodes_itself(&mut self, ty: ObjId, family: usize) -> bool {
        let object = self.u.object(ty);
        let (Some(package), name) = (object.pkg, object.name.clone()) else { return false };
        let rows = FAMILIES[family].own;
        rows.iter().any(|row| row.iter().all(|method| self.u.method_object(package, &name, method).is_some()))
    }

    /// What a template shows of a value besides its fields: the results of its methods.
    fn shown_results(&mut self, ty: ObjId, family: usize) -> Vec<TypeId> {
        let object = self.u.object(ty);
        let (Some(package), name) = (object.pkg, object.name.clone()) else { return Vec::new() };
        if FAMILIES[family].name != "a template" {
            return Vec::new();
        }
        let mut found = Vec::new();
        for method in self.u.method_names(package, &name) {
            let Some(object) = self.u.method_object(package, &name, &method) else { continue };
            let ty = self.u.object_type(object);
            if let (true, Type::Func(signature)) = (method.starts_with(char::is_uppercase), self.u.ty(ty)) {
                found.extend(signature.results.first());
            }
        }
        found
    }

    /// The types of an interface's package that satisfy it: any of them may be in a value of it.
    fn implementing(&mut self, interface: ObjId, ty: TypeId) -> Vec<TypeId> {
        let Some(package) = self.u.object(interface).pkg else { return Vec::new() };
        let types = self.types_of(package);
        types.into_iter().filter(|it| *it != ty && self.u.satisfies(*it, ty)).collect()
    }

    fn types_of(&mut self, package: PkgId) -> Vec<TypeId> {
        let mut found = Vec::new();
        for file in self.u.package_files(package) {
            let outline = self.u.outline(file);
            let names = outline.entries.iter().filter(|it| it.kind == EntryKind::Type).flat_map(|it| &it.names);
            for name in names {
                let object = self.u.package_object(package, &name.name);
                found.extend(object.map(|it| self.u.object_type(it)));
            }
        }
        found
    }
}

/// A place in a file that the search reads.
pub(super) fn at(source: &Source, span: crate::model::Span) -> At {
    (source.id, span)
}
