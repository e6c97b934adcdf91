//! Scripts for databases that exist already: on a database that the old code made, the printed script lets the new code work
//! and keeps the rows; without it the new code fails. What was not seen to work is not printed.

use std::path::Path;

use crate::support::{bounded, copy_tree, have, package, put, run_in, runsess, texts};
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
    assert!(notes.contains("agent_mode_changes get the new names from the program itself, when it starts"), "{notes}");
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
    assert_eq!(out.matches("\nBEGIN;").count(), 2, "{out}");
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
            "DROP TRIGGER IF EXISTS seen;",
            "DROP VIEW IF EXISTS last;",
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

/// Where a view says what else it selects. Each piece makes one client or another run a command, unless it is refused.
const HOSTILE: [&str; 23] = [
    // Without its escape sequence (all up to the bell), the string is code.
    "/* \u{1b}] */, '\u{7} */ FROM turns;\n.shell touch PWNED\n--' AS note",
    // `go` ends a statement in the shell; what begins with a dot after it is a command. For the database it is a column.
    ",\ngo\n.shell >PWNED\nAS note FROM (SELECT 1 AS shell, 2 AS PWNED) go, turns UNION SELECT run_id, id",
    ", '\n.shell touch PWNED\n' AS note",
    ", \"\n.system touch PWNED\n\" AS note",
    "/* a\ngo\n.shell touch PWNED\n*/",
    "/*\n  GO  \n.shell touch PWNED\n*/",
    ", ';\n/\n.shell touch PWNED\n--' AS note",
    ", '\r.shell touch PWNED\r' AS note",
    "-- a\r.shell touch PWNED\n",
    "-- a\u{2028}.shell touch PWNED\n",
    "-- \u{202e}tuo\u{202c}\n",
    ", '\n\\! touch PWNED\n' AS note",
    "/* \\! touch PWNED */",
    ", '\\' AS a, '; .shell touch PWNED' AS note",
    "/*! ; system touch PWNED */",
    "/* /* */ , ' */ ;\n\\! touch PWNED\n' AS note",
    ", [a;\n.shell touch PWNED\n] FROM (SELECT 1 AS [a;\n.shell touch PWNED\n]), turns AS t --",
    ", $$ AS a, ' $$' AS note",
    "--'\n, ';\n.shell touch PWNED\n--' AS note",
    "/*/ a */",
    "# a\n",
    ", 'a\ndelimiter //\nsystem touch PWNED\n//\n' AS note",
    "; .shell touch PWNED\nSELECT run_id",
];

fn view(piece: &str) -> String {
    format!(
        "CREATE TABLE turns (id INTEGER PRIMARY KEY, run_id TEXT);\nCREATE VIEW latest AS SELECT run_id {piece} FROM turns;\n"
    )
}

#[test]
fn what_a_client_reads_otherwise_than_the_proof_is_for_people() {
    for piece in HOSTILE {
        let dir = store(&[("schema.sql", &view(piece))]);
        let (code, out, err) = sql(dir.path(), &[]);
        assert_eq!(code, 1, "{piece:?}\n{out}\n{err}");
        assert!(statements(&out).is_empty() && out.contains("BY HAND"), "{piece:?}\n{out}");
        let (_, json, _) = sql(dir.path(), &["--format", "json"]);
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["proved"], serde_json::json!([]), "{piece:?}");
    }
}

/// Runs a script as its first lines say, and once as people do who leave `-bail` out. Gives the schema after it.
fn run_by_shell(script: &str, schema: &str, dir: &Path) -> Vec<String> {
    let mut schemas = Vec::new();
    for bail in [true, false] {
        let path = dir.join(format!("old-{bail}.db"));
        let database = Connection::open(&path).unwrap();
        let _ = database.execute_batch(schema);
        let script_path = dir.join("part.sql");
        std::fs::write(&script_path, script).unwrap();
        let mut shell = std::process::Command::new("sqlite3");
        shell.args(bail.then_some("-bail")).arg(&path).current_dir(dir);
        let output = shell.stdin(std::fs::File::open(script_path).unwrap()).output().unwrap();
        let (out, err) = texts(&output);
        assert!(output.status.success() && out.is_empty() && err.is_empty(), "{out}{err}\n{script}");
        assert!(!dir.join("PWNED").exists(), "a command was run:\n{script}");
        schemas.push(schema_of(&database));
    }
    assert_eq!(schemas[0], schemas[1]);
    schemas.swap_remove(0)
}

