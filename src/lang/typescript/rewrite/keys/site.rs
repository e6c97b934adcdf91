//! The place of one key, with the code around it, and the small questions that every change of a key asks.

use tree_sitter::{Node, Tree};

use crate::lang::tree::{children, span};
use crate::model::edit::apply_edits;
use crate::model::plan::{Group, edits_within};
use crate::model::{Edit, FileId, Span};
use crate::text::lines::{Line, line_end, line_start};

/// Where a key stands.
pub(in super::super) struct Site<'t> {
    pub(in super::super) text: &'t str,
    pub(in super::super) tree: &'t Tree,
    pub(in super::super) file: FileId,
    /// The key, without quotes.
    pub(in super::super) hit: Span,
    /// Its new name.
    pub(in super::super) new: &'t str,
    /// The changes that are planned so far: what is copied is copied as they leave it.
    pub(in super::super) groups: &'t [Group],
}

impl<'t> Site<'t> {
    /// The key as it is.
    pub(in super::super) fn old(&self) -> &'t str {
        &self.text[self.hit.range()]
    }

    pub(in super::super) fn at(&self, node: Node<'_>) -> &'t str {
        &self.text[node.byte_range()]
    }

    /// The number of its line, from 1.
    pub(in super::super) fn line(&self, node: Node<'_>) -> usize {
        self.text[..node.start_byte()].matches('\n').count() + 1
    }

    /// The smallest named node that holds the key.
    pub(in super::super) fn node(&self) -> Option<Node<'t>> {
        self.tree.root_node().named_descendant_for_byte_range(self.hit.start as usize, self.hit.end as usize)
    }

    /// The text of `at` as the batch leaves it.
    pub(in super::super) fn now(&self, at: Span) -> Option<String> {
        self.with(at, Vec::new())
    }

    /// The same with the new name in place of the key.
    pub(in super::super) fn renamed(&self, at: Span) -> Option<String> {
        let own = at.contains(self.hit).then(|| Edit::replace(self.hit, self.new));
        self.with(at, own.into_iter().collect())
    }

    /// The text of `at` with `own` edits besides those of the batch.
    pub(in super::super) fn with(&self, at: Span, own: Vec<Edit>) -> Option<String> {
        let mut edits = edits_within(self.groups, self.file, at);
        edits.retain(|it| !own.iter().any(|own| own.span == it.span));
        edits.extend(own);
        edits.sort();
        let shift = |it: Edit| Edit {
            span: Span { start: it.span.start - at.start, end: it.span.end - at.start },
            text: it.text,
        };
        let edits: Vec<Edit> = edits.into_iter().map(shift).collect();
        apply_edits(self.text.get(at.range())?, &edits).ok()
    }

    /// Nothing else of the batch is written in `at`.
    pub(in super::super) fn is_untouched(&self, at: Span) -> bool {
        edits_within(self.groups, self.file, at).is_empty()
    }

    /// What stands before `node` on its line is blank: it has a line of its own, with this indentation.
    pub(in super::super) fn indent(&self, node: Node<'_>) -> Option<&'t str> {
        let start = line_start(self.text, node.start_byte() as u32);
        let before = &self.text[start..node.start_byte()];
        before.trim().is_empty().then_some(before)
    }

    pub(in super::super) fn newline(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// A copy of `node`, which stands in a list that is parted by `mark`, with its new text before it: on a line of its own where `node`
    /// has one.
    pub(in super::super) fn before(&self, node: Node<'_>, copy: &str, mark: &str) -> Edit {
        let glue = match self.indent(node) {
            Some(indent) => format!("{mark}{}{indent}", self.newline()),
            None => format!("{mark} "),
        };
        Edit::insert(node.start_byte() as u32, format!("{copy}{glue}"))
    }

    /// Takes the lines of `node` away with the comments above it, or its bytes with the mark behind it (else the one before it).
    pub(in super::super) fn without(&self, node: Node<'_>) -> Edit {
        let text = self.text;
        let first = commented(self, node);
        let rest = &text[node.end_byte()..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let mark = usize::from(rest[blank..].starts_with([',', ';']));
        let end = node.end_byte() + if mark == 1 { blank + 1 } else { 0 };
        let start = line_start(text, first.start_byte() as u32);
        let line = line_end(text, line_start(text, node.end_byte() as u32));
        let behind = text[end..line].trim();
        if text[start..first.start_byte()].trim().is_empty() && (behind.is_empty() || behind.starts_with("//")) {
            return Edit::delete(Span::new(start, line));
        }
        if mark == 1 {
            let blank = text[end..].len() - text[end..].trim_start_matches([' ', '\t']).len();
            return Edit::delete(Span::new(node.start_byte(), end + blank));
        }
        let start = text[..node.start_byte()].trim_end().trim_end_matches([',', ';']).len();
        let opened = text[..start].ends_with(['{', '(', '[', '<']);
        Edit::delete(Span::new(if opened { node.start_byte() } else { start }, node.end_byte()))
    }

    /// The whole lines of a statement, with the comment above.
    ///
    /// # Errors
    /// Other code stands there.
    pub(in super::super) fn lines(&self, node: Node<'_>) -> Result<Edit, String> {
        let first = commented(self, node);
        let start = line_start(self.text, first.start_byte() as u32);
        let end = line_end(self.text, line_start(self.text, node.end_byte() as u32));
        let behind = self.text[node.end_byte()..end].trim();
        let alone = self.text[start..first.start_byte()].trim().is_empty()
            && (behind.is_empty() || behind == ";" || behind.starts_with("//"));
        alone
            .then(|| Edit::delete(Span::new(start, end)))
            .ok_or_else(|| "other code stands on its line: give it a line of its own".to_owned())
    }

    /// `base`, or `base` with a number, that nothing in the function around `node` is called.
    pub(in super::super) fn fresh(&self, node: Node<'_>, base: &str) -> String {
        let scope = outermost_function(node);
        let code = &self.text[scope.range()];
        let all = || self.groups.iter().filter_map(|it| it.edits.get(&self.file)).flatten();
        let brought = |name: &str| all().any(|it| scope.contains(it.span) && has_word(&it.text, name));
        let taken = |name: &str| has_word(code, name) || brought(name);
        let numbered = (2..).map(|number| format!("{base}{number}"));
        std::iter::once(base.to_owned()).chain(numbered).find(|it| !taken(it)).unwrap_or_default()
    }

    /// The end of a statement as the one of `node` has it.
    pub(in super::super) fn semicolon(&self, statement: Node<'_>) -> &'static str {
        if self.at(statement).ends_with(';') { ";" } else { "" }
    }
}

/// The first of the comments that stand right above `node`, each on a line of its own; else `node`.
pub(in super::super) fn commented<'t>(site: &Site<'_>, node: Node<'t>) -> Node<'t> {
    let mut first = node;
    while let Some(above) = first.prev_sibling().filter(|it| it.kind() == "comment") {
        let between = &site.text[above.end_byte()..first.start_byte()];
        if site.indent(above).is_none() || between.matches('\n').count() != 1 {
            break;
        }
        first = above;
    }
    first
}

fn has_word(text: &str, word: &str) -> bool {
    let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(letter) && !text[at + word.len()..].starts_with(letter))
}

/// Writing `node` twice does the same as writing it once: it calls nothing but what only converts, and makes nothing.
pub(in super::super) fn is_pure(text: &str, node: Node<'_>) -> bool {
    let all = || children(node).all(|it| is_pure(text, it));
    match node.kind() {
        "identifier"
        | "property_identifier"
        | "private_property_identifier"
        | "this"
        | "super"
        | "string"
        | "number"
        | "true"
        | "false"
        | "null"
        | "undefined"
        | "regex"
        | "string_fragment"
        | "escape_sequence"
        | "comment"
        | "type_annotation"
        | "optional_chain"
        | "shorthand_property_identifier" => true,
        "member_expression"
        | "subscript_expression"
        | "parenthesized_expression"
        | "non_null_expression"
        | "template_string"
        | "template_substitution"
        | "ternary_expression"
        | "array"
        | "object"
        | "pair"
        | "spread_element"
        | "arguments"
        | "binary_expression" => all(),
        "unary_expression" => {
            node.child_by_field_name("operator").is_some_and(|it| &text[it.byte_range()] != "delete") && all()
        }
        "as_expression" | "satisfies_expression" | "type_assertion" => {
            children(node).take(1).all(|it| is_pure(text, it))
        }
        "call_expression" => converts(text, node),
        _ => false,
    }
}

/// A call that makes a text of what it is given, and does nothing else.
fn converts(text: &str, call: Node<'_>) -> bool {
    let Some(function) = call.child_by_field_name("function") else { return false };
    let Some(arguments) = call.child_by_field_name("arguments") else { return false };
    let named = &text[function.byte_range()];
    let known = match function.kind() {
        "identifier" => {
            ["String", "Number", "Boolean", "encodeURIComponent", "encodeURI", "decodeURIComponent"].contains(&named)
        }
        "member_expression" => {
            let name = function.child_by_field_name("property").map(|it| &text[it.byte_range()]);
            let converting = [
                "toString",
                "trim",
                "toLowerCase",
                "toUpperCase",
                "slice",
                "padStart",
                "join",
                "toFixed",
                "toISOString",
            ];
            name.is_some_and(|it| converting.contains(&it))
                && function.child_by_field_name("object").is_some_and(|it| is_pure(text, it))
        }
        _ => false,
    };
    known && children(arguments).all(|it| is_pure(text, it))
}

/// `x`, `x.y`, `this.x!`: names that can be written a second time.
pub(in super::super) fn is_reference(text: &str, node: Node<'_>) -> bool {
    match node.kind() {
        "identifier" | "this" => true,
        "member_expression" | "subscript_expression" | "non_null_expression" => is_pure(text, node),
        _ => false,
    }
}

/// The nodes around `node`, from the inside out.
pub(in super::super) fn around<'t>(node: Node<'t>) -> impl Iterator<Item = Node<'t>> {
    std::iter::successors(node.parent(), |it| it.parent())
}

