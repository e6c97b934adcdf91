use super::*;
use crate::lang::sql::SQL;
use crate::lang::testing::{contexts, facts_of, flows, only};
use crate::model::{FileFacts, RepoId, Role, Span};

const SCHEMA: &str = "-- Modes change once per run.
PRAGMA foreign_keys = ON;
CREATE TABLE IF NOT EXISTS mode_changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id TEXT NOT NULL DEFAULT 'run-0', -- the run id of the turn
  at TIMESTAMP NOT NULL,
  key TEXT REFERENCES runs(run_key),
  CHECK (run_id <> ''),
  PRIMARY KEY (run_id, at)
);
CREATE UNIQUE INDEX IF NOT EXISTS idx_changes_run_id_at ON mode_changes(run_id, at DESC);
INSERT INTO mode_changes (run_id, at) VALUES
  ('run-1', datetime('now')),
  ('run-2', datetime('now'));
ALTER TABLE mode_changes RENAME COLUMN run_id TO session_id;
";

fn path(facts: &FileFacts, at: usize) -> String {
    facts.occurrences[at].symbol.map_or("-".into(), |id| facts.symbols.get(id).path.to_string())
}

#[test]
fn a_definition_goes_on_behind_what_a_key_does_on_delete() {
    let sql = "CREATE TABLE turns (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, owner TEXT REFERENCES owners (id) ON DELETE SET NULL \
               ON UPDATE CASCADE, \"run_id\" TEXT, at TEXT DEFAULT (strftime('%s', run_id)), run_key TEXT, UNIQUE (run_id, at) ON CONFLICT IGNORE, \
               FOREIGN KEY (run_key) REFERENCES runs (run_key) ON DELETE CASCADE)";
    let facts = facts_of(super::extract, "db/schema.sql", SQL, sql);
    let shown: Vec<_> =
        facts.occurrences.iter().enumerate().map(|(at, it)| (path(&facts, at), it.declaration)).collect();
    let column = |name: &str, declared| (format!("turns.{name}"), declared);
    assert_eq!(
        shown,
        [
            column("run_id", true),
            column("run_id", false),
            column("run_key", true),
            column("run_id", false),
            column("run_key", false),
            ("runs".to_owned(), false),
            ("runs.run_key".to_owned(), false),
        ]
    );
}

