//! A key that is given to somebody else: both names are, with one value.

use tree_sitter::Node;

use super::bind::bound;
use super::pattern::camel;
use super::site::{Site, content, is_pure};
use crate::lang::tree::{children, span};
use crate::lang::typescript::syntax::keyed::{arguments, before_key, key_of};
use crate::model::{Edit, Span};

const UNREAD: &str = "the code around it could not be read";

/// `{ run_id: v }`: the literal says `session_id: v` before it.
///
/// # Errors
/// Why it is not written.
pub(super) fn pair(site: &Site<'_>, pair: Node<'_>, value: Node<'_>) -> Result<Vec<Edit>, String> {
    if twin(site, pair).is_some() {
        return Ok(Vec::new());
    }
    if is_pure(site.text, value) {
        return Ok(vec![site.before(pair, &site.renamed(span(pair)).ok_or(UNREAD)?, ",")]);
    }
    let (name, statement) = once(site, value)?;
    let key = Span::new(pair.start_byte(), value.start_byte());
    let head = site.renamed(key).ok_or(UNREAD)?;
    let head =
        if head.trim_end().trim_end_matches(':').trim() == name { name.clone() } else { format!("{head}{name}") };
    Ok(vec![statement, site.before(pair, &head, ","), Edit::replace(span(value), name)])
}

/// A variable for a value that is made once.
fn once(site: &Site<'_>, value: Node<'_>) -> Result<(String, Edit), String> {
    if !site.is_untouched(span(value)) {
        return Err(
            "another change of this batch lies within its value: give that a variable of its own first".to_owned()
        );
    }
    bound(site, value, &camel(site.new))
}

/// `{ run_id }`: `session_id: run_id` before it.
///
/// # Errors
/// Why it is not written.
pub(super) fn shorthand(site: &Site<'_>, key: Node<'_>) -> Result<Vec<Edit>, String> {
    if twin(site, key).is_some() {
        return Ok(Vec::new());
    }
    // A variable that this batch renames is written out behind the key.
    let now = site.now(site.hit).ok_or(UNREAD)?;
    let value = now.rsplit(": ").next().unwrap_or_default();
    let copy = if value == site.new { value.to_owned() } else { format!("{}: {value}", site.new) };
    Ok(vec![site.before(key, &copy, ",")])
}

/// The member of the same literal that has the new name.
pub(super) fn twin<'t>(site: &Site<'_>, member: Node<'t>) -> Option<Node<'t>> {
    children(member.parent()?).find(|it| *it != member && is_called(site, *it, site.new))
}

/// The member of an object literal, a type or an element has this name.
pub(super) fn is_called(site: &Site<'_>, member: Node<'_>, name: &str) -> bool {
    let key = match member.kind() {
        "pair" => member.child_by_field_name("key"),
        "method_definition" | "property_signature" | "public_field_definition" | "method_signature" => {
            member.child_by_field_name("name")
        }
        "shorthand_property_identifier" => Some(member),
        "jsx_attribute" => member.named_child(0),
        _ => None,
    };
    key.is_some_and(|it| site.at(it).trim_matches(['\'', '"']) == name)
}

/// `x.run_id = v;`, `x.set('run_id', v);`: the same for the new name before it.
///
/// # Errors
/// Why it is not written.
pub(super) fn statement(site: &Site<'_>, expr: Node<'_>, value: Option<Node<'_>>) -> Result<Vec<Edit>, String> {
    const ALONE: &str = "what it gives is used, so it can't be made twice in a row: give it a statement of its own";
    if sibling(site, expr).is_some() {
        return Ok(Vec::new());
    }
    let whole = own_statement(expr).ok_or(ALONE)?;
    let indent = site.indent(whole).ok_or("other code stands on its line: give it a line of its own")?;
    let before = |copy: String| Edit::insert(whole.start_byte() as u32, format!("{copy}{}{indent}", site.newline()));
    let rest = children(expr).filter(|it| Some(*it) != value);
    let pure = rest.flat_map(|it| if it.kind() == "arguments" { children(it).collect() } else { vec![it] });
    let receiver = |it: Node<'_>| Some(it) == value || is_pure(site.text, it);
    if !pure.into_iter().all(receiver) {
        return Err("a call in it would be made twice: give its value a variable of its own first".to_owned());
    }
    match value.filter(|it| !is_pure(site.text, *it)) {
        None => Ok(vec![before(site.renamed(span(whole)).ok_or(UNREAD)?)]),
        Some(value) => {
            let (name, statement) = once(site, value)?;
            let own = [Edit::replace(site.hit, site.new), Edit::replace(span(value), name.clone())];
            let copy = site.with(span(whole), own.to_vec()).ok_or(UNREAD)?;
            let both = format!("{}{copy}{}{indent}", statement.text, site.newline());
            Ok(vec![Edit::insert(whole.start_byte() as u32, both), Edit::replace(span(value), name)])
        }
    }
}

