//! Repositories and the files in them.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Index of a repository in the list of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RepoId(pub u32);

/// Index of a file in the list of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// A repository below one of the roots: a `.git`, `go.mod` or `package.json` at its top, or the root itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repo {
    /// The name of its folder; what findings call it.
    pub name: Arc<str>,
    /// Its top folder, absolute.
    pub root: PathBuf,
}

/// What the bytes of a file are written in, as far as the engine can tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// `.go`
    Go,
    /// `.ts .mts .cts`
    TypeScript,
    /// `.tsx`
    Tsx,
    /// `.js .mjs .cjs .jsx`: read with the TSX grammar, which is a superset.
    JavaScript,
    /// `.proto`
    Proto,
    /// `.sql`
    Sql,
    /// `.md .mdx .markdown`
    Markdown,
    /// `.yaml .yml .toml .json .mod` and the like: words only, no syntax.
    Data,
    /// `Makefile`, shell, HTML, CSS, plain text: words only, no syntax.
    Text,
}

impl Language {
    /// The lower-case name used in JSONL and rule files.
    pub fn name(self) -> &'static str {
        match self {
            Language::Go => "go",
            Language::TypeScript => "typescript",
            Language::Tsx => "tsx",
            Language::JavaScript => "javascript",
            Language::Proto => "proto",
            Language::Sql => "sql",
            Language::Markdown => "markdown",
            Language::Data => "data",
            Language::Text => "text",
        }
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
}
