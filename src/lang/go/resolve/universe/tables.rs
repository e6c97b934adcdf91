//! What a universe is given by the loader, and the tables it keeps of it.

use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::lang::go::ast;
use crate::lang::go::resolve::object::{FileIx, ObjId, PkgId};
use crate::lang::go::syntax::Outline;
use crate::model::{FileId, LineIndex};

/// A package as the loader names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PackageRef {
    /// Import path; with `_test` for an external test package.
    pub path: SmolStr,
    /// The name of the package clause.
    pub name: SmolStr,
    /// Its folder.
    pub dir: PathBuf,
    /// The loader's own number for it: its identity.
    pub key: u32,
    /// Its files lie in the roots.
    pub in_roots: bool,
}

/// One Go file as the loader hands it over.
#[derive(Clone, Debug)]
pub struct GoSource {
    /// Its index in the run; `None` for files of dependencies.
    pub id: Option<FileId>,
    /// Its text.
    pub text: Arc<str>,
    /// What it declares.
    pub outline: Arc<Outline>,
    /// Build constraints admit it on linux/amd64: its declarations come before those of the variants for other platforms.
    pub built: bool,
}

/// Where packages live.
pub trait Packages {
    /// The package that a file of the roots belongs to.
    fn package_of(&self, file: FileId) -> Option<PackageRef>;
    /// The package that `path` names in a file of `from`.
    fn import(&self, from: &PackageRef, path: &str) -> Option<PackageRef>;
    /// The files of a package.
    fn files(&self, package: &PackageRef) -> Vec<GoSource>;
    /// A module of the workspace has the package of this import path, whether its files are there or not.
    fn is_ours(&self, path: &str) -> bool;
    /// The files of the run whose texts hold one of `names`, also as a part of a word; in order.
    fn holding(&self, names: &[&str]) -> Vec<FileId>;
}

/// What the name of an import stands for.
#[derive(Clone, Debug)]
pub(in crate::lang::go::resolve) enum ImportTarget {
    Package(PkgId),
    Unsafe,
    /// Not on this machine, or cgo.
    Missing(SmolStr),
}

/// Declarations of one name: each file, and the index of the entry in its outline.
pub(super) type Places = SmallVec<[(FileIx, u32); 2]>;

/// A package, and what was asked of it so far.
#[derive(Debug)]
pub(super) struct PackageState {
    pub reference: PackageRef,
    pub loaded: bool,
    pub files: Vec<FileIx>,
    pub scope: FxHashMap<SmolStr, Places>,
    pub methods: FxHashMap<SmolStr, FxHashMap<SmolStr, Places>>,
    pub objects: FxHashMap<SmolStr, ObjId>,
    pub method_objects: FxHashMap<(SmolStr, SmolStr), ObjId>,
    pub imports: FxHashMap<SmolStr, Option<PkgId>>,
}

/// A file, and what was read of it so far.
#[derive(Debug)]
pub(super) struct FileState {
    pub source: GoSource,
    pub pkg: PkgId,
    pub outline: Arc<Outline>,
    pub import_objects: FxHashMap<u32, ObjId>,
    pub lines: Option<LineIndex>,
    pub parsed: FxHashMap<(u32, bool), Arc<Vec<ast::Decl>>>,
}
