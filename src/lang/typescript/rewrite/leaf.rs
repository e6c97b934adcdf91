//! What a word means that the tables of its module do not name: a word of the grammar or of the page, one for people, or code that is not
//! understood.

use tree_sitter::Node;

use super::reader::{Reader, unread};
use super::reference::{Reference, Spot, is_letter};
use crate::lang::typescript::VUE;
use crate::model::Span;

impl Reader<'_> {
    /// The word in the spelling of markup, where the tables don't name it: an attribute that was not understood may be it.
    pub(super) fn kebab_leaf(&self, span: Span) -> Option<Reference> {
        let leaf = self.loaded.trees.as_ref().and_then(|it| it.leaf(span));
        leaf.is_some_and(|it| it.kind() == "attribute_name").then(|| unread(self.source.id, span))
    }

    /// The word is one of several names with dots between them, and a string begins and ends with these, or what a template puts in.
    pub(super) fn is_in_path(&self, span: Span) -> bool {
        let text = &self.source.text;
        let path = path_around(text, span);
        if path == span {
            return false;
        }
        let begins = text[..path.start as usize].ends_with(['\'', '"', '`', '}']);
        let ends = text[path.end as usize..].starts_with(['\'', '"', '`', '$']);
        let leaf = || self.loaded.trees.as_ref().and_then(|it| it.leaf(span));
        begins && ends && leaf().is_some_and(|it| matches!(it.kind(), "string_fragment" | "template_string"))
    }

    /// A word that the tables don't name: words for people are no place.
    pub(super) fn leaf(&self, span: Span) -> Option<Reference> {
        let found = || Some(unread(self.source.id, span));
        let Some(trees) = &self.loaded.trees else { return found() };
        let leaf = trees.leaf(span);
        match leaf.map(|it| it.kind()) {
            // In JavaScript a comment may hold the types.
            Some("comment") => {
                let script = [".js", ".jsx", ".mjs", ".cjs"].iter().any(|it| self.source.path.ends_with(it));
                let line_start = self.source.text[..span.start as usize].rfind('\n').map_or(0, |it| it + 1);
                let tags = ["@property", "@prop", "@param", "@typedef", "@type", "@returns", "@callback", "@template"];
                let line = &self.source.text[line_start..span.start as usize];
                (script && tags.iter().any(|it| line.contains(it))).then(found).flatten()
            }
            Some("jsx_text" | "string_fragment" | "template_string" | "regex_pattern" | "html_character_reference") => {
                None
            }
            _ if leaf.is_some_and(|it| trees.is_prose(it) || is_keyword(it) || is_label(it)) => None,
            _ if self.word.starts_with(|c: char| c.is_lowercase()) && leaf.is_some_and(names_element) => {
                Some(Reference { spot: Spot::Element, ..unread(self.source.id, span) })
            }
            _ if self.is_directive(leaf, span) => {
                Some(Reference { spot: Spot::Directive, ..unread(self.source.id, span) })
            }
            _ => found(),
        }
    }

    /// `v-tip` of a template of Vue.
    fn is_directive(&self, leaf: Option<Node<'_>>, span: Span) -> bool {
        let name = leaf.filter(|it| it.kind() == "attribute_name" && self.source.language == VUE);
        name.is_some_and(|it| self.source.text[it.start_byte()..span.start as usize] == *"v-")
    }
}

/// The names with dots between them that the word is one of.
pub(super) fn path_around(text: &str, word: Span) -> Span {
    let part = |c: char| is_letter(c) || c == '.';
    let (before, behind) = (&text[..word.start as usize], &text[word.end as usize..]);
    let start = before.trim_end_matches(part).len();
    let end = word.end as usize + (behind.len() - behind.trim_start_matches(part).len());
    Span::new(start, end)
}

/// `from`, `type`, `string`: a word of the grammar, where the code around it is understood.
fn is_keyword(leaf: Node<'_>) -> bool {
    let mut around = std::iter::successors(leaf.parent(), |it| it.parent());
    !leaf.is_named() && !leaf.is_missing() && !around.any(|it| it.is_error())
}

/// `[name: string]: Build` in a type, `with { name: 'json' }` of an import: nothing else reads the name.
fn is_label(leaf: Node<'_>) -> bool {
    // A pair, its object, and the attribute. A parent costs its depth to find, so no more are asked for than can count.
    let mut around = std::iter::successors(leaf.parent(), |it| it.parent()).take(3);
    let of_index =
        leaf.parent().is_some_and(|it| it.kind() == "index_signature" && it.child_by_field_name("name") == Some(leaf));
    of_index || around.any(|it| it.kind() == "import_attribute")
}

/// `<p>`, `</p>`.
fn names_element(leaf: Node<'_>) -> bool {
    leaf.parent().is_some_and(|it| it.kind().starts_with("jsx_") && it.child_by_field_name("name") == Some(leaf))
}
