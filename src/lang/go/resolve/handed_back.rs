//! What a function hands back of its arguments: `trim(s)` gives the value of `s`, whatever it is called with. Told by the text of small
//! functions alone, without types: where anything is in doubt, nothing is handed back.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::lang::go::ast::{Decl, Expr, ExprKind, Field, FuncDecl, Stmt, StmtKind, UnaryOp};
use crate::lang::go::syntax::EntryKind;
use crate::lang::go::visit::{Visit, walk_decl, walk_expr, walk_stmt};

use super::object::{FileIx, ObjId, ObjKind};
use super::types::{Basic, Type, TypeId};
use super::universe::Universe;

/// Bodies of more bytes are no small helpers.
const SMALL: usize = 2000;

/// A function that returns a variant of its first argument's value: the same id, cleaned.
pub fn passes_through(name: &str, package: Option<&str>) -> bool {
    match package {
        Some("strings") => {
            name.starts_with("Trim") || matches!(name, "ToLower" | "ToUpper" | "ToTitle" | "Clone" | "ToValidUTF8")
        }
        Some("fmt") => name == "Sprint",
        Some("net/url") => matches!(name, "QueryEscape" | "PathEscape" | "QueryUnescape" | "PathUnescape"),
        Some("strconv") => matches!(name, "Quote" | "Itoa"),
        Some("path" | "path/filepath") => matches!(name, "Clean" | "Base"),
        Some("html") => matches!(name, "EscapeString" | "UnescapeString"),
        _ => false,
    }
}

/// For each result, the number of the parameter whose value it has.
pub type HandedBack = Arc<[Option<usize>]>;

impl Universe<'_> {
    /// What a function or method hands back: for each result the one parameter whose value it has wherever the function returns, unless
    /// it returns a constant there. Empty for everything else.
    pub fn handed_back(&mut self, function: ObjId) -> HandedBack {
        if let Some(known) = self.known_handed_back(function) {
            return known;
        }
        // While it is read: a function that calls itself hands nothing back, whichever of a circle is asked first.
        self.keep_handed_back(function, HandedBack::default());
        let found: HandedBack = self.read_handed_back(function).unwrap_or_default().into();
        self.keep_handed_back(function, found.clone());
        found
    }

    fn read_handed_back(&mut self, function: ObjId) -> Option<Vec<Option<usize>>> {
        if !matches!(self.object(function).kind, ObjKind::Func | ObjKind::Method) {
            return None;
        }
        // Variants for several platforms may differ.
        let [(file, name)] = self.object(function).decls[..] else { return None };
        let results: Vec<bool> = self.result_objects(function).into_iter().map(|it| self.is_handed(it)).collect();
        let takes = self.param_objects(function).into_iter().any(|it| self.is_handed(it));
        if !takes || !results.contains(&true) {
            return None;
        }
        let outline = self.outline(file);
        let declares = |it: &crate::lang::go::syntax::Entry| {
            it.kind == EntryKind::Func && it.names.first().is_some_and(|it| it.span == name)
        };
        let at = outline.entries.iter().position(declares)?;
        outline.entries[at].body.filter(|body| body.len() <= SMALL)?;
        if !self.enter() {
            return None;
        }
        let decls = self.parse(file, at as u32, true);
        let found = match decls.first() {
            Some(Decl::Func(declared)) => Function::read(declared).handed_back(self, file, &results),
            _ => Vec::new(),
        };
        self.leave();
        Some(found)
    }

    /// An identifier can be its value, or what it points to. A `bool` is none.
    fn is_handed(&mut self, object: ObjId) -> bool {
        let ty = self.object_type(object);
        let pointed = if let Type::Pointer(to) = *self.ty(ty) { to } else { ty };
        self.is_text_like(pointed)
    }

    fn is_text_like(&mut self, ty: TypeId) -> bool {
        if matches!(self.ty(ty), Type::TypeParam(_)) {
            return true;
        }
        let under = self.underlying(ty);
        match self.ty(under) {
            Type::Basic(basic) => !matches!(basic, Basic::Bool | Basic::UntypedBool),
            Type::Array(..) => true,
            _ => false,
        }
    }
}

/// What a value is, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    /// A constant, or nothing so far.
    Constant,
    /// That of the parameter with this number.
    Parameter(usize),
    /// Anything else.
    Other,
}

