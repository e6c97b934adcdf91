//! Walks one checked declaration: says of each hit what it is, and of each value where it goes.
//!
//! Names come from the checker's [`Info`]; the walk adds what only the shape of the code tells. This file goes over declarations,
//! statements and expressions; what it meets there is told by `names`, `strings`, `values` and `functions`.

mod builders;
pub(super) mod calls;
mod chains;
mod functions;
mod held;
mod names;
mod sql;
mod strings;
mod unread;
mod values;
mod wire;

pub(super) use calls::imports_database;
pub(super) use unread::first_argument;
pub(super) use wire::carrier;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::lang::go::ast::{
    Block, Case, Decl, Expr, ExprKind, Field, FuncDecl, Ident, InterfaceElem, LiteralKind, Signature, Stmt, StmtKind,
    TypeSpec, ValueSpec,
};
use crate::lang::go::fallback::{Fallback, alike, fallbacks};
use crate::lang::go::resolve::check::Info;
use crate::lang::go::resolve::object::ObjId;
use crate::lang::go::resolve::universe::Universe;
use crate::lang::sql::Column;
use crate::model::{Certainty, FileFacts, FileId, FlowKind, Prefix, Role, Source, Span, SymbolId};
use crate::text::words::{TermHit, TermSet};

/// What the walk found out about one hit.
#[derive(Clone, Debug)]
pub(super) struct HitMeaning {
    pub role: Role,
    pub symbol: Option<SymbolId>,
    pub declaration: bool,
    pub certainty: Certainty,
    /// Names around the place that are not those of the declaration: the sibling `type:` of a map literal.
    pub context: Vec<SmolStr>,
    /// The literal, call chain or block that a key belongs to.
    pub group: Option<Span>,
    /// Why it keeps its text, whatever is decided.
    pub kept: Option<&'static str>,
}

/// Where `return` sends its values.
type Frame = Vec<SymbolId>;

/// What is walked: one declaration (with the others of its group) of a file.
pub(super) struct Input<'a> {
    /// The file imports a package whose functions take SQL.
    pub imports_database: bool,
    pub source: &'a Source,
    /// Hits of the file, sorted.
    pub hits: &'a [TermHit],
    pub terms: &'a TermSet,
    pub decls: &'a [Decl],
    /// What the checker says of their names.
    pub info: &'a Info,
}

/// What is known of a file so far.
#[derive(Default)]
pub(super) struct Told {
    /// Its symbols and flows.
    pub facts: FileFacts,
    /// By start of the hit.
    pub meanings: FxHashMap<u32, HitMeaning>,
}

/// What else a declaration tells.
pub(super) struct Walked {
    /// Symbols of the identifiers seen, in order, for comments and messages that speak of them.
    pub seen: Vec<SymbolId>,
    /// The names of interface methods with a parameter whose name is a hit.
    pub interface_methods: Vec<Span>,
}

/// Walks a declaration and adds what it says of the hits to `told`.
pub(super) fn walk(universe: &mut Universe, input: &Input, told: &mut Told) -> Walked {
    let mut walker = Walker::new(universe, input, told);
    input.decls.iter().for_each(|decl| walker.decl(decl));
    walker.join_fallbacks();
    Walked { seen: walker.seen, interface_methods: walker.interface_methods }
}

/// Only this module and those below it see what is in here.
struct Walker<'a, 'l> {
    universe: &'a mut Universe<'l>,
    info: &'a Info,
    file: FileId,
    path: &'a str,
    text: &'a str,
    hits: &'a [TermHit],
    terms: &'a TermSet,
    out: &'a mut FileFacts,
    meanings: &'a mut FxHashMap<u32, HitMeaning>,
    /// `repo/folder`, the scope of SQL names.
    scope: SmolStr,
    /// The file imports a package whose functions take SQL.
    imports_database: bool,
    /// The reads of the declaration that have an old name beside the new one.
    fallbacks: Vec<Fallback>,
    ids: FxHashMap<ObjId, SymbolId>,
    /// Symbols of type `bool`, which hold no value that could be followed.
    flags: FxHashSet<SymbolId>,
    seen: Vec<SymbolId>,
    seen_set: FxHashSet<SymbolId>,
    interface_methods: Vec<Span>,
    /// Parameters of function literals that a variable holds.
    closures: FxHashMap<ObjId, Vec<Option<ObjId>>>,
    /// What variables hold by names, as the calls say that they came from.
    held: FxHashMap<ObjId, Prefix>,
    /// A literal that a client is given to send, and what its keys are.
    sent: Option<(Span, Prefix)>,
    /// The columns that each query of the declaration selects, for the `Scan` calls behind it.
    queries: Vec<Vec<Option<Column>>>,
    /// Named placeholders of the last statement, and where each stands first in it.
    placeholders: Vec<(SmolStr, Span)>,
    /// The tables of the builder of queries whose chain is walked.
    built: Option<chains::Built>,
    /// Those of the builders that variables hold.
    builders: FxHashMap<ObjId, chains::Built>,
    /// Where the `return` of each function around sends its values.
    frames: Vec<Frame>,
    /// The blocks around the statement that is being walked.
    blocks: Vec<Span>,
    /// What the literals around are about: the values of their `type:` elements.
    siblings: Vec<SmolStr>,
    paths: calls::Paths,
    around: Around,
}

