//! Lowers statements and blocks.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::kinds::{Field, Kind};
use super::lower::{Kid, Kids, Lower};
use crate::lang::go::ast::{Block, Case, CommCase, Expr, ExprKind, Ident, Stmt, StmtKind};

/// Links of an `else if` chain that are nested as Go nests them.
const NESTED_LINKS: usize = 40;

impl<'t> Lower<'t> {
    /// `{ … }`
    pub(super) fn block(&mut self, node: Node<'t>) -> Block {
        Block { statements: self.statements(node), span: self.span(node) }
    }

    /// The statements below `node` (a block or a statement list) in source order, those of errors among them.
    pub(super) fn statements(&mut self, node: Node<'t>) -> Vec<Stmt> {
        let before = self.errors.len();
        let kids = self.kids(node);
        let own_errors = self.errors.split_off(before);
        let mut statements = Vec::new();
        for kid in kids.named() {
            if kid.kind == Kind::StatementList {
                statements.extend(self.statements(kid.node));
            } else {
                statements.push(self.stmt(kid));
                statements.extend(self.bad_statements(before));
            }
        }
        if !own_errors.is_empty() {
            self.errors.extend(own_errors);
            statements.extend(self.bad_statements(before));
            statements.sort_by_key(|statement| statement.span.start);
        }
        statements
    }

    /// One statement.
    pub(super) fn stmt(&mut self, kid: Kid<'t>) -> Stmt {
        let span = self.span(kid.node);
        let kind = self.deeper(|lower| lower.stmt_kind(kid)).unwrap_or(StmtKind::Bad(Vec::new()));
        Stmt { kind, span }
    }

    fn stmt_kind(&mut self, kid: Kid<'t>) -> StmtKind {
        use Kind::*;
        match kid.kind {
            EmptyStatement => StmtKind::Empty,
            ExpressionStatement => StmtKind::Expr(self.only_expr(kid)),
            IncStatement | DecStatement => StmtKind::IncDec(self.only_expr(kid)),
            GoStatement => StmtKind::Go(self.only_expr(kid)),
            DeferStatement => StmtKind::Defer(self.only_expr(kid)),
            AssignmentStatement => self.assignment(kid),
            ShortVarDeclaration => {
                let kids = self.kids(kid.node);
                let left = self.expr_list(kids.get(Field::Left));
                StmtKind::Define { left, right: self.expr_list(kids.get(Field::Right)) }
            }
            ReceiveStatement => self.receive(kid),
            SendStatement => {
                let kids = self.kids(kid.node);
                let channel = self.expr_or_bad(kids.get(Field::Channel), kid.node);
                StmtKind::Send { channel, value: self.expr_or_bad(kids.get(Field::Value), kid.node) }
            }
            ConstDeclaration | VarDeclaration | TypeDeclaration => StmtKind::Decl(self.declaration(kid)),
            ReturnStatement => {
                let kids = self.kids(kid.node);
                StmtKind::Return(self.expr_list(kids.first()))
            }
            BreakStatement | ContinueStatement | GotoStatement | FallthroughStatement => {
                let kids = self.kids(kid.node);
                StmtKind::Branch { label: kids.of(LabelName).map(|label| self.ident(label.node)) }
            }
            Block => StmtKind::Block(self.block(kid.node)),
            IfStatement => self.if_stmt(kid),
            ForStatement => self.for_stmt(kid),
            ExpressionSwitchStatement => self.switch_stmt(kid),
            TypeSwitchStatement => self.type_switch(kid),
            SelectStatement => self.select(kid),
            LabeledStatement => self.labeled(kid),
            kind if super::lower::is_expression(kind) => StmtKind::Expr(self.expr(kid)),
            _ => {
                // Nothing that Go allows here; an error node would read no more of it.
                self.errors.push(kid.node);
                StmtKind::Bad(Vec::new())
            }
        }
    }

    fn only_expr(&mut self, kid: Kid<'t>) -> Expr {
        let kids = self.kids(kid.node);
        self.expr_or_bad(kids.first(), kid.node)
    }

