//! A rule file as people write it. The doc comments here become the JSON schema that editors show; nothing is checked
//! but the shape (`check` does the rest). `extend` joins a file with the one that it extends.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::words::{ListOf, Word, Words};
use crate::lang::dialects;
use crate::lang::language::Dialect;
use crate::model::Databases;
use crate::model::plan::{Wire, WireSides};
use crate::model::{Certainty, Change, Role};

/// A rule pack: one word with two meanings, how to tell them apart, and how to migrate.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "runsess rule pack", transform = required)]
pub struct RuleFile {
    /// Version of this format: 1.
    #[schemars(with = "u32", range(min = 1, max = 1))]
    pub version: serde_saphyr::Spanned<u32>,
    /// The pack that this one starts from: a path relative to this file, or `built-in` for the pack in the program. Lists are
    /// joined, entries of this file first; one with the id of an entry there takes its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<Word>,
    /// Short name of the pack, in kebab case.
    pub name: Word,
    /// Name of the pack for reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is for, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// The words to look for. Found in any case style (`run id`: `RunID`, `run_id`, `resRunID`), never inside another word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<TermFile>")]
    pub terms: Option<Vec<TermFile>>,
    /// Files to leave out: globs over `repository/path`.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub ignore: Words,
    /// The meanings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<DomainFile>,
    /// Symbols that carry no meaning from one value to another, such as a helper for values of any kind: globs over symbol paths. A
    /// function stands for its parameters and results.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub barriers: Words,
    /// What a finding can be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<CategoryFile>")]
    pub categories: Option<Vec<CategoryFile>>,
    /// How a hit gets its category: the first rule that matches, in file order, wins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<RuleEntry>")]
    pub rules: Option<Vec<RuleEntry>>,
    /// The steps of the migration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub batches: Vec<BatchFile>,
    /// New names that no word rule gives: old identifier to new identifier.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub renames: BTreeMap<String, Word>,
    /// New wording for messages, comments and documents: old words to new words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, Word>,
    /// What is never changed, whatever its category.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<KeepFile>,
    /// Who owns what: the first entry that matches wins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<OwnerFile>,
    /// What has to hold when the migration is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<CheckFile>,
    /// What may go wrong: the risk register.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risks: Vec<RiskFile>,
}

impl RuleFile {
    pub(super) fn terms(&self) -> &[TermFile] {
        self.terms.as_deref().unwrap_or_default()
    }

    pub(super) fn categories(&self) -> &[CategoryFile] {
        self.categories.as_deref().unwrap_or_default()
    }

    pub(super) fn rules(&self) -> &[RuleEntry] {
        self.rules.as_deref().unwrap_or_default()
    }
}

/// A term: a sequence of words.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermFile {
    /// Its name in conditions.
    pub id: Word,
    /// The words, separated by blanks: `run id`.
    pub words: Word,
    /// Other forms of the last word: `running`. A regular plural (`runs`, `statuses`, `entries`) is found without being listed.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub forms: Words,
    /// The new words: `session id`. Left out for a term that is never renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Word>,
    /// The term is the right name for this domain: whatever bears it belongs there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<Word>,
}

/// A domain: one meaning.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DomainFile {
    /// Its name in conditions.
    pub id: Word,
    /// Its name in reports: `Planning run`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Names that prove this meaning: word patterns over a symbol's own name (`* session id *`).
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub names: Words,
    /// Declared things that have this meaning: globs over symbol paths.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub symbols: Words,
    /// Words of the enclosing type, message, heading or sibling `type:` that give this meaning.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub context: Words,
}

/// A category: what a finding is called in the inventory.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryFile {
    /// Its name: `LEGACY_SESSION_ALIAS`.
    pub id: Word,
    /// Heading of its section in reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it means, in a sentence.
    pub description: String,
    /// What to do about it, in a few words.
    pub action: String,
    /// `fail`: the gate fails on a finding of this category that the baseline does not know. `ok` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<super::pack::Gate>")]
    pub gate: Option<Word>,
    /// The answer in the column "Maps to Session?" of the inventory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maps: Option<String>,
    /// What the current meaning is called in the inventory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
    /// How its section of the inventory is laid out: `table` (a row a symbol), `files` (a row a file), `patterns`
    /// (counts and examples), `count` (only the number).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<super::pack::Layout>")]
    pub layout: Option<Word>,
    /// `true`: it says where a hit stands, and not what it means. A step that may be about the hit treats it as undecided. `false` when
    /// left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
}

