//! A component while it is read: each piece of code in its markup is parsed where it stands, and lowered into the one module.

use tree_sitter::{Node, Parser, Tree};

use crate::lang::tree::{children, parse_piece};
use crate::lang::typescript::syntax::lower::Lower;
use crate::lang::typescript::syntax::module::*;
use crate::lang::typescript::syntax::trees::grammar;
use crate::model::Span;

/// What is known of a component so far.
pub struct Component<'a> {
    pub lower: Lower<'a>,
    pub text: &'a str,
    parser: Parser,
    pieces: Vec<(Span, Tree)>,
}

impl<'a> Component<'a> {
    pub fn new(path: &str, text: &'a str) -> Self {
        Self { lower: Lower::new(path, text), text, parser: Parser::new(), pieces: Vec::new() }
    }

    /// The module, and the trees of the pieces in order.
    pub fn finish(mut self) -> (Module, Vec<(Span, Tree)>) {
        self.pieces.sort_by_key(|it| it.0);
        (self.lower.finish(), self.pieces)
    }

    /// The language of all code in the file: `ts`, `tsx` or anything else for JavaScript.
    pub fn speak(&mut self, lang: &str) {
        // Without a grammar nothing parses, and all names stay unread.
        let _ = self.parser.set_language(&grammar(if lang == "ts" || lang == "typescript" { ".ts" } else { ".tsx" }));
    }

    pub fn str(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Without the blanks around it.
    pub fn trimmed(&self, span: Span) -> Span {
        let text = self.str(span);
        let start = span.start as usize + text.len() - text.trim_start().len();
        Span::new(start, start + text.trim().len())
    }

    /// Reads a piece between `before` and `behind`; `false` where it is no such code.
    pub fn piece(&mut self, span: Span, around: (&str, &str), read: impl FnOnce(&mut Lower<'a>, Node<'_>)) -> bool {
        let Some(tree) = parse_piece(&mut self.parser, self.text, span, around.0, around.1) else { return false };
        let understood = !tree.root_node().has_error();
        if understood {
            read(&mut self.lower, tree.root_node());
        }
        self.pieces.push((span, tree));
        understood
    }

    /// A whole script, whatever is wrong in it.
    pub fn script(&mut self, span: Span) {
        let Some(tree) = parse_piece(&mut self.parser, self.text, span, "", "") else { return };
        self.lower.statements(tree.root_node());
        self.pieces.push((span, tree));
    }

    /// Statements; `before` is a word that is missing at their start.
    pub fn statements(&mut self, span: Span, before: &str) -> bool {
        self.piece(span, (before, ""), |lower, root| lower.statements(root))
    }

    /// An expression, also one that would be a block as a statement.
    pub fn expression(&mut self, span: Span, place: Place) -> Option<ExprId> {
        let mut found = None;
        self.piece(span, ("(", ")"), |lower, root| {
            let statement = children(root).find(|it| it.kind() == "expression_statement");
            let wrapped = statement.and_then(|it| children(it).find(|it| it.kind() == "parenthesized_expression"));
            let inner = wrapped.and_then(|it| children(it).find(|it| it.kind() != "comment"));
            found = inner.map(|it| lower.expr(it, place));
        });
        found
    }

    /// Declares the names of `a, { b }`, each of the patterns for the next of `roots`.
    pub fn patterns(&mut self, span: Span, roots: &[RootId]) -> bool {
        self.piece(span, ("let ", ""), |lower, root| {
            let declared = children(root).find(|it| it.kind() == "lexical_declaration");
            let names = declared.into_iter().flat_map(children).filter_map(|it| it.child_by_field_name("name"));
            for (name, root) in names.zip(roots) {
                lower.pattern(name, *root, Vec::new(), BindingKind::Local);
            }
        })
    }

    /// A function of which only `(parameters)` is written: its expression, which stands at `place`, and the scope inside of it.
    pub fn function(&mut self, parameters: Span, place: Place) -> Option<(ExprId, ScopeId)> {
        let mut found = None;
        self.piece(parameters, ("", "=>0"), |lower, root| {
            let statement = children(root).next();
            let arrow = statement.and_then(|it| children(it).find(|it| it.kind() == "arrow_function"));
            let Some(expr) = arrow.map(|it| lower.expr(it, place)) else { return };
            if let ExprKind::Func(func) = lower.m.expr(expr).kind {
                // Nothing is known of what it returns.
                lower.m.funcs[func].returned.clear();
                lower.m.funcs[func].has_body = false;
                found = Some((expr, lower.m.func(func).scope));
            }
        });
        found
    }

    /// An expression that is written nowhere.
    pub fn made(&mut self, kind: ExprKind, span: Span) -> ExprId {
        let (scope, flow) = (self.lower.scope, self.lower.flow);
        self.lower.m.exprs.push(Expr { kind, span, scope, place: Place::Free, flow })
    }

    /// Names that are declared here are seen in what `inner` reads.
    pub fn scoped(&mut self, inner: impl FnOnce(&mut Self)) {
        let outer = self.lower.enter_scope(false);
        let flow = self.lower.flow;
        inner(self);
        self.lower.flow = flow;
        self.lower.scope = outer;
    }
}

/// A part of a span, by bytes of its text.
pub fn part(of: Span, from: usize, to: usize) -> Span {
    Span::new(of.start as usize + from, of.start as usize + to)
}

/// The bytes outside of brackets and quotes, with the brackets that open there.
pub fn outside(text: &str) -> impl Iterator<Item = (usize, u8)> {
    let (mut depth, mut quote, mut escaped) = (0_u32, None, false);
    text.bytes().enumerate().filter(move |(_, byte)| {
        if let Some(open) = quote {
            if !escaped && *byte == open {
                quote = None;
            }
            escaped = !escaped && *byte == b'\\';
            return false;
        }
        let top = depth == 0;
        match byte {
            b'\'' | b'"' | b'`' => quote = Some(*byte),
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        top
    })
}

/// The places of a word in `text` outside of brackets and quotes, with blanks on both sides.
pub fn words_outside(text: &str, word: &str) -> Vec<usize> {
    let blank = |at: Option<&u8>| at.is_some_and(u8::is_ascii_whitespace);
    let bytes = text.as_bytes();
    let starts = |(at, _): &(usize, u8)| {
        text.get(*at..).is_some_and(|it| it.starts_with(word))
            && blank(at.checked_sub(1).and_then(|it| bytes.get(it)))
            && blank(bytes.get(at + word.len()))
    };
    outside(text).filter(starts).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_brackets_and_quotes_are_not_outside() {
        assert_eq!(words_outside("(a as b) as c", "as"), [9]);
        assert_eq!(words_outside("f(' as ') as x", "as"), [10]);
        assert_eq!(words_outside("'it\\' as ' as x", "as"), [11]);
        assert!(words_outside("x.as = as", "as").is_empty());
    }
}
