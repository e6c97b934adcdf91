//! Lowers expressions. Each kind has a function of its own, so that the frame of the recursion stays small.

use smol_str::SmolStr;

use super::kinds::{Field, Kind};
use super::lower::{Kid, Kids, Lower};
use crate::lang::go::ast::{Block, Element, Expr, ExprKind, LiteralKind, UnaryOp};
use crate::model::Span;

impl<'t> Lower<'t> {
    /// An expression or type.
    pub(super) fn expr(&mut self, kid: Kid<'t>) -> Expr {
        let span = self.span(kid.node);
        let kind = self.deeper(|lower| lower.expr_kind(kid)).unwrap_or(ExprKind::Bad);
        // Wrappers that only the grammar knows have no node of their own in the tree.
        match kind {
            ExprKind::Paren(inner) if matches!(kid.kind, Kind::LiteralElement | Kind::ExpressionList) => *inner,
            kind => Expr { kind, span },
        }
    }

    fn expr_kind(&mut self, kid: Kid<'t>) -> ExprKind {
        use Kind::*;
        match kid.kind {
            Identifier | TypeIdentifier | FieldIdentifier | PackageIdentifier | BlankIdentifier | LabelName | Nil
            | True | False | Iota => ExprKind::Ident(SmolStr::new(self.text(kid.node))),
            IntLiteral => ExprKind::Literal(LiteralKind::Int),
            FloatLiteral => ExprKind::Literal(LiteralKind::Float),
            ImaginaryLiteral => ExprKind::Literal(LiteralKind::Imaginary),
            RuneLiteral => ExprKind::Literal(LiteralKind::Rune),
            InterpretedStringLiteral | RawStringLiteral => ExprKind::Literal(LiteralKind::String),
            ParenthesizedExpression | ParenthesizedType | LiteralElement | ExpressionList => {
                let kids = self.kids(kid.node);
                ExprKind::Paren(self.boxed(kids.first(), kid.node))
            }
            SelectorExpression => self.selector(kid, Field::Operand, Field::FieldName),
            QualifiedType => self.selector(kid, Field::Package, Field::Name),
            CallExpression => self.call(kid),
            TypeConversionExpression => self.conversion(kid),
            IndexExpression | TypeInstantiationExpression => self.index(kid),
            SliceExpression => self.slice(kid),
            TypeAssertionExpression => self.type_assertion(kid),
            UnaryExpression => self.unary(kid),
            BinaryExpression => self.binary(kid),
            CompositeLiteral => self.composite(kid),
            LiteralValue => ExprKind::Composite { ty: None, elements: self.elements(kid) },
            FuncLiteral => self.func_literal(kid),
            _ => self.type_kind(kid),
        }
    }

    /// The expressions of an `expression_list`, or the one expression that stands in its place.
    pub(super) fn expr_list(&mut self, kid: Option<Kid<'t>>) -> Vec<Expr> {
        match kid {
            None => Vec::new(),
            Some(kid) if kid.kind == Kind::ExpressionList => {
                let kids = self.kids(kid.node);
                kids.named().map(|kid| self.expr(kid)).collect()
            }
            Some(kid) => vec![self.expr(kid)],
        }
    }

    fn selector(&mut self, kid: Kid<'t>, operand: Field, name: Field) -> ExprKind {
        let kids = self.kids(kid.node);
        let operand = self.boxed(kids.get(operand), kid.node);
        match kids.get(name) {
            Some(name) => ExprKind::Selector { operand, name: self.ident(name.node) },
            // `x.` while it is being typed: the operand is still worth knowing.
            None => ExprKind::Paren(operand),
        }
    }

    fn call(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let mut function = self.boxed(kids.get(Field::Function), kid.node);
        if let Some(arguments) = kids.get(Field::TypeArguments) {
            let span = Span { start: function.span.start, end: self.span(arguments.node).end };
            let indices = self.type_arguments(arguments);
            function = Box::new(Expr { kind: ExprKind::Index { operand: function, indices }, span });
        }
        let mut spread = false;
        let mut arguments = Vec::new();
        if let Some(list) = kids.get(Field::Arguments) {
            let list = self.kids(list.node);
            for argument in list.named() {
                if argument.kind == Kind::VariadicArgument {
                    spread = true;
                    let inner = self.kids(argument.node);
                    arguments.push(self.expr_or_bad(inner.first(), argument.node));
                } else {
                    arguments.push(self.expr(argument));
                }
            }
            // `make(chan T...)` does not exist, but `new(x...)` parses so.
            spread |= list.token("...").is_some();
        }
        called(*function, arguments, spread, self.span(kid.node).end)
    }

    fn conversion(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let function = self.boxed(kids.get(Field::Type), kid.node);
        let arguments = kids.get(Field::Operand).map(|operand| self.expr(operand)).into_iter().collect();
        called(*function, arguments, false, self.span(kid.node).end)
    }

    /// `x[i]` and `F[A, B]`: without types nobody can tell them apart, so both are an index.
    fn index(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let operand = self.boxed(kids.first(), kid.node);
        let indices = kids.named().skip(1).map(|kid| self.expr(kid)).collect();
        indexed(*operand, indices, self.span(kid.node).end)
    }

    fn slice(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let operand = self.boxed(kids.get(Field::Operand), kid.node);
        let bounds = kids.named().skip(1).map(|kid| self.expr(kid)).collect();
        ExprKind::Slice { operand, bounds }
    }

    fn type_assertion(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let operand = self.boxed(kids.get(Field::Operand), kid.node);
        let ty = kids.get(Field::Type).map(|ty| Box::new(self.expr(ty)));
        ExprKind::TypeAssert { operand, ty }
    }

