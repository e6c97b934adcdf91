//! `refs` of tables, columns and indexes: by path, by a place in a statement, over files and languages.

use tempfile::TempDir;

use crate::support::{put, run_in};

fn package() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", "module x.test\n\ngo 1.24\n");
    let schema = "CREATE TABLE turns (id INTEGER, run_id TEXT);\nCREATE INDEX turns_by_run ON turns (run_id);\n\
                  CREATE TABLE jobs (run_id TEXT);\nCREATE VIEW recent AS SELECT run_id FROM turns;\n";
    put(dir.path(), "p/db/schema.sql", schema);
    let store = "package store\n\nimport \"database/sql\"\n\nfunc a(db *sql.DB) {\n\tdb.Query(\"SELECT run_id FROM turns\")\n\
                 \tdb.Query(\"SELECT run_id FROM turns, lists, jobs\")\n}\n";
    put(dir.path(), "p/store/store.go", store);
    let web = "declare const db: { query(text: string): void };\ndb.query('SELECT t.run_id FROM turns t');\n";
    put(dir.path(), "p/web/store.ts", web);
    dir
}

/// `FILE:LINE:COL`, `declares` behind those that do and `?` behind places of unknown meaning.
fn rows(dir: &TempDir, symbol: &str) -> Vec<String> {
    let (code, out, err) = run_in(&["refs", symbol, "--format", "jsonl", "p"], dir.path());
    assert_eq!(code, 0, "{err}");
    let value = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
    let shown = |it: serde_json::Value| {
        let mark = if it["declaration"] == true { " declares" } else { "" };
        format!("{}:{}:{}{mark}", it["path"].as_str().unwrap_or("?"), it["line"], it["column"])
    };
    out.lines().map(|line| shown(value(line))).collect()
}

#[test]
fn a_column_is_found_in_all_statements() {
    let dir = package();
    let expected = [
        "db/schema.sql:1:33 declares",
        "db/schema.sql:2:37",
        "db/schema.sql:4:30",
        "store/store.go:6:19",
        "web/store.ts:2:20",
    ];
    assert_eq!(rows(&dir, "turns.run_id")[..5], expected);
    assert_eq!(rows(&dir, "p/store/store.go:6:20")[..5], expected, "a place in a string names it");
    assert_eq!(rows(&dir, "p/db/schema.sql:4:32")[..5], expected);
}

#[test]
fn tables_and_indexes_are_found_by_their_names() {
    let dir = package();
    assert_eq!(rows(&dir, "index:turns_by_run"), ["db/schema.sql:2:14 declares"]);
    assert_eq!(rows(&dir, "jobs"), ["db/schema.sql:3:14 declares", "store/store.go:7:45"]);
}

#[test]
fn what_is_no_name_of_a_database_is_said() {
    let dir = package();
    let (code, _, err) = run_in(&["refs", "turns.run_key", "p"], dir.path());
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("no symbol `turns.run_key`"), "{err}");
    let (code, _, err) = run_in(&["refs", "lists.run_id", "p"], dir.path());
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("turns.run_id"), "what is like it is named: {err}");
}
