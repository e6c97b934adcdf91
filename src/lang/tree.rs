//! What all languages share about tree-sitter: parsing with a size limit, and a walk that does not recurse.

use tree_sitter::{Language, Node, Parser, Point, Range, Tree, TreeCursor};

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

/// Parses the bytes `span` of `text` as they would be between `before` and `behind`: an expression between parentheses is no block. The
/// nodes have their places in `text`. `None` where there is no room for `before`, or `span` cuts a character.
pub fn parse_piece(parser: &mut Parser, text: &str, span: Span, before: &str, behind: &str) -> Option<Tree> {
    let first = (span.start as usize).checked_sub(before.len())?;
    let piece = format!("{before}{}{behind}", text.get(span.range())?);
    let end = first + piece.len();
    // Nobody reads lines and columns of a piece.
    let (start_point, end_point) = (Point::new(0, first), Point::new(0, end));
    parser.set_included_ranges(&[Range { start_byte: first, end_byte: end, start_point, end_point }]).ok()?;
    let mut bytes =
        |at: usize, _: Point| at.checked_sub(first).and_then(|it| piece.as_bytes().get(it..)).unwrap_or_default();
    parser.parse_with_options(&mut bytes, None, None)
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

/// The comments of a tree, in order.
pub fn comments_of(tree: &Tree) -> Vec<Span> {
    let mut comments = Vec::new();
    walk(tree.root_node(), |node, leaving| {
        let is_comment = node.kind().ends_with("comment");
        if is_comment && !leaving {
            comments.push(span(node));
        }
        !is_comment
    });
    comments
}

/// The comments of `text`, in order; none where it can't be parsed.
pub fn comments(language: &Language, text: &str) -> Vec<Span> {
    parse(language, text).map_or_else(Vec::new, |tree| comments_of(&tree))
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

/// The smallest nodes around places that are asked for in the order of the file: tree and places are walked in step, as a
/// search from the root would visit all that lies above or before a place, for each of them.
pub struct Leaves<'tree> {
    cursor: TreeCursor<'tree>,
    /// The nodes from the root to where the cursor is.
    path: Vec<Node<'tree>>,
}

impl<'tree> Leaves<'tree> {
    /// Of this tree.
    pub fn of(tree: &'tree Tree) -> Self {
        Self { cursor: tree.walk(), path: vec![tree.root_node()] }
    }

    /// The smallest node that holds `place`, which stands at or behind those before it; the root where none does.
    pub fn at(&mut self, place: Span) -> Node<'tree> {
        while let [.., above, _] = self.path.as_slice()
            && !span(*above).contains(place)
        {
            self.cursor.goto_parent();
            self.path.pop();
        }
        // What lies before the cursor among its siblings ends before the place.
        let mut inside = self.path.len() == 1 || self.reach(place);
        while inside && self.cursor.goto_first_child() {
            self.path.push(self.cursor.node());
            inside = self.reach(place);
        }
        self.path[self.path.len() - if inside { 1 } else { 2 }]
    }

    /// Goes on to the sibling that holds `place`; where none does, to the first that ends behind its start.
    fn reach(&mut self, place: Span) -> bool {
        loop {
            let here = span(self.cursor.node());
            if here.end > place.start || !self.cursor.goto_next_sibling() {
                return here.contains(place);
            }
            self.path.pop();
            self.path.push(self.cursor.node());
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_are_those_that_a_search_from_the_root_finds() {
        let text = "f(a, [b, {c: `x${d}y`}, ...e], (g) => { return h /* i j */ }) as k;\n@ l m) n: [o-p, o-p]\n";
        let tree = parse(&tree_sitter_typescript::LANGUAGE_TSX.into(), text).expect("it parses");
        for length in 1..6 {
            let mut leaves = Leaves::of(&tree);
            for start in (0..=text.len() - length).filter(|at| !text[*at..].starts_with(char::is_whitespace)) {
                let found = tree.root_node().descendant_for_byte_range(start, start + length);
                assert_eq!(
                    Some(leaves.at(Span::new(start, start + length))),
                    found,
                    "{}",
                    &text[start..start + length]
                );
            }
        }
    }
}
