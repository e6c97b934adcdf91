//! What strangers name and write does not steer the terminal of who reads about it, and reaches programs as the bytes that it is.

use std::path::Path;

use tempfile::TempDir;

use crate::support::{put, run_in};

/// Clears the screen, and turns the direction of text.
const FILE: &str = "evil\u{1b}[2J\u{202e}.go";

const GO: &str = "package a

type Conv struct {
\tRunID string
}

const red = \"\u{1b}[31m\"

// New \u{1b}[2J makes a run id.
func New(sessionID string) *Conv { return &Conv{RunID: sessionID} } // \u{202e} run id

func loose(x any) string { return x.RunID }

func f(runID string) string { return runID }
";

/// A repository with a hostile name, a hostile file, and one that can't be read.
fn hostile() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let repo = dir.path().join("re\u{1b}[31mpo");
    put(&repo, "go.mod", "module example.com/a\n\ngo 1.22\n");
    put(&repo, FILE, GO);
    std::fs::write(repo.join("bad\u{1b}]0;title\u{7}.go"), b"package a // run_id \xe9\n").unwrap();
    dir
}

fn is_harmless(text: &str) -> bool {
    !text.contains(|c: char| {
        c != '\n' && c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
    })
}

fn said(dir: &Path, words: &[&str]) -> String {
    let (_, out, err) = run_in(words, dir);
    assert!(is_harmless(&out), "{words:?} says {out:?}");
    assert!(is_harmless(&err), "{words:?} notes {err:?}");
    out + &err
}

#[test]
fn answers_for_people_and_notes_steer_no_terminal() {
    let dir = hostile();
    let place = format!("{FILE}:10");
    for words in [
        &["scan"] as &[&str],
        &["scan", "--format", "markdown"],
        &["check"],
        &["refs", "Conv.RunID"],
        &["explain", &place],
        &["explain", "no\u{1b}[2J.go:1"],
        &["plan"],
        &["plan", "--format", "markdown"],
        &["rename", "Conv.RunID", "SessionID", "--allow-no-vcs"],
        &["apply", "--batch", "1", "--allow-dirty"],
        &["apply", "--list"],
        &["undo"],
    ] {
        let said = said(dir.path(), words);
        let silent = matches!(words, ["apply" | "rename" | "undo", ..] | ["plan", ..]);
        assert!(silent || said.contains("\\u{1b}[2J"), "{words:?} names the file: {said}");
    }
    for words in
        [&["scan", "--format", "jsonl"] as &[&str], &["check"], &["apply", "--batch", "1", "--diff"], &["plan"]]
    {
        let (_, _, err) = run_in(words, dir.path());
        assert!(err.contains("bad\\u{1b}]0;title\\u{7}.go"), "{words:?} names what it skipped: {err}");
        assert!(is_harmless(&err), "{words:?} notes {err:?}");
    }
}

#[test]
fn data_goes_out_as_the_bytes_that_it_is() {
    let dir = hostile();
    let (_, csv, _) = run_in(&["scan", "--format", "csv"], dir.path());
    assert!(csv.contains(FILE), "{csv:?}");
    let (_, diff, err) = run_in(&["apply", "--batch", "1", "--diff", "--skip-refused"], dir.path());
    assert!(diff.contains("+\tSessionID string\n"), "{err}");
    assert!(diff.contains(" const red = \"\u{1b}[31m\"\n"), "{diff:?}");
    let (_, _, err) = run_in(&["apply", "--batch", "1", "--patch", "it.patch", "--skip-refused"], dir.path());
    // A patch is for inside of the repository, and names it not.
    let patch = std::fs::read_to_string(dir.path().join("it.patch")).unwrap();
    assert_eq!(patch.replace("\"a/", "\"a/a/").replace("\"b/", "\"b/a/"), diff, "{err}");
}

#[test]
fn a_script_for_databases_has_no_name_that_steers_a_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let table = "\"turns\u{1b}[31m\"";
    put(dir.path(), "store/go.mod", "module example.com/store\n\ngo 1.22\n");
    put(dir.path(), "store/schema.sql", &format!("CREATE TABLE {table} (run_id TEXT);\n"));
    let code = "package store

import \"database/sql\"

func Save(db *sql.DB, sessionID string) {
\tdb.Exec(`INSERT INTO TABLE (run_id) VALUES (?)`, sessionID)
}
";
    put(dir.path(), "store/store.go", &code.replace("TABLE", table));
    let (code, script, err) = run_in(&["sql", "--batch", "2"], dir.path());
    assert_eq!(code, 1, "{err}");
    assert!(is_harmless(&script) && is_harmless(&err), "{script:?} {err:?}");
    assert!(script.contains("-- BY HAND: store turns\\u{1b}[31m\n"), "the reader is told which table: {script:?}");
    assert!(!script.contains("BEGIN"), "{script:?}");
}

#[test]
fn a_report_in_a_file_has_no_colours() {
    let dir = hostile();
    let (_, _, err) = run_in(&["--color", "always", "scan", "--output", "report.txt"], dir.path());
    assert!(is_harmless(&std::fs::read_to_string(dir.path().join("report.txt")).unwrap()), "{err}");
    let (_, out, _) = run_in(&["--color", "always", "scan"], dir.path());
    assert!(out.contains("\u{1b}[1m") && !out.contains("\u{1b}[2J"), "{out:?}");
}
