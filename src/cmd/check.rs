//! `check`: the gate. Fails when there are hits that the baseline doesn't have.

use crate::cli::{CheckArgs, CheckFormat};
use crate::commit::write_output;
use crate::gate::Baseline;
use crate::model::{Change, Finding, Inventory};
use crate::report;
use crate::session::Workspace;
use crate::text::count::counted;
use crate::text::shown::Shown;

use super::{Failure, Outcome};

/// Scans, compares and prints what is new.
pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Failure> {
    let baseline = if args.update_baseline { Baseline::default() } else { baseline(args)? };
    let workspace = Workspace::read(&args.input.roots, super::pack(&args.input.pack)?, !args.cache.no_cache)?;
    super::note_skipped(&workspace.skipped);
    if workspace.files == 0 {
        // A gate that passes because its path was mistyped never fails again.
        return Err(Failure::usage("there is no file to check", "give folders that hold the sources"));
    }
    // What the rules keep stays for ever: a gate that fails on it is never green.
    let fails = |it: &&Finding| workspace.pack.fails_gate(&it.category) && it.change != Some(Change::Keep);
    let failing: Vec<&Finding> = workspace.classified.findings.iter().filter(fails).collect();
    if args.update_baseline {
        return update(args, &failing, workspace.partial());
    }
    let new: Vec<Finding> = baseline.new_findings(failing.iter().copied()).into_iter().cloned().collect();
    let count = new.len();
    print(args, new, &workspace)?;
    Ok(match () {
        () if workspace.partial() => Outcome::Failed,
        () if count > 0 => Outcome::Findings,
        () => Outcome::Done,
    })
}

fn baseline(args: &CheckArgs) -> Result<Baseline, Failure> {
    let Some(path) = &args.baseline else { return Ok(Baseline::default()) };
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!("cannot read the baseline {shown}: {error}"), "--update-baseline writes it")
    })?;
    Baseline::parse(&text).map_err(|(line, error)| {
        Failure::usage(
            format!("{shown}:{line} is not a row of a baseline: {error}"),
            "--update-baseline writes it anew",
        )
    })
}

fn update(args: &CheckArgs, failing: &[&Finding], partial: bool) -> Result<Outcome, Failure> {
    if let Some(path) = &args.baseline {
        let text = Baseline::of(failing.iter().copied()).render();
        write_output(path, text.as_bytes())
            .map_err(|error| Failure::Output { what: path.display().to_string(), error })?;
        super::note(&format!("{} accepted in {}", counted(failing.len(), "hit"), path.display()));
    }
    Ok(if partial { Outcome::Failed } else { Outcome::Done })
}

fn print(args: &CheckArgs, new: Vec<Finding>, workspace: &Workspace) -> Result<(), Failure> {
    let mut text = Vec::new();
    match args.format {
        CheckFormat::Human => {
            let lines = new.iter().map(|it| {
                let first = it.why.first().map(|step| format!(": {}", step.text)).unwrap_or_default();
                let line =
                    format!("{}/{}:{}:{} {} {}{first}", it.repo, it.path, it.line, it.column, it.text, it.category);
                Shown(&line).to_string() + "\n"
            });
            text.extend(lines.collect::<String>().into_bytes());
            let verdict = if new.is_empty() {
                "no new hits\n".to_owned()
            } else {
                format!("{}\n", counted(new.len(), "new hit"))
            };
            text.extend(verdict.into_bytes());
        }
        CheckFormat::Github => {
            for it in &new {
                let line = format!(
                    "::error file={},line={},col={},endColumn={},title={}::`{}`: {}\n",
                    github(&it.path, true),
                    it.line,
                    it.column,
                    it.end_column,
                    it.category,
                    github(&it.text, false),
                    github(it.why.first().map_or("", |step| step.text.as_str()), false)
                );
                text.extend(line.into_bytes());
            }
        }
        CheckFormat::Sarif | CheckFormat::Jsonl => {
            let inventory = Inventory { findings: new, conflicts: Vec::new(), ..workspace.inventory() };
            let mut meta = super::meta::meta(&workspace.pack, "runsess check");
            meta.columns = report::Columns::new(&inventory, |repo, path| workspace.text(repo, path));
            let rendered = match args.format {
                CheckFormat::Sarif => report::sarif::render(&inventory, &meta, &mut text),
                _ => report::jsonl::render(&inventory, &meta, &mut text),
            };
            rendered.map_err(|error| Failure::Output { what: "the report".into(), error })?;
        }
    }
    super::answer(&text, args.format == CheckFormat::Human).map(drop)
}

/// Escapes for GitHub's workflow commands: properties also need `:` and `,` escaped.
fn github(text: &str, property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if property { text.replace(':', "%3A").replace(',', "%2C") } else { text }
}
