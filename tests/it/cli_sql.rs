//! Scripts for databases that exist already: on a database that the old code made, the printed script lets the new code work
//! and keeps the rows; without it the new code fails. What was not seen to work is not printed.

use std::path::Path;

use crate::support::{copy_tree, package, runsess, texts};
use rusqlite::Connection;

fn sql(root: &Path, more: &[&str]) -> (i32, String, String) {
    let output = runsess(&["sql", "--batch", "2"]).args(more).arg(root).output().unwrap();
    let (out, err) = texts(&output);
    (output.status.code().unwrap(), out, err)
}

/// The raw strings of a Go file that begin with `CREATE`, run as the program runs them.
fn declared(go: &str) -> String {
    go.split('`')
        .skip(1)
        .step_by(2)
        .filter(|it| it.trim_start().starts_with("CREATE"))
        .fold(String::new(), |all, it| format!("{all}{};\n", it.trim().trim_end_matches(';')))
}

#[test]
fn the_printed_script_lets_the_new_code_work_on_an_old_database() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path().join("workspace");
    copy_tree(&package().join("fixtures/workspace"), &root);
    let modes = root.join("chatd/pkg/middlewares/agentmode");
    let read = |path: &str| std::fs::read_to_string(modes.join(path)).unwrap();
    let old_code = declared(&read("sqlite_store.go"));
    let (code, script, err) = sql(&root, &["--database", "agentmode"]);
    assert_eq!((code, err.as_str()), (0, ""), "{script}");

    let old = || {
        let database = Connection::open_in_memory().unwrap();
        database.execute_batch(&read_old("schema.sql")).unwrap();
        database.execute_batch(&old_code).unwrap();
        database.execute_batch(&read_old("seed.sql")).unwrap();
        database
    };
    let written = runsess(&["apply", "--batch", "2", "--allow-dirty", "--skip-refused"])
        .arg(&root)
        .env("XDG_STATE_HOME", scratch.path().join("state"))
        .output()
        .unwrap();
    let (_, notes) = texts(&written);
    assert!(notes.contains("ALTER TABLE agent_mode_changes RENAME COLUMN run_id TO session_id;"), "{notes}");
    let new_code = declared(&read("sqlite_store.go"));
    assert!(new_code.contains("session_id") && !new_code.contains("run_id"), "{new_code}");

    let without = old().execute_batch(&new_code).unwrap_err().to_string();
    assert!(without.contains("no such column: session_id"), "the fault that people made: {without}");

    let database = old();
    database.execute_batch(&script).unwrap();
    database.execute_batch(&new_code).unwrap();
    database.execute_batch(&read("schema.sql")).unwrap();
    let kept: i64 = database
        .query_row("SELECT count(*) FROM agent_mode_changes WHERE session_id = 'run-1'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, 2, "rows are kept");
    let indexes: Vec<String> = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'idx%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(indexes, ["idx_agent_mode_changes_session_id_at"], "the old index is gone");
}

fn read_old(path: &str) -> String {
    let folder = package().join("fixtures/workspace/chatd/pkg/middlewares/agentmode");
    std::fs::read_to_string(folder.join(path)).unwrap()
}

#[test]
fn the_planners_table_of_the_same_name_has_no_script() {
    let (code, out, _) = sql(&package().join("fixtures/workspace"), &[]);
    assert_eq!(code, 0);
    assert_eq!(out.matches("BEGIN;").count(), 2, "{out}");
    assert!(!out.contains("planstore"), "{out}");
}

/// A package whose only query stores a session id in `turns.run_id`, and the given declarations.
fn store(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("go.mod"), "module example.com/store\n\ngo 1.22\n").unwrap();
    let go = "package store\n\nimport \"database/sql\"\n\nfunc Save(db *sql.DB, sessionID string) error {\n\t_, err := \
              db.Exec(`INSERT INTO turns (run_id) VALUES (?)`, sessionID)\n\treturn err\n}\n";
    std::fs::write(dir.path().join("save.go"), go).unwrap();
    for (path, text) in files {
        std::fs::write(dir.path().join(path), text).unwrap();
    }
    dir
}

/// The statements of the only script.
fn statements(out: &str) -> Vec<&str> {
    out.lines().filter(|it| !it.starts_with("--") && !it.is_empty() && *it != "BEGIN;" && *it != "COMMIT;").collect()
}

#[test]
fn views_and_triggers_are_made_anew() {
    let dir = store(&[(
        "schema.sql",
        "CREATE TABLE turns (run_id TEXT, n INTEGER);\nCREATE TABLE log (line TEXT);\nCREATE VIEW last AS SELECT run_id FROM \
         turns;\nCREATE TRIGGER seen AFTER INSERT ON turns BEGIN INSERT INTO log VALUES (new.run_id); END;\n",
    )]);
    let (code, out, err) = sql(dir.path(), &[]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert_eq!(
        statements(&out),
        [
            "DROP VIEW IF EXISTS last;",
            "DROP TRIGGER IF EXISTS seen;",
            "ALTER TABLE turns RENAME COLUMN run_id TO session_id;",
            "CREATE VIEW last AS SELECT session_id FROM turns;",
            "CREATE TRIGGER seen AFTER INSERT ON turns BEGIN INSERT INTO log VALUES (new.session_id); END;"
        ]
    );
}

#[test]
fn what_no_statement_declares_is_for_people() {
    let (code, out, err) = sql(store(&[]).path(), &[]);
    assert_eq!(code, 1);
    assert!(statements(&out).is_empty() && out.contains("BY HAND"), "{out}");
    assert!(err.contains("turns.run_id") && err.contains("no CREATE statement"), "{err}");
}

#[test]
fn a_schema_that_does_not_run_has_no_script() {
    let tries = [
        "CREATE TABLE turns (run_id TEXT DEFAULT now());\n",
        "CREATE TABLE turns (run_id TEXT, run_id TEXT);\n",
        // Never ends, and must not hang the program.
        "CREATE TABLE turns AS WITH RECURSIVE t(run_id) AS (SELECT 1 UNION ALL SELECT run_id FROM t) SELECT run_id FROM t;\n",
    ];
    for schema in tries {
        let (code, out, err) = sql(store(&[("schema.sql", schema)]).path(), &[]);
        assert_eq!(code, 1, "{schema}\n{out}\n{err}");
        assert!(statements(&out).is_empty(), "{schema}\n{out}");
    }
}

#[test]
fn statements_that_reach_out_of_the_database_are_not_run() {
    let dir = store(&[(
        "schema.sql",
        "ATTACH DATABASE 'made.db' AS other;\nCREATE TABLE turns (run_id TEXT);\n.shell touch made.db\nVACUUM INTO 'made.db';\n",
    )]);
    let output = runsess(&["sql", "--batch", "2", "."]).current_dir(dir.path()).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    assert!(!dir.path().join("made.db").exists());
}

#[test]
fn an_unknown_database_or_batch_is_bad_usage() {
    let root = package().join("fixtures/workspace");
    let (code, out, err) = sql(&root, &["--database", "nowhere"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("agentmode"), "names those that there are: {err}");
    let output = runsess(&["sql", "--batch", "9"]).arg(&root).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_same_answer_for_scripts() {
    let (code, out, _) = sql(&package().join("fixtures/workspace"), &["--format", "json"]);
    assert_eq!(code, 0);
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["proved"][1]["owner"], "chatd/pkg/webchat");
    assert_eq!(value["proved"][1]["statements"][0], "ALTER TABLE turns RENAME COLUMN run_id TO session_id;");
    assert_eq!(value["proved"][1]["proof"]["without"], "no such column: session_id");
}
