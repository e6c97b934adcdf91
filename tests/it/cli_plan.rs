//! The rollout: what moves between steps, in which order modules change, and the same for people, documents and scripts.

use std::path::Path;

use crate::support::{runsess, texts};

const PACK: &str = r#"
version: 1
name: by-folder
title: By Folder
terms:
  - {id: session-id, words: session id, canonical: session}
  - {id: run-id, words: run id, to: session id}
domains:
  - {id: session, title: Session, names: ["* session id *"]}
categories:
  - {id: OLD, description: old, action: Rename, gate: fail}
  - {id: NEW, description: new, action: None}
rules:
  - {id: new, when: {term: session-id}, category: NEW}
  - {id: old, when: {term: run-id, domain: session}, category: OLD}
batches:
  - id: 1
    title: Library
    risk: low
    changes:
      - {when: {category: OLD, path: "lib/**"}, change: rename}
  - id: 2
    title: Application
    risk: high
    breaking: "**Yes**"
    needs: [1]
    changes:
      - {when: {category: OLD, path: "app/**"}, change: rename}
owners:
  - {when: {path: "lib/**"}, owner: library}
  - {when: {}, owner: application}
"#;

const LIB: &str = "package lib\n\ntype Conv struct {\n\tRunID string\n}\n\nfunc New(sessionID string) *Conv { return &Conv{RunID: \
                   sessionID} }\n";

const APP: &str = "package app\n\nimport \"example.com/lib\"\n\nfunc Show(c *lib.Conv) string { return c.RunID }\n\nfunc \
                   own(sessionID string) string {\n\trunID := sessionID\n\treturn runID\n}\n";

/// A library, and an application in a module of its own whose `go.mod` ends in `more`.
fn workspace(more: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put("lib/go.mod", "module example.com/lib\n\ngo 1.22\n");
    put("lib/lib.go", LIB);
    put("app/go.mod", &format!("module example.com/app\n\ngo 1.22\n\nrequire example.com/lib v0.5.5\n{more}"));
    put("app/app.go", APP);
    put("pack.yaml", PACK);
    dir
}

fn plan(dir: &Path, format: &str) -> (i32, String) {
    let output =
        runsess(&["plan", "--rules", "pack.yaml", "--format", format, "lib", "app"]).current_dir(dir).output().unwrap();
    let (out, err) = texts(&output);
    assert_eq!(err, "", "{out}");
    (output.status.code().unwrap(), out)
}

#[test]
fn what_a_later_step_lists_moves_where_the_name_changes_and_the_plan_says_so() {
    let dir = workspace("\nreplace example.com/lib => ../lib\n");
    let (code, out) = plan(dir.path(), "human");
    assert_eq!(code, 0, "{out}");
    let moved = "  moved    app/app.go:5: listed in step 2, but `example.com/lib.Conv.RunID` is renamed in step 1 and would not \
                 build without it";
    assert!(out.contains(moved), "{out}");
    let rows: Vec<Vec<&str>> = out.lines().skip(2).take(4).map(|it| it.split_whitespace().collect()).collect();
    assert_eq!(rows[1], ["1", "app", "1", "1", "1", "low", "Yes", "application"]);
    assert_eq!(rows[2], ["lib", "1", "2", "1", "library"]);
    assert_eq!(
        rows[3],
        ["2", "app", "1", "2", "1", "high", "Yes", "application"],
        "the moved place is gone from step 2"
    );
}

#[test]
fn a_consumer_that_pins_a_release_waits_for_one() {
    let dir = workspace("");
    let (_, out) = plan(dir.path(), "human");
    let order = "Order of modules\n  1. lib  example.com/lib\n  2. app  example.com/app\n     lib must be released before app \
                 builds: its go.mod pins v0.5.5, and `example.com/lib.Conv.RunID` is renamed in both\n";
    assert!(out.contains(order), "{out}");
}

#[test]
fn a_consumer_that_builds_with_the_folder_changes_together_with_it() {
    let replace = "builds with lib as it is here (replace), and `example.com/lib.Conv.RunID` is renamed in both: change both together";
    let (_, out) = plan(workspace("\nreplace example.com/lib => ../lib\n").path(), "human");
    assert!(out.contains(replace), "{out}");
}

#[test]
fn documents_and_scripts_get_the_files_too() {
    let dir = workspace("");
    let (_, out) = plan(dir.path(), "markdown");
    assert!(out.contains("| 1 | app | 1 | 1 | 1 | low | Yes | application |  |\n"), "{out}");
    assert!(
        out.contains("## Step 1: Library\n\n- `app/app.go`: 1 place, application\n- `lib/lib.go`: 2 places, library\n"),
        "{out}"
    );
    let (_, out) = plan(dir.path(), "json");
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["modules"][1]["needs"][0]["pinned"], true);
    assert_eq!(value["steps"][0]["rows"][1]["files"]["lib.go"], 2);
    assert_eq!(value["steps"][0]["moved"][0]["listed"], "2");
}

#[test]
fn a_step_says_what_the_one_before_it_refuses() {
    let dir = workspace("\nreplace example.com/lib => ../lib\n");
    let taken = format!("{LIB}\nfunc (c *Conv) SessionID() string {{ return c.RunID }}\n");
    std::fs::write(dir.path().join("lib/lib.go"), taken).unwrap();
    let step = ["apply", "--batch", "2", "--rules", "pack.yaml", "--diff", "lib", "app"];
    let (_, err) = texts(&runsess(&step).current_dir(dir.path()).output().unwrap());
    assert!(err.contains("batch 1 comes before, and refuses 1 place\n"), "{err}");
}
