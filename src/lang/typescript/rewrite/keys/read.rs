//! A key that others may still send by its old name: read by the new one, by the old one where that is absent.

use tree_sitter::Node;

use super::bind::bound;
use super::chain::{beside, operands, operator_of};
use super::site::{Site, around, function_around, is_pure};
use crate::lang::tree::span;
use crate::model::{Edit, Span};

/// The edits that read both names by `expr`, which takes the value from `object`; none where both are read already.
///
/// # Errors
/// Why a person has to do it.
pub(super) fn both(site: &Site<'_>, expr: Node<'_>, object: Node<'_>) -> Result<Vec<Edit>, String> {
    if beside(site, expr).is_some() {
        return Ok(Vec::new());
    }
    let place = Surroundings::of(site, expr)?;
    let (open, close) = place.parentheses();
    let operator = place.operator;
    if is_pure(site.text, object) {
        let copy = site.renamed(span(expr)).ok_or(UNREAD)?;
        let start = Edit::insert(expr.start_byte() as u32, format!("{open}{copy} {operator} "));
        if starts_there(site, expr) {
            return Err("another change of this batch begins at the same place".to_owned());
        }
        let end = (!close.is_empty()).then(|| Edit::insert(expr.end_byte() as u32, close));
        return Ok([start].into_iter().chain(end).collect());
    }
    if object.parent() != expr.child_by_field_name("function") && expr.kind() == "call_expression" {
        return Err("what is asked is the result of a call: give it a variable of its own".to_owned());
    }
    let base = match site.at(object).to_lowercase() {
        of if of.contains("cookie") => "cookieStore",
        of if of.contains("header") => "headerList",
        _ if expr.kind() == "call_expression" => "params",
        _ => "data",
    };
    let (name, statement) = bound(site, object, base)?;
    let rest = |site: &Site<'_>| {
        let from = Span::new(object.end_byte(), expr.end_byte());
        Some((site.renamed(from)?, site.now(from)?))
    };
    if !site.is_untouched(span(expr)) {
        return Err("another change of this batch lies within it".to_owned());
    }
    let (new, old) = rest(site).ok_or(UNREAD)?;
    let text = format!("{open}{name}{new} {operator} {name}{old}{close}");
    Ok(vec![statement, Edit::replace(span(expr), text)])
}

const UNREAD: &str = "the code around it could not be read";

/// `a.has('key')`, `'key' in a`: either will do.
///
/// # Errors
/// Why a person has to do it.
pub(super) fn either(site: &Site<'_>, expr: Node<'_>, object: Node<'_>) -> Result<Vec<Edit>, String> {
    if beside(site, expr).is_some() {
        return Ok(Vec::new());
    }
    if !is_pure(site.text, object) {
        return Err("what is asked is the result of a call: give it a variable of its own".to_owned());
    }
    let within = expr.parent().is_some_and(|it| {
        let or = operator_of(it) == Some("||");
        !or && matches!(
            it.kind(),
            "unary_expression" | "binary_expression" | "as_expression" | "await_expression" | "non_null_expression"
        )
    });
    let (open, close) = if within { ("(", ")") } else { ("", "") };
    let copy = site.renamed(span(expr)).ok_or(UNREAD)?;
    let start = Edit::insert(expr.start_byte() as u32, format!("{open}{copy} || "));
    let end = within.then(|| Edit::insert(expr.end_byte() as u32, close));
    Ok([start].into_iter().chain(end).collect())
}

/// An edit of the batch puts text right before `expr`.
fn starts_there(site: &Site<'_>, expr: Node<'_>) -> bool {
    let all = site.groups.iter().filter_map(|it| it.edits.get(&site.file)).flatten();
    all.into_iter().any(|it| it.span.is_empty() && it.span.start as usize == expr.start_byte())
}

/// What stands around a read, as far as it decides how the other name is read.
struct Surroundings {
    /// `||` where an empty value counts as absent already, else `??`.
    operator: &'static str,
    within: bool,
    /// A chain that gives up where nothing is there goes on behind the read.
    goes_on: bool,
    /// The chain says `?.` itself.
    asks: bool,
}

impl Surroundings {
    fn of(site: &Site<'_>, expr: Node<'_>) -> Result<Self, String> {
        let parent = expr.parent();
        let kind = parent.map_or("", |it| it.kind());
        let operator = match parent.and_then(operator_of) {
            Some("||") => "||",
            _ if gives_empty_text(site, expr) => "||",
            _ => "??",
        };
        let same = parent.and_then(operator_of) == Some(operator);
        let part = match kind {
            "member_expression" | "subscript_expression" => parent.and_then(|it| it.child_by_field_name("object")),
            "call_expression" => parent.and_then(|it| it.child_by_field_name("function")),
            _ => None,
        };
        let head = part == Some(expr);
        let within = head
            || (kind == "binary_expression" && !same)
            || matches!(
                kind,
                "non_null_expression"
                    | "as_expression"
                    | "satisfies_expression"
                    | "type_assertion"
                    | "unary_expression"
                    | "await_expression"
                    | "new_expression"
            );
        let optional = has_optional(expr);
        if optional && kind == "non_null_expression" {
            return Err(
                "a chain that may give nothing goes on behind a `!`: give the value a variable of its own".to_owned()
            );
        }
        let asks = head
            && parent.is_some_and(|it| {
                it.child_by_field_name("optional_chain").is_some()
                    || site.at(it)[expr.end_byte() - it.start_byte()..].starts_with("?.")
            });
        Ok(Self { operator, within, goes_on: optional && head && !asks, asks: kind != "member_expression" })
    }

