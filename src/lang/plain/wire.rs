//! What carries a word of data or text out of its file: told by the characters around it and the keys above it. A script calls a server,
//! a workflow sets variables of the environment, an alert asks for a key of a log, an OpenAPI file describes all of them.

use smol_str::SmolStr;

use crate::model::{Carrier, Source, Span};
use crate::text::siblings::value_beside;

/// What carries the word at `hit`, below these keys (outermost first). In a file that `asks`, a word that is no key may be asked of a log.
pub fn carrier(source: &Source, hit: Span, keys: &[SmolStr], asks: bool) -> Option<Carrier> {
    let text = &*source.text;
    let word = text.get(hit.range())?;
    let (before, after) = around(text, hit);
    let start = before.rsplit('\n').next().unwrap_or_default();
    let line = format!("{start}{word}{}", after.lines().next().unwrap_or_default()).to_lowercase();
    let below = |names: &[&str]| keys.iter().any(|key| names.iter().any(|it| key.eq_ignore_ascii_case(it)));
    let capitals = word.chars().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_');
    let value = after.trim_start_matches(['\'', '"']).starts_with('=');
    let is_style = [".css", ".scss", ".less"].iter().any(|it| source.path.ends_with(it));
    let is_header = line.contains("header") || start.contains("-H ") || below(&["headers"]);
    match () {
        () if is_style => None,
        () if in_parameter(text, hit).is_some() => in_parameter(text, hit),
        () if before.ends_with("--") => Some(Carrier::Flag),
        () if before.ends_with(['?', '&']) && after.starts_with('=') => Some(Carrier::Address),
        () if before.ends_with("/:") || before.ends_with("/{") && after.starts_with('}') => Some(Carrier::Path),
        () if is_header && word.contains('-') => Some(Carrier::Header),
        () if value && matches!(last_flag(start), "-b" | "--cookie") => Some(Carrier::Cookie),
        () if value && gives_form(last_flag(start)) => Some(Carrier::Address),
        () if capitals => Some(Carrier::Environment),
        () if is_key(text, hit, keys) && below(&["environment", "env"]) => Some(Carrier::Environment),
        () if is_key(text, hit, keys) || names_key(before) => Some(Carrier::Document),
        () if before.ends_with('.') && line.contains("jq ") => Some(Carrier::Document),
        () if before.ends_with("name=\"") || before.ends_with("name='") => Some(Carrier::Address),
        // `sum by (run_id) (…)`
        () if asks => Some(Carrier::Log),
        () => None,
    }
}

/// Bytes looked at on each side of a word: a line may be megabytes long.
const NEAR: usize = 512;

fn around(text: &str, hit: Span) -> (&str, &str) {
    let (from, to) = (hit.start as usize, hit.end as usize);
    let low = text.ceil_char_boundary(from.saturating_sub(NEAR));
    let high = text.floor_char_boundary((to + NEAR).min(text.len()));
    (&text[low..from], &text[to..high])
}

/// `name: run_id` beside `in: query`: what an OpenAPI file says of a parameter.
fn in_parameter(text: &str, hit: Span) -> Option<Carrier> {
    let before = around(text, hit).0.trim_end_matches(['"', '\'']).trim_end();
    let key = before.strip_suffix(':')?.trim_end_matches(['"', '\'']);
    if !key.ends_with("name") {
        return None;
    }
    match value_beside(text, hit.start as usize, "in")?.as_str() {
        "query" | "formData" => Some(Carrier::Address),
        "path" => Some(Carrier::Path),
        "header" => Some(Carrier::Header),
        "cookie" => Some(Carrier::Cookie),
        _ => None,
    }
}

/// The flag that a word of a command is given to: `-b` before `-b run_id=1`.
fn last_flag(start: &str) -> &str {
    start.split_whitespace().rev().take(2).find(|it| it.starts_with('-')).unwrap_or_default()
}

/// The flags of curl for the fields of a form.
fn gives_form(flag: &str) -> bool {
    matches!(flag, "-F" | "--form" | "-d") || flag.starts_with("--data")
}

/// `propertyName: run_id`: a schema tells its forms apart by the key.
fn names_key(before: &str) -> bool {
    let key = before.trim_end_matches(['"', '\'']).trim_end().strip_suffix(':');
    key.is_some_and(|it| it.trim_end_matches(['"', '\'']).ends_with("propertyName"))
}

/// `"run_id":` or a line `run_id:`, and what a schema requires.
fn is_key(text: &str, hit: Span, keys: &[SmolStr]) -> bool {
    let (before, after) = around(text, hit);
    let quoted = before.ends_with(['"', '\'']) && after.starts_with(['"', '\'']);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let first = line.chars().all(|it| it.is_whitespace() || it == '-');
    match () {
        () if keys.last().is_some_and(|it| it == "required") => quoted || first,
        () if quoted => after[1..].trim_start().starts_with(':'),
        // `{a: 1, run_id: 2}`
        () => (first || line.trim_end().ends_with(['{', ','])) && after.starts_with(':'),
    }
}