/// Conditions. All that are given must hold; a list holds when one of its entries does.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhenFile {
    /// The term that was found.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub term: Words,
    /// What the syntax says it is; also the groups `identifier`, `key`, `sql`, `message`, `document`.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<RoleOrGroup>")]
    pub role: Words,
    /// The language of the file; also the group `code`.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<LanguageOrGroup>")]
    pub language: Words,
    /// The meaning that flow proved; `none` for no meaning, `any` for some meaning.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub domain: Words,
    /// The meaning that an old name in the same file, or for code in the same folder, is proved to have (in a document: that the
    /// right name has); `none` for no meaning, `any` for some meaning.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub near: Words,
    /// The category that the rules gave (not in `rules`).
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub category: Words,
    /// How sure the symbol is: `resolved`, `inferred`, `textual`.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<Certainty>")]
    pub certainty: Words,
    /// A program wrote the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<bool>,
    /// A program wrote the file that declares the symbol, wherever the hit stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated_symbol: Option<bool>,
    /// The symbol is declared outside of the scanned repositories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<bool>,
    /// The canonical name stands beside it, in the same literal, chain or block, with the same value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<bool>,
    /// The identifier, or some of its words, stands in `renames`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed: Option<bool>,
    /// A wording in `texts` has this word and stands in the sentence around it, and what a right name (`canonical`) means is near,
    /// as in `near`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reworded: Option<bool>,
    /// Globs over `repository/path`: `**/*.proto`.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub path: Words,
    /// Globs over the symbol, or over a tail of it: `Turn*.RunID`. `*` stays between two separators, `**` does not.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub symbol: Words,
    /// Word patterns over the identifier itself, whole: `run *` is `runCtx` and `RunE`, and not `dryRun`.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub name: Words,
    /// Word patterns anywhere in the sentence, string or line around it: `go run`.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub text: Words,
    /// Word patterns in the sentence that the word itself is a part of: `dry run` is in `a dry run`, not in `after a dry, cold run`.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub phrase: Words,
    /// Word patterns anywhere in a name around it: package, type, function, message, heading, sibling `type:`.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    #[schemars(with = "ListOf<String>")]
    pub context: Words,
    /// Conditions that must not hold together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<WhenFile>>,
}

/// A rule: conditions and the category they give.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleEntry {
    /// Its name in findings and reports.
    pub id: Word,
    /// What must hold.
    pub when: WhenFile,
    /// What the hit is then called; `UNCLASSIFIED` to say that nobody can know.
    pub category: Word,
    /// Why, in a sentence; `explain` shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Snippets that `rules test` runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<ExampleFile>,
}

/// A snippet and what is expected of it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExampleFile {
    /// What the snippet is written in.
    #[schemars(with = "AnyLanguage")]
    pub language: Word,
    /// Path of the snippet in its repository; a usual one for the language when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The snippet.
    pub code: Word,
    /// Identifier to category, for every hit with that text; `id@3` means that of line 3 of the snippet, `id@3:14` the one there at column
    /// 14.
    pub expect: BTreeMap<String, Word>,
}

