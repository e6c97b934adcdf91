//! Where values come from and go to: the symbols behind an expression, assignments, elements of containers, and the links between
//! them.

use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::ast::{Element, Expr, ExprKind, Ident, LiteralKind, UnaryOp};
use crate::lang::go::resolve::object::ObjId;
use crate::lang::go::resolve::types::{Type, TypeId};
use crate::model::{Flow, FlowKind, Prefix, Role, Span, Strength, SymbolId, SymbolInfo, SymbolPath};

use super::held::held_by;
use super::{Around, Walker};

impl Walker<'_, '_> {
    pub(super) fn range(&mut self, key: Option<&Expr>, value: Option<&Expr>, operand: &Expr) {
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

    pub(super) fn index(&mut self, operand: &Expr, indices: &[Expr]) {
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

    /// Links each target to the values of the source at its place; several targets of one call get its results.
    pub(super) fn assign(&mut self, targets: &[Vec<SymbolId>], values: &[Expr], kind: FlowKind) {
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

    pub(super) fn remember_closure(&mut self, target: Span, value: &Expr) {
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
                self.key_symbol(expr, Prefix::String, Role::StringLiteral).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// A member of something whose declaration is not there: its name still says what its value is, at this place. Each
    /// place is a symbol of its own, so that nothing is taken to be the same thing as anything else.
    pub(super) fn unknown_name(&mut self, name: &str, at: Span) -> Option<SymbolId> {
        self.terms.find_in(name)?;
        Some(self.string_symbol(SymbolPath::of_unknown(name), at, Role::Field, Vec::new()))
    }

    pub(super) fn element_origins(&mut self, operand: &Expr, indices: &[Expr]) -> Vec<SymbolId> {
        if let [index] = indices
            && index.is_string()
            && let Some(key) = self.index_symbol(operand, index)
        {
            return vec![key];
        }
        self.origins(operand).into_iter().map(|it| self.part(it, "[]")).collect()
    }

    /// The symbol of a string that a map is asked for: a part of the path where the map has these.
    fn index_symbol(&mut self, operand: &Expr, index: &Expr) -> Option<SymbolId> {
        let (prefix, role) = self.indexed(operand);
        self.key_symbol(index, prefix, role)
    }

    /// What the type of an expression is made of, through a pointer.
    pub(super) fn shape(&mut self, span: Span) -> Type {
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
    pub(super) fn is_value(&mut self, object: ObjId) -> bool {
        let ty = self.universe.object_type(object);
        let under = self.universe.underlying(ty);
        matches!(self.universe.ty(under), Type::Basic(_) | Type::Array(..))
    }

    /// A part of a symbol: elements, keys, an unnamed result.
    pub(super) fn part(&mut self, whole: SymbolId, suffix: &str) -> SymbolId {
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

    pub(super) fn link(&mut self, from: SymbolId, to: SymbolId, kind: FlowKind, strength: Strength, span: Span) {
        if from != to && !self.flags.contains(&from) && !self.flags.contains(&to) {
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

    pub(super) fn composite(&mut self, literal: &Expr, elements: &[Element]) {
        let fields = match self.shape(literal.span) {
            Type::Struct(..) => Some(self.universe.fields(self.info.ty(literal.span))),
            _ => None,
        };
        let siblings = self.siblings.len();
        let kinds: Vec<SmolStr> = elements.iter().filter_map(|element| self.kind_of(element)).collect();
        self.siblings.extend(kinds);
        self.within(Around { group: Some(literal.span), ..self.around }, |walker| {
            for (at, element) in elements.iter().enumerate() {
                walker.element(literal, element, at, fields.as_deref());
            }
        });
        self.siblings.truncate(siblings);
    }

    /// An element of a literal: of a struct with these fields, else of a map or list.
    pub(super) fn element(&mut self, literal: &Expr, element: &Element, at: usize, fields: Option<&[(ObjId, TypeId)]>) {
        let values = self.origins(&element.value);
        match (&element.key, fields) {
            (Some(key), None) if key.is_string() => {
                let sent = self.sent.filter(|(span, _)| *span == literal.span).map(|(_, prefix)| prefix);
                let prefix = sent.unwrap_or_else(|| held_by(literal));
                if let Some(symbol) = self.key_symbol(key, prefix, Role::MapKey) {
                    self.link_all(&values, &[symbol], FlowKind::Literal, element.value.span);
                }
                self.literal_of(key, Role::MapKey, prefix);
            }
            (Some(key), _) => {
                if let ExprKind::Ident(name) = &key.kind {
                    self.cookie_name(literal, name, &element.value);
                    self.metric_name(literal, name, &element.value);
                    self.variables(name, &element.value);
                    let ident = Ident { name: name.clone(), span: key.span };
                    let symbol = match self.key_of_missing(literal, &ident) {
                        true => None,
                        false => self.name(&ident, Role::LiteralKey, false),
                    };
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
}
