//! Databases that code makes when it starts: a rename writes the steps into that code. What they are and where they are called is
//! looked at here, and the code is run on databases in every state. The driver comes from the Go proxy: `RUNSESS_GO_SQLITE` is a folder with a
//! `go.mod` and a `go.sum` that need it, which `.ci/run` makes.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::{have, put, run_in, texts};

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS lots (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_no TEXT NOT NULL, weight REAL);\n\
                      CREATE INDEX IF NOT EXISTS lots_by_no ON lots(lot_no);\n\
                      CREATE VIEW IF NOT EXISTS heavy AS SELECT lot_no, weight FROM lots WHERE weight > 10;\n\
                      CREATE TRIGGER IF NOT EXISTS no_empty BEFORE INSERT ON lots WHEN NEW.lot_no = '' \
                      BEGIN SELECT RAISE(ABORT, 'empty'); END;\n";

const STORE: &str = r#"package store

import (
	"context"
	"database/sql"
	_ "embed"
)

//go:embed schema.sql
var schema string

// Store keeps lots.
type Store struct{ db *sql.DB }

// Open makes the schema.
func Open(ctx context.Context, path string) (*Store, error) {
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		return nil, err
	}
	s := &Store{db: db}
	// Nothing is lost that is there already.
	if _, err := s.db.ExecContext(ctx, schema); err != nil {
		return nil, err
	}
	return s, nil
}

// Heavy counts.
func (s *Store) Heavy(no string) (n int, err error) {
	err = s.db.QueryRow(`SELECT count(*) FROM heavy WHERE lot_no = ?`, no).Scan(&n)
	return n, err
}
"#;

/// A module with one package.
fn package(store: &str, more: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", "module x.test\n\ngo 1.24\n");
    put(dir.path(), "p/store/store.go", store);
    more.iter().for_each(|(path, text)| put(dir.path(), path, text));
    dir
}

fn read(dir: &TempDir, path: &str) -> String {
    std::fs::read_to_string(dir.path().join(path)).unwrap_or_default()
}

fn rename(dir: &TempDir) -> (i32, String) {
    let (code, _, err) = run_in(&["rename", "lots.lot_no", "batch_no", "p", "--allow-no-vcs"], dir.path());
    (code, err)
}

#[test]
fn the_steps_are_called_before_the_schema_is_made() {
    let dir = package(STORE, &[("p/store/schema.sql", SCHEMA)]);
    let (code, said) = rename(&dir);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("p/store/store.go:22 calls them"), "{said}");
    let (store, steps) = (read(&dir, "p/store/store.go"), read(&dir, "p/store/store_renames.go"));
    let call = "\ts := &Store{db: db}\n\tif err := renameOldSchema(s.db); err != nil {\n\t\treturn nil, err\n\t}\n\t// Nothing is lost";
    assert!(store.contains(call) && store.contains("FROM heavy WHERE batch_no = ?"), "{store}");
    for done in [
        "`DROP VIEW heavy`",
        "`ALTER TABLE lots RENAME COLUMN lot_no TO batch_no`",
        "`CREATE VIEW IF NOT EXISTS heavy AS SELECT batch_no, weight FROM lots WHERE weight > 10`",
    ] {
        assert!(steps.contains(done), "{done}\n{steps}");
    }
    // The steps are history: nothing of them is to be renamed again, and a gate has nothing to say.
    let (code, said) = rename(&dir);
    assert!(code == 0 && said.contains("nothing to do"), "{said}");
    // The next rename is a step after it.
    let (code, _, said) = run_in(&["rename", "lots.batch_no", "charge_no", "p", "--allow-no-vcs"], dir.path());
    assert_eq!(code, 0, "{said}");
    assert_eq!(read(&dir, "p/store/store_renames.go"), steps);
    assert!(
        read(&dir, "p/store/store_renames_2.go").contains("`ALTER TABLE lots RENAME COLUMN batch_no TO charge_no`")
    );
    let store = read(&dir, "p/store/store.go");
    let at = |call: &str| store.find(call).unwrap_or_else(|| panic!("{call}\n{store}"));
    assert!(
        at("renameOldSchema(s.db)") < at("renameOldSchema2(s.db)") && at("renameOldSchema2(s.db)") < at("s.db.Exec")
    );
}

