//! What type an expression has, as sources and declarations say. The parts follow TypeScript's own checker: written types
//! (`written`, `mapped`), members (`members`), values (`values`), calls (`calls`, `infer`, `relate`), what the surroundings ask for
//! (`context`), and what a name can still hold (`narrow`). What is not known is `Unknown`, and nothing is guessed from a name.
//!
//! An answer should not depend on what was asked before: every question from outside has its own budget, and an answer that was cut
//! short, or that hangs on a question further out, is not kept. What is kept makes later questions cheaper, so one at the limit of
//! its budget may still be answered in one order and not in another.
//!
//! As in TypeScript's checker, a written type with given arguments is made once: answers are kept by the fingerprints of types.

use std::cell::{Cell, RefCell};
use std::hash::Hash;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::library::Library;
use super::project::{Loaded, Project};
pub use super::ty::{Entity, Instance, Lookup, ModId, Property, Ty, fingerprint, nodes, parts, present, same, union};
use crate::lang::typescript::syntax::module::*;
use crate::model::RepoId;

/// Deepest chain of questions; recursion in types is legal.
const DEPTH: u32 = 400;
/// Bytes of stack that a question may need before the next one looks again.
const RED_ZONE: usize = 192 << 10;
/// Bytes of stack that are added then.
const MORE_STACK: usize = 4 << 20;
/// Steps that one question may take: a hostile file ends with `Unknown`, not with a hung scan.
const FUEL: u32 = 400_000;
/// Steps that all questions about one file may take.
const ALL_FUEL: u64 = 100_000_000;

/// What an answer is kept under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Expr(ModId, ExprId),
    Root(ModId, RootId),
    Result(ModId, FuncId),
    Context(ModId, ExprId),
    /// The context once all that is around is known.
    Settled(ModId, ExprId),
    /// What `this` is in a function.
    This(ModId, ScopeId),
    /// An alias with the fingerprint of its arguments, and how often it is being resolved further out.
    Alias(ModId, BindingId, u64, u32),
    /// A written type with the fingerprint of its environment.
    Written(ModId, TypeId, u64),
}

enum Slot {
    /// Being asked, at this place of the stack.
    Open(u32),
    Done(Ty),
    /// Made while the question at this place was open, which it asked again: kept as long as that is open.
    Meanwhile(Ty, u32),
}

/// A module, or a `declare module` block of one.
struct Unit {
    loaded: Arc<Loaded>,
    /// The module that the block stands in, and its index there.
    block: Option<(ModId, u32)>,
}

/// `declare module` blocks by the name that they declare.
type Blocks = FxHashMap<SmolStr, Vec<(ModId, u32)>>;

/// A list that is made once.
pub(super) type Shared<T> = Rc<Vec<T>>;
/// The shapes that one name declares.
pub(super) type Shapes = Shared<(ModId, ShapeId)>;

/// Answers that hang on no open question.
pub(super) type Kept<K, T> = RefCell<FxHashMap<K, T>>;

pub struct Checker<'a> {
    project: &'a Project<'a>,
    repo: RepoId,
    units: RefCell<Vec<Unit>>,
    by_path: RefCell<FxHashMap<(RepoId, SmolStr), ModId>>,
    blocks_of: RefCell<FxHashMap<(ModId, u32), ModId>>,
    imports: RefCell<FxHashMap<(ModId, SmolStr), Option<ModId>>>,
    /// The scopes with global declarations: of the repository, then of the library.
    pub(super) globals: RefCell<Option<Shared<(ModId, ScopeId)>>>,
    ambient: RefCell<Option<Rc<Blocks>>>,
    pub(super) merged_shapes: RefCell<FxHashMap<(ModId, ShapeId), Shapes>>,
    augmented: RefCell<FxHashMap<ModId, Shared<(ModId, u32)>>>,
    known: RefCell<FxHashMap<Key, Slot>>,
    /// What is kept as long as a question is open, by its place of the stack.
    meanwhile: RefCell<FxHashMap<u32, Vec<Key>>>,
    depth: Cell<u32>,
    fuel: Cell<u32>,
    all_fuel: Cell<u64>,
    /// Aliases that are being resolved, with the place of the stack of the question for each.
    pub(super) open_aliases: RefCell<Vec<((ModId, BindingId), u32)>>,
    /// How two types are related, by their fingerprints and where in a question they stand.
    pub(super) relations: Kept<(u64, u64, super::ty::At), super::ty::Related>,
    /// What a name is to a type, by the fingerprint of the type.
    pub(super) lookups: Kept<(u64, SmolStr), super::ty::Lookup>,
    /// Conditional types that are being decided.
    pub(super) conditions: Cell<u32>,
    pub(super) deferring: Cell<u32>,
    /// How many questions are open whose answers are kept.
    pub(super) stack: Cell<u32>,
    /// The outermost open question that the answers since depend on.
    pub(super) hangs_on: Cell<u32>,
    /// Contexts are asked for as they are when the calls around are done.
    pub(super) settled: Cell<bool>,
    pub(super) library: Library,
}

