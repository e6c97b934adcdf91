//! What the code does with a key: reads a value by it, writes one, declares it, or asks whether it is there.

use tree_sitter::Node;

use super::site::{Site, content};
use crate::lang::tree::{children, span};
use crate::lang::typescript::syntax::keyed::{READERS, REMOVERS, WRITERS, arguments, key_of};

/// The use of a key.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Form<'t> {
    /// `x.key`, `x['key']`: the expression, and `x`.
    Member(Node<'t>, Node<'t>),
    /// `x.get('key')`: the call, and `x`.
    Get(Node<'t>, Node<'t>),
    /// `x.has('key')`, `'key' in x`: the expression, and `x`.
    Has(Node<'t>, Node<'t>),
    /// `x.key = v`: the assignment, and `v`.
    Assigned(Node<'t>, Node<'t>),
    /// `x.set('key', v)`: the call.
    Set(Node<'t>),
    /// `x.delete('key')`: the call.
    Removed(Node<'t>),
    /// `{ key: v }`: the pair, and `v`.
    Pair(Node<'t>, Node<'t>),
    /// `{ key }`.
    Shorthand(Node<'t>),
    /// `const { key: v } = x`: the part of the pattern, and `v` with its default.
    Taken(Node<'t>, Node<'t>),
    /// `const { key } = x`, `const { key = 1 } = x`: the part of the pattern, and the default.
    TakenShort(Node<'t>, Option<Node<'t>>),
    /// A property of a type that is written, or of a class.
    Declared(Node<'t>),
    /// `?key=` in a text.
    Query(Node<'t>),
    /// `document.cookie = 'key=…'`: the assignment.
    Cookie(Node<'t>),
    /// An attribute of an element.
    Attribute(Node<'t>),
    /// `'key'` as a type.
    Type(Node<'t>),
    /// `x.key()`.
    Called,
    /// A variable, a function or a type by its name.
    Plain,
    /// Neither.
    Other,
}

/// A variable has no reader besides the code that it stands in.
pub(super) const PLAIN: &str = "it is a variable or a type here, no key of data: `rename` gives it its name";

/// Names of methods whose first argument is a key and that give its value.
const READ: &[&str] = &["get", "getItem", "header", "query", "queries", "param"];
/// Names of methods that store their second argument under the first one.
const WRITE: &[&str] = &["set", "append", "setItem", "field", "setHeader", "header", "cookie"];
const REMOVE: &[&str] = &["delete", "removeItem", "removeHeader", "clearCookie"];

impl<'t> Form<'t> {
    pub(in super::super) fn of(site: &Site<'t>) -> Self {
        let Some(node) = site.node() else { return Form::Other };
        let node = match node.kind() {
            "string_fragment" => node.parent().unwrap_or(node),
            _ => node,
        };
        if matches!(node.kind(), "string" | "template_string") {
            return of_text(site, node);
        }
        let Some(parent) = node.parent().filter(|_| span(node) == site.hit) else { return Form::Other };
        match (node.kind(), parent.kind()) {
            ("property_identifier", "member_expression") => of_member(parent),
            ("property_identifier", "pair") => pair(parent),
            ("property_identifier", "pair_pattern") => taken(parent),
            ("property_identifier", "property_signature" | "public_field_definition") => Form::Declared(parent),
            ("property_identifier", "jsx_attribute") => Form::Attribute(parent),
            ("shorthand_property_identifier", _) => Form::Shorthand(node),
            ("shorthand_property_identifier_pattern", "object_assignment_pattern") => {
                Form::TakenShort(parent, parent.child_by_field_name("right"))
            }
            ("shorthand_property_identifier_pattern", _) => Form::TakenShort(node, None),
            ("identifier" | "type_identifier", _) => Form::Plain,
            _ => Form::Other,
        }
    }

    /// It takes a value by the key, or asks for it.
    pub(in super::super) fn reads(&self) -> bool {
        matches!(self, Form::Member(..) | Form::Get(..) | Form::Has(..) | Form::Taken(..) | Form::TakenShort(..))
    }

    /// It gives a value under the key to somebody else.
    pub(in super::super) fn writes(&self) -> bool {
        matches!(
            self,
            Form::Assigned(..)
                | Form::Set(_)
                | Form::Removed(_)
                | Form::Pair(..)
                | Form::Shorthand(_)
                | Form::Query(_)
                | Form::Cookie(_)
                | Form::Attribute(_)
        )
    }
}

/// What is done with `x.key` or `x['key']`.
fn of_member(expr: Node<'_>) -> Form<'_> {
    let Some(object) = expr.child_by_field_name("object") else { return Form::Other };
    let Some(parent) = expr.parent() else { return Form::Other };
    let is = |field: &str| parent.child_by_field_name(field) == Some(expr);
    match parent.kind() {
        "call_expression" if is("function") => Form::Called,
        "new_expression" if is("constructor") => Form::Called,
        "assignment_expression" if is("left") => match parent.child_by_field_name("right") {
            Some(value) => Form::Assigned(parent, value),
            None => Form::Other,
        },
        "augmented_assignment_expression" if is("left") => Form::Other,
        "update_expression" => Form::Other,
        // `delete x.key`
        "unary_expression" if parent.child(0).is_some_and(|it| it.kind() == "delete") => Form::Removed(parent),
        // A target of a pattern: `({ a: x.key } = y)`.
        "pair_pattern" | "array_pattern" | "for_in_statement" | "assignment_pattern" => Form::Other,
        _ => Form::Member(expr, object),
    }
}

fn pair(pair: Node<'_>) -> Form<'_> {
    pair.child_by_field_name("value").map_or(Form::Other, |value| Form::Pair(pair, value))
}

fn taken(pair: Node<'_>) -> Form<'_> {
    pair.child_by_field_name("value").map_or(Form::Other, |value| Form::Taken(pair, value))
}

/// A key in a string.
fn of_text<'t>(site: &Site<'t>, text: Node<'t>) -> Form<'t> {
    let code = site.text.as_bytes();
    let before = site.hit.start.checked_sub(1).and_then(|at| code.get(at as usize));
    if matches!(before, Some(b'?' | b'&')) && code.get(site.hit.end as usize) == Some(&b'=') {
        return Form::Query(text);
    }
    if let Some(assigned) = text.parent().filter(|it| sets_cookie(site, *it, text)) {
        return Form::Cookie(assigned);
    }
    let Some(parent) = text.parent().filter(|_| content(site.text, text) == Some(site.hit)) else { return Form::Other };
    let first = children(parent).find(|it| it.kind() != "comment") == Some(text);
    match parent.kind() {
        "pair" if first => pair(parent),
        "pair_pattern" if first => taken(parent),
        "property_signature" | "public_field_definition" if first => Form::Declared(parent),
        "subscript_expression" if !first => of_member(parent),
        "literal_type" => Form::Type(parent),
        "binary_expression" if first && parent.child_by_field_name("operator").is_some_and(|it| it.kind() == "in") => {
            parent.child_by_field_name("right").map_or(Form::Other, |object| Form::Has(parent, object))
        }
        "arguments" => {
            let call =
                parent.parent().filter(|it| it.kind() == "call_expression" && key_of(site.text, *it) == Some(text));
            call.map_or(Form::Other, |call| of_call(site, call))
        }
        _ => Form::Other,
    }
}

/// `document.cookie = 'key=…'`
fn sets_cookie(site: &Site<'_>, assigned: Node<'_>, text: Node<'_>) -> bool {
    let left = assigned.child_by_field_name("left").filter(|_| assigned.kind() == "assignment_expression");
    let starts = site.hit.start as usize == text.start_byte() + 1;
    starts
        && site.text[site.hit.end as usize..].starts_with('=')
        && left.is_some_and(|it| site.at(it).ends_with(".cookie"))
}

fn of_call<'t>(site: &Site<'t>, call: Node<'t>) -> Form<'t> {
    let Some(function) = call.child_by_field_name("function") else { return Form::Other };
    let count = arguments(call).count();
    if function.kind() == "identifier" {
        return of_function(site.at(function), call, count);
    }
    let (Some(object), Some(name)) = (function.child_by_field_name("object"), function.child_by_field_name("property"))
    else {
        return Form::Other;
    };
    match (site.at(name), count) {
        (name, 1) if READ.contains(&name) => Form::Get(call, object),
        ("has", 1) => Form::Has(call, object),
        (name, 2..) if WRITE.contains(&name) => Form::Set(call),
        (name, 1) if REMOVE.contains(&name) => Form::Removed(call),
        _ => Form::Other,
    }
}

/// `getCookie(c, 'key')`: the request stands first.
fn of_function<'t>(name: &str, call: Node<'t>, count: usize) -> Form<'t> {
    let is = |all: &[(&str, _)]| all.iter().any(|it| it.0 == name);
    match (arguments(call).next(), count) {
        (Some(request), 2) if is(READERS) => Form::Get(call, request),
        (Some(_), 3..) if is(WRITERS) => Form::Set(call),
        (Some(_), 2) if is(REMOVERS) => Form::Removed(call),
        _ => Form::Other,
    }
}
