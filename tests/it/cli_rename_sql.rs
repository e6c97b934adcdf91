//! `rename` of tables, columns and indexes: planned as a batch that holds nothing else, so the script is proved, applied migrations stay,
//! and what would be left behind is refused.

use tempfile::TempDir;

use crate::support::{put, run_in};

const MODULE: &str = "module x.test\n\ngo 1.24\n";

fn package(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", MODULE);
    files.iter().for_each(|(path, text)| put(dir.path(), path, text));
    dir
}

fn rename(dir: &TempDir, symbol: &str, new: &str, more: &[&str]) -> (i32, String, String) {
    let args = ["rename", symbol, new, "p", "--allow-no-vcs"];
    run_in(&[&args[..], more].concat(), dir.path())
}

fn read(dir: &TempDir, path: &str) -> String {
    std::fs::read_to_string(dir.path().join(path)).unwrap_or_default()
}

const FIND: &str = "package store\n\nimport \"database/sql\"\n\nfunc find(db *sql.DB, lot string) *sql.Row {\n\treturn \
                    db.QueryRow(`SELECT id FROM samples WHERE lot_id = ?`, lot)\n}\n";

#[test]
fn applied_migrations_get_the_next_one() {
    let up = "CREATE TABLE samples (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_id TEXT NOT NULL);\n";
    let dir = package(&[
        ("p/migrations/000001_a.up.sql", up),
        ("p/migrations/000001_a.down.sql", "DROP TABLE samples;\n"),
        ("p/store/store.go", FIND),
    ]);
    let (code, out, said) = rename(&dir, "samples.lot_id", "batch_id", &["--diff"]);
    assert!(code == 0 && out.contains("+ALTER TABLE samples RENAME COLUMN lot_id TO batch_id;"), "{out}{said}");
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &[]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(read(&dir, "p/migrations/000001_a.up.sql"), up);
    let next: Vec<String> = std::fs::read_dir(dir.path().join("p/migrations"))
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .filter(|it| it.starts_with("000002"))
        .collect();
    assert_eq!(next.len(), 2, "{next:?}");
    // The local that holds the value is another name, and was not asked for.
    assert!(read(&dir, "p/store/store.go").contains("WHERE batch_id = ?`, lot)"));
}

#[test]
fn a_place_names_a_table_and_an_index_has_a_prefix() {
    let schema = "CREATE TABLE IF NOT EXISTS samples (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_id TEXT);\n\
                  CREATE INDEX IF NOT EXISTS by_lot ON samples(lot_id);\n";
    let dir = package(&[("p/store/schema.sql", schema), ("p/store/store.go", FIND)]);
    let (code, _, said) = rename(&dir, "p/store/store.go:6:42", "probes", &[]);
    assert!(code == 0 && said.contains("ALTER TABLE samples RENAME TO probes;"), "{said}");
    assert!(read(&dir, "p/store/store.go").contains("SELECT id FROM probes"));
    let (code, _, said) = rename(&dir, "index:by_lot", "probes_by_lot", &[]);
    assert!(code == 0 && said.contains("DROP INDEX IF EXISTS by_lot;"), "{said}");
    let now = schema.replace("samples", "probes").replace("by_lot", "probes_by_lot");
    assert_eq!(read(&dir, "p/store/schema.sql"), now);
}

#[test]
fn what_would_be_left_behind_is_refused() {
    let schema = "CREATE TABLE IF NOT EXISTS samples (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_id TEXT);\n";
    let row = "package store\n\n// Row is one of samples.\ntype Row struct {\n\tLotID string `db:\"lot_id\"`\n}\n";
    let dir = package(&[("p/store/schema.sql", schema), ("p/store/store.go", FIND), ("p/store/row.go", row)]);
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &[]);
    assert!(code == 1 && said.contains("row.go:5") && said.contains("nothing was written"), "{said}");
    assert_eq!((read(&dir, "p/store/schema.sql").as_str(), read(&dir, "p/store/store.go").as_str()), (schema, FIND));
    assert!(said.contains("--keep-others"), "{said}");
    // A person has looked: the tag is for another table.
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &["--keep-others"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        read(&dir, "p/store/store.go").contains("batch_id = ?")
            && read(&dir, "p/store/row.go").contains("db:\"lot_id\"")
    );
}

