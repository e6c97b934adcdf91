//! Why the occurrences at one place mean what they mean.

use std::path::{Path, PathBuf};

use crate::classify::{Explained, explain as explained};
use crate::model::answer::Side;
use crate::model::place::numbered;
use crate::model::{Evidence, Explanation, Finding, Step, Tried};
use crate::plan::contracts::Contracts;
use crate::text::sentences::line;

use super::{Error, Workspace};

/// The place that is asked about: a file by its path on disk, by `repo/path` or any ending of it, a line, perhaps a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    file: PathBuf,
    line: u32,
    column: Option<u32>,
}

impl Asked {
    /// Reads `FILE:LINE` or `FILE:LINE:COL`.
    ///
    /// # Errors
    /// The text is neither.
    pub fn parse(text: &str) -> Result<Self, Error> {
        match numbered(text) {
            (file, Some(line), column) => Ok(Self { file: file.into(), line, column }),
            _ => Err(wrong(format!("`{text}` is not FILE:LINE or FILE:LINE:COL"), "for example pkg/chat/conv.go:27")),
        }
    }

    /// The index of the file among those that were read.
    fn find(&self, workspace: &Workspace) -> Result<usize, Error> {
        let real = self.file.canonicalize().ok();
        let named = |at: usize| {
            let source = &workspace.sources[at];
            let repo = &workspace.repos[source.repo.0 as usize];
            Path::new(&*repo.name).join(&*source.path).ends_with(&self.file)
        };
        let on_disk = |at: &usize| real.is_some() && workspace.sources[*at].absolute.canonicalize().ok() == real;
        let all = 0..workspace.sources.len();
        if let Some(at) = all.clone().filter(|at| named(*at) || real.is_some()).find(on_disk) {
            return Ok(at);
        }
        let mut found = all.filter(|at| named(*at));
        match (found.next(), found.next()) {
            (Some(at), None) => Ok(at),
            (None, _) => Err(wrong(
                format!("{} is not among the files that were read", self.file.display()),
                "name a file below the roots; `runsess scan` lists files that were skipped",
            )),
            (Some(one), Some(other)) => Err(wrong(
                format!("{} is ambiguous", self.file.display()),
                format!(
                    "more than one file ends so: {} and {}",
                    workspace.sources[one].path, workspace.sources[other].path
                ),
            )),
        }
    }

    fn covers(&self, finding: &Finding) -> bool {
        finding.line == self.line
            && self
                .column
                .is_none_or(|column| (finding.column..finding.end_column.max(finding.column + 1)).contains(&column))
    }
}

/// What is said of each occurrence at the place, in their order.
///
/// # Errors
/// The file is not among those that were read, or there is no occurrence.
pub fn explain(workspace: &Workspace, asked: &Asked) -> Result<Vec<Explanation>, Error> {
    Ok(hits_at(workspace, asked)?.into_iter().map(|at| explanation(workspace, at)).collect())
}

/// The occurrences at the place, as indexes of `workspace.facts.occurrences`, in their order.
///
/// # Errors
/// The file is not among those that were read, or there is no occurrence.
pub fn hits_at(workspace: &Workspace, asked: &Asked) -> Result<Vec<usize>, Error> {
    let file = asked.find(workspace)?;
    let findings = workspace.classified.findings();
    let occurrences = workspace.facts.occurrences.iter().zip(findings).enumerate();
    let here = occurrences.filter(|(_, (it, finding))| it.file.0 as usize == file && asked.covers(finding));
    let found: Vec<usize> = here.map(|(at, _)| at).collect();
    if found.is_empty() {
        let column = asked.column.map(|column| format!(":{column}")).unwrap_or_default();
        return Err(wrong(
            format!("no term of the rules at {}:{}{column}", asked.file.display(), asked.line),
            "give the line of a hit that `runsess scan` lists; columns are 1-based and count bytes",
        ));
    }
    Ok(found)
}

/// What is said of the occurrence `at`, an index of `workspace.facts.occurrences`.
pub fn explanation(workspace: &Workspace, at: usize) -> Explanation {
    let evidence = |step: &Step| Evidence { quote: quote(workspace, step).unwrap_or_default(), step: step.clone() };
    let Explained { finding, tried, others } =
        explained(&workspace.facts, &workspace.sources, &workspace.repos, &workspace.pack, at);
    Explanation {
        evidence: finding.why.iter().map(evidence).collect(),
        finding,
        others,
        sides: sides(workspace, at),
        tried: tried.into_iter().map(|(rule, failed)| Tried { rule, failed }).collect(),
    }
}

/// The other sides of what the occurrence `at` is called on the wire.
fn sides(workspace: &Workspace, at: usize) -> Vec<Side> {
    let Workspace { facts, sources, classified, .. } = workspace;
    let all = Contracts::of(facts, sources).sides(facts, sources, at);
    let side = |(same, other): (bool, usize)| {
        let (it, finding) = (&facts.occurrences[other], classified.decided[other].finding.clone());
        Side { same, quote: shortened(line(&sources[it.file.0 as usize].text, it.span).as_str()), finding }
    };
    let same = all.same.into_iter().map(|it| (true, it));
    let mut found: Vec<Side> = same.chain(all.unknown.into_iter().map(|it| (false, it))).map(side).collect();
    let own = &classified.decided[at].finding.category;
    found.sort_by_key(|it| (!it.same, it.finding.category != *own));
    found
}

/// The line of source at a place, so that nobody has to open the file.
fn quote(workspace: &Workspace, step: &Step) -> Option<String> {
    let place = step.place()?;
    let line = workspace.text(&place.repo, &place.path)?.lines().nth(place.line? as usize - 1)?;
    Some(shortened(line))
}

fn shortened(line: &str) -> String {
    line.trim().chars().take(100).collect()
}

fn wrong(message: impl Into<String>, help: impl Into<String>) -> Error {
    Error::Place { message: message.into(), help: help.into() }
}
