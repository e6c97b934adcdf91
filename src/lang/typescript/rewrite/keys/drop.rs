//! The old name goes where the new one stands beside it; where it stands alone, it gets the new name.

use tree_sitter::Node;

use super::form::{Form, PLAIN};
use super::site::{Site, is_pure};
use super::{chain, declare, pattern, read, write};
use crate::lang::tree::{children, span};
use crate::model::{Edit, Span};

/// What is left of a key.
pub(super) enum Dropped {
    /// These edits take it away.
    Gone(Vec<Edit>),
    /// It has the new name now.
    Renamed(Vec<Edit>),
}

/// The edits that leave only the new name.
///
/// # Errors
/// Why they are not written.
pub(super) fn dropped(site: &Site<'_>, form: &Form<'_>) -> Result<Dropped, String> {
    let renamed = || Ok(Dropped::Renamed(vec![Edit::replace(site.hit, site.new)]));
    match *form {
        Form::Member(expr, _) | Form::Get(expr, _) | Form::Has(expr, _) => match chain::beside(site, expr) {
            Some(twin) => chain::alone(site, expr, twin).map(Dropped::Gone),
            None if read::compared(site, expr) => {
                Err("both names are compared here, and only one is left: take the comparison away".to_owned())
            }
            None => renamed(),
        },
        Form::Taken(part, target) => taken(site, part, Some(target)),
        Form::TakenShort(part, _) => taken(site, part, None),
        Form::Pair(pair, value) => match write::twin(site, pair) {
            Some(_) if is_pure(site.text, value) => Ok(Dropped::Gone(vec![site.without(pair)])),
            Some(_) => Err("its value is the result of a call, which would not be made any more".to_owned()),
            None => renamed(),
        },
        Form::Shorthand(key) => match write::twin(site, key) {
            Some(_) => Ok(Dropped::Gone(vec![site.without(key)])),
            None => {
                let now = site.now(site.hit).ok_or("the code around it could not be read")?;
                let value = now.rsplit(": ").next().unwrap_or_default();
                let text = if value == site.new { value.to_owned() } else { format!("{}: {value}", site.new) };
                Ok(Dropped::Renamed(vec![Edit::replace(site.hit, text)]))
            }
        },
        Form::Attribute(attribute) => match write::twin(site, attribute) {
            Some(_) => Ok(Dropped::Gone(vec![without_attribute(site, attribute)])),
            None => renamed(),
        },
        Form::Assigned(expr, value) => statement(site, expr, Some(value)),
        Form::Set(call) => statement(site, call, write::stored(site, call)),
        Form::Removed(expr) => statement(site, expr, None),
        Form::Query(text) => query(site, text),
        Form::Cookie(assigned) => match write::cookie_beside(site, assigned).and(write::own_statement(assigned)) {
            Some(whole) if children(assigned).all(|it| is_pure(site.text, it)) => {
                Ok(Dropped::Gone(vec![site.lines(whole)?]))
            }
            Some(_) => Err("its value is the result of a call, which would not be made any more".to_owned()),
            None => renamed(),
        },
        Form::Declared(property) => match write::twin(site, property) {
            Some(_) => Ok(Dropped::Gone(declare::alone(site, property))),
            None => renamed(),
        },
        Form::Type(literal) => match of_union(site, literal) {
            Some(edit) => Ok(Dropped::Gone(vec![edit])),
            None => renamed(),
        },
        Form::Plain => Err(PLAIN.to_owned()),
        Form::Called | Form::Other => {
            Err("`drop` is for keys of data, and this is none that runsess understands".to_owned())
        }
    }
}

