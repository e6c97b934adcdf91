//! Every package, file, object and type that a run has looked at, loaded on demand; where packages live is asked of a
//! [`Packages`]. `packages` and `scope` find what a name stands for, `declare` its type, `lookup` the members of a type,
//! `subst` puts type arguments in.
//!
//! Laziness makes this one thing: a type needs the checker that reads its declaration, and the checker asks for types. No file
//! here names what is above it but `declare`, which calls the checker; the way back is the methods of [`Universe`].

mod declare;
mod lookup;
mod packages;
mod predeclared;
mod scope;
mod subst;
mod tables;
mod unify;

use std::rc::Rc;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::ast;
use crate::lang::go::syntax::{Depth, Entry, Outline, parse_entry};
use crate::model::{FileId, LineIndex, Span};

use super::object::{FileIx, FuncObjects, Lookup, ObjId, ObjKind, Object, PkgId, TypeDecl, TypeState};
use super::types::{EnvId, InterfaceDecl, InterfaceId, StructDecl, StructId, Type, TypeId, TypeTable};
pub(super) use tables::ImportTarget;
use tables::{FileState, PackageState};
pub use tables::{GoSource, PackageRef, Packages};

/// Computation nested deeper than this (expressions in types of variables in expressions …) is given up as unknown.
pub(super) const MAX_NESTING: u32 = 300;

/// Declarations that are parsed together before they are read, to bound the memory.
pub const PARSED_AT_ONCE: usize = 256;

/// Every package, file, object and type that a run has looked at. Its fields are seen in this folder only; whoever reads
/// declarations (`checker` and what is with it) asks through methods.
pub struct Universe<'l> {
    loader: Box<dyn Packages + 'l>,
    packages: Vec<PackageState>,
    package_ids: FxHashMap<u32, PkgId>,
    files: Vec<FileState>,
    file_ids: FxHashMap<FileId, FileIx>,
    types: TypeTable,
    objects: Vec<Object>,
    by_place: ByPlace,
    variants: Variants,
    type_decls: FxHashMap<ObjId, Option<Arc<TypeDecl>>>,
    func_objects: FxHashMap<ObjId, Arc<FuncObjects>>,
    imported: FxHashMap<ObjId, ImportTarget>,
    /// Types of packages that are not on this machine.
    fakes: FxHashMap<SmolStr, ObjId>,
    predeclared: FxHashMap<SmolStr, ObjId>,
    any: TypeId,
    error: TypeId,
    memo: Memo,
    /// The files of the run that searches pass over.
    unseen: Option<Rc<FxHashSet<FileId>>>,
    /// How deep the computation is nested: hostile input must not overflow the stack.
    depth: u32,
}

/// What is declared, by file and first byte, so that reading a declaration twice gives the same.
#[derive(Default)]
struct ByPlace {
    objects: FxHashMap<(FileIx, u32), ObjId>,
    structs: FxHashMap<(FileIx, u32), StructId>,
    interfaces: FxHashMap<(FileIx, u32), InterfaceId>,
}

/// Types that build-constrained files declare several times, and their fields, by symbol path.
#[derive(Default)]
struct Variants {
    types: FxHashSet<SmolStr>,
    fields: FxHashMap<SmolStr, ObjId>,
}

/// Answers that were computed before.
#[derive(Default)]
struct Memo {
    /// Whether a type has the methods of an interface.
    satisfied: FxHashMap<(TypeId, TypeId), bool>,
    underlying: FxHashMap<TypeId, TypeId>,
    subst: FxHashMap<(TypeId, EnvId), TypeId>,
    lookup: FxHashMap<(TypeId, SmolStr, Option<PkgId>), Lookup>,
    scope: FxHashMap<(FileIx, SmolStr), Option<ObjId>>,
    /// The methods of interfaces that are wholly known, sorted by name.
    methods: FxHashMap<TypeId, Rc<Vec<(ObjId, TypeId)>>>,
    fields: FxHashMap<StructId, Rc<Fields>>,
    /// For each result of a function, the parameter whose value it has.
    handed_back: FxHashMap<ObjId, Arc<[Option<usize>]>>,
}

/// The fields of a struct type.
#[derive(Default)]
struct Fields {
    /// By name, as indexes.
    by_name: FxHashMap<SmolStr, Vec<usize>>,
    embedded: Vec<usize>,
    /// How many there were: variants for other platforms may add some.
    count: usize,
}

impl<'l> Universe<'l> {
    /// A universe in which nothing has been looked at.
    pub fn new(loader: impl Packages + 'l) -> Self {
        let mut universe = Self {
            loader: Box::new(loader),
            packages: Vec::new(),
            package_ids: FxHashMap::default(),
            files: Vec::new(),
            file_ids: FxHashMap::default(),
            types: TypeTable::default(),
            objects: Vec::new(),
            by_place: ByPlace::default(),
            variants: Variants::default(),
            type_decls: FxHashMap::default(),
            func_objects: FxHashMap::default(),
            imported: FxHashMap::default(),
            fakes: FxHashMap::default(),
            predeclared: FxHashMap::default(),
            any: TypeId::UNKNOWN,
            error: TypeId::UNKNOWN,
            memo: Memo::default(),
            unseen: None,
            depth: 0,
        };
        universe.predeclare();
        universe
    }

