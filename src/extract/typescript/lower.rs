//! tree-sitter's tree to the tables of `module`. Recursion is bounded: what is nested deeper stays out of the tables, and its
//! hits are listed by what the syntax says of the single word.

use smol_str::{SmolStr, format_smolstr};
use tree_sitter::Node;

use super::module::*;
use crate::extract::tree::{children, span};
use crate::model::Span;

/// Deepest nesting of nodes that is read. A thread's stack of 2 MB holds several times this.
const DEPTH: u32 = 220;

/// Reads a whole file.
pub fn lower(path: &str, text: &str, root: Node<'_>) -> Module {
    let mut lower = Lower {
        text,
        m: Module::default(),
        scope: 0,
        depth: 0,
        path: Vec::new(),
        func: Vec::new(),
        lines: None,
        owned: false,
    };
    lower.m.path = SmolStr::new(path);
    lower.m.scopes.push(Scope { func: true, ..Scope::default() });
    lower.statements(root);
    let mut module = lower.m;
    module.names.sort_by_key(|(span, _)| (span.start, span.end));
    module.regions.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    module
}

pub(super) struct Lower<'a> {
    pub(super) text: &'a str,
    pub(super) m: Module,
    pub(super) scope: ScopeId,
    pub(super) depth: u32,
    /// Names of enclosing declarations.
    pub(super) path: Vec<SmolStr>,
    /// Enclosing functions.
    pub(super) func: Vec<FuncId>,
    lines: Option<crate::model::LineIndex>,
    /// The next expression is the value of a variable, a property or a field: it is named after its owner.
    pub(super) owned: bool,
}

impl<'a> Lower<'a> {
    // Helpers.