impl<'a> Checker<'a> {
    pub fn new(project: &'a Project<'a>, repo: RepoId) -> Self {
        let checker = Self {
            project,
            repo,
            units: RefCell::default(),
            by_path: RefCell::default(),
            blocks_of: RefCell::default(),
            imports: RefCell::default(),
            globals: RefCell::default(),
            ambient: RefCell::default(),
            merged_shapes: RefCell::default(),
            augmented: RefCell::default(),
            known: RefCell::default(),
            meanwhile: RefCell::default(),
            depth: Cell::new(0),
            fuel: Cell::new(FUEL),
            all_fuel: Cell::new(ALL_FUEL),
            open_aliases: RefCell::default(),
            relations: RefCell::default(),
            lookups: RefCell::default(),
            conditions: Cell::new(0),
            deferring: Cell::new(0),
            stack: Cell::new(0),
            hangs_on: Cell::new(u32::MAX),
            settled: Cell::new(false),
            library: Library::default(),
        };
        checker.with_library()
    }

    fn with_library(mut self) -> Self {
        let first = Library::files().iter().map(|it| self.add(it.clone())).next();
        self.library = Library::of(first, |id| self.loaded(id));
        self
    }

    /// Whoever asks about many things of a file asks for as many steps for each.
    pub fn refuel(&self) {
        self.all_fuel.set(ALL_FUEL);
    }

    pub fn add(&self, loaded: Arc<Loaded>) -> ModId {
        let key = (loaded.repo, loaded.module.path.clone());
        if let Some(known) = self.by_path.borrow().get(&key) {
            return *known;
        }
        let mut units = self.units.borrow_mut();
        units.push(Unit { loaded, block: None });
        self.by_path.borrow_mut().insert(key, units.len() - 1);
        units.len() - 1
    }

    /// The module that stands for a `declare module` block.
    pub(super) fn block_unit(&self, module: ModId, block: u32) -> ModId {
        if let Some(known) = self.blocks_of.borrow().get(&(module, block)) {
            return *known;
        }
        let mut units = self.units.borrow_mut();
        let loaded = units[module].loaded.clone();
        units.push(Unit { loaded, block: Some((module, block)) });
        self.blocks_of.borrow_mut().insert((module, block), units.len() - 1);
        units.len() - 1
    }

    pub fn loaded(&self, id: ModId) -> Arc<Loaded> {
        self.units.borrow()[id].loaded.clone()
    }

    pub(super) fn block(&self, id: ModId) -> Option<(ModId, u32)> {
        self.units.borrow()[id].block
    }

    /// The module that `import … from 'source'` in `from` means.
    pub fn import(&self, from: ModId, source: &SmolStr) -> Option<ModId> {
        let from = self.block(from).map_or(from, |it| it.0);
        let key = (from, source.clone());
        if let Some(known) = self.imports.borrow().get(&key) {
            return *known;
        }
        let found = self.find_import(from, source);
        self.imports.borrow_mut().insert(key, found);
        found
    }

    fn find_import(&self, from: ModId, source: &SmolStr) -> Option<ModId> {
        let importer = self.loaded(from);
        let path = &importer.module.path;
        if !Library::is_library(path)
            && let Some(loaded) = self.project.resolve(importer.repo, path, source)
        {
            return Some(self.add(loaded));
        }
        let blocks = self.ambient();
        let named = blocks.get(source).or_else(|| blocks.get(source.strip_prefix("node:")?));
        let (module, block) = *named?.first()?;
        Some(self.block_unit(module, block))
    }

    /// The `declare module` blocks of global declarations.
    fn ambient(&self) -> Rc<Blocks> {
        if let Some(known) = &*self.ambient.borrow() {
            return known.clone();
        }
        let mut blocks = Blocks::default();
        for id in self.global_modules() {
            for (at, block) in self.loaded(id).module.ambient.iter().enumerate() {
                blocks.entry(block.name.clone()).or_default().push((id, at as u32));
            }
        }
        let blocks = Rc::new(blocks);
        *self.ambient.borrow_mut() = Some(blocks.clone());
        blocks
    }

    /// The module is a file of the repository that is asked about.
    pub(super) fn is_own(&self, module: ModId) -> bool {
        self.loaded(module).repo == self.repo
    }

    /// The module is a file of an installed package.
    pub fn is_installed(&self, module: ModId) -> bool {
        super::project::paths::is_installed(&self.loaded(module).module.path)
    }

    /// The files of the repository that may add to what all files see, and that speak of `name`: a global declaration, a module.
    pub(super) fn files_that_declare(&self, name: &str) -> Vec<SmolStr> {
        let speaks = |it: &&SmolStr| self.project.text(self.repo, it).is_some_and(|text| text.contains(name));
        self.project.globals(self.repo).iter().filter(speaks).cloned().collect()
    }

