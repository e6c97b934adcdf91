//! The nouns of a rename: declarations, the places that bear their name and what these mean, and what is in the way.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::lang::typescript::resolve::tracer::Provenance;
use crate::lang::typescript::syntax::module::{BindingId, Form, ShapeId};
use crate::lang::typescript::{JAVASCRIPT, SVELTE, TSX, TYPESCRIPT, VUE};
use crate::model::{FileId, Language, Span};

/// Where a thing is declared: the bytes of its name.
pub type Decl = (FileId, Span);

/// The new names of declared things.
pub type Names = BTreeMap<Decl, String>;

/// Why a thing can't have a new name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file of the place that is in the way.
    pub file: FileId,
    /// The place.
    pub span: Span,
    /// What is in the way there, for people.
    pub reason: String,
    /// What to do about it.
    pub way_out: String,
    /// Nothing is wrong in the program: the other side of a wire has to follow.
    pub wire: bool,
}

/// A place that the rules decided to mean another thing than the one that is renamed.
pub type Decided<'a> = &'a dyn Fn(FileId, Span) -> bool;

/// True for the languages that this renames in.
pub fn is_script(language: Language) -> bool {
    matches!(language, TYPESCRIPT | TSX | JAVASCRIPT | SVELTE | VUE)
}

/// A place that bears the word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) file: FileId,
    /// The word alone.
    pub(super) span: Span,
    pub(super) spot: Spot,
    pub(super) meaning: Meaning,
    /// The variable of a shorthand, whose property is `meaning`.
    pub(super) variable: Option<Meaning>,
    /// How the two are written out.
    pub(super) form: Form,
    /// Where the thing comes from whose meaning is not known.
    pub(super) from: Provenance,
}

/// What kind of name stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Declaration,
    /// A value or a type by its plain name, also in a list of imports or exports.
    Name,
    /// `x.NAME`, an attribute, a key of a pattern.
    Property,
    /// A key of the object literal at this span.
    Key(Span),
    /// A string that is just the word, given to who may take it for the name of a member.
    Text,
    /// A string that is just the word, given to a builder of queries: the rows of a table have a member of the name of each column.
    Column,
    /// A string that is just the word, and may be given to anybody.
    Constant,
    /// A string that is just the word, where a type asks for a text.
    Words,
    /// A part of a string that may be a path of names: `'build.jobId'`.
    Path,
    /// A value that is stored as another type here, and holds more than was compared.
    Stored,
    /// An element of the page by its name: `<p>`.
    Element,
    /// A directive of a template by its name: `v-tip` is the variable `vTip`, or what a list of directives has under `tip`.
    Directive,
    /// Code that the tables of the module do not name.
    Unread,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Declarations: several for a union; `None` is one in a file that is not among the sources.
    Of(Vec<Option<Decl>>),
    /// Something of a package or of the language.
    Foreign,
    Unknown,
}

/// A declaration, by its ids in the module at `path`.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub(super) path: SmolStr,
    pub(super) member: Option<(ShapeId, u32)>,
    pub(super) binding: Option<BindingId>,
    /// An interface, an alias, a type parameter: nothing of that name is there at run time.
    pub(super) only_type: bool,
    /// A key of an object literal that no declared type is known for.
    pub(super) literal: bool,
    /// Files that import the module can see it.
    pub(super) exported: bool,
    /// Declared at the top of a file without imports and exports: every file can see it.
    pub(super) global: bool,
}

/// What is known of the uses of the modules that export one declaration.
#[derive(Clone, Debug, Default)]
pub(super) struct ModuleUses {
    /// A text may look up a name of one of them.
    pub(super) by_texts: bool,
    /// Where all of its names may be taken as texts.
    pub(super) as_texts: Vec<(FileId, Span)>,
}

impl Reference {
    /// One of its meanings is `decl`.
    pub(super) fn may_be(&self, decl: Decl) -> bool {
        self.meaning.may_be(decl) || self.variable.as_ref().is_some_and(|it| it.may_be(decl))
    }
}

impl Meaning {
    pub(super) fn may_be(&self, decl: Decl) -> bool {
        matches!(self, Meaning::Of(all) if all.contains(&Some(decl)))
    }
}

/// Identifiers are made of these.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// The word at `at` goes on neither before nor behind it.
pub fn is_whole(text: &str, word: &str, at: usize) -> bool {
    let goes_on = word.starts_with(is_letter) && text[..at].ends_with(is_letter);
    !goes_on && !text[at + word.len()..].starts_with(is_letter)
}

/// The places of a word in a text: whole identifiers only.
pub(super) fn words(text: &str, word: &str) -> Vec<Span> {
    let found = text.match_indices(word).filter(|(at, _)| is_whole(text, word, *at));
    found.map(|(at, _)| Span::new(at, at + word.len())).collect()
}
