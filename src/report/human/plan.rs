//! The rollout at a terminal: a table of all steps, then what people have to know of each.

use std::io::{self, Write};

use anstyle::Style;

use super::style::{DIM, HEADING, REFUSED, WARNING};
use crate::plan::rollout::{Rollout, Step};
use crate::report::rollout::{
    HEADS, PLACES, alike, also, databases, has_details, heading, moved, needs, refused_alike, table,
};
use crate::report::{Page, Paths};
use crate::text::shown::Shown;
use crate::text::width::{left, right, width};

/// Writes the table of all steps, then what people have to know of each.
///
/// # Errors
/// Those of the writer.
pub fn render(rollout: &Rollout, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEADING}{}{HEADING:#}\n", Shown(&rollout.title))?;
    let table: Vec<Vec<String>> =
        table(rollout).iter().map(|row| row.iter().map(|cell| Shown(cell).to_string()).collect()).collect();
    let widths: Vec<usize> =
        (0..HEADS.len()).map(|at| table.iter().map(|row| width(&row[at])).max().unwrap_or(0)).collect();
    for (number, row) in table.iter().enumerate() {
        let style = if number == 0 { HEADING } else { Style::new() };
        let cells: Vec<String> =
            row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| pad(at, cell, *width)).collect();
        writeln!(out, "{style}{}{style:#}", cells.join("  ").trim_end())?;
    }
    writeln!(out)?;
    if !rollout.modules.is_empty() {
        modules(rollout, out)?;
    }
    for it in rollout.steps.iter().filter(|it| has_details(it)) {
        step(it, &page.paths, out)?;
    }
    writeln!(out, "{DIM}{PLACES}{DIM:#}")
}

fn modules(rollout: &Rollout, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEADING}Order of modules{HEADING:#}")?;
    for (at, module) in rollout.modules.iter().enumerate() {
        writeln!(out, "  {}. {}  {DIM}{}{DIM:#}", at + 1, Shown(&module.place), Shown(&module.module))?;
        for need in &module.needs {
            let style = if need.pinned { WARNING } else { Style::new() };
            writeln!(out, "     {style}{}{style:#}", Shown(&needs(module, need)))?;
        }
    }
    writeln!(out)
}

/// What people have to know of a step.
fn step(step: &Step, paths: &Paths, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEADING}{}{HEADING:#}", Shown(&heading(step)))?;
    for it in &step.databases.proved {
        writeln!(
            out,
            "  {WARNING}databases{WARNING:#} of {} ({}): {}",
            Shown(&it.owner),
            Shown(&it.tables.join(", ")),
            databases(it, step, |path| Shown(path).to_string())
        )?;
    }
    for it in &step.databases.by_hand {
        writeln!(
            out,
            "  {WARNING}databases by hand{WARNING:#}  {} `{}`: {}",
            Shown(&paths.named(&it.place)),
            Shown(&it.what),
            Shown(&paths.words(&it.reason))
        )?;
    }
    for it in &step.moved {
        writeln!(out, "  {WARNING}moved{WARNING:#}    {}", Shown(&paths.words(&moved(it, step))))?;
    }
    for (it, more) in refused_alike(&step.refused) {
        writeln!(
            out,
            "  {REFUSED}refused{REFUSED:#}  {} `{}`: {}; {}{}",
            Shown(&paths.named(&it.place)),
            Shown(&it.what),
            Shown(&paths.words(&it.reason)),
            Shown(&paths.words(&it.way_out)),
            Shown(&also(&more, paths))
        )?;
    }
    for (it, more) in alike(&step.manual) {
        let more = also(&more, paths);
        let (place, reason) = (paths.named(&it.place), paths.words(&it.reason));
        let (place, what, reason) = (Shown(&place), Shown(&it.what), Shown(&reason));
        writeln!(out, "  {WARNING}by hand{WARNING:#}  {place} `{what}`: {reason}{}", Shown(&more))?;
    }
    writeln!(out)
}

fn pad(at: usize, cell: &str, width: usize) -> String {
    if (2..5).contains(&at) { right(cell, width) } else { left(cell, width) }
}
