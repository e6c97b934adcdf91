//! What `plan`, `check` and `sql` print for the example workspace, in full: a change of wording or of a row is reviewed.
//! `RUNSESS_BLESS=1 cargo test --test it cli_snapshots` writes the files again.

use crate::support::{package, runsess, texts};

/// Runs the words in `fixtures/workspace` and compares standard output, then standard error, with `tests/report/FILE`.
fn prints(words: &[&str], file: &str, status: i32) {
    let output = runsess(words).current_dir(package().join("fixtures/workspace")).output().unwrap();
    let (out, err) = texts(&output);
    assert_eq!(output.status.code(), Some(status), "{err}");
    // The version of SQLite is not ours to hold still.
    let said = format!("{out}{err}");
    let said = match said.split_once("-- Run on SQLite ") {
        Some(_) => said.lines().map(without_version).collect(),
        None => said,
    };
    let path = package().join("tests/report").join(file);
    if std::env::var_os("RUNSESS_BLESS").is_some() {
        std::fs::write(&path, &said).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    snapbox::assert_data_eq!(said, snapbox::Data::text(expected).raw());
}

fn without_version(line: &str) -> String {
    match line.strip_prefix("-- Run on SQLite ").and_then(|rest| rest.split_once(':')) {
        Some((_, rest)) => format!("-- Run on SQLite:{rest}\n"),
        None => format!("{line}\n"),
    }
}

#[test]
fn the_rollout_for_people() {
    prints(&["plan"], "plan.txt", 0);
}

#[test]
fn the_rollout_as_a_document() {
    prints(&["plan", "--format", "markdown"], "plan.md", 0);
}

#[test]
fn the_gate_for_people() {
    prints(&["check"], "check.txt", 1);
}

#[test]
fn the_scripts_for_databases() {
    prints(&["sql", "--batch", "2"], "migrate.sql", 0);
}
