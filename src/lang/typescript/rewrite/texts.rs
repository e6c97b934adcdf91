//! What a string means that is a key of what stands beside it: of a type in `T['key']` and `Pick<T, 'key'>`, of a value in
//! `'key' in value`.

use tree_sitter::Node;

use super::reader::Reader;
use super::reference::Meaning;
use crate::lang::tree::{children, span};
use crate::lang::typescript::resolve::types::Ty;
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

/// Most types that are written around each other.
const DEPTH: u32 = 16;

impl Reader<'_> {
    /// What the string at `at`, which is a type, is a key of.
    pub(super) fn type_text(&self, at: Span) -> Meaning {
        self.keyed(at).map_or(Meaning::Unknown, |owner| self.members_or_unknown(&owner))
    }

    /// What the string at `at` means in `'key' in value`; unknown anywhere else.
    pub(super) fn tested(&self, at: Span) -> Meaning {
        self.value_of_test(at).map_or(Meaning::Unknown, |owner| self.members_or_unknown(&owner))
    }

    fn value_of_test(&self, at: Span) -> Option<Ty> {
        let root = self.loaded.tree.as_ref()?.root_node();
        let leaf = root.descendant_for_byte_range(at.start as usize, at.end as usize)?;
        let text = if leaf.kind() == "string" { leaf } else { leaf.parent().filter(|it| it.kind() == "string")? };
        let test = text.parent().filter(|it| it.kind() == "binary_expression")?;
        let is_in = test.child_by_field_name("operator").is_some_and(|it| it.kind() == "in");
        let value = span(test.child_by_field_name("right").filter(|it| is_in && it.id() != text.id())?);
        let (id, _) = self.loaded.module.exprs.entries().find(|(_, it)| it.span == value)?;
        Some(self.checker.type_of(self.main, id))
    }

    /// The type whose key stands at `at`.
    fn keyed(&self, at: Span) -> Option<Ty> {
        let root = self.loaded.tree.as_ref()?.root_node();
        let mut node = root.descendant_for_byte_range(at.start as usize, at.end as usize)?;
        while !matches!(node.kind(), "literal_type" | "program") {
            node = node.parent()?;
        }
        let mut above = node.parent()?;
        while matches!(above.kind(), "union_type" | "parenthesized_type") {
            (node, above) = (above, above.parent()?);
        }
        match above.kind() {
            "lookup_type" => {
                let object = types(above).next().filter(|it| it.id() != node.id())?;
                self.written(object, 0)
            }
            "type_arguments" => {
                let generic = above.parent().filter(|it| it.kind() == "generic_type")?;
                let name = self.source.text.get(generic.child_by_field_name("name")?.byte_range())?;
                let object = types(above).next().filter(|it| it.id() != node.id())?;
                matches!(name, "Pick" | "Omit").then(|| self.written(object, 0)).flatten()
            }
            _ => None,
        }
    }

    /// The type that is written there, for a name and a key of one.
    fn written(&self, node: Node<'_>, depth: u32) -> Option<Ty> {
        if depth > DEPTH {
            return None;
        }
        match node.kind() {
            "type_identifier" | "nested_type_identifier" => self.named(span(node)),
            "generic_type" => self.named(span(node.child_by_field_name("name")?)),
            "parenthesized_type" | "readonly_type" => self.written(types(node).next()?, depth + 1),
            "lookup_type" => {
                let mut parts = types(node);
                let (object, key) = (self.written(parts.next()?, depth + 1)?, parts.next()?);
                let text = self.source.text.get(key.byte_range())?.trim_matches(['\'', '"']);
                (key.kind() == "literal_type").then(|| self.checker.member_type(&object, text))
            }
            _ => None,
        }
    }

    fn named(&self, at: Span) -> Option<Ty> {
        let is_it = |it: &TypeNode| match &it.kind {
            TypeKind::Name { path, .. } => path.last().is_some_and(|it| it.span.end == at.end && at.contains(it.span)),
            _ => false,
        };
        let (id, _) = self.loaded.module.types.entries().find(|(_, it)| is_it(it))?;
        Some(self.checker.resolve(self.main, id, &None))
    }
}

fn types(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    children(node).filter(|it| it.kind() != "comment")
}
