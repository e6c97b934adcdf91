//! Options of the language itself: which are set on a declaration, and where another one is written.

use crate::lang::proto::resolve::{DeclId, Protos};
use crate::lang::proto::syntax::{Decl, Setting};
use crate::model::Edit;
use crate::text::lines::line_start;

/// An option of the language itself that is set on a declaration.
pub(super) fn option<'a>(protos: &'a Protos, id: DeclId, text: &str, name: &str) -> Option<&'a Setting> {
    let is_it = |it: &&Setting| match it.name.as_slice() {
        [one] => {
            it.on == Some(id.decl) && !one.extension && one.parts.first().is_some_and(|it| &text[it.range()] == name)
        }
        _ => false,
    };
    protos.file(id.file).options.iter().find(is_it)
}

/// Puts `option` in front of the options of a field or value. `None` where there is no number to write it behind.
pub(super) fn insert_option(decl: &Decl, text: &str, option: &str) -> Option<Edit> {
    let (_, number) = decl.number?;
    Some(match decl.first_option {
        Some(first) if text[number.end as usize..first.start as usize].contains('\n') => {
            Edit::insert(first.start, format!("{option},{}{}", newline(text), indent(text, first.start)))
        }
        Some(first) => Edit::insert(first.start, format!("{option}, ")),
        None => Edit::insert(number.end, format!(" [{option}]")),
    })
}

/// How the lines of a text end.
pub(super) fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The blanks in front of the line of a place.
pub(super) fn indent(text: &str, at: u32) -> &str {
    let start = line_start(text, at);
    let line = &text[start..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}
