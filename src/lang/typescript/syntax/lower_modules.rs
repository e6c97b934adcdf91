//! Imports, exports and namespaces of the lowering.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::lower::Lower;
use super::module::*;
use crate::lang::tree::{children, span, starts_with};

impl<'a> Lower<'a> {
    pub(super) fn import(&mut self, node: Node<'_>) {
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
        let source = node.child_by_field_name("source").map(|it| self.content(it));
        if let Some(source) = &source {
            self.name(source.span, NameRef::ModulePath);
        }
        let is_default = starts_with(node, "default");
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

    pub(super) fn export_name(&mut self, specifier: Node<'_>, source: Option<&Ident>) {
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

    pub(super) fn export_declaration(&mut self, node: Node<'_>, is_default: bool) {
        let before = self.m.bindings.len();
        self.statement(node);
        // What the declaration itself declares in the module: not the names inside of it.
        let global: Vec<BindingId> = self.m.bindings.entries().skip(before).map(|(id, _)| id).collect();
        for id in global {
            let name = self.m.binding(id).ident.name.clone();
            let scope = self.scope;
            if self.m.scopes[scope].names.get(&name).is_some_and(|it| it.contains(&id)) && scope == ScopeId::FILE {
                let name = if is_default { SmolStr::new_static("default") } else { name };
                self.m.exports.entry(name).or_insert(Export::Binding(id));
            }
        }
    }

    pub(super) fn namespace(&mut self, node: Node<'_>) {
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
}
