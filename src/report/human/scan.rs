//! The inventory at a terminal: a table of what needs something, then the decisions that are to be made, a few of each kind, and in the
//! end what to do next. Sentences are wrapped and never cut; colours are always written, the caller strips them where they don't belong.

use std::io::{self, Write};

use super::decision::{Shape, write as decision};
use super::next::write as next;
use super::style::{DIM, HEADING, PATH, WARNING};
use super::table;
use crate::model::Inventory;
use crate::model::finding::{Conflict, Step, UNCLASSIFIED};
use crate::report::headings::{Heading, headings};
use crate::report::next::after_inventory;
use crate::report::places::{readable, reason};
use crate::report::{CategoryMeta, Paths, ReportMeta, Summary};
use crate::text::count::{counted, plural};
use crate::text::shell::quoted;
use crate::text::shown::Shown;
use crate::text::width::wrapped;

/// So many decisions are shown of a whole inventory, shared by its headings: about two screens.
const SHOWN: usize = 16;

/// At most so many of one heading.
const OF_ONE: usize = 4;

/// Writes the table, the decisions, conflicts, files that were not read, and the next steps.
///
/// # Errors
/// Those of the writer.
pub fn render(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let summary = Summary::new(inventory, meta);
    let sections = meta.sections(inventory);
    let sections: Vec<&CategoryMeta> = sections.iter().map(|it| &**it).collect();
    let headings = headings(&inventory.findings, &sections, |_| meta.whole);
    let columns = meta.page.columns();
    table::write(inventory, &summary, (&sections, &headings), columns, out)?;
    let most = (SHOWN / headings.len().max(1)).clamp(1, OF_ONE);
    for it in &headings {
        heading(it, if meta.narrowed { usize::MAX } else { most }, meta, out)?;
    }
    for conflict in &inventory.conflicts {
        two_meanings(conflict, &meta.page.paths, out)?;
    }
    let unread: Vec<_> = inventory.skipped.iter().filter(|it| it.matters).collect();
    if !unread.is_empty() {
        writeln!(out, "{WARNING}Not read{WARNING:#}")?;
        for skipped in unread {
            let file = meta.page.paths.place(&skipped.file());
            writeln!(out, "  {PATH}{}{PATH:#}  {}", Shown(&file), Shown(&skipped.reason))?;
        }
        writeln!(out)?;
    }
    origins(inventory, &meta.page.paths, out)?;
    what_next(&summary, &headings, meta, out)
}

/// Writes the first decisions of a heading, and how to see the others.
fn heading(it: &Heading, most: usize, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let columns = meta.page.columns();
    let batch = it.batch.map(|batch| format!(", batch {batch}")).unwrap_or_default();
    let kept = if it.acts { "" } else { ", nothing to do" };
    let title = Shown(&format!("{}{batch}{kept}", it.category.id)).to_string();
    let count = format!("{}, {}", counted(it.places(), "place"), counted(it.decisions.len(), "decision"));
    let action = if it.acts { it.category.action.trim_end_matches('.') } else { "" };
    let said = if action.is_empty() { format!("{count}.") } else { format!("{count}. {action}.") };
    let mut lines = wrapped(&format!("{title}: {}", Shown(&said)), columns).into_iter();
    let first = lines.next().unwrap_or_default();
    let (bold, rest) = first.split_at(title.len().min(first.len()));
    writeln!(out, "{HEADING}{bold}{HEADING:#}{DIM}{rest}{DIM:#}")?;
    lines.try_for_each(|line| writeln!(out, "{DIM}{line}{DIM:#}"))?;
    // What all of them have in common is said once.
    let reasons = |at: usize| reason(it.decisions[at].first, &meta.page.paths);
    let alike = it.decisions.iter().all(|it| it.has_one_proof());
    let common = reasons(0).filter(|first| {
        alike && it.decisions.len() > 1 && (1..it.decisions.len()).all(|at| reasons(at).as_ref() == Some(first))
    });
    if let Some(reason) = &common {
        wrapped(&format!("each because {}", Shown(reason)), columns)
            .iter()
            .try_for_each(|line| writeln!(out, "{DIM}{line}{DIM:#}"))?;
    }
    let shape = Shape { reason: common.is_none(), every: meta.narrowed };
    it.decisions.iter().take(most).try_for_each(|it| decision(it, shape, meta, out))?;
    let more = it.decisions.len().saturating_sub(most);
    if more > 0 {
        let batch = match it.batch {
            Some(batch) => format!(" --batch {batch}"),
            None if it.category.id == UNCLASSIFIED => String::new(),
            None => " --batch none".to_owned(),
        };
        let command = format!("runsess scan{} --category {}{batch}", meta.page.scope, quoted(&it.category.id));
        let more = format!("{more} more {}", plural(more, "decision"));
        writeln!(out, "  {DIM}… and {more}:{DIM:#} {}", Shown(&command))?;
    }
    writeln!(out)
}