fn taken(site: &Site<'_>, part: Node<'_>, target: Option<Node<'_>>) -> Result<Dropped, String> {
    let pattern = part.parent().ok_or("the pattern could not be read")?;
    if pattern::twin(site, pattern).is_some() {
        return pattern::alone(site, part, target).map(Dropped::Gone);
    }
    let text = match target {
        Some(_) => site.new.to_owned(),
        // The variable keeps its name, unless this batch gives it another.
        None => {
            let now = site.now(site.hit).ok_or("the pattern could not be read")?;
            let value = now.rsplit(": ").next().unwrap_or_default();
            if value == site.new { value.to_owned() } else { format!("{}: {value}", site.new) }
        }
    };
    Ok(Dropped::Renamed(vec![Edit::replace(site.hit, text)]))
}

fn statement(site: &Site<'_>, expr: Node<'_>, value: Option<Node<'_>>) -> Result<Dropped, String> {
    if write::sibling(site, expr).is_none() {
        return Ok(Dropped::Renamed(vec![Edit::replace(site.hit, site.new)]));
    }
    if value.is_some_and(|it| !is_pure(site.text, it)) {
        return Err("its value is the result of a call, which would not be made any more".to_owned());
    }
    let whole = write::own_statement(expr).ok_or("its statement could not be read")?;
    Ok(Dropped::Gone(vec![site.lines(whole)?]))
}

/// An attribute with the blanks before it.
fn without_attribute(site: &Site<'_>, attribute: Node<'_>) -> Edit {
    let start = site.text[..attribute.start_byte()].trim_end().len();
    Edit::delete(Span::new(start, attribute.end_byte()))
}

/// `&run_id=${x}` behind another parameter, `run_id=${x}&` before one.
fn query(site: &Site<'_>, text: Node<'_>) -> Result<Dropped, String> {
    if write::parameter(site, text, site.new).is_none() {
        return Ok(Dropped::Renamed(vec![Edit::replace(site.hit, site.new)]));
    }
    let value = write::query_value(site, text);
    let pure = children(text).filter(|it| value.contains(span(*it))).all(|it| is_pure(site.text, it));
    if value.is_empty() || !pure {
        return Err("its value is made by code that would not be run any more, or stands behind the text".to_owned());
    }
    let (before, behind) =
        (site.text.as_bytes()[site.hit.start as usize - 1], site.text.as_bytes()[value.end as usize]);
    let gone = match (before, behind) {
        (b'&', _) => Span { start: site.hit.start - 1, end: value.end },
        (_, b'&') => Span { start: site.hit.start, end: value.end + 1 },
        _ => return Err("it is the only parameter of the text".to_owned()),
    };
    Ok(Dropped::Gone(vec![Edit::delete(gone)]))
}

/// `'session_id' | 'run_id'` without the second.
fn of_union(site: &Site<'_>, literal: Node<'_>) -> Option<Edit> {
    let union = literal.parent().filter(|it| it.kind() == "union_type")?;
    let parts: Vec<Node<'_>> = children(union).collect();
    let new = |it: &Node<'_>| site.at(*it).trim_matches(['\'', '"']) == site.new;
    let other = parts.iter().find(|it| **it != literal && new(it))?;
    Some(Edit::delete(match literal.start_byte() < other.start_byte() {
        true => Span::new(literal.start_byte(), other.start_byte()),
        false => Span::new(other.end_byte(), literal.end_byte()),
    }))
}

/// Whether the code says that both names are one thing here: it takes one in place of the other. `false` where it gives them two values, `None`
/// where it says nothing.
pub(super) fn is_alias(site: &Site<'_>, form: &Form<'_>) -> Option<bool> {
    match *form {
        Form::Member(expr, _) => match chain::beside(site, expr) {
            Some(_) => Some(true),
            None => read::compared(site, expr).then_some(false),
        },
        Form::Pair(pair, value) => {
            let other = write::twin(site, pair)?.child_by_field_name("value");
            other.is_none_or(|it| site.at(it) != site.at(value)).then_some(false)
        }
        Form::Shorthand(key) => {
            let other = write::twin(site, key)?.child_by_field_name("value");
            other.is_none_or(|it| site.at(it) != site.old()).then_some(false)
        }
        _ => None,
    }
}
