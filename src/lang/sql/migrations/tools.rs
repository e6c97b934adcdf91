//! The tools that run migrations, one row for each kind of file that they have: how such a file is known, and how the next one is
//! written. A folder's name alone says nothing: the marks are in the names of files, in their text or in a file beside them.

/// A kind of migration.
#[derive(Debug)]
pub(in crate::lang::sql) struct Tool {
    /// What people call the tool.
    pub name: &'static str,
    /// Endings of the names of its files.
    pub(super) endings: &'static [&'static str],
    /// How their names begin.
    pub(super) begins: Begins,
    /// A comment that a file in SQL has, without its dashes, in lower case.
    pub(super) comment: Option<&'static str>,
    /// What a file in another language has, all of it.
    pub(super) words: &'static [&'static str],
    /// A file that lies beside them, from their folder.
    pub(super) beside: Option<&'static str>,
    /// How the next one is written.
    pub(in crate::lang::sql) writes: Writes,
}

/// How the name of a file begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begins {
    /// As it likes.
    Any,
    /// With digits: a number or a time.
    Number,
    /// With a letter, a number and two underscores: `V1_2__`. `R__` has no number: it is run again whenever it changes.
    Version,
    /// The name of its folder begins with digits.
    Folder,
}

/// How the next migration is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lang::sql) enum Writes {
    /// A file up and a file down, which end so.
    Pair(&'static str, &'static str),
    /// One file whose parts begin with these lines.
    Parts(&'static str, &'static str),
    /// One file with what goes up above this line.
    Above(&'static str),
    /// One file that goes up.
    Up,
    /// `V2__name.sql`, and `U2__name.sql` where the folder has such files.
    Versioned,
    /// It is no folder of migrations: a program runs these steps, and the next ones are in a file of their own.
    Steps,
    /// By the tool itself, from the tables that the code declares, as this says. Where the code declares none, not at all, for the reason behind.
    Generated(&'static str, &'static str),
    /// Not at all, for this reason; the words end where the statements follow.
    No(&'static str),
}

const SQL: &[&str] = &[".sql"];
const SCRIPTS: &[&str] = &[".js", ".ts", ".cjs", ".mjs", ".cts", ".mts"];
const CHANGELOGS: &[&str] = &[".xml", ".yaml", ".yml", ".json"];

/// A row of the table: the rest is what most have.
const fn of(name: &'static str, endings: &'static [&'static str], begins: Begins, writes: Writes) -> Tool {
    Tool { name, endings, begins, comment: None, words: &[], beside: None, writes }
}

const fn said(comment: &'static str, tool: Tool) -> Tool {
    Tool { comment: Some(comment), ..tool }
}

const fn with(words: &'static [&'static str], tool: Tool) -> Tool {
    Tool { words, ..tool }
}

const fn beside(file: &'static str, tool: Tool) -> Tool {
    Tool { beside: Some(file), ..tool }
}

/// All kinds. The first that fits decides: a checksum beside a file forbids more than its name allows.
pub(super) const TOOLS: &[Tool] = &[
    beside("atlas.sum", of("atlas", SQL, Begins::Any, Writes::No(ATLAS))),
    beside("meta/_journal.json", of("drizzle", SQL, Begins::Number, Writes::Generated(DRIZZLE_KIT, DRIZZLE))),
    of("prisma", &["migration.sql"], Begins::Folder, Writes::No(PRISMA)),
    said("+goose up", of("goose", SQL, Begins::Number, Writes::Parts("-- +goose Up", "-- +goose Down"))),
    said("+migrate up", of("sql-migrate", SQL, Begins::Any, Writes::Parts("-- +migrate Up", "-- +migrate Down"))),
    said("migrate:up", of("dbmate", SQL, Begins::Number, Writes::Parts("-- migrate:up", "-- migrate:down"))),
    said("create above / drop below", of("tern", SQL, Begins::Number, Writes::Above(TERN))),
    with(&["-- Version:", "-- Description:"], of("darwin", SQL, Begins::Any, Writes::No(DARWIN))),
    said("liquibase formatted sql", of("liquibase", SQL, Begins::Any, Writes::No(LIQUIBASE))),
    of("bun", &[".tx.up.sql", ".tx.down.sql"], Begins::Number, Writes::Pair(".tx.up.sql", ".tx.down.sql")),
    of("golang-migrate", &[".up.sql", ".down.sql"], Begins::Number, Writes::Pair(".up.sql", ".down.sql")),
    of("flyway", SQL, Begins::Version, Writes::Versioned),
    with(&[STEPS], of("runsess", &[".go"], Begins::Any, Writes::Steps)),
    with(&["goose.Add", "Migration"], of("goose", &[".go"], Begins::Number, Writes::No(CODE))),
    with(&["bun", ".MustRegister("], of("bun", &[".go"], Begins::Number, Writes::No(CODE))),
    with(&["knex", "exports.up"], of("knex", SCRIPTS, Begins::Number, Writes::No(CODE))),
    with(&["Knex", "function up("], of("knex", SCRIPTS, Begins::Number, Writes::No(CODE))),
    with(&["queryInterface", "up"], of("sequelize", SCRIPTS, Begins::Number, Writes::No(CODE))),
    with(&["implements MigrationInterface"], of("typeorm", SCRIPTS, Begins::Any, Writes::No(CODE))),
    with(&["queryRunner", "up("], of("typeorm", SCRIPTS, Begins::Number, Writes::No(CODE))),
    with(&["Kysely", "function up("], of("kysely", SCRIPTS, Begins::Number, Writes::No(CODE))),
    with(&["down_revision", "alembic"], of("alembic", &[".py"], Begins::Any, Writes::No(CODE))),
    with(&["migrations.Migration"], of("django", &[".py"], Begins::Number, Writes::No(CODE))),
    with(&["ActiveRecord::Migration"], of("rails", &[".rb"], Begins::Number, Writes::No(CODE))),
    with(&["databaseChangeLog", "changeSet"], of("liquibase", CHANGELOGS, Begins::Any, Writes::No(LIQUIBASE))),
];

/// Numbered files that no tool has marked: of a runner of the project's own, or of one that only the configuration names.
pub(super) static NUMBERED: Tool = of("numbered files", SQL, Begins::Number, Writes::Up);

/// The same with the number at the end: `db_migration_12.sql`.
pub(super) static COUNTED: Tool = of("numbered files", SQL, Begins::Any, Writes::No(COUNT));

/// What stands in a file with steps that a program runs at its start.
pub(in crate::lang) const STEPS: &str =
    "Written by runsess. What was applied is history: keep the names in these statements.";

/// The same in code: a runner of the project's own takes them one after the other, or one whose marks are not known here.
pub(super) static IN_CODE: Tool =
    of("numbered files", &[".go", ".js", ".ts", ".cjs", ".mjs", ".cts", ".mts"], Begins::Any, Writes::No(CODE));

/// What such a file says: it changes the tables that there are.
pub(super) const CHANGES: &[&str] =
    &["ALTER TABLE", "CREATE TABLE", "CREATE INDEX", "CREATE UNIQUE INDEX", "DROP TABLE"];

/// The line of tern between what goes up and what goes down.
const TERN: &str = "---- create above / drop below ----";

const ATLAS: &str = "`atlas.sum` holds a checksum of every migration: write the next one with `atlas migrate new`, then run \
                     `atlas migrate hash`; its statements";
const DRIZZLE_KIT: &str = "`npx drizzle-kit generate` writes the next migration with its journal and its snapshot, from the schema in the code as it \
                           is then: answer that the column is renamed";
const DRIZZLE: &str = "drizzle keeps a journal and a snapshot of the schema beside its migrations: write the next one with \
                       `drizzle-kit generate --custom`; its statements";
const PRISMA: &str = "a migration of prisma is a folder, and is made from the schema: write the next one with `prisma migrate dev \
                      --create-only`; its statements";
const LIQUIBASE: &str = "liquibase lists its change sets in a changelog, whose order only people know: add the next change set there; its \
                         statements";
const DARWIN: &str = "darwin keeps a checksum of each version in this one file: add the next version behind the last one, and change none before it; its \
                      statements";
const COUNT: &str = "the number of its migrations ends their names, and nothing says what else lists them: write the next one by hand; its \
                     statements";
const CODE: &str = "its migrations are code, which is not written: write the next one by hand; its statements";
