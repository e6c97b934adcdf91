//! `rename` of a column whose name a program has otherwise than as one word of a statement: put together from parts, made of a field, as the key of a row.

use tempfile::TempDir;

use crate::support::{put, run_in};

const MODULE: &str = "module x.test\n\ngo 1.24\n";
const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS parcels (id INTEGER PRIMARY KEY, lot_id TEXT NOT NULL);\n";

fn package(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", MODULE);
    files.iter().for_each(|(path, text)| put(dir.path(), path, text));
    dir
}

fn rename(dir: &TempDir, symbol: &str, more: &[&str]) -> (i32, String, String) {
    let args = ["rename", symbol, "batch_id", "p", "--allow-no-vcs", "--diff"];
    run_in(&[&args[..], more].concat(), dir.path())
}

#[test]
fn a_name_that_is_put_together_refuses() {
    let go = |body: &str| {
        format!(
            "package store\n\nimport (\n\t\"database/sql\"\n\t\"fmt\"\n)\n\nvar _ = fmt.Sprintf\n\nfunc by(db *sql.DB, kind, id string) (*sql.Rows, \
             error) {{\n{body}\n}}\n"
        )
    };
    let asks = "db.Query(\"SELECT id FROM parcels WHERE \" + column + \" = ?\", id)";
    for (body, refused) in [
        ("\treturn db.Query(\"SELECT id FROM parcels WHERE \"+kind+\"_id = ?\", id)".to_owned(), true),
        ("\treturn db.Query(fmt.Sprintf(\"SELECT id FROM parcels WHERE %s_id = ?\", kind), id)".to_owned(), true),
        (format!("\tcolumn := kind + \"_id\"\n\treturn {asks}"), true),
        ("\treturn db.Query(\"SELECT id FROM parcels WHERE id = ? AND \"+kind+\" > ?\", id)".to_owned(), false),
        // Another name, and another table.
        (format!("\tcolumn := kind + \"_ref\"\n\treturn {asks}"), false),
        (
            "\t_ = \"FROM parcels\"\n\treturn db.Query(fmt.Sprintf(\"SELECT %s_id FROM bids WHERE id = ?\", kind), id)"
                .to_owned(),
            false,
        ),
    ] {
        let dir = package(&[("p/store/schema.sql", SCHEMA), ("p/store/store.go", &go(&body))]);
        let (code, _, said) = rename(&dir, "parcels.lot_id", &[]);
        let is_said = said.contains("store.go:") && said.contains("only `_id` is put together");
        assert!((code, is_said) == if refused { (1, true) } else { (0, false) }, "{body}\n{said}");
        // A person has looked.
        assert_eq!(rename(&dir, "parcels.lot_id", &["--keep-others"]).0, 0, "{body}");
    }
    let script = "export const by = (db: { prepare(q: string): { all(id: string): unknown } }, kind: string, id: string) =>\n  \
                  db.prepare(`SELECT id FROM parcels WHERE ${kind}_id = ?`).all(id)\n";
    let dir = package(&[("p/schema.sql", SCHEMA), ("p/src/store.ts", script)]);
    let (code, _, said) = rename(&dir, "parcels.lot_id", &[]);
    assert!(code == 1 && said.contains("store.ts:2") && said.contains("only `_id` is put together"), "{said}");
}