/// The function around `node`, else the file.
pub(in super::super) fn function_around(node: Node<'_>) -> Option<Node<'_>> {
    let functions = [
        "function_declaration",
        "function_expression",
        "arrow_function",
        "method_definition",
        "generator_function_declaration",
        "program",
    ];
    around(node).find(|it| functions.contains(&it.kind()))
}

/// The bytes of the outermost function around `node`, else of the whole file.
fn outermost_function(node: Node<'_>) -> Span {
    let inner = std::iter::successors(function_around(node), |it| function_around(*it));
    let all: Vec<Node<'_>> = inner.collect();
    let outermost = all.iter().rev().find(|it| it.kind() != "program").or(all.last());
    span(outermost.copied().unwrap_or(node))
}

/// The content of a string without its quotes; `None` for other nodes.
pub(in super::super) fn content(text: &str, node: Node<'_>) -> Option<Span> {
    let whole = span(node);
    let is_text = node.kind() == "string"
        || (node.kind() == "template_string" && children(node).all(|it| it.kind() == "string_fragment"));
    let inner = Span { start: whole.start + 1, end: whole.end.saturating_sub(1) };
    (is_text && whole.len() >= 2 && text.get(inner.range()).is_some()).then_some(inner)
}

/// The indentation of the line of a byte.
pub(in super::super) fn indent_of(text: &str, at: usize) -> &str {
    Line::of(text, at as u32).indent
}