/// What surrounds the expression that is being walked; only [`Walker::within`] changes it.
#[derive(Clone, Copy, Default)]
struct Around {
    /// The call chain.
    chain: Option<Span>,
    /// The literal, chain or block around the keys that are being walked; keys of one group are compared with each other.
    group: Option<Span>,
    /// The comparison of two reads that differ in the key only.
    compared: Option<Span>,
    /// The two fields that are one value, in a method that was written for it.
    paired: Option<Span>,
    /// The calls that give cookies to one request or answer in a block.
    cookies: Option<Span>,
}

impl<'a, 'l> Walker<'a, 'l> {
    fn new(universe: &'a mut Universe<'l>, input: &Input<'a>, told: &'a mut Told) -> Self {
        let source = input.source;
        Self {
            universe,
            info: input.info,
            file: source.id,
            path: &source.path,
            text: &source.text,
            hits: input.hits,
            terms: input.terms,
            out: &mut told.facts,
            meanings: &mut told.meanings,
            scope: crate::lang::sql::scope(source.repo, &source.path),
            imports_database: input.imports_database,
            fallbacks: fallbacks(&source.text, input.decls),
            ids: FxHashMap::default(),
            flags: FxHashSet::default(),
            seen: Vec::new(),
            seen_set: FxHashSet::default(),
            interface_methods: Vec::new(),
            closures: FxHashMap::default(),
            held: FxHashMap::default(),
            sent: None,
            queries: Vec::new(),
            placeholders: Vec::new(),
            built: None,
            builders: FxHashMap::default(),
            frames: Vec::new(),
            blocks: Vec::new(),
            siblings: Vec::new(),
            paths: calls::Paths::default(),
            around: Around::default(),
        }
    }

    /// Walks what `inner` walks with other surroundings.
    fn within(&mut self, around: Around, inner: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.around, around);
        inner(self);
        self.around = outer;
    }
}