/// Code that makes its table in one of two kinds of databases.
fn of_two_kinds(made: &str) -> [(&'static str, String); 2] {
    let with = |name: &str, id: &str| {
        let table = format!("CREATE TABLE IF NOT EXISTS lots (id {id} PRIMARY KEY, lot_no TEXT NOT NULL)");
        let body = made.replace("NAME", name).replace("TABLE", &table);
        format!("package store\n\nimport \"database/sql\"\n\nvar _ sql.DB\n\n{body}\n")
    };
    [
        ("p/store/schema_sqlite.go", with("Sqlite", "INTEGER")),
        ("p/store/schema_postgres.go", with("Postgres", "BIGSERIAL")),
    ]
}

/// The steps are those of one kind of database: no other kind knows `pragma_table_info`.
#[test]
fn the_steps_are_called_for_their_own_kind_of_database() {
    let files = of_two_kinds("func (s *Store) makeNAME() error {\n\t_, err := s.db.Exec(`TABLE`)\n\treturn err\n}");
    let store = "package store\n\nimport \"database/sql\"\n\n// Store keeps lots.\ntype Store struct{ db *sql.DB }\n";
    let dir = package(store, &files.each_ref().map(|(path, text)| (*path, text.as_str())));
    let rename = ["rename", "lots.lot_no", "batch_no", "p", "--allow-no-vcs", "--unproved-sql"];
    let (code, _, said) = run_in(&rename, dir.path());
    assert_eq!(code, 0, "{said}");
    let [sqlite, postgres] = files.each_ref().map(|(path, _)| read(&dir, path));
    assert!(sqlite.contains("renameOldSchema(s.db)") && sqlite.contains("batch_no TEXT"), "{sqlite}\n{said}");
    assert!(!postgres.contains("renameOldSchema") && postgres.contains("batch_no TEXT"), "{postgres}");
    assert!(said.contains("RENAME COLUMN lot_no TO batch_no"), "the other database has a script\n{said}");
}

#[test]
fn a_call_that_makes_databases_of_several_kinds_gets_no_steps() {
    let files = of_two_kinds("const schemaNAME = `TABLE`");
    let store = "package store\n\nimport \"database/sql\"\n\nfunc Open(db *sql.DB, driver string) error {\n\tschema := schemaSqlite\n\t\
                 if driver == \"pgx\" {\n\t\tschema = schemaPostgres\n\t}\n\t_, err := db.Exec(schema)\n\treturn err\n}\n";
    let dir = package(store, &files.each_ref().map(|(path, text)| (*path, text.as_str())));
    let rename = ["rename", "lots.lot_no", "batch_no", "p", "--allow-no-vcs", "--unproved-sql"];
    let (code, _, said) = run_in(&rename, dir.path());
    assert!(code == 0 && said.contains("makes its tables in databases of several kinds"), "{said}");
    assert!(!read(&dir, "p/store/store.go").contains("renameOldSchema"));
}

#[test]
fn where_no_step_is_written_the_reason_is_said() {
    let table = "CREATE TABLE IF NOT EXISTS lots (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_no TEXT)";
    let with = |body: &str| format!("package store\n\nimport \"database/sql\"\n\n{body}\n");
    let cases = [
        ("returns no error", with(&format!("func Open(db *sql.DB) {{\n\t_, _ = db.Exec(`{table}`)\n}}"))),
        (
            "nothing says that `db` is a database of `database/sql`",
            with(&format!(
                "type some interface {{\n\tExec(string, ...any) (sql.Result, error)\n}}\n\nfunc Open(db some) error {{\n\t_, err := \
                 db.Exec(`{table}`)\n\treturn err\n}}"
            )),
        ),
        (
            "does not make `lots` with IF NOT EXISTS",
            with(&format!(
                "func Open(db *sql.DB) error {{\n\t_, err := db.Exec(`{}`)\n\treturn err\n}}",
                table.replace(" IF NOT EXISTS", "")
            )),
        ),
        (
            "no call of `Exec` in the package is seen to run the statement that makes `lots`",
            with(&format!("// Schema is run by others.\nconst Schema = `{table}`\n\nvar _ sql.DB")),
        ),
        (
            "on one line with other code",
            with(&format!("func Open(db *sql.DB) error {{ _, err := db.Exec(`{table}`); return err }}")),
        ),
    ];
    for (why, store) in cases {
        let dir = package(&store, &[]);
        let (code, said) = rename(&dir);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains(why) && said.contains("RENAME COLUMN lot_no TO batch_no"), "{why}\n{said}");
        assert!(!dir.path().join("p/store/store_renames.go").exists(), "{why}");
    }
}

