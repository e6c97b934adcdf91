//! The rollout at a terminal: a table of all steps, then what people have to know of each.

use std::io::{self, Write};

use anstyle::Style;

use super::next::{Next, write as next};
use super::style::{DIM, HEADING, REFUSED, WARNING};
use crate::model::SymbolPath;
use crate::model::finding::UNCLASSIFIED;
use crate::plan::rollout::{Named, Open, Rollout, Step};
use crate::report::places::outcome;
use crate::report::rollout::{HEADS, PLACES, databases, has_details, heading, manuals, moved, needs, refusals, table};
use crate::report::{Page, Paths};
use crate::text::count::counted;
use crate::text::shown::Shown;
use crate::text::width::{left, right, width, wrapped};

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
    for it in rollout.steps.iter().filter(|it| has_details(it) || !it.names.is_empty()) {
        step(it, &page.paths, out)?;
    }
    for line in wrapped(PLACES, page.columns()) {
        writeln!(out, "{DIM}{line}{DIM:#}")?;
    }
    what_next(rollout, page, out)
}

/// What no step changes, and how to begin with the first that does something.
fn what_next(rollout: &Rollout, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let mut steps = Vec::new();
    let Open { unclassified, of_unknown } = rollout.open;
    let said = match (unclassified, of_unknown) {
        (0, _) => String::new(),
        (all, 0) => format!("{} in no step: nothing says what they mean.", counted(all, "unclassified place")),
        (all, unknown) => format!(
            "{} in no step: nothing says what they mean; {unknown} of them are names of something whose type is not known.",
            counted(all, "unclassified place")
        ),
    };
    if unclassified > 0 {
        let command = format!("runsess scan --category {UNCLASSIFIED}{}", page.scope);
        steps.push(Next::new(command, "what is to be decided"));
    }
    let refused = |it: &&Step| !it.refused.is_empty();
    if let Some(it) = rollout.steps.iter().find(|it| !it.rows.is_empty()) {
        let phase = it.phase.as_ref().map(|it| format!(" --phase {it}")).unwrap_or_default();
        let command = format!("runsess apply --batch {}{phase} --diff{}", it.batch, page.scope);
        let what = match Some(it).filter(refused) {
            Some(_) => "the edits of the first step, and what it refuses",
            None => "the edits of the first step",
        };
        steps.push(Next::new(command, what));
    }
    if !said.is_empty() || !steps.is_empty() {
        writeln!(out)?;
    }
    next(&said, &steps, page.columns(), out)
}

/// Names of a step that are shown.
const NAMED: usize = 5;

/// `Evaluation.Status → EvalStatus  367 places`
fn names(step: &Step, out: &mut dyn Write) -> io::Result<()> {
    let line = |it: &Named| {
        let name = match SymbolPath(&it.what) {
            path if path.is_text() => it.old.clone(),
            path => path.without_origin().without_nameless().into_owned(),
        };
        let new = outcome(it.change, Some(it.new.as_str()).filter(|it| !it.is_empty()));
        match new {
            Some(new) if name.ends_with(&it.old) => format!("{name} → {new}"),
            Some(new) => format!("{name}  {} → {new}", it.old),
            None => name,
        }
    };
    let lines: Vec<(String, usize)> =
        step.names.iter().take(NAMED).map(|it| (Shown(&line(it)).to_string(), it.places)).collect();
    let longest = lines.iter().map(|it| width(&it.0)).max().unwrap_or(0);
    for (line, places) in &lines {
        writeln!(out, "  {}  {DIM}{}{DIM:#}", left(line, longest), counted(*places, "place"))?;
    }
    let rest = step.names.get(NAMED..).unwrap_or_default();
    match rest.iter().map(|it| it.places).sum::<usize>() {
        0 => Ok(()),
        places => {
            let (names, places) = (counted(rest.len(), "more name"), counted(places, "place"));
            writeln!(out, "  {DIM}… and {names} with {places}{DIM:#}")
        }
    }
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
    names(step, out)?;
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
    for line in refusals(&step.refused, paths) {
        writeln!(out, "  {REFUSED}refused{REFUSED:#}  {}", Shown(&line))?;
    }
    for line in manuals(&step.manual, paths) {
        writeln!(out, "  {WARNING}by hand{WARNING:#}  {}", Shown(&line))?;
    }
    writeln!(out)
}

fn pad(at: usize, cell: &str, width: usize) -> String {
    if (2..5).contains(&at) { right(cell, width) } else { left(cell, width) }
}