/// Without a mapper, a field that is called like a column is only called so; neither is a flag one.
#[test]
fn a_field_is_no_column_where_nothing_maps_rows_to_fields() {
    let schema = "CREATE TABLE IF NOT EXISTS samples (id INTEGER PRIMARY KEY AUTOINCREMENT, place TEXT);\n";
    let store = |import: &str| {
        format!(
            "package store\n\nimport (\n\t\"database/sql\"\n\t\"flag\"\n{import})\n\n// Sample is kept.\ntype Sample struct{{ Place string }}\n\n\
             func add(db *sql.DB, it Sample) error {{\n\tflag.StringVar(&it.Place, \"place\", \"\", \"\")\n\t_, err := db.Exec(`INSERT INTO \
             samples (place) VALUES (?)`, it.Place)\n\treturn err\n}}\n"
        )
    };
    let mapped =
        package(&[("p/store/schema.sql", schema), ("p/store/store.go", &store("\n\t_ \"github.com/jmoiron/sqlx\"\n"))]);
    let (code, _, said) = rename(&mapped, "samples.place", "site", &[]);
    assert!(code == 1 && said.contains("a field or property may stand for the column"), "{said}");
    let dir = package(&[("p/store/schema.sql", schema), ("p/store/store.go", &store(""))]);
    let (code, _, said) = rename(&dir, "samples.place", "site", &[]);
    assert_eq!(code, 0, "{said}");
    let store = read(&dir, "p/store/store.go");
    assert!(store.contains("samples (site) VALUES (?)`, it.Place)") && store.contains("\"place\""), "{store}");
}

/// One schema for two kinds of servers, and code that lies beside neither.
fn of_two_servers(store: &str) -> TempDir {
    let made = |id: &str| format!("-- +goose Up\nCREATE TABLE samples (id {id} PRIMARY KEY, lot_id TEXT NOT NULL);\n");
    package(&[
        ("p/assets/sqlite/001_a.sql", &made("INTEGER")),
        ("p/assets/postgres/001_a.sql", &made("BIGSERIAL")),
        ("p/store/store.go", store),
    ])
}

#[test]
fn code_of_an_unknown_database_is_not_left_behind() {
    let dir = of_two_servers(FIND);
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &[]);
    assert!(code == 2 && said.contains("is in 3 databases") && said.contains("--every-database"), "{said}");
    // Neither database is the one of the code, as far as anybody knows.
    let (code, _, said) = rename(&dir, "p/assets/sqlite/001_a.sql:2:47", "batch_id", &[]);
    assert!(
        code == 1 && said.contains("store.go:6") && said.contains("nothing tells which of the databases"),
        "{said}"
    );
    assert!(!dir.path().join("p/assets/sqlite/002_rename_lot_id_to_batch_id.sql").exists());
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &["--every-database"]);
    assert!(code == 1 && said.contains("it is one of PostgreSQL"), "{said}");
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &["--every-database", "--unproved-sql"]);
    assert_eq!(code, 0, "{said}");
    for server in ["sqlite", "postgres"] {
        let next = read(&dir, &format!("p/assets/{server}/002_rename_lot_id_to_batch_id.sql"));
        assert!(next.contains("ALTER TABLE samples RENAME COLUMN lot_id TO batch_id;"), "{next}\n{said}");
    }
    assert!(read(&dir, "p/store/store.go").contains("WHERE batch_id = ?"));
}

/// A file in the folder of an old version would never be run on a database that is past it.
#[test]
fn no_migration_is_added_to_a_version() {
    let dir = package(&[
        ("p/migration/0.1/00__a.sql", "CREATE TABLE samples (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_id TEXT);\n"),
        ("p/migration/0.2/00__b.sql", "ALTER TABLE samples ADD COLUMN note TEXT;\n"),
        ("p/store/store.go", FIND),
    ]);
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &["--every-database"]);
    assert!(code == 1 && said.contains("a folder for each version"), "{said}");
    assert_eq!(std::fs::read_dir(dir.path().join("p/migration/0.1")).unwrap().count(), 1);
    assert_eq!(read(&dir, "p/store/store.go"), FIND);
}

