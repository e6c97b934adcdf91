//! Walks one checked declaration: says of each hit what it is, and of each value where it goes.
//!
//! Names come from the checker's [`Info`]; this file adds what only the shape of the code tells: roles, keys, and the flows
//! between symbols.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::ast::{
    Block, Case, Decl, Element, Expr, ExprKind, Field, FuncDecl, Ident, InterfaceElem, LiteralKind, Signature, Stmt,
    StmtKind, TypeSpec, UnaryOp, ValueSpec,
};
use crate::lang::words::{TermHit, TermSet};
use crate::model::{Certainty, FileFacts, FileId, Flow, FlowKind, Role, Span, Strength, SymbolId, SymbolInfo};
use crate::resolve::go::check::Info;
use crate::resolve::go::object::{ObjId, ObjKind};
use crate::resolve::go::types::Type;
use crate::resolve::go::universe::Universe;

use super::calls::{self, Argument};

/// What the walk found out about one hit.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub role: Role,
    pub symbol: Option<SymbolId>,
    pub declaration: bool,
    pub certainty: Certainty,
    /// Names around the place that are not those of the declaration: the sibling `type:` of a map literal.
    pub context: Vec<SmolStr>,
    /// The literal, call chain or block that a key belongs to.
    pub group: Option<Span>,
}

/// Where `return` sends its values.
type Frame = Vec<SymbolId>;

pub(super) struct Walker<'a, 'l> {
    pub universe: &'a mut Universe<'l>,
    pub info: &'a Info,
    pub file: FileId,
    pub text: &'a str,
    /// Hits of the file, sorted.
    pub hits: &'a [TermHit],
    pub terms: &'a TermSet,
    pub out: &'a mut FileFacts,
    /// By start of the hit.
    pub places: &'a mut FxHashMap<u32, Place>,
    /// Symbols of the identifiers seen, in order, for comments and messages that speak of them.
    pub seen: Vec<SymbolId>,
    pub ids: FxHashMap<ObjId, SymbolId>,
    /// Parameters of function literals that a variable holds.
    pub closures: FxHashMap<ObjId, Vec<Option<ObjId>>>,
    pub frames: Vec<Frame>,
    pub siblings: Vec<SmolStr>,
    pub seen_set: FxHashSet<SymbolId>,
    /// SQL text of the declaration, for `Scan` targets.
    pub queries: Vec<super::sql::Query>,
    /// `repo/folder`, the scope of SQL names.
    pub scope: SmolStr,
    /// The call chain that is being walked.
    pub chain: Option<Span>,
    /// The blocks around the statement that is being walked.
    pub blocks: Vec<Span>,
    /// Interface methods with a parameter whose name is a hit.
    pub interface_methods: Vec<(ObjId, Span)>,
    /// What keys belong to that are met next.
    pub group: Option<Span>,
}

