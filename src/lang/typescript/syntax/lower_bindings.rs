//! Variables, patterns, functions and parameters of the lowering.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::lower::Lower;
use super::module::*;
use crate::lang::tree::{children, span, starts_with};

impl<'a> Lower<'a> {
    pub(super) fn declarator(&mut self, node: Node<'_>, hoisted: bool) {
        // `using build = f()` is an assignment to the grammar.
        let [name, value] =
            [["name", "left"], ["value", "right"]].map(|it| it.iter().find_map(|it| node.child_by_field_name(it)));
        let Some(name) = name else { return self.statement_parts(node) };
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
        let init = value.map(|it| self.expr(it, place));
        self.owned = false;
        if simple {
            self.path.pop();
        }
        let root = self.add_root(ty, init, RootKind::Variable);
        let scope = self.scope;
        if hoisted {
            while !self.m.scopes[self.scope].func {
                let Some(parent) = self.m.scopes[self.scope].parent else { break };
                self.scope = parent;
            }
        }
        let first = self.m.bindings.len();
        self.pattern(name, root, Vec::new(), kind);
        if node.parent().is_some_and(|it| starts_with(it, "const")) {
            (first..self.m.bindings.len()).for_each(|it| self.m.bindings[BindingId::at(it)].constant = true);
        }
        self.scope = scope;
        if ty.is_some() && init.is_some() {
            if let Some(binding) = self.m.roots[root].binding {
                let name = self.m.binding(binding).ident.name.clone();
                self.m.narrowed.insert(name);
            }
            self.flow = self.step(self.flow, Before::Declared(root));
        }
        if let (Some(binding), Some(init)) = (self.m.roots[root].binding, init) {
            self.link(init, Target::Binding(binding), node);
            if let ExprKind::Func(func) = self.m.expr(init).kind {
                self.m.funcs[func].binding.get_or_insert(binding);
            }
        }
    }

    /// Declares the names of a pattern.
    pub(super) fn pattern(&mut self, node: Node<'_>, root: RootId, steps: Vec<Step>, kind: BindingKind) {
        self.deeper((), |this| this.pattern_here(node, root, steps, kind));
    }

    pub(super) fn add_pat(&mut self, root: RootId, steps: Vec<Step>, default: Option<ExprId>) -> PatId {
        self.m.pats.push(Pat { root, steps, default })
    }

    pub(super) fn pattern_here(&mut self, node: Node<'_>, root: RootId, steps: Vec<Step>, kind: BindingKind) {
        match node.kind() {
            "identifier" | "undefined" | "this" => {
                let ident = self.ident(node);
                let simple = steps.is_empty();
                let pat = self.add_pat(root, steps, None);
                let id = self.declare(ident, kind, What::Value(pat));
                self.name(span(node), NameRef::Declares(id));
                if simple {
                    self.m.roots[root].binding = Some(id);
                }
            }
            "object_pattern" => {
                let mut taken = Vec::new();
                for child in children(node) {
                    self.property_pattern(child, root, &steps, kind, &mut taken);
                }
            }
            "array_pattern" => self.array_pattern(node, root, &steps, kind),
            "assignment_pattern" => {
                let parent = self.add_pat(root, steps.clone(), None);
                let default = node.child_by_field_name("right").map(|it| self.expr(it, Place::Default(parent)));
                if let Some(left) = node.child_by_field_name("left") {
                    let plain = left.kind() == "identifier";
                    self.pattern(left, root, steps, kind);
                    if plain {
                        self.default_of_last(default, node);
                    } else if let Some(default) = default {
                        let row = &self.m.pats[parent];
                        self.m.defaults.push((root, row.steps.clone(), default));
                    }
                }
            }
            "rest_pattern" => {
                if let Some(inner) = children(node).next() {
                    let simple = steps.is_empty();
                    self.m.roots[root].rest |= simple;
                    self.pattern(inner, root, steps, kind);
                }
            }
            "comment" => {}
            _ => {
                self.expr(node, Place::Free);
            }
        }
    }

