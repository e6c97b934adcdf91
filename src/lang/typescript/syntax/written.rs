//! Types as they are written.

use smol_str::SmolStr;

use super::table::{BindingId, ExprId, FuncId, ScopeId, ShapeId, TypeId};
use crate::model::Span;

/// A name and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ident {
    pub name: SmolStr,
    pub span: Span,
}

#[derive(Debug)]
pub struct TypeNode {
    pub kind: TypeKind,
    pub scope: ScopeId,
}

/// A type that a word of the language names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    /// `any`, and what is not known.
    Any,
    /// `unknown`, `object`: something without known members.
    Opaque,
    Never,
    Undefined,
    Null,
    String,
    Number,
    Boolean,
    /// `symbol`, `bigint`.
    Other,
}

/// An element of a tuple type.
#[derive(Clone, Copy, Debug)]
pub struct Element<T> {
    pub ty: T,
    /// `...T`: the type of the whole rest.
    pub rest: bool,
}

#[derive(Debug)]
pub enum TypeKind {
    /// `a.b.T<args>`.
    Name {
        path: Vec<Ident>,
        args: Vec<TypeId>,
    },
    Literal(ShapeId),
    Array(TypeId),
    Tuple(Vec<Element<TypeId>>),
    Union(Vec<TypeId>),
    Intersection(Vec<TypeId>),
    Func(FuncId),
    /// `new () => T`.
    Constructor(FuncId),
    /// `typeof x`, with type arguments.
    TypeOf(ExprId),
    /// `T['key']`; the key type.
    Indexed(TypeId, TypeId),
    Text(SmolStr),
    Number(SmolStr),
    Bool(bool),
    Keyword(Keyword),
    Same(TypeId),
    /// `check extends bound ? then : otherwise`; `infer X` in the bound declares a type parameter.
    Conditional {
        check: TypeId,
        bound: TypeId,
        then: TypeId,
        otherwise: TypeId,
    },
    Infer(BindingId),
    KeyOf(TypeId),
    /// `{ [key in keys as renamed]: value }`.
    Mapped {
        key: BindingId,
        keys: TypeId,
        renamed: Option<TypeId>,
        value: TypeId,
    },
    /// `import('source').path<args>`; without a path the module itself.
    Import {
        source: SmolStr,
        path: Vec<Ident>,
        args: Vec<TypeId>,
    },
    This,
    /// A template: some text, with the types of its parts.
    Template(Vec<TypeId>),
    Other,
}

/// What a function says of an argument when it returns `true`, or returns at all.
#[derive(Clone, Debug)]
pub struct Predicate {
    /// A parameter, or `this`.
    pub of: SmolStr,
    pub asserts: bool,
    /// `None`: `asserts x`.
    pub ty: Option<TypeId>,
}