#[test]
fn the_steps_are_built_where_the_schema_is_made() {
    let table = "CREATE TABLE IF NOT EXISTS lots (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_no TEXT)";
    let with = |build: &str, name: &str| {
        format!(
            "{build}package store\n\nimport \"database/sql\"\n\nfunc {name}(db *sql.DB) error {{\n\t_, err := db.Exec(`{table}`)\n\treturn \
             err\n}}\n"
        )
    };
    let dir = package(&with("//go:build sqlite\n\n", "Open"), &[]);
    assert_eq!(rename(&dir).0, 0);
    assert!(read(&dir, "p/store/store_renames.go").starts_with("//go:build sqlite\n\npackage store\n"));
    let tagged = "//go:build sqlite\n\n";
    for (path, build, why) in [
        ("p/store/other.go", "", "the files that make its tables are built for different targets"),
        ("p/store/other_linux.go", tagged, "`store/other_linux.go` is built for some platforms only"),
    ] {
        let dir = package(&with(tagged, "Open"), &[(path, &with(build, "Other"))]);
        let (code, said) = rename(&dir);
        assert!(code == 0 && said.contains(&format!("does it at the start: {why}")), "{path}: {said}");
    }
    let above = STORE.replace("package store", "package above").replace("schema.sql", "store/schema.sql");
    let above = above.split("// Heavy").next().unwrap();
    for (store, more, why) in [
        ("package store\n", &[][..], "no Go code makes its tables"),
        (STORE, &[("p/above.go", above)], "several packages make its tables"),
    ] {
        let dir = package(store, &[&[("p/store/schema.sql", SCHEMA)], more].concat());
        let (code, said) = rename(&dir);
        assert!(code == 0 && said.contains(&format!("does it at the start: {why}")), "{said}");
    }
}

/// Renames a column of two tables, each in a database of its own.
const PACK: &str = "version: 1
name: lots
title: Batches
terms:
  - {id: batch-no, words: batch no, canonical: lot}
  - {id: lot-no, words: lot no, to: batch no}
domains:
  - {id: lot, title: Lot, symbols: [lots.lot_no, bins.lot_no]}
categories:
  - {id: OLD, description: A batch called a lot, action: Rename, gate: fail}
  - {id: NEW, description: Named right, action: None}
rules:
  - {id: named-right, when: {term: batch-no}, category: NEW}
  - {id: lot, when: {domain: lot}, category: OLD}
batches:
  - {id: 1, title: Columns, risk: low, changes: [{when: {category: OLD}, change: rename}]}
";