impl Value {
    fn or(self, other: Value) -> Value {
        match (self, other) {
            (Value::Constant, it) | (it, Value::Constant) => it,
            (one, other) if one == other => one,
            _ => Value::Other,
        }
    }
}

/// What a name of a function is given somewhere.
enum Given {
    Expr(Expr),
    Unknown,
}

/// A function, as far as its values go. Names are told apart by nothing but their letters: two of one name are one that is given more.
#[derive(Default)]
struct Function {
    parameters: FxHashMap<SmolStr, Value>,
    given: FxHashMap<SmolStr, Vec<Given>>,
    results: Vec<Option<SmolStr>>,
    returns: Vec<Vec<Expr>>,
    /// How many function literals are around.
    literals: usize,
}

impl Function {
    fn read(declared: &FuncDecl) -> Self {
        let mut function = Self::default();
        let mut number = 0;
        for field in &declared.signature.params {
            let rest = matches!(field.ty.kind, ExprKind::Ellipsis(_));
            for name in &field.names {
                let value = if rest { Value::Other } else { Value::Parameter(number) };
                function.parameters.insert(name.name.clone(), value);
                number += 1;
            }
            number += usize::from(field.names.is_empty());
        }
        for field in &declared.signature.results {
            function.results.extend(field.names.iter().map(|name| Some(name.name.clone())));
            function.results.extend(field.names.is_empty().then_some(None));
            for name in &field.names {
                function.given.entry(name.name.clone()).or_default();
            }
        }
        declared.body.iter().for_each(|body| function.block(body));
        function
    }

    fn handed_back(&self, universe: &mut Universe, file: FileIx, wanted: &[bool]) -> Vec<Option<usize>> {
        let names = self.settled(universe, file);
        let result = |(at, wanted): (usize, &bool)| {
            let returned = self.returns.iter().map(|values| match values.as_slice() {
                [] => self.results[at].as_ref().and_then(|name| names.get(name)).copied().unwrap_or(Value::Other),
                values => values.get(at).map_or(Value::Other, |it| value(universe, file, it, &names)),
            });
            match returned.fold(Value::Constant, Value::or) {
                Value::Parameter(number) if *wanted => Some(number),
                _ => None,
            }
        };
        wanted.iter().enumerate().map(result).collect()
    }

    /// What each name holds, over all that it is given anywhere.
    fn settled(&self, universe: &mut Universe, file: FileIx) -> FxHashMap<SmolStr, Value> {
        let mut names = self.parameters.clone();
        for name in self.given.keys() {
            names.entry(name.clone()).or_insert(Value::Constant);
        }
        // A value only ever becomes less known, so this ends.
        loop {
            let mut changed = false;
            for (name, given) in &self.given {
                let before = names[name];
                let after = given.iter().fold(before, |known, it| match it {
                    Given::Expr(expr) => known.or(value(universe, file, expr, &names)),
                    Given::Unknown => Value::Other,
                });
                changed |= after != before;
                names.insert(name.clone(), after);
            }
            if !changed {
                return names;
            }
        }
    }

    fn give(&mut self, target: &Expr, given: Given) {
        if let ExprKind::Ident(name) = &target.kind {
            self.given.entry(name.clone()).or_default().push(given);
        } else if let Some(name) = root(target) {
            // A part of it changes.
            self.given.entry(name).or_default().push(Given::Unknown);
        }
    }

    fn give_all(&mut self, left: &[Expr], right: &[Expr]) {
        for (at, target) in left.iter().enumerate() {
            let known = right.get(at).filter(|_| left.len() == right.len() || at == 0);
            self.give(target, known.map_or(Given::Unknown, |it| Given::Expr(it.clone())));
        }
    }

    fn unknown(&mut self, field: &Field) {
        for name in &field.names {
            self.given.entry(name.name.clone()).or_default().push(Given::Unknown);
        }
    }
}

