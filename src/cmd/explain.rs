//! `explain`: why one occurrence means what it means, for someone who has never seen the tool.

use std::path::{Path, PathBuf};

use crate::classify::tried;
use crate::cli::ExplainArgs;
use crate::model::{Certainty, Finding};
use crate::text::shown::Shown;

use super::workspace::Workspace;
use super::{Failure, Outcome};

/// Prints the evidence for each hit at the place.
pub(super) fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let place = Place::parse(&args.place)?;
    let workspace = Workspace::read(&args.input.roots, super::pack(&args.input.pack)?, !args.cache.no_cache)?;
    let file = place.find(&workspace)?;
    let at: Vec<usize> = (0..workspace.facts.occurrences.len())
        .filter(|at| {
            let finding = &workspace.classified.findings[*at];
            workspace.facts.occurrences[*at].file.0 as usize == file && place.covers(finding)
        })
        .collect();
    if at.is_empty() {
        let help = "give the line of a hit that `runsess scan` lists; columns are 1-based and count bytes";
        return Err(Failure::usage(format!("no term of the rules at {}", args.place), help));
    }
    let mut text = String::new();
    for at in &at {
        explain(&workspace, *at, &mut text);
    }
    super::say(&text)
}

/// `FILE:LINE[:COL]`
struct Place {
    file: PathBuf,
    line: u32,
    column: Option<u32>,
}

impl Place {
    fn parse(text: &str) -> Result<Self, Failure> {
        let wrong =
            || Failure::usage(format!("`{text}` is not FILE:LINE or FILE:LINE:COL"), "for example pkg/chat/conv.go:27");
        let (front, last) = text.rsplit_once(':').ok_or_else(wrong)?;
        let last: u32 = last.parse().map_err(|_| wrong())?;
        Ok(match front.rsplit_once(':').and_then(|(file, line)| Some((file, line.parse().ok()?))) {
            Some((file, line)) => Place { file: file.into(), line, column: Some(last) },
            None => Place { file: front.into(), line: last, column: None },
        })
    }

    /// The file, by path on disk or by `repo/path` or any ending of it.
    fn find(&self, workspace: &Workspace) -> Result<usize, Failure> {
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
            (None, _) => Err(Failure::usage(
                format!("{} is not among the files that were read", self.file.display()),
                "name a file below the roots; `runsess scan` lists files that were skipped",
            )),
            (Some(one), Some(other)) => Err(Failure::usage(
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

fn explain(workspace: &Workspace, at: usize, out: &mut String) {
    let finding = &workspace.classified.findings[at];
    let mut line = |text: String| {
        out.push_str(&Shown(text.trim_end()).to_string());
        out.push('\n');
    };
    line(format!("{}/{}:{}:{}", finding.repo, finding.path, finding.line, finding.column));
    line(format!("  {}  {}", finding.text, finding.category));
    line(String::new());
    line(format!("  it is       {} in {}", finding.role.name(), finding.language.name()));
    line(format!("  symbol      {}", finding.symbol.as_deref().unwrap_or("none")));
    line(format!(
        "  certainty   {}",
        match finding.certainty {
            Certainty::Resolved => "resolved: its declaration was found, and its meaning by values that are the same",
            Certainty::Inferred => "inferred: by flow or by what stands around it",
            Certainty::Textual => "textual: by words only",
        }
    ));
    if let Some(change) = finding.change {
        let batch = finding.batch.map(|batch| format!(" in batch {batch}")).unwrap_or_default();
        let to = finding.replacement.as_ref().map(|new| format!(" → {new}")).unwrap_or_default();
        line(format!("  change      {}{to}{batch}", change.name()));
    }
    line(String::new());
    line("  evidence".into());
    for (number, step) in finding.why.iter().enumerate() {
        line(format!("  {:>3}. {}", number + 1, step.text));
        if let (Some(path), Some(number)) = (&step.path, step.line) {
            line(format!("       {path}:{number}{}", quote(workspace, path, number)));
        }
    }
    line(String::new());
    line("  rules tried".into());
    for (rule, failed) in tried(&workspace.facts, &workspace.sources, &workspace.repos, &workspace.pack, at) {
        match failed {
            Some(reason) => line(format!("    no   {rule}: {reason}")),
            None => line(format!("    yes  {rule}")),
        }
    }
    line(String::new());
}

/// The line of source at a place, so that nobody has to open the file.
fn quote(workspace: &Workspace, path: &str, line: u32) -> String {
    let source = workspace.sources.iter().find(|source| {
        let repo = &workspace.repos[source.repo.0 as usize].name;
        path.strip_prefix(&**repo).and_then(|rest| rest.strip_prefix('/')) == Some(&*source.path)
    });
    let text = source.and_then(|source| source.text.lines().nth(line as usize - 1)).unwrap_or_default().trim();
    let cut = text.char_indices().nth(100).map_or(text.len(), |(at, _)| at);
    if text.is_empty() { String::new() } else { format!("   {}", &text[..cut]) }
}