/// `pgx` finds the field of a column without a tag, and in types that are embedded.
#[test]
fn a_field_without_a_tag_may_be_the_column() {
    let store = |of: &str| {
        format!(
            "package store\n\nimport (\n\t\"context\"\n\n\t\"github.com/jackc/pgx/v5\"\n)\n\ntype Base struct {{\n\tLotID string\n}}\n\ntype Parcel struct \
             {{\n\tBase\n\tID int64\n}}\n\ntype Other struct{{ ID int64 }}\n\nfunc all(ctx context.Context, c *pgx.Conn) ([]{of}, error) {{\n\trows, err := \
             c.Query(ctx, `SELECT * FROM parcels`)\n\tif err != nil {{\n\t\treturn nil, err\n\t}}\n\treturn pgx.CollectRows(rows, \
             pgx.RowToStructByName[{of}])\n}}\n"
        )
    };
    let dir = package(&[("p/store/sqlite.sql", SCHEMA), ("p/store/store.go", &store("Parcel"))]);
    let (code, _, said) = rename(&dir, "parcels.lot_id", &[]);
    assert!(code == 1 && said.contains("store.go:10") && said.contains("say the column in its tag first"), "{said}");
    let said_so = store("Parcel").replace("LotID string", "LotID string `db:\"lot_id\"`");
    put(dir.path(), "p/store/store.go", &said_so);
    let (_, _, said) = rename(&dir, "parcels.lot_id", &[]);
    assert!(!said.contains("say the column in its tag first"), "{said}");
    put(dir.path(), "p/store/store.go", &store("Other"));
    let (code, _, said) = rename(&dir, "parcels.lot_id", &[]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn keys_of_whole_rows_refuse() {
    let store = |made: &str| {
        format!(
            "package store\n\nimport (\n\t\"database/sql\"\n\t\"encoding/json\"\n)\n\ntype parcel struct {{\n\tLotID string `json:\"lot_id\"`\n}}\n\nfunc \
             one(db *sql.DB) (it parcel, err error) {{\n\tvar raw []byte\n\tif err = db.QueryRow(`SELECT {made} FROM parcels p`).Scan(&raw); err != nil \
             {{\n\t\treturn it, err\n\t}}\n\treturn it, json.Unmarshal(raw, &it)\n}}\n"
        )
    };
    let dir = package(&[("p/store/sqlite.sql", SCHEMA), ("p/store/store.go", &store("to_jsonb(p)"))]);
    let (code, _, said) = rename(&dir, "parcels.lot_id", &[]);
    assert!(code == 1 && said.contains("store.go:9") && said.contains("makes JSON of whole rows"), "{said}");
    // The statement says the key itself.
    put(dir.path(), "p/store/store.go", &store("json_object('lot_id', p.lot_id)"));
    let (code, out, said) = rename(&dir, "parcels.lot_id", &[]);
    assert!(code == 0 && out.contains("json_object('lot_id', p.batch_id)"), "{out}{said}");
}

#[test]
fn rows_in_files_refuse_by_the_name_of_their_table() {
    let rows = "- id: 1\n  lot_id: a\n";
    let dir = package(&[("p/store/schema.sql", SCHEMA), ("p/store/fixtures/parcels.yml", rows)]);
    let (code, _, said) = rename(&dir, "parcels.lot_id", &[]);
    assert!(code == 1 && said.contains("fixtures/parcels.yml:2") && said.contains("rows for the table"), "{said}");
    let dir = package(&[("p/store/schema.sql", SCHEMA), ("p/store/fixtures/bids.yml", rows)]);
    assert_eq!(rename(&dir, "parcels.lot_id", &[]).0, 0);
}

/// A page of Go has fields of Go, which keep their names.
#[test]
fn a_field_in_a_page_is_no_column() {
    let schema = "CREATE TABLE IF NOT EXISTS parcels (id INTEGER PRIMARY KEY, Lot TEXT NOT NULL);\n";
    let store = "package store\n\nimport \"database/sql\"\n\n// Parcel is a row.\ntype Parcel struct{ Lot string }\n\nfunc put(db *sql.DB, it Parcel) error \
                 {\n\t_, err := db.Exec(\"INSERT INTO parcels (Lot) VALUES (?)\", it.Lot)\n\treturn err\n}\n";
    let page = "<p>{{ .Lot }}</p>\n";
    let dir = package(&[("p/store/schema.sql", schema), ("p/store/store.go", store), ("p/pages/a.html", page)]);
    let (code, out, said) = rename(&dir, "parcels.Lot", &[]);
    assert!(code == 0 && out.contains("INSERT INTO parcels (batch_id)"), "{out}{said}");
    let mapped =
        store.replace("import \"database/sql\"", "import (\n\t\"database/sql\"\n\n\t_ \"github.com/jmoiron/sqlx\"\n)");
    put(dir.path(), "p/store/store.go", &mapped);
    let (code, _, said) = rename(&dir, "parcels.Lot", &["--keep-others"]);
    assert_eq!(code, 0, "{said}");
    let (code, _, said) = rename(&dir, "parcels.Lot", &[]);
    assert!(code == 1 && said.contains("pages/a.html:1"), "{said}");
}

/// A dump beside the folder of migrations is what they make, with the table in which their tool counts them.
#[test]
fn a_dump_beside_migrations_is_their_copy() {
    let made = "CREATE TABLE parcels (\n    id INTEGER PRIMARY KEY,\n    lot_id TEXT NOT NULL\n);\n";
    let migration = format!("-- migrate:up\n{made}\n-- migrate:down\nDROP TABLE parcels;\n");
    let dump = format!("CREATE TABLE IF NOT EXISTS \"schema_migrations\" (version varchar(128) primary key);\n{made}");
    let store = "package store\n\nimport \"database/sql\"\n\nfunc find(db *sql.DB, lot string) *sql.Row {\n\treturn db.QueryRow(`SELECT id FROM \
                 parcels WHERE lot_id = ?`, lot)\n}\n";
    let dir = package(&[
        ("p/db/migrations/20240101000000_init.sql", &migration),
        ("p/db/schema.sql", &dump),
        ("p/store/store.go", store),
    ]);
    // A schema of the server may be said, too.
    let (code, out, said) = rename(&dir, "main.parcels.lot_id", &[]);
    assert_eq!(code, 0, "{said}");
    assert!(out.contains("/db/schema.sql\n@@") && out.contains("WHERE batch_id = ?"), "{out}");
    assert!(out.contains("20240101000001_rename_lot_id_to_batch_id.sql"), "{out}");
    assert!(!said.contains("before its script has run"), "{said}");
}

/// darwin has all versions in one file, and a checksum of each.
#[test]
fn versions_of_one_file_are_history() {
    let versions = "-- Version: 1.01\n-- Description: Create table parcels\nCREATE TABLE parcels (\n\tid INTEGER PRIMARY KEY,\n\tlot_id TEXT\n);\n";
    let dir = package(&[("p/schema/sql/schema.sql", versions)]);
    let (code, out, said) = rename(&dir, "parcels.lot_id", &[]);
    assert!(code != 0 && out.is_empty(), "{out}{said}");
    assert!(said.contains("checksum of each version") && said.contains("RENAME COLUMN lot_id TO batch_id;"), "{said}");
}

/// Other servers than SQLite read `*` once, when the view is made.
#[test]
fn a_view_of_all_columns_is_made_again() {
    let schema = "CREATE TABLE parcels (id BIGSERIAL PRIMARY KEY, lot_id TEXT NOT NULL);\nCREATE VIEW kept AS SELECT * FROM parcels;\nCREATE VIEW again \
                  AS SELECT k.* FROM kept k;\nCREATE VIEW counted AS SELECT count(*) AS n FROM parcels;\n";
    let dir = package(&[("p/schema.sql", schema)]);
    let (code, _, said) = rename(&dir, "parcels.lot_id", &["--unproved-sql"]);
    let at = |text: &str| said.find(text).unwrap_or_else(|| panic!("{text}: {said}"));
    assert_eq!(code, 0, "{said}");
    assert!(at("DROP VIEW IF EXISTS again;") < at("DROP VIEW IF EXISTS kept;"), "{said}");
    assert!(at("DROP VIEW IF EXISTS kept;") < at("RENAME COLUMN lot_id"), "{said}");
    assert!(at("RENAME COLUMN lot_id") < at("CREATE VIEW kept") && at("CREATE VIEW kept") < at("CREATE VIEW again"));
    assert!(!said.contains("counted"), "{said}");
    // SQLite reads it whenever it is asked.
    let dir = package(&[("p/sqlite.sql", &schema.replace("BIGSERIAL", "INTEGER"))]);
    let (code, _, said) = rename(&dir, "parcels.lot_id", &[]);
    assert!(code == 0 && !said.contains("VIEW"), "{said}");
}

/// Rows of the proof that name themselves would make a query that follows them endless.
#[test]
fn a_query_that_follows_rows_ends() {
    let schema = "CREATE TABLE IF NOT EXISTS parcels (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parcels (id), lot_id TEXT NOT NULL);\n";
    let store = "package store\n\nimport \"database/sql\"\n\nfunc tree(db *sql.DB) (*sql.Rows, error) {\n\treturn db.Query(`WITH RECURSIVE tree (id, depth) \
                 AS (SELECT id, 0 FROM parcels WHERE lot_id = ? UNION ALL SELECT p.id, t.depth + 1 FROM parcels p JOIN tree t ON t.id = p.parent)\n\t\tSELECT \
                 id FROM tree`, 1)\n}\n";
    let dir = package(&[("p/store/schema.sql", schema), ("p/store/store.go", store)]);
    let (code, out, said) = rename(&dir, "parcels.lot_id", &[]);
    assert!(code == 0 && out.contains("WHERE batch_id = ?"), "{out}{said}");
}
