//! One decision at a terminal: what is about to get which name, the line of source that declares it, why, and where else it stands.

use std::io::{self, Write};

use super::style::{DIM, HEADING, NEW, OLD, PATH, WARNING};
use crate::report::decisions::{Decision, Lines};
use crate::report::places::{outcome, ranges, reason};
use crate::report::{Excerpt, Page, ReportMeta};
use crate::text::count::{counted, plural};
use crate::text::shown::Shown;
use crate::text::width::{ending, shorten, width, wrapped};

/// Columns before what is said of a decision.
const INDENT: usize = 4;

/// What is written of a decision.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// Its reason; else the heading has said it.
    pub reason: bool,
    /// Every other place; else as many as fit into a line.
    pub every: bool,
}

/// Writes it, without an empty line around.
///
/// # Errors
/// Those of the writer.
pub(super) fn write(it: &Decision, shape: Shape, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let page = &meta.page;
    title(it, page.columns(), out)?;
    writeln!(out, "    {PATH}{}{PATH:#}", Shown(&page.paths.place(&it.first.place())))?;
    if let Some(excerpt) = meta.excerpts.of(it.first) {
        source(excerpt, it.first.line, page.columns(), out)?;
    }
    if let Some(reason) = reason(it.first, &page.paths).filter(|_| shape.reason) {
        let reason = Shown(&reason).to_string();
        let because = if it.has_one_proof() { "because" } else { "the first because" };
        for line in wrapped(&format!("{because} {reason}"), page.columns() - INDENT) {
            writeln!(out, "    {DIM}{line}{DIM:#}")?;
        }
    }
    others(&it.others(), shape.every, page, out)
}

/// `Conversation.RunID → SessionID  30 places in 6 files, resolved`
fn title(it: &Decision, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let first = it.first;
    let (name, old) = (Shown(&it.name()).to_string(), Shown(&first.text).to_string());
    let new = first.change.and_then(|change| outcome(change, first.replacement.as_deref()));
    let files = it.files();
    let count = match it.hits.len() {
        1 => "1 place".to_owned(),
        many => format!("{many} places in {}", counted(files, "file")),
    };
    let sure: Vec<&str> = it.certainties().iter().map(|it| it.name()).collect();
    let count = format!("{count}, {}", sure.join(" or "));
    // The name that changes is the end of what it names: said once.
    let room = columns - 2;
    let front = match name.strip_suffix(&old) {
        Some(front) => front.to_owned(),
        None if new.is_some() => format!("{name}  "),
        None => String::new(),
    };
    let old = if front.is_empty() && new.is_none() { name } else { old };
    let front = shorten(&front, room.saturating_sub(width(&old).min(room / 2)));
    let old = shorten(&old, room - width(&front));
    write!(out, "  {HEADING}{front}{HEADING:#}")?;
    let style = if new.is_some() { OLD } else { WARNING };
    write!(out, "{style}{old}{style:#}")?;
    let mut used = width(&front) + width(&old);
    if let Some(new) = new {
        if used + 3 + width(&new) > room {
            write!(out, "\n   ")?;
            used = 1;
        }
        let new = shorten(&new, room - used - 3);
        write!(out, " {DIM}→{DIM:#} {NEW}{new}{NEW:#}")?;
        used += 3 + width(&new);
    }
    if used + 2 + width(&count) > room {
        return writeln!(out, "\n    {DIM}{count}{DIM:#}");
    }
    writeln!(out, "  {DIM}{count}{DIM:#}")
}

/// The line of source, and a mark below the hit. Of a line that is too long, what is around the hit stays.
fn source(excerpt: &Excerpt, number: u32, columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let number = number.to_string();
    let gutter = " ".repeat(number.len());
    let room = columns.saturating_sub(INDENT + number.len() + 3).max(8);
    let shown = |text: &str| Shown(text).to_string();
    let hit = shorten(&shown(&excerpt.hit), room);
    let (before, after) = (shown(&excerpt.before), shown(&excerpt.after));
    let free = room - width(&hit);
    // Each side has half of the room, and what the other one leaves.
    let before = ending(&before, (free / 2).max(free.saturating_sub(width(&after))));
    let after = shorten(&after, free - width(&before));
    writeln!(out, "    {DIM}{number} │{DIM:#} {before}{OLD}{hit}{OLD:#}{after}")?;
    let mark = "━".repeat(width(&hit).max(1));
    writeln!(out, "    {DIM}{gutter} │{DIM:#} {}{WARNING}{mark}{WARNING:#}", " ".repeat(width(&before)))
}

/// `also in lines 24,31-33, shop/chat/router.go:12 … and 25 more places in 5 files`
fn others(all: &[Lines], every: bool, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = all.first() else { return Ok(()) };
    let room = page.columns() - INDENT;
    let mut line = String::new();
    for (at, it) in all.iter().enumerate() {
        let place = match at {
            // The file stands right above.
            0 if first.beside => format!("{} {}", plural(it.lines.len(), "line"), ranges(&it.lines)),
            _ => format!("{}:{}", page.paths.place(&it.first.file()), ranges(&it.lines)),
        };
        let place = Shown(&place).to_string();
        let left: usize = all[at..].iter().map(|it| it.places).sum();
        let rest = format!(" … and {} in {}", counted(left, "more place"), counted(all.len() - at, "file"));
        let next = if line.is_empty() { format!("also {place}") } else { format!("{line}, {place}") };
        let last = at + 1 == all.len();
        let reserved = if last { 0 } else { width(&rest) };
        if !every && at > 0 && width(&next) + reserved > room {
            line += &rest;
            break;
        }
        line = next;
    }
    for line in wrapped(&line, room) {
        writeln!(out, "    {DIM}{line}{DIM:#}")?;
    }
    Ok(())
}
