//! Names that a program finishes when it runs: `FROM turns_%d`, `FROM turns${suffix}`. What the text has of such a name is not the name, so
//! that nothing is known of the table, and of columns that are said to be of it.

use rustc_hash::FxHashSet;

use super::column::Column;
use super::reader::{Sql, is_keyword};
use super::token::{Token, TokenKind};
use crate::model::{Role, Span};

/// Makes the columns of unfinished tables columns of an unknown table, and unfinished columns, too.
pub(super) fn open_up(sql: &str, base: u32, all: &[Token], out: &mut Sql) {
    let unfinished: Vec<Span> = all.iter().filter(|it| is_unfinished(sql, it)).map(|it| it.span).collect();
    if unfinished.is_empty() {
        return;
    }
    let goes_on_a_value = |it: &Span| is_behind_value(&sql[..it.start as usize], &sql[it.range()]);
    let is_any = unfinished.iter().any(goes_on_a_value);
    let starts: FxHashSet<u32> = unfinished.iter().map(|it| it.start + base).collect();
    let words: FxHashSet<String> =
        unfinished.iter().filter_map(|it| sql.get(it.range())).map(str::to_lowercase).collect();
    let is_open = |it: &str| it.contains(['%', '?']) || words.contains(&it.to_lowercase());
    // `FROM ${prefix}turns`: columns of the query have no table at all.
    let of_open = |it: &Column| {
        is_any && it.table.is_none() && it.made_at.is_none()
            || it.table.as_deref().is_some_and(is_open)
            || it.among.iter().any(|table| is_open(table))
    };
    let is_unknown = |it: &Column| of_open(it) || is_open(&it.name);
    for name in &mut out.names {
        let is_part = starts.contains(&name.span.start);
        match name.role {
            Role::SqlTable if is_part => name.role = Role::StringLiteral,
            Role::SqlColumn if is_part || name.column.as_ref().is_some_and(of_open) => {
                name.column = name.column.as_ref().map(|it| Column::of_open_table(&it.name));
            }
            Role::SqlValue if name.column.as_ref().is_some_and(of_open) => name.column = None,
            _ => {}
        }
    }
    out.same.retain(|(one, other, _)| !is_unknown(one) && !is_unknown(other));
    let binds = out.binds.iter_mut().map(|it| &mut it.column);
    for column in binds.chain(&mut out.selected).filter(|it| it.as_ref().is_some_and(is_unknown)) {
        *column = None;
    }
}

/// The name goes on with something that the program fills in, or begins with it.
fn is_unfinished(sql: &str, token: &Token) -> bool {
    let range = token.span.range();
    let (before, after) = (&sql[..range.start], &sql[range.end..]);
    let Some(name) = sql.get(range) else { return false };
    match token.kind {
        TokenKind::Word if is_keyword(name) || is_keyword(name.get(1..).unwrap_or_default()) => false,
        TokenKind::Word => {
            is_filled_in(after) || name.ends_with('$') && after.starts_with('{') || is_behind_value(before, name)
        }
        TokenKind::Quoted => name.match_indices(['%', '$']).any(|(at, _)| is_filled_in(&name[at..])),
        _ => false,
    }
}

/// `%sturns`, where the verb was read as the beginning of the word, and `${prefix}turns`.
fn is_behind_value(before: &str, name: &str) -> bool {
    before.ends_with('}')
        || before.strip_suffix('%').is_some_and(|it| !it.ends_with(is_of_name)) && name.starts_with(VERBS)
}

/// What `Sprintf` puts a value for.
const VERBS: [char; 6] = ['s', 'd', 'q', 'v', 'x', 't'];

fn is_of_name(it: char) -> bool {
    it.is_alphanumeric() || matches!(it, '_' | ')')
}

/// The text begins with `%s`, `%[1]s`, `%02d` or `${`.
fn is_filled_in(text: &str) -> bool {
    let Some(verb) = text.strip_prefix('%') else { return text.starts_with("${") };
    let flags = |it: char| it.is_ascii_digit() || matches!(it, '[' | ']' | '+' | '-' | '.' | '#');
    verb.trim_start_matches(flags).starts_with(VERBS)
}

#[cfg(test)]
mod tests {
    use super::super::read::read;
    use crate::model::Role;

    /// The columns of a text with their tables.
    fn columns(sql: &str) -> Vec<String> {
        let names = read(sql, 0).names.into_iter().filter(|it| it.role == Role::SqlColumn);
        names
            .filter_map(|it| it.column)
            .map(|it| format!("{}.{}", it.table.as_deref().unwrap_or("?"), it.name))
            .collect()
    }

    #[test]
    fn a_table_that_is_finished_at_run_time_is_unknown() {
        for (sql, expected) in [
            ("SELECT lot FROM turns_%d WHERE lot > 1", "?.lot"),
            ("SELECT lot FROM turns%s", "?.lot"),
            ("SELECT lot FROM turns_%02d", "?.lot"),
            ("SELECT lot FROM turns${suffix} WHERE lot > 1", "?.lot"),
            ("SELECT lot FROM %sturns WHERE lot > 1", "?.lot"),
            ("SELECT lot FROM `turns_%s` WHERE lot > 1", "?.lot"),
            ("SELECT lot FROM turns WHERE lot > 1", "turns.lot"),
            ("SELECT lot FROM turns WHERE lot % size > 1", "turns.lot"),
            ("SELECT lot FROM turns %s", "turns.lot"),
            ("SELECT lot FROM %s.turns", "?.lot"),
            ("SELECT lot FROM ${schema}turns WHERE lot > 1", "?.lot"),
        ] {
            assert_eq!(columns(sql).first().map(String::as_str), Some(expected), "{sql}");
        }
    }

    #[test]
    fn a_column_that_is_finished_at_run_time_is_unknown() {
        assert_eq!(columns("SELECT lot FROM turns WHERE lot%s > 1"), ["turns.lot", "?.lot"]);
        assert_eq!(
            columns("UPDATE turns SET lot_${kind} = 1 WHERE lot = 2").last().map(String::as_str),
            Some("turns.lot")
        );
    }
}