/// The statement that is nothing but `expr`.
pub(super) fn own_statement(expr: Node<'_>) -> Option<Node<'_>> {
    let statement = expr.parent().filter(|it| it.kind() == "expression_statement")?;
    statement
        .parent()
        .is_some_and(|it| matches!(it.kind(), "program" | "statement_block" | "switch_case"))
        .then_some(statement)
}

/// The statement beside that of `expr` that does the same for the new name.
pub(super) fn sibling<'t>(site: &Site<'t>, expr: Node<'t>) -> Option<Node<'t>> {
    let whole = own_statement(expr)?;
    let head = |it: Node<'t>| -> Option<(&'t str, &'t str)> {
        let expr = it.named_child(0).filter(|_| it.kind() == "expression_statement")?;
        match expr.kind() {
            "assignment_expression" => {
                let left = expr.child_by_field_name("left")?;
                let object = left.child_by_field_name("object")?;
                let key = left.child_by_field_name("property").or_else(|| left.child_by_field_name("index"))?;
                Some((site.at(object), site.at(key)))
            }
            "call_expression" => {
                Some((site.at(expr.child_by_field_name("function")?), site.at(key_of(site.text, expr)?)))
            }
            "unary_expression" => {
                let left = expr.child_by_field_name("argument")?;
                Some((site.at(left.child_by_field_name("object")?), site.at(left.child_by_field_name("property")?)))
            }
            _ => None,
        }
    };
    let (object, _) = head(whole)?;
    let named = |key: &str| key.trim_matches(['\'', '"', '`']) == site.new;
    children(whole.parent()?).find(|it| head(*it).is_some_and(|(other, key)| other == object && named(key)))
}

/// The value that `x.set('run_id', v)` stores.
pub(super) fn stored<'t>(site: &Site<'_>, call: Node<'t>) -> Option<Node<'t>> {
    arguments(call).nth(before_key(site.text, call) + 1)
}

/// `?run_id=${x}`: `session_id=${x}&` before it.
///
/// # Errors
/// Why it is not written.
pub(super) fn query(site: &Site<'_>, text: Node<'_>) -> Result<Vec<Edit>, String> {
    if parameter(site, text, site.new).is_some() {
        return Ok(Vec::new());
    }
    let value = query_value(site, text);
    if !value.is_empty() {
        let inside = children(text).filter(|it| it.kind() == "template_substitution" && value.contains(span(*it)));
        if inside.into_iter().any(|it| !is_pure(site.text, it)) {
            return Err("a call in its value would be made twice: give it a variable of its own first".to_owned());
        }
        let value = site.now(value).ok_or(UNREAD)?;
        return Ok(vec![Edit::insert(site.hit.start, format!("{}={value}&", site.new))]);
    }
    let added = added(text).filter(|_| value.end as usize + 1 == text.end_byte());
    let added = added.ok_or("no value stands behind it here: is it looked for in an address?")?;
    if !is_pure(site.text, added) {
        return Err("a call in its value would be made twice: give it a variable of its own first".to_owned());
    }
    let (quote, value) = (&site.at(text)[..1], site.now(span(added)).ok_or(UNREAD)?);
    Ok(vec![Edit::insert(site.hit.start, format!("{}={quote} + {value} + {quote}&", site.new))])
}

/// `document.cookie = 'run_id=…'`: the same for the new name before it.
///
/// # Errors
/// Why it is not written.
pub(super) fn cookie(site: &Site<'_>, assigned: Node<'_>) -> Result<Vec<Edit>, String> {
    if cookie_beside(site, assigned).is_some() { Ok(Vec::new()) } else { statement(site, assigned, None) }
}

/// The statement beside that of `assigned` that sets the cookie of the new name.
pub(super) fn cookie_beside<'t>(site: &Site<'_>, assigned: Node<'t>) -> Option<Node<'t>> {
    let whole = own_statement(assigned)?;
    let head = site.renamed(Span { start: whole.start_byte() as u32, end: site.hit.end + 1 })?;
    children(whole.parent()?).find(|it| *it != whole && site.at(*it).starts_with(&head))
}

/// The bytes behind `key=`, up to the next parameter, the fragment or the end.
pub(super) fn query_value(site: &Site<'_>, text: Node<'_>) -> Span {
    let start = site.hit.end as usize + 1;
    let (mut at, end) = (start, text.end_byte() - 1);
    let substitutions: Vec<Span> = children(text).filter(|it| it.kind() == "template_substitution").map(span).collect();
    while at < end {
        if let Some(inside) = substitutions.iter().find(|it| it.start as usize == at) {
            at = inside.end as usize;
        } else if matches!(site.text.as_bytes()[at], b'&' | b'#') {
            break;
        } else {
            at += 1;
        }
    }
    Span::new(start, at.max(start))
}

/// Where a query parameter of this name stands in a text.
pub(super) fn parameter(site: &Site<'_>, text: Node<'_>, name: &str) -> Option<usize> {
    let code = site.at(text);
    ["?", "&"].into_iter().find_map(|mark| code.find(&format!("{mark}{name}="))).map(|at| text.start_byte() + at)
}

/// What `+` puts behind a text.
fn added(text: Node<'_>) -> Option<Node<'_>> {
    let plus = |it: &Node<'_>| it.child_by_field_name("operator").is_some_and(|it| it.kind() == "+");
    let parent = text.parent().filter(plus)?;
    if parent.child_by_field_name("left") == Some(text) {
        return parent.child_by_field_name("right");
    }
    let outer = parent.parent().filter(plus)?;
    (outer.child_by_field_name("left") == Some(parent)).then(|| outer.child_by_field_name("right")).flatten()
}

/// `'key'` as a type beside others: `'session_id' | 'run_id'`.
pub(super) fn of_type(site: &Site<'_>, literal: Node<'_>) -> Result<Vec<Edit>, String> {
    let quoted = children(literal).next().ok_or(UNREAD)?;
    content(site.text, quoted).ok_or(UNREAD)?;
    let copy = site.renamed(span(literal)).ok_or(UNREAD)?;
    Ok(vec![Edit::insert(literal.start_byte() as u32, format!("{copy} | "))])
}
