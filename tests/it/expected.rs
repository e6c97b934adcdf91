//! The hand labelling of the fixture workspace against what the program says. `fixtures/expected/README.md` says how the
//! table is read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::support::{Row, package, runsess, scan};
use runsess::text::words::{TermSet, TermSpec};

const LEGACY: &str = "LEGACY_SESSION_ALIAS";

/// One labelled occurrence. `category`, `batch` and `change` hold the accepted answers, best first.
struct Label {
    path: String,
    line: u32,
    column: u32,
    text: String,
    category: Vec<String>,
    batch: Vec<String>,
    change: Vec<String>,
}

impl Label {
    fn place(&self) -> String {
        format!("{}:{}:{} {}", self.path, self.line, self.column, self.text)
    }
}

fn labels() -> Vec<Label> {
    let table = std::fs::read_to_string(package().join("fixtures/expected/workspace.tsv")).unwrap();
    table
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let several = |cell: &str| cell.split('|').map(str::to_owned).collect();
            Label {
                path: cells[0].to_owned(),
                line: cells[1].parse().unwrap(),
                column: cells[2].parse().unwrap(),
                text: cells[3].to_owned(),
                category: several(cells[4]),
                batch: several(cells[5]),
                change: several(cells[6]),
            }
        })
        .collect()
}

#[test]
fn every_label_is_where_the_table_says() {
    let root = package().join("fixtures/workspace");
    for label in labels() {
        let file = std::fs::read_to_string(root.join(&label.path)).unwrap_or_else(|e| panic!("{}: {e}", label.path));
        let line = file.lines().nth(label.line as usize - 1).unwrap_or_default();
        let found = line.get(label.column as usize - 1..).is_some_and(|rest| rest.starts_with(&label.text));
        assert!(found, "{} is not there: {line:?}", label.place());
    }
}

#[test]
fn every_label_holds_a_term_of_the_built_in_pack() {
    let pack = runsess::rules::Pack::builtin().unwrap();
    let specs: Vec<TermSpec> = pack
        .terms
        .iter()
        .map(|it| TermSpec { id: it.id.to_string(), words: it.words.clone(), forms: it.forms.clone() })
        .collect();
    let terms = TermSet::new(&specs);
    let root = package().join("fixtures/workspace");
    for label in labels() {
        let file = std::fs::read_to_string(root.join(&label.path)).unwrap();
        let line = file.lines().nth(label.line as usize - 1).unwrap_or_default();
        let (start, end) = (label.column - 1, label.column - 1 + label.text.len() as u32);
        let found = terms.find(line).iter().any(|hit| hit.span.start < end && start < hit.span.end);
        assert!(found, "no hit at {}: {line:?}", label.place());
    }
}

#[test]
fn the_scan_agrees_with_the_hand_labelling() {
    let rows = scan(&[&package().join("fixtures/workspace")], &[]);
    let mut by_line: BTreeMap<(String, u32), Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        by_line.entry((format!("{}/{}", row.repo, row.path), row.line)).or_default().push(row);
    }
    let labels = labels();
    let (mut wrong, mut unsafe_rows, mut right) = (String::new(), String::new(), 0);
    for label in &labels {
        let here = by_line.get(&(label.path.clone(), label.line)).map_or(&[][..], Vec::as_slice);
        let Some(row) = here.iter().find(|row| overlaps(row, label)) else {
            let _ = writeln!(wrong, "{} has no finding, want {}", label.place(), label.category[0]);
            continue;
        };
        if !label.category.contains(&row.category) {
            let text = if row.category == LEGACY { &mut unsafe_rows } else { &mut wrong };
            let _ = writeln!(text, "{} is {}, want {}", label.place(), row.category, label.category.join(" or "));
            continue;
        }
        right += 1;
        let (batch, change) =
            (row.batch.map_or("-".to_owned(), |it| it.to_string()), row.change.clone().unwrap_or_default());
        if row.category == label.category[0] && label.batch[0] != "-" && !label.batch.contains(&batch) {
            let _ = writeln!(wrong, "{} is in batch {batch}, want {}", label.place(), label.batch.join(" or "));
        }
        if row.category == label.category[0] && label.change[0] != "-" && !label.change.contains(&change) {
            let _ = writeln!(wrong, "{} gets `{change}`, want {}", label.place(), label.change.join(" or "));
        }
    }
    for row in rows.iter().filter(|row| row.category == LEGACY) {
        let path = format!("{}/{}", row.repo, row.path);
        if !labels.iter().any(|label| label.path == path && label.line == row.line && overlaps(row, label)) {
            let _ =
                writeln!(unsafe_rows, "{path}:{}:{} {} is {LEGACY} without a label", row.line, row.column, row.text);
        }
    }
    assert!(unsafe_rows.is_empty(), "a rewrite would break these:\n{unsafe_rows}");
    let summary = format!("{right} of {} categories agree\n\n{wrong}", labels.len());
    let file = package().join("fixtures/expected/disagreements.txt");
    if std::env::var_os("RUNSESS_BLESS").is_some() {
        std::fs::write(&file, &summary).unwrap();
    }
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(known == summary, "fixtures/expected/disagreements.txt says:\n{known}\nnow it is:\n{summary}");
}

#[test]
fn a_conflict_is_found_where_one_is_and_nowhere_else() {
    let conflicts = |fixture: &str| -> Vec<String> {
        let output =
            runsess(&["scan", "--format", "json"]).arg(package().join("fixtures").join(fixture)).output().unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let conflicts = report["conflicts"].as_array().unwrap();
        conflicts.iter().map(|it| format!("{} {}:{}", it["symbol"], it["path"], it["line"])).collect()
    };
    assert_eq!(conflicts("conflict"), ["\"example.com/conflict.Conversation.RunID\" \"conflict/ids.go\":26"]);
    assert!(conflicts("workspace").is_empty());
}

/// The bytes of the row and of the label meet. Where a word begins may be seen differently (`\x06run_id`).
fn overlaps(row: &Row, label: &Label) -> bool {
    row.column < label.column + label.text.len() as u32 && label.column < row.column + row.text.len() as u32
}
