//! `check`: the gate. Fails when there are hits that the baseline doesn't have.

use std::path::Path;

use crate::cli::CheckArgs;
use crate::commit::write_output;
use crate::disk::{read_named, read_plain};
use crate::gate::Baseline;
use crate::model::{Finding, Inventory};
use crate::report::Standing;
use crate::session::Workspace;
use crate::text::count::counted;

use super::{Failure, Outcome};

/// Bigger files are no baselines: a row has some 200 bytes, and this is half a million of them.
const MAX_BYTES: u64 = 100 << 20;

/// Scans, compares and prints what is new.
pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Failure> {
    let (project, pack) = super::given(&args.input)?;
    let name = super::meta::format(args.format.as_deref(), &project, "check").to_owned();
    let (format, render) = super::formats::pick(&name, |it| it.check)?;
    let path = args.baseline.as_deref().or(project.baseline.as_deref()).map(Path::to_path_buf);
    let baseline = if args.update_baseline { replaced(path.as_deref())? } else { baseline(path.as_deref())? };
    let project = args.baseline.iter().fold(project, |project, file| project.with_own(file));
    let workspace = Workspace::read(&project, pack, !args.cache.no_cache)?;
    super::note_skipped(&workspace.skipped);
    super::note_interrupted(&workspace.repos);
    let failing: Vec<&Finding> = workspace.findings().filter(|it| workspace.fails(it)).collect();
    if args.update_baseline {
        return update(path.as_deref(), &failing, workspace.partial());
    }
    let new: Vec<Finding> = baseline.new_findings(failing.iter().copied()).into_iter().cloned().collect();
    let inventory = Inventory { findings: new, conflicts: Vec::new(), ..workspace.inventory() };
    let meta = super::inventory::meta(&workspace, &inventory, format, "runsess check");
    let mut meta = super::meta::about(meta, &args.input, &args.tokens);
    meta.standings.of_all = path.is_some().then_some(Standing::New);
    super::inventory::answer(format, render, &inventory, meta)?;
    let done = if inventory.findings.is_empty() { Outcome::Done } else { Outcome::Findings };
    Ok(super::settled(done, workspace.partial()))
}

fn baseline(path: Option<&Path>) -> Result<Baseline, Failure> {
    let Some(path) = path else { return Ok(Baseline::default()) };
    let shown = path.display();
    let unread =
        |why: String| Failure::usage(format!("cannot read the baseline {shown}: {why}"), "--update-baseline writes it");
    let bytes = read_named(path, MAX_BYTES).map_err(|error| unread(error.to_string()))?;
    let text = String::from_utf8(bytes)
        .map_err(|error| unread(format!("not UTF-8: a bad byte at offset {}", error.utf8_error().valid_up_to())))?;
    Baseline::parse(&text).map_err(|(line, error)| {
        Failure::usage(
            format!("{shown}:{line} is not a row of a baseline: {error}"),
            "mend the line; or remove the file, and --update-baseline writes it anew",
        )
    })
}

/// Before `--update-baseline`, a slip of the pen from losing a source: only a baseline is written over, and no link is followed.
fn replaced(path: Option<&Path>) -> Result<Baseline, Failure> {
    let Some(path) = path else {
        return Err(Failure::usage(
            "--update-baseline needs a file",
            "name it by --baseline, or under `baseline:` of runsess.yaml",
        ));
    };
    let wrong = |why: String| {
        let message = format!("{} is not written over: {why}", path.display());
        Failure::usage(message, "name a baseline or a new file, or remove what is there")
    };
    match read_plain(path, MAX_BYTES) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(wrong(error.to_string())),
        Ok(bytes) => {
            let text = String::from_utf8(bytes).map_err(|_| wrong("it is no baseline".into()))?;
            Baseline::parse(&text).map_err(|(line, _)| wrong(format!("line {line} is not a row of a baseline")))?;
        }
    }
    Ok(Baseline::default())
}

fn update(path: Option<&Path>, failing: &[&Finding], partial: bool) -> Result<Outcome, Failure> {
    if let Some(path) = path {
        let text = Baseline::of(failing.iter().copied()).render();
        write_output(path, text.as_bytes())
            .map_err(|error| Failure::Output { what: path.display().to_string(), error })?;
        super::note(&format!("{} accepted in {}", counted(failing.len(), "hit"), path.display()));
    }
    Ok(super::settled(Outcome::Done, partial))
}
