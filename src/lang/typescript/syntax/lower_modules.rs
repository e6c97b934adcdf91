//! Imports, exports and namespaces of the lowering.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::lower::Lower;
use super::module::*;
use crate::lang::tree::{children, span};

impl<'a> Lower<'a> {
    pub(super) fn import(&mut self, node: Node<'_>) {
        self.m.closed |= self.scope == ScopeId::FILE;
        let Some(source) = node.child_by_field_name("source") else { return self.import_require(node) };
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

    pub(super) fn import_name(&mut self, name: Node<'_>, alias: Option<Node<'_>>, source: &SmolStr, imported: &str) {
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

    pub(super) fn export(&mut self, node: Node<'_>) {
        self.m.closed |= self.scope == ScopeId::FILE;
        let source = node.child_by_field_name("source").map(|it| self.content(it));
        if let Some(source) = &source {
            self.name(source.span, NameRef::ModulePath);
        }
        let words: Vec<&str> =
            node.children(&mut node.walk()).filter(|it| !it.is_named()).map(|it| it.kind()).collect();
        if words.contains(&"namespace") && words.contains(&"as") && source.is_none() {
            // `export as namespace X`: a name for scripts.
            return;
        }
        if words.contains(&"=") {
            let value = children(node).find(|it| it.kind() != "comment").map(|it| self.expr(it, Place::Free));
            match self.ambient {
                Some(at) => self.m.ambient[at].export_assigned = value,
                None => self.m.export_assigned = value,
            }
            return;
        }
        let is_default = words.contains(&"default");
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
                        let exported = SmolStr::new(self.str(name));
                        self.exports().insert(exported, export);
                        self.name(span(name), NameRef::Exported(SmolStr::new(self.str(name))));
                    }
                }
                "decorator" => self.statement_parts(child),
                "comment" => {}
                "string" if source.is_some() => {}
                kind if kind.ends_with("_declaration")
                    || matches!(kind, "function_signature" | "internal_module" | "module" | "import_alias") =>
                {
                    self.export_declaration(child, is_default);
                }
                _ => {
                    let value = self.expr(child, Place::Free);
                    self.exports().insert(SmolStr::new_static("default"), Export::Value(value));
                }
            }
        }
        if let Some(source) = source.filter(|_| !named) {
            match self.ambient {
                Some(at) => self.m.ambient[at].export_all.push(source.name),
                None => self.m.export_all.push(source.name),
            }
        }
    }

    fn exports(&mut self) -> &mut rustc_hash::FxHashMap<SmolStr, Export> {
        match self.ambient {
            Some(at) => &mut self.m.ambient[at].exports,
            None => &mut self.m.exports,
        }
    }

    /// `import x = require('y')`.
    fn import_require(&mut self, node: Node<'_>) {
        let Some(clause) = children(node).find(|it| it.kind() == "import_require_clause") else {
            return self.statement_parts(node);
        };
        let name = children(clause).find(|it| it.kind() == "identifier");
        let Some((name, source)) = name.zip(clause.child_by_field_name("source")) else { return };
        let source = self.content(source);
        self.name(source.span, NameRef::ModulePath);
        let ident = self.ident(name);
        let id = self.declare(ident, BindingKind::Import, What::ImportAll { source: source.name });
        self.name(span(name), NameRef::Declares(id));
    }

    /// `import x = a.b`.
    pub(super) fn import_alias(&mut self, node: Node<'_>) {
        let mut parts = children(node).filter(|it| it.kind() != "comment");
        let (Some(name), Some(target)) = (parts.next(), parts.next()) else { return };
        let ty = self.type_name(target, Vec::new());
        let path = match &self.m.ty(ty).kind {
            TypeKind::Name { path, .. } => path.clone(),
            _ => return,
        };
        let ident = self.ident(name);
        let id = self.declare(ident, BindingKind::Import, What::Same(path));
        self.name(span(name), NameRef::Declares(id));
    }

    /// `declare …`.
    pub(super) fn ambient_declaration(&mut self, node: Node<'_>) {
        let global = node.children(&mut node.walk()).any(|it| it.kind() == "global");
        if let (true, Some(body)) = (global, children(node).find(|it| it.kind() == "statement_block")) {
            let outer = self.enter_scope(true);
            self.m.global_scopes.push(self.scope);
            self.statement_parts(body);
            self.scope = outer;
            return;
        }
        self.statement_parts(node);
    }

    pub(super) fn export_name(&mut self, specifier: Node<'_>, source: Option<&Ident>) {
        let Some(name) = specifier.child_by_field_name("name") else { return };
        let alias = specifier.child_by_field_name("alias");
        let exported = SmolStr::new(self.str(alias.unwrap_or(name)).trim_matches(['"', '\'']));
        let local = SmolStr::new(self.str(name).trim_matches(['"', '\'']));
        let export = match source {
            Some(source) => Export::From { source: source.name.clone(), name: local.clone() },
            None => Export::Local(local.clone()),
        };
        self.exports().insert(exported.clone(), export);
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

    pub(super) fn export_declaration(&mut self, node: Node<'_>, is_default: bool) {
        let before = self.m.bindings.len();
        self.statement(node);
        // What the declaration itself declares in the module: not the names inside of it.
        let global: Vec<BindingId> = self.m.bindings.entries().skip(before).map(|(id, _)| id).collect();
        for id in global {
            let name = self.m.binding(id).ident.name.clone();
            let scope = self.scope;
            let top = scope == ScopeId::FILE || self.ambient.is_some_and(|at| self.m.ambient[at].scope == scope);
            if self.m.scopes[scope].names.get(&name).is_some_and(|it| it.contains(&id)) && top {
                let name = if is_default { SmolStr::new_static("default") } else { name };
                self.exports().entry(name).or_insert(Export::Binding(id));
            }
        }
    }

    pub(super) fn namespace(&mut self, node: Node<'_>) {
        let Some(name) = node.child_by_field_name("name") else { return self.statement_parts(node) };
        let Some(body) = node.child_by_field_name("body") else { return };
        if name.kind() == "string" {
            return self.ambient_module(name, body);
        }
        let names: Vec<Node<'_>> = dotted(name);
        let (outer, depth) = (self.scope, self.path.len());
        let mut homes = Vec::new();
        for part in &names {
            let label = SmolStr::new(self.str(*part));
            self.path.push(label);
            homes.push(self.scope);
            self.enter_scope(true);
        }
        let mut inner = Vec::new();
        let mut at = Some(self.scope);
        for _ in &names {
            inner.extend(at);
            at = at.and_then(|it| self.m.scopes[it].parent);
        }
        inner.reverse();
        let flow = self.flow;
        for child in children(body) {
            self.statement(child);
        }
        self.flow = flow;
        self.scope = outer;
        for (at, part) in names.iter().enumerate() {
            self.path.truncate(depth + at);
            let ident = self.ident(*part);
            let id = self.declare_in(homes[at], ident, BindingKind::Type, What::Namespace(inner[at]));
            self.name(span(*part), NameRef::Declares(id));
        }
        self.path.truncate(depth);
    }

    /// `declare module 'name' { … }`.
    fn ambient_module(&mut self, name: Node<'_>, body: Node<'_>) {
        let source = self.content(name);
        self.name(source.span, NameRef::ModulePath);
        let outer = self.enter_scope(true);
        let module = Ambient {
            name: source.name,
            scope: self.scope,
            exports: Default::default(),
            export_all: Vec::new(),
            export_assigned: None,
        };
        self.m.ambient.push(module);
        let before = self.ambient.replace(self.m.ambient.len() - 1);
        for child in children(body) {
            self.statement(child);
        }
        self.ambient = before;
        self.scope = outer;
    }
}

/// The parts of `a.b.c`.
fn dotted(node: Node<'_>) -> Vec<Node<'_>> {
    let (mut parts, mut at) = (Vec::new(), Some(node));
    while let Some(node) = at {
        match node.kind() {
            "nested_identifier" | "member_expression" => {
                parts.extend(node.child_by_field_name("property"));
                at = node.child_by_field_name("object");
            }
            _ => {
                parts.push(node);
                at = None;
            }
        }
    }
    parts.reverse();
    parts
}