#[test]
fn a_name_that_only_migrations_have_is_looked_for_elsewhere() {
    let row = "package store\n\n// Row is one of samples.\ntype Row struct {\n\tLotID string `db:\"lot_id\"`\n}\n";
    let dir = package(&[
        ("p/migrations/000001_a.up.sql", "CREATE TABLE samples (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_id TEXT);\n"),
        ("p/migrations/000001_a.down.sql", "DROP TABLE samples;\n"),
        ("p/store/row.go", row),
    ]);
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &[]);
    assert!(code == 1 && said.contains("row.go:5") && said.contains("a struct tag has the name"), "{said}");
    assert!(!dir.path().join("p/migrations/000002_rename_lot_id_to_batch_id.up.sql").exists());
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &["--keep-others"]);
    assert!(code == 0 && dir.path().join("p/migrations/000002_rename_lot_id_to_batch_id.up.sql").exists(), "{said}");
}

#[test]
fn other_servers_need_a_person() {
    let schema = "CREATE TABLE samples (id BIGSERIAL PRIMARY KEY, lot_id TEXT, at TIMESTAMPTZ);\n";
    let dir = package(&[("p/store/schema.sql", schema), ("p/store/store.go", &FIND.replace('?', "$1"))]);
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &[]);
    assert!(code == 1 && said.contains("it is one of PostgreSQL"), "{said}");
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &["--unproved-sql"]);
    assert!(code == 0 && said.contains("ALTER TABLE samples RENAME COLUMN lot_id TO batch_id;"), "{said}");
    assert!(read(&dir, "p/store/schema.sql").contains("batch_id TEXT"));
}

#[test]
fn a_column_of_another_table_keeps_its_name() {
    let schema = "CREATE TABLE IF NOT EXISTS samples (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_id TEXT);\n\
                  CREATE TABLE IF NOT EXISTS auctions (lot_id TEXT REFERENCES samples(lot_id));\n\
                  CREATE VIEW IF NOT EXISTS names AS SELECT lot_id FROM samples;\n";
    let uses = "package store\n\nimport \"database/sql\"\n\nfunc find(db *sql.DB) {\n\t_, _ = db.Query(`SELECT n.lot_id FROM names n`)\n\
                \t_, _ = db.Query(`SELECT a.lot_id FROM auctions a JOIN samples s ON s.lot_id = a.lot_id`)\n}\n";
    let dir = package(&[("p/store/schema.sql", schema), ("p/store/store.go", uses)]);
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &[]);
    assert_eq!(code, 0, "{said}");
    let (schema, store) = (read(&dir, "p/store/schema.sql"), read(&dir, "p/store/store.go"));
    assert!(schema.contains("auctions (lot_id TEXT REFERENCES samples(batch_id))"), "{schema}");
    // A view hands the column on under its name.
    assert!(
        schema.contains("AS SELECT batch_id FROM samples") && store.contains("SELECT n.batch_id FROM names n"),
        "{store}"
    );
    assert!(store.contains("SELECT a.lot_id FROM auctions a JOIN samples s ON s.batch_id = a.lot_id"), "{store}");
}

#[test]
fn code_that_is_made_from_statements_is_to_be_made_anew() {
    let schema = "CREATE TABLE samples (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_id TEXT);\n";
    let query = "-- name: FindSample :one\nSELECT id FROM samples WHERE lot_id = ?;\n";
    let config = "version: \"2\"\nsql:\n  - engine: sqlite\n    schema: db/schema.sql\n    queries: db/query.sql\n";
    let made = "// Code generated by sqlc. DO NOT EDIT.\n\npackage gen\n\nconst findSample = `-- name: FindSample :one\nSELECT id FROM samples WHERE \
                lot_id = ?\n`\n";
    let files =
        [("p/db/schema.sql", schema), ("p/db/query.sql", query), ("p/sqlc.yaml", config), ("p/db/gen/q.sql.go", made)];
    let dir = package(&files);
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &[]);
    assert!(code == 0 && said.contains("p/sqlc.yaml:1 `sqlc generate`"), "{said}");
    assert!(read(&dir, "p/db/query.sql").contains("WHERE batch_id = ?"));
    assert_eq!(read(&dir, "p/db/gen/q.sql.go"), made);
    // Without the configuration nothing says that it will be.
    let dir = package(&[files[0], files[1], files[3]]);
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &[]);
    assert!(code == 1 && said.contains("p/db/gen/q.sql.go"), "{said}");
}