    /// The object with this id.
    pub fn object(&self, id: ObjId) -> &Object {
        &self.objects[id.0 as usize]
    }

    /// The type with this id.
    pub fn ty(&self, id: TypeId) -> &Type {
        self.types.get(id)
    }

    /// The symbol path of an object (design, section 5).
    pub fn symbol_path(&self, id: ObjId) -> SmolStr {
        self.object(id).path()
    }

    /// The place of a name's declaration in the roots; `None` for dependencies and predeclared names.
    pub fn declaration(&self, id: ObjId) -> Option<(FileId, Span)> {
        let (file, span) = self.object(id).decls.first()?;
        Some((self.file(*file).source.id?, *span))
    }

    /// True for things that are declared outside the roots, also predeclared ones.
    pub fn is_external(&self, id: ObjId) -> bool {
        self.declaration(id).is_none()
    }

    /// The outline of a file.
    pub fn outline(&self, file: FileIx) -> Arc<Outline> {
        self.file(file).outline.clone()
    }

    /// The text of a file.
    pub fn text(&self, file: FileIx) -> Arc<str> {
        self.file(file).source.text.clone()
    }

    /// The text of a file of the run, when its package has been read.
    pub fn file_text(&self, id: FileId) -> Option<&str> {
        self.file_ids.get(&id).map(|ix| &*self.file(*ix).source.text)
    }

    /// The run's index of a file; `None` for files of dependencies.
    pub fn file_id(&self, file: FileIx) -> Option<FileId> {
        self.file(file).source.id
    }

    /// The package of a file.
    pub fn package_of(&self, file: FileIx) -> PkgId {
        self.file(file).pkg
    }

    /// How the loader names a package.
    pub fn package(&self, pkg: PkgId) -> &PackageRef {
        &self.packages[pkg.0 as usize].reference
    }

    /// What a universe-level name stands for (`string`, `len`, `nil`).
    pub fn predeclared(&self, name: &str) -> Option<ObjId> {
        self.predeclared.get(name).copied()
    }

    /// `any`
    pub fn any(&self) -> TypeId {
        self.any
    }

    /// `error`
    pub fn error(&self) -> TypeId {
        self.error
    }

    fn file(&self, file: FileIx) -> &FileState {
        &self.files[file.0 as usize]
    }

    /// A top-level declaration, parsed; without function bodies unless `full`. Full ones are not kept.
    pub(super) fn parse(&mut self, file: FileIx, entry: u32, full: bool) -> Arc<Vec<ast::Decl>> {
        let go_file = &mut self.files[file.0 as usize];
        if let Some(known) = go_file.parsed.get(&(entry, full)) {
            return known.clone();
        }
        let Some(at) = go_file.outline.entries.get(entry as usize) else { return Arc::default() };
        let depth = if full { Depth::Full } else { Depth::Signature };
        let parsed = Arc::new(parse_entry(&go_file.source.text, at, depth));
        if !full {
            go_file.parsed.insert((entry, full), parsed.clone());
        }
        parsed
    }

    /// Top-level declarations, parsed with their bodies. Parsing is most of the work of reading one and is spread over the
    /// processors, so callers hand over [`PARSED_AT_ONCE`] of them.
    pub(super) fn parse_all(&self, entries: &[(FileIx, u32)]) -> Vec<Vec<ast::Decl>> {
        let files = entries.iter().map(|(file, entry)| (self.file(*file), *entry));
        let inputs: Vec<_> = files.map(|(file, entry)| (&file.source.text, &file.outline, entry)).collect();
        let parse = |(text, outline, entry): &(&Arc<str>, &Arc<Outline>, u32)| {
            let entry = outline.entries.get(*entry as usize);
            entry.map(|entry| parse_entry(text, entry, Depth::Full)).unwrap_or_default()
        };
        inputs.par_iter().map(parse).collect()
    }

    pub(super) fn entry(&self, file: FileIx, entry: u32) -> Option<&Entry> {
        self.file(file).outline.entries.get(entry as usize)
    }

    /// 1-based line of a byte.
    pub(super) fn line(&mut self, file: FileIx, offset: u32) -> u32 {
        let file = &mut self.files[file.0 as usize];
        let lines = file.lines.get_or_insert_with(|| LineIndex::new(file.source.text.as_bytes()));
        lines.position(offset).line
    }

    pub(super) fn add_object(&mut self, object: Object) -> ObjId {
        self.objects.push(object);
        ObjId(self.objects.len() as u32 - 1)
    }