    /// The modules that may hold global declarations: of the repository, then of the library.
    pub(super) fn global_modules(&self) -> Vec<ModId> {
        let own = self.project.globals(self.repo);
        let own = own.iter().filter_map(|it| self.project.load(self.repo, it)).map(|it| self.add(it));
        let mut all: Vec<ModId> = own.collect();
        all.extend(Library::files().iter().map(|it| self.add(it.clone())));
        all
    }

    /// The `declare module` blocks that add to what a module declares.
    pub(super) fn augmentations(&self, module: ModId) -> Shared<(ModId, u32)> {
        if let Some(known) = self.augmented.borrow().get(&module) {
            return known.clone();
        }
        let mut found = Vec::new();
        for (name, blocks) in self.ambient().iter() {
            for (at, block) in blocks {
                if self.block(module) != Some((*at, *block)) && self.import(*at, name) == Some(module) {
                    found.push((*at, *block));
                }
            }
        }
        found.sort_unstable();
        let found = Rc::new(found);
        self.augmented.borrow_mut().insert(module, found.clone());
        found
    }

    // Budgets.

    /// Runs `inner` unless the question is too deep or took too many steps.
    pub(super) fn ask<T>(&self, otherwise: T, inner: impl FnOnce() -> T) -> T {
        let depth = self.depth.get();
        if depth == 0 {
            self.fuel.set(FUEL);
            self.hangs_on.set(u32::MAX);
        }
        if depth >= DEPTH || !self.spend() {
            // The answer is cut short: nobody who waits for it keeps what he makes of it.
            self.hangs_on.set(0);
            return otherwise;
        }
        self.depth.set(depth + 1);
        let result = stacker::maybe_grow(RED_ZONE, MORE_STACK, inner);
        self.depth.set(depth);
        result
    }

    /// The kept answer, or that of `inner`, which is kept when it hangs on no open question and was not cut short.
    pub(super) fn once<K: Hash + Eq, T: Clone>(
        &self,
        kept: &Kept<K, T>,
        key: K,
        otherwise: T,
        inner: impl FnOnce() -> T,
    ) -> T {
        if let Some(known) = kept.borrow().get(&key) {
            return known.clone();
        }
        let outside = if self.depth.get() == 0 { u32::MAX } else { self.hangs_on.get() };
        self.hangs_on.set(u32::MAX);
        let mut hangs_on = 0;
        let answer = self.ask(otherwise, || {
            let answer = inner();
            hangs_on = self.hangs_on.get();
            answer
        });
        self.hangs_on.set(outside.min(hangs_on));
        if hangs_on == u32::MAX {
            kept.borrow_mut().insert(key, answer.clone());
        }
        answer
    }

    fn spend(&self) -> bool {
        let (fuel, all) = (self.fuel.get(), self.all_fuel.get());
        if fuel == 0 || all == 0 {
            return false;
        }
        self.fuel.set(fuel - 1);
        self.all_fuel.set(all - 1);
        true
    }

    /// The kept answer, or that of `inner`.
    pub(super) fn memo(&self, key: Key, inner: impl FnOnce() -> Ty) -> Ty {
        let known = match self.known.borrow().get(&key) {
            Some(Slot::Open(position)) => Some(Err(*position)),
            Some(Slot::Done(ty)) => Some(Ok(ty.clone())),
            Some(Slot::Meanwhile(ty, position)) => {
                self.hangs_on.set(self.hangs_on.get().min(*position));
                Some(Ok(ty.clone()))
            }
            None => None,
        };
        match known {
            Some(Ok(ty)) => return ty,
            Some(Err(position)) => {
                self.hangs_on.set(self.hangs_on.get().min(position));
                return Ty::Unknown;
            }
            None => {}
        }
        // What is asked for on the way is asked while the calls around are looked at.
        let settled = self.settled.replace(matches!(key, Key::Settled(..)));
        let position = self.stack.get() + 1;
        self.stack.set(position);
        self.known.borrow_mut().insert(key, Slot::Open(position));
        let outside = if self.depth.get() == 0 { u32::MAX } else { self.hangs_on.get() };
        self.hangs_on.set(u32::MAX);
        let mut hangs_on = 0;
        let ty = self.ask(Ty::Unknown, || {
            let ty = inner();
            hangs_on = self.hangs_on.get();
            ty
        });
        self.stack.set(position - 1);
        self.settled.set(settled);
        for key in self.meanwhile.borrow_mut().remove(&position).unwrap_or_default() {
            self.known.borrow_mut().remove(&key);
        }
        if hangs_on >= position {
            self.known.borrow_mut().insert(key, Slot::Done(ty.clone()));
            self.hangs_on.set(outside);
        } else {
            if hangs_on == 0 {
                self.known.borrow_mut().remove(&key);
            } else {
                self.known.borrow_mut().insert(key, Slot::Meanwhile(ty.clone(), hangs_on));
                self.meanwhile.borrow_mut().entry(hangs_on).or_default().push(key);
            }
            self.hangs_on.set(outside.min(hangs_on));
        }
        ty
    }
}
