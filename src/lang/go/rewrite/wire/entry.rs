//! Reads one declaration for the search: its calls, and what is put into the variables, fields and parameters that are followed.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::lang::go::ast::{Decl, Element, Expr, ExprKind, Field, FuncDecl, Ident, Stmt, StmtKind, UnaryOp, ValueSpec};
use crate::lang::go::resolve::check::Info;
use crate::lang::go::resolve::object::{ObjId, ObjKind};
use crate::lang::go::resolve::types::{Type, TypeId};
use crate::lang::go::visit::{Visit, walk_decl, walk_expr, walk_stmt};
use crate::model::{Source, Span};

use super::calls::Takes;
use super::families::{FAMILIES, Key};
use super::record::{Checked, Reaching};
use super::search::{About, Search, Slot, TYPE_ARGUMENT, Way, at, is_strict};

/// Expressions nested deeper than this are not followed into.
const DEPTH: usize = 12;
/// A declaration whose own variables hand a value on is read again, so often at most.
const PASSES: usize = 8;

/// Reads a declaration until its own variables say nothing new.
pub(super) fn read_entry(search: &mut Search, source: &Source, checked: &Checked) {
    let strict = |decl: &Decl| match decl {
        Decl::Func(it) => is_strict(source.text.get(it.span.range()).unwrap_or_default()),
        _ => false,
    };
    let counts = search.about != About::Strict || checked.decls.iter().any(strict);
    let mut reader = Reader {
        search,
        counts,
        source,
        info: &checked.info,
        imports: &checked.imports,
        functions: Vec::new(),
        params: FxHashMap::default(),
        closures: FxHashMap::default(),
    };
    for _ in 0..PASSES {
        let before = reader.search.followed;
        checked.decls.iter().for_each(|decl| reader.decl(decl));
        if reader.search.followed == before {
            break;
        }
    }
}

struct Reader<'r, 'u, 'l> {
    search: &'r mut Search<'u, 'l>,
    /// Its calls are such that the search is about.
    counts: bool,
    source: &'r Source,
    info: &'r Info,
    imports: &'r [SmolStr],
    /// The functions around the place that is read: what they are, if anything, and their name.
    functions: Vec<(Option<ObjId>, SmolStr)>,
    /// The parameters that were met: of what, and which.
    params: FxHashMap<ObjId, (ObjId, usize)>,
    /// The variables that hold function literals, by where these stand.
    closures: FxHashMap<Span, ObjId>,
}

