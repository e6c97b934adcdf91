//! What planning a step is made from and what it makes, whatever the language: the ground that `plan` and the rewriters of the
//! languages share. A decision and its edits is a [`Group`]; what can't be done is a [`Refusal`], what people decide a [`Manual`].

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Change, Edit, FileEdits, FileFacts, FileId, Finding, Repo, Source, Span};

/// What a plan is made from. `findings`, `phases`, `notes` and `notices` are parallel to `facts.occurrences`; `sources` are indexed by `FileId`.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Occurrences, symbols and flows.
    pub facts: &'a FileFacts,
    /// What each occurrence means, and what is to be done.
    pub findings: &'a [Finding],
    /// The phase of each finding's batch.
    pub phases: &'a [Option<smol_str::SmolStr>],
    /// What a person has to know of each finding's change; may be empty.
    pub notes: &'a [smol_str::SmolStr],
    /// The batch that puts a deprecation notice on what each finding declares.
    pub notices: &'a [Option<u32>],
    /// All files.
    pub sources: &'a [Source],
    /// All repositories.
    pub repos: &'a [Repo],
}

impl<'a> Input<'a> {
    /// For one symbol that no rule has looked at: without findings, and what is parallel to them.
    pub fn unclassified(facts: &'a FileFacts, sources: &'a [Source], repos: &'a [Repo]) -> Self {
        Self { facts, findings: &[], phases: &[], notes: &[], notices: &[], sources, repos }
    }

    /// The file of an id.
    pub fn source(&self, file: FileId) -> &'a Source {
        &self.sources[file.0 as usize]
    }
}

/// One decision and its edits.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// The symbol, or the text of the hit.
    pub what: String,
    /// What is done.
    pub change: Change,
    /// Old text.
    pub old: String,
    /// New text, where there is one.
    pub new: String,
    /// `repo/path:line` of each hit, in order.
    pub places: Vec<String>,
    /// The findings that belong to it, as indexes into [`Input::findings`].
    #[serde(skip)]
    pub hits: Vec<usize>,
    /// The edits, by file.
    #[serde(skip)]
    pub edits: BTreeMap<FileId, Vec<Edit>>,
}

/// The edits of a batch, what is refused, and what is left to people.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Plan {
    /// The decisions, in the order of their first place.
    pub groups: Vec<Group>,
    /// What can't be done, sorted.
    pub refused: Vec<Refusal>,
    /// What a person has to decide, sorted.
    pub manual: Vec<Manual>,
    /// The edits of all groups, by file; sorted and not overlapping.
    #[serde(skip)]
    pub files: Vec<FileEdits>,
}

/// Why a group can't be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Refusal {
    /// The symbol, or the text of the hit.
    pub what: String,
    /// `repo/path:line`
    pub place: String,
    /// What is in the way.
    pub reason: String,
    /// What to do about it.
    pub way_out: String,
}

/// A hit that a person has to decide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Manual {
    /// `repo/path:line`
    pub place: String,
    /// The symbol, or the text of the hit.
    pub what: String,
    /// What has to be decided.
    pub reason: String,
}

/// The refusal of what stands at the occurrence `at`.
pub fn refuse(input: &Input, at: usize, reason: impl Into<String>, way_out: impl Into<String>) -> Refusal {
    let occurrence = &input.facts.occurrences[at];
    let text = input.sources[occurrence.file.0 as usize].text.get(occurrence.span.range());
    let symbol = occurrence.symbol.map(|symbol| input.facts.symbols.get(symbol).path.as_str());
    Refusal {
        what: symbol.or(text).unwrap_or_default().to_owned(),
        place: place(input, occurrence.file, occurrence.span.start),
        reason: reason.into(),
        way_out: way_out.into(),
    }
}

/// What a person has to decide of the occurrence `at`.
pub fn manual(input: &Input, at: usize, reason: impl Into<String>) -> Manual {
    let refusal = refuse(input, at, reason, "");
    Manual { place: refusal.place, what: refusal.what, reason: refusal.reason }
}

/// `repo/path:line` of a byte offset.
pub fn place(input: &Input, file: FileId, offset: u32) -> String {
    let source = &input.sources[file.0 as usize];
    let before = source.text.as_bytes().get(..offset as usize).unwrap_or_default();
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    format!("{}/{}:{line}", input.repos[source.repo.0 as usize].name, source.path)
}

/// The edits of earlier groups in `file` that lie in `span`: what a copied expression must look like after the batch.
pub fn edits_within(groups: &[Group], file: FileId, span: Span) -> Vec<Edit> {
    let all = groups.iter().filter_map(|group| group.edits.get(&file)).flatten();
    let mut edits: Vec<Edit> = all.filter(|edit| span.contains(edit.span)).cloned().collect();
    edits.sort();
    edits.dedup();
    edits
}