fn what_next(summary: &Summary, headings: &[Heading], meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let steps = after_inventory(headings, &meta.page, &meta.page.paths);
    let acting = headings.iter().filter(|it| it.acts).map(Heading::places).sum::<usize>().max(summary.gate);
    let said = if acting == 0 { String::new() } else { format!("{acting} to act on.") };
    next(&said, &steps, meta.page.columns(), out)
}

/// A name that carries this many hits is worth a line.
const MANY: usize = 100;

/// How many such lines there are at most.
const LINES: usize = 3;

/// Where most meanings come from: if such a name is understood wrong, so are all that rest on it.
fn origins(inventory: &Inventory, paths: &Paths, out: &mut dyn Write) -> io::Result<()> {
    let many: Vec<_> = inventory.origins.iter().filter(|it| it.findings >= MANY).take(LINES).collect();
    for it in &many {
        let (count, name) = (counted(it.findings, "hit"), Shown(&it.symbol));
        writeln!(out, "{HEADING}{count}{HEADING:#} rest on one name: {name}")?;
        writeln!(out, "  {}", place_of(&it.why, paths))?;
    }
    if many.is_empty() { Ok(()) } else { writeln!(out) }
}

fn two_meanings(conflict: &Conflict, paths: &Paths, out: &mut dyn Write) -> io::Result<()> {
    let symbol = Shown(&conflict.symbol);
    writeln!(
        out,
        "{WARNING}Two meanings{WARNING:#}  {symbol}  {PATH}{}:{}{PATH:#}",
        Shown(&paths.named(&conflict.path)),
        conflict.line
    )?;
    for (meaning, proof) in &conflict.meanings {
        writeln!(out, "  {HEADING}{}{HEADING:#}", Shown(meaning))?;
        for step in proof {
            writeln!(out, "    {}", place_of(step, paths))?;
        }
    }
    writeln!(out)
}

