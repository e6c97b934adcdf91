//! `apply --interactive` and `--skip-refused`: what is declined or refused is left out, with all that can't be done without it,
//! and nothing is half done.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use crate::support::{runsess, texts};

/// Both names move on: `runID` can take the name `sessionID` only where `sessionID` has given it up.
const PACK: &str = r#"
version: 1
name: shift
title: Shift
terms:
  - {id: session-id, words: session id, to: chat id}
  - {id: run-id, words: run id, to: session id}
categories:
  - {id: OLD, description: old, action: Rename, gate: fail}
rules:
  - {id: old, when: {role: identifier}, category: OLD}
batches:
  - id: 1
    title: Names
    risk: low
    changes:
      - {when: {category: OLD, role: identifier}, change: rename}
"#;

const CODE: &str = "package a\n\nfunc f(x string) string {\n\tsessionID := x\n\trunID := x + \"-\"\n\treturn sessionID + runID\n}\n\nfunc \
                    g(runID string) string { return runID }\n";

fn folder(code: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("src")).unwrap();
    std::fs::write(dir.path().join("runsess.yaml"), "roots: [{path: src, name: src}]\n").unwrap();
    std::fs::write(dir.path().join("src/go.mod"), "module example.com/a\n\ngo 1.22\n").unwrap();
    std::fs::write(dir.path().join("src/a.go"), code).unwrap();
    std::fs::write(dir.path().join("pack.yaml"), PACK).unwrap();
    dir
}

fn code(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("src/a.go")).unwrap()
}

fn apply(dir: &Path, more: &[&str], answers: Option<&str>) -> (i32, String) {
    let mut command = runsess(&["apply", "--allow-no-vcs", "--batch", "1", "--rules", "pack.yaml", "src"]);
    command.args(more).current_dir(dir).env("XDG_STATE_HOME", dir.join("state"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if answers.is_some() {
        command.env("RUNSESS_ANSWERS_FROM_PIPE", "1");
    }
    let mut child = command.spawn().unwrap();
    // Whoever asks nothing may be gone already.
    let _ = child.stdin.take().unwrap().write_all(answers.unwrap_or_default().as_bytes());
    let output = child.wait_with_output().unwrap();
    let (out, err) = texts(&output);
    (output.status.code().unwrap(), out + &err)
}

/// A column between others, which people laid out.
const SCHEMA: &str =
    "CREATE TABLE turns (\n  session_key  TEXT NOT NULL,\n  run_id       TEXT NOT NULL,\n  body         TEXT\n);\n";

const LOAD: &str = "package a\n\nimport \"database/sql\"\n\nfunc load(db *sql.DB, id string) error {\n\t_, err := db.Exec(\"INSERT INTO turns \
                    (run_id) VALUES (?)\", id)\n\treturn err\n}\n";

/// The column of [`SCHEMA`] gets a longer name.
const COLUMNS: &str = r#"
version: 1
name: columns
title: Columns
terms:
  - {id: run-id, words: run id, to: session id}
categories:
  - {id: OLD, description: old, action: Rename, gate: fail}
rules:
  - {id: old, when: {role: sql}, category: OLD}
batches:
  - id: 1
    title: Columns
    risk: low
    changes:
      - {when: {category: OLD}, change: rename}
"#;

#[test]
fn it_needs_a_terminal() {
    let dir = folder(CODE);
    let (status, said) = apply(dir.path(), &["--interactive"], None);
    assert_eq!(status, 2);
    assert!(said.contains("no terminal"), "{said}");
    assert_eq!(code(dir.path()), CODE);
}

#[test]
fn each_symbol_is_asked_about_once_with_its_diff() {
    let dir = folder(CODE);
    let (status, said) = apply(dir.path(), &["-i"], Some("y\ny\ny\n"));
    assert_eq!(status, 0, "{said}");
    let first =
        "(1/3) rename example.com/a.f/sessionID\n  sessionID \u{2192} chatID: 2 places in 1 file\n  +++ src/a.go\n";
    assert!(said.contains(first), "{said}");
    assert!(said.contains("  -    sessionID := x\n") && said.contains("  +    chatID := x\n"), "{said}");
    let new = CODE.replace("sessionID", "chatID").replace("runID", "sessionID");
    assert_eq!(code(dir.path()), new);
}

#[test]
fn what_is_declined_stays_and_the_rest_is_done() {
    let dir = folder(CODE);
    let (status, said) = apply(dir.path(), &["-i"], Some("y\nn\ny\n"));
    assert_eq!(status, 0, "{said}");
    let new = CODE
        .replace("sessionID", "chatID")
        .replace("g(runID string) string { return runID", "g(sessionID string) string { return sessionID");
    assert_eq!(code(dir.path()), new, "{said}");
}

#[test]
fn what_cannot_be_done_without_the_declined_is_left_out_too() {
    let dir = folder(CODE);
    let (_, said) = apply(dir.path(), &["-i"], Some("n\na\n"));
    assert!(said.contains("left out: src/a.go:5 `example.com/a.f/runID`"), "{said}");
    let new = CODE.replace("g(runID string) string { return runID", "g(sessionID string) string { return sessionID");
    assert_eq!(code(dir.path()), new, "{said}");
}

#[test]
fn quitting_and_the_end_of_input_write_nothing() {
    for answers in ["q\n", "y\nq\n", "y\n", "", "?\nd\nhuh\n", "n\nn\nn\n"] {
        let dir = folder(CODE);
        let (status, said) = apply(dir.path(), &["-i"], Some(answers));
        assert_eq!(status, 0, "{said}");
        assert!(said.ends_with("nothing was written\n"), "{said}");
        assert_eq!(code(dir.path()), CODE, "{answers:?}");
    }
}

#[test]
fn what_cannot_be_done_without_the_refused_is_left_out_too() {
    // `chatID` is taken, so `sessionID` keeps its name, so `runID` must keep its own.
    let taken = CODE.replace("\tsessionID := x\n", "\tchatID := x\n\tsessionID := chatID + x\n");
    let dir = folder(&taken);
    let (status, said) = apply(dir.path(), &["--skip-refused"], Some(""));
    assert_eq!(status, 1, "{said}");
    assert_eq!(said.matches("left out: ").count(), 2, "{said}");
    let new = taken.replace("g(runID string) string { return runID", "g(sessionID string) string { return sessionID");
    assert_eq!(code(dir.path()), new, "{said}");
}

#[test]
fn what_is_shown_is_what_is_written() {
    let dir = folder(LOAD);
    let schema = dir.path().join("src/schema.sql");
    std::fs::write(&schema, SCHEMA).unwrap();
    std::fs::write(dir.path().join("pack.yaml"), COLUMNS).unwrap();
    let (status, said) = apply(dir.path(), &["-i"], Some("y\n"));
    assert_eq!(status, 0, "{said}");
    let (before, after) = (LOAD.to_owned() + SCHEMA, code(dir.path()) + &std::fs::read_to_string(&schema).unwrap());
    let new: Vec<&str> = after.lines().filter(|line| !before.lines().any(|old| old == *line)).collect();
    assert!(new.len() == 2 && new[1] == "  session_id   TEXT NOT NULL,", "{after}");
    for line in new {
        assert!(said.contains(&format!("  +{}\n", line.replace('\t', "    "))), "{line} is not in\n{said}");
    }
}