impl Visit for Function {
    fn decl(&mut self, decl: &Decl) {
        if let Decl::Var(spec) | Decl::Const(spec) = decl {
            for (at, name) in spec.names.iter().enumerate() {
                let known = spec.values.get(at).filter(|_| spec.values.len() == spec.names.len() || at == 0);
                let given = self.given.entry(name.name.clone()).or_default();
                match known {
                    Some(value) => given.push(Given::Expr(value.clone())),
                    // Without values it is zero, which is a constant.
                    None if spec.values.is_empty() && !spec.implicit => {}
                    None => given.push(Given::Unknown),
                }
            }
        }
        walk_decl(self, decl);
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Assign { left, op, right } if op == "=" => self.give_all(left, right),
            StmtKind::Define { left, right } => self.give_all(left, right),
            StmtKind::Assign { left, .. } => left.iter().for_each(|it| self.give(it, Given::Unknown)),
            StmtKind::IncDec(target) => self.give(target, Given::Unknown),
            StmtKind::Range { key, value, .. } => {
                key.iter().chain(value).for_each(|it| self.give(it, Given::Unknown));
            }
            StmtKind::TypeSwitch { binding: Some(name), .. } => {
                self.given.entry(name.name.clone()).or_default().push(Given::Unknown);
            }
            StmtKind::Return(values) if self.literals == 0 => self.returns.push(values.clone()),
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn field(&mut self, field: &Field) {
        if self.literals > 0 {
            self.unknown(field);
        }
        self.expr(&field.ty);
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::FuncLit { .. } => {
                self.literals += 1;
                walk_expr(self, expr);
                self.literals -= 1;
                return;
            }
            // Whoever has the address may change it.
            ExprKind::Call { function, arguments, .. } => {
                for argument in arguments {
                    if let ExprKind::Unary { op: UnaryOp::Address, operand } = &argument.kind {
                        self.give(operand, Given::Unknown);
                    }
                }
                if let ExprKind::Selector { operand, .. } = &function.kind {
                    self.give_method(operand);
                }
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}

impl Function {
    /// A method of what a parameter or a variable holds may change it.
    fn give_method(&mut self, operand: &Expr) {
        let Some(name) = root(operand) else { return };
        if self.parameters.contains_key(&name) || self.given.contains_key(&name) {
            self.given.entry(name).or_default().push(Given::Unknown);
        }
    }
}

/// The name that a chain of selectors, indexes and pointers begins with.
fn root(expr: &Expr) -> Option<SmolStr> {
    match &expr.kind {
        ExprKind::Ident(name) => Some(name.clone()),
        ExprKind::Paren(inner) | ExprKind::Star(inner) => root(inner),
        ExprKind::Selector { operand, .. } | ExprKind::Index { operand, .. } | ExprKind::Slice { operand, .. } => {
            root(operand)
        }
        _ => None,
    }
}

/// What an expression has, where the names hold these values.
fn value(universe: &mut Universe, file: FileIx, expr: &Expr, names: &FxHashMap<SmolStr, Value>) -> Value {
    match &expr.kind {
        ExprKind::Ident(name) => match names.get(name) {
            Some(known) => *known,
            None if name == "nil" => Value::Constant,
            None => Value::Other,
        },
        ExprKind::Literal(_) => Value::Constant,
        ExprKind::Paren(inner) | ExprKind::Star(inner) | ExprKind::Unary { op: UnaryOp::Address, operand: inner } => {
            value(universe, file, inner, names)
        }
        ExprKind::Call { function, arguments, spread: false } => {
            let Some(at) = hands_back(universe, file, function, names) else { return Value::Other };
            arguments.get(at).map_or(Value::Other, |it| value(universe, file, it, names))
        }
        _ => Value::Other,
    }
}

/// The number of the argument whose value a call has.
fn hands_back(
    universe: &mut Universe,
    file: FileIx,
    function: &Expr,
    names: &FxHashMap<SmolStr, Value>,
) -> Option<usize> {
    match &function.kind {
        ExprKind::Paren(inner) => hands_back(universe, file, inner, names),
        ExprKind::Ident(name) if !names.contains_key(name) => {
            let object = universe.file_scope(file, name)?;
            match universe.object(object).kind {
                ObjKind::TypeName => Some(0),
                ObjKind::Func => universe.handed_back(object).first().copied().flatten(),
                _ => None,
            }
        }
        ExprKind::Selector { operand, name } => {
            let ExprKind::Ident(package) = &operand.kind else { return None };
            let import = universe.file_scope(file, package).filter(|_| !names.contains_key(package))?;
            let path = universe.import_path(import)?;
            passes_through(&name.name, Some(&path)).then_some(0)
        }
        _ => None,
    }
}
