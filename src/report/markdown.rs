//! The inventory as a document that lives in git beside the code: its diff is the review. No time stamps, no absolute
//! paths; a row a symbol and file, so that a moved line changes one row.

mod plan;
mod tables;
mod trace;
mod verify;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::places::{places, readable, short_symbol};
use super::{CategoryMeta, Format, Page, ReportMeta, Summary};
use crate::lang::dialect;
use crate::lang::language::Kind;
use crate::model::finding::Step;
use crate::model::verification::Verification;
use crate::model::{Finding, Inventory};
use crate::plan::rollout::Rollout;
use crate::rules::Layout;
use crate::text::count::counted;
use crate::text::own::MARK;
use crate::text::shown::{Shown, Styled};
use tables::longest_run;
pub(super) use tables::{code, plain};

/// A document.
pub const FORMAT: Format = Format {
    scan: Some(scan),
    plan: Some(rollout),
    verify: Some(verification),
    ..Format::new("markdown", "A document")
};

fn scan(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    document(|out| whole(inventory, meta, out), out)
}

fn rollout(rollout: &Rollout, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    document(|out| plan::render(rollout, out), out)
}

fn verification(found: &Verification, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    document(|out| verify::render(found, out), out)
}

/// The log of a workflow shows documents too: no line of one is a command there.
fn document(render: impl FnOnce(&mut dyn Write) -> io::Result<()>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    render(&mut text)?;
    write!(out, "{}", Styled(&String::from_utf8_lossy(&text)))
}

/// Writes the inventory.
fn whole(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let summary = Summary::new(inventory, meta);
    let sections = meta.sections(inventory);
    front_matter(inventory, meta, &summary, out)?;
    introduction(meta, &summary, out)?;
    statistics(&summary, out)?;
    for section in &sections {
        let findings: Vec<&Finding> =
            inventory.findings.iter().filter(|finding| finding.category == section.id).collect();
        if !findings.is_empty() && section.layout != Layout::Count {
            category(section, &findings, out)?;
        }
    }
    conflicts(inventory, out)?;
    traces(&sections.iter().map(|it| &**it).collect::<Vec<_>>(), inventory, out)?;
    skipped(inventory, &summary, out)?;
    origins(inventory, out)?;
    idle_rules(inventory, out)?;
    usage(meta, &summary, out)
}

/// YAML strings in double quotes are JSON strings.
fn quoted(text: &str) -> String {
    serde_json::to_string(&Shown(text).to_string()).unwrap_or_default()
}

fn front_matter(inventory: &Inventory, meta: &ReportMeta, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    /// Files named in the front matter: those with the most to do.
    const RELATED: usize = 8;
    let fails: BTreeSet<&str> = summary.categories.iter().filter(|it| it.gate).map(|it| it.id.as_str()).collect();
    let mut files: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    let mut owners = BTreeSet::new();
    for finding in inventory.findings.iter().filter(|it| it.fails(fails.contains(it.category.as_str()))) {
        files.entry(finding.file().to_string()).or_default().push(finding);
        owners.extend(finding.owner.as_deref());
    }
    let mut files: Vec<(String, Vec<&Finding>)> = files.into_iter().collect();
    files.sort_by_key(|(_, findings)| std::cmp::Reverse(findings.len()));
    files.truncate(RELATED);
    let owners: Vec<String> = owners.into_iter().map(quoted).collect();
    let repos: Vec<&str> = inventory.repos.iter().map(|repo| &*repo.name).collect();
    writeln!(
        out,
        "---\n# {MARK}\nTitle: {}\nDocType: reference\nIntent: long-term",
        quoted(&format!("{} Inventory", meta.title))
    )?;
    writeln!(out, "Owners: [{}]", owners.join(", "))?;
    writeln!(out, "RelatedFiles:{}", if files.is_empty() { " []" } else { "" })?;
    for (path, findings) in files {
        let name = |it: &&Finding| short_symbol(it).map_or_else(|| it.text.clone(), |symbol| symbol.into_owned());
        let symbols: BTreeSet<String> = findings.iter().map(name).collect();
        let named: Vec<&str> = symbols.iter().map(String::as_str).take(3).collect();
        let more = if symbols.len() > 3 { ", …" } else { "" };
        writeln!(out, "    - Path: {}", quoted(&path))?;
        writeln!(out, "      Note: {}", quoted(&format!("{} to do: {}{more}", findings.len(), named.join(", "))))?;
    }
    let what = format!("Classified inventory of {} in {}", counted(summary.findings, "finding"), repos.join(", "));
    writeln!(out, "Summary: {}", quoted(&what))?;
    writeln!(out, "WhatFor: {}", quoted(&format!("Reference for the migration {}", meta.title)))?;
    writeln!(out, "WhenToUse: \"When planning, reviewing or verifying the migration\"\n---\n")
}

