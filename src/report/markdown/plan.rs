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
    rollout.steps.iter().filter(|it| !it.rows.is_empty() || has_details(it)).try_for_each(|it| step(it, out))?;
    order(rollout, out)?;
    risks(rollout, out)?;
    linter(rollout, out)?;
    issue(rollout, out)
}

/// When each step is done, where the pack says so.
fn order(rollout: &Rollout, out: &mut dyn Write) -> io::Result<()> {
    let timed: Vec<&Step> = rollout.steps.iter().filter(|it| !it.when.is_empty() || !it.duration.is_empty()).collect();
    if timed.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Rollout order\n\n| when | step | takes |\n|---|---|---|")?;
    for it in timed {
        writeln!(out, "| {} | {} | {} |", text(&it.when), text(&heading(it)), text(&it.duration))?;
    }
    Ok(())
}

fn risks(rollout: &Rollout, out: &mut dyn Write) -> io::Result<()> {
    if rollout.risks.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Risk register\n\n| risk | impact | mitigation | touches |\n|---|---|---|---|")?;
    for it in &rollout.risks {
        let files: Vec<String> = it.files.iter().take(FILES).map(|it| code(it)).collect();
        let more = it.files.len().saturating_sub(FILES);
        let more = if more > 0 { format!(" and {}", counted(more, "more file")) } else { String::new() };
        let touches = match it.places {
            0 => "no place".to_owned(),
            places => format!("{}: {}{more}", counted(places, "place"), files.join(", ")),
        };
        writeln!(out, "| {} | {} | {} | {touches} |", text(&it.title), it.impact, text(&it.mitigation))?;
    }
    Ok(())
}

/// Files that a risk names.
const FILES: usize = 5;

/// A rule of golangci-lint against new uses of the old names, by its schema of version 2.
fn linter(rollout: &Rollout, out: &mut dyn Write) -> io::Result<()> {
    if rollout.forbidden.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\n## Linter rule\n\nFor `.golangci.yml`, while the migration goes on: no new code uses an old name.\n"
    )?;
    writeln!(
        out,
        "```yaml\nlinters:\n  enable: [forbidigo]\n  settings:\n    forbidigo:\n      analyze-types: true\n      forbid:"
    )?;
    for it in &rollout.forbidden {
        let package = it.package.rsplit('/').next().unwrap_or_default();
        let escaped = |it: &str| it.replace('.', "\\.");
        writeln!(out, "        - pattern: '^{}\\.{}$'", escaped(package), escaped(&it.name))?;
        writeln!(out, "          pkg: '^{}$'", escaped(&it.package))?;
        writeln!(out, "          msg: use {}", it.new)?;
    }
    writeln!(out, "```")
}

/// The text of an issue that tracks the migration.
fn issue(rollout: &Rollout, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n## Tracking issue: {}\n", text(&rollout.title))?;
    for it in &rollout.steps {
        let places: usize = it.rows.iter().map(|row| row.places).sum();
        let open = [(it.refused.len(), "refused"), (it.manual.len(), "by hand")];
        let open: Vec<String> =
            open.iter().filter(|it| it.0 > 0).map(|(count, what)| format!("{count} {what}")).collect();
        let open = if open.is_empty() { String::new() } else { format!(", {}", open.join(", ")) };
        writeln!(out, "- [ ] {} ({}{open})", text(&heading(it)), counted(places, "place"))?;
    }
    if !rollout.checklist.is_empty() {
        writeln!(out, "\nWhen all is done, `runsess verify` says so:\n")?;
        rollout.checklist.iter().try_for_each(|it| writeln!(out, "- [ ] {}", text(it)))?;
    }
    Ok(())
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
