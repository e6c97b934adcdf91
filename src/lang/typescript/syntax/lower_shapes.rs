//! Interfaces, classes, enums and type aliases of the lowering.

use smol_str::{SmolStr, format_smolstr};
use tree_sitter::Node;

use super::lower::Lower;
use super::module::*;
use crate::lang::tree::{children, span, starts_with};

impl<'a> Lower<'a> {
    pub(super) fn interface(&mut self, node: Node<'_>) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let ident = self.ident(name);
        self.path.push(ident.name.clone());
        self.region(node, vec![ident.name.clone()]);
        let outer = self.enter_scope(false);
        let path = self.joined();
        let shape = self.add_shape(ShapeKind::Interface, path, node);
        let params = node.child_by_field_name("type_parameters").map(|it| self.type_params(it)).unwrap_or_default();
        let generic = u32::from(!params.is_empty());
        self.generic += generic;
        self.m.shapes[shape].type_params = params;
        for heritage in children(node).filter(|it| it.kind() == "extends_type_clause") {
            for base in children(heritage).filter(|it| it.kind() != "comment") {
                let base = self.ty(base);
                self.m.shapes[shape].extends.push(base);
            }
        }
        let outside = std::mem::take(&mut self.uses_this);
        if let Some(body) = node.child_by_field_name("body") {
            self.members(body, shape);
        }
        self.m.shapes[shape].uses_this = self.uses_this;
        self.uses_this = outside;
        self.generic -= generic;
        self.scope = outer;
        self.path.pop();
        let id = self.declare(ident, BindingKind::Type, What::Interface(shape));
        self.m.shapes[shape].binding = Some(id);
        self.name(span(name), NameRef::Declares(id));
    }

    pub(super) fn alias(&mut self, node: Node<'_>) {
        let (Some(name), Some(value)) = (node.child_by_field_name("name"), node.child_by_field_name("value")) else {
            return;
        };
        let ident = self.ident(name);
        self.path.push(ident.name.clone());
        self.region(node, vec![ident.name.clone()]);
        let outer = self.enter_scope(false);
        let params = node.child_by_field_name("type_parameters").map(|it| self.type_params(it)).unwrap_or_default();
        let generic = u32::from(!params.is_empty());
        self.generic += generic;
        let ty = self.ty_named(value);
        self.generic -= generic;
        self.scope = outer;
        self.path.pop();
        let id = self.declare(ident, BindingKind::Type, What::Alias { ty, params });
        self.name(span(name), NameRef::Declares(id));
    }

    pub(super) fn enumeration(&mut self, node: Node<'_>) {
        let (Some(name), Some(body)) = (node.child_by_field_name("name"), node.child_by_field_name("body")) else {
            return;
        };
        let ident = self.ident(name);
        self.path.push(ident.name.clone());
        self.region(node, vec![ident.name.clone()]);
        let path = self.joined();
        let shape = self.add_shape(ShapeKind::Enum, path, node);
        let outer = self.enter_scope(false);
        self.m.scopes[self.scope].enumeration = Some(shape);
        for child in children(body) {
            let key = if child.kind() == "enum_assignment" { child.child_by_field_name("name") } else { Some(child) };
            let value = child.child_by_field_name("value").map(|it| self.expr(it, Place::Free));
            if let Some((key, _)) = key.filter(|it| it.kind() != "comment").and_then(|it| self.key(it)) {
                self.add_member(shape, Member { key, value, is_static: true, ..Member::default() });
            }
        }
        self.scope = outer;
        self.path.pop();
        let id = self.declare(ident, BindingKind::Type, What::Enum(shape));
        self.m.shapes[shape].binding = Some(id);
        self.name(span(name), NameRef::Declares(id));
    }

    pub(super) fn add_member(&mut self, shape: ShapeId, member: Member) -> u32 {
        let index = self.m.shapes[shape].members.len() as u32;
        self.name(member.key.span, NameRef::Member(shape, index));
        self.m.shapes[shape].members.push(member);
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
        let outer = self.scope;
        // The name of an expression is known in its class only.
        if !declared && name.is_some() {
            self.enter_scope(false);
        }
        let home = self.scope;
        self.enter_scope(false);
        let path = self.joined();
        let shape = self.add_shape(ShapeKind::Class, path, node);
        self.m.scopes[self.scope].this = Some(shape);
        let params = node.child_by_field_name("type_parameters").map(|it| self.type_params(it)).unwrap_or_default();
        let generic = u32::from(!params.is_empty());
        self.generic += generic;
        self.m.shapes[shape].type_params = params;
        for part in children(node) {
            match part.kind() {
                "decorator" => self.statement_parts(part),
                "class_heritage" => self.heritage(part, shape),
                _ => {}
            }
        }
        let outside = std::mem::take(&mut self.uses_this);
        if let Some(body) = node.child_by_field_name("body") {
            for member in children(body) {
                self.class_member(member, shape);
            }
        }
        self.m.shapes[shape].uses_this = self.uses_this;
        self.uses_this = outside;
        self.generic -= generic;
        self.scope = outer;
        self.path.pop();
        if let (Some(ident), Some(name)) = (ident, name) {
            let id = self.declare_in(home, ident, BindingKind::Type, What::Class(shape));
            self.m.shapes[shape].binding = Some(id);
            self.name(span(name), NameRef::Declares(id));
        }
        shape
    }