#[test]
fn a_schema_names_columns_tables_and_indexes() {
    let facts = facts_of(super::extract, "db/schema.sql", SQL, SCHEMA);
    let shown: Vec<_> = facts
        .occurrences
        .iter()
        .enumerate()
        .map(|(at, it)| {
            format!(
                "{} {} {}{}",
                &SCHEMA[it.span.range()],
                it.role.name(),
                path(&facts, at),
                if it.declaration { " declared" } else { "" }
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "run comment -",
            "run_id sql-column mode_changes.run_id declared",
            "run-0 sql-value mode_changes.run_id",
            "run id comment -",
            "runs sql-table runs",
            "run_key sql-column runs.run_key",
            "run_id sql-column mode_changes.run_id",
            "run_id sql-column mode_changes.run_id",
            "idx_changes_run_id_at sql-index index:idx_changes_run_id_at declared",
            "run_id sql-column mode_changes.run_id",
            "run_id sql-column mode_changes.run_id",
            "run-1 sql-value mode_changes.run_id",
            "run-2 sql-value mode_changes.run_id",
            "run_id sql-column mode_changes.run_id",
            "session_id sql-column mode_changes.session_id declared",
        ]
    );
    assert_eq!(
        flows(&facts),
        ["mode_changes.run_id -> mode_changes.session_id Sql", "runs.run_key -> mode_changes.key Sql"]
    );
    assert_eq!(contexts(&facts, SCHEMA)[11], "run-1 sql-value mode_changes run_id");
}

#[test]
fn two_folders_may_each_have_a_table_of_one_name() {
    assert_ne!(scope(RepoId(0), "a/s.sql"), scope(RepoId(0), "b/s.sql"));
    assert_eq!(scope(RepoId(0), "a/s.sql"), scope(RepoId(0), "a/t.go"));
}

fn bound(sql: &str) -> Vec<String> {
    let shown = |it: &Option<Column>| match it {
        Some(Column { table: Some(table), name, .. }) => format!("{table}.{name}"),
        Some(Column { table: None, name, .. }) => format!("?.{name}"),
        None => "-".into(),
    };
    let sql = read(sql, 0);
    let binds = sql.binds.iter().map(|it| {
        let position = it.position.map_or_else(|| it.name.clone().unwrap_or_default().to_string(), |at| at.to_string());
        format!("{position}={}", shown(&it.column))
    });
    let selected = sql.selected.iter().enumerate().map(|(at, it)| format!("#{at}={}", shown(it)));
    binds.chain(selected).collect()
}

#[test]
fn placeholders_belong_to_columns_by_position_or_comparison() {
    let cases: [(&str, &[&str]); 14] = [
        (
            "INSERT INTO turns(conv_id, run_id) VALUES (?, ?), (?, lower(?))",
            &["0=turns.conv_id", "1=turns.run_id", "2=turns.conv_id", "3=turns.run_id"],
        ),
        (
            "INSERT INTO turns(conv_id, run_id) VALUES ($2, $1) ON CONFLICT(run_id) DO UPDATE SET run_id = $3",
            &["1=turns.conv_id", "0=turns.run_id", "2=turns.run_id"],
        ),
        (
            "SELECT to_mode FROM changes WHERE run_id = ? ORDER BY at DESC LIMIT ?",
            &["0=changes.run_id", "1=-", "#0=changes.to_mode"],
        ),
        ("run_id = ?", &["0=?.run_id"]),
        ("AND t.run_id IN (?, ?) AND conv_id <> ?", &["0=t.run_id", "1=t.run_id", "2=?.conv_id"]),
        (
            "UPDATE turns SET run_id = :rid, phase=@phase WHERE ? = conv_id",
            &["rid=turns.run_id", "phase=turns.phase", "0=turns.conv_id"],
        ),
        (
            "SELECT t.run_id, m.at AS x, count(*), COALESCE(t.phase, '') FROM turns t JOIN modes AS m ON m.id = t.mode WHERE m.run_id = ?",
            &["0=modes.run_id", "#0=turns.run_id", "#1=modes.at", "#2=-", "#3=turns.phase"],
        ),
        ("SELECT * FROM turns WHERE run_id = ?", &["0=turns.run_id"]),
        (
            "SELECT a FROM t WHERE run_id = ? AND EXISTS (SELECT 1 FROM u WHERE u.run_id = t.run_id AND u.x = ?)",
            &["0=t.run_id", "1=u.x", "#0=t.a"],
        ),
        ("WITH r AS (SELECT run_id FROM turns WHERE at > ?) SELECT run_id FROM r", &["0=turns.at", "#0=turns.run_id"]),
        ("DELETE FROM turns WHERE COALESCE(run_id, '') = ?", &["0=turns.run_id"]),
        (
            "INSERT INTO t(run_id, at) VALUES (?, ?) RETURNING id, run_id",
            &["0=t.run_id", "1=t.at", "#0=t.id", "#1=t.run_id"],
        ),
        ("SELECT run_id, x FROM a UNION SELECT b, c FROM d", &["#0=a.run_id", "#1=a.x"]),
        ("at BETWEEN ? AND ? AND run_id = ?", &["0=?.at", "1=?.at", "2=?.run_id"]),
    ];
    for (sql, wanted) in cases {
        assert_eq!(bound(sql), wanted, "{sql}");
    }
}

#[test]
fn columns_that_hold_one_value_are_paired() {
    let same = |sql: &str| -> Vec<String> {
        let column = |it: &Column| format!("{}.{}", it.table.as_deref().unwrap_or("?"), it.name);
        read(sql, 0).same.iter().map(|(from, to, _)| format!("{} {}", column(from), column(to))).collect()
    };
    assert_eq!(same("SELECT 1 FROM a JOIN b ON a.run_id = b.session_id"), ["a.run_id b.session_id"]);
    assert_eq!(same("UPDATE a SET session_id = run_id, x = 1"), ["a.session_id a.run_id"]);
    assert_eq!(same("INSERT INTO a(id, session_id) SELECT id, run_id FROM b"), ["b.id a.id", "b.run_id a.session_id"]);
    assert!(same("SELECT run_id FROM a WHERE run_id = 'x' AND b < c").is_empty());
}

/// Each column of the name `x` in `sql`, as `table.x`, `a,b?` where one of several tables has it, or `own` where the query makes it.
fn owners(sql: &str) -> Vec<String> {
    let shown = |it: &Column| match (&it.table, it.made_at) {
        (_, Some(_)) => "own".to_owned(),
        (Some(table), None) => table.to_string(),
        (None, None) => format!("{}?", it.among.join(",")),
    };
    let names = read(sql, 0).names;
    let columns = names.iter().filter(|it| it.role == Role::SqlColumn).filter_map(|it| it.column.as_ref());
    columns.filter(|it| it.name == "x").map(shown).collect()
}

#[test]
fn a_column_is_of_the_relation_that_the_query_takes_it_from() {
    for (sql, wanted) in [
        ("SELECT x FROM a, b", vec!["a,b?"]),
        ("CREATE TABLE a (x INT); CREATE TABLE b (y INT); SELECT x FROM a, b", vec!["a", "a"]),
        ("WITH r AS (SELECT x, y FROM a JOIN b ON b.y = a.y) SELECT r.x FROM r", vec!["a,b?", "a,b?"]),
        ("WITH r AS (SELECT max(x) AS x FROM a) SELECT x FROM r", vec!["a", "own", "own"]),
        ("WITH r(x) AS (SELECT y FROM a) SELECT x FROM r", vec!["own", "own"]),
        ("SELECT s.x FROM (SELECT * FROM a) s", vec!["a"]),
        ("SELECT s.x FROM (SELECT q.* FROM a q JOIN b ON 1) AS s ORDER BY x", vec!["a", "a"]),
        ("SELECT y AS x FROM a ORDER BY x", vec!["own", "own"]),
        ("SELECT x FROM a UNION SELECT z FROM b ORDER BY x", vec!["a", "a"]),
        ("CREATE VIEW v AS SELECT x FROM a; SELECT x FROM v", vec!["a", "a"]),
        ("CREATE VIEW v(x) AS SELECT y FROM a; CREATE VIEW w AS SELECT x FROM v; SELECT x FROM w", vec!["v", "v", "v"]),
        ("SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.y = a.x)", vec!["a"]),
        ("UPDATE a SET x = b.x FROM b WHERE b.id = a.id", vec!["a", "b"]),
        (
            "INSERT INTO a (x) SELECT x FROM b ON CONFLICT (x) DO UPDATE SET x = excluded.x",
            vec!["a", "b", "a", "a", "a"],
        ),
        ("INSERT INTO a (x) VALUES (?) ON DUPLICATE KEY UPDATE x = VALUES(x)", vec!["a", "a", "a"]),
        ("MERGE INTO a USING b ON a.x = b.x WHEN MATCHED THEN UPDATE SET y = b.x", vec!["a", "b", "b"]),
        (
            "CREATE TRIGGER t AFTER UPDATE OF x ON a BEGIN UPDATE b SET y = NEW.x WHERE x = OLD.x; END; SELECT x FROM c",
            vec!["a", "a", "b", "a", "c"],
        ),
        ("SELECT EXTRACT(DAY FROM x), substring(x FROM 2), x IS DISTINCT FROM 1 FROM a", vec!["a", "a", "a"]),
        ("SELECT row_number() OVER (PARTITION BY x ORDER BY a.x) FROM a", vec!["a", "a"]),
        ("CREATE UNIQUE INDEX i ON a (lower(x)) WHERE x IS NULL", vec!["a", "a"]),
        ("SELECT 1 FROM a WHERE x IN (%s) AND a.x = ${name}", vec!["a", "a"]),
    ] {
        assert_eq!(owners(sql), wanted, "{sql}");
    }
}

#[test]
fn foreign_keys_and_joins_say_that_two_columns_hold_the_same() {
    let same = |sql: &str| -> Vec<String> {
        let column = |it: &Column| format!("{}.{}", it.table.as_deref().unwrap_or("?"), it.name);
        read(sql, 0).same.iter().map(|(from, to, _)| format!("{} {}", column(from), column(to))).collect()
    };
    assert_eq!(same("CREATE TABLE a (x INT REFERENCES b(y))"), ["b.y a.x"]);
    assert_eq!(same("ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b (y)"), ["b.y a.x"]);
    assert_eq!(same("SELECT 1 FROM a JOIN b USING (x)"), ["a.x b.x", "b.x a.x"]);
    assert_eq!(same("SELECT coalesce(x, '')::text AS y FROM a"), ["a.x query.y"]);
    assert!(same("SELECT count(x) AS y FROM a").is_empty());
}

#[test]
fn a_key_of_stored_documents_is_no_value_of_its_column() {
    for sql in ["SELECT doc->>'x' FROM a", "SELECT json_extract(doc, '$.x') FROM a", "SELECT doc #>> '{x}' FROM a"] {
        let names = read(sql, 0).names;
        let key =
            names.iter().find(|it| it.role != Role::SqlColumn && it.role != Role::SqlTable && it.role != Role::Other);
        assert_eq!(key.map(|it| (it.role, it.column.clone())), Some((Role::StringLiteral, None)), "{sql}");
    }
}

#[test]
fn spans_are_offset_by_the_base() {
    let sql = read("run_id = ?", 100);
    assert_eq!((sql.names[0].span, sql.binds[0].span), (Span::new(100, 106), Span::new(109, 110)));
}

#[test]
fn sql_is_told_from_prose_and_urls() {
    for yes in [
        "SELECT run_id FROM turns",
        "select count(*) from turns",
        "run_id = ?",
        " AND run_id = $1",
        "\n\t\tINSERT INTO turns(run_id) VALUES (?)",
        "CREATE INDEX IF NOT EXISTS turns_by_run ON turns(run_id)",
        "PRAGMA table_info(turns)",
        "run_id TEXT NOT NULL DEFAULT ''",
        "ORDER BY run_id",
        "ALTER TABLE turns ADD COLUMN run_id TEXT",
        "run_id IN (?, ?)",
        "UPDATE turns SET run_id = ? WHERE 1",
    ] {
        assert!(is_sql(yes), "{yes}");
    }
    for no in [
        "select a run from the list",
        "Select one from these",
        "run_id",
        "?run_id=%s&x=?",
        "update the run",
        "run_id=%s",
        "delete from the run list what is old",
        "create a run",
        "is run_id set?",
        "drop it",
        "with a run",
        "starting run loop",
        "",
    ] {
        assert!(!is_sql(no), "{no}");
    }
}

#[test]
fn letters_of_several_bytes_are_no_placeholders() {
    assert!(!is_sql("name = Ç"));
    assert!(!is_sql("x IN (é"));
}

#[test]
fn hostile_text_is_read_in_bounded_time() {
    for text in [
        "SELECT (".repeat(20_000) + "run_id",
        "CREATE TABLE t (run_id ".to_owned() + &"(".repeat(100_000),
        "FROM a, b, c ON ".repeat(20_000) + "run_id",
        "CREATE INDEX i ".to_owned() + &"ON ".repeat(50_000) + "run_id",
        "'".repeat(99_999) + "run_id",
        "run_id = ? ".repeat(10_000),
    ] {
        assert!(!facts_of(super::extract, "a.sql", SQL, &text).occurrences.is_empty());
    }
    let facts = facts_of(super::extract, "a.sql", SQL, "run_id");
    assert_eq!(only(&facts, "run_id", "run_id").0.role, Role::SqlColumn);
}
