use super::dialect::Dialect;
use super::prove::prove;
use super::script::Script;
use super::*;
use crate::lang::sql::SQL;
use crate::model::Proof;

fn document(name: &str, old: &str, new: &str) -> Document {
    let read = |sql| text::statements(SQL, sql);
    Document { name: name.to_owned(), old: read(old), new: read(new) }
}

/// What is proved of the only database of `documents`: the statements, and the proof or why there is none.
fn tried(documents: Vec<Document>) -> (Vec<String>, Result<Proof, String>) {
    let mut found = databases(documents);
    assert_eq!(found.len(), 1, "one database");
    let database = found.remove(0);
    let script = Script::of(&database).expect("the names alone differ");
    (script.statements(Dialect::Sqlite).expect("SQLite has them all"), prove(&script, &database, &[], &Budget::new()))
}

const OLD: &str = "CREATE TABLE IF NOT EXISTS \"run log\" (run_id TEXT NOT NULL, at INTEGER, PRIMARY KEY (run_id, at));
    CREATE UNIQUE INDEX IF NOT EXISTS by_run ON \"run log\"(run_id);
    SELECT at FROM \"run log\" WHERE run_id = ?;";

#[test]
fn tables_columns_and_indexes_are_renamed_in_the_order_that_works() {
    let new = OLD.replace("run log", "session log").replace("run_id", "session_id").replace("by_run", "by_session");
    let (statements, proof) = tried(vec![document("a.sql", OLD, &new)]);
    assert_eq!(
        statements,
        [
            "ALTER TABLE \"run log\" RENAME COLUMN run_id TO session_id;",
            "ALTER TABLE \"run log\" RENAME TO \"session log\";",
            "DROP INDEX IF EXISTS by_run;",
            "CREATE UNIQUE INDEX IF NOT EXISTS by_session ON \"session log\"(session_id);"
        ]
    );
    let proof = proof.expect("it runs");
    assert_eq!((proof.databases, proof.rows, proof.queries), (1, 2, 1));
}

#[test]
fn a_table_that_only_gets_another_name_would_be_an_empty_one_without_the_script() {
    let new = OLD.replace("run log", "session log");
    let (_, proof) = tried(vec![document("a.sql", OLD, &new)]);
    // Its index is on the old table still, so the new code says that it exists and makes none.
    let without = proof.expect("it runs").without.expect("the old rows would be out of sight");
    assert_eq!(without, "an empty table `session log` beside the old `run log`");
}

#[test]
fn a_script_that_does_not_do_what_the_code_expects_is_not_proved() {
    let new = OLD.replace("run_id", "session_id");
    let database = vec![document("a.sql", OLD, &new)];
    let script = Script::of(&database).expect("the names alone differ");
    assert!(prove(&script, &database, &[], &Budget::new()).is_ok());
    // The same script for code that expects another column, another type, or one more index.
    for (from, to) in [
        ("session_id", "chat_id"),
        ("at INTEGER", "at TEXT"),
        (";\n    SELECT", ";\n    CREATE INDEX x ON \"run log\"(at);\n    SELECT"),
    ] {
        let other = vec![document("a.sql", OLD, &new.replace(from, to))];
        let proof = prove(&script, &other, &[], &Budget::new());
        match to.contains("CREATE INDEX") {
            // The new code makes the index itself, on a migrated database too.
            true => assert!(proof.is_ok(), "{proof:?}"),
            false => assert!(proof.is_err(), "{to}"),
        }
    }
}

#[test]
fn a_name_that_is_left_in_the_text_is_seen_without_a_server() {
    let old =
        "CREATE TABLE turns (run_id VARCHAR(40), KEY by_run (run_id), FOREIGN KEY (run_id) REFERENCES runs (run_id))";
    let fine = "CREATE TABLE turns (session_id VARCHAR(40), KEY by_run (session_id), FOREIGN KEY (session_id) REFERENCES runs (run_id))";
    let left = fine.replace("KEY by_run (session_id)", "KEY by_run (run_id)");
    let seen = |new: &str| {
        let database = [document("a.sql", old, new)];
        left::consistent(&Script::of(&database).expect("the names alone differ"), &database, &[])
    };
    assert_eq!(seen(&left), Err("a statement in a.sql still says `run_id`".to_owned()));
    assert_eq!(seen(fine), Ok(()));
}