impl Walker<'_, '_> {
    pub(super) fn decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Func(func) => self.func(func),
            Decl::Type(spec) => self.type_spec(spec),
            Decl::Var(spec) | Decl::Const(spec) => self.value_spec(spec),
        }
    }

    fn func(&mut self, func: &FuncDecl) {
        let symbol = self.name(&func.name, Role::Function, true);
        for field in func.receiver.iter().chain(&func.type_params) {
            self.field(field, Role::Parameter);
        }
        self.signature(&func.signature);
        let object = self.info.object(func.name.span.start);
        let results = object.map(|object| self.results(object)).unwrap_or_default();
        if let (Some(object), Some(symbol)) = (object, symbol) {
            self.name_says(object, symbol, func.name.span);
        }
        if let Some(body) = &func.body {
            self.frames.push(results);
            self.block(body);
            self.frames.pop();
        }
    }

    fn type_spec(&mut self, spec: &TypeSpec) {
        self.name(&spec.name, Role::Type, true);
        spec.type_params.iter().for_each(|field| self.field(field, Role::Parameter));
        self.expr(&spec.ty);
    }

    fn value_spec(&mut self, spec: &ValueSpec) {
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
        }
        spec.values.iter().for_each(|value| self.expr(value));
    }

    fn signature(&mut self, signature: &Signature) {
        signature.params.iter().chain(&signature.results).for_each(|field| self.field(field, Role::Parameter));
    }

    fn field(&mut self, field: &Field, role: Role) {
        for name in &field.names {
            let symbol = self.name(name, role, true);
            if let (Some(tag), Some(symbol)) = (field.tag, symbol) {
                self.tag(tag, symbol);
            }
        }
        self.expr(&field.ty);
        if field.embedded {
            self.embedded(&field.ty);
        }
        if let Some(tag) = field.tag.filter(|_| field.names.is_empty()) {
            self.text_hits(tag, Role::StructTag);
        }
    }

    /// The name of an embedded field is also the name of its type; the hit is the type's.
    fn embedded(&mut self, ty: &Expr) {
        let name = match &ty.kind {
            ExprKind::Star(inner) | ExprKind::Paren(inner) => return self.embedded(inner),
            ExprKind::Index { operand, .. } => return self.embedded(operand),
            ExprKind::Selector { name, .. } => name.span,
            _ => ty.span,
        };
        if let Some(field) = self.info.second(name.start) {
            let (field, symbols) = (self.symbol(field), self.ident_symbols(name));
            for symbol in symbols {
                self.link(symbol, field, FlowKind::SameName, Strength::Strong, name);
            }
        }
    }

    /// Hits in a struct tag: a wire name of the field.
    fn tag(&mut self, tag: Span, field: SymbolId) {
        for hit in self.hits_in(tag) {
            let key = tag_key(&self.text[tag.range()], (hit.span.start - tag.start) as usize);
            let info = self.out.symbols.get(field);
            let owner = info.path.rsplit(['/', '.']).take(2).collect::<Vec<_>>();
            let path = format_smolstr!("tag:{}/{key}", owner.into_iter().rev().collect::<Vec<_>>().join("."));
            let context = info.context.clone();
            let symbol = self.string_symbol(path, hit.span, Role::StructTag, context);
            self.link(field, symbol, FlowKind::Tag, Strength::Strong, tag);
            self.place(hit.span, Role::StructTag, Some(symbol), false, Certainty::Resolved);
        }
    }

    fn block(&mut self, block: &Block) {
        let chain = self.chain.take();
        self.blocks.push(block.span);
        block.statements.iter().for_each(|statement| self.stmt(statement));
        self.blocks.pop();
        self.chain = chain;
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Bad(expressions) => expressions.iter().for_each(|it| self.expr(it)),
            StmtKind::Empty => {}
            StmtKind::Expr(it) | StmtKind::IncDec(it) | StmtKind::Go(it) | StmtKind::Defer(it) => self.expr(it),
            StmtKind::Assign { left, right, .. } | StmtKind::Define { left, right } => {
                let targets: Vec<Vec<SymbolId>> = left.iter().map(|it| self.origins(it)).collect();
                self.assign(&targets, right, FlowKind::Assign);
                for (target, value) in left.iter().zip(right) {
                    self.remember_closure(target.span, value);
                }
                left.iter().chain(right).for_each(|it| self.expr(it));
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

    fn case(&mut self, case: &Case) {
        case.expressions.iter().for_each(|it| self.expr(it));
        case.body.iter().for_each(|it| self.stmt(it));
    }

    fn range(&mut self, key: Option<&Expr>, value: Option<&Expr>, operand: &Expr) {
        let (first, second) = match self.shape(operand.span) {
            Type::Map(..) => (Some("[key]"), Some("[]")),
            Type::Chan(_) => (Some("[]"), None),
            Type::Slice(_) | Type::Array(..) => (None, Some("[]")),
            _ => (None, None),
        };
        for (target, part) in [(key, first), (value, second)] {
            let (Some(target), Some(part)) = (target, part) else { continue };
            let targets = self.origins(target);
            for container in self.origins(operand) {
                let part = self.part(container, part);
                self.link_all(&[part], &targets, FlowKind::Range, target.span);
            }
        }
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
                self.composite(expr, elements);
            }
            ExprKind::FuncLit { signature, body } => {
                self.signature(signature);
                let frame = self.literal_results(signature);
                self.frames.push(frame);
                self.block(body);
                self.frames.pop();
            }
            ExprKind::Paren(inner) | ExprKind::Star(inner) | ExprKind::Ellipsis(inner) => self.expr(inner),
            ExprKind::SliceType(inner) | ExprKind::ChanType(inner) => self.expr(inner),
            ExprKind::Selector { operand, name } => {
                self.expr(operand);
                self.name(name, Role::Selector, false);
            }
            ExprKind::Index { operand, indices } => {
                self.index(operand, indices);
                self.expr(operand);
                let group = std::mem::replace(&mut self.group, self.blocks.last().copied());
                for index in indices {
                    if is_string(index) { self.literal(index, Role::MapKey) } else { self.expr(index) }
                }
                self.group = group;
            }
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
            ExprKind::Binary { op, left, right } => {
                if matches!(op.as_str(), "==" | "!=") {
                    let (left, right) = (self.origins(left), self.origins(right));
                    self.link_all(&left, &right, FlowKind::Compare, expr.span);
                }
                if op == "+" && is_string(left) {
                    self.label(left, right);
                }
                self.expr(left);
                self.expr(right);
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
            ExprKind::StructType(fields) => fields.iter().for_each(|field| self.field(field, Role::Field)),
            ExprKind::InterfaceType(elements) => elements.iter().for_each(|element| self.interface_elem(element)),
        }
    }

    /// `"run:" + id`: the words speak of the value that is joined to them.
    fn label(&mut self, text: &Expr, value: &Expr) {
        // `SELECT run_id FROM turns WHERE ` + conditions speaks of its columns.
        if crate::extract::sql::is_sql(self.content(text)) {
            return;
        }
        let Some(hit) = self.hits_in(text.span).pop() else { return };
        let word = SmolStr::new(&self.text[hit.span.range()]);
        let mut values = self.origins(value);
        if let ExprKind::Call { arguments, .. } = &value.kind {
            for argument in arguments {
                values.extend(self.origins(argument));
            }
        }
        let path = format_smolstr!("string:{word}");
        let symbol = self.string_symbol(path, hit.span, Role::StringLiteral, Vec::new());
        for value in values {
            self.link(value, symbol, FlowKind::Mention, Strength::Weak, text.span);
        }
        self.place(hit.span, Role::StringLiteral, Some(symbol), false, Certainty::Textual);
    }

    fn interface_elem(&mut self, element: &InterfaceElem) {
        match element {
            InterfaceElem::Embedded(ty) => self.expr(ty),
            InterfaceElem::Method { name, signature } => {
                let symbol = self.name(name, Role::Method, true);
                self.signature(signature);
                let mut names = signature.params.iter().flat_map(|field| &field.names);
                let Some(object) = self.info.object(name.span.start) else { return };
                if names.any(|name| self.is_hit(name.span)) {
                    self.interface_methods.push((object, name.span));
                }
                if let Some(symbol) = symbol {
                    self.name_says(object, symbol, name.span);
                }
            }
        }
    }

    fn composite(&mut self, literal: &Expr, elements: &[Element]) {
        let fields = match self.shape(literal.span) {
            Type::Struct(..) => Some(self.universe.fields(self.info.ty(literal.span))),
            _ => None,
        };
        let keyed_by_string = fields.is_none();
        let siblings = self.siblings.len();
        let kinds: Vec<SmolStr> = elements.iter().filter_map(|element| self.kind_of(element)).collect();
        self.siblings.extend(kinds);
        let group = self.group.replace(literal.span);
        for (at, element) in elements.iter().enumerate() {
            let values = self.origins(&element.value);
            match (&element.key, &fields) {
                (Some(key), _) if is_string(key) && keyed_by_string => {
                    if let Some(symbol) = self.key_symbol(key, "json", Role::MapKey) {
                        self.link_all(&values, &[symbol], FlowKind::Literal, element.value.span);
                    }
                    self.literal(key, Role::MapKey);
                }
                (Some(key), _) => {
                    if let ExprKind::Ident(name) = &key.kind {
                        let ident = Ident { name: name.clone(), span: key.span };
                        let symbol = self.name(&ident, Role::LiteralKey, false);
                        let field = match symbol {
                            None => self.unknown_name(name, key.span),
                            known => known.filter(|symbol| self.out.symbols.get(*symbol).role == Role::Field),
                        };
                        self.link_all(&values, field.as_slice(), FlowKind::Literal, element.value.span);
                    } else {
                        self.expr(key);
                    }
                }
                (None, Some(fields)) => {
                    if let Some((field, _)) = fields.get(at) {
                        let field = self.symbol(*field);
                        self.link_all(&values, &[field], FlowKind::Literal, element.value.span);
                    }
                }
                (None, None) => {}
            }
            self.expr(&element.value);
        }
        self.group = group;
        self.siblings.truncate(siblings);
    }

    /// The value of a `"type": "planning.start"` element: what its siblings are about.
    fn kind_of(&self, element: &Element) -> Option<SmolStr> {
        let key = element.key.as_ref().filter(|key| is_string(key))?;
        let name = self.content(key);
        (matches!(name, "type" | "kind" | "event" | "event_type") && is_string(&element.value))
            .then(|| SmolStr::new(self.content(&element.value)))
    }

    fn index(&mut self, operand: &Expr, indices: &[Expr]) {
        let [index] = indices else { return };
        if !matches!(self.shape(operand.span), Type::Map(..)) {
            return;
        }
        let values = self.origins(index);
        for container in self.origins(operand) {
            let key = self.part(container, "[key]");
            self.link_all(&values, &[key], FlowKind::Assign, index.span);
        }
    }

    fn call(&mut self, call: &Expr, function: &Expr, arguments: &[Expr]) {
        let target = self.callee(function);
        let package = target.and_then(|object| self.package(object));
        self.bind_arguments(function, target, arguments);
        let group = self.chain.unwrap_or_else(|| self.chain_group(call, function));
        let chain = self.chain.replace(group);
        self.expr(function);
        self.chain = None;
        let outer = self.group.replace(group);
        self.arguments(call, function, arguments, package.as_deref());
        self.group = outer;
        self.chain = chain;
    }

    /// A chain is one group. Keys that are added to one event in several statements (`e.Str(…)`) share their block.
    fn chain_group(&self, call: &Expr, function: &Expr) -> Span {
        let mut inner = function;
        while let ExprKind::Selector { operand, name } = &inner.kind {
            match &operand.kind {
                ExprKind::Call { function, .. } => inner = function,
                ExprKind::Ident(_) if calls::adds_key(&name.name) => {
                    return self.blocks.last().copied().unwrap_or(call.span);
                }
                _ => break,
            }
        }
        call.span
    }

    fn arguments(&mut self, call: &Expr, function: &Expr, arguments: &[Expr], package: Option<&str>) {
        let count = arguments.len();
        let statement = self.sql_call(call, arguments);
        for (at, argument) in arguments.iter().enumerate() {
            if !is_string(argument) {
                self.expr(argument);
                continue;
            }
            if statement == Some(at) {
                continue;
            }
            match calls::argument(function, package, at, count) {
                Argument::LogKey => {
                    if let (Some(key), Some(value)) =
                        (self.key_symbol(argument, "log", Role::LogKey), arguments.get(at + 1))
                    {
                        let values = self.origins(value);
                        self.link_all(&values, &[key], FlowKind::Log, value.span);
                    }
                    self.literal(argument, Role::LogKey);
                }
                Argument::LogMessage => self.literal(argument, Role::LogMessage),
                Argument::ErrorText => self.literal(argument, Role::ErrorText),
                Argument::Query => {
                    self.key_symbol(argument, "query", Role::QueryParameter);
                    self.literal(argument, Role::QueryParameter);
                }
                Argument::Key => {
                    let key = self.key_symbol(argument, "json", Role::MapKey);
                    if let (Some(key), Some(value)) = (key, arguments.get(at + 1)) {
                        let values = self.origins(value);
                        self.link_all(&values, &[key], FlowKind::Literal, value.span);
                    }
                    self.literal(argument, Role::MapKey);
                }
                Argument::Other => self.literal(argument, Role::StringLiteral),
            }
        }
    }

    /// Arguments flow into parameters; into a key-like receiver (`KeySessionID.Set(&m, v)`); into a container (`append`).
    fn bind_arguments(&mut self, function: &Expr, target: Option<ObjId>, arguments: &[Expr]) {
        let (name, operand) = calls::callee(function);
        if name == "append" && operand.is_none() {
            let Some((list, rest)) = arguments.split_first() else { return };
            for container in self.origins(list) {
                let part = self.part(container, "[]");
                for value in rest {
                    let values = self.origins(value);
                    self.link_all(&values, &[part], FlowKind::Assign, value.span);
                }
            }
            return;
        }
        if let Some(key) = operand.and_then(|operand| self.key_receiver(name, operand)) {
            if let (true, Some(value)) = (matches!(name, "Set" | "With" | "Put" | "Store"), arguments.last()) {
                let values = self.origins(value);
                self.link_all(&values, &[key], FlowKind::Through, value.span);
            }
            return;
        }
        let parameters: Vec<Option<ObjId>> = match target {
            Some(object) => match self.closures.get(&object) {
                Some(parameters) => parameters.clone(),
                None => self.universe.param_objects(object).into_iter().map(Some).collect(),
            },
            None => Vec::new(),
        };
        if target.is_some_and(|object| self.universe.is_external(object)) {
            return;
        }
        for (at, argument) in arguments.iter().enumerate() {
            // A variadic parameter takes the rest; its elements are the values.
            let Some(Some(parameter)) = parameters.get(at) else { continue };
            let values = self.origins(argument);
            let parameter = self.symbol(*parameter);
            self.link_all(&values, &[parameter], FlowKind::Argument, argument.span);
        }
    }

    /// `turns.KeySessionID.Get(m)`: a package-level value whose name says what it is the key of.
    fn key_receiver(&mut self, method: &str, operand: &Expr) -> Option<SymbolId> {
        if !matches!(method, "Get" | "Set" | "Value" | "Load" | "Store" | "With" | "Put" | "Lookup") {
            return None;
        }
        let object = self.callee(operand)?;
        let global = matches!(self.universe.object(object).kind, ObjKind::Global | ObjKind::Const);
        (global && self.terms.find_in(&self.universe.object(object).name).is_some()).then(|| self.symbol(object))
    }

    /// Links each target to the values of the source at its place; several targets of one call get its results.
    fn assign(&mut self, targets: &[Vec<SymbolId>], values: &[Expr], kind: FlowKind) {
        if let ([value], true) = (values, targets.len() > 1) {
            let results = self.call_results(value);
            for (target, result) in targets.iter().zip(&results) {
                self.link_all(result, target, kind, value.span);
            }
            return;
        }
        for (target, value) in targets.iter().zip(values) {
            let origins = self.origins(value);
            self.link_all(&origins, target, kind, value.span);
        }
    }

    fn remember_closure(&mut self, target: Span, value: &Expr) {
        if let (ExprKind::FuncLit { signature, .. }, Some(object)) = (&value.kind, self.info.object(target.start)) {
            let names = signature.params.iter().flat_map(|field| &field.names);
            let parameters = names.map(|name| self.info.object(name.span.start)).collect();
            self.closures.insert(object, parameters);
        }
    }

    /// The symbols whose value an expression has.
    pub(super) fn origins(&mut self, expr: &Expr) -> Vec<SymbolId> {
        match &expr.kind {
            ExprKind::Ident(name) if name == "_" => Vec::new(),
            ExprKind::Ident(_) => self.ident_symbols(expr.span),
            ExprKind::Selector { name, .. } => match self.ident_symbols(name.span) {
                known if known.is_empty() => self.unknown_name(&name.name, name.span).into_iter().collect(),
                known => known,
            },
            ExprKind::Paren(inner) | ExprKind::Star(inner) => self.origins(inner),
            ExprKind::Unary { op: UnaryOp::Address, operand } => self.origins(operand),
            ExprKind::Unary { op: UnaryOp::Receive, operand } => {
                self.origins(operand).into_iter().map(|it| self.part(it, "[]")).collect()
            }
            ExprKind::TypeAssert { operand, .. } => self.origins(operand),
            ExprKind::Index { operand, indices } => self.element_origins(operand, indices),
            ExprKind::Call { .. } => self.call_results(expr).into_iter().next().unwrap_or_default(),
            ExprKind::Literal(LiteralKind::String) => {
                self.key_symbol(expr, "string", Role::StringLiteral).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// A member of something whose declaration is not there: its name still says what its value is, at this place. Each
    /// place is a symbol of its own, so that nothing is taken to be the same thing as anything else.
    fn unknown_name(&mut self, name: &str, at: Span) -> Option<SymbolId> {
        self.terms.find_in(name)?;
        Some(self.string_symbol(format_smolstr!("?.{name}"), at, Role::Field, Vec::new()))
    }

    fn element_origins(&mut self, operand: &Expr, indices: &[Expr]) -> Vec<SymbolId> {
        if let [index] = indices
            && is_string(index)
            && let Some(key) = self.key_symbol(index, "json", Role::MapKey)
        {
            return vec![key];
        }
        self.origins(operand).into_iter().map(|it| self.part(it, "[]")).collect()
    }

    /// The symbols of each result of a call (or of a conversion, assertion, index or receive with `, ok`).
    fn call_results(&mut self, expr: &Expr) -> Vec<Vec<SymbolId>> {
        let ExprKind::Call { function, arguments, .. } = &expr.kind else { return vec![self.origins(expr)] };
        let (name, operand) = calls::callee(function);
        if let Some(key) = operand.and_then(|operand| self.key_receiver(name, operand)) {
            return vec![vec![key]];
        }
        let target = self.callee(function);
        let package = target.and_then(|object| self.package(object));
        if let Some(first) = arguments.first().filter(|first| is_string(first)) {
            let (prefix, role) = match calls::argument(function, package.as_deref(), 0, arguments.len()) {
                Argument::Query => ("query", Role::QueryParameter),
                Argument::Key if arguments.len() == 1 => ("json", Role::MapKey),
                _ => ("", Role::Other),
            };
            if role != Role::Other
                && let Some(key) = self.key_symbol(first, prefix, role)
            {
                return vec![vec![key]];
            }
        }
        let conversion = target.is_some_and(|object| self.universe.object(object).kind == ObjKind::TypeName)
            || matches!(function.kind, ExprKind::SliceType(_) | ExprKind::Paren(_));
        let string = matches!(&function.kind, ExprKind::Ident(name) if name == "string");
        if let ([argument], true) = (arguments.as_slice(), conversion || string) {
            return vec![self.origins(argument)];
        }
        if calls::passes_through(name, package.as_deref()) {
            return vec![arguments.first().map(|it| self.origins(it)).unwrap_or_default()];
        }
        let Some(object) = target else { return Vec::new() };
        if self.universe.is_external(object) {
            // A getter of a dependency says by its name what it returns.
            let says = self.terms.find_in(&self.universe.object(object).name).is_some();
            return if says { vec![vec![self.symbol(object)]] } else { Vec::new() };
        }
        self.results(object).into_iter().map(|it| vec![it]).collect()
    }

    /// Symbols of a function's results: named ones are objects; others are called `Func/result`, `Func/result2` …
    fn results(&mut self, function: ObjId) -> Vec<SymbolId> {
        let results = self.universe.result_objects(function);
        let owner = self.symbol(function);
        let mut symbols = Vec::new();
        for (at, result) in results.into_iter().enumerate() {
            let named = !matches!(self.universe.object(result).name.as_str(), "" | "_");
            symbols.push(match (named, at) {
                (true, _) => self.symbol(result),
                (false, 0) => self.part(owner, "/result"),
                (false, at) => self.part(owner, &format_smolstr!("/result{}", at + 1)),
            });
        }
        symbols
    }

    fn literal_results(&mut self, signature: &Signature) -> Frame {
        let names = signature.results.iter().flat_map(|field| &field.names);
        names.filter_map(|name| self.info.object(name.span.start)).map(|object| self.symbol(object)).collect()
    }

    /// A function whose name has a term says so of its result (`sessionIDFromTurn`), or of its parameter behind `By` and
    /// `For` (`FindConversationByRunID`).
    fn name_says(&mut self, function: ObjId, symbol: SymbolId, at: Span) {
        let name = self.universe.object(function).name.clone();
        let Some(hit) = self.terms.find_in(&name) else { return };
        let Some(words) = hit.inner.first() else { return };
        let before = &name[..words.start as usize];
        let by = ["By", "For", "Of", "With", "_by_", "_for_", "by", "for"].iter().any(|word| before.ends_with(word));
        let setter = before.starts_with("Set") || before.starts_with("set") || before.starts_with("With");
        if by || setter {
            let parameters = self.universe.param_objects(function);
            let strings: Vec<ObjId> = parameters.into_iter().filter(|it| self.is_value(*it)).collect();
            if let [parameter] = strings.as_slice() {
                let parameter = self.symbol(*parameter);
                self.link(parameter, symbol, FlowKind::SameName, Strength::Strong, at);
            }
        } else if let Some(result) = self.results(function).into_iter().next() {
            let first = self.universe.result_objects(function).into_iter().next();
            if first.is_some_and(|first| self.is_value(first)) {
                self.link(symbol, result, FlowKind::SameName, Strength::Strong, at);
            }
        }
    }

    /// The object that a call's function expression names.
    fn callee(&self, function: &Expr) -> Option<ObjId> {
        match &function.kind {
            ExprKind::Ident(_) => self.info.object(function.span.start),
            ExprKind::Selector { name, .. } => self.info.object(name.span.start),
            ExprKind::Paren(inner) | ExprKind::Star(inner) => self.callee(inner),
            ExprKind::Index { operand, .. } => self.callee(operand),
            _ => None,
        }
    }

    /// What the type of an expression is made of, through a pointer.
    fn shape(&mut self, span: Span) -> Type {
        let ty = self.info.ty(span);
        let under = self.universe.underlying(ty);
        match self.universe.ty(under) {
            Type::Pointer(to) => {
                let to = self.universe.underlying(*to);
                self.universe.ty(to).clone()
            }
            other => other.clone(),
        }
    }

    /// An identifier can be its value: a string or a number, or a type made of one.
    fn is_value(&mut self, object: ObjId) -> bool {
        let ty = self.universe.object_type(object);
        let under = self.universe.underlying(ty);
        matches!(self.universe.ty(under), Type::Basic(_) | Type::Array(..))
    }

    /// The identifier at `span` declares what it names.
    fn defines(&self, span: Span) -> bool {
        let object = self.info.object(span.start);
        object.and_then(|object| self.universe.declaration(object)).is_some_and(|at| at == (self.file, span))
    }

    fn package(&self, object: ObjId) -> Option<SmolStr> {
        self.universe.object(object).pkg.map(|pkg| self.universe.package(pkg).path.clone())
    }

    // ---- names, keys and text

    /// Records what a name is; gives its symbol when it was resolved.
    fn name(&mut self, ident: &Ident, fallback: Role, declaration: bool) -> Option<SymbolId> {
        let object = self.info.object(ident.span.start);
        let symbol = object.map(|object| self.symbol(object));
        if let Some(symbol) = symbol
            && self.seen_set.insert(symbol)
        {
            self.seen.push(symbol);
        }
        if self.is_hit(ident.span) {
            let role = match symbol.map(|symbol| self.out.symbols.get(symbol).role) {
                Some(Role::Field) if matches!(fallback, Role::LiteralKey | Role::Selector) => fallback,
                Some(role) => role,
                None => fallback,
            };
            let certainty = if symbol.is_some() { Certainty::Resolved } else { Certainty::Textual };
            self.place(ident.span, role, symbol, declaration, certainty);
        }
        symbol
    }

    fn ident_symbols(&mut self, span: Span) -> Vec<SymbolId> {
        let object = self.info.object(span.start).filter(|object| {
            !matches!(
                self.universe.object(*object).kind,
                ObjKind::PkgName | ObjKind::Builtin | ObjKind::Nil | ObjKind::Label
            )
        });
        object.map(|object| self.symbol(object)).into_iter().collect()
    }

    /// The symbol of an object, added to the facts when it is new.
    pub(super) fn symbol(&mut self, object: ObjId) -> SymbolId {
        if let Some(symbol) = self.ids.get(&object) {
            return *symbol;
        }
        let info = super::symbol_info(self.universe, object);
        let symbol = self.out.symbols.intern(info);
        self.ids.insert(object, symbol);
        symbol
    }

    /// A part of a symbol: elements, keys, an unnamed result.
    fn part(&mut self, whole: SymbolId, suffix: &str) -> SymbolId {
        let info = self.out.symbols.get(whole).clone();
        let mut context = info.context;
        if suffix.starts_with('/') {
            context.push(info.name.clone());
        }
        self.out.symbols.intern(SymbolInfo {
            path: format_smolstr!("{}{suffix}", info.path),
            name: SmolStr::new(suffix.trim_start_matches('/')),
            role: Role::Parameter,
            context,
            ..info
        })
    }

    pub(super) fn string_symbol(&mut self, path: SmolStr, at: Span, role: Role, context: Vec<SmolStr>) -> SymbolId {
        let symbol = self.out.symbols.intern(SymbolInfo {
            path,
            scope: SmolStr::default(),
            name: SmolStr::new(&self.text[at.range()]),
            role,
            decl: Some((self.file, at)),
            context,
            generated: false,
            external: false,
        });
        if self.seen_set.insert(symbol) {
            self.seen.push(symbol);
        }
        symbol
    }

    /// The symbol of a string that is exactly one hit: a key, or an example value.
    fn key_symbol(&mut self, literal: &Expr, prefix: &str, role: Role) -> Option<SymbolId> {
        let hit = self.hits_in(literal.span).into_iter().next()?;
        let content = self.content(literal);
        if content != &self.text[hit.span.range()] {
            return None;
        }
        let path = format_smolstr!("{prefix}:{content}");
        let context = self.siblings.clone();
        Some(self.string_symbol(path, hit.span, role, context))
    }

    /// Records the hits of a string; a key gets its symbol.
    fn literal(&mut self, literal: &Expr, role: Role) {
        if self.hits_in(literal.span).is_empty() || self.sql_text(literal) {
            return;
        }
        let prefix = match role {
            Role::LogKey => "log",
            Role::MapKey => "json",
            Role::QueryParameter => "query",
            _ => "string",
        };
        match self.key_symbol(literal, prefix, role) {
            Some(symbol) => {
                let at = self.out.symbols.get(symbol).decl.map(|(_, span)| span).unwrap_or(literal.span);
                let certainty = if prefix == "string" { Certainty::Textual } else { Certainty::Resolved };
                self.place(at, role, Some(symbol), prefix != "string", certainty);
            }
            None => self.text_hits(literal.span, role),
        }
    }

    pub(super) fn text_hits(&mut self, span: Span, role: Role) {
        for hit in self.hits_in(span) {
            self.place(hit.span, role, None, false, Certainty::Textual);
        }
    }

    pub(super) fn content(&self, literal: &Expr) -> &str {
        content(&self.text[literal.span.range()])
    }

    pub(super) fn hits_in(&self, span: Span) -> Vec<TermHit> {
        super::hits_in(self.hits, span).to_vec()
    }

    fn is_hit(&self, span: Span) -> bool {
        super::hits_in(self.hits, span).first().is_some_and(|hit| hit.span.start == span.start)
    }

    pub(super) fn place(
        &mut self,
        at: Span,
        role: Role,
        symbol: Option<SymbolId>,
        declaration: bool,
        certainty: Certainty,
    ) {
        let context = self.siblings.clone();
        let group = self.group.filter(|_| matches!(role, Role::LogKey | Role::MapKey));
        self.places.entry(at.start).or_insert(Place { role, symbol, declaration, certainty, context, group });
    }

    pub(super) fn link(&mut self, from: SymbolId, to: SymbolId, kind: FlowKind, strength: Strength, span: Span) {
        if from != to {
            self.out.flows.push(Flow { from, to, kind, strength, file: self.file, span });
        }
    }

    pub(super) fn link_all(&mut self, from: &[SymbolId], to: &[SymbolId], kind: FlowKind, span: Span) {
        for from in from {
            for to in to {
                self.link(*from, *to, kind, Strength::Strong, span);
            }
        }
    }
}

pub(super) fn is_string(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Literal(LiteralKind::String))
}

/// A string literal without its quotes.
pub(super) fn content(quoted: &str) -> &str {
    let inner = quoted.strip_prefix(['"', '`']).unwrap_or(quoted);
    inner.strip_suffix(['"', '`']).unwrap_or(inner)
}

/// The key of the struct tag pair that holds byte `at` of the tag: `json` of `json:"run_id"`.
fn tag_key(tag: &str, at: usize) -> &str {
    let before = &tag[..at.min(tag.len())];
    let Some(colon) = before.rfind(":\"") else { return "" };
    let start = before[..colon].rfind([' ', '`', '"']).map_or(0, |space| space + 1);
    &before[start..colon]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_tag_pair_is_found() {
        let tag = "`json:\"run_id,omitempty\" yaml:\"runId\"`";
        assert_eq!(tag_key(tag, 8), "json");
        assert_eq!(tag_key(tag, 32), "yaml");
        assert_eq!(tag_key("`broken`", 3), "");
        assert_eq!(content("\"a\""), "a");
        assert_eq!(content("`open"), "open");
    }
}
