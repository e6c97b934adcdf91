//! What the search for evidence has found: which fields, types and strings reach which family, and where.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::super::tables::At;
use super::families::Key;
use crate::lang::go::ast::Decl;
use crate::lang::go::resolve::check::Info;
use crate::lang::go::resolve::object::ObjId;

/// A family by its index in the table, and the place where values reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::lang::go::rewrite) struct Reaching {
    pub(super) family: usize,
    pub(super) at: At,
}

/// What reaches packages that read names at run time. The first place of each family is kept.
#[derive(Default)]
pub(in crate::lang::go::rewrite) struct Reached {
    /// Fields of structs whose values do.
    pub(super) fields: FxHashMap<ObjId, Vec<Reaching>>,
    /// Defined types whose values do, however deep.
    pub(super) types: FxHashMap<ObjId, Vec<Reaching>>,
    /// Types whose own name is on the wire.
    pub(super) named: FxHashMap<ObjId, Vec<Reaching>>,
    /// Strings that say a name.
    pub(super) strings: FxHashMap<SmolStr, Vec<Reaching>>,
    /// The families that some file imports.
    pub(super) present: FxHashSet<usize>,
    /// What a `MapperFunc` of the program makes of names.
    pub(super) mapped: Option<Key>,
}

/// A declaration that was parsed and checked.
pub(super) struct Checked {
    pub(super) decls: Vec<Decl>,
    pub(super) info: Info,
    /// The import paths of its file.
    pub(super) imports: Rc<Vec<SmolStr>>,
}

/// Notes `it` unless its family is noted already. True when it is new.
pub(super) fn note(list: &mut Vec<Reaching>, it: Reaching) -> bool {
    let new = list.iter().all(|known| known.family != it.family);
    if new {
        list.push(it);
    }
    new
}
