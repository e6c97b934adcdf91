//! The text of a `.proto` as owned tables: what it declares, what it imports, and where it names something that is declared elsewhere.
//! What a name means is not decided here.

mod read;

use smol_str::SmolStr;

use crate::model::Span;

pub use read::read;

/// One file.
#[derive(Clone, Debug, Default)]
pub struct ProtoFile {
    /// Which rules hold in it.
    pub edition: Edition,
    /// The name after `package`, and its place.
    pub package: Option<(SmolStr, Span)>,
    /// The files that it imports.
    pub imports: Vec<Import>,
    /// What it declares, in the order of the text.
    pub decls: Vec<Decl>,
    /// Names of types.
    pub types: Vec<TypeName>,
    /// Options, wherever they stand.
    pub options: Vec<Setting>,
    /// Names and numbers that may not be used (again).
    pub reserved: Vec<Reserved>,
    /// Places that the grammar can't read.
    pub errors: Vec<Span>,
}

/// The version of the language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edition {
    /// `syntax = "proto2"`, or nothing.
    #[default]
    Proto2,
    /// `syntax = "proto3"`
    Proto3,
    /// `edition = "2023"` and later.
    Later,
}

/// An imported file.
#[derive(Clone, Debug)]
pub struct Import {
    /// As it is written.
    pub path: SmolStr,
    /// The string.
    pub span: Span,
    /// Whoever imports this file sees that one as well.
    pub public: bool,
}

/// What a declaration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Message,
    Enum,
    Service,
    /// A call of a service.
    Call,
    Field,
    /// A field in an `extend` block: it belongs to what stands around the block.
    Extension,
    /// `group Info = 2 { … }`: a message and a field `info`.
    Group,
    OneOf,
    /// A value of an enum.
    Value,
}

/// A declared name.
#[derive(Clone, Debug)]
pub struct Decl {
    pub kind: Kind,
    pub name: SmolStr,
    /// The name.
    pub span: Span,
    /// The whole declaration.
    pub whole: Span,
    /// The declaration around it, an index into [`ProtoFile::decls`]; the message for a member of a `oneof`.
    pub parent: Option<usize>,
    /// The `oneof` that it is a member of.
    pub one_of: Option<usize>,
    /// The number of a field or value, and its place.
    pub number: Option<(i64, Span)>,
    /// The first option between brackets.
    pub first_option: Option<Span>,
    /// Between the braces, without them.
    pub body: Option<Span>,
    /// The type as it is written, with `repeated` and the like.
    pub typed: Option<Span>,
}

/// A type that is named.
#[derive(Clone, Debug)]
pub struct TypeName {
    /// The parts between the dots.
    pub parts: Vec<Span>,
    /// It begins with a dot: nothing is looked up outward.
    pub absolute: bool,
    /// The declaration that it is looked up in.
    pub scope: Option<usize>,
    /// The declaration whose type it is: a field, an extension, a call. `None` for what `extend` names.
    pub of: Option<usize>,
}

/// `name = value` of an option.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The declaration that it is set on; `None` for the file.
    pub on: Option<usize>,
    /// The name, part by part.
    pub name: Vec<OptionPart>,
    pub value: Value,
}

/// `(a.b)` or `c` in the name of an option.
#[derive(Clone, Debug)]
pub struct OptionPart {
    /// The parts between the dots.
    pub parts: Vec<Span>,
    /// Between parentheses: the name of an extension.
    pub extension: bool,
    /// As in [`TypeName`].
    pub absolute: bool,
}

/// The value of an option.
#[derive(Clone, Debug)]
pub enum Value {
    /// A word: a value of an enum, `true`, `max`.
    Word(Span),
    /// A string with its quotation marks.
    Text(Span),
    /// A message in the text format.
    Block(Vec<(OptionPart, Value)>),
    List(Vec<Value>),
    /// A number.
    Other,
}

/// A `reserved` statement, or the numbers that `extensions` takes.
#[derive(Clone, Debug)]
pub struct Reserved {
    /// The message or enum.
    pub within: Option<usize>,
    /// Names.
    pub names: Vec<(SmolStr, Span)>,
    /// Numbers, first and last.
    pub numbers: Vec<(i64, i64)>,
}

impl ProtoFile {
    /// The names around a declaration and its own, without the package.
    pub fn path(&self, decl: usize) -> Vec<SmolStr> {
        let mut path = vec![self.decls[decl].name.clone()];
        let mut at = self.decls[decl].parent;
        while let Some(here) = at {
            path.push(self.decls[here].name.clone());
            at = self.decls[here].parent;
        }
        path.reverse();
        path
    }

    /// The full name: `package.Message.field`.
    pub fn full_name(&self, decl: usize) -> String {
        let package = self.package.iter().map(|(name, _)| name.as_str());
        let path = self.path(decl);
        package.chain(path.iter().map(SmolStr::as_str)).collect::<Vec<_>>().join(".")
    }
}