    fn assignment(&mut self, kid: Kid<'t>) -> StmtKind {
        let kids = self.kids(kid.node);
        let left = self.expr_list(kids.get(Field::Left));
        let right = self.expr_list(kids.get(Field::Right));
        StmtKind::Assign { left, op: SmolStr::new_static(static_operator(kids.operator())), right }
    }

    /// `v := <-ch`, `v = <-ch` or `<-ch` of a `select`.
    fn receive(&mut self, kid: Kid<'t>) -> StmtKind {
        let kids = self.kids(kid.node);
        let right = self.expr_or_bad(kids.get(Field::Right), kid.node);
        let left = self.expr_list(kids.get(Field::Left));
        if left.is_empty() {
            StmtKind::Expr(right)
        } else if kids.token(":=").is_some() {
            StmtKind::Define { left, right: vec![right] }
        } else {
            StmtKind::Assign { left, op: SmolStr::new_static("="), right: vec![right] }
        }
    }

    /// An `else if` chain nests to the right, one level for each link; generated code has hundreds. What goes beyond
    /// [`NESTED_LINKS`] is given as a block of single `if`s: the names in it mean the same.
    fn if_stmt(&mut self, kid: Kid<'t>) -> StmtKind {
        let mut links = Vec::new();
        let mut current = kid;
        let last_else = loop {
            let levels = links.len().min(NESTED_LINKS) as u32;
            let kids = self.kids(current.node);
            links.push(self.below(levels, |lower| lower.if_link(current, &kids)));
            match kids.get(Field::Alternative) {
                Some(next) if next.kind == Kind::IfStatement => current = next,
                Some(block) => break Some(Box::new(self.below(levels, |lower| lower.stmt(block)))),
                None => break None,
            }
        };
        let mut otherwise = last_else;
        if links.len() > NESTED_LINKS {
            let mut statements = links.split_off(NESTED_LINKS);
            let span = statements.first().map_or_else(Default::default, |first| first.span);
            statements.extend(otherwise.map(|block| *block));
            otherwise = Some(Box::new(Stmt { kind: StmtKind::Block(Block { statements, span }), span }));
        }
        while let Some(mut link) = links.pop() {
            if let StmtKind::If { otherwise: slot, .. } = &mut link.kind {
                *slot = otherwise.take();
            }
            if links.is_empty() {
                return link.kind;
            }
            otherwise = Some(Box::new(link));
        }
        StmtKind::Bad(Vec::new())
    }

    /// An `if` without its `else`.
    fn if_link(&mut self, kid: Kid<'t>, kids: &Kids<'t>) -> Stmt {
        let init = self.initializer(kids);
        let cond = self.expr_or_bad(kids.get(Field::Condition), kid.node);
        let then = self.body(kids, Field::Consequence);
        Stmt { kind: StmtKind::If { init, cond, then, otherwise: None }, span: self.span(kid.node) }
    }

    fn for_stmt(&mut self, kid: Kid<'t>) -> StmtKind {
        let kids = self.kids(kid.node);
        if let Some(clause) = kids.of(Kind::RangeClause) {
            return self.range(clause, &kids);
        }
        let (mut init, mut cond, mut post) = (None, None, None);
        if let Some(clause) = kids.of(Kind::ForClause) {
            let clause = self.kids(clause.node);
            init = self.initializer(&clause);
            cond = clause.get(Field::Condition).map(|cond| self.expr(cond));
            post = clause.get(Field::Update).map(|post| Box::new(self.stmt(post)));
        } else if let Some(kid) = kids.named().find(|kid| kid.field != Field::Body) {
            cond = Some(self.expr(kid));
        }
        StmtKind::For { init, cond, post, body: self.body(&kids, Field::Body) }
    }

