//! Repositories and the files in them.

use std::path::PathBuf;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, Serializer};

/// Index of a repository in the list of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RepoId(pub u32);

/// Index of a file in the list of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// A repository below one of the roots: a `.git`, `go.mod` or `package.json` at its top, or the root itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repo {
    /// What findings call it: the same in every clone and work tree.
    pub name: Arc<str>,
    /// Its top folder, absolute.
    pub root: PathBuf,
}

/// What the bytes of a file are written in, as far as the engine can tell them apart: a name. Which there are, and what each
/// of them can do, only the registry of `lang` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(&'static str);

impl Language {
    /// The language of this name.
    pub const fn named(name: &'static str) -> Self {
        Self(name)
    }

    /// The lower-case name used in JSONL and rule files.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// A new language is no new version of a format: the names are not listed.
impl JsonSchema for Language {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Language".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"description": "What the file is written in, as far as the engine can tell, in lower case.", "type": "string"})
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

/// One file of a repository, read once. The text is valid UTF-8 (others are `Skipped`), BOM and CRLF as on disk.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its index in the run.
    pub id: FileId,
    /// The repository it belongs to.
    pub repo: RepoId,
    /// Path relative to the repository, with `/`.
    pub path: Arc<str>,
    /// Absolute path.
    pub absolute: PathBuf,
    /// What it is written in.
    pub language: Language,
    /// Its bytes as text.
    pub text: Arc<str>,
    /// A marker or name says that a program wrote this file.
    pub generated: bool,
    /// It is no part of the inventory (git or the rules ignore it), and a compiler may read it all the same.
    pub left_out: bool,
    /// It lies in the repository of a root and not in the root: it is read to understand the rest, and neither listed nor written.
    pub beside: bool,
    /// It is a migration that was applied: databases that exist were made by it, so that it is never rewritten.
    pub applied: bool,
}

impl Source {
    /// False for a file that is never edited: a program wrote it, databases were made by it, or nobody asked for it.
    pub fn is_editable(&self) -> bool {
        !self.generated && !self.left_out && !self.beside && !self.applied
    }
}