    pub(super) fn default_of_last(&mut self, default: Option<ExprId>, node: Node<'_>) {
        let Some(default) = default else { return };
        let Some((id, last)) = self.m.bindings.entries().next_back() else { return };
        if let What::Value(pat) = last.what {
            self.m.pats[pat].default = Some(default);
            self.link(default, Target::Binding(id), node);
        }
    }

    pub(super) fn array_pattern(&mut self, node: Node<'_>, root: RootId, steps: &[Step], kind: BindingKind) {
        // Commas are unnamed nodes; holes count.
        let mut cursor = node.walk();
        let mut index = 0;
        let mut more = cursor.goto_first_child();
        while more {
            let child = cursor.node();
            if child.kind() == "," {
                index += 1;
            } else if child.is_named() && child.kind() != "comment" {
                let rest = (child.kind() == "rest_pattern").then(|| children(child).next()).flatten();
                let step = if rest.is_some() { Step::RestElements(index) } else { Step::Element(index) };
                let steps = steps.iter().cloned().chain([step]).collect();
                self.pattern(rest.unwrap_or(child), root, steps, kind);
            }
            more = cursor.goto_next_sibling();
        }
    }

    /// What the key of a pattern takes: a name that is noted, and that a rest does not get; or anything.
    pub(super) fn pattern_key(
        &mut self,
        key: Node<'_>,
        root: RootId,
        steps: &[Step],
        taken: &mut Vec<SmolStr>,
    ) -> Step {
        let Some((key, _)) = self.key(key) else { return Step::Computed };
        let parent = self.add_pat(root, steps.to_vec(), None);
        self.name(key.span, NameRef::PatternKey(parent, key.name.clone()));
        taken.push(key.name.clone());
        Step::Property(key.name)
    }