    fn range(&mut self, clause: Kid<'t>, kids: &Kids<'t>) -> StmtKind {
        let parts = self.kids(clause.node);
        let mut left = self.expr_list(parts.get(Field::Left)).into_iter();
        let (key, value) = (left.next(), left.next());
        let define = parts.token(":=").is_some();
        let operand = self.expr_or_bad(parts.get(Field::Right), clause.node);
        StmtKind::Range { key, value, define, operand, body: self.body(kids, Field::Body) }
    }

    fn switch_stmt(&mut self, kid: Kid<'t>) -> StmtKind {
        let kids = self.kids(kid.node);
        let init = self.initializer(&kids);
        let tag = kids.get(Field::Value).map(|tag| self.expr(tag));
        StmtKind::Switch { init, tag, cases: self.cases(&kids) }
    }

    fn type_switch(&mut self, kid: Kid<'t>) -> StmtKind {
        let kids = self.kids(kid.node);
        let init = self.initializer(&kids);
        let binding = self.expr_list(kids.get(Field::Alias)).into_iter().next().and_then(|expr| match expr.kind {
            ExprKind::Ident(name) => Some(Ident { name, span: expr.span }),
            _ => None,
        });
        let operand = self.expr_or_bad(kids.get(Field::Value), kid.node);
        StmtKind::TypeSwitch { init, binding, operand, cases: self.cases(&kids) }
    }

    fn cases(&mut self, kids: &Kids<'t>) -> Vec<Case> {
        let mut cases = Vec::new();
        for case in kids.named() {
            if !matches!(case.kind, Kind::ExpressionCase | Kind::TypeCase | Kind::DefaultCase) {
                continue;
            }
            let parts = self.kids(case.node);
            let expressions = match case.kind {
                Kind::ExpressionCase => self.expr_list(parts.get(Field::Value)),
                Kind::TypeCase => {
                    parts.named().filter(|part| part.field == Field::Type).map(|ty| self.expr(ty)).collect()
                }
                _ => Vec::new(),
            };
            cases.push(Case { expressions, body: self.case_body(&parts), span: self.span(case.node) });
        }
        cases
    }

    fn select(&mut self, kid: Kid<'t>) -> StmtKind {
        let kids = self.kids(kid.node);
        let mut cases = Vec::new();
        for case in kids.named() {
            if !matches!(case.kind, Kind::CommunicationCase | Kind::DefaultCase) {
                continue;
            }
            let parts = self.kids(case.node);
            let comm = parts.get(Field::Communication).map(|comm| Box::new(self.stmt(comm)));
            cases.push(CommCase { comm, body: self.case_body(&parts), span: self.span(case.node) });
        }
        StmtKind::Select(cases)
    }

    fn labeled(&mut self, kid: Kid<'t>) -> StmtKind {
        let kids = self.kids(kid.node);
        let Some(label) = kids.of(Kind::LabelName) else { return StmtKind::Bad(Vec::new()) };
        let label = self.ident(label.node);
        let statement = match kids.named().find(|kid| kid.kind != Kind::LabelName) {
            Some(statement) => self.stmt(statement),
            None => Stmt { kind: StmtKind::Empty, span: self.span(kid.node) },
        };
        StmtKind::Labeled { label, statement: Box::new(statement) }
    }

    fn case_body(&mut self, parts: &Kids<'t>) -> Vec<Stmt> {
        parts.of(Kind::StatementList).map(|list| self.statements(list.node)).unwrap_or_default()
    }

    fn initializer(&mut self, kids: &Kids<'t>) -> Option<Box<Stmt>> {
        kids.get(Field::Initializer).map(|init| Box::new(self.stmt(init)))
    }

    fn body(&mut self, kids: &Kids<'t>, field: Field) -> Block {
        match kids.get(field) {
            Some(body) => self.block(body.node),
            None => Block::default(),
        }
    }
}

/// Assignment operators are few: no string is allocated for them.
fn static_operator(op: &str) -> &'static str {
    const OPERATORS: [&str; 12] = ["=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "&^=", "|=", "^="];
    OPERATORS.iter().find(|known| **known == op).copied().unwrap_or("=")
}
