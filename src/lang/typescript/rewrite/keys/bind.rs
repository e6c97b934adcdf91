//! A value that has to be made once: it gets a variable before the statement that uses it, where it is the first thing made there.

use tree_sitter::Node;

use super::site::{Site, indent_of, is_pure};
use crate::lang::tree::{children, span};
use crate::model::Edit;

/// A new variable for `value`: its name, and the statement that declares it.
///
/// # Errors
/// Why it can't have one here.
pub(super) fn bound(site: &Site<'_>, value: Node<'_>, base: &str) -> Result<(String, Edit), String> {
    const WAY: &str = "give it a variable of its own first";
    if matches!(value.kind(), "arrow_function" | "function_expression" | "class") {
        return Err(format!("its value is made anew wherever it is written: {WAY}"));
    }
    let statement = first_in(site, value).ok_or_else(|| {
        format!("its value is the result of a call, which may be made only once, and nothing can stand before it here: {WAY}")
    })?;
    let made = without_brackets(value);
    let name = site.fresh(value, base);
    let code = site.now(span(made)).ok_or("the code around it could not be read")?;
    let indent = indent_of(site.text, statement.start_byte());
    let line = format!("const {name} = {code}{}{}{indent}", site.semicolon(statement), site.newline());
    Ok((name, Edit::insert(statement.start_byte() as u32, line)))
}

fn without_brackets(mut node: Node<'_>) -> Node<'_> {
    while node.kind() == "parenthesized_expression" {
        let Some(inner) = node.named_child(0) else { break };
        node = inner;
    }
    node
}

/// The statement around `value`, where other ones may stand before it and `value` is made before anything else of it.
fn first_in<'t>(site: &Site<'_>, value: Node<'t>) -> Option<Node<'t>> {
    let mut inner = value;
    loop {
        let outer = inner.parent()?;
        let before = || children(outer).take_while(|it| *it != inner);
        match outer.kind() {
            "lexical_declaration"
            | "variable_declaration"
            | "expression_statement"
            | "return_statement"
            | "throw_statement"
            | "if_statement" => {
                if outer.kind() == "if_statement" && outer.child_by_field_name("condition") != Some(inner) {
                    return None;
                }
                if before().any(|it| !declares_purely(site, it)) {
                    return None;
                }
                let (statement, home) = match outer.parent()? {
                    it if it.kind() == "export_statement" => (it, it.parent()?),
                    it => (outer, it),
                };
                let listed = matches!(home.kind(), "program" | "statement_block");
                return (listed && site.indent(statement).is_some()).then_some(statement);
            }
            "ternary_expression" if outer.child_by_field_name("condition") != Some(inner) => return None,
            "binary_expression" => {
                let logical = super::chain::operator_of(outer).is_some();
                if logical && outer.child_by_field_name("left") != Some(inner) {
                    return None;
                }
            }
            "assignment_expression"
            | "pair"
            | "object"
            | "array"
            | "arguments"
            | "call_expression"
            | "new_expression"
            | "member_expression"
            | "subscript_expression"
            | "parenthesized_expression"
            | "await_expression"
            | "non_null_expression"
            | "as_expression"
            | "satisfies_expression"
            | "unary_expression"
            | "variable_declarator"
            | "template_string"
            | "template_substitution"
            | "spread_element"
            | "ternary_expression" => {}
            _ => return None,
        }
        if outer.child_by_field_name("optional_chain").is_some() && before().next().is_some() {
            return None;
        }
        let named =
            |it: Node<'_>| outer.kind() == "variable_declarator" && outer.child_by_field_name("name") == Some(it);
        if before().any(|it| !named(it) && !is_pure(site.text, it)) {
            return None;
        }
        inner = outer;
    }
}

/// A declaration before the value in the same statement has no effect.
fn declares_purely(site: &Site<'_>, node: Node<'_>) -> bool {
    match node.kind() {
        "variable_declarator" => node.child_by_field_name("value").is_none_or(|it| is_pure(site.text, it)),
        _ => is_pure(site.text, node),
    }
}