impl Reader<'_, '_, '_> {
    /// As [`Search::sinks_of`], where the declaration is one that the search is about.
    fn sinks_of(&mut self, name: &str, object: Option<ObjId>) -> Vec<(usize, usize, Takes)> {
        if self.counts { self.search.sinks_of(name, object, self.imports) } else { Vec::new() }
    }

    fn object(&self, name: &Ident) -> Option<ObjId> {
        self.info.object(name.span.start)
    }

    fn declare_params(&mut self, function: ObjId, params: &[Field]) {
        let mut index = 0;
        for field in params {
            for name in &field.names {
                if let Some(object) = self.object(name) {
                    self.params.insert(object, (function, index));
                }
                index += 1;
            }
            index += usize::from(field.names.is_empty());
        }
    }

    fn declare_type_params(&mut self, owner: ObjId, names: &[Ident]) {
        for (index, name) in names.iter().enumerate() {
            if let Some(object) = self.object(name) {
                self.search.type_params.insert(object, (owner, index));
            }
        }
    }

    fn function(&mut self, decl: &FuncDecl) {
        let object = self.object(&decl.name);
        if let Some(object) = object {
            self.declare_params(object, &decl.signature.params);
            let names: Vec<Ident> = decl.type_params.iter().flat_map(|it| it.names.clone()).collect();
            self.declare_type_params(object, &names);
        }
        if let Some((base, names)) = decl.receiver.as_ref().and_then(|it| receiver_params(&it.ty))
            && let Some(base) = self.info.object(base.start)
        {
            self.declare_type_params(base, &names);
        }
        self.functions.push((object, decl.name.name.clone()));
    }

    /// What is known of the ways of a slot.
    fn ways(&self, slot: Slot) -> Vec<Way> {
        self.search.slots.get(&slot).cloned().unwrap_or_default()
    }

    fn call(&mut self, function: &Expr, arguments: &[Expr], span: Span) {
        let Some((name, indices)) = callee(function) else { return };
        let object = self.object(&name);
        let sinks = self.sinks_of(&name.name, object);
        for (family, index, takes) in sinks {
            let way = Way { to: Reaching { family, at: at(self.source, span) }, takes };
            if index == TYPE_ARGUMENT {
                self.type_arguments(indices, way);
            } else if let Some(argument) = arguments.get(index) {
                self.value(argument, way, 0);
            }
        }
        if name.name.starts_with("MapperFunc") || name.name.starts_with("NewMapper") {
            self.mapper(arguments);
        }
        let Some(object) = object else { return };
        // `func (t *T) UnmarshalYAML(unmarshal func(any) error) error`
        let in_yaml = self.functions.last().is_some_and(|it| it.1 == "UnmarshalYAML");
        if let (true, ObjKind::Param, [argument]) = (in_yaml, self.search.u.object(object).kind, arguments) {
            let yaml = FAMILIES.iter().position(|it| it.tag == Some("yaml"));
            let ways =
                yaml.map(|family| Way { to: Reaching { family, at: at(self.source, span) }, takes: Takes::Values });
            ways.into_iter().for_each(|way| self.value(argument, way, 0));
        }
        self.handed_on(object, arguments);
    }

    /// The arguments for parameters that are followed, of the function itself or of a method that an interface calls it by.
    fn handed_on(&mut self, object: ObjId, arguments: &[Expr]) {
        let methods = self.search.called_by(object);
        let variadic = self.search.variadic(object);
        for (index, argument) in arguments.iter().enumerate() {
            let index = variadic.map_or(index, |last| index.min(last));
            for method in &methods {
                for way in self.ways(Slot::Param(*method, index)) {
                    self.value(argument, way, 0);
                }
            }
            for (of, way) in self.search.type_args_of(object) {
                if self.search.mentions(object, index, of) {
                    self.value(argument, way, 0);
                }
            }
        }
    }

    /// The types that are written as type arguments.
    fn type_arguments(&mut self, indices: &[Expr], way: Way) {
        for index in indices {
            let mut names = Names(Vec::new());
            names.expr(index);
            for start in names.0 {
                let Some(object) = self.info.object(start) else { continue };
                match self.search.u.object(object).kind {
                    ObjKind::TypeName => {
                        let ty = self.search.u.object_type(object);
                        self.search.add_type(ty, way);
                    }
                    ObjKind::TypeParam => self.search.follow_type_param(object, way),
                    _ => {}
                }
            }
        }
    }

    /// `MapperFunc(strings.ToLower)`: what it is called says what it does.
    fn mapper(&mut self, arguments: &[Expr]) {
        let mut known = arguments.iter().filter_map(callee).map(|(name, _)| name.name.to_lowercase());
        let key = known.next_back().map_or(Key::Unknown, |name| match name.as_str() {
            name if name.contains("snake") => Key::Snake,
            "tolower" => Key::Lower,
            _ => Key::Unknown,
        });
        self.search.found.mapped.get_or_insert(key);
    }

    /// A value goes the way of what it is put into.
    fn value(&mut self, expr: &Expr, way: Way, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let ty = self.info.ty(expr.span);
        match &expr.kind {
            ExprKind::Paren(inner)
            | ExprKind::Star(inner)
            | ExprKind::Unary { op: UnaryOp::Address, operand: inner } => {
                self.search.add_type(ty, way);
                self.value(inner, way, depth + 1);
            }
            ExprKind::Literal(_) if expr.is_string() => self.says(expr, way),
            ExprKind::Composite { elements, .. } => self.elements(ty, elements, way, depth),
            ExprKind::Call { function, arguments, .. } => self.result(ty, function, arguments, way, depth),
            ExprKind::Ident(name) => {
                self.search.add_type(ty, way);
                self.variable(&Ident { name: name.clone(), span: expr.span }, ty, way);
            }
            ExprKind::Selector { name, .. } => {
                self.search.add_type(ty, way);
                self.variable(name, ty, way);
            }
            ExprKind::TypeAssert { .. } => self.search.add_type(ty, way),
            ExprKind::Index { operand, .. } | ExprKind::Slice { operand, .. } => {
                self.search.add_type(ty, way);
                if self.search.is_loose(ty) {
                    self.value(operand, way, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn elements(&mut self, ty: TypeId, elements: &[Element], way: Way, depth: usize) {
        let listed = matches!(self.search.u.ty(ty), Type::Slice(_) | Type::Array(..));
        self.search.add_type(ty, way);
        let inner = if listed || way.takes == Takes::Names { way } else { Way { takes: Takes::Values, ..way } };
        for element in elements {
            // A map is said by its keys.
            let said = element.key.as_ref().filter(|it| way.takes == Takes::Names && it.is_string());
            self.value(said.unwrap_or(&element.value), inner, depth + 1);
        }
    }

    fn result(&mut self, ty: TypeId, function: &Expr, arguments: &[Expr], way: Way, depth: usize) {
        self.search.add_type(ty, way);
        let object = callee(function).and_then(|(name, _)| self.object(&name));
        match object.map(|it| (it, self.search.u.object(it).kind)) {
            // A conversion, also of what has no name of its own.
            None | Some((_, ObjKind::TypeName | ObjKind::Builtin)) => {
                arguments.iter().for_each(|it| self.value(it, way, depth + 1));
            }
            Some((object, ObjKind::Func | ObjKind::Method)) if self.search.is_loose(ty) => {
                self.search.follow(Slot::Results(object), way);
            }
            _ => {}
        }
    }

    /// Follows a variable whose type says nothing of the value.
    fn variable(&mut self, name: &Ident, ty: TypeId, way: Way) {
        let Some(object) = self.object(name) else { return };
        let kind = self.search.u.object(object).kind;
        match kind {
            ObjKind::Const => {
                if let Some(text) = self.search.constant(object) {
                    self.search.says(&text, way);
                }
            }
            _ if !self.search.is_loose(ty) && !self.search.is_text(ty, way) => {}
            ObjKind::Param => {
                if let Some((function, index)) = self.params.get(&object).copied() {
                    self.search.follow(Slot::Param(function, index), way);
                }
                self.search.follow(Slot::Var(object), way);
            }
            ObjKind::Local | ObjKind::Global | ObjKind::Result | ObjKind::Field { .. } => {
                self.search.follow(Slot::Var(object), way);
            }
            _ => {}
        }
    }

    fn says(&mut self, literal: &Expr, way: Way) {
        let text = self.source.text.get(literal.span.range()).unwrap_or_default();
        self.search.says(text.trim_matches(['"', '`']), way);
    }

    /// `target = value`, where `target` may be an element of what is followed.
    fn assigned(&mut self, target: &Expr, value: &Expr) {
        let name = match &target.kind {
            ExprKind::Ident(name) => Ident { name: name.clone(), span: target.span },
            ExprKind::Selector { name, .. } => name.clone(),
            ExprKind::Index { operand: inner, .. } | ExprKind::Star(inner) | ExprKind::Paren(inner) => {
                return self.assigned(inner, value);
            }
            _ => return,
        };
        let Some(object) = self.object(&name) else { return };
        if matches!(value.kind, ExprKind::FuncLit { .. }) {
            self.closures.insert(value.span, object);
        }
        for way in self.ways(Slot::Var(object)) {
            self.value(value, way, 0);
        }
    }

    fn assigned_all(&mut self, left: &[Expr], right: &[Expr]) {
        match (left, right) {
            ([first, ..], [value]) if left.len() > 1 => self.assigned(first, value),
            _ => left.iter().zip(right).for_each(|(target, value)| self.assigned(target, value)),
        }
    }

    fn declared(&mut self, spec: &ValueSpec) {
        for (name, value) in spec.names.iter().zip(&spec.values) {
            let target = Expr { kind: ExprKind::Ident(name.name.clone()), span: name.span };
            self.assigned(&target, value);
        }
    }

    /// The fields that a literal sets.
    fn literal(&mut self, ty: TypeId, elements: &[Element]) {
        let under = self.search.u.underlying(ty);
        let fields = match elements.first() {
            Some(first) if first.key.is_none() => self.search.u.fields(under),
            _ => Vec::new(),
        };
        for (index, element) in elements.iter().enumerate() {
            let object = match &element.key {
                Some(Expr { kind: ExprKind::Ident(name), span }) => {
                    let object = self.info.object(span.start);
                    let sinks = self.sinks_of(&format!("{name}:"), object);
                    for (family, _, takes) in sinks {
                        let to = Reaching { family, at: at(self.source, element.value.span) };
                        self.value(&element.value, Way { to, takes }, 0);
                    }
                    object
                }
                Some(_) => None,
                None => fields.get(index).map(|it| it.0),
            };
            let ways = object.map(|it| self.ways(Slot::Var(it))).unwrap_or_default();
            ways.into_iter().for_each(|way| self.value(&element.value, way, 0));
        }
    }
}

impl Visit for Reader<'_, '_, '_> {
    fn decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Func(function) => {
                self.function(function);
                walk_decl(self, decl);
                self.functions.pop();
                return;
            }
            Decl::Var(spec) => self.declared(spec),
            _ => {}
        }
        walk_decl(self, decl);
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Assign { left, right, .. } | StmtKind::Define { left, right } => self.assigned_all(left, right),
            StmtKind::Range { value: Some(target), operand, .. } => self.assigned(target, operand),
            StmtKind::Return(values) => {
                let function = self.functions.last().and_then(|it| it.0);
                let ways = function.map(|it| self.ways(Slot::Results(it))).unwrap_or_default();
                for way in ways {
                    values.iter().for_each(|it| self.value(it, way, 0));
                }
            }
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Call { function, arguments, .. } => self.call(function, arguments, expr.span),
            ExprKind::Composite { elements, .. } => self.literal(self.info.ty(expr.span), elements),
            ExprKind::Index { operand, indices } => self.instance(operand, indices, expr.span),
            ExprKind::FuncLit { signature, .. } => {
                let object = self.closures.get(&expr.span).copied();
                if let Some(object) = object {
                    self.declare_params(object, &signature.params);
                }
                self.functions.push((object, SmolStr::default()));
                walk_expr(self, expr);
                self.functions.pop();
                return;
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}

impl Reader<'_, '_, '_> {
    /// `F[T]` and `Type[T]`: of a function that reads `T`, or of one whose type parameter is followed.
    fn instance(&mut self, operand: &Expr, indices: &[Expr], span: Span) {
        let Some((name, _)) = callee(operand) else { return };
        let object = self.object(&name);
        for (family, index, takes) in self.sinks_of(&name.name, object) {
            if index == TYPE_ARGUMENT {
                let to = Reaching { family, at: at(self.source, span) };
                self.type_arguments(indices, Way { to, takes });
            }
        }
        let Some(object) = object else { return };
        for (of, way) in self.search.type_args_of(object) {
            if let Some(index) = indices.get(of) {
                self.type_arguments(std::slice::from_ref(index), way);
            }
        }
    }
}

/// Where the names in an expression start.
struct Names(Vec<u32>);

impl Visit for Names {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Ident(_) => self.0.push(expr.span.start),
            ExprKind::Selector { name, .. } => self.0.push(name.span.start),
            _ => {}
        }
        walk_expr(self, expr);
    }
}

/// The name of what is called, and its type arguments.
fn callee(function: &Expr) -> Option<(Ident, &[Expr])> {
    match &function.kind {
        ExprKind::Ident(name) => Some((Ident { name: name.clone(), span: function.span }, &[])),
        ExprKind::Selector { name, .. } => Some((name.clone(), &[])),
        ExprKind::Paren(inner) | ExprKind::Star(inner) => callee(inner),
        ExprKind::Index { operand, indices } => Some((callee(operand)?.0, indices)),
        _ => None,
    }
}

/// The base of a generic receiver, and the names of its type parameters.
fn receiver_params(ty: &Expr) -> Option<(Span, Vec<Ident>)> {
    match &ty.kind {
        ExprKind::Star(inner) | ExprKind::Paren(inner) => receiver_params(inner),
        ExprKind::Index { operand, indices } => {
            let names = indices.iter().filter_map(|it| Some(callee(it)?.0)).collect();
            Some((operand.span, names))
        }
        _ => None,
    }
}