/// What `apply` says of a package that makes two databases in `opens`.
fn two_databases(opens: &str, pack: &str) -> (TempDir, i32, String) {
    let store = format!(
        "package store\n\nimport (\n\t\"database/sql\"\n\t_ \"embed\"\n)\n\n//go:embed hot.sql\nvar hot string\n\n//go:embed \
         cold.sql\nvar cold string\n\n{opens}"
    );
    let table =
        |name: &str| format!("CREATE TABLE IF NOT EXISTS {name} (id INTEGER PRIMARY KEY, lot_no TEXT NOT NULL);\n");
    let dir = package(
        &store,
        &[("p/store/hot.sql", &table("lots")), ("p/store/cold.sql", &table("bins")), ("pack.yaml", pack)],
    );
    let args = ["apply", "--batch", "1", "--rules", "pack.yaml", "p", "--allow-no-vcs"];
    let (code, _, said) = run_in(&args, dir.path());
    (dir, code, said)
}

/// A function that makes the schemas in `names` on the database of each.
fn open(name: &str, names: &[&str]) -> String {
    let given: Vec<String> = names.iter().map(|it| format!("{it}DB *sql.DB")).collect();
    let runs =
        names.iter().map(|it| format!("\tif _, err := {it}DB.Exec({it}); err != nil {{\n\t\treturn err\n\t}}\n"));
    format!("func {name}({}) error {{\n{}\treturn nil\n}}\n", given.join(", "), runs.collect::<String>())
}

#[test]
fn each_database_of_a_package_has_steps_of_its_own() {
    let in_two = format!("{}\n{}", open("openHot", &["hot"]), open("openCold", &["cold"]));
    for opens in [in_two, open("openBoth", &["hot", "cold"])] {
        let (dir, code, said) = two_databases(&opens, PACK);
        assert_eq!(code, 0, "{said}");
        let store = read(&dir, "p/store/store.go");
        let files = ["p/store/store_renames.go", "p/store/store_renames_2.go"].map(|it| read(&dir, it));
        for (table, database) in [("lots", "hot"), ("bins", "cold")] {
            let step = format!("`ALTER TABLE {table} RENAME COLUMN lot_no TO batch_no`");
            let steps = files.iter().find(|it| it.contains(&step)).unwrap_or_else(|| panic!("{table}\n{said}"));
            let name = steps.split("\nfunc ").nth(1).and_then(|it| it.split('(').next()).unwrap();
            let calls: Vec<&str> = store.lines().filter(|it| it.contains(&format!("{name}("))).collect();
            assert_eq!(calls, [format!("\tif err := {name}({database}DB); err != nil {{")], "{store}\n{steps}");
        }
        if have("go") {
            run_go(&dir.path().join("p"), &["vet", "./..."]);
        }
    }
}

#[test]
fn a_batch_may_leave_databases_to_scripts() {
    let pack = PACK.replace("risk: low,", "risk: low, databases: script,");
    let (dir, code, said) = two_databases(&open("openBoth", &["hot", "cold"]), &pack);
    let (said_why, step) = ("the batch says `databases: script`", "RENAME COLUMN lot_no TO batch_no");
    assert!(code == 0 && said.matches(said_why).count() == 2 && said.matches(step).count() == 2, "{said}");
    assert!(
        !dir.path().join("p/store/store_renames.go").exists() && !read(&dir, "p/store/store.go").contains("renameOld")
    );
}

#[test]
fn a_call_stands_where_its_database_is_known() {
    let list = "\tfor _, it := range []string{`CREATE TABLE IF NOT EXISTS lots (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_no TEXT)`} {\n";
    for (body, call) in [
        // Before the loop over the statements,
        (
            format!(
                "func Open(tx *sql.Tx) (string, error) {{\n{list}\t\tif _, err := tx.Exec(it); err != nil {{\n\t\t\treturn \"\", err\n\t\t}}\n\t}}\n\treturn \"\", nil\n}}"
            ),
            "error) {\n\tif err := renameOldSchema(tx); err != nil {\n\t\treturn \"\", err\n\t}\n\tfor _, it",
        ),
        // and within one over databases.
        (
            format!(
                "func Open(all []*sql.DB) error {{\n\tfor _, db := range all {{\n{list}\t\tif _, err := db.Exec(it); err != nil {{\n\t\t\treturn err\n\t\t}}\n\t}}\n\t}}\n\treturn nil\n}}"
            ),
            "range all {\n\tif err := renameOldSchema(db); err != nil {\n\t\treturn err\n\t}\n\tfor _, it",
        ),
    ] {
        let dir = package(&format!("package store\n\nimport \"database/sql\"\n\n{body}\n"), &[]);
        let (code, said) = rename(&dir);
        assert_eq!(code, 0, "{said}");
        let store = read(&dir, "p/store/store.go");
        assert!(store.contains(call), "{store}");
    }
}

