//! What a query for the references of a symbol answers.

use smol_str::SmolStr;

use crate::model::{Certainty, FileId, Span};

use super::object::ObjId;

/// Why an occurrence belongs to the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// It is the symbol itself.
    Target,
    /// It must change together with the symbol: a method bound to it by an interface, a field that embeds the type.
    Linked,
}

/// One occurrence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The file.
    pub file: FileId,
    /// The identifier.
    pub span: Span,
    /// Why it belongs to the answer.
    pub relation: Relation,
    /// It declares its symbol.
    pub declaration: bool,
    /// The symbol path of what stands there: differs from the target's for linked ones.
    pub symbol: SmolStr,
    /// What it is.
    pub object: ObjId,
    /// How it was decided: always by its declaration.
    pub certainty: Certainty,
}

/// The answer to one query.
#[derive(Clone, Debug)]
pub struct RefsOutcome {
    /// The symbol.
    pub target: ObjId,
    /// Its full path.
    pub path: SmolStr,
    /// Its own name.
    pub name: SmolStr,
    /// The occurrences, sorted by file and byte.
    pub references: Vec<Reference>,
    /// Places where the name stands behind an operand whose type is not known.
    pub unresolved: Vec<(FileId, Span)>,
    /// What outside the roots would be broken by a new name.
    pub refusals: Vec<OutsideBinding>,
}

/// Something outside the roots that a method must share its name with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutsideBinding {
    /// The interface's method, as a symbol path (`io.Closer.Close`), or that of a type which satisfies an interface of the
    /// roots (`database/sql.DB.ExecContext`).
    pub interface: SmolStr,
    /// The method that is bound to it.
    pub method: SmolStr,
    /// Values are asked for the interface at run time: a type that has the method behaves differently.
    pub asked: bool,
}
