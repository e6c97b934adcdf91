//! The rules that the command line names, and what reports are told of them and of the run.

use std::collections::BTreeSet;

use crate::cli::{Input, PackArg, ScanArgs, TokensArg};
use crate::report::{Page, ReportMeta};
use crate::rules::Pack;
use crate::session::Project;
use crate::text::shell::quoted;

use super::Failure;

/// The folders and the rules that the command line names, or `runsess.yaml`.
pub(super) fn given(input: &Input) -> Result<(Project, Pack), Failure> {
    let project = Project::find(&input.roots, input.isolated.isolated)?;
    let project = input.pack.rules.iter().fold(project, |project, file| project.with_own(file));
    let pack = project.pack(input.pack.rules.as_deref())?;
    Ok((project, pack))
}

/// The pack that the command line names, or the built-in one.
pub(super) fn pack(arg: &PackArg) -> Result<Pack, Failure> {
    Ok(Project::default().pack(arg.rules.as_deref())?)
}

/// The format of a command: the one on the command line, else that of `runsess.yaml`, else the one for people.
pub(super) fn format<'a>(given: Option<&'a str>, project: &'a Project, command: &str) -> &'a str {
    given.or_else(|| project.formats.get(command).map(String::as_str)).unwrap_or("human")
}

/// The words of the pack for reports; `command` makes the report again.
pub(super) fn meta(pack: &Pack, command: &str) -> ReportMeta {
    let words: Vec<String> = pack.terms.iter().filter(|it| it.to.is_some()).map(|it| it.words.join(" ")).collect();
    let goal = format!("A complete, classified inventory of `{}` in all repositories.", words.join("`, `"));
    let meta = ReportMeta::from_pack(pack);
    ReportMeta {
        goal: if meta.goal.is_empty() { goal } else { meta.goal },
        command: command.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..meta
    }
}

/// With what the command line says of the answer: which folders and rules it is about, and how long it may be.
pub(super) fn about(meta: ReportMeta, input: &Input, tokens: &TokensArg) -> ReportMeta {
    let page = within(meta.page, input);
    ReportMeta { page, tokens: tokens.max_tokens.map(|it| it as usize), ..meta }
}

/// A page that knows what the command line is about.
pub(super) fn within(page: Page, input: &Input) -> Page {
    Page { scope: scope(input).into_iter().map(|word| format!(" {word}")).collect(), ..page }
}

/// The folders, the rules and what else a command line is about, as words of another one.
pub(super) fn scope(input: &Input) -> Vec<String> {
    // The order of roots changes nothing in an answer: no more may it change this line.
    let roots: BTreeSet<String> = input.roots.iter().map(|root| quoted(&root.display().to_string())).collect();
    let rules = input.pack.rules.iter().map(|file| format!("--rules {}", quoted(&file.display().to_string())));
    let isolated = input.isolated.isolated.then(|| "--isolated".to_owned());
    roots.into_iter().chain(rules).chain(isolated).collect()
}

/// The command line that asked for the report, without the output file.
pub(super) fn command(args: &ScanArgs, format: &str) -> String {
    let mut words = vec!["runsess scan".to_owned()];
    words.extend(scope(&args.input));
    words.extend(super::filter::words(&args.part));
    words.push(format!("--format {format}"));
    words.join(" ")
}
