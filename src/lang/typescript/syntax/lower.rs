//! tree-sitter's tree to the tables of `module`. Recursion is bounded: what is nested deeper stays out of the tables, and its
//! hits are listed by what the syntax says of the single word.

use smol_str::{SmolStr, format_smolstr};
use tree_sitter::Node;

use super::module::*;
use crate::lang::tree::{children, span};
use crate::model::Span;

/// Deepest nesting of nodes that is read. A thread's stack of 2 MB holds several times this.
const DEPTH: u32 = 220;

/// Reads a whole file.
pub fn lower(path: &str, text: &str, root: Node<'_>) -> Module {
    let mut lower = Lower::new(path, text);
    lower.statements(root);
    lower.finish()
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
    /// Where control is.
    pub(super) flow: FlowId,
    /// What `break` and `continue` may leave, innermost last.
    pub(super) jumps: Vec<Jump>,
    /// The label of the next statement.
    pub(super) label: Option<SmolStr>,
    /// How many assignments were read.
    pub(super) assigned: u32,
    /// How many lists of type parameters are in sight.
    pub(super) generic: u32,
    /// The `declare module` block that we are in.
    pub(super) ambient: Option<usize>,
    /// Where `infer` declares.
    pub(super) infer_scope: Option<ScopeId>,
    /// The type `this` was met.
    pub(super) uses_this: bool,
}

/// A statement that `break` or `continue` leave.
pub(super) struct Jump {
    pub(super) label: Option<SmolStr>,
    pub(super) breaks: Vec<FlowId>,
    /// The head of a loop; `None`: no loop.
    pub(super) head: Option<FlowId>,
    /// `break` without a label leaves it.
    pub(super) plain: bool,
}

impl<'a> Lower<'a> {
    /// Of a file of which nothing was read yet.
    pub(super) fn new(path: &str, text: &'a str) -> Self {
        let mut module = Module { path: SmolStr::new(path), ..Module::default() };
        module.scopes.push(Scope { func: true, ..Scope::default() });
        module.flows.push(FlowNode::Start(None));
        module.flows.push(FlowNode::Never);
        Lower {
            text,
            m: module,
            scope: ScopeId::FILE,
            depth: 0,
            path: Vec::new(),
            func: Vec::new(),
            lines: None,
            owned: false,
            flow: FlowId::START,
            jumps: Vec::new(),
            label: None,
            assigned: 0,
            generic: 0,
            ambient: None,
            infer_scope: None,
            uses_this: false,
        }
    }

    /// The tables, once everything was read.
    pub(super) fn finish(self) -> Module {
        let mut module = self.m;
        // By far the longest table.
        module.exprs.shrink();
        module.names.sort_by_key(|(span, _)| (span.start, span.end));
        module.regions.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        module
    }

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
        self.m.exprs.push(Expr { kind, span: span(node), scope: self.scope, place, flow: self.flow })
    }

    pub(super) fn add_type(&mut self, kind: TypeKind) -> TypeId {
        self.m.types.push(TypeNode { kind, scope: self.scope })
    }

    pub(super) fn add_shape(&mut self, kind: ShapeKind, path: SmolStr, node: Node<'_>) -> ShapeId {
        let generic = self.generic > 0;
        self.m.shapes.push(Shape { generic, ..Shape::new(kind, path, span(node)) })
    }

    pub(super) fn add_root(&mut self, ty: Option<TypeId>, init: Option<ExprId>, kind: RootKind) -> RootId {
        self.m.roots.push(Root { ty, init, kind, binding: None, rest: false, optional: false })
    }

    pub(super) fn enter_scope(&mut self, func: bool) -> ScopeId {
        let outer = self.scope;
        self.scope = self.m.scopes.push(Scope { parent: Some(outer), func, ..Scope::default() });
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
        let name = ident.name.clone();
        let id = self.m.bindings.push(Binding { ident, kind, path, what, scope, constant: false });
        self.m.scopes[scope].names.entry(name).or_default().push(id);
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

    pub(super) fn global(&self) -> bool {
        self.func.is_empty() && self.scope == ScopeId::FILE
    }

    // Statements.

    pub(super) fn statements(&mut self, node: Node<'_>) {
        for child in children(node) {
            self.statement(child);
        }
    }

    pub(super) fn block(&mut self, node: Node<'_>) {
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
            "return_statement" => self.returns(node),
            "throw_statement" => {
                self.statement_parts(node);
                self.flow = FlowId::NEVER;
            }
            "expression_statement" => self.expression_statement(node),
            "while_statement" => self.while_loop(node),
            "do_statement" => self.do_loop(node),
            "for_statement" => self.for_loop(node),
            "switch_statement" => self.switch(node),
            "try_statement" => self.try_catch(node),
            "break_statement" | "continue_statement" => self.jump(node),
            "statement_block" => self.block(node),
            "for_in_statement" => self.for_in(node),
            "catch_clause" => self.scoped_parts(node),
            "labeled_statement" => self.labeled(node),
            "ambient_declaration" => self.ambient_declaration(node),
            "import_alias" => self.import_alias(node),
            "comment" | "empty_statement" | "debugger_statement" | "hash_bang_line" => {}
            "statement_identifier" => self.name(span(node), NameRef::Label),
            "if_statement" => self.if_statement(node),
            kind if is_statement(kind) => self.statement_parts(node),
            _ => {
                self.expr(node, Place::Free);
            }
        }
    }

    /// The strings that a condition compares with: `if (kind === 'planning')`.
    pub(super) fn compared_texts(&self, condition: Node<'_>) -> Vec<SmolStr> {
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

    pub(super) fn statement_parts(&mut self, node: Node<'_>) {
        for child in children(node) {
            self.statement(child);
        }
    }

    pub(super) fn scoped_parts(&mut self, node: Node<'_>) {
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
}

fn is_statement(kind: &str) -> bool {
    kind.ends_with("_statement")
        || kind.ends_with("_clause")
        || matches!(kind, "switch_body" | "switch_default" | "ERROR" | "decorator" | "program" | "sequence_expression")
}
