//! What stands beside a key as its twin may: another read of the same value by another name, another statement that stores under
//! another key, another parameter of one address. Keys of one literal or type are beside each other anyway.

use tree_sitter::{Node, Tree};

use crate::lang::tree::{children, span};
use crate::lang::typescript::syntax::keyed::key_of;
use crate::model::Span;

/// The first of the keys that stand beside the one at `hit`, itself included; `None` where it is alone.
pub(super) fn group(tree: &Tree, text: &str, hit: Span) -> Option<Span> {
    let near = |bytes: usize| {
        let start = (hit.start as usize).saturating_sub(bytes);
        &text.as_bytes()[start..(hit.end as usize + bytes).min(text.len())]
    };
    let parts = |mark: &[u8]| memchr::memmem::find(near(400), mark).is_some();
    let before = hit.start.checked_sub(1).map(|at| text.as_bytes()[at as usize]);
    let (is_alternative, is_parameter) = (parts(b"??") || parts(b"||"), matches!(before, Some(b'?' | b'&')));
    let node = tree.root_node().named_descendant_for_byte_range(hit.start as usize, hit.end as usize)?;
    let node = if node.kind() == "string_fragment" { node.parent()? } else { node };
    if is_parameter && matches!(node.kind(), "string" | "template_string") {
        return first_parameter(text, span(node));
    }
    if let Some(found) = cookie(text, node, hit) {
        return Some(found);
    }
    if let Some(found) = taken(node) {
        return Some(found);
    }
    let expr = access(text, node)?;
    if is_alternative && let Some(found) = alternative(text, expr, hit) {
        return Some(found);
    }
    statement(text, expr, hit)
}

/// The name of the first parameter in the text of an address that has several.
fn first_parameter(text: &str, whole: Span) -> Option<Span> {
    let code = &text[whole.range()];
    let letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '[' | ']');
    let mut names = code.match_indices(['?', '&']).filter_map(|(at, _)| {
        let name = code[at + 1..].len() - code[at + 1..].trim_start_matches(letter).len();
        let start = whole.start as usize + at + 1;
        (name > 0 && code[at + 1 + name..].starts_with('=')).then(|| Span::new(start, start + name))
    });
    let first = names.next();
    first.filter(|_| names.next().is_some())
}

/// The first of the statements beside that of `document.cookie = 'key=…'` that set a cookie.
fn cookie(text: &str, node: Node<'_>, hit: Span) -> Option<Span> {
    let assigned = node.parent().filter(|it| it.kind() == "assignment_expression")?;
    let whole = assigned.parent().filter(|it| it.kind() == "expression_statement")?;
    let head = &text[whole.start_byte()..hit.start as usize];
    let left = head.strip_suffix(['\'', '"', '`'])?.trim_end().strip_suffix('=')?;
    if !left.trim_end().ends_with(".cookie") {
        return None;
    }
    let starts = |it: &Node<'_>| text[it.start_byte()..].starts_with(head);
    let mut found = children(whole.parent()?).filter(starts).map(|it| {
        let start = it.start_byte() + head.len();
        let end = text[start..].find('=').map_or(start, |length| start + length);
        Span::new(start, end)
    });
    let first = found.next();
    first.filter(|_| found.next().is_some())
}

/// The pattern of several keys around one of them: `const { run_id: legacy, session_id = legacy } = body`.
fn taken(node: Node<'_>) -> Option<Span> {
    let parent = node.parent()?;
    let part = match parent.kind() {
        "pair_pattern" if parent.child_by_field_name("key") == Some(node) => parent,
        "object_assignment_pattern" if parent.child_by_field_name("left") == Some(node) => parent,
        "object_pattern" => node,
        _ => return None,
    };
    let pattern = part.parent().filter(|it| it.kind() == "object_pattern")?;
    (children(pattern).count() > 1).then(|| span(pattern))
}

/// `x.key`, `x['key']`, `x.m('key', …)`, `'key' in x` around a key.
fn access<'t>(text: &str, node: Node<'t>) -> Option<Node<'t>> {
    let parent = node.parent()?;
    match parent.kind() {
        "member_expression" if node.kind() == "property_identifier" => Some(parent),
        "subscript_expression" if node.kind() == "string" => Some(parent),
        "binary_expression" if parent.child_by_field_name("operator").is_some_and(|it| it.kind() == "in") => {
            Some(parent)
        }
        "arguments" => parent.parent().filter(|it| it.kind() == "call_expression" && key_of(text, *it) == Some(node)),
        _ => None,
    }
}

/// The code of `expr` without the key at `hit`, and without what makes no difference.
fn shape(text: &str, expr: Node<'_>, key: Span) -> String {
    let (before, behind) = (&text[expr.start_byte()..key.start as usize], &text[key.end as usize..expr.end_byte()]);
    let plain = |code: &str| code.replace(['?', '!', ' '], "").replace('"', "'");
    format!("{}.{}", plain(before), plain(behind))
}

/// The key of an access.
fn key(text: &str, expr: Node<'_>) -> Option<Span> {
    let node = match expr.kind() {
        "member_expression" => expr.child_by_field_name("property")?,
        "subscript_expression" => expr.child_by_field_name("index")?,
        "call_expression" => key_of(text, expr)?,
        "binary_expression" => expr.child_by_field_name("left")?,
        _ => return None,
    };
    let whole = span(node);
    match node.kind() {
        "property_identifier" => Some(whole),
        "string" if whole.len() >= 2 => Some(Span { start: whole.start + 1, end: whole.end - 1 }),
        _ => None,
    }
}

/// The first of the values that stand in for each other around `expr` and are taken from the same thing.
fn alternative(text: &str, expr: Node<'_>, hit: Span) -> Option<Span> {
    let is_or = |it: &Node<'_>| {
        let operator = it.child_by_field_name("operator").map(|it| it.kind());
        it.kind() == "parenthesized_expression" || matches!(operator, Some("??" | "||"))
    };
    let top = std::iter::successors(expr.parent(), |it| it.parent()).take_while(is_or).last()?;
    let (mut open, mut values) = (vec![top], Vec::new());
    while let Some(node) = open.pop() {
        match is_or(&node) {
            true => open.extend(children(node)),
            false => values.push(node),
        }
    }
    let own = shape(text, expr, hit);
    let same = |it: Node<'_>| key(text, it).filter(|key| it.kind() == expr.kind() && shape(text, it, *key) == own);
    let mut found: Vec<Span> = values.into_iter().filter_map(same).collect();
    found.sort();
    found.first().copied().filter(|_| found.len() > 1)
}

/// The first statement beside that of `expr` that stores something in the same thing.
fn statement(text: &str, expr: Node<'_>, hit: Span) -> Option<Span> {
    let stored = match expr.kind() {
        "call_expression" => expr,
        _ => expr
            .parent()
            .filter(|it| it.kind() == "assignment_expression" && it.child_by_field_name("left") == Some(expr))?,
    };
    let whole = stored.parent().filter(|it| it.kind() == "expression_statement")?;
    let start = |expr: Node<'_>, key: Span| text[expr.start_byte()..key.start as usize].to_owned();
    let own = start(expr, hit);
    let target = |it: Node<'_>| -> Option<Span> {
        let inner = it.named_child(0).filter(|_| it.kind() == "expression_statement")?;
        let inner = if inner.kind() == "assignment_expression" { inner.child_by_field_name("left")? } else { inner };
        key(text, inner).filter(|key| start(inner, *key) == own)
    };
    let mut found = children(whole.parent()?).filter_map(target);
    let first = found.next();
    first.filter(|_| found.next().is_some())
}
