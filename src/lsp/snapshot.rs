//! The folders as they are at one moment, with the texts that the editor has open, and what is found in them: the diagnostics of all
//! files, and what stands at a place.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use ls_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Hover, HoverContents, Location, MarkupContent,
    MarkupKind, NumberOrString, Position, TextDocumentPositionParams, Uri,
};

use super::accepted::Accepted;
use super::client::Client;
use super::documents::{Documents, file};
use super::position::Lines;
use super::problem::Problem;
use crate::gate::Allowed;
use crate::model::finding::UNCLASSIFIED;
use crate::model::plan::Plan;
use crate::model::{FileId, Finding, Source};
use crate::report::{hover, said};
use crate::rules::Step;
use crate::session::{Project, Workspace, explanation};
use crate::text::count::counted;
use crate::text::day::today;

/// Places of the proof beside a diagnostic.
const RELATED: usize = 6;

/// Bigger texts are not compared with their files: they are above what is read at all.
const MAX_BYTES: u64 = 16 << 20;

/// What a snapshot is made from.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) client: Arc<Client>,
    pub(super) documents: Documents,
    /// The state of the editor's texts and of the files; a later one has a larger number.
    pub(super) version: u64,
}

/// One moment.
pub(super) struct Snapshot {
    pub(super) asked: Asked,
    pub(super) workspace: Workspace,
    /// The plans of whole steps that were asked for.
    pub(super) plans: BTreeMap<Step, Plan>,
    /// What is left out of the inventory and a plan needs was read, too.
    pub(super) whole: bool,
    files: BTreeMap<PathBuf, FileId>,
    /// By `repo/path`.
    names: BTreeMap<String, FileId>,
    /// The comments that let hits pass, of the files that have any.
    allowed: BTreeMap<FileId, Allowed>,
    /// What the baseline accepts.
    accepted: Accepted,
}

/// What there is to show of a moment.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The diagnostics of all files that have any.
    pub(super) diagnostics: BTreeMap<Uri, Vec<Diagnostic>>,
    /// What could not be read, in a sentence.
    pub(super) unread: Option<String>,
}

impl Snapshot {
    /// Reads everything.
    ///
    /// # Errors
    /// Settings, rules or folders that are wrong.
    pub(super) fn read(asked: Asked) -> Result<Self, Problem> {
        let client = &asked.client;
        let (rules, mut project) = (client.rules(), Project::find(&client.roots(), false)?);
        project = rules.iter().fold(project, |project, file| project.with_own(file));
        let pack = project.pack(rules.as_deref()).map_err(|errors| Problem::of_rules(&errors, client.encoding))?;
        project.open = asked.documents.unsaved(MAX_BYTES);
        // Facts of texts that are being typed are of no use to the next run.
        let keep = project.open.is_empty();
        let workspace = Workspace::read(&project, pack, keep)?;
        let files = workspace.sources.iter().map(|it| (it.absolute.clone(), it.id)).collect();
        let name = |it: &Source| format!("{}/{}", workspace.repos[it.repo.0 as usize].name, it.path);
        let names = workspace.sources.iter().map(|it| (name(it), it.id)).collect();
        // What is wrong with such a comment is for `check` to say.
        let allowed = workspace.sources.iter().map(|it| (it.id, Allowed::of(it, &|_| Ok(()))));
        let allowed = allowed.filter(|it| it.1 != Allowed::default()).collect();
        let accepted = Accepted::of(&project, &workspace)?;
        Ok(Self { asked, workspace, plans: BTreeMap::new(), whole: false, files, names, allowed, accepted })
    }

    /// What there is to show.
    pub(super) fn found(&self) -> Found {
        let occurrences = &self.workspace.facts.occurrences;
        let mut diagnostics: BTreeMap<Uri, Vec<Diagnostic>> = BTreeMap::new();
        for of_file in occurrences.chunk_by(|one, other| one.file == other.file) {
            let file = of_file[0].file;
            let (all, lines) = (self.range(file), self.lines(file));
            let failing: Vec<Diagnostic> = all.filter_map(|at| self.diagnostic(at, &lines)).collect();
            if !failing.is_empty()
                && let Some(uri) = self.uri(file)
            {
                diagnostics.insert(uri, failing);
            }
        }
        let unread = self.workspace.skipped.iter().filter(|it| it.matters).count();
        let unread =
            (unread > 0).then(|| format!("{} could not be read; `runsess scan` names them", counted(unread, "place")));
        let unread =
            unread.into_iter().chain(self.accepted.wrong.clone()).reduce(|one, other| format!("{one}. {other}"));
        Found { diagnostics, unread }
    }