/// Opens a database of each state by the new code, twice.
const TEST: &str = r#"package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	_ "github.com/mattn/go-sqlite3"
)

const legacy = `CREATE TABLE lots (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_no TEXT NOT NULL, weight REAL);
CREATE INDEX lots_by_no ON lots(lot_no);
CREATE VIEW heavy AS SELECT lot_no, weight FROM lots WHERE weight > 10;
CREATE TRIGGER no_empty BEFORE INSERT ON lots WHEN NEW.lot_no = '' BEGIN SELECT RAISE(ABORT, 'empty'); END;
INSERT INTO lots (lot_no, weight) VALUES ('a', 20), ('b', 5);`

func TestStates(t *testing.T) {
	for name, made := range map[string]string{
		"empty": "", "legacy": legacy,
		"no trigger": legacy + `DROP TRIGGER no_empty`,
		"no view": legacy + `DROP TRIGGER no_empty; DROP VIEW heavy`,
		"column done": legacy + `DROP TRIGGER no_empty; DROP VIEW heavy; ALTER TABLE lots RENAME COLUMN lot_no TO batch_no`,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "lots.db")
			db, err := sql.Open("sqlite3", path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(made); err != nil {
				t.Fatal(err)
			}
			want := 1
			if name == "empty" {
				want = 0
			}
			for range 2 {
				s, err := Open(context.Background(), path)
				if err != nil {
					t.Fatal(err)
				}
				if n, err := s.Heavy("a"); err != nil || n != want {
					t.Fatal(n, want, err)
				}
				if _, err := s.db.Exec(`INSERT INTO lots (batch_no) VALUES ('')`); err == nil {
					t.Fatal("the trigger is gone")
				}
			}
		})
	}
}
"#;

#[test]
fn the_new_code_opens_a_database_in_any_state() {
    let Some(module) = std::env::var_os("RUNSESS_GO_SQLITE").map(PathBuf::from) else {
        assert!(std::env::var_os("CI").is_none(), "RUNSESS_GO_SQLITE is not set, and CI must not skip what needs it");
        eprintln!("SKIPPED: RUNSESS_GO_SQLITE names no module with a driver, so no code was run on a database");
        return;
    };
    let dir = package(STORE, &[("p/store/schema.sql", SCHEMA)]);
    for file in ["go.mod", "go.sum"] {
        std::fs::copy(module.join(file), dir.path().join("p").join(file)).unwrap();
    }
    let (code, said) = rename(&dir);
    assert_eq!(code, 0, "{said}");
    put(dir.path(), "p/store/store_test.go", TEST);
    run_go(&dir.path().join("p"), &["vet", "./..."]);
    run_go(&dir.path().join("p"), &["test", "./..."]);
    let mut gofmt = Command::new("gofmt");
    gofmt.current_dir(dir.path().join("p/store")).args(["-l", "store.go", "store_renames.go"]);
    let (changed, err) = texts(&gofmt.output().expect("gofmt starts"));
    assert_eq!((changed.as_str(), err.as_str()), ("", ""), "gofmt would change them");
}

fn run_go(module: &Path, args: &[&str]) {
    let mut go = Command::new("go");
    go.current_dir(module).args(args).env("GOFLAGS", "-mod=mod").env("GOPROXY", "off").env("GOWORK", "off");
    let output = go.env("GOTOOLCHAIN", "local").output().expect("go starts");
    let (out, err) = texts(&output);
    assert!(output.status.success(), "go {args:?}\n{out}{err}");
}
