//! What was decided: [`Finding`], the one record that every report, gate and plan reads, and [`Inventory`], all findings of
//! a run.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::fact::{Certainty, Role};
use super::source::{Language, Repo};

/// One step of a chain of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// A sentence without a final period.
    pub text: SmolStr,
    /// `repo/path` of the place, or `None` for a step that is not about a place (a rule).
    pub path: Option<SmolStr>,
    /// 1-based line of the place.
    pub line: Option<u32>,
}

/// What a batch does to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The declared thing gets a new name, everywhere.
    Rename,
    /// Both names are emitted.
    Dual,
    /// The legacy twin beside a canonical one goes.
    Drop,
    /// Only the struct tag changes.
    Retag,
    /// Read the new name, fall back to the old one with a warning.
    AcceptBoth,
    /// The words of a message, comment or document change.
    RewriteText,
    /// A `Deprecated:` comment is added.
    Deprecate,
    /// Legacy compatibility code that a rule names goes.
    Delete,
    /// Nothing.
    Keep,
    /// A person has to decide.
    Manual,
}

impl Change {
    /// Every change, in the order of declaration.
    pub const ALL: [Change; 10] = [
        Change::Rename,
        Change::Dual,
        Change::Drop,
        Change::Retag,
        Change::AcceptBoth,
        Change::RewriteText,
        Change::Deprecate,
        Change::Delete,
        Change::Keep,
        Change::Manual,
    ];

    /// The kebab-case name used in JSONL and rule files.
    pub fn name(self) -> &'static str {
        match self {
            Change::Rename => "rename",
            Change::Dual => "dual",
            Change::Drop => "drop",
            Change::Retag => "retag",
            Change::AcceptBoth => "accept-both",
            Change::RewriteText => "rewrite-text",
            Change::Deprecate => "deprecate",
            Change::Delete => "delete",
            Change::Keep => "keep",
            Change::Manual => "manual",
        }
    }
}

/// A hit, its symbol, its meaning, the proof, and what to do about it. Field names are those of the published JSONL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Name of the repository.
    pub repo: SmolStr,
    /// Path in the repository, with `/`.
    pub path: SmolStr,
    /// 1-based.
    pub line: u32,
    /// 1-based, in bytes.
    pub column: u32,
    /// 1-based.
    pub end_line: u32,
    /// 1-based, in bytes, one past the last.
    pub end_column: u32,
    /// 0-based offset of the first byte.
    pub byte_start: u32,
    /// 0-based offset one past the last byte.
    pub byte_end: u32,
    /// The identifier or word.
    pub text: String,
    /// The language of the file.
    pub language: Language,
    /// What the syntax says it is.
    pub role: Role,
    /// The declared thing it belongs to (design, section 5).
    pub symbol: Option<SmolStr>,
    /// A category of the rule pack, or `UNCLASSIFIED`.
    pub category: SmolStr,
    /// The rule that decided.
    pub rule: Option<SmolStr>,
    /// How it was decided.
    pub certainty: Certainty,
    /// The chain of evidence, from the hit to the proof; of a long one the first steps and the last.
    pub why: Arc<[Step]>,
    /// The batch that changes it.
    pub batch: Option<u32>,
    /// What that batch does.
    pub change: Option<Change>,
    /// The new text, where there is one.
    pub replacement: Option<String>,
    /// `Internal`, `Low`, `Yes`, `Yes (schema)` …, as the rule pack words it.
    pub breaking: Option<SmolStr>,
    /// Who owns the place.
    pub owner: Option<SmolStr>,
}

impl Finding {
    /// True where a gate fails on it, given whether it does on findings of its category. What the rules keep stays for ever: a gate
    /// that fails on it is never green.
    pub fn fails(&self, category_fails: bool) -> bool {
        category_fails && self.change != Some(Change::Keep)
    }
}

/// The category of a hit that nothing decides.
pub const UNCLASSIFIED: &str = "UNCLASSIFIED";

/// A file that was not scanned, or not wholly. Every output lists it; nothing is ever lost.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Skipped {
    /// Name of the repository.
    pub repo: String,
    /// Path in the repository, with `/`.
    pub path: String,
    /// Why, in a few words.
    pub reason: String,
    /// The answer may be incomplete because of it (unreadable, invalid UTF-8): the run exits with 2. False for files that
    /// hold no text (a picture).
    pub matters: bool,
}

impl Skipped {
    /// Why a file of the program itself is not scanned.
    pub const OWN: &str = "of runsess itself: a report or a rule pack";

    /// True for a file that the program wrote or reads itself.
    pub fn is_own(&self) -> bool {
        self.reason == Self::OWN
    }
}

/// Everything a run found, sorted by repository, path and byte offset. What every report reads.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Inventory {
    /// The repositories, sorted by name.
    pub repos: Vec<Repo>,
    /// The findings, sorted.
    pub findings: Vec<Finding>,
    /// The files that were not scanned, sorted.
    pub skipped: Vec<Skipped>,
    /// How many files were read.
    pub files: usize,
    /// Symbols that two domains reach, each with both proofs.
    pub conflicts: Vec<Conflict>,
    /// The names that give hits their meaning, those with the most hits first.
    pub origins: Vec<Origin>,
    /// Rules that never won.
    pub idle_rules: Vec<SmolStr>,
    /// Patterns of the rules that match nothing which a hit is linked with, each with the part that it stands in.
    pub idle_patterns: Vec<String>,
}

/// A name that says its meaning, and how many hits take theirs from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// The symbol that bears the name.
    pub symbol: SmolStr,
    /// Id of the domain.
    pub meaning: SmolStr,
    /// What says so, and where it is declared.
    pub why: Step,
    /// How many hits have their meaning by values that lead to the name; its own are not counted.
    pub findings: usize,
}

/// A symbol that two meanings reach: an identifier of one kind stored in another kind's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conflict {
    /// The symbol.
    pub symbol: SmolStr,
    /// `repo/path` of its declaration.
    pub path: String,
    /// 1-based line of its declaration.
    pub line: u32,
    /// One meaning and its proof per entry, at least two.
    pub meanings: Vec<(SmolStr, Vec<Step>)>,
}
