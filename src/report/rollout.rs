//! The rollout for people: at a terminal, where the caller strips colours, and as a Markdown document with every file.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::plan::Manual;
use crate::plan::rollout::{ModuleRow, Moved, NeedRow, Rollout, Row, Step};
use crate::text::count::counted;
use crate::text::shown::Shown;

const HEADING: Style = Style::new().bold();
const WARNING: Style = AnsiColor::Yellow.on_default();
const REFUSED: Style = AnsiColor::Red.on_default();
const DIM: Style = Style::new().dimmed();

/// Said once, because the places of later steps can't be looked up in the files as they are now.
const PLACES: &str =
    "Each step is planned on what the steps before it leave; lines of places are those of that moment.";

/// Writes the table of all steps, then what people have to know of each.
///
/// # Errors
/// Those of the writer.
pub fn render_human(rollout: &Rollout, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEADING}{}{HEADING:#}\n", Shown(&rollout.title))?;
    let table: Vec<Vec<String>> =
        table(rollout).iter().map(|row| row.iter().map(|cell| Shown(cell).to_string()).collect()).collect();
    let widths: Vec<usize> =
        (0..HEADS.len()).map(|at| table.iter().map(|row| row[at].chars().count()).max().unwrap_or(0)).collect();
    for (number, row) in table.iter().enumerate() {
        let style = if number == 0 { HEADING } else { Style::new() };
        let cells: Vec<String> =
            row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| pad(at, cell, *width)).collect();
        writeln!(out, "{style}{}{style:#}", cells.join("  ").trim_end())?;
    }
    writeln!(out)?;
    if !rollout.modules.is_empty() {
        writeln!(out, "{HEADING}Order of modules{HEADING:#}")?;
        for (at, module) in rollout.modules.iter().enumerate() {
            writeln!(out, "  {}. {}  {DIM}{}{DIM:#}", at + 1, Shown(&module.place), Shown(&module.module))?;
            for need in &module.needs {
                let style = if need.pinned { WARNING } else { Style::new() };
                writeln!(out, "     {style}{}{style:#}", Shown(&needs(module, need)))?;
            }
        }
        writeln!(out)?;
    }
    for step in rollout.steps.iter().filter(|it| has_details(it)) {
        writeln!(out, "{HEADING}{}{HEADING:#}", Shown(&heading(step)))?;
        for it in &step.databases.proved {
            writeln!(
                out,
                "  {WARNING}databases{WARNING:#} of {} ({}): {}",
                Shown(&it.owner),
                Shown(&it.tables.join(", ")),
                script(step)
            )?;
        }
        for it in &step.databases.by_hand {
            writeln!(
                out,
                "  {WARNING}databases by hand{WARNING:#}  {} `{}`: {}",
                Shown(&it.place),
                Shown(&it.what),
                Shown(&it.reason)
            )?;
        }
        for it in &step.moved {
            writeln!(out, "  {WARNING}moved{WARNING:#}    {}", Shown(&moved(it, step)))?;
        }
        for it in &step.refused {
            writeln!(
                out,
                "  {REFUSED}refused{REFUSED:#}  {} `{}`: {}; {}",
                Shown(&it.place),
                Shown(&it.what),
                Shown(&it.reason),
                Shown(&it.way_out)
            )?;
        }
        for (it, more) in alike(&step.manual) {
            let more = if more > 0 { format!(" (and {more} more like it)") } else { String::new() };
            let (place, what, reason) = (Shown(&it.place), Shown(&it.what), Shown(&it.reason));
            writeln!(out, "  {WARNING}by hand{WARNING:#}  {place} `{what}`: {reason}{more}")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{DIM}{PLACES}{DIM:#}")
}

/// Writes the same as a document, with the files of each step.
///
/// # Errors
/// Those of the writer.
pub fn render_markdown(rollout: &Rollout, out: &mut dyn Write) -> io::Result<()> {
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
    for step in rollout.steps.iter().filter(|it| !it.rows.is_empty() || has_details(it)) {
        writeln!(out, "\n## {}\n", text(&heading(step)))?;
        for row in &step.rows {
            for (path, places) in &row.files {
                let owners: Vec<&str> = row.owners.iter().map(String::as_str).collect();
                let owners = if owners.len() == 1 { format!(", {}", text(owners[0])) } else { String::new() };
                writeln!(out, "- {}: {}{owners}", code(&format!("{}/{path}", row.repo)), counted(*places, "place"))?;
            }
        }
        let databases = step
            .databases
            .proved
            .iter()
            .map(|it| format!("{} ({}): {}", code(&it.owner), text(&it.tables.join(", ")), script(step)));
        let by_hand = step.databases.by_hand.iter().map(|it| item(&it.place, &it.what, &it.reason));
        list(out, "Databases that exist already", databases.chain(by_hand))?;
        list(out, "Moved here", step.moved.iter().map(|it| text(&moved(it, step))))?;
        list(
            out,
            "Refused",
            step.refused.iter().map(|it| format!("{}; {}", item(&it.place, &it.what, &it.reason), text(&it.way_out))),
        )?;
        list(out, "By hand", step.manual.iter().map(|it| item(&it.place, &it.what, &it.reason)))?;
    }
    Ok(())
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

const HEADS: [&str; 9] = ["step", "repository", "changes", "places", "files", "risk", "breaking", "owner", "left"];

/// The table with its head: a row for each step and repository, and one for a step that changes nothing.
fn table(rollout: &Rollout) -> Vec<[String; 9]> {
    let mut rows = vec![HEADS.map(str::to_owned)];
    for step in &rollout.steps {
        let nothing = [Row { repo: "-".into(), ..Row::default() }];
        let shown = if step.rows.is_empty() { &nothing[..] } else { &step.rows };
        for (at, row) in shown.iter().enumerate() {
            let first = |text: String| if at == 0 { text } else { String::new() };
            let breaking: Vec<&str> = row.breaking.iter().map(String::as_str).collect();
            let owners: Vec<&str> = row.owners.iter().map(String::as_str).collect();
            rows.push([
                first(step.name()),
                row.repo.clone(),
                row.changes.to_string(),
                row.places.to_string(),
                row.files.len().to_string(),
                first(step.risk.to_owned()),
                if breaking.is_empty() { first(step.breaking.clone()) } else { breaking.join(", ") },
                owners.join(", "),
                first(left(step)),
            ]);
        }
    }
    rows
}

fn left(step: &Step) -> String {
    let by_hand = step.manual.len() + step.databases.by_hand.len();
    let counts = [(step.refused.len(), "refused"), (by_hand, "by hand")];
    let shown: Vec<String> =
        counts.iter().filter(|it| it.0 > 0).map(|(count, what)| format!("{count} {what}")).collect();
    shown.join(", ")
}

/// The first of those that are about one thing for one reason, and how many more there are.
fn alike(manual: &[Manual]) -> Vec<(&Manual, usize)> {
    let mut found: Vec<(&Manual, usize)> = Vec::new();
    for it in manual {
        match found.iter_mut().find(|(first, _)| (&first.what, &first.reason) == (&it.what, &it.reason)) {
            Some((_, more)) => *more += 1,
            None => found.push((it, 0)),
        }
    }
    found
}

fn has_details(step: &Step) -> bool {
    let databases = &step.databases;
    !(step.moved.is_empty()
        && step.refused.is_empty()
        && step.manual.is_empty()
        && databases.proved.is_empty()
        && databases.by_hand.is_empty())
}

fn heading(step: &Step) -> String {
    let after: Vec<String> = step.needs.iter().map(u32::to_string).collect();
    let after = if after.is_empty() { String::new() } else { format!(" (after {})", after.join(", ")) };
    format!("Step {}: {}{after}", step.name(), step.title)
}

fn script(step: &Step) -> String {
    let phase = step.phase.as_ref().map(|it| format!(" --phase {it}")).unwrap_or_default();
    format!(
        "existing ones need a script before the new code runs; `runsess sql --batch {}{phase}` prints it",
        step.batch
    )
}

fn moved(it: &Moved, step: &Step) -> String {
    let more = if it.places > 1 { format!(" and {} more", it.places - 1) } else { String::new() };
    let listed = match &it.listed {
        Some(listed) => format!("listed in step {listed}"),
        None => "listed in no step".to_owned(),
    };
    format!(
        "{}{more}: {listed}, but `{}` is renamed in step {} and would not build without it",
        it.place,
        it.what,
        step.name()
    )
}

fn needs(module: &ModuleRow, need: &NeedRow) -> String {
    let (consumer, library, version) = (&module.place, &need.place, &need.version);
    let renamed = match (need.renamed.len(), need.renamed.first()) {
        (0, _) | (_, None) => None,
        (1, Some(first)) => Some(format!("`{first}` is renamed in both")),
        (more, Some(first)) => Some(format!("{more} names are renamed in both, `{first}` first")),
    };
    match (need.from, renamed) {
        ("release", Some(renamed)) => {
            format!("{library} must be released before {consumer} builds: its go.mod pins {version}, and {renamed}")
        }
        ("release", None) => format!(
            "its go.mod pins {library} {version}; it uses none of the renamed names, so it builds before and after"
        ),
        ("vendor", _) => {
            format!("has vendored {library} {version}: what is renamed there reaches it when a release is vendored")
        }
        (from, Some(renamed)) => {
            format!("builds with {library} as it is here ({from}), and {renamed}: change both together")
        }
        (from, None) => format!("builds with {library} as it is here ({from}); it uses none of the renamed names"),
    }
}

fn pad(at: usize, cell: &str, width: usize) -> String {
    if (2..5).contains(&at) { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
}

fn item(place: &str, what: &str, reason: &str) -> String {
    format!("{} {}: {}", code(place), code(what), text(reason))
}

/// Text of a cell or list item. Code spans of our own sentences stay.
fn text(text: &str) -> String {
    Shown(text).to_string().replace('|', "\\|").replace('<', "&lt;")
}

fn code(text: &str) -> String {
    format!("`{}`", Shown(text).to_string().replace('`', "'").replace('|', "\\|"))
}
