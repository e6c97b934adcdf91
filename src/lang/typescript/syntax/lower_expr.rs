//! Expressions and types of the lowering.

use smol_str::{SmolStr, format_smolstr};
use tree_sitter::Node;

use super::lower::Lower;
use super::module::*;
use crate::lang::tree::{children, span};

impl Lower<'_> {
    /// Reads an expression; `place` is where it stands. Too deep or unknown: `Other`.
    pub(super) fn expr(&mut self, node: Node<'_>, place: Place) -> ExprId {
        if self.depth >= 200 {
            return self.add_expr(ExprKind::Other, node, place);
        }
        self.depth += 1;
        let owned = std::mem::take(&mut self.owned);
        let id = self.expr_here(node, place, owned);
        self.depth -= 1;
        id
    }

    pub(super) fn field(&mut self, node: Node<'_>, name: &str, place: Place) -> Option<ExprId> {
        node.child_by_field_name(name).map(|it| self.expr(it, place))
    }

    /// The expression's id is taken first, so that its parts can refer to it.
    pub(super) fn reserve(&mut self, node: Node<'_>, place: Place) -> ExprId {
        self.add_expr(ExprKind::Other, node, place)
    }

    pub(super) fn set(&mut self, id: ExprId, kind: ExprKind) -> ExprId {
        self.m.exprs[id].kind = kind;
        id
    }

    pub(super) fn parts(&mut self, node: Node<'_>, place: Place) -> Vec<ExprId> {
        children(node).filter(|it| it.kind() != "comment").map(|it| self.expr(it, place)).collect()
    }

    fn expr_here(&mut self, node: Node<'_>, place: Place, owned: bool) -> ExprId {
        match node.kind() {
            "identifier" | "undefined" | "shorthand_property_identifier" => {
                let name = SmolStr::new(self.str(node));
                let id = self.add_expr(ExprKind::Ident(name), node, place);
                self.name(span(node), NameRef::Ident(id));
                id
            }
            "this" => self.add_expr(ExprKind::This, node, place),
            "super" => self.add_expr(ExprKind::Super, node, place),
            "string" => {
                let content = self.content(node);
                let id = self.add_expr(ExprKind::Text(content.span), node, place);
                if content.name.len() <= 64 && !content.name.contains('\\') {
                    self.m.texts.insert(content.span, content.name.clone());
                }
                self.name(content.span, NameRef::Text(id));
                id
            }
            "template_string" => self.template(node, place),
            "number" => {
                let text = SmolStr::new(self.str(node));
                self.add_expr(ExprKind::Number(text), node, place)
            }
            "true" | "false" => self.add_expr(ExprKind::Bool(node.kind() == "true"), node, place),
            "null" => self.add_expr(ExprKind::Null, node, place),
            "regex" => self.add_expr(ExprKind::Literal, node, place),
            "member_expression" => self.member(node, place),
            "subscript_expression" => {
                let id = self.reserve(node, place);
                let object = self.field(node, "object", Place::Free);
                self.m.exprs[id].flow = self.flow;
                let index = self.field(node, "index", object.map_or(Place::Free, Place::Index));
                match (object, index) {
                    (Some(object), Some(index)) => self.set(id, ExprKind::Index { object, index }),
                    _ => id,
                }
            }
            "call_expression" => self.call(node, place, "function", false),
            "new_expression" => self.call(node, place, "constructor", true),
            "object" => self.object(node, place, owned),
            "array" => {
                let id = self.reserve(node, place);
                let parts = self.parts(node, Place::Element(id));
                self.set(id, ExprKind::Array(parts))
            }
            "arrow_function" | "function_expression" | "generator_function" => self.function_expr(node, place, owned),
            "class" => {
                let shape = self.class(node, false);
                self.add_expr(ExprKind::Class(shape), node, place)
            }
            "assignment_expression" | "augmented_assignment_expression" => self.assignment(node, place),
            "ternary_expression" => self.ternary(node, place),
            "binary_expression" => self.binary(node, place),
            "parenthesized_expression"
            | "non_null_expression"
            | "spread_element"
            | "jsx_expression"
            | "satisfies_expression"
            | "instantiation_expression" => {
                let spread = node.kind() == "spread_element";
                let id = self.reserve(node, place);
                let mut inner = None;
                for child in children(node) {
                    match child.kind() {
                        "comment" => {}
                        "type_arguments" | "type_annotation" => self.types_below(child),
                        _ if inner.is_none() => {
                            self.owned = owned && !matches!(node.kind(), "spread_element" | "jsx_expression");
                            inner = Some(self.expr(child, Place::Inside(id)));
                        }
                        _ if node.kind() == "satisfies_expression" => {
                            let ty = self.ty(child);
                            if let Some(inner) = inner {
                                self.m.exprs[inner].place = Place::Typed(ty);
                            }
                        }
                        _ => inner = Some(self.expr(child, Place::Inside(id))),
                    }
                }
                let kind = |inner| if spread { ExprKind::Spread(inner) } else { ExprKind::Same(inner) };
                inner.map_or(id, |inner| self.set(id, kind(inner)))
            }
            "sequence_expression" => {
                let id = self.reserve(node, place);
                let last = self.parts(node, Place::Free).pop();
                last.map_or(id, |last| self.set(id, ExprKind::Same(last)))
            }
            "await_expression" => {
                let id = self.reserve(node, place);
                let inner = self.parts(node, Place::Free).pop();
                inner.map_or(id, |inner| self.set(id, ExprKind::Await(inner)))
            }
            "as_expression" => {
                let id = self.reserve(node, place);
                let mut parts = children(node).filter(|it| it.kind() != "comment");
                let (inner, ty) = (parts.next(), parts.next());
                let ty = ty.map(|it| self.ty(it));
                let place = ty.map_or(Place::Inside(id), Place::Typed);
                self.owned = owned;
                let Some(inner) = inner.map(|it| self.expr(it, place)) else { return id };
                match ty {
                    Some(ty) => self.set(id, ExprKind::As(inner, ty)),
                    None => self.set(id, ExprKind::AsConst(inner)),
                }
            }
            "jsx_element" | "jsx_self_closing_element" => self.jsx(node, place),
            "type_assertion" => self.angle_cast(node, place),
            "unary_expression" => self.unary(node, place),
            "update_expression" => {
                let id = self.reserve(node, place);
                if let Some(it) = self.parts(node, Place::Free).pop() {
                    self.assigns(it, None);
                }
                self.set(id, ExprKind::Operator(Gives::Number))
            }
            "yield_expression" => self.yields(node, place),
            "comment"
            | "jsx_text"
            | "html_character_reference"
            | "meta_property"
            | "import"
            | "private_property_identifier" => self.add_expr(ExprKind::Other, node, place),
            kind if kind.ends_with("_type") || kind == "type_annotation" => {
                self.ty(node);
                self.add_expr(ExprKind::Other, node, place)
            }
            kind if kind.ends_with("_statement") || kind.ends_with("_declaration") => {
                self.statement(node);
                self.add_expr(ExprKind::Other, node, place)
            }
            _ => {
                let id = self.reserve(node, place);
                self.parts(node, Place::Free);
                self.set(id, ExprKind::Operator(Gives::Plain))
            }
        }
    }

    fn template(&mut self, node: Node<'_>, place: Place) -> ExprId {
        let id = self.reserve(node, place);
        let (mut parts, mut bare) = (Vec::new(), true);
        for child in children(node) {
            if child.kind() == "template_substitution" {
                parts.extend(self.parts(child, Place::Free));
            } else {
                self.name(span(child), NameRef::Text(id));
                bare = false;
            }
        }
        bare &= parts.len() == 1;
        self.set(id, ExprKind::Template(parts, bare))
    }

    fn member(&mut self, node: Node<'_>, place: Place) -> ExprId {
        let id = self.reserve(node, place);
        let object = self.field(node, "object", Place::Free);
        self.m.exprs[id].flow = self.flow;
        let Some((object, name)) = object.zip(node.child_by_field_name("property")) else { return id };
        self.name(span(name), NameRef::Property(id));
        let name = self.ident(name);
        self.set(id, ExprKind::Member { object, name })
    }

    fn call(&mut self, node: Node<'_>, place: Place, function: &str, new: bool) -> ExprId {
        let id = self.reserve(node, place);
        if let Some(import) = self.dynamic_import(node, function) {
            return self.set(id, import);
        }
        // The grammar reads `await get<Build>(url)` as a call of `await get`.
        let waited = node.child_by_field_name(function).filter(|it| it.kind() == "await_expression" && !new);
        if let Some(called) = waited.and_then(|it| children(it).find(|it| it.kind() != "comment")) {
            let call = self.reserve(node, Place::Free);
            self.m.exprs[call].span.start = span(called).start;
            let callee = self.expr(called, Place::Free);
            self.call_of(node, call, callee, new);
            return self.set(id, ExprKind::Await(call));
        }
        let Some(callee) = self.field(node, function, Place::Free) else { return id };
        self.call_of(node, id, callee, new)
    }

    /// The call `id`, once it is known what is called.
    fn call_of(&mut self, node: Node<'_>, id: ExprId, callee: ExprId, new: bool) -> ExprId {
        let type_args =
            node.child_by_field_name("type_arguments").map(|it| children(it).map(|it| self.ty(it)).collect());
        let mut args = Vec::new();
        let mut texts = Vec::new();
        let mut callback = false;
        if let Some(list) = node.child_by_field_name("arguments") {
            if list.kind() == "template_string" {
                args.push(self.expr(list, Place::Free));
            } else {
                for arg in children(list).filter(|it| it.kind() != "comment") {
                    let index = args.len() as u32;
                    if arg.kind() == "string" {
                        texts.push(self.content(arg).name);
                    }
                    callback |= matches!(arg.kind(), "arrow_function" | "function_expression" | "object");
                    let value = self.expr(arg, Place::Argument(id, index));
                    self.link(value, Target::Argument(id, index), arg);
                    args.push(value);
                }
            }
        }
        // `on('planning.start', (ev) => …)`: the string says what the callback is about.
        if callback {
            self.region(node, texts);
        }
        self.set(id, ExprKind::Call { callee, type_args: type_args.unwrap_or_default(), args, new })
    }

    fn function_expr(&mut self, node: Node<'_>, place: Place, owned: bool) -> ExprId {
        let id = self.reserve(node, place);
        let func = self.m.funcs.push(Func { expr: Some(id), ..Func::default() });
        self.set(id, ExprKind::Func(func));
        // The value of a variable, property or field is called after it; others after their line.
        let named = node.child_by_field_name("name");
        let outer = self.scope;
        let pushed = match named {
            Some(name) => {
                let ident = self.ident(name);
                self.enter_scope(false);
                let binding = self.declare(ident.clone(), BindingKind::Function, What::Func(func));
                self.name(span(name), NameRef::Declares(binding));
                self.m.funcs[func].binding = Some(binding);
                self.region(node, vec![ident.name.clone()]);
                Some(ident.name)
            }
            None if owned => None,
            None => Some(format_smolstr!("<fn>@{}", self.line(node))),
        };
        let depth = self.path.len();
        self.path.extend(pushed);
        self.function(node, func, None);
        self.path.truncate(depth);
        self.scope = outer;
        id
    }

    fn object(&mut self, node: Node<'_>, place: Place, owned: bool) -> ExprId {
        let id = self.reserve(node, place);
        let depth = self.path.len();
        if !owned {
            let segment = format_smolstr!("<objlit>@{}", self.line(node));
            self.path.push(segment);
        }
        let path = self.joined();
        let shape = self.add_shape(ShapeKind::Object, path, node);
        self.m.shapes[shape].expr = Some(id);
        self.set(id, ExprKind::Object(shape));
        let mut kinds = Vec::new();
        for child in children(node) {
            match child.kind() {
                "pair" => kinds.extend(self.pair(child, shape)),
                "shorthand_property_identifier" => {
                    let key = self.ident(child);
                    let index = self.m.shapes[shape].members.len() as u32;
                    let value = self.add_expr(ExprKind::Ident(key.name.clone()), child, Place::Value(shape, index));
                    self.name(key.span, NameRef::Key(shape, index));
                    self.m.shapes[shape].members.push(Member { key, value: Some(value), ..Member::default() });
                    self.link(value, Target::Member(shape, index), child);
                }
                "method_definition" => {
                    let key = child.child_by_field_name("name").and_then(|it| self.key(it));
                    self.method(child, shape, key, false, true);
                }
                "spread_element" => {
                    for inner in children(child).filter(|it| it.kind() != "comment") {
                        let base = self.expr(inner, Place::Inside(id));
                        self.m.shapes[shape].bases.push(base);
                    }
                }
                "comment" => {}
                _ => {
                    self.expr(child, Place::Free);
                }
            }
        }
        self.path.truncate(depth);
        self.region(node, kinds);
        id
    }

    /// A `key: value`; returns the string of a `type:`, `kind:` or `event:` key.
    fn pair(&mut self, node: Node<'_>, shape: ShapeId) -> Option<SmolStr> {
        let value_node = node.child_by_field_name("value")?;
        let key_node = node.child_by_field_name("key");
        if let Some(inner) = key_node.and_then(|it| self.computed_key(it)) {
            let key = self.expr(inner, Place::Free);
            let value = self.expr(value_node, Place::Computed(shape));
            self.m.shapes[shape].computed.push((key, value));
            return None;
        }
        let (key, _) = key_node.and_then(|it| self.key(it))?;
        let index = self.m.shapes[shape].members.len() as u32;
        self.name(key.span, NameRef::Key(shape, index));
        let name = key.name.clone();
        self.m.shapes[shape].members.push(Member { key, ..Member::default() });
        self.path.push(name.clone());
        if matches!(value_node.kind(), "object" | "array" | "arrow_function" | "function_expression") {
            self.region(node, vec![name.clone()]);
        }
        self.owned = true;
        let value = self.expr(value_node, Place::Value(shape, index));
        self.owned = false;
        self.path.pop();
        self.m.shapes[shape].members[index as usize].value = Some(value);
        if let ExprKind::Func(func) = self.m.expr(value).kind {
            self.m.shapes[shape].members[index as usize].func = Some(func);
            self.m.funcs[func].member = Some((shape, index));
        }
        self.link(value, Target::Member(shape, index), node);
        let tells = matches!(name.as_str(), "type" | "kind" | "event") && value_node.kind() == "string";
        tells.then(|| self.content(value_node).name)
    }

    /// `<T>x`.
    fn angle_cast(&mut self, node: Node<'_>, place: Place) -> ExprId {
        let id = self.reserve(node, place);
        let (mut ty, mut inner) = (None, None);
        for child in children(node) {
            match child.kind() {
                "comment" => {}
                "type_arguments" => ty = children(child).next().map(|it| self.ty(it)),
                _ => inner = Some(self.expr(child, ty.map_or(Place::Free, Place::Typed))),
            }
        }
        match (inner, ty) {
            (Some(inner), Some(ty)) => self.set(id, ExprKind::As(inner, ty)),
            _ => id,
        }
    }

    /// `import('name')` and `require('name')`.
    fn dynamic_import(&mut self, node: Node<'_>, function: &str) -> Option<ExprKind> {
        let callee = node.child_by_field_name(function)?;
        let promise = callee.kind() == "import";
        if !(promise || callee.kind() == "identifier" && self.str(callee) == "require") {
            return None;
        }
        let list = node.child_by_field_name("arguments")?;
        let source = children(list).find(|it| it.kind() != "comment").filter(|it| it.kind() == "string")?;
        let name = self.content(source);
        self.name(name.span, NameRef::ModulePath);
        Some(ExprKind::Import(name.name, promise))
    }

    fn jsx(&mut self, node: Node<'_>, place: Place) -> ExprId {
        let id = self.reserve(node, place);
        let opening = node.child_by_field_name("open_tag").unwrap_or(node);
        let name = opening.child_by_field_name("name");
        let component = name
            .filter(|it| it.kind() != "identifier" || self.str(*it).starts_with(|first: char| first.is_uppercase()));
        let intrinsic = name.filter(|_| component.is_none()).map(|it| SmolStr::new(self.str(it)));
        let name = component.map(|it| self.expr(it, Place::Free));
        let (mut attributes, mut type_args) = (Vec::new(), Vec::new());
        for child in children(opening) {
            match child.kind() {
                "jsx_attribute" => {
                    let mut parts = children(child);
                    let (Some(key), value) = (parts.next(), parts.next()) else { continue };
                    let index = attributes.len() as u32;
                    let key = self.ident(key);
                    self.name(key.span, NameRef::Attribute(id, index));
                    let value = value.map(|it| self.expr(it, Place::Attribute(id, index)));
                    if let Some(value) = value {
                        self.link(value, Target::Attribute(id, index), child);
                    }
                    attributes.push((key, value));
                }
                "type_arguments" => type_args = children(child).map(|it| self.ty(it)).collect(),
                "jsx_expression" => {
                    self.expr(child, Place::Attributes(id));
                }
                _ => {}
            }
        }
        if opening != node {
            for child in children(node) {
                match child.kind() {
                    "jsx_opening_element" => {}
                    "jsx_closing_element" => {
                        if let Some(name) = child.child_by_field_name("name").filter(|_| name.is_some()) {
                            self.expr(name, Place::Free);
                        }
                    }
                    "comment" => {}
                    _ => drop(self.expr(child, Place::Child(id))),
                }
            }
        }
        self.set(id, ExprKind::Jsx { name, intrinsic, attributes, type_args })
    }
}
