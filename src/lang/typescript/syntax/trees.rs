//! The syntax trees of a file: one of a script; of a component that of its markup, and one of each piece of code in it. All of them have
//! the places of the file.

use tree_sitter::{Language, Node, Tree};

use crate::lang::tree::{self, Leaves};
use crate::model::Span;

/// All trees of a file.
#[derive(Debug)]
pub struct Trees {
    /// Of the whole file.
    pub whole: Tree,
    /// The code in the markup of a component, by place.
    pub pieces: Vec<(Span, Tree)>,
    /// The markup has places that could not be read: nothing in it is for sure a word for people.
    pub broken: bool,
}

/// The grammar of the scripts at a path. JavaScript is read as TSX, which is a superset of it.
pub fn grammar(path: &str) -> Language {
    let plain = [".ts", ".mts", ".cts"].iter().any(|it| path.ends_with(it));
    if plain { tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into() } else { tree_sitter_typescript::LANGUAGE_TSX.into() }
}

/// The tree of a script. The grammar ends no member of a type before a line that begins with `<`, as code without semicolons has it
/// (`(): string` and, on the next line, `<T>(it: T): T`), and has no `using`: where it can't read a file, such lines begin with a
/// semicolon, and what is `using` is `const`.
pub(super) fn parsed(path: &str, text: &str) -> Option<Tree> {
    let mut tree = tree::parse(&grammar(path), text)?;
    if !tree.root_node().has_error() {
        return Some(tree);
    }
    let mut text = std::borrow::Cow::Borrowed(text);
    for mended in [ended, constant] {
        let Some(other) = mended(&text) else { continue };
        let again = tree::parse(&grammar(path), &other);
        if let Some(fewer) = again.filter(|it| tree::errors(it).len() < tree::errors(&tree).len()) {
            (tree, text) = (fewer, other.into());
        }
    }
    Some(tree)
}

/// The text with `const` in place of `using`, and without the `await` before it; `None` where there is none. All places stay.
fn constant(text: &str) -> Option<String> {
    let mut found = text.to_owned();
    for (at, word) in text.match_indices("using ") {
        let before = text[..at].trim_end_matches([' ', '\t']);
        let named =
            text[at + word.len()..].trim_start().starts_with(|it: char| it.is_alphabetic() || "_$".contains(it));
        if !named || text[..at].ends_with(|it: char| it.is_alphanumeric() || "_$.".contains(it)) {
            continue;
        }
        found.replace_range(at..at + 5, "const");
        if before.len() < at && before.ends_with("await") {
            found.replace_range(before.len() - 5..before.len(), "     ");
        }
    }
    (found != text).then_some(found)
}

/// The text with a semicolon in place of the last blank before the `<` of such lines; `None` where there are none. All places stay.
fn ended(text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let mut any = false;
    for at in memchr::memchr_iter(b'<', text.as_bytes()).filter(|at| *at > 0) {
        let before = text[..at].trim_end_matches([' ', '\t']);
        // The first type parameter may stand on the next line.
        let behind = text[at + 1..].strip_prefix("\r\n").or(text[at + 1..].strip_prefix('\n'));
        let first = behind.map_or(&text[at + 1..], str::trim_start);
        let letter = first.starts_with(|it: char| it.is_alphabetic() || it == '_');
        if letter && before.len() < at && before.ends_with('\n') {
            bytes[at - 1] = b';';
            any = true;
        }
    }
    String::from_utf8(bytes).ok().filter(|_| any)
}

impl Trees {
    /// The smallest node at a place: of the code there, else of the markup.
    pub fn leaf(&self, span: Span) -> Option<Node<'_>> {
        let root = self.piece(span).unwrap_or(&self.whole).root_node();
        root.descendant_for_byte_range(span.start as usize, span.end as usize)
    }

    /// The same for places in the order of the file.
    pub fn next_leaf<'tree>(&'tree self, span: Span, leaves: &mut Leaves<'tree>) -> Option<Node<'tree>> {
        match self.piece(span) {
            Some(_) => self.leaf(span),
            None => Some(leaves.at(span)),
        }
    }

    /// The tree of the code at a place; none in the markup of a component.
    pub fn code(&self, span: Span) -> Option<&Tree> {
        self.piece(span).or_else(|| Some(&self.whole).filter(|it| it.root_node().kind() == "program"))
    }

    fn piece(&self, span: Span) -> Option<&Tree> {
        let near = self.pieces[..self.pieces.partition_point(|it| it.0.start <= span.start)].last();
        near.filter(|it| it.0.contains(span)).map(|it| &it.1)
    }

    /// True for a leaf of the markup that is written for readers of the page, or that has names of the page: elements, styles.
    pub fn is_prose(&self, leaf: Node<'_>) -> bool {
        let style = || leaf.parent().is_some_and(|it| it.kind() == "style_element");
        match leaf.kind() {
            _ if self.broken => false,
            "text" | "entity" | "attribute_value" | "tag_name" => true,
            "raw_text" => style(),
            _ => false,
        }
    }

    /// The places that could not be read.
    pub fn errors(&self) -> Vec<Span> {
        let all = [&self.whole].into_iter().chain(self.pieces.iter().map(|it| &it.1));
        let mut errors: Vec<Span> = all.flat_map(tree::errors).collect();
        errors.sort();
        errors
    }

    /// The comments, with their marks.
    pub fn comments(&self) -> Vec<Span> {
        let all = [&self.whole].into_iter().chain(self.pieces.iter().map(|it| &it.1));
        let mut comments: Vec<Span> = all.flat_map(tree::comments_of).collect();
        comments.sort();
        comments
    }
}
