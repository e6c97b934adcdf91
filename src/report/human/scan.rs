//! The inventory at a terminal: per category and file, one line a place, then the totals. Lines of places fit into the terminal, and
//! are whole where there is none; colours are always written, the caller strips them where they don't belong.

use std::io::{self, Write};

use anstyle::Style;

use super::style::{DIM, HEADING, NEW, OLD, PATH, WARNING};
use crate::model::finding::{Conflict, Step};
use crate::model::{Change, Finding, Inventory};
use crate::report::places::{evidence, readable, short_symbol};
use crate::report::{CategoryMeta, Paths, ReportMeta, Summary};
use crate::text::count::{counted, plural};
use crate::text::shown::Shown;
use crate::text::width::{left, right, shorten, width};

/// A narrower terminal gets lines of so many columns: what would be left of one says nothing.
const NARROWEST: usize = 40;

/// Writes the places of the categories that are [`CategoryMeta::listed`], conflicts, files that were not read, totals.
///
/// # Errors
/// Those of the writer.
pub fn render(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let summary = Summary::new(inventory, meta);
    let room = meta.page.width.map_or(usize::MAX, |width| width.max(NARROWEST));
    for section in meta.sections(inventory).iter().filter(|it| it.listed) {
        category(inventory, section, (room, &meta.page.paths), out)?;
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
    totals(&summary, out)
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

/// Writes the places of a category, in lines of `room` columns.
fn category(
    inventory: &Inventory,
    section: &CategoryMeta,
    (room, paths): (usize, &Paths),
    out: &mut dyn Write,
) -> io::Result<()> {
    let findings: Vec<&Finding> = inventory.findings.iter().filter(|finding| finding.category == section.id).collect();
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "{HEADING}{}{HEADING:#}  {DIM}{}{DIM:#}", Shown(&section.id), Shown(&section.action))?;
    for file in findings.chunk_by(|a, b| (&a.repo, &a.path) == (&b.repo, &b.path)) {
        writeln!(out, "  {PATH}{}{PATH:#}", Shown(&paths.place(&file[0].file())))?;
        let rows: Vec<Row> = file.iter().map(|finding| Row::new(finding, paths)).collect();
        let widths = Widths {
            place: rows.iter().map(|row| row.place.len()).max().unwrap_or(0),
            role: rows.iter().map(|row| row.role.len()).max().unwrap_or(0),
            names: rows.iter().map(Row::names).max().unwrap_or(0).min(36),
            room,
        };
        for row in &rows {
            row.write(&widths, out)?;
        }
    }
    writeln!(out)
}

struct Widths {
    place: usize,
    role: usize,
    names: usize,
    /// Columns of a line.
    room: usize,
}

struct Row {
    place: String,
    role: &'static str,
    old: String,
    new: Option<String>,
    symbol: String,
    why: String,
}

impl Row {
    fn new(finding: &Finding, paths: &Paths) -> Self {
        let new = finding.change.and_then(|change| outcome(change, finding.replacement.as_deref()));
        Self {
            place: format!("{}:{}", finding.line, finding.column),
            role: finding.role.name(),
            old: Shown(&finding.text).to_string(),
            new,
            symbol: Shown(&short_symbol(finding).unwrap_or_default()).to_string(),
            why: evidence(finding).map(|step| Shown(&brief(&paths.words(&step.text))).to_string()).unwrap_or_default(),
        }
    }

    /// Columns of `old → new`.
    fn names(&self) -> usize {
        width(&self.old) + self.new.as_ref().map_or(0, |new| 3 + width(new))
    }

    fn write(&self, widths: &Widths, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "    {}  {}  ", right(&self.place, widths.place), left(self.role, widths.role))?;
        let room = widths.room;
        let mut used = 4 + widths.place + 2 + widths.role + 2;
        let old = shorten(&self.old, room.saturating_sub(used));
        write!(out, "{OLD}{old}{OLD:#}")?;
        let mut names = width(&old);
        // A name of one character and the sign that it is cut say a little, less says nothing.
        if let Some(new) = self.new.as_ref().filter(|_| used + names + 3 + 2 <= room) {
            let new = shorten(new, room.saturating_sub(used + names + 3));
            write!(out, " {DIM}→{DIM:#} {NEW}{new}{NEW:#}")?;
            names += 3 + width(&new);
        }
        used += names.max(widths.names);
        let pad = widths.names.saturating_sub(names);
        let symbol = shorten(&self.symbol, room.saturating_sub(used + 2));
        if !symbol.is_empty() {
            write!(out, "{:pad$}  {symbol}", "")?;
            used += 2 + width(&symbol);
        }
        let why = &self.why;
        // Less than this says nothing; `explain` has the whole chain.
        if !why.is_empty() && used + 2 + width(why).min(16) <= room {
            let pad = if symbol.is_empty() { pad } else { 0 };
            write!(out, "{:pad$}  {DIM}{}{DIM:#}", "", shorten(why, room - used - 2))?;
        }
        writeln!(out)
    }
}

/// What stands there after the change, or what happens to it.
fn outcome(change: Change, new: Option<&str>) -> Option<String> {
    let new = new.map(|new| Shown(new).to_string());
    let with = |mark: &str, new: Option<String>| match new {
        Some(new) => format!("{mark} {new}"),
        None => change.name().to_string(),
    };
    match change {
        Change::Keep => None,
        Change::Rename | Change::RewriteText => Some(new.unwrap_or_else(|| change.name().to_string())),
        Change::Dual => Some(with("+", new)),
        Change::Retag => Some(with("tag", new)),
        Change::AcceptBoth => Some(with("accept also", new)),
        Change::Drop | Change::Delete | Change::Deprecate | Change::Manual => Some(change.name().to_string()),
    }
}