    /// What stands at a place, why it means what it means.
    pub(super) fn hover(&self, at: &TextDocumentPositionParams) -> Option<Hover> {
        let (here, lines) = self.at(at)?;
        let pages: Vec<String> = here.iter().map(|at| self.page(*at)).collect();
        let span = self.workspace.facts.occurrences[*here.first()?].span;
        let contents =
            HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: pages.join("\n\n---\n\n") });
        Some(Hover { contents, range: Some(lines.range(span)) })
    }

    /// The same as Markdown alone.
    pub(super) fn explained(&self, at: &TextDocumentPositionParams) -> Option<String> {
        let (here, _) = self.at(at)?;
        let pages: Vec<String> = here.iter().map(|at| self.page(*at)).collect();
        (!pages.is_empty()).then(|| pages.join("\n\n---\n\n"))
    }

    fn page(&self, at: usize) -> String {
        let found = explanation(&self.workspace, at);
        hover(&found, self.workspace.pack.category(&found.finding.category))
    }

    /// The occurrences at a place; a cursor behind a name is still at it.
    fn at(&self, at: &TextDocumentPositionParams) -> Option<(Vec<usize>, Lines<'_>)> {
        let file = self.file(&at.text_document.uri)?;
        let lines = self.lines(file);
        let byte = lines.byte(at.position) as u32;
        Some((self.touching(file, byte..byte), lines))
    }

    /// The occurrences of a file that a range of bytes touches.
    pub(super) fn touching(&self, file: FileId, bytes: Range<u32>) -> Vec<usize> {
        let span = |at: &usize| self.workspace.facts.occurrences[*at].span;
        self.range(file).filter(|at| span(at).start <= bytes.end && bytes.start <= span(at).end).collect()
    }

    /// True for a hit that the baseline accepts.
    pub(super) fn is_accepted(&self, at: usize) -> bool {
        self.accepted.holds(self.finding(at))
    }

    /// The diagnostic of an occurrence that fails the gate, and that no comment lets pass. One that the baseline accepts is a hint: it is nothing
    /// that somebody has just done wrong, and still a place that the migration is to change.
    pub(super) fn diagnostic(&self, at: usize, lines: &Lines) -> Option<Diagnostic> {
        let (finding, occurrence) = (self.finding(at), &self.workspace.facts.occurrences[at]);
        if self.source(occurrence.file).beside || !self.workspace.fails(finding) {
            return None;
        }
        if self.allowed.get(&occurrence.file).is_some_and(|it| it.passes(finding, today())) {
            return None;
        }
        let severity = match finding.category.as_str() {
            _ if self.is_accepted(at) => DiagnosticSeverity::HINT,
            // Nobody says that an undecided hit is wrong.
            UNCLASSIFIED => DiagnosticSeverity::INFORMATION,
            _ => DiagnosticSeverity::WARNING,
        };
        Some(Diagnostic {
            range: lines.range(occurrence.span),
            severity: Some(severity),
            code: Some(NumberOrString::String(finding.category.to_string())),
            source: Some("runsess".to_owned()),
            message: said(finding),
            related_information: self.asked.client.relates.then(|| self.related(finding)).filter(|it| !it.is_empty()),
            ..Diagnostic::default()
        })
    }

    fn related(&self, finding: &Finding) -> Vec<DiagnosticRelatedInformation> {
        let related = |step: &crate::model::Step| {
            let file = *self.names.get(step.path.as_deref()?)?;
            let start = Position { line: step.line?.checked_sub(1)?, character: 0 };
            let location = Location { uri: self.uri(file)?, range: ls_types::Range { start, end: start } };
            Some(DiagnosticRelatedInformation { location, message: step.text.to_string() })
        };
        finding.why.iter().filter_map(related).take(RELATED).collect()
    }

    pub(super) fn finding(&self, at: usize) -> &Finding {
        &self.workspace.classified.decided[at].finding
    }

    pub(super) fn source(&self, file: FileId) -> &Source {
        &self.workspace.sources[file.0 as usize]
    }

    pub(super) fn lines(&self, file: FileId) -> Lines<'_> {
        Lines::new(&self.source(file).text, self.asked.client.encoding)
    }

    /// The file of a document.
    pub(super) fn file(&self, uri: &Uri) -> Option<FileId> {
        self.files.get(&file(uri)?).copied()
    }

    /// What the editor calls a file that it has open, or what it is called by its path.
    pub(super) fn uri(&self, file: FileId) -> Option<Uri> {
        let path = &self.source(file).absolute;
        let open = self.asked.documents.of_file(path).map(|(uri, _)| uri.clone());
        open.or_else(|| Uri::from_file_path(path))
    }

    /// The occurrences of a file: they are sorted.
    fn range(&self, file: FileId) -> Range<usize> {
        let all = &self.workspace.facts.occurrences;
        all.partition_point(|it| it.file < file)..all.partition_point(|it| it.file <= file)
    }
}
