//! The table above an inventory: where something is to be done, how much it is, and in which repositories.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::style::{DIM, HEADING, WARNING};
use crate::model::Inventory;
use crate::report::headings::{Heading, acts};
use crate::report::{CategoryMeta, Summary};
use crate::text::count::counted;
use crate::text::shown::Shown;
use crate::text::width::{left, right, shorten, width, wrapped};

/// Writes how much there is, the table of what needs something, and a line of what needs nothing.
///
/// # Errors
/// Those of the writer.
pub(super) fn write(
    inventory: &Inventory,
    summary: &Summary,
    (sections, headings): (&[&CategoryMeta], &[Heading]),
    columns: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let gate = |id: &str| sections.iter().any(|it| it.id == id && it.gate);
    let acting = inventory.findings.iter().filter(|it| acts(it, gate(&it.category))).count();
    let kept = inventory.findings.iter().filter(|it| gate(&it.category) && !it.fails(true)).count();
    let mut parts = vec![format!("{} to act on", summary.gate)];
    for (count, what) in [(acting - summary.gate, "that a batch changes"), (kept, "kept by the rules")] {
        parts.extend((count > 0).then(|| format!("{count} {what}")));
    }
    let rest = summary.findings - acting - kept;
    parts.extend((rest > 0).then(|| format!("{rest} need nothing")));
    let said = format!("{}, {}: {}", read(summary), counted(summary.findings, "finding"), parts.join(", "));
    for line in wrapped(&said, columns) {
        writeln!(out, "{HEADING}{line}{HEADING:#}")?;
    }
    for line in wrapped(&aside(summary), columns).iter().filter(|it| !it.is_empty()) {
        writeln!(out, "{WARNING}{line}{WARNING:#}")?;
    }
    let rows = rows(headings);
    if !rows.is_empty() {
        writeln!(out)?;
        of(&rows, columns, out)?;
    }
    idle(inventory, &gate, columns, out)?;
    writeln!(out)
}

fn read(summary: &Summary) -> String {
    format!("{} read", counted(summary.files, "file"))
}

/// What the numbers leave out, and what they do not say.
fn aside(summary: &Summary) -> String {
    let mut parts = Vec::new();
    let counts = [
        (summary.unread, "not read"),
        (summary.without_text, "without text"),
        (summary.own, "of runsess itself not scanned"),
    ];
    parts
        .extend(counts.iter().filter(|it| it.0 > 0).map(|(count, what)| format!("{} {what}", counted(*count, "file"))));
    if summary.conflicts > 0 {
        parts.push(format!("{} with two meanings", counted(summary.conflicts, "symbol")));
    }
    parts.join(", ")
}

/// A category that needs something.
#[derive(Default)]
struct Row {
    name: String,
    gate: bool,
    places: usize,
    decisions: usize,
    repos: BTreeMap<String, usize>,
}

fn rows(headings: &[Heading]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for heading in headings.iter().filter(|it| it.acts) {
        let name = Shown(&heading.category.id).to_string();
        if rows.last().is_none_or(|it| it.name != name) {
            rows.push(Row { name, gate: heading.category.gate, ..Row::default() });
        }
        let Some(row) = rows.last_mut() else { continue };
        row.decisions += heading.decisions.len();
        for it in heading.decisions.iter().flat_map(|it| &it.hits) {
            row.places += 1;
            *row.repos.entry(Shown(&it.repo).to_string()).or_default() += 1;
        }
    }
    rows
}

/// A column: its head, and its cells by row.
type Column = (String, Vec<String>);

fn of(rows: &[Row], columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let numbers = |head: &str, of: &dyn Fn(&Row) -> usize| -> Column {
        let number = |row| match of(row) {
            0 => "·".to_owned(),
            count => count.to_string(),
        };
        (head.to_owned(), rows.iter().map(number).collect())
    };
    let mut shown = vec![numbers("places", &|row| row.places), numbers("decisions", &|row| row.decisions)];
    let names = rows.iter().map(|row| width(&row.name)).max().unwrap_or(0).min(columns.saturating_sub(20));
    let taken = |column: &Column| 2 + column.1.iter().map(|it| width(it)).max().unwrap_or(0).max(width(&column.0));
    let mut repos: BTreeMap<&str, usize> = BTreeMap::new();
    for (repo, count) in rows.iter().flat_map(|row| &row.repos) {
        *repos.entry(repo).or_default() += count;
    }
    if repos.len() > 1 {
        // Those with most places, as far as there is room, in the order of their names; the others together.
        let mut room = columns.saturating_sub(names + shown.iter().map(taken).sum::<usize>());
        let mut by_places: Vec<(&str, usize)> = repos.iter().map(|(repo, count)| (*repo, *count)).collect();
        by_places.sort_by_key(|(repo, count)| (std::cmp::Reverse(*count), *repo));
        let column = |repo: &str| numbers(repo, &|row| row.repos.get(repo).copied().unwrap_or(0));
        let rest = "others".len() + 2;
        let mut fitting: BTreeSet<&str> = BTreeSet::new();
        for (at, (repo, _)) in by_places.iter().enumerate() {
            let needed = taken(&column(repo)) + if at + 1 < by_places.len() { rest } else { 0 };
            if needed > room {
                break;
            }
            room -= taken(&column(repo));
            fitting.insert(repo);
        }
        if !fitting.is_empty() {
            shown.extend(fitting.iter().map(|repo| column(repo)));
            let other = |row: &Row| row.repos.iter().filter(|it| !fitting.contains(it.0.as_str())).map(|it| it.1).sum();
            shown.extend((fitting.len() < repos.len()).then(|| numbers("others", &other)));
        }
    }
    let line = |name: &str, cell: &dyn Fn(&Column) -> String| {
        let cells = shown.iter().map(|column| right(&cell(column), taken(column)));
        format!("{}{}", left(&shorten(name, names), names), cells.collect::<String>())
    };
    writeln!(out, "{DIM}{}{DIM:#}", line("", &|column| column.0.clone()))?;
    for (at, row) in rows.iter().enumerate() {
        let style = if row.gate { WARNING } else { anstyle::Style::new() };
        writeln!(out, "{style}{}{style:#}", line(&row.name, &|column| column.1[at].clone()))?;
    }
    Ok(())
}

/// The categories that need nothing, with how many findings each has.
fn idle(inventory: &Inventory, gate: &dyn Fn(&str) -> bool, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for it in inventory.findings.iter().filter(|it| !gate(&it.category) && !acts(it, false)) {
        *counts.entry(&it.category).or_default() += 1;
    }
    if counts.is_empty() {
        return Ok(());
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|it| std::cmp::Reverse(it.1));
    let each: Vec<String> = counts.iter().map(|(id, count)| format!("{count} {id}")).collect();
    for line in wrapped(&Shown(&format!("nothing to do: {}", each.join(", "))).to_string(), columns) {
        writeln!(out, "{DIM}{line}{DIM:#}")?;
    }
    Ok(())
}