#[test]
fn files_that_share_a_table_are_one_database_and_others_are_not() {
    let table = |name: &str| format!("CREATE TABLE {name} (run_id TEXT)");
    let found = databases(vec![
        document("a.sql", &table("turns"), &table("turns")),
        document("b.sql", &table("modes"), &table("modes")),
        document("c.sql", "CREATE INDEX i ON Turns(run_id)", "CREATE INDEX i ON Turns(run_id)"),
    ]);
    let names: Vec<Vec<&str>> = found.iter().map(|it| it.iter().map(|it| it.name.as_str()).collect()).collect();
    assert_eq!(names, [vec!["b.sql"], vec!["a.sql", "c.sql"]]);
}

#[test]
fn a_table_that_two_files_declare_is_tried_on_each_of_them() {
    let one = "CREATE TABLE IF NOT EXISTS turns (run_id TEXT, n INTEGER)";
    let other = "CREATE TABLE IF NOT EXISTS turns (run_id TEXT NOT NULL)";
    let new = |sql: &str| sql.replace("run_id", "session_id");
    let (statements, proof) = tried(vec![document("a.sql", one, &new(one)), document("b.sql", other, &new(other))]);
    assert_eq!(statements, ["ALTER TABLE turns RENAME COLUMN run_id TO session_id;"]);
    assert_eq!(proof.expect("it runs on all").databases, 3);
    // A database of the second file would not have the column.
    let lacking = "CREATE TABLE IF NOT EXISTS turns (n INTEGER)";
    let (_, proof) = tried(vec![document("a.sql", one, &new(one)), document("b.sql", lacking, lacking)]);
    assert!(proof.is_err_and(|why| why.contains("no such column")), "one script can't be right for both");
}

#[test]
fn a_table_that_names_the_values_of_a_column_is_proved_with_rows() {
    let old = "CREATE TABLE turns (run_id TEXT NOT NULL, kind TEXT CHECK (kind IN ('a', 'b')), n INTEGER CHECK(n in (7)), \
               at TEXT NOT NULL CHECK (datetime(at) >= datetime('2020-01-01')))";
    let (_, proof) = tried(vec![document("a.sql", old, &old.replace("run_id", "session_id"))]);
    assert_eq!(proof.expect("it runs").rows, 2);
}

#[test]
fn hostile_statements_end() {
    let endless = "CREATE TABLE turns (run_id TEXT DEFAULT (randomblob(900000000)));
        CREATE VIEW v AS WITH RECURSIVE t(run_id) AS (SELECT 1 UNION ALL SELECT run_id FROM t) SELECT run_id FROM t;";
    let _ = tried(vec![document("a.sql", endless, &endless.replace("run_id", "session_id"))]);
}

#[test]
fn a_large_schema_takes_a_small_part_of_the_budget() {
    let table = |at: usize| {
        let columns: String = (0..12).map(|column| format!(", column_{column} TEXT NOT NULL DEFAULT ''")).collect();
        format!(
            "CREATE TABLE IF NOT EXISTS t{at} (id INTEGER PRIMARY KEY, run_id TEXT{columns});
             CREATE INDEX IF NOT EXISTS t{at}_by_run ON t{at}(run_id, column_1);
             CREATE VIEW IF NOT EXISTS v{at} AS SELECT run_id, column_2 FROM t{at};
             SELECT column_3 FROM t{at} WHERE run_id = ? ORDER BY column_4;\n"
        )
    };
    let old: String = (0..60).map(table).collect();
    // A third of the tables is of sessions.
    let new: String =
        (0..60).map(|at| if at % 3 == 0 { table(at).replace("run", "session") } else { table(at) }).collect();
    let document = document("a.sql", &old, &new);
    let script = Script::of(std::slice::from_ref(&document)).expect("the names alone differ");
    let budget = Budget::new();
    let proof = prove(&script, &[document], &[], &budget).expect("it runs");
    assert_eq!((proof.rows, proof.queries), (40, 20));
    assert!(budget.used() < 4_000_000, "{} steps", budget.used());
}
