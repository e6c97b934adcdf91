//! What all files declare, and how a name is looked up in them.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

use crate::lang::proto::syntax::{Decl, Import, Kind, ProtoFile, TypeName};
use crate::model::{FileId, Span};

/// A declaration: the file, and its place in the table of that file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeclId {
    /// An index into the files of [`Protos`].
    pub file: usize,
    /// An index into [`ProtoFile::decls`].
    pub decl: usize,
}

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// It is declared in the roots.
    Decl(DeclId),
    /// It is a package, or a part of one.
    Package,
    /// Nothing in the roots that the file sees is called so.
    Outside,
}

/// A name that means what is declared elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The file.
    pub file: usize,
    /// One part of a dotted name.
    pub span: Span,
    /// What it means.
    pub target: Target,
    /// It stands where a type is named.
    pub is_type: bool,
}

/// A word or string in an option whose meaning is not known.
#[derive(Clone, Copy, Debug)]
pub struct Loose {
    /// The file.
    pub file: usize,
    /// The place, with the quotation marks.
    pub span: Span,
    /// The declaration that the option is set on; `None` for the file.
    pub on: Option<usize>,
    /// It is written for people: a description.
    pub prose: bool,
}

/// All files.
#[derive(Default)]
pub struct Protos {
    pub(super) files: Vec<(FileId, ProtoFile)>,
    pub(super) by_file: FxHashMap<FileId, usize>,
    /// The files whose names each sees, itself included.
    pub(super) sees: Vec<BTreeSet<usize>>,
    /// The files that each imports, by way of others too, itself included.
    pub(super) needs: Vec<BTreeSet<usize>>,
    /// The imports of each that are in no root.
    pub(super) missing: Vec<Vec<Import>>,
    pub(super) by_name: FxHashMap<SmolStr, Vec<DeclId>>,
    pub(super) by_place: FxHashMap<(usize, Span), DeclId>,
    /// The files of each package, and of each that begins with it.
    pub(super) packages: FxHashMap<SmolStr, Vec<usize>>,
    pub(super) members: FxHashMap<(DeclId, SmolStr), DeclId>,
    /// The types of fields; of calls the request and the response.
    pub(super) types: FxHashMap<DeclId, Vec<Target>>,
    /// Sorted.
    pub(super) references: Vec<Reference>,
    pub(super) loose: Vec<Loose>,
}

impl Protos {
    pub(super) fn declare(&mut self) {
        for (at, (_, file)) in self.files.iter().enumerate() {
            let mut package = file.package.as_ref().map(|(name, _)| name.as_str());
            while let Some(name) = package {
                self.packages.entry(name.into()).or_default().push(at);
                package = name.rsplit_once('.').map(|(outer, _)| outer);
            }
            for (decl, it) in file.decls.iter().enumerate() {
                let id = DeclId { file: at, decl };
                self.by_name.entry(scoped_name(file, decl)).or_default().push(id);
                self.by_place.insert((at, it.span), id);
                if let (Some(parent), Kind::Field | Kind::Group | Kind::OneOf) = (it.parent, it.kind) {
                    self.members.insert((DeclId { file: at, decl: parent }, it.name.clone()), id);
                }
            }
        }
    }

    /// The tables of a file.
    pub fn file(&self, file: usize) -> &ProtoFile {
        &self.files[file].1
    }

    /// The id of a file.
    pub fn id(&self, file: usize) -> FileId {
        self.files[file].0
    }