/// With a period at its end.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', ':']) { text.into() } else { format!("{text}.") }
}

fn introduction(meta: &ReportMeta, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {} Inventory\n", plain(&meta.title))?;
    if !meta.goal.is_empty() {
        writeln!(out, "## Goal\n\n{}\n", plain(&sentence(&meta.goal)))?;
    }
    if !meta.context.is_empty() {
        writeln!(out, "## Context\n")?;
        for (at, paragraph) in meta.context.iter().enumerate() {
            writeln!(out, "{}. {}", at + 1, plain(&sentence(paragraph)))?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "## Classification Legend\n\n| Category | Description | Action |\n|----------|-------------|--------|"
    )?;
    for it in &summary.categories {
        let description = meta.categories.iter().find(|meta| meta.id == it.id).map_or("", |meta| &meta.description);
        let description = if description.is_empty() { "Nothing decides what it means" } else { description };
        writeln!(out, "| **{}** | {} | {} |", plain(&it.id), plain(description), plain(&it.action))?;
    }
    writeln!(out, "\n---\n")
}

fn category(section: &CategoryMeta, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {}\n", plain(if section.title.is_empty() { &section.id } else { &section.title }))?;
    if !section.description.is_empty() {
        writeln!(out, "{}\n", plain(&sentence(&section.description)))?;
    }
    match section.layout {
        Layout::Table => {
            let (documents, code): (Vec<&Finding>, Vec<&Finding>) =
                findings.iter().partition(|finding| dialect(finding.language).kind == Kind::Document);
            tables::areas(section, &code, out)?;
            if !documents.is_empty() {
                if !code.is_empty() {
                    writeln!(out, "### Documents\n")?;
                }
                tables::documents(section, &places(&documents), out)?;
            }
        }
        Layout::Files => tables::files(section, findings, out)?,
        Layout::Patterns => tables::patterns(findings, out)?,
        Layout::Count => {}
    }
    writeln!(out, "---\n")
}

fn statistics(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Summary Statistics\n")?;
    writeln!(out, "| Category | Count | Symbols | Files | Resolved | Inferred | Textual | Action |")?;
    writeln!(out, "|----------|-------|---------|-------|----------|----------|---------|--------|")?;
    for it in &summary.categories {
        let counts = [it.findings, it.symbols, it.files, it.resolved, it.inferred, it.textual].map(|it| it.to_string());
        writeln!(out, "| {} | {} | {} |", plain(&it.id), counts.join(" | "), plain(&it.action))?;
    }
    writeln!(out, "\n| Repository | Findings | To do | Files |\n|------------|----------|-------|-------|")?;
    for it in &summary.repositories {
        writeln!(out, "| {} | {} | {} | {} |", plain(&it.name), it.findings, it.gate, it.files)?;
    }
    if !summary.batches.is_empty() {
        writeln!(out, "\n| Batch | Title | Risk | Findings |\n|-------|-------|------|----------|")?;
        for it in &summary.batches {
            writeln!(out, "| {} | {} | {} | {} |", it.id, plain(&it.title), plain(&it.risk), it.findings)?;
        }
    }
    writeln!(
        out,
        "\n{} {} read.\n\n---\n",
        counted(summary.files, "file"),
        if summary.files == 1 { "was" } else { "were" }
    )
}

fn conflicts(inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
    if inventory.conflicts.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "## Conflicts\n\nSymbols that two meanings reach: one kind of identifier stored in the place of another.\n"
    )?;
    for conflict in &inventory.conflicts {
        let place = code(&format!("{}:{}", conflict.path, conflict.line));
        writeln!(out, "- {} ({place})", code(&conflict.symbol))?;
        for (meaning, proof) in &conflict.meanings {
            writeln!(out, "    - {}: {}", plain(meaning), proof.iter().map(step).collect::<Vec<_>>().join("; "))?;
        }
    }
    writeln!(out, "\n---\n")
}

fn step(step: &Step) -> String {
    match (&step.path, step.line) {
        (Some(path), Some(line)) => format!("{} ({})", plain(&readable(&step.text)), code(&format!("{path}:{line}"))),
        _ => plain(&readable(&step.text)),
    }
}