#[test]
fn a_program_reads_each_place_and_nothing_is_written() {
    let schema = "CREATE TABLE samples (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_id TEXT);\n";
    let dir = package(&[("p/store/schema.sql", schema), ("p/store/store.go", FIND)]);
    let (code, out, said) = rename(&dir, "samples.lot_id", "batch_id", &["--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&out).unwrap();
    let groups = plan["groups"].as_array().unwrap();
    assert!(code == 0 && groups.iter().all(|it| it["old"] == "lot_id" && it["new"] == "batch_id"), "{out}{said}");
    let places: Vec<&serde_json::Value> = groups.iter().flat_map(|it| it["places"].as_array().unwrap()).collect();
    assert_eq!(places, ["x.test/store/schema.sql:1", "x.test/store/store.go:6"], "{out}");
    let (_, lines, _) = rename(&dir, "samples.lot_id", "batch_id", &["--format", "jsonl"]);
    let changes = lines.lines().filter(|it| it.contains("\"kind\":\"change\"") && it.contains("\"new\":\"batch_id\""));
    assert_eq!(changes.count(), groups.len(), "{lines}");
    assert_eq!(read(&dir, "p/store/schema.sql"), schema);
}

const RULES: &str = "version: 1
name: lots
title: Lots
terms:
  - {id: lot-id, words: lot id, to: batch id}
categories:
  - {id: OLD, description: The old name, action: Rename, gate: fail}
rules:
  - {id: old, when: {}, category: OLD}
batches:
  - id: 1
    title: All
    risk: low
    breaking: \"Yes\"
    changes:
      - {when: {category: OLD, role: struct-tag}, change: retag}
      - {when: {category: OLD, role: [identifier, sql, map-key]}, change: rename}
";

/// Applies a batch that renames everything, but for what is refused.
fn applied(dir: &TempDir) -> (i32, String) {
    put(dir.path(), "rules.yaml", RULES);
    let args =
        ["apply", "--batch", "1", "--rules", "rules.yaml", "p", "--allow-no-vcs", "--allow-dirty", "--skip-refused"];
    let (code, _, said) = run_in(&args, dir.path());
    (code, said)
}

#[test]
fn a_tag_and_a_placeholder_stay_with_a_column_that_is_refused() {
    let store = "package store\n\nimport \"github.com/jmoiron/sqlx\"\n\nconst schema = `CREATE TABLE samples (id BIGSERIAL, lot_id TEXT)`\n\n// Row is one.\n\
                 type Row struct {\n\tBatch string `db:\"lot_id\" json:\"lot_id\"`\n}\n\nfunc put(db *sqlx.DB, it string) {\n\t_, _ = \
                 db.NamedExec(`INSERT INTO samples (lot_id) VALUES (:lot_id)`, map[string]any{\"lot_id\": it, \"at\": 1})\n}\n";
    let dir = package(&[("p/store/store.go", store)]);
    let (code, said) = applied(&dir);
    assert!(code == 1 && said.contains("a mapper finds `lot_id` by this tag"), "{said}");
    let now = read(&dir, "p/store/store.go");
    assert!(now.contains("db:\"lot_id\"") && now.contains("(:lot_id)`, map[string]any{\"lot_id\": it"), "{now}{said}");
    // On SQLite there is a proof, and all of them go together.
    let dir = package(&[("p/store/store.go", &store.replace("BIGSERIAL", "INTEGER PRIMARY KEY"))]);
    let (code, said) = applied(&dir);
    assert_eq!(code, 0, "{said}");
    let now = read(&dir, "p/store/store.go");
    assert!(now.contains("db:\"batch_id\"") && now.contains("(:batch_id)`, map[string]any{\"batch_id\": it"), "{now}");
}

#[test]
fn a_literal_before_a_value_is_a_statement_where_a_database_receives_it() {
    let schema = "CREATE TABLE samples (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_id TEXT);\n";
    let store = "package store\n\nimport \"database/sql\"\n\nfunc find(db *sql.DB, which string) {\n\t_, _ = db.Query(`lot_id = ` + which)\n}\n";
    let dir = package(&[("p/store/schema.sql", schema), ("p/store/store.go", store)]);
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &[]);
    assert_eq!(code, 0, "{said}");
    assert!(read(&dir, "p/store/store.go").contains("db.Query(`batch_id = ` + which)"));
}

/// A dump of a schema beside the migrations that make it (dbmate writes one) is no second database, and code that asks a view goes along.
#[test]
fn a_dump_beside_migrations_is_a_copy() {
    let schema = "CREATE TABLE samples (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_id TEXT);\nCREATE VIEW all_lots AS SELECT lot_id FROM samples;\n";
    let up = format!("-- migrate:up\n{schema}\n-- migrate:down\nDROP VIEW all_lots;\nDROP TABLE samples;\n");
    let view =
        "package p\n\nimport \"database/sql\"\n\nfunc lots(db *sql.DB) { db.Query(`SELECT lot_id FROM all_lots`) }\n";
    let files = [("p/db/migrations/20240101000000_a.sql", &*up), ("p/db/schema.sql", schema), ("p/lots.go", view)];
    let dir = package(&files);
    let (code, out, said) = rename(&dir, "samples.lot_id", "batch_id", &["--diff"]);
    assert!(code == 0 && out.contains("+ALTER TABLE samples RENAME COLUMN lot_id TO batch_id;"), "{out}{said}");
    assert!(out.contains("+CREATE VIEW all_lots AS SELECT batch_id FROM samples;"), "{out}");
    assert!(out.contains("`SELECT batch_id FROM all_lots`"), "{out}");
}

/// Of two databases with a view of one name, nothing says which one the code beside neither of them asks.
#[test]
fn a_view_of_several_databases_refuses_the_rename_of_one() {
    let schema = "CREATE TABLE IF NOT EXISTS samples (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_id TEXT);\nCREATE VIEW IF NOT EXISTS all_lots AS SELECT \
                  lot_id FROM samples;\n";
    let view =
        "package p\n\nimport \"database/sql\"\n\nfunc lots(db *sql.DB) { db.Query(`SELECT lot_id FROM all_lots`) }\n";
    let dir = package(&[("p/one/schema.sql", schema), ("p/two/schema.sql", schema), ("p/lots.go", view)]);
    let (code, _, said) = rename(&dir, "p/one/schema.sql:1:75", "batch_id", &["--diff"]);
    assert!(code == 1 && said.contains("lots.go:5"), "{said}");
    let (code, out, said) = rename(&dir, "samples.lot_id", "batch_id", &["--diff", "--every-database"]);
    assert!(code == 0 && out.contains("`SELECT batch_id FROM all_lots`"), "{out}{said}");
}

/// A view lies in another folder than the code that asks it; nothing in the view is called by a term but its column.
#[test]
fn a_view_is_of_the_folder_that_makes_it() {
    let schema = "CREATE TABLE IF NOT EXISTS samples (id INTEGER PRIMARY KEY AUTOINCREMENT, lot_id TEXT);\nCREATE VIEW every AS SELECT lot_id FROM samples;\n";
    let view =
        "package p\n\nimport \"database/sql\"\n\nfunc lots(db *sql.DB) { db.Query(`SELECT lot_id FROM every`) }\n";
    let dir = package(&[("p/db/schema.sql", schema), ("p/lots.go", view)]);
    let (code, out, said) = rename(&dir, "samples.lot_id", "batch_id", &["--diff"]);
    assert!(code == 0 && out.contains("`SELECT batch_id FROM every`"), "{out}{said}");
}

/// A store of `sqlx` whose rows are read by the tags of `Sample`; `more` stands behind.
fn tagged(more: &str) -> TempDir {
    let store = "package store\n\nimport \"github.com/jmoiron/sqlx\"\n\nconst schema = `CREATE TABLE IF NOT EXISTS samples (id INTEGER PRIMARY KEY \
                 AUTOINCREMENT, lot_id TEXT); CREATE TABLE IF NOT EXISTS stops (id INTEGER PRIMARY KEY, lot_id TEXT)`\n\n// Sample is a row.\ntype \
                 Sample struct {\n\tLotID string `db:\"lot_id\" json:\"lot_id\"`\n}\n\nfunc all(db *sqlx.DB) (out []Sample) {\n\tdb.Select(&out, \
                 \"SELECT lot_id FROM samples\")\n\treturn out\n}\n\nfunc put(db *sqlx.DB, it Sample) {\n\tdb.NamedExec(\"INSERT INTO samples (lot_id) \
                 VALUES (:lot_id)\", it)\n}\n";
    package(&[("p/store/store.go", &format!("{store}{more}"))])
}

#[test]
fn the_tag_of_a_row_and_its_placeholder_go_with_the_column() {
    let (code, out, said) = rename(&tagged(""), "samples.lot_id", "batch_id", &["--diff"]);
    assert!(code == 0 && out.contains("`db:\"batch_id\" json:\"lot_id\"`"), "{out}{said}");
    assert!(out.contains("\"INSERT INTO samples (batch_id) VALUES (:batch_id)\", it"), "{out}");
}

/// The same struct for rows of another table, and a map that gives a value by its key: neither is guessed.
#[test]
fn a_tag_for_two_tables_is_left_behind() {
    let both = "\nfunc stops(db *sqlx.DB) (out []Sample) {\n\tdb.Select(&out, \"SELECT lot_id FROM stops\")\n\treturn out\n}\n";
    let keyed = "\nfunc set(db *sqlx.DB) {\n\tvalues := map[string]any{\"lot_id\": 1}\n\tdb.NamedExec(\"UPDATE samples SET lot_id = :lot_id\", \
                 values)\n}\n";
    for more in [both, keyed] {
        let (code, _, said) = rename(&tagged(more), "samples.lot_id", "batch_id", &["--diff"]);
        assert!(code == 1 && said.contains("a struct tag has the name"), "{said}");
    }
}

/// A constraint in the tag keeps its name; a field without the name of its column in a tag needs one first.
#[test]
fn a_mapper_goes_with_the_column_that_its_tag_says() {
    let model = |tag: &str| {
        format!(
            "package store\n\nimport (\n\t\"database/sql\"\n\n\t\"github.com/uptrace/bun\"\n)\n\nconst schema = `CREATE TABLE IF NOT EXISTS samples (id \
             INTEGER PRIMARY KEY AUTOINCREMENT, lot_id TEXT)`\n\n// Sample is a row.\ntype Sample struct {{\n\tbun.BaseModel \
             `bun:\"table:samples\"`\n\tLotID string `bun:\"{tag}\"`\n}}\n\nfunc open(db *sql.DB) {{ db.Exec(schema) }}\n\nfunc all(db *bun.DB) (out \
             []Sample) {{\n\tdb.NewSelect().Model(&out).Where(\"lot_id IS NULL\").Scan(nil)\n\treturn out\n}}\n"
        )
    };
    let dir = package(&[("p/store/store.go", &model("lot_id,notnull,unique:lot_id"))]);
    let (code, out, said) = rename(&dir, "samples.lot_id", "batch_id", &["--diff"]);
    assert!(code == 0 && out.contains("`bun:\"batch_id,notnull,unique:lot_id\"`"), "{out}{said}");
    let dir = package(&[("p/store/store.go", &model(",notnull"))]);
    let (code, _, said) = rename(&dir, "samples.lot_id", "batch_id", &["--diff"]);
    assert!(code == 1 && said.contains("a mapper makes the name of the column from this field"), "{said}");
}
