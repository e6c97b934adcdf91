//! Databases that exist, by kind: in which dialect a script is written, what its proof finds out, and what is refused before anything is
//! written. Each schema is small and our own.

use std::path::Path;

use crate::support::{put, runsess, texts};
use rusqlite::Connection;

/// A module whose only query stores a session id in `turns.run_id`, so that the built-in batch 2 renames this column.
fn module(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "go.mod", "module example.com/store\n\ngo 1.22\n");
    let go = "package store\n\nimport \"database/sql\"\n\nfunc Save(db *sql.DB, sessionID string) error {\n\t_, err := \
              db.Exec(`INSERT INTO turns (run_id) VALUES (?)`, sessionID)\n\treturn err\n}\n";
    put(dir.path(), "save.go", go);
    files.iter().for_each(|(path, text)| put(dir.path(), path, text));
    dir
}

fn run(command: &str, dir: &Path, more: &[&str]) -> (i32, String, String) {
    let state = dir.parent().unwrap().join("state");
    let rules = dir.join("rules.yaml");
    let asked: &[&str] =
        if rules.exists() { &["--batch", "1", "--rules", rules.to_str().unwrap()] } else { &["--batch", "2"] };
    let mut program = runsess(&[command]);
    program.args(asked);
    let output = program.args(more).arg(dir).env("XDG_STATE_HOME", state).output().unwrap();
    let (out, err) = texts(&output);
    (output.status.code().unwrap(), out, err)
}

/// The statements of the only script, without those around it.
fn statements(out: &str) -> Vec<&str> {
    out.lines().filter(|it| !it.starts_with("--") && !it.is_empty() && *it != "BEGIN;" && *it != "COMMIT;").collect()
}

/// Neither a script nor a written file, and the reason says `why`.
fn is_refused(schema: &str, more: &[(&str, &str)], why: &str) {
    let mut files = vec![("schema.sql", schema)];
    files.extend(more);
    let dir = module(&files);
    let (code, out, err) = run("sql", dir.path(), &[]);
    assert_eq!(code, 1, "{schema}\n{out}{err}");
    assert!(statements(&out).is_empty() && err.contains(why), "{schema}\n{why}\n{out}{err}");
    let (code, _, err) = run("apply", dir.path(), &["--allow-dirty", "--allow-no-vcs"]);
    assert_eq!(code, 1, "{schema}\n{err}");
    assert!(err.contains("nothing was written"), "{err}");
    assert_eq!(std::fs::read_to_string(dir.path().join("schema.sql")).unwrap(), schema, "nothing is written");
}

const TURNS: &str = "CREATE TABLE turns (id INTEGER PRIMARY KEY, run_id TEXT, n INTEGER);\n";

/// Renames `turns.run_id` and the table `runs` whatever else there is.
const RULES: &str = "version: 1
name: run-to-session
title: Run to session
terms:
  - {id: session-id, words: session id, canonical: session}
  - {id: run-id, words: run id, to: session id}
  - {id: run, words: run, to: session}
domains:
  - {id: session, title: Session, symbols: [turns.run_id, runs]}
categories:
  - {id: OLD, description: A session called a run, action: Rename, gate: fail}
  - {id: NEW, description: Named right, action: None}
  - {id: WORD, description: The word, action: Ignore}
rules:
  - {id: named-right, when: {term: session-id}, category: NEW}
  - {id: session, when: {domain: session}, category: OLD}
  - {id: word, when: {term: run}, category: WORD}
batches:
  - id: 1
    title: All at once
    risk: medium
    breaking: \"Yes\"
    changes:
      - {when: {category: OLD, role: [identifier, sql]}, change: rename}
";

#[test]
fn a_name_that_is_taken_is_refused() {
    let rules = [("rules.yaml", RULES)];
    is_refused(&TURNS.replace("n INTEGER", "session_id TEXT"), &rules, "duplicate column name");
    is_refused(&format!("{TURNS}ALTER TABLE turns ADD COLUMN session_id TEXT;\n"), &rules, "duplicate column name");
    let both = "CREATE TABLE IF NOT EXISTS runs (id TEXT);\nCREATE TABLE IF NOT EXISTS sessions (id TEXT);\n";
    is_refused(&format!("{TURNS}{both}"), &rules, "already another table");
    let served = format!("{TURNS}{both}").replace("INTEGER PRIMARY", "SERIAL PRIMARY");
    is_refused(&served, &rules, "there is a table `sessions` already");
    is_refused(&served.replace("runs", "walks").replace("n INTEGER", "session_id TEXT"), &rules, "twice");
}

