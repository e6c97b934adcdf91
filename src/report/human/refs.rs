//! The references of one symbol at a terminal: by file, each with its line of source, then what is not decided.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::model::{Reference, References, Relation};
use crate::report::Page;
use crate::text::count::{bear, counted};
use crate::text::shown::Shown;
use crate::text::width::{shorten, width};

/// Places of unknown meaning that are listed; the others are counted.
const LISTED: usize = 20;

/// Writes the references, the interfaces that bind them, and the places that may be more.
///
/// # Errors
/// Those of the writer.
pub fn render(found: &References, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let rows = &found.rows;
    let files = rows.iter().map(|row| row.finding.file()).collect::<BTreeSet<_>>().len();
    let (references, files) = (counted(rows.len(), "reference"), counted(files, "file"));
    writeln!(out, "{}: {references} in {files}", Shown(&found.symbol))?;
    for file in rows.chunk_by(|a, b| a.finding.file() == b.finding.file()) {
        writeln!(out, "\n{}", Shown(&page.paths.place(&file[0].finding.file())))?;
        for row in file {
            let (at, kind) = (&row.finding, kind(row));
            let place = format!("  {:>5}:{:<4} ", at.line, at.column);
            let room = page.width.map_or(usize::MAX, |all| all.saturating_sub(width(&place) + 2 + width(kind)).max(20));
            let line = shorten(&Shown(&row.line).to_string(), room);
            writeln!(out, "{}", format!("{place}{line}  {kind}").trim_end())?;
        }
    }
    for it in &found.bound {
        let (method, interface) = (Shown(&it.method), Shown(&it.interface));
        writeln!(out, "\n`{method}` is bound to {interface}, which is declared outside of the roots")?;
    }
    if !found.unresolved.is_empty() {
        writeln!(out, "\n{} the name with a meaning that is not known:", bear(found.unresolved.len(), "more place"))?;
        for place in found.unresolved.iter().take(LISTED) {
            writeln!(out, "  {}", Shown(&page.paths.place(place)))?;
        }
    }
    Ok(())
}

fn kind(row: &Reference) -> &'static str {
    match (row.declaration, row.relation) {
        (true, Relation::Linked) => "declares, linked",
        (true, Relation::Target) => "declares",
        (false, Relation::Linked) => "linked",
        (false, Relation::Target) => "",
    }
}
