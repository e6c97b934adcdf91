//! A property that a type declares: its twin with the new name, and the end of the old one.

use tree_sitter::Node;

use super::site::{Site, commented};
use super::write::twin;
use crate::lang::tree::{children, span};
use crate::model::{Edit, Span};

/// The edits that declare the new name beside the old one; `required` where everybody gives it from now on.
///
/// # Errors
/// Why it is not written.
pub(super) fn both(site: &Site<'_>, property: Node<'_>, required: bool) -> Result<Vec<Edit>, String> {
    if twin(site, property).is_some() {
        return Ok(Vec::new());
    }
    may_stand_twice(property)?;
    let name = property.child_by_field_name("name").ok_or("its declaration could not be read")?;
    let optional = is_optional(site, property);
    let mut own = vec![Edit::replace(site.hit, site.new)];
    if !required && !optional {
        let mark = site.text[name.end_byte()..].starts_with('!');
        let at = Span::new(name.end_byte(), name.end_byte() + usize::from(mark));
        own.push(Edit::replace(at, "?"));
    }
    let copy = site.with(span(property), own).ok_or("its declaration could not be read")?;
    let first = commented(site, property);
    let mark = mark_behind(site, property);
    let glue = match site.indent(first) {
        Some(indent) => format!("{mark}{}{indent}", site.newline()),
        None => format!("{} ", if mark.is_empty() { ";" } else { mark }),
    };
    Ok(vec![Edit::insert(first.start_byte() as u32, format!("{copy}{glue}"))])
}

/// Nothing but a name and a type is declared.
fn may_stand_twice(property: Node<'_>) -> Result<(), String> {
    if property.kind() != "public_field_definition" {
        return Ok(());
    }
    if children(property).any(|it| it.kind() == "decorator")
        || property.prev_named_sibling().is_some_and(|it| it.kind() == "decorator")
    {
        return Err("a decorator stands before it, which would count for one of the two names only".to_owned());
    }
    match property.child_by_field_name("value") {
        Some(_) => {
            Err("a field of a class that has a value of its own would be two values: make one of them an accessor"
                .to_owned())
        }
        None => Ok(()),
    }
}

/// The mark that ends a member of this type: `;`, `,` or none.
fn mark_behind<'t>(site: &Site<'t>, property: Node<'_>) -> &'t str {
    let here = |it: Node<'_>| {
        let rest = &site.text[it.end_byte()..];
        let rest = rest.trim_start_matches([' ', '\t']);
        if rest.starts_with([';', ',']) { Some(&rest[..1]) } else { None }
    };
    let others = property.parent().into_iter().flat_map(|it| children(it).collect::<Vec<_>>());
    here(property).or_else(|| others.into_iter().find_map(here)).unwrap_or_default()
}

/// `name?: T`.
pub(super) fn is_optional(site: &Site<'_>, property: Node<'_>) -> bool {
    property.child_by_field_name("name").is_some_and(|it| site.text[it.end_byte()..].starts_with('?'))
}

/// The edits that take the old name away beside its twin, which is what all have to give then.
pub(super) fn alone(site: &Site<'_>, property: Node<'_>) -> Vec<Edit> {
    let mut edits = vec![site.without(property)];
    let twin = twin(site, property).filter(|it| is_optional(site, *it) && !is_optional(site, property));
    if let Some(name) = twin.and_then(|it| it.child_by_field_name("name")) {
        edits.push(Edit::delete(Span::new(name.end_byte(), name.end_byte() + 1)));
    }
    edits.sort();
    edits
}