fn schema_of(database: &Connection) -> Vec<String> {
    let mut read =
        database.prepare("SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_master").unwrap();
    read.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn the_shell_of_the_database_runs_the_statements_that_were_proved_and_nothing_else() {
    if !have("sqlite3") {
        return;
    }
    let mut printed = 0;
    let names =
        ["schema\n.shell touch PWNED\n.sql", "\u{1b}]\n\\! touch PWNED\u{7}.sql", "$(touch PWNED).sql", "schema.sql"];
    let pieces =
        [", 'the user''s; -- run' AS note", "/* ;\n the user's */", "-- by the user's run; not\n", ", n AS \"a;\nb\""];
    let plain = pieces.iter().map(|it| view(it).replace("KEY,", "KEY, n INTEGER,"));
    let trigger =
        view("") + "CREATE TRIGGER x AFTER INSERT ON turns BEGIN\n  DELETE FROM turns WHERE run_id = ';';\nEND;\n";
    let table = view("").replace("turns", "\"turns\n.shell touch PWNED\n\"");
    let column = view("").replace("(id", "(\"id\n.shell touch PWNED\n\" TEXT, id");
    let schemas = plain.chain([trigger, table, column]).chain(HOSTILE.iter().map(|it| view(it)));
    for (at, schema) in schemas.enumerate() {
        let dir = store(&[(names[at % names.len()], &schema)]);
        let (_, script, err) = sql(dir.path(), &[]);
        let (_, json, _) = sql(dir.path(), &["--format", "json"]);
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        let database = Connection::open_in_memory().unwrap();
        let _ = database.execute_batch(&schema);
        for statement in value["proved"][0]["statements"].as_array().unwrap_or(&Vec::new()) {
            database.execute(statement.as_str().unwrap(), []).unwrap();
            printed += 1;
        }
        assert_eq!(run_by_shell(&script, &schema, dir.path()), schema_of(&database), "{script}\n{err}");
    }
    assert!(printed > 12, "the plain ones are printed: {printed}");
}

#[test]
fn a_proof_ends_with_its_budget() {
    let turns = "CREATE TABLE turns (id INTEGER PRIMARY KEY, run_id TEXT);\n";
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";
    let many = |one: &dyn Fn(usize) -> String| (0..3_000).map(one).collect::<String>();
    let tables = many(&|at| format!("CREATE TABLE t{at} AS {numbers} SELECT i FROM n LIMIT 60000;\n"));
    let double = (1..40).fold("CREATE VIEW v0 AS SELECT run_id FROM turns;\n".to_owned(), |all, at| {
        all + &format!("CREATE VIEW v{at} AS SELECT a.run_id FROM v{} a, v{} b;\n", at - 1, at - 1)
    });
    let indexes = many(&|at| format!("CREATE INDEX i{at} ON turns(run_id, {at});\n"));
    for (name, more) in [
        ("zeroblob", format!("CREATE TABLE big AS {numbers} SELECT zeroblob(900000) AS b FROM n LIMIT 20000;\n")),
        ("small blobs", format!("CREATE TABLE big AS {numbers} SELECT zeroblob(90000) AS b FROM n LIMIT 20000;\n")),
        ("small rows", format!("CREATE TABLE big AS {numbers} SELECT i FROM n LIMIT 9000000;\n")),
        (
            "json",
            "CREATE TABLE big AS WITH RECURSIVE j(x) AS (SELECT '[]' UNION ALL SELECT json_insert(x, '$[#]', x) FROM j) SELECT x FROM \
             j LIMIT 100000;\n"
                .to_owned(),
        ),
        ("sorted", format!("CREATE TABLE big AS {numbers} SELECT zeroblob(90000) || i AS b FROM n ORDER BY 1 DESC LIMIT 1;\n")),
        ("search", format!("CREATE TABLE big AS {numbers} SELECT instr(printf('%.99000c', 'a'), printf('%.49000c', 'a') || 'b') AS b FROM n;\n")),
        ("bounded statements", tables),
        ("views of views", double),
        ("indexes", indexes),
        (
            "trigger",
            format!(
                "CREATE TABLE log (a);\nCREATE TRIGGER x AFTER INSERT ON turns BEGIN INSERT INTO log SELECT zeroblob(90000) FROM turns a, \
                 turns b, ({numbers} SELECT i FROM n LIMIT 100000); END;\n"
            ),
        ),
    ] {
        let dir = store(&[("schema.sql", &(turns.to_owned() + &more))]);
        let output = bounded(runsess(&["sql", "--batch", "2"]).arg(dir.path()));
        let (out, err) = texts(&output);
        println!("{name}: {err}");
        assert_eq!(output.status.code(), Some(1), "{name}\n{out}\n{err}");
        assert!(statements(&out).is_empty() && out.contains("BY HAND"), "{name}\n{out}");
    }
}

#[test]
fn many_names_that_nothing_declares_are_looked_for_once() {
    let inserts = (0..1_500).map(|at| format!("\tdb.Exec(`INSERT INTO t{at} (run_id) VALUES (?)`, sessionID)\n"));
    let save =
        format!("package store\n\nfunc SaveAll(db *sql.DB, sessionID string) {{\n{}}}\n", inserts.collect::<String>());
    let dir =
        store(&[("all.go", &save), ("big.go", &format!("package store\n\n{}", "// some words\n".repeat(50_000)))]);
    let output = bounded(runsess(&["sql", "--batch", "2"]).arg(dir.path()));
    let (out, err) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert_eq!(out.matches("\n-- BY HAND").count(), 1_501, "{out}");
}

#[test]
fn a_column_of_a_table_here_is_not_outside() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.sql", "CREATE TABLE turns (\n  run_id TEXT\n);\nSELECT run_id FROM turns;\n");
    let (code, out, err) = run_in(&["explain", "a.sql:4"], dir.path());
    assert!(code == 0 && out.contains("belongs to sql-column `turns.run_id`\n"), "{out}{err}");
}