    fn unary(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let operand = self.boxed(kids.get(Field::Operand), kid.node);
        let op = match kids.operator() {
            "*" => return ExprKind::Star(operand),
            "&" => UnaryOp::Address,
            "<-" => UnaryOp::Receive,
            "!" => UnaryOp::Not,
            _ => UnaryOp::Arithmetic,
        };
        ExprKind::Unary { op, operand }
    }

    /// A chain `a + b + c …` leans to the left, one level for each operator; generated code has thousands. It is walked
    /// in a loop and, where it is long, built as a balanced tree: operators of one precedence give one type, however
    /// they are grouped.
    fn binary(&mut self, kid: Kid<'t>) -> ExprKind {
        let mut links = Vec::new();
        let mut current = kid;
        let leftmost = loop {
            let kids = self.kids(current.node);
            links.push((kids.operator(), kids.get(Field::Right), current));
            match kids.get(Field::Left) {
                Some(left) if left.kind == Kind::BinaryExpression => current = left,
                left => break left,
            }
        };
        links.reverse();
        let long = links.len() > LONG_CHAIN;
        // The first operand will stand this much deeper in the tree than in the recursion.
        let levels = links.len().min(LONG_CHAIN) as u32;
        let mut whole = self.below(levels, |lower| lower.expr_or_bad(leftmost, current.node));
        let mut run: Vec<(SmolStr, Expr)> = Vec::new();
        let mut links = links.into_iter().peekable();
        while let Some((op, right, node)) = links.next() {
            let right = self.expr_or_bad(right, node.node);
            run.push((SmolStr::new(op), right));
            let goes_on = links.peek().is_some_and(|(next, ..)| precedence(next) == precedence(op));
            if !long || !goes_on {
                whole = balanced(whole, std::mem::take(&mut run));
            }
        }
        whole.kind
    }

    fn composite(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let ty = kids.get(Field::Type).map(|ty| Box::new(self.expr(ty)));
        let elements = kids.get(Field::Body).map(|body| self.elements(body)).unwrap_or_default();
        ExprKind::Composite { ty, elements }
    }

    fn elements(&mut self, body: Kid<'t>) -> Vec<Element> {
        let kids = self.kids(body.node);
        let mut elements = Vec::new();
        for kid in kids.named() {
            if kid.kind == Kind::KeyedElement {
                let pair = self.kids(kid.node);
                let key = pair.get(Field::Key).map(|key| self.expr(key));
                let value = self.expr_or_bad(pair.get(Field::Value), kid.node);
                elements.push(Element { key, value });
            } else {
                elements.push(Element { key: None, value: self.expr(kid) });
            }
        }
        elements
    }

    fn func_literal(&mut self, kid: Kid<'t>) -> ExprKind {
        let kids = self.kids(kid.node);
        let signature = self.signature(&kids);
        let body = match kids.get(Field::Body) {
            Some(body) => self.block(body.node),
            None => Block::default(),
        };
        ExprKind::FuncLit { signature, body }
    }

    /// The types between the brackets of `[A, B]`.
    pub(super) fn type_arguments(&mut self, kid: Kid<'t>) -> Vec<Expr> {
        let kids: Kids<'t> = self.kids(kid.node);
        kids.named().map(|kid| self.expr(kid)).collect()
    }
}

/// `*T[A, B]` is `*(T[A, B])`, which the grammar does not know of several arguments.
fn indexed(operand: Expr, indices: Vec<Expr>, end: u32) -> ExprKind {
    match operand.kind {
        ExprKind::Star(inner) => {
            let span = Span { start: inner.span.start, end };
            ExprKind::Star(Box::new(Expr { kind: indexed(*inner, indices, end), span }))
        }
        ExprKind::Unary { op, operand: inner } => {
            let span = Span { start: inner.span.start, end };
            ExprKind::Unary { op, operand: Box::new(Expr { kind: indexed(*inner, indices, end), span }) }
        }
        kind => ExprKind::Index { operand: Box::new(Expr { kind, span: operand.span }), indices },
    }
}

/// Chains of more operators than this are balanced.
const LONG_CHAIN: usize = 32;

fn precedence(op: &str) -> u8 {
    match op {
        "||" => 1,
        "&&" => 2,
        "==" | "!=" | "<" | "<=" | ">" | ">=" => 3,
        "+" | "-" | "|" | "^" => 4,
        _ => 5,
    }
}

/// `first op operand op operand …` as a tree whose depth grows with the logarithm of the length.
pub(super) fn balanced(first: Expr, mut rest: Vec<(SmolStr, Expr)>) -> Expr {
    let Some((op, last)) = rest.pop() else { return first };
    if rest.is_empty() {
        return join(first, op, last);
    }
    // Split in the middle: left of it with `first`, right of it from the operand there.
    rest.push((op, last));
    let mut right = rest.split_off(rest.len() / 2);
    let (op, head) = right.remove(0);
    let left = balanced(first, rest);
    join(left, op, balanced(head, right))
}

fn join(left: Expr, op: SmolStr, right: Expr) -> Expr {
    let span = Span { start: left.span.start, end: right.span.end.max(left.span.end) };
    Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, span }
}

/// A call of `function`. The grammar takes `*(*[2]int)(x)` for a call of `*(*[2]int)`; in Go a star binds less than a call, so what the call gives is
/// taken apart.
fn called(function: Expr, arguments: Vec<Expr>, spread: bool, end: u32) -> ExprKind {
    match function {
        Expr { kind: ExprKind::Star(inner), .. } => {
            let span = Span { start: inner.span.start, end };
            ExprKind::Star(Box::new(Expr { kind: called(*inner, arguments, spread, end), span }))
        }
        function => ExprKind::Call { function: Box::new(function), arguments, spread },
    }
}
