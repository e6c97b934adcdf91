//! Holds that files, functions and rooms stay small enough to read. Tests at the end of a file don't count.

use std::collections::BTreeMap;

use super::lexer::tokens;
use super::{code, sources};

/// Lines of a file.
const FILE: usize = 500;
/// Lines of all functions but one in a hundred. Longer ones are a single `match` or a list.
const FUNCTION: usize = 60;
/// Of the lines of `src`, in percent. Go has floors of its own (`layers`), which is why it may be this large.
const ROOM: usize = 45;

#[test]
fn no_file_is_long() {
    let lengths = sources().into_iter().map(|(_, file, text)| (code(&text).last().map_or(0, |(line, _)| line), file));
    let long: Vec<_> = lengths.filter(|(lines, _)| *lines > FILE).collect();
    assert!(long.is_empty(), "more than {FILE} lines: {long:?}");
}

#[test]
fn functions_fit_on_a_screen() {
    let mut lengths: Vec<(usize, String)> = Vec::new();
    for (_, file, text) in sources() {
        lengths
            .extend(functions(&text).into_iter().map(|(name, lines)| (lines, format!("{}: {name}", file.display()))));
    }
    lengths.sort();
    let at = lengths.len() * 99 / 100;
    assert!(lengths[at].0 <= FUNCTION, "one in a hundred functions is too long: {:#?}", &lengths[at..]);
}

#[test]
fn no_room_is_most_of_the_house() {
    let mut rooms: BTreeMap<String, usize> = BTreeMap::new();
    for (room, file, text) in sources() {
        let language = file.iter().nth(1).filter(|_| room == "lang" && file.iter().count() > 2);
        let name = language.map_or(room.clone(), |it| format!("{room}/{}", it.to_string_lossy()));
        *rooms.entry(name).or_default() += code(&text).count();
    }
    let all: usize = rooms.values().sum();
    let large: Vec<_> = rooms.iter().filter(|(_, lines)| **lines * 100 > all * ROOM).collect();
    assert!(large.is_empty(), "more than {ROOM} % of {all} lines: {large:?}");
}

#[test]
fn the_reader_of_functions_sees_where_they_end() {
    let text = "trait T {\n    fn none(&self);\n}\nfn one() {}\n\nconst fn three(c: char) -> bool {\n    c == '{'\n}\n";
    assert_eq!(functions(text), [("one".to_owned(), 1), ("three".to_owned(), 3)]);
}

/// The functions with a body, and their lines.
fn functions(text: &str) -> Vec<(String, usize)> {
    let tokens = tokens(text);
    let heads = tokens.windows(2).enumerate().filter(|(_, it)| it[0].text == "fn" && it[1].is_name());
    let body = |head: usize| {
        let mut depth = 0;
        for token in &tokens[head..] {
            match token.text {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth -= 1,
                _ => {}
            }
            match token.text {
                ";" if depth == 0 => return None,
                "}" if depth == 0 => return Some(token.line - tokens[head].line + 1),
                _ => {}
            }
        }
        None
    };
    heads.filter_map(|(at, it)| Some((it[1].text.to_owned(), body(at)?))).collect()
}
