//! Whether a migration is done, as a document: a list to tick, and two tables.

use std::io::{self, Write};

use super::tables::{code, plain as text};
use crate::model::verification::{Named, State, Verification};
use crate::text::count::counted;
use crate::text::own::MARK;

/// Writes the checklist, the names that are left and those that stay.
///
/// # Errors
/// Those of the writer.
pub fn render(found: &Verification, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "[//]: # ({MARK})\n")?;
    writeln!(out, "# {}: validation\n", text(&found.title))?;
    for it in &found.checks {
        let (mark, note) = match it.state {
            State::Holds => ("x", String::new()),
            State::Fails => (" ", format!(": {}", counted(it.places.len(), "place"))),
            State::ByPerson => (" ", " (a person has to tell)".to_owned()),
        };
        writeln!(out, "- [{mark}] {}{note}", text(&it.title))?;
        for place in &it.places {
            writeln!(out, "  - {}", code(place))?;
        }
    }
    writeln!(out, "\n## Delete list\n")?;
    match found.delete.is_empty() {
        true => writeln!(out, "No old name is left.")?,
        false => table(["name", "replaced by", "places", "declared", "meaning"], &found.delete, true, out)?,
    }
    writeln!(out, "\n## Terms that remain\n")?;
    match found.remain.is_empty() {
        true => writeln!(out, "None."),
        false => table(["term", "justification", "places", "declared", "meaning"], &found.remain, false, out),
    }
}

fn table(heads: [&str; 5], all: &[Named], old: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| {} |\n|{}", heads.join(" | "), "---|".repeat(heads.len()))?;
    for it in all {
        let second = if old { code(&it.new) } else { text(&it.why) };
        let (name, place, category) = (code(&it.symbol), code(&it.place), text(&it.category));
        writeln!(out, "| {name} | {second} | {} | {place} | {category} |", it.places)?;
    }
    Ok(())
}
