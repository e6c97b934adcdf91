//! What a generator makes from names that a plan changes, as data between rooms: the language that is generated from says which names
//! ([`Made`]), the language of the generated files where these are used ([`Uses`]). What follows from both is planned elsewhere.

use smol_str::SmolStr;

use crate::model::plan::{Manual, Refusal};
use crate::model::{CodeView, FileFacts, FileId, Source, Span, SymbolId};

/// A name in a generated file, and what the generator makes of it once its source is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The groups of the plan that change it, by index.
    pub groups: Vec<usize>,
    /// The names of one thing: a generator makes at least one of them, or it is not the generator that it is taken for. `None` for a name that
    /// is made now and then.
    pub thing: Option<usize>,
    /// The generated file that is made from the source; another one of its package may declare the name.
    pub file: FileId,
    /// The type around it; empty at the top level.
    pub owner: String,
    /// Its name.
    pub old: String,
    /// The name that the generator will give; `None` where nothing is made any more.
    pub new: Option<String>,
}

/// A string that generated types have for a name, which code compares values with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// As in [`Made`].
    pub groups: Vec<usize>,
    /// As in [`Made`].
    pub file: FileId,
    /// The string.
    pub old: String,
    /// The one that the generator will write.
    pub new: String,
}

/// Everything that generators make from what a plan changes.
#[derive(Clone, Debug, Default)]
pub struct Making {
    /// The names that change.
    pub names: Vec<Made>,
    /// Strings that change.
    pub cases: Vec<Case>,
    /// All generated files that are made from the changed sources, whatever made them.
    pub files: Vec<FileId>,
    /// Names that are understood, each with a file of its folder: they change or stay as `names` says.
    pub known: Vec<(FileId, String)>,
    /// Words that names are made from in a way that is not understood, each with the group that changes it.
    pub words: Vec<(usize, String)>,
    /// Groups that can't be done.
    pub refused: Vec<(usize, Refusal)>,
    /// What people have to look at.
    pub manual: Vec<Manual>,
}

/// A declaration that is asked for by its name.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// A file of its package or module.
    pub file: FileId,
    /// As in [`Made`].
    pub owner: &'a str,
    /// As in [`Made`].
    pub name: &'a str,
}

/// Every use of one declaration.
#[derive(Clone, Debug)]
pub struct Uses {
    /// The declaration.
    pub target: SymbolId,
    /// Its uses, and those of what has to keep the same name.
    pub facts: FileFacts,
}

/// Finds the uses of what is asked for, in the order in which it is; `None` for what is not declared.
pub type UsesOf = fn(CodeView<'_>, &[Wanted<'_>]) -> Vec<Option<Uses>>;

/// What a file declares for other files: owner, name and place.
pub type Declares = fn(&Source) -> Vec<(SmolStr, SmolStr, Span)>;
