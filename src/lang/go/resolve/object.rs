//! Declared things: what an identifier can stand for. Where their types come from is `declare`'s business.

use std::sync::Arc;

use smallvec::SmallVec;
use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::ast;
use crate::model::{Role, Span};

pub use super::ids::{FileIx, ObjId, PkgId};

use super::ids::TypeId;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObjKind {
    /// Struct field.
    Field {
        /// Its name is that of its type.
        embedded: bool,
    },
    /// Parameter, also a receiver.
    Param,
    /// Result, named or not.
    Result,
    /// Variable in a function.
    Local,
    /// Package-level variable.
    Global,
    /// Constant, package-level or in a function.
    Const,
    /// Function.
    Func,
    /// Method of a defined type.
    Method,
    /// Method of an interface type.
    InterfaceMethod,
    /// Defined type or alias.
    TypeName,
    /// Type parameter.
    TypeParam,
    /// Name of an import in one file.
    PkgName,
    /// Label of a statement.
    Label,
    /// Predeclared function.
    Builtin,
    /// `nil`
    Nil,
}

/// A declared thing.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its name; empty for an unnamed parameter or result.
    pub name: SmolStr,
    /// What it is.
    pub kind: ObjKind,
    /// The package that declares it; `None` for predeclared things.
    pub pkg: Option<PkgId>,
    /// The name of what encloses it, as a symbol path.
    pub owner: SmolStr,
    /// It lives in a function (its path has a `/`).
    pub local: bool,
    /// Where its name stands. Several for variants in build-constrained files: the one that is built first.
    pub decls: SmallVec<[(FileIx, Span); 1]>,
    /// Its type.
    pub(super) ty: TypeState,
}

/// How far an object's type is known.
#[derive(Clone, Debug)]
pub(super) enum TypeState {
    /// Not looked at yet.
    Lazy(LazyType),
    /// Being computed: asking again means a cycle.
    Busy,
    /// Known.
    Known(TypeId),
}

/// Where a type comes from.
#[derive(Clone, Debug)]
pub(super) enum LazyType {
    /// A top-level declaration: file and index of the entry; the built one first.
    Entries(Arc<[(FileIx, u32)]>),
    /// A type expression in a package-level declaration.
    Expr(Arc<LazyExpr>),
}

/// A type that is written somewhere at package level, to be read when it is asked for.
#[derive(Clone, Debug)]
pub(super) struct LazyExpr {
    pub file: FileIx,
    pub type_params: Arc<[(SmolStr, ObjId)]>,
    pub prefix: SmolStr,
    pub what: LazyWhat,
}

/// The syntax of a [`LazyExpr`].
#[derive(Clone, Debug)]
pub(super) enum LazyWhat {
    Type(ast::Expr),
    Signature(ast::Signature),
}

impl Object {
    /// What occurrences of it are called. A constant is as local as the place of its declaration.
    pub fn role(&self) -> Role {
        match self.kind {
            ObjKind::Field { .. } => Role::Field,
            ObjKind::Param | ObjKind::Result => Role::Parameter,
            ObjKind::Local => Role::Local,
            ObjKind::Const if self.local => Role::Local,
            ObjKind::Global | ObjKind::Const => Role::Global,
            ObjKind::Func => Role::Function,
            ObjKind::Method | ObjKind::InterfaceMethod => Role::Method,
            ObjKind::TypeName | ObjKind::TypeParam => Role::Type,
            ObjKind::PkgName => Role::Import,
            ObjKind::Label => Role::Label,
            ObjKind::Builtin | ObjKind::Nil => Role::Other,
        }
    }

    /// The name that people, scripts and rules use (design, section 5).
    pub fn path(&self) -> SmolStr {
        if self.owner.is_empty() {
            return self.name.clone();
        }
        format_smolstr!("{}{}{}", self.owner, if self.local { '/' } else { '.' }, self.name)
    }
}

/// What a type name stands for.
#[derive(Clone, Debug)]
pub struct TypeDecl {
    /// Its type parameters.
    pub type_params: Vec<ObjId>,
    /// What stands on the right side.
    pub rhs: TypeId,
    /// `type A = B`
    pub alias: bool,
}

/// The objects of a function's parameters and results, in order, unnamed ones too.
#[derive(Clone, Debug, Default)]
pub struct FuncObjects {
    /// Type parameters that the receiver declares: `T` in `func (b Box[T]) Get()`.
    pub receiver_type_params: Vec<ObjId>,
    /// Parameters.
    pub params: Vec<ObjId>,
    /// Results.
    pub results: Vec<ObjId>,
}

/// What a selector finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// The field or method, and its type for this operand (methods without their receiver).
    Found(ObjId, TypeId),
    /// The operand's type is known and has no such member.
    Missing,
    /// The operand's type, or that of an embedded field which could hold it, is not known.
    Unknown,
}

impl Lookup {
    /// The member and its type.
    pub fn found(self) -> Option<(ObjId, TypeId)> {
        match self {
            Lookup::Found(obj, ty) => Some((obj, ty)),
            _ => None,
        }
    }
}