    /// A part of an object pattern; `taken` are the properties that were named before.
    pub(super) fn property_pattern(
        &mut self,
        node: Node<'_>,
        root: RootId,
        steps: &[Step],
        kind: BindingKind,
        taken: &mut Vec<SmolStr>,
    ) {
        let with = |step: Step| steps.iter().cloned().chain([step]).collect::<Vec<_>>();
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
            let parent = self.add_pat(root, steps.to_vec(), None);
            let pat = self.add_pat(root, with(Step::Property(ident.name.clone())), None);
            let default = default.map(|it| self.expr(it, Place::Default(pat)));
            self.m.pats[pat].default = default;
            taken.push(ident.name.clone());
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
                let step = self.pattern_key(key, root, steps, taken);
                self.pattern(value, root, with(step), kind);
            }
            "rest_pattern" => {
                if let Some(inner) = children(node).next() {
                    self.pattern(inner, root, with(Step::Rest(taken.clone())), kind);
                }
            }
            _ => self.pattern(node, root, steps.to_vec(), kind),
        }
    }

    /// The expression of a computed key that nothing is known of where it is read: neither a string nor a symbol of the language.
    pub(super) fn computed_key<'n>(&self, node: Node<'n>) -> Option<Node<'n>> {
        let inner = children(node).next().filter(|_| node.kind() == "computed_property_name")?;
        let known = inner.kind() == "string" || matches!(self.str(inner), "Symbol.iterator" | "Symbol.asyncIterator");
        (!known).then_some(inner)
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
                let inner = inner?;
                self.expr(inner, Place::Free);
                // What `for … of` and spreading go by.
                let known = matches!(self.str(inner), "Symbol.iterator" | "Symbol.asyncIterator");
                // The symbols of a type or a class tell it from others. What an object literal has under a key is not known.
                let plain = matches!(inner.kind(), "identifier" | "member_expression");
                let body = node.parent().and_then(|it| it.parent());
                let declares =
                    body.is_some_and(|it| matches!(it.kind(), "interface_body" | "object_type" | "class_body"));
                (known || (plain && declares)).then(|| (self.ident(node), false))
            }
            _ => Some((self.ident(node), false)),
        }
    }

    pub(super) fn function_declaration(&mut self, node: Node<'_>) {
        let Some(name) = node.child_by_field_name("name") else { return self.statement_parts(node) };
        let ident = self.ident(name);
        let func = self.m.funcs.push(Func::default());
        let id = self.declare(ident.clone(), BindingKind::Function, What::Func(func));
        self.name(span(name), NameRef::Declares(id));
        self.path.push(ident.name.clone());
        self.region(node, vec![ident.name.clone()]);
        self.function(node, func, None);
        self.path.pop();
        self.m.funcs[func].binding = Some(id);
        self.m.funcs[func].name = Some(ident);
    }

    /// Parameters, types and body of any function-like node into the function `id`.
    pub(super) fn function(&mut self, node: Node<'_>, id: FuncId, this: Option<ShapeId>) {
        let outer = self.enter_scope(true);
        self.m.scopes[self.scope].this = this;
        self.m.scopes[self.scope].this_class = this.is_some() && starts_with(node, "static");
        self.func.push(id);
        // What a name holds where a function expression stands, it holds inside: unless it is assigned.
        let inside = self.m.funcs[id].expr.is_some() && !matches!(node.kind(), "function_type" | "constructor_type");
        let start = self.m.flows.push(FlowNode::Start(inside.then_some(self.flow)));
        let before = std::mem::replace(&mut self.flow, start);
        let jumps = std::mem::take(&mut self.jumps);
        self.m.funcs[id].generic = self.generic > 0;
        self.m.funcs[id].scope = self.scope;
        let type_params =
            node.child_by_field_name("type_parameters").map(|it| self.type_params(it)).unwrap_or_default();
        self.generic += u32::from(!type_params.is_empty());
        let params = self.parameters(node, id, this);
        let (ret, predicate) = self.return_type(node);
        let is_async =
            starts_with(node, "async") || node.children(&mut node.walk()).take(5).any(|it| it.kind() == "async");
        let typed = |it: &RootId| self.m.roots[*it].ty.is_some();
        let sensitive = !params.iter().all(typed);
        let func = &mut self.m.funcs[id];
        func.sensitive = sensitive;
        func.generic |= !type_params.is_empty();
        let generic = !type_params.is_empty();
        (func.type_params, func.params, func.ret, func.is_async) = (type_params, params, ret, is_async);
        func.predicate = predicate;
        func.generator = node.kind().starts_with("generator")
            || (node.kind() == "method_definition"
                && node.children(&mut node.walk()).take(5).any(|it| it.kind() == "*"));
        if let Some(body) = node.child_by_field_name("body") {
            self.m.funcs[id].has_body = true;
            if body.kind() == "statement_block" {
                // The body shares the scope of the parameters.
                self.statement_parts(body);
            } else {
                let value = self.expr(body, Place::Returned(id));
                self.m.funcs[id].returned.push(value);
                self.link(value, Target::Result(id), body);
            }
        }
        self.generic -= u32::from(generic);
        self.jumps = jumps;
        self.flow = before;
        self.func.pop();
        self.scope = outer;
    }

    fn parameters(&mut self, node: Node<'_>, id: FuncId, this: Option<ShapeId>) -> Vec<RootId> {
        let mut params = Vec::new();
        if let Some(single) = node.child_by_field_name("parameter") {
            let root = self.add_root(None, None, RootKind::Parameter(id, 0));
            self.pattern(single, root, Vec::new(), BindingKind::Parameter);
            params.push(root);
        }
        if let Some(list) = node.child_by_field_name("parameters") {
            for parameter in
                children(list).filter(|it| it.kind().ends_with("_parameter") || it.kind() == "rest_pattern")
            {
                // `this: T` is no parameter.
                let pattern =
                    parameter.child_by_field_name("pattern").or_else(|| parameter.child_by_field_name("name"));
                if pattern.is_some_and(|it| it.kind() == "this") {
                    let ty = parameter.child_by_field_name("type").and_then(|it| self.annotation(it));
                    self.m.this_types.extend(ty.map(|ty| (self.scope, ty)));
                    continue;
                }
                let index = params.len() as u32;
                params.push(self.parameter(parameter, id, index, this));
            }
        }
        params
    }

    fn return_type(&mut self, node: Node<'_>) -> (Option<TypeId>, Option<Predicate>) {
        // The result of a construct signature stands in a field of another name.
        let new = matches!(node.kind(), "construct_signature" | "constructor_type");
        let written = node.child_by_field_name("return_type");
        let written = written.or_else(|| node.child_by_field_name("type").filter(|_| new));
        let Some(written) = written else { return (None, None) };
        let inner = match written.kind() {
            "type_predicate" | "asserts" => Some(written),
            "type_predicate_annotation" | "asserts_annotation" => children(written).find(|it| it.kind() != "comment"),
            _ => None,
        };
        let Some(inner) = inner else {
            let ty = match written.kind() {
                "type_annotation" => self.annotation(written),
                _ => Some(self.ty(written)),
            };
            return (ty, None);
        };
        let asserts = inner.kind() == "asserts";
        let predicate = match asserts {
            true => children(inner).find(|it| it.kind() != "comment").unwrap_or(inner),
            false => inner,
        };
        let (name, ty) = match predicate.kind() {
            "type_predicate" => (predicate.child_by_field_name("name"), predicate.child_by_field_name("type")),
            _ => (Some(predicate), None),
        };
        let Some(name) = name else { return (None, None) };
        let of = SmolStr::new(self.str(name));
        if name.kind() != "this" {
            self.expr(name, Place::Free);
        }
        let ty = ty.map(|it| self.ty(it));
        let keyword = if asserts { Keyword::Undefined } else { Keyword::Boolean };
        let ret = self.add_type(TypeKind::Keyword(keyword));
        (Some(ret), Some(Predicate { of, asserts, ty }))
    }

    pub(super) fn parameter(&mut self, node: Node<'_>, func: FuncId, index: u32, this: Option<ShapeId>) -> RootId {
        let ty = node.child_by_field_name("type").and_then(|it| self.annotation(it));
        let place = ty.map_or(Place::Free, Place::Typed);
        let init = node.child_by_field_name("value").map(|it| self.expr(it, place));
        let root = self.add_root(ty, init, RootKind::Parameter(func, index));
        self.m.roots[root].optional = node.kind() == "optional_parameter";
        let pattern = node.child_by_field_name("pattern").or_else(|| node.child_by_field_name("name"));
        for decorator in children(node).filter(|it| it.kind() == "decorator") {
            self.statement_parts(decorator);
        }
        let Some(pattern) = pattern else { return root };
        self.pattern(pattern, root, Vec::new(), BindingKind::Parameter);
        if let (Some(binding), Some(init)) = (self.m.roots[root].binding, init) {
            self.link(init, Target::Binding(binding), node);
        }
        // `constructor(private readonly runId: string)` declares a field too.
        let property = children(node).any(|it| it.kind() == "accessibility_modifier") || starts_with(node, "readonly");
        if let (true, Some(shape), "identifier") = (property, this, pattern.kind()) {
            let key = self.ident(pattern);
            let index = self.m.shapes[shape].members.len() as u32;
            let optional = node.kind() == "optional_parameter";
            let member = Member { key, ty, value: init, optional, ..Member::default() };
            self.m.shapes[shape].members.push(member);
            // Parameter and field at once.
            let here = span(pattern);
            if let Some((_, name)) = self.m.names.iter_mut().rev().find(|(it, _)| *it == here)
                && let NameRef::Declares(_) = *name
            {
                *name = NameRef::ParameterProperty(shape, index);
            }
        }
        root
    }
}
