//! A line a place, for people who search and click: `path:line:column: CATEGORY old → new: why`. Nothing is grouped, counted or cut.

use std::io::{self, Write};

use super::style::{DIM, NEW, OLD, PATH, WARNING};
use crate::model::{Finding, Inventory};
use crate::report::places::{outcome, reason};
use crate::report::{Format, ReportMeta};
use crate::text::shown::Shown;

/// A line a place.
pub const FORMAT: Format = Format {
    for_people: true,
    scan: Some(scan),
    check: Some(check),
    ..Format::new("concise", "A line a place, for grep and for terminals that open path:line:column")
};

/// The places of the categories that are [`listed`](crate::report::CategoryMeta::listed), in the order of these, then files that were
/// not read.
///
/// # Errors
/// Those of the writer.
fn scan(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    for section in meta.sections(inventory).iter().filter(|it| it.listed) {
        let findings = inventory.findings.iter().filter(|it| it.category == section.id);
        findings.into_iter().try_for_each(|it| place(it, meta, out))?;
    }
    for it in inventory.skipped.iter().filter(|it| it.matters) {
        let file = meta.page.paths.place(&it.file());
        writeln!(out, "{PATH}{}{PATH:#}: {WARNING}not read{WARNING:#}: {}", Shown(&file), Shown(&it.reason))?;
    }
    Ok(())
}

/// The hits that a gate does not let pass.
///
/// # Errors
/// Those of the writer.
fn check(new: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    new.findings.iter().try_for_each(|it| place(it, meta, out))
}

fn place(it: &Finding, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let paths = &meta.page.paths;
    let (place, old) = (paths.place(&it.place()), Shown(&it.text));
    write!(out, "{PATH}{}{PATH:#}: {WARNING}{}{WARNING:#} ", Shown(&place), Shown(&it.category))?;
    match it.change.and_then(|change| outcome(change, it.replacement.as_deref())) {
        Some(new) => write!(out, "{OLD}{old}{OLD:#} → {NEW}{}{NEW:#}", Shown(&new))?,
        None => write!(out, "{old}")?,
    }
    match reason(it, paths) {
        Some(reason) => writeln!(out, ": {DIM}{}{DIM:#}", Shown(&reason)),
        None => writeln!(out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_place_is_a_line_that_holds_all_of_its_reason() {
        let mut inventory = sample::inventory();
        inventory.findings[1].text = "run\u{1b}[2J\nID".into();
        let mut bytes = Vec::new();
        scan(&inventory, &sample::meta(), &mut anstream::StripStream::new(&mut bytes))
            .expect("memory takes everything");
        let text = String::from_utf8(bytes).expect("it is text");
        snapbox::assert_data_eq!(text, snapbox::file!["../../../tests/report/concise.txt"].raw());
    }
}
