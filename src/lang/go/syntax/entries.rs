//! What an outline is: the declarations, imports and directives of a file, by the bytes where they stand.

use smol_str::SmolStr;

use crate::lang::go::ast::{Ident, Import};
use crate::model::Span;

/// The top level of one file. All spans are bytes of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    /// The name after `package`.
    pub package: Option<Ident>,
    /// The imports, also `import "C"`.
    pub imports: Vec<Import>,
    /// The declarations in source order.
    pub entries: Vec<Entry>,
    /// The expression of the `//go:build` line.
    pub build: Option<Span>,
    /// The options of each `// +build` line (they mean something only where there is no `//go:build`).
    pub plus_build: Vec<Span>,
    /// The file imports `"C"`.
    pub cgo: bool,
    /// Comments that name declarations: `//go:embed`, `//go:linkname`, `//export`.
    pub directives: Vec<Directive>,
    /// A line `// Code generated … DO NOT EDIT.` stands before the package clause.
    pub generated: bool,
    /// Brackets don't balance, or something else than declarations stands at the top level: the outline is a best effort.
    pub broken: bool,
}

/// One top-level declaration, or one spec of a `type ( … )` or `var ( … )` group. A `const ( … )` group is one entry,
/// because its lines repeat each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What it declares.
    pub kind: EntryKind,
    /// The declared names (also `_`): one for functions and types.
    pub names: Vec<Ident>,
    /// For methods: the name of the receiver's base type, without `*` and type parameters.
    pub receiver: Option<SmolStr>,
    /// The declaration from its keyword, or the spec alone inside of a group.
    pub span: Span,
    /// The group that this spec stands in, from keyword to parenthesis; `None` for a declaration with its own keyword.
    pub group: Option<Span>,
    /// The body of a function, brace to brace.
    pub body: Option<Span>,
    /// The receiver, parenthesis to parenthesis.
    pub receiver_span: Option<Span>,
    /// The brackets of type parameters after the name of a function.
    pub type_params: Option<Span>,
}

/// What an [`Entry`] declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// A function or method.
    Func,
    /// A type.
    Type,
    /// Variables.
    Var,
    /// Constants.
    Const,
}

/// A comment that binds a declared name to something outside of Go's own scopes.
#[derive(Clone, Debug, PartialEq)]
pub struct Directive {
    /// Which one.
    pub kind: DirectiveKind,
    /// The comment.
    pub span: Span,
    /// The names: for `embed` those of the variable below, for the others those written in the comment.
    pub names: Vec<Ident>,
}

/// The directives that an outline knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectiveKind {
    /// `//go:embed patterns`
    Embed,
    /// `//go:linkname local import/path.name`
    Linkname,
    /// `//export Name`, in a cgo file.
    Export,
}

impl Outline {
    /// The index of the declaration that holds `at`.
    pub fn entry_at(&self, at: Span) -> Option<usize> {
        let after = self.entries.partition_point(|entry| entry.span.start <= at.start);
        after.checked_sub(1).filter(|index| self.entries[*index].span.contains(at))
    }

    /// Files one comment that may mean something.
    pub(super) fn note(&mut self, text: &str, span: Span, header_end: u32) {
        let Some(text) = text.get(span.range()) else { return };
        let header = span.start < header_end;
        if let Some(expression) = text.strip_prefix("//go:build ") {
            if header && self.build.is_none() {
                let start = span.end as usize - expression.len();
                self.build = Some(Span::new(start, span.end as usize));
            }
        } else if let Some(options) = text.trim_start_matches('/').trim_start().strip_prefix("+build ") {
            if header {
                let start = span.end as usize - options.len();
                self.plus_build.push(Span::new(start, span.end as usize));
            }
        } else if text.starts_with("// Code generated ") {
            self.generated |= header && text.ends_with(" DO NOT EDIT.");
        } else if text.starts_with("//go:embed") {
            let below = self.entries.iter().find(|entry| entry.span.start > span.end);
            let names = below.filter(|entry| entry.kind == EntryKind::Var).map(|entry| entry.names.clone());
            let names = names.unwrap_or_default();
            self.directives.push(Directive { kind: DirectiveKind::Embed, span, names });
        } else if text.starts_with("//go:linkname ") || text.starts_with("//export ") {
            let kind = if text.starts_with("//export ") { DirectiveKind::Export } else { DirectiveKind::Linkname };
            let names = second_word(text).map(|(at, word)| {
                let start = span.start as usize + at;
                Ident { name: SmolStr::new(word), span: Span::new(start, start + word.len()) }
            });
            self.directives.push(Directive { kind, span, names: names.into_iter().collect() });
        }
    }
}

impl Entry {
    pub(super) fn new(kind: EntryKind, start: usize) -> Self {
        Self {
            kind,
            names: Vec::new(),
            receiver: None,
            span: Span::new(start, start),
            group: None,
            body: None,
            receiver_span: None,
            type_params: None,
        }
    }
}

/// The second word of a comment and its byte offset.
fn second_word(text: &str) -> Option<(usize, &str)> {
    let word = text.split_whitespace().nth(1)?;
    Some((word.as_ptr() as usize - text.as_ptr() as usize, word))
}