#[test]
fn a_trigger_that_would_never_fire_again_is_refused() {
    // The word stands in a value: what the trigger waits for is not what is written any more.
    let schema = format!(
        "{TURNS}CREATE TABLE log (line TEXT);\nCREATE TRIGGER seen AFTER UPDATE ON turns WHEN EXISTS (SELECT 1 FROM \
         pragma_table_info('turns') WHERE name = 'run_id') BEGIN INSERT INTO log VALUES (new.n); END;\n"
    );
    is_refused(&schema, &[], "the triggers of `turns` (seen) do something else after the script");
}

#[test]
fn a_search_index_that_reads_the_old_column_is_refused() {
    let schema = format!("{TURNS}CREATE VIRTUAL TABLE found USING fts5(n, content='turns', content_rowid='id');\n");
    // Its own column keeps its name, and is still there.
    let (code, out, err) = run("sql", module(&[("schema.sql", &schema)]).path(), &[]);
    assert_eq!(code, 0, "{out}{err}");
    let schema = schema.replace("fts5(n,", "fts5(\"run_id\",");
    let dir = module(&[("schema.sql", &schema)]);
    let (code, out, err) = run("sql", dir.path(), &[]);
    assert!(code == 1 && statements(&out).is_empty(), "{out}{err}");
}

#[test]
fn a_query_of_another_folder_is_run_too() {
    let user = |query: &str| {
        format!(
            "package report\n\nimport \"database/sql\"\n\nfunc Count(db *sql.DB) *sql.Row {{\n\treturn db.QueryRow(`{query}`)\n}}\n"
        )
    };
    // Reads all names at run time: no rewriting reaches it.
    let text = user("SELECT count(*) FROM turns, pragma_table_info('turns') AS c WHERE c.name = 'run_id'");
    is_refused(TURNS, &[("report/count.go", &text)], "gives other rows after the script");
    let fine = user("SELECT count(*) FROM turns WHERE n > 1");
    let (code, out, err) = run("sql", module(&[("schema.sql", TURNS), ("report/count.go", &fine)]).path(), &[]);
    assert_eq!(code, 0, "{out}{err}");
}

#[test]
fn the_catalogue_may_give_the_new_names() {
    let user = |query: &str| {
        format!(
            "package store\n\nfunc Schema(db *sql.DB) *sql.Rows {{\n\trows, _ := db.Query(`{query}`)\n\treturn rows\n}}\n"
        )
    };
    let schema =
        format!("{TURNS}CREATE VIEW lasting AS SELECT run_id FROM turns;\nCREATE TABLE notes (run_id TEXT UNIQUE);\n");
    for fine in [
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) AS c ORDER BY c.name",
    ] {
        let (code, out, err) = run("sql", module(&[("schema.sql", &schema), ("show.go", &user(fine))]).path(), &[]);
        assert!(code == 0 && statements(&out).len() > 2, "{fine}\n{out}{err}");
    }
    for other in [
        "SELECT name FROM sqlite_master WHERE sql LIKE '%run_id%n INTEGER%'",
        "SELECT 1 FROM pragma_table_info('turns') WHERE name = 'run_id'",
    ] {
        is_refused(&schema, &[("show.go", &user(other))], "gives other rows after the script");
    }
}

#[test]
fn a_view_that_keeps_its_text_goes_with_the_one_that_it_reads() {
    let schema = format!(
        "{TURNS}CREATE VIEW last AS SELECT id, run_id FROM turns;\nCREATE VIEW ids AS SELECT id FROM last;\nCREATE VIEW some AS SELECT id FROM ids;\n"
    );
    let dir = module(&[("schema.sql", &schema)]);
    let (code, out, err) = run("sql", dir.path(), &[]);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(
        statements(&out),
        [
            "DROP VIEW IF EXISTS some;",
            "DROP VIEW IF EXISTS ids;",
            "DROP VIEW IF EXISTS last;",
            "ALTER TABLE turns RENAME COLUMN run_id TO session_id;",
            "CREATE VIEW last AS SELECT id, session_id FROM turns;",
            "CREATE VIEW ids AS SELECT id FROM last;",
            "CREATE VIEW some AS SELECT id FROM ids;"
        ]
    );
}

#[test]
fn steps_are_run_in_their_order_and_from_each_state() {
    let steps = "package store\n\nvar steps = []string{\n\t`CREATE TABLE turns (id INTEGER PRIMARY KEY, run_id TEXT)`,\n\t`ALTER TABLE turns ADD \
                 COLUMN n INTEGER`,\n\t`CREATE TABLE turns_new (id INTEGER PRIMARY KEY, run_id TEXT NOT NULL, n INTEGER);\n\tINSERT INTO \
                 turns_new (id, run_id, n) SELECT id, run_id, n FROM turns;\n\tDROP TABLE turns;\n\tALTER TABLE turns_new RENAME TO turns`,\n}\n";
    let dir = module(&[("steps.go", steps)]);
    let (code, out, err) = run("sql", dir.path(), &[]);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(statements(&out), ["ALTER TABLE turns RENAME COLUMN run_id TO session_id;"]);
    assert!(out.contains("3 old schemas"), "the end, and after each of the first two steps: {out}");
}

