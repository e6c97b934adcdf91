//! Values that stand in for each other: `a.session_id ?? a.run_id`.

use tree_sitter::Node;

use super::site::{Site, around};
use crate::lang::tree::{children, span};
use crate::model::{Edit, Span};

/// The operator between two values.
pub(super) fn operator_of(node: Node<'_>) -> Option<&'static str> {
    let operator = node.child_by_field_name("operator").filter(|_| node.kind() == "binary_expression")?;
    ["||", "??", "&&"].into_iter().find(|it| *it == operator.kind())
}

/// Both sides of a binary expression.
pub(super) fn operands(node: Node<'_>) -> Vec<Node<'_>> {
    ["left", "right"].into_iter().filter_map(|it| node.child_by_field_name(it)).collect()
}

/// The outermost expression of `??` and `||` that `expr` is a value of.
fn top(expr: Node<'_>) -> Option<Node<'_>> {
    let alternative = |it: &Node<'_>| {
        it.kind() == "parenthesized_expression"
            || (it.kind() == "binary_expression"
                && it.child_by_field_name("operator").is_some_and(|it| matches!(it.kind(), "??" | "||")))
    };
    around(expr).take_while(alternative).filter(|it| it.kind() == "binary_expression").last()
}

/// The values of such an expression, in order.
fn values<'t>(node: Node<'t>, found: &mut Vec<Node<'t>>) {
    let operator = node.child_by_field_name("operator").map(|it| it.kind());
    match node.kind() {
        "binary_expression" if matches!(operator, Some("??" | "||")) => {
            operands(node).into_iter().for_each(|it| values(it, found));
        }
        "parenthesized_expression" => children(node).for_each(|it| values(it, found)),
        _ => found.push(node),
    }
}

/// The value beside `expr` that is the same read by the new name.
pub(super) fn beside<'t>(site: &Site<'t>, expr: Node<'t>) -> Option<Node<'t>> {
    let new = plain(&site.renamed(span(expr))?);
    let mut all = Vec::new();
    values(top(expr)?, &mut all);
    all.into_iter().find(|it| *it != expr && plain(site.at(*it)) == new)
}

/// Without what makes no difference between two reads.
fn plain(code: &str) -> String {
    code.chars()
        .filter(|it| !matches!(it, '?' | '!') && !it.is_whitespace())
        .map(|it| if it == '"' { '\'' } else { it })
        .collect()
}

/// The edits that leave `twin` where `expr` stood in for it.
///
/// # Errors
/// Why a person has to do it.
pub(super) fn alone(site: &Site<'_>, expr: Node<'_>, twin: Node<'_>) -> Result<Vec<Edit>, String> {
    let whole = around(expr).find(|it| it.kind() == "binary_expression" && span(*it).contains(span(twin)));
    let parent =
        expr.parent().filter(|it| it.kind() == "binary_expression").ok_or("it stands in brackets of its own")?;
    let whole = whole.ok_or("the values could not be read")?;
    let other = operands(parent).into_iter().find(|it| *it != expr).ok_or("the values could not be read")?;
    let gone = match expr.start_byte() < other.start_byte() {
        true => Span::new(expr.start_byte(), other.start_byte()),
        false => Span::new(other.end_byte(), expr.end_byte()),
    };
    let mut edits = vec![Edit::delete(gone)];
    // `(a ?? b).trim()`: one value needs no brackets.
    let brackets = whole.parent().filter(|it| it.kind() == "parenthesized_expression" && operands(whole).len() == 2);
    let single = operands(whole).into_iter().all(|it| it == expr || it == twin);
    let needed = brackets.and_then(|it| it.parent()).is_none_or(|it| {
        matches!(it.kind(), "if_statement" | "while_statement" | "do_statement" | "switch_statement" | "arrow_function")
    });
    if let Some(brackets) = brackets.filter(|_| single && !needed) {
        let at = span(brackets);
        edits.push(Edit::delete(Span { start: at.start, end: whole.start_byte() as u32 }));
        edits.push(Edit::delete(Span { start: whole.end_byte() as u32, end: at.end }));
        edits.sort();
    }
    let clear = |it: &Edit| site.is_untouched(it.span);
    edits.iter().all(clear).then_some(edits).ok_or_else(|| "another change of this batch lies within it".to_owned())
}
