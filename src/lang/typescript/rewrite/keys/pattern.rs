//! Keys of patterns: `const { run_id } = body` takes the value by the new name, and by the old one where that is absent.

use tree_sitter::Node;

use super::site::{Site, is_reference};
use crate::lang::tree::{children, span};
use crate::model::Edit;
use crate::text::words::split;

/// The edits that take both names by `part` of a pattern. `target` is what the value is given to, with its default; `None` for
/// the name itself.
///
/// # Errors
/// Why a person has to do it.
pub(super) fn both(
    site: &Site<'_>,
    part: Node<'_>,
    target: Option<Node<'_>>,
    default: Option<Node<'_>>,
) -> Result<Vec<Edit>, String> {
    let pattern = part.parent().ok_or("the pattern could not be read")?;
    if twin(site, pattern).is_some() {
        return Ok(Vec::new());
    }
    let (name, default) = match target {
        None => (site.now(site.hit).ok_or("the pattern could not be read")?, default),
        Some(it) if it.kind() == "identifier" => (site.now(span(it)).ok_or("the pattern could not be read")?, None),
        Some(it) if it.kind() == "assignment_pattern" && is_named(it) => {
            let left = it.child_by_field_name("left").ok_or("the pattern could not be read")?;
            (site.now(span(left)).ok_or("the pattern could not be read")?, it.child_by_field_name("right"))
        }
        Some(_) => return Err("what it holds is taken apart at once: take the whole value first".to_owned()),
    };
    // A variable that this batch renames is written out behind the key.
    let name = name.rsplit(": ").next().unwrap_or_default().to_owned();
    let holder = pattern.parent().ok_or("the pattern could not be read")?;
    if matches!(holder.kind(), "assignment_expression" | "parenthesized_expression") {
        return Err("the value is given to a variable that is there already: read both names by hand".to_owned());
    }
    if let Some(edits) = as_read(site, pattern, holder, (&name, default)) {
        return Ok(edits);
    }
    let key = site.at(part).split([':', '=']).next().unwrap_or_default().trim();
    let quote = key.chars().next().filter(|it| matches!(it, '\'' | '"')).map(String::from).unwrap_or_default();
    let legacy = site.fresh(part, &format!("legacy{}", capital(site.old())));
    let default = match default {
        Some(it) => format!(" = {}", site.now(span(it)).ok_or("the default could not be read")?),
        None => String::new(),
    };
    let glue = site.indent(part).map_or_else(|| ", ".to_owned(), |indent| format!(",{}{indent}", site.newline()));
    let old = format!("{key}: {legacy}{default}");
    let own = format!("{quote}{}{quote}: {name}", site.new);
    let own = if quote.is_empty() && name == site.new { name } else { own };
    let text = format!("{old}{glue}{own} = {legacy}");
    Ok(vec![Edit::replace(span(part), text)])
}

fn is_named(assigned: Node<'_>) -> bool {
    assigned.child_by_field_name("left").is_some_and(|it| it.kind() == "identifier")
}