fn traces(sections: &[&CategoryMeta], inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
    let mut heading = "## Data Flow Traces\n\nFrom what proves a meaning to the places that it reaches.\n\n";
    for section in sections.iter().filter(|it| it.layout == Layout::Table) {
        let findings = inventory.findings.iter().filter(|finding| finding.category == section.id);
        let Some(tree) = trace::tree(findings) else { continue };
        let name = if section.meaning.is_empty() { &section.id } else { &section.meaning };
        writeln!(out, "{heading}### {} ({})\n\n```text\n{tree}```\n", plain(name), plain(&section.id))?;
        heading = "";
    }
    if heading.is_empty() { writeln!(out, "---\n") } else { Ok(()) }
}

fn skipped(inventory: &Inventory, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    if inventory.skipped.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Files That Were Not Read\n")?;
    if summary.unread > 0 {
        writeln!(out, "| Path | Reason |\n|------|--------|")?;
        for it in inventory.skipped.iter().filter(|it| it.matters) {
            writeln!(out, "| {} | {} |", code(&it.file().to_string()), plain(&it.reason))?;
        }
        writeln!(out)?;
    }
    if summary.without_text > 0 {
        writeln!(out, "Files without text (pictures and the like): {}.\n", summary.without_text)?;
    }
    if summary.own > 0 {
        writeln!(out, "Reports and rule packs of runsess itself: {}.\n", summary.own)?;
    }
    writeln!(out, "---\n")
}

fn idle_rules(inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
    if inventory.idle_rules.is_empty() && inventory.idle_patterns.is_empty() {
        return Ok(());
    }
    let rules: Vec<String> = inventory.idle_rules.iter().map(|rule| code(rule)).collect();
    writeln!(out, "## Rules That Decide Nothing\n")?;
    if !rules.is_empty() {
        writeln!(out, "{}\n", rules.join(", "))?;
    }
    for pattern in &inventory.idle_patterns {
        writeln!(out, "- {} decides nothing", Shown(pattern))?;
    }
    if !inventory.idle_patterns.is_empty() {
        writeln!(out)?;
    }
    writeln!(out, "---\n")
}

/// The names that carry most: what a person should look at before all else.
fn origins(inventory: &Inventory, out: &mut dyn Write) -> io::Result<()> {
    if inventory.origins.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Names That Carry Most\n\n| Hits | Meaning | Name | Because |\n|---:|---|---|---|")?;
    for it in inventory.origins.iter().take(super::ORIGINS) {
        let place = it.why.path.as_ref().zip(it.why.line).map(|(path, line)| code(&format!("{path}:{line}")));
        let why = format!("{} {}", plain(&it.why.text), place.unwrap_or_default());
        writeln!(out, "| {} | {} | {} | {} |", it.findings, code(&it.meaning), code(&it.symbol), why.trim_end())?;
    }
    writeln!(out, "\n---\n")
}

fn usage(meta: &ReportMeta, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Regenerating This Inventory\n\nThis file is generated; edit the rules, not the rows.\n")?;
    let fence = "`".repeat(longest_run(&meta.command).max(2) + 1);
    writeln!(out, "{fence}bash\n{}\n{fence}\n", Shown(&meta.command))?;
    writeln!(
        out,
        "`runsess explain FILE:LINE` shows why a place is called what it is called, `runsess check` keeps the old"
    )?;
    writeln!(out, "name from coming back. After the migration, these have no findings:\n")?;
    for it in summary.categories.iter().filter(|it| it.gate) {
        writeln!(out, "- {}", plain(&it.id))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn text_of(inventory: &Inventory) -> String {
        let mut bytes = Vec::new();
        scan(inventory, &sample::meta(), &mut bytes).expect("memory takes everything");
        String::from_utf8(bytes).expect("it is text")
    }

    #[test]
    fn the_inventory_has_the_shape_of_the_specification() {
        let text = text_of(&sample::inventory());
        snapbox::assert_data_eq!(text, snapbox::file!["../../tests/report/inventory.md"].raw());
    }

    #[test]
    fn every_table_row_has_as_many_cells_as_its_head() {
        let text = text_of(&sample::inventory());
        let mut cells = None;
        for line in text.lines() {
            let count = line.starts_with('|').then(|| line.replace("\\|", "").matches('|').count());
            if let (Some(before), Some(count)) = (cells, count) {
                assert_eq!(before, count, "{line}");
            }
            cells = count;
        }
        assert!(!text.contains("/elsewhere"), "no place on this machine is named");
    }

    #[test]
    fn an_empty_inventory_is_a_document_too() {
        let text = text_of(&Inventory::default());
        assert!(text.contains("# Run to Session Inventory") && text.contains("| LEGACY | 0 |"), "{text}");
    }
}
