//! Types of the lowering.

use smol_str::{SmolStr, format_smolstr};
use tree_sitter::Node;

use super::lower::Lower;
use super::module::*;
use crate::lang::tree::{children, span};
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
            "tuple_type" => TypeKind::Tuple(self.tuple(node)),
            "union_type" => TypeKind::Union(self.flat(node, named)),
            "intersection_type" => TypeKind::Intersection(self.flat(node, named)),
            "function_type" | "constructor_type" => {
                let func = self.m.funcs.push(Func::default());
                self.function(node, func, None);
                match node.kind() {
                    "constructor_type" => TypeKind::Constructor(func),
                    _ => TypeKind::Func(func),
                }
            }
            "type_query" => match children(node).next() {
                Some(inner) => TypeKind::TypeOf(self.expr(inner, Place::Free)),
                None => TypeKind::Other,
            },
            "lookup_type" => match self.type_parts(node, false)[..] {
                [object, key, ..] => TypeKind::Indexed(object, key),
                _ => TypeKind::Other,
            },
            "index_type_query" => match self.type_parts(node, false).first() {
                Some(of) => TypeKind::KeyOf(*of),
                None => TypeKind::Other,
            },
            "this_type" | "this" => {
                self.uses_this = true;
                TypeKind::This
            }
            "literal_type" => return self.literal_type(node),
            "predefined_type" => TypeKind::Keyword(keyword(self.str(node))),
            "conditional_type" => return self.conditional(node),
            "infer_type" => return self.infer(node),
            "template_literal_type" | "template_type" => {
                let parts = children(node).filter(|it| !matches!(it.kind(), "comment" | "string_fragment"));
                TypeKind::Template(parts.map(|it| self.typed(it, false)).collect())
            }
            "member_expression" | "call_expression" | "subscript_expression" | "import" => {
                if let Some(import) = self.import_type(node, Vec::new()) {
                    return import;
                }
                self.expr(node, Place::Free);
                TypeKind::Other
            }
            "asserts_annotation" | "type_predicate_annotation" | "type_arguments" | "constraint" => {
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

    fn tuple(&mut self, node: Node<'_>) -> Vec<Element<TypeId>> {
        let mut parts = Vec::new();
        for child in children(node).filter(|it| it.kind() != "comment") {
            // A named element is written like a parameter.
            let annotated = child.child_by_field_name("type");
            let named_rest = child.child_by_field_name("name").or_else(|| child.child_by_field_name("pattern"));
            // The name is for readers only.
            let label =
                named_rest.and_then(|it| if it.kind() == "rest_pattern" { children(it).next() } else { Some(it) });
            if let Some(label) = label.filter(|it| it.kind() == "identifier" && annotated.is_some()) {
                self.name(span(label), NameRef::Label);
            }
            let rest = child.kind() == "rest_type" || named_rest.is_some_and(|it| it.kind() == "rest_pattern");
            let ty = match annotated.filter(|it| it.kind() == "type_annotation").and_then(|it| self.annotation(it)) {
                Some(ty) => ty,
                None => self.typed(child, false),
            };
            parts.push(Element { ty, rest });
        }
        parts
    }

    fn literal_type(&mut self, node: Node<'_>) -> TypeId {
        let Some(it) = children(node).next() else { return self.add_type(TypeKind::Other) };
        if it.kind() == "string" {
            let content = self.content(it);
            let id = self.add_type(TypeKind::Text(content.name));
            self.name(content.span, NameRef::TypeText(id));
            return id;
        }
        let kind = match it.kind() {
            "true" | "false" => TypeKind::Bool(it.kind() == "true"),
            "null" => TypeKind::Keyword(Keyword::Null),
            "undefined" => TypeKind::Keyword(Keyword::Undefined),
            "number" | "unary_expression" => TypeKind::Number(SmolStr::new(self.str(it))),
            _ => TypeKind::Other,
        };
        self.add_type(kind)
    }

    /// What `infer` declares is known in the bound and in the first arm.
    fn conditional(&mut self, node: Node<'_>) -> TypeId {
        let field = |name: &str| node.child_by_field_name(name);
        let (Some(check), Some(bound), Some(then), Some(otherwise)) =
            (field("left"), field("right"), field("consequence"), field("alternative"))
        else {
            return self.add_type(TypeKind::Other);
        };
        let check = self.ty(check);
        let outer = self.enter_scope(false);
        self.generic += 1;
        let around = self.infer_scope.replace(self.scope);
        let bound = self.ty(bound);
        self.infer_scope = around;
        let then = self.ty(then);
        self.generic -= 1;
        self.scope = outer;
        let otherwise = self.ty(otherwise);
        self.add_type(TypeKind::Conditional { check, bound, then, otherwise })
    }

    fn infer(&mut self, node: Node<'_>) -> TypeId {
        let mut parts = children(node).filter(|it| it.kind() != "comment");
        let Some(name) = parts.next() else { return self.add_type(TypeKind::Other) };
        let constraint = parts.next().map(|it| self.ty(it));
        let ident = self.ident(name);
        let here = ident.span;
        let scope = self.infer_scope.unwrap_or(self.scope);
        // `infer X` twice is one parameter.
        let known = self.m.scopes[scope].names.get(&ident.name).and_then(|it| it.first().copied());
        let id = known.unwrap_or_else(|| {
            self.declare_in(scope, ident, BindingKind::Type, What::TypeParam { constraint, default: None })
        });
        self.name(here, NameRef::Declares(id));
        self.add_type(TypeKind::Infer(id))
    }

    /// `import('source').a.b`.
    fn import_type(&mut self, node: Node<'_>, args: Vec<TypeId>) -> Option<TypeId> {
        let (mut path, mut at) = (Vec::new(), node);
        while matches!(at.kind(), "member_expression" | "nested_type_identifier" | "nested_identifier") {
            let name = at.child_by_field_name("property").or_else(|| at.child_by_field_name("name"))?;
            path.push(self.ident(name));
            at = at.child_by_field_name("object").or_else(|| at.child_by_field_name("module"))?;
        }
        let callee = at.child_by_field_name("function").filter(|_| at.kind() == "call_expression")?;
        if callee.kind() != "import" {
            return None;
        }
        // The grammar has no `import('x').T<A>`: what stands behind the name is not read, so the type is not known.
        let behind = self.text[node.end_byte()..].trim_start();
        if behind.starts_with('<') {
            return Some(self.add_type(TypeKind::Other));
        }
        let source = children(at.child_by_field_name("arguments")?).find(|it| it.kind() == "string")?;
        let source = self.content(source);
        self.name(source.span, NameRef::ModulePath);
        path.reverse();
        let spans: Vec<Span> = path.iter().map(|it| it.span).collect();
        let id = self.add_type(TypeKind::Import { source: source.name, path, args });
        spans.into_iter().for_each(|span| self.name(span, NameRef::Type(id)));
        Some(id)
    }

    pub(super) fn type_name(&mut self, node: Node<'_>, args: Vec<TypeId>) -> TypeId {
        if let Some(import) = self.import_type(node, Vec::new()) {
            if let TypeKind::Import { args: own, .. } = &mut self.m.types[import].kind {
                *own = args;
            }
            return import;
        }
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

    /// `{ [key in keys]: value }`.
    fn mapped(&mut self, node: Node<'_>, named: bool) -> Option<TypeId> {
        let signature = children(node).find(|it| it.kind() == "index_signature")?;
        let clause = children(signature).find(|it| it.kind() == "mapped_type_clause")?;
        let name = clause.child_by_field_name("name")?;
        let keys = clause.child_by_field_name("type")?;
        let outer = self.enter_scope(false);
        let keys = self.ty(keys);
        let ident = self.ident(name);
        let here = ident.span;
        let what = What::TypeParam { constraint: Some(keys), default: None };
        let key = self.declare(ident, BindingKind::Type, what);
        self.name(here, NameRef::Declares(key));
        self.generic += 1;
        let renamed = clause.child_by_field_name("alias").map(|it| self.ty(it));
        let value = signature.child_by_field_name("type").and_then(|it| children(it).find(|it| it.kind() != "comment"));
        let value = match value {
            Some(value) => self.typed(value, named),
            None => self.add_type(TypeKind::Other),
        };
        self.generic -= 1;
        self.scope = outer;
        Some(self.add_type(TypeKind::Mapped { key, keys, renamed, value }))
    }

    pub(super) fn object_type(&mut self, node: Node<'_>, named: bool) -> TypeId {
        if let Some(mapped) = self.mapped(node, named) {
            return mapped;
        }
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

fn keyword(word: &str) -> Keyword {
    match word {
        "string" => Keyword::String,
        "number" => Keyword::Number,
        "boolean" => Keyword::Boolean,
        "void" | "undefined" => Keyword::Undefined,
        "null" => Keyword::Null,
        "never" => Keyword::Never,
        "unknown" | "object" => Keyword::Opaque,
        "symbol" | "bigint" | "unique symbol" => Keyword::Other,
        _ => Keyword::Any,
    }
}
