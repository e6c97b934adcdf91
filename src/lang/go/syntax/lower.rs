//! Tree-sitter nodes to `lang::go::ast`: the frame that the lowering of expressions, types and statements shares.
//!
//! Errors in the tree never hide what stands around them: an `ERROR` node is set aside where it is met, and the innermost
//! statement list emits what can be read of it as a [`StmtKind::Bad`].

use smol_str::SmolStr;
use tree_sitter::{Node, Tree, TreeCursor};

use super::kinds::{Field, Grammar, Kind};
use crate::lang::go::ast::{Expr, ExprKind, Ident, Stmt, StmtKind};
use crate::model::Span;

/// Deeper nesting becomes `Bad`. Hand-written code stays below 40; a thread of 2 MB must survive this lowering and the
/// recursion of every reader.
const MAX_DEPTH: u32 = 200;

/// Lowers one parsed chunk.
pub(super) struct Lower<'t> {
    /// The text that was parsed.
    text: &'t str,
    /// What to add to an offset in `text` for the offset in the file. Wraps: the chunk may have a prefix that the file
    /// does not have.
    base: u32,
    grammar: &'static Grammar,
    cursor: TreeCursor<'t>,
    /// `ERROR` nodes met and not yet read.
    pub(super) errors: Vec<Node<'t>>,
    depth: u32,
}

/// A child node.
#[derive(Clone, Copy)]
pub(super) struct Kid<'t> {
    pub(super) node: Node<'t>,
    pub(super) kind: Kind,
    pub(super) field: Field,
}

/// The children of one node, without comments, errors and missing nodes.
pub(super) struct Kids<'t>(Vec<Kid<'t>>);

impl<'t> Lower<'t> {
    /// Lowers `tree`, which was parsed from `text`; `base` is added to every offset, wrapping.
    pub(super) fn new(tree: &'t Tree, text: &'t str, base: u32) -> Self {
        Self { text, base, grammar: Grammar::get(), cursor: tree.walk(), errors: Vec::new(), depth: 0 }
    }

    /// The children of `node`. Errors among them are kept for the statement that they stand in.
    pub(super) fn kids(&mut self, node: Node<'t>) -> Kids<'t> {
        let mut kids = Vec::new();
        self.cursor.reset(node);
        if self.cursor.goto_first_child() {
            loop {
                let node = self.cursor.node();
                let kind = self.grammar.kind(node);
                if node.is_error() {
                    self.errors.push(node);
                } else if kind != Kind::Comment && !node.is_missing() {
                    kids.push(Kid { node, kind, field: self.grammar.field(self.cursor.field_id()) });
                }
                if !self.cursor.goto_next_sibling() {
                    break;
                }
            }
        }
        Kids(kids)
    }

    /// Runs `lower` one level deeper; `None` where that is too deep.
    pub(super) fn deeper<T>(&mut self, lower: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let result = lower(self);
        self.depth -= 1;
        Some(result)
    }

    /// Runs `lower` with the depth counted as `levels` deeper.
    pub(super) fn below<T>(&mut self, levels: u32, lower: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += levels;
        let result = lower(self);
        self.depth -= levels;
        result
    }

    /// The bytes of `node` in the file.
    pub(super) fn span(&self, node: Node<'t>) -> Span {
        Span {
            start: (node.start_byte() as u32).wrapping_add(self.base),
            end: (node.end_byte() as u32).wrapping_add(self.base),
        }
    }

    /// The text of `node`.
    pub(super) fn text(&self, node: Node<'t>) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// `node` as a name.
    pub(super) fn ident(&self, node: Node<'t>) -> Ident {
        Ident { name: SmolStr::new(self.text(node)), span: self.span(node) }
    }

    /// The identifiers in `field` of a node.
    pub(super) fn idents(&self, kids: &Kids<'t>, field: Field) -> Vec<Ident> {
        kids.named().filter(|kid| kid.field == field).map(|kid| self.ident(kid.node)).collect()
    }

    /// `kid` as an expression, or `Bad` over `around` where it is missing.
    pub(super) fn expr_or_bad(&mut self, kid: Option<Kid<'t>>, around: Node<'t>) -> Expr {
        match kid {
            Some(kid) => self.expr(kid),
            None => Expr { kind: ExprKind::Bad, span: self.span(around) },
        }
    }

    /// The same on the heap.
    pub(super) fn boxed(&mut self, kid: Option<Kid<'t>>, around: Node<'t>) -> Box<Expr> {
        Box::new(self.expr_or_bad(kid, around))
    }

    /// What can be read of the errors met since `first`, as statements.
    pub(super) fn bad_statements(&mut self, first: usize) -> Vec<Stmt> {
        let mut statements = Vec::new();
        while self.errors.len() > first {
            let Some(node) = self.errors.pop() else { break };
            self.deeper(|lower| lower.loose(node, &mut statements));
        }
        statements
    }

    /// Whatever stands in a node of no use: expressions, statements, and those deeper inside.
    fn loose(&mut self, node: Node<'t>, out: &mut Vec<Stmt>) {
        let kids = self.kids(node);
        for kid in kids.named() {
            if is_expression(kid.kind) {
                let expr = self.expr(kid);
                let span = expr.span;
                out.push(Stmt { kind: StmtKind::Bad(vec![expr]), span });
            } else if kid.kind == Kind::StatementList {
                out.extend(self.statements(kid.node));
            } else if is_statement(kid.kind) {
                out.push(self.stmt(kid));
            } else {
                self.deeper(|lower| lower.loose(kid.node, out));
            }
        }
    }
}

impl<'t> Kids<'t> {
    /// The first node in `field`, not counting tokens.
    pub(super) fn get(&self, field: Field) -> Option<Kid<'t>> {
        self.named().find(|kid| kid.field == field)
    }

    /// The first node of this kind.
    pub(super) fn of(&self, kind: Kind) -> Option<Kid<'t>> {
        self.0.iter().copied().find(|kid| kid.kind == kind)
    }