    /// The index of a file.
    pub fn index(&self, file: FileId) -> Option<usize> {
        self.by_file.get(&file).copied()
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// A declaration.
    pub fn decl(&self, id: DeclId) -> &Decl {
        &self.file(id.file).decls[id.decl]
    }

    /// What is declared at a place.
    pub fn declared(&self, file: FileId, span: Span) -> Option<DeclId> {
        self.by_place.get(&(self.index(file)?, span)).copied()
    }

    /// The full name of a declaration, as people write it: a value belongs to its enum.
    pub fn full_name(&self, id: DeclId) -> String {
        self.file(id.file).full_name(id.decl)
    }

    /// All names that mean what is declared elsewhere, sorted by file and place.
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// The names of one file.
    pub fn references_in(&self, file: usize) -> &[Reference] {
        let from = self.references.partition_point(|it| it.file < file);
        let to = self.references.partition_point(|it| it.file <= file);
        &self.references[from..to]
    }

    /// What options say in a way that is not understood.
    pub fn loose(&self) -> &[Loose] {
        &self.loose
    }

    /// The imports of a file that are in no root.
    pub fn missing(&self, file: usize) -> &[Import] {
        &self.missing[file]
    }

    /// True when `file` is or imports `other`, by way of others too.
    pub fn needs(&self, file: usize, other: usize) -> bool {
        self.needs[file].contains(&other)
    }

    /// The files of a package.
    pub fn of_package<'a>(&'a self, package: &'a str) -> impl Iterator<Item = usize> + 'a {
        let own = move |at: &usize| self.file(*at).package.as_ref().map_or("", |it| it.0.as_str()) == package;
        (0..self.files.len()).filter(own)
    }

    /// The first part of packages below `package`, with a file that has it.
    pub fn packages_below(&self, package: &str, name: &str) -> Option<usize> {
        self.packages.get(&join(package, name)).and_then(|files| files.first().copied())
    }

    /// The member of a message.
    pub fn member(&self, message: DeclId, name: &str) -> Option<DeclId> {
        self.members.get(&(message, SmolStr::new(name))).copied()
    }

    /// The type of a field; of a call the request and the response.
    pub fn types(&self, of: DeclId) -> &[Target] {
        self.types.get(&of).map_or(&[], Vec::as_slice)
    }

    /// The message that is the type of a field, where it is declared in the roots.
    pub fn message_of(&self, field: DeclId) -> Option<DeclId> {
        match (self.decl(field).kind, self.types(field)) {
            (Kind::Group, _) => Some(field),
            (_, [Target::Decl(it)]) => Some(*it),
            _ => None,
        }
    }

    /// What each part of a dotted name means that stands in `scope` of `file`.
    pub(super) fn look_up(
        &self,
        file: usize,
        scope: Option<usize>,
        parts: &[&str],
        absolute: bool,
        wanted: fn(Kind) -> bool,
    ) -> Vec<Target> {
        let nothing = || vec![Target::Outside; parts.len()];
        let mut prefix = match scope {
            _ if absolute => SmolStr::default(),
            Some(decl) => SmolStr::new(self.file(file).full_name(decl)),
            None => self.file(file).package.as_ref().map(|it| it.0.clone()).unwrap_or_default(),
        };
        let Some(first) = parts.first() else { return Vec::new() };
        loop {
            let name = join(&prefix, first);
            // What is named before a dot holds names.
            let fits = if parts.len() > 1 { is_scope } else { wanted };
            if let Some(found) = self.visible(file, &name, fits, parts.len() > 1) {
                return self.rest(file, name, found, &parts[1..], wanted).unwrap_or_else(nothing);
            }
            if prefix.is_empty() {
                return nothing();
            }
            prefix = prefix.rsplit_once('.').map(|(outer, _)| SmolStr::new(outer)).unwrap_or_default();
        }
    }

    fn rest(
        &self,
        file: usize,
        mut name: SmolStr,
        first: Target,
        parts: &[&str],
        wanted: fn(Kind) -> bool,
    ) -> Option<Vec<Target>> {
        let mut found = vec![first];
        for (at, part) in parts.iter().enumerate() {
            name = join(&name, part);
            let last = at + 1 == parts.len();
            found.push(self.visible(file, &name, if last { wanted } else { is_scope }, !last)?);
        }
        Some(found)
    }

    /// What a full name means to a file.
    fn visible(&self, file: usize, name: &str, fits: fn(Kind) -> bool, package: bool) -> Option<Target> {
        let sees = |other: usize| self.sees[file].contains(&other);
        let all = self.by_name.get(name).into_iter().flatten();
        let decl = all.filter(|it| sees(it.file)).find(|it| fits(self.decl(**it).kind));
        let is_package = || package && self.packages.get(name).is_some_and(|all| all.iter().any(|it| sees(*it)));
        decl.map(|it| Target::Decl(*it)).or_else(|| is_package().then_some(Target::Package))
    }

    pub(super) fn refer(&mut self, file: usize, spans: &[Span], targets: &[Target], is_type: bool) {
        let all = spans.iter().zip(targets);
        self.references.extend(all.map(|(span, target)| Reference { file, span: *span, target: *target, is_type }));
    }

    /// Looks a name up that stands where a type is named.
    pub(super) fn look_up_type(&self, file: usize, text: &str, name: &TypeName) -> Vec<Target> {
        let parts: Vec<&str> = name.parts.iter().map(|it| &text[it.range()]).collect();
        self.look_up(file, name.scope, &parts, name.absolute, is_type)
    }
}

/// The full name as protoc has it: the values of an enum stand beside the enum.
fn scoped_name(file: &ProtoFile, decl: usize) -> SmolStr {
    let it = &file.decls[decl];
    let around = match (it.kind, it.parent) {
        (Kind::Value, Some(of)) => file.decls[of].parent,
        (_, parent) => parent,
    };
    match around {
        Some(around) => join(&file.full_name(around), &it.name),
        None => join(file.package.as_ref().map_or("", |(name, _)| name.as_str()), &it.name),
    }
}

fn join(scope: &str, name: &str) -> SmolStr {
    if scope.is_empty() { SmolStr::new(name) } else { format_smolstr!("{scope}.{name}") }
}

pub(super) fn is_type(kind: Kind) -> bool {
    matches!(kind, Kind::Message | Kind::Enum | Kind::Group)
}

fn is_scope(kind: Kind) -> bool {
    is_type(kind) || kind == Kind::Service
}
