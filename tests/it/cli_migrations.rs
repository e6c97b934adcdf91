//! Applied migrations are history: none is changed, and the next one is a file that `apply` makes and `undo` takes away. What all of
//! them make together is run on SQLite.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::{files_below, put, run_in};
use rusqlite::Connection;

const RULES: &str = "version: 1
name: lot-to-batch
title: Lot to batch
terms:
  - {id: lot-id, words: lot id, to: batch id}
domains:
  - {id: lot, title: A lot, symbols: [samples.lot_id, 'index:samples_by_lot_id']}
categories:
  - {id: OLD, description: The old name, action: Rename, gate: fail}
rules:
  - {id: old, when: {domain: lot}, category: OLD}
batches:
  - id: 1
    title: All
    risk: low
    breaking: 'Yes'
    changes:
      - {when: {category: OLD, role: sql}, change: rename}
";

const TABLE: &str = "CREATE TABLE samples (id INTEGER PRIMARY KEY, lot_id TEXT NOT NULL);\n\
                     CREATE INDEX samples_by_lot_id ON samples (lot_id);\nCREATE VIEW ids AS SELECT lot_id FROM samples;\n";

const DROPS: &str = "DROP VIEW ids;\nDROP TABLE samples;\n";

/// A workspace with a store and two migrations of golang-migrate.
fn workspace(root: &Path) {
    put(root, "w/go.mod", "module x.test\n\ngo 1.24\n");
    put(root, "w/store.go", "package x\n\nconst find = `SELECT id FROM samples WHERE lot_id = ?`\n");
    put(root, "w/migrations/0001_samples.up.sql", TABLE);
    put(root, "w/migrations/0001_samples.down.sql", DROPS);
    put(root, "w/migrations/0002_place.up.sql", "ALTER TABLE samples ADD COLUMN place TEXT;\n");
    put(root, "w/migrations/0002_place.down.sql", "ALTER TABLE samples DROP COLUMN place;\n");
    put(root, "rules.yaml", RULES);
}

fn run(root: &Path, args: &[&str]) -> (i32, String, String) {
    let mut all = args.to_vec();
    all.extend(["--rules", "rules.yaml", "w"]);
    run_in(&all, root)
}

fn apply(root: &Path, more: &[&str]) -> (i32, String, String) {
    let mut args = vec!["apply", "--batch", "1", "--allow-no-vcs"];
    args.extend(more);
    run(root, &args)
}

fn tree(root: &Path) -> BTreeMap<PathBuf, String> {
    let text = |path: PathBuf| (path.clone(), std::fs::read_to_string(root.join("w").join(path)).unwrap());
    files_below(&root.join("w")).into_iter().map(text).collect()
}

/// What a database has, by names and texts of its schema.
fn schema(database: &Connection) -> Vec<String> {
    let mut statement = database.prepare("SELECT coalesce(sql, '') FROM sqlite_master ORDER BY name").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn all_migrations_and_the_next_one_make_what_the_new_code_uses() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    workspace(root);
    let before = tree(root);
    let (code, _, err) = apply(root, &[]);
    assert_eq!(code, 0, "{err}");
    let after = tree(root);
    let same = before.iter().filter(|(path, _)| path.starts_with("migrations")).all(|it| after.get(it.0) == Some(it.1));
    assert!(same, "a migration that was applied stays");
    let new: Vec<&str> = after.keys().filter(|it| !before.contains_key(*it)).map(|it| it.to_str().unwrap()).collect();
    let title = "migrations/0003_rename_lot_id_to_batch_id_and_1_more";
    assert_eq!(new, [format!("{title}.down.sql"), format!("{title}.up.sql")]);

    let database = Connection::open_in_memory().unwrap();
    let of = |name: &str| &after[Path::new(name)];
    for up in ["migrations/0001_samples.up.sql", "migrations/0002_place.up.sql"] {
        database.execute_batch(of(up)).unwrap();
    }
    database.execute_batch("INSERT INTO samples (lot_id, place) VALUES ('a', 'b')").unwrap();
    let old = schema(&database);
    let query = of("store.go").split('`').nth(1).unwrap().to_owned();
    assert!(database.prepare(&query).is_err(), "{query}");
    database.execute_batch(of(new[1])).unwrap();
    let id: i64 = database.query_row(&query, ["a"], |row| row.get(0)).unwrap();
    assert_eq!(id, 1);
    assert!(database.prepare("SELECT batch_id FROM ids").is_ok());
    database.execute_batch(of(new[0])).unwrap();
    assert_eq!(schema(&database), old, "the way back restores what was");
    assert!(database.prepare("SELECT lot_id, place FROM samples").is_ok());
}

#[test]
fn what_apply_makes_undo_takes_away() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    workspace(root);
    let before = tree(root);
    let (code, diff, err) = apply(root, &["--diff"]);
    assert_eq!((code, tree(root)), (0, before.clone()), "{err}");
    assert!(diff.contains("--- /dev/null\n+++ b/x.test/migrations/0003_rename_lot_id_to_batch_id"), "{diff}");
    let (_, out, err) = apply(root, &[]);
    assert!(out.contains("1 file rewritten, 2 made"), "{out}{err}");
    let after = tree(root);
    let (code, again, _) = apply(root, &["--diff"]);
    assert_eq!((code, again.as_str()), (0, ""), "the schema has the new name now");
    assert_eq!(run_in(&["undo"], root).0, 0);
    assert_eq!(tree(root), before);
    // And once more: the undo of an undo makes the files again.
    assert_eq!(run_in(&["undo", "2"], root).0, 0);
    assert_eq!(tree(root), after);
}