/// The sentence with the last two parts of each name: the rest stands in the line already, or `explain` says it.
fn brief(text: &str) -> String {
    let text = readable(text);
    let mut out = String::new();
    for (at, part) in text.split('`').enumerate() {
        if at > 0 {
            out.push('`');
        }
        let local = part.rsplit_once('/').map_or(part, |(_, local)| local);
        let tail = local.rmatch_indices('.').nth(1).map_or(local, |(dot, _)| &local[dot + 1..]);
        out += if at % 2 == 1 && !part.contains(['{', ' ', ':']) { tail } else { part };
    }
    out
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

fn totals(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let ids = summary.categories.iter().map(|it| it.id.as_str());
    let names: Vec<&str> = ids.chain(summary.repositories.iter().map(|it| it.name.as_str())).collect();
    let column = names.iter().map(|it| width(&Shown(it).to_string())).max().unwrap_or(0);
    let line = |name: &str, findings: usize, files: usize| {
        let name = left(&Shown(name).to_string(), column);
        format!("{name}  {findings:>6} in {files:>4} {}", plural(files, "file"))
    };
    for it in summary.categories.iter().filter(|it| it.findings > 0) {
        let style = if it.gate { WARNING } else { Style::new() };
        let line = line(&it.id, it.findings, it.files);
        writeln!(out, "{style}{line}{style:#}  {DIM}{}{DIM:#}", Shown(&it.action))?;
    }
    for it in &summary.repositories {
        writeln!(out, "{DIM}{}{DIM:#}", line(&it.name, it.findings, it.files))?;
    }
    write!(out, "{} read", counted(summary.files, "file"))?;
    if summary.unread > 0 {
        write!(out, ", {WARNING}{} not read{WARNING:#}", summary.unread)?;
    }
    if summary.without_text > 0 {
        write!(out, ", {} without text", summary.without_text)?;
    }
    if summary.own > 0 {
        write!(out, ", {} of runsess itself not scanned", summary.own)?;
    }
    if summary.conflicts > 0 {
        write!(out, ", {WARNING}{} with two meanings{WARNING:#}", counted(summary.conflicts, "symbol"))?;
    }
    writeln!(out, "; {} of {} to act on", summary.gate, counted(summary.findings, "finding"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Page, sample};

    fn plain(inventory: &Inventory, width: Option<usize>) -> String {
        let mut bytes = Vec::new();
        let mut out = anstream::StripStream::new(&mut bytes);
        let meta = ReportMeta { page: Page { width, ..Page::default() }, ..sample::meta() };
        render(inventory, &meta, &mut out).expect("memory takes everything");
        String::from_utf8(bytes).expect("it is text")
    }

    #[test]
    fn the_terminal_sees_places_conflicts_unread_files_and_totals() {
        let text = plain(&sample::inventory(), Some(100));
        snapbox::assert_data_eq!(text, snapbox::file!["../../../tests/report/human.txt"].raw());
    }

    #[test]
    fn names_in_a_sentence_are_brief() {
        for (text, expected) in [
            ("`events.Metadata.SessionID` is logged as `log:run_id`", "`Metadata.SessionID` is logged as `log:run_id`"),
            ("`chat.New/sessionID` is assigned to `chat.New/runID`", "`sessionID` is assigned to `runID`"),
            ("rule a.b.c/d says so", "rule a.b.c/d says so"),
        ] {
            assert_eq!(brief(text), expected);
        }
    }

    #[test]
    fn lines_of_places_fit_and_control_characters_do_not_pass() {
        let mut inventory = sample::inventory();
        for finding in &mut inventory.findings {
            finding.symbol = Some(format!("example.com/x.{}", "Long".repeat(40)).into());
            finding.text = format!("run\u{1b}[2J{}", "x".repeat(50));
            finding.path = format!("a\u{7}{}", finding.path).into();
        }
        let mut bytes = Vec::new();
        render(&inventory, &sample::meta(), &mut bytes).expect("memory takes everything");
        let coloured = String::from_utf8(bytes).expect("it is text");
        assert!(!coloured.contains("\u{1b}[2J") && !coloured.contains('\u{7}'));
        for columns in [40, 60, 100, 160] {
            let text = plain(&inventory, Some(columns));
            // Proofs of two meanings are sentences.
            for line in text.lines().filter(|line| line.starts_with("    ") && !line.contains(" assigned to ")) {
                assert!(width(line) <= columns, "{line}");
            }
        }
        assert!(!plain(&inventory, None).contains('…'), "a file holds all of it");
    }

    #[test]
    fn wide_characters_keep_the_columns() {
        let mut inventory = sample::inventory();
        inventory.findings.truncate(4);
        inventory.findings.remove(0);
        inventory.findings[0].text = "会話RunID".into();
        inventory.findings[1].text = "e\u{301}RunID".into();
        let text = plain(&inventory, None);
        let rows: Vec<&str> = text.lines().filter(|it| it.starts_with("    ")).take(3).collect();
        let column = |row: &&str| width(&row[..row.find("Conversation.RunID").expect("a symbol")]);
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().all(|row| column(row) == column(&rows[0])), "{text}");
    }
}