fn place_of(step: &Step, paths: &Paths) -> String {
    let text = Shown(&readable(&paths.words(&step.text))).to_string();
    match step.place().filter(|it| it.line.is_some()) {
        Some(place) => format!("{text}  {DIM}{}{DIM:#}", Shown(&paths.place(&place))),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Finding;
    use crate::report::{Excerpts, Page, sample};
    use crate::text::width::width;

    /// The line of source of each finding: its text behind a tab, before a comment.
    fn excerpts(inventory: &Inventory) -> Excerpts {
        let text = |_: &str, path: &str| {
            let mut text = String::new();
            for it in inventory.findings.iter().filter(|it| it.path == path) {
                let start = it.byte_start as usize;
                text = format!("{text:start$}");
                text.replace_range(start - 1.., "\n");
                text += &format!(
                    "{} // what stands behind it, 会話, is as long as a line of code may be in Go or in TypeScript\n",
                    it.text
                );
            }
            Some(text)
        };
        Excerpts::new(inventory, text)
    }

    fn plain(inventory: &Inventory, width: Option<usize>) -> String {
        shown(inventory, ReportMeta { page: Page { width, ..Page::default() }, ..sample::meta() })
    }

    fn shown(inventory: &Inventory, meta: ReportMeta) -> String {
        let mut bytes = Vec::new();
        let mut out = anstream::StripStream::new(&mut bytes);
        render(inventory, &ReportMeta { excerpts: excerpts(inventory), ..meta }, &mut out)
            .expect("memory takes everything");
        String::from_utf8(bytes).expect("it is text")
    }

    #[test]
    fn the_terminal_sees_a_table_decisions_conflicts_unread_files_and_the_next_step() {
        let text = plain(&sample::inventory(), Some(100));
        snapbox::assert_data_eq!(text, snapbox::file!["../../../tests/report/human.txt"].raw());
    }

    #[test]
    fn lines_fit_reasons_are_whole_and_control_characters_do_not_pass() {
        let mut inventory = sample::inventory();
        let long = format!("`Plan` is assigned to {}end of it", "one after the other, ".repeat(20));
        for finding in &mut inventory.findings {
            finding.symbol = Some(format!("example.com/x.{}", "Long".repeat(40)).into());
            finding.text = format!("run\u{1b}[2J{}", "x".repeat(50));
            finding.byte_end = finding.byte_start + finding.text.len() as u32;
            finding.path = format!("a\u{7}{}", finding.path).into();
            finding.why = [Step { text: long.as_str().into(), path: None, line: None }].into();
        }
        let mut bytes = Vec::new();
        let meta = ReportMeta { excerpts: excerpts(&inventory), ..sample::meta() };
        render(&inventory, &meta, &mut bytes).expect("memory takes everything");
        let coloured = String::from_utf8(bytes).expect("it is text");
        assert!(!coloured.contains("\u{1b}[2J") && !coloured.contains('\u{7}'));
        for columns in [Some(40), Some(60), Some(100), Some(160), None] {
            let text = plain(&inventory, columns);
            let (above, _) = text.split_once("Two meanings").expect("a conflict");
            // A path and a command line are copied: they are not cut and not broken.
            let sentences = above.lines().filter(|it| !it.starts_with("    shop/") && !it.contains("runsess scan"));
            for line in sentences {
                assert!(width(line) <= columns.unwrap_or(100), "{line}");
            }
            let words = above.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(&long.replace("  ", " ")), "{text}");
        }
    }

    #[test]
    fn a_mark_stands_below_its_hit() {
        let mut inventory = sample::inventory();
        inventory.findings.truncate(2);
        inventory.findings.remove(0);
        for (hit, before) in
            [("会話RunID", ""), ("e\u{301}RunID", "会 "), ("RunID", "\t\t\u{200b}"), ("RunID", &"long ".repeat(60))]
        {
            let source = format!("{before}{hit} string");
            let it = &mut inventory.findings[0];
            (it.byte_start, it.text) = (before.len() as u32, hit.into());
            it.byte_end = it.byte_start + hit.len() as u32;
            let excerpts = Excerpts::new(&inventory, |_, _| Some(source.as_str()));
            let mut bytes = Vec::new();
            let mut out = anstream::StripStream::new(&mut bytes);
            render(&inventory, &ReportMeta { excerpts, ..sample::meta() }, &mut out).expect("memory takes everything");
            let text = String::from_utf8(bytes).expect("it is text");
            let lines: Vec<&str> = text.lines().collect();
            let mark = lines.iter().position(|it| it.contains('━')).expect("a mark");
            let columns = |line: &str, what: &str| {
                let at = line.find(what).expect("it is there");
                (width(&line[..at]), width(what))
            };
            let marked = columns(lines[mark], lines[mark].trim().trim_start_matches(['│', ' ']));
            assert_eq!(columns(lines[mark - 1], hit), marked, "{text}");
        }
    }

    #[test]
    fn a_few_decisions_are_shown_and_a_command_shows_the_others() {
        let mut inventory = sample::inventory();
        let one = sample::finding();
        inventory.findings = (0..9)
            .map(|at| Finding { symbol: Some(format!("a.b/c.T{at}.RunID").into()), line: 10 + at, ..one.clone() })
            .collect();
        let page = Page { scope: " 'a b' --rules r.yaml".into(), ..Page::default() };
        let meta = ReportMeta { page, ..sample::meta() };
        let text = shown(&inventory, meta.clone());
        let decisions = |text: &str| text.matches("RunID → SessionID").count();
        assert_eq!(decisions(&text), OF_ONE, "{text}");
        let more = "… and 5 more decisions: runsess scan 'a b' --rules r.yaml --category LEGACY --batch 1\n";
        assert!(text.contains(more), "{text}");
        assert!(text.contains("\n  runsess apply --batch 1 --diff 'a b' --rules r.yaml\n"), "{text}");
        assert_eq!(decisions(&shown(&inventory, ReportMeta { narrowed: true, ..meta })), 9);
    }

    #[test]
    fn where_nothing_is_to_be_done_there_is_no_next_step() {
        let mut inventory = sample::inventory();
        inventory.findings.retain(|it| it.category == "VERB");
        let text = plain(&inventory, None);
        assert!(text.contains("0 to act on") && !text.contains("Next:"), "{text}");
    }
}