#[test]
fn the_way_back_is_printed_and_works() {
    let schema =
        format!("{TURNS}CREATE INDEX turns_by_run ON turns(run_id);\nCREATE VIEW last AS SELECT run_id FROM turns;\n");
    let dir = module(&[("schema.sql", &schema)]);
    let (_, out, _) = run("sql", dir.path(), &[]);
    let (_, back) = out.split_once("-- The way back:\n").expect("it has one");
    let back: String = back.lines().map(|it| it.trim_start_matches("--").to_owned() + "\n").collect();
    let database = Connection::open_in_memory().unwrap();
    let shape = |database: &Connection| -> Vec<String> {
        let mut read = database.prepare("SELECT sql FROM sqlite_master ORDER BY name").unwrap();
        read.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    database.execute_batch(&schema).unwrap();
    let before = shape(&database);
    database.execute_batch(&out).unwrap();
    assert_ne!(shape(&database), before);
    // A second run is for no database that is done: it fails, and changes nothing.
    let done = shape(&database);
    assert!(database.execute_batch(&out).is_err());
    database.execute_batch("ROLLBACK").unwrap();
    assert_eq!(shape(&database), done);
    database.execute_batch(&back).unwrap();
    assert_eq!(shape(&database), before);
}

#[test]
fn a_database_that_the_new_code_has_opened_has_a_way_out_that_keeps_its_rows() {
    let schema = "CREATE TABLE IF NOT EXISTS runs (id TEXT PRIMARY KEY, n INTEGER);\n\
                  CREATE TABLE IF NOT EXISTS turns (id TEXT PRIMARY KEY, run_id TEXT REFERENCES runs(id));\n";
    let dir = module(&[("schema.sql", schema), ("rules.yaml", RULES)]);
    let (code, out, err) = run("sql", dir.path(), &[]);
    assert_eq!(code, 0, "{out}{err}");
    let (_, first) = out.split_once("-- Where the new code has opened").expect("it has a way out");
    let first: String =
        first.lines().skip(1).take_while(|it| it.starts_with("--")).map(|it| it[2..].to_owned() + "\n").collect();
    let opened = |id: &str| {
        let database = Connection::open_in_memory().unwrap();
        database.execute_batch(schema).unwrap();
        database.execute_batch("INSERT INTO runs VALUES ('a', 1); INSERT INTO turns VALUES ('t', 'a')").unwrap();
        database.execute_batch(&schema.replace("run", "session")).unwrap();
        database.execute("INSERT INTO sessions VALUES (?, 2)", [id]).unwrap();
        database
    };
    let rows = |database: &Connection, table: &str| -> i64 {
        database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    };
    let database = opened("b");
    database.execute_batch(&first).unwrap();
    database.execute_batch(&out).unwrap();
    assert_eq!(rows(&database, "sessions"), 2, "the old one and the one of the new code");
    assert_eq!(rows(&database, "turns JOIN sessions s ON s.id = session_id"), 1);
    // Nobody knows which row of one key is right: nothing is taken away.
    let database = opened("a");
    assert!(database.execute_batch(&first).is_err());
    database.execute_batch("ROLLBACK").unwrap();
    assert_eq!((rows(&database, "runs"), rows(&database, "sessions")), (1, 1));
}

#[test]
fn a_name_that_a_query_makes_needs_no_table() {
    let schema = "CREATE TABLE turns (id INTEGER PRIMARY KEY, run_id TEXT, n INTEGER);\n\
                  CREATE VIEW last AS SELECT n, max(run_id) AS run_id FROM turns GROUP BY n;\n";
    let rules = RULES.replace("symbols: [", "names: [\"* run id *\"], symbols: [");
    let dir = module(&[("schema.sql", schema), ("rules.yaml", &rules)]);
    let (code, out, err) = run("sql", dir.path(), &[]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(
        statements(&out)
            .contains(&"CREATE VIEW last AS SELECT n, max(session_id) AS session_id FROM turns GROUP BY n;"),
        "{out}"
    );
}

/// The schema, other files, the dialect that the script names and the reason that it gives.
type Told<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a str);

#[test]
fn the_script_names_its_dialect_and_why() {
    let plain =
        "CREATE TABLE turns (id BIGINT PRIMARY KEY, run_id TEXT);\nCREATE INDEX turns_by_run ON turns (run_id);\n";
    let import = |package: &str| format!("package store\n\nimport _ \"{package}\"\n");
    let (pq, mysql, sqlite) =
        (import("github.com/lib/pq"), import("github.com/go-sql-driver/mysql"), import("modernc.org/sqlite"));
    let module_of = |package: &str| format!("module example.com/store\n\ngo 1.22\n\nrequire {package} v1.0.0\n");
    let (pgx, indirect) =
        (module_of("github.com/jackc/pgx/v5"), module_of("github.com/lib/pq").replace("1.0.0", "1.0.0 // indirect"));
    let tries: [Told; 9] = [
        (plain, &[], "SQLite", "nothing points elsewhere"),
        (plain, &[("open.go", &sqlite)], "SQLite", "`modernc.org/sqlite` in store/open.go"),
        (plain, &[("go.mod", &indirect)], "SQLite", "nothing points elsewhere"),
        (plain, &[("open.go", &pq)], "PostgreSQL", "`github.com/lib/pq` in store/open.go"),
        (plain, &[("go.mod", &pgx)], "PostgreSQL", "`github.com/jackc/pgx` in store/go.mod"),
        (plain, &[("open.go", &mysql)], "MySQL", "`github.com/go-sql-driver/mysql`"),
        (plain, &[("sqlc.yaml", "sql:\n  - engine: postgresql\n")], "PostgreSQL", "`postgresql` in store/sqlc.yaml"),
        (&plain.replace("BIGINT", "BIGSERIAL"), &[], "PostgreSQL", "`BIGSERIAL` in store/schema.sql"),
        (&plain.replace("BIGINT", "BIGINT AUTO_INCREMENT"), &[], "MySQL", "`AUTO_INCREMENT` in store/schema.sql"),
    ];
    for (schema, more, dialect, why) in tries {
        let mut files = vec![("schema.sql", schema)];
        files.extend(more);
        let dir = module(&files);
        let (code, out, err) = run("sql", dir.path(), &[]);
        assert!(out.contains(&format!("-- For {dialect}: ")) && out.contains(why), "{dialect}\n{out}{err}");
        assert_eq!(code, i32::from(dialect != "SQLite"), "{out}{err}");
        assert_eq!(out.contains("NOT PROVED"), dialect != "SQLite", "{out}");
        let index = match dialect {
            "PostgreSQL" => "ALTER INDEX IF EXISTS turns_by_run RENAME TO turns_by_session;",
            "MySQL" => "ALTER TABLE turns RENAME INDEX turns_by_run TO turns_by_session;",
            _ => "DROP INDEX IF EXISTS turns_by_run;",
        };
        assert!(statements(&out).contains(&index), "{dialect}\n{out}");
        // DDL of MySQL ends a transaction.
        assert_eq!(out.contains("BEGIN;"), dialect != "MySQL", "{out}");
    }
}

#[test]
fn places_that_contradict_each_other_are_said() {
    let both = "package store\n\nimport (\n\t_ \"github.com/lib/pq\"\n\t_ \"modernc.org/sqlite\"\n)\n";
    is_refused(TURNS, &[("open.go", both)], "which database it is for is not known");
}

#[test]
fn a_script_that_was_run_nowhere_writes_nothing_unless_it_is_asked_for() {
    let schema = "CREATE TABLE turns (id BIGSERIAL PRIMARY KEY, run_id TEXT DEFAULT now());\n";
    let dir = module(&[("schema.sql", schema)]);
    let (code, _, err) = run("apply", dir.path(), &["--allow-dirty", "--allow-no-vcs"]);
    assert!(code == 1 && err.contains("one of PostgreSQL") && err.contains("nothing was written"), "{code} {err}");
    assert!(err.contains("--unproved-sql"), "names the way out: {err}");
    let (code, _, err) = run("apply", dir.path(), &["--allow-dirty", "--allow-no-vcs", "--unproved-sql"]);
    assert!(code == 0 && err.contains("not proved on PostgreSQL"), "{err}");
    assert!(std::fs::read_to_string(dir.path().join("schema.sql")).unwrap().contains("session_id TEXT DEFAULT now()"));
}

#[test]
fn what_needs_no_server_to_be_seen_is_refused_there_too() {
    let pg = "CREATE TABLE turns (id BIGSERIAL PRIMARY KEY, run_id TEXT DEFAULT now());\n";
    is_refused(
        &format!("{pg}ALTER TABLE turns ADD COLUMN session_id TEXT;\n"),
        &[("rules.yaml", RULES)],
        "has a column `session_id` already",
    );
    is_refused(
        &format!(
            "{pg}CREATE TABLE turns_new (id BIGSERIAL, run_id TEXT);\nDROP TABLE turns;\nALTER TABLE turns_new RENAME TO turns;\n"
        ),
        &[],
        "the order is not known",
    );
}
