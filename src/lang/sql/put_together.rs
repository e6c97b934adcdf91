//! Names that a program puts together when it runs, out of a part that it has and one that it is given: `"WHERE " + kind + "_id = ?"`,
//! `Sprintf("%s_ref", kind)`, `` `${kind}_id` ``. No text has the name, so that nothing of it is a hit; a rename of a column or a table whose name
//! may come out of one is refused with the place.

use super::databases::{filled_strings, holds_statements};
use super::nearby::{Home, folder};
use super::syntax::{is_part, is_sql};

use crate::model::plan::{Group, Input, Refusal, place};
use crate::model::{Role, Source};

/// What stands for a part that the program fills in.
const HOLE: char = '?';

/// The first place, near what `group` renames, at which its old name may be put together.
pub(super) fn put_together(input: &Input, group: &Group) -> Option<Refusal> {
    let first = &input.facts.occurrences[*group.hits.first()?];
    if input.looked_at || !matches!(first.role, Role::SqlColumn | Role::SqlTable) {
        return None;
    }
    let symbol = input.facts.symbols.get(first.symbol?);
    let table = if first.role == Role::SqlTable { &symbol.name } else { symbol.context.first()? };
    let repo = input.source(first.file).repo;
    let asks = |it: &&Source| it.repo == repo && holds_statements(it.language) && !it.applied && !is_test(&it.path);
    let home = Home::of(input, group);
    let mut near: Vec<&Source> = input.sources.iter().filter(asks).collect();
    near.sort_by_key(|it| (home.distance(input, it.id), it.id));
    // A folder of code is one program: a part of a name in one file may go into a statement of another.
    let folders: Vec<&str> = near.iter().filter(|it| says(&it.text, table)).map(|it| folder(input, it.id)).collect();
    let mut among = near.into_iter().filter(|it| folders.contains(&folder(input, it.id)));
    among.find_map(|source| {
        let part = parts(source, &group.old, table).into_iter().next()?;
        let at = of_string(&source.text, &part);
        Some(Refusal {
            what: group.what.clone(),
            place: place(input, source.id, at as u32),
            reason: format!(
                "a name of which the code has only `{part}` is put together when the program runs, and may be this one"
            ),
            way_out: "write the whole names there, one for each that it may be, so that they can be renamed".to_owned(),
        })
    })
}

/// Where a text has such a part, at the end of a string or beside something that is filled in.
fn of_string(text: &str, part: &str) -> usize {
    let opens = |before: &str| before.ends_with(['"', '\'', '`', '}', ' ', '(', ',']) || before.ends_with("%s");
    let closes = |after: &str| after.starts_with(['"', '\'', '`', '%', '$']);
    let is_it = |at: &usize| opens(&text[..*at]) && (closes(&text[at + part.len()..]) || !text[..*at].ends_with(' '));
    let mut all = text.match_indices(part).map(|(at, _)| at);
    all.clone().find(is_it).or_else(|| all.next()).unwrap_or_default()
}

/// The parts that a file has of names which may become `name`.
fn parts(source: &Source, name: &str, table: &str) -> Vec<String> {
    let of_one = |text: &String| {
        let text = with_holes(text);
        let is_name = text.chars().all(is_of_name);
        let filled = filled(&text);
        let asks = is_name || (is_sql(&filled) || is_part(&filled)) && (!is_statement(&filled) || says(&filled, table));
        let names = text.split(|it: char| !is_of_name(it)).filter(|_| asks);
        names.filter(|it| may_be(it, name)).map(longest).collect::<Vec<_>>()
    };
    filled_strings(source.language, &source.text).iter().flat_map(of_one).collect()
}

/// A text with a letter for each hole that belongs to a name, and with the other marks for values.
fn filled(text: &str) -> String {
    let all: Vec<char> = text.chars().collect();
    let is_letter =
        |at: Option<usize>| at.and_then(|at| all.get(at)).is_some_and(|it| it.is_alphanumeric() || *it == '_');
    let one = |(at, it): (usize, &char)| match *it == HOLE && (is_letter(at.checked_sub(1)) || is_letter(Some(at + 1)))
    {
        true => 'x',
        false => *it,
    };
    all.iter().enumerate().map(one).collect()
}

/// It is no part of a statement, so that it names its tables.
fn is_statement(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    ["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "ALTER", "CREATE"]
        .iter()
        .any(|it| first.eq_ignore_ascii_case(it))
}

/// The longest part that the text has of a name.
fn longest(name: &str) -> String {
    name.split(HOLE).max_by_key(|it| it.len()).unwrap_or_default().to_owned()
}

/// A text with [`HOLE`] for what `Sprintf` fills in.
fn with_holes(text: &str) -> String {
    let mut found = text.to_owned();
    for verb in ["%s", "%v", "%d", "%q", "%[1]s", "%[2]s", "%[3]s"] {
        found = found.replace(verb, "?");
    }
    found
}

fn is_of_name(it: char) -> bool {
    it.is_alphanumeric() || it == '_' || it == HOLE
}

/// The parts of a name with holes are in `name`, in their order and with something for each hole. A part of two letters says nothing.
fn may_be(holed: &str, name: &str) -> bool {
    let (holed, name) = (holed.to_lowercase(), name.to_lowercase());
    let parts: Vec<&str> = holed.split(HOLE).collect();
    let [first, middle @ .., last] = parts.as_slice() else { return false };
    let is_said = parts.iter().map(|it| it.len()).max().is_some_and(|it| it > 2);
    let inner = name.strip_prefix(first).and_then(|it| it.strip_suffix(last));
    let Some(mut inner) = inner.filter(|it| is_said && !it.is_empty()) else { return false };
    middle.iter().all(|part| match inner.find(part) {
        Some(at) if at > 0 || part.is_empty() => {
            inner = &inner[at + part.len()..];
            true
        }
        _ => false,
    })
}

/// The word stands in the text, in any case.
fn says(text: &str, word: &str) -> bool {
    text.split(|it: char| !it.is_alphanumeric() && it != '_').any(|it| it.eq_ignore_ascii_case(word))
}

fn is_test(path: &str) -> bool {
    path.ends_with("_test.go") || [".test.", ".spec."].iter().any(|it| path.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_come_out_of_its_parts() {
        for (holed, expected) in [
            ("?_id", true),
            ("lot?", true),
            ("?_lot_?", false),
            ("old_?_id", false),
            ("lot_id", false),
            ("?lot_id", false),
            ("?", false),
            ("?id", false),
            ("l?_id", true),
        ] {
            assert_eq!(may_be(holed, "lot_id"), expected, "{holed}");
        }
    }
}