/// A batch: a step of the migration that leaves every repository building.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchFile {
    /// Its number on the command line.
    #[schemars(with = "u32")]
    pub id: serde_saphyr::Spanned<u32>,
    /// Its name.
    pub title: String,
    /// What it is for, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// How likely it breaks something: `low`, `medium`, `high`.
    #[schemars(with = "super::pack::Risk")]
    pub risk: Word,
    /// What it breaks, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaking: Option<String>,
    /// How long it takes, in a few words: `2 days`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// When it is done, in a few words: `week 1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The batches that must be done before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<u32>")]
    pub needs: Vec<serde_saphyr::Spanned<u32>>,
    /// What becomes of a key on the wire that a rename would change, such as that of a field without a tag in JSON: `keep` (a tag with the
    /// old key or a `json_name` is written, and what can't be kept is refused), `refuse`, or `change` (it changes, and is listed). `keep`
    /// when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Wire>")]
    pub wire: Option<Word>,
    /// What becomes of the other sides of a name on the wire that the batch changes, such as the property of a client where a tag of the server
    /// gets another name: `listed` (what no clause changes keeps its name, and is listed), `all` (all sides change together, from whichever
    /// the batch begins; where one can't be changed, or is out of sight, none is), or `seen` (the same, and a side that is out of sight is
    /// listed). `listed` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<WireSides>")]
    pub sides: Option<Word>,
    /// Databases that code makes when it starts: `at-start` (the batch writes the steps into that code, where it can) or `script` (a
    /// person runs what `sql` prints). `at-start` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Databases>")]
    pub databases: Option<Word>,
    /// Steps within the batch, in order; every change then names one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<PhaseFile>,
    /// What changes: the first clause that matches a finding, over all batches in file order, wins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ChangeFile>,
}

/// A phase of a batch.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhaseFile {
    /// Its name on the command line: `A`.
    pub id: Word,
    /// What it does, in a few words.
    pub title: String,
    /// How long it takes, in a few words: `2 weeks`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// When it is done, in a few words: `weeks 3 to 6`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// A clause of a batch: what to do with the findings that match.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeFile {
    /// What must hold.
    pub when: WhenFile,
    /// What to do.
    #[schemars(with = "Change")]
    pub change: Word,
    /// The phase it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Word>,
    /// The answer in the column "Breaking?" of the inventory, where it differs from the batch's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaking: Option<String>,
    /// What a person has to know or decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What is never changed.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepFile {
    /// What must hold.
    pub when: WhenFile,
    /// Why it stays.
    pub why: Word,
    /// The last day on which it does: `2026-12-31`. It stays for ever when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    pub until: Option<Word>,
}

/// Who owns what.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerFile {
    /// What must hold.
    pub when: WhenFile,
    /// The owner.
    pub owner: String,
}

/// An entry of the risk register.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskFile {
    /// What may go wrong, in a few words.
    pub title: String,
    /// How bad that is: `low`, `medium`, `high`.
    #[schemars(with = "super::pack::Risk")]
    pub impact: Word,
    /// What is done against it.
    pub mitigation: String,
    /// The findings that it is about: the rollout counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touches: Option<WhenFile>,
}

/// An item of the validation checklist.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckFile {
    /// What has to hold, in a sentence.
    pub title: String,
    /// Conditions that no finding may meet; left out for an item that a person has to tick.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none: Option<WhenFile>,
}

/// The keys that a pack must have where it extends no other.
pub(super) const REQUIRED: [&str; 3] = ["terms", "categories", "rules"];

/// Says in the schema what [`REQUIRED`] says.
fn required(schema: &mut Schema) {
    let either = serde_json::json!([{"required": ["extends"]}, {"required": REQUIRED}]);
    schema.insert("anyOf".to_owned(), either);
}

/// A role, or the name of several.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum RoleOrGroup {
    Role(Role),
    Group(RoleGroup),
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) enum RoleGroup {
    /// `field`, `selector`, `literal-key`, `method`, `function`, `parameter`, `local`, `global`, `type`, `label`.
    Identifier,
    /// `struct-tag`, `log-key`, `map-key`, `query-parameter`.
    Key,
    /// `sql-column`, `sql-table`, `sql-index`, `sql-value`.
    Sql,
    /// `log-message`, `error-text`.
    Message,
    /// `prose`, `doc-code`.
    Document,
}

/// A language of the registry; only its schema is used.
pub(super) struct AnyLanguage;

impl JsonSchema for AnyLanguage {
    fn schema_name() -> Cow<'static, str> {
        "Language".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = |it: &Dialect| json_schema!({"description": it.about, "type": "string", "const": it.language.name()});
        json_schema!({
            "description": "What the bytes of a file are written in, as far as the engine can tell them apart.",
            "oneOf": dialects().map(one).collect::<Vec<_>>(),
        })
    }
}

/// A language, or the name of several.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum LanguageOrGroup {
    Language(AnyLanguage),
    Group(LanguageGroup),
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
enum LanguageGroup {
    Code,
}
