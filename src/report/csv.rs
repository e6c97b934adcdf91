//! One finding a row, the columns of the JSONL; the chain of evidence is one cell. Rows are for spreadsheets, which run a cell that
//! begins as a formula does: such a cell begins with an apostrophe. Programs that must have each byte read the JSONL.

use std::io::{self, Write};

use super::{Format, ReportMeta};
use crate::model::finding::Step;
use crate::model::{Finding, Inventory};
use crate::text::own::COLUMNS;

/// For spreadsheets.
pub const FORMAT: Format = Format { scan: Some(render), ..Format::new("csv", "One row a hit") };

/// Writes a header and one row per finding, in order. Absent values are empty cells.
fn render(inventory: &Inventory, _: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = ::csv::Writer::from_writer(out);
    rows.write_record(COLUMNS)?;
    for finding in &inventory.findings {
        rows.write_record(cells(finding).map(harmless))?;
    }
    rows.flush()
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: String) -> String {
    const FORMULAS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.trim_start_matches([' ', '\u{feff}']).starts_with(FORMULAS) { format!("'{cell}") } else { cell }
}

fn cells(finding: &Finding) -> [String; 21] {
    let text = |it: &Option<smol_str::SmolStr>| it.as_deref().unwrap_or_default().to_string();
    [
        finding.repo.to_string(),
        finding.path.to_string(),
        finding.line.to_string(),
        finding.column.to_string(),
        finding.end_line.to_string(),
        finding.end_column.to_string(),
        finding.byte_start.to_string(),
        finding.byte_end.to_string(),
        finding.text.clone(),
        finding.language.name().into(),
        finding.role.name().into(),
        text(&finding.symbol),
        finding.category.to_string(),
        text(&finding.rule),
        finding.certainty.name().into(),
        finding.why.iter().map(step).collect::<Vec<_>>().join("; "),
        finding.batch.map(|it| it.to_string()).unwrap_or_default(),
        finding.change.map(|it| it.name().to_string()).unwrap_or_default(),
        finding.replacement.clone().unwrap_or_default(),
        text(&finding.breaking),
        text(&finding.owner),
    ]
}

fn step(step: &Step) -> String {
    match (&step.path, step.line) {
        (Some(path), Some(line)) => format!("{} ({path}:{line})", step.text),
        (Some(path), None) => format!("{} ({path})", step.text),
        _ => step.text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn rows_read_back_as_they_were_written() {
        let inventory = sample::inventory();
        let mut bytes = Vec::new();
        render(&inventory, &sample::meta(), &mut bytes).expect("memory takes everything");
        let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
        assert_eq!(reader.headers().expect("a header"), &::csv::StringRecord::from(COLUMNS.to_vec()));
        let rows: Vec<::csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), inventory.findings.len());
        for (row, finding) in rows.iter().zip(&inventory.findings) {
            assert_eq!(row.iter().collect::<Vec<_>>(), cells(finding));
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, want) in [
            ("=HYPERLINK(\"u\")", "'=HYPERLINK(\"u\")"),
            ("@SUM(a)", "'@SUM(a)"),
            ("-1+1|cmd", "'-1+1|cmd"),
            ("\t=1", "'\t=1"),
            ("  +1", "'  +1"),
            ("＝1", "'＝1"),
            ("a=b", "a=b"),
            ("'=1", "'=1"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell.to_owned()), want);
        }
    }

    #[test]
    fn the_columns_are_those_of_the_jsonl() {
        let line = serde_json::to_string(&sample::inventory().findings[0]).expect("it serialises");
        let at = |name: &str| line.find(&format!("\"{name}\":")).unwrap_or_else(|| panic!("{name} in {line}"));
        assert!(COLUMNS.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{line}");
    }
}
