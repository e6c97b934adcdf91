//! Types of the lowering.

use smol_str::format_smolstr;
use tree_sitter::Node;

use super::lower::Lower;
use super::module::*;
use crate::lang::tree::children;
use crate::model::Span;

impl Lower<'_> {
    pub(super) fn types_below(&mut self, node: Node<'_>) {
        for child in children(node) {
            self.ty(child);
        }
    }

    /// The type of an annotation node (`: T`).
    pub(super) fn annotation(&mut self, node: Node<'_>) -> Option<TypeId> {
        children(node).find(|it| it.kind() != "comment").map(|it| self.ty(it))
    }

    /// A type that stands on its own: an object type in it is called after its line.
    pub(super) fn ty(&mut self, node: Node<'_>) -> TypeId {
        self.typed(node, false)
    }

    /// The value of an alias, or the type of a property: an object type in it is called after its owner.
    pub(super) fn ty_named(&mut self, node: Node<'_>) -> TypeId {
        self.typed(node, true)
    }

    pub(super) fn typed(&mut self, node: Node<'_>, named: bool) -> TypeId {
        if self.depth >= 200 {
            return self.add_type(TypeKind::Other);
        }
        self.depth += 1;
        let id = self.ty_here(node, named);
        self.depth -= 1;
        id
    }

    pub(super) fn type_parts(&mut self, node: Node<'_>, named: bool) -> Vec<TypeId> {
        children(node).filter(|it| it.kind() != "comment").map(|it| self.typed(it, named)).collect()
    }

    pub(super) fn ty_here(&mut self, node: Node<'_>, named: bool) -> TypeId {
        let kind = match node.kind() {
            "type_identifier" | "identifier" | "nested_type_identifier" => return self.type_name(node, Vec::new()),
            "generic_type" => {
                let args =
                    node.child_by_field_name("type_arguments").map(|it| self.type_parts(it, named)).unwrap_or_default();
                let Some(name) = node.child_by_field_name("name") else { return self.add_type(TypeKind::Other) };
                return self.type_name(name, args);
            }
            "object_type" => return self.object_type(node, named),
            "array_type" => match self.type_parts(node, named).first() {
                Some(element) => TypeKind::Array(*element),
                None => TypeKind::Other,
            },
            "readonly_type" | "parenthesized_type" | "optional_type" | "rest_type" | "flow_maybe_type"
            | "type_annotation" => match self.type_parts(node, named).first() {
                Some(inner) => TypeKind::Same(*inner),
                None => TypeKind::Other,
            },
            "tuple_type" => {
                let mut parts = Vec::new();
                for child in children(node).filter(|it| it.kind() != "comment") {
                    // A named element is written like a parameter.
                    let ty = child.child_by_field_name("type").and_then(|it| self.annotation(it));
                    parts.push(match ty {
                        Some(ty) => ty,
                        None => self.typed(child, false),
                    });
                }
                TypeKind::Tuple(parts)
            }
            "union_type" => TypeKind::Union(self.flat(node, named)),
            "intersection_type" => TypeKind::Intersection(self.flat(node, named)),
            "function_type" | "constructor_type" => {
                let func = self.m.funcs.push(Func::default());
                self.function(node, func, None);
                if self.m.func(func).ret.is_none()
                    && let Some(ret) =
                        node.child_by_field_name("return_type").or_else(|| node.child_by_field_name("type"))
                {
                    let ret = self.ty(ret);
                    self.m.funcs[func].ret = Some(ret);
                }
                TypeKind::Func(func)
            }
            "type_query" => match children(node).next() {
                Some(inner) => TypeKind::TypeOf(self.expr(inner, Place::Free)),
                None => TypeKind::Other,
            },
            "lookup_type" => match self.type_parts(node, false)[..] {
                [object, key, ..] => TypeKind::Indexed(object, key),
                _ => TypeKind::Other,
            },
            "index_type_query" => {
                self.types_below(node);
                TypeKind::Other
            }
            "literal_type" => match children(node).next() {
                Some(text) if text.kind() == "string" => {
                    let content = self.content(text);
                    self.name(content.span, NameRef::TypeText);
                    TypeKind::Text(content.name)
                }
                Some(number) if number.kind() == "number" => TypeKind::Number,
                _ => TypeKind::Other,
            },
            "predefined_type" if self.str(node) == "number" => TypeKind::Number,
            "conditional_type" => {
                let parts: Vec<TypeId> = ["left", "right", "consequence", "alternative"]
                    .iter()
                    .filter_map(|it| node.child_by_field_name(it))
                    .map(|it| self.ty(it))
                    .collect();
                match parts[..] {
                    [_, _, then, otherwise] => TypeKind::Conditional(then, otherwise),
                    _ => TypeKind::Other,
                }
            }
            "member_expression" | "call_expression" | "subscript_expression" => {
                self.expr(node, Place::Free);
                TypeKind::Other
            }
            "type_predicate" => {
                // `x is T`: x is a parameter, not a type.
                if let Some(name) = node.child_by_field_name("name") {
                    self.expr(name, Place::Free);
                }
                if let Some(ty) = node.child_by_field_name("type") {
                    self.ty(ty);
                }
                TypeKind::Other
            }
            "asserts" => {
                for part in children(node) {
                    match part.kind() {
                        "identifier" | "this" => drop(self.expr(part, Place::Free)),
                        _ => drop(self.ty(part)),
                    }
                }
                TypeKind::Other
            }
            "asserts_annotation"
            | "type_predicate_annotation"
            | "template_literal_type"
            | "template_type"
            | "infer_type"
            | "type_arguments"
            | "constraint" => {
                self.types_below(node);
                TypeKind::Other
            }
            _ => TypeKind::Other,
        };
        self.add_type(kind)
    }

    /// `A | B | C` is nested to the left.
    pub(super) fn flat(&mut self, node: Node<'_>, named: bool) -> Vec<TypeId> {
        let (mut at, mut rights) = (Some(node), Vec::new());
        let kind = node.kind();
        while let Some(node) = at.filter(|it| it.kind() == kind) {
            let mut parts: Vec<Node<'_>> = children(node).filter(|it| it.kind() != "comment").collect();
            rights.extend(parts.drain(1.min(parts.len())..).rev());
            at = parts.pop();
        }
        rights.extend(at);
        rights.reverse();
        rights.into_iter().map(|it| self.typed(it, named)).collect()
    }

    pub(super) fn type_name(&mut self, node: Node<'_>, args: Vec<TypeId>) -> TypeId {
        let mut path = Vec::new();
        let mut at = Some(node);
        while let Some(node) = at {
            match node.kind() {
                "nested_type_identifier" | "nested_identifier" | "member_expression" => {
                    let name = node.child_by_field_name("name").or_else(|| node.child_by_field_name("property"));
                    path.extend(name.map(|it| self.ident(it)));
                    at = node.child_by_field_name("module").or_else(|| node.child_by_field_name("object"));
                }
                _ => {
                    path.push(self.ident(node));
                    at = None;
                }
            }
        }
        path.reverse();
        let spans: Vec<Span> = path.iter().map(|it| it.span).collect();
        let id = self.add_type(TypeKind::Name { path, args });
        for span in spans {
            self.name(span, NameRef::Type(id));
        }
        id
    }

    pub(super) fn object_type(&mut self, node: Node<'_>, named: bool) -> TypeId {
        let depth = self.path.len();
        if !named {
            let segment = format_smolstr!("<type>@{}", self.line(node));
            self.path.push(segment);
        }
        let outer = self.enter_scope(false);
        let path = self.joined();
        let shape = self.add_shape(ShapeKind::TypeLiteral, path, node);
        self.members(node, shape);
        self.scope = outer;
        self.path.truncate(depth);
        self.add_type(TypeKind::Literal(shape))
    }
}
