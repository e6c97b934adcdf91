//! The baseline as a file: what may be read as one, and what may be written over.

use std::path::Path;

use crate::commit::write_output;
use crate::disk::{read_named, read_plain};
use crate::gate::{Baseline, NotABaseline, Updated};
use crate::report::Paths;
use crate::text::count::counted;

use super::super::Failure;

/// Bigger files are no baselines: a row has some 300 bytes, and this is a third of a million of them.
pub(in crate::cmd) const MAX_BYTES: u64 = 100 << 20;

/// The accepted hits as they are written; nothing where no file is named. `must` says that one has to be.
pub(super) fn baseline(path: Option<&Path>, must: bool) -> Result<Option<String>, Failure> {
    match path {
        Some(path) => text(path).map(Some),
        None if must => Err(unnamed("--prune")),
        None => Ok(None),
    }
}

/// The rows of such a text, which stands in the file at `path`.
pub(super) fn parsed(path: Option<&Path>, text: Option<&str>) -> Result<Baseline, Failure> {
    let Some((path, text)) = path.zip(text) else { return Ok(Baseline::default()) };
    Baseline::parse(text).map_err(|error| wrong(path, &error))
}

/// Reads a file that has to be a baseline.
pub(in crate::cmd) fn read(path: &Path) -> Result<Baseline, Failure> {
    parsed(Some(path), Some(&text(path)?))
}

fn text(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let unread =
        |why: String| Failure::usage(format!("cannot read the baseline {shown}: {why}"), "--update-baseline writes it");
    let bytes = read_named(path, MAX_BYTES).map_err(|error| unread(error.to_string()))?;
    String::from_utf8(bytes)
        .map_err(|error| unread(format!("not UTF-8: a bad byte at offset {}", error.utf8_error().valid_up_to())))
}

fn wrong(path: &Path, error: &NotABaseline) -> Failure {
    let shown = path.display();
    match error {
        NotABaseline::Conflict(line) => Failure::usage(
            format!(
                "{shown}:{line} is a mark of a conflict: two branches changed the baseline, and git could not merge it"
            ),
            format!(
                "rows are a set: take out the lines that begin with <<<<<<<, ||||||| , ======= or >>>>>>> and keep the rows of both \
                 sides; or `git checkout --theirs {shown}`, and --update-baseline writes the rest. `{shown} merge=union` in \
                 .gitattributes spares you the next one"
            ),
        ),
        NotABaseline::Old(line) => Failure::usage(
            format!("{shown}:{line} is a row of an older version, which counted hits instead of knowing each"),
            "--update-baseline writes the file anew, with a row for each hit of today: look at what it accepts",
        ),
        NotABaseline::Newer(..) => Failure::usage(format!("{shown}: {error}"), "take a newer version of this program"),
        NotABaseline::Row(line, why) => Failure::usage(
            format!("{shown}:{line} is not a row of a baseline: {why}"),
            "mend the line; or remove the file, and --update-baseline writes it anew",
        ),
    }
}

/// Before `--update-baseline`, a slip of the pen from losing a source: only a baseline is written over, and no link is followed.
pub(super) fn replaced(path: Option<&Path>) -> Result<Baseline, Failure> {
    let Some(path) = path else { return Err(unnamed("--update-baseline")) };
    let wrong = |why: String| {
        let message = format!("{} is not written over: {why}", path.display());
        Failure::usage(message, "name a baseline or a new file, or remove what is there")
    };
    match read_plain(path, MAX_BYTES) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Baseline::default()),
        Err(error) => Err(wrong(error.to_string())),
        Ok(bytes) => {
            let text = String::from_utf8(bytes).map_err(|_| wrong("it is no baseline".into()))?;
            match Baseline::parse(&text) {
                // Its rows say too little to know a hit by.
                Err(NotABaseline::Old(_)) => Ok(Baseline::default()),
                read => read.map_err(|error| wrong(error.to_string())),
            }
        }
    }
}

fn unnamed(flag: &str) -> Failure {
    Failure::usage(format!("{flag} needs a file"), "name it by --baseline, or under `baseline:` of runsess.yaml")
}

/// In CI, nobody looks at what is accepted.
pub(super) fn may_grow((path, allowed): (&Path, bool), updated: &Updated, paths: &Paths) -> Result<(), Failure> {
    let in_ci = std::env::var_os("CI").is_some_and(|it| !it.is_empty() && it != "false");
    let Some(first) = updated.added.first().filter(|_| in_ci && !allowed) else { return Ok(()) };
    let message = format!(
        "{} would accept {}, the first at {}: not under CI",
        path.display(),
        counted(updated.added.len(), "new hit"),
        paths.place(&first.place())
    );
    Err(Failure::usage(message, "mend them, or accept them on your own machine; --allow-growth says that CI may"))
}

pub(in crate::cmd) fn write(path: &Path, baseline: &Baseline) -> Result<(), Failure> {
    write_output(path, baseline.render().as_bytes())
        .map_err(|error| Failure::Output { what: path.display().to_string(), error })
}