    pub(super) fn heritage(&mut self, node: Node<'_>, shape: ShapeId) {
        for clause in children(node) {
            match clause.kind() {
                "extends_clause" => {
                    for part in children(clause).filter(|it| it.kind() != "comment") {
                        if part.kind() == "type_arguments" {
                            let args: Vec<TypeId> = self.type_parts(part, false);
                            self.m.shapes[shape].super_args = args;
                        } else {
                            let base = self.expr(part, Place::Free);
                            self.m.shapes[shape].bases.push(base);
                        }
                    }
                }
                "implements_clause" => {
                    for part in children(clause) {
                        let ty = self.ty(part);
                        self.m.shapes[shape].implements.push(ty);
                    }
                }
                // Plain JavaScript: `extends X` without a clause node.
                _ => {
                    let base = self.expr(clause, Place::Free);
                    self.m.shapes[shape].bases.push(base);
                }
            }
        }
    }

    pub(super) fn class_member(&mut self, node: Node<'_>, shape: ShapeId) {
        for decorator in children(node).filter(|it| it.kind() == "decorator") {
            self.statement_parts(decorator);
        }
        let has = |word: &str| starts_with(node, word);
        let is_static = has("static");
        let key = node.child_by_field_name("name").and_then(|it| self.key(it));
        match node.kind() {
            "method_definition" | "method_signature" | "abstract_method_signature" => {
                self.method(node, shape, key, is_static, false);
            }
            "public_field_definition" => {
                let ty = node.child_by_field_name("type").and_then(|it| self.annotation(it));
                let place = ty.map_or(Place::Free, Place::Typed);
                let named = key.is_some();
                if let Some((key, _)) = &key {
                    self.path.push(key.name.clone());
                }
                let outer = self.enter_scope(true);
                self.m.scopes[self.scope].this = Some(shape);
                self.m.scopes[self.scope].this_class = is_static;
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
                let optional = node.children(&mut node.walk()).any(|it| it.kind() == "?");
                let index = self.add_member(shape, Member { key, ty, value, is_static, optional, ..Member::default() });
                if let Some(func) = func {
                    self.m.funcs[func].member = Some((shape, index));
                }
                if let Some(value) = value {
                    self.link(value, Target::Member(shape, index), node);
                }
            }
            "index_signature" => {
                let ty = node.child_by_field_name("type").and_then(|it| self.annotation(it));
                self.m.shapes[shape].index = ty;
            }
            "class_static_block" => self.scoped_parts(node),
            // That of a method stands before it.
            "decorator" => self.statement_parts(node),
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
        literal: bool,
    ) {
        let has = |word: &str| {
            let name = node.child_by_field_name("name");
            node.children(&mut node.walk()).take_while(|it| Some(*it) != name).any(|it| it.kind() == word)
        };
        let (getter, setter) = (has("get"), has("set"));
        let func = self.m.funcs.push(Func::default());
        let segment = key.as_ref().map_or_else(|| SmolStr::new_static("<computed>"), |(key, _)| key.name.clone());
        self.path.push(segment.clone());
        self.region(node, vec![segment]);
        self.function(node, func, Some(shape));
        self.path.pop();
        let Some((key, _)) = key else { return };
        let name = key.clone();
        let optional = node.children(&mut node.walk()).any(|it| it.kind() == "?");
        let getter = getter || setter;
        let member = Member { key, func: Some(func), getter, setter, is_static, optional, ..Member::default() };
        let index = if literal {
            let index = self.m.shapes[shape].members.len() as u32;
            self.name(name.span, NameRef::Key(shape, index));
            self.m.shapes[shape].members.push(member);
            index
        } else {
            self.add_member(shape, member)
        };
        let func = &mut self.m.funcs[func];
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
                    let optional = node.children(&mut node.walk()).any(|it| it.kind() == "?");
                    self.add_member(shape, Member { key, ty, optional, ..Member::default() });
                }
                "method_signature" => {
                    let key = node.child_by_field_name("name").and_then(|it| self.key(it));
                    self.method(node, shape, key, false, false);
                }
                "index_signature" => {
                    let ty = node.child_by_field_name("type").and_then(|it| self.annotation(it));
                    if let Some(index) = node.child_by_field_name("index_type") {
                        let key = self.ty(index);
                        self.m.shapes[shape].index_number =
                            matches!(self.m.ty(key).kind, TypeKind::Keyword(Keyword::Number));
                    }
                    self.m.shapes[shape].index = ty;
                }
                "call_signature" | "construct_signature" => {
                    let func = self.m.funcs.push(Func::default());
                    self.function(node, func, None);
                    let shape = &mut self.m.shapes[shape];
                    let all = if node.kind() == "call_signature" { &mut shape.calls } else { &mut shape.news };
                    all.push(func);
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
            let default = param.child_by_field_name("value").and_then(|it| children(it).next()).map(|it| self.ty(it));
            let ident = self.ident(name);
            let id = self.declare(ident, BindingKind::Type, What::TypeParam { constraint, default });
            self.name(span(name), NameRef::Declares(id));
            params.push(id);
        }
        params
    }
}