    /// The object declared by the name at `span`, made on first sight, so that reading a declaration twice gives the same
    /// objects.
    pub(super) fn declare_at(&mut self, file: FileIx, span: Span, make: impl FnOnce() -> Object) -> ObjId {
        if let Some(known) = self.by_place.objects.get(&(file, span.start)) {
            return *known;
        }
        let id = self.add_object(make());
        self.by_place.objects.insert((file, span.start), id);
        id
    }

    /// A type of a package that is not on this machine: equal to itself, and nothing else is known of it.
    pub(super) fn fake_type(&mut self, path: &str, name: &str) -> TypeId {
        let key = format_smolstr!("{path}.{name}");
        let obj = match self.fakes.get(&key) {
            Some(known) => *known,
            None => {
                let obj = self.add_object(Object {
                    name: name.into(),
                    kind: ObjKind::TypeName,
                    pkg: None,
                    owner: path.into(),
                    local: false,
                    decls: SmallVec::new(),
                    ty: TypeState::Known(TypeId::UNKNOWN),
                });
                let ty = self.types.named(obj, Vec::new());
                self.objects[obj.0 as usize].ty = TypeState::Known(ty);
                self.fakes.insert(key, obj);
                obj
            }
        };
        self.types.named(obj, Vec::new())
    }

    /// The table of types: the only way to make one.
    pub(super) fn types(&mut self) -> &mut TypeTable {
        &mut self.types
    }

    /// Says what type an object has.
    pub(super) fn set_type(&mut self, id: ObjId, ty: TypeState) {
        self.objects[id.0 as usize].ty = ty;
    }

    /// Notes the parameters and results of a function, in place of those of an earlier reading.
    pub(super) fn set_func_objects(&mut self, func: ObjId, objects: FuncObjects) {
        self.func_objects.insert(func, Arc::new(objects));
    }

    /// Notes the parameters and results of a function that was not read before.
    pub(super) fn keep_func_objects(&mut self, func: ObjId, objects: FuncObjects) {
        self.func_objects.entry(func).or_insert_with(|| Arc::new(objects));
    }

    /// Notes what a type name in a function stands for.
    pub(super) fn set_type_decl(&mut self, obj: ObjId, decl: TypeDecl) {
        self.type_decls.insert(obj, Some(Arc::new(decl)));
    }

    /// The struct type that is written at a place, if it was read before.
    pub(super) fn struct_at(&self, file: FileIx, start: u32) -> Option<StructId> {
        self.by_place.structs.get(&(file, start)).copied()
    }

    /// The struct type that is written at a place.
    pub(super) fn add_struct(&mut self, file: FileIx, start: u32, decl: StructDecl) -> StructId {
        let id = self.types.add_struct(decl);
        self.by_place.structs.insert((file, start), id);
        id
    }

    /// The interface type that is written at a place, if it was read before.
    pub(super) fn interface_at(&self, file: FileIx, start: u32) -> Option<InterfaceId> {
        self.by_place.interfaces.get(&(file, start)).copied()
    }

    /// The interface type that is written at a place.
    pub(super) fn add_interface(&mut self, file: FileIx, start: u32, decl: InterfaceDecl) -> InterfaceId {
        let id = self.types.add_interface(decl);
        self.by_place.interfaces.insert((file, start), id);
        id
    }

    /// What a function is known to hand back.
    pub(super) fn known_handed_back(&self, func: ObjId) -> Option<Arc<[Option<usize>]>> {
        self.memo.handed_back.get(&func).cloned()
    }

    /// Notes what a function hands back.
    pub(super) fn keep_handed_back(&mut self, func: ObjId, results: Arc<[Option<usize>]>) {
        self.memo.handed_back.insert(func, results);
    }

    /// Begins a computation within another one; false, and nothing to leave, where they are nested too deep.
    pub(super) fn enter(&mut self) -> bool {
        let may = self.depth <= MAX_NESTING;
        self.depth += u32::from(may);
        may
    }

    /// Ends what [`Universe::enter`] began.
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// True for a field at the top level of a type that variants for several platforms declare: they are one symbol.
    pub(super) fn has_variants(&self, type_path: &str) -> bool {
        self.variants.types.contains(type_path)
    }

    /// The object of a field that several variants of its type may declare. The type that counts is that of the variant which
    /// is built.
    pub(super) fn declare_variant(&mut self, file: FileIx, span: Span, object: Object) -> ObjId {
        let path = object.path();
        let Some(known) = self.variants.fields.get(&path).copied() else {
            let id = self.declare_at(file, span, || object);
            self.variants.fields.insert(path, id);
            return id;
        };
        self.by_place.objects.insert((file, span.start), known);
        let built = self.file(file).source.built;
        let decls = &mut self.objects[known.0 as usize].decls;
        if built {
            decls.insert(0, (file, span));
            self.set_type(known, TypeState::Known(TypeId::UNKNOWN));
        } else {
            decls.push((file, span));
        }
        known
    }

    /// The object that an earlier reading made for the name at a place.
    pub fn declared_at(&self, file: FileIx, start: u32) -> Option<ObjId> {
        self.by_place.objects.get(&(file, start)).copied()
    }
}