    /// The first node that is no token.
    pub(super) fn first(&self) -> Option<Kid<'t>> {
        self.named().next()
    }

    /// The nodes that are no tokens.
    pub(super) fn named(&self) -> impl Iterator<Item = Kid<'t>> + '_ {
        self.0.iter().copied().filter(|kid| kid.node.is_named())
    }

    /// The first token with this text.
    pub(super) fn token(&self, text: &str) -> Option<Node<'t>> {
        self.0.iter().find(|kid| !kid.node.is_named() && kid.node.kind() == text).map(|kid| kid.node)
    }

    /// The token in field `operator`.
    pub(super) fn operator(&self) -> &'t str {
        self.0.iter().find(|kid| kid.field == Field::Operator).map_or("", |kid| kid.node.kind())
    }
}

/// Nodes that `Lower::expr` reads.
pub(super) fn is_expression(kind: Kind) -> bool {
    use Kind::*;
    matches!(
        kind,
        ArrayType
            | BinaryExpression
            | BlankIdentifier
            | CallExpression
            | ChannelType
            | CompositeLiteral
            | False
            | FloatLiteral
            | FuncLiteral
            | FunctionType
            | GenericType
            | Identifier
            | ImaginaryLiteral
            | ImplicitLengthArrayType
            | IndexExpression
            | IntLiteral
            | InterfaceType
            | InterpretedStringLiteral
            | Iota
            | LiteralValue
            | MapType
            | NegatedType
            | Nil
            | ParenthesizedExpression
            | ParenthesizedType
            | PointerType
            | QualifiedType
            | RawStringLiteral
            | RuneLiteral
            | SelectorExpression
            | SliceExpression
            | SliceType
            | StructType
            | True
            | TypeAssertionExpression
            | TypeConversionExpression
            | TypeElem
            | TypeIdentifier
            | TypeInstantiationExpression
            | UnaryExpression
    )
}

/// Nodes that `Lower::stmt` reads.
pub(super) fn is_statement(kind: Kind) -> bool {
    use Kind::*;
    matches!(
        kind,
        AssignmentStatement
            | Block
            | BreakStatement
            | ConstDeclaration
            | ContinueStatement
            | DecStatement
            | DeferStatement
            | EmptyStatement
            | ExpressionStatement
            | ExpressionSwitchStatement
            | FallthroughStatement
            | ForStatement
            | GoStatement
            | GotoStatement
            | IfStatement
            | IncStatement
            | LabeledStatement
            | ReceiveStatement
            | ReturnStatement
            | SelectStatement
            | SendStatement
            | ShortVarDeclaration
            | TypeDeclaration
            | TypeSwitchStatement
            | VarDeclaration
    )
}
