//! New hits at a terminal, one line each, and the verdict.

use std::io::{self, Write};

use crate::model::Inventory;
use crate::report::ReportMeta;
use crate::text::count::counted;
use crate::text::shown::Shown;

/// Writes the findings of `new` and how many there are.
///
/// # Errors
/// Those of the writer.
pub fn render(new: &Inventory, _: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    for it in &new.findings {
        let first = it.why.first().map(|step| format!(": {}", step.text)).unwrap_or_default();
        writeln!(out, "{}", Shown(&format!("{} {} {}{first}", it.place(), it.text, it.category)))?;
    }
    match new.findings.len() {
        0 => writeln!(out, "no new hits"),
        count => writeln!(out, "{}", counted(count, "new hit")),
    }
}