    fn parentheses(&self) -> (&'static str, &'static str) {
        match (self.within, self.goes_on, self.asks) {
            (false, ..) => ("", ""),
            (true, false, _) => ("(", ")"),
            // `.x` becomes `?.x`, `[0]` and `()` become `?.[0]` and `?.()`.
            (true, true, false) => ("(", ")?"),
            (true, true, true) => ("(", ")?."),
        }
    }
}

/// `ctx.get('X-Run-Id')` of koa is an empty text where the header is absent.
fn gives_empty_text(site: &Site<'_>, expr: Node<'_>) -> bool {
    let function = expr.child_by_field_name("function").filter(|it| it.kind() == "member_expression");
    let Some((object, name)) =
        function.and_then(|it| it.child_by_field_name("object").zip(it.child_by_field_name("property")))
    else {
        return false;
    };
    let object = site.at(object).to_lowercase();
    let is_context = matches!(object.rsplit('.').next(), Some("ctx" | "context"));
    site.at(name) == "get" && !object.contains("header") && (is_context || site.old().contains('-'))
}

/// A `?.` stands in the chain that ends in `expr`.
fn has_optional(expr: Node<'_>) -> bool {
    let mut at = Some(expr);
    while let Some(node) = at {
        if node.child_by_field_name("optional_chain").is_some() {
            return true;
        }
        at = match node.kind() {
            "member_expression" | "subscript_expression" => node.child_by_field_name("object"),
            "call_expression" => node.child_by_field_name("function"),
            "non_null_expression" => node.named_child(0),
            _ => None,
        };
    }
    false
}

/// A test of the same value tells its type where it is read again: both names would have to be tested. The other read.
pub(super) fn tested<'t>(site: &Site<'t>, expr: Node<'t>) -> Option<Node<'t>> {
    let function = function_around(expr)?;
    let code = site.at(expr);
    let same = |it: &Node<'t>| it.kind() == expr.kind() && site.at(*it) == code;
    let mut found = Vec::new();
    crate::lang::tree::walk(function, |node, leaving| {
        if !leaving && same(&node) {
            found.push(node);
        }
        true
    });
    if found.len() < 2 || !found.iter().any(|it| is_test(*it)) {
        return None;
    }
    found.into_iter().find(|it| *it != expr)
}

/// The value decides whether something is done.
fn is_test(expr: Node<'_>) -> bool {
    let mut inner = expr;
    for node in around(expr) {
        match node.kind() {
            "unary_expression" | "parenthesized_expression" | "non_null_expression" => {}
            "binary_expression" => {
                let operator = operator_of(node);
                let first = node.child_by_field_name("left") == Some(inner);
                if operator.is_none() || (operator == Some("&&") && first) {
                    return true;
                }
            }
            "if_statement" | "while_statement" | "ternary_expression" => {
                return node.child_by_field_name("condition") == Some(inner);
            }
            // `Array.isArray(value)`, `isText(value)`: what a call says of its argument may be its type.
            "arguments" => {}
            "call_expression" => {
                return node.child_by_field_name("arguments") == Some(inner) && decides(node);
            }
            _ => return false,
        }
        inner = node;
    }
    false
}

/// The value of an expression is what a condition asks for, alone or with others.
fn decides(expr: Node<'_>) -> bool {
    let mut inner = expr;
    for node in around(expr) {
        match node.kind() {
            "unary_expression" | "parenthesized_expression" => {}
            "binary_expression" if matches!(operator_of(node), Some("&&" | "||")) => {
                if node.child_by_field_name("left") == Some(inner) {
                    return true;
                }
            }
            "if_statement" | "while_statement" | "ternary_expression" => {
                return node.child_by_field_name("condition") == Some(inner);
            }
            _ => return false,
        }
        inner = node;
    }
    false
}

/// The read is compared with the same value by its new name.
pub(super) fn compared(site: &Site<'_>, expr: Node<'_>) -> bool {
    let Some(parent) = expr.parent().filter(|it| it.kind() == "binary_expression" && operator_of(*it).is_none()) else {
        return false;
    };
    let Some(new) = site.renamed(span(expr)) else { return false };
    operands(parent).into_iter().any(|it| it != expr && site.at(it) == new)
}
