//! What databases that exist already need before new code opens them: scripts, each with what was run to prove it, and what
//! is left to people.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::edit::{Edit, NewFile};
use super::source::FileId;

/// What existing databases need for a batch.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Migrations {
    /// One script a database, sorted by owner and tables.
    pub proved: Vec<Migration>,
    /// Scripts for databases of servers, sorted by owner and tables. Without a server (`--database-url`) they were run nowhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unproved: Vec<Draft>,
    /// What a person has to write, sorted.
    pub by_hand: Vec<Unproved>,
}

/// A script in the dialect of a database server. It was run nowhere, or on a server that a person has offered.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Draft {
    /// `repo/folder` of the code that makes the database.
    pub owner: String,
    /// The tables concerned, by their old names, sorted.
    pub tables: Vec<String>,
    /// `repo/path` of each file that declares them, sorted.
    pub files: Vec<String>,
    /// `PostgreSQL` or `MySQL`.
    pub dialect: String,
    /// What says that it is for this database.
    pub why: String,
    /// The statements in order, each with its semicolon.
    pub statements: Vec<String>,
    /// The statements that take it back, in order.
    pub back: Vec<String>,
    /// The files of the next migration that do the same, where a folder of migrations makes the database.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<NewFile>,
    /// A query that gives 1 on a database that the script is for, and 0 on any other.
    pub probe: String,
    /// `ALTER TABLE` is part of a transaction there: a script that fails leaves nothing behind.
    pub atomic: bool,
    /// What came of it on the server that was offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Said>,
}

/// What a server has said of a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Said {
    /// `PostgreSQL 15.18`
    pub server: String,
    /// How many rows were in the tables that change, and still are.
    pub rows: usize,
    /// How many queries of the new code were prepared that are part of the old code with the old names.
    pub queries: usize,
    /// The way back has led to the old database again.
    pub back: bool,
}

/// The script for the databases that one part of the code makes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Migration {
    /// `repo/folder` of the code that makes the database.
    pub owner: String,
    /// The tables concerned, by their old names, sorted.
    pub tables: Vec<String>,
    /// `repo/path` of each file that declares them, sorted.
    pub files: Vec<String>,
    /// The statements in order, each with its semicolon.
    pub statements: Vec<String>,
    /// The files of the next migration that do the same, where a folder of migrations makes the database.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<NewFile>,
    /// The code that does the same whenever the program starts, or why `apply` writes none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<Start>,
    /// What was run.
    pub proof: Proof,
}

/// A statement that a program may run at each of its starts, behind a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Guarded {
    /// A query that gives 1 where there is something to do, and 0 anywhere else.
    pub asks: String,
    /// The statement.
    pub does: String,
}

/// What becomes of the code that opens a database and makes its schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// `apply` writes the steps into it.
    Written(StartCode),
    /// Nothing is written, because of this.
    ByHand(String),
    /// Nothing is written: a tool writes the next migration from the new code, as this says.
    ByTool(String),
}

/// The steps as code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StartCode {
    /// `repo/path:line` of each place that runs them, sorted.
    pub places: Vec<String>,
    /// The file that has them.
    pub file: NewFile,
    /// What is written at the places.
    #[serde(skip)]
    pub edits: Vec<(FileId, Edit)>,
}

/// What becomes of databases that code makes at its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Databases {
    /// The code renames what is old in them, where such code can be written.
    #[default]
    AtStart,
    /// A person runs the script of `sql`.
    Script,
}

impl Databases {
    /// All, by their names in rule files.
    pub const ALL: [(&'static str, Databases); 2] = [("at-start", Databases::AtStart), ("script", Databases::Script)];
}

/// Something in SQL that the batch renames, without a script that was seen to work.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Unproved {
    /// `repo/folder` of a database, or `repo/path:line` of a use.
    pub place: String,
    /// The table, column or index, by its old name.
    pub what: String,
    /// Why there is no script.
    pub reason: String,
    /// The files whose uses are of that database; empty where nothing tells.
    #[serde(skip)]
    pub files: BTreeSet<FileId>,
}

/// What was run, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proof {
    /// The version of SQLite.
    pub sqlite: String,
    /// How many old databases the script was run on: one for each file that declares the tables, one for all of them.
    pub databases: usize,
    /// How many rows were in them, and still are.
    pub rows: usize,
    /// How many queries of the new code were prepared that are part of the old code with the old names.
    pub queries: usize,
    /// What the new code runs into on an old database without the script.
    pub without: Option<String>,
    /// What says that the database is one of SQLite.
    pub why: String,
    /// The statements that take the script back, which were seen to work; empty where none did.
    pub back: Vec<String>,
    /// A query that gives 1 on a database that the script is for, and 0 on any other.
    pub probe: String,
    /// Statements that come first where the new code has opened the old database already, and made its tables beside the old ones: they
    /// move their rows, and take them away.
    pub first: Vec<String>,
    /// The script as steps that a program may run at each start, which were seen to work from every state; else why there are none.
    #[serde(skip)]
    pub steps: Result<Vec<Guarded>, String>,
}
