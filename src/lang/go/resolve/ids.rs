//! Indexes into the tables of a `Universe`: what stands there is in `object`, `types` and `universe`.

/// Index of an object in a `Universe`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjId(pub(super) u32);

/// Index of a package in a `Universe`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PkgId(pub(super) u32);

/// Index of a Go file in a `Universe`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileIx(pub(super) u32);

/// Index of a type in the [`TypeTable`](super::types::TypeTable). Equal types have equal ids, but for literals of struct and interface types, which
/// are kept apart by where they stand (their fields are different symbols).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub(super) u32);

/// Index of a struct type's fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StructId(pub(super) u32);

/// Index of an interface type's elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InterfaceId(pub(super) u32);

/// Index of an assignment of types to type parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnvId(pub(super) u32);

impl EnvId {
    /// No type parameter has a type.
    pub const EMPTY: EnvId = EnvId(0);
}