/// `const { run_id } = body` alone is `const run_id = body.session_id ?? body.run_id`.
fn as_read(
    site: &Site<'_>,
    pattern: Node<'_>,
    holder: Node<'_>,
    (name, default): (&str, Option<Node<'_>>),
) -> Option<Vec<Edit>> {
    let only = children(pattern).count() == 1 && default.is_none() && holder.kind() == "variable_declarator";
    let value = holder.child_by_field_name("value").filter(|_| only)?;
    let typed = holder.child_by_field_name("type").is_some();
    let clear = site.is_untouched(span(value)) && !typed && is_reference(site.text, value);
    let member = |key: &str| format!("{}.{key}", site.at(value));
    clear.then(|| {
        let text = format!("{} ?? {}", member(site.new), member(site.old()));
        vec![Edit::replace(span(pattern), name), Edit::replace(span(value), text)]
    })
}

/// The part of a pattern that takes the new name.
pub(super) fn twin<'t>(site: &Site<'_>, pattern: Node<'t>) -> Option<Node<'t>> {
    children(pattern).find(|it| {
        let key = match it.kind() {
            "pair_pattern" => it.child_by_field_name("key"),
            "object_assignment_pattern" => it.child_by_field_name("left"),
            _ => Some(*it),
        };
        key.is_some_and(|it| site.at(it).trim_matches(['\'', '"']) == site.new)
    })
}

/// The edits that take only the new name, where `part` stands behind it as the program writes it.
///
/// # Errors
/// Why a person has to do it.
pub(super) fn alone(site: &Site<'_>, part: Node<'_>, target: Option<Node<'_>>) -> Result<Vec<Edit>, String> {
    const BOTH: &str = "both names are taken here, and the old one has a use of its own: take that away first";
    let pattern = part.parent().ok_or("the pattern could not be read")?;
    let twin = twin(site, pattern).ok_or("the pattern could not be read")?;
    let assigned = match twin.kind() {
        "pair_pattern" => twin.child_by_field_name("value").filter(|it| it.kind() == "assignment_pattern"),
        "object_assignment_pattern" => Some(twin),
        _ => None,
    };
    let right = assigned.and_then(|it| it.child_by_field_name("right")).ok_or(BOTH)?;
    let left = assigned.and_then(|it| it.child_by_field_name("left")).ok_or(BOTH)?;
    let (name, default) = match target {
        None => (site.old(), None),
        Some(it) if it.kind() == "identifier" => (site.at(it), None),
        Some(it) if it.kind() == "assignment_pattern" && is_named(it) => {
            (site.at(it.child_by_field_name("left").ok_or(BOTH)?), it.child_by_field_name("right"))
        }
        Some(_) => return Err(BOTH.to_owned()),
    };
    if site.at(right) != name || uses(site, pattern, name) != 2 {
        return Err(BOTH.to_owned());
    }
    let default = match default {
        Some(it) => Edit::replace(span(right), site.now(span(it)).ok_or(BOTH)?),
        None => Edit::delete(crate::model::Span::new(left.end_byte(), right.end_byte())),
    };
    let mut edits = vec![site.without(part), default];
    edits.sort();
    Ok(edits)
}

/// How often a word stands where a variable of the pattern may be used.
fn uses(site: &Site<'_>, pattern: Node<'_>, word: &str) -> usize {
    // `var` is seen in all of its function, other variables in their block.
    let is_var = ancestors(pattern)
        .find(|it| it.kind().ends_with("_declaration"))
        .is_some_and(|it| it.kind().starts_with("variable"));
    let holds = |it: &Node<'_>| {
        let is_function = it.child_by_field_name("parameters").or(it.child_by_field_name("parameter")).is_some();
        is_function || !is_var && matches!(it.kind(), "statement_block" | "for_statement" | "for_in_statement")
    };
    let text = ancestors(pattern).find(holds).map_or(site.text, |it| site.at(it));
    super::super::reference::words(text, word).len()
}

fn ancestors(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(node.parent(), |it| it.parent())
}

/// `run_id` as the end of a name: `RunId`.
fn capital(key: &str) -> String {
    let part = |word: &str| {
        let first = word.chars().next().map_or(0, char::len_utf8);
        format!("{}{}", word[..first].to_uppercase(), word[first..].to_lowercase())
    };
    words(key).iter().map(|it| part(it)).collect()
}

/// `session_id` as a variable: `sessionId`.
pub(super) fn camel(key: &str) -> String {
    let whole = capital(key);
    let first = whole.chars().next().map_or(0, char::len_utf8);
    format!("{}{}", whole[..first].to_lowercase(), &whole[first..])
}

fn words(key: &str) -> Vec<&str> {
    split(key).map(|it| &key[it]).collect()
}
