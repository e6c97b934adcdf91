//! What has members: classes, interfaces, object types, object literals and enumerations.

use smol_str::SmolStr;

use super::table::{BindingId, ExprId, FuncId, TypeId};
use super::written::Ident;
use crate::model::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    Interface,
    Class,
    TypeLiteral,
    Object,
    Enum,
}

/// Something with members.
#[derive(Debug)]
pub struct Shape {
    pub kind: ShapeKind,
    /// Path of what it declares, without the file: `Type`, `fn.<objlit>@3`.
    pub path: SmolStr,
    pub members: Vec<Member>,
    pub type_params: Vec<BindingId>,
    pub extends: Vec<TypeId>,
    /// Interfaces of a class: they add no members to it.
    pub implements: Vec<TypeId>,
    /// Superclass, spread objects.
    pub bases: Vec<ExprId>,
    pub super_args: Vec<TypeId>,
    /// Type of the values of an index signature.
    pub index: Option<TypeId>,
    /// The key type of the index signature is `number`.
    pub index_number: bool,
    /// Call signatures.
    pub calls: Vec<FuncId>,
    /// Construct signatures.
    pub news: Vec<FuncId>,
    pub expr: Option<ExprId>,
    pub span: Span,
    /// The declared name.
    pub binding: Option<BindingId>,
    /// The computed keys of an object literal, each with what stands under it.
    pub computed: Vec<(ExprId, ExprId)>,
    /// It stands inside of something with type parameters.
    pub generic: bool,
    /// A type in it says `this`.
    pub uses_this: bool,
}

#[derive(Debug, Default)]
pub struct Member {
    pub key: Ident,
    pub ty: Option<TypeId>,
    pub value: Option<ExprId>,
    pub func: Option<FuncId>,
    /// An accessor: `get` or `set`.
    pub getter: bool,
    pub setter: bool,
    pub is_static: bool,
    /// `name?`: may be missing.
    pub optional: bool,
}

impl Shape {
    /// One without members.
    pub fn new(kind: ShapeKind, path: SmolStr, span: Span) -> Self {
        Self {
            kind,
            path,
            members: Vec::new(),
            type_params: Vec::new(),
            extends: Vec::new(),
            implements: Vec::new(),
            bases: Vec::new(),
            super_args: Vec::new(),
            index: None,
            index_number: false,
            calls: Vec::new(),
            news: Vec::new(),
            expr: None,
            span,
            binding: None,
            computed: Vec::new(),
            generic: false,
            uses_this: false,
        }
    }
}