    pub(super) fn str(&self, node: Node<'_>) -> &'a str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    pub(super) fn ident(&self, node: Node<'_>) -> Ident {
        Ident { name: SmolStr::new(self.str(node)), span: span(node) }
    }

    /// The content of a string node.
    pub(super) fn content(&self, node: Node<'_>) -> Ident {
        let range = node.byte_range();
        let (start, end) = (range.start + 1, range.end.saturating_sub(1).max(range.start + 1));
        Ident { name: SmolStr::new(self.text.get(start..end).unwrap_or_default()), span: Span::new(start, end) }
    }

    pub(super) fn line(&mut self, node: Node<'_>) -> u32 {
        let text = self.text;
        self.lines
            .get_or_insert_with(|| crate::model::LineIndex::new(text.as_bytes()))
            .position(node.start_byte() as u32)
            .line
    }

    pub(super) fn name(&mut self, span: Span, what: NameRef) {
        self.m.names.push((span, what));
    }

    pub(super) fn region(&mut self, node: Node<'_>, names: Vec<SmolStr>) {
        if !names.is_empty() {
            self.m.regions.push((span(node), names));
        }
    }

    pub(super) fn link(&mut self, from: ExprId, to: Target, node: Node<'_>) {
        self.m.links.push(Link { from, to, span: span(node) });
    }

    pub(super) fn joined(&self) -> SmolStr {
        SmolStr::new(self.path.join("."))
    }

    pub(super) fn add_expr(&mut self, kind: ExprKind, node: Node<'_>, place: Place) -> ExprId {
        self.m.exprs.push(Expr { kind, span: span(node), scope: self.scope, place });
        (self.m.exprs.len() - 1) as ExprId
    }

    pub(super) fn add_type(&mut self, kind: TypeKind) -> TypeId {
        self.m.types.push(TypeNode { kind, scope: self.scope });
        (self.m.types.len() - 1) as TypeId
    }

    pub(super) fn add_shape(&mut self, kind: ShapeKind, path: SmolStr, node: Node<'_>) -> ShapeId {
        self.m.shapes.push(Shape {
            kind,
            path,
            members: Vec::new(),
            type_params: Vec::new(),
            extends: Vec::new(),
            bases: Vec::new(),
            super_args: Vec::new(),
            index: None,
            call: None,
            expr: None,
            span: span(node),
        });
        (self.m.shapes.len() - 1) as ShapeId
    }

    pub(super) fn add_root(&mut self, ty: Option<TypeId>, init: Option<ExprId>, kind: RootKind) -> u32 {
        self.m.roots.push(Root { ty, init, kind, binding: None, rest: false });
        (self.m.roots.len() - 1) as u32
    }

    pub(super) fn enter_scope(&mut self, func: bool) -> ScopeId {
        let outer = self.scope;
        self.m.scopes.push(Scope { parent: Some(outer), func, ..Scope::default() });
        self.scope = (self.m.scopes.len() - 1) as ScopeId;
        outer
    }

    pub(super) fn declare(&mut self, ident: Ident, kind: BindingKind, what: What) -> BindingId {
        self.declare_in(self.scope, ident, kind, what)
    }

    pub(super) fn declare_in(&mut self, scope: ScopeId, ident: Ident, kind: BindingKind, what: What) -> BindingId {
        let varlike = matches!(what, What::Value(_) | What::TypeParam { .. });
        let owner = self.joined();
        let path = match (owner.is_empty(), varlike) {
            (true, _) => ident.name.clone(),
            (false, true) => format_smolstr!("{owner}/{}", ident.name),
            (false, false) => format_smolstr!("{owner}.{}", ident.name),
        };
        let id = self.m.bindings.len() as BindingId;
        self.m.scopes[scope as usize].names.entry(ident.name.clone()).or_default().push(id);
        self.m.bindings.push(Binding { ident, kind, path, what });
        id
    }

    /// Runs `inner` one level deeper, or not at all when that is too deep.
    pub(super) fn deeper<T>(&mut self, otherwise: T, inner: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= DEPTH {
            return otherwise;
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn global(&self) -> bool {
        self.func.is_empty() && self.scope == 0
    }

    // Statements.

    pub(super) fn statements(&mut self, node: Node<'_>) {
        for child in children(node) {
            self.statement(child);
        }
    }

    fn block(&mut self, node: Node<'_>) {
        let outer = self.enter_scope(false);
        self.statement_parts(node);
        self.scope = outer;
    }

    /// Any statement, or any other node that holds statements or expressions.
    pub(super) fn statement(&mut self, node: Node<'_>) {
        self.deeper((), |this| this.statement_here(node));
    }

    fn statement_here(&mut self, node: Node<'_>) {
        match node.kind() {
            "import_statement" => self.import(node),
            "export_statement" => self.export(node),
            "lexical_declaration" | "variable_declaration" => {
                for child in children(node) {
                    self.declarator(child, node.kind() == "variable_declaration");
                }
            }
            "function_declaration" | "generator_function_declaration" | "function_signature" => {
                self.function_declaration(node);
            }
            "class_declaration" | "abstract_class_declaration" => {
                self.class(node, true);
            }
            "interface_declaration" => self.interface(node),
            "type_alias_declaration" => self.alias(node),
            "enum_declaration" => self.enumeration(node),
            "module" | "internal_module" => self.namespace(node),
            "return_statement" => {
                let Some(value) = children(node).next() else { return };
                let place = self.func.last().map_or(Place::Free, |it| Place::Returned(*it));
                let value = self.expr(value, place);
                if let Some(func) = self.func.last().copied() {
                    self.m.funcs[func as usize].returned.push(value);
                    self.link(value, Target::Result(func), node);
                }
            }
            "statement_block" => self.block(node),
            "for_in_statement" => self.for_in(node),
            "for_statement" | "catch_clause" => self.scoped_parts(node),
            "switch_case" => {
                let value = node.child_by_field_name("value");
                let label = value.filter(|it| it.kind() == "string").map(|it| self.content(it).name);
                self.region(node, label.into_iter().collect());
                self.statement_parts(node);
            }
            "labeled_statement" => {
                if let Some(label) = node.child_by_field_name("label") {
                    self.name(span(label), NameRef::Label);
                }
                self.statement_parts(node);
            }
            "comment" | "empty_statement" | "debugger_statement" | "hash_bang_line" => {}
            "statement_identifier" => self.name(span(node), NameRef::Label),
            "if_statement" => {
                let condition = node.child_by_field_name("condition");
                if let (Some(condition), Some(then)) = (condition, node.child_by_field_name("consequence")) {
                    let labels = self.compared_texts(condition);
                    self.region(then, labels);
                }
                self.statement_parts(node);
            }
            kind if is_statement(kind) => self.statement_parts(node),
            _ => {
                self.expr(node, Place::Free);
            }
        }
    }

    /// The strings that a condition compares with: `if (kind === 'planning')`.
    fn compared_texts(&self, condition: Node<'_>) -> Vec<SmolStr> {
        let mut texts = Vec::new();
        let mut open = vec![condition];
        for _ in 0..32 {
            let Some(node) = open.pop() else { break };
            match node.kind() {
                "parenthesized_expression" => open.extend(children(node)),
                "binary_expression" => {
                    let equal =
                        node.child_by_field_name("operator").is_some_and(|it| matches!(it.kind(), "===" | "=="));
                    let sides = ["right", "left"].map(|it| node.child_by_field_name(it));
                    if equal {
                        texts.extend(
                            sides
                                .into_iter()
                                .flatten()
                                .filter(|it| it.kind() == "string")
                                .map(|it| self.content(it).name),
                        );
                    } else {
                        open.extend(sides.into_iter().flatten());
                    }
                }
                _ => {}
            }
        }
        texts
    }

    fn statement_parts(&mut self, node: Node<'_>) {
        for child in children(node) {
            self.statement(child);
        }
    }

    fn scoped_parts(&mut self, node: Node<'_>) {
        let outer = self.enter_scope(false);
        if let Some(parameter) = node.child_by_field_name("parameter") {
            let root = self.add_root(None, None, RootKind::Catch);
            self.pattern(parameter, root, Vec::new(), BindingKind::Local);
        }
        for child in children(node) {
            if node.child_by_field_name("parameter") != Some(child) {
                self.statement(child);
            }
        }
        self.scope = outer;
    }

    fn for_in(&mut self, node: Node<'_>) {
        let outer = self.enter_scope(false);
        let right = node.child_by_field_name("right").map(|it| self.expr(it, Place::Free));
        if let Some(left) = node.child_by_field_name("left") {
            if node.child_by_field_name("kind").is_some() {
                let of = node.child_by_field_name("operator").is_some_and(|it| it.kind() == "of");
                let root = self.add_root(None, right, if of { RootKind::Of } else { RootKind::In });
                self.pattern(left, root, Vec::new(), BindingKind::Local);
            } else {
                self.expr(left, Place::Free);
            }
        }
        if let Some(body) = node.child_by_field_name("body") {
            self.statement(body);
        }
        self.scope = outer;
    }

    fn declarator(&mut self, node: Node<'_>, hoisted: bool) {
        let Some(name) = node.child_by_field_name("name") else { return self.statement_parts(node) };
        let ty = node.child_by_field_name("type").and_then(|it| self.annotation(it));
        let kind = if self.global() { BindingKind::Global } else { BindingKind::Local };
        let simple = name.kind() == "identifier";
        if simple {
            self.path.push(SmolStr::new(self.str(name)));
            let region = self.str(name);
            self.region(node, vec![SmolStr::new(region)]);
        }
        // A self reference (`const f = () => f()`) must find the name: it is declared once the initialiser is read, in the same
        // scope, and looked up only after the whole file is read.
        let place = ty.map_or(Place::Free, Place::Typed);
        self.owned = simple;
        let init = node.child_by_field_name("value").map(|it| self.expr(it, place));
        self.owned = false;
        if simple {
            self.path.pop();
        }
        let root = self.add_root(ty, init, RootKind::Variable);
        let scope = self.scope;
        if hoisted {
            while !self.m.scopes[self.scope as usize].func {
                let Some(parent) = self.m.scopes[self.scope as usize].parent else { break };
                self.scope = parent;
            }
        }
        self.pattern(name, root, Vec::new(), kind);
        self.scope = scope;
        if let (Some(binding), Some(init)) = (self.m.roots[root as usize].binding, init) {
            self.link(init, Target::Binding(binding), node);
            if let ExprKind::Func(func) = self.m.expr(init).kind {
                self.m.funcs[func as usize].binding.get_or_insert(binding);
            }
        }
    }

    /// Declares the names of a pattern.
    pub(super) fn pattern(&mut self, node: Node<'_>, root: u32, steps: Vec<Step>, kind: BindingKind) {
        self.deeper((), |this| this.pattern_here(node, root, steps, kind));
    }

    fn add_pat(&mut self, root: u32, steps: Vec<Step>, default: Option<ExprId>) -> PatId {
        self.m.pats.push(Pat { root, steps, default });
        (self.m.pats.len() - 1) as PatId
    }

    fn pattern_here(&mut self, node: Node<'_>, root: u32, steps: Vec<Step>, kind: BindingKind) {
        match node.kind() {
            "identifier" | "undefined" | "this" => {
                let ident = self.ident(node);
                let simple = steps.is_empty();
                let pat = self.add_pat(root, steps, None);
                let id = self.declare(ident, kind, What::Value(pat));
                self.name(span(node), NameRef::Declares(id));
                if simple {
                    self.m.roots[root as usize].binding = Some(id);
                }
            }
            "object_pattern" => {
                for child in children(node) {
                    self.property_pattern(child, root, &steps, kind);
                }
            }
            "array_pattern" => self.array_pattern(node, root, &steps, kind),
            "assignment_pattern" => {
                let default = node.child_by_field_name("right").map(|it| self.expr(it, Place::Free));
                if let Some(left) = node.child_by_field_name("left") {
                    self.pattern(left, root, steps, kind);
                    self.default_of_last(default, node);
                }
            }
            "rest_pattern" => {
                if let Some(inner) = children(node).next() {
                    let simple = steps.is_empty();
                    self.m.roots[root as usize].rest |= simple;
                    let steps = if simple { steps } else { steps.into_iter().chain([Step::Rest]).collect() };
                    self.pattern(inner, root, steps, kind);
                }
            }
            "comment" => {}
            _ => {
                self.expr(node, Place::Free);
            }
        }
    }

    fn default_of_last(&mut self, default: Option<ExprId>, node: Node<'_>) {
        let Some(default) = default else { return };
        let Some(last) = self.m.bindings.last() else { return };
        if let What::Value(pat) = last.what {
            self.m.pats[pat as usize].default = Some(default);
            let id = (self.m.bindings.len() - 1) as BindingId;
            self.link(default, Target::Binding(id), node);
        }
    }

    fn array_pattern(&mut self, node: Node<'_>, root: u32, steps: &[Step], kind: BindingKind) {
        // Commas are unnamed nodes; holes count.
        let mut cursor = node.walk();
        let mut index = 0;
        let mut more = cursor.goto_first_child();
        while more {
            let child = cursor.node();
            if child.kind() == "," {
                index += 1;
            } else if child.is_named() {
                let steps = steps.iter().cloned().chain([Step::Element(index)]).collect();
                self.pattern(child, root, steps, kind);
            }
            more = cursor.goto_next_sibling();
        }
    }

    fn property_pattern(&mut self, node: Node<'_>, root: u32, steps: &[Step], kind: BindingKind) {
        let shorthand = match node.kind() {
            "shorthand_property_identifier_pattern" => Some((node, None)),
            "object_assignment_pattern" => {
                let left = node.child_by_field_name("left");
                left.filter(|it| it.kind() == "shorthand_property_identifier_pattern")
                    .map(|it| (it, node.child_by_field_name("right")))
            }
            _ => None,
        };
        if let Some((name, default)) = shorthand {
            let ident = self.ident(name);
            let default = default.map(|it| self.expr(it, Place::Free));
            let parent = self.add_pat(root, steps.to_vec(), None);
            let steps = steps.iter().cloned().chain([Step::Property(ident.name.clone())]).collect();
            let pat = self.add_pat(root, steps, default);
            let id = self.declare(ident, kind, What::Value(pat));
            self.name(span(name), NameRef::PatternShorthand(parent, id));
            if let Some(default) = default {
                self.link(default, Target::Binding(id), node);
            }
            return;
        }
        match node.kind() {
            "pair_pattern" => {
                let (Some(key), Some(value)) = (node.child_by_field_name("key"), node.child_by_field_name("value"))
                else {
                    return;
                };
                let Some((key, _)) = self.key(key) else { return self.pattern(value, root, vec![Step::Rest], kind) };
                let parent = self.add_pat(root, steps.to_vec(), None);
                self.name(key.span, NameRef::PatternKey(parent, key.name.clone()));
                let steps = steps.iter().cloned().chain([Step::Property(key.name)]).collect();
                self.pattern(value, root, steps, kind);
            }
            "rest_pattern" => {
                if let Some(inner) = children(node).next() {
                    let steps = steps.iter().cloned().chain([Step::Rest]).collect();
                    self.pattern(inner, root, steps, kind);
                }
            }
            _ => self.pattern(node, root, steps.to_vec(), kind),
        }
    }

    /// A property name; `None` for a computed one (its expression is read). The flag: it stands in quotes.
    pub(super) fn key(&mut self, node: Node<'_>) -> Option<(Ident, bool)> {
        match node.kind() {
            "string" => Some((self.content(node), true)),
            "computed_property_name" => {
                let inner = children(node).next();
                if let Some(inner) = inner.filter(|it| it.kind() == "string") {
                    return Some((self.content(inner), true));
                }
                if let Some(inner) = inner {
                    self.expr(inner, Place::Free);
                }
                None
            }
            _ => Some((self.ident(node), false)),
        }
    }

    fn import(&mut self, node: Node<'_>) {
        let Some(source) = node.child_by_field_name("source") else { return self.statement_parts(node) };
        let source = self.content(source);
        self.name(source.span, NameRef::ModulePath);
        for clause in children(node).filter(|it| it.kind() == "import_clause") {
            for part in children(clause) {
                match part.kind() {
                    "identifier" => self.import_name(part, None, &source.name, "default"),
                    "namespace_import" => {
                        if let Some(name) = children(part).next() {
                            let what = What::ImportAll { source: source.name.clone() };
                            let ident = self.ident(name);
                            let id = self.declare(ident, BindingKind::Import, what);
                            self.name(span(name), NameRef::Declares(id));
                        }
                    }
                    _ => {
                        for specifier in children(part).filter(|it| it.kind() == "import_specifier") {
                            let Some(name) = specifier.child_by_field_name("name") else { continue };
                            let imported = self.str(name).trim_matches(['"', '\'']);
                            let alias = specifier.child_by_field_name("alias");
                            self.import_name(name, alias, &source.name, imported);
                        }
                    }
                }
            }
        }
    }

    fn import_name(&mut self, name: Node<'_>, alias: Option<Node<'_>>, source: &SmolStr, imported: &str) {
        let local = alias.unwrap_or(name);
        let what = What::Import {
            source: source.clone(),
            name: SmolStr::new(imported),
            local_only: alias.is_some() || imported == "default",
        };
        let ident = self.ident(local);
        let id = self.declare(ident, BindingKind::Import, what);
        if alias.is_some() {
            self.name(span(name), NameRef::Imported(id));
        }
        self.name(span(local), NameRef::Declares(id));
    }

    fn export(&mut self, node: Node<'_>) {
        let source = node.child_by_field_name("source").map(|it| self.content(it));
        if let Some(source) = &source {
            self.name(source.span, NameRef::ModulePath);
        }
        let is_default =
            (0..node.child_count() as u32).any(|at| node.child(at).is_some_and(|it| it.kind() == "default"));
        let mut named = false;
        for child in children(node) {
            match child.kind() {
                "export_clause" => {
                    named = true;
                    for specifier in children(child).filter(|it| it.kind() == "export_specifier") {
                        self.export_name(specifier, source.as_ref());
                    }
                }
                "namespace_export" => {
                    named = true;
                    if let (Some(name), Some(source)) = (children(child).next(), &source) {
                        let export = Export::Namespace { source: source.name.clone() };
                        self.m.exports.insert(SmolStr::new(self.str(name)), export);
                        self.name(span(name), NameRef::Exported(SmolStr::new(self.str(name))));
                    }
                }
                "string" | "comment" | "decorator" if source.is_some() => {}
                kind if kind.ends_with("_declaration")
                    || matches!(kind, "function_signature" | "internal_module" | "module") =>
                {
                    self.export_declaration(child, is_default);
                }
                _ => {
                    let value = self.expr(child, Place::Free);
                    self.m.exports.insert(SmolStr::new_static("default"), Export::Value(value));
                }
            }
        }
        if let Some(source) = source.filter(|_| !named) {
            self.m.export_all.push(source.name);
        }
    }

    fn export_name(&mut self, specifier: Node<'_>, source: Option<&Ident>) {
        let Some(name) = specifier.child_by_field_name("name") else { return };
        let alias = specifier.child_by_field_name("alias");
        let exported = SmolStr::new(self.str(alias.unwrap_or(name)).trim_matches(['"', '\'']));
        let local = SmolStr::new(self.str(name).trim_matches(['"', '\'']));
        let export = match source {
            Some(source) => Export::From { source: source.name.clone(), name: local.clone() },
            None => Export::Local(local.clone()),
        };
        self.m.exports.insert(exported.clone(), export);
        match source {
            None => {
                let used = self.add_expr(ExprKind::Ident(local), name, Place::Free);
                self.name(span(name), NameRef::Ident(used));
            }
            Some(_) => self.name(span(name), NameRef::Exported(exported.clone())),
        }
        if let Some(alias) = alias {
            self.name(span(alias), NameRef::Exported(exported));
        }
    }

    fn export_declaration(&mut self, node: Node<'_>, is_default: bool) {
        let before = self.m.bindings.len();
        self.statement(node);
        // What the declaration itself declares in the module: not the names inside of it.
        let global: Vec<BindingId> = (before..self.m.bindings.len()).map(|it| it as BindingId).collect();
        for id in global {
            let name = self.m.binding(id).ident.name.clone();
            let scope = self.scope;
            if self.m.scopes[scope as usize].names.get(&name).is_some_and(|it| it.contains(&id)) && scope == 0 {
                let name = if is_default { SmolStr::new_static("default") } else { name };
                self.m.exports.entry(name).or_insert(Export::Binding(id));
            }
        }
    }

    fn namespace(&mut self, node: Node<'_>) {
        let Some(name) = node.child_by_field_name("name") else { return self.statement_parts(node) };
        let named = matches!(name.kind(), "identifier");
        let outer_scope = self.scope;
        if let Some(body) = node.child_by_field_name("body") {
            let label = SmolStr::new(self.str(name));
            self.path.push(label);
            let inner = self.enter_scope(true);
            let scope = self.scope;
            for child in children(body) {
                self.statement(child);
            }
            self.scope = inner;
            self.path.pop();
            if named {
                let ident = self.ident(name);
                let id = self.declare_in(outer_scope, ident, BindingKind::Type, What::Namespace(scope));
                self.name(span(name), NameRef::Declares(id));
            }
        }
    }

    // Functions.

    fn function_declaration(&mut self, node: Node<'_>) {
        let Some(name) = node.child_by_field_name("name") else { return self.statement_parts(node) };
        let ident = self.ident(name);
        let func = self.m.funcs.len() as FuncId;
        self.m.funcs.push(Func::default());
        let id = self.declare(ident.clone(), BindingKind::Function, What::Func(func));
        self.name(span(name), NameRef::Declares(id));
        self.path.push(ident.name.clone());
        self.region(node, vec![ident.name.clone()]);
        self.function(node, func, None);
        self.path.pop();
        self.m.funcs[func as usize].binding = Some(id);
        self.m.funcs[func as usize].name = Some(ident);
    }

    /// Parameters, types and body of any function-like node into the function `id`.
    pub(super) fn function(&mut self, node: Node<'_>, id: FuncId, this: Option<ShapeId>) {
        let outer = self.enter_scope(true);
        self.m.scopes[self.scope as usize].this = this;
        self.func.push(id);
        let type_params =
            node.child_by_field_name("type_parameters").map(|it| self.type_params(it)).unwrap_or_default();
        let mut params = Vec::new();
        if let Some(single) = node.child_by_field_name("parameter") {
            let root = self.add_root(None, None, RootKind::Parameter(id, 0));
            self.pattern(single, root, Vec::new(), BindingKind::Parameter);
            params.push(root);
        }
        if let Some(list) = node.child_by_field_name("parameters") {
            for parameter in children(list).filter(|it| it.kind().ends_with("_parameter")) {
                let index = params.len() as u32;
                params.push(self.parameter(parameter, id, index, this));
            }
        }
        let ret = node.child_by_field_name("return_type").and_then(|it| self.annotation(it));
        let is_async =
            (0..node.child_count().min(6) as u32).any(|at| node.child(at).is_some_and(|it| it.kind() == "async"));
        let func = &mut self.m.funcs[id as usize];
        (func.type_params, func.params, func.ret, func.is_async) = (type_params, params, ret, is_async);
        func.generator = node.kind().starts_with("generator");
        if let Some(body) = node.child_by_field_name("body") {
            self.m.funcs[id as usize].has_body = true;
            if body.kind() == "statement_block" {
                // The body shares the scope of the parameters.
                self.statement_parts(body);
            } else {
                let value = self.expr(body, Place::Returned(id));
                self.m.funcs[id as usize].returned.push(value);
                self.link(value, Target::Result(id), body);
            }
        }
        self.func.pop();
        self.scope = outer;
    }

    fn parameter(&mut self, node: Node<'_>, func: FuncId, index: u32, this: Option<ShapeId>) -> u32 {
        let ty = node.child_by_field_name("type").and_then(|it| self.annotation(it));
        let place = ty.map_or(Place::Free, Place::Typed);
        let init = node.child_by_field_name("value").map(|it| self.expr(it, place));
        let root = self.add_root(ty, init, RootKind::Parameter(func, index));
        let pattern = node.child_by_field_name("pattern").or_else(|| node.child_by_field_name("name"));
        for decorator in children(node).filter(|it| it.kind() == "decorator") {
            self.statement_parts(decorator);
        }
        let Some(pattern) = pattern else { return root };
        self.pattern(pattern, root, Vec::new(), BindingKind::Parameter);
        if let (Some(binding), Some(init)) = (self.m.roots[root as usize].binding, init) {
            self.link(init, Target::Binding(binding), node);
        }
        // `constructor(private readonly runId: string)` declares a field too.
        let property = children(node).any(|it| it.kind() == "accessibility_modifier")
            || (0..node.child_count() as u32).any(|at| node.child(at).is_some_and(|it| it.kind() == "readonly"));
        if let (true, Some(shape), "identifier") = (property, this, pattern.kind()) {
            let key = self.ident(pattern);
            self.m.shapes[shape as usize].members.push(Member { key, ty, value: init, ..Member::default() });
        }
        root
    }

    // Types that are declared.

    fn interface(&mut self, node: Node<'_>) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let ident = self.ident(name);
        self.path.push(ident.name.clone());
        self.region(node, vec![ident.name.clone()]);
        let outer = self.enter_scope(false);
        let path = self.joined();
        let shape = self.add_shape(ShapeKind::Interface, path, node);
        let params = node.child_by_field_name("type_parameters").map(|it| self.type_params(it)).unwrap_or_default();
        self.m.shapes[shape as usize].type_params = params;
        for heritage in children(node).filter(|it| it.kind() == "extends_type_clause") {
            for base in children(heritage) {
                let base = self.ty(base);
                self.m.shapes[shape as usize].extends.push(base);
            }
        }
        if let Some(body) = node.child_by_field_name("body") {
            self.members(body, shape);
        }
        self.scope = outer;
        self.path.pop();
        let id = self.declare(ident, BindingKind::Type, What::Interface(shape));
        self.name(span(name), NameRef::Declares(id));
    }

    fn alias(&mut self, node: Node<'_>) {
        let (Some(name), Some(value)) = (node.child_by_field_name("name"), node.child_by_field_name("value")) else {
            return;
        };
        let ident = self.ident(name);
        self.path.push(ident.name.clone());
        self.region(node, vec![ident.name.clone()]);
        let outer = self.enter_scope(false);
        let params = node.child_by_field_name("type_parameters").map(|it| self.type_params(it)).unwrap_or_default();
        let ty = self.ty_named(value);
        self.scope = outer;
        self.path.pop();
        let id = self.declare(ident, BindingKind::Type, What::Alias { ty, params });
        self.name(span(name), NameRef::Declares(id));
    }

    fn enumeration(&mut self, node: Node<'_>) {
        let (Some(name), Some(body)) = (node.child_by_field_name("name"), node.child_by_field_name("body")) else {
            return;
        };
        let ident = self.ident(name);
        self.path.push(ident.name.clone());
        self.region(node, vec![ident.name.clone()]);
        let path = self.joined();
        let shape = self.add_shape(ShapeKind::Enum, path, node);
        for child in children(body) {
            let key = if child.kind() == "enum_assignment" { child.child_by_field_name("name") } else { Some(child) };
            if let Some((key, _)) = key.filter(|it| it.kind() != "comment").and_then(|it| self.key(it)) {
                self.add_member(shape, Member { key, is_static: true, ..Member::default() });
            }
            if let Some(value) = child.child_by_field_name("value") {
                self.expr(value, Place::Free);
            }
        }
        self.path.pop();
        let id = self.declare(ident, BindingKind::Type, What::Enum(shape));
        self.name(span(name), NameRef::Declares(id));
    }

    pub(super) fn add_member(&mut self, shape: ShapeId, member: Member) -> u32 {
        let index = self.m.shapes[shape as usize].members.len() as u32;
        self.name(member.key.span, NameRef::Member(shape, index));
        self.m.shapes[shape as usize].members.push(member);
        index
    }

    /// A class, as a declaration or an expression.
    pub(super) fn class(&mut self, node: Node<'_>, declared: bool) -> ShapeId {
        let name = node.child_by_field_name("name");
        let ident = name.map(|it| self.ident(it));
        let segment = match &ident {
            Some(ident) => ident.name.clone(),
            None => format_smolstr!("<class>@{}", self.line(node)),
        };
        self.path.push(segment.clone());
        self.region(node, vec![segment]);
        let outer = self.enter_scope(false);
        let path = self.joined();
        let shape = self.add_shape(ShapeKind::Class, path, node);
        self.m.scopes[self.scope as usize].this = Some(shape);
        let params = node.child_by_field_name("type_parameters").map(|it| self.type_params(it)).unwrap_or_default();
        self.m.shapes[shape as usize].type_params = params;
        for part in children(node) {
            match part.kind() {
                "decorator" => self.statement_parts(part),
                "class_heritage" => self.heritage(part, shape),
                _ => {}
            }
        }
        if let Some(body) = node.child_by_field_name("body") {
            for member in children(body) {
                self.class_member(member, shape);
            }
        }
        self.scope = outer;
        self.path.pop();
        if let (Some(ident), Some(name)) = (ident, name) {
            let scope = if declared { self.scope } else { self.enter_scope(false) };
            let scope = if declared { scope } else { self.scope };
            let id = self.declare_in(scope, ident, BindingKind::Type, What::Class(shape));
            self.name(span(name), NameRef::Declares(id));
            self.scope = outer;
        }
        shape
    }

    fn heritage(&mut self, node: Node<'_>, shape: ShapeId) {
        for clause in children(node) {
            match clause.kind() {
                "extends_clause" => {
                    for part in children(clause) {
                        if part.kind() == "type_arguments" {
                            let args: Vec<TypeId> = children(part).map(|it| self.ty(it)).collect();
                            self.m.shapes[shape as usize].super_args = args;
                        } else {
                            let base = self.expr(part, Place::Free);
                            self.m.shapes[shape as usize].bases.push(base);
                        }
                    }
                }
                "implements_clause" => {
                    for part in children(clause) {
                        // What a class implements adds no members to it.
                        self.ty(part);
                    }
                }
                // Plain JavaScript: `extends X` without a clause node.
                _ => {
                    let base = self.expr(clause, Place::Free);
                    self.m.shapes[shape as usize].bases.push(base);
                }
            }
        }
    }

    fn class_member(&mut self, node: Node<'_>, shape: ShapeId) {
        for decorator in children(node).filter(|it| it.kind() == "decorator") {
            self.statement_parts(decorator);
        }
        let has = |word: &str| {
            (0..node.child_count().min(8) as u32).any(|at| node.child(at).is_some_and(|it| it.kind() == word))
        };
        let is_static = has("static");
        let key = node.child_by_field_name("name").and_then(|it| self.key(it));
        match node.kind() {
            "method_definition" | "method_signature" | "abstract_method_signature" => {
                self.method(node, shape, key, is_static, has("get") || has("set"), false);
            }
            "public_field_definition" => {
                let ty = node.child_by_field_name("type").and_then(|it| self.annotation(it));
                let place = ty.map_or(Place::Free, Place::Typed);
                let named = key.is_some();
                if let Some((key, _)) = &key {
                    self.path.push(key.name.clone());
                }
                let outer = self.enter_scope(true);
                self.m.scopes[self.scope as usize].this = Some(shape);
                self.owned = named;
                let value = node.child_by_field_name("value").map(|it| self.expr(it, place));
                self.owned = false;
                self.scope = outer;
                if named {
                    self.path.pop();
                }
                let Some((key, _)) = key else { return };
                let func = value.and_then(|it| match self.m.expr(it).kind {
                    ExprKind::Func(func) => Some(func),
                    _ => None,
                });
                let index = self.add_member(shape, Member { key, ty, value, is_static, ..Member::default() });
                if let Some(func) = func {
                    self.m.funcs[func as usize].member = Some((shape, index));
                }
                if let Some(value) = value {
                    self.link(value, Target::Member(shape, index), node);
                }
            }
            "index_signature" => {
                let ty = node.child_by_field_name("type").and_then(|it| self.annotation(it));
                self.m.shapes[shape as usize].index = ty;
            }
            "class_static_block" => self.scoped_parts(node),
            _ => {}
        }
    }

    /// A method of a class, an object literal or an interface.
    pub(super) fn method(
        &mut self,
        node: Node<'_>,
        shape: ShapeId,
        key: Option<(Ident, bool)>,
        is_static: bool,
        accessor: bool,
        literal: bool,
    ) {
        let func = self.m.funcs.len() as FuncId;
        self.m.funcs.push(Func::default());
        let segment = key.as_ref().map_or_else(|| SmolStr::new_static("<computed>"), |(key, _)| key.name.clone());
        self.path.push(segment.clone());
        self.region(node, vec![segment]);
        self.function(node, func, Some(shape));
        self.path.pop();
        let Some((key, _)) = key else { return };
        let name = key.clone();
        let member = Member { key, func: Some(func), getter: accessor, is_static, ..Member::default() };
        let index = if literal {
            let index = self.m.shapes[shape as usize].members.len() as u32;
            self.name(name.span, NameRef::Key(shape, index));
            self.m.shapes[shape as usize].members.push(member);
            index
        } else {
            self.add_member(shape, member)
        };
        let func = &mut self.m.funcs[func as usize];
        (func.member, func.name) = (Some((shape, index)), Some(name));
    }

    /// Members of an interface or type literal.
    pub(super) fn members(&mut self, body: Node<'_>, shape: ShapeId) {
        for node in children(body) {
            match node.kind() {
                "property_signature" => {
                    let Some((key, _)) = node.child_by_field_name("name").and_then(|it| self.key(it)) else { continue };
                    self.path.push(key.name.clone());
                    let ty =
                        node.child_by_field_name("type").and_then(|it| children(it).next()).map(|it| self.ty_named(it));
                    self.path.pop();
                    self.add_member(shape, Member { key, ty, ..Member::default() });
                }
                "method_signature" => {
                    let key = node.child_by_field_name("name").and_then(|it| self.key(it));
                    let has = |word: &str| {
                        (0..node.child_count().min(4) as u32)
                            .any(|at| node.child(at).is_some_and(|it| it.kind() == word))
                    };
                    let accessor = has("get") || has("set");
                    self.method(node, shape, key, false, accessor, false);
                }
                "index_signature" => {
                    let ty = node.child_by_field_name("type").and_then(|it| self.annotation(it));
                    let mapped = children(node).find(|it| it.kind() == "mapped_type_clause");
                    if let Some(mapped) = mapped {
                        for part in ["type", "alias"] {
                            if let Some(part) = mapped.child_by_field_name(part) {
                                self.ty(part);
                            }
                        }
                    } else if let Some(index) = node.child_by_field_name("index_type") {
                        self.ty(index);
                    }
                    self.m.shapes[shape as usize].index = ty;
                }
                "call_signature" | "construct_signature" => {
                    let func = self.m.funcs.len() as FuncId;
                    self.m.funcs.push(Func::default());
                    self.function(node, func, None);
                    if node.kind() == "call_signature" {
                        self.m.shapes[shape as usize].call = Some(func);
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn type_params(&mut self, node: Node<'_>) -> Vec<BindingId> {
        let mut params = Vec::new();
        for param in children(node).filter(|it| it.kind() == "type_parameter") {
            let Some(name) = param.child_by_field_name("name") else { continue };
            let constraint =
                param.child_by_field_name("constraint").and_then(|it| children(it).next()).map(|it| self.ty(it));
            if let Some(default) = param.child_by_field_name("value").and_then(|it| children(it).next()) {
                self.ty(default);
            }
            let ident = self.ident(name);
            let id = self.declare(ident, BindingKind::Type, What::TypeParam { constraint });
            self.name(span(name), NameRef::Declares(id));
            params.push(id);
        }
        params
    }
}

fn is_statement(kind: &str) -> bool {
    kind.ends_with("_statement")
        || kind.ends_with("_clause")
        || matches!(
            kind,
            "switch_body"
                | "switch_default"
                | "ambient_declaration"
                | "ERROR"
                | "decorator"
                | "import_alias"
                | "program"
                | "sequence_expression"
        )
}