#[test]
fn a_file_that_is_there_already_is_not_written_over() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    workspace(root);
    let taken = "w/migrations/0003_rename_lot_id_to_batch_id_and_1_more.up.sql";
    // A folder has the name: no file of the inventory, and in the way all the same.
    std::fs::create_dir(root.join(taken)).unwrap();
    let before = tree(root);
    let (code, _, err) = apply(root, &[]);
    assert_ne!(code, 0);
    assert!(err.contains("is to be made, and is there already"), "{err}");
    assert_eq!(tree(root), before);
}

#[test]
fn a_patch_makes_the_file_as_well() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    workspace(root);
    assert_eq!(apply(root, &["--patch", "it.patch"]).0, 0);
    let before = tree(root);
    let git =
        |args: &[&str]| std::process::Command::new("git").args(args).current_dir(root.join("w")).output().unwrap();
    assert!(git(&["init", "-q"]).status.success());
    let done = git(&["apply", "../it.patch"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::remove_dir_all(root.join("w/.git")).unwrap();
    let patched = tree(root);
    assert_eq!(patched.len(), before.len() + 2);
    assert_eq!(apply(root, &["--diff"]).1, "");
}

#[test]
fn a_gate_passes_what_history_keeps_and_a_plan_lists_the_next_migration() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    workspace(root);
    let (_, plan, err) = run(root, &["plan"]);
    assert!(plan.contains("the next migration is migrations/0003_rename_lot_id"), "{plan}{err}");
    assert_eq!(run(root, &["check"]).0, 1, "the query is old");
    assert_eq!(apply(root, &[]).0, 0);
    let (code, out, err) = run(root, &["check"]);
    assert_eq!(code, 0, "{out}{err}");
    let (_, why, _) = run_in(&["explain", "w/migrations/0001_samples.up.sql:1:51", "--rules", "rules.yaml", "w"], root);
    assert!(why.contains("an applied migration is history: databases that exist were made by it"), "{why}");
}

#[test]
fn two_batches_are_two_migrations() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    workspace(root);
    let rules = RULES.replace("change: rename}", "change: rename}\n  - id: 2\n    title: Index\n    risk: low\n    breaking: 'Yes'\n    changes:\n      - {when: {category: OLD}, change: rename}");
    put(root, "rules.yaml", &rules.replacen("role: sql}", "role: sql-column}", 1));
    let (_, plan, err) = run(root, &["plan"]);
    assert!(plan.contains("migrations/0003_rename_lot_id_to_batch_id.down.sql"), "{plan}{err}");
    assert!(plan.contains("migrations/0004_rename_samples_by_lot_id_to_samples_by_batch_id.down.sql"), "{plan}{err}");
}

#[test]
fn a_printed_script_is_no_source() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    put(root, "w/go.mod", "module x.test\n\ngo 1.24\n");
    put(root, "w/schema.sql", TABLE);
    put(root, "rules.yaml", RULES);
    let script = run(root, &["sql", "--batch", "1"]).1;
    assert!(script.contains("RENAME COLUMN lot_id TO batch_id"), "{script}");
    let before = run(root, &["apply", "--batch", "1", "--diff"]).1;
    put(root, "w/migrate.sql", &script);
    assert_eq!(run(root, &["apply", "--batch", "1", "--diff"]).1, before);
    assert_eq!(run(root, &["sql", "--batch", "1"]).1, script);
}

#[test]
fn a_view_that_is_made_again_by_another_file_is_dropped_there_first() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(root, "rules.yaml", RULES);
    put(root, "w/db/V1__samples.sql", "CREATE TABLE samples (id INTEGER PRIMARY KEY, lot_id TEXT NOT NULL);\n");
    let view = "CREATE VIEW ids AS SELECT lot_id FROM samples;\n";
    put(root, "w/db/R__views.sql", view);
    let (code, _, said) = apply(root, &["--allow-dirty"]);
    assert!(code == 1 && said.contains("`w/db/R__views.sql` makes `ids` again"), "{said}");
    // Its own columns keep their names, and what is there is replaced: PostgreSQL takes that.
    let replaced = "CREATE OR REPLACE VIEW ids AS SELECT lot_id AS place FROM samples;\n";
    put(root, "w/db/R__views.sql", replaced);
    let (code, _, said) = apply(root, &["--allow-dirty", "--diff"]);
    assert!(!said.contains("makes `ids` again"), "{code} {said}");
    put(root, "w/db/R__views.sql", &replaced.replace(" AS place", ""));
    let (code, _, said) = apply(root, &["--allow-dirty", "--diff"]);
    assert!(code == 1 && said.contains("makes `ids` again"), "{said}");
    put(root, "w/db/R__views.sql", &format!("DROP VIEW IF EXISTS ids;\n{view}"));
    let (code, _, said) = apply(root, &["--allow-dirty"]);
    assert_eq!(code, 0, "{said}");
    assert!(tree(root).contains_key(Path::new("db/V2__rename_lot_id_to_batch_id.sql")));
}