impl Walker<'_, '_> {
    pub(super) fn decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Func(func) => self.func(func),
            Decl::Type(spec) => self.type_spec(spec),
            Decl::Var(spec) | Decl::Const(spec) => self.value_spec(spec),
        }
    }

    pub(super) fn func(&mut self, func: &FuncDecl) {
        let symbol = self.name(&func.name, Role::Function, true);
        for field in func.receiver.iter().chain(&func.type_params) {
            self.field(field, Role::Parameter);
        }
        self.signature(&func.signature);
        let object = self.info.object(func.name.span.start);
        self.paths.function = object;
        let results = object.map(|object| self.returned(object, func.name.span)).unwrap_or_default();
        if let (Some(object), Some(symbol)) = (object, symbol) {
            self.name_says(object, symbol, func.name.span);
        }
        if let Some(body) = &func.body {
            self.frames.push(results);
            self.remember_builders(body);
            self.block(body);
            self.frames.pop();
        }
    }

    pub(super) fn type_spec(&mut self, spec: &TypeSpec) {
        self.name(&spec.name, Role::Type, true);
        spec.type_params.iter().for_each(|field| self.field(field, Role::Parameter));
        self.expr(&spec.ty);
    }

    pub(super) fn value_spec(&mut self, spec: &ValueSpec) {
        for name in &spec.names {
            self.name(name, Role::Global, true);
        }
        spec.ty.iter().for_each(|ty| self.expr(ty));
        if spec.implicit {
            return;
        }
        let left: Vec<Vec<SymbolId>> = spec.names.iter().map(|name| self.ident_symbols(name.span)).collect();
        self.assign(&left, &spec.values, FlowKind::Assign);
        for (name, value) in spec.names.iter().zip(&spec.values) {
            self.remember_closure(name.span, value);
            self.remember_held(name.span, value);
        }
        spec.values.iter().for_each(|value| self.expr(value));
    }

    pub(super) fn signature(&mut self, signature: &Signature) {
        signature.params.iter().chain(&signature.results).for_each(|field| self.field(field, Role::Parameter));
    }

    pub(super) fn field(&mut self, field: &Field, role: Role) {
        for name in &field.names {
            let symbol = self.name(name, role, true);
            if let (Some(tag), Some(symbol)) = (field.tag, symbol) {
                self.tag(tag, symbol);
            }
        }
        self.expr(&field.ty);
        let embedded = if field.embedded { self.embedded(&field.ty) } else { None };
        if let Some(tag) = field.tag.filter(|_| field.names.is_empty()) {
            match embedded {
                Some(symbol) => self.tag(tag, symbol),
                None => self.text_hits(tag, Role::StructTag),
            }
        }
    }

    pub(super) fn block(&mut self, block: &Block) {
        self.blocks.push(block.span);
        self.within(Around { chain: None, ..self.around }, |walker| {
            block.statements.iter().for_each(|statement| walker.stmt(statement));
        });
        self.blocks.pop();
    }

    pub(super) fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Bad(expressions) => expressions.iter().for_each(|it| self.expr(it)),
            StmtKind::Empty => {}
            StmtKind::Expr(it) | StmtKind::IncDec(it) | StmtKind::Go(it) | StmtKind::Defer(it) => self.expr(it),
            StmtKind::Assign { left, right, .. } | StmtKind::Define { left, right } => {
                let targets: Vec<Vec<SymbolId>> = left.iter().map(|it| self.origins(it)).collect();
                self.assign(&targets, right, FlowKind::Assign);
                for (target, value) in left.iter().zip(right) {
                    self.remember_closure(target.span, value);
                    if matches!(target.kind, ExprKind::Ident(_)) {
                        self.remember_held(target.span, value);
                    }
                }
                for target in left {
                    match &target.kind {
                        ExprKind::Index { operand, indices } => self.index_expr(operand, indices, true),
                        _ => self.expr(target),
                    }
                }
                right.iter().for_each(|it| self.expr(it));
            }
            StmtKind::Decl(decls) => decls.iter().for_each(|decl| self.decl(decl)),
            StmtKind::Send { channel, value } => {
                let (channels, values) = (self.origins(channel), self.origins(value));
                let elements: Vec<SymbolId> = channels.into_iter().map(|it| self.part(it, "[]")).collect();
                self.link_all(&values, &elements, FlowKind::Channel, stmt.span);
                self.expr(channel);
                self.expr(value);
            }
            StmtKind::Return(values) => {
                let frame = self.frames.last().cloned().unwrap_or_default();
                let targets: Vec<Vec<SymbolId>> = frame.into_iter().map(|it| vec![it]).collect();
                self.assign(&targets, values, FlowKind::Return);
                values.iter().for_each(|it| self.expr(it));
            }
            StmtKind::Branch { label } => {
                if let Some(label) = label {
                    self.name(label, Role::Label, false);
                }
            }
            StmtKind::Block(block) => self.block(block),
            StmtKind::If { init, cond, then, otherwise } => {
                init.iter().for_each(|it| self.stmt(it));
                self.expr(cond);
                self.block(then);
                otherwise.iter().for_each(|it| self.stmt(it));
            }
            StmtKind::Switch { init, tag, cases } => {
                init.iter().for_each(|it| self.stmt(it));
                let tags = tag.as_ref().map(|tag| self.origins(tag)).unwrap_or_default();
                tag.iter().for_each(|it| self.expr(it));
                for case in cases {
                    for expression in &case.expressions {
                        let values = self.origins(expression);
                        self.link_all(&values, &tags, FlowKind::Compare, expression.span);
                    }
                    self.case(case);
                }
            }
            StmtKind::TypeSwitch { init, binding, operand, cases } => {
                init.iter().for_each(|it| self.stmt(it));
                if let Some(name) = binding {
                    self.name(name, Role::Local, true);
                }
                self.expr(operand);
                cases.iter().for_each(|case| self.case(case));
            }
            StmtKind::Select(cases) => {
                for case in cases {
                    case.comm.iter().for_each(|it| self.stmt(it));
                    case.body.iter().for_each(|it| self.stmt(it));
                }
            }
            StmtKind::For { init, cond, post, body } => {
                init.iter().chain(post).for_each(|it| self.stmt(it));
                cond.iter().for_each(|it| self.expr(it));
                self.block(body);
            }
            StmtKind::Range { key, value, operand, body, .. } => {
                self.range(key.as_ref(), value.as_ref(), operand);
                key.iter().chain(value).for_each(|it| self.expr(it));
                self.expr(operand);
                self.block(body);
            }
            StmtKind::Labeled { label, statement } => {
                self.name(label, Role::Label, true);
                self.stmt(statement);
            }
        }
    }

    pub(super) fn case(&mut self, case: &Case) {
        case.expressions.iter().for_each(|it| self.expr(it));
        case.body.iter().for_each(|it| self.stmt(it));
    }

    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Bad => {}
            ExprKind::Ident(name) => {
                let ident = Ident { name: name.clone(), span: expr.span };
                let declares = self.defines(expr.span);
                self.name(&ident, Role::Other, declares);
            }
            ExprKind::Literal(LiteralKind::String) => self.literal(expr, Role::StringLiteral),
            ExprKind::Literal(_) => {}
            ExprKind::Composite { ty, elements } => {
                ty.iter().for_each(|ty| self.expr(ty));
                match ty {
                    Some(ty) if self.is_of_query_builder(ty) => self.column_keys(elements),
                    _ => self.composite(expr, elements),
                }
            }
            ExprKind::FuncLit { signature, body } => {
                self.signature(signature);
                let frame = self.literal_results(signature);
                self.frames.push(frame);
                // Its statements are no part of the chain that is given the function.
                let built = self.built.take();
                self.block(body);
                self.built = built;
                self.frames.pop();
            }
            ExprKind::Paren(inner) | ExprKind::Star(inner) | ExprKind::Ellipsis(inner) => self.expr(inner),
            ExprKind::SliceType(inner) | ExprKind::ChanType(inner) => self.expr(inner),
            ExprKind::Selector { operand, name } => {
                self.expr(operand);
                if !self.member_of_missing(operand, name) {
                    self.name(name, Role::Selector, false);
                }
            }
            ExprKind::Index { operand, indices } => self.index_expr(operand, indices, false),
            ExprKind::Slice { operand, bounds } => {
                self.expr(operand);
                bounds.iter().for_each(|it| self.expr(it));
            }
            ExprKind::TypeAssert { operand, ty } => {
                self.expr(operand);
                ty.iter().for_each(|it| self.expr(it));
            }
            ExprKind::Call { function, arguments, .. } => self.call(expr, function, arguments),
            ExprKind::Unary { operand, .. } => self.expr(operand),
            ExprKind::Binary { op, .. } if op == "+" && self.sql_joined(expr, false).is_some() => {}
            ExprKind::Binary { op, left, right } => {
                let compares = matches!(op.as_str(), "==" | "!=");
                if compares {
                    let (left, right) = (self.origins(left), self.origins(right));
                    self.link_all(&left, &right, FlowKind::Compare, expr.span);
                }
                if op == "+" && left.is_string() {
                    self.label(left, right);
                }
                let alike = compares && alike(self.text, left, right).is_some();
                let compared = if alike { Some(expr.span) } else { self.around.compared };
                self.within(Around { compared, ..self.around }, |walker| {
                    walker.expr(left);
                    walker.expr(right);
                });
            }
            ExprKind::ArrayType { len, elem } => {
                len.iter().for_each(|it| self.expr(it));
                self.expr(elem);
            }
            ExprKind::MapType { key, value } => {
                self.expr(key);
                self.expr(value);
            }
            ExprKind::FuncType(signature) => self.signature(signature),
            ExprKind::StructType(fields) => self.fields(fields),
            ExprKind::InterfaceType(elements) => elements.iter().for_each(|element| self.interface_elem(element)),
        }
    }

    /// `operand[indices]`. Keys that are written in one block are a group, those that are read only in a comparison.
    fn index_expr(&mut self, operand: &Expr, indices: &[Expr], written: bool) {
        self.index(operand, indices);
        self.expr(operand);
        let group = if written { self.blocks.last().copied() } else { self.around.compared };
        let (prefix, role) = self.indexed(operand);
        self.within(Around { group, ..self.around }, |walker| {
            for index in indices {
                match index.is_string() {
                    true if prefix == Prefix::Json => walker.literal(index, role),
                    true => walker.literal_of(index, role, prefix),
                    false => walker.expr(index),
                }
            }
        });
    }

    pub(super) fn interface_elem(&mut self, element: &InterfaceElem) {
        match element {
            InterfaceElem::Embedded(ty) => self.expr(ty),
            InterfaceElem::Method { name, signature } => {
                let symbol = self.name(name, Role::Method, true);
                self.signature(signature);
                let mut names = signature.params.iter().flat_map(|field| &field.names);
                let Some(object) = self.info.object(name.span.start) else { return };
                if names.any(|name| self.is_hit(name.span)) {
                    self.interface_methods.push(name.span);
                }
                if let Some(symbol) = symbol {
                    self.name_says(object, symbol, name.span);
                }
            }
        }
    }
}
