//! Which files are migrations, and what the next one looks like.

use super::numbers::after;
use super::*;
use crate::lang::{language_of, testing};

/// The tool of each path, with a text.
fn tools(files: &[(&str, &str)]) -> Vec<Option<&'static str>> {
    let source = |(at, (path, text)): (usize, &(&str, &str))| Source {
        id: FileId(at as u32),
        ..testing::source(path, language_of(path), text)
    };
    let sources: Vec<Source> = files.iter().enumerate().map(source).collect();
    let around = Around::of(&sources);
    sources.iter().map(|it| around.tool(it).map(|tool| tool.name)).collect()
}

#[test]
fn a_migration_is_known_by_its_marks() {
    let table = "CREATE TABLE lots (id TEXT);\n";
    for (path, text, tool) in [
        ("db/0001_lots.up.sql", table, "golang-migrate"),
        ("db/0001_lots.down.sql", "DROP TABLE lots;", "golang-migrate"),
        ("db/20240101120000_lots.tx.up.sql", table, "bun"),
        ("db/1_lots.sql", "--  +goose Up\nCREATE TABLE lots (id TEXT);", "goose"),
        ("db/1_lots.go", "package db\nfunc init() { goose.AddMigrationContext(up, down) }", "goose"),
        ("db/20240101_lots.go", "package db\nimport \"bun\"\nfunc init() { All.MustRegister(up, down) }", "bun"),
        ("db/lots.sql", "-- a\n-- +migrate Up\nCREATE TABLE lots (id TEXT);", "sql-migrate"),
        ("db/20240101_lots.sql", "-- migrate:up transaction:false\n", "dbmate"),
        ("db/001_lots.sql", "CREATE TABLE a (b TEXT);\n---- create above / drop below ----\n", "tern"),
        ("db/lots.sql", "--liquibase formatted sql\n", "liquibase"),
        ("db/changelog.xml", "<databaseChangeLog><changeSet id=\"1\"/></databaseChangeLog>", "liquibase"),
        ("db/V1__lots.sql", table, "flyway"),
        ("db/V1.2_3__lots.sql", table, "flyway"),
        ("db/U1__lots.sql", table, "flyway"),
        ("prisma/migrations/20240101120000_lots/migration.sql", table, "prisma"),
        ("db/20240101120000_lots.js", "exports.up = function (knex) {}", "knex"),
        ("db/20240101120000-lots.js", "module.exports = { up: (queryInterface) => {} }", "sequelize"),
        ("db/1700000000000-lots.ts", "class Lots implements MigrationInterface {}", "typeorm"),
        ("db/1_lots.ts", "export async function up(db: Kysely<any>) {}", "kysely"),
        ("alembic/versions/ab12_lots.py", "from alembic import op\ndown_revision = None\n", "alembic"),
        ("app/migrations/0001_initial.py", "class Migration(migrations.Migration):\n", "django"),
        ("db/migrate/20240101120000_lots.rb", "class Lots < ActiveRecord::Migration[7.0]\n", "rails"),
        ("store/migrations/001_lots.sql", table, "numbered files"),
        ("store/sql/db_migration_12.sql", table, "numbered files"),
    ] {
        assert_eq!(tools(&[(path, text)]), [Some(tool)], "{path}");
    }
}

#[test]
fn what_has_no_mark_is_no_migration() {
    for (path, text) in [
        ("db/schema.sql", "CREATE TABLE lots (id TEXT);"),
        ("db/001_lots.sql", "CREATE TABLE lots (id TEXT);"),
        ("db/R__views.sql", "CREATE VIEW a AS SELECT 1;"),
        ("db/migrations/seed.sql", "INSERT INTO lots VALUES (1);"),
        ("db/migrations/migrate.go", "package migrations"),
        ("db/1_notes.sql", "-- about +goose Up\n"),
        ("docs/migrations/001.md", "-- +goose Up\n"),
        ("db/V__lots.sql", ""),
        ("db/journal.sql", ""),
    ] {
        assert_eq!(tools(&[(path, text)]), [None], "{path}");
    }
}

#[test]
fn a_file_beside_says_what_runs_them() {
    let atlas = [("db/20240101.sql", ""), ("db/atlas.sum", "h1:a=\n"), ("other/20240101.sql", "")];
    assert_eq!(tools(&atlas), [Some("atlas"), None, None]);
    let drizzle = [("db/0000_lots.sql", ""), ("db/meta/_journal.json", "{}"), ("db/schema.sql", "")];
    assert_eq!(tools(&drizzle), [Some("drizzle"), None, None]);
    let numbered = Some("numbered files");
    for text in [
        "sql:\n  - engine: sqlite\n    schema: \"sql\"\n",
        "sql:\n- schema:\n  - \"./sql/\"\n  queries: x\n",
        "schema: [a, sql]",
    ] {
        assert_eq!(tools(&[("a/sql/1_lots.sql", ""), ("a/sqlc.yaml", text)]), [numbered, None], "{text}");
    }
    let json = "{\"sql\": [\n{\n\"schema\": \"sql\",\n\"queries\": \"q\"}]}";
    assert_eq!(tools(&[("sql/1_lots.sql", ""), ("sqlc.json", json), ("q/1_a.sql", "")]), [numbered, None, None]);
}

#[test]
fn a_number_is_followed_by_the_least_that_is_greater() {
    for (last, next) in [
        ("000009", "000010"),
        ("9", "10"),
        ("0999", "1000"),
        ("20240229235959", "20240301000000"),
        ("202412312359", "202501010000"),
        ("20241231", "20250101"),
        ("20249999", "20250000"),
        ("1700000000000", "1700000000001"),
        ("1.2", "1.3"),
        ("2_09", "2_10"),
    ] {
        assert_eq!(after(last), next, "after {last}");
    }
}

#[test]
fn files_are_run_in_the_order_of_their_numbers() {
    let mut files = ["V10__a.sql", "V2__b.sql", "V2.1__c.sql", "V1_9__d.sql"];
    files.sort_by(|one, other| order(one, other));
    assert_eq!(files, ["V1_9__d.sql", "V2__b.sql", "V2.1__c.sql", "V10__a.sql"]);
}
