//! What all languages share about tree-sitter: parsing with a size limit, and a walk that does not recurse.

use tree_sitter::{Language, Node, Parser, Tree};

use crate::model::Span;

/// Larger files (bytes) are not parsed: hand-written code does not grow to this size, bundles do.
pub const PARSE_LIMIT: usize = 4 << 20;

/// Parses `text`; `None` when it is too big or the grammar does not load.
pub fn parse(language: &Language, text: &str) -> Option<Tree> {
    if text.len() > PARSE_LIMIT {
        return None;
    }
    let mut parser = Parser::new();
    parser.set_language(language).ok()?;
    parser.parse(text, None)
}

/// The places that the grammar could not read: error nodes, and missing ones (of no bytes).
pub fn errors(tree: &Tree) -> Vec<Span> {
    let mut errors = Vec::new();
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        if node.is_error() || node.is_missing() {
            errors.push(span(node));
        }
        if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return errors;
            }
        }
    }
}

/// The bytes of a node.
pub fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

/// The named children of a node, in order.
pub fn children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let mut cursor = node.walk();
    let mut more = cursor.goto_first_child();
    std::iter::from_fn(move || {
        while more {
            let child = cursor.node();
            more = cursor.goto_next_sibling();
            if child.is_named() {
                return Some(child);
            }
        }
        None
    })
}

/// True when one of the first tokens of a node is this word (`async`, `static`, `get`).
pub fn starts_with(node: Node<'_>, word: &str) -> bool {
    let mut cursor = node.walk();
    let mut more = cursor.goto_first_child();
    for _ in 0..8 {
        if !more {
            return false;
        }
        if cursor.node().kind() == word {
            return true;
        }
        more = cursor.goto_next_sibling();
    }
    false
}

/// Visits the named nodes below and with `root` in source order, without recursion. `visit(node, leaving)` is called when a
/// node is entered (`false`: its children are left out) and once more when it is left.
pub fn walk<'tree>(root: Node<'tree>, mut visit: impl FnMut(Node<'tree>, bool) -> bool) {
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        let enter = !node.is_named() || visit(node, false);
        if enter && cursor.goto_first_child() {
            continue;
        }
        loop {
            let node = cursor.node();
            if node.is_named() {
                visit(node, true);
            }
            if cursor.node() == root {
                return;
            }
            if cursor.goto_next_sibling() {
                break;
            }
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}
