//! The rollout as a document, with every file of each step.

use std::io::{self, Write};

use super::tables::{code, plain as text};
use crate::model::Place;
use crate::plan::rollout::{Rollout, Step};
use crate::report::rollout::{HEADS, PLACES, databases, has_details, heading, moved, needs, table};
use crate::text::count::counted;
use crate::text::own::MARK;

/// Writes the table of all steps, then the files of each step and what people have to know of it.
///
/// # Errors
/// Those of the writer.
pub fn render(rollout: &Rollout, out: &mut dyn Write) -> io::Result<()> {
    // Renders as nothing, and is no HTML, which some readers show.
    writeln!(out, "[//]: # ({MARK})\n")?;
    writeln!(out, "# {}: rollout\n\n{PLACES}\n", text(&rollout.title))?;
    for (number, row) in table(rollout).iter().enumerate() {
        writeln!(out, "| {} |", row.iter().map(|cell| text(cell)).collect::<Vec<_>>().join(" | "))?;
        if number == 0 {
            writeln!(out, "|{}", "---|".repeat(HEADS.len()))?;
        }
    }
    if !rollout.modules.is_empty() {
        writeln!(out, "\n## Order of modules\n")?;
        for (at, module) in rollout.modules.iter().enumerate() {
            writeln!(out, "{}. {} ({})", at + 1, text(&module.place), code(&module.module))?;
            for need in &module.needs {
                writeln!(out, "   - {}", text(&needs(module, need)))?;
            }
        }
    }
    rollout.steps.iter().filter(|it| !it.rows.is_empty() || has_details(it)).try_for_each(|it| step(it, out))
}

fn step(step: &Step, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n## {}\n", text(&heading(step)))?;
    for row in &step.rows {
        for (path, places) in &row.files {
            let owners: Vec<&str> = row.owners.iter().map(String::as_str).collect();
            let owners = if owners.len() == 1 { format!(", {}", text(owners[0])) } else { String::new() };
            writeln!(
                out,
                "- {}: {}{owners}",
                code(&Place::file(&row.repo, path).to_string()),
                counted(*places, "place")
            )?;
        }
    }
    let proved = step
        .databases
        .proved
        .iter()
        .map(|it| format!("{} ({}): {}", code(&it.owner), text(&it.tables.join(", ")), databases(it, step, code)));
    let by_hand = step.databases.by_hand.iter().map(|it| item(&it.place, &it.what, &it.reason));
    list(out, "Databases that exist already", proved.chain(by_hand))?;
    list(out, "Moved here", step.moved.iter().map(|it| text(&moved(it, step))))?;
    list(
        out,
        "Refused",
        step.refused.iter().map(|it| format!("{}; {}", item(&it.place, &it.what, &it.reason), text(&it.way_out))),
    )?;
    list(out, "By hand", step.manual.iter().map(|it| item(&it.place, &it.what, &it.reason)))
}

fn list(out: &mut dyn Write, title: &str, items: impl Iterator<Item = String>) -> io::Result<()> {
    for (at, item) in items.enumerate() {
        if at == 0 {
            writeln!(out, "\n### {title}\n")?;
        }
        writeln!(out, "- {item}")?;
    }
    Ok(())
}

fn item(place: &str, what: &str, reason: &str) -> String {
    format!("{} {}: {}", code(place), code(what), text(reason))
}
